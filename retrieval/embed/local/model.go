// Package local embeds text without a network: a vector for every syllable and
// for frequent pairs of syllables, pooled and scaled to length one. The vectors
// are trained on nothing but a corpus of law ([Train]), so that an operator's
// own texts shape them; a small default trained on the pháp điển is built in.
//
// Package retrieval and the ingest pipeline use it as an embed.Embedder; the
// re-ranker reads passages that are already cut into tokens.
package local

import (
	"bytes"
	"context"
	"encoding/binary"
	"fmt"
	"hash/crc32"
	"io"
	"math"
	"runtime"
	"strings"
	"sync"

	"golang.org/x/sync/errgroup"

	"trolyluat/corpus/vitext"
	"trolyluat/retrieval/embed"
	"trolyluat/retrieval/internal/vector"
	"trolyluat/retrieval/rank"
)

// Model is a trained static embedding. It is read-only and safe for concurrent
// use.
type Model struct {
	name  string
	dim   int
	slots []rowOf // open addressing over the keys of terms
	rows  []int8  // dim values a row
	scale []float32
	order []uint32 // key of each row, as in the file
	half  float32  // a term that occurs as often as this counts half of the most
	// byLine pools the lines of a passage each by itself; models of the first
	// version were used without.
	byLine bool

	poolers sync.Pool
}

var _ embed.Embedder = (*Model)(nil)

// pairKey hashes two neighbouring syllables. Syllables keep their own hash,
// which has 31 bits; pairs have the top bit set.
func pairKey(a, b rank.Token) uint32 {
	h := uint64(a.ID())*0x9e3779b97f4a7c15 ^ uint64(b.ID())*0xc2b2ae3d27d4eb4f
	h ^= h >> 29
	h *= 0xbf58476d1ce4e5b9
	return uint32(h>>33) | 1<<31
}

func wordKey(t rank.Token) uint32 { return uint32(t.ID()) }

// rowOf is a place in the table of keys; key 0 is empty.
type rowOf struct {
	key uint32
	row int32
}

// index builds the table over m.order.
func (m *Model) index() {
	size := 16
	for size < 2*len(m.order) {
		size *= 2
	}
	m.slots = make([]rowOf, size)
	for row, key := range m.order {
		for i := slot(key, size); ; i = (i + 1) & (size - 1) {
			if m.slots[i].key == 0 {
				m.slots[i] = rowOf{key, int32(row)}
				break
			}
		}
	}
}

func slot(key uint32, size int) int { return int(key*2654435761>>7) & (size - 1) }

// row is the row of a key, -1 when the model does not know it.
func (m *Model) row(key uint32) int32 {
	for i := slot(key, len(m.slots)); ; i = (i + 1) & (len(m.slots) - 1) {
		switch m.slots[i].key {
		case key:
			return m.slots[i].row
		case 0:
			return -1
		}
	}
}

// Model is the name that travels with the vectors: it changes with the weights.
func (m *Model) Model() string { return m.name }

// Dim is the dimension of the vectors.
func (m *Model) Dim() int { return m.dim }

