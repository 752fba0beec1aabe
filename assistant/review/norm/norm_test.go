package norm

import (
	"strconv"
	"strings"
	"testing"
)

func TestReadSettlesTheParts(t *testing.T) {
	for _, c := range []struct {
		text, subject string
		modality      Modality
		quantities    string
		exceptions    int
	}{
		{"1. Người sử dụng lao động phải báo trước ít nhất 30 ngày làm việc, trừ trường hợp bất khả kháng.", "Người sử dụng lao động", Duty, "30 ngày làm việc", 1},
		{"Cơ sở không được phép thu phí quá 5.000 đồng.", "Cơ sở", Prohibition, "5000 đồng", 0},
		{"Chủ tịch Ủy ban nhân dân cấp tỉnh quyết định thu hồi Giấy chứng nhận.", "Chủ tịch Ủy ban nhân dân cấp tỉnh", Competence, "", 0},
		{"Chủ nền tảng không phải bồi thường thiệt hại.", "Chủ nền tảng", Exemption, "", 0},
		{"Trong thời hạn mười lăm ngày kể từ ngày nhận đơn, Bộ Văn hóa, Thể thao và Du lịch có trách nhiệm trả lời bằng văn bản.", "Bộ Văn hóa, Thể thao và Du lịch", Duty, "15 ngày", 0},
	} {
		n := Read(c.text)
		var q []string
		for _, w := range n.Words {
			if w.Kind == Quantity {
				q = append(q, strings.TrimSpace(trim(w.Quantity.Value)+" "+w.Quantity.Unit))
			}
		}
		if n.Modality != c.modality || n.Phrase(n.Subject) != c.subject || strings.Join(q, "; ") != c.quantities || len(n.Exceptions) != c.exceptions {
			t.Errorf("%q:\n modality %q subject %q quantities %q exceptions %d", c.text, n.Modality, n.Phrase(n.Subject), q, len(n.Exceptions))
		}
	}
}

func TestOpposes(t *testing.T) {
	if !Duty.Opposes(Exemption) || !Prohibition.Opposes(Permission) || Duty.Opposes(Permission) || None.Opposes(Duty) {
		t.Error("modalities do not oppose as they should")
	}
}

func trim(v float64) string { return strconv.FormatFloat(v, 'f', -1, 64) }
