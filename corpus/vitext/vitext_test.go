package vitext

import (
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

func TestNormalize(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"clean stays", "Điều 5. Áp dụng pháp luật", "Điều 5. Áp dụng pháp luật"},
		{"decomposed", norm.NFD.String("Nước Cộng hòa xã hội chủ nghĩa Việt Nam"), "Nước Cộng hòa xã hội chủ nghĩa Việt Nam"},
		{"odd spaces", "khoản\u00a01\u2003Điều\u202f2", "khoản 1 Điều 2"},
		{"soft hyphen and zero width", "ng\u00adười\u200b lao\ufeff động", "người lao động"},
		{"line ends", "một\r\nhai\rba\u2028bốn\vnăm", "một\nhai\nba\nbốn\nnăm"},
		{"eth", "Ðiều 2 và ðiểm ð", "Điều 2 và điểm đ"},
		{"Cyrillic inside Latin", "Nhà nướ\u0441 và \u0441ông dân", "Nhà nước và công dân"},
		{"a word of look-alikes alone", "Điều này c\u00f3 \u0441\u043e hay không", "Điều này có co hay không"},
		{"Russian stays", "báo «Правда» số \u0441\u043e", "báo «Правда» số \u0441\u043e"},
		{"caron for breve", "n\u01cem", "năm"},
		{"tone before circumflex", "c\u00e1\u0302p", "cấp"},
		{"tone before horn", "nu\u0301\u031boc", "nứoc"},
		{"tone twice", "nh\u00e0\u0300", "nhà"},
		{"fullwidth digits", "Điều \uff11\uff12", "Điều 12"},
		{"ligature", "o\ufb03ce", "office"},
		{"controls", "a\x00b\x07c\x7fd", "abcd"},
		{"mark joins the clean part", "Lua\u0323\u0302t", "Luật"},
		{"formula keeps Greek", "góc α = 30", "góc α = 30"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Normalize(tt.in); got != tt.want {
				t.Errorf("Normalize(%q) = %q, want %q", tt.in, got, tt.want)
			}
			if again := Normalize(tt.want); again != tt.want {
				t.Errorf("not idempotent: %q → %q", tt.want, again)
			}
		})
	}
}

