package web

import (
	"cmp"
	"fmt"
	"net/http"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"trolyluat/assistant/cases"
	"trolyluat/assistant/cases/basis"
	"trolyluat/assistant/cases/digest"
	casecheck "trolyluat/assistant/cases/draft"
	"trolyluat/corpus"
)

// judgeHome is the address of the judge's desk.
const judgeHome = "/ban-tham-phan"

func (s *Server) showJudgeHome(w http.ResponseWriter, r *http.Request, status int, problem string) {
	var rows []map[string]any
	for _, x := range s.caseFiles.of(owner(w, r)) {
		rows = append(rows, map[string]any{"ID": x.id, "Name": x.value.name, "Started": x.put})
	}
	data := map[string]any{"Problem": problem, "Cases": rows, "Most": maxSituation, "Redact": s.Extractor != nil}
	if problem != "" && r.MultipartForm != nil { // what was typed is not lost
		data["Facts"], data["Claims"], data["FactsOn"], data["ActOn"] = r.FormValue("tinh-tiet"), r.FormValue("yeu-cau"), r.FormValue("ngay-su-viec"), r.FormValue("ngay-giai-quyet")
	}
	s.render(w, r, status, "judge-home", "tham-phan", "Bàn thẩm phán", data)
}

// postCase takes a situation that is typed, or a file, and begins to look at it.
func (s *Server) postCase(w http.ResponseWriter, r *http.Request) {
	file, problem := upload(w, r, maxCase)
	var factsOn, actOn corpus.Date
	if problem == nil {
		factsOn, problem = formDay(r, "ngay-su-viec")
	}
	if problem == nil {
		actOn, problem = formDay(r, "ngay-giai-quyet")
	}
	var facts, claims string
	if problem == nil {
		facts, claims = strings.TrimSpace(r.FormValue("tinh-tiet")), strings.TrimSpace(r.FormValue("yeu-cau"))
		switch {
		case file.data == nil && facts == "":
			problem = &refused{http.StatusUnprocessableEntity, "Hãy viết tình huống, hoặc chọn một tệp."}
		case file.data != nil && facts != "":
			problem = &refused{http.StatusUnprocessableEntity, "Chỉ dùng một cách: viết tình huống hoặc chọn tệp. Muốn dùng tệp, hãy xóa phần tình huống đã viết."}
		case utf8.RuneCountInString(facts)+utf8.RuneCountInString(claims) > maxSituation:
			problem = &refused{http.StatusUnprocessableEntity, "Tình huống dài quá " + count(maxSituation) + " ký tự; hãy gửi bằng tệp."}
		}
	}
	var doc *corpus.Document
	var situation cases.Situation
	name := cmp.Or(file.name, "Tình huống đã viết")
	switch {
	case problem != nil:
	case file.data != nil:
		var err error
		if doc, err = cases.Read(r.Context(), s.Extractor, file.name, file.data); err != nil {
			problem = s.unreadable("judge", err)
			break
		}
		situation = cases.SituationOf(doc)
		situation.Claims = cmp.Or(claims, situation.Claims)
	default:
		facts, claims = strings.ReplaceAll(facts, "\r\n", "\n"), strings.ReplaceAll(claims, "\r\n", "\n")
		situation = cases.Situation{Facts: facts, Claims: claims}
		doc = &corpus.Document{Text: facts}
		if claims != "" {
			doc.Text += "\nYêu cầu: " + claims
		}
	}
	if problem != nil {
		s.showJudgeHome(w, r, problem.status, problem.text)
		return
	}
	situation.FactsOn, situation.ActOn = cmp.Or(factsOn, situation.FactsOn), cmp.Or(actOn, situation.ActOn)
	c, err := s.openCase(owner(w, r), name, doc, file.data == nil, situation)
	if err != nil {
		s.showJudgeHome(w, r, http.StatusTooManyRequests, "Bạn đang mở nhiều hồ sơ; hãy xóa bớt một hồ sơ rồi gửi lại.")
		return
	}
	http.Redirect(w, r, judgeHome+"/"+c.id, http.StatusSeeOther)
}

