package reading

import (
	"regexp"
	"strings"

	"trolyluat/corpus/vitext"
)

// Ask is what a question wants to know.
type Ask string

// What is asked.
const (
	AskOther      Ask = "other"      // gì, nào
	AskQuantity   Ask = "quantity"   // bao nhiêu, mấy, bao lâu
	AskTime       Ask = "time"       // khi nào, thời điểm nào
	AskWho        Ask = "who"        // ai, cơ quan nào
	AskWhere      Ask = "where"      // ở đâu
	AskPermission Ask = "permission" // có được … không, … phải không
	AskTrueFalse  Ask = "true_false" // … đúng hay sai
	AskChoice     Ask = "choice"     // A. … B. …
	AskDefinition Ask = "definition" // … là gì
	AskManner     Ask = "manner"     // như thế nào
	AskList       Ask = "list"       // bao gồm những gì, trường hợp nào
	AskPlace      Ask = "provision"  // điều nào của luật
)

// Extreme is the end of a range that a question asks for.
type Extreme int

// The ends.
const (
	Least Extreme = -1 // tối thiểu, ít nhất
	Any   Extreme = 0
	Most  Extreme = 1 // tối đa, nhiều nhất
)

// Asked is a question as far as its wording tells what it wants.
type Asked struct {
	Ask Ask
	// From and To are the bytes of the words that ask ("bao nhiêu năm").
	From, To int
	Unit     string  // of a quantity: "năm", "đồng"; "thời gian" for bao lâu; "" unknown
	Extreme  Extreme // of a quantity
}

// askWordings are the words by which questions ask, the most telling first.
var askWordings = []struct {
	ask   Ask
	words string
}{
	{AskQuantity, "bao nhiêu"}, {AskQuantity, "bao lâu"}, {AskQuantity, "bao xa"}, {AskQuantity, "bao nhiều"}, {AskQuantity, "mấy"},
	{AskTime, "khi nào"}, {AskTime, "lúc nào"}, {AskTime, "thời điểm nào"}, {AskTime, "ngày nào"}, {AskTime, "bao giờ"}, {AskTime, "thời gian nào"},
	{AskWhere, "ở đâu"}, {AskWhere, "nơi nào"}, {AskWhere, "tại đâu"}, {AskWhere, "chỗ nào"}, {AskWhere, "đến đâu"},
	{AskPlace, "điều nào"}, {AskPlace, "điều mấy"}, {AskPlace, "điều luật nào"}, {AskPlace, "khoản nào"},
	{AskWho, "cơ quan nào"}, {AskWho, "người nào"}, {AskWho, "tổ chức nào"}, {AskWho, "chủ thể nào"}, {AskWho, "cấp nào"}, {AskWho, "bộ nào"},
	{AskWho, "bên nào"}, {AskWho, "đơn vị nào"}, {AskWho, "bộ phận nào"}, {AskWho, "những ai"}, {AskWho, "do ai"}, {AskWho, "ai"},
	{AskDefinition, "là gì"}, {AskDefinition, "là như thế nào"}, {AskDefinition, "được hiểu"}, {AskDefinition, "hiểu như thế nào"},
	{AskDefinition, "thế nào là"}, {AskDefinition, "định nghĩa"}, {AskDefinition, "khái niệm"},
	{AskList, "liệt kê"}, {AskList, "kể tên"}, {AskList, "những gì"}, {AskList, "các điều kiện nào"}, {AskList, "những điều kiện nào"}, {AskList, "trường hợp nào"}, {AskList, "những trường hợp"}, {AskList, "bao gồm"}, {AskList, "các trường hợp"},
	{AskManner, "như thế nào"}, {AskManner, "thế nào"}, {AskManner, "ra sao"}, {AskManner, "làm sao"},
	{AskOther, "vì sao"}, {AskOther, "tại sao"}, {AskOther, "gì"}, {AskOther, "nào"},
}

// yesNo are ends of a question that is answered by yes or no.
var yesNo = []string{"hay không", "phải không", "được không", "đúng không", "không"}

// trueFalse are ends by which a statement asks whether it is true.
var trueFalse = []string{"đúng hay sai", "là đúng hay sai", "đúng hoặc sai", "đúng hay không", "là đúng", "đúng không", "đúng sai"}

