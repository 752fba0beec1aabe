package amend

import (
	"strings"
	"unicode/utf8"

	"trolyluat/corpus"
	"trolyluat/corpus/parse"
	"trolyluat/corpus/reference"
)

// articleText checks and completes the new text of a điều: it begins with its
// label line.
func articleText(path, text string) (string, string) {
	text = strings.TrimSpace(text)
	if text == "" {
		return "", "no new text"
	}
	want := strings.TrimPrefix(lastStep(path), "d")
	first, _, _ := strings.Cut(text, "\n")
	l := labelOf(first)
	if l.level != corpus.LevelArticle {
		return "Điều " + want + ". " + text, ""
	}
	if l.text != want {
		return "", "the new text has another number: " + l.text
	}
	return text, ""
}

// relabelArticle gives the text of a điều the number of its new path; "" when it
// has no label.
func relabelArticle(text, path string) string {
	l := labelOf(text)
	if l.level != corpus.LevelArticle {
		return ""
	}
	i := strings.Index(text, l.text)
	return text[:i] + strings.TrimPrefix(lastStep(path), "d") + text[i+len(l.text):]
}

// inserted says that a label is one of an inserted unit ("d12a", "k2a", "a1").
func inserted(step string) bool {
	if step == "" {
		return false
	}
	last := step[len(step)-1]
	if step[0] == 'd' || step[0] == 'k' {
		return last >= 'a' && last <= 'z'
	}
	return last >= '0' && last <= '9'
}

// editUnit changes a khoản, điểm, heading or paragraph inside the text of a điều.
func editUnit(articlePath, text, path, part string, op *Dated) (string, string) {
	if part == "ten" && path == articlePath {
		return editHeading(articlePath, text, op)
	}
	read := parse.Article(articlePath, text)
	span, ok := unitSpan(read, path, articlePath, text)
	if !ok {
		if op.Op == corpus.OpInsert && part == "" {
			return insertUnit(read, text, path, op)
		}
		if op.Op == corpus.OpReplace && part == "" && inserted(lastStep(path)) {
			return insertUnit(read, text, path, op)
		}
		return "", "no such unit"
	}
	if part != "" {
		return editPart(read, text, path, part, span, op)
	}
	switch op.Op {
	case corpus.OpReplace:
		return replaceUnit(text, path, span, op.New)
	case corpus.OpInsert:
		return "", "the unit exists already"
	case corpus.OpRepeal:
		return text[:span.Start] + labelLine(path) + " (được bãi bỏ)" + text[span.End:], ""
	case corpus.OpRenumber:
		return renumber(read, text, path, span, op)
	case corpus.OpCorrect:
		if op.Old == "" {
			return replaceUnit(text, path, span, op.New)
		}
	}
	if !phraseOp(op.Op) && op.Op != corpus.OpCorrect {
		return "", "not an operation on a unit"
	}
	edited, n := editPhrase(text[span.Start:span.End], op)
	if n == 0 {
		return "", problemNoPhrase
	}
	return text[:span.Start] + edited + text[span.End:], ""
}

// unitSpan finds a unit in the text of its điều.
func unitSpan(read parse.ArticleText, path, articlePath, text string) (corpus.Span, bool) {
	if path == articlePath {
		return corpus.Span{Start: 0, End: len(text)}, true
	}
	for _, u := range read.Units {
		if u.Path == path {
			return corpus.Span{Start: u.Start, End: u.End}, true
		}
	}
	return corpus.Span{}, false
}

// replaceUnit puts new text in the place of a khoản or điểm.
func replaceUnit(text, path string, span corpus.Span, new string) (string, string) {
	new = strings.TrimSpace(new)
	if new == "" {
		return "", "no new text"
	}
	new, problem := labelledText(path, new)
	if problem != "" {
		return "", problem
	}
	return text[:span.Start] + new + text[span.End:], ""
}

// labelledText gives new text the label of its unit, when it has none, and
// refuses that of another.
func labelledText(path, new string) (string, string) {
	steps := reference.Steps(path)
	step := steps[len(steps)-1]
	first, _, _ := strings.Cut(new, "\n")
	l := labelOf(first)
	if l.level == step.Level {
		if l.text != labelText(step) {
			return "", "the new text has another label: " + l.text
		}
		return new, ""
	}
	if l.level == corpus.LevelArticle {
		// the label of the điều repeated above its khoản
		if _, rest, ok := strings.Cut(new, "\n"); ok {
			return labelledText(path, strings.TrimSpace(rest))
		}
	}
	return labelLine(path) + " " + new, ""
}

// labelLine is the label of a unit as it is printed: "3.", "đ)".
func labelLine(path string) string {
	steps := reference.Steps(path)
	step := steps[len(steps)-1]
	if step.Level == corpus.LevelPoint {
		return step.Part + ")"
	}
	return labelText(step) + "."
}

