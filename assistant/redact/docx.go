package redact

import (
	"archive/zip"
	"bytes"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"path"
	"slices"
	"strings"
)

// Limits of a DOCX that is anonymised.
const (
	maxPart     = 64 << 20 // bytes of one part, unpacked
	maxUnpacked = 128 << 20
	maxParts    = 2000
)

// ErrNotDOCX is returned for bytes that are no Word document.
var ErrNotDOCX = errors.New("redact: not a DOCX file")

// DOCX anonymises a Word document. Text keeps its formatting; what readers do not
// see goes: document properties, comments, tracked changes (taken as accepted),
// hidden text, authors, custom data, thumbnails, alternative texts, targets of
// links. The plan's offsets are in the text of the document's parts joined
// paragraph by paragraph. Nothing is returned beside an error.
func DOCX(file []byte, o Options) ([]byte, *Plan, string, error) {
	parts, text, err := readWord(file)
	if err != nil {
		return nil, nil, "", err
	}
	plan := Find(text, o)
	out, err := writeWord(parts, plan.Mentions)
	if err != nil {
		return nil, nil, "", err
	}
	return out, plan, text, nil
}

// readWord reads the parts of a Word document that stay, with the text of all.
func readWord(file []byte) ([]*part, string, error) {
	in, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		return nil, "", fmt.Errorf("%w: %w", ErrNotDOCX, err)
	}
	if len(in.File) > maxParts {
		return nil, "", fmt.Errorf("%w: %d parts", ErrNotDOCX, len(in.File))
	}
	var parts []*part
	main, total := false, 0
	for _, f := range in.File {
		if strings.HasSuffix(f.Name, "/") || gone(f.Name) {
			continue
		}
		p := &part{name: f.Name}
		if p.data, err = readPart(f); err != nil {
			return nil, "", err
		}
		if total += len(p.data); total > maxUnpacked {
			return nil, "", fmt.Errorf("%w: unpacks to more than %d MiB", ErrNotDOCX, maxUnpacked>>20)
		}
		main = main || f.Name == "word/document.xml"
		parts = append(parts, p)
	}
	if !main {
		return nil, "", fmt.Errorf("%w: no word/document.xml", ErrNotDOCX)
	}
	// The body first: names are told in full there.
	slices.SortStableFunc(parts, func(a, b *part) int { return a.rank() - b.rank() })
	var text strings.Builder
	for _, p := range parts {
		if err := p.read(&text); err != nil {
			return nil, "", fmt.Errorf("redact: %s: %w", p.name, err)
		}
	}
	return parts, text.String(), nil
}

// writeWord writes the parts of a Word document with the mentions cut.
func writeWord(parts []*part, mentions []Mention) ([]byte, error) {
	var out bytes.Buffer
	w := zip.NewWriter(&out)
	for _, p := range parts {
		f, err := w.CreateHeader(&zip.FileHeader{Name: p.name, Method: zip.Deflate})
		if err != nil {
			return nil, fmt.Errorf("redact: write %s: %w", p.name, err)
		}
		if _, err := f.Write(p.write(mentions)); err != nil {
			return nil, fmt.Errorf("redact: write %s: %w", p.name, err)
		}
	}
	if err := w.Close(); err != nil {
		return nil, fmt.Errorf("redact: write the document: %w", err)
	}
	return out.Bytes(), nil
}

// gone says that a part is left out: it tells of people and not of the case.
func gone(name string) bool {
	base := path.Base(name)
	switch {
	case strings.HasPrefix(name, "docProps/"), strings.HasPrefix(name, "customXml/"), strings.HasPrefix(name, "_xmlsignatures/"):
		return true
	case strings.HasPrefix(base, "comments"), base == "people.xml", strings.HasPrefix(base, "commentsExtended"), strings.HasPrefix(base, "commentsIds"), base == "vbaProject.bin":
		return true
	case strings.HasPrefix(name, "word/glossary/"), strings.HasPrefix(name, "word/embeddings/"), strings.HasPrefix(name, "word/activeX/"):
		return true
	}
	return false
}

