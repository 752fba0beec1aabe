package retrieval

import (
	"context"
	"fmt"
	"slices"
	"sync"

	"trolyluat/corpus"
	"trolyluat/retrieval/embed/local"
	"trolyluat/retrieval/rank"
)

// passage is a chunk as ranking needs it, without its text.
type passage struct {
	passage *rank.Passage
	info    *corpus.DocumentInfo
	chunk   corpus.Chunk // without text, units and context
	size    int
}

// passages caches prepared chunks. A chunk's number is never reused, so that an
// entry never goes stale. Two halves: when the young one is full it becomes the
// old one, and what is asked of the old one comes back.
type passages struct {
	mu         sync.Mutex
	limit      int
	model      *local.Model // makes the vectors; nil: there are none
	young, old map[corpus.ChunkID]*passage
	size       int // of young
}

func newPassages(limit int) *passages {
	return &passages{limit: limit, young: map[corpus.ChunkID]*passage{}}
}

// get returns the passages with those numbers, in that order; one that is gone
// is left out.
func (c *passages) get(ctx context.Context, ix Index, ids []corpus.ChunkID) ([]*passage, error) {
	out := make([]*passage, len(ids))
	var missing []corpus.ChunkID
	c.mu.Lock()
	for i, id := range ids {
		if p := c.young[id]; p != nil {
			out[i] = p
		} else if p := c.old[id]; p != nil {
			out[i] = p
			c.put(p)
		} else {
			missing = append(missing, id)
		}
	}
	c.mu.Unlock()
	if len(missing) > 0 {
		loaded, err := loadPassages(ctx, ix, missing)
		if err != nil {
			return nil, err
		}
		c.embed(loaded)
		c.mu.Lock()
		for _, p := range loaded {
			c.put(p)
		}
		c.mu.Unlock()
		for i, id := range ids {
			if out[i] == nil {
				out[i] = loaded[id]
			}
		}
	}
	return slices.DeleteFunc(out, func(p *passage) bool { return p == nil }), nil
}

// embed adds the vectors of passages that were loaded without them, or with those
// of the built-in model where another is in use.
func (c *passages) embed(loaded map[corpus.ChunkID]*passage) {
	var pooler *local.Pooler
	if c.model != nil {
		pooler = c.model.Pooler()
		defer pooler.Release()
	}
	for _, p := range loaded {
		switch {
		case c.model == nil:
			p.passage.Vectors = nil
		case p.passage.Vectors == nil || c.model != local.Default():
			p.passage.Vectors = pooler.Passage(p.passage)
		}
		p.size = p.passage.Size() + passageOverhead
	}
}

func (c *passages) put(p *passage) {
	if c.size+p.size > c.limit/2 && len(c.young) > 0 {
		c.old, c.young, c.size = c.young, map[corpus.ChunkID]*passage{}, 0
	}
	c.young[p.chunk.ID] = p
	c.size += p.size
}

// loadPassages reads passages as the index keeps them, and prepares those that it
// does not keep from their chunks.
func loadPassages(ctx context.Context, ix Index, ids []corpus.ChunkID) (map[corpus.ChunkID]*passage, error) {
	out := make(map[corpus.ChunkID]*passage, len(ids))
	if kept, ok := ix.(PassageIndex); ok {
		passages, err := kept.Passages(ctx, ids)
		if err != nil {
			return nil, fmt.Errorf("retrieval: load passages: %w", err)
		}
		for i := range passages {
			p := &passages[i]
			out[p.Chunk.ID] = &passage{passage: p.Prepared, chunk: p.Chunk}
		}
	}
	chunks := map[corpus.ChunkID]*corpus.Chunk{}
	if len(out) < len(ids) {
		missing := slices.DeleteFunc(slices.Clone(ids), func(id corpus.ChunkID) bool { return out[id] != nil })
		read, err := ix.Chunks(ctx, missing)
		if err != nil {
			return nil, fmt.Errorf("retrieval: load chunks: %w", err)
		}
		for i := range read {
			c := &read[i]
			chunks[c.ID] = c
			out[c.ID] = &passage{chunk: rank.Bare(*c)}
		}
	}
	names := make([]string, 0, len(out))
	infos := make(map[string]*corpus.DocumentInfo, len(out))
	for _, p := range out {
		if d := p.chunk.Document; infos[d] == nil {
			infos[d] = &corpus.DocumentInfo{}
			names = append(names, d)
		}
	}
	known, err := ix.Infos(ctx, names)
	if err != nil {
		return nil, fmt.Errorf("retrieval: load documents: %w", err)
	}
	for id, p := range out {
		info, ok := known[p.chunk.Document]
		if !ok {
			delete(out, id)
			continue
		}
		p.info = infos[p.chunk.Document]
		if p.info.ID == "" {
			*p.info = info
		}
		if p.passage == nil {
			p.passage = rank.NewPassage(p.info, chunks[id])
		}
		p.chunk.Document = p.info.ID // one string for all
		p.passage.Document, p.passage.Path = rank.DocumentOf(p.info), p.chunk.Path
	}
	return out, nil
}

// passageOverhead is about what a passage takes beside its tokens.
const passageOverhead = 700
