package parse

import (
	"strings"
	"unicode"

	"trolyluat/corpus"
)

// The national database also shows English translations of texts, under the
// number of the Vietnamese one. They are read like the text itself, but under a
// key of their own ("62/2021/NĐ-CP@EN"), so that a translation never passes for
// the law.

// englishKinds are the kinds of text as translations name them.
var englishKinds = []struct {
	word string
	kind corpus.Kind
}{
	{"JOINT CIRCULAR", corpus.KindJointCircular}, {"CIRCULAR", corpus.KindCircular}, {"DECREE", corpus.KindDecree}, {"DECISION", corpus.KindDecision},
	{"RESOLUTION", corpus.KindResolution}, {"ORDINANCE", corpus.KindOrdinance}, {"DIRECTIVE", corpus.KindDirective}, {"CONSTITUTION", corpus.KindConstitution},
	{"CODE", corpus.KindCode}, {"LAW", corpus.KindLaw},
}

// isEnglish says that hardly a letter of the text's beginning has a diacritic.
func isEnglish(text string) bool {
	letters, other := 0, 0
	for _, r := range firstBytes(text, 6000) {
		switch {
		case r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z':
			letters++
		case unicode.IsLetter(r):
			other++
		}
	}
	return letters > 200 && other*50 < letters && (strings.Contains(text, "Article ") || strings.Contains(text, "Pursuant to"))
}

// englishLabel reads "Article 5.", "Chapter II", "Section 1" and "Part One".
func englishLabel(s string, i int) token {
	for _, l := range [...]struct {
		word string
		kind lineKind
	}{{"article", lineArticle}, {"chapter", lineChapter}, {"section", lineSection}, {"part", linePart}, {"appendix", lineAppendix}} {
		n := foldPrefix(s[i:], l.word)
		if n == 0 {
			continue
		}
		switch l.kind {
		case lineAppendix:
			if isUpperText(s[i : i+n]) {
				return appendixLabel(s, i, i+n)
			}
		case lineArticle:
			j := skipSpace(s, i+n)
			label, w := articleNumber(s[j:])
			if w == 0 || j == i+n {
				break
			}
			k := skipSpace(s, j+w)
			t := token{kind: lineArticle, label: label, num: atoi(label), suffix: strings.TrimLeft(label, "0123456789")}
			if k == len(s) {
				t.strong, t.rest = true, k
				return t
			}
			if s[k] == '.' || s[k] == ':' {
				t.strong, t.rest = true, skipSpace(s, k+1)
				return t
			}
			if strings.HasPrefix(s[k:], "-") || strings.HasPrefix(s[k:], "–") {
				t.strong, t.rest = true, skipSpace(s, k+len(firstRune(s[k:])))
				return t
			}
		default:
			if s[i] >= 'A' && s[i] <= 'Z' {
				return headingLabel(s, i, i+n, l.kind)
			}
		}
	}
	return token{rest: i}
}

// readEnglishHead reads kind and title of a translation.
func (p *parser) readEnglishHead() {
	d := p.doc
	for i, it := range p.header {
		for _, k := range englishKinds {
			if !strings.HasPrefix(it.text, k.word) && !strings.EqualFold(it.text, k.word) {
				continue
			}
			parts := []string{kindName(k.word)}
			if rest := strings.TrimSpace(it.text[len(k.word):]); rest != "" {
				parts = append(parts, rest)
			}
			p.headEnd = it.end
			for _, next := range p.header[i+1 : min(len(p.header), i+8)] {
				if isRule(next.text) || strings.HasPrefix(next.text, "Pursuant") || next.kind != lineText || strings.HasPrefix(next.text, "THE ") {
					break
				}
				if len(parts) == 1 && foldPrefix(next.text, strings.ToLower(k.word)) > 0 {
					parts = parts[:0] // "DECISION", and below it "Decision No. 208/QD-TTg …"
				}
				parts = append(parts, next.text)
				p.headEnd = next.end
			}
			d.Kind = k.kind
			d.Title = strings.Join(parts, " ")
			break
		}
		if d.Kind != "" {
			break
		}
	}
	for _, it := range p.header {
		if strings.HasPrefix(it.text, "Pursuant to") {
			d.Basis = append(d.Basis, it.text)
		}
	}
	p.warn("translation: en")
}