func readPart(f *zip.File) ([]byte, error) {
	r, err := f.Open()
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrNotDOCX, f.Name, err)
	}
	defer r.Close()
	data, err := io.ReadAll(io.LimitReader(r, maxPart+1))
	if err != nil {
		return nil, fmt.Errorf("%w: %s: %w", ErrNotDOCX, f.Name, err)
	}
	if len(data) > maxPart {
		return nil, fmt.Errorf("%w: %s is larger than %d MiB", ErrNotDOCX, f.Name, maxPart>>20)
	}
	return data, nil
}

// part is a file of the package with the edits that it gets.
type part struct {
	name  string
	data  []byte
	edits []edit
	runs  []textRun
}

// edit replaces a stretch of the part's bytes.
type edit struct {
	start, end int
	with       string
}

// textRun is the content of one w:t with its place in the joined text.
type textRun struct {
	start, end int // bytes of the part
	at, to     int // bytes of the joined text
	text       string
}

func (p *part) rank() int {
	switch {
	case p.name == "word/document.xml":
		return 0
	case p.isText():
		return 1
	}
	return 2
}

func (p *part) isText() bool {
	base := path.Base(p.name)
	if path.Dir(p.name) != "word" || !strings.HasSuffix(base, ".xml") {
		return false
	}
	for _, prefix := range []string{"document", "header", "footer", "footnotes", "endnotes"} {
		if strings.HasPrefix(base, prefix) {
			return true
		}
	}
	return false
}

// dropped are elements that go with all they hold; unwrapped go and leave what
// they hold.
var (
	dropped = set(`del moveFrom commentRangeStart commentRangeEnd commentReference annotationRef pPrChange rPrChange sectPrChange tblPrChange
		tblGridChange trPrChange tcPrChange tblPrExChange numberingChange cellDel rsids proofErr permStart permEnd docVars attachedTemplate
		moveFromRangeStart moveFromRangeEnd moveToRangeStart moveToRangeEnd bookmarkStart bookmarkEnd trackRevisions customXmlPr smartTagPr`)
	unwrapped = set(`ins moveTo smartTag customXml`)
	// Attributes that tell of people or of the making.
	tellTale = set(`author initials date rsidR rsidRDefault rsidRPr rsidP rsidTr rsidDel rsidSect descr title userId providerId paraId textId`)
)

// read notes what is edited in a part and adds its text to the joined text.
func (p *part) read(text *strings.Builder) error {
	base := path.Base(p.name)
	switch {
	case strings.HasSuffix(p.name, ".rels"):
		return p.relations()
	case base == "[Content_Types].xml":
		return p.contentTypes()
	case path.Dir(p.name) != "word" || !strings.HasSuffix(base, ".xml"):
		return nil
	}
	dec := xml.NewDecoder(bytes.NewReader(p.data))
	dec.CharsetReader = func(_ string, r io.Reader) (io.Reader, error) { return r, nil }
	depth, from := 0, 0 // of an element that is dropped
	inText, inField, hidden := false, false, false
	runStart := 0
	for {
		start := int(dec.InputOffset())
		tok, err := dec.RawToken()
		if errors.Is(err, io.EOF) {
			break
		}
		if err != nil {
			return err
		}
		end := int(dec.InputOffset())
		switch t := tok.(type) {
		case xml.StartElement:
			name := t.Name.Local
			if depth > 0 {
				depth++
				continue
			}
			if dropped[name] {
				depth, from = 1, start
				continue
			}
			if unwrapped[name] {
				p.edits = append(p.edits, edit{start, end, ""})
				continue
			}
			switch name {
			case "r":
				hidden, runStart = false, start
			case "vanish":
				hidden = true
			case "t":
				inText = true
			case "instrText":
				inField = true
			case "p", "tr":
				if text.Len() > 0 {
					text.WriteByte('\n')
				}
			case "tab":
				text.WriteByte(' ')
			case "br", "cr":
				text.WriteByte('\n')
			case "tc":
				text.WriteString(" | ")
			}
			if clean, changed := withoutTales(string(p.data[start:end])); changed {
				p.edits = append(p.edits, edit{start, end, clean})
			}
		case xml.EndElement:
			if depth > 0 {
				if depth--; depth == 0 {
					p.edits = append(p.edits, edit{from, end, ""})
				}
				continue
			}
			if unwrapped[t.Name.Local] {
				p.edits = append(p.edits, edit{start, end, ""})
				continue
			}
			switch t.Name.Local {
			case "t":
				inText = false
			case "instrText":
				inField = false
			case "r":
				if hidden {
					p.hide(runStart, end)
				}
				hidden = false
			}
		case xml.CharData:
			if depth == 0 && inField && !pageField(string(t)) {
				p.edits = append(p.edits, edit{start, end, " "})
			}
			if depth > 0 || !p.isText() || !inText || hidden {
				continue
			}
			s := string(t)
			p.runs = append(p.runs, textRun{start, end, text.Len(), text.Len() + len(s), s})
			text.WriteString(s)
		case xml.Comment, xml.ProcInst:
			if _, ok := tok.(xml.Comment); ok && depth == 0 {
				p.edits = append(p.edits, edit{start, end, ""})
			}
		}
	}
	if p.isText() {
		text.WriteByte('\n')
	}
	return nil
}

