package plain

import (
	"context"
	"encoding/binary"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/unicode/norm"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/realdata"
	"trolyluat/corpus/vitext"
)

// sampleLaw is invented.
const sampleLaw = "CHÍNH PHỦ\nNghị định quy định về chăm sóc vườn cây trong làng\n" +
	"Điều 1. Phạm vi điều chỉnh\n1. Nghị định này quy định việc trồng, chăm sóc và bảo vệ cây ăn quả.\n" +
	"Điều 2. Hiệu lực\nNghị định có hiệu lực từ ngày ký, thay thế các quy định trước đây."

func utf16Bytes(s string, order binary.AppendByteOrder, mark bool) []byte {
	var b []byte
	if mark {
		b = order.AppendUint16(b, 0xFEFF)
	}
	for _, u := range utf16.Encode([]rune(s)) {
		b = order.AppendUint16(b, u)
	}
	return b
}

// windows1258 writes text the way Vietnamese Windows does: the tone as a mark
// after the letter.
func windows1258(t *testing.T, s string) []byte {
	t.Helper()
	codes := map[rune]byte{'đ': 0xF0, 'Đ': 0xD0, 'ơ': 0xF5, 'Ơ': 0xD5, 'ư': 0xFD, 'Ư': 0xDD, 'ă': 0xE3, 'Ă': 0xC3,
		0x0300: 0xCC, 0x0301: 0xEC, 0x0303: 0xDE, 0x0309: 0xD2, 0x0323: 0xF2}
	var b []byte
	for _, r := range s {
		for _, d := range norm.NFD.String(string(r)) {
			if c, ok := codes[d]; ok {
				b = append(b, c)
				continue
			}
			switch {
			case d < 0x80:
				b = append(b, byte(d))
			case d == 0x0302 || d == 0x0306 || d == 0x031B: // join the letter before
				last := rune(b[len(b)-1])
				joined := []rune(norm.NFC.String(string(last) + string(d)))[0]
				if c, ok := codes[joined]; ok {
					b[len(b)-1] = c
				} else if joined < 0x100 {
					b[len(b)-1] = byte(joined)
				} else {
					t.Fatalf("cannot write %q", joined)
				}
			default:
				t.Fatalf("cannot write %q", d)
			}
		}
	}
	return b
}

// fixDot reorders the decomposition of ậ, ệ, ộ, ặ so that the circumflex or breve
// comes before the dot, as windows1258 needs it.
func fixDot(s string) string {
	var b strings.Builder
	for _, r := range s {
		switch r {
		case 'ậ':
			b.WriteString("â\u0323")
		case 'ệ':
			b.WriteString("ê\u0323")
		case 'ộ':
			b.WriteString("ô\u0323")
		case 'ặ':
			b.WriteString("ă\u0323")
		case 'ợ':
			b.WriteString("ơ\u0323")
		case 'ự':
			b.WriteString("ư\u0323")
		default:
			b.WriteRune(r)
		}
	}
	return b.String()
}

func joinBlocks(text *extract.Text) string {
	var lines []string
	for _, b := range text.Blocks {
		lines = append(lines, b.Text)
	}
	return strings.Join(lines, "\n")
}

func TestEncodings(t *testing.T) {
	tests := []struct {
		name     string
		data     []byte
		encoding string
	}{
		{"utf-8", []byte(sampleLaw), "utf-8"},
		{"utf-8 with mark", []byte("\xef\xbb\xbf" + sampleLaw), "utf-8"},
		{"utf-8 decomposed", []byte(norm.NFD.String(sampleLaw)), "utf-8"},
		{"utf-16le", utf16Bytes(sampleLaw, binary.LittleEndian, true), "utf-16le"},
		{"utf-16be", utf16Bytes(sampleLaw, binary.BigEndian, true), "utf-16be"},
		{"utf-16le bare", utf16Bytes(sampleLaw, binary.LittleEndian, false), "utf-16le"},
		{"utf-16be bare", utf16Bytes(sampleLaw, binary.BigEndian, false), "utf-16be"},
		{"windows-1258", windows1258(t, fixDot(sampleLaw)), "windows-1258"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			got, err := Extract(context.Background(), "x.txt", tt.data)
			if err != nil {
				t.Fatal(err)
			}
			if got.Encoding != tt.encoding {
				t.Errorf("encoding %q, want %q", got.Encoding, tt.encoding)
			}
			if joinBlocks(got) != sampleLaw {
				t.Errorf("got\n%s\nwant\n%s", joinBlocks(got), sampleLaw)
			}
		})
	}
}

