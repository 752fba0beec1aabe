package train

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/internal/memory"
	"trolyluat/retrieval/rank"
)

func TestFolds(t *testing.T) {
	questions := []Question{
		{"a", "một", []string{"x"}}, {"b", "hai", []string{"x", "y"}}, {"c", "ba", []string{"y"}}, // joined by answers
		{"d", "bốn", []string{"z"}}, {"e", "bốn", []string{"w"}}, // by text
		{"f", "năm", []string{"u"}}, {"g", "sáu", []string{"v"}}, {"h", "bảy", []string{"s"}},
	}
	fold := Folds(questions, 3)
	if fold[0] != fold[1] || fold[1] != fold[2] || fold[3] != fold[4] {
		t.Errorf("questions with one answer or text stand in folds %v", fold)
	}
	size := map[int]int{}
	for _, f := range fold {
		size[f]++
	}
	for f := range 3 {
		if size[f] < 2 || size[f] > 3 {
			t.Errorf("fold %d has %d of eight questions", f, size[f])
		}
	}
	// the order of the questions does not matter
	back := slices.Clone(questions)
	slices.Reverse(back)
	again := Folds(back, 3)
	slices.Reverse(again)
	if !slices.Equal(fold, again) {
		t.Errorf("folds %v, in another order %v", fold, again)
	}
}

// lists are questions whose answer has the highest value of one feature, or,
// when twisted, the value nearest to one half, which no weighted sum can find.
func lists(n int, twisted bool) []*List {
	r := rand.New(rand.NewPCG(1, 2))
	var out []*List
	for i := range n {
		l := &List{ID: fmt.Sprint(i)}
		best, bestDistance := 0, float32(2)
		for k := range 20 {
			row := make([]float32, len(rank.FeatureNames))
			for f := range row {
				row[f] = r.Float32()
			}
			l.Rows = append(l.Rows, row)
			d := 1 - row[7]
			if twisted {
				d = max(row[7]-0.5, 0.5-row[7])
			}
			if d < bestDistance {
				best, bestDistance = k, d
			}
		}
		l.Relevant = make([]bool, 20)
		l.Relevant[best] = true
		out = append(out, l)
	}
	return out
}

func accuracy(lists []*List, score func([]float32) float32) float64 {
	right := 0
	for _, l := range lists {
		best := 0
		for i := range l.Rows {
			if score(l.Rows[i]) > score(l.Rows[best]) {
				best = i
			}
		}
		if l.Relevant[best] {
			right++
		}
	}
	return float64(right) / float64(len(lists))
}

func TestFitLinear(t *testing.T) {
	all := lists(400, false)
	m := FitLinear(all[:300], LinearOptions{})
	if a := accuracy(all[300:], m.Score); a < 0.5 { // by chance 0.05
		t.Errorf("accuracy %.2f on questions not seen", a)
	}
	for i, w := range m.Weight {
		if i != 7 && w > m.Weight[7]/4 {
			t.Errorf("weight of noise %s is %v, of the feature that tells %v", rank.FeatureNames[i], w, m.Weight[7])
		}
	}
	if none := FitLinear(nil, LinearOptions{}); none.Score(all[0].Rows[0]) != 0 {
		t.Error("a model of nothing says something")
	}
}

func TestFitTreesFindWhatLinearCannot(t *testing.T) {
	all := lists(500, true)
	linear := FitLinear(all[:400], LinearOptions{})
	o := TreeOptions{Trees: 60, MinLeaf: 20, Columns: 1, Seed: 3}
	trees := FitTrees(all[:400], linear.Score, o)
	m := rank.Model{Linear: linear, Trees: trees}
	before, after := accuracy(all[400:], linear.Score), accuracy(all[400:], m.Score)
	if after < before+0.3 {
		t.Errorf("accuracy %.2f with trees, %.2f without", after, before)
	}
	again := FitTrees(all[:400], linear.Score, o)
	for i := range trees {
		if !slices.Equal(trees[i].Value, again[i].Value) || !slices.Equal(trees[i].Feature, again[i].Feature) {
			t.Fatalf("tree %d differs when fitted again", i)
		}
	}
	if FitTrees(nil, linear.Score, o) != nil {
		t.Error("trees of nothing")
	}
}

