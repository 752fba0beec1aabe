package parse

import (
	"strings"
	"unicode"

	"trolyluat/corpus"
)

// splitItems cuts header items that hold several things on one line: after the
// date of issue.
func (p *parser) splitItems() []item {
	out := make([]item, 0, len(p.header)+4)
	seen := false
	for _, it := range p.header {
		if strings.IndexByte(it.text, '[') > 0 {
			it.text = squeeze(stripMarks(it.text))
		}
		if !seen && !isBasis(it.text) {
			d, at, end := ReadDate(it.text)
			if blank := 0; blankDate(it.text, &blank) && (d == 0 || blank <= at) {
				end = blank // of a draft; the date found after it stands in the title
				d = 1
			}
			if d != 0 {
				seen = true
				rest := strings.TrimSpace(it.text[end:])
				if rest != "" && !it.cell {
					head := it
					head.text = it.text[:end]
					out = append(out, head)
					if j := strings.LastIndex(p.text[it.start:it.end], firstBytes(rest, 12)); j > 0 {
						it.start += j
					}
					it.text = rest
				}
			}
		}
		if !it.cell && !isBasis(it.text) {
			if j := p.kindInside(it.text); j > 0 {
				head := it
				head.text = strings.TrimSpace(it.text[:j])
				out = append(out, head)
				it.text = it.text[j:]
			}
		}
		out = append(out, it)
	}
	return out
}

// kindInside finds where the title begins in a line that holds other things
// before it: "… kỳ họp thứ 8 LUẬT SỞ HỮU TRÍ TUỆ", "DỰ THẢO 24.10.2016 LUẬT VỀ HỘI".
func (p *parser) kindInside(s string) int {
	if _, n := kindAt(s); n > 0 && isUpperText(s[:n]) {
		return 0
	}
	for i := 0; i < len(s); {
		j := strings.IndexByte(s[i:], ' ')
		if j < 0 {
			return 0
		}
		i += j + 1
		k, n := kindAt(s[i:])
		if n == 0 || k.kind == corpus.KindOther || !isUpperText(s[i:i+n]) {
			continue
		}
		before := strings.TrimRight(s[:i], " ")
		last := before[strings.LastIndexByte(before, ' ')+1:]
		// A title of capitals names kinds inside it: "… CỦA NGHỊ ĐỊNH SỐ …".
		if isUpperText(last) && p.form != formDraft {
			return 0
		}
		return i
	}
	return 0
}

// blankDate finds "ngày   tháng   năm 2015" of a draft.
func blankDate(s string, end *int) bool {
	i := indexFold(s, "ngày")
	if i < 0 {
		return false
	}
	j := indexFold(s[i:], "tháng")
	if j < 0 || j > 30 {
		return false
	}
	k := indexFold(s[i+j:], "năm")
	if k < 0 || k > 30 {
		return false
	}
	at := skipSpace(s, i+j+k+len("năm"))
	_, w := digitsAt(s, at, 4)
	*end = at + w
	return true
}

// upperPart is the beginning of s that is set in capitals, word by word.
func upperPart(s string) string {
	end := 0
	for i := 0; i < len(s); {
		i = skipSpace(s, i)
		j := i
		for j < len(s) && s[j] != ' ' {
			j++
		}
		word := s[i:j]
		if word == "" {
			break
		}
		hasLetter := false
		for _, r := range word {
			if unicode.IsLower(r) {
				// "NQ-TTg", "QĐ-TTg" in a number
				if !strings.ContainsAny(word, "/") {
					return strings.TrimSpace(s[:end])
				}
			}
			hasLetter = hasLetter || unicode.IsLetter(r)
		}
		if hasLetter || isDigits(strings.Trim(word, ".,()")) || strings.ContainsAny(word, "-–/") {
			// A capitalised word of one letter may begin the next sentence ("Ở").
			end = j
		}
		i = j
	}
	return strings.TrimSpace(s[:end])
}
