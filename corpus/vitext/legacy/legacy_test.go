package legacy

import (
	"bytes"
	"os/exec"
	"strings"
	"testing"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"
)

// small and letters are the Vietnamese letters with marks.
const small = "àảãáạăằẳẵắặâầẩẫấậđèẻẽéẹêềểễếệìỉĩíịòỏõóọôồổỗốộơờởỡớợùủũúụưừửữứựỳỷỹýỵ"

const letters = small +
	"ÀẢÃÁẠĂẰẲẴẮẶÂẦẨẪẤẬĐÈẺẼÉẸÊỀỂỄẾỆÌỈĨÍỊÒỎÕÓỌÔỒỔỖỐỘƠỜỞỠỚỢÙỦŨÚỤƯỪỬỮỨỰỲỶỸÝỴ"

func TestTablesAreComplete(t *testing.T) {
	for _, tt := range []struct {
		enc  Encoding
		want string
	}{{TCVN1, letters}, {VISCII, letters}, {TCVN3, small}} {
		have := map[rune]int{}
		for _, r := range tables[tt.enc] {
			have[r]++
		}
		for _, r := range tt.want {
			if have[r] != 1 {
				t.Errorf("%s (%d): %c stands %d times in the table", tt.enc, tt.enc, r, have[r])
			}
		}
	}
	if n := utf8.RuneCountInString(tcvn1High); n != 128 {
		t.Errorf("tcvn1High has %d characters", n)
	}
	if n := utf8.RuneCountInString(visciiHigh); n != 128 {
		t.Errorf("visciiHigh has %d characters", n)
	}
}

// TestAgainstIconv compares with the C library's tables where iconv is installed.
func TestAgainstIconv(t *testing.T) {
	iconv, err := exec.LookPath("iconv")
	if err != nil {
		t.Skip("iconv is not installed")
	}
	for enc, name := range map[Encoding]string{TCVN1: "TCVN", VISCII: "VISCII"} {
		for b := 1; b < 256; b++ {
			cmd := exec.Command(iconv, "-f", name, "-t", "UTF-8")
			cmd.Stdin = bytes.NewReader([]byte{'x', byte(b), ' '})
			out, err := cmd.Output()
			if err != nil {
				t.Skipf("iconv does not know %s: %v", name, err)
			}
			if got, want := DecodeBytes(enc, false, []byte{'x', byte(b), ' '}), norm.NFC.String(string(out)); got != want {
				t.Errorf("%s byte %02X: %q, iconv says %q", name, b, got, want)
			}
		}
	}
}

// encode writes text in a legacy encoding, as windows would show it: the inverse
// of Decode, from the same tables for single bytes and by rule for VNI.
func encode(t *testing.T, enc Encoding, s string) string {
	t.Helper()
	var b strings.Builder
	for _, r := range norm.NFC.String(s) {
		switch {
		case r < 0x80:
			b.WriteRune(r)
		case enc == VNI:
			b.WriteString(encodeVNI(t, r))
		default:
			found := false
			for c, l := range tables[enc] {
				if l == r {
					b.WriteRune(rune(c))
					found = true
				}
			}
			if !found {
				t.Fatalf("%s cannot write %c", enc, r)
			}
		}
	}
	return b.String()
}

func encodeVNI(t *testing.T, r rune) string {
	for c, l := range vniSingles {
		if l == r {
			return string(c)
		}
	}
	for base := range strings.SplitSeq("a e o u y ơ ư A E O U Y Ơ Ư", " ") {
		for mark, marks := range vniMarks {
			if norm.NFC.String(base+marks) == string(r) {
				if strings.ToUpper(base) == base {
					mark -= 0x20
				}
				for c, l := range vniSingles {
					if string(l) == base {
						base = string(c)
					}
				}
				return base + string(mark)
			}
		}
	}
	t.Fatalf("VNI cannot write %c", r)
	return ""
}

func TestRoundTrip(t *testing.T) {
	for _, tt := range []struct {
		enc  Encoding
		text string
	}{{TCVN3, small}, {TCVN1, letters}, {VISCII, letters}, {VNI, letters}} {
		for _, r := range tt.text {
			word := "x" + string(r) + " "
			if got := Decode(tt.enc, false, encode(t, tt.enc, word)); got != word {
				t.Errorf("%s: %q came back as %q (written %q)", tt.enc, word, got, encode(t, tt.enc, word))
			}
		}
	}
}

func TestDecode(t *testing.T) {
	tests := []struct {
		name  string
		enc   Encoding
		upper bool
		in    string
		want  string
	}{
		{"tcvn3", TCVN3, false, "LuËt doanh nghiÖp", "Luật doanh nghiệp"},
		{"tcvn3 capitals by font", TCVN3, true, "NghÞ ®Þnh", "NGHỊ ĐỊNH"},
		{"tcvn3 quotes of Windows", TCVN3, false, "“§iÒu” – 1", "“Điều” – 1"},
		{"tcvn3 soft hyphen is ư", TCVN3, false, "n\u00adíc", "nước"},
		{"tcvn3 from a PDF", TCVN3, false, "n−íc ∙", "nước ã"},
		{"tcvn3 in the private use area", TCVN3, false, "\uf0a7i\uf0d2u", "Điều"},
		{"tcvn3 read as 1258", TCVN3, false, "Bé \u01a7"[:3] + " l\u01b0nh", "Bộ lýnh"},
		{"vni", VNI, false, "COÄNG HOØA XAÕ HOÄI", "CỘNG HÒA XÃ HỘI"},
		{"vni small", VNI, false, "ñieàu leänh ngöôøi", "điều lệnh người"},
		{"vni i", VNI, false, "chính phuû kyõ só", "chính phủ kỹ sĩ"},
		{"vni circumflex and tone apart", VNI, false, "beâïnh", "bệnh"},
		{"vni mixed case mark", VNI, false, "Aùp duïng", "Áp dụng"},
		{"unicode under a legacy font stays", TCVN3, false, "Điều lệ của hội", "Điều lệ của hội"},
		{"none", None, true, "abc", "abc"},
		{"ascii", VNI, false, "Mau so 5", "Mau so 5"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := Decode(tt.enc, tt.upper, tt.in); got != tt.want {
				t.Errorf("got %q, want %q", got, tt.want)
			}
		})
	}
}