// redateCase looks at a case again with other dates.
func (s *Server) redateCase(w http.ResponseWriter, r *http.Request, c *caseFile) {
	factsOn, problem := formDay(r, "ngay-su-viec")
	var actOn corpus.Date
	if problem == nil {
		actOn, problem = formDay(r, "ngay-giai-quyet")
	}
	if problem != nil {
		s.message(w, r, problem.status, "Ngày không đọc được", problem.text)
		return
	}
	situation := c.state().situation
	situation.FactsOn, situation.ActOn = factsOn, actOn
	s.lookAt(c, situation)
	http.Redirect(w, r, judgeHome+"/"+c.id+"?phan=can-cu", http.StatusSeeOther)
}

// caseParts are the pages of a case, in order.
var caseParts = []struct{ value, name string }{
	{"tom-luoc", "Tóm lược"}, {"tuong-tu", "Vụ tương tự, án lệ"}, {"can-cu", "Căn cứ pháp lý"}, {"soat", "Soát bản án"},
}

// casePage shows one part of what was found, or that the desk is at work.
func (s *Server) casePage(w http.ResponseWriter, r *http.Request, c *caseFile) {
	now := c.state()
	self := judgeHome + "/" + c.id
	if now.found == nil {
		s.render(w, r, http.StatusOK, "wait", "tham-phan", "Đang xem xét hồ sơ", map[string]any{"Name": c.name, "Problem": now.problem, "Seconds": int(now.seconds),
			"Doing": cmp.Or(now.step, "Đang xem xét hồ sơ…"), "Self": self, "Home": judgeHome, "HomeName": "Về bàn thẩm phán"})
		return
	}
	part := r.URL.Query().Get("phan")
	var parts []facetValue
	for _, p := range caseParts {
		if p.value == "soat" && now.found.check == nil {
			continue
		}
		parts = append(parts, facetValue{Value: p.value, Name: p.name})
	}
	if !slices.ContainsFunc(parts, func(p facetValue) bool { return p.Value == part }) {
		part = parts[0].Value
	}
	for i := range parts {
		parts[i].On = parts[i].Value == part
	}
	shelf, err := s.shelf.Get(r.Context())
	if err != nil {
		s.fail(w, r, err)
		return
	}
	data := map[string]any{"ID": c.id, "Self": self, "Name": c.name, "Part": part, "Parts": parts, "Typed": c.typed, "Took": secondsVN(now.took),
		"Digest": now.found.digest, "FactsOn": now.situation.FactsOn, "ActOn": now.situation.ActOn}
	switch part {
	case "tom-luoc":
		sections, spots := digestView(now.found.digest)
		var none []string
		for _, x := range sections {
			if len(x.Lines) == 0 {
				none = append(none, strings.ToLower(x.Title))
			}
		}
		data["Sections"], data["None"], data["Paper"] = sections, none, paper(c.doc.Text, spots)
	case "tuong-tu":
		data["Alike"], data["On"] = s.alikeView(now.found.alike, shelf), cmp.Or(now.situation.ActOn, s.Today())
	case "can-cu":
		data["Basis"] = s.basisView(now.found.basis, shelf)
	case "soat":
		report := now.found.check
		findings, spots := s.checkView(report, shelf)
		data["Check"], data["Findings"], data["Paper"] = report, findings, paper(c.doc.Text, spots)
		data["References"] = referencesView(report)
	}
	s.render(w, r, http.StatusOK, "judge", "tham-phan", "Hồ sơ: "+c.name, data)
}

// digestSection is one list of a digest.
type digestSection struct {
	ID, Title string
	Lines     []digestLine
}

// digestLine is a line with the place in the text that it leads to; Lead stands
// before the words (a date, a role, an amount).
type digestLine struct{ Lead, By, Text, Href string }

