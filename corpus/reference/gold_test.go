package reference

import (
	"bufio"
	"compress/gzip"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/realdata"
)

// goldPassage is a passage that was read by hand, with every reference in it.
type goldPassage struct {
	source     string // file#record:field
	start, end int
	refs       []goldReference
}

type goldReference struct {
	start, end int
	want       string // document#paths
}

// readGold reads testdata/gold.tsv.
func readGold(t *testing.T) (passages []goldPassage, sums map[string]string) {
	f, err := os.Open("testdata/gold.tsv")
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	sums = make(map[string]string)
	source := ""
	for sc := bufio.NewScanner(f); sc.Scan(); {
		c := strings.Split(sc.Text(), "\t")
		num := func(i int) int { n, _ := strconv.Atoi(c[i]); return n }
		switch c[0] {
		case "F":
			source = c[1]
			file, _, _ := strings.Cut(source, "#")
			sums[file] = c[2]
		case "P":
			passages = append(passages, goldPassage{source: source, start: num(1), end: num(2)})
		case "R":
			p := &passages[len(passages)-1]
			p.refs = append(p.refs, goldReference{num(1), num(2), c[3]})
		}
	}
	return passages, sums
}

// goldTexts loads the fields that the passages stand in, by their source.
func goldTexts(t *testing.T, dir string, passages []goldPassage) map[string]string {
	texts := make(map[string]string)
	records := make(map[string]map[int][]string) // file → record → sources
	for _, p := range passages {
		file, record, ok := strings.Cut(p.source, "#")
		if !ok {
			b, err := os.ReadFile(filepath.Join(dir, file))
			if err != nil {
				t.Fatal(err)
			}
			texts[p.source] = string(b)
			continue
		}
		number, _, _ := strings.Cut(record, ":")
		n, err := strconv.Atoi(number)
		if err != nil {
			t.Fatalf("gold source %s: %v", p.source, err)
		}
		if records[file] == nil {
			records[file] = make(map[int][]string)
		}
		records[file][n] = append(records[file][n], p.source)
	}
	for file, wanted := range records {
		f, err := os.Open(filepath.Join(dir, file))
		if err != nil {
			t.Fatal(err)
		}
		defer f.Close()
		var r io.Reader = f
		if strings.HasSuffix(file, ".gz") {
			if r, err = gzip.NewReader(f); err != nil {
				t.Fatal(err)
			}
		}
		sc := bufio.NewScanner(r)
		sc.Buffer(nil, 32<<20)
		for n := 0; sc.Scan(); n++ {
			for _, source := range wanted[n] {
				var v map[string]any
				if err := json.Unmarshal(sc.Bytes(), &v); err != nil {
					t.Fatal(err)
				}
				field := source[strings.LastIndexByte(source, ':')+1:]
				texts[source], _ = v[field].(string)
			}
		}
		if err := sc.Err(); err != nil {
			t.Fatal(err)
		}
	}
	return texts
}

// goldForm writes a found reference in the notation of the gold file.
func goldForm(r Reference) string {
	var b strings.Builder
	d := r.Document
	switch {
	case d.This:
		b.WriteString("this")
	case d.Key != "":
		b.WriteString(d.Key)
	case d.Name != "":
		if d.Amending {
			b.WriteByte('~')
		}
		b.WriteString(d.Name)
		if d.Year != 0 {
			fmt.Fprintf(&b, " %d", d.Year)
		}
	case d.Number != "":
		b.WriteString(map[corpus.Kind]string{corpus.KindResolution: "NQ ", corpus.KindDecree: "NĐ "}[d.Kind] + d.Number)
	}
	b.WriteByte('#')
	for i, t := range r.Targets {
		if i > 0 {
			b.WriteByte(',')
		}
		switch t.This {
		case corpus.LevelArticle:
			b.WriteString("<D>")
		case corpus.LevelClause:
			b.WriteString("<K>")
		case corpus.LevelPoint:
			b.WriteString("<P>")
		case corpus.LevelSection:
			b.WriteString("<M>")
		case corpus.LevelChapter:
			b.WriteString("<C>")
		}
		b.WriteString(t.Path)
		if t.Part != "" {
			b.WriteString(":" + t.Part)
		}
	}
	return b.String()
}

// TestGold scores Find on passages of real texts that were read by hand: a
// reference is right when its span, its document and all its targets are.
func TestGold(t *testing.T) {
	dir := realdata.Dir(t)
	passages, sums := readGold(t)
	for file, want := range sums {
		b, err := os.ReadFile(filepath.Join(dir, file))
		if err != nil {
			t.Skipf("gold file missing: %v", err)
		}
		if got := sha256.Sum256(b); hex.EncodeToString(got[:]) != want {
			t.Fatalf("%s is not the file that was annotated", file)
		}
	}
	texts := goldTexts(t, dir, passages)
	files := make(map[string]bool)
	var gold, found, right, units, unitsFound, unitsRight int
	for _, p := range passages {
		text := texts[p.source]
		files[p.source] = true
		want := make(map[string]int)
		wantUnits := make(map[string]int)
		for _, r := range p.refs {
			want[fmt.Sprintf("%d-%d %s", r.start, r.end, r.want)]++
			gold++
			for _, u := range unitsOf(r.want) {
				wantUnits[u]++
				units++
			}
		}
		for _, r := range Find(text) {
			if r.Span.End <= p.start || r.Span.Start >= p.end {
				continue
			}
			found++
			form := goldForm(r)
			for _, u := range unitsOf(form) {
				unitsFound++
				if wantUnits[u] > 0 {
					wantUnits[u]--
					unitsRight++
				}
			}
			k := fmt.Sprintf("%d-%d %s", r.Span.Start, r.Span.End, form)
			if want[k] > 0 {
				want[k]--
				right++
				continue
			}
			t.Logf("wrong in %s: %s  %q", p.source, k, text[r.Span.Start:r.Span.End])
		}
		for k, n := range want {
			if n > 0 {
				t.Logf("missed in %s: %s", p.source, k)
			}
		}
	}
	f1 := f1Score(gold, found, right)
	t.Logf("references: gold %d of %d texts, found %d, right %d, F1 %.4f", gold, len(files), found, right, f1)
	t.Logf("units: gold %d, found %d, right %d, F1 %.4f", units, unitsFound, unitsRight, f1Score(units, unitsFound, unitsRight))
	if gold < 300 || len(files) < 20 {
		t.Errorf("the gold has %d references of %d texts, want 300 of 20", gold, len(files))
	}
	if f1 < 0.97 {
		t.Errorf("F1 %.4f, want 0.97", f1)
	}
}

func unitsOf(form string) []string {
	doc, paths, _ := strings.Cut(form, "#")
	var out []string
	for p := range strings.SplitSeq(paths, ",") {
		out = append(out, doc+"#"+p)
	}
	return out
}

func f1Score(gold, found, right int) float64 {
	if right == 0 {
		return 0
	}
	p, r := float64(right)/float64(found), float64(right)/float64(gold)
	return 2 * p * r / (p + r)
}
