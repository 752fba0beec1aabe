package retrieval

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
	"trolyluat/corpus/vitext"
	"trolyluat/retrieval/rank"
)

// neighbours gathers what serves the evidence in place at.
func (g *gatherer) neighbours(ctx context.Context, at int) error {
	e := g.list[at]
	whole, err := g.document(ctx, &e.Hit)
	if err != nil {
		return err
	}
	for _, step := range []func(context.Context, int, []corpus.Chunk) error{g.exceptions, g.definitions, g.references, g.guidance, g.sanction} {
		if g.full() {
			return nil
		}
		if err := step(ctx, at, whole); err != nil {
			return err
		}
	}
	return nil
}

// document loads the điều of a hit's document that hold on the date.
func (g *gatherer) document(ctx context.Context, h *Hit) ([]corpus.Chunk, error) {
	all, err := g.s.index.Articles(ctx, h.Chunk.Document, "")
	if err != nil {
		return nil, fmt.Errorf("retrieval: load %s: %w", h.Chunk.Document, err)
	}
	var out []corpus.Chunk
	for i := range all {
		if standing(statusOf(&h.Document, &all[i], g.q.AsOf)) > 1 {
			out = append(out, all[i])
		}
	}
	return out, nil
}

// beside makes a hit of another điều of the same document.
func (g *gatherer) beside(h *Hit, c corpus.Chunk) Hit {
	return Hit{Document: h.Document, Chunk: c, Status: statusOf(&h.Document, &c, g.q.AsOf)}
}

// excepting are the words by which a khoản takes something out of another.
var excepting = regexp.MustCompile(`(?i)không áp dụng|trừ trường hợp|trừ các trường hợp|ngoại trừ|không thuộc trường hợp|không bao gồm`)

// exceptions are khoản of the same điều that except from the quoted one: they
// name it ("quy định tại khoản 1 Điều này không áp dụng …").
func (g *gatherer) exceptions(_ context.Context, at int, _ []corpus.Chunk) error {
	e := g.list[at]
	if e.Path == e.Chunk.Path {
		return nil // the whole điều is quoted
	}
	n := 0
	for _, u := range e.Chunk.Units {
		if n == exceptionsMax || u.Path == e.Path || strings.HasPrefix(e.Path, u.Path+"/") || strings.HasPrefix(u.Path, e.Path+"/") {
			continue
		}
		text := e.Chunk.Text[u.Start:u.End]
		if !excepting.MatchString(text) {
			continue
		}
		for _, r := range reference.Find(text) {
			if !slices.ContainsFunc(r.Targets, func(t reference.Target) bool {
				p := t.In(u.Path)
				return p != "" && (p == e.Path || strings.HasPrefix(e.Path, p+"/"))
			}) {
				continue
			}
			if g.take(Evidence{Hit: g.beside(&e.Hit, e.Chunk), Role: RoleException, Path: u.Path, For: at,
				Why: reasonf("ngoại lệ của %s", unitName(e.Path))}, 0) >= 0 {
				n++
			}
			break
		}
	}
	return nil
}

// definitions are khoản that define a term of the question or of the quoted
// text: those of the question first.
func (g *gatherer) definitions(_ context.Context, at int, whole []corpus.Chunk) error {
	e := g.list[at]
	asked := tokenText(g.analysis.read())
	quoted := tokenText(e.Quote)
	type definition struct {
		chunk *corpus.Chunk
		path  string
		term  string
		asked bool
	}
	var found []definition
	for i := range whole {
		c := &whole[i]
		if !rank.IsDefinitions(c.Heading) || c.Path == e.Chunk.Path {
			continue
		}
		for _, u := range c.Units {
			term := defined(c.Text[u.Start:u.End])
			if term == "" {
				continue
			}
			t := tokenText(term)
			switch {
			case strings.Contains(asked, t):
				found = append(found, definition{c, u.Path, term, true})
			case strings.Contains(quoted, t):
				found = append(found, definition{c, u.Path, term, false})
			}
		}
	}
	slices.SortStableFunc(found, func(a, b definition) int {
		if a.asked != b.asked {
			if a.asked {
				return -1
			}
			return 1
		}
		return len(b.term) - len(a.term)
	})
	for _, d := range found[:min(len(found), definitionsMax)] {
		where := "câu hỏi"
		if !d.asked {
			where = unitName(e.Path)
		}
		g.take(Evidence{Hit: g.beside(&e.Hit, *d.chunk), Role: RoleDefinition, Path: d.path, For: at,
			Why: reasonf("giải thích “%s” dùng trong %s", d.term, where)}, 0)
	}
	return nil
}

