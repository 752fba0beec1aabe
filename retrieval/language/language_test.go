package language

import (
	"bytes"
	"strings"
	"testing"

	"trolyluat/corpus/vitext"
)

// invented is a little corpus, written for this test.
const invented = `Người lao động có quyền đơn phương chấm dứt hợp đồng lao động khi báo trước cho người sử dụng lao động.
Người sử dụng lao động trả lương cho người lao động đúng hạn theo hợp đồng lao động.
Thời gian thử việc không quá sáu mươi ngày đối với công việc cần trình độ cao đẳng.
Đăng ký khai sinh cho con tại Ủy ban nhân dân cấp xã nơi cư trú của người cha hoặc người mẹ.
Hồ sơ đăng ký khai sinh gồm tờ khai và giấy chứng sinh do cơ sở y tế cấp.
Tổ chức, cá nhân vi phạm quy định về đất đai thì bị xử phạt vi phạm hành chính.
`

func table() *Table {
	b := NewBuilder()
	for range 5 {
		for line := range strings.Lines(invented) {
			b.Add(line)
		}
	}
	t := b.Table()
	t.Learn(Phrases())
	return t
}

func reading(t *Table, text string) string {
	var words []string
	for _, s := range t.Read(vitext.Syllables(text), nil) {
		words = append(words, s.Readings[0].Word)
	}
	return strings.Join(words, " ")
}

func TestRead(t *testing.T) {
	tab := table()
	tests := []struct{ name, typed, want string }{
		{"all there", "thời gian thử việc của người lao động", "thời gian thử việc của người lao động"},
		{"none there", "nguoi lao dong don phuong cham dut hop dong lao dong", "người lao động đơn phương chấm dứt hợp đồng lao động"},
		{"half there", "người lao dong đơn phuong cham dứt hop đồng", "người lao động đơn phương chấm dứt hợp đồng"},
		{"unmarked words stay", "trả lương cho người lao động theo hợp đồng", "trả lương cho người lao động theo hợp đồng"},
		{"a letter wrong", "người lap động chấm dứt hợp đồng", "người lao động chấm dứt hợp đồng"},
		{"a letter missing", "đăng ký kha sinh cho con", "đăng ký khai sinh cho con"},
		{"a letter doubled", "đăng ký khaai sinh cho con", "đăng ký khai sinh cho con"},
		{"letters swapped", "đăng ký khia sinh cho con", "đăng ký khai sinh cho con"},
		{"a wrong tone", "người lao dộng chấm dứt hợp đồng", "người lao động chấm dứt hợp đồng"},
		{"Telex left", "nguwowfi lao ddoongj", "người lao động"},
		{"VNI left", "ngu7o72i lao d9o65ng", "người lao động"},
		{"no space", "người laođộng chấm dứt", "người lao động chấm dứt"},
		{"no space, no marks", "nguoi laodong cham dut hop dong", "người lao động chấm dứt hợp đồng"},
		{"names stay", "công ty xyzt", "công ty xyzt"},
		{"numbers stay", "thu viec 60 ngay", "thử việc 60 ngày"},
		{"questions", "khai sinh o dau", "khai sinh ở đâu"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := reading(tab, tt.typed); got != tt.want {
				t.Errorf("%q read as %q, want %q", tt.typed, got, tt.want)
			}
		})
	}
}

func TestFixedWordsStay(t *testing.T) {
	tokens := vitext.Syllables("nguoi lao dong")
	slots := table().Read(tokens, func(i int) bool { return i == 1 })
	if got := slots[1].Readings; len(got) != 1 || got[0].Word != "lao" {
		t.Errorf("fixed word read as %v", got)
	}
}

func TestReadingsAreProbabilities(t *testing.T) {
	for _, s := range table().Read(vitext.Syllables("nguoi su dung dat dang ky o dau"), nil) {
		sum := 0.0 // a typed syllable may be counted above its probability
		for _, r := range s.Readings {
			if r.P < 0 || r.P > 1+1e-9 {
				t.Errorf("%s: probability %v", r.Word, r.P)
			}
			sum += r.P
		}
		if sum > 1+typedP+1e-6 {
			t.Errorf("%s: probabilities sum to %v", s.Token.Text, sum)
		}
	}
}

