package parse_test

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/extract/html"
	"trolyluat/corpus/parse"
)

func TestShow(t *testing.T) {
	f := os.Getenv("SHOW")
	if f == "" {
		t.Skip()
	}
	data, err := os.ReadFile("/work/shared/data/documents/vbpl_html/" + f)
	if err != nil {
		t.Fatal(err)
	}
	if os.Getenv("KEEP") == "" {
		data = regexp.MustCompile(` (class|id|parent-id)="[^"]*"`).ReplaceAll(data, nil)
	}
	tx, err := html.Extract(t.Context(), f, data)
	if err != nil {
		t.Fatal(err)
	}
	d, err := parse.Parse(tx, corpus.Source{Name: f})
	if err != nil {
		t.Fatal(err)
	}
	fmt.Println(d.Key, d.Kind, d.Title, "|", d.Issuer, "|", d.Signer, d.Issued, d.Effective, d.Warnings)
	at := map[int][]string{}
	for _, u := range d.Provisions {
		at[u.Span.Start] = append(at[u.Span.Start], u.Path)
	}
	pos := 0
	n := 0
	for _, l := range strings.Split(d.Text, "\n") {
		p := at[pos]
		w := 110
		s := []rune(l)
		if len(s) > w {
			s = append(s[:w:w], []rune("…"+string([]rune(l)[max(w, len([]rune(l))-30):]))...)
		}
		fmt.Printf("%6d %-16s %s\n", n, strings.Join(p, ","), string(s))
		pos += len(l) + 1
		for _, r := range l {
			if r != ' ' && r != '|' && r != 0xA0 {
				n++
			}
		}
	}
	_ = filepath.Join
}