// tokenText is a text as its syllables between spaces, for finding whole words.
func tokenText(s string) string {
	var b strings.Builder
	b.WriteByte(' ')
	for _, t := range vitext.Syllables(s) {
		b.WriteString(t.Text)
		b.WriteByte(' ')
	}
	return b.String()
}

// read is the question as it was understood.
func (a *Analysis) read() string {
	if a.Read != "" {
		return a.Read
	}
	return a.Text
}

// longestTerm is how many syllables a defined term has at most.
const longestTerm = 10

// defined is the term that a khoản defines ("1. Người lao động là …"), "" when it
// defines none.
func defined(text string) string {
	if i := strings.IndexAny(text, ".)"); i > 0 && i < 5 {
		text = strings.TrimSpace(text[i+1:])
	}
	i := strings.Index(text, " là ")
	if i < 0 {
		return ""
	}
	term := text[:i]
	if k := strings.Index(term, "(sau đây"); k > 0 {
		term = term[:k]
	}
	term = strings.Trim(term, " “”\"'")
	if n := len(vitext.Syllables(term)); n < 2 || n > longestTerm || strings.ContainsAny(term, ".;:\n") {
		return ""
	}
	return term
}

// references are the provisions that the quoted text refers to.
func (g *gatherer) references(ctx context.Context, at int, whole []corpus.Chunk) error {
	e := g.list[at]
	here := reference.Act{ID: e.Document.ID, Key: e.Document.Key, Kind: e.Document.Kind, Title: e.Document.Title,
		Issued: e.Document.Issued, Effective: e.Document.Effective}
	n := 0
	body := e.Quote
	if _, rest, ok := strings.Cut(body, "\n"); ok && strings.HasPrefix(body, e.Chunk.Label) {
		body = rest
	}
	for _, r := range reference.Find(body) {
		if n == referencesMax || g.full() {
			break
		}
		own := r.Document.IsZero() || r.Document.This
		if len(r.Targets) == 0 {
			continue
		}
		var document string
		if own {
			document = e.Chunk.Document
		} else {
			lib, err := g.s.library.get(ctx, g.s.index)
			if err != nil {
				return err
			}
			if lib == nil {
				continue
			}
			resolved, err := reference.NewResolver(lib).Resolve(ctx, r, reference.Place{Act: here, Path: e.Path, On: g.q.AsOf})
			if err != nil {
				return fmt.Errorf("retrieval: resolve a reference: %w", err)
			}
			document = resolved.Act.ID
		}
		if document == "" {
			continue
		}
		for _, t := range r.Targets[:min(len(r.Targets), 2)] {
			path := t.In(e.Path)
			if path == "" || path == e.Path || articleOf(path) == "" {
				continue
			}
			hits, err := g.s.open(ctx, document, path, g.q)
			if err != nil {
				return err
			}
			if len(hits) == 0 || standing(statusOf(&hits[0].Document, &hits[0].Chunk, g.q.AsOf)) <= 1 {
				continue
			}
			h := hits[0]
			h.Reason, h.Status = "", statusOf(&h.Document, &h.Chunk, g.q.AsOf)
			role, why := RoleReferenced, "được %s dẫn chiếu"
			if exceptionBefore(body, r.Span.Start) {
				role, why = RoleException, "ngoại lệ mà %s nêu"
			}
			if g.take(Evidence{Hit: h, Role: role, Path: path, For: at, Why: reasonf(why, unitName(e.Path))}, wholeArticle/3) >= 0 {
				n++
			}
		}
	}
	_ = whole
	return nil
}

// exceptionBefore says that the words before a reference make it an exception.
func exceptionBefore(text string, at int) bool {
	from := max(0, at-80)
	for from > 0 && text[from]&0xC0 == 0x80 {
		from--
	}
	before := strings.ToLower(text[from:at])
	if i := strings.LastIndexAny(before, ".;\n"); i >= 0 {
		before = before[i:]
	}
	tokens := vitext.Syllables(before)
	for i := range tokens {
		switch {
		case tokens[i].Text == "trừ" && wordBefore(tokens, i) != "khấu":
			return true
		case wordsAt(tokens, i, []string{"không", "áp", "dụng"}):
			return true
		}
	}
	return false
}

