package citations

import (
	"fmt"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"golang.org/x/text/unicode/norm"

	"trolyluat/corpus"
)

// decomposed turns an answer and its spans into the decomposed normal form.
func (k *maker) decomposed(s sample, text string) sample {
	for i, p := range s.pieces {
		start := len(norm.NFD.String(text[:p.span.Start]))
		s.pieces[i].span = corpus.Span{Start: start, End: start + len(norm.NFD.String(text[p.span.Start:p.span.End]))}
	}
	s.input.Text = norm.NFD.String(text)
	s.input.Evidence, s.input.AsOf, s.input.Question = k.evidence, asOf, k.q.Text
	return s
}

// plant makes one faulty sentence, and says what was changed; false when the
// article offers nothing to change in a few sentences drawn from it.
func (k *maker) plant(fault Fault) (text, planted string, ok bool) {
	for range 12 {
		if text, planted, ok = k.plantOnce(fault); ok {
			return text, planted, true
		}
	}
	return "", "", false
}

func (k *maker) plantOnce(fault Fault) (text, planted string, ok bool) {
	named := k.m.chance(0.6)
	switch fault {
	case InventedArticle, WrongArticle, MentionedArticle, WrongLaw, InventedLaw, InventedClause, WrongClause:
		return k.plantReference(fault)
	case WordChanged, WordDropped, WordAdded, WordsSwapped, QuoteNumber, QuoteNegated, QuoteElsewhere, QuoteStitched:
		t, ok := k.tell(true, named)
		if !ok {
			return "", "", false
		}
		if planted, ok = k.misquote(t, fault); !ok {
			return "", "", false
		}
		return k.render(t, k.m.attribution(t.law, t.number, t.clause)), planted, true
	}
	t, ok := k.tell(k.m.chance(0.4), named)
	if !ok {
		return "", "", false
	}
	switch fault {
	case InventedNumber:
		t.marks = []int{len(k.evidence) + 1 + k.r.IntN(9)}
		planted = fmt.Sprint(t.marks[0])
	case WrongCitation:
		var others []int
		for i, a := range k.shown {
			if a != k.gold && !contains(k.lib.all[a].Text, t.body) && !sameHeading(k.lib.all[a].Text, k.lib.all[k.gold].Text) {
				others = append(others, i+1)
			}
		}
		if len(others) == 0 {
			return "", "", false
		}
		t.marks = []int{pick(k.r, others)}
		planted = fmt.Sprintf("[%d] for [%d]", t.marks[0], k.goldNo)
	case InventedContent:
		other := k.foreign()
		if other == "" {
			return "", "", false
		}
		t.said, t.quoted = other, false
		planted = "content of another act"
	case MissingCitation:
		t.marks = nil
	case NumberChanged:
		t.quoted = false
		said, what, ok := k.otherNumber(t.said)
		if !ok {
			return "", "", false
		}
		t.said, planted = said, what
	case Negated:
		t.quoted = false
		said, what, ok := k.negate(t.said)
		if !ok {
			return "", "", false
		}
		t.said, planted = said, what
	case Repealed, Pending:
	}
	return k.render(t, k.m.attribution(t.law, t.number, t.clause)), planted, true
}

