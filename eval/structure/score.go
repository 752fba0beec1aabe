package structure

import (
	"fmt"
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
	"trolyluat/corpus/parse"
)

// unit is a unit of the gold or of the prediction at a letter of the text.
type unit struct {
	level corpus.Level
	label string
	at    int
}

func (u unit) String() string { return fmt.Sprintf("%s %s @%d", u.level.Name(), u.label, u.at) }

// goldUnit reads the label of an outline item.
func goldUnit(label string) (corpus.Level, string, bool) {
	word, rest, _ := strings.Cut(strings.TrimSpace(label), " ")
	var level corpus.Level
	switch strings.ToLower(word) {
	case "điều":
		level = corpus.LevelArticle
	case "khoản":
		level = corpus.LevelClause
	case "điểm":
		level = corpus.LevelPoint
	case "chương":
		level = corpus.LevelChapter
	case "mục":
		level = corpus.LevelSection
	case "phần":
		level = corpus.LevelPart
	default:
		return 0, "", false
	}
	rest = strings.TrimSpace(rest)
	end := strings.IndexFunc(rest, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) })
	if end >= 0 {
		rest = rest[:end]
	}
	return level, normalLabel(rest), rest != ""
}

// normalLabel writes labels alike: without leading zeros, letters small.
func normalLabel(s string) string {
	s = strings.ToLower(s)
	for len(s) > 1 && s[0] == '0' {
		s = s[1:]
	}
	return s
}

// score compares one page's outline with its provisions.
func score(name string, page []byte, g Page, doc *corpus.Document, total map[corpus.Level]*counts) (File, []Fault) {
	f := File{File: name}
	var faults []Fault
	text, ids := pageLetters(page)
	var to []int
	var predicted []unit
	var inAttached []bool
	if doc != nil {
		to = align(text, squeezed(doc.Text))
		predicted, inAttached = predictions(doc)
	}
	neutral := make(map[int]bool)   // places of faulty gold
	placeless := make(map[unit]int) // faulty gold whose place is not known
	var gold []unit
	goldAt := make(map[unit]bool, len(g.Outline))
	blame := func(item Item, reason string) {
		faults = append(faults, Fault{name, item.Label, item.Key, reason})
		if level, _, ok := goldUnit(item.Label); ok && total[level] != nil {
			total[level].faulty++
		}
	}
	for _, item := range g.Outline {
		level, label, ok := goldUnit(item.Label)
		at, there := ids[item.Key]
		place := -1
		if there && to != nil {
			place = to[at]
		}
		switch {
		case !there:
			blame(item, "no element with letters has this id")
			placeless[unit{level: level, label: label}]++
			continue
		case !ok:
			blame(item, "the label names no unit")
			neutral[place] = true
			continue
		case !agreesWithText(text[at:], level, label):
			blame(item, "the element begins otherwise: "+string(text[at:min(at+24, len(text))]))
			neutral[place] = true
			continue
		}
		u := unit{level, label, place}
		if place >= 0 && goldAt[u] {
			blame(item, "names the same unit as the item before")
			continue
		}
		goldAt[u] = true
		gold = append(gold, u)
	}
	lastGold := -1
	for _, u := range gold {
		lastGold = max(lastGold, u.at)
		if c := total[u.level]; c != nil {
			c.gold++
			f.Gold++
		}
	}
	hit := make(map[unit]bool, len(gold))
	for i, u := range predicted {
		c := total[u.level]
		if c == nil {
			continue
		}
		if neutral[u.at] {
			c.left++
			continue
		}
		right := goldAt[u] && !hit[u]
		if !right && inAttached[i] && u.at > lastGold {
			c.attached++
			f.Attached++
			continue
		}
		if bare := (unit{level: u.level, label: u.label}); !right && placeless[bare] > 0 {
			placeless[bare]--
			c.left++
			continue
		}
		c.predicted++
		if right {
			hit[u] = true
			c.right++
			f.Right++
		} else {
			f.Wrong = append(f.Wrong, u.String())
		}
	}
	for _, u := range gold {
		if !hit[u] && total[u.level] != nil {
			f.Missed = append(f.Missed, u.String())
		}
	}
	return f, faults
}

// agreesWithText says that the element of a gold unit begins with the label
// that the outline gives it.
func agreesWithText(at letters, level corpus.Level, label string) bool {
	head := strings.ToLower(string(at[:min(len(at), 40)]))
	head = strings.TrimLeft(head, "“\"'‘”.*")
	switch level {
	case corpus.LevelArticle, corpus.LevelChapter, corpus.LevelSection, corpus.LevelPart:
		return true
	case corpus.LevelClause:
		return label[0] >= '1' && label[0] <= '9' && strings.HasPrefix(strings.TrimLeft(head, "0"), label)
	case corpus.LevelPoint:
		letter, size := utf8.DecodeRuneInString(label)
		return unicode.IsLetter(letter) && isNumber(label[size:]) && strings.HasPrefix(head, label)
	}
	return true
}

func isNumber(s string) bool {
	return strings.IndexFunc(s, func(r rune) bool { return !unicode.IsDigit(r) }) < 0
}

