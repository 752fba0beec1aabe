package lexical

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strings"

	"github.com/RoaringBitmap/roaring/v2"

	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
)

// Builder makes the segment of one commit. It is not safe for concurrent use.
type Builder struct {
	params Params
	facts  []chunkFacts
	rows   []row

	syllables map[string]uint32 // to their number
	texts     []string          // by number
	pairs     map[uint64]uint32 // two syllables to their term
	terms     []termKey         // by term number
	ofOne     []uint32          // term of a syllable, plus one
	current   []int32           // by term: its row in the chunk at hand, plus one
	chunkRow  int               // first row of the chunk at hand
	tokens    []vitext.Token
}

// row is a posting in order of arrival.
type row struct {
	term, chunk uint32
	tf          [NumFields]uint16
}

// termKey is a syllable (b == noSyllable) or a pair of them.
type termKey struct{ a, b uint32 }

const noSyllable = math.MaxUint32

// NewBuilder returns a builder of one segment.
func NewBuilder(p Params) *Builder {
	return &Builder{params: p, syllables: map[string]uint32{}, pairs: map[uint64]uint32{}}
}

// Add indexes the chunks of a document under the numbers first, first+1, …
// Numbers must grow from call to call.
func (b *Builder) Add(doc *corpus.DocumentInfo, first corpus.ChunkID, chunks []corpus.Chunk) error {
	if n := len(b.facts); n > 0 && len(chunks) > 0 && b.facts[n-1].id >= first {
		return errors.New("lexical: chunk numbers of a segment must grow")
	}
	facts := FactsOf(doc)
	for i := range chunks {
		b.chunkRow = len(b.rows)
		f := chunkFacts{id: first + corpus.ChunkID(i), doc: &facts, iv: chunks[i].Interval}
		fields := FieldsOf(doc, &chunks[i])
		for field := range fields {
			for _, passage := range fields[field] {
				b.tokens = vitext.AppendSyllables(b.tokens[:0], passage)
				f.lengths[field] += uint32(walk(b.tokens, b.syllable,
					func(s uint32) { b.count(b.one(s), field) },
					func(s, t uint32) { b.count(b.pair(s, t), field) }))
			}
		}
		b.facts = append(b.facts, f)
	}
	return nil
}

// Empty says that there is nothing to write.
func (b *Builder) Empty() bool { return len(b.facts) == 0 }

func (b *Builder) syllable(s string) uint32 {
	if n, ok := b.syllables[s]; ok {
		return n
	}
	s = strings.Clone(s) // s shares the memory of its text
	n := uint32(len(b.texts))
	b.syllables[s] = n
	b.texts = append(b.texts, s)
	b.ofOne = append(b.ofOne, 0)
	return n
}

func (b *Builder) newTerm(k termKey) uint32 {
	b.terms = append(b.terms, k)
	b.current = append(b.current, 0)
	return uint32(len(b.terms) - 1)
}

func (b *Builder) one(s uint32) uint32 {
	if b.ofOne[s] == 0 {
		b.ofOne[s] = b.newTerm(termKey{s, noSyllable}) + 1
	}
	return b.ofOne[s] - 1
}

func (b *Builder) pair(s, t uint32) uint32 {
	key := uint64(s)<<32 | uint64(t)
	if n, ok := b.pairs[key]; ok {
		return n
	}
	n := b.newTerm(termKey{s, t})
	b.pairs[key] = n
	return n
}

// count adds one occurrence of a term in the chunk at hand.
func (b *Builder) count(term uint32, field int) {
	at := int(b.current[term]) - 1
	if at < b.chunkRow {
		at = len(b.rows)
		b.rows = append(b.rows, row{term: term, chunk: uint32(len(b.facts))})
		b.current[term] = int32(at + 1)
	}
	if tf := &b.rows[at].tf[field]; *tf < math.MaxUint16 {
		*tf++
	}
}

