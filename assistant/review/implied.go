package review

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"trolyluat/assistant/review/norm"
	"trolyluat/assistant/wording"
	"trolyluat/corpus"
)

// Thresholds of the comparison of norms that are told in other words, chosen on
// the dev drafts of eval/review. They hold for the texts that the draft implements
// alone: elsewhere the same words may speak of another matter.
const (
	windowSide   = 8   // words on each side of a number that are looked at
	windowWeight = 9.0 // idf that the shared words of two windows have at least
	powerWeight  = 5.0 // idf of the shared words of a power
	windowShare  = 0.7 // of one of the windows that the other tells
	actionShare  = 0.6 // of an action's words that the other norm's tells
	subjectShare = 0.7
	bearerShare  = 0.8 // of the words of whom a fine is for
)

// implied compares a statement with the norms of the draft's parents by subject,
// action and quantity, where the wording is too far apart to align.
func (v *review) implied(s *statement, list []scoredPassage) {
	var parents []scoredPassage
	for _, x := range list {
		if v.isParent(x.p.info.Key) && x.p.info.Rank < v.draft.rank {
			parents = append(parents, x)
		}
	}
	if len(parents) == 0 || s.quoted {
		return
	}
	rules := []func(*statement, []scoredPassage) *Finding{v.fineFrame, v.foreignAuthority, v.listedAuthority, v.opposedDuty, v.noException, v.otherAmount}
	for _, rule := range rules {
		if f := rule(s, parents); f != nil {
			f.Path, f.Span, f.Text = s.path, s.span, s.text
			v.add(*f)
			return
		}
	}
}

func (v *review) meet(x scoredPassage, words string) []Met {
	m := metChunk(x.p.info, x.p.chunk, x.p.path, x.p.text, v.on)
	m.Words = words
	return []Met{m}
}

func (v *review) citing(x scoredPassage) string {
	return fmt.Sprintf("%s %s", corpus.PathLabel(x.p.path), shortTitle(x.p.info))
}

// content are the words of a stretch that say what it is about, with their
// weights.
func (v *review) content(n *norm.Norm, p norm.Phrase) map[string]float64 {
	out := map[string]float64{}
	for i := max(0, p.From); i < p.To && i < len(n.Words); i++ {
		if w := &n.Words[i]; w.Kind == norm.Plain && !wording.StopWords[w.Key] {
			out[w.Key] = v.finder.weigh(w.Key)
		}
	}
	return out
}

// shared is the weight that two sets share, and the share of each; summed in the
// order of the words, so that the same sets give the same bits.
func shared(a, b map[string]float64) (weight, ofA, ofB float64) {
	var wa, wb float64
	for _, k := range slices.Sorted(maps.Keys(a)) {
		wa += a[k]
		if _, ok := b[k]; ok {
			weight += a[k]
		}
	}
	for _, k := range slices.Sorted(maps.Keys(b)) {
		wb += b[k]
	}
	if wa > 0 {
		ofA = weight / wa
	}
	if wb > 0 {
		ofB = weight / wb
	}
	return weight, ofA, min(1, ofB)
}

// otherAmount finds a number that a parent gives otherwise for the same thing: the
// words around both numbers are the same.
func (v *review) otherAmount(s *statement, parents []scoredPassage) *Finding {
	var best *Finding
	top := 0.0
	for i := range s.norm.Words {
		q := &s.norm.Words[i]
		if q.Kind != norm.Quantity || q.Quantity.Unit == "date" || q.Quantity.Unit == "" {
			continue
		}
		time := isTime(q.Quantity.Unit)
		ours := v.topic(&s.norm, window(&s.norm, i), time)
		for _, x := range parents {
			n := &x.p.norm
			for j := range n.Words {
				o := &n.Words[j]
				if o.Kind != norm.Quantity || o.Key != q.Key || !sameBound(&s.norm, i, n, j) {
					continue
				}
				weight, a, b := shared(ours, v.topic(n, window(n, j), time))
				if (weight < windowWeight || max(a, b) < windowShare) && !(tellingUnit(q.Quantity.Unit) && runBefore(&s.norm, i, n, j) >= 4) {
					continue
				}
				if q.Quantity.Same(o.Quantity) {
					return nil // it is told so somewhere
				}
				if score := weight * (a + b); score > top {
					top = score
					kind := "quantity_contrary"
					if q.Quantity.Unit == "tuổi" {
						kind = "age_contrary"
					}
					words, law := s.norm.Text[q.Start:q.End], n.Text[o.Start:o.End]
					best = &Finding{Type: kind, Words: words, Meets: v.meet(x, law), Certainty: min(0.85, 0.45+0.2*(a+b)/2+0.004*weight),
						Explanation: fmt.Sprintf("%s quy định “%s” cho nội dung này; dự thảo quy định “%s”.", v.citing(x), law, words)}
				}
			}
		}
	}
	return best
}

