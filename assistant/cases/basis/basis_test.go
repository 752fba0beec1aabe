package basis

import (
	"cmp"
	"context"
	"iter"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/extract/articles"
	"trolyluat/corpus/realdata"
)

// texts is a store of documents in memory.
type texts []*corpus.Document

func (t texts) Documents(context.Context) iter.Seq2[corpus.DocumentInfo, error] {
	return func(yield func(corpus.DocumentInfo, error) bool) {
		for _, d := range t {
			if !yield(d.Info(), nil) {
				return
			}
		}
	}
}

func (t texts) Document(_ context.Context, id string) (*corpus.Document, error) {
	for _, d := range t {
		if d.ID == id {
			return d, nil
		}
	}
	return nil, corpus.ErrNotFound
}

// invented makes a law of invented điều: "heading|text".
func invented(key, title string, from, to corpus.Date, articles ...string) *corpus.Document {
	d := &corpus.Document{ID: key, Key: key, Number: key, Kind: corpus.KindCode, Title: title, Issued: from,
		Effective: corpus.Interval{From: from, To: to}, Fictional: true}
	var b strings.Builder
	for i, a := range articles {
		heading, body, _ := strings.Cut(a, "|")
		start := b.Len()
		label := string(rune('1' + i))
		b.WriteString("Điều " + label + ". " + heading + "\n" + body + "\n")
		d.Provisions = append(d.Provisions, corpus.Provision{Path: "d" + label, Level: corpus.LevelArticle, Label: label, Heading: heading, Parent: -1,
			Span: corpus.Span{Start: start, End: b.Len()}, Own: corpus.Span{Start: start, End: b.Len()}})
	}
	d.Text = b.String()
	return d
}

var (
	day   = corpus.NewDate
	older = invented("1/2000/QH1", "Bộ luật Dân sự", day(2000, 1, 1), day(2017, 1, 1), "Nghĩa vụ trả nợ của bên vay|Bên vay phải trả nợ (văn bản giả định cũ).")
	newer = invented("2/2016/QH2", "Bộ luật Dân sự", day(2017, 1, 1), 0, "Lãi suất|Lãi suất do các bên thỏa thuận.",
		"Nghĩa vụ trả nợ của bên vay|Bên vay phải trả nợ (văn bản giả định mới).", "Điều khoản chuyển tiếp|Giao dịch xác lập trước ngày Bộ luật này có hiệu lực.")
	procedureLaw = invented("3/2016/QH3", "Bộ luật Tố tụng dân sự", day(2016, 7, 1), 0, "Nghĩa vụ chịu án phí sơ thẩm|Đương sự phải chịu án phí.",
		"Thời hạn kháng cáo|Thời hạn kháng cáo là 15 ngày.")
)

func TestIssues(t *testing.T) {
	all, err := issues()
	if err != nil {
		t.Fatal(err)
	}
	seen := map[string]bool{}
	for _, is := range all {
		if seen[is.ID] {
			t.Errorf("issue %s stands twice", is.ID)
		}
		seen[is.ID] = true
		if !is.always && len(is.cues) == 0 {
			t.Errorf("issue %s has no cue", is.ID)
		}
		if len(is.Provisions) == 0 || is.Title == "" {
			t.Errorf("issue %s is empty", is.ID)
		}
		for _, n := range is.Provisions {
			if n.Grade < 'a' || n.Grade > 'e' || n.Heading == "" && n.Words == "" {
				t.Errorf("issue %s: provision %+v", is.ID, n)
			}
			if strings.ContainsAny(n.Words, "0123456789") {
				t.Errorf("issue %s: %q holds a number", is.ID, n.Words)
			}
		}
	}
	if _, err := readIssues("nonsense"); err == nil {
		t.Error("a line that is none is taken")
	}
}