// relations is the part of a store that knows what texts say of each other.
type relations interface {
	RelationsTo(ctx context.Context, key string) ([]corpus.IncomingRelation, error)
}

// guidance is the điều of a text that guides the answer's document which fits
// the question best.
func (g *gatherer) guidance(ctx context.Context, at int, _ []corpus.Chunk) error {
	e := g.list[at]
	store, ok := g.s.index.(relations)
	if !ok || e.Document.Kind.Rank() == 0 || e.Document.Kind.Rank() > corpus.KindDecree.Rank() {
		return nil
	}
	incoming, err := store.RelationsTo(ctx, e.Document.Key)
	if err != nil {
		return fmt.Errorf("retrieval: texts that guide %s: %w", e.Document.Key, err)
	}
	var guides []string
	for _, r := range incoming {
		if r.Type == corpus.Guides || r.Type == corpus.BasedOn {
			if key := corpus.KeyOf(r.Document); key != e.Document.Key && !slices.Contains(guides, key) {
				guides = append(guides, key)
			}
		}
	}
	return g.best(ctx, at, guides, g.analysis, RoleGuidance, func(h *Hit) string {
		return reasonf("văn bản hướng dẫn %s", e.Document.Title)
	})
}

// duty are the words of a duty or a prohibition.
var duty = regexp.MustCompile(`(?i)\bphải\b|không được|nghiêm cấm|bị cấm|có trách nhiệm|có nghĩa vụ|xử phạt|xử lý vi phạm`)

// sanction is the provision of a decree on penalties that fits the question and
// the duty of the answer best.
func (g *gatherer) sanction(ctx context.Context, at int, _ []corpus.Chunk) error {
	e := g.list[at]
	if isSanction(&e.Document) || !duty.MatchString(e.Quote) && g.analysis.cues()&rank.AsksPenalty == 0 {
		return nil
	}
	if slices.ContainsFunc(g.list, func(o Evidence) bool { return isSanction(&o.Document) }) {
		return nil
	}
	_, decrees, err := g.s.library.read(ctx, g.s.index)
	if err != nil {
		return err
	}
	text := g.analysis.read() + "\n" + e.Chunk.Heading
	a := Analyze(text, nil)
	return g.best(ctx, at, decrees, &a, RoleSanction, func(h *Hit) string {
		return reasonf("chế tài đối với vi phạm %s", name(&e.Hit, e.Chunk.Path))
	})
}

// isSanction says that a document sets penalties, by its name.
func isSanction(info *corpus.DocumentInfo) bool {
	return strings.Contains(strings.ToLower(info.Title), "xử phạt")
}

// leastCover is the share of a question, by idf, that a neighbour found by
// search must say.
const leastCover = 0.45

// best takes the điều among the documents that answers best, when it says most
// of the question.
func (g *gatherer) best(ctx context.Context, at int, documents []string, a *Analysis, role Role, why func(*Hit) string) error {
	if len(documents) == 0 || len(g.q.Documents) > 0 || len(g.q.Kinds) > 0 || len(g.q.Issuers) > 0 {
		return nil // nothing from outside what the caller asked for
	}
	q := g.q
	q.Documents, q.K, q.Mode, q.Explain = documents, 1, Lexical, true
	hits, _, err := g.s.find(ctx, a, q)
	if err != nil || len(hits) == 0 {
		return err
	}
	if hits[0].Parts["feature.cover"] < leastCover {
		return nil
	}
	ts, err := g.s.termsOf(ctx, a)
	if err != nil {
		return err
	}
	hits, err = g.s.describe(ctx, &locator{termWeights: ts.weights(g.s.model, a.cues())}, hits[:1], q)
	if err != nil || len(hits) == 0 {
		return err
	}
	h := hits[0]
	h.Parts = nil
	g.take(Evidence{Hit: h, Role: role, Path: h.BestPath, For: at, Why: why(&h)}, wholeArticle/2)
	return nil
}
