package rank

import (
	"bytes"
	"math"
	"slices"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
)

func passage(path, heading, body string, units ...corpus.Unit) *Passage {
	label := "Điều " + strings.TrimPrefix(path, "d")
	text := label + ". " + heading + "\n" + body
	shift := len(text) - len(body)
	for i := range units {
		units[i].Start += shift
		units[i].End += shift
	}
	return NewPassage(&corpus.DocumentInfo{ID: "90/2019/QH99", Key: "90/2019/QH99", Number: "90/2019/QH99", Title: "Luật Thuyền hồ"},
		&corpus.Chunk{Path: path, Label: label, Heading: heading, Text: text, Units: units, Context: []string{"Chương II. Đăng ký"}})
}

// question makes a query in which every word has the same idf.
func question(text string) *Query {
	q := &Query{IDF: func(Token) float32 { return 2 }, Cues: CuesOf(text)}
	at := map[string]int{}
	previous := -1
	for _, t := range vitext.Syllables(text) {
		i, ok := at[t.Text]
		if !ok {
			i = len(q.Terms)
			at[t.Text] = i
			q.Terms = append(q.Terms, Term{Name: t.Text, Token: TokenOf(t.Text), IDF: 2, Weight: 1})
		}
		if previous >= 0 {
			q.Pairs = append(q.Pairs, Pair{A: previous, B: i, IDF: 4, Weight: 0.75})
		}
		previous = i
	}
	return q
}

func features(t *testing.T, text string, list ...*Passage) []map[string]float32 {
	t.Helper()
	var cands []Candidate
	for i, p := range list {
		cands = append(cands, Candidate{p, float64(len(list) - i)})
	}
	var out []map[string]float32
	for _, row := range Features(question(text), cands) {
		m := map[string]float32{}
		for i, v := range row {
			if math.IsNaN(float64(v)) || math.IsInf(float64(v), 0) {
				t.Errorf("%s is %v", FeatureNames[i], v)
			}
			m[FeatureNames[i]] = v
		}
		out = append(out, m)
	}
	return out
}

func TestFeatureNames(t *testing.T) {
	seen := map[string]bool{}
	for _, n := range FeatureNames {
		if seen[n] {
			t.Errorf("%s stands twice", n)
		}
		seen[n] = true
		for _, taste := range []string{"kind", "type", "year", "date", "issuer"} {
			if strings.Contains(n, taste) {
				t.Errorf("feature %s tells kind or year of a document", n)
			}
		}
	}
	for _, c := range comparedColumns {
		if c < 0 {
			t.Error("a compared feature is none")
		}
	}
}

func TestFeatures(t *testing.T) {
	const k1, k2 = "1. Chủ thuyền đăng ký thuyền tại xã.", "2. Thuyền cũ được cấp biển số mới."
	body := k1 + "\n" + k2
	whole := passage("d5", "Đăng ký thuyền", body, corpus.Unit{Path: "d5/k1", Start: 0, End: len(k1)},
		corpus.Unit{Path: "d5/k2", Start: len(k1) + 1, End: len(body)})
	other := passage("d6", "Hiệu lực thi hành", "Luật này có hiệu lực.")
	f := features(t, "chủ thuyền đăng ký thuyền", whole, other)
	checks := []struct {
		name string
		want float32
		row  int
	}{
		{"body.cover", 1, 0}, {"heading.cover", 0.75, 0}, {"missing.count", 0, 0}, {"unit.cover", 1, 0}, {"unit.place", 0, 0},
		{"name.cover", 0.25, 0}, {"housekeeping", 0, 0}, {"housekeeping", 1, 1}, {"lexical", 1, 0},
		{"lexical", 0.5, 1}, {"bm25f.behind", 0, 0}, {"heading.cover", 0, 1}, {"heading.run", 0.75, 0},
	}
	for _, c := range checks {
		if got := f[c.row][c.name]; math.Abs(float64(got-c.want)) > 1e-5 {
			t.Errorf("row %d: %s = %v, want %v", c.row, c.name, got, c.want)
		}
	}
	if f[0]["unit.bm25f"] <= f[1]["unit.bm25f"] || f[1]["bm25f.behind"] <= 0 {
		t.Error("the article that answers is not ahead")
	}
}

