//go:build slow

package parse

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/realdata"
)

// TestArticlesAgainstPhapdien looks for every điều that the Bộ pháp điển took
// from a law among the điều of the law's DOCX file.
func TestArticlesAgainstPhapdien(t *testing.T) {
	f, err := os.Open(filepath.Join(realdata.Dir(t), "phapdien", "articles.jsonl.gz"))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatal(err)
	}
	codified := make(map[string]map[string]bool)
	scan := bufio.NewScanner(z)
	scan.Buffer(nil, 16<<20)
	for scan.Scan() {
		var a struct {
			Doc     string `json:"src_doc"`
			Article string `json:"src_article"`
		}
		if err := json.Unmarshal(scan.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		label, ok := strings.CutPrefix(a.Article, "Điều ")
		if !ok || a.Doc == "" {
			continue
		}
		key := NumberKey(a.Doc)
		if codified[key] == nil {
			codified[key] = make(map[string]bool)
		}
		codified[key][strings.TrimSpace(label)] = true
	}
	if scan.Err() != nil {
		t.Fatal(scan.Err())
	}
	laws, articles, missing := 0, 0, 0
	eachRealFile(t, 1, []string{"docx/*.docx", "txt/*.txt"}, nil, func(name string, text *extract.Text) {
		d, err := Parse(text, corpus.Source{Name: name})
		if err != nil {
			t.Errorf("%s: %v", name, err)
			return
		}
		want := codified[d.Key]
		if want == nil {
			return
		}
		laws++
		lost := []string{}
		for label := range want {
			articles++
			if found := func() bool {
				for _, u := range d.Provisions {
					if u.Level == corpus.LevelArticle && u.Label == label {
						return true
					}
				}
				return false
			}(); !found {
				missing++
				lost = append(lost, label)
			}
		}
		if len(lost) > 0 {
			t.Logf("%s: not found %v", d.Key, lost)
		}
	})
	t.Logf("%d laws, %d điều codified, %d not found", laws, articles, missing)
	// Điều that an amendment inserted into a law stand under the law in the Bộ
	// pháp điển, and are not in the text as issued.
	if laws < 50 || missing*50 > articles {
		t.Errorf("%d laws, %d điều, %d not found", laws, articles, missing)
	}
}
