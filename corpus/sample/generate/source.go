package main

import (
	"fmt"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
)

// kind is what a line of a source is in the layout.
type kind uint8

const (
	para    kind = iota
	mark         // "!! …": the line that says the text is invented
	centred      // "^ …": bold and centred
	italic       // "~ …"
	heading      // Phần, Chương, Mục and the title line under Phần or Chương
	article      // "Điều 5. …"
	clause       // "2. …"
	point        // "đ) …"
	pair         // ":::" block: two columns without borders
	table        // "| a | b |" lines
	rule         // "---"
)

// block is a paragraph, a two-column block or a table of a source.
type block struct {
	kind  kind
	text  string     // with the marks "[^1]" of footnotes and "{+…+}", "{-…-}" of tracked changes
	left  []string   // of a pair
	right []string   // of a pair
	rows  [][]string // of a table
	// quoted says that the block belongs to new text that an amending act quotes.
	quoted bool
}

// source is one reviewed text of source/ with the head that tells what to make
// of it.
type source struct {
	name   string // "luat-901-2020"
	head   map[string]string
	blocks []block
	notes  map[string]string // footnotes by mark
}

var (
	headingLine = regexp.MustCompile(`^(Phần thứ|Chương [IVX]+$|Mục \d+)`)
	articleLine = regexp.MustCompile(`^“?Điều \d+[a-zđ]?\. `)
	clauseLine  = regexp.MustCompile(`^“?\d+[a-zđ]?\. `)
	pointLine   = regexp.MustCompile(`^“?[a-zđ]\d?\) `)
	noteLine    = regexp.MustCompile(`^\[\^(\d+)\]: (.+)$`)
	noteMark    = regexp.MustCompile(`\[\^(\d+)\]`)
	inserted    = regexp.MustCompile(`\{\+(.*?)\+\}`)
	deleted     = regexp.MustCompile(`\{-(.*?)-\}`)
)

// plain is the text of a line as a reader sees it: no footnote marks, tracked
// changes taken as accepted.
func plain(s string) string {
	s = deleted.ReplaceAllString(s, "")
	s = inserted.ReplaceAllString(s, "$1")
	return noteMark.ReplaceAllString(s, "")
}

// readSources reads all texts of dir, by name.
func readSources(dir string) ([]*source, error) {
	names, err := filepath.Glob(filepath.Join(dir, "*.txt"))
	if err != nil {
		return nil, fmt.Errorf("list the sources: %w", err)
	}
	sort.Strings(names)
	var all []*source
	for _, name := range names {
		data, err := os.ReadFile(name)
		if err != nil {
			return nil, fmt.Errorf("read a source: %w", err)
		}
		s, err := parseSource(strings.TrimSuffix(filepath.Base(name), ".txt"), string(data))
		if err != nil {
			return nil, err
		}
		all = append(all, s)
	}
	return all, nil
}

// parseSource reads one text: "@key: value" lines up to "---", then the body.
func parseSource(name, data string) (*source, error) {
	s := &source{name: name, head: map[string]string{}, notes: map[string]string{}}
	lines := strings.Split(data, "\n")
	i := 0
	for ; i < len(lines) && lines[i] != "---"; i++ {
		key, value, ok := strings.Cut(lines[i], ": ")
		if !ok || !strings.HasPrefix(key, "@") {
			return nil, fmt.Errorf("%s:%d: want \"@key: value\", got %q", name, i+1, lines[i])
		}
		s.head[key[1:]] = value
	}
	quoted, titleNext := false, false
	for i++; i < len(lines); i++ {
		line := strings.TrimSpace(lines[i])
		b := block{kind: para, text: line, quoted: quoted || strings.HasPrefix(line, "“")}
		switch {
		case line == "":
			continue
		case line == "---":
			b = block{kind: rule}
		case line == ":::":
			b = block{kind: pair}
			side := &b.left
			for i++; i < len(lines) && lines[i] != ":::"; i++ {
				if lines[i] == ":::|" {
					side = &b.right
				} else if t := strings.TrimSpace(lines[i]); t != "" {
					*side = append(*side, t)
				}
			}
			if i == len(lines) {
				return nil, fmt.Errorf("%s: a ::: block does not end", name)
			}
		case strings.HasPrefix(line, "|"):
			b = block{kind: table}
			for ; i < len(lines) && strings.HasPrefix(lines[i], "|"); i++ {
				cells := strings.Split(strings.Trim(strings.TrimSpace(lines[i]), "|"), "|")
				for j := range cells {
					cells[j] = strings.TrimSpace(cells[j])
				}
				b.rows = append(b.rows, cells)
			}
			i--
		case strings.HasPrefix(line, "!! "):
			b.kind, b.text = mark, line[3:]
		case strings.HasPrefix(line, "^ "):
			b.kind, b.text = centred, line[2:]
		case strings.HasPrefix(line, "~ "):
			b.kind, b.text = italic, line[2:]
		case noteLine.MatchString(line):
			m := noteLine.FindStringSubmatch(line)
			s.notes[m[1]] = m[2]
			continue
		case titleNext && line == strings.ToUpper(line), headingLine.MatchString(line) && s.head["plain"] == "":
			b.kind = heading
		case articleLine.MatchString(line):
			b.kind = article
		case clauseLine.MatchString(line) && s.head["plain"] == "":
			b.kind = clause
		case pointLine.MatchString(line):
			b.kind = point
		}
		titleNext = b.kind == heading && strings.HasPrefix(line, "Chương")
		switch {
		case strings.Contains(line, "”"):
			quoted = strings.LastIndex(line, "“") > strings.LastIndex(line, "”")
		case strings.Contains(line, "“"):
			quoted = true
		}
		s.blocks = append(s.blocks, b)
	}
	if s.head["file"] == "" {
		return nil, fmt.Errorf("%s: no @file", name)
	}
	return s, nil
}

// sentences are the pieces of text that must be found again in what an
// extractor reads of the file: each line, each side of a pair, each cell.
func (s *source) sentences() []string {
	var out []string
	for _, b := range s.blocks {
		switch b.kind {
		case pair:
			for _, l := range append(append([]string{}, b.left...), b.right...) {
				if strings.Trim(l, "-_ ") != "" {
					out = append(out, plain(l))
				}
			}
		case table:
			for _, row := range b.rows {
				for _, c := range row {
					if c != "" {
						out = append(out, plain(c))
					}
				}
			}
		case rule:
		default:
			out = append(out, plain(b.text))
		}
	}
	return out
}

// names are the files made of a source: "@file" and, in another format, "@also".
func (s *source) names() []string { return strings.Fields(s.head["file"] + " " + s.head["also"]) }
