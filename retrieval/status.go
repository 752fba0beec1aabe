package retrieval

import (
	"slices"

	"trolyluat/corpus"
)

// articleKey names a điều whatever source, version or window it was found in.
type articleKey struct{ document, path string }

func keyOf(info *corpus.DocumentInfo, c *corpus.Chunk) articleKey {
	key := info.Key
	if key == "" {
		key = corpus.KeyOf(c.Document)
	}
	return articleKey{key, c.Path}
}

// ArticleID is the id by which a question's gold answers name a điều: the one that
// its source knows it by (the anchor of the pháp điển, law_id#article of a
// benchmark), or KEY#PATH ("45/2019/QH14#d25"), whichever gold holds; the latter
// where it holds neither and the source has none.
func ArticleID(info *corpus.DocumentInfo, c *corpus.Chunk, gold []string) string {
	key := keyOf(info, c)
	if id := key.document + "#" + key.path; c.SourceID == "" || slices.Contains(gold, id) {
		return id
	}
	return c.SourceID
}

// standing orders statuses by how much a reader wants to see the text first.
func standing(s corpus.Status) int {
	switch s {
	case corpus.StatusInForce, corpus.StatusPartly:
		return 4
	case corpus.StatusUnknown, corpus.StatusStoodIn:
		return 3
	case corpus.StatusSuspended:
		return 2
	case corpus.StatusPending:
		return 1
	}
	return 0
}

// better says that a stands for their common điều rather than b, which was
// found before it: a holds on the date and b does not.
func better(a, b *Hit, on corpus.Date) bool {
	return standing(statusOf(&a.Document, &a.Chunk, on)) > standing(statusOf(&b.Document, &b.Chunk, on))
}

// statusOf is the effect of a chunk on a day: what the chunk's own interval
// says, within that of its document; a status that its version carries; and
// where dates leave it open, what the source declares.
func statusOf(info *corpus.DocumentInfo, c *corpus.Chunk, on corpus.Date) corpus.Status {
	iv := c.Interval
	if iv.From == 0 {
		iv.From = info.Effective.From
	}
	if iv.To == 0 || info.Effective.To != 0 && info.Effective.To < iv.To {
		iv.To = info.Effective.To
	}
	status := corpus.StatusOn(iv, on)
	if (status == corpus.StatusInForce || status == corpus.StatusUnknown) && c.Status != "" {
		return c.Status
	}
	if status == corpus.StatusUnknown && info.Status != "" {
		return info.Status
	}
	return status
}

// StatusOf is the effect on a day of a text of a document, of which the chunk's
// interval and own status count.
func StatusOf(info *corpus.DocumentInfo, c *corpus.Chunk, on corpus.Date) corpus.Status {
	return statusOf(info, c, on)
}
