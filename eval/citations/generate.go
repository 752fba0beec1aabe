package citations

import (
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"trolyluat/assistant/cite"
	"trolyluat/corpus"
)

// sample is one generated answer.
type sample struct {
	id       string
	input    cite.Input
	pieces   []piece
	fault    Fault // "" for a clean answer
	question string
}

// piece is a sentence of the answer whose truth is known.
type piece struct {
	span    corpus.Span
	manner  string
	fault   Fault
	planted string // what was changed, for people
}

// Fault is a kind of planted fault.
type Fault string

// The planted faults. HumanFalse is no planting: a false statement that the
// benchmark's people wrote, told with the citation of the article that refutes
// it; it is measured apart.
const (
	InventedNumber   Fault = "invented_number"    // a mark that names no passage
	InventedArticle  Fault = "invented_article"   // an article the act does not have
	WrongArticle     Fault = "wrong_article"      // another article of the act
	MentionedArticle Fault = "mentioned_article"  // another article, which the cited one mentions
	WrongLaw         Fault = "wrong_law"          // another act that exists
	InventedLaw      Fault = "invented_law"       // an act that does not exist
	InventedClause   Fault = "invented_clause"    // a khoản that the article does not have
	WrongClause      Fault = "wrong_clause"       // another khoản than the one that says so
	WordChanged      Fault = "word_changed"       // in a quotation: one word another
	WordDropped      Fault = "word_dropped"       // one word left out
	WordAdded        Fault = "word_added"         // one word more
	WordsSwapped     Fault = "words_swapped"      // two words in the other order
	QuoteNumber      Fault = "quote_number"       // a number of a quotation
	QuoteNegated     Fault = "quote_negated"      // negation in a quotation
	QuoteElsewhere   Fault = "quote_elsewhere"    // quoted from another article
	QuoteStitched    Fault = "quote_stitched"     // two places quoted as one
	WrongCitation    Fault = "wrong_citation"     // the mark of another passage
	InventedContent  Fault = "invented_statement" // what another act says, under this mark
	MissingCitation  Fault = "missing_citation"   // no mark
	NumberChanged    Fault = "number_changed"     // in plain words
	Negated          Fault = "negated"            // negation added or dropped, in plain words
	Repealed         Fault = "repealed"           // the cited version is no longer in force
	Pending          Fault = "pending"            // not yet in force
	HumanFalse       Fault = "human_false"
)

var faults = []Fault{InventedNumber, InventedArticle, WrongArticle, MentionedArticle, WrongLaw, InventedLaw, InventedClause, WrongClause, WordChanged, WordDropped,
	WordAdded, WordsSwapped, QuoteNumber, QuoteNegated, QuoteElsewhere, QuoteStitched, WrongCitation, InventedContent, MissingCitation,
	NumberChanged, Negated, Repealed, Pending}

const asOf corpus.Date = 20250601

// library is the articles by law and number.
type library struct {
	all []article
	by  map[string]int
	of  map[string][]int // by law, in the order of the file
}

func newLibrary(articles []article) *library {
	l := &library{all: articles, by: map[string]int{}, of: map[string][]int{}}
	for i, a := range articles {
		l.by[a.Law+"#"+a.Number] = i
		l.of[a.Law] = append(l.of[a.Law], i)
	}
	return l
}

// maker makes the answers of one question.
type maker struct {
	lib  *library
	laws []string
	q    question
	gold int
	r    *rand.Rand
	m    mouth

	evidence []cite.Evidence
	goldNo   int   // number of the gold passage
	shown    []int // articles of the evidence, by number-1
}

// telling is a sentence on the gold article with all that faults need to know.
type telling struct {
	manner string
	law    string
	number string
	clause string
	body   string // the law's words that are told
	said   string // body as told: quoted or paraphrased
	quoted bool
	named  bool // the provision is named in the sentence
	marks  []int
}

// samples makes the clean answer and the faulty ones of a question; which
// faults follows from turn, so that over many questions each comes up equally.
func (k *maker) samples(turn, count int) []sample {
	var out []sample
	if s, ok := k.sample("", 0); ok {
		out = append(out, s)
	}
	if s, ok := k.human(); ok {
		out = append(out, s)
	}
	made := 0
	for i := 0; i < len(faults) && made < count; i++ {
		if s, ok := k.sample(faults[(turn*count+i)%len(faults)], i+1); ok {
			out = append(out, s)
			made++
		}
	}
	// What few articles offer is planted wherever it can be.
	for i, f := range []Fault{NumberChanged, QuoteNumber, MentionedArticle} {
		if s, ok := k.sample(f, 100+i); ok {
			out = append(out, s)
		}
	}
	return out
}

