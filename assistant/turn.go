package assistant

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"

	"trolyluat/assistant/llm"
	"trolyluat/assistant/privacy"
	"trolyluat/assistant/reading"
	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/lexical"
)

// How many provisions an answer quotes, how many are read for the answer, and
// how many are searched to choose them from.
const (
	searchDepth  = 10
	quotedAtMost = 3
	nearestShown = 3
)

// turn is one question being answered.
type turn struct {
	*Assistant
	question Question
	yield    func(Event, error) bool
	stopped  bool // the caller has had enough
	start    time.Time
	read     *Understanding
	asked    string // the question as it is answered: rewritten where it leant on the conversation
	notes    []string

	stem      string           // of a multiple-choice question
	choices   []reading.Choice // its choices
	claim     string           // of a true-or-false question
	wholly    bool             // the question only asks what a provision says
	hits      []retrieval.Hit  // what was found, in the order in which it is read
	text      string           // of the question as it is read
	reading   *reading.Reading // of the first hits
	marks     [][]corpus.Span  // of the hits that were read
	cited     []retrieval.Hit  // parallel to the citations
	personal  privacy.Map      // what was masked before a remote model
	usage     llm.Usage
	cost      float64 // by the configured prices
	calls     int     // of the model
	answering string  // the model that did
	fromCache bool
	citedAt   []int // of the citations made of hits: which hit
}

// send passes an event on; false means stop.
func (t *turn) send(e Event) bool {
	if !t.stopped && !t.yield(e, nil) {
		t.stopped = true
	}
	return !t.stopped
}

func (t *turn) run(ctx context.Context) error {
	q := &t.question
	q.Text = strings.TrimSpace(q.Text)
	if err := t.understand(ctx); err != nil {
		return err
	}
	u := t.read
	if u.Kind != KindAnswer {
		if !t.sendUnderstood() {
			return nil
		}
		answer := t.reply()
		if t.send(Event{Type: Text, Text: answer.Text}) {
			answer.Seconds = time.Since(t.start).Seconds()
			t.send(Event{Type: Done, Answer: answer})
		}
		return nil
	}
	if !t.sendUnderstood() || !t.send(Event{Type: Searching}) {
		return nil
	}
	found, err := t.search.Search(ctx, retrieval.Query{Text: t.searchText(), K: searchDepth, Filter: retrieval.Filter{AsOf: q.AsOf}})
	if err != nil {
		return fmt.Errorf("assistant: search: %w", err)
	}
	if about, err := t.aboutAct(ctx, &found.Analysis); err != nil || about != nil {
		return t.deliver(about, err)
	}
	t.notes = append(t.notes, t.besidesRead(found.Notes)...)
	t.hits = lawFirst(found.Hits, q.Role, t.asked)
	if err := t.readHits(ctx, found.Analysis); err != nil {
		return err
	}
	certainty := t.judge(found)
	if certainty == None && u.AsOfFrom == AsOfQuestion {
		if found, certainty, err = t.byLawOfToday(ctx, found); err != nil {
			return err
		}
	}
	enough := certainty != None
	citations := t.citations(enough)
	if err := t.premises(ctx, found.Analysis); err != nil {
		return err
	}
	if q.Role == Official {
		t.notes = append(t.notes, placeNotes(t.asked, q.AsOf, t.today())...)
	}
	if len(u.Corrections) > 0 && !t.sendUnderstood() {
		return nil
	}
	if !t.send(Event{Type: Evidence, Citations: citations, Notes: t.notes}) {
		return nil
	}
	answer := &Answer{Question: q.Text, Kind: KindAnswer, Role: q.Role, AsOf: q.AsOf.String(), Mode: Extractive, Found: enough, Certainty: certainty,
		Citations: citations, Checks: []Check{}, Sections: []Section{}, Corrections: u.Corrections, FollowUps: []string{}, Understanding: u}
	if !enough {
		answer.Kind = KindRefusal
	}
	if enough {
		before := len(answer.Citations)
		if err := t.expand(ctx, found, answer); err != nil {
			return err
		}
		if len(answer.Citations) > before && !t.send(Event{Type: Evidence, Citations: answer.Citations, Notes: t.notes}) {
			return nil
		}
		answer.FollowUps = t.followUps(answer)
	}
	done := false
	if enough && t.generator != nil {
		done = t.generate(ctx, answer)
		if ctx.Err() != nil {
			return ctx.Err()
		}
	}
	if !done {
		answer.Mode = Extractive
		before := len(answer.Citations)
		if err := t.extract(ctx, answer); err != nil {
			return err
		}
		if len(answer.Citations) > before && !t.send(Event{Type: Evidence, Citations: answer.Citations, Notes: t.notes}) {
			return nil
		}
		if !t.send(Event{Type: Text, Text: answer.Text}) {
			return nil
		}
		answer.Checks = verbatimChecks(answer.Citations, enough)
	}
	if len(answer.Checks) > 0 && !t.send(Event{Type: Checks, Checks: answer.Checks}) {
		return nil
	}
	answer.Notes = t.notes
	if answer.Notes == nil {
		answer.Notes = []string{}
	}
	answer.Seconds = time.Since(t.start).Seconds()
	t.send(Event{Type: Done, Answer: answer})
	return nil
}

