package amend

import (
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/parse"
	"trolyluat/corpus/reference"
)

// editPart changes a paragraph or an item with a dash inside a unit.
func editPart(read parse.ArticleText, text, path, part string, span corpus.Span, op *Dated) (string, string) {
	if op.Op == corpus.OpInsert {
		return insertParagraph(read, text, span, op)
	}
	p, ok := partSpan(read, text, path, part, span)
	if !ok {
		return "", "no such paragraph"
	}
	switch op.Op {
	case corpus.OpReplace:
		new := strings.TrimSpace(op.New)
		if new == "" {
			return "", "no new text"
		}
		old := labelOf(text[p.Start:p.End])
		if l := labelOf(new); part == "mo-dau" && old.level != corpus.LevelNone && l.level != old.level {
			new = text[p.Start:p.Start+old.rest] + new
		}
		return text[:p.Start] + new + text[p.End:], ""
	case corpus.OpRepeal:
		start := p.Start
		for start > 0 && text[start-1] == '\n' {
			start--
		}
		return text[:start] + text[p.End:], ""
	}
	if !phraseOp(op.Op) && op.Op != corpus.OpCorrect {
		return "", "not an operation on a paragraph"
	}
	edited, n := editPhrase(text[p.Start:p.End], op)
	if n == 0 {
		return "", problemNoPhrase
	}
	return text[:p.Start] + edited + text[p.End:], ""
}

// insertParagraph puts a new paragraph beside the unit or paragraph that After
// names, or at the end of its unit.
func insertParagraph(read parse.ArticleText, text string, span corpus.Span, op *Dated) (string, string) {
	new := strings.TrimSpace(op.New)
	if new == "" {
		return "", "no new text"
	}
	beside, before := strings.CutPrefix(op.After, "<")
	if beside == "" {
		return text[:span.End] + "\n" + new + text[span.End:], ""
	}
	unit, part := SplitPart(beside)
	at, ok := unitSpan(read, unit, reference.Article(unit), text)
	if ok && part != "" {
		at, ok = partSpan(read, text, unit, part, at)
	}
	switch {
	case !ok:
		return "", "the unit beside which it goes was not found"
	case before:
		return text[:at.Start] + new + "\n" + text[at.Start:], ""
	}
	return text[:at.End] + "\n" + new + text[at.End:], ""
}

// partSpan finds a paragraph of a unit: the opening one ends where the first
// unit below begins; the others are lines.
func partSpan(read parse.ArticleText, text, path, part string, span corpus.Span) (corpus.Span, bool) {
	body := span
	if path == reference.Article(path) {
		body.Start = min(read.Body, span.End)
	}
	if part == "mo-dau" {
		end := body.End
		for _, u := range read.Units {
			if u.Start > body.Start && u.Start < end && strings.HasPrefix(u.Path, path+"/") {
				end = u.Start
			}
			if u.Start == body.Start && strings.HasPrefix(u.Path, path+"/") {
				return corpus.Span{}, false
			}
		}
		if i := strings.IndexByte(text[body.Start:end], '\n'); i >= 0 && end == body.End {
			end = body.Start + i
		}
		for end > body.Start && (text[end-1] == '\n' || text[end-1] == ' ') {
			end--
		}
		return corpus.Span{Start: body.Start, End: end}, end > body.Start
	}
	var lines []corpus.Span
	for pos := body.Start; pos < body.End; {
		end := lineEnd(text[:body.End], pos)
		if strings.TrimSpace(text[pos:end]) != "" {
			lines = append(lines, corpus.Span{Start: pos, End: end})
		}
		pos = end + 1
	}
	n, prefix := 0, ""
	switch {
	case part == "cuoi":
		n = len(lines)
	case strings.HasPrefix(part, "doan"):
		n, _ = atoi(part[len("doan"):])
	case strings.HasPrefix(part, "gach"):
		n, _ = atoi(part[len("gach"):])
		prefix = "-"
	default:
		return corpus.Span{}, false
	}
	if prefix != "" {
		kept := lines[:0]
		for _, l := range lines {
			s := strings.TrimLeft(text[l.Start:l.End], " \u00a0")
			if strings.HasPrefix(s, "-") || strings.HasPrefix(s, "–") || strings.HasPrefix(s, "+") {
				kept = append(kept, l)
			}
		}
		lines = kept
	}
	if n < 1 || n > len(lines) {
		return corpus.Span{}, false
	}
	return lines[n-1], true
}
