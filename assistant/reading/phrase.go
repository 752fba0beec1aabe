package reading

import (
	"math"
	"strings"

	"trolyluat/assistant/wording"
	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
)

// longestPhrase is how many syllables a phrase in front has at most.
const longestPhrase = 45

// longestSentence is how many syllables of a sentence phrases are looked for in.
const longestSentence = 400

// manyCells is how many bars between cells make a row of a table one with several
// values.
const manyCells = 2

// phraseFeatures are what a stretch of a piece is judged by, in the order of the
// weights.
var phraseFeatures = []string{"piece", "in_question", "left1", "left2", "right1", "right2", "kind", "kind_exact", "kind_missing", "length1", "length3", "length8", "length20", "length_log",
	"start_piece", "start_punct", "start_after_match", "start_function", "end_piece", "end_punct", "end_before_match", "end_function", "range", "range_wanted", "extreme", "range_cut", "range_extreme",
	"after_is", "after_then", "starts_then", "who", "where", "time", "label", "definition", "whole", "number_cut", "numbers", "many_breaks", "after_penalty", "starts_small"}

// stretch is a candidate phrase: tokens [from, to) of a piece.
type stretch struct {
	passage, piece int
	corpus.Span    // in the passage's text
	features       []float64
}

// functionWords begin what answers, or end it where they stand behind.
var (
	startsAfter = wording.WordSet("là do từ trong tại cho của bởi theo thì phải bằng khi nếu về với đến gồm bị được ở kể")
	endsBefore  = wording.WordSet("thì và hoặc trừ nếu khi để mà do theo kể nhưng trong của với cho là đối bị")
	whereWords  = wording.WordSet("tại nơi ở trong")
	timeWords   = wording.WordSet("khi từ kể sau trước thời")
	whoWords    = wording.WordSet("bộ chính ủy cơ người tổ tòa thủ quốc chủ giám nhà cá viện hội cục sở công bên cha con vợ chồng pháp đại doanh")
)

// stretches lists the candidate phrases of the pieces that are likely enough.
func (w *Words) stretches(a Asked, passages []Passage, cut [][]piece, prob [][]float64, least float64, most int) []stretch {
	var out []stretch
	type at struct {
		i, k int
		p    float64
	}
	var top []at
	for i := range cut {
		for k := range cut[i] {
			if prob[i][k] >= least && cut[i][k].level != levelHeading {
				top = append(top, at{i, k, prob[i][k]})
			}
		}
	}
	for i := range top {
		for j := i + 1; j < len(top); j++ {
			if top[j].p > top[i].p {
				top[i], top[j] = top[j], top[i]
			}
		}
	}
	for _, x := range top[:min(most, len(top))] {
		out = append(out, w.stretchesOf(a, passages[x.i].Text, x.i, x.k, &cut[x.i][x.k], x.p)...)
	}
	return out
}

