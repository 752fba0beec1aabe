// Package cfb reads compound files, the container of Word 97, Excel 97 and
// PowerPoint 97 ([MS-CFB]). The readers of those formats call it. Everything in a
// file is taken as hostile: chains that loop or leave the file are errors.
package cfb

import (
	"encoding/binary"
	"errors"
	"fmt"
	"strings"
	"unicode/utf16"
)

// Errors of Open and Stream.
var (
	ErrFormat    = errors.New("no compound file")
	ErrTruncated = errors.New("compound file breaks off")
	ErrCorrupt   = errors.New("compound file is damaged")
	ErrNoStream  = errors.New("no such stream")
)

const (
	headerSize = 512
	endOfChain = 0xFFFFFFFE
	freeSector = 0xFFFFFFFF
	maxSector  = 0xFFFFFFFA
	entrySize  = 128
)

// File is an opened compound file. It keeps the bytes it was opened on.
type File struct {
	data       []byte
	sector     int // bytes
	mini       int // bytes of a mini sector
	miniCutoff uint32
	fat        []uint32
	miniFAT    []uint32
	miniStream []byte
	entries    []entry
}

type entry struct {
	name  string
	kind  byte // 1 storage, 2 stream, 5 root
	start uint32
	size  uint64

	left, right, child uint32 // entries beside and below
	top                bool   // stands in the root storage
}

// Open reads the directory of a compound file.
func Open(data []byte) (*File, error) {
	if len(data) < 8 || string(data[:8]) != "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" {
		return nil, ErrFormat
	}
	if len(data) < headerSize {
		return nil, ErrTruncated
	}
	le := binary.LittleEndian
	shift, miniShift := le.Uint16(data[30:]), le.Uint16(data[32:])
	if shift != 9 && shift != 12 || miniShift != 6 {
		return nil, fmt.Errorf("%w: sector shift %d, %d", ErrCorrupt, shift, miniShift)
	}
	f := &File{data: data, sector: 1 << shift, mini: 1 << miniShift, miniCutoff: le.Uint32(data[56:])}
	if err := f.readFAT(); err != nil {
		return nil, err
	}
	directory, err := f.chain(le.Uint32(data[48:]), -1)
	if err != nil {
		return nil, fmt.Errorf("directory: %w", err)
	}
	if err := f.readDirectory(directory); err != nil {
		return nil, err
	}
	if n := le.Uint32(data[64:]); n > 0 {
		raw, err := f.chain(le.Uint32(data[60:]), -1)
		if err != nil {
			return nil, fmt.Errorf("mini FAT: %w", err)
		}
		f.miniFAT = words(raw)
	}
	root := &f.entries[0]
	if root.kind == 5 && root.size > 0 {
		if f.miniStream, err = f.chain(root.start, int64(root.size)); err != nil {
			return nil, fmt.Errorf("mini stream: %w", err)
		}
	}
	return f, nil
}

func words(raw []byte) []uint32 {
	out := make([]uint32, len(raw)/4)
	for i := range out {
		out[i] = binary.LittleEndian.Uint32(raw[i*4:])
	}
	return out
}

// sectorAt returns a sector's bytes. The last sector of a file may be short.
func (f *File) sectorAt(n uint32) ([]byte, error) {
	start := (int64(n) + 1) * int64(f.sector)
	if n > maxSector {
		return nil, ErrCorrupt
	}
	if start >= int64(len(f.data)) {
		return nil, ErrTruncated
	}
	return f.data[start:min(start+int64(f.sector), int64(len(f.data)))], nil
}

// readFAT follows the list of sectors that hold the allocation table.
func (f *File) readFAT() error {
	le := binary.LittleEndian
	count := int(le.Uint32(f.data[44:]))
	limit := len(f.data)/f.sector + 1
	if count > limit {
		return fmt.Errorf("%w: %d sectors of allocation table", ErrTruncated, count)
	}
	var list []uint32
	for i := range 109 {
		list = append(list, le.Uint32(f.data[76+4*i:]))
	}
	next := le.Uint32(f.data[68:])
	for hops := 0; next <= maxSector; hops++ {
		if hops > limit {
			return fmt.Errorf("%w: loop in the sector list", ErrCorrupt)
		}
		s, err := f.sectorAt(next)
		if err != nil {
			return fmt.Errorf("sector list: %w", err)
		}
		if len(s) < f.sector {
			return ErrTruncated
		}
		w := words(s)
		list = append(list, w[:len(w)-1]...)
		next = w[len(w)-1]
	}
	for _, n := range list {
		if len(f.fat) >= count*f.sector/4 {
			break
		}
		if n == freeSector || n > maxSector {
			continue
		}
		s, err := f.sectorAt(n)
		if err != nil {
			return fmt.Errorf("allocation table: %w", err)
		}
		f.fat = append(f.fat, words(s)...)
	}
	if len(f.fat) == 0 {
		return fmt.Errorf("%w: no allocation table", ErrCorrupt)
	}
	return nil
}

