package web

import (
	"cmp"
	"html"
	"html/template"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
)

// spot is a stretch of an uploaded text that a page marks.
type spot struct {
	corpus.Span
	ID    string
	Class string
	Href  string // where it leads; "" for none
	Inner template.HTML
	// Whole says that Inner stands for the text of the stretch.
	Whole bool
}

// paper writes an uploaded text as paragraphs with its spots marked. Of spots that
// cross, the later is cut where the earlier ends; one that goes over a line is
// marked in every line and has its id in the first. Lines that a page of print
// broke are joined.
func paper(text string, spots []spot) template.HTML {
	spots = slices.DeleteFunc(slices.Clone(spots), func(s spot) bool {
		return s.Start < 0 || s.End > len(text) || s.Start >= s.End
	})
	slices.SortStableFunc(spots, func(a, b spot) int { return cmp.Or(cmp.Compare(a.Start, b.Start), cmp.Compare(b.End, a.End)) })
	w := paperWriter{text: text, spots: spots}
	for start := 0; start < len(text); {
		end := start
		for {
			i := strings.IndexByte(text[end:], '\n')
			if i < 0 {
				end = len(text)
				break
			}
			if end += i; !goesOn(text[start:end], text[end+1:]) {
				break
			}
			end++
		}
		w.line(start, end)
		start = end + 1
	}
	return template.HTML(w.out.String())
}

// printed is how many letters a line of print has at least.
const printed = 45

// goesOn says that a line goes on in the next: it is as long as lines of print
// are, ends in no mark, and what follows begins in small letters, or it is longer
// still.
func goesOn(lines, rest string) bool {
	line := strings.TrimRight(lines[strings.LastIndexByte(lines, '\n')+1:], " \t")
	n := utf8.RuneCountInString(line)
	rest = strings.TrimLeft(rest, " \t")
	next, _ := utf8.DecodeRuneInString(rest)
	if n < printed || n > 3*printed || rest == "" || strings.ContainsAny(line[len(line)-1:], ".:;!?") {
		return false
	}
	return unicode.IsLower(next) || n > printed+20 && unicode.IsUpper(next)
}

type paperWriter struct {
	text  string
	spots []spot
	next  int    // first spot that has not begun
	open  []spot // those that go on, the outermost first
	done  int    // up to where the text is written or stood for
	out   strings.Builder
}

func (w *paperWriter) line(start, end int) {
	start = min(max(start, w.done), end)
	if strings.TrimSpace(w.text[start:end]) == "" {
		w.closeUntil(end)
		return
	}
	w.out.WriteString("<p>")
	for i := range w.open {
		w.begin(&w.open[i], false)
	}
	at := start
	for {
		// The nearest of: an open spot's end, a new spot's beginning, the line's end.
		stop, closing := end, false
		if n := len(w.open); n > 0 && w.open[n-1].End <= stop {
			stop, closing = w.open[n-1].End, true
		}
		if w.next < len(w.spots) && w.spots[w.next].Start < stop {
			s := w.spots[w.next]
			w.next++
			s.Start = max(s.Start, at)
			if n := len(w.open); n > 0 {
				s.End = min(s.End, w.open[n-1].End)
			}
			if s.Start >= s.End {
				continue
			}
			w.words(at, s.Start)
			at = s.Start
			w.begin(&s, true)
			if s.Whole {
				w.out.WriteString(string(s.Inner) + w.tail(&s))
				at, w.done = min(s.End, end), s.End
				w.skip(s.End)
				continue
			}
			w.out.WriteString(string(s.Inner))
			w.open = append(w.open, s)
			continue
		}
		w.words(at, stop)
		at = stop
		if !closing {
			break
		}
		n := len(w.open) - 1
		w.out.WriteString(w.tail(&w.open[n]))
		w.open = w.open[:n]
	}
	for i := len(w.open) - 1; i >= 0; i-- {
		w.out.WriteString(w.tail(&w.open[i]))
	}
	w.out.WriteString("</p>\n")
	w.closeUntil(end)
}

// skip passes over spots within a stretch that is written otherwise.
func (w *paperWriter) skip(end int) {
	for w.next < len(w.spots) && w.spots[w.next].Start < end {
		w.next++
	}
}

// closeUntil forgets open spots that end by then.
func (w *paperWriter) closeUntil(end int) {
	w.open = slices.DeleteFunc(w.open, func(s spot) bool { return s.End <= end+1 })
}

func (w *paperWriter) words(from, to int) {
	if from < to {
		w.out.WriteString(html.EscapeString(w.text[from:to]))
	}
}

func (w *paperWriter) begin(s *spot, first bool) {
	w.out.WriteString("<" + s.tag())
	if first && s.ID != "" {
		w.out.WriteString(` id="` + html.EscapeString(s.ID) + `"`)
	}
	if s.Class != "" {
		w.out.WriteString(` class="` + html.EscapeString(s.Class) + `"`)
	}
	if s.Href != "" {
		w.out.WriteString(` href="` + html.EscapeString(s.Href) + `"`)
	}
	w.out.WriteString(">")
}

func (s *spot) tag() string {
	if s.Href != "" {
		return "a"
	}
	return "span"
}

func (w *paperWriter) tail(s *spot) string { return "</" + s.tag() + ">" }
