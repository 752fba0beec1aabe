package parse

import (
	"strings"

	"trolyluat/corpus"
)

// readEffect reads when the text has effect, when it ends, which of its điều
// begin at another date, and which texts it replaces or repeals. What the source
// declares fills what the text leaves open.
func (p *parser) readEffect() {
	d := p.doc
	if d.Issued == 0 {
		d.Issued = p.passedOn()
	}
	if p.form == formConsolidated || p.form == formJudgment || p.form == formPrecedent || p.form == formProcedure {
		p.declaredEffect()
		return
	}
	own := p.ownLines()
	for _, i := range own {
		s := p.ownText(i)
		if strings.Contains(s, "hiệu lực") || strings.Contains(s, "đến hết ngày") {
			for _, sentence := range sentences(s) {
				p.effectSentence(sentence)
			}
		}
	}
	p.declaredEffect()
	p.readStaged(own)
	p.readRepeals(own)
}

// declaredEffect takes the dates of the source where the text has none.
func (p *parser) declaredEffect() {
	d := p.doc
	if p.otherText {
		return
	}
	if from, err := corpus.ParseDate(p.src.Meta["effective"]); err == nil && from != 0 {
		switch {
		case d.Effective.From == 0 || d.Inferred || d.Issued != 0 && d.Effective.From < d.Issued && from >= d.Issued:
			if d.Effective.From != 0 && d.Effective.From < d.Issued {
				p.warn("effective_before_issued: text %s", d.Effective.From)
			}
			d.Effective.From, d.Inferred = from, false
		case d.Effective.From != from:
			p.warn("effective_differs: text %s, source %s", d.Effective.From, from)
		}
	}
	if to, err := corpus.ParseDate(p.src.Meta["expired"]); err == nil && to != 0 && d.Effective.To == 0 {
		d.Effective.To = to
	}
}

// passedOn reads the date in "Luật này được Quốc hội … thông qua ngày …".
func (p *parser) passedOn() corpus.Date {
	for i := len(p.lines) - 1; i >= 0; i-- {
		s := p.passage(i)
		if passedBy(s) {
			if at := strings.Index(s, "thông qua"); at >= 0 {
				if d, start, _ := ReadDate(s[at:]); d != 0 && start < 80 {
					return d
				}
			}
		}
	}
	return 0
}

// ownLines are the lines of the act's own body: without attached texts,
// appendices, closing and footnotes, and without quoted provisions.
func (p *parser) ownLines() []int {
	var out []int
	i := 0
	for _, u := range p.doc.Provisions {
		if u.Parent >= 0 || u.Level == corpus.LevelPreamble {
			continue
		}
		switch u.Level {
		case corpus.LevelAttachment, corpus.LevelAppendix, corpus.LevelClosing:
			continue
		}
		if u.Path == "chu-thich" {
			continue
		}
		for i < len(p.lines) && p.lines[i].start < u.Span.Start {
			i++
		}
		for ; i < len(p.lines) && p.lines[i].start < u.Span.End; i++ {
			if l := &p.lines[i]; !l.within && !l.table && l.start < l.end && p.text[l.start] != '[' && !p.goesOn(i) {
				out = append(out, i)
			}
		}
	}
	return out
}

// ownText is the text of the paragraph that begins at line i, after its label, without the notes that
// publishers set in square brackets.
func (p *parser) ownText(i int) string {
	l := &p.lines[i]
	start := l.start
	if l.kind != lineText {
		start = min(l.start+l.rest, l.end)
	}
	s := p.paragraph(i, start)
	if strings.IndexByte(s, '[') >= 0 {
		s = strings.TrimSpace(stripMarks(s))
	}
	return s
}

// sentences cuts a line at full stops before a capital and at semicolons.
func sentences(s string) []string {
	var out []string
	start := 0
	for i := 0; i+1 < len(s); i++ {
		if s[i] == ';' || s[i] == '.' && s[i+1] == ' ' && capitalised(strings.TrimLeft(s[i+1:], " ")) && i > 0 && !(s[i-1] >= '0' && s[i-1] <= '9' && i-start < 4) {
			out = append(out, strings.TrimSpace(s[start:i+1]))
			start = i + 1
		}
	}
	out = append(out, strings.TrimSpace(s[start:]))
	out[0] = belowHeading(out[0])
	return out
}

// belowHeading drops the heading of a last điều that runs on into its text:
// "Hiệu lực thi hành Luật này có hiệu lực …".
func belowHeading(s string) string {
	for _, w := range [...]string{"hiệu lực thi hành", "điều khoản thi hành", "tổ chức thực hiện", "hiệu lực"} {
		if n := foldPrefix(s, w); n > 0 {
			if rest := strings.TrimLeft(s[n:], " ."); len(rest) < len(s[n:]) && capitalised(rest) {
				return rest
			}
		}
	}
	return s
}

// ownSubject reads "Luật này", "Thông tư này", "Bộ luật này" at the beginning of
// a sentence, and returns its length, 0 where the subject is another.
func (p *parser) ownSubject(s string) int {
	k, n := kindAt(s)
	if n == 0 || !capitalised(s) {
		return 0
	}
	if p.doc.Kind != k.kind && p.doc.Kind.Valid() && p.doc.Kind != corpus.KindOther && p.doc.Kind != corpus.KindDraft && p.doc.Kind != corpus.KindConsolidated {
		// "Luật này" in a Bộ luật, "Lệnh này" and "Sắc lệnh này" are the same.
		if !(k.kind == corpus.KindLaw && p.doc.Kind == corpus.KindCode) {
			return 0
		}
	}
	rest := s[n:]
	m := skipSpace(rest, 0)
	if w := foldPrefix(rest[m:], "này"); w > 0 {
		return n + m + w
	}
	if foldPrefix(rest[m:], "có hiệu lực") > 0 {
		return n
	}
	return 0
}