// tellingUnit says that a unit is rare enough for a few words to tell what it
// measures.
func tellingUnit(unit string) bool { return unit != "đồng" && !isTime(unit) }

// runBefore counts the words that are the same right before two numbers; modal
// words and bounds do not count.
func runBefore(a *norm.Norm, i int, b *norm.Norm, j int) int {
	n := 0
	for i, j = i-1, j-1; i >= 0 && j >= 0; {
		switch x, y := &a.Words[i], &b.Words[j]; {
		case x.Kind == norm.Modal || x.Kind == norm.Bound:
			i--
		case y.Kind == norm.Modal || y.Kind == norm.Bound:
			j--
		case x.Kind != norm.Plain || x.Key != y.Key:
			return n
		default:
			n, i, j = n+1, i-1, j-1
		}
	}
	return n
}

// procedureWords stand beside every time limit of a procedure and do not tell
// which procedure it is.
var procedureWords = wording.WordSet(`hồ sơ nhận đủ thời hạn khoảng gian hợp lệ kể ngày xem xét quyết định cấp trả lời văn bản từ chối nêu rõ lý do
giấy phép chứng thực hiện cơ quan nhà nước thẩm quyền đơn yêu cầu đề nghị thông báo chậm nhất làm việc tiếp xử giải quyết gửi`)

// topic is content without what every procedure has, for limits of time.
func (v *review) topic(n *norm.Norm, p norm.Phrase, time bool) map[string]float64 {
	words := v.content(n, p)
	if time {
		for w := range words {
			if procedureWords[w] {
				delete(words, w)
			}
		}
	}
	return words
}

// window is the stretch around word i, within its sentence.
func window(n *norm.Norm, i int) norm.Phrase {
	from, to := i, i+1
	for from > 0 && i-from < windowSide && n.Words[from].Break < 2 {
		from--
	}
	for to < len(n.Words) && to-i <= windowSide && n.Words[to].Break < 2 {
		to++
	}
	return norm.Phrase{From: from, To: to}
}

// sameBound says that two numbers are limits in the same direction, or that one of
// them is none.
func sameBound(a *norm.Norm, i int, b *norm.Norm, j int) bool {
	x, y := boundAt(a, i), boundAt(b, j)
	return x == y || x == "" || y == ""
}

func boundAt(n *norm.Norm, i int) string {
	for _, k := range []int{i - 1, i + 1} {
		if k >= 0 && k < len(n.Words) && n.Words[k].Kind == norm.Bound {
			return n.Words[k].Value
		}
	}
	return ""
}

