package quality

import (
	"fmt"
	"slices"
	"strings"

	"trolyluat/corpus"
)

// unknownDay stands where a date is required and not known.
const unknownDay = "0001-01-01"

func aknDate(d corpus.Date) string {
	if d == 0 {
		return unknownDay
	}
	return d.String()
}

// meta writes the identification of work, expression and manifestation, the
// events in the life of the text, and what the texts that changed it did. The
// expression is named by the day on which its words began to stand: that of
// issue, or of the last change before the date asked for.
func (a *aknWriter) meta(work, licence, component string) {
	d := a.doc
	date := aknDate(d.Issued)
	uri := fmt.Sprintf("/akn/vn/%s/%s/%s/%s", work, attr(string(d.Kind)), date, attr(strings.ReplaceAll(d.Key, "/", "-")))
	frbr := func(name, this, extra string) {
		fmt.Fprintf(a.out, `<%s><FRBRthis value="%s/!%s"/><FRBRuri value="%s"/>%s</%s>`, name, this, component, this, extra, name)
	}
	issuer := d.Issuer
	if issuer == "" {
		issuer = "chưa rõ"
	}
	expression, occasion := date, "ban-hanh"
	if since := a.since(); since != 0 {
		expression, occasion = since.String(), "sua-doi"
	}
	a.out.WriteString(`<meta><identification source="#trolyluat">`)
	frbr("FRBRWork", uri, fmt.Sprintf(`<FRBRdate date="%s" name="ban-hanh"/><FRBRauthor href="#issuer"/><FRBRcountry value="vn"/><FRBRnumber value="%s"/><FRBRname value="%s"/>`,
		date, attr(d.Number), attr(d.Title)))
	frbr("FRBRExpression", uri+"/vie@"+expression, fmt.Sprintf(`<FRBRdate date="%s" name="%s"/><FRBRauthor href="#issuer"/><FRBRlanguage language="vie"/>`, expression, occasion))
	frbr("FRBRManifestation", uri+"/vie@"+expression+".akn", fmt.Sprintf(`<FRBRdate date="%s" name="%s"/><FRBRauthor href="#trolyluat"/><FRBRformat value="application/akn+xml"/>`, expression, occasion))
	a.out.WriteString(`</identification>`)
	changes := a.changes()
	var acts []string
	for _, v := range changes {
		if !slices.Contains(acts, v.By) {
			acts = append(acts, v.By)
		}
	}
	a.lifecycle(component, changes, acts)
	if component != "main" {
		a.out.WriteString(`</meta>`)
		return
	}
	a.modifications(changes, acts)
	a.out.WriteString(`<references source="#trolyluat">`)
	for i, act := range acts {
		fmt.Fprintf(a.out, `<passiveRef eId="by_%d" href="/akn/vn/act/%s" showAs="%s"/>`, i+1, attr(strings.ReplaceAll(act, "/", "-")), attr(act))
	}
	fmt.Fprintf(a.out, `<TLCOrganization eId="issuer" href="/ontology/organization/vn/%s" showAs="%s"/>`, attr(slug(issuer)), attr(issuer))
	a.out.WriteString(`<TLCOrganization eId="trolyluat" href="/ontology/organization/trolyluat" showAs="Trợ lý luật"/></references>`)
	fmt.Fprintf(a.out, `<proprietary source="#trolyluat"><tl:source xmlns:tl="urn:trolyluat" uri="%s" sha256="%s" licence="%s" fictional="%t"/></proprietary></meta>`,
		attr(d.Source.Name), attr(d.Source.SHA256), attr(licence), d.Fictional)
}

// since is the day of the last change that the expression shows, 0 for none.
func (a *aknWriter) since() corpus.Date {
	last := corpus.Date(0)
	for _, day := range a.whole.ExpressionDates() {
		if a.on != 0 && day <= a.on {
			last = day
		}
	}
	return last
}

// changes are the versions that later texts made up to the expression's date, by
// date.
func (a *aknWriter) changes() []corpus.Version {
	var out []corpus.Version
	for _, v := range a.whole.Versions {
		if v.By != "" && v.From != 0 && a.on != 0 && v.From <= a.on {
			out = append(out, v)
		}
	}
	slices.SortStableFunc(out, func(x, y corpus.Version) int { return int(x.From) - int(y.From) })
	return out
}

func (a *aknWriter) lifecycle(component string, changes []corpus.Version, acts []string) {
	d := a.doc
	a.out.WriteString(`<lifecycle source="#trolyluat">`)
	fmt.Fprintf(a.out, `<eventRef eId="%s-ban-hanh" date="%s" source="#trolyluat" type="generation"/>`, component, aknDate(d.Issued))
	if d.Effective.From != 0 {
		fmt.Fprintf(a.out, `<eventRef eId="%s-hieu-luc" date="%s" source="#trolyluat" type="generation"/>`, component, d.Effective.From)
	}
	type event struct {
		by   string
		date corpus.Date
	}
	told := map[event]bool{}
	for _, v := range changes {
		if e := (event{v.By, v.From}); !told[e] {
			told[e] = true
			fmt.Fprintf(a.out, `<eventRef eId="%s-sua-doi-%d" date="%s" source="#by_%d" type="amendment"/>`, component, len(told), v.From, slices.Index(acts, v.By)+1)
		}
	}
	if d.Effective.To != 0 {
		fmt.Fprintf(a.out, `<eventRef eId="%s-het-hieu-luc" date="%s" source="#trolyluat" type="repeal"/>`, component, d.Effective.To)
	}
	a.out.WriteString(`</lifecycle>`)
}

// modifications tells which units were changed, by what.
func (a *aknWriter) modifications(changes []corpus.Version, acts []string) {
	if len(changes) == 0 {
		return
	}
	own := map[string]bool{}
	for i := range a.whole.Provisions {
		own[a.whole.Provisions[i].Path] = true
	}
	a.out.WriteString(`<analysis source="#trolyluat"><passiveModifications>`)
	for i, v := range changes {
		kind := "substitution"
		switch {
		case v.Repealed:
			kind = "repeal"
		case !own[v.Path]:
			kind = "insertion"
		}
		by := slices.Index(acts, v.By) + 1
		fmt.Fprintf(a.out, `<textualMod eId="mod_%d" type="%s"><source href="#by_%d"/><destination href="#%s"/></textualMod>`, i+1, kind, by, attr(aknID(v.Path)))
	}
	a.out.WriteString(`</passiveModifications></analysis>`)
}