// Finish hands the pages of the segment to emit and returns its header.
func (b *Builder) Finish(emit func(page uint32, data []byte) error) (header []byte, err error) {
	lengths := make([]float64, len(b.facts))
	sum := 0.0
	ids := make([]uint32, len(b.facts))
	for i := range b.facts {
		lengths[i] = b.params.length(&b.facts[i].lengths)
		sum += lengths[i]
		ids[i] = uint32(b.facts[i].id)
	}
	average := sum / max(1, float64(len(b.facts)))
	sc := b.params.scale(average)

	starts := b.group()
	w := pageWriter{emit: emit}
	folds := make([]string, len(b.texts))
	for i, s := range b.texts {
		folds[i] = vitext.Fold(s)
	}
	for _, t := range b.order(folds) {
		k := b.terms[t]
		e := entry{folded: folds[k.a], exact: b.texts[k.a]}
		if k.b != noSyllable {
			e.folded, e.exact = Bigram(folds[k.a], folds[k.b]), Bigram(b.texts[k.a], b.texts[k.b])
		}
		enc := listEncoder{params: &b.params, scale: sc}
		for i := starts[t]; i < starts[t+1]; i++ {
			r := &b.rows[i]
			p := posting{offset: uint16(ids[r.chunk] & windowMask)}
			for f, n := range r.tf {
				p.tf[f] = uint32(n)
			}
			enc.add(ids[r.chunk]>>windowBits, &p, lengths[r.chunk])
		}
		e.blocks, e.df = enc.finish()
		if err := w.add(&e); err != nil {
			return nil, err
		}
	}
	if err := w.flush(); err != nil {
		return nil, err
	}
	s := Segment{params: b.params, average: average, facts: b.facts, pages: w.pages, Chunks: roaring.BitmapOf(ids...)}
	return s.encode(), nil
}

// group sorts the rows by term, those of a term staying in order, and returns
// where each term's begin.
func (b *Builder) group() []uint32 {
	starts := make([]uint32, len(b.terms)+1)
	for i := range b.rows {
		starts[b.rows[i].term+1]++
	}
	for i := 1; i < len(starts); i++ {
		starts[i] += starts[i-1]
	}
	sorted := make([]row, len(b.rows))
	next := slices.Clone(starts)
	for i := range b.rows {
		t := b.rows[i].term
		sorted[next[t]] = b.rows[i]
		next[t]++
	}
	b.rows = sorted
	return starts
}

// order returns the terms in the order of [compareTerms]. Since the mark between
// two syllables sorts before every letter, comparing pairs of syllables by rank
// is comparing their spellings.
func (b *Builder) order(folds []string) []uint32 {
	rank := func(texts []string) []uint32 { // from 1; equal texts have equal rank
		by := make([]uint32, len(texts))
		for i := range by {
			by[i] = uint32(i)
		}
		slices.SortFunc(by, func(x, y uint32) int { return strings.Compare(texts[x], texts[y]) })
		out, r := make([]uint32, len(texts)), uint32(0)
		for i, n := range by {
			if i == 0 || texts[n] != texts[by[i-1]] {
				r++
			}
			out[n] = r
		}
		return out
	}
	foldedRank, exactRank := rank(folds), rank(b.texts)
	type sortKey struct {
		folded, exact uint64
		term          uint32
	}
	keys := make([]sortKey, len(b.terms))
	for t, k := range b.terms {
		s := sortKey{folded: uint64(foldedRank[k.a]) << 32, exact: uint64(exactRank[k.a]) << 32, term: uint32(t)}
		if k.b != noSyllable {
			s.folded |= uint64(foldedRank[k.b])
			s.exact |= uint64(exactRank[k.b])
		}
		keys[t] = s
	}
	slices.SortFunc(keys, func(x, y sortKey) int {
		if x.folded != y.folded {
			return cmp.Compare(x.folded, y.folded)
		}
		return cmp.Compare(x.exact, y.exact)
	})
	out := make([]uint32, len(keys))
	for i := range keys {
		out[i] = keys[i].term
	}
	return out
}

// length is the weighted length of a chunk.
func (p *Params) length(n *[NumFields]uint32) float64 {
	sum := 0.0
	for f, v := range n {
		sum += p.Weights[f] * float64(v)
	}
	return sum
}

// listEncoder cuts one term's postings into blocks.
type listEncoder struct {
	params   *Params
	scale    scale
	blocks   []block
	df       int
	previous int
	max      float64
}

// add appends a posting; windows and offsets must grow.
func (l *listEncoder) add(window uint32, p *posting, length float64) {
	n := len(l.blocks)
	if n == 0 || l.blocks[n-1].window != window {
		l.close()
		l.blocks = append(l.blocks, block{window: window})
		l.previous, l.max = -1, 0
		n++
	}
	b := &l.blocks[n-1]
	b.raw = appendPosting(b.raw, l.previous, p)
	b.n++
	l.previous = int(p.offset)
	l.df++
	l.max = max(l.max, l.scale.impact(p.weigh(&l.params.Weights), length))
}

func (l *listEncoder) close() {
	if n := len(l.blocks); n > 0 {
		l.blocks[n-1].bound = quantizeBound(l.max)
	}
}

func (l *listEncoder) finish() (blocks []block, df int) {
	l.close()
	return l.blocks, l.df
}
