package ingest

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"trolyluat/corpus"
	"trolyluat/corpus/extract/html"
	"trolyluat/corpus/extract/phapdien"
	"trolyluat/corpus/parse"
)

// Sizes at which pending documents are committed together.
const (
	batchText   = 8 << 20 // bytes of text
	batchChunks = 4000
	batchDocs   = 256
	batchTime   = 2 * time.Second
)

// claim is an ID taken by a document of this run that is not committed yet.
type claim struct{ uri, sha string }

// commitAll takes the results in the order of the input, so that a run gives
// the same IDs whatever finished first, and commits them in batches.
func (r *run) commitAll(ctx context.Context) error {
	err := r.takeAll(ctx)
	if ctx.Err() != nil {
		return r.salvage(ctx)
	}
	if err != nil {
		return err
	}
	return r.flush(ctx)
}

func (r *run) takeAll(ctx context.Context) error {
	var parts []*phapdien.DeMuc // of the input that is being walked
	for slot := range r.slots {
		var res result
		select {
		case res = <-slot:
		case <-ctx.Done():
			return ctx.Err()
		}
		if res.part != nil {
			r.report.Read++
			parts = append(parts, res.part)
			r.progress(res.name)
			continue
		}
		if res.end {
			if err := r.commitCollection(ctx, res.root, parts); err != nil {
				return err
			}
			parts = nil
			continue
		}
		if err := r.take(ctx, res); err != nil {
			return err
		}
	}
	return nil
}

// salvage commits what was read whole when a run is interrupted, so that the
// next one need not read it again. It returns the interruption.
func (r *run) salvage(ctx context.Context) error {
	saving, cancel := context.WithTimeout(context.WithoutCancel(ctx), 15*time.Second)
	defer cancel()
	err := r.flush(saving)
	if err != nil {
		r.Log.Error("what was read before the interruption is not stored", "error", err)
	}
	return errors.Join(ctx.Err(), err)
}

func (r *run) take(ctx context.Context, res result) error {
	switch {
	case res.refused != nil:
		if ctx.Err() != nil {
			return ctx.Err()
		}
		refusal := refusalOf(res.name, res.refused)
		if strings.Contains(res.uri, "!") {
			refusal.archive = res.root
		}
		r.report.Refused = append(r.report.Refused, refusal)
		r.Log.Warn("file refused", "file", res.name, "code", refusal.Code, "detail", refusal.Detail)
	case res.unchanged:
		r.report.Read++
		r.report.Unchanged++
	default:
		r.report.Read++
		for _, d := range res.documents {
			if err := r.put(ctx, d); err != nil {
				return fmt.Errorf("ingest %s: %w", res.name, err)
			}
		}
	}
	r.progress(res.name)
	return nil
}

// commitCollection assembles the đề mục of a Bộ pháp điển to documents.
func (r *run) commitCollection(ctx context.Context, root string, parts []*phapdien.DeMuc) error {
	if len(parts) == 0 {
		return nil
	}
	uri := root
	if !isURL(root) {
		uri = r.uri(root)
	}
	if index, ok := r.indexes.Load(root); ok {
		for _, p := range parts {
			index.(phapdien.Index).Complete(p)
		}
	}
	// The portal's download holds pages of its own beside the đề mục.
	r.report.Refused = slices.DeleteFunc(r.report.Refused, func(f Refusal) bool {
		return f.archive == root && f.Code == html.CodeNoBody
	})
	collection := phapdien.Documents(uri, slices.Values(parts))
	clear(parts)
	if n := len(collection.Dangling); n > 0 {
		r.report.Warnings = append(r.report.Warnings, fmt.Sprintf("Bộ pháp điển: %d trong %d dẫn chiếu trỏ tới điều không có trong bộ.",
			n, collection.Links))
	}
	for i, d := range collection.Documents {
		collection.Documents[i] = nil
		if err := r.put(ctx, d); err != nil {
			return fmt.Errorf("ingest %s: %s: %w", root, d.Key, err)
		}
	}
	return nil
}

// put adds a document to the pending change: it settles the ID, derives
// versions, cuts chunks and embeds them.
func (r *run) put(ctx context.Context, d *corpus.Document) error {
	outcome, err := r.identify(ctx, d)
	if err != nil {
		return err
	}
	switch outcome {
	case Unchanged:
		r.report.Unchanged++
		return nil
	case Duplicate:
		r.report.Duplicate++
		return nil
	case Changed:
		r.report.Changed++
	case New:
		r.report.New++
	}
	r.report.Kinds[string(d.Kind)]++
	return r.add(ctx, d)
}

// add appends an identified document and flushes full batches.
func (r *run) add(ctx context.Context, d *corpus.Document) error {
	entry := corpus.Entry{Document: d, Chunks: parse.Chunks(d)}
	r.pending.Put = append(r.pending.Put, entry)
	r.size += len(d.Text)
	r.report.Chunks += len(entry.Chunks)
	for i := range d.Provisions {
		if d.Provisions[i].Level == corpus.LevelArticle {
			r.report.Articles++
		}
	}
	r.report.Bytes += d.Source.Size
	chunks := 0
	for i := range r.pending.Put {
		chunks += len(r.pending.Put[i].Chunks)
	}
	if r.size >= batchText || chunks >= batchChunks || len(r.pending.Put) >= batchDocs || time.Since(r.flushed) >= batchTime {
		return r.flush(ctx)
	}
	return nil
}

