package retrieval

import (
	"strconv"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
	"trolyluat/corpus/vitext"
	"trolyluat/retrieval/rank"
)

// cues reads what the wording asks for.
func (a *Analysis) cues() rank.Cue {
	if a.Read != "" {
		return rank.CuesOf(a.Read)
	}
	return rank.CuesOf(a.Text)
}

// dateIn finds the date that a question speaks of: a day, a month ("tháng
// 5/2021") or a year ("năm 2019", which stands for its last day). Years and dates
// that belong to the name of a text do not count. Of several the last stands,
// since facts are told in their order.
func dateIn(text string, refs []reference.Reference) corpus.Date {
	var found corpus.Date
	tokens := vitext.Syllables(text)
	for i := range tokens {
		t := &tokens[i]
		if cited(refs, t.Start, t.End) || born(tokens, i) {
			continue
		}
		switch {
		case t.Kind == vitext.DateNumber:
			if d, err := corpus.ParseDate(t.Text); err == nil && plausible(d) {
				found = d
			}
		case t.Kind == vitext.Number && wordBefore(tokens, i) == "năm":
			year, err := strconv.Atoi(t.Text)
			if err != nil {
				continue
			}
			d := corpus.NewDate(year, 12, 31)
			if i >= 3 && tokens[i-3].Text == "tháng" {
				if m, err := strconv.Atoi(tokens[i-2].Text); err == nil {
					d = endOfMonth(year, m)
					if i >= 5 && tokens[i-5].Text == "ngày" {
						if day, err := strconv.Atoi(tokens[i-4].Text); err == nil {
							d = corpus.NewDate(year, m, day)
						}
					}
				}
			}
			if plausible(d) {
				found = d
			}
		case t.Kind == vitext.Number && wordBefore(tokens, i) == "tháng":
			month, year, ok := strings.Cut(t.Text, "/")
			m, err1 := strconv.Atoi(month)
			y, err2 := strconv.Atoi(year)
			if ok && err1 == nil && err2 == nil {
				if d := endOfMonth(y, m); plausible(d) {
					found = d
				}
			}
		}
	}
	return found
}

// born says that a date is somebody's birth ("sinh năm 1990", "sinh ngày
// 1/2/1990"), which tells nothing of the law that applies.
func born(tokens []vitext.Token, i int) bool {
	for k := i - 1; k >= max(0, i-6); k-- {
		switch t := tokens[k]; {
		case t.Text == "sinh":
			before := wordBefore(tokens, k)
			return before != "học" && before != "phát" && before != "giáo" && before != "thí"
		case t.Kind == vitext.Word && t.Text != "năm" && t.Text != "ngày" && t.Text != "tháng" && t.Text != "vào":
			return false
		}
	}
	return false
}

// plausible says that a question may be about the law of that day.
func plausible(d corpus.Date) bool { return d.Year() >= 1945 && d.Year() <= 2100 }

func wordBefore(tokens []vitext.Token, i int) string {
	if i == 0 {
		return ""
	}
	return tokens[i-1].Text
}

func endOfMonth(year, month int) corpus.Date {
	if month == 12 {
		return corpus.NewDate(year, 12, 31)
	}
	return corpus.NewDate(year, month+1, 1).AddDays(-1)
}

func cited(refs []reference.Reference, start, end int) bool {
	for _, r := range refs {
		if start >= r.Span.Start && end <= r.Span.End {
			return true
		}
	}
	return false
}