func (k *maker) plantReference(fault Fault) (text, planted string, ok bool) {
	t, ok := k.tell(k.m.chance(0.4), true)
	if !ok {
		return "", "", false
	}
	last := 0
	for _, i := range k.lib.of[t.law] {
		last = max(last, numeral(k.lib.all[i].Number))
	}
	number, law, clause := t.number, t.law, t.clause
	switch fault {
	case InventedArticle:
		number = strconv.Itoa(last + 1 + k.r.IntN(200))
	case WrongArticle:
		others := slices.DeleteFunc(slices.Clone(k.lib.of[t.law]), func(i int) bool {
			return i == k.gold || contains(k.lib.all[i].Text, t.body) || mentions(k.lib.all[k.gold].Text, k.lib.all[i].Number)
		})
		if len(others) == 0 {
			return "", "", false
		}
		number, clause = k.lib.all[pick(k.r, others)].Number, ""
	case MentionedArticle:
		var mentioned []string
		for _, m := range mentionForm.FindAllStringSubmatch(norm.NFC.String(k.lib.all[k.gold].Text), -1) {
			if m[1] != t.number && !strings.Contains(t.body, "Điều "+m[1]) {
				mentioned = append(mentioned, m[1])
			}
		}
		if len(mentioned) == 0 {
			return "", "", false
		}
		number, clause = pick(k.r, mentioned), ""
	case WrongLaw:
		for law == t.law || strings.HasPrefix(law, t.law) || strings.HasPrefix(t.law, law) || strings.Contains(strings.ToLower(k.lib.all[k.gold].Text), strings.ToLower(law)) {
			law = pick(k.r, k.laws)
		}
	case InventedLaw:
		law = pick(k.r, []string{"Luật Thả diều", "Luật Bán hàng rong", "Bộ luật Tình làng nghĩa xóm", "Nghị định số 999/2031/NĐ-CP", "Luật số 77/2033/QH20", "Thông tư 45/2032/TT-BTC", "Luật Quản lý chợ đêm"})
	case InventedClause:
		_, us := units(k.lib.all[k.gold].Text)
		most := 0
		for _, u := range us {
			most = max(most, numeral(u.clause))
		}
		if most == 0 {
			return "", "", false
		}
		clause = strconv.Itoa(most + 1 + k.r.IntN(5))
	}
	if fault == WrongClause {
		_, us := units(k.lib.all[k.gold].Text)
		var others []string
		for _, u := range us {
			if u.clause != "" && u.clause != t.clause && !slices.Contains(others, u.clause) {
				others = append(others, u.clause)
			}
		}
		if t.clause == "" || len(others) == 0 {
			return "", "", false
		}
		clause = pick(k.r, others)
		planted = "khoản " + clause + " for " + t.clause
	}
	ref := "Điều " + number + " " + law
	if clause != "" && (fault == InventedClause || fault == WrongClause || k.m.chance(0.5)) {
		ref = "khoản " + clause + " " + ref
	}
	if planted == "" {
		planted = ref
	}
	return k.render(t, ref), planted, true
}

var mentionForm = regexp.MustCompile(`Điều (\d+) của (?:Luật|Bộ luật) này`)

func mentions(text, number string) bool {
	return regexp.MustCompile(`Điều(?: \d+[,a-z ]*(?:và|hoặc|đến)?)* ?` + regexp.QuoteMeta(number) + `\b`).MatchString(norm.NFC.String(text))
}

// misquote changes what the sentence quotes.
func (k *maker) misquote(t *telling, fault Fault) (planted string, ok bool) {
	gold := k.lib.all[k.gold].Text
	words := strings.Fields(t.said)
	if len(words) < 6 {
		return "", false
	}
	at := 1 + k.r.IntN(len(words)-2)
	switch fault {
	case WordChanged:
		old := words[at]
		words[at] = k.otherWord(old)
		planted = old + " → " + words[at]
	case WordDropped:
		planted = "− " + words[at]
		words = slices.Delete(words, at, at+1)
	case WordAdded:
		add := pick(k.r, []string{"chỉ", "không", "thường", "luôn", "sẽ", "đều", "hợp pháp", "kịp thời", "tất cả", "trực tiếp", "theo luật"})
		planted = "+ " + add
		words = slices.Insert(words, at, add)
	case WordsSwapped:
		if at+1 >= len(words) || strings.EqualFold(words[at], words[at+1]) || strings.ContainsAny(words[at], ",;.:") {
			return "", false
		}
		words[at], words[at+1] = words[at+1], words[at]
		planted = words[at] + " ↔ " + words[at+1]
	case QuoteNumber:
		said, what, ok := k.otherNumber(t.said)
		if !ok {
			return "", false
		}
		words, planted = strings.Fields(said), what
	case QuoteNegated:
		said, what, ok := k.negate(t.said)
		if !ok {
			return "", false
		}
		words, planted = strings.Fields(said), what
	case QuoteElsewhere:
		other := k.foreign()
		if k.m.chance(0.5) {
			other = k.neighbour()
		}
		if other == "" {
			return "", false
		}
		words, planted = strings.Fields(other), "quoted from another article"
	case QuoteStitched:
		other, ok := k.tell(true, false)
		if !ok || contains(other.body, t.body) || contains(t.body, other.body) {
			return "", false
		}
		words, planted = append(words[:max(5, len(words)/2)], strings.Fields(other.said)...), "two places"
	}
	t.said = strings.Join(words, " ")
	return planted, !contains(gold, t.said)
}