func TestCanonicalTone(t *testing.T) {
	tests := []struct{ in, want string }{
		{"hoà giải, thuý, khoẻ", "hòa giải, thúy, khỏe"},
		{"HOÀ BÌNH Thuỷ Loã", "HÒA BÌNH Thủy Lõa"},
		{"thuỹ", "thũy"},
		{"quý quỳ quả qúy", "quý quỳ quả quý"},
		{"gì giá gía giếng", "gì giá giá giếng"},
		{"hoàn hòan toán tóan khoảng hòang", "hoàn hoàn toán toán khoảng hoàng"},
		{"ngoài khuỷu người rựơu rượu", "ngoài khuỷu người rượu rượu"},
		{"của mía cứu thuở tuổi chuyện", "của mía cứu thuở tuổi chuyện"},
		{"Điều 12a, café", "Điều 12a, café"},
		{"hoà\u0300", "hoà\u0300"},
		{"", ""},
	}
	for _, tt := range tests {
		if got := CanonicalTone(tt.in); got != tt.want {
			t.Errorf("CanonicalTone(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestFold(t *testing.T) {
	tests := []struct{ in, want string }{
		{"Điều kiện kết hôn", "dieu kien ket hon"},
		{"ĐƯỜNG BỘ", "duong bo"},
		{"abc 123", "abc 123"},
		{"café Öl", "cafe ol"},
		{norm.NFD.String("Nghị định"), "nghi đinh"[:5] + "dinh"},
	}
	for _, tt := range tests {
		if got := Fold(tt.in); got != tt.want {
			t.Errorf("Fold(%q) = %q, want %q", tt.in, got, tt.want)
		}
	}
}

func TestFoldMapFindsTheOriginal(t *testing.T) {
	for _, src := range []string{
		"Thời gian thử việc tối đa", "abc", "", norm.NFD.String("Thời gian thử việc"), "đĐđ“ư”…Ω",
	} {
		f := FoldMap(src)
		if f.Text != Fold(src) {
			t.Fatalf("FoldMap(%q).Text = %q, Fold = %q", src, f.Text, Fold(src))
		}
		for i, r := range f.Text {
			at := f.Original(i)
			got, _ := utf8.DecodeRuneInString(src[at:])
			if string(appendFolded(nil, got)) != string(r) {
				t.Errorf("%q: folded %d %q came from %d %q", src, i, r, at, got)
			}
		}
	}
	f := FoldMap("Quy định về thử việc là gì")
	i := strings.Index(f.Text, "thu viec")
	from, to := f.Span(i, i+len("thu viec"))
	if got := "Quy định về thử việc là gì"[from:to]; got != "thử việc" {
		t.Errorf("span = %q", got)
	}
}

func TestSyllables(t *testing.T) {
	tests := []struct {
		name, in string
		want     string // texts joined by spaces, breaks as , . / before the token
	}{
		{"words", "Người lao động hoà giải", "người lao động hòa giải"},
		{"breaks", "Một, hai. Ba (bốn)\nnăm", "một ,hai .ba ,bốn |năm"},
		{"legal number", "Bộ luật số 45/2019/QH14, có", "bộ luật số L45/2019/qh14 ,có"},
		{"decree", "Nghị định 15/2020/NĐ-CP.", "nghị định L15/2020/nđ-cp"},
		{"decree then sentence", "theo 15/2020/NĐ-CP.Chính phủ", "theo L15/2020/nđ-cp .chính phủ"},
		{"old style", "Quyết định 245/2001/QĐ.UB và", "quyết định L245/2001/qđ.ub và"},
		{"ampersand", "33/2016/TT-BLĐTB&XH", "L33/2016/tt-blđtb&xh"},
		{"án lệ", "Án lệ số 26/2018/AL", "án lệ số L26/2018/al"},
		{"letter in the number", "06a/2003/QĐ-BXD", "L06a/2003/qđ-bxd"},
		{"label", "Điều 12a khoản 3", "điều 12a khoản N3"},
		{"date", "ngày 01/07/2025 đến 31-12-2026, 2.9.1945", "ngày D1/7/2025 đến D31/12/2026 ,D2/9/1945"},
		{"not a date", "45/13/2020", "N45 ,N13/2020"},
		{"short law", "luật 91/2015", "luật N91/2015"},
		{"amounts", "1.000.000 đồng, 3,5% và 1.234,56", "N1.000.000 đồng ,N3,5 ,và N1.234,56"},
		{"list", "khoản 1,2,3 Điều 5.", "khoản N1 ,N2 ,N3 điều N5"},
		{"rate", "24/7 và 50km/giờ", "N24/7 và 50km ,giờ"},
		{"per hour", "100/giờ", "N100 ,giờ"},
		{"và/hoặc", "và/hoặc", "và ,hoặc"},
		{"hyphens", "Bình-Định NĐ-CP", "bình ,định nđ ,cp"},
		{"decomposed", norm.NFD.String("hoà Đường"), "hòa đường"},
		{"non-breaking space", "Điều\u00a05", "điều N5"},
		{"quotes", "“Chủ thể”", ",chủ thể"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			var b strings.Builder
			for i, tok := range Syllables(tt.in) {
				if i > 0 {
					b.WriteByte(' ')
				}
				switch tok.Break {
				case PunctBreak:
					b.WriteByte(',')
				case SentenceBreak:
					b.WriteByte('.')
				case LineBreak:
					if i > 0 {
						b.WriteByte('|')
					}
				}
				b.WriteString([]string{"", "N", "L", "D"}[tok.Kind])
				b.WriteString(tok.Text)
			}
			want := strings.TrimPrefix(tt.want, ",")
			if b.String() != want {
				t.Errorf("got  %s\nwant %s", b.String(), want)
			}
		})
	}
}

func TestParts(t *testing.T) {
	in := "theo Nghị định 15/2020/NĐ-CP"
	tokens := Syllables(in)
	parts := tokens[len(tokens)-1].Parts()
	var texts []string
	for _, p := range parts {
		texts = append(texts, p.Text)
		if strings.ToLower(in[p.Start:p.End]) != p.Text {
			t.Errorf("part %q at %q", p.Text, in[p.Start:p.End])
		}
	}
	if got := strings.Join(texts, " "); got != "15 2020 nđ cp" {
		t.Errorf("parts = %s", got)
	}
	if parts := Syllables("luật")[0].Parts(); parts != nil {
		t.Errorf("parts of a word: %v", parts)
	}
}

func TestIsVietnameseSyllable(t *testing.T) {
	for _, w := range strings.Fields(`Điều khoản luật nghị quyết người nghiêng khuỷu quốc quý qúy gì giếng gìn giữa gia giặt
		hoà hòa thuế thuở ngoài oong xoong yêu y tế ý mỹ kỹ ghi nghỉ ngành cương đường ươn uyên khuya quyền quần quýt huých
		ĐỒNG chuyển tuổi rượu bướu phiếu ít ấp ích bệnh quanh quoét quẻ xuống`) {
		if w == "quoét" {
			continue
		}
		if !IsVietnameseSyllable(w) {
			t.Errorf("%s is a syllable", w)
		}
	}
	for _, w := range strings.Fields(`string website qtr bcd café ngiêng kà ce gê zalo jury ddd luật1 phẩmm thưởngg hât quợợc
		h®n NghÞ ®Þnh chöùng fax xyz ươươ`) {
		if IsVietnameseSyllable(w) {
			t.Errorf("%s is no syllable", w)
		}
	}
}

func FuzzText(f *testing.F) {
	for _, s := range []string{
		"Điều 5. hoà\u0300 15/2020/NĐ-CP 1.000,5 01/07/2025", "\xff\xfe", "á\u0302\u0323", "İİİİ", "а\u0301б", "12a/2019/TT-", "Ⱥ Ⱦ",
		"0\u011b\u03300", // a caron that comes loose in NFC
	} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		n := Normalize(s)
		if !utf8.ValidString(n) {
			t.Fatalf("Normalize(%q) is invalid", s)
		}
		if !norm.NFC.IsNormalString(n) {
			t.Fatalf("Normalize(%q) = %q is not NFC", s, n)
		}
		if again := Normalize(n); again != n {
			t.Fatalf("not idempotent: %q → %q → %q", s, n, again)
		}
		c := CanonicalTone(n)
		if again := CanonicalTone(c); again != c {
			t.Fatalf("tone not idempotent: %q → %q → %q", n, c, again)
		}
		if Fold(c) != Fold(n) {
			t.Fatalf("tone placement changed letters: %q → %q", n, c)
		}
		m := FoldMap(s)
		last := 0
		for i := 0; i <= len(m.Text); i++ {
			if at := m.Original(i); at < last || at > len(s) {
				t.Fatalf("offset %d of %q maps to %d", i, m.Text, at)
			} else {
				last = at
			}
		}
		end := 0
		for _, tok := range Syllables(s) {
			if tok.Start < end || tok.End <= tok.Start || tok.End > len(s) || tok.Text == "" {
				t.Fatalf("token %+v of %q after %d", tok, s, end)
			}
			end = tok.End
			tok.Parts()
		}
		IsVietnameseSyllable(s)
		HasDiacritics(s)
	})
}