func (w *Words) stretchesOf(a Asked, text string, passage, index int, x *piece, p float64) []stretch {
	line := text[x.Start:x.End]
	if strings.Count(line, " | ") >= manyCells {
		return nil // which column is meant stands in the head of the table
	}
	tokens := vitext.Syllables(line)
	tokens = tokens[:min(len(tokens), longestSentence)]
	first := 0
	for first < len(tokens) && tokens[first].Start < x.label {
		first++
	}
	n := len(tokens)
	if first >= n {
		return nil
	}
	match := make([]bool, n)
	small := make([]bool, n)
	for i, t := range tokens {
		key := t.Text
		if w.folded {
			key = vitext.Fold(key)
		} else if t.Kind == vitext.Number {
			key = plainNumber(key)
		}
		_, match[i] = w.weights[key]
		small[i] = framing[false][t.Text]
	}
	numbersOf := quantities(line)
	wanted := make([]bool, len(numbersOf)) // of the kind that is asked for
	for i, q := range numbersOf {
		wanted[i] = answersQuantity(a, q)
	}
	cutAt := make([]bool, n+1) // a boundary inside a quantity
	unit := make([]int, n)     // 1+index of the quantity that the token is of
	for q, v := range numbersOf {
		for i, t := range tokens {
			if t.Start >= v.Span.Start && t.End <= v.Span.End {
				unit[i] = q + 1
				if i > 0 && unit[i-1] == q+1 {
					cutAt[i] = true
				}
			}
		}
	}
	// The words around the asking words.
	askAt := len(w.list)
	askEnd := len(w.list)
	for i, t := range w.list {
		if t.start >= a.From && askAt == len(w.list) {
			askAt = i
		}
		if t.start >= a.To {
			askEnd = i
			break
		}
	}
	left := askAt
	for left > 1 && betweens[w.list[left-1].text] {
		left--
	}
	qword := func(i int) string {
		if i < 0 || i >= len(w.list) {
			return "\x00"
		}
		return w.list[i].text
	}
	tword := func(i int) string {
		if i < 0 || i >= n {
			return "\x01"
		}
		if w.folded {
			return vitext.Fold(tokens[i].Text)
		}
		if tokens[i].Kind == vitext.Number {
			return plainNumber(tokens[i].Text)
		}
		return tokens[i].Text
	}
	starts := func(i int) bool {
		return i == first || tokens[i].Break != vitext.NoBreak || match[i-1] && !match[i] || startsAfter[tokens[i-1].Text] || unit[i] > 0 && !cutAt[i] ||
			startsAfter[tokens[i].Text] || strings.HasPrefix(line[tokens[i].Start:], "không quá")
	}
	ends := func(j int) bool {
		return j == n || tokens[j].Break != vitext.NoBreak || match[j] && !match[j-1] || endsBefore[tokens[j].Text] || unit[j-1] > 0 && !cutAt[j]
	}
	wantRange := strings.Contains(w.text, "đến bao") && strings.Contains(w.text, "từ bao")
	extreme := a.Extreme
	if extreme == Any && a.Ask == AskQuantity && a.From >= 5 {
		before := strings.TrimRight(w.text[max(0, a.From-8):a.From], " ")
		switch {
		case strings.HasSuffix(before, "đến"):
			extreme = Most
		case strings.HasSuffix(before, "từ") && !wantRange:
			extreme = Least
		}
	}
	penaltyWanted := ""
	for _, k := range penalties {
		if at := min(a.From, len(w.text)); strings.Contains(w.text[max(0, at-60):at], k) {
			penaltyWanted = k
		}
	}
	var out []stretch
	for i := first; i < n; i++ {
		if cutAt[i] || !starts(i) {
			continue
		}
		for j := i + 1; j <= n && j-i <= longestPhrase; j++ {
			if cutAt[j] || !ends(j) {
				continue
			}
			inQ, breaks, numbers := 0.0, 0, 0
			for k := i; k < j; k++ {
				if match[k] && !small[k] {
					inQ++
				}
				if k > i && tokens[k].Break >= vitext.PunctBreak {
					breaks++
				}
				if unit[k] > 0 && (k == i || unit[k] != unit[k-1]) {
					numbers++
				}
			}
			size := j - i
			span := corpus.Span{Start: x.Start + tokens[i].Start, End: x.Start + tokens[j-1].End}
			quantity := a.Ask == AskQuantity
			has := false
			for k := i; k < j && quantity && !has; k++ {
				has = unit[k] > 0 && wanted[unit[k]-1]
			}
			exact := numbers == 1 && unit[i] > 0 && unit[j-1] == unit[i]
			isRange := numbers == 2 && tokens[i].Text == "từ" && unit[j-1] > 0
			before := "" // the word before the phrase
			if i > first {
				before = tokens[i-1].Text
			}
			word := tokens[i].Text
			end := 0 // which end of a range the quantity is
			if quantity && exact {
				switch before {
				case "từ":
					end = -1
				case "đến", "tới", "quá":
					end = 1
				}
			}
			penalty := 0.0
			if quantity && penaltyWanted != "" {
				penalty = nearPenalty(line[max(0, tokens[i].Start-90):tokens[i].Start], penaltyWanted)
			}
			f := []float64{p, inQ / float64(size),
				boolf(qword(left-1) == tword(i-1)), boolf(qword(left-1) == tword(i-1) && qword(left-2) == tword(i-2)),
				boolf(qword(askEnd) == tword(j)), boolf(qword(askEnd) == tword(j) && qword(askEnd+1) == tword(j+1)),
				boolf(has && quantity), boolf(quantity && has && exact), boolf(quantity && !has),
				boolf(size <= 1), boolf(size <= 3), boolf(size <= 8), boolf(size > 20), math.Log(float64(size)),
				boolf(i == first), boolf(i > first && tokens[i].Break != vitext.NoBreak), boolf(i > first && match[i-1] && !match[i]), boolf(startsAfter[before]),
				boolf(j == n), boolf(j < n && tokens[j].Break != vitext.NoBreak), boolf(j < n && match[j] && !match[j-1]), boolf(j < n && endsBefore[tokens[j].Text]),
				boolf(isRange), boolf(isRange && wantRange), float64(end * int(extreme)), boolf(wantRange && !isRange), boolf(isRange && extreme != Any),
				boolf(before == "là"), boolf(before == "thì"), boolf(word == "thì" || word == "là" && a.Ask != AskDefinition),
				boolf(a.Ask == AskWho && whoWords[word]), boolf(a.Ask == AskWhere && (whereWords[word] || before == "tại")), boolf(a.Ask == AskTime && timeWords[word]),
				boolf(x.label > 0 && i == first), boolf(a.Ask == AskDefinition && i == first && j == n), boolf(i == first && j == n),
				boolf(j < n && unit[j-1] > 0 && unit[j] > 0), min(3, float64(numbers)) / 3 * boolf(!quantity), min(4, float64(breaks)) / 4, penalty, boolf(small[i])}
			out = append(out, stretch{passage, index, span, f})
		}
	}
	return out
}

// nearPenalty is 1 when the last penalty named before a phrase is the one that is
// asked for, -1 when it is another one, 0 when none is named.
func nearPenalty(before, wanted string) float64 {
	last, kind := -1, ""
	for _, k := range penalties {
		if at := strings.LastIndex(before, k); at > last {
			last, kind = at, k
		}
	}
	switch kind {
	case "":
		return 0
	case wanted:
		return 1
	}
	return -1
}
