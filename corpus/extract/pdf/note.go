package pdf

import (
	"math"
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"

	"trolyluat/corpus/extract"
)

var (
	reSup      = regexp.MustCompile(`\x{E0F0}\s*\[?([0-9]{1,3}|\*{1,3})\]?\s*\x{E0F1}`)
	reNoteHead = regexp.MustCompile(`^\x{E0F0}\s*\[?([0-9]{1,3}|\*{1,3})\]?\s*\x{E0F1}\s*`)
	reNoteBare = regexp.MustCompile(`^\[([0-9]{1,3})\]\s*|^\(([0-9]{1,3})\)\s+|^([0-9]{1,3})\s+`)
)

// noteMark is the mark at the beginning of a footnote's first row, and its length
// there.
func noteMark(text string) (mark string, n int) {
	if m := reNoteHead.FindStringSubmatch(text); m != nil {
		return m[1], len(m[0])
	}
	if m := reNoteBare.FindStringSubmatch(text); m != nil {
		return m[1] + m[2] + m[3], len(m[0])
	}
	return "", 0
}

// bodySize is the size of most letters.
func bodySize(pages [][]row) float64 {
	count := make(map[int]int)
	for _, rows := range pages {
		for i := range rows {
			for k := range rows[i].spans {
				count[int(math.Round(rows[i].size*4))] += len(rows[i].spans[k].glyphs)
			}
		}
	}
	best, n := 0, 0
	for k, c := range count {
		if c > n || c == n && k > best {
			best, n = k, c
		}
	}
	return float64(best) / 4
}

// footnotes takes the rows of footnotes from the foot of a page: rows smaller than
// the text, or below a short rule, of which the first begins with a mark.
func footnotes(rows []row, rules []rule, size float64, roles []role) (first int) {
	n := len(rows)
	last := n
	for last > 0 && roles[last-1] == roleFooter {
		last--
	}
	// Below a rule that begins at the left and has no other line meet it.
	for _, r := range rules {
		if w := r.x1 - r.x0; r.y1-r.y0 > 2 || w < 40 || w > 260 {
			continue
		}
		i := 0
		for i < last && rows[i].y > r.y0 {
			i++
		}
		if i > 0 && i < last && rows[i].size <= size+0.1 && r.y0-rows[i].y < 2.5*rows[i].size && r.x0 < rows[i].x0+30 {
			if mark, _ := noteMark(rows[i].marked()); mark != "" && allSmaller(rows[i:last], size+0.1) {
				return i
			}
		}
	}
	i := last
	for i > 0 && rows[i-1].size <= 0.92*size && roles[i-1] == roleBody {
		i--
	}
	for ; i < last; i++ {
		text := rows[i].marked()
		if reNoteHead.MatchString(text) || strings.HasPrefix(text, "[") && reNoteBare.MatchString(text) {
			return i
		}
	}
	return n
}

func allSmaller(rows []row, size float64) bool {
	for i := range rows {
		if rows[i].size > size {
			return false
		}
	}
	return true
}

// notesOf makes blocks of the rows of footnotes.
func notesOf(rows []row, m margins) []extract.Block {
	var out []extract.Block
	var p *paragrapher
	mark := ""
	flush := func() {
		if p == nil {
			return
		}
		var text []string
		for i := range p.out {
			text = append(text, plain(p.out[i].Text))
		}
		if len(text) > 0 {
			out = append(out, extract.Block{Kind: extract.FootnoteBlock, Mark: mark, Page: p.out[0].Page, Text: strings.Join(text, "\n")})
		}
	}
	for i := range rows {
		l := &line{row: rows[i], left: m.left, right: m.right}
		if next, n := noteMark(rows[i].marked()); next != "" && (p == nil || follows(mark, next)) {
			flush()
			mark, p = next, &paragrapher{}
			p.add(l)
			if len(p.out) > 0 {
				p.out[0].Text = p.out[0].Text[min(n, len(p.out[0].Text)):]
			}
			continue
		}
		if p == nil {
			p = &paragrapher{}
		}
		p.add(l)
	}
	flush()
	return out
}

// follows says that mark b may come after a.
func follows(a, b string) bool {
	if strings.HasPrefix(b, "*") || a == "" {
		return true
	}
	x, y := 0, 0
	for _, r := range a {
		x = x*10 + int(r-'0')
	}
	for _, r := range b {
		y = y*10 + int(r-'0')
	}
	return y == x+1 || strings.HasPrefix(a, "*")
}

// settle takes the marks of known footnotes out of the blocks' texts, and lets
// other raised figures stand as text.
func settle(blocks []extract.Block) {
	known := make(map[int]map[string]bool)
	for i := range blocks {
		if b := &blocks[i]; b.Kind == extract.FootnoteBlock && b.Mark != "" {
			if known[b.Page] == nil {
				known[b.Page] = make(map[string]bool)
			}
			known[b.Page][b.Mark] = true
		}
	}
	for i := range blocks {
		b := &blocks[i]
		if !strings.ContainsRune(b.Text, supOpen) {
			for r := range b.Rows {
				for c := range b.Rows[r] {
					b.Rows[r][c] = plain(b.Rows[r][c])
				}
			}
			continue
		}
		if b.Kind != extract.Paragraph {
			b.Text = plain(b.Text)
			for r := range b.Rows {
				for c := range b.Rows[r] {
					b.Rows[r][c] = plain(b.Rows[r][c])
				}
			}
			continue
		}
		var out strings.Builder
		rest := b.Text
		for {
			m := reSup.FindStringSubmatchIndex(rest)
			if m == nil {
				break
			}
			mark := rest[m[2]:m[3]]
			before := plain(rest[:m[0]])
			out.WriteString(before)
			if known[b.Page][mark] || known[b.Page+1][mark] && !known[b.Page][mark] {
				b.Notes = append(b.Notes, extract.NoteRef{Mark: mark, At: out.Len()})
			} else {
				out.WriteString(plain(rest[m[0]:m[1]]))
			}
			rest = rest[m[1]:]
		}
		out.WriteString(plain(rest))
		b.Text = out.String()
		if t := norm.NFC.String(b.Text); t != b.Text {
			b.Text = t
		}
	}
}
