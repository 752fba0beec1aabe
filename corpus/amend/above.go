package amend

import (
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// applyAbove works on a phần, chương or mục: its điều are inserted, replaced or
// repealed with it; and on its heading, and on appendices.
func (b *book) applyAbove(op *Dated, path, part string) string {
	if strings.HasPrefix(path, "pl") {
		return b.applyAppendix(op, path, part)
	}
	if part == "ten" {
		return b.applyHeading(op, path)
	}
	if part != "" {
		return "a part of a unit above the articles has no versions"
	}
	if op.Op == corpus.OpInsert {
		return b.insertAbove(op)
	}
	unit, problem := b.chapter(path)
	if problem != "" {
		return problem
	}
	inside := b.under(unit)
	if len(inside) == 0 {
		return "the unit holds no article"
	}
	switch op.Op {
	case corpus.OpRepeal:
		for _, a := range inside {
			if problem := b.applyArticle(a, op); problem != "" {
				return problem
			}
		}
		return ""
	case corpus.OpReplace:
		return b.replaceAbove(op, inside)
	}
	if phraseOp(op.Op) {
		return b.phraseEverywhere(inside, op)
	}
	return "not an operation on a unit above the articles"
}

// chapter finds the unit above điều that a path names: "c2/m2" also for
// "p1/c2/m2".
func (b *book) chapter(path string) (string, string) {
	found := ""
	for _, c := range b.chapters {
		if c == path {
			return c, ""
		}
		if strings.HasSuffix(c, "/"+path) {
			if found != "" {
				return "", "several units answer to the path"
			}
			found = c
		}
	}
	if found == "" {
		return "", "no such unit"
	}
	return found, ""
}

// under lists the điều in force below a unit.
func (b *book) under(unit string) []*article {
	var out []*article
	for _, a := range b.order {
		if a.gone {
			continue
		}
		for _, u := range a.above {
			if u == unit {
				out = append(out, a)
				break
			}
		}
	}
	return out
}

// insertAbove enters the điều of a new chương or mục.
func (b *book) insertAbove(op *Dated) string {
	parts := articlesOf(op.New)
	if len(parts) == 0 {
		return "the new unit holds no article"
	}
	for _, p := range parts {
		if a := b.articles[p.path]; a != nil && !a.gone {
			return "the article exists already"
		}
	}
	path, _ := SplitPart(op.Path)
	b.chapters = append(b.chapters, path)
	for _, p := range parts {
		if problem := b.insertArticle(op, p.path, p.text, []string{path}); problem != "" {
			return problem
		}
	}
	return ""
}

// replaceAbove gives a chương or mục its new điều; those that the new text no
// longer has are repealed with it.
func (b *book) replaceAbove(op *Dated, inside []*article) string {
	parts := articlesOf(op.New)
	if len(parts) == 0 {
		return "the new unit holds no article"
	}
	kept := make(map[string]bool)
	for _, p := range parts {
		kept[p.path] = true
		a := b.articles[p.path]
		if a == nil {
			if problem := b.insertArticle(op, p.path, p.text, inside[0].above); problem != "" {
				return problem
			}
			continue
		}
		b.set(a, p.text, false, op)
	}
	for _, a := range inside {
		if !kept[a.path] {
			if problem := b.applyArticle(a, &Dated{Amendment: corpus.Amendment{Op: corpus.OpRepeal, Path: a.path, FromPath: op.FromPath}, By: op.By, From: op.From}); problem != "" {
				return problem
			}
		}
	}
	return ""
}

// Touches lists the điều that an operation changes, by path: the one that its
// path names, or those in the new text of a chương or mục. The điều of a chương
// that is repealed or searched for a phrase are known only to the document.
func Touches(op corpus.Amendment) []string {
	unit, _ := SplitPart(op.Path)
	if a := reference.Article(unit); a != "" {
		return []string{a}
	}
	var out []string
	for _, n := range articlesOf(op.New) {
		out = append(out, n.path)
	}
	return out
}

// newArticle is a điều inside quoted new text.
type newArticle struct{ path, text string }

// articlesOf cuts new text of a chương or mục into its điều, without the
// headings between them.
func articlesOf(text string) []newArticle {
	var out []newArticle
	open := false
	var lines []string
	flush := func() {
		if open {
			out[len(out)-1].text = strings.TrimSpace(strings.Join(lines, "\n"))
		}
		lines = nil
	}
	for line := range strings.Lines(text) {
		line = strings.TrimRight(line, "\n")
		switch l := labelOf(line); l.level {
		case corpus.LevelArticle:
			if strings.IndexByte(".:", byteAt(line, l.rest-1)) >= 0 || strings.Contains(line[:min(len(line), l.rest)], ".") {
				flush()
				out = append(out, newArticle{path: "d" + l.text})
				open = true
			}
		case corpus.LevelChapter, corpus.LevelSection, corpus.LevelSubsection, corpus.LevelPart:
			if isHeadingLine(line) {
				flush()
				open = false
			}
		}
		lines = append(lines, line)
	}
	flush()
	return out
}

func byteAt(s string, i int) byte {
	if i < 0 || i >= len(s) {
		return 0
	}
	return s[i]
}

// isHeadingLine tells the heading of a chương or mục from a sentence that begins
// with its name.
func isHeadingLine(line string) bool {
	s := strings.TrimRight(line, " .")
	return len(s) < 200 && !strings.HasSuffix(line, ";") && !strings.HasSuffix(line, ".")
}

// phraseEverywhere works a phrase operation into all the điều where the phrase
// stands.
func (b *book) phraseEverywhere(articles []*article, op *Dated) string {
	total := 0
	for _, a := range articles {
		if a.gone {
			continue
		}
		if text, n := editPhrase(a.text, op); n > 0 {
			total += n
			b.set(a, text, false, op)
		}
	}
	if total == 0 {
		return problemNoPhrase
	}
	return ""
}
