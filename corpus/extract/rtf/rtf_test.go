package rtf

import (
	"context"
	"strings"
	"testing"
	"unicode/utf8"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/extracttest"
)

const fonts = `{\fonttbl{\f0\froman\fcharset0{\*\panose 0202}Times New Roman;}{\f1\fnil\fcharset0 .VnTime;}{\f2\fcharset0 .VnTimeH;}` +
	`{\f3\fcharset163 Arial (Vietnamese);}{\f4\fcharset2 Symbol;}{\f5\fnil VNI-Times;}}`

func TestExtract(t *testing.T) {
	tests := []struct{ name, in, want string }{
		{"paragraphs and properties", `\pard\qc\b TI\'caU \u272?\u7872?\b0\par\pard\li720\fi-360 a\tab b\line c\par`,
			"p bold centered: TIÊU ĐỀ\np indent=18: a b\np indent=18: c\n"},
		{"unicode with long fallbacks", `\uc3 \u272xyz\u7873???u\uc1  \u-10?.\par`, "p: Đều \ufff6.\n"},
		{"tcvn3 by font", `\f1 Lu\'cbt \f2 ngh\'de \'ae\'denh\f0  x\par`, "encoding tcvn3\np: Luật NGHỊ ĐỊNH x\n"},
		{"vni over two runs", `\f5 CO{\b \'c4}NG\par`, "encoding vni\np: CỘNG\n"},
		{"windows-1258 by charset", `\f3 \'d0i\'ea\'ccu\par`, "p: Điều\n"},
		{"symbols and dashes", `\f4 \'b7\f0\~\endash\_\ldblquote a\rdblquote\par`, "p: • –-“a”\n"},
		{"hidden and deleted", `a{\v b}{\deleted c}{\revised d}\par`, "p: ad\n"},
		{"fields", `{\field{\*\fldinst HYPERLINK "x"}{\fldrslt ch\'fa}}\par`, "p: chú\n"},
		{"unknown destinations", `{\*\unknown abc{\b d}}e{\info{\title f}}\par`, "p: e\n"},
		{"list label", `{\listtext\pard\plain 1.\tab}Kho\'e1n\par{\pntext\f4\'b7\tab}m\par`, "p label=\"1.\": 1. Khoán\np label=\"•\": • m\n"},
		{"footnote", `\'ceu 1{\super\chftn{\footnote\pard {\super\chftn} Ghi ch\'fa.\par}} ti\'e9p\par`, "p note=1@5: Îu 1 ti\u00e9p\nnote mark=1: Ghi chú.\n"},
		{"table", `\trowd\cellx1000\cellx2000\pard\intbl a\cell b\par c\cell\row\trowd\cellx1000\cellx2000\intbl 1\cell 2\cell\row\pard sau\par`,
			"table: [[\"a\" \"b\\nc\"] [\"1\" \"2\"]]\np: sau\n"},
		{"header once", `{\header\pard C\'d4NG\par}{\headerl\pard C\'d4NG\par}{\footer 3\par}x\par`, "p: x\nheader: CÔNG\n"},
		{"text box", `x{\shp{\*\shpinst{\sp{\sn a}{\sv b}}{\shptxt khung\par}}{\shprslt khung}}y\par`, "p: xy\np: khung\n"},
		{"pair of forms", `{\upr{bad}{\*\ud{t\u7889?t}}}\par`, "p: tốt\n"},
		{"picture and binary", `{\pict\bin3 }}}}a\par`, "p: a\n"},
		{"escapes", `\{a\}\\\par`, "p: {a}\\\n"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			text, err := Extract(context.Background(), "x.rtf", []byte(`{\rtf1\ansi\ansicpg1252\deff0`+fonts+tt.in+`}`+"\x00"))
			if err != nil {
				t.Fatal(err)
			}
			if got := extracttest.Dump(text); got != tt.want {
				t.Errorf("got\n%s\nwant\n%s", got, tt.want)
			}
		})
	}
}

func TestRefusals(t *testing.T) {
	for in, code := range map[string]string{
		"":                                  extract.CodeEmpty,
		"no rtf":                            extract.CodeCorrupt,
		`{\rtf1 abc`:                        extract.CodeTruncated,
		`{\rtf1 abc\par\'`:                  extract.CodeTruncated,
		`{\rtf1}`:                           extract.CodeNoText,
		`{\rtf1` + strings.Repeat("{", 600): extract.CodeCorrupt,
		`{\rtf1 a{\b`:                       extract.CodeTruncated,
	} {
		text, err := Extract(context.Background(), "x", []byte(in))
		if r, ok := extract.AsRefusal(err); !ok || r.Code != code {
			t.Errorf("%.20q: %v, %v, want %s", in, text, err, code)
		}
	}
}

func FuzzExtract(f *testing.F) {
	f.Add([]byte(`{\rtf1` + fonts + `\trowd\cellx1\intbl a\cell\row{\footnote b}\u272?\'ca{\*\shp{\shptxt c}}\par}`))
	f.Add([]byte(`{\rtf1{\upr{a}{\*\ud b}}\uc2\u-3913{\listtext 1.}x}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		text, err := Extract(context.Background(), "x", data)
		if err != nil {
			return
		}
		for _, b := range text.Blocks {
			if !utf8.ValidString(b.Text) {
				t.Fatalf("invalid text %q", b.Text)
			}
			for _, n := range b.Notes {
				if n.At < 0 || n.At > len(b.Text) {
					t.Fatalf("note at %d of %q", n.At, b.Text)
				}
			}
		}
	})
}