func TestUnits(t *testing.T) {
	const k1, k2 = "1. Một hai ba.", "2. Bốn năm."
	body := "Dẫn vào:\n" + k1 + "\n" + k2
	start := len("Dẫn vào:\n")
	p := passage("d5", "Tên", body, corpus.Unit{Path: "d5/k1", Start: start, End: start + len(k1)},
		corpus.Unit{Path: "d5/k1/a", Start: start + 3, End: start + 6}, corpus.Unit{Path: "d5/k2", Start: start + len(k1) + 1, End: len(body)})
	// "Điều 5" stands before the body: label line without its heading
	want := []Range{{4, 8}, {8, 11}}
	if !slices.Equal(p.Units, want) {
		t.Errorf("units %v, want %v", p.Units, want)
	}
	if got := p.Fields[Body][4].ID(); got != TokenOf("1") {
		t.Errorf("khoản 1 begins with token %d", got)
	}
}

func TestAlternatives(t *testing.T) {
	q := question("thuyền bhyt")
	q.Terms[1].Alternatives = []Token{TokenOf("biển")}
	rows := Features(q, []Candidate{{passage("d5", "Thuyền", "Biển số thuyền."), 1}})
	if got := rows[0][column("cover")]; got != 1 {
		t.Errorf("cover = %v with an alternative found", got)
	}
}

func TestLongQuestion(t *testing.T) {
	var b strings.Builder
	for i := range 300 {
		b.WriteString(" từ")
		b.WriteString(strings.Repeat("a", i%50+1))
	}
	if got := features(t, b.String(), passage("d1", "Từ a", "từ a"))[0]["cover"]; got < 0 || got > 1 {
		t.Errorf("cover %v", got)
	}
}

func TestCues(t *testing.T) {
	tests := []struct {
		text string
		want Cue
	}{
		{"Thuyền là gì?", AsksDefinition}, {"Bị phạt bao nhiêu?", AsksPenalty | AsksQuantity}, {"Cơ quan nào cấp?", AsksWho},
		{"Hồ sơ đăng ký thuyền", AsksProcedure}, {"Thuyền trôi.", 0},
	}
	for _, tt := range tests {
		if got := CuesOf(tt.text); got != tt.want {
			t.Errorf("%q: cues %b, want %b", tt.text, got, tt.want)
		}
	}
}

func TestTermWeights(t *testing.T) {
	w := TermWeights{Terms: map[string]float32{"nào": -1, "rất": 40}}
	var shape [ShapeSize]float32
	if f := w.Factor("nào", shape); math.Abs(float64(f)-math.Exp(-1)) > 1e-5 {
		t.Errorf("factor of nào %v", f)
	}
	if f := w.Factor("rất", shape); f > maxFactor+1e-5 {
		t.Errorf("factor of rất %v is above the bound", f)
	}
	if f := w.Factor("lạ", shape); f != 1 {
		t.Errorf("factor of an unknown word %v", f)
	}
	q := question("thuyền nào")
	if weighed := q.Weighted(&w); weighed.Terms[1].Weight >= 0.5 || q.Terms[1].Weight != 1 {
		t.Errorf("weighed %v, the question's own %v", weighed.Terms[1].Weight, q.Terms[1].Weight)
	}
}

func TestParts(t *testing.T) {
	q := question("đăng ký thuyền")
	parts := Parts(q, []Candidate{{passage("d5", "Đăng ký thuyền", "Chủ thuyền."), 1}, {passage("d6", "Khác", "Khác."), 1}})
	if len(parts[0]) != len(q.Terms)+len(q.Pairs) {
		t.Errorf("%d parts of %d terms and %d pairs", len(parts[0]), len(q.Terms), len(q.Pairs))
	}
	for _, p := range parts[1] {
		if p.Term == len(q.Terms)+1 {
			t.Errorf("the pair “ký thuyền” in a passage without it: %+v", p)
		}
	}
}

// small is a model with one weight and one tree.
func small() *Model {
	n := len(FeatureNames)
	m := &Model{Version: FormatVersion, Data: "x", Features: FeatureNames,
		Linear: Linear{Mean: make([]float32, n), Scale: make([]float32, n), Weight: make([]float32, n)},
		Trees:  []Tree{{Feature: []int16{0, -1, -1}, Threshold: []float32{0.5, 0, 0}, Left: []int16{1, 0, 0}, Right: []int16{2, 0, 0}, Value: []float32{0, -1, 1}}},
		Fusion: map[string]Fusion{"m": {1, 2, 3}}}
	m.Linear.Scale[0], m.Linear.Weight[0] = 1, 2
	return m
}

