package web

import (
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
	"trolyluat/corpus/vitext"
)

// link is a reference of a line with the address of what it means.
type link struct {
	span corpus.Span
	href string
}

// links finds the references of a line that stands in the provision at path and
// resolves them. What is not in the store, or could be several things, is no
// link.
func (l *law) links(line, path string) []link {
	if l.resolve == nil {
		return nil
	}
	refs := reference.Find(line)
	if len(refs) == 0 {
		return nil
	}
	place := reference.Place{Path: path, Act: reference.Act{ID: l.info.ID, Key: l.info.Key, Kind: l.info.Kind, Title: l.info.Title,
		Issued: l.info.Issued, Effective: l.info.Effective}}
	var out []link
	for _, ref := range refs {
		resolved, err := l.resolve(ref, place)
		if err != nil || resolved.Act.ID == "" || resolved.Outcome != reference.Exact && resolved.Outcome != reference.ProvisionMissing {
			continue
		}
		id := resolved.Act.ID
		if len(ref.Targets) == 0 {
			if id != l.info.ID {
				out = append(out, link{ref.Span, l.to(id, "")})
			}
			continue
		}
		for i, t := range ref.Targets {
			unit := resolved.Units[i]
			if unit.Path == "" || id == l.info.ID && unit.Path == path {
				continue
			}
			span := withUnitWord(line, t.Span)
			if len(ref.Targets) == 1 {
				span = ref.Span
			}
			out = append(out, link{span, l.to(id, unit.Path)})
		}
	}
	return sorted(out)
}

// withUnitWord takes the word before a number into its link: "khoản 1", not "1".
func withUnitWord(line string, s corpus.Span) corpus.Span {
	before := strings.ToLower(line[max(0, s.Start-12):s.Start])
	for _, word := range []string{"khoản ", "điểm ", "điều ", "chương ", "mục "} {
		if strings.HasSuffix(before, word) {
			s.Start -= len(word)
			break
		}
	}
	return s
}

// to is the address of a provision as a link of this page: a jump within the
// document, where the whole of it is on the page.
func (l *law) to(id, path string) string {
	if id == l.info.ID && path != "" && !l.fragment {
		return "#" + path
	}
	return l.address(id, path)
}

// needle is words that a reader looks for inside a text.
type needle struct {
	folded string // small letters without diacritics; "" looks for nothing
	marked string // as typed, in small letters, "" when typed without diacritics
}

func newNeedle(words string) needle {
	words = strings.Join(strings.Fields(vitext.Normalize(words)), " ")
	n := needle{folded: vitext.Fold(words)}
	if vitext.HasDiacritics(words) {
		n.marked = vitext.CanonicalTone(strings.ToLower(words))
	}
	return n
}

// in finds the needle as whole words; typed without diacritics it finds both.
func (n needle) in(line string) []corpus.Span {
	if n.folded == "" {
		return nil
	}
	folded := vitext.FoldMap(line)
	var out []corpus.Span
	for at := 0; ; {
		i := strings.Index(folded.Text[at:], n.folded)
		if i < 0 {
			return out
		}
		start := at + i
		at = start + len(n.folded)
		if inWord(folded.Text, start-1) || inWord(folded.Text, at) {
			continue
		}
		from, to := folded.Span(start, at)
		if n.marked != "" && vitext.CanonicalTone(strings.ToLower(line[from:to])) != n.marked {
			continue
		}
		out = append(out, corpus.Span{Start: from, End: to})
	}
}

// matchesIn finds what the reader looks for, and counts it.
func (l *law) matchesIn(line string) []corpus.Span {
	found := l.find.in(line)
	l.matches += len(found)
	return found
}

// inWord says whether byte i of a folded text belongs to a word.
func inWord(s string, i int) bool {
	if i < 0 || i >= len(s) {
		return false
	}
	c := s[i]
	return c >= 'a' && c <= 'z' || c >= '0' && c <= '9' || c >= 0x80
}

// label writes a path for a reader: "d12/k2/đ" is "điểm đ khoản 2 Điều 12".
func label(path string) string {
	if s := corpus.PathLabel(path); s != "" {
		return s
	}
	return "phần này"
}
