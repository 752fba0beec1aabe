package amend

import (
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// Read returns the amending instructions that a parsed act gives, in the order
// of its text. Target is set where the act prints the number of the amended
// document, or names it with its number elsewhere; else TargetName holds the
// name, and [Link] finds the key. Instructions that name a unit but cannot be
// read whole carry a Problem.
//
// A consolidation (văn bản hợp nhất) amends nothing: its base did.
func Read(d *corpus.Document) []corpus.Amendment {
	if d.Kind == corpus.KindConsolidated || strings.Contains(d.Number, "VBHN") || strings.Contains(d.Key, "VBHN") {
		return nil
	}
	text := plainText(d)
	r := &reader{doc: d, text: text, keys: namedKeys(text), dates: effectOf(d, text)}
	root := r.rootContext()
	r.children(-1, root)
	return r.out
}

// reader walks the provisions of one act.
type reader struct {
	doc   *corpus.Document
	text  string            // of doc, without publishers' notes
	keys  map[string]string // name of an act → its key, as this act prints both
	dates *effect
	out   []corpus.Amendment
}

// rootContext is what title and preamble say: an act that amends one other
// amends it wherever no điều says otherwise.
func (r *reader) rootContext() setting {
	act, ok := r.amendedByTitle()
	return setting{amending: ok, act: act}
}

// children reads the units under parent.
func (r *reader) children(parent int, ctx setting) {
	for i := range r.doc.Provisions {
		p := &r.doc.Provisions[i]
		if p.Parent != parent {
			continue
		}
		switch p.Level {
		case corpus.LevelPreamble, corpus.LevelClosing, corpus.LevelAppendix, corpus.LevelPassage, corpus.LevelAttachment:
			continue
		case corpus.LevelPart, corpus.LevelChapter, corpus.LevelSection, corpus.LevelSubsection:
			r.children(i, r.chapterContext(p, ctx))
		default:
			r.unit(i, ctx)
		}
	}
}

// chapterContext takes the amended act from the heading of a chương.
func (r *reader) chapterContext(p *corpus.Provision, ctx setting) setting {
	if v, n := verbAt(p.Heading); v != verbNone && n > 0 {
		s := readSentence(p.Heading)
		for i := range s.places {
			if q := &s.places[i]; !q.act.IsZero() && q.path == "" {
				return setting{amending: true, act: r.known(q.act)}
			}
		}
	}
	return ctx
}

// unit reads a điều, khoản or điểm and what stands below it.
func (r *reader) unit(i int, ctx setting) {
	p := &r.doc.Provisions[i]
	own := r.text[p.Own.Start:p.Own.End]
	list := instructions(own, p.Own.Start)
	below := ctx
	hasChildren := false
	for j := i + 1; j < len(r.doc.Provisions) && r.doc.Provisions[j].Parent >= i; j++ {
		if r.doc.Provisions[j].Parent == i {
			hasChildren = true
			break
		}
	}
	inner := ctx
	for k := range list {
		more := hasChildren || k+1 < len(list)
		next, opens := r.sentence(&list[k], p, inner, more)
		if opens {
			inner = next
			below = next
		}
	}
	if hasChildren {
		r.children(i, below)
	}
}

// sentence reads one instruction. It returns the context that it sets for what
// follows it, when it is the head of a list.
func (r *reader) sentence(in *instruction, p *corpus.Provision, ctx setting, more bool) (next setting, opens bool) {
	if !mayAmend(in.text) && ctx.verb == verbNone {
		return ctx, false
	}
	s := readSentence(in.text)
	if len(s.actions) == 0 {
		if ctx.verb == verbNone || len(s.places) == 0 || !s.beginsWithPlace() {
			return ctx, false
		}
		// an item of a list whose head gave the verb
		s.complete(ctx)
		r.emitList(s, in, p, ctx)
		return ctx, false
	}
	for i := range s.places {
		s.places[i].act = r.known(s.places[i].act)
	}
	if !ctx.amending && !s.namesAct() {
		if more && len(s.places) == 0 && strings.Contains(strings.ToLower(s.masked), "luật") && s.actions[0].verb == verbReplace {
			// "Sửa đổi, bổ sung một số điều của các luật có liên quan": the items name them
			return setting{amending: true}, true
		}
		return ctx, false
	}
	s.complete(ctx)
	if p.Level == corpus.LevelArticle && p.Heading != "" && more && in.span.Start == p.Span.Start && len(in.blocks) == 0 {
		// the name of the điều tells what its text then says again
		c, _ := r.listHead(s, in, ctx, more)
		return setting{amending: true, act: r.firstAct(s, c.act), path: c.path}, true
	}
	if c, ok := r.listHead(s, in, ctx, more); ok {
		return c, true
	}
	r.emit(s, in, p, ctx)
	return ctx, false
}

// mayAmend is a quick look for an amending verb.
func mayAmend(text string) bool {
	for _, w := range [...]string{"ửa", "ổ sung", "ổ xung", "ỏ", "hay", "ính chính", "huyển", "ổi", "gưng", "hêm", "ạm dừng", "ết hiệu lực", "ỬA", "Ổ SUNG", "HAY"} {
		if strings.Contains(text, w) {
			return true
		}
	}
	return false
}

// beginsWithPlace says that the sentence begins, behind its label, with a unit.
func (s *sentence) beginsWithPlace() bool {
	head := s.wordsBefore(s.body, s.places[0].refStart)
	return head == "" || head == "các" || head == "tại" || head == "tại các"
}

// namesAct says that the sentence itself names another act.
func (s *sentence) namesAct() bool {
	for i := range s.places {
		if !s.places[i].act.IsZero() {
			return true
		}
	}
	return false
}

// firstAct is the first act that a sentence names, or the one given.
func (r *reader) firstAct(s *sentence, act actRef) actRef {
	for i := range s.places {
		if q := &s.places[i]; !q.this && !q.act.IsZero() {
			return q.act
		}
	}
	return act
}

// listHead says that the sentence only opens a list: it has no new text of its
// own and instructions follow ("Sửa đổi, bổ sung một số khoản của Điều 34 như
// sau:").
func (r *reader) listHead(s *sentence, in *instruction, ctx setting, more bool) (setting, bool) {
	if !more || len(in.blocks) > 0 {
		return ctx, false
	}
	next := setting{amending: true, act: ctx.act, path: ctx.path}
	var paths []string
	for i := range s.places {
		q := &s.places[i]
		if q.this {
			continue
		}
		if !q.act.IsZero() && next.act == ctx.act {
			next.act = q.act
		}
		if q.path != "" && !strings.HasPrefix(q.path, "?") {
			paths = append(paths, q.path)
		}
	}
	if next.act != ctx.act {
		next.path = ""
	}
	if len(paths) > 0 {
		next.path = commonPath(paths)
	}
	a := s.actions[0]
	open := strings.HasSuffix(strings.TrimRight(s.masked, " \n\u00a0"), ":")
	phrases := s.quotesIn(a.from, a.to)
	switch {
	case len(phrases) > 0 && len(paths) == 0 && open:
		// "Thay cụm từ “…” bằng cụm từ “…” tại các khoản sau đây:"
		next.verb, next.phrases, next.masked = a.verb, phrases, s.masked
		return next, true
	case len(phrases) > 0:
		return ctx, false
	case a.verb == verbRepeal && len(paths) == 0 && open:
		next.verb = verbRepeal
		next.partial = partialWords(strings.ToLower(s.masked))
		return next, true
	case a.verb == verbRepeal && len(paths) > 0:
		return ctx, false
	case a.verb == verbRepeal && len(s.places) > 0 && !strings.Contains(s.masked, "một số"):
		return ctx, false
	case a.verb == verbSuspend || a.verb == verbMove || a.verb == verbRename:
		return ctx, false
	}
	return next, true
}

// known completes an act by the key that the text prints for its name.
func (r *reader) known(a actRef) actRef {
	if a.Key == "" && a.Name != "" && !a.Amending {
		k := actKey(a)
		if key, ok := r.keys[k]; ok {
			a.Key = key
		}
	}
	return a
}

// actKey is a name with its year for the table of names.
func actKey(a actRef) string { return reference.NameKey(a.Name) }

// namedKeys collects the names that the act prints together with a number; the
// first number of a name counts, and a name printed with two numbers none.
func namedKeys(text string) map[string]string {
	keys := make(map[string]string)
	for _, r := range reference.Find(text) {
		doc := r.Document
		if doc.Key == "" || doc.Name == "" || doc.Amending {
			continue
		}
		k := reference.NameKey(doc.Name)
		if old, ok := keys[k]; ok && old != doc.Key {
			if r.Span.Start > len(text)/4 {
				continue
			}
			keys[k] = ""
			continue
		}
		keys[k] = doc.Key
	}
	for k, v := range keys {
		if v == "" {
			delete(keys, k)
		}
	}
	return keys
}

// amendedByTitle reads the one act that title or preamble say is amended. Acts
// that amend several leave it to their điều.
func (r *reader) amendedByTitle() (actRef, bool) {
	d, title := r.doc, r.doc.Title
	lower := strings.ToLower(title)
	at := strings.Index(lower, "sửa đổi")
	for _, w := range [...]string{"bổ sung", "bãi bỏ", "đính chính"} {
		if i := strings.Index(lower, w); i >= 0 && (at < 0 || i < at) {
			at = i
		}
	}
	if at < 0 || at > 60 {
		return actRef{}, false
	}
	var acts []actRef
	seen := make(map[string]bool)
	collect := func(text string) {
		for _, ref := range reference.Find(text) {
			doc := ref.Document
			if doc.This || doc.Key == "" && doc.Name == "" || doc.Key != "" && doc.Key == d.Key {
				continue
			}
			a := actRef{Key: doc.Key, Name: doc.Name, Kind: doc.Kind, Year: doc.Year}
			id := a.Key + "|" + reference.NameKey(a.Name)
			if !seen[id] {
				seen[id] = true
				acts = append(acts, a)
			}
		}
	}
	// the title as one reference would be an amending act: look behind the verbs
	collect("của " + title[at:][indexOfActs(title[at:]):])
	if len(acts) != 1 {
		return actRef{}, true
	}
	a := acts[0]
	if a.Key == "" {
		if key, ok := r.keys[actKey(a)]; ok {
			a.Key = key
		}
	}
	return a, true
}

// indexOfActs passes the verbs of a title up to the kind word of the act.
func indexOfActs(title string) int {
	best := len(title)
	for _, w := range [...]string{"bộ luật", "luật", "pháp lệnh", "nghị định", "nghị quyết", "thông tư", "quyết định", "chỉ thị", "hiến pháp", "quy chế"} {
		if i := indexFold(title, 0, w); i >= 0 && i < best {
			best = i
		}
	}
	if best == len(title) {
		return 0
	}
	return best
}
