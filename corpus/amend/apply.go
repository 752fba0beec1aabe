package amend

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/parse"
	"trolyluat/corpus/reference"
)

// Dated is an amending operation with the act that gives it and its date of
// effect.
type Dated struct {
	corpus.Amendment
	By   string      // key of the amending act
	From corpus.Date // of effect
}

// Date joins the operations of an act with its key and dates, for [Apply].
func Date(act *corpus.Document, ops []corpus.Amendment) []Dated {
	out := make([]Dated, len(ops))
	for i, op := range ops {
		out[i] = Dated{op, act.Key, op.Effective.From}
	}
	return out
}

// Apply works amending operations into the document that they amend, in the
// order of their dates of effect, and returns the versions of every điều that
// changed: the text as issued, then one version for each date. Operations that
// cannot be applied come back with their Problem: the text is then left alone,
// never guessed at.
func Apply(base *corpus.Document, ops []Dated) (versions []corpus.Version, problems []Dated) {
	b := newBook(base)
	applied := make(map[string]bool)
	ordered := slices.Clone(ops)
	slices.SortStableFunc(ordered, func(x, y Dated) int { return cmp.Compare(x.From, y.From) })
	reverseMoves(ordered)
	var spells []Dated
	for i := range ordered {
		op := &ordered[i]
		switch {
		case op.Problem != "":
		case op.Path == "" && (op.Op == corpus.OpRepeal || op.Op == corpus.OpSuspend):
			continue // the whole document: its status, not its text
		case op.From == 0:
			op.Problem = "the date of effect is not known"
		case op.Op == corpus.OpSuspend || op.Op == corpus.OpStandIn:
			spells = append(spells, *op)
			continue
		default:
			if op.Problem = b.apply(op); op.Problem == "" {
				applied[alternative(op)] = true
			}
		}
		if op.Problem != "" {
			problems = append(problems, *op)
		}
	}
	// "Thay cụm từ “A”, “B” bằng “C” tại …": one of them is enough at each place
	problems = slices.DeleteFunc(problems, func(p Dated) bool {
		return p.Problem == problemNoPhrase && applied[alternative(&p)]
	})
	for i := range spells {
		if spells[i].Problem = b.suspend(&spells[i]); spells[i].Problem != "" {
			problems = append(problems, spells[i])
		}
	}
	return b.versions(), problems
}

// problemNoPhrase is the problem of a phrase that does not stand in its unit.
const problemNoPhrase = "the phrase was not found"

// alternative names what operations on several phrases of one sentence share.
func alternative(op *Dated) string {
	return fmt.Sprint(op.FromPath, op.Span, op.Op, op.Path, op.New)
}

// reverseMoves turns runs of renumberings that move up, so that the last unit
// makes room first.
func reverseMoves(ops []Dated) {
	for i := 0; i < len(ops); {
		j := i
		for j < len(ops) && ops[j].Op == corpus.OpRenumber && ops[j].FromPath == ops[i].FromPath && ops[j].By == ops[i].By {
			j++
		}
		if j-i > 1 && compareLabels(lastStep(ops[i].New), lastStep(ops[i].Path)) > 0 {
			slices.Reverse(ops[i:j])
		}
		i = max(j, i+1)
	}
}

// book is a document while it is amended.
type book struct {
	base     *corpus.Document
	articles map[string]*article
	order    []*article
	// chapters are the paths of the units above điều.
	chapters []string
	// beside are the headings of those units and the appendices, by path: they
	// have versions as điều have.
	beside map[string]*article
}

// article is one điều while it is amended.
type article struct {
	path    string
	above   []string // units above it, outermost first
	text    string
	gone    bool // repealed, or not yet inserted
	since   corpus.Date
	by      string
	byPath  string
	heading string // of a unit that is no điều
	fresh   bool   // inserted: it had no text as issued
	changed bool
	done    []corpus.Version
}

func newBook(d *corpus.Document) *book {
	b := &book{base: d, articles: make(map[string]*article), beside: make(map[string]*article)}
	for i := range d.Provisions {
		p := &d.Provisions[i]
		switch {
		case p.Level == corpus.LevelArticle:
			a := &article{path: p.Path, text: strings.TrimRight(d.Text[p.Span.Start:p.Span.End], "\n \u00a0"), since: d.Effective.From}
			for q := p.Parent; q >= 0; q = d.Provisions[q].Parent {
				a.above = append([]string{d.Provisions[q].Path}, a.above...)
			}
			b.articles[p.Path] = a
			b.order = append(b.order, a)
		case p.Level >= corpus.LevelPart && p.Level <= corpus.LevelSubsection:
			b.chapters = append(b.chapters, p.Path)
			b.beside[p.Path] = &article{path: p.Path, text: strings.TrimRight(d.Text[p.Own.Start:p.Own.End], "\n \u00a0"), since: d.Effective.From, heading: p.Heading}
		case p.Level == corpus.LevelAppendix:
			b.beside[p.Path] = &article{path: p.Path, text: strings.TrimRight(d.Text[p.Span.Start:p.Span.End], "\n \u00a0"), since: d.Effective.From, heading: p.Heading}
		}
	}
	return b
}

