package refusal

import (
	"strings"
	"testing"
)

// TestParaphrase: phrases of the law are said in everyday words, the same each
// time; a question that has none of them is left alone.
func TestParaphrase(t *testing.T) {
	const text = "Người lao động bị sa thải trong trường hợp nào theo quy định của pháp luật?"
	said, ok := paraphrase(text)
	if !ok || strings.Contains(said, "sa thải") || strings.Contains(said, "theo quy định") || !strings.Contains(said, "lúc nào") {
		t.Errorf("%q, %v", said, ok)
	}
	if again, _ := paraphrase(text); again != said {
		t.Errorf("%q, then %q", said, again)
	}
	if said, ok := paraphrase("Thùng ong phải đặt cách nhà ở bao nhiêu mét?"); ok {
		t.Errorf("%q", said)
	}
}
