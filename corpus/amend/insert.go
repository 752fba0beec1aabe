package amend

import (
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// insertOps reads "Bổ sung Điều 7a vào sau Điều 7", "Bổ sung khoản 4 và khoản 5
// vào sau khoản 3", "Bổ sung một khoản vào Điều 47", "Bổ sung đoạn thứ hai vào
// khoản 1 Điều 5".
func (r *reader) insertOps(s *sentence, a *action, in *instruction, ctx setting) []corpus.Amendment {
	var news []place
	container, anchor := "", ""
	act := ctx.act
	for _, i := range s.placesIn(a.from, a.to) {
		q := s.places[i]
		if q.this {
			return nil
		}
		if !q.act.IsZero() {
			act = q.act
		}
		if q.path == "" {
			continue
		}
		switch words := s.wordsBefore(a.from, q.refStart); {
		case hasWord(words, "sau"):
			anchor = q.path
		case hasWord(words, "trước"):
			anchor = "<" + q.path
		case len(news) > 0 && (hasWord(words, "vào") || hasWord(words, "tại") || hasWord(words, "trong") || hasWord(words, "của")),
			len(news) == 0 && hasWord(words, "vào"):
			if container == "" || strings.HasPrefix(container, "c") || strings.HasPrefix(container, "m") {
				container = q.path
			}
		default:
			if len(news) == 0 && !s.directlyBehind(a, i) {
				container = q.path
				continue
			}
			news = append(news, q)
		}
	}
	if len(news) == 0 {
		return r.unnamedInserts(s, a, in, act, container, anchor, ctx)
	}
	var out []corpus.Amendment
	for _, q := range news {
		unit, _ := SplitPart(q.path)
		if container != "" && strings.HasPrefix(q.path, "?") {
			// "Bổ sung khoản 4 vào Điều 94"
			q.path = container + "/" + q.path[1:]
		} else if container != "" && unit != "" && levelMissing(unit) && levelMissing(container) && !strings.HasPrefix(unit, container) && sectionUnder(unit, container) {
			q.path = container + "/" + q.path
		}
		q.act = act
		op, ok := target(&q, corpus.OpInsert)
		if !ok {
			continue
		}
		op.After = anchor
		out = append(out, op)
	}
	// the second new unit stands behind the first
	for k := 1; k < len(out); k++ {
		if out[k].After != "" && !strings.HasPrefix(out[k].After, "<") {
			out[k].After = out[k-1].Path
		}
	}
	return out
}

// sectionUnder says that unit is a mục that a chương holds.
func sectionUnder(unit, container string) bool {
	u, c := reference.Steps(unit), reference.Steps(container)
	return len(u) > 0 && len(c) > 0 && u[0].Level == corpus.LevelSection && c[0].Level == corpus.LevelChapter
}

func hasWord(words, w string) bool {
	for f := range strings.FieldsSeq(words) {
		if strings.Trim(f, ",;") == w {
			return true
		}
	}
	return false
}

// unnamedInserts reads insertions whose unit has no number in the instruction:
// the labels of the new text give it, or the new text is a paragraph.
func (r *reader) unnamedInserts(s *sentence, a *action, in *instruction, act actRef, container, anchor string, ctx setting) []corpus.Amendment {
	if container == "" && anchor != "" {
		// "Bổ sung một khoản vào sau khoản 2 Điều 5": beside the anchor
		unit, part := SplitPart(strings.TrimPrefix(anchor, "<"))
		if container = unit; part == "" {
			container = parentPath(unit)
		}
	}
	if container == "" {
		container = ctx.path
	}
	if container == "" || len(in.blocks) == 0 || act.IsZero() {
		return nil
	}
	head := strings.ToLower(s.masked[a.from:a.to])
	make1 := func(path, text string) corpus.Amendment {
		op, _ := target(&place{act: act, path: path}, corpus.OpInsert)
		op.After, op.New = anchor, text
		return op
	}
	if strings.Contains(head, "đoạn") || strings.Contains(head, "gạch đầu dòng") || strings.Contains(head, "câu") {
		unit, _ := SplitPart(container)
		part := ":cuoi"
		if strings.HasPrefix(anchor, "<") {
			part = ":mo-dau"
		}
		return []corpus.Amendment{make1(unit+part, joinBlocks(in.blocks))}
	}
	level := corpus.LevelNone
	for _, w := range [...]struct {
		word  string
		level corpus.Level
	}{{"điểm", corpus.LevelPoint}, {"khoản", corpus.LevelClause}, {"điều", corpus.LevelArticle}} {
		if i := strings.Index(head, w.word); i >= 0 && i < 20 {
			level = w.level
			break
		}
	}
	if level == corpus.LevelNone {
		return nil
	}
	var out []corpus.Amendment
	for line := range strings.Lines(joinBlocks(in.blocks)) {
		l := labelOf(line)
		if l.level == level {
			path := ""
			switch level {
			case corpus.LevelArticle:
				path = "d" + l.text
			case corpus.LevelClause:
				path = container + "/k" + l.text
			default:
				path = container + "/" + l.text
			}
			out = append(out, make1(path, strings.TrimRight(line, "\n")))
		} else if n := len(out); n > 0 {
			out[n-1].New += "\n" + strings.TrimRight(line, "\n")
		}
	}
	return out
}

// parentPath cuts the last component off a path.
func parentPath(path string) string {
	path, _ = SplitPart(path)
	if i := strings.LastIndexByte(path, '/'); i >= 0 {
		return path[:i]
	}
	return ""
}