// digestView makes the lists of a digest and the places in the text.
func digestView(d *digest.Digest) ([]digestSection, []spot) {
	var spots []spot
	known := map[corpus.Span]bool{}
	at := func(span corpus.Span) string {
		if span.Len() <= 0 {
			return ""
		}
		id := fmt.Sprintf("v-%d-%d", span.Start, span.End)
		if !known[span] {
			known[span] = true
			spots = append(spots, spot{Span: span, ID: id, Class: "place"})
		}
		return "#" + id
	}
	lines := func(list []digest.Line) []digestLine {
		var out []digestLine
		for _, l := range list {
			out = append(out, digestLine{"", l.By, l.Text, at(l.Span)})
		}
		return out
	}
	parties := digestSection{"cac-ben", "Các bên", nil}
	for _, p := range d.Parties {
		parties.Lines = append(parties.Lines, digestLine{Lead: p.Role, Text: p.Name, Href: at(p.Span)})
	}
	timeline := digestSection{"moc-thoi-gian", "Mốc thời gian", nil}
	for _, e := range d.Timeline {
		timeline.Lines = append(timeline.Lines, digestLine{whenVN(e.Date), e.By, e.Text, at(e.Span)})
	}
	amounts := digestSection{"so-tien", "Số tiền, số đo", nil}
	for _, a := range d.Amounts {
		amounts.Lines = append(amounts.Lines, digestLine{a.Text, a.By, a.In, at(a.Span)})
	}
	return []digestSection{parties,
		{"yeu-cau", "Yêu cầu", lines(d.Claims)},
		{"thong-nhat", "Điểm thống nhất, thừa nhận", lines(d.Agreed)},
		{"tranh-chap", "Điểm tranh chấp", lines(d.Disputed)},
		{"chung-cu", "Chứng cứ", lines(d.Evidence)},
		timeline, amounts}, spots
}

// secondsVN writes how long something took: "0,8 giây".
func secondsVN(d time.Duration) string {
	return strings.Replace(fmt.Sprintf("%.1f giây", d.Seconds()), ".", ",", 1)
}

// whenVN writes "2017-05-09", "2017-05", "2017" as readers do.
func whenVN(s string) string {
	p := strings.Split(s, "-")
	slices.Reverse(p)
	return strings.Join(p, "/")
}

// judgedView is a judgment of the store for a reader.
type judgedView struct {
	cases.Judged
	Href  string
	Cited []citedView
}

type citedView struct{ Words, Href string }

type groupView struct {
	cases.Group
	Cases []judgedView
}

type precedentView struct {
	cases.Precedent
	Href string
}

type alikeView struct {
	Notes      []string
	Precedents []precedentView
	Groups     []groupView
	Judgments  int
}

func (s *Server) alikeView(a *cases.Alike, shelf *catalogue) alikeView {
	v := alikeView{Notes: a.Notes}
	for _, p := range a.Precedents {
		v.Precedents = append(v.Precedents, precedentView{p, Address(p.DocumentID, "")})
	}
	for _, g := range a.Groups {
		group := groupView{Group: g}
		for _, j := range g.Cases {
			x := judgedView{Judged: j, Href: Address(j.DocumentID, "")}
			for _, c := range j.Provisions {
				cited := citedView{Words: c.Words}
				if info := shelf.ByKey[c.Document]; c.Document != "" && info != nil {
					cited.Href = Address(info.ID, c.Path)
					if j.Decided != 0 {
						cited.Href += "?ngay=" + j.Decided.String()
					}
				}
				x.Cited = append(x.Cited, cited)
			}
			group.Cases = append(group.Cases, x)
		}
		v.Judgments += len(group.Cases)
		v.Groups = append(v.Groups, group)
	}
	return v
}

// basisPart is the provisions of one side: those put forward, and those to be
// looked at.
type basisPart struct {
	ID, Title      string
	On             corpus.Date
	Proposed, More []provisionView
}

