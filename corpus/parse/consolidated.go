package parse

import (
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
)

// readConsolidation reads what a văn bản hợp nhất tells of the acts that it puts
// together: the base act and the amending ones from its head, and from its
// footnotes which điều was changed, by which provision, since when.
func (p *parser) readConsolidation() {
	if p.form != formConsolidated {
		return
	}
	d := p.doc
	base, amending := p.consolidatedActs()
	if base.key == "" {
		p.warn("no_base_act")
	} else {
		p.relate(corpus.Relation{Type: corpus.Consolidates, To: base.key, From: base.from, How: "text", Confidence: 1, Note: "văn bản gốc: " + base.words})
		if d.Effective.From == 0 && base.from != 0 {
			d.Effective.From = base.from
		}
	}
	for _, a := range amending {
		p.relate(corpus.Relation{Type: corpus.Consolidates, To: a.key, From: a.from, How: "text", Confidence: 1, Note: "văn bản sửa đổi, bổ sung: " + a.words})
	}
	if d.Number != "" {
		d.ShortNames = append(d.ShortNames, "Văn bản hợp nhất "+d.Number)
	}
	p.collectNotes()
	p.dateChanges()
}

// act is an act named at the head of a consolidation.
type act struct {
	key   string
	from  corpus.Date
	words string
}

// consolidatedActs reads "Luật X số … ngày …, có hiệu lực kể từ ngày …, được sửa
// đổi, bổ sung bởi:" and the list below it.
func (p *parser) consolidatedActs() (base act, amending []act) {
	listing := false
	for _, it := range p.header {
		s := stripMarks(it.text)
		if foldPrefix(s, "căn cứ") > 0 {
			break
		}
		i := indexFold(s, "được sửa đổi, bổ sung")
		if !listing {
			if i < 0 || base.key != "" {
				// A consolidation without amendments names its base act alone.
				if base.key == "" && indexFold(s, "có hiệu lực") > 0 {
					if a := readAct(s); a.key != "" && a.key != NumberKey(p.doc.Number) {
						base = a
					}
				}
				continue
			}
			base = readAct(s[:i])
			listing = true
			if tail := strings.TrimLeft(s[i:], " "); strings.Contains(tail, " số ") {
				if j := strings.IndexByte(tail, ':'); j >= 0 {
					tail = tail[j+1:]
				}
				if a := readAct(tail); a.key != "" {
					amending = append(amending, a)
				}
			}
			continue
		}
		if a := readAct(s); a.key != "" {
			amending = append(amending, a)
		} else if len(amending) > 0 {
			break
		}
	}
	return base, amending
}

// readAct reads the first number of a line with the day it has effect from.
func readAct(s string) act {
	i := indexFold(s, "số ")
	for i >= 0 {
		number, n := ReadNumber(strings.TrimLeft(s[i+len("số "):], " :"))
		if n > 0 {
			a := act{key: NumberKey(number), words: actWords(s, i)}
			after := s[i:]
			if !hasYear(a.key) {
				if d, start, _ := ReadDate(after); d != 0 && start < 60 {
					a.key = appendix(a.key, "", d)
				}
			}
			if j := indexFold(after, "có hiệu lực"); j >= 0 {
				if d, start, _ := ReadDate(after[j:]); d != 0 && start < 60 {
					a.from = d
				}
			}
			return a
		}
		j := indexFold(s[i+1:], "số ")
		if j < 0 {
			break
		}
		i += 1 + j
	}
	return act{}
}

// actWords are the words that name the act whose number stands at s[i], from its
// kind on.
func actWords(s string, i int) string {
	from := 0
	for _, k := range kindWords {
		name := kindName(k.word) + " "
		if j := strings.LastIndex(s[:i], name); j > from {
			from = j
		}
	}
	return squeeze(firstBytes(s[from:], 200))
}

// noteNumber reads the number of the footnote that line i begins, among notes
// set at the end of the text: "[3] Khoản này …", "3 Khoản này …", or the number
// alone; 0 where it begins none.
func (p *parser) noteNumber(i int) int {
	l := &p.lines[i]
	if l.kind == lineNote {
		return l.num
	}
	if l.table || l.quoted {
		return 0
	}
	s := p.text[l.start:l.end]
	n, w := digitsAt(s, skipSpace(s, 0), 3)
	if w == 0 {
		return 0
	}
	rest := s[skipSpace(s, 0)+w:]
	if rest == "" {
		return n
	}
	if rest[0] != ' ' {
		return 0
	}
	r, _ := utf8.DecodeRuneInString(strings.TrimLeft(rest, " "))
	if !unicode.IsUpper(r) {
		return 0
	}
	return n
}

// startsNotes says that the footnotes of a consolidation begin at line i.
func (p *parser) startsNotes(i int) bool {
	if p.noteNumber(i) != 1 {
		return false
	}
	if p.form == formConsolidated {
		l := &p.lines[i]
		return l.kind == lineNote || p.notesFollow(i)
	}
	return p.lines[i].kind == lineNote && p.notesFollow(i)
}

