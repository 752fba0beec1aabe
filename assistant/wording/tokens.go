// Package wording compares how two texts of law say something: it cuts them into
// words that can be matched, reads their quantities in one form (digits or words,
// unit normalised, working days apart from days), aligns the words of one with
// those of the other, and finds where they say the opposite. Package cite checks
// answers against passages with it, package review drafts against the law in
// force.
package wording

import (
	"regexp"
	"strings"

	"trolyluat/corpus/vitext"
)

// Token is a syllable or number prepared for matching.
type Token struct {
	vitext.Token
	Key string // what is compared: Text, numbers without leading zeros
	// label says that the token is part of a unit's label at the start of a line
	// ("1.", "a)", "Điều 25."), which a quotation may leave out.
	Label bool
	// skip says that the token is no content of the sentence: a mark, a
	// reference to the cited provision.
	Skip bool
	// quoteStart and quoteEnd say that a quotation begins or ends with the token.
	QuoteStart, QuoteEnd bool
	Exact                bool // stands in a quotation that was found in the passage
}

// Tokenize cuts text for matching. Offsets are into text.
func Tokenize(text string) []Token {
	raw := vitext.Syllables(text)
	out := make([]Token, len(raw))
	for i, t := range raw {
		out[i] = Token{Token: t, Key: MatchKey(t)}
	}
	return out
}

// MatchKey is what is compared of a token: a number without leading zeros, one of
// several right spellings.
func MatchKey(t vitext.Token) string {
	switch t.Kind {
	case vitext.Number:
		if k := strings.TrimLeft(t.Text, "0"); k != "" && k[0] >= '0' && k[0] <= '9' {
			return k
		}
	case vitext.Word:
		if k, ok := sameWord[t.Text]; ok {
			return k
		}
	}
	return t.Text
}

// Spellings of one word that both are right.
var sameWord = map[string]string{"qui": "quy", "tỉ": "tỷ", "kĩ": "kỹ", "lí": "lý", "mĩ": "mỹ", "sĩ": "sỹ", "kí": "ký", "hi": "hy", "uỷ": "ủy",
	"bẩy": "bảy", "chửa": "chưa"}

var labelForm = regexp.MustCompile(`(?m)^[ \t]*(?:Điều\s+\d+[a-zđ]?\s*[.:]|\d{1,3}[a-zđ]?\s*[.)](?:\d+\.?)?|[a-zđ]\d?\s*\)|[-–+•])`)

// MarkLabels flags the tokens of unit labels.
func MarkLabels(text string, tokens []Token) {
	i := 0
	for _, m := range labelForm.FindAllStringIndex(text, -1) {
		for i < len(tokens) && tokens[i].Start < m[0] {
			i++
		}
		for i < len(tokens) && tokens[i].End <= m[1] {
			tokens[i].Label = true
			i++
		}
	}
}

// StopWords carry little: they neither support nor refute a statement.
var StopWords = WordSet(`và hoặc của là các những một có được cho với trong tại theo về khi thì mà do từ đến bởi này đó
như sau trên dưới ra vào để bị phải không cũng đã sẽ đang nếu nhưng hay còn vì nên bạn người việc quy định trường hợp`)

// WordSet makes a set of the words of s.
func WordSet(s string) map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields(s) {
		m[w] = true
	}
	return m
}

// JoinKeys writes the keys of tokens with spaces between them.
func JoinKeys(t []Token) string {
	words := make([]string, len(t))
	for i := range t {
		words[i] = t[i].Text
	}
	return strings.Join(words, " ")
}

// IndexKeys is where seg stands among tokens, -1 when it does not.
func IndexKeys(tokens, seg []Token) int {
	if len(seg) == 0 {
		return -1
	}
next:
	for i := 0; i+len(seg) <= len(tokens); i++ {
		for k := range seg {
			if tokens[i+k].Key != seg[k].Key {
				continue next
			}
		}
		return i
	}
	return -1
}
