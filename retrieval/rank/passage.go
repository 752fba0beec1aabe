package rank

import (
	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
	"trolyluat/retrieval/lexical"
)

// Token is a syllable or number as a hash of its text, with a mark when it may
// make a pair with the token before it.
type Token uint32

const joined Token = 1 << 31

// TokenOf hashes a syllable (FNV-1a, 31 bits). Two of the few words of a
// question and the words of a điều share a hash once in millions of pairs,
// which costs a little rank and nothing else.
func TokenOf(s string) Token {
	h := uint32(2166136261)
	for i := 0; i < len(s); i++ {
		h = (h ^ uint32(s[i])) * 16777619
	}
	h ^= h >> 15
	return Token(h) &^ joined
}

// ID is the token without the mark.
func (t Token) ID() Token { return t &^ joined }

// Join marks the token as one that may make a pair with the one before it.
func (t Token) Join() Token { return t | joined }

// Joined says whether the token may make a pair with the one before it.
func (t Token) Joined() bool { return t&joined != 0 }

// Field is a part of a passage that is compared by itself.
type Field int

// The fields, as in package lexical.
const (
	Body Field = iota
	Heading
	Name
	Context
	NumFields
)

// Passage is a điều (or a window of one) prepared for ranking. It is read-only
// and small: some four bytes a syllable.
type Passage struct {
	Fields [NumFields][]Token
	// Units are the khoản (of a điều without khoản its điểm) as ranges of
	// Fields[Body], in order; what no unit covers is the lead-in.
	Units []Range
	// Vectors are those of the built-in embedder, nil without it.
	Vectors *Vectors
	// Document and Path name the điều; candidates of one document share the
	// Document.
	Document string
	Path     string
}

// Size is about how many bytes the passage takes.
func (p *Passage) Size() int {
	n := 200 + 8*len(p.Units) + len(p.Document) + len(p.Path)
	for _, f := range p.Fields {
		n += 4 * len(f)
	}
	return n + p.Vectors.Size()
}

// Range is tokens [From, To).
type Range struct{ From, To int32 }

// Len is the number of tokens.
func (r Range) Len() int { return int(r.To - r.From) }

// NewPassage prepares a chunk of a document.
func NewPassage(info *corpus.DocumentInfo, c *corpus.Chunk) *Passage {
	p := &Passage{Document: DocumentOf(info), Path: c.Path}
	fields := lexical.FieldsOf(info, c)
	var buf []vitext.Token
	var out []Token
	for f, from := range [NumFields]lexical.Field{lexical.Body, lexical.Heading, lexical.Name, lexical.Context} {
		start := len(out)
		for _, passage := range fields[from] {
			buf = vitext.AppendSyllables(buf[:0], passage)
			if f == int(Body) {
				p.Units = units(c, len(passage), buf)
			}
			out = AppendTokens(out, buf)
		}
		p.Fields[f] = out[start:len(out):len(out)]
	}
	return p
}

// Bare is what is kept of a chunk beside its passage: all but its text and what is
// read off it.
func Bare(c corpus.Chunk) corpus.Chunk {
	c.Label, c.Heading, c.Context, c.Text, c.Units = "", "", nil, "", nil
	return c
}

// DocumentOf is [Passage].Document for a document.
func DocumentOf(info *corpus.DocumentInfo) string {
	if info.Key != "" {
		return info.Key
	}
	return corpus.KeyOf(info.ID)
}

// AppendTokens hashes tokens; the parts of a legal number or date follow it.
func AppendTokens(dst []Token, tokens []vitext.Token) []Token {
	for i := range tokens {
		t := &tokens[i]
		id := TokenOf(t.Text)
		if i > 0 && t.Break < vitext.SentenceBreak {
			id |= joined
		}
		dst = append(dst, id)
		for j, part := range t.Parts() {
			id := TokenOf(part.Text)
			if j > 0 {
				id |= joined
			}
			dst = append(dst, id)
		}
	}
	return dst
}

// units are the outermost units of a chunk as ranges of its body's tokens. The
// body that is indexed may lack the heading of the label line, so that offsets
// are counted from the end.
func units(c *corpus.Chunk, size int, tokens []vitext.Token) []Range {
	shift := len(c.Text) - size
	var out []Range
	at, n, end := 0, int32(0), -1 // next token, its place, end of the unit before
	skip := func(offset int) {
		for at < len(tokens) && tokens[at].Start < offset {
			n += 1 + int32(len(tokens[at].Parts()))
			at++
		}
	}
	for _, u := range c.Units {
		if u.Start < end || u.Start < shift { // inside the one before, or not in the body
			continue
		}
		end = u.End
		skip(u.Start - shift)
		from := n
		skip(u.End - shift)
		if n > from {
			out = append(out, Range{from, n})
		}
	}
	return out
}