// notesFollow says that footnote 2 stands somewhere below footnote 1.
func (p *parser) notesFollow(i int) bool {
	for j := i + 1; j < len(p.lines) && j < i+400; j++ {
		if p.noteNumber(j) == 2 {
			return true
		}
	}
	return false
}

// collectNotes reads the footnotes that stand as text at the end.
func (p *parser) collectNotes() {
	u := p.provision("chu-thich")
	if u < 0 {
		return
	}
	span := p.doc.Provisions[u].Span
	body := p.text[:span.Start]
	want := 1
	var notes []corpus.Footnote
	for i := range p.lines {
		l := &p.lines[i]
		if l.start < span.Start || l.start == l.end {
			continue
		}
		s := squeeze(p.text[l.start:l.end])
		if n := p.noteNumber(i); n >= want && n <= want+3 {
			want = n + 1
			mark := itoa(n)
			at := strings.Index(body, "["+mark+"]")
			if place, ok := p.noteMarks[n]; ok {
				at = place
			}
			text := strings.TrimLeft(strings.TrimPrefix(strings.TrimLeft(s, "["), mark), "] ")
			notes = append(notes, corpus.Footnote{Mark: mark, At: at, Text: text})
			continue
		}
		if len(notes) > 0 {
			last := &notes[len(notes)-1]
			if last.Text != "" {
				last.Text += "\n"
			}
			last.Text += s
		}
	}
	p.doc.Footnotes = append(p.doc.Footnotes, notes...)
}

// dateChanges gives every điều that a footnote marks as changed its interval:
// since the latest change, by the act that made it.
func (p *parser) dateChanges() {
	d := p.doc
	type change struct {
		from     corpus.Date
		by, path string
		repealed bool
	}
	changes := make(map[int]change)
	for _, n := range d.Footnotes {
		if n.At < 0 {
			continue
		}
		from, by, path := changeIn(n.Text)
		if by == "" {
			continue
		}
		i := p.articleAt(n.At)
		if i < 0 {
			continue
		}
		c := changes[i]
		if from > c.from || c.by == "" {
			c.from, c.by, c.path = from, by, path
		}
		if foldPrefix(n.Text, "điều này được bãi bỏ") > 0 || foldPrefix(n.Text, "điều này bị bãi bỏ") > 0 {
			c.repealed = true
		}
		changes[i] = c
	}
	for i := range d.Provisions {
		c, ok := changes[i]
		if !ok {
			continue
		}
		before := len(d.Versions)
		p.addVersion(i, corpus.Interval{From: c.from})
		if len(d.Versions) > before {
			v := &d.Versions[before]
			v.By, v.ByPath, v.Repealed = c.by, c.path, c.repealed
		}
	}
}

// changeIn reads a footnote "Khoản này được sửa đổi, bổ sung theo quy định tại
// khoản 1 Điều 248 của Luật … số …, có hiệu lực kể từ ngày …".
func changeIn(text string) (from corpus.Date, by, path string) {
	head, _, _ := strings.Cut(text, "\n")
	i := strings.Index(head, "theo quy định tại")
	if i < 0 || !strings.Contains(head[:i], "được") && !strings.Contains(head[:i], "bị") {
		return 0, "", ""
	}
	rest := head[i+len("theo quy định tại"):]
	a := readAct(rest)
	if a.key == "" {
		return 0, "", ""
	}
	return a.from, a.key, pathIn(rest)
}

// pathIn reads the first unit named in s as a path: "điểm b khoản 1 Điều 248" →
// d248/k1/b.
func pathIn(s string) string {
	i := indexFold(s, "điều ")
	if i < 0 {
		return ""
	}
	label, n := articleNumber(s[i+len("điều "):])
	if n == 0 {
		return ""
	}
	path := "d" + label
	before := s[:i]
	if j := indexFold(before, "khoản "); j >= 0 {
		word := strings.Fields(before[j+len("khoản "):])
		if len(word) > 0 {
			if _, err := strconv.Atoi(strings.TrimRight(word[0], "abcdđeghik,")); err == nil {
				path += "/k" + strings.TrimRight(word[0], ",")
			}
		}
		if k := indexFold(before[:j], "điểm "); k >= 0 {
			if word := strings.Fields(before[k+len("điểm ") : j]); len(word) > 0 && utf8.RuneCountInString(word[0]) <= 2 {
				path += "/" + strings.TrimRight(word[0], ",")
			}
		}
	}
	return path
}

// articleAt returns the index of the điều that holds offset at, -1 for none.
func (p *parser) articleAt(at int) int {
	for i := range p.doc.Provisions {
		u := &p.doc.Provisions[i]
		if u.Level == corpus.LevelArticle && u.Span.Start <= at && at < u.Span.End {
			return i
		}
	}
	return -1
}
