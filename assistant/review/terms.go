package review

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
	"unicode"

	"trolyluat/assistant/review/norm"
	"trolyluat/assistant/wording"
	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
	"trolyluat/retrieval/lexical"
)

// definition is a term with its meaning.
type definition struct {
	term string // as printed
	path string
	text string // whole
}

// termOf reads "Người lao động là …"; "" when the text defines nothing.
func termOf(text string) string {
	text = unitLabel.ReplaceAllString(text, "")
	i := strings.Index(text, " là ")
	if i < 0 || i > 140 {
		return ""
	}
	term := text[:i]
	if k := strings.Index(term, "(sau đây"); k > 0 {
		term = term[:k]
	}
	term = strings.Trim(strings.TrimSpace(term), "“”\"'*")
	if strings.ContainsAny(term, ".;:\n") || len(strings.Fields(term)) > 12 || term == "" {
		return ""
	}
	return term
}

var alias = regexp.MustCompile(`\(sau đây (?:gọi|viết) (?:tắt |chung )?là ([^)]{2,80})\)`)

// aliasOf is the shorter name that a definition gives its term.
func aliasOf(text string) string {
	if m := alias.FindStringSubmatch(text); m != nil {
		return strings.Trim(m[1], "“”\" ")
	}
	return ""
}

var definitions = regexp.MustCompile(`(?i)giải thích|^(?:các )?(?:từ ngữ|thuật ngữ|định nghĩa|khái niệm)`)

// isDefinition says that a statement defines a term.
func isDefinition(s *statement) bool {
	return definitions.MatchString(s.heading) && termOf(s.text) != ""
}

// terms checks what the draft defines and what it should define.
func (v *review) terms(ctx context.Context) error {
	defs := v.ownDefinitions()
	theirs, err := v.parentDefinitions(ctx)
	if err != nil {
		return err
	}
	body := syllableText(v.draft.doc.Text)
	for _, d := range defs {
		name := syllableText(d.term)
		n := strings.Count(body, name)
		if short := aliasOf(d.text); short != "" {
			n = max(n, strings.Count(body, syllableText(short)))
		}
		if n < 2 {
			v.add(Finding{Type: "term_unused", Path: d.path, Words: d.term, Certainty: 0.85,
				Explanation: fmt.Sprintf("“%s” được giải thích nhưng không dùng ở điều nào khác của dự thảo.", d.term)})
		}
		for _, t := range theirs[name] {
			v.redefined(d, t)
		}
		if len(theirs[name]) == 0 {
			if err := v.elsewhere(ctx, d, name); err != nil {
				return err
			}
		}
	}
	return v.undefined(ctx)
}

func (v *review) ownDefinitions() []definition {
	var out []definition
	for i := range v.draft.statements {
		s := &v.draft.statements[i]
		if !s.quoted && isDefinition(s) {
			out = append(out, definition{termOf(s.text), s.path, s.text})
		}
	}
	return out
}

// syllableText is a text as its syllables between single spaces.
func syllableText(s string) string {
	var b strings.Builder
	b.WriteByte(' ')
	for _, t := range vitext.Syllables(s) {
		b.WriteString(t.Text)
		b.WriteByte(' ')
	}
	return b.String()
}

type foreignDefinition struct {
	definition
	act *act
}

// parentDefinitions are the terms that the parents define, by their syllables.
func (v *review) parentDefinitions(ctx context.Context) (map[string][]foreignDefinition, error) {
	out := map[string][]foreignDefinition{}
	for _, key := range v.parents {
		a, err := v.acts.get(ctx, key)
		if err != nil {
			return nil, err
		}
		if a == nil {
			continue
		}
		for i, ver := range a.articles {
			heading := strings.ToLower(ver.Heading + " " + a.read[i].Heading)
			if !strings.Contains(heading, "từ ngữ") {
				continue
			}
			for _, u := range a.read[i].Units {
				text := strings.TrimSpace(ver.Text[u.Start:u.End])
				if term := termOf(text); term != "" {
					name := syllableText(term)
					out[name] = append(out[name], foreignDefinition{definition{term, u.Path, text}, a})
				}
			}
		}
	}
	return out, nil
}

// longTerm is how many syllables a term has for another meaning in other law to
// matter: short words mean different things in different laws.
const longTerm = 3

