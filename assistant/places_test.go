package assistant

import (
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

func TestPlacesFile(t *testing.T) {
	// 63 units before and 34 after: 29 went into another.
	if n := len(formerPlaces()); n != 29 {
		t.Errorf("%d former provinces", n)
	}
	now, seen := map[string]bool{}, map[string]bool{}
	for _, p := range formerPlaces() {
		now[p.now] = true
		if seen[p.name] || !strings.HasPrefix(p.name, "tỉnh ") || len(p.words) < 2 {
			t.Errorf("%+v", p)
		}
		seen[p.name] = true
	}
	if len(now) != 23 {
		t.Errorf("%d units that others went into", len(now))
	}
	for name := range seen {
		if now[name] {
			t.Errorf("%s both went and stayed", name)
		}
	}
}

func TestPlaceNotes(t *testing.T) {
	today, before, after := corpus.NewDate(2026, 11, 29), corpus.NewDate(2024, 3, 1), corpus.NewDate(2025, 7, 1)
	for _, c := range []struct {
		question string
		on       corpus.Date
		want     string // in the only note; "" for none
	}{
		{"UBND tỉnh Hà Nam cấp giấy phép này phải không?", today, "thuộc tỉnh Ninh Bình từ 01/07/2025"},
		{"Sở Xây dựng Bình Dương giải quyết thế nào?", after, "thuộc Thành phố Hồ Chí Minh"},
		{"nop ho so o tinh quang binh", today, "thuộc tỉnh Quảng Trị"},
		{"Hồ sơ nộp tại Bà Rịa - Vũng Tàu", today, "thuộc Thành phố Hồ Chí Minh"},
		{"Năm 2024 tỉnh Kon Tum cấp giấy phép thì sao?", before, "Tại ngày 01/03/2024 còn tỉnh Kon Tum; từ 01/07/2025 nơi này thuộc tỉnh Quảng Ngãi"},
		{"Người lao động vì hòa bình có được nghỉ không?", today, ""},
		{"Tỉnh Nghệ An cấp giấy phép này phải không?", today, ""},
		{"Phòng tư pháp huyện có thẩm quyền gì?", today, "không còn cấp huyện"},
		{"Phòng tư pháp huyện có thẩm quyền gì?", before, ""},
	} {
		notes := placeNotes(c.question, c.on, today)
		if c.want == "" && len(notes) > 0 || c.want != "" && (len(notes) != 1 || !strings.Contains(notes[0], c.want)) {
			t.Errorf("%s (%s): %q", c.question, c.on, notes)
		}
	}
}

// TestOfficialIsToldOfPlaces asks as an official and as a citizen.
func TestOfficialIsToldOfPlaces(t *testing.T) {
	for role, want := range map[Role]bool{Official: true, Citizen: false} {
		a := New(Config{Searcher: &fixed{hits: []retrieval.Hit{hit(feeding, "d5")}}, Terms: flat{}, Today: today})
		answer, err := a.Answer(t.Context(), Question{Text: "Ở tỉnh Hà Nam, mèo dưới 6 tháng tuổi được ăn thêm mấy bữa?", Role: role})
		if err != nil {
			t.Fatal(err)
		}
		if told := strings.Contains(strings.Join(answer.Notes, "\n"), "tỉnh Ninh Bình"); told != want {
			t.Errorf("%s: %q", role, answer.Notes)
		}
	}
}