// effectSentence reads the date of effect or of expiry of the whole text.
func (p *parser) effectSentence(s string) {
	n := p.ownSubject(s)
	if n == 0 {
		return
	}
	d := p.doc
	rest := strings.TrimLeft(s[n:], " ,")
	if strings.HasPrefix(rest, "đã được") || strings.HasPrefix(rest, "được") {
		// "… được Hội đồng Thẩm phán thông qua ngày … và có hiệu lực thi hành …"
		if j := strings.Index(rest, " và có hiệu lực"); j > 0 && j < 260 && strings.Contains(rest[:j], "thông qua") {
			rest = rest[j+len(" và "):]
		}
	}
	if m := foldPrefix(rest, "có hiệu lực"); m > 0 {
		from, inferred, length := p.effectDate(rest[m:])
		if from != 0 && d.Effective.From == 0 {
			d.Effective.From, d.Inferred = from, inferred
		}
		tail := rest[m+length:]
		if j := strings.Index(tail, "đến hết ngày"); j >= 0 && j < 40 {
			if to, start, _ := ReadDate(tail[j:]); to != 0 && start < 20 && d.Effective.To == 0 {
				d.Effective.To = to.AddDays(1)
			}
		}
		return
	}
	for _, w := range [...]string{"hết hiệu lực", "được thực hiện đến hết ngày", "được áp dụng đến hết ngày", "thực hiện đến hết ngày", "áp dụng đến hết ngày"} {
		j := strings.Index(rest, w)
		if j < 0 || j > 60 {
			continue
		}
		to, start, _ := ReadDate(rest[j:])
		if to == 0 || start > 60 || d.Effective.To != 0 {
			continue
		}
		if strings.Contains(w, "đến hết") {
			to = to.AddDays(1)
		}
		d.Effective.To = to
		return
	}
}

// effectDate reads what follows "có hiệu lực": a date, "kể từ ngày ký", "sau 45
// ngày kể từ ngày công bố". It returns the date, whether it was concluded from
// a day that the text does not name, and the length read.
func (p *parser) effectDate(s string) (d corpus.Date, inferred bool, length int) {
	i := 0
	eat := func(words ...string) bool {
		for _, w := range words {
			j := skipBlank(s, i)
			for j < len(s) && s[j] == ',' {
				j = skipBlank(s, j+1)
			}
			if n := foldPrefix(s[j:], w); n > 0 {
				i = j + n
				return true
			}
		}
		return false
	}
	eat("pháp luật")
	eat("thi hành")
	if eat("sau") {
		days, ok := countDays(s, &i)
		if !ok {
			return 0, false, i
		}
		eat("kể")
		eat("từ")
		if !eat("ngày") {
			return 0, false, i
		}
		issued, published := p.issueWords(s[i:])
		if !issued && !published || p.doc.Issued == 0 {
			return 0, false, i
		}
		return p.doc.Issued.AddDays(days), published, i
	}
	eat("bắt đầu")
	eat("kể")
	if !eat("từ") && !eat("vào") {
		return 0, false, i
	}
	j := skipBlank(s, i)
	if date, start, end := ReadDate(s[j:]); date != 0 && start <= len("ngày ") {
		return date, false, j + end
	}
	if !eat("ngày") {
		return 0, false, i
	}
	issued, published := p.issueWords(s[i:])
	if issued || published {
		return p.doc.Issued, published, i
	}
	return 0, false, i
}

// issueWords reads "ký", "ký ban hành", "ban hành", "được Quốc hội thông qua",
// and apart from them "đăng Công báo" and "công bố", whose day is later than the
// text's own date.
func (p *parser) issueWords(s string) (issued, published bool) {
	s = strings.TrimLeft(s, " ")
	for _, w := range [...]string{"ký", "ban hành", "thông qua", "được thông qua", "được quốc hội thông qua", "quốc hội thông qua", "được biểu quyết thông qua",
		"được hội đồng nhân dân", "được ủy ban thường vụ quốc hội thông qua"} {
		if foldPrefix(s, w) > 0 {
			return true, false
		}
	}
	for _, w := range [...]string{"đăng công báo", "công bố", "được công bố", "đăng trên công báo", "chủ tịch nước ký lệnh công bố"} {
		if foldPrefix(s, w) > 0 {
			return false, true
		}
	}
	return false, false
}

// countDays reads "45 ngày", "15 (mười lăm) ngày", "mười lăm ngày" at s[*i:].
func countDays(s string, i *int) (int, bool) {
	j := skipBlank(s, *i)
	days, w := digitsAt(s, j, 3)
	j += w
	if w == 0 {
		for _, c := range [...]struct {
			words string
			n     int
		}{{"bốn mươi lăm", 45}, {"bốn lăm", 45}, {"ba mươi", 30}, {"mười lăm", 15}, {"mười ngày", 10}, {"mười", 10}, {"bảy", 7}, {"sáu mươi", 60}, {"chín mươi", 90}} {
			if n := foldPrefix(s[j:], c.words); n > 0 {
				days = c.n
				j += n
				if strings.HasSuffix(c.words, "ngày") {
					j -= len("ngày")
				}
				break
			}
		}
		if days == 0 {
			return 0, false
		}
	}
	j = skipBlank(s, j)
	if j < len(s) && s[j] == '(' {
		end := strings.IndexByte(s[j:], ')')
		if end < 0 || end > 40 {
			return 0, false
		}
		if v, _ := digitsAt(s, j+1, 3); v > 0 {
			days = v
		}
		j = skipBlank(s, j+end+1)
	}
	n := foldPrefix(s[j:], "ngày")
	if n == 0 {
		return 0, false
	}
	*i = j + n
	return days, true
}