// elsewhere finds a definition of the term in other law in force.
func (v *review) elsewhere(ctx context.Context, d definition, name string) error {
	if strings.Count(strings.TrimSpace(name), " ")+1 < longTerm {
		return nil
	}
	s := statement{norm: norm.Read(d.term + " là")}
	found, err := v.finder.find(ctx, &s, nil)
	if err != nil {
		return err
	}
	for _, p := range found {
		term := termOf(p.text)
		if term == "" || syllableText(term) != name || !strings.Contains(strings.ToLower(p.chunk.Heading), "từ ngữ") {
			continue
		}
		a, err := v.acts.get(ctx, p.info.ID)
		if err != nil {
			return err
		}
		if a != nil {
			v.redefined(d, foreignDefinition{definition{term, p.path, p.text}, a})
			return nil
		}
	}
	return nil
}

// redefined compares two meanings of one term.
func (v *review) redefined(d definition, t foreignDefinition) {
	ours, theirs := norm.Read(afterIs(d.text)), norm.Read(afterIs(t.text))
	c := compare(&ours, &theirs, v.finder.weigh)
	if c.cover >= 0.75 && c.whole >= 0.6 && len(c.diffs) == 0 {
		return
	}
	m := t.act.met(t.path, v.on)
	certainty := 0.85
	if c.cover >= 0.75 && len(c.diffs) == 0 {
		certainty = 0.6
	}
	if !v.isParent(t.act.doc.Key) {
		certainty -= 0.25
		if c.cover >= 0.4 {
			certainty = 0.4 // told for its own purpose
		}
	}
	v.add(Finding{Type: "term_redefined", Path: d.path, Words: d.term, Certainty: certainty, Meets: []Met{m},
		Explanation: fmt.Sprintf("%s %s giải thích “%s” theo nghĩa khác.", m.Label, t.act.doc.Title, d.term)})
}

func afterIs(text string) string {
	text = unitLabel.ReplaceAllString(text, "")
	if i := strings.Index(text, " là "); i >= 0 {
		return text[i+len(" là "):]
	}
	return text
}

var (
	shortForm = regexp.MustCompile(`[A-ZĐ]{3,8}`)
	roman     = regexp.MustCompile(`^M{0,3}(?:CM|CD|D?C{0,3})(?:XC|XL|L?X{0,3})(?:IX|IV|V?I{0,3})$`)
)

// undefined finds abbreviations that are used and told nowhere.
func (v *review) undefined(ctx context.Context) error {
	type use struct{ word, path, text string }
	var uses []use
	seen := map[string]bool{}
	for i := range v.draft.statements {
		s := &v.draft.statements[i]
		if s.quoted || s.text == strings.ToUpper(s.text) {
			continue
		}
		for _, m := range shortForm.FindAllStringIndex(s.text, -1) {
			w := s.text[m[0]:m[1]]
			if seen[w] || roman.MatchString(w) || !isolated(s.text, m) {
				continue
			}
			seen[w] = true
			if strings.Contains(v.draft.doc.Text, "("+w+")") || regexp.MustCompile(`(?:gọi|viết) (?:tắt|chung)?[^.]{0,30}`+w).MatchString(v.draft.doc.Text) {
				continue
			}
			uses = append(uses, use{w, s.path, s.text})
		}
	}
	if len(uses) == 0 {
		return nil
	}
	names := make([]string, len(uses))
	for i, u := range uses {
		names[i] = lexical.Syllable(strings.ToLower(u.word))
	}
	df, _, err := v.index.Frequencies(ctx, names)
	if err != nil {
		return fmt.Errorf("review: frequencies of abbreviations: %w", err)
	}
	for i, u := range uses {
		if df[i] > 2 {
			continue // known to the law at hand
		}
		words := u.word
		if at := strings.Index(u.text, u.word); at > 0 {
			words = named(u.text[:at]) + u.word
		}
		v.add(Finding{Type: "term_undefined", Path: u.path, Words: words, Certainty: 0.8,
			Explanation: fmt.Sprintf("“%s” được dùng mà dự thảo không giải thích, không viết đầy đủ ở lần đầu và văn bản trong kho cũng không dùng.", words)})
	}
	return nil
}

// isolated says that a match is a word of its own, no part of a number ("NĐ-CP").
func isolated(s string, m []int) bool {
	if m[0] > 0 && (strings.ContainsRune("/-", rune(s[m[0]-1])) || letterBefore(s, m[0])) {
		return false
	}
	if m[1] < len(s) {
		if strings.ContainsRune("/-", rune(s[m[1]])) {
			return false
		}
		for _, r := range s[m[1]:] {
			return !unicode.IsLetter(r)
		}
	}
	return true
}

func letterBefore(s string, at int) bool {
	r := []rune(s[max(0, at-4):at])
	return len(r) > 0 && unicode.IsLetter(r[len(r)-1])
}

