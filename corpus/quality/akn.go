package quality

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"
	"unicode"

	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
)

// aknNamespace is the namespace of Akoma Ntoso 3.0 (OASIS LegalDocML).
const aknNamespace = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"

// aknElements are the elements of the hierarchy by level. Khoản and điểm are
// paragraph and point; what has no counterpart becomes a hcontainer.
var aknElements = map[corpus.Level]string{
	corpus.LevelPart:       "part",
	corpus.LevelChapter:    "chapter",
	corpus.LevelSection:    "section",
	corpus.LevelSubsection: "subsection",
	corpus.LevelArticle:    "article",
	corpus.LevelClause:     "paragraph",
	corpus.LevelPoint:      "point",
	corpus.LevelAppendix:   "hcontainer",
	corpus.LevelAttachment: "hcontainer",
	corpus.LevelPassage:    "hcontainer",
}

// WriteAKN writes a document as issued in Akoma Ntoso 3.0 with FRBR ids. eId is
// made of the provision's path, which is kept whole in @refersTo of hcontainers
// and readable in all ids. licence is what the operator states of the data.
func WriteAKN(w io.Writer, d *corpus.Document, licence string) error {
	var body bytes.Buffer
	a := &aknWriter{doc: d, out: &body}
	a.document(licence)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("quality: write akn of %s: %w", d.ID, err)
	}
	if _, err := w.Write(body.Bytes()); err != nil {
		return fmt.Errorf("quality: write akn of %s: %w", d.ID, err)
	}
	return nil
}

type aknWriter struct {
	doc      *corpus.Document
	out      *bytes.Buffer
	children map[int][]int
}

func (a *aknWriter) document(licence string) {
	d := a.doc
	a.children = map[int][]int{}
	for i := range d.Provisions {
		a.children[d.Provisions[i].Parent] = append(a.children[d.Provisions[i].Parent], i)
	}
	element, work := "act", "act"
	switch d.Kind {
	case corpus.KindJudgment, corpus.KindPrecedent:
		element, work = "judgment", "judgment"
	case corpus.KindOfficialLetter, corpus.KindProcedure, corpus.KindOther:
		element, work = "doc", "doc"
	case corpus.KindDraft:
		element, work = "bill", "bill"
	}
	fmt.Fprintf(a.out, `<akomaNtoso xmlns="%s"><%s name="%s">`, aknNamespace, element, attr(string(d.Kind)))
	a.meta(work, licence, "main")
	preamble, main, closing, after := a.zones()
	open, shut := "<body>", "</body>"
	switch element {
	case "judgment":
		open, shut = "<judgmentBody><decision>", "</decision></judgmentBody>"
	case "doc":
		open, shut = "<mainBody>", "</mainBody>"
	}
	a.block("preamble", preamble)
	a.out.WriteString(open)
	for _, i := range main {
		a.provision(i)
	}
	a.out.WriteString(shut)
	a.block("conclusions", closing)
	if len(after) > 0 { // phụ lục and texts that follow the signature
		a.out.WriteString(`<attachments><attachment><doc name="kem-theo">`)
		a.meta(work, licence, "kem-theo")
		a.out.WriteString("<mainBody>")
		for _, i := range after {
			a.provision(i)
		}
		a.out.WriteString("</mainBody></doc></attachment></attachments>")
	}
	fmt.Fprintf(a.out, "</%s></akomaNtoso>\n", element)
}

// zones sorts the roots of the tree into what stands before the body, in it,
// the signature, and what follows it.
func (a *aknWriter) zones() (preamble, main, closing, after []int) {
	for _, i := range a.children[-1] {
		level := a.doc.Provisions[i].Level
		switch {
		case len(after) > 0 || len(closing) > 0 && level != corpus.LevelClosing:
			after = append(after, i)
		case level == corpus.LevelClosing:
			closing = append(closing, i)
		case level == corpus.LevelPreamble && len(main) == 0:
			preamble = append(preamble, i)
		default:
			main = append(main, i)
		}
	}
	return preamble, main, closing, after
}