func TestSubstanceByFactsProcedureByAct(t *testing.T) {
	s, err := New(t.Context(), texts{older, newer, procedureLaw}, nil, Untrained())
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		facts corpus.Date
		want  string
	}{{day(2010, 5, 1), "1/2000/QH1#d1"}, {day(2018, 5, 1), "2/2016/QH2#d2"}} {
		list, err := s.Candidates(t.Context(), Situation{Facts: "Ông A cho bà B vay tiền, bà B không trả.", Claims: "Ông A kiện về hợp đồng vay tài sản.",
			FactsOn: c.facts, ActOn: day(2020, 1, 1)})
		if err != nil {
			t.Fatal(err)
		}
		var got []string
		for _, x := range list {
			got = append(got, x.Document.Key+"#"+x.Path)
		}
		if !slices.Contains(got, c.want) || !slices.Contains(got, "3/2016/QH3#d1") {
			t.Errorf("facts of %s: %v, want %s and the procedure of the day of the act", c.facts, got, c.want)
		}
	}
}

func TestMatchLevels(t *testing.T) {
	all, err := readIssues("issue|x|substance|X|vay tiền;mượn & vàng|đặt cọc\na|L|H|w\nissue|y|procedure|Y|*|\na|L|H|w")
	if err != nil {
		t.Fatal(err)
	}
	for _, c := range []struct {
		facts, claims string
		want          level
		found         bool
	}{
		{"", "Ông A đòi khoản vay tiền.", byClaims, true},
		{"vay tiền, vay tiền rồi lại vay tiền", "Đòi nhà.", byFacts, true},
		{"có vay tiền", "Đòi nhà.", inPassing, true},
		{"", "Tranh chấp đặt cọc và vay tiền.", inPassing, true},
		{"mượn một ít vàng", "Đòi nhà.", inPassing, true},
		{"mượn nhà", "Đòi nhà.", 0, false},
	} {
		got := match(all, words(c.facts), words(c.claims))
		i := slices.IndexFunc(got, func(m Match) bool { return m.Issue.ID == "x" })
		if (i >= 0) != c.found || c.found && got[i].level() != c.want {
			t.Errorf("%q / %q: %+v", c.facts, c.claims, got)
		}
		if !slices.ContainsFunc(got, func(m Match) bool { return m.level() == always }) {
			t.Errorf("%q: what every case raises is not there", c.claims)
		}
	}
}

func TestFitLearnsWhatIsCited(t *testing.T) {
	s, err := New(t.Context(), texts{newer, procedureLaw}, nil, Untrained())
	if err != nil {
		t.Fatal(err)
	}
	list, err := s.Candidates(t.Context(), Situation{Claims: "hợp đồng vay tài sản, tiền lãi", Facts: "vay tiền", FactsOn: day(2018, 1, 1), ActOn: day(2020, 1, 1)})
	if err != nil {
		t.Fatal(err)
	}
	cited := func(c *Candidate) bool { return c.Side == Procedure }
	m := Fit([]Sample{{Candidates: list, Cited: cited, Gold: 2}}, 0.1)
	Rescore(list, m)
	for _, c := range list {
		if cited(c) != (c.P >= m.Cut) {
			t.Errorf("%s#%s: P %.2f, cut %.2f", c.Document.Key, c.Path, c.P, m.Cut)
		}
	}
}

func TestBuiltInModel(t *testing.T) {
	m, err := BuiltIn()
	if err != nil {
		t.Fatal(err)
	}
	if m.Cut <= 0 || m.Cut >= 1 || len(m.Cases) == 0 {
		t.Errorf("cut %v, fitted on %d cases", m.Cut, len(m.Cases))
	}
}

// The provisions that issues.txt names must be found by their words in real law,
// where sources print no headings.
func TestProvisionsOfIssuesInRealLaw(t *testing.T) {
	f, err := os.Open(filepath.Join(realdata.Dir(t), "alqac2026", "articles.jsonl"))
	if err != nil {
		t.Skip("no articles: ", err)
	}
	defer f.Close()
	docs, err := articles.Read(f, corpus.Source{})
	if err != nil {
		t.Fatal(err)
	}
	finder, err := NewFinder(t.Context(), texts(docs))
	if err != nil {
		t.Fatal(err)
	}
	all, err := issues()
	if err != nil {
		t.Fatal(err)
	}
	named, lost := 0, 0
	for _, is := range all {
		for _, n := range is.Provisions {
			named++
			info, ok := finder.Text(n.Law, 0)
			if !ok {
				t.Errorf("no text of %s", n.Law)
				continue
			}
			law, err := finder.Law(t.Context(), info)
			if err != nil {
				t.Fatal(err)
			}
			if law.Find(n) == nil {
				lost++
				t.Logf("%s: %s (%s) not found in %s", is.ID, n.Heading, n.Words, info.Key)
			}
		}
	}
	if lost*100 > named {
		t.Errorf("%d of %d provisions not found", lost, named)
	}
}