// named is the capitalised word before an abbreviation with its space ("Hệ thống ").
func named(before string) string {
	fields := strings.Fields(before)
	for n := 1; n <= 2 && n <= len(fields); n++ {
		w := fields[len(fields)-n]
		if first := []rune(w)[0]; unicode.IsUpper(first) {
			return strings.Join(fields[len(fields)-n:], " ") + " "
		}
	}
	return ""
}

// card heads begin the names of papers and registers.
var cards = []string{"Phiếu", "Sổ", "Giấy", "Bảng", "Thẻ", "Biên bản", "Tờ khai", "Chứng chỉ", "Danh sách", "Đơn"}

// nameEnds are words that no name of a paper holds.
var nameEnds = wording.WordSet("của do được và cho tại với để đã có bị về khi từ đến hoặc phải không là này đó trong ra vào quy")

// wording finds names of papers that are told in two ways.
func (v *review) wording(theirs []string) {
	type name struct {
		words []string
		path  string
		list  bool // begins a sentence or an item of a list
	}
	var all []name
	counts := map[string]int{}
	for i := range v.draft.statements {
		s := &v.draft.statements[i]
		if s.quoted {
			continue
		}
		for _, head := range cards {
			for from := 0; ; {
				at := strings.Index(s.text[from:], head+" ")
				if at < 0 {
					break
				}
				at += from
				from = at + len(head)
				if letterBefore(s.text, at) {
					continue
				}
				var words []string
				for j, t := range vitext.Syllables(s.text[at:]) {
					if j > 0 && t.Break > vitext.NoBreak || j == 6 || nameEnds[t.Text] {
						break
					}
					words = append(words, t.Text)
				}
				lead := strings.TrimRight(s.text[:at], " \n\u00a0“\"-–")
				all = append(all, name{words, s.path, lead == "" || strings.ContainsAny(lead[len(lead)-1:], ".;:)")})
				for n := 4; n <= len(words); n++ {
					counts[strings.Join(words[:n], " ")]++
				}
			}
		}
	}
	for _, t := range theirs {
		counts[t] += 2
	}
	var known [][]string
	for k, n := range counts {
		if n >= 2 {
			known = append(known, strings.Fields(k))
		}
	}
	slices.SortFunc(known, func(a, b []string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(strings.Join(a, " "), strings.Join(b, " "))
	})
	for _, n := range all {
		if len(n.words) < 3 || n.list || slices.ContainsFunc(known, func(k []string) bool { return hasPrefix(n.words, k) }) {
			continue
		}
		for _, k := range known {
			if m := variant(n.words, k); m > 0 {
				words := strings.Join(n.words[:m], " ")
				if v.inLaw(n.path, words) {
					break // a paper of its own
				}
				v.add(Finding{Type: "inconsistent_wording", Path: n.path, Words: words, Certainty: 0.7,
					Explanation: fmt.Sprintf("“%s” ở đây khác tên gọi “%s” dùng ở nơi khác.", upperFirst(words), upperFirst(strings.Join(k, " ")))})
				break
			}
		}
	}
}

// inLaw says that the law found for a statement uses a name too.
func (v *review) inLaw(path, words string) bool {
	for i := range v.draft.statements {
		if v.draft.statements[i].path != path {
			continue
		}
		for _, x := range v.matches[i].best {
			if strings.Contains(syllableText(x.p.text), " "+words+" ") {
				return true
			}
		}
	}
	return false
}

func hasPrefix(words, prefix []string) bool {
	return len(words) >= len(prefix) && slices.Equal(words[:len(prefix)], prefix)
}

// variant says how many of the words are another way to say the known name: the same
// head and end, one or two words changed, dropped or added between.
func variant(words, known []string) int {
	if words[0] != known[0] || len(known) < 3 {
		return 0
	}
	last := known[len(known)-1]
	for m := max(3, len(known)-1); m <= min(len(words), len(known)+1); m++ {
		if words[m-1] != last {
			continue
		}
		common := lcs(words[:m], known)
		if common >= max(3, len(known)-2) && common < max(m, len(known)) {
			return m
		}
	}
	return 0
}

// lcs is the length of the longest common subsequence.
func lcs(a, b []string) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		diag := 0
		for j, y := range b {
			up := row[j+1]
			if x == y {
				row[j+1] = diag + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			diag = up
		}
	}
	return row[len(b)]
}

func upperFirst(s string) string {
	r := []rune(s)
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}

var _ = corpus.Date(0)
