package review

import (
	"strings"
	"testing"
)

func TestRewordKeepsQuantities(t *testing.T) {
	if got := spell(25); got != "hai mươi lăm" {
		t.Errorf("spell(25) = %q", got)
	}
	if got := changeWorkdays("Trong thời hạn 05 ngày làm việc kể từ ngày nhận.", nil); !strings.Contains(got, "05 ngày kể") {
		t.Errorf("changeWorkdays = %q", got)
	}
	if got := changeWorkdays("Họp ngày 05 tháng 7 năm 2020.", nil); got != "" {
		t.Errorf("a date was changed: %q", got)
	}
}
