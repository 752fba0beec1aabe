// Package docx reads Word documents in Office Open XML: paragraphs with the
// numbers that their lists give them, tables, notes, text boxes, running headers
// and footers; tracked changes as if accepted, hidden text left out. Package
// formats wires it.
package docx

import (
	"archive/zip"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"path"
	"strings"

	"github.com/klauspost/compress/flate"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/layout"
	"trolyluat/corpus/vitext/legacy"
)

// Limits on one part of the package.
const (
	maxPart   = 256 << 20 // unpacked
	bombFloor = 32 << 20  // under this size nothing is a bomb
	bombRatio = 250
)

// Extract reads a document. It refuses files that are cut, damaged, or unpack out
// of all proportion.
func Extract(ctx context.Context, name string, data []byte) (*extract.Text, error) {
	if len(data) == 0 {
		return nil, extract.Refuse(extract.CodeEmpty, "")
	}
	pkg, err := open(data)
	if err != nil {
		return nil, err
	}
	text, found, err := read(ctx, pkg, legacy.None)
	if err == nil && found != legacy.None {
		// Text in a legacy encoding under ordinary fonts: read again, knowing it, so
		// that lines too short to tell are decoded as well.
		text, _, err = read(ctx, pkg, found)
	}
	if err != nil {
		return nil, err
	}
	if len(text.Blocks) == 0 {
		return nil, extract.Refuse(extract.CodeNoText, "no paragraph with text")
	}
	return text, nil
}

// pack is the opened zip.
type pack struct {
	files map[string]*zip.File // by cleaned name in lower case
	main  string
}

func open(data []byte) (*pack, error) {
	r, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		return nil, extract.Refuse(extract.CodeTruncated, "zip directory: "+err.Error())
	}
	r.RegisterDecompressor(zip.Deflate, flate.NewReader)
	p := &pack{files: make(map[string]*zip.File, len(r.File))}
	for _, f := range r.File {
		p.files[partName("", f.Name)] = f
	}
	p.main = "word/document.xml"
	rels, err := p.relations("")
	if err != nil {
		return nil, err
	}
	for _, rel := range rels {
		if strings.HasSuffix(rel.kind, "/officeDocument") {
			p.main = rel.target
		}
	}
	if p.files[p.main] == nil {
		if p.files["word/document.xml"] == nil {
			return nil, extract.Refuse(extract.CodeTruncated, "no main document part")
		}
		p.main = "word/document.xml"
	}
	return p, nil
}

