package quality

import (
	"bytes"
	"encoding/xml"
	"fmt"
	"io"
	"strings"

	"trolyluat/corpus"
)

// aknNamespace is the namespace of Akoma Ntoso 3.0 (OASIS LegalDocML).
const aknNamespace = "http://docs.oasis-open.org/legaldocml/ns/akn/3.0"

// aknElements are the elements of the hierarchy by level. Khoản and điểm are
// paragraph and point; what has no counterpart becomes a hcontainer.
var aknElements = map[corpus.Level]string{
	corpus.LevelPart:       "part",
	corpus.LevelChapter:    "chapter",
	corpus.LevelSection:    "section",
	corpus.LevelSubsection: "subsection",
	corpus.LevelArticle:    "article",
	corpus.LevelClause:     "paragraph",
	corpus.LevelPoint:      "point",
	corpus.LevelAppendix:   "hcontainer",
	corpus.LevelAttachment: "hcontainer",
	corpus.LevelPassage:    "hcontainer",
}

// WriteAKN writes one expression of a document in Akoma Ntoso 3.0 with FRBR ids:
// the words that stand on the date on, or as issued for the zero date. eId is made
// of the provision's path and readable. licence is what the operator states of
// the data.
func WriteAKN(w io.Writer, d *corpus.Document, on corpus.Date, licence string) error {
	var body bytes.Buffer
	a := &aknWriter{doc: d.AsOf(on), whole: d, on: on, out: &body}
	a.document(licence)
	if _, err := io.WriteString(w, xml.Header); err != nil {
		return fmt.Errorf("quality: write akn of %s: %w", d.ID, err)
	}
	if _, err := w.Write(body.Bytes()); err != nil {
		return fmt.Errorf("quality: write akn of %s: %w", d.ID, err)
	}
	return nil
}

type aknWriter struct {
	doc      *corpus.Document // as it stands on the date
	whole    *corpus.Document // with its versions
	on       corpus.Date      // of the expression, 0 for the words as issued
	out      *bytes.Buffer
	children map[int][]int
}

func (a *aknWriter) document(licence string) {
	d := a.doc
	a.children = map[int][]int{}
	for i := range d.Provisions {
		a.children[d.Provisions[i].Parent] = append(a.children[d.Provisions[i].Parent], i)
	}
	element, work := "act", "act"
	switch d.Kind {
	case corpus.KindJudgment, corpus.KindPrecedent:
		element, work = "judgment", "judgment"
	case corpus.KindOfficialLetter, corpus.KindProcedure, corpus.KindOther:
		element, work = "doc", "doc"
	case corpus.KindDraft:
		element, work = "bill", "bill"
	}
	fmt.Fprintf(a.out, `<akomaNtoso xmlns="%s"><%s name="%s">`, aknNamespace, element, attr(string(d.Kind)))
	a.meta(work, licence, "main")
	preamble, main, closing, after := a.zones()
	open, shut := "<body>", "</body>"
	switch element {
	case "judgment":
		open, shut = "<judgmentBody><decision>", "</decision></judgmentBody>"
	case "doc":
		open, shut = "<mainBody>", "</mainBody>"
	}
	a.block("preamble", preamble)
	a.out.WriteString(open)
	for _, i := range main {
		a.provision(i)
	}
	a.out.WriteString(shut)
	a.block("conclusions", closing)
	if len(after) > 0 { // phụ lục and texts that follow the signature
		a.out.WriteString(`<attachments><attachment><doc name="kem-theo">`)
		a.meta(work, licence, "kem-theo")
		a.out.WriteString("<mainBody>")
		for _, i := range after {
			a.provision(i)
		}
		a.out.WriteString("</mainBody></doc></attachment></attachments>")
	}
	fmt.Fprintf(a.out, "</%s></akomaNtoso>\n", element)
}

// zones sorts the roots of the tree into what stands before the body, in it,
// the signature, and what follows it.
func (a *aknWriter) zones() (preamble, main, closing, after []int) {
	for _, i := range a.children[-1] {
		level := a.doc.Provisions[i].Level
		switch {
		case len(after) > 0 || len(closing) > 0 && level != corpus.LevelClosing:
			after = append(after, i)
		case level == corpus.LevelClosing:
			closing = append(closing, i)
		case level == corpus.LevelPreamble && len(main) == 0:
			preamble = append(preamble, i)
		default:
			main = append(main, i)
		}
	}
	return preamble, main, closing, after
}