// extremes are words that ask for an end of a range.
var extremes = []struct {
	to    Extreme
	words string
}{
	{Most, "tối đa"}, {Most, "cao nhất"}, {Most, "nhiều nhất"}, {Most, "lên đến"}, {Most, "dài nhất"}, {Most, "lâu nhất"}, {Most, "muộn nhất"}, {Most, "chậm nhất"},
	{Least, "tối thiểu"}, {Least, "ít nhất"}, {Least, "thấp nhất"}, {Least, "sớm nhất"}, {Least, "ngắn nhất"},
}

// Parse reads what a question asks by its words. The text may lack diacritics.
func Parse(text string) Asked {
	folded := !vitext.HasDiacritics(text)
	tokens := vitext.Syllables(text)
	words := make([]string, len(tokens))
	for i, t := range tokens {
		words[i] = t.Text
	}
	find := func(phrase string) int {
		if folded {
			phrase = vitext.Fold(phrase)
		}
		return indexWords(words, strings.Fields(phrase))
	}
	a := Asked{Ask: AskOther, From: len(text), To: len(text)}
	for _, e := range extremes {
		if find(e.words) >= 0 {
			a.Extreme = e.to
			break
		}
	}
	ends := func(list []string) int {
		for _, phrase := range list {
			if folded {
				phrase = vitext.Fold(phrase)
			}
			p := strings.Fields(phrase)
			if n := len(words) - len(p); n > 0 && indexWords(words[n:], p) == 0 {
				return n
			}
		}
		return -1
	}
	if at := ends(trueFalse); at >= 0 {
		a.Ask, a.From, a.To = AskTrueFalse, tokens[at].Start, len(text)
		return a
	}
	for _, w := range askWordings {
		at := find(w.words)
		if at < 0 {
			continue
		}
		last := at + len(strings.Fields(w.words)) - 1
		a.Ask, a.From, a.To = w.ask, tokens[at].Start, tokens[last].End
		if w.ask == AskQuantity {
			if strings.HasSuffix(w.words, "lâu") {
				a.Unit = "thời gian"
			} else if last+1 < len(tokens) {
				a.Unit = words[last+1]
				if a.Unit == "tiền" {
					a.Unit = "đồng"
				}
				a.To = tokens[last+1].End
			}
		}
		return a
	}
	if at := ends(yesNo); at >= 0 {
		a.Ask, a.From, a.To = AskPermission, tokens[at].Start, len(text)
		return a
	}
	return a
}

// indexWords is where the words stand one after the other, -1 when nowhere.
func indexWords(in, words []string) int {
	for i := 0; i+len(words) <= len(in); i++ {
		k := 0
		for k < len(words) && in[i+k] == words[k] {
			k++
		}
		if k == len(words) {
			return i
		}
	}
	return -1
}

// ClaimIn is what a true-or-false question claims: its text without the asking
// words; false for another question.
func ClaimIn(text string) (string, bool) {
	a := Parse(text)
	if a.Ask != AskTrueFalse {
		return "", false
	}
	claim := text[:min(a.From, len(text))]
	claim = strings.TrimRight(strings.TrimSpace(claim), ",.;:?! ")
	for _, tail := range []string{" là", ", thì", " thì"} {
		claim = strings.TrimRight(strings.TrimSuffix(claim, tail), ",.; ")
	}
	return strings.Join(strings.Fields(claim), " "), claim != ""
}

var choiceMark = regexp.MustCompile(`(?m)(?:^|[\n;.?:!]\s*|\s)\(?([A-F])\s*[.):]\s+`)

// ChoicesIn cuts a multiple-choice question into its stem and its choices; none
// when the text has not at least two, lettered from A in order.
func ChoicesIn(text string) (stem string, choices []Choice) {
	var at [][]int
	want := byte('A')
	for _, m := range choiceMark.FindAllStringSubmatchIndex(text, -1) {
		if text[m[2]] == want {
			at = append(at, m)
			want++
		}
	}
	if len(at) < 2 {
		return text, nil
	}
	for i, m := range at {
		end := len(text)
		if i+1 < len(at) {
			end = at[i+1][2]
			for end > m[1] && (text[end-1] == '(' || text[end-1] == ' ' || text[end-1] == '\n') {
				end--
			}
		}
		body := strings.TrimSpace(text[m[1]:end])
		if body == "" {
			return text, nil
		}
		choices = append(choices, Choice{Letter: text[m[2]:m[3]], Text: body})
	}
	stem = strings.TrimRight(text[:at[0][2]], " \n(")
	if strings.TrimSpace(stem) == "" {
		return text, nil
	}
	return stem, choices
}
