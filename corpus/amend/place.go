package amend

import (
	"cmp"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// findPlaces finds the units and documents of the sentence.
func (s *sentence) findPlaces() {
	for _, r := range reference.Find(s.masked) {
		if r.Span.Start < s.body && len(r.Targets) == 0 {
			continue
		}
		base := place{start: r.Span.Start, end: r.Span.End, refStart: r.Span.Start}
		d := r.Document
		base.this = d.This || strings.HasSuffix(s.masked[r.Span.Start:r.Span.End], "này")
		if !base.this {
			base.act = actRef{Key: d.Key, Name: d.Name, Kind: d.Kind, Year: d.Year, Amending: d.Amending}
			if d.Key == "" && d.Number != "" {
				base.act.Name = strings.TrimSpace(d.Kind.Name() + " " + d.Number)
			}
		}
		if len(r.Targets) == 0 {
			s.places = append(s.places, base)
			continue
		}
		for _, t := range r.Targets {
			p := base
			p.start, p.end = t.Span.Start, t.Span.End
			p.path, p.level = t.Path, t.This
			if t.Part != "" {
				p.path += ":" + t.Part
			}
			s.places = append(s.places, p)
		}
	}
	s.findNames()
}

// pointBack gives "điểm này", "khoản này" behind a unit of another act the place
// of that unit ("tại điểm đ khoản 2 Điều 35 của Luật X và sửa đổi điểm này như
// sau").
func (s *sentence) pointBack() {
	for i := range s.places {
		p := &s.places[i]
		if !p.this || p.path != "" || p.level == corpus.LevelNone || i == 0 {
			continue
		}
		for j := i - 1; j >= 0; j-- {
			q := s.places[j]
			if q.this || q.path == "" {
				continue
			}
			unit, _ := SplitPart(q.path)
			if full := joinUnder(unit, p.level, ""); full != "" {
				p.path, p.act, p.level, p.this = full, q.act, corpus.LevelNone, false
			}
			break
		}
	}
}

// findNames adds "tên điều", "tên Chương" without a number: the name of the unit
// that another place or the context gives.
func (s *sentence) findNames() {
	found := false
	for i := s.body; ; {
		j := indexFold(s.masked, i, "tên")
		if j < 0 {
			break
		}
		k := skipSpace(s.masked, j+len("tên"))
		i = k
		for _, w := range [...]struct {
			word  string
			level corpus.Level
		}{{"điều", corpus.LevelArticle}, {"chương", corpus.LevelChapter}, {"mục", corpus.LevelSection}} {
			n := foldedPrefix(s.masked[k:], w.word)
			if n == 0 {
				continue
			}
			if tail := strings.TrimLeft(s.masked[k+n:], " \u00a0"); tail != "" && (labelLen(tail) > 0 || strings.ContainsAny(tail[:1], "IVX")) {
				continue
			}
			s.places = append(s.places, place{path: ":ten", level: w.level, start: j, end: k + n, refStart: j})
			found = true
		}
	}
	if found {
		slices.SortStableFunc(s.places, func(a, b place) int { return cmp.Compare(a.start, b.start) })
	}
}

// placesIn lists the places between two offsets of the sentence.
func (s *sentence) placesIn(from, to int) []int {
	var out []int
	for i := range s.places {
		if s.places[i].start >= from && s.places[i].start < to {
			out = append(out, i)
		}
	}
	return out
}

// quotesIn lists the phrases between two offsets.
func (s *sentence) quotesIn(from, to int) []quoted {
	var out []quoted
	for _, q := range s.quotes {
		if q.start >= from && q.start < to {
			out = append(out, q)
		}
	}
	return out
}

// wordBefore returns the words between the previous place, phrase or verb and
// offset i, in small letters.
func (s *sentence) wordsBefore(from, i int) string {
	for k := range s.places {
		if p := &s.places[k]; p.start < i && p.end > from && p.end <= i {
			from = p.end
		}
	}
	for _, q := range s.quotes {
		if q.end <= i && q.end > from {
			from = q.end
		}
	}
	if from >= i {
		return ""
	}
	return strings.ToLower(strings.Trim(s.masked[from:i], " \u00a0\n,;_"))
}
