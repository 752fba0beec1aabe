package assistant

import (
	"context"
	"fmt"
	"math"
	"sort"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
	"trolyluat/retrieval/lexical"
)

// words are what a question asks about: its syllables and pairs of syllables,
// each with its weight (idf in the store), in the form in which they are
// matched. A question typed without diacritics is matched without them.
type words struct {
	folded  bool
	weights map[string]float64
	total   float64
	pairs   map[string]float64 // of neighbours in the question, "a b"
	paired  float64            // their sum
	// quantity says that the question asks for a number: "bao nhiêu", "bao lâu",
	// "tối đa", "mấy".
	quantity bool
}

// cues are syllables that frame a question and say nothing of its subject. They
// weigh little, so that "thời gian thử việc tối đa là bao lâu" is about "thử
// việc".
var cues = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields("là gì ai nào đâu sao như thế bao nhiêu lâu mấy khi hỏi cho tôi em anh chị mình xin vui lòng " +
		"có được không bị thì mà và hay hoặc của các những một này đó theo về với trong để từ đến ra vào tại vậy ạ nhé " +
		"phải cần muốn biết quy định pháp luật luật điều khoản điểm trường hợp") {
		m[w] = true
	}
	return m
}()

// weigh cuts the question into words and looks up how common they are.
func (a *Assistant) weigh(ctx context.Context, text string) (*words, error) {
	w := &words{folded: !vitext.HasDiacritics(text), weights: map[string]float64{}, pairs: map[string]float64{}}
	plain := vitext.Fold(text)
	for _, cue := range []string{"bao nhieu", "bao lau", "may nam", "may ngay", "toi da", "toi thieu", "muc phat", "thoi han"} {
		w.quantity = w.quantity || strings.Contains(plain, cue)
	}
	var terms []string
	seen := map[string]bool{}
	for _, t := range w.tokens(text) {
		if !seen[t.text] {
			seen[t.text] = true
			terms = append(terms, t.text)
		}
	}
	if len(terms) == 0 {
		return w, nil
	}
	keys := make([]string, len(terms))
	for i, term := range terms {
		keys[i] = lexical.Syllable(term)
		if w.folded {
			keys[i] = lexical.Folded(term)
		}
	}
	df, n, err := a.terms.Frequencies(ctx, keys)
	if err != nil {
		return nil, fmt.Errorf("assistant: word frequencies: %w", err)
	}
	framing := cues
	if w.folded {
		framing = foldedCues
	}
	for i, term := range terms {
		idf := math.Log(1 + (float64(n)-float64(df[i])+0.5)/(float64(df[i])+0.5))
		if framing[term] {
			idf *= 0.15
		}
		w.weights[term] = idf
		w.total += idf
	}
	last := ""
	for _, t := range w.tokens(text) {
		pair := last + " " + t.text
		if _, known := w.pairs[pair]; last != "" && !t.broken && !known {
			weight := min(w.weights[last], w.weights[t.text])
			w.pairs[pair] = weight
			w.paired += weight
		}
		last = t.text
	}
	return w, nil
}

var foldedCues = func() map[string]bool {
	m := map[string]bool{}
	for c := range cues {
		m[vitext.Fold(c)] = true
	}
	return m
}()

type token struct {
	text       string
	start, end int
	broken     bool // a sentence break or comma stood before it
}

// tokens are the syllables of a text in the form that the question is matched in.
func (w *words) tokens(text string) []token {
	raw := vitext.Syllables(text)
	out := make([]token, len(raw))
	for i, t := range raw {
		out[i] = token{t.Text, t.Start, t.End, t.Break != vitext.NoBreak}
		if w.folded {
			out[i].text = vitext.Fold(t.Text)
		}
	}
	return out
}

// coverage is the share of the question's weight that stands in the texts: of
// its words, and of its pairs of neighbouring words, which tell its subject.
func (w *words) coverage(texts ...string) (single, pairs float64) {
	if w.total == 0 {
		return 0, 0
	}
	found := map[string]bool{}
	for _, text := range texts {
		last := ""
		for _, t := range w.tokens(text) {
			if weight, ok := w.weights[t.text]; ok && !found[t.text] {
				found[t.text] = true
				single += weight
			}
			pair := last + " " + t.text
			if weight, ok := w.pairs[pair]; ok && !t.broken && !found[pair] {
				found[pair] = true
				pairs += weight
			}
			last = t.text
		}
	}
	if w.paired == 0 {
		return single / w.total, single / w.total
	}
	return single / w.total, pairs / w.paired
}

// sentence is a stretch of a quote with its score against the question.
type sentence struct {
	span  corpus.Span
	score float64
	words int
}

