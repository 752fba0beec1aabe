package lexical

import "sync"

// cacheKey names a list.
type cacheKey struct {
	segment SegmentID
	term    string
}

// cache keeps the lists used last within a number of bytes.
type cache struct {
	mu    sync.Mutex
	limit int64
	used  int64
	items map[cacheKey]*cacheItem
	// newest and oldest end a chain through all items in the order of use.
	newest, oldest *cacheItem
}

type cacheItem struct {
	key          cacheKey
	list         *list
	newer, older *cacheItem
}

func newCache(limit int64) *cache {
	return &cache{limit: limit, items: map[cacheKey]*cacheItem{}}
}

func (c *cache) get(k cacheKey) (*list, bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	it := c.items[k]
	if it == nil {
		return nil, false
	}
	c.unlink(it)
	c.link(it)
	return it.list, true
}

func (c *cache) put(k cacheKey, l *list) {
	c.mu.Lock()
	defer c.mu.Unlock()
	if it := c.items[k]; it != nil {
		c.drop(it)
	}
	it := &cacheItem{key: k, list: l}
	c.items[k] = it
	c.used += c.cost(it)
	c.link(it)
	for c.used > c.limit && c.oldest != nil {
		c.drop(c.oldest)
	}
}

// forget drops the lists of segments that keep does not name.
func (c *cache) forget(keep map[SegmentID]bool) {
	c.mu.Lock()
	defer c.mu.Unlock()
	for k, it := range c.items {
		if !keep[k.segment] {
			c.drop(it)
		}
	}
}

func (c *cache) clear() {
	c.mu.Lock()
	defer c.mu.Unlock()
	clear(c.items)
	c.used, c.newest, c.oldest = 0, nil, nil
}

func (c *cache) cost(it *cacheItem) int64 { return it.list.size + int64(len(it.key.term)) + 128 }

func (c *cache) drop(it *cacheItem) {
	c.unlink(it)
	delete(c.items, it.key)
	c.used -= c.cost(it)
}

func (c *cache) link(it *cacheItem) {
	it.newer, it.older = nil, c.newest
	if c.newest != nil {
		c.newest.newer = it
	}
	c.newest = it
	if c.oldest == nil {
		c.oldest = it
	}
}

func (c *cache) unlink(it *cacheItem) {
	if it.newer != nil {
		it.newer.older = it.older
	} else {
		c.newest = it.older
	}
	if it.older != nil {
		it.older.newer = it.newer
	} else {
		c.oldest = it.newer
	}
}
