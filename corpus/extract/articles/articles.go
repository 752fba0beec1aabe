// Package articles reads benchmark corpora of Vietnamese law, one article a JSON
// line: {"law_id","article","text"} (ALQAC 2022 and 2025) and
// {"law_id","aid","nth","text"} (ALQAC 2026). Every law becomes one document
// whose điều know their place in the benchmark as SourceID "law_id#article".
//
// The ingest pipeline calls it for `ingest --format articles`.
package articles

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/parse"
	"trolyluat/corpus/reference"
	"trolyluat/corpus/vitext"
)

// Format is the Source.Format of the documents.
const Format = "articles"

// ErrNoArticles is returned for input without an article.
var ErrNoArticles = errors.New("articles: no article found")

type row struct {
	Law     string          `json:"law_id"`
	Article json.RawMessage `json:"article"`
	Aid     json.RawMessage `json:"aid"`
	Nth     json.RawMessage `json:"nth"`
	Title   string          `json:"title"`
	Text    *string         `json:"text"`
}

// badRow refuses a corpus for one line of it, counted from 1.
func badRow(line int, vn, detail string) error {
	return &extract.Refusal{Code: "bad_row", VN: fmt.Sprintf("dòng %d %s", line, vn), Detail: fmt.Sprintf("articles: line %d: %s", line, detail)}
}

// readRow reads one line. Its error is an *extract.Refusal that says what is wrong
// with it.
func readRow(line int, text string) (one row, err error) {
	if err := json.Unmarshal([]byte(text), &one); err != nil {
		var wrong *json.UnmarshalTypeError
		if errors.As(err, &wrong) && wrong.Field != "" {
			return one, badRow(line, fmt.Sprintf("có trường %q không phải là chuỗi", wrong.Field), err.Error())
		}
		return one, badRow(line, `không phải là một đối tượng JSON trọn vẹn (mỗi dòng một điều, thí dụ {"law_id": …, "article": …, "text": …})`, err.Error())
	}
	switch {
	case strings.TrimSpace(one.Law) == "":
		return one, badRow(line, "thiếu law_id (số hoặc tên văn bản)", "no law_id")
	case one.article() == "":
		return one, badRow(line, "thiếu số điều (article, nth hoặc aid)", "no article, nth or aid")
	case one.Text == nil:
		return one, badRow(line, "thiếu text (lời văn của điều)", "no text")
	}
	return one, nil
}

// Read reads a corpus and returns its laws in the order of first appearance.
// Every document's Source is src; the caller numbers URIs. A row that is no JSON
// object, or lacks law, number or text, is an *extract.Refusal that names its line.
func Read(r io.Reader, src corpus.Source) ([]*corpus.Document, error) {
	in := bufio.NewReaderSize(r, 1<<20)
	var order []string
	laws := map[string][]row{}
	for line := 1; ; line++ {
		b, err := in.ReadBytes('\n')
		if err != nil && !errors.Is(err, io.EOF) {
			return nil, fmt.Errorf("articles: line %d: %w", line, err)
		}
		last := errors.Is(err, io.EOF)
		if line == 1 {
			b = []byte(strings.TrimPrefix(string(b), "\ufeff"))
		}
		if text := strings.TrimSpace(string(b)); text != "" {
			one, err := readRow(line, text)
			if err != nil {
				return nil, err
			}
			if _, known := laws[one.Law]; !known {
				order = append(order, one.Law)
			}
			laws[one.Law] = append(laws[one.Law], one)
		}
		if last {
			break
		}
	}
	if len(order) == 0 {
		return nil, ErrNoArticles
	}
	var out []*corpus.Document
	for _, law := range order {
		out = append(out, document(law, laws[law], src))
	}
	return out, nil
}

// Is says that data looks like such a corpus: its first line is a JSON object
// with law_id and text.
func Is(data []byte) bool {
	line, _, _ := strings.Cut(strings.TrimSpace(strings.TrimPrefix(string(data[:min(len(data), 1<<20)]), "\ufeff")), "\n")
	var one map[string]json.RawMessage
	if json.Unmarshal([]byte(line), &one) != nil {
		return false
	}
	return one["law_id"] != nil && one["text"] != nil
}

// document puts the articles of one law together. law is its number
// ("91/2015/QH13") or its name ("Bộ luật dân sự").
func document(law string, rows []row, src corpus.Source) *corpus.Document {
	law = strings.TrimSpace(vitext.Normalize(law))
	d := &corpus.Document{Key: key(law), Source: src}
	d.ID = d.Key
	d.Source.Format = Format
	d.Source.How = "text"
	d.Kind, d.Number, d.Title = name(law)
	if act, ok := reference.ActByNumber(d.Number); ok && d.Number != "" {
		d.Kind, d.Title, d.Issued, d.Effective = act.Kind, act.Title, act.Issued, act.Effective
	}
	d.Rank = d.Kind.Rank()
	var b strings.Builder
	seen := map[string]int{}
	for _, one := range rows {
		id := one.article()
		path := "d" + strings.ReplaceAll(id, "/", "-")
		if seen[path]++; seen[path] > 1 {
			d.Warnings = append(d.Warnings, "article_repeated: "+path)
			path += "_" + strconv.Itoa(seen[path])
		}
		heading, body := split(one)
		start := b.Len()
		b.WriteString("Điều " + id + ".")
		if heading != "" {
			b.WriteString(" " + heading)
		}
		b.WriteString("\n")
		head := b.Len()
		b.WriteString(body)
		if body != "" {
			b.WriteString("\n")
		}
		self := len(d.Provisions)
		d.Provisions = append(d.Provisions, corpus.Provision{Path: path, Level: corpus.LevelArticle, Label: id, Heading: heading, Parent: -1,
			Span: corpus.Span{Start: start, End: b.Len()}, Own: corpus.Span{Start: start, End: b.Len()},
			SourceID: strings.TrimSpace(one.Law) + "#" + id})
		addUnits(d, self, path, body, head)
	}
	d.Text = b.String()
	return d
}

