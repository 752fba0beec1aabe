package record

import (
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"math"
	"sync"

	"trolyluat/corpus"
	"trolyluat/retrieval/embed/local"
	"trolyluat/retrieval/rank"
)

// passageVersion counts up whenever another program would cut the same chunk into
// other tokens, fields or units; a test fails when that is forgotten.
const passageVersion = 1

// PassageFormat stands for how this program prepares passages: its version and the
// built-in embedder. A row of another format is as good as none: what reads it
// prepares the passage from the chunk. It is not negative.
var PassageFormat = sync.OnceValue(func() int32 {
	model := ""
	if m := local.Default(); m != nil {
		model = m.Model()
	}
	return int32(crc32.ChecksumIEEE(fmt.Appendf(nil, "%d %s", passageVersion, model)) >> 1)
})

var errPassage = errors.New("damaged passage record")

// Passage packs a chunk as ranking compares it: where it stands and when it
// holds, its vectors by the built-in embedder, then the tokens of its fields as
// they are in memory, four bytes each. A hundred of them are read for every
// question, and reading costs a copy.
func Passage(info *corpus.DocumentInfo, c *corpus.Chunk) []byte {
	p := rank.NewPassage(info, c)
	if m := local.Default(); m != nil {
		pooler := m.Pooler()
		defer pooler.Release()
		p.Vectors = pooler.Passage(p)
	}
	return appendPassage(c, p)
}

func appendPassage(c *corpus.Chunk, p *rank.Passage) []byte {
	bare := rank.Bare(*c)
	n := 0
	for _, f := range p.Fields {
		n += len(f)
	}
	b := make([]byte, 0, 4*n+4*len(p.Units)+p.Vectors.Size()+len(c.SourceID)+len(c.Path)+len(c.Document)+64)
	meta := appendChunk(nil, &bare)
	b = binary.AppendUvarint(b, uint64(len(meta)))
	b = rank.AppendVectors(append(b, meta...), p.Vectors)
	b = binary.AppendUvarint(b, uint64(len(p.Units)))
	at := int32(0)
	for _, u := range p.Units {
		b = binary.AppendUvarint(b, uint64(u.From-at))
		b = binary.AppendUvarint(b, uint64(u.To-u.From))
		at = u.To
	}
	for _, f := range p.Fields {
		b = binary.AppendUvarint(b, uint64(len(f)))
	}
	for _, f := range p.Fields {
		for _, t := range f {
			b = binary.LittleEndian.AppendUint32(b, uint32(t))
		}
	}
	return b
}

// ReadPassage reads what [Passage] packed. The caller sets the chunk's number and
// the passage's document.
func ReadPassage(b []byte) (corpus.Chunk, *rank.Passage, error) {
	c, p, err := readPassage(b)
	if err != nil {
		return c, nil, fmt.Errorf("record: read passage: %w", err)
	}
	return c, p, nil
}

func readPassage(b []byte) (c corpus.Chunk, p *rank.Passage, err error) {
	bad := false
	number := func(most int) int {
		v, n := binary.Uvarint(b)
		if n <= 0 || v > uint64(most) {
			bad, b = true, nil
			return 0
		}
		b = b[n:]
		return int(v)
	}
	meta := number(len(b))
	if bad || meta > len(b) {
		return c, nil, errPassage
	}
	if c, err = readChunk(b[:meta]); err != nil {
		return c, nil, err
	}
	p = &rank.Passage{Path: c.Path}
	if p.Vectors, b, err = rank.ReadVectors(b[meta:]); err != nil {
		return c, nil, err
	}
	if n := number(len(b)); n > 0 {
		p.Units = make([]rank.Range, n)
		at := 0
		for i := range p.Units {
			from := at + number(math.MaxInt32-at)
			at = from + number(math.MaxInt32-from)
			p.Units[i] = rank.Range{From: int32(from), To: int32(at)}
		}
	}
	var lengths [rank.NumFields]int
	all := 0
	for f := range lengths {
		lengths[f] = number(len(b) / 4)
		all += lengths[f]
	}
	if bad || len(b) != 4*all || len(p.Units) > 0 && int(p.Units[len(p.Units)-1].To) > lengths[rank.Body] {
		return c, nil, errPassage
	}
	tokens := make([]rank.Token, all)
	for i := range tokens {
		tokens[i] = rank.Token(binary.LittleEndian.Uint32(b[4*i:]))
	}
	for f, n := range lengths {
		p.Fields[f] = tokens[:n:n]
		tokens = tokens[n:]
	}
	return c, p, nil
}