func TestKeystrokes(t *testing.T) {
	tests := map[string]string{
		"dduwowngf": "đường", "nguoiwf": "người", "vieetj": "việt", "thuaajn": "thuận", "d9u7o7ng2": "đường",
		"tie6n2": "tiền", "as": "á", "luaatj": "luật", "hello": "", "xyz": "", "25": "", "": "", "quyeets": "quyết",
	}
	for typed, want := range tests {
		if got := keystrokes(typed); got != want {
			t.Errorf("keystrokes(%q) = %q, want %q", typed, got, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	for _, s := range []string{"nguoi lao dong", "dduwowngf", "", "a b c 1/2/2020 x.y", "ĐƯỜNG đuòng"} {
		f.Add(s)
	}
	tab := table()
	f.Fuzz(func(t *testing.T, s string) {
		for _, slot := range tab.Read(vitext.Syllables(s), nil) {
			if len(slot.Readings) == 0 || slot.Readings[0].Word == "" {
				t.Fatalf("%q: a slot without a reading", s)
			}
		}
	})
}

func TestFileKeepsTheTable(t *testing.T) {
	a := table()
	b, err := ReadTable(a.Bytes())
	if err != nil {
		t.Fatal(err)
	}
	if b.Texts() != a.Texts() || b.Words() != a.Words() || b.Frequency("lao") != a.Frequency("lao") || a.Frequency("lao") == 0 {
		t.Errorf("read %d texts, %d words; wrote %d, %d", b.Texts(), b.Words(), a.Texts(), a.Words())
	}
	const typed = "nguoi lao dong don phuong cham dut hop dong"
	if x, y := reading(a, typed), reading(b, typed); x != y {
		t.Errorf("reads %q, before %q", y, x)
	}
	before, words := b.Bytes(), b.Words()
	b.Learn(append(Phrases(), "xích lô đụng người"))
	if !bytes.Equal(b.Bytes(), before) || b.Words() != words {
		t.Error("what was learnt went into the file")
	}
	file := a.Bytes()
	for i := 0; i < len(file); i += 37 {
		broken := append([]byte(nil), file...)
		broken[i] ^= 0x20
		if _, err := ReadTable(broken); err == nil {
			t.Fatalf("a file changed at byte %d was read", i)
		}
	}
}

func FuzzReadTable(f *testing.F) {
	f.Add(table().Bytes())
	f.Fuzz(func(t *testing.T, b []byte) {
		if tab, err := ReadTable(b); err == nil {
			tab.Read(vitext.Syllables("nguoi lao dong"), nil)
		}
	})
}

// TestPriorKnowsWhatASmallCorpusLacks: words typed with their marks stay though
// the corpus has none of them, and everyday words find theirs.
func TestPriorKnowsWhatASmallCorpusLacks(t *testing.T) {
	b := NewBuilder()
	b.Add("Điều 1. Bảo hành\nCơ sở sửa chữa bảo hành máy giặt đã sửa trong 06 tháng.")
	tab := b.Table()
	tab.Learn(Phrases())
	for typed, want := range map[string]string{
		"sửa ô tô ở gara thì được bảo hành bao lâu":           "sửa ô tô ở gara thì được bảo hành bao lâu",
		"đóng bảo hiểm xã hội cho thợ theo tỷ lệ nào":         "đóng bảo hiểm xã hội cho thợ theo tỷ lệ nào",
		"tiem sua xong may giat thi phai bao hanh bao lau":    "tiệm sửa xong máy giặt thì phải bảo hành bao lâu",
		"nguoi lao dong bi sa thai thi duoc boi thuong khong": "người lao động bị sa thải thì được bồi thường không",
	} {
		if got := reading(tab, typed); got != want {
			t.Errorf("%q read as %q, want %q", typed, got, want)
		}
	}
	if tab.Texts() != 1 || tab.Frequency("tô") != 0 || tab.Frequency("bảo") != 1 {
		t.Errorf("the prior counts as texts: %d, %d, %d", tab.Texts(), tab.Frequency("tô"), tab.Frequency("bảo"))
	}
}

// TestLearn: everyday wordings are read where diacritics are missing, and their
// words are taken for no slips.
func TestLearn(t *testing.T) {
	tab := table()
	for typed, want := range map[string]string{
		"toi bi cho can":               "tôi bị chó cắn",
		"chó nhà hàng xóm cắn con tôi": "chó nhà hàng xóm cắn con tôi",
		"làm mùng một tết":             "làm mùng một tết",
		"toi bi sep duoi viec":         "tôi bị sếp đuổi việc",
	} {
		if got := reading(tab, typed); got != want {
			t.Errorf("%q read as %q, want %q", typed, got, want)
		}
	}
	before := reading(tab, "xich lo dung nguoi")
	b := NewBuilder()
	b.Add(invented)
	tab = b.Table()
	tab.Learn(append(Phrases(), "xích lô đụng người"))
	if got := reading(tab, "xich lo dung nguoi"); got != "xích lô đụng người" || got == before {
		t.Errorf("read as %q, before it was learnt as %q", got, before)
	}
}
