package keypoints

import (
	"os"
	"path/filepath"
	"testing"

	"trolyluat/corpus/sample"
)

// TestBlindQuestions holds the everyday questions by another author, which are held
// out: nothing is fitted on them and no rule or word is chosen by looking at them.
// The ones of everyday_blind.jsonl are asked of the Bộ pháp điển, those of
// everyday_blind_documents.jsonl of single laws; each names the điều that answer.
func TestBlindQuestions(t *testing.T) {
	read := func(name string) []Question {
		f, err := os.Open(filepath.Join("testdata", name))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		questions, err := Read(f)
		if err != nil {
			t.Fatal(err)
		}
		return questions
	}
	seen := map[string]bool{}
	for _, name := range []string{"everyday_dev.jsonl", "everyday_held.jsonl"} {
		for _, q := range read(name) {
			seen[q.Text] = true
		}
	}
	answerable, none := 0, 0
	for _, name := range []string{"everyday_blind.jsonl", "everyday_blind_documents.jsonl"} {
		for _, q := range read(name) {
			if seen[q.Text] {
				t.Errorf("%s is asked in another set too", q.ID)
			}
			seen[q.Text] = true
			switch {
			case q.Kind == sample.Unanswerable && len(q.Gold) == 0:
				none++
			case q.Kind == sample.Answerable && len(q.Gold) > 0:
				answerable++
			default:
				t.Errorf("%s: kind %q with %d provisions", q.ID, q.Kind, len(q.Gold))
			}
			for _, g := range q.Gold {
				if g.Document == "" || g.Path == "" {
					t.Errorf("%s: %+v names no điều", q.ID, g)
				}
			}
		}
	}
	if answerable < 100 || none < 15 {
		t.Errorf("%d answerable, %d unanswerable", answerable, none)
	}
}
