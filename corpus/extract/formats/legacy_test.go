package formats

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"unicode"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/realdata"
	"trolyluat/corpus/vitext"
)

// legacyFile is a file in an old encoding with its transcript.
type legacyFile struct {
	path, truth string
	encoding    string // by the folder that it stands in
}

func legacyFiles(t *testing.T) []legacyFile {
	dir := filepath.Join(realdata.Dir(t), "documents", "legacy")
	var out []legacyFile
	for folder, truths := range map[string]string{
		"public-domain/tcvn3": "ground-truth", "public-domain/vni": "ground-truth", "synthetic": "ground-truth-synthetic",
	} {
		files, err := filepath.Glob(filepath.Join(dir, "corpus", folder, "*"))
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range files {
			encoding := "vni"
			if strings.HasSuffix(folder, "tcvn3") {
				encoding = "tcvn3"
			}
			base := strings.TrimSuffix(filepath.Base(f), filepath.Ext(f))
			truth := filepath.Join(dir, truths, base+".txt")
			if _, err := os.Stat(truth); err == nil {
				out = append(out, legacyFile{f, truth, encoding})
			}
		}
	}
	if len(out) == 0 {
		t.Skip("no legacy files in the real data")
	}
	return out
}

// TestLegacyAccuracy measures the share of characters of the transcripts that
// the readers give back, by format. White space and the bars between cells do
// not count: a transcript draws tables by its own lights.
func TestLegacyAccuracy(t *testing.T) {
	registry := Default()
	scores := make(map[string][]float64)
	folded := make(map[string][]float64)
	moved := make(map[string][]float64)
	for _, f := range legacyFiles(t) {
		format := strings.TrimPrefix(filepath.Ext(f.path), ".")
		data, err := os.ReadFile(f.path)
		if err != nil {
			t.Fatal(err)
		}
		text, err := registry.Bytes(context.Background(), filepath.Base(f.path), data, extract.Options{})
		if err != nil {
			t.Logf("%-45s %v", filepath.Base(f.path), err)
			if format != "pdf" {
				scores[format] = append(scores[format], 0)
				folded[format] = append(folded[format], 0)
				moved[format] = append(moved[format], 0)
			}
			continue
		}
		truth, err := os.ReadFile(f.truth)
		if err != nil {
			t.Fatal(err)
		}
		want := characters(string(truth))
		got := characters(joined(text))
		exact := accuracy(got, want)
		anyCase := accuracy([]rune(strings.ToLower(string(got))), []rune(strings.ToLower(string(want))))
		scores[format] = append(scores[format], exact)
		folded[format] = append(folded[format], anyCase)
		anyOrder := sameWords(joined(text), string(truth))
		moved[format] = append(moved[format], anyOrder)
		t.Logf("%-45s %s %-6s %.4f any case %.4f, and any order of words %.4f", filepath.Base(f.path), format, text.Encoding, exact, anyCase, anyOrder)
		if text.Encoding != f.encoding {
			t.Errorf("%s: encoding %q, want %q", filepath.Base(f.path), text.Encoding, f.encoding)
		}
	}
	var asked []float64 // of the formats that the target names
	for format, s := range scores {
		t.Logf("%s: %d files, median %.4f, any case %.4f, least %.4f, any order of words %.4f", format, len(s), median(s), median(folded[format]), slices.Min(folded[format]), median(moved[format]))
		if format == "doc" || format == "rtf" || format == "pdf" {
			asked = append(asked, folded[format]...)
		}
		// A transcript of a PDF goes across the page where the letterhead and the
		// signature stand side by side, and has the page number where it is drawn;
		// we read one column after the other. So its words are held to any order.
		score := folded[format]
		if format == "pdf" {
			score = moved[format]
		}
		if median(score) < 0.995 {
			t.Errorf("%s: median accuracy %.4f", format, median(score))
		}
	}
	t.Logf("doc, rtf and pdf together: %d files, median %.4f without regard to case", len(asked), median(asked))
}

// sameWords is the share of the truth's characters in words that the text has as
// well, in any order and case, each word counted as often as it stands in both.
func sameWords(got, want string) float64 {
	have := make(map[string]int)
	for _, w := range strings.Fields(strings.ToLower(vitext.Normalize(got))) {
		have[string(characters(w))]++
	}
	found, all := 0, 0
	for _, w := range strings.Fields(strings.ToLower(vitext.Normalize(want))) {
		w := characters(w)
		all += len(w)
		if have[string(w)] > 0 {
			have[string(w)]--
			found += len(w)
		}
	}
	return float64(found) / float64(max(all, 1))
}

func joined(text *extract.Text) string {
	var b strings.Builder
	for _, k := range text.Blocks {
		b.WriteString(k.Text)
		b.WriteByte('\n')
	}
	return b.String()
}

// characters are what counts of a text.
func characters(s string) []rune {
	var out []rune
	for _, r := range vitext.Normalize(s) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			out = append(out, r)
		}
	}
	return out
}

func median(s []float64) float64 {
	s = slices.Sorted(slices.Values(s))
	return (s[(len(s)-1)/2] + s[len(s)/2]) / 2
}

// accuracy is one minus the edit distance over the length of what is wanted.
func accuracy(got, want []rune) float64 {
	if len(want) == 0 {
		return 0
	}
	limit := max(1000, len(want)/8)
	return max(0, 1-float64(editDistance(got, want, limit))/float64(len(want)))
}

// editDistance is Levenshtein's, by the farthest place on every diagonal that a
// number of edits reaches (Ukkonen 1985), which is quick for texts that are nearly
// the same; limit bounds the distance.
func editDistance(a, b []rune, limit int) int {
	// reach[k] is how far into a diagonal k-limit (place in b less place in a) gets.
	reach, next := make([]int, 2*limit+3), make([]int, 2*limit+3)
	for i := range reach {
		reach[i], next[i] = -2, -2
	}
	goal := len(b) - len(a)
	if goal > limit || -goal > limit {
		return limit
	}
	for edits := 0; edits < limit; edits++ {
		for k := -edits; k <= edits; k++ {
			i := k + limit + 1
			from := -1
			if edits == 0 {
				from = 0
			} else {
				from = max(reach[i]+1, reach[i-1], reach[i+1]+1)
			}
			from = min(from, len(a), len(b)-k)
			if from < 0 || from+k < 0 {
				next[i] = -2
				continue
			}
			for from < len(a) && from+k < len(b) && a[from] == b[from+k] {
				from++
			}
			next[i] = from
			if k == goal && from == len(a) {
				return edits
			}
		}
		reach, next = next, reach
	}
	return limit
}

func TestEditDistance(t *testing.T) {
	for _, tt := range []struct {
		a, b string
		want int
	}{{"", "", 0}, {"abc", "abc", 0}, {"abc", "axc", 1}, {"kitten", "sitting", 3}, {"abc", "", 3}, {"", "abc", 3}, {"luật", "luân", 2}, {"abcdef", "bcdefg", 2}} {
		if got := editDistance([]rune(tt.a), []rune(tt.b), 10); got != tt.want {
			t.Errorf("%q to %q: %d, want %d", tt.a, tt.b, got, tt.want)
		}
	}
}
