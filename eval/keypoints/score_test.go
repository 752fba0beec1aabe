package keypoints

import (
	"testing"

	"trolyluat/assistant"
	"trolyluat/corpus/sample"
	"trolyluat/eval/run"
)

// TestItem holds the scores of answers made by hand to what they must be. The law
// is invented: văn bản giả định, không có giá trị pháp lý.
func TestItem(t *testing.T) {
	gold := []sample.Gold{{Document: "77/2021/QH99", Path: "d3/k1"}}
	right := assistant.Citation{Document: "77/2021/QH99", Path: "d3", Quoted: "d3/k1", Quote: "Được thả hai con diều.", From: "2021-01-01", To: "2025-01-01"}
	other := assistant.Citation{Document: "77/2021/QH99", Path: "d9", Quoted: "d9", Quote: "Lệ phí là 10.000 đồng."}
	asked := Question{ID: "a", Kind: sample.Answerable, Text: "Được thả mấy con?", Gold: gold, Points: []string{"hai con"}}
	dated := asked
	dated.AsOf = 20240601
	late := asked
	late.AsOf = 20260101
	never := Question{ID: "b", Kind: sample.Unanswerable, Text: "Phở ở đâu?"}
	for _, c := range []struct {
		name   string
		q      Question
		answer assistant.Answer
		want   map[string]float64
	}{
		{"right", asked, assistant.Answer{Found: true, Citations: []assistant.Citation{right, other}, Text: "hai con"},
			map[string]float64{"cited": 1, "first": 1, "points": 1, "correct": 1}},
		{"cited behind another, nothing told", asked, assistant.Answer{Found: true, Citations: []assistant.Citation{other, {Document: "77/2021/QH99", Path: "d3", Quoted: "d3", Quote: "Điều 3"}}, Text: "xem luật"},
			map[string]float64{"cited": 1, "first": 0, "points": 0, "correct": 0}},
		{"refused though it has an answer", asked, assistant.Answer{Citations: []assistant.Citation{right}},
			map[string]float64{"cited": 0, "correct": 0, "refusal_precision": 0}},
		{"refused, rightly", never, assistant.Answer{}, map[string]float64{"refusal_recall": 1, "refusal_precision": 1, "correct": 1}},
		{"answered what has no answer", never, assistant.Answer{Found: true, Citations: []assistant.Citation{other}}, map[string]float64{"refusal_recall": 0, "correct": 0}},
		{"the version of that day", dated, assistant.Answer{Found: true, Citations: []assistant.Citation{right}}, map[string]float64{"temporal": 1}},
		{"a version that had ended", late, assistant.Answer{Found: true, Citations: []assistant.Citation{right}}, map[string]float64{"temporal": 0}},
		{"two of three statements stand", asked, assistant.Answer{Found: true, Checks: []assistant.Check{{State: "da_doi_chieu"}, {State: "dung_nguyen_van"}, {State: "chua_kiem_chung"}}},
			map[string]float64{"grounded": 2.0 / 3}},
	} {
		got := item(&c.q, &c.answer)
		for name, want := range c.want {
			if v, ok := got.Scores[name]; !ok || v != want {
				t.Errorf("%s: %s = %v (there: %v), want %v", c.name, name, v, ok, want)
			}
		}
		if _, ok := got.Scores["refusal_precision"]; ok != !c.answer.Found {
			t.Errorf("%s: refusal_precision of an answer that is no refusal, or none of one", c.name)
		}
	}
	// One refusal of three is right, one of two that should be is made.
	var items []run.Item
	for i, a := range []struct {
		q     Question
		found bool
	}{{asked, false}, {asked, false}, {never, false}, {never, true}, {asked, true}} {
		it := item(&a.q, &assistant.Answer{Found: a.found})
		it.ID, it.Outcome = string(rune('a'+i)), run.OK
		items = append(items, it)
	}
	m := run.Summarise(run.Manifest{Seed: 1}, items, make([]run.Cost, len(items))).Metrics
	if m["refusal_precision"] != 1.0/3 || m["refusal_recall"] != 0.5 {
		t.Errorf("refusal precision %v, recall %v; want 1/3 and 1/2", m["refusal_precision"], m["refusal_recall"])
	}
}
