package digest

import (
	"fmt"
	"regexp"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

var (
	dayForm   = regexp.MustCompile(`(?i)(?:ngày\s+)?\b(\d{1,2})\s*[/.-]\s*(\d{1,2})\s*[/.-]\s*((?:19|20)\d\d)\b|ngày\s+(\d{1,2})\s+tháng\s+(\d{1,2})\s+năm\s+((?:19|20)\d\d)\b`)
	monthForm = regexp.MustCompile(`(?i)tháng\s+(\d{1,2})\s*(?:năm\s*|[/-]\s*)((?:19|20)\d\d)\b`)
	yearForm  = regexp.MustCompile(`(?i)năm\s+((?:19|20)\d\d)\b`)
	// A year of birth is no event of the case.
	birthForm = regexp.MustCompile(`(?i)sinh (?:năm|ngày)[^,;.]{0,12}(?:19|20)\d\d`)
	// A sum may be told in words between its figures and its unit.
	sumForm = regexp.MustCompile(`(?i)(\d{1,3}(?:[.,]\d{3})+(?:,\d+)?|\d+(?:[.,]\d+)?)\s*(?:\([^()\n]{2,60}\)\s*)?(triệu\s+đồng|tỷ\s+đồng|tỉ\s+đồng|triệu|tỷ|tỉ|đồng|vnđ|vnd|đ|usd|đô\s+la|lượng\s+vàng|cây\s+vàng|chỉ\s+vàng|phân\s+vàng|lượng|chỉ|m2|m²|ha|giạ\s+lúa|giạ|%\s*/\s*(?:năm|tháng|ngày))`)
)

// events are the days, months and years that a sentence names, each once, as
// "2017-05-09", "2017-05", "2017". A year inside a day that is already told is
// left out.
func events(text string) []string {
	text = birthForm.ReplaceAllStringFunc(text, blank)
	for _, ref := range reference.Find(text) {
		// The year or day of a law is none of the case's.
		if ref.Span.Len() > 0 && !ref.Document.IsZero() && !ref.Document.This {
			text = text[:ref.Span.Start] + blank(text[ref.Span.Start:ref.Span.End]) + text[ref.Span.End:]
		}
	}
	var out []string
	add := func(s string) {
		for _, o := range out {
			if o == s {
				return
			}
		}
		out = append(out, s)
	}
	text = dayForm.ReplaceAllStringFunc(text, func(s string) string {
		m := dayForm.FindStringSubmatch(s)
		if m[1] == "" {
			m = m[3:]
		}
		if d := corpus.NewDate(number(m[3]), number(m[2]), number(m[1])); d != 0 {
			add(d.String())
			return blank(s)
		}
		return s
	})
	text = monthForm.ReplaceAllStringFunc(text, func(s string) string {
		m := monthForm.FindStringSubmatch(s)
		if n := number(m[1]); n >= 1 && n <= 12 {
			add(fmt.Sprintf("%s-%02d", m[2], n))
			return blank(s)
		}
		return s
	})
	for _, m := range yearForm.FindAllStringSubmatchIndex(text, -1) {
		if rest := text[m[1]:]; len(rest) < 2 || rest[0] != ',' && rest[0] != '.' || rest[1] < '0' || rest[1] > '9' { // not "cây lâu năm 2070,3 m2"
			add(text[m[2]:m[3]])
		}
	}
	return out
}

func blank(s string) string { return strings.Repeat(" ", len(s)) }

func number(s string) int {
	n, _ := strconv.Atoi(s) // digits by the pattern
	return n
}

// units give the plain unit and its factor.
var units = map[string]struct {
	unit   string
	factor float64
}{
	"triệu đồng": {"đồng", 1e6}, "triệu": {"đồng", 1e6}, "tỷ đồng": {"đồng", 1e9}, "tỉ đồng": {"đồng", 1e9}, "tỷ": {"đồng", 1e9}, "tỉ": {"đồng", 1e9},
	"đồng": {"đồng", 1}, "vnđ": {"đồng", 1}, "vnd": {"đồng", 1}, "đ": {"đồng", 1}, "usd": {"USD", 1}, "đô la": {"USD", 1}, "m²": {"m2", 1}, "cây vàng": {"lượng vàng", 1},
	"lượng": {"lượng vàng", 1}, "chỉ": {"chỉ vàng", 1}, "giạ": {"giạ lúa", 1},
}

// amounts are the sums and measures of a sentence; spans are within it.
func amounts(text string) []Amount {
	var out []Amount
	for _, m := range sumForm.FindAllStringSubmatchIndex(text, -1) {
		before, _ := utf8.DecodeLastRuneInString(text[:m[0]])
		after, _ := utf8.DecodeRuneInString(text[m[1]:])
		if before == '/' || before == '.' || m[0] > 0 && (unicode.IsLetter(before) || unicode.IsDigit(before)) || m[1] < len(text) && unicode.IsLetter(after) {
			continue // the tail of a date, number or name ("T1 đồng ý"); a longer word
		}
		value, ok := figure(text[m[2]:m[3]])
		if !ok {
			continue
		}
		unit := strings.ToLower(strings.Join(strings.Fields(text[m[4]:m[5]]), " "))
		if (unit == "đồng" || unit == "đ") && value < 100 {
			continue // "2 đồng thừa kế"
		}
		if u, ok := units[unit]; ok {
			unit, value = u.unit, value*u.factor
		}
		out = append(out, Amount{Value: value, Unit: strings.ReplaceAll(unit, " ", " "),
			Line: Line{Text: strings.Join(strings.Fields(text[m[0]:m[1]]), " "), Span: corpus.Span{Start: m[0], End: m[1]}}})
	}
	return out
}

// figure reads a number as Vietnamese text writes it: points (or commas) between
// groups of three, a comma before decimals.
func figure(s string) (float64, bool) {
	grouped := strings.Count(s, ".")+strings.Count(s, ",") > 0
	if grouped {
		sep := strings.IndexAny(s, ".,")
		mark := s[sep]
		tail := s[strings.LastIndexByte(s, mark)+1:]
		if i := strings.IndexByte(tail, ','); mark == '.' && i >= 0 {
			tail = tail[:i]
		}
		if len(tail) == 3 && sep <= 3 && !(mark == ',' && strings.Count(s, ",") == 1 && sep < 1) {
			s = strings.ReplaceAll(s, string(mark), "")
		}
		s = strings.ReplaceAll(s, ",", ".")
	}
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil
}

// Days are the first and the last day that a text tells, up to a day (zero for no
// limit); a month or year alone counts from its first to its last day. Years of
// birth are left out. Both are zero when it tells none.
func Days(text string, until corpus.Date) (first, last corpus.Date) {
	for _, e := range events(text) {
		from, to := corpus.Date(0), corpus.Date(0)
		switch year := number(e[:4]); len(e) {
		case len("2017"):
			from, to = corpus.NewDate(year, 1, 1), corpus.NewDate(year, 12, 31)
		case len("2017-05"):
			from = corpus.NewDate(year, number(e[5:]), 1)
			to = corpus.DateOf(from.Time().AddDate(0, 1, -1))
		default:
			from = corpus.NewDate(year, number(e[5:7]), number(e[8:]))
			to = from
		}
		if until != 0 && from > until {
			continue
		}
		if until != 0 {
			to = min(to, until)
		}
		if first == 0 || from < first {
			first = from
		}
		last = max(last, to)
	}
	return first, last
}
