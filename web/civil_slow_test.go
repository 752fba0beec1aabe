//go:build slow

package web

import (
	"context"
	"fmt"
	"net/http"
	"os"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"trolyluat/corpus"
	"trolyluat/corpus/extract/formats"
	"trolyluat/corpus/extract/pdf"
	"trolyluat/corpus/parse"
	"trolyluat/corpus/realdata"
)

// TestCivilCodeOpensFast opens the 689 điều of the Bộ luật Dân sự in the reader:
// the server's time for the whole page is at most 300 ms.
//
//	go test -tags slow -run TestCivilCodeOpensFast -v ./web
func TestCivilCodeOpensFast(t *testing.T) {
	name := filepath.Join(realdata.Dir(t), "documents", "docx", "Bộ luật-91-2015-QH13.docx")
	data, err := os.ReadFile(name)
	if err != nil {
		t.Skipf("the Bộ luật Dân sự is not among the real data: %v", err)
	}
	text, err := formats.New(pdf.Reader{}).Read(context.Background(), filepath.Base(name), data)
	if err != nil {
		t.Fatal(err)
	}
	doc, err := parse.Parse(text, corpus.Source{Name: filepath.Base(name)})
	if err != nil {
		t.Fatal(err)
	}
	doc.ID = "91/2015/QH13"
	h, _ := server(t, func(c *Config) { c.Library = books{doc.ID: doc} })
	client := reader(t)
	var took []time.Duration
	size := 0
	for range 9 {
		start := time.Now()
		status, body, _ := get(t, client, h.URL+"/vb/91-2015-QH13/d584")
		took = append(took, time.Since(start))
		if size = len(body); status != http.StatusOK {
			t.Fatalf("status %d", status)
		}
	}
	first := took[0]
	slices.Sort(took)
	t.Log(fmt.Sprintf("%d điều, page of %d kB: first %v, median %v, worst %v", doc.Info().Articles, size/1000, first, took[len(took)/2], took[len(took)-1]))
	if took[len(took)/2] > 300*time.Millisecond {
		t.Errorf("median %v", took[len(took)/2])
	}
}