// besidesRead are the notes but for that on how the question was read, which
// Understanding.Read tells.
func (t *turn) besidesRead(notes []string) []string {
	if t.read.Read == "" {
		return notes
	}
	return slices.DeleteFunc(slices.Clone(notes), func(n string) bool {
		return strings.Contains(n, "“"+t.read.Read+"”") && strings.HasPrefix(n, "Câu hỏi được đọc là")
	})
}

// deliver sends an answer that is made as a whole.
func (t *turn) deliver(answer *Answer, err error) error {
	if err != nil {
		return err
	}
	answer.Notes = append([]string{}, t.notes...)
	if t.send(Event{Type: Evidence, Citations: answer.Citations, Notes: t.notes}) && t.send(Event{Type: Text, Text: answer.Text}) {
		answer.Seconds = time.Since(t.start).Seconds()
		t.send(Event{Type: Done, Answer: answer})
	}
	return nil
}

func (t *turn) sendUnderstood() bool {
	u := t.read
	return t.send(Event{Type: Understood, Role: t.question.Role, AsOf: u.AsOf, Understanding: u, Notes: u.Notes})
}

// searchText is what is searched for: a claim without "đúng hay sai", a
// multiple-choice question with its choices but not their letters.
func (t *turn) searchText() string {
	if t.claim != "" {
		return t.claim
	}
	if len(t.choices) == 0 {
		return t.asked
	}
	text := t.stem
	for _, c := range t.choices {
		text += "\n" + c.Text
	}
	return text
}

// readHits reads the first hits for the question.
func (t *turn) readHits(ctx context.Context, a retrieval.Analysis) error {
	text, passages := t.toRead(a, quotedAtMost)
	t.text = text
	var err error
	if t.reading, err = t.reader.Read(text, passages, t.frequencies(ctx)); err != nil {
		return fmt.Errorf("assistant: read the provisions: %w", err)
	}
	t.reading.Hear(t.heard(a))
	t.marks = t.reading.Marks()
	if len(t.hits) > 0 && t.hits[0].Reason == retrieval.ReasonDirect && onlyNames(t.asked) {
		t.wholly, t.marks = true, t.wholeOfNamed()
	}
	return nil
}

// heard is the question in its own words as they are read, with what the everyday
// ones among them mean.
func (t *turn) heard(a retrieval.Analysis) (string, []reading.Meant) {
	text := t.asked
	switch {
	case t.claim != "":
		text = t.claim
	case len(t.choices) > 0:
		text = t.stem
	case a.Read != "":
		text = a.Read
	}
	meant := make([]reading.Meant, len(a.Expansions))
	for i, e := range a.Expansions {
		meant[i] = reading.Meant{Said: e.Said, Means: e.Means}
	}
	return text, meant
}

// readMore reads further hits than those that the answer is taken from.
func (t *turn) readMore(ctx context.Context, most int) (*reading.Reading, error) {
	_, passages := t.toRead(retrieval.Analysis{}, most)
	r, err := t.reader.Read(t.text, passages, t.frequencies(ctx))
	if err != nil {
		return nil, fmt.Errorf("assistant: read the provisions: %w", err)
	}
	return r, nil
}

// toRead is the question as it is read (diacritics restored, slips mended; a
// claim or stem alone) and the first hits as passages.
func (t *turn) toRead(a retrieval.Analysis, most int) (string, []reading.Passage) {
	passages := make([]reading.Passage, min(most, len(t.hits)))
	best := 0.0
	for i := range passages {
		best = max(best, t.hits[i].Score)
	}
	for i := range passages {
		h := &t.hits[i]
		passages[i] = reading.Passage{Text: h.Chunk.Text, Heading: h.Chunk.Heading, Prob: h.Score,
			Above: h.Document.Title + "\n" + strings.Join(h.Chunk.Context, "\n")}
		if best > 0 {
			passages[i].Score = h.Score / best
		}
		for _, u := range h.Chunk.Units {
			if h.BestPath != "" && u.Path == h.BestPath {
				passages[i].Best = corpus.Span{Start: u.Start, End: u.End}
			}
		}
	}
	switch hits := t.hits[:len(passages)]; {
	case t.claim != "":
		return t.claim, passages
	case len(t.choices) > 0:
		return t.stem, passages
	case a.Read != "":
		return inWordsOfLaw(a.Read, a.Expansions, hits), passages
	default:
		return inWordsOfLaw(t.asked, a.Expansions, hits), passages
	}
}

