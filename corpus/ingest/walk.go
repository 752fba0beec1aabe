package ingest

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"strings"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/phapdien"
)

// walk turns the inputs into items, in a fixed order: folders by name, archives
// in their own order. It holds no more bytes than the memory limit allows.
func (r *run) walk(ctx context.Context, inputs []string) error {
	for _, input := range inputs {
		if err := r.walkInput(ctx, input); err != nil {
			return err
		}
		if err := r.send(ctx, item{root: input, end: true}); err != nil {
			return err
		}
	}
	return nil
}

func (r *run) walkInput(ctx context.Context, input string) error {
	if isURL(input) {
		path, err := r.Fetch.get(ctx, input)
		if err != nil {
			return r.send(ctx, item{uri: input, name: input, root: input, refused: err})
		}
		return r.walkFile(ctx, path, input, input)
	}
	info, err := os.Stat(input)
	if err != nil {
		return r.send(ctx, item{uri: input, name: input, root: input, refused: openRefusal(err)})
	}
	if !info.IsDir() {
		return r.walkFile(ctx, input, r.uri(input), input)
	}
	return filepath.WalkDir(input, func(path string, entry fs.DirEntry, err error) error {
		switch {
		case err != nil:
			return r.send(ctx, item{uri: r.uri(path), name: path, root: input, refused: openRefusal(err)})
		case strings.HasPrefix(entry.Name(), ".") && path != input:
			if entry.IsDir() {
				return filepath.SkipDir
			}
			return nil
		case !entry.Type().IsRegular():
			return nil
		}
		return r.walkFile(ctx, path, r.uri(path), input)
	})
}

// walkFile sends one file, or the files inside it when it is an archive. The
// address uri is what the store remembers it by.
func (r *run) walkFile(ctx context.Context, path, uri, root string) error {
	file, err := os.Open(path)
	if err != nil {
		return r.send(ctx, item{uri: uri, name: path, root: root, refused: openRefusal(err)})
	}
	defer file.Close()
	info, err := file.Stat()
	if err != nil {
		return r.send(ctx, item{uri: uri, name: path, root: root, refused: openRefusal(err)})
	}
	name := filepath.Base(path)
	if isURL(uri) {
		name = uri[strings.LastIndexByte(uri, '/')+1:]
	}
	if archive, err := extract.IsArchive(name, file, info.Size()); err == nil && archive {
		return r.walkArchive(ctx, file, info.Size(), uri, root)
	}
	if info.Size() > r.maxFile {
		return r.send(ctx, item{uri: uri, name: name, root: root, refused: extract.TooLarge(info.Size(), r.maxFile)})
	}
	if err := r.memory.Acquire(ctx, weight(int(info.Size()))); err != nil {
		return err
	}
	data := make([]byte, info.Size())
	n, err := file.ReadAt(data, 0)
	it := item{uri: uri, name: name, root: root, data: data}
	if n == len(data) && r.besides(root, name, data) {
		r.memory.Release(weight(len(data)))
		return nil
	}
	if err != nil && n < len(data) {
		it.refused = openRefusal(fmt.Errorf("read %d of %d bytes: %w", n, len(data), err))
	}
	return r.sendHeld(ctx, it)
}

// walkArchive sends the files inside an archive, one at a time.
func (r *run) walkArchive(ctx context.Context, file *os.File, size int64, uri, root string) error {
	for entry, err := range extract.Walk(ctx, uri, file, size, r.Limits) {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		name := entry.Name[strings.LastIndexByte(entry.Name, '/')+1:]
		if err == nil && r.besides(root, name, entry.Data) {
			continue
		}
		if err := r.send(ctx, item{uri: entry.Name, name: name, root: root, data: entry.Data, refused: err}); err != nil {
			return err
		}
	}
	return nil
}

// besides says that a file is no text but stands beside texts: the index of the
// Bộ pháp điển (jsonData.js), which is kept for its root, and scripts, styles and
// fonts of its pages and of others.
func (r *run) besides(root, name string, data []byte) bool {
	if strings.EqualFold(name, "jsonData.js") {
		r.indexes.Store(root, phapdien.ReadIndex(data))
		return true
	}
	switch strings.ToLower(filepath.Ext(name)) {
	case ".js", ".css", ".map", ".woff", ".woff2", ".ttf", ".eot", ".ico":
		return true
	}
	return false
}

// send passes an item without bytes, sendHeld one whose memory is acquired; the
// reader of the item releases it.
func (r *run) send(ctx context.Context, it item) error {
	if err := r.memory.Acquire(ctx, weight(len(it.data))); err != nil {
		return err
	}
	return r.sendHeld(ctx, it)
}

func (r *run) sendHeld(ctx context.Context, it item) error {
	if !it.end {
		r.total.Add(1)
	}
	slot := make(chan result, 1)
	select {
	case r.slots <- slot:
	case <-ctx.Done():
		return ctx.Err()
	}
	select {
	case r.jobs <- job{it, slot}:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

func isURL(s string) bool {
	return strings.HasPrefix(s, "http://") || strings.HasPrefix(s, "https://")
}

// uri is the absolute path, so that a file is the same source from whichever
// folder the command runs; below Base it is the path there.
func (r *run) uri(path string) string {
	if r.Base != "" {
		if rel, err := filepath.Rel(r.Base, path); err == nil && filepath.IsLocal(rel) {
			return r.As + filepath.ToSlash(rel)
		}
	}
	if abs, err := filepath.Abs(path); err == nil {
		return abs
	}
	return path
}

func openRefusal(err error) error {
	refusal := &extract.Refusal{Code: "unreadable", VN: "không đọc được tệp", Detail: err.Error()}
	switch {
	case errors.Is(err, fs.ErrNotExist):
		refusal.Code, refusal.VN = "missing", "không có tệp hay thư mục này"
	case errors.Is(err, fs.ErrPermission):
		refusal.Code, refusal.VN = "forbidden", "không có quyền đọc tệp"
	}
	return refusal
}
