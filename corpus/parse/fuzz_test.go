package parse

import (
	"os"
	"path/filepath"
	"testing"
	"unicode/utf8"

	"github.com/rogpeppe/go-internal/txtar"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
)

// seeds adds the texts of all cases to a fuzz target.
func seeds(f *testing.F, add func(s string)) {
	files, err := filepath.Glob("testdata/*.txtar")
	if err != nil {
		f.Fatal(err)
	}
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			f.Fatal(err)
		}
		if a := txtar.Parse(data); len(a.Files) > 0 {
			add(string(a.Files[0].Data))
		}
	}
}

// FuzzParse: whatever the blocks hold, parsing ends without a panic, and what
// it accepts is whole.
func FuzzParse(f *testing.F) {
	seeds(f, func(s string) { f.Add(s) })
	f.Fuzz(func(t *testing.T, s string) {
		if len(s) > 1<<16 || !utf8.ValidString(s) {
			return
		}
		// Alone, as plain text, and below the head of a decree, so that it is never
		// refused.
		for _, whole := range []string{s, "format=txt\n" + s, "^CHÍNH PHỦ\nSố: 11/2031/NĐ-CP\n^*NGHỊ ĐỊNH\n^*Về việc thử\nCăn cứ Luật Thử;\nĐiều 1. Một\nĐiều 2. Hai\n" + s} {
			text := blocksOf(whole)
			d, err := Parse(text, corpus.Source{Name: "fuzz"})
			if err != nil {
				if refusal, ok := extract.AsRefusal(err); !ok || refusal.Code != CodeNotLaw {
					t.Fatalf("error %v", err)
				}
				continue
			}
			if problem := checkWhole(text, d); problem != "" {
				t.Fatal(problem)
			}
		}
	})
}

// FuzzUnits: the units of a điều stand inside its text, in order.
func FuzzUnits(f *testing.F) {
	seeds(f, func(s string) { f.Add(s) })
	f.Add("Điều 5. Chợ\n1. Chợ họp:\na) Sáng;\nb) Chiều.\n2. Chợ nghỉ.")
	f.Add("Điều 5. 1. a) Chợ")
	f.Fuzz(func(t *testing.T, s string) {
		last := 0
		for _, u := range Units("d5", s) {
			if u.Start < last || u.End < u.Start || u.End > len(s) || !utf8.RuneStart(s[min(u.Start, len(s)-1)]) && utf8.ValidString(s) {
				t.Fatalf("unit %+v of %d bytes, last began at %d", u, len(s), last)
			}
			last = u.Start
		}
		if a := Article("d5", s); a.Body > len(s) {
			t.Fatalf("body at %d of %d", a.Body, len(s))
		}
	})
}

// FuzzReaders: the readers of numbers and dates stay inside their text, and what
// they give is stable.
func FuzzReaders(f *testing.F) {
	for _, s := range []string{"45/2019/QH14", "66.15/2026/NQ-CP", "102-SL-L.004", "12/ 2024 /QĐ-TTg của", "ngày 27 tháng 6 năm 2025", "27/6/2025", "1.7.2005.",
		"ngày 31 tháng 02 năm 2020", "Số:\n38/2019/QH14 Hà Nội", "34/2018/QĐ-UBND", "NÐ-CP", "07/2025/NĐ-СР"} {
		f.Add(s)
	}
	f.Fuzz(func(t *testing.T, s string) {
		if number, n := ReadNumber(s); n < 0 || n > len(s) || n > 0 && number == "" {
			t.Fatalf("number %q of %d bytes in %d", number, n, len(s))
		} else if key := NumberKey(number); NumberKey(key) != key {
			t.Fatalf("key %q of %q is not stable: %q", key, number, NumberKey(key))
		}
		if d, start, end := ReadDate(s); start < 0 || end < start || end > len(s) || d != 0 && start == end {
			t.Fatalf("date %v at [%d,%d) of %d", d, start, end, len(s))
		}
		findNumber(s)
		looseNumber(s)
		classify(s)
	})
}