// partName resolves a name that stands in a part of folder dir.
func partName(dir, name string) string {
	name = strings.ToLower(strings.ReplaceAll(name, `\`, "/"))
	if !strings.HasPrefix(name, "/") {
		name = dir + "/" + name
	}
	return strings.TrimPrefix(path.Clean("/"+name), "/")
}

// part reads a part whole; nil without error where there is none.
func (p *pack) part(name string) ([]byte, error) {
	f := p.files[name]
	if f == nil {
		return nil, nil
	}
	if f.Flags&1 != 0 {
		return nil, extract.Refuse(extract.CodeEncrypted, name)
	}
	if f.UncompressedSize64 > bombFloor && f.UncompressedSize64/bombRatio > f.CompressedSize64 {
		return nil, extract.Refuse(extract.CodeBomb, fmt.Sprintf("%s: %d bytes from %d", name, f.UncompressedSize64, f.CompressedSize64))
	}
	if f.UncompressedSize64 > maxPart {
		return nil, extract.TooLarge(int64(min(f.UncompressedSize64, 1<<62)), maxPart)
	}
	rc, err := f.Open()
	if err != nil {
		return nil, partError(name, err)
	}
	defer rc.Close()
	var buf bytes.Buffer
	buf.Grow(int(min(f.UncompressedSize64, bombFloor)) + bytes.MinRead)
	n, err := io.Copy(&buf, io.LimitReader(rc, maxPart+1))
	if err != nil {
		return nil, partError(name, err)
	}
	if n > maxPart {
		return nil, extract.TooLarge(n, maxPart)
	}
	return buf.Bytes(), nil
}

// partError names what is wrong with a part.
func partError(name string, err error) error {
	if _, ok := extract.AsRefusal(err); ok {
		return err
	}
	code := extract.CodeCorrupt
	if errors.Is(err, io.ErrUnexpectedEOF) || errors.Is(err, io.EOF) {
		code = extract.CodeTruncated
	}
	return fmt.Errorf("part %s: %w", name, extract.Refuse(code, err.Error()))
}

// relation ties a part to another.
type relation struct{ id, kind, target string }

// relations reads the relations of a part, "" for those of the package.
func (p *pack) relations(of string) ([]relation, error) {
	dir, base := path.Split(of)
	data, err := p.part(partName("", dir+"_rels/"+base+".rels"))
	if err != nil || data == nil {
		return nil, err
	}
	var out []relation
	s := newScanner(data)
	for {
		err := s.next()
		if errors.Is(err, io.EOF) {
			return out, nil
		}
		if err != nil {
			return nil, partError(of+" relations", err)
		}
		if s.kind != startToken || string(s.local) != "Relationship" {
			continue
		}
		var r relation
		r.id, _ = s.attr("Id")
		r.kind, _ = s.attr("Type")
		target, _ := s.attr("Target")
		if mode, _ := s.attr("TargetMode"); mode == "External" {
			continue
		}
		r.target = partName(strings.TrimSuffix(dir, "/"), target)
		out = append(out, r)
	}
}

// document is the state of reading one file.
type document struct {
	ctx    context.Context // of the one read that this value lives for
	pack   *pack
	dec    layout.Decoder
	styles *styles
	lists  *numbering

	rels  map[string]relation
	notes []noteSet
	heads []headRef

	page     int // 0 while the file tells nothing of pages
	count    int // elements read, to look at ctx now and then
	fields   []field
	carry    *layout.Paragraph // of a paragraph whose mark was deleted
	altChunk bool
}

type headRef struct {
	kind extract.BlockKind
	id   string
}

// read reads the whole package once. found is the legacy encoding of text that
// no font told, when prior is none.
func read(ctx context.Context, p *pack, prior legacy.Encoding) (*extract.Text, legacy.Encoding, error) {
	d := &document{ctx: ctx, pack: p, dec: layout.Decoder{Prior: prior}, rels: make(map[string]relation)}
	rels, err := p.relations(p.main)
	if err != nil {
		return nil, legacy.None, err
	}
	byKind := make(map[string]string)
	for _, r := range rels {
		d.rels[r.id] = r
		byKind[r.kind[strings.LastIndexByte(r.kind, '/')+1:]] = r.target
	}
	if d.styles, err = readStyles(p, byKind["styles"], byKind["theme"]); err != nil {
		return nil, legacy.None, err
	}
	if d.lists, err = readNumbering(p, byKind["numbering"], d.styles); err != nil {
		return nil, legacy.None, err
	}
	d.notes = []noteSet{
		{element: "footnote", part: byKind["footnotes"], format: "decimal"},
		{element: "endnote", part: byKind["endnotes"], format: "lowerRoman"},
	}
	text := &extract.Text{Format: "docx", How: "text"}
	main, err := p.part(p.main)
	if err != nil {
		return nil, legacy.None, err
	}
	if bytes.Contains(main, []byte("lastRenderedPageBreak")) {
		d.page = 1
	}
	if text.Blocks, err = d.blocks(p.main, main); err != nil {
		return nil, legacy.None, err
	}
	text.Pages = d.page
	d.page = 0
	running, err := d.running()
	if err != nil {
		return nil, legacy.None, err
	}
	notes, err := d.noteBlocks()
	if err != nil {
		return nil, legacy.None, err
	}
	text.Blocks = append(append(text.Blocks, notes...), running...)
	if len(text.Blocks) == 0 && d.altChunk {
		r := extract.Refuse(extract.CodeUnsupported, "the text is an embedded foreign part (altChunk)")
		r.VN = "nội dung là tệp nhúng (altChunk), hãy mở bằng Word rồi lưu lại"
		return nil, legacy.None, r
	}
	if d.altChunk {
		text.Warnings = append(text.Warnings, "embedded_part_skipped")
	}
	text.Encoding = d.dec.Encoding()
	found := legacy.None
	if prior == legacy.None {
		found = d.dec.Found()
	}
	return text, found, nil
}

// blocks reads a part that holds block content.
func (d *document) blocks(name string, data []byte) ([]extract.Block, error) {
	s := newScanner(data)
	var out []extract.Block
	for {
		err := s.next()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return nil, partError(name, err)
		}
		if s.kind != startToken {
			continue
		}
		if err := d.content(s, &out); err != nil {
			return nil, partError(name, err)
		}
	}
	d.flushCarry(&out)
	d.fields = nil
	return out, nil
}

// running reads the headers and footers that the sections name, each once.
func (d *document) running() ([]extract.Block, error) {
	var out []extract.Block
	seen := make(map[string]bool)
	for _, h := range d.heads {
		target := d.rels[h.id].target
		if target == "" || seen[target] {
			continue
		}
		seen[target] = true
		data, err := d.pack.part(target)
		if err != nil {
			return nil, err
		}
		if data == nil {
			continue
		}
		blocks, err := d.blocks(target, data)
		if err != nil {
			return nil, err
		}
		for _, b := range blocks {
			key := fmt.Sprint(h.kind, b.Text)
			if !hasLetter(b.Text) || seen[key] {
				continue // a page number, or the same header of another section
			}
			seen[key] = true
			b.Kind, b.Rows = h.kind, nil
			b.Text = strings.ReplaceAll(b.Text, "\n", " ")
			out = append(out, b)
		}
	}
	return out, nil
}
