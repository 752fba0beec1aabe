package norm

import "testing"

// FuzzRead reads any text: phrases and words stay within it.
func FuzzRead(f *testing.F) {
	f.Add("1. Trong thời hạn 05 (năm) ngày làm việc, Bộ Tài chính phải trả lời bằng văn bản, trừ trường hợp khác.")
	f.Fuzz(func(t *testing.T, text string) {
		n := Read(text)
		for _, w := range n.Words {
			if w.Start < 0 || w.End > len(text) || w.Start > w.End {
				t.Fatalf("word %q at %d–%d of %d bytes", w.Key, w.Start, w.End, len(text))
			}
		}
		for _, p := range append(append([]Phrase{n.Subject, n.Action}, n.Conditions...), n.Exceptions...) {
			n.Phrase(p)
		}
	})
}
