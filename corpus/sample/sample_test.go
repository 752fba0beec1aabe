package sample_test

import (
	"context"
	"io/fs"
	"path"
	"slices"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/extract/formats"
	"trolyluat/corpus/parse"
	"trolyluat/corpus/sample"
	"trolyluat/corpus/vitext"
)

const (
	mainLaw   = "901/2020/QH-MAU"
	amending  = "915/2023/QH-MAU"
	formerLaw = "655/2009/QH-MAU"
)

// read gives a file of the sample as the importer reads it.
func read(t *testing.T, files fs.FS, name string) *corpus.Document {
	t.Helper()
	data, err := fs.ReadFile(files, name)
	if err != nil {
		t.Fatal(err)
	}
	text, err := formats.Default().Read(context.Background(), name, data)
	if err != nil {
		t.Fatal(err)
	}
	d, err := parse.Parse(text, corpus.Source{URI: name, Name: name})
	if err != nil {
		t.Fatal(err)
	}
	return d
}

// law reads all that the demo loads, by number.
func law(t *testing.T) map[string]*corpus.Document {
	t.Helper()
	all := map[string]*corpus.Document{}
	for _, f := range sample.List() {
		if !f.Other {
			all[f.Number] = read(t, sample.Files(), f.Name)
		}
	}
	return all
}

// at returns the text at a path, the whole for "", and whether it is there.
func at(d *corpus.Document, p string) (string, bool) {
	if d == nil {
		return "", false
	}
	if p == "" {
		return d.Text, true
	}
	i := slices.IndexFunc(d.Provisions, func(u corpus.Provision) bool { return u.Path == p })
	if i < 0 {
		return "", false
	}
	return d.Text[d.Provisions[i].Span.Start:d.Provisions[i].Span.End], true
}

func TestList(t *testing.T) {
	formats := map[string]int{}
	kinds := map[corpus.Kind]int{}
	for _, f := range sample.List() {
		from := sample.Files()
		if f.Other {
			from = sample.Others()
		} else {
			kinds[f.Kind]++
		}
		formats[path.Ext(f.Name)]++
		d := read(t, from, f.Name)
		if !strings.Contains(strings.Join(strings.Fields(d.Text), " "), sample.Mark) {
			t.Errorf("%s does not say that it is invented", f.Name)
		}
		if f.Title == "" || f.Kind == corpus.KindDraft != (f.Name == sample.Draft) {
			t.Errorf("listed as %+v", f)
		}
	}
	for _, ext := range []string{".docx", ".html", ".pdf", ".txt"} {
		if formats[ext] == 0 {
			t.Errorf("no file in %s", ext)
		}
	}
	want := map[corpus.Kind]int{corpus.KindLaw: 3, corpus.KindDecree: 1, corpus.KindCircular: 1,
		corpus.KindPrecedent: 3, corpus.KindJudgment: 4, corpus.KindProcedure: 2}
	for k, n := range want {
		if kinds[k] != n {
			t.Errorf("%d of kind %s, want %d", kinds[k], k, n)
		}
	}
}

func TestAnswerSet(t *testing.T) {
	all := sample.AnswerSet()
	if len(all) != 120 {
		t.Errorf("%d questions, want 120", len(all))
	}
	byID := map[string]sample.Question{}
	asked := map[string]string{}
	roles := map[sample.Role]int{}
	var twins, dated, following int
	for _, q := range all {
		if _, ok := byID[q.ID]; ok || q.ID == "" {
			t.Errorf("id %q is not its own", q.ID)
		}
		byID[q.ID] = q
		if other := asked[q.Text]; other != "" {
			t.Errorf("%s and %s ask the same", other, q.ID)
		}
		asked[q.Text] = q.ID
		roles[q.Role]++
		if !q.AsOf.IsZero() {
			dated++
		}
		if q.Previous != "" {
			following++
			if prev, ok := byID[q.Previous]; !ok || prev.Previous != "" {
				t.Errorf("%s follows up %q, which does not stand before it", q.ID, q.Previous)
			}
		}
		if q.Twin != "" {
			twins++
			of := byID[q.Twin]
			if want := strings.TrimSuffix(vitext.Fold(of.Text), "?"); q.Text != want {
				t.Errorf("%s is %q, want its twin %q", q.ID, q.Text, want)
			}
			if !slices.Equal(q.Gold, of.Gold) || !slices.Equal(q.Points, of.Points) {
				t.Errorf("%s and its twin %s have other answers", q.ID, q.Twin)
			}
		}
		switch q.Kind {
		case sample.Answerable:
			if len(q.Gold) == 0 || len(q.Points) == 0 {
				t.Errorf("%s has no answer", q.ID)
			}
		case sample.Unanswerable:
			if len(q.Gold) != 0 || len(q.Points) != 0 {
				t.Errorf("%s has an answer", q.ID)
			}
		case sample.FalsePremise:
			if len(q.Points) == 0 {
				t.Errorf("%s does not say what corrects it", q.ID)
			}
		default:
			t.Errorf("%s has kind %q", q.ID, q.Kind)
		}
	}
	for _, r := range []sample.Role{sample.Citizen, sample.Official, sample.Judge, sample.Drafter} {
		if roles[r] < 10 {
			t.Errorf("%d questions of a %s", roles[r], r)
		}
	}
	if twins < 8 || dated < 8 || following < 8 {
		t.Errorf("%d twins, %d with a date, %d follow-ups", twins, dated, following)
	}
}

