package reading

import (
	"math"
	"strings"

	"trolyluat/assistant/wording"
)

// markFeatures are what a piece is judged by, in the order of the weights.
var markFeatures = []string{"words", "pairs", "rare", "with_lead", "with_heading", "own", "novel", "asked_kind", "asked_kind_in_lead",
	"heading", "lead", "point", "in_best", "length", "run", "place2", "place3", "score", "definition", "list_lead", "polarity", "first", "around",
	"local", "local_lead", "local_child", "slot", "slot_kind", "kind_child", "defines", "rest", "rest_elsewhere", "penalty"}

// candidate is a piece of one of the passages with its features.
type candidate struct {
	passage, piece int
	features       []float64
}

// candidates lists the pieces of all passages with their features.
func (w *Words) candidates(a Asked, passages []Passage) (out []candidate, cut [][]piece) {
	for n := range passages {
		p := &passages[n]
		list := pieces(w, p.Text)
		cut = append(cut, list)
		matched := make([]float64, len(list))
		for i := range list {
			single, _ := w.cover(list[i].tokens)
			matched[i] = single
		}
		heading := w.tokens(p.Heading)
		l := &layout{w: w, list: list, heading: heading, matched: matched, place: n}
		l.local, l.rest = w.localWeights(list), w.rest(list, heading)
		l.localChild, l.restShare = l.children(l.local), l.children(l.rest)
		for i := range list {
			l.restShare[i] = max(l.restShare[i], share1(l.rest, list[i].tokens))
			l.note(l.restShare[i])
		}
		for i := range list {
			out = append(out, candidate{n, i, l.features(a, p, i)})
		}
	}
	return out, cut
}