// identify gives the document its ID. A document of the same source address is
// an update; the same bytes from elsewhere a duplicate; other bytes under the
// same key another source of it, which never overwrites the first.
func (r *run) identify(ctx context.Context, d *corpus.Document) (Outcome, error) {
	ids, sha, err := r.Store.Seen(ctx, d.Source.URI)
	if err != nil {
		return "", fmt.Errorf("look up source %s: %w", d.Source.URI, err)
	}
	if sha != "" && sha == d.Source.SHA256 {
		return Unchanged, nil
	}
	outcome := New
	var old []string         // what the address held under other keys
	d.ID = ""                // given here alone
	for _, id := range ids { // the address held another text: replaced as a whole
		outcome = Changed
		if corpus.KeyOf(id) == d.Key {
			d.ID = id
		} else {
			old = append(old, id)
		}
	}
	if d.ID == "" {
		known, err := r.Store.Lookup(ctx, d.Key)
		if err != nil {
			return "", fmt.Errorf("look up key %s: %w", d.Key, err)
		}
		taken := map[string]claim{}
		for _, info := range known {
			taken[info.ID] = claim{info.Source.URI, info.Source.SHA256}
		}
		for id, c := range r.claimed {
			if corpus.KeyOf(id) == d.Key {
				taken[id] = c
			}
		}
		for _, c := range taken {
			if c.sha == d.Source.SHA256 {
				r.pending.Remove = append(r.pending.Remove, old...)
				return Duplicate, nil
			}
		}
		d.ID = freeID(d, taken)
	}
	r.claimed[d.ID] = claim{d.Source.URI, d.Source.SHA256}
	r.pending.Remove = append(r.pending.Remove, old...)
	return outcome, nil
}

// freeID is the key, or for another source of it the key with a tag.
func freeID(d *corpus.Document, taken map[string]claim) string {
	if _, is := taken[d.Key]; !is {
		return d.Key
	}
	tag := d.Source.Tag
	if tag == "" || d.Source.SHA256 == "" {
		tag = d.Source.SHA256
	}
	for n := 8; ; n += 8 {
		id := d.Key + corpus.SourceSeparator + tag[:min(n, len(tag))]
		if _, is := taken[id]; !is {
			return id
		}
		if n >= len(tag) {
			tag += "+"
		}
	}
}

// flush commits what is pending in one transaction, with the vectors.
func (r *run) flush(ctx context.Context) error {
	if len(r.pending.Put) == 0 && len(r.pending.Remove) == 0 {
		return nil
	}
	if err := r.relate(ctx); err != nil {
		return err
	}
	if err := r.embed(ctx); err != nil {
		return err
	}
	if err := r.Store.Commit(ctx, r.pending); err != nil {
		return fmt.Errorf("ingest: commit %d documents: %w", len(r.pending.Put), err)
	}
	r.pending, r.size, r.flushed = corpus.Change{}, 0, time.Now()
	clear(r.claimed)
	r.progress("")
	return nil
}

// embed adds vectors of every embedder to the pending entries. An embedder that
// fails is dropped for the rest of the run and the report says so.
func (r *run) embed(ctx context.Context) error {
	embedders := r.Embedders
	for i := range r.pending.Put {
		r.pending.Put[i].Vectors = nil // of a flush that was interrupted
	}
	for n, e := range embedders {
		if e == nil {
			continue
		}
		var texts []string
		for i := range r.pending.Put {
			for j := range r.pending.Put[i].Chunks {
				texts = append(texts, passage(r.pending.Put[i].Document, &r.pending.Put[i].Chunks[j]))
			}
		}
		vectors, err := e.EmbedPassages(ctx, texts)
		if err == nil && len(vectors) != len(texts) {
			err = fmt.Errorf("%d vectors for %d texts", len(vectors), len(texts))
		}
		if err != nil {
			if errors.Is(err, context.Canceled) && ctx.Err() != nil {
				return ctx.Err()
			}
			r.Log.Error("embedding failed, going on without its vectors", "model", e.Model(), "error", err)
			r.report.Warnings = append(r.report.Warnings,
				"Không tạo được véc-tơ bằng mô hình "+e.Model()+"; văn bản vẫn được lưu và tìm theo từ ngữ.")
			embedders[n] = nil
			continue
		}
		at := 0
		for i := range r.pending.Put {
			k := len(r.pending.Put[i].Chunks)
			r.pending.Put[i].Vectors = append(r.pending.Put[i].Vectors,
				corpus.Embedded{Model: e.Model(), Vectors: vectors[at : at+k]})
			at += k
		}
	}
	return nil
}

func (r *run) progress(current string) {
	if r.Progress == nil {
		return
	}
	documents := r.report.New + r.report.Changed - len(r.pending.Put)
	r.Progress(Progress{Files: r.report.Read + len(r.report.Refused), Total: int(r.total.Load()), Bytes: r.report.Bytes,
		Documents: documents, Chunks: r.report.Chunks, Current: current, Elapsed: time.Since(r.start), Refused: slices.Clip(r.report.Refused)})
}

// passage is the text of a chunk as embedders see it, with what places it.
func passage(d *corpus.Document, c *corpus.Chunk) string {
	var b strings.Builder
	b.WriteString(d.Title)
	if c.Heading != "" {
		b.WriteString("\n" + c.Heading)
	}
	b.WriteString("\n" + c.Text)
	return b.String()
}
