package record

import (
	"sync"

	"trolyluat/corpus"
)

// ChunkCache keeps the chunks used last within a number of bytes. Chunks never
// change under their number, so an entry is right as long as the chunk is there.
type ChunkCache struct {
	mu         sync.Mutex
	limit      int64
	used       int64
	young, old map[corpus.ChunkID]*corpus.Chunk
}

// NewChunkCache returns a cache of about limit bytes.
func NewChunkCache(limit int64) *ChunkCache {
	return &ChunkCache{limit: limit, young: map[corpus.ChunkID]*corpus.Chunk{}, old: map[corpus.ChunkID]*corpus.Chunk{}}
}

// Get returns the chunk, which the caller must not change, or nil.
func (c *ChunkCache) Get(id corpus.ChunkID) *corpus.Chunk {
	c.mu.Lock()
	defer c.mu.Unlock()
	if ch := c.young[id]; ch != nil {
		return ch
	}
	ch := c.old[id]
	if ch != nil {
		delete(c.old, id)
		c.add(ch)
	}
	return ch
}

// Put keeps a chunk.
func (c *ChunkCache) Put(ch *corpus.Chunk) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if c.young[ch.ID] == nil {
		c.add(ch)
	}
}

// add puts a chunk among the young; when these fill half of the cache they
// become the old, and the old go.
func (c *ChunkCache) add(ch *corpus.Chunk) {
	size := int64(len(ch.Text)+len(ch.Heading)+48*len(ch.Units)) + 512
	if c.used+size > c.limit/2 {
		c.old, c.young, c.used = c.young, make(map[corpus.ChunkID]*corpus.Chunk, len(c.young)), 0
	}
	c.young[ch.ID] = ch
	c.used += size
}
