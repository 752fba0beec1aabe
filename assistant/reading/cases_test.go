package reading

import (
	"strings"
	"testing"
)

// The provision is invented.
const leave = `Điều 9. Nghỉ thả diều
1. Thợ diều làm đủ 12 tháng được nghỉ thả diều như sau:
a) 12 ngày đối với thợ làm diều giấy;
b) 14 ngày đối với thợ chưa thành niên;
c) 16 ngày đối với thợ làm diều sáo.
2. Thợ diều có thể nghỉ gộp 03 năm một lần.`

// TestCases: where the question does not tell which case it is about, all are
// marked and told; where it does, the one.
func TestCases(t *testing.T) {
	r := readText(t, "Thợ diều được nghỉ thả diều bao nhiêu ngày?", leave)
	p, ok := r.Phrase()
	if cases := r.Cases(p); !ok || len(cases) != 3 || cases[0] != "12 ngày đối với thợ làm diều giấy" {
		t.Errorf("phrase %+v, cases %q", p, cases)
	}
	marked := ""
	for _, m := range r.Marks()[0] {
		marked += leave[m.Start:m.End] + "\n"
	}
	for _, part := range []string{"như sau:", "a) 12", "b) 14", "c) 16"} {
		if !strings.Contains(marked, part) {
			t.Errorf("%q is not marked in %q", part, marked)
		}
	}
	r = readText(t, "Thợ diều chưa thành niên được nghỉ thả diều bao nhiêu ngày?", leave)
	p, _ = r.Phrase()
	if cases := r.Cases(p); len(cases) > 0 || !strings.HasPrefix(p.Text, "14 ngày") {
		t.Errorf("phrase %+v, cases %q", p, cases)
	}
}

// Invented too.
const term = `Điều 10. Thời hạn đòi lại diều
1. Thời hạn để chủ diều đòi lại diều bay lạc là 30 năm đối với diều sáo, 10 năm đối với diều giấy, kể từ ngày diều bay mất.
2. Thời hạn trả lời là 15 ngày.`

// TestCasesInSentence: one sentence with a quantity for each case is told whole,
// where the question does not tell which case it is about.
func TestCasesInSentence(t *testing.T) {
	r := readText(t, "Thời hạn đòi lại diều bay lạc là bao lâu?", term)
	p, _ := r.Phrase()
	if cases := r.Cases(p); len(cases) != 2 || cases[0] != "30 năm đối với diều sáo" || cases[1] != "10 năm đối với diều giấy" {
		t.Errorf("phrase %+v, cases %q", p, cases)
	}
	r = readText(t, "Thời hạn đòi lại diều giấy bay lạc là bao lâu?", term)
	p, _ = r.Phrase()
	if cases := r.Cases(p); len(cases) > 0 {
		t.Errorf("phrase %+v, cases %q though the question tells", p, cases)
	}
}
