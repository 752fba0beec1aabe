package reading

import (
	"maps"
	"math"
	"slices"
	"strings"

	"trolyluat/corpus/reference"
	"trolyluat/corpus/vitext"
)

// Frequencies tells in how many of n chunks of the store each of the syllables
// stands; folded says that they are given and counted without diacritics.
type Frequencies func(syllables []string, folded bool) (df []int, n int, err error)

// Words are what a question asks about: its syllables and pairs of syllables,
// each with its weight (idf in the store), in the form in which they are
// matched. A question typed without diacritics is matched without them.
type Words struct {
	text    string
	folded  bool
	weights map[string]float64
	total   float64
	pairs   map[string]float64 // of neighbours in the question, "a b"
	paired  float64            // their sum
	list    []token            // of the question, in order
}

// framing are syllables that frame a question and say nothing of its subject.
// They weigh little, so that "thời gian thử việc tối đa là bao lâu" is about
// "thử việc".
var framing = func() map[bool]map[string]bool {
	m := map[bool]map[string]bool{false: {}, true: {}}
	for _, w := range strings.Fields("là gì ai nào đâu sao như thế bao nhiêu lâu mấy khi hỏi cho tôi em anh chị mình xin vui lòng " +
		"có được không bị thì mà và hay hoặc của các những một này đó theo về với trong để từ đến ra vào tại vậy ạ nhé " +
		"phải cần muốn biết quy định pháp luật luật điều khoản điểm trường hợp") {
		m[false][w] = true
		m[true][vitext.Fold(w)] = true
	}
	return m
}()

// framingWeight is what a framing syllable counts beside others.
const framingWeight = 0.15

// NewWords cuts a question into words and looks up how common they are.
func NewWords(text string, frequencies Frequencies) (*Words, error) {
	w := &Words{folded: !vitext.HasDiacritics(text), weights: map[string]float64{}, pairs: map[string]float64{}, text: text}
	text = withoutNames(text)
	w.list = w.tokens(text)
	var terms []string
	seen := map[string]bool{}
	for _, t := range w.list {
		if !seen[t.text] {
			seen[t.text] = true
			terms = append(terms, t.text)
		}
	}
	if len(terms) == 0 {
		return w, nil
	}
	df, n, err := frequencies(terms, w.folded)
	if err != nil {
		return nil, err
	}
	for i, term := range terms {
		idf := math.Log(1 + (float64(n)-float64(df[i])+0.5)/(float64(df[i])+0.5))
		if framing[w.folded][term] {
			idf *= framingWeight
		}
		w.weights[term] = idf
		w.total += idf
	}
	last := ""
	for _, t := range w.list {
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

// withoutNames blanks the names of texts in a question ("Theo Bộ luật Dân sự năm
// 2015, …"): what stands in all of a text tells no place in it apart.
func withoutNames(text string) string {
	b := []byte(text)
	for _, r := range reference.FindQuery(text) {
		if r.Document.IsZero() {
			continue
		}
		for i := r.Span.Start; i < r.Span.End; i++ {
			b[i] = ' '
		}
	}
	if blank := string(b); len(vitext.Syllables(blank)) >= 3 {
		return blank
	}
	return text
}

type token struct {
	text       string
	start, end int
	broken     bool // a sentence break or comma stood before it
}

// tokens are the syllables of a text in the form that the question is matched in.
func (w *Words) tokens(text string) []token {
	raw := vitext.Syllables(text)
	out := make([]token, len(raw))
	for i, t := range raw {
		out[i] = token{t.Text, t.Start, t.End, t.Break != vitext.NoBreak}
		if w.folded {
			out[i].text = vitext.Fold(t.Text)
		} else if t.Kind == vitext.Number {
			out[i].text = plainNumber(t.Text)
		}
	}
	return out
}

// plainNumber drops leading zeros: law writes "06 tháng", people "6 tháng".
func plainNumber(s string) string {
	if t := strings.TrimLeft(s, "0"); t != "" && t[0] >= '0' && t[0] <= '9' {
		return t
	}
	return s
}

// ordered are the keys of a map in an order of their own: a sum over them comes to
// the same bits every time.
func ordered[V any](m map[string]V) []string { return slices.Sorted(maps.Keys(m)) }

// Coverage is the share of the question's weight that stands in the texts: of
// its words, and of its pairs of neighbouring words, which tell its subject.
func (w *Words) Coverage(texts ...string) (single, pairs float64) {
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

// Rarest says that the rarest word of the question stands in a text beside the
// neighbour that it has in the question: the two name the matter ("khai tử" in "thủ
// tục đăng ký khai tử"). Words of beside, written with diacritics, name none. A
// question without such words stands in every text.
func (w *Words) Rarest(text string, beside map[string]bool) bool {
	none := map[string]bool{}
	for t := range beside {
		none[t] = true
		if w.folded {
			none[vitext.Fold(t)] = true
		}
	}
	word := ""
	for t, v := range w.weights {
		if none[t] {
			continue
		}
		if best := w.weights[word]; v > best || v == best && t < word {
			word = t
		}
	}
	pair := ""
	for p, v := range w.pairs {
		if a, b, _ := strings.Cut(p, " "); (a == word || b == word) && (v > w.pairs[pair] || v == w.pairs[pair] && p < pair) {
			pair = p
		}
	}
	if pair == "" {
		return true
	}
	last := ""
	for _, t := range w.tokens(text) {
		if last+" "+t.text == pair && !t.broken {
			return true
		}
		last = t.text
	}
	return false
}

// Subjects counts the words of the question that say something of its subject.
func (w *Words) Subjects() int {
	n := 0
	for t := range w.weights {
		if !framing[w.folded][t] {
			n++
		}
	}
	return n
}
