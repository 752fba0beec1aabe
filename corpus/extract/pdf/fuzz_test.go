package pdf

import (
	"context"
	"testing"
	"time"
	"unicode/utf8"

	"trolyluat/corpus/extract"
)

func FuzzExtract(f *testing.F) {
	f.Add(page(hello).bytes())
	f.Add(pages(hello, "BT /F1 12 Tf [(a)-300(b)] TJ ET", "q 1 0 0 1 0 0 cm BI /W 1 ID x EI Q").bytes())
	f.Add(page("").set(4, streamOf("/Filter/FlateDecode", deflate([]byte(hello)))).bytes())
	f.Add(encrypt(page(""), ""))
	f.Fuzz(func(t *testing.T, data []byte) {
		start := time.Now()
		x, err := Reader{NoTools: true, Timeout: 8 * time.Second}.Extract(context.Background(), "f.pdf", data)
		if took := time.Since(start); took > 10*time.Second {
			t.Errorf("took %v", took)
		}
		if err != nil {
			if _, ok := extract.AsRefusal(err); !ok {
				t.Errorf("refused without a reason: %v", err)
			}
			return
		}
		for _, b := range x.Blocks {
			if !utf8.ValidString(b.Text) {
				t.Errorf("block is no UTF-8: %q", b.Text)
			}
			for _, n := range b.Notes {
				if n.At < 0 || n.At > len(b.Text) {
					t.Errorf("note at %d of %d", n.At, len(b.Text))
				}
			}
		}
	})
}

func FuzzContent(f *testing.F) {
	f.Add([]byte(hello))
	f.Add([]byte("BT /F1 1 Tf 1e9 0 0 1e9 0 0 Tm <</ActualText(x)>> BDC (x) Tj EMC (y) ' 1 2 (z) \" ET 0 0 10 10 re S"))
	f.Add([]byte("BI /W 2 ID \x00 EI Q q [[[ << (a\\"))
	f.Fuzz(func(t *testing.T, content []byte) {
		_, _, _ = process(context.Background(), page(string(content)).bytes(), nil)
	})
}

func FuzzCMap(f *testing.F) {
	f.Add(toUnicode(2, "0001", "1ED9"))
	f.Add([]byte("1 beginbfrange <00> <FF> [<0041> <0042>] endbfrange 1 begincidrange <0000> <FFFF> 5 endcidrange"))
	f.Fuzz(func(t *testing.T, data []byte) {
		m := readCMap(data)
		if len(m.text) > maxCMapEntries || len(m.ranges) > maxCMapEntries {
			t.Errorf("%d entries, %d ranges", len(m.text), len(m.ranges))
		}
		m.toCID(1)
	})
}