func TestForFont(t *testing.T) {
	tests := []struct {
		name  string
		enc   Encoding
		upper bool
	}{
		{".VnTime", TCVN3, false}, {".VnTimeH", TCVN3, true}, {".VnArial NarrowH", TCVN3, true},
		{".vntime", TCVN3, false}, {"VnTime", TCVN3, false}, {"ABCDEF+.VnTimeH,Bold", TCVN3, true},
		{".VnCentury Schoolbook", TCVN3, false}, {"ABCDEF+VnArial-Bold", TCVN3, false},
		{"VNI-Times", VNI, false}, {"VNI Helve", VNI, false}, {"VNI-Avo,BoldItalic", VNI, false},
		{"Times New Roman", None, false}, {"", None, false}, {"Vnesia", None, false}, {"Arial", None, false},
	}
	for _, tt := range tests {
		if enc, upper := ForFont(tt.name); enc != tt.enc || upper != tt.upper {
			t.Errorf("ForFont(%q) = %v, %v", tt.name, enc, upper)
		}
	}
}

const prose = "Người lao động có quyền làm việc, tự do lựa chọn việc làm và nghề nghiệp; được hưởng lương phù hợp với trình độ. " +
	"Những quy định của điều này không áp dụng đối với hộ gia đình."

func TestGuess(t *testing.T) {
	for _, enc := range []Encoding{TCVN3, VNI, VISCII} {
		in := encode(t, enc, prose)
		if got := Guess(in); got != enc {
			t.Errorf("Guess of %s = %s", enc, got)
		}
		raw := make([]byte, 0, len(in))
		for _, r := range in {
			raw = append(raw, byte(r))
		}
		if got := GuessBytes(raw); got != enc {
			t.Errorf("GuessBytes of %s = %s", enc, got)
		}
		if got, _ := Repair(in, None); got != prose {
			t.Errorf("Repair of %s = %q", enc, got)
		}
	}
	for _, s := range []string{
		prose, "", "Plain English text, nothing else.", "Société générale à Genève, été, élève déjà né",
		"Größe, Straße, über, für, können", "15 °C ± 2 µm § 5 ®",
	} {
		if got := Guess(s); got != None {
			t.Errorf("Guess(%q) = %s", s, got)
		}
	}
}

func TestRepairKeepsUnicodeAmongLegacy(t *testing.T) {
	line := encode(t, TCVN3, "Căn cứ luật tổ chức chính phủ và nghị định") + " số 5 Điều lệ"
	got, enc := Repair(line, None)
	if want := "Căn cứ luật tổ chức chính phủ và nghị định số 5 Điều lệ"; got != want || enc != TCVN3 {
		t.Errorf("got %q (%s)", got, enc)
	}
	if got, _ := Repair(encode(t, TCVN3, "Điều lệ"), TCVN3); got != "Điều lệ" {
		t.Errorf("short block with prior: %q", got)
	}
}

func FuzzDecode(f *testing.F) {
	for _, s := range []string{"LuËt doanh nghiÖp", "COÄNG HOØA", "\xff\xfe\x00", "a\u0301\u0323", "n\u00adíc", "\uf0a7"} {
		f.Add(s, uint8(1))
		f.Add(s, uint8(3))
	}
	f.Fuzz(func(t *testing.T, s string, e uint8) {
		enc := Encoding(e % 5)
		for _, out := range []string{Decode(enc, e&8 != 0, s), DecodeBytes(enc, e&8 != 0, []byte(s))} {
			if enc != None && utf8.ValidString(s) && !utf8.ValidString(out) {
				t.Fatalf("%s of %q is invalid: %q", enc, s, out)
			}
		}
		Guess(s)
		GuessBytes([]byte(s))
		Repair(s, enc)
		ForFont(s)
	})
}

// A form in an old font that was filled in with a new one (giả định).
func TestStrays(t *testing.T) {
	var c Scale
	mixed := "- Nguyªn ®¬n: Ông Trần Văn Ân.\n§Þa chØ: Số 5 đường Láng, tØnh Hà Tĩnh; 20 m² × 3, ® 2017, §5."
	want := "- Nguyên đơn: Ông Trần Văn Ân.\nĐịa chỉ: Số 5 đường Láng, tỉnh Hà Tĩnh; 20 m² × 3, ® 2017, §5."
	if enc := c.Strays(mixed); enc != TCVN3 {
		t.Fatalf("strays in %v, want TCVN3", enc)
	}
	if got := c.RepairStrays(mixed, TCVN3); got != want {
		t.Errorf("%q\nwant %q", got, want)
	}
	for _, plain := range []string{"Số 5 đường Láng, 20 m² × 3 § 5 ®", "café Zürich, naïve, Größe, Malmö, Åland", "Điều 5. Hộ kinh doanh “A®”; ông B có 2 × 3 m²", "", "TØnh"} {
		if enc := c.Strays(plain); enc != None {
			t.Errorf("%q: strays in %v", plain, enc)
		}
	}
	if got := c.RepairStrays(want, TCVN3); got != want {
		t.Errorf("mended twice: %q", got)
	}
}