// TestRealTextsInLegacyEncodings writes real statutes in each old encoding with
// iconv and reads them back.
func TestRealTextsInLegacyEncodings(t *testing.T) {
	iconv, err := exec.LookPath("iconv")
	if err != nil {
		t.Skip("iconv is not installed")
	}
	files, err := filepath.Glob(filepath.Join(realdata.Dir(t), "documents", "txt", "*.txt"))
	if err != nil || len(files) == 0 {
		t.Skip("no text files in the real data")
	}
	names := map[string]string{"TCVN": "tcvn3", "VISCII": "viscii", "CP1258": "windows-1258"}
	tried := 0
	for i := 0; i < len(files); i += 25 {
		data, err := os.ReadFile(files[i])
		if err != nil {
			t.Fatal(err)
		}
		for from, want := range names {
			cmd := exec.Command(iconv, "-f", "UTF-8", "-t", from)
			cmd.Stdin = strings.NewReader(norm.NFC.String(strings.ReplaceAll(string(data), "\r\n", "\n")))
			encoded, err := cmd.Output()
			if err != nil {
				continue // characters that the encoding lacks
			}
			tried++
			got, err := Extract(context.Background(), files[i], encoded)
			if err != nil {
				t.Fatal(err)
			}
			if got.Encoding != want {
				t.Errorf("%s as %s: encoding %q", filepath.Base(files[i]), from, got.Encoding)
			}
			plain, err := Extract(context.Background(), files[i], data)
			if err != nil {
				t.Fatal(err)
			}
			if joinBlocks(got) != joinBlocks(plain) {
				t.Errorf("%s as %s: text differs: %s", filepath.Base(files[i]), from, firstDifference(joinBlocks(got), joinBlocks(plain)))
			}
		}
	}
	t.Logf("%d files in old encodings", tried)
}

func firstDifference(a, b string) string {
	for i := range a {
		if i >= len(b) || a[i] != b[i] {
			return a[max(0, i-30):min(len(a), i+30)] + " ≠ " + b[max(0, i-30):min(len(b), i+30)]
		}
	}
	return "length"
}

func TestMixedLines(t *testing.T) {
	// TCVN3 between lines of UTF-8, as a file pasted together has it.
	data := []byte("Điều 1. Phạm vi điều chỉnh\n")
	data = append(data, "NghÞ ®Þnh nµy quy ®Þnh viÖc trång c©y"...)
	tcvn := make([]byte, 0, len(data))
	for _, r := range "Ngh\u00de \u00ae\u00denh n\u00b5y quy \u00ae\u00denh vi\u00d6c tr\u00e5ng c\u00a9y\n" {
		tcvn = append(tcvn, byte(r))
	}
	in := append([]byte("Điều 1. Phạm vi điều chỉnh của nghị định này\n"), tcvn...)
	got, err := Extract(context.Background(), "x.txt", in)
	if err != nil {
		t.Fatal(err)
	}
	want := "Điều 1. Phạm vi điều chỉnh của nghị định này\nNghị định này quy định việc trồng cây"
	if joinBlocks(got) != want || got.Encoding != "mixed" {
		t.Errorf("%s: %q", got.Encoding, joinBlocks(got))
	}
	// The same as UTF-8 text that was copied out of an old document.
	got, err = Extract(context.Background(), "x.txt", data)
	if err != nil {
		t.Fatal(err)
	}
	if joinBlocks(got) != "Điều 1. Phạm vi điều chỉnh\nNghị định này quy định việc trồng cây" {
		t.Errorf("%s: %q", got.Encoding, joinBlocks(got))
	}
}

func TestPagesAndBlanks(t *testing.T) {
	got, err := Extract(context.Background(), "x.txt", []byte("\n  Điều  1.\tHai\n\n\fTrang hai\n\f"))
	if err != nil {
		t.Fatal(err)
	}
	if got.Pages != 2 || len(got.Blocks) != 2 || got.Blocks[0].Text != "Điều 1. Hai" || got.Blocks[0].Page != 1 || got.Blocks[1].Page != 2 || got.Blocks[0].Indent != 12 {
		t.Errorf("%+v", got)
	}
}

func TestRefusals(t *testing.T) {
	for in, code := range map[string]string{"": extract.CodeEmpty, " \n\t\n": extract.CodeNoText} {
		_, err := Extract(context.Background(), "x.txt", []byte(in))
		if r, ok := extract.AsRefusal(err); !ok || r.Code != code {
			t.Errorf("%q: %v", in, err)
		}
	}
}

func FuzzExtract(f *testing.F) {
	f.Add([]byte(sampleLaw))
	f.Add(utf16Bytes(sampleLaw, binary.LittleEndian, true))
	f.Add([]byte("NghÞ ®Þnh\x00\x01\xff\xfe"))
	f.Add([]byte("Ngh\xde \xae\xdenh n\xb5y\nĐiều"))
	f.Fuzz(func(t *testing.T, data []byte) {
		got, err := Extract(context.Background(), "x", data)
		if err != nil {
			return
		}
		for _, b := range got.Blocks {
			if b.Text == "" || !utf8.ValidString(b.Text) || strings.Contains(b.Text, "\n") || vitext.Normalize(b.Text) != b.Text {
				t.Fatalf("block %q", b.Text)
			}
		}
	})
}