// kindWords are the words by which a question asks for texts of a kind.
var kindWords = []struct {
	words string
	kind  corpus.Kind
}{
	{"hiến pháp", corpus.KindConstitution}, {"bộ luật", corpus.KindCode}, {"pháp lệnh", corpus.KindOrdinance},
	{"thông tư liên tịch", corpus.KindJointCircular}, {"thông tư", corpus.KindCircular},
	{"nghị quyết liên tịch", corpus.KindJointResolution}, {"nghị quyết", corpus.KindResolution},
	{"nghị định", corpus.KindDecree}, {"án lệ", corpus.KindPrecedent}, {"bản án", corpus.KindJudgment},
	{"công văn", corpus.KindOfficialLetter}, {"chỉ thị", corpus.KindDirective}, {"văn bản hợp nhất", corpus.KindConsolidated},
	{"thủ tục hành chính", corpus.KindProcedure},
}

// preferences finds the kinds and issuers that a question asks for outside the
// names of texts: a kind in front of "nào", "hướng dẫn", "của", "quy định" or
// behind "theo", "trong", "có"; an issuer behind such a kind.
func preferences(text string, refs []reference.Reference) (kinds []corpus.Kind, issuers []string) {
	tokens := vitext.Syllables(text)
	for i := 0; i < len(tokens); i++ {
		if cited(refs, tokens[i].Start, tokens[i].End) {
			continue
		}
		for _, k := range kindWords {
			words := strings.Fields(k.words)
			if !wordsAt(tokens, i, words) {
				continue
			}
			after := i + len(words)
			before := wordBefore(tokens, i)
			asked := before == "theo" || before == "trong" || before == "những" || before == "các" || before == "có"
			if after < len(tokens) {
				switch tokens[after].Text {
				case "nào", "hướng", "quy", "mới":
					asked = true
				case "của":
					asked = true
					if issuer := issuerAt(text, tokens, after+1); issuer != "" {
						issuers = append(issuers, issuer)
					}
				}
			}
			if asked {
				kinds = append(kinds, k.kind)
			}
			i = after - 1
			break
		}
	}
	return kinds, issuers
}

func wordsAt(tokens []vitext.Token, i int, words []string) bool {
	if i+len(words) > len(tokens) {
		return false
	}
	for k, w := range words {
		if tokens[i+k].Text != w {
			return false
		}
	}
	return true
}

// issuerWords begin the names of issuers.
var issuerWords = []string{"chính phủ", "thủ tướng", "quốc hội", "ủy ban thường vụ", "bộ", "hội đồng thẩm phán", "tòa án", "viện kiểm sát",
	"ngân hàng nhà nước", "thanh tra chính phủ", "kiểm toán nhà nước"}

// issuerAt reads the name of an issuer at token i: up to the next word that is
// no capitalised part of it.
func issuerAt(text string, tokens []vitext.Token, i int) string {
	for _, w := range issuerWords {
		words := strings.Fields(w)
		if !wordsAt(tokens, i, words) {
			continue
		}
		end := i + len(words)
		for end < len(tokens) && end < i+8 && tokens[end].Break <= vitext.PunctBreak {
			first := text[tokens[end].Start:tokens[end].End]
			if first == strings.ToLower(first) && tokens[end].Text != "và" {
				break
			}
			end++
		}
		return text[tokens[i].Start:tokens[end-1].End]
	}
	return ""
}

// Fewer words than this are no question of their own.
const shortestQuestion = 5

// questionsIn cuts a query that asks several things at its question marks. A
// query of one question gives none. What stands before the first question mark
// in sentences of its own (the facts) goes with every question.
func questionsIn(text string) []string {
	if strings.Count(text, "?") < 2 {
		return nil
	}
	var out []string
	facts := ""
	for part := range strings.SplitSeq(text, "?") {
		part = strings.TrimSpace(part)
		if len(out) == 0 {
			if i := strings.LastIndexAny(part, ".\n"); i > 0 && len(vitext.Syllables(part[i:])) >= shortestQuestion {
				facts, part = strings.TrimSpace(part[:i+1])+" ", strings.TrimSpace(part[i+1:])
			}
		}
		if len(vitext.Syllables(part)) >= shortestQuestion {
			out = append(out, facts+part+"?")
		}
	}
	if len(out) < 2 {
		return nil
	}
	return out
}
