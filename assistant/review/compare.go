package review

import (
	"fmt"
	"math"
	"slices"
	"strings"

	"trolyluat/assistant/review/norm"
	"trolyluat/assistant/wording"
	"trolyluat/corpus/vitext"
)

// difference is one place where a draft says another thing than a provision that
// is otherwise told in the same words.
type difference struct {
	kind         string // type of the finding
	from, to     int    // words of the draft
	ours, theirs string
	explanation  string
	certainty    float64
}

// comparison is how a statement of a draft stands to a provision.
type comparison struct {
	// cover is the share of the statement's words, weighed by how rare they are,
	// that stand in the provision in order; back is that of the provision's words
	// around them.
	cover, back float64
	// whole is the share of the whole provision that the statement tells.
	whole   float64
	words   int // of the statement, plain
	longest int
	diffs   []difference
}

// score orders candidates. Another authority speaks for another matter.
func (c *comparison) score() float64 {
	score := 0.75*c.cover + 0.25*c.back
	for i := range c.diffs {
		if c.diffs[i].kind == "authority_contrary" {
			score -= 0.03
		}
	}
	return score
}

// weigher tells how much a word says.
type weigher func(key string) float64

// compare aligns a statement with a provision and lists where they differ.
func compare(s, p *norm.Norm, weigh weigher) comparison {
	a := wording.Align(s.Tokens(), p.Tokens())
	x := aligned{s: s, p: p, of: a.Of, back: make([]int, len(p.Words))}
	for j := range x.back {
		x.back[j] = -1
	}
	lo, hi := len(p.Words), -1
	for i, j := range a.Of {
		if j >= 0 {
			x.back[j] = i
			if s.Words[i].Kind == norm.Plain && !wording.StopWords[s.Words[i].Key] {
				lo, hi = min(lo, j), max(hi, j)
			}
		}
	}
	c := comparison{longest: a.Longest}
	var got, all float64
	for i := range s.Words {
		if w := &s.Words[i]; w.Kind == norm.Plain && !within(s.Exceptions, i) {
			v := weigh(w.Key)
			all += v
			c.words++
			if a.Of[i] >= 0 {
				got += v
			}
		}
	}
	if all > 0 {
		c.cover = got / all
	}
	got, all = 0, 0
	var total float64
	for j := range p.Words {
		if w := &p.Words[j]; w.Kind == norm.Plain {
			v := weigh(w.Key)
			total += v
			if j < lo || j > hi || within(p.Exceptions, j) {
				continue
			}
			all += v
			if x.back[j] >= 0 {
				got += v
			}
		}
	}
	if all > 0 {
		c.back = got / all
	}
	if total > 0 {
		c.whole = got / total
	}
	x.lo, x.hi = lo, hi
	c.diffs = x.differences()
	return c
}

// aligned is a statement and a provision with their alignment.
type aligned struct {
	s, p   *norm.Norm
	of     []int // per word of s the word of p, or -1
	back   []int // per word of p the word of s, or -1
	lo, hi int   // first and last word of p that s tells
}

// within says that a word stands in one of the phrases.
func within(phrases []norm.Phrase, i int) bool {
	return slices.ContainsFunc(phrases, func(p norm.Phrase) bool { return i >= p.From && i < p.To })
}

// reach is how many words on each side are looked at.
const reach = 6

// beside counts the plain words that agree before and behind a pair of places.
func (x *aligned) beside(i, j int) (left, right int) {
	for k := i - 1; k >= 0 && k >= i-reach; k-- {
		if m := x.of[k]; m >= 0 && m < j && m >= j-reach-2 && x.s.Words[k].Kind == norm.Plain {
			left++
		}
	}
	for k := i + 1; k < len(x.s.Words) && k <= i+reach; k++ {
		if m := x.of[k]; m > j && m <= j+reach+2 && x.s.Words[k].Kind == norm.Plain {
			right++
		}
	}
	return left, right
}

// sure turns how many words agree around a place into a certainty.
func sure(left, right int) float64 {
	n := min(left, reach) + min(right, reach)
	return math.Min(0.95, 0.35+0.07*float64(n))
}

// differences compares the marked words that stand at the same place.
func (x *aligned) differences() []difference {
	var out []difference
	add := func(d difference) {
		if !slices.ContainsFunc(out, func(o difference) bool { return o.kind == d.kind && o.from == d.from }) {
			out = append(out, d)
		}
	}
	for i := range x.s.Words {
		if j := x.of[i]; j >= 0 && x.s.Words[i].Kind == x.p.Words[j].Kind {
			if d, ok := x.pairOf(i, j); ok {
				add(d)
			}
			continue
		}
		switch x.s.Words[i].Kind {
		case norm.Modal, norm.Bound, norm.Quantity, norm.Authority, norm.Joint:
			if j := x.slot(i); j >= 0 {
				if d, ok := x.pairOf(i, j); ok {
					add(d)
				}
			}
		}
	}
	x.exceptions(add)
	x.written(add)
	return out
}

