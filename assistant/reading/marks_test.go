package reading

import (
	"strings"
	"testing"
)

// marked joins what is marked of a text.
func marked(t *testing.T, question, text string) string {
	t.Helper()
	var parts []string
	for _, s := range readText(t, question, text).Marks()[0] {
		parts = append(parts, text[s.Start:s.End])
	}
	return strings.Join(parts, "\n")
}

// TestMarksOfAnAmountLeaveItsCasesOut marks how much the penalty is, not the list
// of cases that it is for, and the list where it is asked for.
func TestMarksOfAnAmountLeaveItsCasesOut(t *testing.T) {
	text := `Điều 20. Xử phạt thả diều trái phép
1. Nhắc nhở người thả diều lần đầu.
2. Phạt tiền từ 300.000 đồng đến 500.000 đồng đối với người thả diều trái phép thuộc một trong các trường hợp sau đây:
a) Thả diều gần đường dây điện;
b) Thả diều trên đường quốc lộ;
c) Thả diều có gắn đèn lồng.`
	if got := marked(t, "Người thả diều trái phép bị phạt tiền tối đa bao nhiêu?", text); !strings.Contains(got, "500.000 đồng") || strings.Contains(got, "đèn lồng") {
		t.Errorf("of the amount: %s", got)
	}
	if got := marked(t, "Người thả diều trái phép bị phạt tiền trong trường hợp nào?", text); !strings.Contains(got, "đèn lồng") {
		t.Errorf("of the cases: %s", got)
	}
}

// TestMarksOfADefinitionGoToItsEnd marks a definition with the sentences that go
// on with it, and not the next one.
func TestMarksOfADefinitionGoToItsEnd(t *testing.T) {
	text := `Điều 3. Giải thích từ ngữ
1. Diều sáo là diều có gắn sáo tre. Sáo của diều sáo gồm sáo đơn và sáo kép.
2. Bãi thả là nơi được phép thả.`
	if got := marked(t, "Diều sáo là gì?", text); !strings.Contains(got, "sáo kép") || strings.Contains(got, "Bãi thả") {
		t.Errorf("marked %s", got)
	}
}