// apply works one operation in and returns the problem that it met.
func (b *book) apply(op *Dated) string {
	path, part := SplitPart(op.Path)
	if path == "" {
		if phraseOp(op.Op) {
			return b.phraseEverywhere(b.order, op)
		}
		return "no unit is named"
	}
	key := reference.Article(path)
	if key == "" {
		return b.applyAbove(op, path, part)
	}
	a := b.articles[key]
	switch {
	case path == key && part == "" && op.Op == corpus.OpInsert:
		return b.insertArticle(op, key, op.New, nil)
	case a == nil && path == key && part == "" && op.Op == corpus.OpReplace && inserted(lastStep(key)):
		return b.insertArticle(op, key, op.New, nil)
	case a == nil:
		return "no such article"
	case a.gone && !(path == key && op.Op == corpus.OpReplace):
		return "the article is repealed"
	}
	if path == key && part == "" {
		return b.applyArticle(a, op)
	}
	text, problem := editUnit(a.path, a.text, path, part, op)
	if problem != "" {
		return problem
	}
	b.set(a, text, false, op)
	return ""
}

// applyArticle changes a điều as a whole.
func (b *book) applyArticle(a *article, op *Dated) string {
	switch op.Op {
	case corpus.OpReplace:
		text, problem := articleText(a.path, op.New)
		if problem != "" {
			return problem
		}
		b.set(a, text, false, op)
	case corpus.OpRepeal:
		b.set(a, "Điều "+strings.TrimPrefix(lastStep(a.path), "d")+". (được bãi bỏ)", true, op)
	case corpus.OpRenumber:
		to := b.articles[op.New]
		if to != nil && !to.gone {
			return "the new number is taken"
		}
		text := relabelArticle(a.text, op.New)
		if text == "" {
			return "the label of the article was not found"
		}
		if problem := b.insertArticle(op, op.New, text, a.above); problem != "" {
			return problem
		}
		b.set(a, a.text, true, op)
	case corpus.OpReplacePhrase, corpus.OpDeletePhrase, corpus.OpInsertPhrase, corpus.OpCorrect:
		if op.Op == corpus.OpCorrect && op.Old == "" {
			text, problem := articleText(a.path, op.New)
			if problem != "" {
				return problem
			}
			b.set(a, text, false, op)
			return ""
		}
		text, n := editPhrase(a.text, op)
		if n == 0 {
			return problemNoPhrase
		}
		b.set(a, text, false, op)
	default:
		return "not an operation on an article"
	}
	return ""
}

// set gives a điều its text from the operation's date on.
func (b *book) set(a *article, text string, gone bool, op *Dated) {
	if a.since != op.From || !a.changed {
		if !a.fresh || a.changed {
			b.close(a, op.From)
		}
		a.since = op.From
	}
	a.text, a.gone, a.by, a.byPath, a.changed = text, gone, op.By, op.FromPath, true
}

// close ends the running version of a điều on a date.
func (b *book) close(a *article, to corpus.Date) {
	v := a.version()
	v.To = to
	a.done = append(a.done, v)
}

// version is the running version of a điều.
func (a *article) version() corpus.Version {
	v := corpus.Version{Path: a.path, Interval: corpus.Interval{From: a.since}, By: a.by, ByPath: a.byPath, Repealed: a.gone, Text: a.text}
	if reference.Article(a.path) == "" {
		v.Heading = a.headingNow()
		return v
	}
	read := parse.Article(a.path, a.text)
	v.Heading = read.Heading
	if !a.gone {
		v.Units = read.Units
	}
	return v
}

// headingNow is the heading of a unit that is no điều: that of its text as issued,
// or what stands in capitals below the label of its new text.
func (a *article) headingNow() string {
	if !a.changed {
		return a.heading
	}
	_, rest, _ := strings.Cut(a.text, "\n")
	var parts []string
	for line := range strings.Lines(rest) {
		line = strings.TrimSpace(line)
		if line == "" || line != strings.ToUpper(line) || len(parts) > 3 {
			break
		}
		parts = append(parts, line)
	}
	return strings.Join(parts, " ")
}

// insertArticle enters a new điều, or one that was repealed before.
func (b *book) insertArticle(op *Dated, path, text string, above []string) string {
	text, problem := articleText(path, text)
	if problem != "" {
		return problem
	}
	if a := b.articles[path]; a != nil {
		if !a.gone {
			return "the article exists already"
		}
		b.set(a, text, false, op)
		return ""
	}
	a := &article{path: path, fresh: true, gone: true, above: above}
	if above == nil {
		if i := b.place(path); i > 0 {
			a.above = b.order[i-1].above
		}
	}
	b.articles[path] = a
	b.order = slices.Insert(b.order, b.place(path), a)
	b.set(a, text, false, op)
	return ""
}

// place is where a điều of that path belongs among the others.
func (b *book) place(path string) int {
	prefix := parentPath(path)
	last := 0
	for i, a := range b.order {
		if parentPath(a.path) != prefix {
			continue
		}
		if compareLabels(lastStep(a.path), lastStep(path)) > 0 {
			return i
		}
		last = i + 1
	}
	return last
}

// versions lists the versions of the changed điều, in the document's order.
func (b *book) versions() []corpus.Version {
	var out []corpus.Version
	for _, a := range b.order {
		if !a.changed {
			continue
		}
		out = append(out, a.done...)
		out = append(out, a.version())
	}
	for i := range b.base.Provisions {
		if a := b.beside[b.base.Provisions[i].Path]; a != nil && a.changed {
			out = append(out, a.done...)
			out = append(out, a.version())
		}
	}
	return out
}

func phraseOp(op corpus.AmendOp) bool {
	switch op {
	case corpus.OpReplacePhrase, corpus.OpDeletePhrase, corpus.OpInsertPhrase:
		return true
	}
	return false
}

// lastStep is the last component of a path without its part.
func lastStep(path string) string {
	path, _ = SplitPart(path)
	return path[strings.LastIndexByte(path, '/')+1:]
}
