// Package norm reads a sentence of law as a typed norm: who (subject), how
// (modality: duty, permission, prohibition, exemption), what (action with its
// object), under which condition, with which exception, and how much
// (quantities with their unit in one form). Package review reads the khoản of a
// draft and those of the law in force with it and compares them word by word:
// [Read] turns what varies (numbers, modal words, authorities, bounds, và/hoặc)
// into marked words, so that two norms that differ in nothing else align.
package norm

import (
	"strings"

	"trolyluat/assistant/wording"
	"trolyluat/corpus/reference"
	"trolyluat/corpus/vitext"
)

// Modality is how a norm binds (tình thái quy phạm).
type Modality string

// The modalities.
const (
	None        Modality = ""
	Duty        Modality = "phai"       // phải, có trách nhiệm, có nghĩa vụ
	Permission  Modality = "duoc"       // được, được phép, có quyền
	Option      Modality = "co_the"     // có thể
	Prohibition Modality = "khong_duoc" // không được, cấm, không có quyền
	Exemption   Modality = "khong_phai" // không phải, được miễn, không bắt buộc
	Competence  Modality = "tham_quyen" // quyết định, cấp, thu hồi … by an authority
)

var modalityNames = map[Modality]string{Duty: "phải làm", Permission: "được làm", Option: "có thể làm", Prohibition: "không được làm",
	Exemption: "không phải làm", Competence: "có thẩm quyền"}

// Name is the Vietnamese wording for readers.
func (m Modality) Name() string { return modalityNames[m] }

// Opposes says that one norm cannot be followed together with the other, or that
// one weakens what the other demands.
func (m Modality) Opposes(o Modality) bool {
	opposed := func(a, b Modality) bool {
		switch a {
		case Duty:
			return b == Exemption || b == Option || b == Prohibition
		case Permission:
			return b == Prohibition
		case Option:
			return b == Prohibition
		}
		return false
	}
	return opposed(m, o) || opposed(o, m)
}

// Kind tells what a marked word stands for.
type Kind uint8

// The kinds of a word.
const (
	Plain     Kind = iota
	Quantity       // number with unit, or date
	Modal          // modal word
	Authority      // body or office
	Bound          // tối đa, tối thiểu, trước, sau …
	Joint          // và, hoặc
	Except         // trừ, trừ trường hợp
	Written        // bằng văn bản
)

// Word is one word of a norm. Marked words of a kind have one key, so that they
// align with each other; what they say is in the other fields.
type Word struct {
	wording.Token
	Kind     Kind
	Quantity wording.Quantity
	Modality Modality
	// Value is the authority in lower case, "max" or "min" of a bound, "và" or
	// "hoặc".
	Value string
}

// Phrase is a stretch of words [From, To) of a norm; empty where From == To.
type Phrase struct{ From, To int }

// Norm is a sentence or khoản as a typed norm.
type Norm struct {
	Text  string
	Words []Word
	// Subject stands before the modal word; Action behind it.
	Subject, Action Phrase
	Modality        Modality
	Conditions      []Phrase // "nếu …", "khi …", "trường hợp …"
	Exceptions      []Phrase // "trừ …"
}

// Tokens are the words for [wording.Align].
func (n *Norm) Tokens() []wording.Token {
	out := make([]wording.Token, len(n.Words))
	for i := range n.Words {
		out[i] = n.Words[i].Token
	}
	return out
}

// Phrase gives the words of p as they stand in the text.
func (n *Norm) Phrase(p Phrase) string {
	if p.To <= p.From || p.To > len(n.Words) {
		return ""
	}
	return n.Text[n.Words[p.From].Start:n.Words[p.To-1].End]
}

