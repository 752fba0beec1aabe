package assistant

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
	"trolyluat/retrieval"
)

// actStore is what is asked of the store about a text as a whole;
// [retrieval.Index] with the relations of [corpus.Store] is one.
type actStore interface {
	versioner
	Infos(ctx context.Context, ids []string) (map[string]corpus.DocumentInfo, error)
	RelationsTo(ctx context.Context, key string) ([]corpus.IncomingRelation, error)
}

// actMatter is what a question asks of a text as a whole.
type actMatter int

const (
	actNothing   actMatter = iota
	actEffect              // is it in force, since when, until when
	actAmended             // what amends or supplements it
	actReplaced            // what replaces or repeals it
	actDetailed            // what guides it or lays down its details
	actAnyChange           // amended, replaced or repealed
)

// The forms of such questions without diacritics and punctuation; "§" stands for
// the name of the text. What is asked of a matter that the text governs has other
// words before the name, and is none of them.
var (
	actLead    = `^(?:(?:cho (?:toi |em |minh )?hoi|xin hoi|hoi|hien nay|hien|bay gio|vay|the) )*`
	actEffects = regexp.MustCompile(actLead + `§(?: (?:hien nay|hien tai|hien|bay gio|gio|den nay|da|thi|nay|co|con|dang|het|bao gio|khi nao))* (?:hieu luc|gia tri|duoc ap dung|ap dung)(?: (?:thi hanh|phap ly|phap luat|nua|khong|chua|hay|tu|khi|nao|ngay|bao|gio|den|da|con|het|thang|nam|ko|k|ha|a|hay khong|roi))*$`)
	actBy      = regexp.MustCompile(actLead + `(?:nhung |cac |co )*(?:van ban|bo luat|luat|nghi dinh|thong tu|nghi quyet|quyet dinh)(?: (?:phap luat|luat|nao|gi|moi|da|dang|dung de|duoc|quy dinh))* (?:(sua doi|bo sung)|(thay the|bai bo)|(huong dan|quy dinh chi tiet|chi tiet))(?: [a-z]+){0,8}? §(?: (?:ve|nam|hien nay|khong|nao|gi|va|[a-z]+)){0,14}$`)
	actPassive = regexp.MustCompile(actLead + `§(?: (?:da|co|hien nay))* (?:bi|duoc) (?:(sua doi|bo sung)|(thay the|bai bo)|(huong dan|quy dinh chi tiet))(?: (?:bo sung|sua doi|thay the|bai bo|huong dan|thi hanh|boi|bang|tai|trong|o|van ban|luat|nghi dinh|thong tu|nao|gi|chua|khong|may|bao nhieu|lan|hay|khi|nam|va|nhung|cac))*$`)
)

// actAsked finds what a question asks of a text that it names, and which of the
// analysed references names it.
func actAsked(a *retrieval.Analysis) (actMatter, int) {
	for i, r := range a.References {
		if r.Document.IsZero() || r.Document.This || len(r.Targets) > 0 || r.Span.End > len(a.Text) {
			continue
		}
		var words []string
		for _, w := range syllables(vitext.Fold(a.Text[:r.Span.Start])) {
			words = append(words, strings.ToLower(w))
		}
		words = append(words, "§")
		for _, w := range syllables(vitext.Fold(a.Text[r.Span.End:])) {
			words = append(words, strings.ToLower(w))
		}
		text := strings.Join(words, " ")
		if actEffects.MatchString(text) {
			return actEffect, i
		}
		for _, form := range []*regexp.Regexp{actBy, actPassive} {
			m := form.FindStringSubmatch(text)
			switch {
			case m == nil:
			case m[1] != "" && (strings.Contains(text, "thay the") || strings.Contains(text, "bai bo")):
				return actAnyChange, i
			case m[1] != "":
				return actAmended, i
			case m[2] != "":
				return actReplaced, i
			default:
				return actDetailed, i
			}
		}
	}
	return actNothing, 0
}

// Whether a day is asked for, and whether that of the end.
var (
	actWhen = regexp.MustCompile(`(?i)khi nao|bao gio|(?:ngay|thang|nam) (?:nao|bao nhieu)|tu ngay`)
	actEnd  = regexp.MustCompile(`(?i)het (?:hieu luc|gia tri)`)
)

