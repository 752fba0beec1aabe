package amend

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// NamePrefix begins Relation.To where the text names the other document without
// its number: "name:Luật Đất đai năm 2013". [LinkRelations] turns it into a key.
const NamePrefix = "name:"

// Relations returns what the text of a document says of its ties to others:
// what it amends, replaces, repeals, suspends and corrects (from its
// instructions), what it guides (title and first điều), what it is based on (căn
// cứ), what it consolidates, and what it cites. Relations run from provision to
// provision where the text says so.
func Relations(d *corpus.Document) []corpus.Relation {
	w := &web{doc: d, text: plainText(d), seen: make(map[corpus.Relation]bool)}
	if d.Kind == corpus.KindConsolidated || strings.Contains(d.Key, "VBHN") {
		w.consolidated()
	}
	ops := Read(d)
	w.amendments(ops)
	w.basis()
	w.guided()
	w.replaced(effectOf(d, w.text).from)
	w.cited(ops)
	return w.out
}

// web collects the relations of one document.
type web struct {
	doc  *corpus.Document
	text string
	out  []corpus.Relation
	seen map[corpus.Relation]bool
}

// add keeps a relation once; its words are cut short.
func (w *web) add(r corpus.Relation, words string) {
	if r.To == "" || r.To == NamePrefix || r.To == w.doc.Key || r.To == w.doc.Number {
		return
	}
	r.How = "text"
	if w.seen[r] {
		return
	}
	w.seen[r] = true
	r.Note = clip(words, 160)
	w.out = append(w.out, r)
}

// clip cuts words to n bytes at a space.
func clip(s string, n int) string {
	s = strings.Join(strings.Fields(s), " ")
	if len(s) <= n {
		return s
	}
	if i := strings.LastIndexByte(s[:n], ' '); i > 0 {
		return s[:i] + " …"
	}
	return strings.ToValidUTF8(s[:n], "")
}

// toOf is the To of a document reference.
func toOf(d reference.Document) string {
	switch {
	case d.This:
		return ""
	case d.Key != "":
		return d.Key
	case d.Name != "":
		return NamePrefix + actName(actRef{Name: d.Name, Year: d.Year, Amending: d.Amending})
	}
	return ""
}

// typeOf is the relation that an operation makes.
func typeOf(op corpus.AmendOp) corpus.RelationType {
	switch op {
	case corpus.OpInsert, corpus.OpInsertPhrase:
		return corpus.Supplements
	case corpus.OpRepeal:
		return corpus.Repeals
	case corpus.OpSuspend:
		return corpus.Suspends
	case corpus.OpStandIn:
		return corpus.StandsInFor
	case corpus.OpCorrect:
		return corpus.Corrects
	}
	return corpus.Amends
}

// amendments adds a relation for every unit that an instruction names.
func (w *web) amendments(ops []corpus.Amendment) {
	for _, op := range ops {
		to := op.Target
		if to == "" {
			to = NamePrefix + op.TargetName
		}
		unit, _ := SplitPart(op.Path)
		w.add(corpus.Relation{Type: typeOf(op.Op), FromPath: op.FromPath, To: to, ToPath: unit, From: op.Effective.From},
			w.doc.Text[op.Span.Start:min(op.Span.End, len(w.doc.Text))])
	}
}

// basis adds the căn cứ.
func (w *web) basis() {
	lines := w.doc.Basis
	if len(lines) == 0 {
		for i := range w.doc.Provisions {
			if p := &w.doc.Provisions[i]; p.Level == corpus.LevelPreamble {
				for line := range strings.Lines(w.text[p.Own.Start:p.Own.End]) {
					if foldedPrefix(strings.TrimSpace(line), "căn cứ") > 0 {
						lines = append(lines, line)
					}
				}
			}
		}
	}
	for _, line := range lines {
		found := false
		for _, r := range reference.Find(line) {
			if found && !strings.Contains(line[:r.Span.Start], ";") && describesAct(line[:r.Span.Start]) {
				continue // "Nghị định số … quy định chi tiết Luật …": the decree is the basis
			}
			to := toOf(r.Document)
			if to == "" {
				continue
			}
			found = true
			for _, path := range pathsOf(r) {
				w.add(corpus.Relation{Type: corpus.BasedOn, To: to, ToPath: path}, line)
			}
		}
	}
}

