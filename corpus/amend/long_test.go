package amend

import (
	"strings"
	"testing"
	"time"

	"trolyluat/corpus"
)

// TestLong keeps reading and applying near linear: texts of nothing but signs of
// amendment must not take long.
func TestLong(t *testing.T) {
	head := "Điều 1. Sửa đổi, bổ sung một số điều của Luật Nuôi ong số 10/2018/QH14\n"
	for _, unit := range []string{"sửa đổi, bổ sung ", "được sửa đổi ", "tên điều, ", "khoản 1 Điều 2, ", "“a” bằng “b” ", "1. Bãi bỏ Điều 5.\n", "như sau:\n“",
		"“Điều 5.\n", "; cụm từ “a” tại Điều 1", "[được ", "hết hiệu lực ", "Luật số 1/2020/QH14 sửa đổi "} {
		for _, lead := range []string{"", "1. Thay thế cụm từ “x” bằng cụm từ “y” tại ", "1. Bãi bỏ ", "1. Sửa đổi, bổ sung Điều 5 như sau: "} {
			run := func(bytes int) time.Duration {
				start := time.Now()
				d := document(head + lead + strings.Repeat(unit, bytes/len(unit)))
				ops := Read(d)
				for i := range ops {
					ops[i].Effective.From = 20200101
				}
				Apply(&corpus.Document{Text: d.Text, Provisions: d.Provisions}, Date(d, ops))
				return time.Since(start)
			}
			took := run(60_000)
			if took <= 2*time.Second {
				continue
			}
			// slow, or a busy machine: half the text tells
			if half := run(30_000); took > 3*half || took > 30*time.Second {
				t.Errorf("%q behind %q takes %v, half of it %v", unit, lead, took, half)
			}
		}
	}
}
