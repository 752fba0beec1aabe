package corpus

import "testing"

func TestIntervalVN(t *testing.T) {
	from, to := NewDate(2014, 7, 1), NewDate(2025, 1, 1)
	for want, i := range map[string]Interval{"từ 01/07/2014 đến hết 31/12/2024": {From: from, To: to}, "từ 01/07/2014": {From: from},
		"đến hết 31/12/2024": {To: to}, "": {}} {
		if got := i.VN(); got != want {
			t.Errorf("%v: %q, want %q", i, got, want)
		}
	}
}
