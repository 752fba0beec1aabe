package llm

import (
	"container/list"
	"context"
	"crypto/sha256"
	"encoding/binary"
	"encoding/hex"
	"iter"
	"log/slog"
	"math"
	"sync"
	"time"
)

// CacheStore keeps whole replies by key. [MemoryCache] is one; a store behind a
// database may be another.
type CacheStore interface {
	Get(ctx context.Context, key string) (Reply, bool, error)
	Put(ctx context.Context, key string, r Reply) error
}

// Cache answers a request that carries a [Scope] from what was answered before
// to the same request: same model, parameters, schema, messages, prompt hash,
// evidence and date. Only replies that ended of themselves are kept.
type Cache struct {
	Next  Generator
	Store CacheStore
	Log   *slog.Logger // nil is silent
}

// Model names the model.
func (c *Cache) Model() string { return c.Next.Model() }

// Generate streams the reply, from the cache in one piece.
func (c *Cache) Generate(ctx context.Context, req Request) iter.Seq2[Delta, error] {
	if req.Scope == nil || c.Store == nil {
		return c.Next.Generate(ctx, req)
	}
	return func(yield func(Delta, error) bool) {
		key := Key(c.Next.Model(), req)
		r, ok, err := c.Store.Get(ctx, key)
		if err != nil && c.Log != nil {
			c.Log.Warn("cache not read", "error", err)
		}
		if err == nil && ok {
			if yield(Delta{Text: r.Text, Model: r.Model, Cached: true}, nil) {
				yield(Delta{Finish: r.Finish, Usage: &r.Usage, Model: r.Model, Cached: true}, nil)
			}
			return
		}
		var keep collector
		for d, err := range c.Next.Generate(ctx, req) {
			keep.add(d, err)
			if !yield(d, err) || err != nil {
				return
			}
		}
		// A fallback's reply is not the model's own.
		if r := keep.reply(); r.Finish == FinishStop && r.Text != "" && (r.Model == "" || r.Model == c.Next.Model()) {
			// A reader who leaves right after the last piece does not undo it.
			if err := c.Store.Put(context.WithoutCancel(ctx), key, r); err != nil && c.Log != nil {
				c.Log.Warn("cache not written", "error", err)
			}
		}
	}
}

// Key is the cache key of a request to a model, in hex.
func Key(model string, r Request) string {
	h := sha256.New()
	field := func(s string) {
		var n [8]byte
		binary.LittleEndian.PutUint64(n[:], uint64(len(s)))
		h.Write(n[:])
		h.Write([]byte(s))
	}
	field(model)
	var n [16]byte
	binary.LittleEndian.PutUint64(n[:], uint64(r.MaxTokens))
	binary.LittleEndian.PutUint64(n[8:], math.Float64bits(r.Temperature))
	h.Write(n[:])
	if r.Schema != nil {
		field(r.Schema.Name)
		field(string(r.Schema.JSON))
	}
	if r.Scope != nil {
		field(r.Scope.Prompt)
		field(r.Scope.Evidence)
		field(r.Scope.Date)
	}
	for _, m := range r.Messages {
		field(m.Role)
		field(m.Content)
	}
	return hex.EncodeToString(h.Sum(nil))
}

// MemoryCache keeps the replies used last, bounded by number, size and age. It
// is safe for concurrent use.
type MemoryCache struct {
	entries int
	bytes   int
	age     time.Duration
	now     func() time.Time

	mu   sync.Mutex
	size int
	lru  *list.List // of *cached, the last used in front
	by   map[string]*list.Element
}

type cached struct {
	key   string
	reply Reply
	at    time.Time
}

// NewMemoryCache makes a cache of at most entries (0 is 1,000) and bytes of text
// (0 is 16 MiB), none older than age (0 is a day).
func NewMemoryCache(entries, bytes int, age time.Duration) *MemoryCache {
	if entries == 0 {
		entries = 1000
	}
	if bytes == 0 {
		bytes = 16 << 20
	}
	if age == 0 {
		age = 24 * time.Hour
	}
	return &MemoryCache{entries: entries, bytes: bytes, age: age, now: time.Now, lru: list.New(), by: map[string]*list.Element{}}
}

// Get returns the reply kept under the key.
func (m *MemoryCache) Get(_ context.Context, key string) (Reply, bool, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	e, ok := m.by[key]
	if !ok {
		return Reply{}, false, nil
	}
	c := e.Value.(*cached)
	if m.now().Sub(c.at) > m.age {
		m.drop(e)
		return Reply{}, false, nil
	}
	m.lru.MoveToFront(e)
	return c.reply, true, nil
}

// Put keeps a reply and drops those used longest ago beyond the bounds.
func (m *MemoryCache) Put(_ context.Context, key string, r Reply) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e, ok := m.by[key]; ok {
		m.drop(e)
	}
	if len(r.Text) > m.bytes {
		return nil
	}
	m.by[key] = m.lru.PushFront(&cached{key, r, m.now()})
	m.size += len(r.Text)
	for m.lru.Len() > m.entries || m.size > m.bytes {
		m.drop(m.lru.Back())
	}
	return nil
}

func (m *MemoryCache) drop(e *list.Element) {
	c := m.lru.Remove(e).(*cached)
	delete(m.by, c.key)
	m.size -= len(c.reply.Text)
}