// TestPointsStandInGold finds the first words of every point in a provision
// that the question names as its gold, in the version of its date.
func TestPointsStandInGold(t *testing.T) {
	docs := law(t)
	versions := amended(t, docs)
	for _, q := range append(sample.AnswerSet(), sample.Questions()...) {
		if len(q.Gold) == 0 {
			continue
		}
		day := q.AsOf
		if day.IsZero() {
			day = sample.AskedOn
		}
		var text strings.Builder
		for _, g := range q.Gold {
			s, ok := at(docs[g.Document], g.Path)
			if g.Document == mainLaw && g.Path != "" {
				s, ok = on(docs[mainLaw], versions, g.Path, day)
			}
			if !ok {
				t.Errorf("%s: %s has no %s on %v", q.ID, g.Document, g.Path, day)
			}
			text.WriteString(s + "\n")
		}
		first := q
		first.Points = nil
		for _, p := range q.Points {
			p, _, _ = strings.Cut(p, "|")
			first.Points = append(first.Points, p)
		}
		for i, held := range first.Holds(text.String()) {
			if !held {
				t.Errorf("%s %q: %q does not stand in %v", q.ID, q.Text, first.Points[i], q.Gold)
			}
		}
	}
}

func TestHolds(t *testing.T) {
	q := sample.Question{Points: []string{"5%", "500.000 đồng", "03 năm|3 năm", "Không thu phí"}}
	for _, c := range []struct {
		text string
		want []bool
	}{
		{"Mức 5%, tức 500.000 đồng, trong 3 năm; không  thu\nphí.", []bool{true, true, true, true}},
		{"Mức 15%, tức 1.500.000 đồng, trong 13 năm.", []bool{false, false, false, false}},
		{"Không quá 15%, 25% hay 5%.", []bool{true, false, false, false}},
	} {
		if got := q.Holds(c.text); !slices.Equal(got, c.want) {
			t.Errorf("%q: %v, want %v", c.text, got, c.want)
		}
	}
}

func TestQuestionsToTry(t *testing.T) {
	demo := 0
	roles := map[sample.Role]bool{}
	for _, q := range sample.Questions() {
		if q.Kind != sample.Answerable {
			t.Errorf("%q is not answerable", q.Text)
		}
		if q.Demo {
			demo++
		}
		roles[q.Role] = true
	}
	if demo != 3 || len(roles) != 4 {
		t.Errorf("%d for the demo, %d roles; want 3 and 4", demo, len(roles))
	}
}

// TestDraftFaults finds each planted fault where the list says it is, and the
// provisions that it meets.
func TestDraftFaults(t *testing.T) {
	draft := read(t, sample.Others(), sample.Draft)
	docs := law(t)
	versions := amended(t, docs)
	seen := map[string]bool{}
	for _, f := range sample.DraftFaults() {
		if seen[f.ID] || f.ID == "" || f.Type == "" || f.Explanation == "" {
			t.Errorf("fault %+v", f)
		}
		seen[f.ID] = true
		s, ok := at(draft, f.Path)
		if !ok || !strings.Contains(s, f.Quote) {
			t.Errorf("%s: %q does not stand at %q", f.ID, f.Quote, f.Path)
		}
		for _, g := range f.Meets {
			_, ok := at(docs[g.Document], g.Path)
			if g.Document == mainLaw && !ok {
				_, ok = on(docs[mainLaw], versions, g.Path, sample.AskedOn)
			}
			if !ok {
				t.Errorf("%s meets %v, which is not there", f.ID, g)
			}
		}
	}
	if len(seen) < 20 {
		t.Errorf("only %d faults", len(seen))
	}
}