// show chooses the passages: gold, its neighbours, articles of other acts.
func (k *maker) show() {
	k.shown, k.evidence = nil, nil
	gold := k.lib.all[k.gold]
	add := func(i int) {
		if i >= 0 && i < len(k.lib.all) && !slices.Contains(k.shown, i) {
			k.shown = append(k.shown, i)
		}
	}
	add(k.gold)
	for _, d := range k.r.Perm(6)[:2+k.r.IntN(2)] {
		if i := k.gold + d - 3; i >= 0 && i < len(k.lib.all) && k.lib.all[i].Law == gold.Law {
			add(i)
		}
	}
	for range 2 + k.r.IntN(3) {
		add(k.r.IntN(len(k.lib.all)))
	}
	k.r.Shuffle(len(k.shown), func(i, j int) { k.shown[i], k.shown[j] = k.shown[j], k.shown[i] })
	for n, i := range k.shown {
		a := k.lib.all[i]
		heading, _ := units(a.Text)
		k.evidence = append(k.evidence, cite.Evidence{Number: n + 1, DocumentKey: key(a.Law), Title: a.Law, Path: "d" + a.Number,
			Label: "Điều " + a.Number, Heading: heading, Text: "Điều " + a.Number + ". " + a.Text, Interval: corpus.Interval{From: 20200101}})
		if i == k.gold {
			k.goldNo = n + 1
		}
	}
}

func key(law string) string { return strings.ReplaceAll(law, " ", "-") }

// tell makes a sentence of the gold article in one of the manners, or not.
func (k *maker) tell(quoted, named bool) (*telling, bool) {
	gold := k.lib.all[k.gold]
	_, us := units(gold.Text)
	type option struct {
		u unit
		s string
	}
	var options []option
	for _, u := range us {
		for _, s := range sentences(u) {
			options = append(options, option{u, s})
		}
	}
	if len(options) == 0 {
		return nil, false
	}
	o := pick(k.r, options)
	t := &telling{law: gold.Law, number: gold.Number, clause: o.u.clause, body: o.s, quoted: quoted, named: named, marks: []int{k.goldNo}}
	if quoted {
		words := strings.Fields(o.s)
		t.said = o.s
		if len(words) > 14 && k.m.chance(0.4) { // a part of the sentence
			from := k.r.IntN(len(words) - 10)
			t.said = strings.Join(words[from:from+8+k.r.IntN(len(words)-from-9)], " ")
			t.body = t.said
		}
		t.manner = "quoted"
		return t, true
	}
	t.manner = "plain"
	t.said = o.s
	if k.m.chance(0.65) {
		t.manner, t.said = "paraphrased", k.m.paraphrase(o.s)
	}
	return t, true
}

// render writes the sentence with its marks.
func (k *maker) render(t *telling, ref string) string {
	var s string
	switch {
	case t.quoted && t.named:
		s = fmt.Sprintf(pick(k.r, []string{"Theo %s, “%s”", "%s quy định: “%s”", "%s nêu rõ “%s”", "Căn cứ %s thì “%s”"}), ref, t.said)
	case t.quoted:
		s = fmt.Sprintf(pick(k.r, []string{"Luật quy định “%s”", "Về việc này, “%s”", "“%s”", "Văn bản ghi: “%s”"}), t.said)
	case t.named:
		switch k.r.IntN(4) {
		case 0:
			s = upper(strings.TrimRight(t.said, ".")) + " (" + ref + ")"
		case 1:
			s = upper(strings.TrimRight(t.said, ".")) + ", theo " + ref
		default:
			s = fmt.Sprintf(pick(k.r, []string{"Theo %s, %s", "%s quy định %s", "Theo quy định tại %s thì %s", "Tại %s nêu: %s"}), ref, lower(t.said))
		}
	default:
		s = upper(t.said)
	}
	s = upper(s)
	if len(t.marks) == 0 {
		return strings.TrimRight(s, ".") + "."
	}
	return k.m.mark(s, t.marks...)
}