func TestModel(t *testing.T) {
	m := small()
	row := make([]float32, len(FeatureNames))
	row[0] = 1
	if got := m.Score(row); got != 3 {
		t.Errorf("score %v, want 2 + 1", got)
	}
	row[0] = 0.25
	if got := m.Score(row); got != -0.5 {
		t.Errorf("score %v, want 0.5 - 1", got)
	}
	parts := m.Explain(row)
	if parts["linear"] != 0.5 || parts["trees"] != -1 || parts["feature.lexical"] != 0.25 || parts["linear.lexical"] != 0.5 {
		t.Errorf("explained as %v", parts)
	}
	var none *Model
	if got := none.Score(row); got != 0.25 {
		t.Errorf("without a model the score is %v", got)
	}
	var b bytes.Buffer
	if err := m.Write(&b); err != nil {
		t.Fatal(err)
	}
	back, err := ReadModel(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if back.Score(row) != m.Score(row) || back.Fusion["m"] != m.Fusion["m"] || back.Data != m.Data {
		t.Error("the model read is not the model written")
	}
}

func TestBrokenModels(t *testing.T) {
	for name, spoil := range map[string]func(*Model){
		"version":        func(m *Model) { m.Version++ },
		"features":       func(m *Model) { m.Features = m.Features[1:] },
		"columns":        func(m *Model) { m.Linear.Weight = m.Linear.Weight[1:] },
		"a loop":         func(m *Model) { m.Trees[0].Left[0] = 0 },
		"beyond":         func(m *Model) { m.Trees[0].Right[0] = 9 },
		"no such column": func(m *Model) { m.Trees[0].Feature[0] = 3000 },
		"ragged":         func(m *Model) { m.Trees[0].Value = nil },
	} {
		m := small()
		m.Trees = []Tree{{Feature: slices.Clone(m.Trees[0].Feature), Threshold: m.Trees[0].Threshold, Left: slices.Clone(m.Trees[0].Left),
			Right: slices.Clone(m.Trees[0].Right), Value: m.Trees[0].Value}}
		spoil(m)
		var b bytes.Buffer
		if err := m.Write(&b); err != nil {
			t.Fatal(err)
		}
		if _, err := ReadModel(b.Bytes()); err == nil {
			t.Errorf("a model with broken %s was read", name)
		}
	}
}

func TestDefaultModel(t *testing.T) {
	m, err := ReadModel(defaultModel)
	if err != nil {
		t.Fatal(err)
	}
	if Default() == nil || len(m.Trees) == 0 || len(m.Terms.Terms) == 0 || len(m.Data) != 64 {
		t.Errorf("the built-in model has %d trees, %d terms, data %q", len(m.Trees), len(m.Terms.Terms), m.Data)
	}
	if len(defaultModel) > 200_000 {
		t.Errorf("the built-in model takes %d bytes", len(defaultModel))
	}
}

func TestFusionFeatures(t *testing.T) {
	nan := float32(math.NaN())
	if FusionFeatures([]float32{nan, nan}) != nil {
		t.Error("features of nothing")
	}
	f := FusionFeatures([]float32{0.5, 0.9, nan, 0.1})
	if f[1][0] != 0 || f[1][1] != 1 || f[0][1] != 0.5 || f[3][1] <= 0 || f[2][1] != 0 || f[2][0] != f[3][0] || f[0][0] >= 0 {
		t.Errorf("features %v", f)
	}
	// the scale of the cosines does not matter
	g := FusionFeatures([]float32{0.05, 0.09, nan, 0.01})
	for i := range f {
		if math.Abs(f[i][0]-g[i][0]) > 1e-3 {
			t.Errorf("row %d: %v, at another scale %v", i, f[i], g[i])
		}
	}
	if same := FusionFeatures([]float32{0.3, 0.3}); same[0][0] != 0 || same[1][0] != 0 {
		t.Errorf("equal cosines: %v", same)
	}
}

func FuzzReadModel(f *testing.F) {
	var b bytes.Buffer
	if err := small().Write(&b); err != nil {
		f.Fatal(err)
	}
	f.Add(b.Bytes())
	f.Add([]byte("\x1f\x8b"))
	row := make([]float32, len(FeatureNames))
	f.Fuzz(func(t *testing.T, data []byte) {
		if m, err := ReadModel(data); err == nil {
			m.Score(row)
		}
	})
}
