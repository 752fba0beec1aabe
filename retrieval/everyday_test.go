package retrieval

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"trolyluat/corpus/vitext"
)

func TestEverydayFiles(t *testing.T) {
	seen := map[string]string{}
	forms := 0
	at := map[string]int{}
	for file, line := range everydayLines {
		at[file]++
		n := fmt.Sprintf("%s:%d", file, at[file])
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		left, right, tab := strings.Cut(line, "\t")
		if strings.Contains(right, "\t") || tab && strings.TrimSpace(right) == "" {
			t.Errorf("%s: one tab, and words behind it: %q", n, line)
		}
		for form := range strings.SplitSeq(left, "|") {
			forms++
			key := strings.Join(syllablesOf(form), " ")
			if key == "" {
				t.Errorf("%s: an empty form: %q", n, line)
			}
			if seen[key] != "" {
				t.Errorf("%s: %q stands in %s", n, form, seen[key])
			}
			seen[key] = n
		}
	}
	if len(at) < 10 || forms < 5000 {
		t.Errorf("%d files, %d forms", len(at), forms)
	}
}

func syllablesOf(s string) []string {
	var out []string
	for _, t := range vitext.Syllables(s) {
		out = append(out, t.Text)
	}
	return out
}

func TestEveryday(t *testing.T) {
	for _, c := range []struct{ text, means string }{
		{"Bị đuổi việc thì được gì?", "sa thải"},
		{"bi duoi viec thi duoc gi", "sa thải"},
		{"Bị đuổi luôn việc thì được gì?", "sa thải"},
		{"Chủ nhà đuổi chúng tôi ra khỏi nhà", "đơn phương chấm dứt hợp đồng thuê nhà ở"},
		{"Sếp giữ của em bằng đại học", "giữ bản chính giấy tờ tùy thân văn bằng chứng chỉ"},
		{"Mua nhà chưa có sổ hồng", "giấy chứng nhận quyền sử dụng đất"},
		{"Hàng xóm kiện tôi", "khởi kiện"},
		{"bảo hành hai lần vẫn hỏng", "đổi trả sản phẩm hàng hóa"},
		{"vợ bị bạo hành", "bạo lực gia đình"},
		{"Vượt đèn đỏ bị phạt bao nhiêu?", "xử phạt vi phạm hành chính"},
		{"Vượt đèn đỏ bị phạt bao nhiêu?", "mức phạt tiền"},
		{"Có trả lại cho tôi không?", ""},
		{"dieu kien ket hon", ""},
		{"Điều kiện kết hôn là gì?", ""},
		{"quê quán của con", ""},
		{"den nha hang xom", "bất động sản liền kề"}, // and nothing of "đền"
		{"Ông ấy đuổi theo. Việc gì vậy?", ""},       // no word over the end of a sentence
	} {
		a := Analyze(c.text, nil)
		var means []string
		for _, e := range a.Expansions {
			means = append(means, e.Means...)
		}
		if c.means == "" && len(means) > 0 || c.means != "" && !slices.Contains(means, c.means) || slices.Contains(means, "bồi thường thiệt hại") {
			t.Errorf("%s: %q", c.text, means)
		}
		if n := typed(a.elements); n != len(syllablesOf(c.text)) || (len(means) == 0) != (n == len(a.elements)) {
			t.Errorf("%s: %d of %d elements typed", c.text, n, len(a.elements))
		}
	}
}
