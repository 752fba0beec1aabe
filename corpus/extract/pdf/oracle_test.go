package pdf

import (
	"context"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"golang.org/x/text/unicode/norm"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/realdata"
)

// realFiles are the PDF files of the real data that have a text layer.
func realFiles(t testing.TB) []string {
	dir := realdata.Dir(t)
	var out []string
	for _, pattern := range []string{"documents/pdf/*.pdf", "documents/precedents/*.pdf", "documents/legacy/corpus/*/*/*.pdf"} {
		files, err := filepath.Glob(filepath.Join(dir, pattern))
		if err != nil {
			t.Fatal(err)
		}
		out = append(out, files...)
	}
	if len(out) == 0 {
		t.Skip("no PDF in the real data")
	}
	return out
}

var reWords = regexp.MustCompile(`[\p{L}\p{N}]+`)

func wordsOf(s string) []string {
	return reWords.FindAllString(strings.ToLower(norm.NFC.String(s)), -1)
}

func allText(x *extract.Text) string {
	var b strings.Builder
	for i := range x.Blocks {
		b.WriteString(x.Blocks[i].Text)
		b.WriteByte('\n')
	}
	return b.String()
}

// bag is how many words of two lists agree, whatever their order.
func bag(a, b []string) (common int) {
	count := make(map[string]int)
	for _, w := range a {
		count[w]++
	}
	for _, w := range b {
		if count[w] > 0 {
			count[w]--
			common++
		}
	}
	return common
}

// sequence is the length of a longest common subsequence, by the greedy
// algorithm of Myers (1986), given up beyond limit differences.
func sequence(a, b []string, limit int) int {
	n, m := len(a), len(b)
	v := make([]int, 2*limit+3)
	for d := 0; d <= limit; d++ {
		for k := -d; k <= d; k += 2 {
			at := limit + 1 + k
			var x int
			if k == -d || k != d && v[at-1] < v[at+1] {
				x = v[at+1]
			} else {
				x = v[at-1] + 1
			}
			y := x - k
			for x < n && y < m && a[x] == b[y] {
				x, y = x+1, y+1
			}
			v[at] = x
			if x >= n && y >= m {
				return (n + m - d) / 2
			}
		}
	}
	return 0
}

func TestRealAgainstPdftotext(t *testing.T) {
	tool, err := exec.LookPath("pdftotext")
	if err != nil {
		t.Skip("pdftotext is not installed")
	}
	var ours, theirs time.Duration
	files := 0
	for _, f := range realFiles(t) {
		data, err := os.ReadFile(f)
		if err != nil {
			t.Fatal(err)
		}
		if underRace && len(data) > 2<<20 {
			continue
		}
		start := time.Now()
		out, err := exec.Command(tool, "-enc", "UTF-8", f, "-").Output()
		took := time.Since(start)
		if err != nil {
			t.Fatalf("pdftotext %s: %v", f, err)
		}
		want := wordsOf(string(out))
		start = time.Now()
		got, err := Reader{NoTools: true}.Extract(context.Background(), filepath.Base(f), data)
		mine := time.Since(start)
		if len(want) == 0 {
			if r, ok := extract.AsRefusal(err); !ok || r.Code != extract.CodeScanned {
				t.Errorf("%s: error %v, want a scan refused", filepath.Base(f), err)
			}
			continue
		}
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(f), err)
			continue
		}
		if strings.Contains(f, "tcvn3") { // poppler leaves legacy fonts undecoded
			continue
		}
		files++
		ours, theirs = ours+mine, theirs+took
		have := wordsOf(allText(got))
		common := bag(have, want)
		lcs := sequence(have, want, 6000)
		t.Logf("%-45s words %d/%d bag R %.5f P %.5f sequence %.5f; %v, pdftotext %v", filepath.Base(f), len(have), len(want),
			float64(common)/float64(len(want)), float64(common)/float64(len(have)), float64(lcs)/float64(len(want)), mine.Round(time.Millisecond), took.Round(time.Millisecond))
		if common*1000 < 998*len(want) || common*1000 < 998*len(have) {
			t.Errorf("%s: %d words of %d, %d of them as pdftotext reads them", filepath.Base(f), len(have), len(want), common)
		}
		if lcs*1000 < 985*len(want) {
			t.Errorf("%s: %d words of %d in pdftotext's order", filepath.Base(f), lcs, len(want))
		}
	}
	t.Logf("%d files in %v, pdftotext %v", files, ours, theirs)
}