// The relations that each matter is told by.
var actTypes = map[actMatter][]corpus.RelationType{
	actEffect:    {corpus.Replaces, corpus.Repeals, corpus.Suspends, corpus.StandsInFor, corpus.Amends, corpus.Supplements},
	actAmended:   {corpus.Amends, corpus.Supplements, corpus.Corrects},
	actReplaced:  {corpus.Replaces, corpus.Repeals, corpus.Suspends, corpus.StandsInFor},
	actDetailed:  {corpus.Guides, corpus.BasedOn},
	actAnyChange: {corpus.Amends, corpus.Supplements, corpus.Replaces, corpus.Repeals, corpus.Suspends, corpus.StandsInFor, corpus.Corrects},
}

// actVerbs say what another text does to the one asked about.
var actVerbs = map[corpus.RelationType]string{
	corpus.Amends: "sửa đổi", corpus.Supplements: "bổ sung", corpus.Replaces: "thay thế", corpus.Repeals: "bãi bỏ", corpus.Suspends: "ngưng hiệu lực",
	corpus.StandsInFor: "quy định khác trong một thời hạn", corpus.Corrects: "đính chính", corpus.Guides: "hướng dẫn, quy định chi tiết",
	corpus.BasedOn: "lấy làm căn cứ ban hành",
}

// actMost bounds the texts that are told, actPlaces the units of one.
const (
	actMost   = 12
	actPlaces = 6
)

// actChange is what one text does to the one asked about.
type actChange struct {
	document string // ID
	info     corpus.DocumentInfo
	whole    bool // it concerns the whole of the text
	types    []corpus.RelationType
	places   []string // paths in the text asked about
	from     corpus.Date
	at       string // path of the first provision that says so
}

// aboutAct answers a question about a text as a whole ("Luật Đất đai 2013 còn
// hiệu lực không?", "Nghị định nào sửa đổi Nghị định 63/2010/NĐ-CP?") by what the
// store knows of its effect and of its ties to others. nil says that the question
// is no such one, or that the store does not know the text.
func (t *turn) aboutAct(ctx context.Context, a *retrieval.Analysis) (*Answer, error) {
	store, ok := t.terms.(actStore)
	resolver, can := t.search.(citer)
	matter, at := actAsked(a)
	if !ok || !can || matter == actNothing {
		return nil, nil
	}
	cited, err := resolver.Cited(ctx, &retrieval.Analysis{Text: a.Text, References: a.References[at : at+1]}, t.question.AsOf)
	if err != nil {
		return nil, fmt.Errorf("assistant: look up what the question names: %w", err)
	}
	if len(cited) != 1 || !cited[0].Exists {
		return nil, nil
	}
	act := cited[0].Document
	changes, err := t.changesOf(ctx, store, &act, actTypes[matter])
	if err != nil {
		return nil, err
	}
	u := t.read
	answer := &Answer{Question: t.question.Text, Kind: KindAnswer, Role: t.question.Role, AsOf: t.question.AsOf.String(), Mode: Extractive, Found: true, Certainty: High,
		CertaintyReason: "theo hiệu lực và quan hệ giữa các văn bản có trong kho", Citations: []Citation{}, Checks: []Check{}, Sections: []Section{}, Corrections: u.Corrections, FollowUps: []string{}, Understanding: u}
	var lines []string
	for i := range changes[:min(actMost, len(changes))] {
		n, err := t.citeChange(ctx, store, answer, &changes[i])
		if err != nil {
			return nil, err
		}
		lines = append(lines, "- "+changes[i].words()+mark(n))
	}
	if n := len(changes) - actMost; n > 0 {
		lines = append(lines, fmt.Sprintf("- … và %d văn bản khác; xem mục “Liên quan” của văn bản.", n))
	}
	var b strings.Builder
	b.WriteString("**Trả lời ngắn:** " + t.actFront(matter, &act, changes, answer))
	if matter == actEffect {
		n, err := t.effectOf(ctx, store, answer, &act)
		if err != nil {
			return nil, err
		}
		b.WriteString(mark(n))
	}
	b.WriteString("\n\n")
	if len(lines) > 0 {
		title := map[actMatter]string{actEffect: "Văn bản tác động tới hiệu lực", actAmended: "Văn bản sửa đổi, bổ sung", actReplaced: "Văn bản thay thế, bãi bỏ",
			actDetailed: "Văn bản hướng dẫn, quy định chi tiết", actAnyChange: "Văn bản sửa đổi, bổ sung, thay thế, bãi bỏ"}[matter]
		fmt.Fprintf(&b, "**%s**\n\n%s\n\n", title, strings.Join(lines, "\n"))
		s := Section{Key: "act", Title: title, Text: strings.Join(lines, "\n"), Citations: []int{}}
		for _, c := range answer.Citations {
			s.Citations = append(s.Citations, c.Number)
		}
		answer.Sections = append(answer.Sections, s)
	} else if matter != actEffect {
		answer.Certainty = Low
	}
	fmt.Fprintf(&b, "Chỉ tính các văn bản đã có trong kho; văn bản chưa nạp có thể còn làm thay đổi kết luận. Xem toàn văn và mọi quan hệ: [%s](%s).", documentName(&act), address(act.ID, "", t.question.AsOf, t.today()))
	answer.Text = b.String()
	return answer, nil
}