// Read reads a khoản, điểm or sentence. Its own label is left out, and so are
// references to provisions ("theo quy định tại khoản 2 Điều 5 của Luật này"): they
// name where, not what.
func Read(text string) Norm {
	tokens := wording.Tokenize(text)
	wording.MarkLabels(text, tokens)
	markReferences(text, tokens)
	n := Norm{Text: text}
	quantities := wording.Quantities(text, tokens)
	q := 0
	for i := 0; i < len(tokens); {
		if tokens[i].Label || tokens[i].Skip {
			i++
			continue
		}
		for q < len(quantities) && quantities[q].To <= i {
			q++
		}
		if q < len(quantities) && quantities[q].From == i && (quantities[q].Unit != "" || !quantities[q].Word) {
			i = n.quantity(tokens, quantities[q])
			continue
		}
		if m, ok := match(modals, tokens, i); ok {
			w := Word{Token: join(tokens, i, i+m.length, "@modal"), Kind: Modal, Modality: Modality(m.value)}
			n.Words = append(n.Words, w)
			i += m.length
			continue
		}
		if m, ok := match(bounds, tokens, i); ok {
			n.Words = append(n.Words, Word{Token: join(tokens, i, i+m.length, "@bound"), Kind: Bound, Value: m.value})
			i += m.length
			continue
		}
		if m, ok := match(others, tokens, i); ok {
			kind := Joint
			key := "@joint"
			switch m.value {
			case "tru":
				kind, key = Except, "trừ"
			case "van-ban":
				kind, key = Written, "@written"
			}
			n.Words = append(n.Words, Word{Token: join(tokens, i, i+m.length, key), Kind: kind, Value: m.value})
			i += m.length
			continue
		}
		if length := authorityAt(text, tokens, i); length > 0 {
			w := Word{Token: join(tokens, i, i+length, "@authority"), Kind: Authority}
			w.Value = wording.JoinKeys(tokens[i : i+length])
			n.Words = append(n.Words, w)
			i += length
			continue
		}
		if m, ok := match(same, tokens, i); ok {
			for k, word := range strings.Fields(m.value) {
				t := join(tokens, i, i+m.length, word)
				if k > 0 {
					t.Break = vitext.NoBreak
				}
				n.Words = append(n.Words, Word{Token: t})
			}
			i += m.length
			continue
		}
		n.Words = append(n.Words, Word{Token: tokens[i]})
		i++
	}
	n.parts()
	return n
}

// quantity adds a quantity with its unit as one word.
func (n *Norm) quantity(tokens []wording.Token, q wording.Quantity) int {
	key := "#" + family(q.Unit)
	if rest := strings.TrimLeft(n.Text[tokens[q.To-1].End:], " "); q.Unit == "%" && strings.HasPrefix(rest, "%") {
		tokens[q.To-1].End = len(n.Text) - len(rest) + 1 // the sign is no token
	}
	n.Words = append(n.Words, Word{Token: join(tokens, q.From, q.To, key), Kind: Quantity, Quantity: q})
	return q.To
}

// family joins the units that measure the same thing.
func family(unit string) string {
	switch unit {
	case "giờ", "ngày", "ngày làm việc", "tháng", "năm", "tuần", "phút", "quý":
		return "time"
	}
	return unit
}

func join(tokens []wording.Token, from, to int, key string) wording.Token {
	t := tokens[from]
	t.End = tokens[to-1].End
	t.Key = key
	return t
}

// markReferences skips the words of references and what leads into them.
func markReferences(text string, tokens []wording.Token) {
	for _, r := range reference.Find(text) {
		from, to := r.Span.Start, r.Span.End
		first := -1
		for i := range tokens {
			if tokens[i].Start >= from && tokens[i].End <= to {
				if first < 0 {
					first = i
				}
				tokens[i].Skip = true
			}
		}
		if first < 0 {
			continue
		}
		for i := first - 1; i >= 0 && leadIn[tokens[i].Key] && first-i < 8; i-- {
			tokens[i].Skip = true
		}
	}
}

var leadIn = wording.WordSet("theo quy định tại nêu được của các trong thực hiện áp dụng tại với phù hợp")

// entry is a sequence of keys that says one thing.
type entry struct {
	value  string
	length int
}

type table map[string][]sequence

type sequence struct {
	words []string
	value string
}

func makeTable(lines ...string) table {
	t := table{}
	for _, line := range lines {
		value, list, _ := strings.Cut(line, ":")
		for phrase := range strings.SplitSeq(list, ",") {
			words := strings.Fields(phrase)
			t[words[0]] = append(t[words[0]], sequence{words, value})
		}
	}
	return t
}

// match finds the longest sequence of a table at token i.
func match(t table, tokens []wording.Token, i int) (entry, bool) {
	best := entry{}
	for _, s := range t[tokens[i].Key] {
		if len(s.words) <= best.length || i+len(s.words) > len(tokens) {
			continue
		}
		ok := true
		for k, w := range s.words {
			x := &tokens[i+k]
			ok = ok && x.Key == w && !x.Skip && (k == 0 || x.Break == vitext.NoBreak)
		}
		if ok {
			best = entry{s.value, len(s.words)}
		}
	}
	return best, best.length > 0
}

