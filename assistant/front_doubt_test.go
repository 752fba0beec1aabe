package assistant

import (
	"strings"
	"testing"

	"trolyluat/retrieval"
)

// TestNoVerdictInDoubt asks whether one may, where the store has only what is near:
// a yes or no is then no more than a guess, and stands in front of no answer.
func TestNoVerdictInDoubt(t *testing.T) {
	a := New(Config{Searcher: &fixed{hits: []retrieval.Hit{hit(feeding, "d5")}}, Terms: flat{}, Today: today})
	doubtful := 0
	for _, q := range []string{"Mèo hàng xóm ăn vụng bữa của nhà tôi thì có được đánh không?", "Mèo nhà bên trèo mái nhà tôi ngủ thì có được đuổi đi không?"} {
		answer := ask(t, a, q)
		if answer.Certainty != Low || answer.Verdict == nil {
			continue
		}
		doubtful++
		if strings.Contains(answer.Text, "**Trả lời ngắn:**") {
			t.Errorf("%s: a verdict in doubt:\n%.300s", q, answer.Text)
		}
	}
	if doubtful == 0 {
		t.Error("no question is in doubt")
	}
}