// opposedDuty finds a norm of a parent that binds the same subject to the same
// action the other way.
func (v *review) opposedDuty(s *statement, parents []scoredPassage) *Finding {
	if s.norm.Modality == norm.None || s.norm.Modality == norm.Competence {
		return nil
	}
	subject, action := v.content(&s.norm, s.norm.Subject), v.content(&s.norm, s.norm.Action)
	for _, x := range parents {
		n := &x.p.norm
		if !s.norm.Modality.Opposes(n.Modality) {
			continue
		}
		_, sub, _ := shared(subject, v.content(n, n.Subject))
		weight, act, _ := shared(action, v.content(n, n.Action))
		if len(subject) == 0 || sub < subjectShare || act < actionShare || weight < windowWeight {
			continue
		}
		return &Finding{Type: "modality_contrary", Words: s.norm.Phrase(norm.Phrase{From: s.norm.Subject.To, To: s.norm.Action.To}), Certainty: 0.45 + 0.35*act,
			Meets:       v.meet(x, n.Phrase(norm.Phrase{From: n.Subject.To, To: n.Action.To})),
			Explanation: fmt.Sprintf("Dự thảo quy định %s; %s quy định %s với cùng chủ thể và hành vi.", s.norm.Modality.Name(), v.citing(x), n.Modality.Name())}
	}
	return nil
}

// foreignAuthority finds a power that a parent gives to another authority: the
// words of the power are the same.
func (v *review) foreignAuthority(s *statement, parents []scoredPassage) *Finding {
	for i := range s.norm.Words {
		a := &s.norm.Words[i]
		if a.Kind != norm.Authority || i+2 >= len(s.norm.Words) || !powers[s.norm.Words[i+1].Key] {
			continue
		}
		for _, x := range parents {
			n := &x.p.norm
			for j := range n.Words {
				o := &n.Words[j]
				if o.Kind != norm.Authority || strings.Contains(o.Value, a.Value) || strings.Contains(a.Value, o.Value) {
					continue
				}
				weight, length, whole := v.power(&s.norm, i+1, n, j+1)
				if length < 4 || weight < powerWeight || !whole && length < 7 {
					continue
				}
				return &Finding{Type: "authority_contrary", Words: s.norm.Text[a.Start:a.End], Meets: v.meet(x, n.Text[o.Start:o.End]), Certainty: min(0.85, 0.5+0.05*float64(length)),
					Explanation: fmt.Sprintf("%s giao thẩm quyền này cho “%s”; dự thảo giao cho “%s”.", v.citing(x), n.Text[o.Start:o.End], s.norm.Text[a.Start:a.End])}
			}
		}
	}
	return nil
}

// powers are the first syllables of what only an authority does.
var powers = wording.WordSet("quyết cấp phê thu chấp đình công thành giải bổ miễn ban cho")

// power is the weight and number of the words that two norms share from places i
// and j on, and whether they are all that the second says there; words between the
// authority and its verb ("nơi cấp …") may differ.
func (v *review) power(a *norm.Norm, i int, b *norm.Norm, j int) (weight float64, length int, whole bool) {
	for skip := 0; skip < 6 && j+skip < len(b.Words); skip++ {
		w, n := 0.0, 0
		for k := 0; i+k < len(a.Words) && j+skip+k < len(b.Words) && a.Words[i+k].Kind == norm.Plain && a.Words[i+k].Key == b.Words[j+skip+k].Key &&
			(k == 0 || a.Words[i+k].Break < 2); k++ {
			w += v.finder.weigh(a.Words[i+k].Key)
			n++
		}
		if n > length {
			end := j + skip + n
			weight, length, whole = w, n, end >= len(b.Words) || b.Words[end].Break > 0
		}
	}
	return weight, length, whole
}

var finePower = regexp.MustCompile(`(?i)^(.{4,90}?) (?:có quyền|có thẩm quyền|được) phạt tiền`)