var (
	modals = makeTable(
		"phai:phải,có trách nhiệm,có nghĩa vụ,có các trách nhiệm,có các nghĩa vụ,bắt buộc phải,chịu trách nhiệm phải",
		"duoc:được,được phép,có quyền,có các quyền,được quyền,cho phép",
		"co_the:có thể",
		"khong_duoc:không được,không được phép,nghiêm cấm,bị nghiêm cấm,cấm,bị cấm,không có quyền,không ai được",
		"khong_phai:không phải,không bắt buộc,không cần,không có trách nhiệm,không có nghĩa vụ,được miễn,không bắt buộc phải")
	bounds = makeTable(
		"max:tối đa,nhiều nhất,không quá,không vượt quá,không được quá,chậm nhất,trở xuống",
		"min:tối thiểu,ít nhất,không dưới,không ít hơn,sớm nhất,trở lên")
	others = makeTable("và:và", "hoặc:hoặc,hay", "tru:trừ trường hợp,trừ khi,trừ", "van-ban:bằng văn bản,thành văn bản")
	// same are wordings that say the same: the second is what is compared.
	same = makeTable("trong thời hạn:trong khoảng thời gian,trong thời gian", "kể từ ngày:tính từ ngày", "gồm:bao gồm", "hằng năm:mỗi năm,hàng năm",
		"quy định:nêu", "để:nhằm", "cơ quan có thẩm quyền:cơ quan nhà nước có thẩm quyền", "trường hợp:khi")
)

// parts settles subject, modality, action, conditions and exceptions.
func (n *Norm) parts() {
	modal := -1
	for i := range n.Words {
		w := &n.Words[i]
		switch {
		case w.Kind == Except:
			n.Exceptions = append(n.Exceptions, Phrase{i, n.sentenceEnd(i + 1)})
		case w.Kind == Plain && (w.Key == "nếu" || w.Key == "trường" && i+1 < len(n.Words) && n.Words[i+1].Key == "hợp" && (i == 0 || n.Words[i-1].Kind != Except)):
			n.Conditions = append(n.Conditions, Phrase{i, n.clauseEnd(i + 1)})
		case w.Kind == Modal && modal < 0 && !n.inException(i):
			if w.Modality == Permission && i+1 < len(n.Words) && passive[n.Words[i+1].Key] {
				continue
			}
			modal = i
		}
	}
	if modal >= 0 {
		n.Modality = n.Words[modal].Modality
		n.Subject = Phrase{n.clauseStart(modal), modal}
		n.Action = Phrase{modal + 1, n.sentenceEnd(modal + 1)}
		return
	}
	for i := range n.Words {
		if n.Words[i].Kind == Authority && i+1 < len(n.Words) && competent[n.Words[i+1].Key] {
			n.Modality, n.Subject, n.Action = Competence, Phrase{i, i + 1}, Phrase{i + 1, n.sentenceEnd(i + 1)}
			return
		}
	}
}

// passive verbs make "được" a passive, not a permission.
var passive = wording.WordSet("quy ban thành lập gọi hiểu xác coi tính thực giao ghi cấp áp công sửa thông phê trích lưu gửi")

// competent are the first syllables of what authorities alone do.
var competent = wording.WordSet("quyết cấp phê thu ban quy công chấp đình phạt xử thành bổ cho gia")

func (n *Norm) inException(i int) bool {
	for _, e := range n.Exceptions {
		if i >= e.From && i < e.To {
			return true
		}
	}
	return false
}

func (n *Norm) sentenceEnd(i int) int {
	for i < len(n.Words) && n.Words[i].Break < vitext.SentenceBreak {
		i++
	}
	return i
}

func (n *Norm) clauseEnd(i int) int {
	for i < len(n.Words) && n.Words[i].Break < vitext.PunctBreak && n.Words[i].Key != "thì" {
		i++
	}
	return i
}

func (n *Norm) clauseStart(i int) int {
	j := i
	for j > 0 && n.Words[j].Break < vitext.PunctBreak {
		j--
	}
	if j == i && i > 0 { // "X, phải …"
		j--
		for j > 0 && n.Words[j].Break < vitext.SentenceBreak {
			j--
		}
	}
	return j
}
