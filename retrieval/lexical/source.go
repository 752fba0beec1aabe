package lexical

import (
	"context"
	"errors"

	"trolyluat/corpus"
)

// PageRef names a page of a segment.
type PageRef struct {
	Segment SegmentID
	Page    uint32
}

// Source is the database as the engine sees it.
type Source interface {
	// Pages returns the bytes of pages, in the order of refs. The engine keeps
	// them. It returns ErrNoSegment when one is gone: the snapshot is too old.
	Pages(ctx context.Context, refs []PageRef) ([][]byte, error)
	// Fields returns the text of chunks, in the order of ids, for the check of
	// phrases; zero Fields for one that is gone.
	Fields(ctx context.Context, ids []corpus.ChunkID) ([]Fields, error)
}

// ErrNoSegment is returned when a snapshot names a segment that was merged away.
// Load a new snapshot and ask again.
var ErrNoSegment = errors.New("lexical: a segment of the snapshot is gone")