// listedAuthority finds a power to fine for somebody whom the parent's list of such
// powers does not name.
func (v *review) listedAuthority(s *statement, parents []scoredPassage) *Finding {
	m := finePower.FindStringSubmatch(s.text)
	if m == nil {
		return nil
	}
	ours := syllableText(m[1])
	listed := 0
	var at scoredPassage
	for _, x := range parents {
		o := finePower.FindStringSubmatch(unitLabel.ReplaceAllString(x.p.text, ""))
		if o == nil {
			continue
		}
		theirs := syllableText(o[1])
		if strings.HasPrefix(ours, theirs) || strings.HasPrefix(theirs, ours) {
			return nil
		}
		if listed++; listed == 1 {
			at = x
		}
	}
	if listed < 2 {
		return nil
	}
	article := at.p.chunk.Path
	met := v.meet(at, "")
	met[0].Path, met[0].Label, met[0].Text = article, corpus.PathLabel(article), at.p.chunk.Text
	return &Finding{Type: "authority_contrary", Words: m[1], Meets: met, Certainty: 0.75,
		Explanation: fmt.Sprintf("%s %s không trao thẩm quyền phạt tiền cho “%s”.", corpus.PathLabel(article), shortTitle(at.p.info), m[1])}
}

var without = regexp.MustCompile(`(?i)không có (?:trường hợp )?ngoại lệ|trong mọi trường hợp|không trừ trường hợp nào`)

// noException finds a statement that rules out the exceptions which its parent
// makes.
func (v *review) noException(s *statement, parents []scoredPassage) *Finding {
	m := without.FindStringIndex(s.text)
	if m == nil {
		return nil
	}
	for _, x := range parents {
		if len(x.p.norm.Exceptions) == 0 || x.c.cover < 0.4 && (x.c.cover < 0.2 || x.c.back < 0.8) {
			continue
		}
		words := x.p.norm.Phrase(x.p.norm.Exceptions[0])
		return &Finding{Type: "exception_changed", Words: s.text[m[0]:m[1]], Meets: v.meet(x, words), Certainty: 0.75,
			Explanation: fmt.Sprintf("%s có ngoại lệ “%s”; dự thảo loại trừ mọi ngoại lệ.", v.citing(x), words)}
	}
	return nil
}

var (
	fineRange = regexp.MustCompile(`(?i)phạt tiền từ [\d.]+ đồng đến [\d.]+ đồng`)
	finedFor  = regexp.MustCompile(`(?i)đối với (?:một trong các )?(?:hành vi )?(?:của )?`)
)

// fineFrame finds a fine that leaves every frame which the parent sets for the same
// people or conduct.
func (v *review) fineFrame(s *statement, parents []scoredPassage) *Finding {
	if !fineRange.MatchString(s.text) {
		return nil
	}
	ours, ok := rangeOf(&s.norm)
	if !ok {
		return nil
	}
	words := v.content(&s.norm, norm.Phrase{From: 0, To: len(s.norm.Words)})
	var best *Finding
	top := 0.0
	for _, x := range parents {
		n := &x.p.norm
		theirs, ok := rangeOf(n)
		if !ok || !fineRange.MatchString(x.p.text) {
			continue
		}
		cut := finedFor.FindStringIndex(n.Text)
		if cut == nil {
			continue
		}
		from := 0
		for from < len(n.Words) && n.Words[from].Start < cut[1] {
			from++
		}
		whom := v.content(n, norm.Phrase{From: from, To: len(n.Words)})
		for _, w := range []string{"hành", "vi", "phạm"} {
			delete(whom, w)
		}
		weight, share, _ := shared(whom, words)
		if share < bearerShare || weight < windowWeight {
			continue
		}
		if theirs.lo <= ours.lo && ours.hi <= theirs.hi {
			return nil // within one of the frames
		}
		if weight > top {
			top = weight
			a, b := fineRange.FindString(s.text), fineRange.FindString(x.p.text)
			best = &Finding{Type: "sanction_outside_frame", Words: a, Meets: v.meet(x, b), Certainty: 0.75,
				Explanation: fmt.Sprintf("Khung của %s là “%s”; dự thảo quy định “%s”.", v.citing(x), lowerFirst(b), lowerFirst(a))}
		}
	}
	return best
}

// rangeOf is the first range of money of a norm.
func rangeOf(n *norm.Norm) (frame, bool) {
	for i := range n.Words {
		if n.Words[i].Kind == norm.Quantity && n.Words[i].Quantity.Unit == "đồng" {
			f := amounts(n, i)
			return f, f.hi > f.lo
		}
	}
	return frame{}, false
}
