package parse

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"trolyluat/corpus"
)

func TestDump(t *testing.T) {
	glob := os.Getenv("DUMP")
	if glob == "" {
		t.Skip()
	}
	files, _ := filepath.Glob(glob)
	for _, f := range files {
		data, _ := os.ReadFile(f)
		d, err := Parse(plain(string(data)), corpus.Source{Name: filepath.Base(f)})
		if err != nil {
			fmt.Println("ERR", f, err)
			continue
		}
		n := map[corpus.Level]int{}
		for _, u := range d.Provisions {
			n[u.Level]++
		}
		fmt.Printf("%s\n   key=%s kind=%s num=%s issuer=%q signer=%q issued=%s eff=%s..%s terr=%q\n   title=%s\n   ", filepath.Base(f), d.Key, d.Kind, d.Number, d.Issuer, d.Signer, d.Issued, d.Effective.From, d.Effective.To, d.Territory, d.Title)
		for l := corpus.LevelPreamble; l <= corpus.LevelPassage; l++ {
			if n[l] > 0 {
				fmt.Printf("%s:%d ", l.Name(), n[l])
			}
		}
		c := Chunks(d)
		fmt.Printf(" chunks:%d\n   warn(%d) %.300q\n", len(c), len(d.Warnings), d.Warnings)
		if os.Getenv("TREE") != "" {
			for _, u := range d.Provisions {
				fmt.Printf("      %s [%d] %s %q\n", u.Path, u.Level, u.Heading, fmt.Sprintf("%.60s", d.Text[u.Own.Start:u.Own.End]))
			}
		}
	}
}
