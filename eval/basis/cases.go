package basis

import (
	"bufio"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
	"trolyluat/corpus/vitext"
	"trolyluat/eval/run"
)

// Case is a judged case of ALQAC 2026, as far as this suite looks at it: the
// text, reasoning and verdict of the judgment are not even read.
type Case struct {
	ID    string `json:"case_id"`
	Facts string `json:"case_fact"`
	Query string `json:"case_query"`
	Date  string `json:"judgment_date"`
	Kind  string `json:"case_type"`
	Cited string `json:"related_law_provisions"` // a line for every provision: "Bộ luật Dân sự 2015 | Khoản 1 Điều 26"
}

// ErrNoCases is returned for a file without a case.
var ErrNoCases = errors.New("eval: no cases")

// ReadCases reads cases, one a JSON line. A case without facts is left out: there
// is nothing to ask with.
func ReadCases(path string) ([]Case, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("eval: open cases: %w", err)
	}
	defer f.Close()
	var out []Case
	in := bufio.NewScanner(f)
	in.Buffer(nil, 64<<20)
	for n := 1; in.Scan(); n++ {
		line := strings.TrimSpace(strings.TrimPrefix(in.Text(), "\ufeff"))
		if line == "" {
			continue
		}
		var c Case
		if err := json.Unmarshal([]byte(line), &c); err != nil {
			return nil, run.In(path, run.NotJSON(n, err))
		}
		if strings.TrimSpace(c.Facts+c.Query) == "" {
			continue
		}
		c.Facts, c.Query, c.Cited = vitext.Normalize(c.Facts), asked(vitext.Normalize(c.Query)), vitext.Normalize(c.Cited)
		out = append(out, c)
	}
	if err := in.Err(); err != nil {
		return nil, fmt.Errorf("eval: read cases: %w", err)
	}
	if len(out) == 0 {
		return nil, ErrNoCases
	}
	return out, nil
}

// prediction is the benchmark's own question who wins, which this program does
// not answer.
var prediction = regexp.MustCompile(`(?i)[^.?!]*(?:thắng kiện|thắng hay|dự đoán|được chấp nhận hay không)[^.?!]*[.?!]?\s*$`)

func asked(query string) string { return strings.TrimSpace(prediction.ReplaceAllString(query, "")) }

// line is one line of the gold with what it was mapped to.
type line struct {
	Case   string   `json:"case"`
	Text   string   `json:"text"`
	InSet  bool     `json:"in_set"` // a text of that name and year is in the set
	Mapped []string `json:"mapped,omitempty"`
}

var (
	article = regexp.MustCompile(`(?i)đi[ềểêè]u\s*(?:số\s*)?(\d+[a-zđ]?)`)
	bare    = regexp.MustCompile(`^\s*(\d+[a-zđ]?)\s*$`)
	year    = regexp.MustCompile(`(?:năm\s+)?\b((?:19|20)\d\d)\b`)
)

// mapper maps the lines of the gold with the project's own reference parser.
type mapper struct {
	resolver *reference.Resolver
	library  *reference.Index
	acts     []reference.Act
}

func newMapper(ctx context.Context, source reference.Source) (*mapper, error) {
	x, err := reference.NewIndex(ctx, source)
	if err != nil {
		return nil, err
	}
	m := &mapper{resolver: reference.NewResolver(x), library: x}
	for info, err := range source.Documents(ctx) {
		if err != nil {
			return nil, err
		}
		m.acts = append(m.acts, reference.Act{ID: info.ID, Key: info.Key, Kind: info.Kind, Title: info.Title, Issued: info.Issued})
	}
	return m, nil
}

// gold maps the provisions that a case cites: "91/2015/QH13#d468".
func (m *mapper) gold(ctx context.Context, c Case) (cited []string, lines []line, err error) {
	on, _ := corpus.ParseDate(strings.ReplaceAll(c.Date, " ", ""))
	seen := map[string]bool{}
	for text := range strings.Lines(c.Cited) {
		name, units, ok := strings.Cut(text, "|")
		if name = strings.TrimSpace(name); name == "" || !ok {
			continue
		}
		numbers := articles(units)
		if len(numbers) == 0 {
			continue
		}
		l := line{Case: c.ID, Text: strings.TrimSpace(text)}
		l.InSet = m.inSet(name)
		ref := "Điều " + strings.Join(numbers, ", Điều ") + " " + name
		for _, r := range reference.Find(ref) {
			res, err := m.resolver.Resolve(ctx, r, reference.Place{On: on})
			if err != nil {
				return nil, nil, err
			}
			if res.Act.ID == "" && strings.HasPrefix(r.Document.Name, "Bộ luật Tố tụng") && strings.HasPrefix(strings.ToLower(c.Kind), "dân sự") {
				// "Bộ luật tố tụng" in a civil judgment.
				r.Document.Name = "Bộ luật Tố tụng dân sự"
				if res, err = m.resolver.Resolve(ctx, r, reference.Place{On: on}); err != nil {
					return nil, nil, err
				}
			}
			for _, u := range res.Units {
				if u.Path == "" || res.Act.ID == "" {
					continue
				}
				key := res.Act.Key + "#" + reference.Article(u.Path)
				l.Mapped = append(l.Mapped, key)
				if !seen[key] {
					seen[key] = true
					cited = append(cited, key)
				}
			}
		}
		lines = append(lines, l)
	}
	return cited, lines, nil
}

// articles reads the numbers of the điều of a line, in its order.
func articles(s string) []string {
	if m := bare.FindStringSubmatch(s); m != nil {
		return m[1:]
	}
	var out []string
	for _, m := range article.FindAllStringSubmatch(s, -1) {
		out = append(out, strings.ToLower(m[1]))
	}
	return out
}

// inSet says, by plain comparison of words and apart from the parser that is
// measured, that a text of the set bears the name, and the year where the line
// names one.
func (m *mapper) inSet(name string) bool {
	plain := " " + reference.NameKey(year.ReplaceAllString(name, " ")) + " "
	number := strings.ToLower(strings.ReplaceAll(name, " ", ""))
	for _, a := range m.acts {
		whole, _, _ := strings.Cut(strings.ToLower(a.Key), "/")
		if strings.Contains(number, strings.ToLower(a.Key)) || strings.Contains(plain, " "+whole+" ") && strings.Contains(name, fmt.Sprint(a.Issued.Year())) && a.Kind == corpus.KindResolution {
			return true
		}
	}
	if strings.Contains(name, "/") || strings.Contains(plain, " sua doi ") && !year.MatchString(name) {
		return false
	}
	for _, a := range m.acts {
		title := reference.NameKey(a.Title)
		if !strings.HasPrefix(plain, " "+title+" ") && !(strings.TrimSpace(plain) == "bo luat to tung" && strings.HasPrefix(title, "bo luat to tung dan su")) {
			continue
		}
		y := year.FindStringSubmatch(name)
		if y == nil || a.Issued == 0 || y[1] == fmt.Sprint(a.Issued.Year()) {
			return true
		}
	}
	return false
}