// describesAct says that the words before a document tell what another did.
func describesAct(before string) bool {
	before = strings.ToLower(before)
	for _, v := range [...]string{"quy định chi tiết", "hướng dẫn", "sửa đổi", "về ", "thi hành"} {
		if strings.Contains(before, v) {
			return true
		}
	}
	return false
}

// pathsOf are the absolute paths of a reference, "" for the document alone.
func pathsOf(r reference.Reference) []string {
	var out []string
	for _, t := range r.Targets {
		if t.This == corpus.LevelNone {
			out = append(out, t.Path)
		}
	}
	if len(out) == 0 {
		out = []string{""}
	}
	return out
}

// guideWords say that a text guides another.
var guideWords = []string{"quy định chi tiết", "hướng dẫn thi hành", "hướng dẫn thực hiện", "hướng dẫn một số", "quy định biện pháp thi hành",
	"hướng dẫn áp dụng", "hướng dẫn việc thi hành", "quy định việc thi hành", "hướng dẫn"}

// guided adds what title and the first điều say is guided.
func (w *web) guided() {
	w.guidedBy("", w.doc.Title)
	articles := 0
	for i := range w.doc.Provisions {
		p := &w.doc.Provisions[i]
		if p.Level == corpus.LevelArticle {
			articles++
			if articles > 1 {
				return
			}
		}
		if articles == 1 && p.Level >= corpus.LevelArticle && p.Level <= corpus.LevelPoint {
			own := w.text[p.Own.Start:p.Own.End]
			if strings.Contains(own, "này") {
				w.guidedBy(p.Path, own)
			}
		}
	}
}

// guidedBy reads the acts behind "quy định chi tiết …".
func (w *web) guidedBy(from, text string) {
	lower := strings.ToLower(text)
	at := -1
	for _, v := range guideWords {
		if i := strings.Index(lower, v); i >= 0 && (at < 0 || i < at) {
			at = i
		}
	}
	if at < 0 || len(lower) != len(text) {
		return
	}
	for _, r := range reference.Find(text) {
		if r.Span.Start < at || r.Document.IsZero() || r.Document.This {
			continue
		}
		if s := sentenceStart(text, r.Span.Start); s > at {
			break // another sentence
		}
		for _, path := range pathsOf(r) {
			w.add(corpus.Relation{Type: corpus.Guides, FromPath: from, To: toOf(r.Document), ToPath: path}, text[at:])
		}
	}
}

// replaced adds "Luật này thay thế Luật X", and documents that "hết hiệu lực" as a
// whole in a sentence of another form than an instruction.
func (w *web) replaced(effect corpus.Date) {
	for i := range w.doc.Provisions {
		p := &w.doc.Provisions[i]
		if p.Level < corpus.LevelArticle || p.Level > corpus.LevelPoint {
			continue
		}
		own := w.text[p.Own.Start:p.Own.End]
		for pos := 0; ; {
			k := strings.Index(own[pos:], "này thay thế ")
			if k < 0 {
				break
			}
			at := pos + k + len("này thay thế ")
			pos = at
			end := len(own)
			if j := strings.Index(own[at:], "\n"); j >= 0 {
				end = at + j
			}
			first := true
			for _, r := range reference.Find(own[at:end]) {
				if r.Document.This || r.Document.IsZero() {
					continue
				}
				before := own[at : at+r.Span.Start]
				if !first && describesAct(before[strings.LastIndexAny(before, ";")+1:]) && !strings.HasSuffix(strings.TrimSpace(before), "và") {
					continue
				}
				first = false
				for _, path := range pathsOf(r) {
					w.add(corpus.Relation{Type: corpus.Replaces, FromPath: p.Path, To: toOf(r.Document), ToPath: path, From: effect}, own[at:end])
				}
			}
		}
	}
}

// consolidated adds the base and the amending acts of a văn bản hợp nhất.
func (w *web) consolidated() {
	head := w.text[:min(len(w.text), 8000)]
	if i := strings.Index(head, "Căn cứ"); i > 0 {
		head = head[:i]
	}
	for line := range strings.Lines(head) {
		for _, r := range reference.Find(line) {
			if k := r.Document.Key; k != "" && !strings.Contains(k, "VBHN") {
				w.add(corpus.Relation{Type: corpus.Consolidates, To: k}, line)
				break
			}
		}
	}
}

