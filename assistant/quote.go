package assistant

import (
	"strings"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// Bounds of what is quoted of one điều, in bytes.
const (
	quoteWhole  = 1500 // a điều up to this is quoted whole
	quoteAtMost = 2500
)

// leftOut stands where lines are left out of a quote.
const leftOut = "…"

// quote is what is quoted of a hit, word for word, with the marked spans (byte
// ranges of the điều's text) moved into it: the whole điều when it is short,
// else the khoản or điểm that holds the marks, else the lines that do, with "…"
// where lines are left out. path names what is quoted. Marks that do not fit are
// dropped.
func quote(h *retrieval.Hit, marks []corpus.Span) (path, text string, moved []corpus.Span) {
	whole := h.Chunk.Text
	if len(whole) <= quoteWhole {
		return h.Chunk.Path, whole, marks
	}
	if len(marks) == 0 {
		path, text := unmarkedQuote(h)
		return path, text, marks
	}
	lo, hi := marks[0].Start, marks[len(marks)-1].End
	for _, u := range h.Chunk.Units { // outermost first
		if u.Start <= lo && hi <= u.End && u.End-u.Start <= quoteAtMost {
			from, to := trimmed(whole, u.Start, u.End)
			return u.Path, whole[from:to], shift(marks, -from)
		}
	}
	return linesAround(h, marks)
}

// linesAround quotes the first line of a điều and the lines that hold the marks.
func linesAround(h *retrieval.Hit, marks []corpus.Span) (path, text string, moved []corpus.Span) {
	whole := h.Chunk.Text
	var b strings.Builder
	end := 0
	add := func(from, to int) int {
		if strings.TrimSpace(whole[end:from]) != "" {
			if b.Len() > 0 {
				b.WriteByte('\n')
			}
			b.WriteString(leftOut)
		}
		if b.Len() > 0 {
			b.WriteByte('\n')
		}
		at := b.Len()
		b.WriteString(whole[from:to])
		end = to
		return at
	}
	if first := strings.IndexByte(whole, '\n'); first > 0 && first < marks[0].Start && strings.HasPrefix(whole, corpus.LevelArticle.Name()+" ") {
		add(0, first)
	}
	last := -1 // where the last line begins in whole, and in the quote
	at := 0
	for _, m := range marks {
		from, to := lineOf(whole, m)
		if to-from > quoteAtMost {
			from, to = m.Start, m.End
		}
		if from == last && to == end {
			moved = append(moved, corpus.Span{Start: at + m.Start - from, End: at + m.End - from})
			continue
		}
		if from < end || b.Len()+to-from > quoteAtMost && len(moved) > 0 {
			continue
		}
		at, last = add(from, to), from
		moved = append(moved, corpus.Span{Start: at + m.Start - from, End: at + m.End - from})
	}
	if strings.TrimSpace(whole[end:]) != "" {
		b.WriteString("\n" + leftOut)
	}
	path = h.Chunk.Path
	for _, u := range h.Chunk.Units {
		if u.Start <= marks[0].Start && marks[len(marks)-1].End <= u.End {
			path = u.Path
		}
	}
	return path, b.String(), moved
}

// lineOf is the line or lines that hold a span, without spaces around.
func lineOf(text string, s corpus.Span) (from, to int) {
	from = strings.LastIndexByte(text[:s.Start], '\n') + 1
	to = len(text)
	if i := strings.IndexByte(text[s.End:], '\n'); i >= 0 {
		to = s.End + i
	}
	return trimmed(text, from, to)
}

func trimmed(text string, from, to int) (int, int) {
	for from < to && (text[from] == ' ' || text[from] == '\n') {
		from++
	}
	for to > from && (text[to-1] == ' ' || text[to-1] == '\n') {
		to--
	}
	return from, to
}

func shift(spans []corpus.Span, by int) []corpus.Span {
	out := make([]corpus.Span, len(spans))
	for i, s := range spans {
		out[i] = corpus.Span{Start: s.Start + by, End: s.End + by}
	}
	return out
}

// unmarkedQuote is what is shown of a long điều that nothing is marked in: the
// khoản or điểm that the search points at, else its beginning.
func unmarkedQuote(h *retrieval.Hit) (path, text string) {
	whole := h.Chunk.Text
	for _, u := range h.Chunk.Units {
		if u.Path == h.BestPath && h.BestPath != "" && u.Start < u.End && u.End <= len(whole) {
			if from, to := trimmed(whole, u.Start, u.End); to-from <= quoteAtMost {
				return u.Path, whole[from:to]
			}
		}
	}
	end := strings.LastIndexByte(whole[:quoteWhole], '\n')
	if end <= 0 {
		end = strings.LastIndexByte(whole[:quoteWhole], ' ')
	}
	return h.Chunk.Path, strings.TrimSpace(whole[:max(end, 0)]) + "\n" + leftOut
}