// slot finds the word of the provision that stands where word i of the statement
// does, when the alignment left both out: of the same kind, between the neighbours.
func (x *aligned) slot(i int) int {
	before, after := -1, -1
	for k := i - 1; k >= 0 && k >= i-3; k-- {
		if x.of[k] >= 0 {
			before = x.of[k]
			break
		}
	}
	for k := i + 1; k < len(x.of) && k <= i+3; k++ {
		if x.of[k] >= 0 {
			after = x.of[k]
			break
		}
	}
	if before < 0 && after < 0 || before >= 0 && after >= 0 && (after <= before || after-before > 6) {
		return -1
	}
	if before < 0 {
		before = after - 3
	}
	if after < 0 {
		after = before + 3
	}
	for j := max(0, before+1); j < min(after, len(x.p.Words)); j++ {
		if x.back[j] < 0 && x.p.Words[j].Kind == x.s.Words[i].Kind {
			return j
		}
	}
	return -1
}

// pairOf compares two marked words of one kind at the same place.
func (x *aligned) pairOf(i, j int) (difference, bool) {
	a, b := &x.s.Words[i], &x.p.Words[j]
	left, right := x.beside(i, j)
	d := difference{from: i, to: i + 1, ours: x.s.Text[a.Start:a.End], theirs: x.p.Text[b.Start:b.End], certainty: sure(left, right)}
	switch a.Kind {
	case norm.Quantity:
		if a.Quantity.Same(b.Quantity) || a.Quantity.Unit == "date" || left+right < 3 {
			return d, false
		}
		d.kind = "quantity_contrary"
		d.explanation = fmt.Sprintf("Dự thảo quy định “%s”; quy định hiện hành là “%s”.", d.ours, d.theirs)
		switch {
		case a.Quantity.Unit == "":
			d.kind = "condition_changed" // "bậc 1" for "bậc 2"
		case a.Quantity.Unit == "tuổi":
			d.kind = "age_contrary"
		case a.Quantity.Unit == "đồng" && x.fine(i):
			d.kind = "sanction_outside_frame"
			if !x.outside(i, j) {
				return d, false
			}
			d.explanation = fmt.Sprintf("Mức phạt “%s” của dự thảo nằm ngoài khung “%s” của quy định hiện hành.", d.ours, d.theirs)
		}
		return d, true
	case norm.Modal:
		if !a.Modality.Opposes(b.Modality) || left+right < 4 {
			return d, false
		}
		d.kind = "modality_contrary"
		d.explanation = fmt.Sprintf("Dự thảo viết “%s” (%s) ở chỗ quy định hiện hành viết “%s” (%s).", d.ours, a.Modality.Name(), d.theirs, b.Modality.Name())
		return d, true
	case norm.Authority:
		if strings.Contains(a.Value, b.Value) || strings.Contains(b.Value, a.Value) || left+right < 3 {
			return d, false
		}
		d.kind = "authority_contrary"
		d.explanation = fmt.Sprintf("Dự thảo giao cho “%s”; quy định hiện hành giao cho “%s”.", d.ours, d.theirs)
		return d, true
	case norm.Bound:
		if a.Value == b.Value || left+right < 3 {
			return d, false
		}
		d.kind = "condition_changed"
		d.explanation = fmt.Sprintf("Dự thảo viết “%s” ở chỗ quy định hiện hành viết “%s”: giới hạn bị đảo ngược.", d.ours, d.theirs)
		return d, true
	case norm.Joint:
		if a.Value == b.Value || left < 2 || right < 2 || x.tight(i, j) < 4 {
			return d, false
		}
		d.kind = "condition_changed"
		d.explanation = fmt.Sprintf("Dự thảo viết “%s” ở chỗ quy định hiện hành viết “%s”: điều kiện hoặc đối tượng bị thu hẹp hay mở rộng.", d.ours, d.theirs)
		return d, true
	}
	return d, false
}

// tight counts the words that stand right beside a pair of places in both.
func (x *aligned) tight(i, j int) int {
	n := 0
	for k := 1; i-k >= 0 && j-k >= 0 && x.of[i-k] == j-k && n < reach; k++ {
		n++
	}
	for k := 1; i+k < len(x.of) && j+k < len(x.back) && x.of[i+k] == j+k && n < 2*reach; k++ {
		n++
	}
	return n
}