func (a *aknWriter) meta(work, licence, component string) {
	d := a.doc
	number := strings.ReplaceAll(d.Key, "/", "-")
	date := d.Issued.String()
	if date == "" {
		date = "0001-01-01" // FRBRdate is required; this marks an unknown day
	}
	uri := fmt.Sprintf("/akn/vn/%s/%s/%s/%s", work, attr(string(d.Kind)), date, attr(number))
	frbr := func(name, this, extra string) {
		fmt.Fprintf(a.out, `<%s><FRBRthis value="%s/!%s"/><FRBRuri value="%s"/>%s</%s>`, name, this, component, this, extra, name)
	}
	issuer := d.Issuer
	if issuer == "" {
		issuer = "chưa rõ"
	}
	a.out.WriteString(`<meta><identification source="#trolyluat">`)
	frbr("FRBRWork", uri, fmt.Sprintf(`<FRBRdate date="%s" name="ban-hanh"/><FRBRauthor href="#issuer"/><FRBRcountry value="vn"/><FRBRnumber value="%s"/><FRBRname value="%s"/>`,
		date, attr(d.Number), attr(d.Title)))
	frbr("FRBRExpression", uri+"/vie@"+date, fmt.Sprintf(`<FRBRdate date="%s" name="ban-hanh"/><FRBRauthor href="#issuer"/><FRBRlanguage language="vie"/>`, date))
	frbr("FRBRManifestation", uri+"/vie@"+date+".akn", fmt.Sprintf(`<FRBRdate date="%s" name="xuat"/><FRBRauthor href="#trolyluat"/><FRBRformat value="application/akn+xml"/>`, date))
	a.out.WriteString(`</identification>`)
	a.out.WriteString(`<lifecycle source="#trolyluat">`)
	fmt.Fprintf(a.out, `<eventRef eId="%s-ban-hanh" date="%s" source="#trolyluat" type="generation"/>`, component, date)
	if d.Effective.From != 0 {
		fmt.Fprintf(a.out, `<eventRef eId="%s-hieu-luc" date="%s" source="#trolyluat" type="generation"/>`, component, d.Effective.From)
	}
	if d.Effective.To != 0 {
		fmt.Fprintf(a.out, `<eventRef eId="%s-het-hieu-luc" date="%s" source="#trolyluat" type="repeal"/>`, component, d.Effective.To)
	}
	a.out.WriteString(`</lifecycle>`)
	if component != "main" {
		a.out.WriteString(`</meta>`)
		return
	}
	a.out.WriteString(`<references source="#trolyluat">`)
	fmt.Fprintf(a.out, `<TLCOrganization eId="issuer" href="/ontology/organization/vn/%s" showAs="%s"/>`, attr(slug(issuer)), attr(issuer))
	a.out.WriteString(`<TLCOrganization eId="trolyluat" href="/ontology/organization/trolyluat" showAs="Trợ lý luật"/></references>`)
	fmt.Fprintf(a.out, `<proprietary source="#trolyluat"><tl:source xmlns:tl="urn:trolyluat" uri="%s" sha256="%s" licence="%s" fictional="%t"/></proprietary></meta>`,
		attr(d.Source.Name), attr(d.Source.SHA256), attr(licence), d.Fictional)
}

// block writes provisions as the plain paragraphs of a block.
func (a *aknWriter) block(name string, indexes []int) {
	if len(indexes) == 0 {
		return
	}
	a.out.WriteString("<" + name + ">")
	for _, i := range indexes {
		a.paragraphs(a.doc.Provisions[i].Span)
	}
	a.out.WriteString("</" + name + ">")
}

func (a *aknWriter) provision(i int) {
	p := &a.doc.Provisions[i]
	e, ok := aknElements[p.Level]
	if !ok {
		e = aknElements[corpus.LevelPassage]
	}
	extra := ""
	if e == "hcontainer" {
		extra = fmt.Sprintf(` name="%s"`, attr(slug(p.Level.Name())))
	}
	fmt.Fprintf(a.out, `<%s eId="%s"%s>`, e, attr(aknID(p.Path)), extra)
	own := a.doc.Text[p.Own.Start:p.Own.End]
	first, rest, _ := strings.Cut(own, "\n")
	num, text := splitNumber(first, p)
	if num != "" {
		a.tag("num", num)
	}
	at := p.Own.Start + len(first) + 1
	if rest == "" {
		at = p.Own.End
	}
	if p.Level <= corpus.LevelArticle || p.Level >= corpus.LevelAppendix {
		if text == "" {
			text, at = a.headingBelow(p, at)
		}
		if text != "" {
			a.tag("heading", text)
		}
		text = ""
	}
	kids := a.children[i]
	open, shut := "<content>", "</content>"
	if len(kids) > 0 {
		open, shut = "<intro>", "</intro>"
	}
	tail := corpus.Span{Start: min(at, p.Own.End), End: p.Own.End}
	if text != "" || strings.TrimSpace(a.doc.Text[tail.Start:tail.End]) != "" || len(kids) == 0 {
		a.out.WriteString(open)
		if text != "" {
			a.tag("p", text)
		}
		if n := a.paragraphs(tail); n == 0 && text == "" {
			a.out.WriteString("<p/>")
		}
		a.out.WriteString(shut)
	}
	for _, k := range kids {
		a.provision(k)
	}
	a.out.WriteString("</" + e + ">")
}

// headingBelow is the heading of a chương or phụ lục that stands on the lines under
// its number, and where the text goes on; "" where the lines at at are none.
func (a *aknWriter) headingBelow(p *corpus.Provision, at int) (string, int) {
	want := strings.Join(strings.Fields(p.Heading), " ")
	read := ""
	for end := at; want != "" && end < p.Own.End; {
		line, _, _ := strings.Cut(a.doc.Text[end:p.Own.End], "\n")
		end = min(end+len(line)+1, p.Own.End)
		read = strings.TrimSpace(read + " " + strings.Join(strings.Fields(line), " "))
		if read == want {
			return read, end
		}
		if !strings.HasPrefix(want, read) {
			break
		}
	}
	return "", at
}

