package corpus

import "testing"

func TestPathLabel(t *testing.T) {
	for path, want := range map[string]string{
		"d12": "Điều 12", "d12/k2": "khoản 2 Điều 12", "d12/k2/đ": "điểm đ khoản 2 Điều 12", "d12a/a1": "điểm a1 Điều 12a",
		"c3/m1": "Mục 1 Chương 3", "pl1": "Phụ lục 1", "kt1/d5": "Điều 5 (văn bản kèm theo 1)", "kt2": "văn bản kèm theo 2",
		"d5~2": "Điều 5", "d9/d": "điểm d Điều 9", "d9/k1/k": "điểm k khoản 1 Điều 9",
		"d9/k1/d1": "điểm d1 khoản 1 Điều 9", "kt1/d2/k3": "khoản 3 Điều 2 (văn bản kèm theo 1)",
		"mo-dau": "", "": "",
	} {
		if got := PathLabel(path); got != want {
			t.Errorf("PathLabel(%q) = %q, want %q", path, got, want)
		}
	}
}

func TestDate(t *testing.T) {
	d := NewDate(2021, 1, 31)
	for _, s := range []string{"2021-01-31", "31/01/2021", "31-1-2021", " 31.1.2021 "} {
		if got, err := ParseDate(s); err != nil || got != d {
			t.Errorf("ParseDate(%q) = %v, %v", s, got, err)
		}
	}
	for _, s := range []string{"2021-02-30", "32/01/2021", "abc", "2021", "1/2/3/4"} {
		if got, err := ParseDate(s); err == nil {
			t.Errorf("ParseDate(%q) = %v, want an error", s, got)
		}
	}
	if got := d.AddDays(1); got != NewDate(2021, 2, 1) {
		t.Errorf("AddDays = %v", got)
	}
	if got := d.VN(); got != "31/01/2021" {
		t.Errorf("VN = %q", got)
	}
}

func TestStatusOn(t *testing.T) {
	from, to := NewDate(2020, 1, 1), NewDate(2022, 1, 1)
	for _, c := range []struct {
		iv   Interval
		d    Date
		want Status
	}{
		{Interval{From: from}, NewDate(2019, 12, 31), StatusPending},
		{Interval{From: from}, from, StatusInForce},
		{Interval{from, to}, to, StatusExpired},
		{Interval{To: to}, from, StatusUnknown},
		{Interval{}, from, StatusUnknown},
	} {
		if got := StatusOn(c.iv, c.d); got != c.want {
			t.Errorf("StatusOn(%v, %v) = %v, want %v", c.iv, c.d, got, c.want)
		}
	}
}

func TestComparePaths(t *testing.T) {
	ordered := []string{"d2", "d2/k1", "d2/k1/a", "d2/k1/d", "d2/k1/đ", "d2/k1/e", "d2/k2", "d2/k10", "d7", "d7a", "d10", "kt1/d1"}
	for i := range ordered {
		for j := range ordered {
			got := ComparePaths(ordered[i], ordered[j])
			if (got < 0) != (i < j) || (got > 0) != (i > j) {
				t.Errorf("ComparePaths(%q, %q) = %d", ordered[i], ordered[j], got)
			}
		}
	}
}

func TestAt(t *testing.T) {
	y := func(year int) Date { return NewDate(year, 1, 1) }
	text := "Điều 1. A\nĐiều 2. B\n"
	half := len("Điều 1. A\n")
	d := &Document{Text: text, Effective: Interval{From: y(2020)}, Provisions: []Provision{
		{Path: "d1", Level: LevelArticle, Span: Span{0, half}}, {Path: "d2", Level: LevelArticle, Span: Span{half, len(text)}},
	}, Versions: []Version{
		{Path: "d2", Interval: Interval{y(2020), y(2022)}, Text: "Điều 2. B"},
		{Path: "d2", Interval: Interval{y(2022), 0}, By: "x", Text: "Điều 2. B mới"},
		{Path: "d1a", Interval: Interval{y(2022), 0}, By: "x", Text: "Điều 1a. Thêm"},
	}}
	for date, want := range map[Date]string{
		y(2019): "d1:Điều 1. A\n|d2:Điều 2. B|", // to come in
		y(2021): "d1:Điều 1. A\n|d2:Điều 2. B|", y(2023): "d1:Điều 1. A\n|d1a:Điều 1a. Thêm|d2:Điều 2. B mới|", 0: "d1:Điều 1. A\n|d2:Điều 2. B|",
	} {
		got := ""
		for _, v := range d.At(date) {
			got += v.Path + ":" + v.Text + "|"
		}
		if got != want {
			t.Errorf("At(%v) = %q, want %q", date, got, want)
		}
	}
	d.Effective.To = y(2025)
	d.Versions[1].To, d.Versions[2].To = y(2025), y(2025)
	if ended := d.At(y(2026)); len(ended) != 2 || ended[1].Text != "Điều 2. B mới" || StatusOn(ended[1].Interval, y(2026)) != StatusExpired {
		t.Errorf("after its end the document stands as %v", ended)
	}
}