// cited adds the other documents that the body names, outside of instructions.
func (w *web) cited(ops []corpus.Amendment) {
	spans := make([]corpus.Span, 0, len(ops))
	for _, op := range ops {
		spans = append(spans, op.Span)
	}
	slices.SortFunc(spans, func(a, b corpus.Span) int { return cmp.Compare(a.Start, b.Start) })
	for i := range w.doc.Provisions {
		p := &w.doc.Provisions[i]
		if p.Level < corpus.LevelArticle || p.Level > corpus.LevelPoint {
			continue
		}
		for _, r := range reference.Find(w.text[p.Own.Start:p.Own.End]) {
			at := p.Own.Start + r.Span.Start
			if r.Document.IsZero() || r.Document.This || within(spans, at) {
				continue
			}
			to := toOf(r.Document)
			for _, path := range pathsOf(r) {
				w.add(corpus.Relation{Type: corpus.Cites, FromPath: p.Path, To: to, ToPath: path}, w.text[at:p.Own.Start+r.Span.End])
			}
		}
	}
}

// within says that an offset lies in one of the ordered spans.
func within(spans []corpus.Span, at int) bool {
	i, _ := slices.BinarySearchFunc(spans, at, func(s corpus.Span, at int) int { return cmp.Compare(s.Start, at+1) })
	for j := i - 1; j >= 0 && j > i-200; j-- {
		if spans[j].End > at {
			return true
		}
	}
	return false
}

// Link gives the key to operations whose act is only named, and the store's own
// key to numbers that several documents have; a name or number that cannot be
// told leaves a Problem. Names are resolved on the day the act was issued.
func Link(ctx context.Context, act *corpus.Document, ops []corpus.Amendment, r *reference.Resolver) error {
	at := placeOf(act)
	for i := range ops {
		op := &ops[i]
		name := op.Target
		if name == "" {
			name = NamePrefix + op.TargetName
		}
		key, problem, err := linkOne(ctx, at, name, r)
		if err != nil {
			return fmt.Errorf("amend: link %s: %w", name, err)
		}
		switch {
		case key != "":
			if op.Target == "" && (op.Problem == problemNotAtHand || strings.HasPrefix(op.Problem, problemSeveralActs)) {
				op.Problem = "" // of an earlier try
			}
			op.Target = key
		case op.Target == "" && op.Problem == "":
			op.Problem = problem
		}
	}
	return nil
}

// LinkRelations does what [Link] does for relations: To becomes a key where the
// resolver knows one. Relations to documents that it does not know stay as they
// are.
func LinkRelations(ctx context.Context, act *corpus.Document, rels []corpus.Relation, r *reference.Resolver) error {
	at := placeOf(act)
	for i := range rels {
		key, _, err := linkOne(ctx, at, rels[i].To, r)
		if err != nil {
			return fmt.Errorf("amend: link %s: %w", rels[i].To, err)
		}
		if key != "" {
			rels[i].To = key
		}
	}
	return nil
}

// placeOf is where the names of an act are resolved: on the day of its issue,
// with the acts that it is based on.
func placeOf(act *corpus.Document) reference.Place {
	return reference.Place{Act: reference.Act{Key: act.Key, Issued: act.Issued}, Years: reference.BasisYears(act.Basis)}
}

func linkOne(ctx context.Context, at reference.Place, name string, r *reference.Resolver) (key, problem string, err error) {
	var doc reference.Document
	if rest, ok := strings.CutPrefix(name, NamePrefix); ok {
		rest, doc.Amending = strings.CutPrefix(rest, "~")
		if n, year, ok := strings.Cut(rest, " năm "); ok {
			if y, ok := atoi(year); ok {
				rest, doc.Year = n, y
			}
		}
		doc.Name = rest
	} else {
		doc.Key = name
	}
	res, err := r.Resolve(ctx, reference.Reference{Document: doc}, at)
	if err != nil {
		return "", "", err
	}
	if reference.Translation(res.Act.Key) {
		res.Outcome = reference.DocumentMissing // only its English translation is at hand
	}
	switch res.Outcome {
	case reference.Exact:
		return res.Act.Key, "", nil
	case reference.Ambiguous:
		return "", problemSeveralActs + ": " + strings.Join(res.Candidates, ", "), nil
	}
	return "", problemNotAtHand, nil
}

// The problems of an act that is only named.
const (
	problemNotAtHand   = "the amended act is not at hand"
	problemSeveralActs = "the amended act is not told apart"
)