// fine says that an amount is one of a fine.
func (x *aligned) fine(i int) bool {
	for k := i; k >= 0 && k > i-8; k-- {
		if x.s.Words[k].Key == "phạt" {
			return true
		}
	}
	return false
}

// outside says that the range of the statement around an amount is no part of that
// of the provision ("từ A đến B"); a single amount must be the same.
func (x *aligned) outside(i, j int) bool {
	a, b := amounts(x.s, i), amounts(x.p, j)
	if a.lo > a.hi {
		return true
	}
	return a.lo < b.lo || a.hi > b.hi
}

type frame struct{ lo, hi float64 }

// amounts is the range of money that word i belongs to.
func amounts(n *norm.Norm, i int) frame {
	f := frame{n.Words[i].Quantity.Value, n.Words[i].Quantity.Value}
	money := func(k int) bool {
		return k >= 0 && k < len(n.Words) && n.Words[k].Kind == norm.Quantity && n.Words[k].Quantity.Unit == "đồng"
	}
	if i > 0 && n.Words[i-1].Key == "đến" {
		f.lo = 0
		if money(i - 2) {
			f.lo = n.Words[i-2].Quantity.Value
		}
	}
	if i+1 < len(n.Words) && n.Words[i+1].Key == "đến" && money(i+2) {
		f.hi = n.Words[i+2].Quantity.Value
	}
	return f
}

// exceptions compares what is excepted.
func (x *aligned) exceptions(add func(difference)) {
	if strings.HasSuffix(strings.TrimSpace(x.s.Text), ";") && !binds(x.s) {
		return // a list of subjects or things
	}
	ours, theirs := x.s.Exceptions, x.p.Exceptions
	for _, e := range theirs {
		if len(ours) > 0 || e.From < x.lo || e.From > x.hi+4 || x.sentenceBetween(x.hi, e.From) {
			continue
		}
		told := 0
		for j := e.From; j < e.To; j++ {
			if x.back[j] >= 0 {
				told++
			}
		}
		if 3*told > e.To-e.From {
			continue
		}
		last := len(x.s.Words)
		words := x.p.Phrase(e)
		add(difference{kind: "exception_changed", from: max(0, last-4), to: last, theirs: words, certainty: 0.8,
			explanation: fmt.Sprintf("Dự thảo bỏ trường hợp ngoại lệ “%s” của quy định hiện hành.", words)})
	}
	for _, e := range ours {
		if len(theirs) > 0 {
			continue
		}
		told := 0
		for i := e.From; i < e.To; i++ {
			if x.of[i] >= 0 {
				told++
			}
		}
		if 3*told > e.To-e.From {
			continue
		}
		words := x.s.Phrase(e)
		add(difference{kind: "exception_changed", from: e.From, to: e.To, ours: words, certainty: 0.75,
			explanation: fmt.Sprintf("Dự thảo thêm trường hợp ngoại lệ “%s” mà quy định hiện hành không có.", words)})
	}
}

// binds says that a statement sets a norm: it has a modal word, an authority that
// acts, or a number.
func binds(n *norm.Norm) bool {
	return n.Modality != norm.None || slices.ContainsFunc(n.Words, func(w norm.Word) bool {
		return w.Kind == norm.Modal || w.Kind == norm.Quantity || w.Kind == norm.Authority
	})
}

func (x *aligned) sentenceBetween(from, to int) bool {
	for j := max(from, 0) + 1; j <= to && j < len(x.p.Words); j++ {
		if x.p.Words[j].Break >= vitext.SentenceBreak {
			return true
		}
	}
	return false
}

// written finds a demand of written form that the statement leaves out.
func (x *aligned) written(add func(difference)) {
	if slices.ContainsFunc(x.s.Words, func(w norm.Word) bool { return w.Kind == norm.Written }) {
		return
	}
	for j := range x.p.Words {
		if x.p.Words[j].Kind != norm.Written || j == 0 || within(x.p.Exceptions, j) {
			continue
		}
		i := x.back[j-1]
		end := j+1 >= len(x.p.Words)
		if i < 0 || i+1 < len(x.of) && !end && x.of[i+1] != j+1 || i+1 < len(x.of) && end {
			continue
		}
		left, right := x.beside(i+1, j)
		if left < 2 || left+right < 4 {
			continue
		}
		add(difference{kind: "condition_changed", from: i, to: i + 1, ours: x.s.Text[x.s.Words[i].Start:x.s.Words[i].End], theirs: "bằng văn bản", certainty: sure(left, right) - 0.1,
			explanation: "Quy định hiện hành đòi hỏi hình thức “bằng văn bản”; dự thảo bỏ đòi hỏi này."})
	}
}
