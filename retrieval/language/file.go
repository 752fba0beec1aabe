package language

import (
	"bytes"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"slices"
	"unicode/utf8"
)

const magic = "tllang\x00\x02" // the last byte is the version

// Bytes returns the table as a file: the words with their counts, then the
// pairs as gaps, and a checksum.
func (t *Table) Bytes() []byte {
	b := []byte(magic)
	b = binary.AppendUvarint(b, uint64(t.texts))
	own := t.words[:t.own()]
	b = binary.AppendUvarint(b, uint64(len(own)))
	for i, w := range own {
		b = binary.AppendUvarint(b, uint64(len(w)))
		b = append(b, w...)
		b = binary.AppendUvarint(b, uint64(t.count[i]))
		b = binary.AppendUvarint(b, uint64(t.df[i]))
	}
	for i := range own {
		from, to := t.first[i], t.first[i+1]
		b = binary.AppendUvarint(b, uint64(to-from))
		previous := int32(-1)
		for k := from; k < to; k++ {
			b = binary.AppendUvarint(b, uint64(t.next[k]-previous))
			b = binary.AppendUvarint(b, uint64(t.seen[k]))
			previous = t.next[k]
		}
	}
	return binary.LittleEndian.AppendUint32(b, crc32.ChecksumIEEE(b))
}

// ReadTable reads what [Table.Bytes] wrote; a file that is cut, changed or of
// another version is an error.
func ReadTable(b []byte) (*Table, error) {
	if len(b) < len(magic)+4 || !bytes.HasPrefix(b, []byte(magic)) {
		return nil, fmt.Errorf("language: read table: not a table of this version")
	}
	body, sum := b[:len(b)-4], binary.LittleEndian.Uint32(b[len(b)-4:])
	if crc32.ChecksumIEEE(body) != sum {
		return nil, fmt.Errorf("language: read table: the file is damaged")
	}
	r := reader{b: body[len(magic):]}
	t := &Table{texts: int(r.number())}
	n := r.number()
	if n > uint64(len(body)) {
		return nil, fmt.Errorf("language: read table: %d words in %d bytes", n, len(body))
	}
	for range n {
		t.words = append(t.words, r.text())
		t.count = append(t.count, uint32(r.number()))
		t.df = append(t.df, uint32(r.number()))
	}
	t.first = append(t.first, 0)
	for range n {
		k := r.number()
		if k > n {
			r.bad = true
		}
		previous := int64(-1)
		for ; k > 0 && !r.bad; k-- {
			previous += int64(r.number())
			if previous >= int64(n) || previous < 0 {
				r.bad = true
			}
			t.next = append(t.next, int32(previous))
			t.seen = append(t.seen, uint32(r.number()))
		}
		t.first = append(t.first, uint32(len(t.next)))
	}
	if r.bad || len(r.b) != 0 || n == 0 || t.words[0] != "" || slices.Contains(t.words[1:], "") {
		return nil, fmt.Errorf("language: read table: the file is broken")
	}
	t.index()
	return t, nil
}

// reader takes varints and texts off a slice; bad is set when it runs out.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) number() uint64 {
	v, n := binary.Uvarint(r.b)
	if n <= 0 {
		r.bad, r.b = true, nil
		return 0
	}
	r.b = r.b[n:]
	return v
}

func (r *reader) text() string {
	n := r.number()
	if n > uint64(len(r.b)) || !utf8.Valid(r.b[:n]) {
		r.bad, r.b = true, nil
		return ""
	}
	s := string(r.b[:n])
	r.b = r.b[n:]
	return s
}
