package review

import (
	"regexp"
	"slices"
	"strings"

	"trolyluat/assistant/review/norm"
	"trolyluat/corpus"
)

// statement is a khoản or điểm of the draft, the unit that is compared.
type statement struct {
	path    string
	article string // path of the điều
	span    corpus.Span
	text    string // as it stands in the draft
	full    string // with what leads into it
	lead    bool   // full has more than text
	norm    norm.Norm
	heading string // of the điều
	quoted  bool   // new text of an amendment
}

// draft is the document under review with what the rules ask of it.
type draft struct {
	doc        *corpus.Document
	kind       corpus.Kind
	rank       int
	local      bool
	amending   bool
	statements []statement
	paths      map[string]int // path → index in doc.Provisions
	quotes     []corpus.Span  // of new text that amendments quote
}

var kindStarts = []struct {
	word string
	kind corpus.Kind
}{{"bộ luật", corpus.KindCode}, {"luật", corpus.KindLaw}, {"pháp lệnh", corpus.KindOrdinance}, {"nghị quyết", corpus.KindResolution},
	{"nghị định", corpus.KindDecree}, {"quyết định", corpus.KindDecision}, {"thông tư liên tịch", corpus.KindJointCircular}, {"thông tư", corpus.KindCircular},
	{"hiến pháp", corpus.KindConstitution}}

// newDraft reads what kind of text a document would be and cuts it into
// statements.
func newDraft(doc *corpus.Document) *draft {
	d := &draft{doc: doc, kind: doc.Kind, rank: doc.Rank, paths: map[string]int{}}
	title := strings.ToLower(strings.TrimPrefix(strings.ToLower(doc.Title), "dự thảo "))
	if doc.Kind == corpus.KindDraft || doc.Rank == 0 {
		for _, k := range kindStarts {
			if strings.HasPrefix(title, k.word) {
				d.kind, d.rank = k.kind, k.kind.Rank()
				break
			}
		}
		d.rank = rankByIssuer(d.kind, strings.ToLower(doc.Issuer), d.rank)
	}
	issuer := strings.ToLower(doc.Issuer)
	d.local = strings.Contains(issuer, "nhân dân tỉnh") || strings.Contains(issuer, "nhân dân thành phố") || strings.Contains(issuer, "nhân dân xã") ||
		strings.Contains(issuer, "nhân dân phường") || strings.HasPrefix(issuer, "ủy ban nhân dân") || strings.HasPrefix(issuer, "hội đồng nhân dân")
	d.amending = strings.Contains(title, "sửa đổi") || strings.Contains(title, "bãi bỏ")
	for i := range doc.Provisions {
		d.paths[doc.Provisions[i].Path] = i
	}
	for _, a := range doc.Amendments {
		if len(a.New) > 40 {
			if at := strings.Index(doc.Text[min(a.Span.Start, len(doc.Text)):min(a.Span.End, len(doc.Text))], a.New); at >= 0 {
				d.quotes = append(d.quotes, corpus.Span{Start: a.Span.Start + at, End: a.Span.Start + at + len(a.New)})
			}
		}
	}
	d.cut()
	return d
}

func rankByIssuer(k corpus.Kind, issuer string, rank int) int {
	switch {
	case k == corpus.KindResolution && strings.Contains(issuer, "thường vụ quốc hội"):
		return 3
	case k == corpus.KindResolution && strings.Contains(issuer, "quốc hội"):
		return 2
	case k == corpus.KindResolution && strings.Contains(issuer, "chính phủ"):
		return 5
	case k == corpus.KindResolution && strings.Contains(issuer, "thẩm phán"):
		return 7
	case k == corpus.KindResolution && strings.Contains(issuer, "hội đồng nhân dân"):
		return 9
	case k == corpus.KindDecision && strings.Contains(issuer, "nhân dân"):
		return 10
	}
	return rank
}

// quoted says that a place stands in new text that an amendment quotes.
func (d *draft) quoted(at int) bool {
	return slices.ContainsFunc(d.quotes, func(s corpus.Span) bool { return at >= s.Start && at < s.End })
}

var unitLabel = regexp.MustCompile(`^\s*(?:Điều\s+\d+[a-zđ]*\s*[.:]?\s*|\d{1,3}[a-zđ]?\s*[.)]\s*|[a-zđ]\d?\s*\)\s*)`)

// body is the own text of a unit without label and heading.
func (d *draft) body(p *corpus.Provision) (string, corpus.Span) {
	s := p.Own
	text := d.doc.Text[s.Start:s.End]
	cut := len(unitLabel.FindString(text))
	if p.Heading != "" {
		if i := strings.Index(text, p.Heading); i >= 0 && i <= cut+2 {
			cut = i + len(p.Heading)
		} else if i := strings.IndexByte(text, '\n'); i >= 0 {
			cut = i
		}
	}
	text = text[cut:]
	lead := len(text) - len(strings.TrimLeft(text, " \n.:\u00a0"))
	trimmed := strings.TrimRight(text[lead:], " \n\u00a0")
	start := s.Start + cut + lead
	return trimmed, corpus.Span{Start: start, End: start + len(trimmed)}
}

// cut lists the statements: khoản and điểm without units below them, and điều
// without khoản.
func (d *draft) cut() {
	leads := map[int]string{}
	for i := range d.doc.Provisions {
		p := &d.doc.Provisions[i]
		if p.Level != corpus.LevelArticle && p.Level != corpus.LevelClause && p.Level != corpus.LevelPoint {
			continue
		}
		text, span := d.body(p)
		leads[i] = text
		leaf := i+1 >= len(d.doc.Provisions) || d.doc.Provisions[i+1].Parent != i
		if !leaf || text == "" {
			continue
		}
		s := statement{path: p.Path, span: span, text: text, full: text, quoted: d.quoted(span.Start)}
		for a := i; a >= 0; a = d.doc.Provisions[a].Parent {
			if d.doc.Provisions[a].Level == corpus.LevelArticle {
				s.article, s.heading = d.doc.Provisions[a].Path, d.doc.Provisions[a].Heading
				break
			}
		}
		if parent := p.Parent; p.Level == corpus.LevelPoint && parent >= 0 && leads[parent] != "" && len(leads[parent]) < 400 {
			s.full, s.lead = joinLead(leads[parent], text), true
		}
		s.norm = norm.Read(s.full)
		d.statements = append(d.statements, s)
	}
}

// joinLead puts a điểm behind what leads into it ("… có các trách nhiệm sau đây:"),
// as one sentence.
func joinLead(lead, text string) string {
	return strings.TrimRight(lead, " :") + " " + lowerFirst(text)
}

func lowerFirst(s string) string {
	r := []rune(s)
	if len(r) > 1 && strings.ToUpper(string(r[1])) != string(r[1]) {
		r[0] = []rune(strings.ToLower(string(r[0])))[0]
	}
	return string(r)
}

// heading gives the name of the điều that holds path.
func (d *draft) article(path string) *corpus.Provision {
	for p := path; p != ""; {
		if i, ok := d.paths[p]; ok && d.doc.Provisions[i].Level == corpus.LevelArticle {
			return &d.doc.Provisions[i]
		}
		j := strings.LastIndexByte(p, '/')
		if j < 0 {
			return nil
		}
		p = p[:j]
	}
	return nil
}

// text of the unit at path.
func (d *draft) text(path string) (string, corpus.Span) {
	if i, ok := d.paths[path]; ok {
		s := d.doc.Provisions[i].Span
		t := strings.TrimSpace(d.doc.Text[s.Start:s.End])
		return t, s
	}
	return "", corpus.Span{}
}
