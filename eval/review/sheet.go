package review

import (
	"fmt"
	"math/rand/v2"
	"strings"

	"trolyluat/corpus"
)

// form is the kind of draft that is made.
type form int

const (
	formDecree form = 1 << iota
	formLaw
	formCircular
	formAmending // a law that amends its base
	formAny      = formDecree | formLaw | formCircular | formAmending
	formWhole    = formDecree | formLaw | formCircular
	formLower    = formDecree | formCircular
)

// piece is one khoản of a draft.
type piece struct {
	text  string
	raw   string // the clause as taken over, before rewording
	from  *clause
	skip  bool   // its number leaves one out
	again bool   // its number repeats the one before
	role  string // "definition", "procedure", "reference", "named", "effect" …
	seed  uint64 // of the rewording
	fault *Fault
}

// art is one điều of a draft.
type art struct {
	heading string
	lead    string // line before the khoản
	pieces  []*piece
	role    string // "scope", "definitions", "effect", "transition", "closing", ""
	skip    bool
	fault   *Fault
}

// sheet is a draft while it is made.
type sheet struct {
	form    form
	law     *law
	basis   []string
	arts    []*art
	heading string // title of the draft
	own     string // "Nghị định này"
	number  string
	office  string
	whole   *Fault // something missing in the whole
	preface *Fault // in the lines of legal basis
}

func (s *sheet) piece(role string) *piece {
	for _, a := range s.arts {
		for _, p := range a.pieces {
			if p.role == role {
				return p
			}
		}
	}
	return nil
}

func (s *sheet) article(role string) *art {
	for _, a := range s.arts {
		if a.role == role {
			return a
		}
	}
	return nil
}

// pieces lists the khoản that satisfy want and carry no fault yet.
func (s *sheet) choose(rnd *rand.Rand, want func(*piece) bool) *piece {
	var fit []*piece
	for _, a := range s.arts {
		for _, p := range a.pieces {
			if p.fault == nil && want(p) {
				fit = append(fit, p)
			}
		}
	}
	if len(fit) == 0 {
		return nil
	}
	return fit[rnd.IntN(len(fit))]
}

// text of a piece as the draft has it.
func (p *piece) line() string {
	if p.raw == "" {
		return p.text
	}
	return reword(p.raw, rand.New(rand.NewPCG(p.seed, 7)))
}

func (s *sheet) kind() corpus.Kind {
	switch s.form {
	case formDecree:
		return corpus.KindDecree
	case formCircular:
		return corpus.KindCircular
	}
	return corpus.KindLaw
}

// render writes the draft as plain text and settles where its faults and what it
// took over stand.
func (s *sheet) render() (text string, faults []Fault, taken []string) {
	var b strings.Builder
	line := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	line("%s", s.office)
	line("Số:      /2026/%s", s.number)
	line("CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM")
	line("Độc lập - Tự do - Hạnh phúc")
	line("Hà Nội, ngày     tháng     năm 2026")
	line("DỰ THẢO")
	line("%s", strings.ToUpper(s.kind().Name()))
	line("%s", s.heading)
	for _, l := range s.basis {
		line("%s", l)
	}
	if s.preface != nil {
		f := *s.preface
		f.Path = "mo-dau"
		faults = append(faults, f)
	}
	n := 0
	for _, a := range s.arts {
		n++
		if a.skip {
			n++
		}
		path := fmt.Sprintf("d%d", n)
		if a.fault != nil {
			f := *a.fault
			f.Path = path
			if f.Quote == "" {
				f.Quote = a.heading
			}
			faults = append(faults, f)
		}
		line("%s", strings.TrimRight(fmt.Sprintf("Điều %d. %s", n, a.heading), " "))
		if a.lead != "" {
			line("%s", a.lead)
		}
		k := 0
		for _, p := range a.pieces {
			words := p.line()
			at := path
			if len(a.pieces) == 1 {
				line("%s", words)
			} else {
				k++
				if p.skip {
					k++
				}
				if p.again {
					k--
				}
				line("%d. %s", k, words)
				at = fmt.Sprintf("%s/k%d", path, k)
			}
			if p.from != nil && p.role != "copied" {
				taken = append(taken, at)
			}
			if p.fault != nil {
				f := *p.fault
				f.Path, f.Quote = at, words
				faults = append(faults, f)
			}
		}
	}
	if s.whole != nil {
		faults = append(faults, *s.whole)
	}
	line("Nơi nhận:")
	line("- Các bộ, cơ quan ngang bộ;")
	line("- Lưu: VT.")
	return b.String(), faults, taken
}
