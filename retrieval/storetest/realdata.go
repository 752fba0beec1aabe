package storetest

import (
	"bufio"
	"compress/gzip"
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/realdata"
)

// Article is a row of the pháp điển as the data folder holds it.
type article struct {
	Anchor    string `json:"anchor"`
	Title     string `json:"title"`
	Note      string `json:"source_note"`
	Text      string `json:"text"`
	Document  string `json:"src_doc"`
	Number    string `json:"src_article"`
	Effective string `json:"src_effective"`
}

var (
	titleLabel = regexp.MustCompile(`^Điều [^ ]+ `)
	namedNote  = regexp.MustCompile(`(?s)^\(?Điều \S+ (.+?) số \S+ (.+?) ngày \d`)
	kindNote   = regexp.MustCompile(`(?s)^\(?Điều \S+ (.+?) số `)
)

// PhapDien returns the 62,323 provisions of the pháp điển as documents of one
// chunk a điều, in the order of the file, and skips the test where the data are
// not there. The name of a document, which the source states once, is given to
// all of its điều.
func PhapDien(t testing.TB) []corpus.Entry {
	t.Helper()
	f, err := os.Open(filepath.Join(realdata.Dir(t), "phapdien", "articles.jsonl.gz"))
	if err != nil {
		t.Fatalf("open the pháp điển: %v", err)
	}
	defer f.Close()
	z, err := gzip.NewReader(f)
	if err != nil {
		t.Fatalf("open the pháp điển: %v", err)
	}
	r := bufio.NewScanner(z)
	r.Buffer(nil, 16<<20)
	byNumber := map[string]int{}
	var out []corpus.Entry
	used := map[string]bool{}
	for r.Scan() {
		var a article
		if err := json.Unmarshal(r.Bytes(), &a); err != nil {
			t.Fatalf("read the pháp điển: %v", err)
		}
		key := a.Document
		if key == "" {
			key = "khong-so"
		}
		i, ok := byNumber[key]
		if !ok {
			i = len(out)
			byNumber[key] = i
			d := &corpus.Document{ID: key, Key: key, Number: a.Document, Kind: kindOf(a.Note)}
			d.Source = corpus.Source{URI: "phapdien/" + key, SHA256: fmt.Sprintf("%064x", i), Format: "phapdien", Tag: "phapdien"}
			d.Effective.From, _ = corpus.ParseDate(a.Effective)
			out = append(out, corpus.Entry{Document: d})
		}
		e := &out[i]
		if m := namedNote.FindStringSubmatch(a.Note); m != nil && e.Document.Title == "" {
			e.Document.Title = m[2]
			e.Document.Issuer = issuerOf(a.Note)
		}
		c := corpus.Chunk{Document: key, Label: a.Number, SourceID: a.Anchor}
		c.Path = "d" + strings.TrimPrefix(a.Number, "Điều ")
		if used[key+" "+c.Path] { // some rows come twice
			c.Path = fmt.Sprintf("%s-%d", c.Path, len(e.Chunks))
		}
		used[key+" "+c.Path] = true
		c.Heading = strings.TrimSpace(titleLabel.ReplaceAllString(a.Title, ""))
		c.Text = c.Label + ". " + c.Heading + "\n" + a.Text
		c.From, _ = corpus.ParseDate(a.Effective)
		start := len(e.Document.Text)
		e.Document.Text += c.Text + "\n"
		c.Span = corpus.Span{Start: start, End: len(e.Document.Text) - 1}
		e.Document.Provisions = append(e.Document.Provisions, corpus.Provision{Path: c.Path, Level: corpus.LevelArticle,
			Label: strings.TrimPrefix(c.Label, "Điều "), Heading: c.Heading, Parent: -1, Span: c.Span, Own: c.Span, SourceID: a.Anchor})
		e.Chunks = append(e.Chunks, c)
	}
	if err := r.Err(); err != nil {
		t.Fatalf("read the pháp điển: %v", err)
	}
	return out
}

func kindOf(note string) corpus.Kind {
	m := kindNote.FindStringSubmatch(note)
	if m == nil {
		return corpus.KindOther
	}
	best := corpus.KindOther
	for _, k := range corpus.Kinds() {
		if strings.HasPrefix(m[1], k.Name()) && (best == corpus.KindOther || len(k.Name()) > len(best.Name())) {
			best = k
		}
	}
	return best
}

var issuedBy = regexp.MustCompile(` ngày \S+ của (.+?),? có hiệu lực`)

func issuerOf(note string) string {
	if m := issuedBy.FindStringSubmatch(note); m != nil {
		return strings.TrimRight(m[1], ", ")
	}
	return ""
}

// Question is a citizen's question with the source ids of the điều that answer.
type Question struct {
	ID   string   `json:"id"`
	Text string   `json:"question"`
	Gold []string `json:"gold"`
}

// Zalo returns the questions whose gold provisions stand in the pháp điển.
func Zalo(t testing.TB) []Question {
	t.Helper()
	b, err := os.ReadFile(filepath.Join(realdata.Dir(t), "retrieval", "zalo_phapdien.jsonl"))
	if err != nil {
		t.Fatalf("open the questions: %v", err)
	}
	var out []Question
	for line := range strings.Lines(string(b)) {
		var q Question
		if err := json.Unmarshal([]byte(line), &q); err != nil {
			t.Fatalf("read the questions: %v", err)
		}
		out = append(out, q)
	}
	return out
}
