package reference

import (
	"strings"

	"trolyluat/corpus"
)

// Step is one component of a path with its level.
type Step struct {
	Level corpus.Level
	Part  string // "d12", "k2", "đ"
	End   int    // offset in the path where the component ends
}

// Steps splits a path of [corpus.Provision] into its components with their
// levels. A component that fits no level has LevelNone.
func Steps(path string) []Step {
	var steps []Step
	article, clause := false, false
	for start := 0; start < len(path); {
		end := len(path)
		if i := strings.IndexByte(path[start:], '/'); i >= 0 {
			end = start + i
		}
		part := path[start:end]
		level := corpus.LevelNone
		switch {
		case article && !clause && numbered(part, "k"):
			level, clause = corpus.LevelClause, true
		case article:
			level = corpus.LevelPoint
		case numbered(part, "d"):
			level, article = corpus.LevelArticle, true
		case numbered(part, "k") && !clause:
			level, clause = corpus.LevelClause, true
		case clause:
			level = corpus.LevelPoint
		case numbered(part, "tm"):
			level = corpus.LevelSubsection
		case numbered(part, "c"):
			level = corpus.LevelChapter
		case strings.HasPrefix(part, "kt"):
			level = corpus.LevelAttachment
		case strings.HasPrefix(part, "pl"):
			level = corpus.LevelAppendix
		case numbered(part, "p"):
			level = corpus.LevelPart
		case len(part) > 1 && part[0] == 'm' && part != "mo-dau":
			level = corpus.LevelSection
		case part == "mo-dau":
			level = corpus.LevelPreamble
		case part == "ket":
			level = corpus.LevelClosing
		}
		steps = append(steps, Step{level, part, end})
		start = end + 1
	}
	return steps
}

// numbered says whether part is prefix and a number ("d12a" for "d").
func numbered(part, prefix string) bool {
	return len(part) > len(prefix) && part[:len(prefix)] == prefix && part[len(prefix)] >= '0' && part[len(prefix)] <= '9'
}

// In gives the absolute path of the target for a reference that stands in the
// unit at path ("d12/k2/đ"). It returns "" when path has no unit of that level.
func (t Target) In(path string) string {
	if t.This == corpus.LevelNone {
		return t.Path
	}
	base := ""
	for _, s := range Steps(path) {
		if s.Level == t.This {
			base = path[:s.End]
		}
	}
	switch {
	case base == "":
		return ""
	case t.Path == "":
		return base
	}
	return base + "/" + t.Path
}

// Article cuts a path down to its điều ("kt1/d5/k2/a" → "kt1/d5"), "" when it
// has none.
func Article(path string) string {
	for _, s := range Steps(path) {
		if s.Level == corpus.LevelArticle {
			return path[:s.End]
		}
	}
	return ""
}