// chain reads the sectors from start on; size -1 reads to the end of the chain.
func (f *File) chain(start uint32, size int64) ([]byte, error) {
	var out []byte
	if size > int64(len(f.data)) {
		return nil, ErrTruncated
	}
	if size > 0 {
		out = make([]byte, 0, size+int64(f.sector))
	}
	for n, hops := start, 0; n <= maxSector; hops++ {
		if hops > len(f.fat) {
			return nil, fmt.Errorf("%w: loop in a chain", ErrCorrupt)
		}
		s, err := f.sectorAt(n)
		if err != nil {
			return nil, err
		}
		out = append(out, s...)
		if size >= 0 && int64(len(out)) >= size {
			return out[:size], nil
		}
		if int(n) >= len(f.fat) {
			return nil, fmt.Errorf("%w: sector outside the table", ErrCorrupt)
		}
		n = f.fat[n]
	}
	if size >= 0 && int64(len(out)) < size {
		return nil, ErrTruncated
	}
	return out, nil
}

func (f *File) readDirectory(raw []byte) error {
	le := binary.LittleEndian
	for i := 0; i+entrySize <= len(raw); i += entrySize {
		e := raw[i : i+entrySize]
		n := int(le.Uint16(e[64:]))
		if n > 64 || n%2 == 1 {
			n = 0
		}
		units := make([]uint16, 0, 32)
		for j := 0; j+1 < n; j += 2 {
			if u := le.Uint16(e[j:]); u != 0 {
				units = append(units, u)
			}
		}
		size := le.Uint64(e[120:])
		if f.sector == 512 {
			size &= 0xFFFFFFFF
		}
		f.entries = append(f.entries, entry{name: string(utf16.Decode(units)), kind: e[66], start: le.Uint32(e[116:]), size: size,
			left: le.Uint32(e[68:]), right: le.Uint32(e[72:]), child: le.Uint32(e[76:])})
	}
	if len(f.entries) == 0 {
		return fmt.Errorf("%w: empty directory", ErrCorrupt)
	}
	// The entries of a storage form a tree of siblings; mark the root's.
	open := []uint32{f.entries[0].child}
	for len(open) > 0 {
		n := open[len(open)-1]
		open = open[:len(open)-1]
		if int64(n) >= int64(len(f.entries)) || f.entries[n].top {
			continue
		}
		e := &f.entries[n]
		e.top = true
		open = append(open, e.left, e.right)
	}
	return nil
}

// Has tells whether the root storage has a stream of that name.
func (f *File) Has(name string) bool {
	for i := range f.entries {
		if e := &f.entries[i]; e.kind == 2 && e.top && strings.EqualFold(e.name, name) {
			return true
		}
	}
	return false
}

// Stream returns the bytes of a stream of the root storage; those of embedded
// objects are not looked at.
func (f *File) Stream(name string) ([]byte, error) {
	for i := range f.entries {
		e := &f.entries[i]
		if e.kind != 2 || !e.top || !strings.EqualFold(e.name, name) {
			continue
		}
		if e.size == 0 {
			return nil, nil
		}
		var data []byte
		var err error
		if e.size < uint64(f.miniCutoff) {
			data, err = f.miniChain(e.start, int64(e.size))
		} else if e.size > uint64(len(f.data)) {
			err = ErrTruncated
		} else {
			data, err = f.chain(e.start, int64(e.size))
		}
		if err != nil {
			return nil, fmt.Errorf("stream %q: %w", name, err)
		}
		return data, nil
	}
	return nil, fmt.Errorf("%w: %q", ErrNoStream, name)
}

func (f *File) miniChain(start uint32, size int64) ([]byte, error) {
	out := make([]byte, 0, min(size, int64(len(f.miniStream))))
	for n, hops := start, 0; n <= maxSector; hops++ {
		if hops > len(f.miniFAT) {
			return nil, fmt.Errorf("%w: loop in a chain", ErrCorrupt)
		}
		at := int64(n) * int64(f.mini)
		if at >= int64(len(f.miniStream)) {
			return nil, ErrTruncated
		}
		out = append(out, f.miniStream[at:min(at+int64(f.mini), int64(len(f.miniStream)))]...)
		if int64(len(out)) >= size {
			return out[:size], nil
		}
		if int(n) >= len(f.miniFAT) {
			return nil, fmt.Errorf("%w: mini sector outside the table", ErrCorrupt)
		}
		n = f.miniFAT[n]
	}
	return nil, ErrTruncated
}
