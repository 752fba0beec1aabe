package parse

import (
	"strings"

	"trolyluat/corpus/extract"
)

// lineKind is what the first words of a line make it, taken by itself. Whether
// it is that in its document is decided by the tree builder.
type lineKind uint8

const (
	lineText       lineKind = iota
	linePart                // Phần thứ nhất
	lineChapter             // Chương IV
	lineSection             // Mục 2
	lineSubsection          // Tiểu mục 1
	lineArticle             // Điều 12a.
	lineClause              // 3.
	linePoint               // đ)
	lineAppendix            // Phụ lục II, Mẫu số 01
	lineNumber              // 2.1., 1.2.3: numbered, but no khoản
	lineRoman               // IV. – heading of texts without điều
	lineNote                // [3] – footnote set at the end of the text
)

// token is the reading of a line's label.
type token struct {
	kind    lineKind
	label   string // normalised: "12a", "2", "đ", "IV", "thứ nhất"
	num     int    // for order: 12, 2, index of đ among the letters, 4, 1
	suffix  string // "a" of 12a, "1" of a1
	rest    int    // offset of what follows label, punctuation and spaces
	strong  bool   // the label is closed by a mark of punctuation or ends the line
	misread int    // the number that it is where OCR took figures for letters ("l0." is 10), 0 where it cannot be
	quoted  bool   // an opening quotation mark stands before the label
}

// line is a line of Document.Text with its reading.
type line struct {
	token
	start, end int // in Document.Text, without the line break
	block      int
	class      lineClass
	table      bool
	bold       bool
	centered   bool
	within     bool // inside quoted provisions
}

// lineClass is what the page itself says of a line by its prov-* classes.
type lineClass uint8

const (
	classNone lineClass = iota
	classPart
	classChapter
	classSection
	classSubsection
	classArticle
	classClause
	classPoint
	classContent
)

// classOf reads the classes that vbpl.vn gives its paragraphs.
func classOf(class string) lineClass {
	for class != "" {
		word, rest, _ := strings.Cut(class, " ")
		class = rest
		if !strings.HasPrefix(word, "prov-") {
			continue
		}
		switch word[len("prov-"):] {
		case "part":
			return classPart
		case "chapter":
			return classChapter
		case "section":
			return classSection
		case "subsection":
			return classSubsection
		case "article":
			return classArticle
		case "clause":
			return classClause
		case "item":
			return classPoint
		case "content":
			return classContent
		}
	}
	return classNone
}

// layText joins the body blocks to Document.Text and splits it into lines.
// Footnote blocks, running headers and footers stay out of the text.
func (p *parser) layText(t *extract.Text) {
	size := 0
	for i := range t.Blocks {
		size += len(t.Blocks[i].Text) + 1
	}
	var text strings.Builder
	text.Grow(size)
	p.blockStart = make([]int, len(t.Blocks))
	first := true
	for i := range t.Blocks {
		b := &t.Blocks[i]
		p.blockStart[i] = -1
		if b.Kind != extract.Paragraph && b.Kind != extract.TableBlock {
			continue
		}
		if !first {
			text.WriteByte('\n')
		}
		first = false
		p.blockStart[i] = text.Len()
		text.WriteString(b.Text)
	}
	p.text = text.String()
	p.lines = make([]line, 0, len(t.Blocks)+len(t.Blocks)/4)
	for i := range t.Blocks {
		if p.blockStart[i] < 0 {
			continue
		}
		b := &t.Blocks[i]
		class := classOf(b.Class)
		// A table of one column is a frame around ordinary paragraphs.
		table := b.Kind == extract.TableBlock && !oneColumn(b.Rows)
		start := p.blockStart[i]
		end := start + len(b.Text)
		for {
			stop := end
			if j := strings.IndexByte(p.text[start:end], '\n'); j >= 0 {
				stop = start + j
			}
			l := line{start: start, end: stop, block: i, class: class, table: table, bold: b.Bold, centered: b.Centered}
			if !table {
				l.token = classify(p.text[start:stop])
			}
			p.lines = append(p.lines, l)
			if stop == end {
				break
			}
			start = stop + 1
		}
	}
}

func oneColumn(rows [][]string) bool {
	for _, row := range rows {
		if len(row) > 1 {
			return false
		}
	}
	return true
}

// classify reads the label at the beginning of s.
func classify(s string) token {
	i := skipSpace(s, 0)
	if i == len(s) {
		return token{rest: i}
	}
	quoted := false
	if n := openingQuote(s[i:]); n > 0 {
		quoted = true
		i = skipSpace(s, i+n)
		if i == len(s) {
			return token{rest: i, quoted: true}
		}
	}
	t := classifyLabel(s, i)
	t.quoted = quoted
	return t
}

func classifyLabel(s string, i int) token {
	switch c := s[i]; {
	case c >= '0' && c <= '9':
		return numberLabel(s, i)
	case c == '[':
		return noteLabel(s, i)
	case c == 0xC4 || c == 0xC3 || c == 'D': // Đ, đ and their look-alike Ð
		if t := articleLabel(s, i); t.kind != lineText {
			return t
		}
		return pointLabel(s, i)
	case c == 'C' || c == 'c':
		if n := foldPrefix(s[i:], "chương"); n > 0 && s[i] == 'C' {
			return headingLabel(s, i, i+n, lineChapter)
		}
		if t := englishLabel(s, i); t.kind != lineText {
			return t
		}
		return pointLabel(s, i)
	case c == 'P' || c == 'p':
		if s[i] == 'P' {
			if n := foldPrefix(s[i:], "phần"); n > 0 {
				return headingLabel(s, i, i+n, linePart)
			}
			if n := foldPrefix(s[i:], "phụ lục"); n > 0 {
				return appendixLabel(s, i, i+n)
			}
			if t := englishLabel(s, i); t.kind != lineText {
				return t
			}
		}
		return pointLabel(s, i)
	case c == 'M':
		if n := foldPrefix(s[i:], "mục"); n > 0 {
			return headingLabel(s, i, i+n, lineSection)
		}
		for _, form := range []string{"mẫu số", "mẫu"} {
			if n := foldPrefix(s[i:], form); n > 0 {
				return appendixLabel(s, i, i+n)
			}
		}
		return token{rest: i}
	case c == 'T':
		if n := foldPrefix(s[i:], "tiểu mục"); n > 0 {
			return headingLabel(s, i, i+n, lineSubsection)
		}
		return token{rest: i}
	case c == 'B':
		for _, form := range []string{"biểu mẫu số", "biểu số"} {
			if n := foldPrefix(s[i:], form); n > 0 {
				return appendixLabel(s, i, i+n)
			}
		}
		return token{rest: i}
	case c == 'A' || c == 'S':
		return englishLabel(s, i)
	case c == 'I' || c == 'V' || c == 'X' || c == 'L':
		return romanLabel(s, i)
	case c == 'l':
		t := pointLabel(s, i)
		t.misread = misreadNumber(s[i:])
		if t.kind == lineText && t.misread > 0 { // "ll."
			t = token{kind: lineClause, label: itoa(t.misread), num: t.misread, rest: skipSpace(s, i+strings.IndexByte(s[i:], '.')+1)}
		}
		return t
	case c >= 'a' && c <= 'z':
		return pointLabel(s, i)
	}
	return token{rest: i}
}
