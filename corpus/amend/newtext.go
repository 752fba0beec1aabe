package amend

import (
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// assign gives the announced new texts to the operations that wait for them.
func assign(blocks []block, ops []*corpus.Amendment) {
	switch {
	case len(ops) == 0 || len(blocks) == 0:
		return
	case len(ops) == 1:
		ops[0].New = joinBlocks(blocks)
		misreadL(ops[0])
		return
	case len(ops) == len(blocks) && inOrder(blocks, ops):
		for i := range ops {
			ops[i].New = blocks[i].text
		}
		return
	}
	split(cutInline(strings.Split(joinBlocks(blocks), "\n"), ops), ops)
}

// cutInline breaks lines where a điểm of one of the operations begins behind the
// end of another on the same line ("…; d) …").
func cutInline(lines []string, ops []*corpus.Amendment) []string {
	for _, op := range ops {
		path, part := SplitPart(op.Path)
		steps := reference.Steps(path)
		if part != "" || len(steps) == 0 || steps[len(steps)-1].Level != corpus.LevelPoint {
			continue
		}
		label := steps[len(steps)-1].Part + ") "
		at, line := -1, 0
		for i, l := range lines {
			if heads(l, op) {
				at = -1
				break
			}
			for _, mark := range [...]string{"; ", ". ", ": "} {
				if k := strings.Index(l, mark+label); k >= 0 {
					at, line = k+len(mark), i
				}
			}
		}
		if at > 0 {
			lines = slices.Insert(slices.Clone(lines), line+1, lines[line][at:])
			lines[line] = strings.TrimSpace(lines[line][:at])
		}
	}
	return lines
}

// misreadL mends "điểm 1" where the new text shows that the letter l was meant.
func misreadL(op *corpus.Amendment) {
	if base, ok := strings.CutSuffix(op.Path, "/1"); ok && strings.HasPrefix(op.New, "l)") {
		op.Path = base + "/l"
	}
}

func joinBlocks(blocks []block) string {
	parts := make([]string, len(blocks))
	for i := range blocks {
		parts[i] = blocks[i].text
	}
	return strings.Join(parts, "\n")
}

// inOrder says that no block begins with the label of another operation's unit.
func inOrder(blocks []block, ops []*corpus.Amendment) bool {
	for i := range blocks {
		if heads(blocks[i].text, ops[i]) {
			continue
		}
		for j := range ops {
			if j != i && heads(blocks[i].text, ops[j]) {
				return false
			}
		}
	}
	return true
}

// split cuts new text for several units at the lines where a unit's label
// begins. Operations whose unit does not begin anywhere keep no new text, and
// say so.
func split(lines []string, ops []*corpus.Amendment) {
	type cut struct{ line, op int }
	var cuts []cut
	used := make([]bool, len(ops))
	for i, line := range lines {
		for k := range ops {
			if !used[k] && heads(line, ops[k]) {
				cuts = append(cuts, cut{i, k})
				used[k] = true
				break
			}
		}
	}
	if len(cuts) == 0 || cuts[0].line != 0 && !onlyHeading(lines[:cuts[0].line], ops) {
		for _, op := range ops {
			op.Problem = "new text is not told apart by unit"
		}
		return
	}
	for c := range cuts {
		end := len(lines)
		if c+1 < len(cuts) {
			end = cuts[c+1].line
		}
		ops[cuts[c].op].New = strings.TrimSpace(strings.Join(lines[cuts[c].line:end], "\n"))
	}
	for k, op := range ops {
		if !used[k] {
			op.Problem = "new text is not told apart by unit"
		}
	}
}

// onlyHeading says that the lines before the first unit repeat the units that
// hold it, the điều or the khoản with its lead-in, as context and not as new
// text.
func onlyHeading(lines []string, ops []*corpus.Amendment) bool {
	unit, _ := SplitPart(ops[0].Path)
	for _, l := range lines {
		l = strings.TrimSpace(l)
		if strings.HasPrefix(l, "…") || strings.HasPrefix(l, "...") {
			continue
		}
		holds := false
		for up := parentPath(unit); up != ""; up = parentPath(up) {
			holds = holds || heads(l, &corpus.Amendment{Path: up})
		}
		if !holds {
			return false
		}
	}
	return true
}

// heads says that a line begins with the label of the unit of an operation.
func heads(line string, op *corpus.Amendment) bool {
	path, part := SplitPart(op.Path)
	steps := reference.Steps(path)
	if len(steps) == 0 {
		return false
	}
	last := steps[len(steps)-1]
	label := labelOf(line)
	switch {
	case part == "ten":
		return label.level == last.Level && (label.text == labelText(last) || label.level != corpus.LevelArticle) && label.level != corpus.LevelNone
	case part != "" && part != "mo-dau":
		return false
	}
	return label.level == last.Level && label.text == labelText(last)
}

// labelText is the label of a path's step as it stands before the unit: "12a",
// "3", "đ".
func labelText(s reference.Step) string {
	if s.Level == corpus.LevelPoint {
		return s.Part
	}
	return strings.TrimLeft(s.Part, "dkcmplt")
}

// unitLabel is the label at the beginning of a line.
type unitLabel struct {
	level corpus.Level
	text  string // as in paths: "12a", "3", "đ", "7a"
	rest  int    // offset behind the label and its punctuation
}

// labelOf reads the label of a line: "Điều 5.", "2.", "đ)", "CHƯƠNG VIIa", "Mục 3".
func labelOf(line string) unitLabel {
	lead := len(line) - len(strings.TrimLeft(line, " \t\u00a0"))
	s := line[lead:]
	for _, w := range [...]struct {
		word  string
		level corpus.Level
	}{{"điều", corpus.LevelArticle}, {"chương", corpus.LevelChapter}, {"tiểu mục", corpus.LevelSubsection}, {"mục", corpus.LevelSection}, {"phần", corpus.LevelPart}, {"phụ lục", corpus.LevelAppendix}} {
		n := foldedPrefix(s, w.word)
		if n == 0 {
			continue
		}
		i := skipSpace(s, n)
		j := i
		for j < len(s) && s[j] > ' ' && s[j] != '.' && s[j] != ':' && s[j] != '-' && s[j] != '[' && s[j] != ',' && s[j] != ';' && s[j] != '(' {
			j++
		}
		label := strings.TrimRight(s[i:j], "\u00a0")
		if label == "" {
			return unitLabel{}
		}
		if w.level != corpus.LevelArticle {
			if refs := reference.Find("x " + strings.ToUpper(w.word[:1]) + w.word[1:] + " " + label + " của Luật này"); len(refs) > 0 && len(refs[0].Targets) > 0 {
				if st := reference.Steps(refs[0].Targets[0].Path); len(st) > 0 {
					label = labelText(st[len(st)-1])
				}
			}
		} else if labelLen(label) != len(label) {
			k := labelLen(label)
			if k == 0 {
				return unitLabel{}
			}
			label, j = label[:k], i+k
		}
		return unitLabel{w.level, label, lead + skipPunct(s, j)}
	}
	i := labelLen(s)
	if i == 0 && len(s) > 3 && s[0] == 'l' && s[2] == '.' && s[1] >= 'a' && s[1] <= 'e' {
		// "la." is how some files print "1a."
		return unitLabel{corpus.LevelClause, "1" + s[1:2], lead + skipPunct(s, 2)}
	}
	if i == 0 || i >= len(s) {
		return unitLabel{}
	}
	text := s[:i]
	switch {
	case text[0] >= '0' && text[0] <= '9':
		// "5.[12] …", "2- …", "3. …", "1a. …"
		if s[i] != '.' && s[i] != '/' && s[i] != '-' && s[i] != ')' && s[i] != '[' || strings.Contains(text, ".") {
			return unitLabel{}
		}
		return unitLabel{corpus.LevelClause, text, lead + skipPunct(s, i)}
	case s[i] == ')' || s[i] == '/' || s[i] == '.' && i+1 < len(s) && s[i+1] == ' ':
		return unitLabel{corpus.LevelPoint, text, lead + skipPunct(s, i)}
	}
	return unitLabel{}
}

func skipPunct(s string, i int) int {
	for i < len(s) && strings.IndexByte(".):-/", s[i]) >= 0 {
		i++
	}
	return skipSpace(s, i)
}
