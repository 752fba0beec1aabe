package assistant

import (
	"slices"
	"strings"

	"trolyluat/corpus/vitext"
)

// leaning are the beginnings of a question that leans on what was said before,
// longest first; pointing the words in it that point back.
var (
	leaning = []string{"the con truong hop", "vay con truong hop", "con truong hop", "the con", "vay con", "the neu", "vay neu", "neu vay", "the thi", "vay thi", "con neu",
		"the", "vay", "con"}
	pointing = []string{"truong hop nay", "truong hop do", "viec nay", "viec do", "dieu nay", "dieu do", "quy dinh nay", "quy dinh do", "cai nay", "cai do",
		"khoan nay", "muc nay", "muc do", "thoi han do", "thoi han nay", "hanh vi nay", "hanh vi do", "luat do", "luat nay", "nguoi do", "nguoi nay"}
	endings = []string{"thi sao", "thi the nao", "the nao", "ra sao", "thi co duoc khong"}
	// slots lead into what a short follow-up replaces; stops end it.
	slots = []string{"đối với", "của", "với", "cho", "ở", "tại"}
	stops = map[string]bool{"là": true, "bao": true, "được": true, "phải": true, "thì": true, "có": true, "bị": true, "mấy": true, "khi": true, "trong": true, "gồm": true, "như": true, "tối": true}
)

// speakers are words, without diacritics, for who asks and whom it is about: they
// begin what a story goes on with, not another subject.
var speakers = map[string]bool{"toi": true, "em": true, "minh": true, "anh": true, "chi": true, "ong": true, "ba": true, "no": true, "ho": true, "chung": true, "con": true,
	"chong": true, "vo": true, "neu": true}

// shortTopic is how many words a follow-up has that only names another subject.
const shortTopic = 6

// followUp writes out a question that leans on the conversation by rules: the
// new subject takes the place of the one that the last question had. It returns
// "" for a question that stands alone.
func followUp(text string, history []Exchange) string {
	if len(history) == 0 {
		return ""
	}
	last := history[len(history)-1]
	before := last.Question
	if last.Rewritten != "" {
		before = last.Rewritten
	}
	before = strings.TrimRight(strings.TrimSpace(before), "?.! ")
	words := syllables(text)
	folded := make([]string, len(words))
	for i, w := range words {
		folded[i] = vitext.Fold(w)
	}
	topic, begins := cutLeaning(words, folded)
	if !begins {
		line := " " + strings.Join(folded, " ") + " "
		if slices.ContainsFunc(pointing, func(w string) bool { return strings.Contains(line, " "+w+" ") }) {
			return before + " – " + text
		}
		return ""
	}
	if len(topic) == 0 {
		return ""
	}
	tokens := vitext.Syllables(before)
	// The tail of the new question stands in the old one: what stands before it is
	// replaced ("nguyên đơn vắng mặt" by "bị đơn vắng mặt").
	for n := len(topic) - 1; n >= 1; n-- {
		tail := topic[len(topic)-n:]
		for i := 1; i+n <= len(tokens); i++ {
			if !sameWords(tokens[i:i+n], tail) {
				continue
			}
			from := max(0, i-(len(topic)-n))
			return before[:tokens[from].Start] + strings.Join(topic[:len(topic)-n], " ") + before[tokens[i-1].End:] + "?"
		}
	}
	// One that begins with a word of the old subject takes its place ("mèo già" by
	// "mèo con").
	if len(topic) > 1 && len(topic) <= shortTopic && !speakers[vitext.Fold(topic[0])] {
		for i := range tokens {
			if !sameWords(tokens[i:i+1], topic[:1]) {
				continue
			}
			to := i + 1
			for to < len(tokens) && to-i < shortTopic && !stops[tokens[to].Text] && tokens[to].Break == vitext.NoBreak {
				to++
			}
			if to > i+1 {
				return before[:tokens[i].Start] + strings.Join(topic, " ") + before[tokens[to-1].End:] + "?"
			}
		}
	}
	// A short one names another subject: it takes the place behind "của", "đối với".
	if len(topic) <= shortTopic {
		for _, slot := range slots {
			lead := strings.Fields(slot)
			for i := 0; i+len(lead) < len(tokens); i++ {
				if !sameWords(tokens[i:i+len(lead)], lead) {
					continue
				}
				from, to := i+len(lead), i+len(lead)
				for to < len(tokens) && !stops[tokens[to].Text] && (to == from || tokens[to].Break == vitext.NoBreak) {
					to++
				}
				if to > from && to-from <= shortTopic {
					return before[:tokens[from].Start] + strings.Join(topic, " ") + before[tokens[to-1].End:] + "?"
				}
			}
		}
	}
	return "Trường hợp " + strings.Join(topic, " ") + ": " + before + "?"
}

// cutLeaning takes the words that lean ("thế còn … thì sao") from a question;
// false when it does not begin with such.
func cutLeaning(words, folded []string) ([]string, bool) {
	for _, lead := range leaning {
		p := strings.Fields(lead)
		if len(folded) <= len(p) || !slices.Equal(folded[:len(p)], p) {
			continue
		}
		// "còn" and its like alone begin many questions that stand alone.
		if len(p) == 1 && !slices.ContainsFunc(endings, func(e string) bool { return strings.HasSuffix(strings.Join(folded, " "), e) }) && len(folded) > shortTopic+1 {
			return nil, false
		}
		rest, plain := words[len(p):], folded[len(p):]
		for _, e := range endings {
			t := strings.Fields(e)
			if len(plain) > len(t) && slices.Equal(plain[len(plain)-len(t):], t) {
				rest = rest[:len(rest)-len(t)]
				break
			}
		}
		return rest, true
	}
	return nil, false
}

func sameWords(tokens []vitext.Token, words []string) bool {
	for i, w := range words {
		if vitext.Fold(tokens[i].Text) != vitext.Fold(w) {
			return false
		}
	}
	return true
}