// A judgment under the old code speaks for the điều of the same heading in the
// new one, the case itself is not heard, and the list that came in stays.
func TestConsult(t *testing.T) {
	s, err := New(t.Context(), texts{older, newer, procedureLaw}, nil, Untrained())
	if err != nil {
		t.Fatal(err)
	}
	sit := Situation{Facts: "Ông A cho bà B vay tiền, bà B không trả.", FactsOn: day(2018, 5, 1), ActOn: day(2020, 1, 1)}
	list, err := s.Candidates(t.Context(), sit)
	if err != nil {
		t.Fatal(err)
	}
	before := make([]float64, len(list))
	for i, c := range list {
		before[i] = c.P
	}
	p := func(list []*Candidate, key string) float64 {
		for _, c := range list {
			if c.Document.Key+"#"+c.Path == key {
				return c.P
			}
		}
		return 0
	}
	old := Like{Score: 0.3, Cited: []Unit{{"1/2000/QH1", "d1"}, {"2/2016/QH2", "d3"}, {"nowhere", "d1"}, {"1/2000/QH1", "d99"}}}
	got, err := s.Consult(t.Context(), list, sit, []Like{old, {Score: 0.95, Cited: []Unit{{"2/2016/QH2", "d1"}}}})
	if err != nil {
		t.Fatal(err)
	}
	const repay, rate, transition = "2/2016/QH2#d2", "2/2016/QH2#d1", "2/2016/QH2#d3"
	if p(got, repay) <= p(list, repay) {
		t.Errorf("%s: %.3f, was %.3f: the judgment under the old code is not heard", repay, p(got, repay), p(list, repay))
	}
	if p(got, rate) >= p(list, rate) {
		t.Errorf("%s: %.3f, was %.3f: the case itself is heard, or who does not apply it is not", rate, p(got, rate), p(list, rate))
	}
	if p(list, transition) != 0 || p(got, transition) <= unheard {
		t.Errorf("%s: %.4f: what only the judgment applies is not there", transition, p(got, transition))
	}
	if p(got, "1/2000/QH1#d1") != 0 {
		t.Error("the old code is proposed for facts under the new one")
	}
	for i, c := range list {
		if c.P != before[i] || len(c.Likes) > 0 {
			t.Errorf("%s#%s of the list that came in was changed", c.Document.Key, c.Path)
		}
	}
	if !slices.IsSortedFunc(got, func(a, b *Candidate) int { return cmp.Compare(b.P, a.P) }) {
		t.Error("not ordered")
	}
}

func TestCuesCountOnceAndTheMatterIsMain(t *testing.T) {
	all, err := readIssues("issue|x|procedure|X|án sơ thẩm;bản án sơ thẩm|\na|L|H|w\nissue|form|substance|Y|vợ chồng ông|\nc|L|H|w\nissue|loan|substance|Z|vay tiền|\na|L|H|w")
	if err != nil {
		t.Fatal(err)
	}
	for _, m := range match(all, words("Theo bản án sơ thẩm."), words("Bà A kiện vợ chồng ông B, tranh chấp vay tiền.")) {
		if m.Issue.ID == "x" && m.Hits != 1 {
			t.Errorf("one judgment counts %d times", m.Hits)
		}
		if m.Main != (m.Issue.ID == "loan") && m.Issue.Side == Substance {
			t.Errorf("%s: main %v", m.Issue.ID, m.Main)
		}
	}
}
