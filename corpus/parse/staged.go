package parse

import (
	"strings"

	"trolyluat/corpus"
)

// readStaged reads which units begin at another date than the text ("Điều 5 và
// Điều 6 có hiệu lực từ ngày …"): whole điều become versions with their own
// interval; khoản and điểm are told in the warnings, for no chunk is smaller
// than a điều.
func (p *parser) readStaged(own []int) {
	for at, i := range own {
		s := p.ownText(i)
		if !strings.Contains(s, "có hiệu lực") || !p.finalProvision(p.lines[i].start) {
			continue
		}
		for _, sentence := range sentences(s) {
			p.stagedSentence(sentence, own[at+1:])
		}
	}
}

// finalProvision says that the điều at that offset settles the effect of the
// text: by its heading, or because it states it.
func (p *parser) finalProvision(at int) bool {
	i := p.articleAt(at)
	if i < 0 {
		return false
	}
	u := &p.doc.Provisions[i]
	if containsFold(u.Heading, "hiệu lực") || containsFold(u.Heading, "thi hành") {
		return true
	}
	text := p.text[u.Span.Start:u.Span.End]
	return strings.Contains(text, "này có hiệu lực thi hành") || strings.Contains(text, "này có hiệu lực kể từ") || strings.Contains(text, "này có hiệu lực từ")
}

func (p *parser) stagedSentence(s string, below []int) {
	for from := 0; ; {
		j := strings.Index(s[from:], "có hiệu lực")
		if j < 0 {
			return
		}
		j += from
		from = j + len("có hiệu lực")
		date, _, length := p.effectDate(s[from:])
		if date == 0 || date == p.doc.Effective.From {
			continue
		}
		subject := s[:j]
		if k := strings.LastIndex(subject, "trừ "); k >= 0 {
			subject = subject[k:]
		}
		rest := strings.TrimRight(s[from+length:], " ")
		if !p.ownUnits(subject) {
			continue
		}
		refs := unitRefs(subject)
		if strings.HasSuffix(rest, ":") {
			for _, i := range below {
				if k := p.lines[i].kind; k != linePoint && k != lineText {
					break
				}
				if item := p.ownText(i); p.ownUnits(item) {
					refs = append(refs, unitRefs(item)...)
				}
			}
		}
		p.stage(refs, date)
	}
}

// ownUnits says that the units named in s are this text's: no other text is
// named, or "Luật này", "Nghị định này" is.
func (p *parser) ownUnits(s string) bool {
	if !containsFold(s, "điều") && !containsFold(s, "chương") {
		return false
	}
	if strings.Contains(s, " này") && p.ownNamed(s) {
		return true
	}
	for _, k := range kindWords {
		if k.kind != corpus.KindOther && containsFold(s, k.word+" ") {
			return false
		}
	}
	return true
}

func (p *parser) ownNamed(s string) bool {
	for _, k := range kindWords {
		if containsFold(s, k.word+" này") {
			return true
		}
	}
	return false
}

// unitRef is a điều, part of one, or a chapter named in running text.
type unitRef struct {
	article string // "12a"
	part    bool   // only a khoản or điểm of it
	words   string
	chapter int
}

// unitRefs finds the điều and chapters that s names.
func unitRefs(s string) []unitRef {
	var out []unitRef
	part := false
	for i := 0; i < len(s); {
		switch {
		case !atWord(s, i):
			i++
		case foldPrefix(s[i:], "khoản") > 0 || foldPrefix(s[i:], "điểm") > 0 || foldPrefix(s[i:], "đoạn") > 0:
			part = true
			i += len("khoản") - 1
		case foldPrefix(s[i:], "chương ") > 0:
			n := foldPrefix(s[i:], "chương ")
			if v, w := roman(s[i+n:]); w > 0 {
				out = append(out, unitRef{chapter: v, words: s[i : i+n+w]})
			}
			i += n
		case foldPrefix(s[i:], "điều ") > 0:
			n := foldPrefix(s[i:], "điều ")
			j := i + n
			for {
				label, w := articleNumber(s[j:])
				if w == 0 {
					break
				}
				out = append(out, unitRef{article: label, part: part, words: s[i : j+w]})
				j += w
				// "các điều 5, 6 và 7"
				k := j
				for _, sep := range [...]string{", ", " và ", " hoặc "} {
					if strings.HasPrefix(s[k:], sep) {
						k += len(sep)
						break
					}
				}
				if _, w := articleNumber(s[k:]); k == j || w == 0 {
					break
				}
				j = k
			}
			part = false
			i = max(j, i+n)
		default:
			i++
		}
	}
	return out
}

// atWord says that a word may begin at s[i].
func atWord(s string, i int) bool {
	return (s[i] >= 'a' && s[i] <= 'z' || s[i] >= 'A' && s[i] <= 'Z' || s[i] == 0xC4) && (i == 0 || s[i-1] == ' ' || s[i-1] == '(' || s[i-1] == ',')
}

func articleNumber(s string) (label string, n int) {
	for n < len(s) && s[n] >= '0' && s[n] <= '9' {
		n++
	}
	if n == 0 || n > 4 {
		return "", 0
	}
	label = itoa(atoi(s[:n]))
	if n < len(s) && s[n] >= 'a' && s[n] <= 'z' && (n+1 == len(s) || !(s[n+1] >= 'a' && s[n+1] <= 'z' || s[n+1] >= 0x80)) {
		label += s[n : n+1]
		n++
	}
	return label, n
}

// stage gives the units their own date of effect.
func (p *parser) stage(refs []unitRef, date corpus.Date) {
	for _, r := range refs {
		switch {
		case r.part:
			p.warn("staged_effect: %s from %s", squeeze(r.words)+" (part)", date)
		case r.article != "":
			if i := p.provision("d" + r.article); i >= 0 {
				p.addVersion(i, corpus.Interval{From: date, To: p.doc.Effective.To})
			}
		case r.chapter > 0:
			for i := range p.doc.Provisions {
				u := &p.doc.Provisions[i]
				if u.Level == corpus.LevelArticle && u.Parent >= 0 {
					up := &p.doc.Provisions[u.Parent]
					if up.Level == corpus.LevelSection && up.Parent >= 0 {
						up = &p.doc.Provisions[up.Parent]
					}
					if up.Level == corpus.LevelChapter && up.Path == "c"+itoa(r.chapter) {
						p.addVersion(i, corpus.Interval{From: date, To: p.doc.Effective.To})
					}
				}
			}
		}
	}
}

// provision finds a provision by its path, -1 where there is none.
func (p *parser) provision(path string) int {
	for i := range p.doc.Provisions {
		if p.doc.Provisions[i].Path == path {
			return i
		}
	}
	return -1
}

// addVersion gives điều i an interval of its own, once.
func (p *parser) addVersion(i int, iv corpus.Interval) {
	u := &p.doc.Provisions[i]
	for j := range p.doc.Versions {
		if p.doc.Versions[j].Path == u.Path {
			return
		}
	}
	start, end := trimSpan(p.text, u.Span)
	text := p.text[start:end]
	p.doc.Versions = append(p.doc.Versions, corpus.Version{Path: u.Path, Interval: iv, Heading: u.Heading, Text: text, Units: p.unitsOf(i)})
}

// unitsOf lists the khoản and điểm of điều i with offsets in its trimmed text.
func (p *parser) unitsOf(i int) []corpus.Unit { return unitsBelow(p.doc, i) }
