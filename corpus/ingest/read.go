package ingest

import (
	"bytes"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"slices"
	"strings"
	"sync"
	"sync/atomic"
	"time"

	"golang.org/x/sync/semaphore"

	"trolyluat/corpus"
	"trolyluat/corpus/amend"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/articles"
	"trolyluat/corpus/extract/judgments"
	"trolyluat/corpus/extract/phapdien"
	"trolyluat/corpus/parse"
	"trolyluat/corpus/vitext"
)

// item is one file on its way in, or the mark that a root input has ended.
type item struct {
	uri, name string
	root      string // the input it came from
	data      []byte
	refused   error
	end       bool // no file: the root has been walked whole
}

type job struct {
	item item
	slot chan result
}

// result is what became of an item: documents, a part of a collection, or a
// refusal.
type result struct {
	item
	sha       string
	unchanged bool
	documents []*corpus.Document
	part      *phapdien.DeMuc // of the Bộ pháp điển, assembled when its input ends
}

type run struct {
	*Pipeline
	maxFile int64
	start   time.Time
	memory  *semaphore.Weighted
	slots   chan chan result
	jobs    chan job
	report  Report
	total   atomic.Int64
	indexes sync.Map // root → phapdien.Index that stood beside its đề mục

	pending corpus.Change
	size    int       // bytes of text in pending
	flushed time.Time // when the last batch was committed
	claimed map[string]claim
}

// read takes one file through extraction and parsing. It runs on many
// goroutines at once and touches the store for reading only.
func (r *run) read(ctx context.Context, it item) (res result) {
	res.item = it
	defer func() {
		res.data = nil
		r.memory.Release(weight(len(it.data)))
		if p := recover(); p != nil {
			r.Log.Error("reading a file panicked", "file", it.name, "panic", p)
			res.refused = &extract.Refusal{Code: "broken", VN: "tệp làm bộ đọc gặp lỗi nội bộ", Detail: fmt.Sprint(p)}
		}
	}()
	if it.end || it.refused != nil {
		return res
	}
	sum := sha256.Sum256(it.data)
	res.sha = hex.EncodeToString(sum[:])
	if _, seen, err := r.Store.Seen(ctx, it.uri); err == nil && seen == res.sha {
		res.unchanged = true
		return res
	}
	src := corpus.Source{URI: it.uri, Name: it.name, SHA256: res.sha, Size: int64(len(it.data))}
	res.documents, res.part, res.refused = r.documents(ctx, it, src)
	return res
}

func (r *run) documents(ctx context.Context, it item, src corpus.Source) ([]*corpus.Document, *phapdien.DeMuc, error) {
	if r.Format == articles.Format || articles.Is(it.data) {
		docs, err := articles.Read(bytes.NewReader(it.data), src)
		for _, d := range docs {
			d.Source.URI = it.uri + "#" + d.Key
		}
		return docs, nil, err
	}
	if r.Format == judgments.Format || judgments.Is(it.data) {
		docs, err := judgments.Read(ctx, r.Reader, it.data, src)
		return docs, nil, err
	}
	if phapdien.Is(it.data) {
		part, err := phapdien.Read(ctx, it.name, it.data)
		return nil, part, err
	}
	text, err := r.Reader.Read(ctx, it.name, it.data)
	if err != nil {
		return nil, nil, err
	}
	src.Format, src.Encoding, src.How, src.Pages = text.Format, text.Encoding, text.How, text.Pages
	doc, err := parse.Parse(text, src)
	if err != nil {
		return nil, nil, err
	}
	doc.Source = src
	doc.Fictional = doc.Fictional || r.Fictional || saysFictional(text)
	doc.Amendments = amend.Read(doc)
	doc.Relations = merged(doc.Relations, amend.Relations(doc))
	return []*corpus.Document{doc}, nil, nil
}

// opening is how many blocks of a text stand where it may say what it is: the
// heads of statutes and judgments are shorter.
const opening = 40

// saysFictional says that the text calls itself invented, on a line of its own
// near its beginning, as the sample law does: "Văn bản giả định, không có giá trị
// pháp lý".
func saysFictional(t *extract.Text) bool {
	for _, b := range t.Blocks[:min(opening, len(t.Blocks))] {
		for line := range strings.Lines(b.Text) {
			if len(line) > 200 {
				continue
			}
			if line = vitext.Fold(line); strings.Contains(line, "van ban gia dinh") && strings.Contains(line, "khong co gia tri phap ly") {
				return true
			}
		}
	}
	return false
}

// refusalOf turns any error of reading into a row of the report.
func refusalOf(name string, err error) Refusal {
	if refusal, ok := extract.AsRefusal(err); ok {
		return Refusal{Name: name, Code: refusal.Code, Reason: refusal.VN, Detail: refusal.Detail}
	}
	return Refusal{Name: name, Code: "unreadable", Reason: "không đọc được tệp", Detail: err.Error()}
}

func weight(n int) int64 { return min(max(int64(n), 1), inFlight) }

// merged joins the relations that the parser read and those of the amending
// words, each once.
func merged(a, b []corpus.Relation) []corpus.Relation {
	type tie struct {
		kind             corpus.RelationType
		from, to, toPath string
	}
	seen := map[tie]bool{}
	var out []corpus.Relation
	for _, r := range slices.Concat(a, b) {
		t := tie{r.Type, r.FromPath, r.To, r.ToPath}
		if !seen[t] {
			seen[t] = true
			out = append(out, r)
		}
	}
	return out
}
