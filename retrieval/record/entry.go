package record

import (
	"encoding/json"
	"fmt"
	"runtime"

	"golang.org/x/sync/errgroup"

	"trolyluat/corpus"
)

// Row is a document with everything that can be computed of it before a store
// is locked for writing.
type Row struct {
	Document  *corpus.Document
	Info      corpus.DocumentInfo
	InfoJSON  []byte
	Body      []byte
	Chunks    []corpus.Chunk
	Records   [][]byte // of the chunks
	Passages  [][]byte // of the chunks, prepared for ranking
	Relations [][]byte // JSON, of Document.Relations
	Vectors   []Vectors
}

// Prepare checks the puts of a change and makes their rows, as many at once as
// there are processors. Of several puts of one document the last counts, at the
// place of the first.
func (c *Codec) Prepare(puts []corpus.Entry) ([]Row, error) {
	made := make([]Row, len(puts))
	var group errgroup.Group
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i := range puts {
		group.Go(func() (err error) {
			if err = Check(&puts[i]); err == nil {
				made[i], err = c.row(&puts[i])
			}
			return err
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	at := make(map[string]int, len(puts))
	rows := made[:0]
	for _, row := range made {
		if j, ok := at[row.Info.ID]; ok {
			rows[j] = row
			continue
		}
		at[row.Info.ID] = len(rows)
		rows = append(rows, row)
	}
	return rows, nil
}

func (c *Codec) row(e *corpus.Entry) (Row, error) {
	r := Row{Document: e.Document, Info: e.Document.Info(), Chunks: e.Chunks, Vectors: Normalize(e.Vectors)}
	r.Info.Chunks = len(e.Chunks)
	var err error
	if r.InfoJSON, err = Info(r.Info); err != nil {
		return r, err
	}
	if r.Body, err = c.Document(e.Document); err != nil {
		return r, err
	}
	r.Records, r.Passages = make([][]byte, len(e.Chunks)), make([][]byte, len(e.Chunks))
	for i := range e.Chunks {
		chunk := e.Chunks[i]
		chunk.Document = r.Info.ID
		r.Records[i], r.Passages[i] = c.Chunk(&chunk), Passage(&r.Info, &chunk)
	}
	r.Relations = make([][]byte, len(e.Document.Relations))
	for i := range e.Document.Relations {
		if r.Relations[i], err = json.Marshal(&e.Document.Relations[i]); err != nil {
			return r, fmt.Errorf("record: write relation of %s: %w", r.Info.ID, err)
		}
	}
	return r, nil
}