// changesOf gathers what other texts do to an act, by text, in the order of their
// effect; what concerns the whole act first.
func (t *turn) changesOf(ctx context.Context, store actStore, act *corpus.DocumentInfo, types []corpus.RelationType) ([]actChange, error) {
	incoming, err := store.RelationsTo(ctx, act.Key)
	if err != nil {
		return nil, fmt.Errorf("assistant: relations to %s: %w", act.Key, err)
	}
	at := map[string]int{}
	var changes []actChange
	var ids []string
	for i := range incoming {
		r := &incoming[i]
		if !slices.Contains(types, r.Type) || r.Document == act.ID {
			continue
		}
		k, known := at[r.Document]
		if !known {
			k = len(changes)
			at[r.Document] = k
			changes = append(changes, actChange{document: r.Document, from: r.From, at: r.FromPath})
			ids = append(ids, r.Document)
		}
		c := &changes[k]
		if !slices.Contains(c.types, r.Type) {
			c.types = append(c.types, r.Type)
		}
		if r.ToPath == "" {
			if !c.whole {
				c.at = r.FromPath
			}
			c.whole = true
		} else if !slices.Contains(c.places, r.ToPath) {
			c.places = append(c.places, r.ToPath)
		}
		if r.From != 0 && (c.from == 0 || r.From < c.from) {
			c.from = r.From
		}
	}
	infos, err := store.Infos(ctx, ids)
	if err != nil {
		return nil, fmt.Errorf("assistant: load documents: %w", err)
	}
	for i := range changes {
		c := &changes[i]
		c.info = infos[c.document]
		if c.from == 0 {
			c.from = c.info.Effective.From
		}
		slices.SortFunc(c.places, corpus.ComparePaths)
	}
	changes = slices.DeleteFunc(changes, func(c actChange) bool { return c.info.Key == "" || noLaw(c.info.Kind) })
	slices.SortStableFunc(changes, func(a, b actChange) int {
		if x, y := a.ends(), b.ends(); x != y {
			if x {
				return -1
			}
			return 1
		}
		return int(a.from) - int(b.from)
	})
	return changes, nil
}

// ends says that the change ends the whole act.
func (c *actChange) ends() bool {
	return c.whole && (slices.Contains(c.types, corpus.Repeals) || slices.Contains(c.types, corpus.Replaces))
}

// words tell a change: "Luật … số 31/2024/QH15 bãi bỏ toàn bộ, từ 01/01/2025".
func (c *actChange) words() string {
	var verbs []string
	for _, ty := range c.types {
		if v := actVerbs[ty]; v != "" {
			verbs = append(verbs, v)
		}
	}
	text := documentName(&c.info) + ": " + strings.Join(verbs, ", ")
	switch {
	case c.ends():
		text += " toàn bộ"
	case len(c.places) > 0:
		var labels []string
		for _, p := range c.places[:min(actPlaces, len(c.places))] {
			labels = append(labels, corpus.PathLabel(p))
		}
		text += " " + strings.Join(labels, ", ")
		if n := len(c.places) - actPlaces; n > 0 {
			text += fmt.Sprintf(" và %d chỗ khác", n)
		}
	}
	if c.from != 0 {
		text += ", từ " + c.from.VN()
	}
	return text
}