// pageField says that a field code only counts pages or sections: others may tell
// an author, a file, an address.
func pageField(code string) bool {
	f := strings.Fields(code)
	return len(f) == 0 || slices.Contains([]string{"PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "TOC", "SEQ"}, strings.ToUpper(f[0]))
}

// hide takes a hidden run out with the edits within it.
func (p *part) hide(start, end int) {
	p.edits = slices.DeleteFunc(p.edits, func(e edit) bool { return e.start >= start && e.end <= end })
	p.runs = slices.DeleteFunc(p.runs, func(r textRun) bool { return r.start >= start && r.end <= end })
	p.edits = append(p.edits, edit{start, end, ""})
}

// write gives the part's bytes with its edits and the mentions cut.
func (p *part) write(mentions []Mention) []byte {
	edits := slices.Clone(p.edits)
	for _, r := range p.runs {
		s := cutRun(r, mentions)
		if s != r.text {
			var b bytes.Buffer
			_ = xml.EscapeText(&b, []byte(s)) // a buffer does not fail
			edits = append(edits, edit{r.start, r.end, b.String()})
		}
	}
	slices.SortStableFunc(edits, func(a, b edit) int { return a.start - b.start })
	var out bytes.Buffer
	at := 0
	for _, e := range edits {
		if e.start < at {
			continue // within what went already
		}
		out.Write(p.data[at:e.start])
		out.WriteString(e.with)
		at = e.end
	}
	out.Write(p.data[at:])
	return out.Bytes()
}

// cutRun is a run's text with its part of the mentions cut: the replacement
// stands where the mention begins.
func cutRun(r textRun, mentions []Mention) string {
	var b strings.Builder
	at := r.at
	for _, m := range mentions {
		if m.End <= r.at || m.Start >= r.to {
			continue
		}
		from, to := max(m.Start, r.at), min(m.End, r.to)
		b.WriteString(r.text[at-r.at : from-r.at])
		b.WriteString(share(m, from, to))
		at = to
	}
	b.WriteString(r.text[at-r.at:])
	return b.String()
}

// share is what a stretch of a mention is replaced by: words that the replacement
// keeps stay in their run, what is new stands at the end.
func share(m Mention, from, to int) string {
	same := 0 // the beginning that mention and replacement have in common
	for same < len(m.Text) && same < len(m.Replacement) && m.Text[same] == m.Replacement[same] {
		same++
	}
	for same > 0 && (same < len(m.Text) && m.Text[same]&0xC0 == 0x80 || same < len(m.Replacement) && m.Replacement[same]&0xC0 == 0x80) {
		same--
	}
	keep := max(0, min(to-m.Start, same)-(from-m.Start))
	out := m.Text[from-m.Start : from-m.Start+keep]
	// The rest goes where the common beginning ends.
	if cut := m.Start + same; from <= cut && (cut < to || cut == m.End && to == m.End) {
		out += m.Replacement[same:]
	}
	return out
}