// predictions lists the units of a parsed document by the letter where they
// begin, and which of them stand in texts attached to it.
func predictions(d *corpus.Document) ([]unit, []bool) {
	at := make(map[int]int, len(d.Provisions))
	n := 0
	want := make(map[int]bool, len(d.Provisions))
	for _, u := range d.Provisions {
		want[u.Span.Start] = true
	}
	for i, r := range d.Text {
		if want[i] {
			at[i] = n
		}
		if !blank(r) {
			n++
		}
	}
	var units []unit
	var attached []bool
	for _, u := range d.Provisions {
		units = append(units, unit{u.Level, normalLabel(u.Label), at[u.Span.Start]})
		attached = append(attached, strings.HasPrefix(u.Path, "kt") || strings.HasPrefix(u.Path, "pl"))
	}
	return units, attached
}

// compareFields says of the fields that the gold gives of a page whether they
// were read right (1) or not (0), and returns those that differ. A page whose body carries another text than its heading
// names is no gold for them: it is returned as a fault.
func compareFields(name string, g Page, d *corpus.Document) (map[string]int, []Difference, []Fault) {
	if d == nil {
		d = &corpus.Document{}
	}
	number, title := splitTitle(g.Title)
	if d.Text != "" && number != "" && otherBody(d, number) {
		return nil, nil, []Fault{{File: name, Label: g.Title, Reason: "the page's heading names another text than its body: " + d.Number + " " + d.Title}}
	}
	fields := map[string]int{}
	var out []Difference
	count := func(field, gold, got string, same bool) {
		if gold == "" {
			return
		}
		if fields[field] = 0; same {
			fields[field] = 1
			return
		}
		out = append(out, Difference{File: name, Field: field, Gold: gold, Got: got})
	}
	count("number", number, d.Number, parse.NumberKey(number) == parse.NumberKey(d.Number))
	named := sameTitle(title, d.Title)
	for _, short := range d.ShortNames {
		named = named || sameTitle(title, short)
	}
	count("title", title, d.Title, named)
	count("title_of_body", title, d.Title, sameTitle(title, d.Title))
	count("title_of_body_nearly", title, d.Title, distance(lettersOf(title), lettersOf(d.Title)) <= len(lettersOf(title))/20)
	count("status", g.Status, string(d.Status), statusOf(g.Status) == d.Status)
	date := func(field, given string, got corpus.Date) {
		if gold, err := corpus.ParseDate(given); err == nil {
			count(field, gold.String(), got.String(), gold == got)
		}
	}
	var faults []Fault
	if effective, err := corpus.ParseDate(g.Effective); err == nil && effective != d.Effective.From && printedEffect(d, d.Effective.From) {
		faults = append(faults, Fault{File: name, Label: g.Effective, Reason: "the text says that it has effect from " + d.Effective.From.VN()})
	} else {
		date("effective", g.Effective, d.Effective.From)
	}
	date("expired", g.Expired, d.Effective.To)
	return fields, out, faults
}

// otherBody says that the body prints another number than its page's heading:
// it is another text, whatever its title.
func otherBody(d *corpus.Document, number string) bool {
	if d.Number == "" || parse.NumberKey(d.Number) == parse.NumberKey(number) {
		return false
	}
	head := lettersOf(d.Text[:min(len(d.Text), 4000)])
	return strings.Contains(head, lettersOf(d.Number)) && !strings.Contains(head, lettersOf(number))
}

// printedEffect says that the text itself states that it has effect from that
// date.
func printedEffect(d *corpus.Document, date corpus.Date) bool {
	for at := 0; date != 0; {
		i := strings.Index(d.Text[at:], "này có hiệu lực")
		if i < 0 {
			return false
		}
		at += i + len("này có hiệu lực")
		if found, start, _ := parse.ReadDate(d.Text[at:min(at+120, len(d.Text))]); found == date && start < 60 {
			return true
		}
	}
	return false
}

// distance is the Levenshtein distance of two texts in bytes.
func distance(a, b string) int {
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := 1; i <= len(a); i++ {
		diagonal := row[0]
		row[0] = i
		for j := 1; j <= len(b); j++ {
			up := row[j]
			cost := diagonal
			if a[i-1] != b[j-1] {
				cost++
			}
			row[j] = min(cost, up+1, row[j-1]+1)
			diagonal = up
		}
	}
	return row[len(b)]
}

// splitTitle takes the number out of a page title: "Thông tư số 06/2026/TT-BXD
// Công bố …", "Luật Báo chí số 126/2025/QH15".
func splitTitle(title string) (number, rest string) {
	words := strings.Fields(title)
	for i, w := range words {
		if n, length := parse.ReadNumber(w); length > 0 && n != "" {
			kept := append([]string(nil), words[:i]...)
			if len(kept) > 0 && strings.EqualFold(kept[len(kept)-1], "số") {
				kept = kept[:len(kept)-1]
			}
			return n, strings.Join(append(kept, words[i+1:]...), " ")
		}
	}
	return "", title
}

// sameTitle compares titles by their letters and digits alone.
func sameTitle(a, b string) bool { return lettersOf(a) == lettersOf(b) }

func lettersOf(s string) string {
	var b strings.Builder
	for _, r := range string(squeezed(s)) {
		if unicode.IsLetter(r) || unicode.IsDigit(r) {
			b.WriteRune(unicode.ToLower(r))
		}
	}
	return b.String()
}

func statusOf(s string) corpus.Status {
	for _, st := range []corpus.Status{corpus.StatusInForce, corpus.StatusPartly, corpus.StatusExpired, corpus.StatusPending, corpus.StatusSuspended} {
		if strings.EqualFold(s, st.Name()) {
			return st
		}
	}
	return corpus.StatusUnknown
}