// sample composes an answer; with a fault, one sentence has it.
func (k *maker) sample(fault Fault, salt int) (sample, bool) {
	k.r = rand.New(rand.NewPCG(uint64(salt), hash(k.q.ID)))
	k.m = mouth{k.r}
	k.show()
	s := sample{id: fmt.Sprintf("%s/%s", k.q.ID, fault), fault: fault, question: k.q.Text}
	if fault == "" {
		s.id = k.q.ID + "/clean"
	}
	var b strings.Builder
	bullets := k.m.chance(0.3)
	write := func(text, manner string, f Fault, planted string) {
		if item := bullets && manner != "heading"; b.Len() > 0 && !strings.HasSuffix(b.String(), "\n") {
			if item {
				b.WriteString("\n")
			} else {
				b.WriteString(" ")
			}
		}
		if bullets && manner != "filler" && manner != "heading" {
			b.WriteString("- ")
		}
		start := b.Len()
		b.WriteString(text)
		s.pieces = append(s.pieces, piece{corpus.Span{Start: start, End: b.Len()}, manner, f, planted})
		if bullets || manner == "heading" {
			b.WriteString("\n")
		}
	}
	if k.m.chance(0.4) {
		write(fillers[0], "filler", "", "")
	}
	if k.m.chance(0.3) {
		if b.Len() > 0 && !bullets {
			b.WriteString("\n")
		}
		write(pick(k.r, headings), "heading", "", "")
	}
	n := 2 + k.r.IntN(2)
	at := k.r.IntN(n)
	used := map[string]bool{}
	for i := range n {
		if fault != "" && i == at {
			text, planted, ok := k.plant(fault)
			if !ok {
				return s, false
			}
			write(text, "planted", fault, planted)
			continue
		}
		t, ok := k.tell(k.m.chance(0.45), k.m.chance(0.6))
		if !ok {
			return s, false
		}
		if used[t.body] {
			continue
		}
		used[t.body] = true
		if k.m.chance(0.1) {
			t.marks = append(t.marks, 1+k.goldNo%len(k.evidence))
		}
		text := k.render(t, k.m.attribution(t.law, t.number, t.clause))
		write(k.m.surface(text), t.manner, "", "")
	}
	if k.m.chance(0.5) {
		if bullets && !strings.HasSuffix(b.String(), "\n") {
			b.WriteString("\n")
		}
		write(pick(k.r, fillers[1:]), "filler", "", "")
	}
	if fault == "" && k.m.chance(0.15) { // a whole answer in the other normal form
		return k.decomposed(s, b.String()), true
	}
	s.input = cite.Input{Text: b.String(), Evidence: k.evidence, AsOf: asOf, Question: k.q.Text}
	if fault == Repealed || fault == Pending {
		k.date(&s, fault)
	}
	return s, true
}

// date makes the gold version one that was repealed before, or begins after, the
// date. All sentences that cite it are then faulty.
func (k *maker) date(s *sample, fault Fault) {
	s.input.Evidence = slices.Clone(s.input.Evidence)
	e := &s.input.Evidence[k.goldNo-1]
	if fault == Repealed {
		e.Interval = corpus.Interval{From: 20100101, To: 20200701}
	} else {
		e.Interval = corpus.Interval{From: 20260101}
	}
	for i := range s.pieces {
		if m := s.pieces[i].manner; m != "filler" && m != "heading" {
			s.pieces[i].fault = fault
		}
	}
}

// human tells a statement that people wrote: a true-or-false question without
// its tag, or the stem of a multiple choice with the right choice.
func (k *maker) human() (sample, bool) {
	k.r = rand.New(rand.NewPCG(77, hash(k.q.ID)))
	k.m = mouth{k.r}
	if k.q.Type != "Đúng/Sai" || len(k.q.Relevant) != 1 {
		return sample{}, false
	}
	text := strings.TrimSpace(k.q.Text)
	for _, tail := range []string{", đúng hay sai?", ". Đúng hay sai?", " đúng hay sai?", ", đúng hay sai", " là đúng hay sai?", ", đúng không?"} {
		if i := strings.LastIndex(strings.ToLower(text), strings.ToLower(tail)); i > 0 && i+len(tail) == len(text) {
			text = text[:i]
		}
	}
	if strings.ContainsAny(text, "?\n") || len(strings.Fields(text)) < 8 || strings.Contains(strings.ToLower(text), "hay sai") {
		return sample{}, false
	}
	k.show()
	if strings.Contains(text, ". ") { // every sentence would need its mark
		return sample{}, false
	}
	text = k.m.mark(upper(text), k.goldNo)
	s := sample{id: k.q.ID + "/human", question: ""}
	p := piece{span: corpus.Span{End: len(text)}, manner: "human"}
	switch k.q.Answer {
	case "Đúng":
	case "Sai":
		s.fault, p.fault = HumanFalse, HumanFalse
		s.id = k.q.ID + "/human_false"
	default:
		return sample{}, false
	}
	s.pieces = []piece{p}
	s.input = cite.Input{Text: text, Evidence: k.evidence, AsOf: asOf}
	return s, true
}

func hash(s string) uint64 {
	h := uint64(14695981039346656037)
	for i := range len(s) {
		h = (h ^ uint64(s[i])) * 1099511628211
	}
	return h
}

// number of an article as far as it is one.
func numeral(s string) int {
	n, err := strconv.Atoi(s)
	if err != nil {
		return 0
	}
	return n
}