// Embed embeds texts. The lines of a passage (names, headings, khoản, điểm) are
// pooled each by itself, so that what many of them say counts for more. Many texts
// are embedded on all processors. It fails only when ctx ends.
func (m *Model) Embed(ctx context.Context, texts []string, kind embed.Kind) ([][]float32, error) {
	out := make([][]float32, len(texts))
	share := max(leastShare, (len(texts)+runtime.GOMAXPROCS(0)-1)/runtime.GOMAXPROCS(0))
	if len(texts) <= share { // a question
		if err := m.embed(ctx, out, texts, kind); err != nil {
			return nil, err
		}
		return out, nil
	}
	var group errgroup.Group
	for from := 0; from < len(texts); from += share {
		to := min(from+share, len(texts))
		group.Go(func() error { return m.embed(ctx, out[from:to], texts[from:to], kind) })
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	return out, nil
}

// leastShare is the number of texts from which on a processor of its own pays.
const leastShare = 32

// embed puts the vectors of texts into out.
func (m *Model) embed(ctx context.Context, out [][]float32, texts []string, kind embed.Kind) error {
	p := m.Pooler()
	defer p.Release()
	var tokens []vitext.Token
	var ids []rank.Token
	for i, t := range texts {
		if err := ctx.Err(); err != nil {
			return fmt.Errorf("embed: %w", err)
		}
		p.Reset()
		for lines, rest := true, vitext.Normalize(t); lines; {
			line := rest
			if lines = kind == embed.Passage && m.byLine; lines {
				line, rest, lines = strings.Cut(rest, "\n")
			}
			tokens = vitext.AppendSyllables(tokens[:0], line)
			ids = rank.AppendTokens(ids[:0], tokens)
			p.Add(ids)
			p.endLine()
		}
		v := make([]float32, m.dim)
		p.sumLines(v)
		normalise(v)
		out[i] = v
	}
	return nil
}

// EmbedTokens is the vector of one run of tokens.
func (m *Model) EmbedTokens(tokens []rank.Token) []float32 {
	p := m.Pooler()
	defer p.Release()
	p.Add(tokens)
	return p.Vector(nil)
}

// Passage makes the vectors by which a passage is ranked. Every part of it is
// pooled by itself and once, and the whole is their sum. The pooler must be empty
// and is so again.
func (p *Pooler) Passage(of *rank.Passage) *rank.Vectors {
	dim := p.m.dim
	sums := make([]float32, (len(of.Units)+3)*dim)
	whole, heading, x := sums[:dim], sums[dim:2*dim], sums[2*dim:3*dim]
	pool := func(dst []float32, tokens []rank.Token) {
		p.Add(tokens)
		p.sum(dst)
		p.Reset()
	}
	pool(heading, of.Fields[rank.Heading])
	pool(whole, of.Fields[rank.Name])
	vector.Axpy(whole, 1, heading)
	body, from := of.Fields[rank.Body], int32(0)
	for i, u := range of.Units {
		if u.From > from {
			p.Add(body[from:u.From])
		}
		unit := sums[(i+3)*dim : (i+4)*dim]
		from = u.To
		if len(p.touched) > 0 { // what stands between the units
			p.sum(whole)
			p.Reset()
		}
		pool(unit, body[u.From:u.To])
		vector.Axpy(whole, 1, unit)
		vector.Axpy(unit, 1, heading)
	}
	pool(whole, body[from:])
	v := rank.NewVectors(dim, 2+len(of.Units))
	add := func(sum []float32) {
		copy(x, sum)
		normalise(x)
		v.Add(x)
	}
	add(whole)
	add(heading)
	for i := range of.Units {
		add(sums[(i+3)*dim : (i+4)*dim])
	}
	return v
}

// Pooler adds runs of tokens up to one vector. It may be used again after Reset,
// by one goroutine at a time.
type Pooler struct {
	m       *Model
	count   []uint16
	touched []int32
	// weight is what the terms of whole count in the lines that ended.
	weight []float32
	whole  []int32
}

// Pooler returns an empty pooler, to be released when it is done with.
func (m *Model) Pooler() *Pooler {
	if p, ok := m.poolers.Get().(*Pooler); ok {
		return p
	}
	return &Pooler{m: m, count: make([]uint16, len(m.scale)), weight: make([]float32, len(m.scale))}
}

// Release gives the pooler back to the model.
func (p *Pooler) Release() {
	p.Reset()
	p.m.poolers.Put(p)
}

// Reset forgets what was added.
func (p *Pooler) Reset() {
	for _, r := range p.touched {
		p.count[r] = 0
	}
	p.touched = p.touched[:0]
	for _, r := range p.whole {
		p.weight[r] = 0
	}
	p.whole = p.whole[:0]
}

// Add adds the syllables of a field and their pairs.
func (p *Pooler) Add(tokens []rank.Token) {
	for i, t := range tokens {
		p.add(wordKey(t))
		if i > 0 && t.Joined() {
			p.add(pairKey(tokens[i-1], t))
		}
	}
}

func (p *Pooler) add(key uint32) {
	r := p.m.row(key)
	if r < 0 {
		return
	}
	if p.count[r] == 0 {
		p.touched = append(p.touched, r)
	}
	if p.count[r] < math.MaxUint16 {
		p.count[r]++
	}
}

// saturation is what a term that occurs n times counts, where half is how often it
// must occur to count half of the most.
func saturation(n uint16, half float32) float32 { return float32(n) / (float32(n) + half) }

// Vector writes the vector of length one to dst, which grows as needed; of
// nothing known it is all zeros.
func (p *Pooler) Vector(dst []float32) []float32 {
	m := p.m
	if cap(dst) < m.dim {
		dst = make([]float32, m.dim)
	}
	dst = dst[:m.dim]
	clear(dst)
	p.sum(dst)
	normalise(dst)
	return dst
}

// sum adds the vectors of what was added to dst.
func (p *Pooler) sum(dst []float32) {
	m := p.m
	for _, r := range p.touched {
		vector.AxpyBytes(dst, saturation(p.count[r], m.half)*m.scale[r], m.rows[int(r)*m.dim:(int(r)+1)*m.dim])
	}
}

// endLine weighs the terms added since the last line ended.
func (p *Pooler) endLine() {
	for _, r := range p.touched {
		if p.weight[r] == 0 {
			p.whole = append(p.whole, r)
		}
		p.weight[r] += saturation(p.count[r], p.m.half)
		p.count[r] = 0
	}
	p.touched = p.touched[:0]
}

// sumLines adds the vectors of the lines that ended to dst.
func (p *Pooler) sumLines(dst []float32) {
	m := p.m
	for _, r := range p.whole {
		vector.AxpyBytes(dst, p.weight[r]*m.scale[r], m.rows[int(r)*m.dim:(int(r)+1)*m.dim])
	}
}

func normalise(v []float32) {
	sum := float32(0)
	for _, x := range v {
		sum += x * x
	}
	if sum == 0 {
		return
	}
	s := float32(1 / math.Sqrt(float64(sum)))
	for i := range v {
		v[i] *= s
	}
}

// The model file: magic, version, dimension, number of rows, since version 2 the
// half of the saturation (1 before), keys, scales, rows, CRC-32.
const (
	magic   = "tlvec\x00"
	version = 2
	maxRows = 1 << 22
	maxDim  = 4096
)

// Write writes the model file.
func (m *Model) Write(w io.Writer) error {
	var b bytes.Buffer
	b.WriteString(magic)
	for _, v := range []uint32{version, uint32(m.dim), uint32(len(m.order)), math.Float32bits(m.half)} {
		_ = binary.Write(&b, binary.LittleEndian, v)
	}
	_ = binary.Write(&b, binary.LittleEndian, m.order)
	_ = binary.Write(&b, binary.LittleEndian, m.scale)
	_ = binary.Write(&b, binary.LittleEndian, m.rows)
	_ = binary.Write(&b, binary.LittleEndian, crc32.ChecksumIEEE(b.Bytes()))
	if _, err := w.Write(b.Bytes()); err != nil {
		return fmt.Errorf("embed: write local model: %w", err)
	}
	return nil
}

// Read reads a model file. A file that is cut or changed is an error.
func Read(b []byte) (*Model, error) {
	head := len(magic) + 12
	if len(b) < head+4 || string(b[:len(magic)]) != magic {
		return nil, fmt.Errorf("embed: read local model: not a model file")
	}
	body, sum := b[:len(b)-4], binary.LittleEndian.Uint32(b[len(b)-4:])
	if crc32.ChecksumIEEE(body) != sum {
		return nil, fmt.Errorf("embed: read local model: the file is damaged")
	}
	word := func(i int) uint32 { return binary.LittleEndian.Uint32(b[len(magic)+4*i:]) }
	dim, n := int(word(1)), int(word(2))
	if word(0) < 1 || word(0) > version || dim < 1 || dim > maxDim || n > maxRows {
		return nil, fmt.Errorf("embed: read local model: version %d, dimension %d, %d rows: not understood", word(0), dim, n)
	}
	half := float32(1)
	if word(0) >= 2 {
		half, head = math.Float32frombits(word(3)), head+4
	}
	if !(half > 0) || half > math.MaxUint16 {
		return nil, fmt.Errorf("embed: read local model: saturation %v", half)
	}
	if len(body) != head+n*8+n*dim {
		return nil, fmt.Errorf("embed: read local model: %d bytes, want %d", len(body), head+n*8+n*dim)
	}
	m := &Model{dim: dim, half: half, byLine: word(0) >= 2, order: make([]uint32, n), scale: make([]float32, n), rows: make([]int8, n*dim)}
	m.name = fmt.Sprintf("local-%d-%08x", dim, sum)
	rest := body[head:]
	for i := range n {
		m.order[i] = binary.LittleEndian.Uint32(rest[4*i:])
		if m.order[i] == 0 {
			return nil, fmt.Errorf("embed: read local model: row %d has no key", i)
		}
		m.scale[i] = math.Float32frombits(binary.LittleEndian.Uint32(rest[4*n+4*i:]))
		if math.IsNaN(float64(m.scale[i])) || math.IsInf(float64(m.scale[i]), 0) {
			return nil, fmt.Errorf("embed: read local model: row %d is not finite", i)
		}
	}
	for i, v := range rest[8*n:] {
		m.rows[i] = int8(v)
	}
	m.index()
	return m, nil
}
