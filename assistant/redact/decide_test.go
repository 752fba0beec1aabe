package redact

import (
	"archive/zip"
	"bytes"
	"strings"
	"testing"

	"trolyluat/assistant/privacy"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/formats"
)

// The text is invented: văn bản giả định, không có giá trị pháp lý.
const toDecide = "Nguyên đơn: Bà Trần Thị Xuyến\nBị đơn: ông Lê Văn Bửu\nBà Xuyến kiện ông Bửu. Biệt danh của ông là Tám  Lúa, Tám Lúarộng là khác.\nÔng Lê Văn Bửu trả.\n"

// TestHead reads the head of a judgment whose parties follow the bench at once, of
// a court that is named by its region.
func TestHead(t *testing.T) {
	text := "TÒA ÁN NHÂN DÂN KHU VỰC 3 - AN MẪU\nThẩm phán - Chủ tọa phiên tòa: Ông Lương Văn Xét\nNguyên đơn: Bà Trần Thị Xuyến, sinh năm 1980\n"
	if got := Find(text, Options{}).Apply(text); got != strings.Replace(text, "Xuyến", "X", 1) {
		t.Error(got)
	}
}

// TestPlacesAndBreaks reads what looks like a person and is none, and people whose
// names print broke or who are told again without a form of address (giả định).
func TestPlacesAndBreaks(t *testing.T) {
	for text, want := range map[string]string{
		"TỈNH BÀ RỊA - VŨNG TÀU\nbà Trần Thị Xuyến ở tỉnh Bà Rịa – Vũng Tàu, gần chợ Bà Chiểu.":   "TỈNH BÀ RỊA - VŨNG TÀU\nbà Trần Thị X ở tỉnh Bà Rịa – Vũng Tàu, gần chợ Bà Chiểu.",
		"Bị đơn: anh Đào Nhựt Quyên.\nYêu cầu Đào Nhựt Quyên bồi thường. Tổ của Đào Nhựt\nQuyên.": "Bị đơn: anh Đào Nhựt Q.\nYêu cầu Đào Nhựt Q bồi thường. Tổ của Đào Nhựt\nQ.",
		"ông Lê Hoàng Văn khai tại Văn phòng Công chứng M, ông Văn ký.":                           "ông Lê Hoàng V khai tại Văn phòng Công chứng M, ông V ký.",
		"HUYỆN MẪU HÒA TỈNH AN MẪU":                                                                                      "HUYỆN H TỈNH AN MẪU",
		"ông Hoàng Hồng kiện; Hoàng Hồng T là em của Hoàng Hồng.":                                                        "ông Hoàng H kiện; Hoàng Hồng T là em của Hoàng H.",
		"ông T1và bà Lê Thị Tú vay tiền, ông T1đã trả.":                                                                  "ông T1và bà Lê Thị T vay tiền, ông T1đã trả.",
		"Người liên quan: ông Phan \n\nĐoan, bà Nguyễn Vũ Hoàng \n\nOanh.\nĐịa chỉ: xã M. Ông Nguyễn Văn Thu\n\nTòa án.": "Người liên quan: ông Phan \n\nĐ, bà Nguyễn Vũ Hoàng \n\nO.\nĐịa chỉ: xã M. Ông Nguyễn Văn T\n\nTòa án.",
	} {
		if got := Find(text, Options{}).Apply(text); got != want {
			t.Errorf("%q\n%q, want\n%q", text, got, want)
		}
	}
}

func TestDecide(t *testing.T) {
	p := Find(toDecide, Options{})
	off := map[int]bool{}
	for i, m := range p.Mentions {
		if strings.HasSuffix(m.Text, "Lê Văn Bửu") && m.Start > 100 {
			off[i] = true
		}
	}
	if len(off) != 1 {
		t.Fatalf("mentions %+v", p.Mentions)
	}
	done := p.Decide(toDecide, Decision{Off: off, Added: []Addition{{Words: "Tám Lúa", Replacement: "T"}, {Words: "Bị đơn: ông Lê"}}})
	got := done.Apply(toDecide)
	for _, want := range []string{"Bà Trần Thị X\n", "Bị đơn: ông Lê Văn B\n", "Bà X kiện ông B", "là T, Tám Lúarộng", "Ông Lê Văn Bửu trả"} {
		if !strings.Contains(got, want) {
			t.Errorf("lacks %q:\n%s", want, got)
		}
	}
	if left := p.Left(toDecide, done); len(left) != 1 || left[0] != (Left{"Lê Văn Bửu", 1}) {
		t.Errorf("left %+v", left)
	}
	if left := p.Left(toDecide, p); len(left) != 0 {
		t.Errorf("left of the whole plan %+v", left)
	}
	if kept := done.Kept[len(done.Kept)-1]; kept.Text != kept.Replacement || kept.Why != "người xem lại để nguyên" {
		t.Errorf("kept %+v", kept)
	}
	// Words that hold a cut take it with them.
	if got := p.Decide(toDecide, Decision{Added: []Addition{{Words: "Bà Trần Thị Xuyến", Replacement: "một người"}}}).Apply(toDecide); !strings.HasPrefix(got, "Nguyên đơn: một người\n") {
		t.Error(got)
	}
}

// TestFile opens a Word file and a plain one and writes both as Word files.
func TestFile(t *testing.T) {
	for name, data := range map[string][]byte{"a.docx": invented(t), "a.txt": []byte(toDecide)} {
		f, err := Open(t.Context(), formats.Default(), name, data)
		if err != nil {
			t.Fatal(err)
		}
		if f.Word != strings.HasSuffix(name, "docx") {
			t.Errorf("%s: Word %v", name, f.Word)
		}
		out, err := f.DOCX(Find(f.Text, Options{}))
		if err != nil {
			t.Fatal(err)
		}
		z, err := zip.NewReader(bytes.NewReader(out), int64(len(out)))
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range z.File {
			data, err := readPart(part)
			if err != nil {
				t.Fatal(err)
			}
			if s := string(data); strings.Contains(s, "Xuyến") || strings.Contains(s, "Bửu") {
				t.Errorf("%s: %s holds a name", name, part.Name)
			}
		}
	}
	_, err := Open(t.Context(), formats.Default(), "a.txt", []byte("TỐI MẬT\n\nBản án\n"))
	if r, ok := extract.AsRefusal(err); !ok || r.Code != privacy.CodeSecret {
		t.Errorf("a state secret: %v", err)
	}
	_, err = Open(t.Context(), formats.Default(), "a.txt", []byte(strings.Repeat("Một dòng chữ rất dài của bản án.\n", 150_000)))
	if r, ok := extract.AsRefusal(err); !ok || r.Code != CodeTooLong {
		t.Errorf("a text of 6 MB: %v", err)
	}
	if _, err := Open(t.Context(), formats.Default(), "a.docx", []byte("PK\x03\x04 no archive")); err == nil {
		t.Errorf("a broken file: %v", err)
	}
}