// sentences cuts a quote at line ends and full stops and scores each piece: the
// weight of the question's words that it holds, pairs of neighbours counted
// again, dampened by its length.
func (w *words) sentences(quote string) []sentence {
	var out []sentence
	for _, span := range joined(quote, cutSentences(quote)) {
		s := sentence{span: span}
		seen := map[string]bool{}
		last, lastOK := "", false
		for _, t := range w.tokens(quote[span.Start:span.End]) {
			s.words++
			weight, ok := w.weights[t.text]
			if ok && !seen[t.text] {
				seen[t.text] = true
				s.score += weight
			}
			if ok && lastOK && !t.broken && !seen[last+" "+t.text] {
				seen[last+" "+t.text] = true
				s.score += 0.5 * math.Min(weight, w.weights[last])
			}
			last, lastOK = t.text, ok
		}
		if s.words > 0 {
			s.score /= math.Pow(float64(s.words), 0.25)
			out = append(out, s)
		}
	}
	return out
}

// titleWords is how long a line is that only names what follows it: "- Tình huống
// án lệ:".
const titleWords = 8

// joined puts such a line to the sentence that follows it.
func joined(text string, spans []corpus.Span) []corpus.Span {
	var out []corpus.Span
	for i := 0; i < len(spans); i++ {
		s := spans[i]
		line := text[s.Start:s.End]
		if strings.HasSuffix(line, ":") && len(strings.Fields(line)) <= titleWords && i+1 < len(spans) && !listItem(text[spans[i+1].Start:]) {
			i++
			s.End = spans[i].End
		}
		out = append(out, s)
	}
	return out
}

// cutSentences gives the sentences of a text: lines, cut at ". " before a
// capital and at "; ".
func cutSentences(text string) []corpus.Span {
	var out []corpus.Span
	start := 0
	flush := func(end int) {
		a, b := start, end
		for a < b && (text[a] == ' ' || text[a] == '\n') {
			a++
		}
		for b > a && (text[b-1] == ' ' || text[b-1] == '\n') {
			b--
		}
		if b > a {
			out = append(out, corpus.Span{Start: a, End: b})
		}
		start = end
	}
	for i := 0; i < len(text); i++ {
		switch text[i] {
		case '\n':
			flush(i + 1)
		case ';':
			if i+1 < len(text) && text[i+1] == ' ' {
				flush(i + 1)
			}
		case '.':
			if i+2 < len(text) && text[i+1] == ' ' && i-start > 12 && !digit(text[i-1]) {
				flush(i + 1)
			}
		}
	}
	flush(len(text))
	return out
}

func digit(b byte) bool { return b >= '0' && b <= '9' }

// markedWords bounds how much of a quote is marked.
const markedWords = 60

// mark chooses the sentences of a quote that answer: the best, the list that it
// leads into, and others nearly as good while they fit, in the order of the
// text. The line that names the điều answers nothing by itself.
func (w *words) mark(quote string) []corpus.Span {
	all := w.sentences(quote)
	if len(all) > 1 && strings.HasPrefix(quote[all[0].span.Start:], corpus.LevelArticle.Name()+" ") {
		all = all[1:]
	}
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
		if w.quantity && quantified(quote[all[i].span.Start:all[i].span.End]) {
			all[i].score *= 1.5
		}
	}
	sort.SliceStable(order, func(i, j int) bool { return all[order[i]].score > all[order[j]].score })
	marked := map[int]bool{}
	used := 0
	for n, i := range order {
		if all[i].score == 0 || n > 0 && (all[i].score < 0.7*all[order[0]].score || used+all[i].words > markedWords) {
			break
		}
		for k := i; k < len(all) && (k == i || listItem(quote[all[k].span.Start:]) && used < markedWords); k++ {
			if !marked[k] {
				marked[k] = true
				used += all[k].words
			}
			if k == i && !strings.HasSuffix(quote[:all[k].span.End], ":") {
				break
			}
		}
	}
	spans := []corpus.Span{}
	for i := range all {
		if marked[i] {
			spans = append(spans, all[i].span)
		}
	}
	return spans
}

// listItem says whether a line begins a khoản, điểm or gạch đầu dòng, or is a
// row of a table.
func listItem(line string) bool {
	if row, _, _ := strings.Cut(line, "\n"); strings.Contains(row, " | ") {
		return true
	}
	for i, r := range line {
		switch {
		case r == ')' || r == '.':
			return i > 0
		case i == 0 && (r == '-' || r == '+'):
			return true
		case i > 3 || r == ' ':
			return false
		}
	}
	return false
}

// quantified says whether a sentence holds a number besides its own label.
func quantified(sentence string) bool {
	for i := 0; i < len(sentence); i++ {
		if digit(sentence[i]) && i > 4 {
			return true
		}
	}
	return false
}