// insertUnit puts a new khoản or điểm where the operation says, or behind the
// last sibling with a smaller label.
func insertUnit(read parse.ArticleText, text, path string, op *Dated) (string, string) {
	new := strings.TrimSpace(op.New)
	if new == "" {
		return "", "no new text"
	}
	new, problem := labelledText(path, new)
	if problem != "" {
		return "", problem
	}
	parent := parentPath(path)
	if parent != reference.Article(path) {
		if _, ok := unitSpan(read, parent, "", text); !ok {
			return "", "no such unit"
		}
	}
	if before, ok := strings.CutPrefix(op.After, "<"); ok {
		if span, ok := unitSpan(read, before, "", text); ok {
			return text[:span.Start] + new + "\n" + text[span.Start:], ""
		}
	} else if op.After != "" && op.Op == corpus.OpInsert && parentPath(op.After) == parent {
		if span, ok := unitSpan(read, op.After, "", text); ok {
			return text[:span.End] + "\n" + new + text[span.End:], ""
		}
	}
	at, end := -1, len(text)
	for _, u := range read.Units {
		if u.Path == parent {
			end = u.End
		}
		if parentPath(u.Path) == parent {
			if compareLabels(lastStep(u.Path), lastStep(path)) > 0 {
				if at < 0 {
					return text[:u.Start] + new + "\n" + text[u.Start:], ""
				}
				break
			}
			at = u.End
		}
	}
	if at < 0 {
		at = end
	}
	return text[:at] + "\n" + new + text[at:], ""
}

// renumber gives a unit the label of its new path.
func renumber(read parse.ArticleText, text, path string, span corpus.Span, op *Dated) (string, string) {
	if parentPath(op.New) != parentPath(path) {
		return "", "the unit moves to another place"
	}
	if _, taken := unitSpan(read, op.New, "", text); taken {
		return "", "the new label is taken"
	}
	first := text[span.Start:span.End]
	l := labelOf(first)
	i := strings.Index(first, l.text)
	if l.text == "" || i < 0 {
		return "", "the label of the unit was not found"
	}
	steps := reference.Steps(op.New)
	return text[:span.Start+i] + labelText(steps[len(steps)-1]) + text[span.Start+i+len(l.text):], ""
}

// editHeading changes the name of a điều.
func editHeading(path, text string, op *Dated) (string, string) {
	read := parse.Article(path, text)
	end := read.Body
	for end > 0 && end <= len(text) && (text[end-1] == '\n' || text[end-1] == ' ') {
		end--
	}
	l := labelOf(text)
	if l.level != corpus.LevelArticle || end < l.rest {
		return "", "the article has no name"
	}
	switch {
	case op.Op == corpus.OpReplace:
		name := strings.TrimSpace(op.New)
		if n := labelOf(name); n.level == corpus.LevelArticle {
			name = strings.TrimSpace(name[n.rest:])
		}
		if name == "" {
			return "", "no new text"
		}
		name = strings.ReplaceAll(name, "\n", " ")
		return text[:l.rest] + name + text[end:], ""
	case phraseOp(op.Op) || op.Op == corpus.OpCorrect:
		edited, n := editPhrase(text[l.rest:end], op)
		if n == 0 {
			return "", problemNoPhrase
		}
		return text[:l.rest] + edited + text[end:], ""
	}
	return "", "not an operation on a name"
}

func atoi(s string) (int, bool) {
	n := 0
	for i := range len(s) {
		if !isDigit(s[i]) || n > 10000 {
			return 0, false
		}
		n = n*10 + int(s[i]-'0')
	}
	return n, s != ""
}

// compareLabels orders components of paths by number, then letter: d12 < d12a <
// d13; c < d < đ < e.
func compareLabels(a, b string) int {
	pa, na, sa := cutLabel(a)
	pb, nb, sb := cutLabel(b)
	switch {
	case na != nb && na >= 0 && nb >= 0 && pa == pb:
		return sign(na - nb)
	case pa != pb:
		return sign(letterOrder(pa) - letterOrder(pb))
	case na != nb:
		return sign(na - nb)
	}
	return sign(letterOrder(sa) - letterOrder(sb))
}

func sign(n int) int {
	switch {
	case n < 0:
		return -1
	case n > 0:
		return 1
	}
	return 0
}

// cutLabel cuts "k12a" into "k", 12, "a" and "a1" into "a", 1, "".
func cutLabel(s string) (prefix string, n int, suffix string) {
	i := strings.IndexAny(s, "0123456789")
	if i < 0 {
		return s, -1, ""
	}
	j := i
	for j < len(s) && isDigit(s[j]) {
		j++
	}
	n, _ = atoi(s[i:j])
	return s[:i], n, s[j:]
}

// letterOrder is the place of a small letter in the order of điểm: đ follows d.
func letterOrder(s string) int {
	r, _ := utf8.DecodeRuneInString(s)
	switch {
	case s == "":
		return 0
	case r == 'đ':
		return 2*int('d'-'a') + 3
	case r >= 'a' && r <= 'z':
		return 2*int(r-'a') + 2
	}
	return 1000
}