// cover is Coverage over tokens.
func (w *Words) cover(lists ...[]token) (single, pairs float64) {
	if w.total == 0 {
		return 0, 0
	}
	found := map[string]bool{}
	for _, tokens := range lists {
		last := ""
		for _, t := range tokens {
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

// layout is a passage cut into pieces, with what they share.
type layout struct {
	w           *Words
	list        []piece
	heading     []token
	matched     []float64 // by piece: share of the question's words
	place       int       // of the passage
	local, rest map[string]float64
	localChild  []float64 // by piece: of its best item
	restShare   []float64 // by piece: of itself or its best item
	most, next  float64   // the two greatest of restShare
}

// children is how much of the weights the best item of each lead has.
func (l *layout) children(weights map[string]float64) []float64 {
	out := make([]float64, len(l.list))
	for i := range l.list {
		if k := l.list[i].parent; k >= 0 {
			out[k] = max(out[k], share1(weights, l.list[i].tokens))
		}
	}
	return out
}

// note keeps the two greatest shares.
func (l *layout) note(v float64) {
	if v > l.most {
		l.most, l.next = v, l.most
	} else if v > l.next {
		l.next = v
	}
}

// elsewhere is how much more of the rest another piece with its items has.
func (l *layout) elsewhere(i int) float64 {
	best := l.most
	if l.restShare[i] >= l.most {
		best = l.next
	}
	return max(0, best-l.restShare[i])
}

func (l *layout) features(a Asked, p *Passage, i int) []float64 {
	w, list, matched, heading, place := l.w, l.list, l.matched, l.heading, l.place
	x := &list[i]
	text := p.Text[x.Start:x.End]
	single, pairs := w.cover(x.tokens)
	var lead []token
	if x.parent >= 0 {
		lead = list[x.parent].tokens
	}
	withLead, withLeadPairs := w.cover(x.tokens, lead)
	withHeading, _ := w.cover(x.tokens, lead, heading)
	own, n := 0, 0
	for _, t := range x.tokens {
		if framing[w.folded][t.text] {
			continue
		}
		n++
		if _, ok := w.weights[t.text]; ok {
			own++
		}
	}
	share := 0.0
	if n > 0 {
		share = float64(own) / float64(n)
	}
	novel := math.Min(1, float64(n-own)/5)
	rare := 0.0
	rarest := 0.0
	for _, weight := range w.weights {
		rarest = max(rarest, weight)
	}
	for _, t := range x.tokens {
		rare = max(rare, w.weights[t.text])
	}
	if rarest > 0 {
		rare /= rarest
	}
	kind, kindLead := 0.0, 0.0
	if answers(a, text) {
		kind = 1
	}
	if x.parent >= 0 && answers(a, p.Text[list[x.parent].Start:list[x.parent].End]) {
		kindLead = 1
	}
	best := 0.0
	if p.Best.End > p.Best.Start && x.Start >= p.Best.Start && x.End <= p.Best.End {
		best = 1
	}
	around := 0.0
	if i > 0 {
		around = max(around, matched[i-1])
	}
	if i+1 < len(list) {
		around = max(around, matched[i+1])
	}
	definition := 0.0
	if a.Ask == AskDefinition && strings.Contains(text, " là ") {
		definition = 1
	}
	listLead := 0.0
	if x.parent >= 0 && (a.Ask == AskList || a.Ask == AskOther) {
		listLead, _ = w.cover(lead)
	}
	slot := w.slot(a, x.tokens)
	polarity := 0.0
	if a.Ask == AskPermission || a.Ask == AskTrueFalse {
		for _, m := range []string{"không được", "được", "có quyền", "phải", "có thể", "không phải"} {
			if strings.Contains(text, m) {
				polarity = 1
			}
		}
	}
	return []float64{single, pairs, rare, withLead - single + withLeadPairs - pairs, withHeading - withLead, share, novel, kind, kindLead,
		boolf(x.level == levelHeading), boolf(x.lead), boolf(x.level == levelPoint), best, math.Log(1+float64(len(x.tokens))) / 4, w.run(x.tokens),
		boolf(place == 1), boolf(place == 2), p.Score, definition, listLead, polarity, boolf(x.first), around,
		share1(l.local, x.tokens), share1(l.local, lead), l.localChild[i], slot, kind * slot, kind * l.localChild[i], w.defines(a, x),
		l.restShare[i], l.elsewhere(i), penalty(a, w, text)}
}

// rest are the weights of the question's words that neither the heading nor the
// first sentence of the điều has: what tells which of its later units is meant.
func (w *Words) rest(list []piece, heading []token) map[string]float64 {
	have := map[string]bool{}
	for _, t := range heading {
		have[t.text] = true
	}
	for i := range list {
		if list[i].level != levelHeading {
			for _, t := range list[i].tokens {
				have[t.text] = true
			}
			break
		}
	}
	rest := map[string]float64{}
	for t, v := range w.weights {
		if !have[t] && !framing[w.folded][t] && w.total > 0 {
			rest[t] = v / w.total
		}
	}
	return rest
}

// penalties are the kinds of penalty that a question may ask for by name.
var penalties = []string{"phạt tiền", "phạt tù", "cải tạo không giam giữ", "cấm đảm nhiệm", "tịch thu", "cấm hành nghề", "cảnh cáo", "trục xuất"}

// penalty says whether a piece names the kind of penalty that stands right
// before the asking words: 1 when it does, -1 when it does not.
func penalty(a Asked, w *Words, text string) float64 {
	at := min(a.From, len(w.text))
	before := w.text[max(0, at-60):at]
	for _, p := range penalties {
		if strings.Contains(before, p) {
			if strings.Contains(text, p) {
				return 1
			}
			return -1
		}
	}
	return 0
}

// localWeights weigh the words of the question by how few pieces of the điều
// have them: what tells one place of it from the others.
func (w *Words) localWeights(list []piece) map[string]float64 {
	in := map[string]int{}
	for i := range list {
		seen := map[string]bool{}
		for _, t := range list[i].tokens {
			if _, ok := w.weights[t.text]; ok && !seen[t.text] {
				seen[t.text] = true
				in[t.text]++
			}
		}
	}
	local, total := map[string]float64{}, 0.0
	for _, t := range ordered(in) {
		v := w.weights[t] * math.Log(float64(len(list)+1)/float64(in[t]))
		local[t] = v
		total += v
	}
	if total > 0 {
		for t := range local {
			local[t] /= total
		}
	}
	return local
}

// share1 sums the weights of the words among the tokens, each once.
func share1(weights map[string]float64, tokens []token) float64 {
	sum := 0.0
	seen := map[string]bool{}
	for _, t := range tokens {
		if v, ok := weights[t.text]; ok && !seen[t.text] {
			seen[t.text] = true
			sum += v
		}
	}
	return sum
}

// betweens are words between what is asked of and the asking words that the law
// has not: "phạt tiền tối đa là bao nhiêu".
var betweens = map[string]bool{"tối": true, "đa": true, "thiểu": true, "từ": true, "đến": true, "lên": true, "mức": true, "là": true, "cao": true, "nhất": true,
	"ít": true, "nhiều": true, "thấp": true, "trong": true, "khoảng": true, "tới": true, "vòng": true}

// slot says how much of the two words before the asking words, and of the one
// behind them, stand in a row in the piece: where the answer would stand.
func (w *Words) slot(a Asked, tokens []token) float64 {
	at := len(w.list)
	for i, t := range w.list {
		if t.start >= a.From {
			at = i
			break
		}
	}
	if at == 0 || a.From >= a.To {
		return 0
	}
	for at > 1 && betweens[w.list[at-1].text] {
		at--
	}
	best := 0.0
	for j, t := range tokens {
		if t.text != w.list[at-1].text {
			continue
		}
		v := 0.4
		for k := 1; k < 4 && at-1-k >= 0 && j-k >= 0 && w.list[at-1-k].text == tokens[j-k].text; k++ {
			v += 0.2
		}
		best = max(best, v)
	}
	return best
}

// defines says that a piece defines the subject of the question: "Tập quán là …".
func (w *Words) defines(a Asked, x *piece) float64 {
	if a.Ask != AskDefinition {
		return 0
	}
	text := w.tokenTexts(x)
	is := -1
	for i, t := range text {
		if t == "là" || t == "la" {
			is = i
			break
		}
	}
	if is <= 0 || is > 12 {
		return 0
	}
	in, n := 0, 0
	for _, t := range text[:is] {
		if digit(t[0]) {
			continue
		}
		n++
		if _, ok := w.weights[t]; ok {
			in++
		}
	}
	if n == 0 {
		return 0
	}
	return float64(in) / float64(n) * w.subject(text[:is])
}

func (w *Words) tokenTexts(x *piece) []string {
	out := make([]string, len(x.tokens))
	for i, t := range x.tokens {
		out[i] = t.text
	}
	return out
}

// subject is the share of the question's weight that stands in the words.
func (w *Words) subject(words []string) float64 {
	sum := 0.0
	seen := map[string]bool{}
	for _, t := range words {
		if !seen[t] {
			seen[t] = true
			sum += w.weights[t]
		}
	}
	if w.total == 0 {
		return 0
	}
	return sum / w.total
}

func boolf(b bool) float64 {
	if b {
		return 1
	}
	return 0
}

// run is the weight of the longest stretch of the question that stands word for
// word among the tokens, as a share of the question.
func (w *Words) run(tokens []token) float64 {
	if w.total == 0 {
		return 0
	}
	best := 0.0
	row := make([]float64, len(tokens)+1)
	for i := range w.list {
		prev := 0.0
		for j := range tokens {
			keep := row[j+1]
			if w.list[i].text == tokens[j].text {
				row[j+1] = prev + w.weights[tokens[j].text]
				best = max(best, row[j+1])
			} else {
				row[j+1] = 0
			}
			prev = keep
		}
	}
	return min(1, best/w.total)
}

// timeUnits are the units of a length of time.
var timeUnits = map[string]bool{"ngày": true, "tháng": true, "năm": true, "giờ": true, "phút": true, "tuần": true, "quý": true, "ngày làm việc": true, "giây": true}

// answers says whether a text holds something of the kind that is asked for.
func answers(a Asked, text string) bool {
	switch a.Ask {
	case AskQuantity:
		for _, q := range quantities(text) {
			if answersQuantity(a, q) {
				return true
			}
		}
		return false
	case AskTime:
		return containsAny(text, "khi ", "ngày", "thời điểm", "từ khi", "kể từ", "trước khi", "sau khi")
	case AskWho:
		return containsAny(text, "Bộ trưởng", "Bộ ", "Chính phủ", "Ủy ban", "cơ quan", "Tòa án", "người ", "tổ chức", "Thủ tướng", "Quốc hội", "Chủ tịch", "Giám đốc", "Nhà nước", "cá nhân")
	case AskWhere:
		return containsAny(text, "tại ", "nơi ", "ở ", "trong ")
	case AskPlace:
		return containsAny(text, "Điều ", "khoản ")
	}
	return false
}

// answersQuantity says whether a number is of the kind that is asked for.
func answersQuantity(a Asked, q wording.Quantity) bool {
	return q.Unit == "date" || a.Unit == "thời gian" && timeUnits[q.Unit] || a.Unit == "" || a.Unit == q.Unit ||
		q.Unit == "" && a.Unit != "thời gian" || timeUnits[a.Unit] && timeUnits[q.Unit]
}

// quantities are the numbers of a text that are no labels.
func quantities(text string) []wording.Quantity {
	tokens := wording.Tokenize(text)
	wording.MarkLabels(text, tokens)
	return wording.Quantities(text, tokens)
}

func containsAny(s string, words ...string) bool {
	for _, w := range words {
		if strings.Contains(s, w) {
			return true
		}
	}
	return false
}
