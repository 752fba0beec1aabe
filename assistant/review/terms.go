package review

import (
	"context"
	"fmt"
	"regexp"
	"strings"
	"unicode"

	"trolyluat/assistant/review/norm"
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
