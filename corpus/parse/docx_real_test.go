package parse

import (
	"bufio"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/realdata"
)

// TestDOCXNumbers compares the numbers of the real DOCX files with those of the
// list that came with them.
func TestDOCXNumbers(t *testing.T) {
	f, err := os.Open(filepath.Join(realdata.Dir(t), "documents", "docx_metadata.csv"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	numbers := make(map[string]string)
	for _, row := range rows[1:] {
		numbers[row[1]] = row[5]
	}
	matched, right := 0, 0
	var took time.Duration
	eachRealFile(t, sampleStep, []string{"docx/*.docx"}, nil, func(name string, text *extract.Text) {
		start := time.Now()
		d, err := Parse(text, corpus.Source{Name: name})
		took += time.Since(start)
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		want, ok := numbers[strings.TrimSuffix(name, ".docx")]
		if !ok {
			return
		}
		matched++
		if NumberKey(want) == NumberKey(d.Number) {
			right++
		} else {
			t.Logf("%s: number %s, list %s", name, d.Number, want)
		}
	})
	t.Logf("number right on %d of %d; parsed in %v", right, matched, took)
	if matched < 130/sampleStep || right*100 < matched*99 {
		t.Errorf("number right on %d of %d", right, matched)
	}
}

// TestDOCXArticlesAgainstBenchmarks compares the điều of the real DOCX files with
// those that the ALQAC benchmarks hold of the same laws: the numbers of the điều,
// and their words.
func TestDOCXArticlesAgainstBenchmarks(t *testing.T) {
	type article struct {
		Law     string          `json:"law_id"`
		Article json.RawMessage `json:"article"` // alqac2025: a string
		Nth     int             `json:"nth"`     // alqac2026
		Text    string          `json:"text"`
	}
	bench := make(map[string]map[string]string) // law → label → text
	for _, file := range []string{"alqac2025/articles.jsonl", "alqac2026/articles.jsonl"} {
		f, err := os.Open(filepath.Join(realdata.Dir(t), file))
		if err != nil {
			t.Fatal(err)
		}
		scan := bufio.NewScanner(f)
		scan.Buffer(nil, 16<<20)
		for scan.Scan() {
			var a article
			if err := json.Unmarshal(scan.Bytes(), &a); err != nil {
				t.Fatal(err)
			}
			label := strings.Trim(string(a.Article), `"`)
			if label == "" {
				label = strconv.Itoa(a.Nth)
			}
			key := NumberKey(a.Law)
			if bench[key] == nil {
				bench[key] = make(map[string]string)
			}
			bench[key][label] = a.Text
		}
		f.Close()
		if scan.Err() != nil {
			t.Fatal(scan.Err())
		}
	}
	laws, articles, missing, alike := 0, 0, 0, 0
	// The names hold the numbers: "Luật-43-2019-QH14.docx".
	named := func(name string) bool {
		for key := range bench {
			if strings.Contains(strings.ToUpper(name), strings.ReplaceAll(key, "/", "-")) {
				return true
			}
		}
		return false
	}
	eachRealFile(t, 1, []string{"docx/*.docx"}, named, func(name string, text *extract.Text) {
		d, err := Parse(text, corpus.Source{Name: name})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		want := bench[d.Key]
		if want == nil {
			return
		}
		laws++
		have := make(map[string]string)
		for _, u := range d.Provisions {
			if u.Level == corpus.LevelArticle && !strings.Contains(u.Path, "/") {
				have[u.Label] = d.Text[u.Span.Start:u.Span.End]
			}
		}
		lost := []string{}
		for label, words := range want {
			articles++
			got, ok := have[label]
			if !ok {
				missing++
				lost = append(lost, label)
				continue
			}
			if overlap(words, got) > 0.95 {
				alike++
			}
		}
		if len(lost) > 0 || len(have) != len(want) {
			t.Logf("%s: %d điều, benchmark %d, not found %v", d.Key, len(have), len(want), lost)
		}
	})
	t.Logf("%d laws, %d điều of the benchmarks, %d not found, %d with the same words", laws, articles, missing, alike)
	if laws < 10 || missing*200 > articles || alike*100 < articles*97 {
		t.Errorf("%d laws, %d điều, %d not found, %d with the same words", laws, articles, missing, alike)
	}
}
