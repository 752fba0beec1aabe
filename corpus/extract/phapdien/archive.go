package phapdien

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"strings"

	"golang.org/x/sync/errgroup"

	"trolyluat/corpus/extract"
)

// ErrNotPhapDien says that an archive holds no đề mục.
var ErrNotPhapDien = errors.New("phapdien: no đề mục in the archive")

// Index is the tree of chủ đề and đề mục, from jsonData.js.
type Index struct {
	Topic map[string]string // title of the chủ đề by id of the đề mục
	Title map[string]string // title of the đề mục by its id
}

// ReadIndex reads the portal's jsonData.js: assignments of JSON arrays, of which
// jdChuDe and jdDeMuc are used. It never fails; what does not read is left out.
func ReadIndex(data []byte) Index {
	type row struct {
		Value, Text, ChuDe string
	}
	array := func(name string) (rows []row) {
		i := bytes.Index(data, []byte(name))
		if i < 0 {
			return nil
		}
		j := bytes.IndexByte(data[i:], '[')
		if j < 0 {
			return nil
		}
		// The decoder stops at the end of the array.
		_ = json.NewDecoder(bytes.NewReader(data[i+j:])).Decode(&rows)
		return rows
	}
	topics := make(map[string]string)
	for _, r := range array("jdChuDe") {
		topics[r.Value] = r.Text
	}
	x := Index{Topic: make(map[string]string), Title: make(map[string]string)}
	for _, r := range array("jdDeMuc") {
		x.Topic[r.Value], x.Title[r.Value] = topics[r.ChuDe], r.Text
	}
	return x
}

// Complete gives a đề mục what the index tells of it.
func (x Index) Complete(d *DeMuc) {
	d.Topic = x.Topic[d.ID]
	if d.Title == "" {
		d.Title = x.Title[d.ID]
	}
}

// Refused is one file of an archive that was not read.
type Refused struct {
	Name string
	Err  error
}

// ReadEntries reads the files of the portal's zip, or of any other archive of them
// (tar.gz), and assembles the documents. Files that are no đề mục are passed over;
// those that do not read are listed. It returns ErrNotPhapDien when no file is a đề
// mục.
func ReadEntries(ctx context.Context, uri string, entries iter.Seq2[extract.Entry, error]) (*Collection, []Refused, error) {
	var parts []*DeMuc
	var index Index
	var refused []Refused
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(max(2, runtime.GOMAXPROCS(0)))
	slots := make(chan func(), 64)
	done := make(chan struct{})
	go func() { // results are taken in one goroutine
		defer close(done)
		for f := range slots {
			f()
		}
	}()
	for e, err := range entries {
		if err != nil {
			refused = append(refused, Refused{e.Name, err})
			continue
		}
		if ctx.Err() != nil {
			break
		}
		base := e.Name[strings.LastIndexAny(e.Name, "/!\\")+1:]
		switch {
		case strings.EqualFold(base, "jsonData.js"):
			index = ReadIndex(e.Data)
		case Is(e.Data):
			group.Go(func() error {
				d, err := Read(ctx, e.Name, e.Data)
				slots <- func() {
					if err != nil {
						refused = append(refused, Refused{e.Name, err})
						return
					}
					parts = append(parts, d)
				}
				return ctx.Err()
			})
		}
	}
	err := group.Wait()
	close(slots)
	<-done
	if err != nil {
		return nil, refused, fmt.Errorf("phapdien: read %s: %w", uri, err)
	}
	if len(parts) == 0 {
		return nil, refused, fmt.Errorf("read %s: %w", uri, ErrNotPhapDien)
	}
	return Documents(uri, func(yield func(*DeMuc) bool) {
		for _, d := range parts {
			index.Complete(d)
			if !yield(d) {
				return
			}
		}
	}), refused, nil
}