// frequencies looks up how common syllables are in the store.
func (a *Assistant) frequencies(ctx context.Context) reading.Frequencies {
	return func(syllables []string, folded bool) ([]int, int, error) {
		keys := make([]string, len(syllables))
		for i, s := range syllables {
			keys[i] = lexical.Syllable(s)
			if folded {
				keys[i] = lexical.Folded(s)
			}
		}
		df, n, err := a.terms.Frequencies(ctx, keys)
		if err != nil {
			return nil, 0, fmt.Errorf("word frequencies: %w", err)
		}
		return df, n, nil
	}
}

// lawFirst puts judgments behind the law for all but judges: what a party said in
// a case is no rule for a citizen's question. An án lệ, which tells how the law is
// applied, goes behind the law that is read with it. One who asks for cases gets
// them where they were found, and what the question names keeps its place.
func lawFirst(hits []retrieval.Hit, role Role, question string) []retrieval.Hit {
	if role == Judge || asksForCases.MatchString(question) {
		return hits
	}
	ordered := slices.Clone(hits)
	slices.SortStableFunc(ordered, func(a, b retrieval.Hit) int {
		return behind(&a, corpus.KindJudgment) - behind(&b, corpus.KindJudgment)
	})
	slices.SortStableFunc(ordered[:min(quotedAtMost, len(ordered))], func(a, b retrieval.Hit) int {
		return behind(&a, corpus.KindPrecedent) - behind(&b, corpus.KindPrecedent)
	})
	return ordered
}

// asksForCases are words by which án lệ or judgments are asked for.
var asksForCases = regexp.MustCompile(`(?i)án lệ|an le|bản án|ban an|tòa (?:đã |án đã |án )?xử|toa (?:da |an da |an )?xu|xét xử thế nào|phán quyết|phan quyet`)

// behind is 1 for a hit of a kind that goes behind the others.
func behind(h *retrieval.Hit, kind corpus.Kind) int {
	if h.Document.Kind == kind && h.Reason != retrieval.ReasonDirect {
		return 1
	}
	return 0
}

// nearScore is the share of the best hit's score with which a hit is quoted
// though nothing in it is marked.
const nearScore = 0.45

// citations makes the numbered passages of an answer out of the hits. Without a
// sufficient basis they are the nearest texts.
func (t *turn) citations(enough bool) []Citation {
	citations := []Citation{}
	best := 0.0
	for i := range t.hits {
		best = max(best, t.hits[i].Score)
	}
	for i := range t.hits {
		if len(citations) == quotedAtMost || !enough && len(citations) == nearestShown {
			break
		}
		h := &t.hits[i]
		var marks []corpus.Span
		if enough && i < len(t.marks) {
			marks = t.marks[i]
		}
		if enough && i > 0 && len(marks) == 0 && best > 0 && h.Score < best*nearScore {
			continue
		}
		citations = append(citations, t.cite(h, len(citations)+1, marks))
		t.cited = append(t.cited, *h)
		t.citedAt = append(t.citedAt, i)
	}
	return citations
}

// cite makes a citation of a hit with the spans of its text that are marked.
func (t *turn) cite(h *retrieval.Hit, number int, marks []corpus.Span) Citation {
	c := citation(h)
	c.Number = number
	c.Quoted, c.Quote, c.Marks = quote(h, marks)
	if c.Marks == nil {
		c.Marks = []corpus.Span{}
	}
	c.Label = corpus.PathLabel(c.Quoted)
	if c.Label == "" {
		c.Label = h.Chunk.Label
	}
	c.URL = address(h.Document.ID, c.Quoted, t.question.AsOf, t.today())
	return c
}

func citation(h *retrieval.Hit) Citation {
	return Citation{
		Document: h.Document.Key, Printed: h.Document.Number, ID: h.Document.ID, Title: h.Document.Title, Kind: h.Document.Kind,
		Path: h.Chunk.Path, Heading: h.Chunk.Heading, Context: h.Chunk.Context,
		Status: h.Status, StatusName: h.Status.Name(), From: h.Chunk.From.String(), To: h.Chunk.To.String(),
		Fictional: h.Document.Fictional, SourceID: h.Chunk.SourceID, Score: h.Score, Role: string(retrieval.RoleAnswer),
	}
}

// address is the permanent address of a provision in the reader's page, with
// the date where it is not today's.
func address(id, path string, asOf, today corpus.Date) string {
	a := "/vb/" + strings.ReplaceAll(id, "/", "-")
	if path != "" {
		a += "/" + path
	}
	if asOf != 0 && asOf != today {
		a += "?ngay=" + asOf.String()
	}
	return a
}