func TestFitTerms(t *testing.T) {
	// "nào" occurs in every wrong candidate, "thuyền" in every right one; both are
	// worth the same at first
	var all []*termList
	for range 60 {
		all = append(all, &termList{names: []string{"thuyền", "nào"}, shapes: make([][rank.ShapeSize]float32, 2),
			parts:    [][]rank.Part{{{Term: 0, Value: 5}}, {{Term: 1, Value: 5}}, {{Term: 1, Value: 5.5}}},
			relevant: []bool{true, false, false}})
	}
	w := fitTerms(all, TermOptions{})
	var shape [rank.ShapeSize]float32
	if good, bad := w.Factor("thuyền", shape), w.Factor("nào", shape); good <= 1 || bad >= 1 {
		t.Errorf("factors %v of the word that tells, %v of the other", good, bad)
	}
}

var animals = strings.Fields("cá ếch vịt rùa ngan ngỗng tôm cua ốc lươn")

// ponds are invented laws: law i has articles on its own animal.
func ponds() ([]corpus.Entry, []Question) {
	acts := []string{"nuôi", "bán", "chữa bệnh cho", "vận chuyển", "đăng ký"}
	var entries []corpus.Entry
	var questions []Question
	for i, animal := range animals {
		key := fmt.Sprintf("%d/2020/QH99", i+1)
		e := corpus.Entry{Document: &corpus.Document{ID: key, Key: key, Number: key, Title: "Luật Ao " + animal, Kind: corpus.KindLaw}}
		for k, act := range acts {
			path := fmt.Sprintf("d%d", k+1)
			heading := "Điều kiện " + act + " " + animal
			e.Chunks = append(e.Chunks, corpus.Chunk{Document: key, Path: path, Label: fmt.Sprintf("Điều %d", k+1), Heading: heading,
				Text: fmt.Sprintf("Điều %d. %s\nNgười %s %s phải có ao rộng và thông báo cho xã.", k+1, heading, act, animal), SourceID: key + "#" + path})
			questions = append(questions, Question{ID: fmt.Sprintf("%d-%d", i, k), Text: fmt.Sprintf("Muốn %s %s thì cần điều kiện nào?", act, animal),
				Gold: []string{key + "#" + path}})
		}
		entries = append(entries, e)
	}
	return entries, questions
}

func TestTrain(t *testing.T) {
	entries, questions := ponds()
	s := retrieval.New(memory.New(entries), retrieval.WithModel(nil))
	o := Options{Searcher: s, Questions: questions, Folds: 3, Seed: 1, Seeds: 1, Trees: TreeOptions{Trees: 10, MinLeaf: 5},
		Terms: TermOptions{Iterations: 20}, Linear: LinearOptions{Iterations: 40}, Keep: map[string]rank.Fusion{"other": {1, 0, 0}}}
	report, err := Train(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	if len(report.Stages) != 3 || report.Stages[2].Name != "trees" {
		t.Fatalf("stages %+v", report.Stages)
	}
	right := 0
	for i, ids := range report.Stages[2].Rankings {
		if len(ids) > 0 && ids[0] == questions[i].Gold[0] {
			right++
		}
	}
	if right < len(questions)*9/10 {
		t.Errorf("%d of %d questions answered first, out of fold", right, len(questions))
	}
	var b bytes.Buffer
	if err := report.Model.Write(&b); err != nil {
		t.Fatal(err)
	}
	m, err := rank.ReadModel(b.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if len(m.Data) != 64 || m.Fusion["other"] != o.Keep["other"] {
		t.Errorf("model of data %q with fusion %v", m.Data, m.Fusion)
	}
	again, err := Train(context.Background(), o)
	if err != nil {
		t.Fatal(err)
	}
	var b2 bytes.Buffer
	if err := again.Model.Write(&b2); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(b.Bytes(), b2.Bytes()) {
		t.Error("the same questions and seed gave another model")
	}
	o.Questions = questions[:2]
	if _, err := Train(context.Background(), o); !errors.Is(err, ErrTooFew) {
		t.Errorf("two questions: %v", err)
	}
}

func TestTrainStops(t *testing.T) {
	entries, questions := ponds()
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	s := retrieval.New(memory.New(entries), retrieval.WithModel(nil))
	if _, err := Train(ctx, Options{Searcher: s, Questions: questions}); !errors.Is(err, context.Canceled) {
		t.Errorf("cancelled: %v", err)
	}
}