// addUnits adds the khoản and điểm of an article whose body begins at offset.
func addUnits(d *corpus.Document, article int, path, body string, offset int) {
	units := parse.Units(path, body)
	for i := range units {
		for end := &units[i].End; *end < len(body) && body[*end] == '\n'; {
			*end++ // a unit ends with its line
		}
		if units[i].End >= len(body) {
			units[i].End = d.Provisions[article].Span.End - offset
		}
	}
	at := map[string]int{path: article}
	for i, u := range units {
		parent := article
		if k := strings.LastIndexByte(u.Path, '/'); k > 0 {
			if p, ok := at[u.Path[:k]]; ok {
				parent = p
			}
		}
		level := corpus.LevelPoint
		label := u.Path[strings.LastIndexByte(u.Path, '/')+1:]
		if rest, ok := strings.CutPrefix(label, "k"); ok && parent == article && rest != "" && rest[0] >= '0' && rest[0] <= '9' {
			level, label = corpus.LevelClause, rest
		}
		own := u.End
		if i+1 < len(units) && units[i+1].Start < u.End {
			own = units[i+1].Start
		}
		if first := &d.Provisions[parent]; first.Own.End > offset+u.Start {
			first.Own.End = offset + u.Start
		}
		at[u.Path] = len(d.Provisions)
		d.Provisions = append(d.Provisions, corpus.Provision{Path: u.Path, Level: level, Label: label, Parent: parent,
			Span: corpus.Span{Start: offset + u.Start, End: offset + u.End}, Own: corpus.Span{Start: offset + u.Start, End: offset + own}})
	}
}

// article is the number by which questions name the article.
func (r *row) article() string {
	for _, raw := range []json.RawMessage{r.Article, r.Nth, r.Aid} {
		var s string
		if json.Unmarshal(raw, &s) == nil && strings.TrimSpace(s) != "" {
			return strings.TrimSpace(s)
		}
		var n json.Number
		if json.Unmarshal(raw, &n) == nil && n != "" {
			return n.String()
		}
	}
	return ""
}

// longestHeading is how many letters a heading has at most.
const longestHeading = 300

// split parts an article into its heading, which benchmarks print as the first
// line, and its body. A first line that is a khoản, ends like a sentence or is
// the whole article is no heading.
func split(r row) (heading, body string) {
	text := strings.TrimSpace(tidy(vitext.Normalize(*r.Text)))
	if t := strings.TrimSpace(vitext.Normalize(r.Title)); t != "" {
		return t, text
	}
	first, rest, more := strings.Cut(text, "\n")
	first = strings.TrimSpace(first)
	if !more || first == "" || utf8.RuneCountInString(first) > longestHeading || strings.ContainsAny(first[len(first)-1:], ".;:,") {
		return "", text
	}
	if len(parse.Units("d1", first)) > 0 {
		return "", text
	}
	return first, strings.TrimSpace(rest)
}

// glued is a khoản that follows the full stop of the one before without a break.
var glued = regexp.MustCompile(`([.;:])(\d{1,2}\. \p{Lu})`)

// tidy drops empty lines and spaces around lines, and begins a line where the
// source has tabs (before điểm) or has lost the break before a khoản.
func tidy(s string) string {
	s = glued.ReplaceAllString(strings.ReplaceAll(s, "\t", "\n"), "$1\n$2")
	var lines []string
	for line := range strings.Lines(s) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	return strings.Join(lines, "\n")
}

// name tells kind, number and title from the law's id.
func name(law string) (kind corpus.Kind, number, title string) {
	if refs := reference.Find(law); len(refs) == 1 && refs[0].Document.Kind != "" {
		kind = refs[0].Document.Kind
	}
	if strings.Contains(law, "/") {
		number = law
		if kind == "" {
			kind = kindOf(law)
		}
		return kind, number, strings.TrimSpace(kind.Name() + " số " + law)
	}
	if kind == "" {
		kind = corpus.KindOther
		for _, k := range corpus.Kinds() {
			if strings.HasPrefix(strings.ToLower(law), strings.ToLower(k.Name())) {
				kind = k
				break
			}
		}
	}
	return kind, "", law
}

// kindOf tells the kind from the tail of a number.
func kindOf(number string) corpus.Kind {
	tail := strings.ToUpper(vitext.Fold(number[strings.LastIndexByte(number, '/')+1:]))
	switch {
	case strings.Contains(number, "VBHN"):
		return corpus.KindConsolidated
	case strings.HasPrefix(tail, "QH"):
		return corpus.KindLaw
	case strings.HasPrefix(tail, "ND"):
		return corpus.KindDecree
	case strings.HasPrefix(tail, "TTLT"):
		return corpus.KindJointCircular
	case strings.HasPrefix(tail, "TT"):
		return corpus.KindCircular
	case strings.HasPrefix(tail, "NQ"):
		return corpus.KindResolution
	case strings.HasPrefix(tail, "QD"):
		return corpus.KindDecision
	}
	return corpus.KindOther
}

// key is the law's number, or its name as a slug.
func key(law string) string {
	if strings.Contains(law, "/") {
		return parse.NumberKey(law)
	}
	words := strings.FieldsFunc(vitext.Fold(law), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	return strings.Join(words, "-")
}
