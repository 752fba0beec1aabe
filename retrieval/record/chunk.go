package record

import (
	"encoding/binary"
	"errors"
	"fmt"
	"math"

	"trolyluat/corpus"
)

// Chunks are read by the hundred for every question, so their record is not
// JSON: the fields of corpus.Chunk but ID in order, integers as varints, strings
// and lists with their length before them. A test fills every field of the type
// and fails when one is forgotten here.
const chunkFormat = 1

var errChunk = errors.New("damaged chunk record")

func appendChunk(b []byte, c *corpus.Chunk) []byte {
	b = append(b, chunkFormat)
	b = appendString(b, c.Document)
	b = appendString(b, c.Path)
	b = appendInt(b, c.Window)
	b = appendString(b, c.Label)
	b = appendString(b, c.Heading)
	b = appendInt(b, len(c.Context))
	for _, s := range c.Context {
		b = appendString(b, s)
	}
	b = appendString(b, c.Text)
	b = appendInt(b, len(c.Units))
	for i := range c.Units {
		u := &c.Units[i]
		b = appendInt(appendInt(appendString(b, u.Path), u.Start), u.End)
	}
	b = appendInt(appendInt(b, c.Span.Start), c.Span.End)
	b = appendInt(b, c.Page)
	b = appendInt(appendInt(b, int(c.From)), int(c.To))
	b = appendString(b, string(c.Status))
	b = appendString(b, c.By)
	return appendString(b, c.SourceID)
}

func readChunk(b []byte) (c corpus.Chunk, err error) {
	r := reader{b: b}
	if f := r.byte(); f != chunkFormat {
		return c, fmt.Errorf("chunk record of format %d", f)
	}
	c.Document = r.string()
	c.Path = r.string()
	c.Window = r.int()
	c.Label = r.string()
	c.Heading = r.string()
	if n := r.count(); n > 0 {
		c.Context = make([]string, n)
		for i := range c.Context {
			c.Context[i] = r.string()
		}
	}
	c.Text = r.string()
	if n := r.count(); n > 0 {
		c.Units = make([]corpus.Unit, n)
		for i := range c.Units {
			c.Units[i] = corpus.Unit{Path: r.string(), Start: r.int(), End: r.int()}
		}
	}
	c.Span = corpus.Span{Start: r.int(), End: r.int()}
	c.Page = r.int()
	c.From, c.To = r.date(), r.date()
	c.Status = corpus.Status(r.string())
	c.By = r.string()
	c.SourceID = r.string()
	if r.bad || len(r.b) > 0 {
		return corpus.Chunk{}, errChunk
	}
	return c, nil
}

func appendInt(b []byte, n int) []byte { return binary.AppendVarint(b, int64(n)) }

func appendString(b []byte, s string) []byte {
	b = binary.AppendVarint(b, int64(len(s)))
	return append(b, s...)
}

// reader reads what the functions above wrote; its first failure sticks.
type reader struct {
	b   []byte
	bad bool
}

func (r *reader) fail() { r.b, r.bad = nil, true }

func (r *reader) byte() byte {
	if len(r.b) == 0 {
		r.fail()
		return 0
	}
	c := r.b[0]
	r.b = r.b[1:]
	return c
}

func (r *reader) int() int {
	v, n := binary.Varint(r.b)
	if n <= 0 {
		r.fail()
		return 0
	}
	r.b = r.b[n:]
	return int(v)
}

// count reads the length of a list whose items take at least a byte each.
func (r *reader) count() int {
	n := r.int()
	if n < 0 || n > len(r.b) {
		r.fail()
		return 0
	}
	return n
}

func (r *reader) string() string {
	n := r.count()
	if r.bad {
		return ""
	}
	s := string(r.b[:n])
	r.b = r.b[n:]
	return s
}

func (r *reader) date() corpus.Date {
	n := r.int()
	if n < math.MinInt32 || n > math.MaxInt32 {
		r.fail()
		return 0
	}
	return corpus.Date(n)
}
