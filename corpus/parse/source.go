package parse

import (
	"strings"

	"trolyluat/corpus"
)

// reconcile weighs what the source declares beside the text (the page's title,
// number, status and dates) against the text itself. A body under a heading that
// names another text keeps its own number, and nothing declared is taken for it;
// where only the number differs it was misprinted in the body.
func (p *parser) reconcile() {
	meta, d := p.src.Meta, p.doc
	if len(meta) == 0 {
		return
	}
	number, title := splitDeclared(meta["title"])
	if n, length := ReadNumber(strings.TrimSpace(meta["number"])); length > 0 {
		number = n
	}
	same := title == "" || d.Title == "" || alike(title, d.Title) >= 0.75 || p.english
	switch {
	case number == "":
	case d.Number == "" && (same || d.Kind == corpus.KindOther || alike(title, d.Title) > 0.3):
		d.Number = printedNumber(number)
	case d.Number == "":
		p.foreign(number)
	case NumberKey(number) == NumberKey(d.Number):
	case same && title != "" && sameSequence(number, d.Number):
		p.warn("number_misprinted: text %s, source %s", d.Number, number)
		d.Number = printedNumber(number)
	default:
		p.foreign(number)
	}
	if p.otherText {
		return
	}
	if title = squeeze(title); title != "" {
		switch {
		case p.english:
			d.ShortNames = append(d.ShortNames, title)
		case d.Title == "" || alike(title, d.Title) < 0.4 && d.Number != "":
			if d.Title != "" {
				p.warn("title_differs: text %q", d.Title)
			}
			if k, n := kindAt(title); n > 0 && (d.Kind == "" || d.Kind == corpus.KindOther) {
				d.Kind = k.kind
			}
			d.Title = sourceTitle(title)
		case strings.TrimRight(title, ". ") != d.Title:
			d.ShortNames = append(d.ShortNames, title)
		}
	}
	if d.Kind == "" || d.Kind == corpus.KindOther {
		if k, n := kindAt(meta["kind"]); n > 0 {
			d.Kind = k.kind
		}
	}
	d.Status = statusOf(meta["status"])
	for _, f := range strings.Split(meta["fields"], ";") {
		if f = squeeze(f); f != "" {
			d.Fields = append(d.Fields, f)
		}
	}
	if issued, err := corpus.ParseDate(meta["issued"]); err == nil && issued != 0 {
		if d.Issued == 0 {
			d.Issued = issued
		} else if d.Issued != issued {
			p.warn("issued_differs: text %s, source %s", d.Issued, issued)
		}
	}
}

// sameSequence says that two numbers agree up to their issuer: 97/2025/TT-BTC and
// 97/2025/QĐ-UBND.
func sameSequence(a, b string) bool {
	a, b = NumberKey(a), NumberKey(b)
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return strings.Count(a[:i], "/") >= 2 || strings.Count(a[:i], "/") == 1 && !hasYear(a) && !hasYear(b)
}

// foreign notes that the source's heading names another text than the body.
func (p *parser) foreign(number string) {
	p.otherText = true
	p.warn("source_names_another_text: text %s, source %s", p.doc.Number, number)
}

// splitDeclared takes the number out of a heading such as "Thông tư số
// 06/2026/TT-BXD Công bố …" or "Luật Báo chí số 126/2025/QH15".
func splitDeclared(title string) (number, rest string) {
	words := strings.Fields(title)
	for i, w := range words {
		if n, length := ReadNumber(w); length > 0 {
			if i > 4 && i < len(words)-1 {
				break // the number of another text, named in the title
			}
			kept := append([]string(nil), words[:i]...)
			if len(kept) > 0 && strings.EqualFold(kept[len(kept)-1], "số") {
				kept = kept[:len(kept)-1]
			}
			return n, strings.Join(append(kept, words[i+1:]...), " ")
		}
	}
	return "", strings.Join(words, " ")
}

// sourceTitle writes a heading of the source as a title.
func sourceTitle(title string) string {
	_, n := kindAt(title)
	if n == 0 {
		return title
	}
	rest := strings.TrimSpace(title[n:])
	if mostlyUpper(rest) {
		rest = properNames(lower(rest))
	}
	return strings.TrimSpace(kindName(title[:n]) + " " + rest)
}

// alike is Dice's measure over the words of two titles, 1 for the same words.
func alike(a, b string) float64 {
	words := make(map[string]int)
	n := 0
	for _, w := range strings.Fields(lower(a)) {
		words[strings.Trim(w, ".,;:()")]++
		n++
	}
	common := 0
	for _, w := range strings.Fields(lower(b)) {
		w = strings.Trim(w, ".,;:()")
		n++
		if words[w] > 0 {
			words[w]--
			common++
		}
	}
	if n == 0 {
		return 0
	}
	return 2 * float64(common) / float64(n)
}

// statusOf reads a status as vbpl.vn words it.
func statusOf(s string) corpus.Status {
	for _, st := range [...]struct {
		words  string
		status corpus.Status
	}{
		{"hết hiệu lực một phần", corpus.StatusPartly},
		{"ngưng hiệu lực một phần", corpus.StatusPartly},
		{"hết hiệu lực", corpus.StatusExpired},
		{"không còn phù hợp", corpus.StatusExpired},
		{"chưa có hiệu lực", corpus.StatusPending},
		{"tạm ngưng", corpus.StatusSuspended},
		{"ngưng hiệu lực", corpus.StatusSuspended},
		{"còn hiệu lực", corpus.StatusInForce},
		{"đang có hiệu lực", corpus.StatusInForce},
	} {
		if indexFold(s, st.words) >= 0 {
			return st.status
		}
	}
	return ""
}