// contains compares without case and spaces.
func contains(text, words string) bool {
	plain := func(s string) string {
		return strings.Join(strings.FieldsFunc(strings.ToLower(norm.NFC.String(s)), func(r rune) bool { return strings.ContainsRune(" \n\t.,;:", r) }), " ")
	}
	return strings.Contains(plain(text), plain(words))
}

func sameHeading(a, b string) bool {
	x, _ := units(a)
	y, _ := units(b)
	return strings.EqualFold(x, y)
}

// foreign is a sentence of an act that no passage comes from.
func (k *maker) foreign() string {
	for range 50 {
		a := k.lib.all[k.r.IntN(len(k.lib.all))]
		if slices.ContainsFunc(k.shown, func(i int) bool { return k.lib.all[i].Law == a.Law }) {
			continue
		}
		if s := k.sentenceOf(a); s != "" && !contains(k.lib.all[k.gold].Text, s) {
			return s
		}
	}
	return ""
}

// neighbour is a sentence of another passage that is shown.
func (k *maker) neighbour() string {
	for _, i := range k.r.Perm(len(k.shown)) {
		if k.shown[i] == k.gold {
			continue
		}
		if s := k.sentenceOf(k.lib.all[k.shown[i]]); s != "" && !contains(k.lib.all[k.gold].Text, s) {
			return s
		}
	}
	return ""
}

func (k *maker) sentenceOf(a article) string {
	_, us := units(a.Text)
	var all []string
	for _, u := range us {
		all = append(all, sentences(u)...)
	}
	if len(all) == 0 {
		return ""
	}
	return pick(k.r, all)
}

// otherWord gives another word of law.
func (k *maker) otherWord(old string) string {
	for range 50 {
		words := strings.Fields(norm.NFC.String(k.lib.all[k.r.IntN(len(k.lib.all))].Text))
		if len(words) == 0 {
			continue
		}
		w := strings.Trim(pick(k.r, words), ".,;:()“”\"")
		if w != "" && !strings.EqualFold(w, strings.Trim(old, ".,;:()")) && !strings.ContainsAny(w, "[]0123456789)") {
			return w
		}
	}
	return "khác"
}

var quantityForm = regexp.MustCompile(`(\d{1,3}(?:\.\d{3})+|\d{1,4})( (?:ngày|tháng|năm|giờ|tuổi|đồng|triệu|lần|người|m2|km|mét|phút)|%)`)

// otherNumber changes a number with a unit.
func (k *maker) otherNumber(s string) (string, string, bool) {
	all := quantityForm.FindAllStringSubmatchIndex(s, -1)
	if len(all) == 0 {
		return "", "", false
	}
	m := pick(k.r, all)
	n, err := strconv.Atoi(strings.ReplaceAll(s[m[2]:m[3]], ".", ""))
	if err != nil {
		return "", "", false
	}
	other := n
	for other == n || other < 1 {
		other = pick(k.r, []int{n + 1, n - 1, n * 2, n + 5, n + 10, n / 2, n * 3, n + 30})
	}
	text := strconv.Itoa(other)
	if strings.HasPrefix(s[m[2]:m[3]], "0") && other < 10 {
		text = "0" + text
	}
	return s[:m[2]] + text + s[m[3]:], s[m[2]:m[3]] + " → " + text, true
}

// Places where a negation may come or go and the meaning turns round.
var (
	negatedForm  = regexp.MustCompile(` không (được|phải|có|bị|thuộc|còn|đủ|bao gồm)( |,|$)`)
	positiveForm = regexp.MustCompile(` (được|phải|có quyền|có thể|có nghĩa vụ|có trách nhiệm|bị)( )`)
)

// negate drops a negation or adds one before a modal verb.
func (k *maker) negate(s string) (string, string, bool) {
	if m := negatedForm.FindStringSubmatchIndex(s); m != nil {
		return s[:m[0]] + " " + s[m[2]:], "− không", true
	}
	all := positiveForm.FindAllStringSubmatchIndex(s, -1)
	all = slices.DeleteFunc(all, func(m []int) bool {
		before := s[:m[0]]
		// "không phải", "để được", "do … được": only plain predicates.
		for _, tail := range []string{"không", "để", "đã", "mà", "chưa", "nhằm", "khi", "nếu", "cần", "hay"} {
			if strings.HasSuffix(before, tail) {
				return true
			}
		}
		return false
	})
	if len(all) == 0 {
		return "", "", false
	}
	m := pick(k.r, all)
	return s[:m[2]] + "không " + s[m[2]:], "+ không " + s[m[2]:m[3]], true
}
