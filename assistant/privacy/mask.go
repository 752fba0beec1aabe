package privacy

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Options configure a [Masker].
type Options struct {
	// Kinds to mask; nil masks all.
	Kinds []Kind
	// Keep are words or names that are never masked, compared without case:
	// names of the operator's own offices, of public places.
	Keep []string
}

// Masker finds and masks personal data. It is safe for concurrent use.
type Masker struct {
	kinds map[Kind]bool
	keep  map[string]bool
}

// New makes a masker.
func New(o Options) *Masker {
	m := &Masker{kinds: map[Kind]bool{}, keep: map[string]bool{}}
	kinds := o.Kinds
	if kinds == nil {
		kinds = Kinds()
	}
	for _, k := range kinds {
		m.kinds[k] = true
	}
	for _, w := range o.Keep {
		m.keep[strings.ToLower(norm.NFC.String(strings.TrimSpace(w)))] = true
	}
	return m
}

// Find lists the personal data in a text in NFC, in order and without overlap.
func (m *Masker) Find(text string) []Found {
	var all []Found
	for _, f := range []func(string) []Found{findEmails, findNumbers, findPlates, findBirths, findAddresses, findNames} {
		all = append(all, f(text)...)
	}
	all = slices.DeleteFunc(all, func(f Found) bool {
		return !m.kinds[f.Kind] || m.keep[strings.ToLower(text[f.Start:f.End])]
	})
	// Where two overlap the longer one stays, then the one found by the earlier
	// and surer rule.
	order := make([]int, len(all))
	for i := range order {
		order[i] = i
	}
	slices.SortStableFunc(order, func(a, b int) int {
		return (all[b].End - all[b].Start) - (all[a].End - all[a].Start)
	})
	var out []Found
	for _, i := range order {
		f := all[i]
		if !slices.ContainsFunc(out, func(g Found) bool { return f.Start < g.End && g.Start < f.End }) {
			out = append(out, f)
		}
	}
	slices.SortFunc(out, func(a, b Found) int { return a.Start - b.Start })
	return out
}

// Mask replaces the personal data in text by placeholders such as {TEN_1} and
// remembers them in p, so that [Map.Restore] can put them back. The same words
// get the same placeholder throughout a map. The result is in NFC.
func (m *Masker) Mask(text string, p *Map) string {
	text = norm.NFC.String(text)
	p.reserve(text)
	var b strings.Builder
	at := 0
	for _, f := range m.Find(text) {
		b.WriteString(text[at:f.Start])
		b.WriteString(p.placeholder(f.Kind, text[f.Start:f.End]))
		at = f.End
	}
	b.WriteString(text[at:])
	return p.maskKnown(b.String())
}

// Log masks a text for a log: the same placeholders, and nothing to put them
// back.
func (m *Masker) Log(text string) string { return m.Mask(text, new(Map)) }

// Map remembers what placeholders stand for, for one conversation. The zero
// value is ready. It holds personal data: keep it in memory only. It is not
// safe for concurrent use.
type Map struct {
	words map[string]string // placeholder → words
	holds map[string]string // kind + folded words → placeholder
	next  map[Kind]int
	used  map[string]bool // placeholders that texts held of themselves
}

// Len is the number of placeholders.
func (p *Map) Len() int { return len(p.words) }

// Kinds lists the kinds that were masked, in the order of [Kinds].
func (p *Map) Kinds() []Kind {
	var out []Kind
	for _, k := range Kinds() {
		if p.next[k] > 0 {
			out = append(out, k)
		}
	}
	return out
}

var placeholderForm = regexp.MustCompile(`\{\s*([A-Z]{2,10})\s*\\?_\s*(\d{1,4})\s*\}`)

// reserve keeps placeholders that a text already holds from being given to
// something else.
func (p *Map) reserve(text string) {
	for _, m := range placeholderForm.FindAllStringSubmatch(text, -1) {
		ph := "{" + m[1] + "_" + m[2] + "}"
		if _, ours := p.words[ph]; !ours {
			if p.used == nil {
				p.used = map[string]bool{}
			}
			p.used[ph] = true
		}
	}
}

func (p *Map) placeholder(k Kind, words string) string {
	if p.words == nil {
		p.words, p.holds, p.next = map[string]string{}, map[string]string{}, map[Kind]int{}
	}
	id := string(k) + "\x00" + strings.ToLower(strings.Join(strings.Fields(words), " "))
	if ph, ok := p.holds[id]; ok {
		return ph
	}
	for {
		p.next[k]++
		ph := fmt.Sprintf("{%s_%d}", k, p.next[k])
		if !p.used[ph] {
			p.words[ph], p.holds[id] = words, ph
			return ph
		}
	}
}

// maskKnown masks full names that were found by a cue once and stand without
// one elsewhere, in this text or a later one of the conversation.
func (p *Map) maskKnown(text string) string {
	for ph, words := range p.words {
		if !strings.HasPrefix(ph, "{"+string(Name)) || len(strings.Fields(words)) < 2 {
			continue
		}
		for from := 0; ; {
			i := strings.Index(text[from:], words)
			if i < 0 {
				break
			}
			start, end := from+i, from+i+len(words)
			if !bounded(text, start, end) {
				from = end
				continue
			}
			text = text[:start] + ph + text[end:]
			from = start + len(ph)
		}
	}
	return text
}

// Restore puts the words back where their placeholders stand, however a model
// spaced or escaped them. Unknown placeholders stay.
func (p *Map) Restore(text string) string {
	if len(p.words) == 0 {
		return text
	}
	return placeholderForm.ReplaceAllStringFunc(text, func(s string) string {
		m := placeholderForm.FindStringSubmatch(s)
		if words, ok := p.words["{"+m[1]+"_"+m[2]+"}"]; ok {
			return words
		}
		return s
	})
}

// maxPlaceholder bounds how much a [Restorer] holds back.
const maxPlaceholder = 32

// Restorer puts words back in a text that comes in pieces.
type Restorer struct {
	p    *Map
	held string
}

// Stream starts restoring a stream of pieces.
func (p *Map) Stream() *Restorer { return &Restorer{p: p} }

// Next takes a piece and returns what is ready: all but an unfinished
// placeholder at the end.
func (r *Restorer) Next(piece string) string {
	s := r.held + piece
	r.held = ""
	if i := strings.LastIndexByte(s, '{'); i >= 0 && !strings.Contains(s[i:], "}") && len(s)-i <= maxPlaceholder {
		s, r.held = s[:i], s[i:]
	}
	return r.p.Restore(s)
}

// Flush returns what was held back.
func (r *Restorer) Flush() string {
	s := r.held
	r.held = ""
	return r.p.Restore(s)
}

// Numbers finds the numbers and addresses of the net that tell a person: papers,
// phones, accounts, plates, e-mail, dates of birth. Names and places are left to
// the caller.
func Numbers(text string) []Found {
	var out []Found
	for _, find := range []func(string) []Found{findNumbers, findEmails, findPlates, findBirths} {
		out = append(out, find(text)...)
	}
	return out
}
