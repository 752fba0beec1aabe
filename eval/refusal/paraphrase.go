package refusal

import (
	"hash/fnv"
	"slices"
	"strings"
	"sync"

	"trolyluat/corpus/vitext"
	"trolyluat/retrieval"
)

// wording is a phrase of the law with the everyday forms that say the same.
type wording struct {
	words []string
	forms []string
}

// wordings are the lexicon of everyday words turned round, longest phrase first.
var wordings = sync.OnceValue(func() []wording {
	forms := map[string][]string{}
	for said, means := range retrieval.Everyday {
		m := means[0] // the usual meaning
		if m != said && len(syllables(m)) > 1 && !slices.ContainsFunc(syllables(said), func(w string) bool { return asks[w] }) {
			forms[m] = append(forms[m], said)
		}
	}
	var out []wording
	for m, list := range forms {
		slices.Sort(list)
		out = append(out, wording{syllables(m), list})
	}
	slices.SortFunc(out, func(a, b wording) int {
		if d := len(b.words) - len(a.words); d != 0 {
			return d
		}
		return slices.Compare(a.words, b.words)
	})
	return out
})

// asks are words of forms that ask for what the law calls by a name ("tốn bao
// nhiêu" for "lệ phí"): they stand for it in no question.
var asks = map[string]bool{"gì": true, "nào": true, "đâu": true, "không": true, "mấy": true, "sao": true, "ai": true, "nhiêu": true, "chưa": true}

// plainly are the formal ways of asking with what people say for them.
var plainly = []struct{ formal, plain string }{
	{"được quy định như thế nào", "thì sao"}, {"được quy định thế nào", "thì sao"}, {"quy định như thế nào", "thì sao"},
	{"như thế nào", "sao"}, {"bao gồm những gì", "có những gì"}, {"theo quy định của pháp luật", ""}, {"theo quy định", ""}, {"bao gồm", "gồm"},
	{"hay không", "không"}, {"trong trường hợp nào", "lúc nào"}, {"trong trường hợp", "nếu"}, {"trường hợp", "lúc"}, {"có quyền", "được"}, {"bao nhiêu", "mấy"}, {"có trách nhiệm", "phải"},
}

// openings are how people begin, ours: they tell nothing of what is asked.
var openings = []string{"", "cho em hỏi ", "", "mình muốn hỏi ", "tôi ở quê ra thành phố làm mấy năm nay, cho hỏi ", "", "anh chị ơi ", "em nghe người ta nói mà không chắc, ",
	"nhà tôi đang rối quá, ", "", "hôm trước có người bảo tôi là khỏi lo, nhưng ", "xin tư vấn giúp, "}

// paraphrase says a question in everyday words: phrases of the law in it by forms
// of the lexicon, formal ways of asking by plain ones. False when the lexicon has
// none of its phrases. The same question is always said the same.
func paraphrase(text string) (string, bool) {
	h := fnv.New32a()
	_, _ = h.Write([]byte(text))
	seed := int(h.Sum32() >> 1)
	text = strings.ToLower(vitext.Normalize(text))
	said := false
	for n, w := range wordings() {
		for from := 0; ; {
			at, end := phraseAt(text, w.words, from)
			if at < 0 {
				break
			}
			form := strings.ToUpper(w.forms[(seed+n)%len(w.forms)]) // capitals: is not replaced again
			text, from, said = text[:at]+form+text[end:], at+len(form), true
		}
	}
	for _, p := range plainly {
		text = strings.ReplaceAll(text, p.formal, p.plain)
	}
	return openings[seed%len(openings)] + strings.Join(strings.Fields(strings.ToLower(text)), " "), said
}

// phraseAt is where words stand side by side in a text, from a byte on; -1 for
// nowhere.
func phraseAt(text string, words []string, from int) (at, end int) {
	tokens := vitext.Syllables(text)
	for i := 0; i+len(words) <= len(tokens); i++ {
		k := 0
		for k < len(words) && text[tokens[i+k].Start:tokens[i+k].End] == words[k] && (k == 0 || tokens[i+k].Break == vitext.NoBreak) {
			k++
		}
		if k == len(words) && tokens[i].Start >= from {
			return tokens[i].Start, tokens[i+k-1].End
		}
	}
	return -1, -1
}

func syllables(text string) []string {
	var out []string
	for _, t := range vitext.Syllables(text) {
		out = append(out, t.Text)
	}
	return out
}
