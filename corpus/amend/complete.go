package amend

import (
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// setting is what the units around a sentence have said already.
type setting struct {
	amending bool // the điều or its text amends others
	act      actRef
	path     string   // unit of the act in which the sentence works
	verb     verb     // of a list that is told at its head ("Bãi bỏ các điều sau đây:")
	phrases  []quoted // of a list of places ("Thay cụm từ … tại các khoản sau:")
	masked   string   // words around those phrases
	partial  bool     // the list repeals what units say of a matter, not the units
}

// complete gives every place of a sentence its act and its whole path: a unit
// that stands before a larger one belongs to it ("khoản 4 và bổ sung khoản 4a vào
// sau khoản 4 Điều 13"), and what the sentence leaves out the context says.
func (s *sentence) complete(ctx setting) {
	for i := len(s.places) - 1; i >= 0; i-- {
		p := &s.places[i]
		if !p.act.IsZero() || p.this {
			continue
		}
		for j := i + 1; j < len(s.places); j++ {
			if q := &s.places[j]; !q.act.IsZero() && q.path != "" && s.bound(p.end, q.start) {
				p.act = q.act
				break
			}
		}
	}
	for i := range s.places {
		p := &s.places[i]
		if p.act.IsZero() && !p.this {
			// "… của Luật X: sửa đổi Điều 5": an act alone rules what follows
			for j := i - 1; j >= 0; j-- {
				if q := &s.places[j]; !q.act.IsZero() && q.path == "" {
					p.act = q.act
					break
				}
			}
			if p.act.IsZero() {
				p.act = ctx.act
			}
		}
	}
	for i := len(s.places) - 1; i >= 0; i-- {
		p := &s.places[i]
		if p.level != corpus.LevelNone {
			if p.path = s.whole(i, ctx); !levelMissing(p.path) {
				p.level = corpus.LevelNone
			}
		} else if c := s.chapterOf(i, ctx); c != "" {
			p.path = c
		}
	}
}

// bound says that nothing but amending words stands between two places, so that
// the act of the second is that of the first.
func (s *sentence) bound(from, to int) bool {
	return from <= to && !strings.Contains(s.masked[from:to], ". ")
}

// whole completes the relative path of place i from a later place of the
// sentence, an earlier one, or the context.
func (s *sentence) whole(i int, ctx setting) string {
	p := &s.places[i]
	for j := i + 1; j < len(s.places); j++ {
		if path := under(s.places[j], p, s.places[j].path); path != "" {
			return path
		}
	}
	for j := i - 1; j >= 0; j-- {
		if path := under(s.places[j], p, s.places[j].path); path != "" && s.places[j].level == corpus.LevelNone {
			return path
		}
	}
	unit, part := SplitPart(p.path)
	if full := joinUnder(ctx.path, p.level, unit); full != "" {
		return withPart(full, part)
	}
	return "?" + p.path
}

// under puts the relative path of p under the larger unit of q, "" when q has
// none of that level.
func under(q place, p *place, path string) string {
	if q.this || q.level != corpus.LevelNone && strings.HasPrefix(q.path, "?") {
		return ""
	}
	if q.level != corpus.LevelNone && levelMissing(q.path) {
		return ""
	}
	unit, part := SplitPart(p.path)
	base, _ := SplitPart(path)
	if full := joinUnder(base, p.level, unit); full != "" {
		return withPart(full, part)
	}
	return ""
}

// levelMissing says that a path has no điều.
func levelMissing(path string) bool { return reference.Article(path) == "" }

// joinUnder cuts base at its unit of that level and appends the rest.
func joinUnder(base string, level corpus.Level, rest string) string {
	for _, step := range reference.Steps(base) {
		if step.Level == level {
			if rest == "" {
				return base[:step.End]
			}
			return base[:step.End] + "/" + rest
		}
	}
	// điểm right under a điều without khoản
	if level == corpus.LevelClause {
		if a := reference.Article(base); a != "" && a == base {
			return a + "/" + rest
		}
	}
	return ""
}

func withPart(path, part string) string {
	if part == "" {
		return path
	}
	return path + ":" + part
}

// chapterOf completes "Mục 4" by the chapter of a place or of the context.
func (s *sentence) chapterOf(i int, ctx setting) string {
	unit, part := SplitPart(s.places[i].path)
	steps := reference.Steps(unit)
	if len(steps) == 0 || steps[0].Level != corpus.LevelSection && steps[0].Level != corpus.LevelSubsection {
		return ""
	}
	for j := i + 1; j < len(s.places); j++ {
		base, _ := SplitPart(s.places[j].path)
		if st := reference.Steps(base); len(st) > 0 && st[0].Level == corpus.LevelChapter {
			return withPart(base[:st[0].End]+"/"+unit, part)
		}
	}
	if st := reference.Steps(ctx.path); len(st) > 0 && st[0].Level == corpus.LevelChapter {
		return withPart(ctx.path[:st[0].End]+"/"+unit, part)
	}
	return ""
}

// commonPath is the unit that holds all the paths.
func commonPath(paths []string) string {
	if len(paths) == 0 {
		return ""
	}
	common, _ := SplitPart(paths[0])
	for _, p := range paths[1:] {
		p, _ = SplitPart(p)
		for common != "" && p != common && !strings.HasPrefix(p, common+"/") {
			i := strings.LastIndexByte(common, '/')
			common = common[:max(i, 0)]
		}
	}
	return common
}