type provisionView struct {
	basis.Provision
	Href, OtherHref string
	Likes           []likeView // like judgments that apply it
}

type likeView struct {
	basis.LikeJudgment
	Href string
}

type basisView struct {
	*basis.Suggestion
	Parts []basisPart
	Asked []string // issues that the claims raise
}

func (s *Server) basisView(b *basis.Suggestion, shelf *catalogue) basisView {
	v := basisView{Suggestion: b}
	for _, is := range b.Issues {
		if is.InClaims && is.Side == basis.Substance {
			v.Asked = append(v.Asked, is.Title)
		}
	}
	part := func(id, title string, on corpus.Date, list []basis.Provision) basisPart {
		out := basisPart{ID: id, Title: title, On: on}
		for _, p := range list {
			x := provisionView{Provision: p, Href: s.addressOn(p.DocumentID, p.Path, on)}
			for _, j := range p.Judgments {
				if j.Number == "" {
					j.Number = j.Title
				}
				x.Likes = append(x.Likes, likeView{LikeJudgment: j, Href: Address(j.DocumentID, "")})
			}
			if p.Other != nil && shelf.ByKey[p.Other.Document] != nil {
				x.OtherHref = s.addressOn(shelf.ByKey[p.Other.Document].ID, p.Other.Path, b.ActOn)
			}
			if p.Proposed {
				out.Proposed = append(out.Proposed, x)
			} else {
				out.More = append(out.More, x)
			}
		}
		return out
	}
	v.Parts = []basisPart{part("noi-dung", "Luật nội dung", b.FactsOn, b.Substance), part("to-tung", "Tố tụng, án phí", b.ActOn, b.Procedure)}
	return v
}

// addressOn is the address of a provision as it stands on a day.
func (s *Server) addressOn(id, path string, on corpus.Date) string {
	href := Address(id, path)
	if on != 0 && on != s.Today() {
		href += "?ngay=" + on.String()
	}
	return href
}

// checkedView is a finding on a draft judgment with its place.
type checkedView struct {
	casecheck.Finding
	Anchor, Place  string // of the finding, and of its words in the text
	Severity, Href string
}

var severityNames = map[casecheck.Severity]string{casecheck.Fault: "cần sửa", casecheck.Note: "cần xem lại", casecheck.Unknown: "chưa đối chiếu được"}

func (s *Server) checkView(r *casecheck.Report, shelf *catalogue) ([]checkedView, []spot) {
	var out []checkedView
	var spots []spot
	known := map[corpus.Span]string{}
	for i, f := range r.Findings {
		v := checkedView{Finding: f, Anchor: fmt.Sprintf("nx-%d", i+1), Severity: severityNames[f.Severity]}
		if info := shelf.ByKey[f.Document]; f.Document != "" && info != nil {
			path := f.Path
			if f.Code == casecheck.ProvisionMissing {
				path = "" // it is not there to be opened
			}
			v.Href = s.addressOn(info.ID, path, r.Decided)
		}
		if f.Span.Len() > 0 {
			if known[f.Span] == "" {
				known[f.Span] = "c-" + v.Anchor
				spots = append(spots, spot{Span: f.Span, ID: "c-" + v.Anchor, Class: "found s-" + string(f.Severity), Href: "#" + v.Anchor})
			}
			v.Place = known[f.Span]
		}
		out = append(out, v)
	}
	return out, spots
}

// referencesView counts the references of a draft by their state.
func referencesView(r *casecheck.Report) []facetValue {
	var out []facetValue
	for _, ref := range r.References {
		i := slices.IndexFunc(out, func(v facetValue) bool { return v.Value == ref.State })
		if i < 0 {
			out = append(out, facetValue{Value: ref.State, Name: ref.StateName})
			i = len(out) - 1
		}
		out[i].Count++
	}
	return out
}
