package amend

import (
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// effect is when an act and its parts take effect.
type effect struct {
	from   corpus.Date
	staged map[string]corpus.Date // path of a part → its own date
}

// effectOf reads the dates of effect: of the whole act from the document or its
// text, of parts from sentences like "Quy định tại khoản 3 Điều 1 của Luật này
// có hiệu lực từ ngày 01/7/2020".
func effectOf(d *corpus.Document, text string) *effect {
	e := &effect{from: d.Effective.From, staged: make(map[string]corpus.Date)}
	for i := range d.Provisions {
		p := &d.Provisions[i]
		if p.Level < corpus.LevelArticle || p.Level > corpus.LevelPoint {
			continue
		}
		own := text[p.Own.Start:p.Own.End]
		if !strings.Contains(own, "hiệu lực") {
			continue
		}
		e.read(own, p.Path)
	}
	return e
}

// read takes one unit that speaks of effect.
func (e *effect) read(own, path string) {
	for pos := 0; pos < len(own); {
		i := strings.Index(own[pos:], "có hiệu lực")
		if i < 0 {
			return
		}
		at := pos + i
		pos = at + len("có hiệu lực")
		date, end := dateBehind(own, pos)
		if date == 0 {
			continue
		}
		start := sentenceStart(own, at)
		named := false
		for _, r := range reference.Find(own[start:at]) {
			if !r.Document.This && !r.Document.IsZero() {
				named = true // another text's effect
				continue
			}
			if len(r.Targets) == 0 {
				continue
			}
			if tail := own[start+r.Span.End : at]; strings.Contains(tail, ",") && strings.Contains(own[start:start+r.Span.Start], "trừ") {
				continue // "…, trừ khoản 2 Điều này"
			}
			for _, t := range r.Targets {
				if p := t.In(path); p != "" {
					e.staged[p] = date
					named = true
				}
			}
		}
		head := strings.ToLower(own[start:at])
		if !named && e.from == 0 && strings.Contains(head, "này") {
			e.from = date
		}
		pos = end
	}
}

// of is the date of the unit at path: its own or that of the nearest unit above.
func (e *effect) of(path string) corpus.Date {
	for p := path; p != ""; p = parentPath(p) {
		if d, ok := e.staged[p]; ok {
			return d
		}
	}
	return e.from
}

// dateBehind reads "thi hành kể từ ngày 01 tháng 7 năm 2020" at i, in the same
// sentence; end is behind the date.
func dateBehind(s string, i int) (d corpus.Date, end int) {
	tail := s[i:min(len(s), i+120)]
	d, at := reference.FindDate(strings.ToValidUTF8(tail, ""))
	if d == 0 || at.Start > 60 || strings.ContainsAny(tail[:at.Start], ".;:") {
		return 0, i
	}
	return d, i + at.End
}

// sentenceStart finds where the sentence that holds at begins.
func sentenceStart(s string, at int) int {
	for i := at - 1; i > 0; i-- {
		if s[i] == '\n' || s[i] == ';' || s[i] == '.' && i+1 < len(s) && s[i+1] == ' ' && i > 2 && !isDigit(s[i-1]) {
			return i + 1
		}
	}
	return 0
}

func isDigit(c byte) bool { return c >= '0' && c <= '9' }

// spellOf reads the interval of a suspension or of a rule for a term: "từ ngày …
// đến hết ngày …". from stands in for a beginning that is not told.
func spellOf(s string, from corpus.Date) corpus.Interval {
	iv := corpus.Interval{From: from}
	if i := strings.Index(s, "từ ngày"); i >= 0 {
		if d, _ := dateBehind(s, i); d != 0 {
			iv.From = d
		}
	}
	for _, w := range [...]string{"đến hết ngày", "hết ngày", "đến ngày"} {
		if i := strings.Index(s, w); i >= 0 {
			if d, _ := dateBehind(s, i); d != 0 {
				iv.To = d
				if w != "đến ngày" {
					iv.To = d.AddDays(1)
				}
				break
			}
		}
	}
	return iv
}