// paragraphs writes the lines of a span, tables as tables, and tells how many.
func (a *aknWriter) paragraphs(span corpus.Span) int {
	n := 0
	for at := span.Start; at < span.End; {
		if t := a.tableAt(at); t != nil {
			a.table(t)
			at = t.Span.End
			n++
			continue
		}
		end := span.End
		if nl := strings.IndexByte(a.doc.Text[at:span.End], '\n'); nl >= 0 {
			end = at + nl
		}
		if line := strings.TrimSpace(a.doc.Text[at:end]); line != "" {
			a.tag("p", line)
			n++
		}
		at = end + 1
	}
	return n
}

func (a *aknWriter) tableAt(at int) *corpus.Table {
	for i := range a.doc.Tables {
		if t := &a.doc.Tables[i]; t.Span.Start <= at && at < t.Span.End {
			return t
		}
	}
	return nil
}

func (a *aknWriter) table(t *corpus.Table) {
	a.out.WriteString("<table>")
	for _, row := range t.Rows {
		a.out.WriteString("<tr>")
		for _, cell := range row {
			a.out.WriteString("<td>")
			a.tag("p", cell)
			a.out.WriteString("</td>")
		}
		a.out.WriteString("</tr>")
	}
	a.out.WriteString("</table>")
}

func (a *aknWriter) tag(name, text string) {
	fmt.Fprintf(a.out, "<%s>%s</%s>", name, attr(text), name)
}

// aknSegments are the names of path segments in ids.
var aknSegments = []struct{ prefix, name string }{
	{"kt", "att"}, {"pl", "annex"}, {"tm", "subsec"}, {"p", "part"}, {"c", "chp"}, {"m", "sec"}, {"d", "art"}, {"k", "para"},
}

// aknID makes an eId of a path in the way of the AKN naming convention:
// "d12/k2/đ" is art_12__para_2__point_đ.
func aknID(path string) string {
	var b strings.Builder
	depth := 0
	for seg := range strings.SplitSeq(path, "/") {
		if b.Len() > 0 {
			b.WriteString("__")
		}
		name, number := "hcontainer", seg
		for _, n := range aknSegments {
			rest := strings.TrimPrefix(seg, n.prefix)
			digits := rest != seg && rest != "" && unicode.IsDigit(rune(rest[0]))
			if digits && (depth == 0 || depth == 1 && n.prefix == "k") {
				name, number = n.name, rest
				break
			}
		}
		if name == "hcontainer" && depth > 0 {
			name = "point"
		}
		if name == "art" || depth > 0 {
			depth++
		}
		b.WriteString(name + "_" + strings.ReplaceAll(number, "~", "-"))
	}
	return b.String()
}

// splitNumber cuts the label off the first line of a provision: "Điều 25." and
// "Thời gian thử việc".
func splitNumber(line string, p *corpus.Provision) (num, text string) {
	line = strings.TrimSpace(line)
	if p.Label == "" {
		return "", line
	}
	at := strings.Index(strings.ToLower(line), strings.ToLower(p.Label))
	if at < 0 || at > 24 {
		return "", line
	}
	end := at + len(p.Label)
	for end < len(line) && strings.IndexByte(".):/-", line[end]) >= 0 {
		end++
	}
	return line[:end], strings.TrimSpace(line[end:])
}

// attr escapes a text for XML; characters that XML cannot hold are dropped.
func attr(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return "" // a bytes.Buffer does not fail
	}
	return b.String()
}

func slug(s string) string {
	return strings.Join(strings.FieldsFunc(vitext.Fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), "-")
}

// ReadAKN reads back what WriteAKN wrote: the texts in document order, each
// under the eId that holds it ("" outside the body). It checks that the XML is
// well-formed and that ids are unique.
func ReadAKN(r io.Reader) (texts []AKNText, err error) {
	decoder := xml.NewDecoder(r)
	ids := map[string]bool{}
	var stack []string
	inMeta := 0
	for {
		token, err := decoder.Token()
		if err == io.EOF {
			return texts, nil
		}
		if err != nil {
			return nil, fmt.Errorf("quality: read akn: %w", err)
		}
		switch t := token.(type) {
		case xml.StartElement:
			id := ""
			if len(stack) > 0 {
				id = stack[len(stack)-1]
			}
			for _, at := range t.Attr {
				if at.Name.Local == "eId" {
					if ids[at.Value] {
						return nil, fmt.Errorf("quality: read akn: eId %q twice", at.Value)
					}
					ids[at.Value] = true
					id = at.Value
				}
			}
			stack = append(stack, id)
			if t.Name.Local == "meta" {
				inMeta++
			}
		case xml.EndElement:
			stack = stack[:len(stack)-1]
			if t.Name.Local == "meta" {
				inMeta--
			}
		case xml.CharData:
			if s := strings.TrimSpace(string(t)); s != "" && inMeta == 0 {
				if len(stack) == 0 {
					return nil, fmt.Errorf("quality: read akn: text %.20q outside of the root element", s)
				}
				texts = append(texts, AKNText{EID: stack[len(stack)-1], Text: s})
			}
		}
	}
}

// AKNText is a piece of text of an Akoma Ntoso file with the eId that holds it.
type AKNText struct{ EID, Text string }