// citeChange cites the provision by which a change is made; 0 where the store
// does not have it.
func (t *turn) citeChange(ctx context.Context, store actStore, answer *Answer, c *actChange) (int, error) {
	article, _, _ := strings.Cut(c.at, "/")
	if !strings.HasPrefix(article, "d") {
		return 0, nil
	}
	chunks, err := store.Articles(ctx, c.document, article)
	if err != nil {
		return 0, fmt.Errorf("assistant: open %s %s: %w", c.document, article, err)
	}
	for i := range chunks {
		if chunks[i].Window > 0 || i+1 < len(chunks) && !chunks[i].Contains(t.question.AsOf) {
			continue
		}
		h := retrieval.Hit{Document: c.info, Chunk: chunks[i], BestPath: c.at, Status: retrieval.StatusOf(&c.info, &chunks[i], t.question.AsOf), Score: 1}
		return t.citeWhole(answer, h), nil
	}
	return 0, nil
}

// citeWhole cites a provision, the unit that its BestPath names marked.
func (t *turn) citeWhole(answer *Answer, h retrieval.Hit) int {
	var marks []corpus.Span
	for _, u := range h.Chunk.Units {
		if u.Path == h.BestPath && u.Start < u.End {
			from, to := trimmed(h.Chunk.Text, u.Start, u.End)
			marks = []corpus.Span{{Start: from, End: to}}
		}
	}
	n := len(answer.Citations) + 1
	answer.Citations = append(answer.Citations, t.cite(&h, n, marks))
	t.cited, t.citedAt = append(t.cited, h), append(t.citedAt, -1)
	return n
}

// effectOf cites the article of an act that tells its effect; 0 where it has none.
func (t *turn) effectOf(ctx context.Context, store actStore, answer *Answer, act *corpus.DocumentInfo) (int, error) {
	chunks, err := store.Articles(ctx, act.ID, "")
	if err != nil {
		return 0, fmt.Errorf("assistant: open %s: %w", act.ID, err)
	}
	for i := range slices.Backward(chunks) {
		c := &chunks[i]
		if c.Window > 0 || !strings.Contains(strings.ToLower(c.Heading), "hiệu lực thi hành") {
			continue
		}
		return t.citeWhole(answer, retrieval.Hit{Document: *act, Chunk: *c, Status: retrieval.StatusOf(act, c, t.question.AsOf), Score: 1}), nil
	}
	if noLaw(act.Kind) && len(chunks) > 0 { // án lệ and judgments have no such article
		c := &chunks[0]
		return t.citeWhole(answer, retrieval.Hit{Document: *act, Chunk: *c, Status: retrieval.StatusOf(act, c, t.question.AsOf), Score: 1}), nil
	}
	return 0, nil
}

// actFront is the short answer.
func (t *turn) actFront(matter actMatter, act *corpus.DocumentInfo, changes []actChange, answer *Answer) string {
	name, on := documentName(act), t.question.AsOf
	if matter != actEffect {
		what := map[actMatter]string{actAmended: "sửa đổi, bổ sung", actReplaced: "thay thế, bãi bỏ", actDetailed: "hướng dẫn, quy định chi tiết", actAnyChange: "sửa đổi, bổ sung, thay thế hoặc bãi bỏ"}[matter]
		if len(changes) == 0 {
			return fmt.Sprintf("kho không có văn bản nào %s %s.", what, name)
		}
		return fmt.Sprintf("kho có %d văn bản %s %s.", len(changes), what, name)
	}
	status := retrieval.StatusOf(act, &corpus.Chunk{}, on)
	text := fmt.Sprintf("tại ngày %s, %s %s", on.VN(), name, status.Name())
	from, to := act.Effective.From, act.Effective.To
	switch asksWhen, asksEnd := actWhen.MatchString(vitext.Fold(t.asked)), actEnd.MatchString(vitext.Fold(t.asked)); {
	case asksWhen && asksEnd && to != 0:
		answer.Phrase = to.VN()
	case asksWhen && !asksEnd && from != 0:
		answer.Phrase = from.VN()
	default:
		answer.Phrase = status.Name()
	}
	if answer.Phrase != status.Name() {
		text = answer.Phrase + "; " + text
	}
	switch {
	case to != 0 && from != 0:
		text += fmt.Sprintf("; văn bản có hiệu lực từ %s đến hết %s", from.VN(), to.AddDays(-1).VN())
	case from != 0:
		text += ", hiệu lực từ " + from.VN()
	}
	return text + "."
}