// block writes provisions as the plain paragraphs of a block.
func (a *aknWriter) block(name string, indexes []int) {
	if len(indexes) == 0 {
		return
	}
	a.out.WriteString("<" + name + ">")
	for _, i := range indexes {
		a.paragraphs(a.doc.Provisions[i].Span)
	}
	a.out.WriteString("</" + name + ">")
}

func (a *aknWriter) provision(i int) {
	p := &a.doc.Provisions[i]
	e, ok := aknElements[p.Level]
	if !ok {
		e = aknElements[corpus.LevelPassage]
	}
	extra := ""
	if e == "hcontainer" {
		extra = fmt.Sprintf(` name="%s"`, attr(slug(p.Level.Name())))
	}
	fmt.Fprintf(a.out, `<%s eId="%s"%s>`, e, attr(aknID(p.Path)), extra)
	own := a.doc.Text[p.Own.Start:p.Own.End]
	first, rest, _ := strings.Cut(own, "\n")
	num, text := splitNumber(first, p)
	if num != "" {
		a.tag("num", num)
	}
	at := p.Own.Start + len(first) + 1
	if rest == "" {
		at = p.Own.End
	}
	if p.Level <= corpus.LevelArticle || p.Level >= corpus.LevelAppendix {
		if text == "" {
			text, at = a.headingBelow(p, at)
		}
		if text != "" {
			a.tag("heading", text)
		}
		text = ""
	}
	kids := a.children[i]
	open, shut := "<content>", "</content>"
	if len(kids) > 0 {
		open, shut = "<intro>", "</intro>"
	}
	tail := corpus.Span{Start: min(at, p.Own.End), End: p.Own.End}
	if text != "" || strings.TrimSpace(a.doc.Text[tail.Start:tail.End]) != "" || len(kids) == 0 {
		a.out.WriteString(open)
		if text != "" {
			a.tag("p", text)
		}
		if n := a.paragraphs(tail); n == 0 && text == "" {
			a.out.WriteString("<p/>")
		}
		a.out.WriteString(shut)
	}
	for _, k := range kids {
		a.provision(k)
	}
	a.out.WriteString("</" + e + ">")
}

// headingBelow is the heading of a chương or phụ lục that stands on the lines under
// its number, and where the text goes on; "" where the lines at at are none.
func (a *aknWriter) headingBelow(p *corpus.Provision, at int) (string, int) {
	want := strings.Join(strings.Fields(p.Heading), " ")
	read := ""
	for end := at; want != "" && end < p.Own.End; {
		line, _, _ := strings.Cut(a.doc.Text[end:p.Own.End], "\n")
		end = min(end+len(line)+1, p.Own.End)
		read = strings.TrimSpace(read + " " + strings.Join(strings.Fields(line), " "))
		if read == want {
			return read, end
		}
		if !strings.HasPrefix(want, read) {
			break
		}
	}
	return "", at
}

// paragraphs writes the lines of a span, tables as tables, and tells how many.
func (a *aknWriter) paragraphs(span corpus.Span) int {
	n := 0
	for at := span.Start; at < span.End; {
		if t := a.tableAt(at); t != nil {
			a.table(t)
			at = t.Span.End
			n++
			continue
		}
		end := span.End
		if nl := strings.IndexByte(a.doc.Text[at:span.End], '\n'); nl >= 0 {
			end = at + nl
		}
		if line := strings.TrimSpace(a.doc.Text[at:end]); line != "" {
			a.tag("p", line)
			n++
		}
		at = end + 1
	}
	return n
}

func (a *aknWriter) tableAt(at int) *corpus.Table {
	for i := range a.doc.Tables {
		if t := &a.doc.Tables[i]; t.Span.Start <= at && at < t.Span.End {
			return t
		}
	}
	return nil
}

func (a *aknWriter) table(t *corpus.Table) {
	a.out.WriteString("<table>")
	for _, row := range t.Rows {
		a.out.WriteString("<tr>")
		for _, cell := range row {
			a.out.WriteString("<td>")
			a.tag("p", cell)
			a.out.WriteString("</td>")
		}
		a.out.WriteString("</tr>")
	}
	a.out.WriteString("</table>")
}

func (a *aknWriter) tag(name, text string) {
	fmt.Fprintf(a.out, "<%s>%s</%s>", name, attr(text), name)
}
