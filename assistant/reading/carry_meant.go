package reading

import (
	"math"
	"strings"

	"trolyluat/corpus/vitext"
)

// Meant is an everyday form in a question with the words of the law that say the
// same.
type Meant struct {
	Said  string
	Means []string
}

// Hear tells the reading how the question was asked (diacritics restored, slips
// mended, in its own words) and what its everyday words mean: whether the passages
// carry an answer is judged by both.
func (r *Reading) Hear(asked string, meant []Meant) { r.asked, r.meant = asked, meant }

// colloquial are syllables that stand in spoken questions and tell nothing of what
// they are about; the law hardly has them, so that their idf alone would make them
// the most telling.
var colloquial = func() map[bool]map[string]bool {
	m := map[bool]map[string]bool{false: {}, true: {}}
	for _, w := range strings.Fields("luôn xong rồi nữa mới vừa quá cả chỉ dù lại ra lên xuống đi kêu nói thằng cái ông bà chú bác cô dì cậu mợ cháu " +
		"tụi bọn nó họ ta mày tao ấy kia nọ đây đó vầy vậy nhỉ nhá nha à ơi ừ dạ thưa nhưng nên cứ vẫn đang đã sẽ hồi lúc bữa hôm nay qua ngoái nhiêu " +
		"giùm dùm hộ giúp được bị thôi hết mất còn chưa hoài suốt tự dưng bỗng hình như coi xem thấy nghe tính định lấy đòi bắt cho xin hỏi " +
		"sao vì nếu do bởi tại làm đúng sai hả hông ko k dc đc vs mik t e ạ ah uh hay sợ lo ngay liền gấp chắc đâu nào gì ai mấy") {
		m[false][w] = true
		m[true][vitext.Fold(w)] = true
	}
	return m
}()

// Weights of words beside the idf of the others.
const (
	colloquialWeight = 0.15
	numberWeight     = 0.3 // the figures of a case are seldom those of the law
	mostIDF          = 7.0 // a word that the store has not is not more telling than a rare one
	meantEnough      = 0.7 // share of the pairs of a meaning that must stand in a passage
)

// unit is a word of the question, or an everyday form with its meanings.
type unit struct {
	words  []string
	means  []string
	weight float64
	asks   bool // a form that asks: what it means is of no one subject
}

// units cuts what was asked into everyday forms and the words besides.
func (r *Reading) units() ([]unit, *Words, error) {
	w, asked := r.Words, r.asked
	if asked == "" {
		asked = r.text
	}
	if asked != w.text {
		var err error
		if w, err = NewWords(asked, r.look); err != nil {
			return nil, nil, err
		}
	}
	weigh := func(t string) float64 {
		x := min(w.weights[t], mostIDF)
		switch {
		case colloquial[w.folded][t] && !framing[w.folded][t]:
			x *= colloquialWeight
		case t != "" && t[0] >= '0' && t[0] <= '9':
			x *= numberWeight
		}
		return x
	}
	taken := make([]bool, len(w.list))
	var out []unit
	for _, m := range r.meant {
		said := w.tokens(m.Said)
		at := formAt(w.list, said, taken)
		if at == nil {
			continue
		}
		u := unit{means: m.Means}
		for _, i := range at {
			taken[i] = true
			u.words = append(u.words, w.list[i].text)
			u.weight = max(u.weight, weigh(w.list[i].text))
		}
		if Parse(m.Said).From < len(m.Said) {
			u.asks = true
			u.weight *= colloquialWeight
		}
		out = append(out, u)
	}
	seen := map[string]bool{}
	for i, t := range w.list {
		if !taken[i] && !seen[t.text] {
			seen[t.text] = true
			out = append(out, unit{words: []string{t.text}, weight: weigh(t.text)})
		}
	}
	return out, w, nil
}

// mostApart bounds the words of others between two words of a form.
const mostApart = 2

// formAt are the places of a form's words in a question, nil where it does not
// stand.
func formAt(list, form []token, taken []bool) []int {
	for i := range list {
		var at []int
		for j := i; j < len(list) && len(at) < len(form) && (len(at) == 0 || j-at[len(at)-1] <= mostApart+1); j++ {
			if !taken[j] && list[j].text == form[len(at)].text {
				at = append(at, j)
			} else if len(at) == 0 {
				break
			}
		}
		if len(at) == len(form) && len(form) > 0 {
			return at
		}
	}
	return nil
}

// carriedFeatures are how far the passages hold what was asked, each everyday form
// by itself or by what it means.
type carriedFeatures struct {
	best, first, any float64 // share of the question's weight in the best passage, the first, any
	meant            float64 // share of the everyday forms' weight that the best passage for them means
	headed           float64 // … whose meaning stands in a heading
	everyday         float64 // share of the question's weight in everyday forms
}

func (r *Reading) carried() carriedFeatures {
	var c carriedFeatures
	units, w, err := r.units()
	if err != nil || len(units) == 0 {
		return c
	}
	means := make([][][]string, len(units))
	total, sayings := 0.0, 0.0
	for i, u := range units {
		total += u.weight
		if len(u.means) > 0 && !u.asks {
			sayings += u.weight
		}
		for _, m := range u.means {
			var words []string
			for _, t := range w.tokens(m) {
				words = append(words, t.text)
			}
			means[i] = append(means[i], words)
		}
	}
	if total == 0 {
		return c
	}
	covers := func(h Held, i int) (as, meant float64) {
		if s := h.Share(units[i].words); s > meantEnough || len(units[i].words) == 1 {
			as = s
		}
		for _, m := range means[i] {
			if s := h.Share(m); s >= meantEnough {
				meant = max(meant, s)
			}
		}
		return as, meant
	}
	union := make([]float64, len(units))
	headed := make([]float64, len(units))
	for p := range r.passages {
		x := &r.passages[p]
		all, heads := Held{}, Held{}
		for _, text := range []string{x.Text, x.Heading, x.Above} {
			all.add(w, text)
		}
		heads.add(w, x.Heading)
		sum, meant := 0.0, 0.0
		for i := range units {
			as, m := covers(all, i)
			sum += units[i].weight * max(as, m)
			if !units[i].asks {
				meant += units[i].weight * m
			}
			union[i] = max(union[i], as, m)
			if len(means[i]) > 0 && !units[i].asks {
				a, m := covers(heads, i)
				headed[i] = max(headed[i], a, m)
			}
		}
		c.best = max(c.best, sum/total)
		if p == 0 {
			c.first = sum / total
		}
		if sayings > 0 {
			c.meant = max(c.meant, meant/sayings)
		}
	}
	for i := range units {
		c.any += units[i].weight * union[i] / total
		if sayings > 0 {
			c.headed += units[i].weight * headed[i] / sayings
		}
	}
	c.everyday = sayings / total
	c.any, c.headed = math.Min(c.any, 1), math.Min(c.headed, 1)
	return c
}
