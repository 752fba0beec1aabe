package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
)

// Limits on what one file may cost. They are far above what the longest real
// statute needs.
const (
	maxFile        = 256 << 20 // bytes of the file
	maxPages       = 20000
	maxStream      = 128 << 20 // unpacked bytes of one stream
	maxUnpacked    = 1 << 30   // unpacked bytes of all streams
	maxGlyphs      = 400000    // on one page
	maxFileGlyphs  = 20 << 20
	maxFormDepth   = 12
	maxOperations  = 20 << 20 // content operators of one page
	readsPerByte   = 400      // bytes read through the object layer per byte of the file
	readsAllowance = 1 << 30
)

var errBudget = errors.New("pdf: the file makes its reader go round in circles")

// guard is the file as the object layer sees it. Everything that layer does
// reads the file, so a loop in it ends here: by the context, or when far more
// has been read than the file holds.
type guard struct {
	ctx   context.Context
	data  *bytes.Reader
	reads int64
	limit int64
}

func newGuard(ctx context.Context, data []byte) *guard {
	return &guard{ctx: ctx, data: bytes.NewReader(data), limit: int64(len(data))*readsPerByte + readsAllowance}
}

// stop carries an error up through the object layer, which has no way to be
// told to stop but a panic.
type stop struct{ err error }

func (s stop) Error() string { return s.err.Error() }
func (s stop) Unwrap() error { return s.err }

// ReadAt implements io.ReaderAt.
func (g *guard) ReadAt(p []byte, off int64) (int, error) {
	if err := g.ctx.Err(); err != nil {
		panic(stop{err})
	}
	g.reads += int64(len(p))
	if g.reads > g.limit {
		panic(stop{errBudget})
	}
	if off < 0 || off > g.data.Size() {
		return 0, io.EOF
	}
	return g.data.ReadAt(p, off)
}

// attempt runs f and turns a panic of the object layer into an error.
func attempt(what string, f func() error) (err error) {
	defer func() {
		switch x := recover().(type) {
		case nil:
		case stop:
			err = x.err
		case error:
			err = fmt.Errorf("%s: %w", what, x)
		default:
			err = fmt.Errorf("%s: %v", what, x)
		}
	}()
	return f()
}
