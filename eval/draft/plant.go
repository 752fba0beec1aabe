package draft

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"
	"strconv"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// Fault is a kind of planted fault, or of a sound passage planted to see that it
// is left alone.
type Fault string

// The faults on references, those of what must not be missing, and the sound
// passages.
const (
	NoArticle   Fault = "no_article"   // a điều that the text has not
	NoClause    Fault = "no_clause"    // a khoản that the điều has not
	NotInForce  Fault = "not_in_force" // a text that had ended before the facts, or begins after the judgment
	Misquote    Fault = "misquote"     // quoted words that the điều has not
	NoFees      Fault = "no_fees"      // nothing on court fees
	NoAppeal    Fault = "no_appeal"    // nothing on the right to appeal
	NoAbsence   Fault = "no_absence"   // parties were absent, and nothing says why the trial went on
	RightQuote  Fault = "right_quote"  // sound: quoted word for word
	NotInStore  Fault = "not_in_store" // sound: a text that the store does not hold
	RightClause Fault = "right_clause" // sound: a khoản that is there
)

// onReference says that the fault is on a reference.
func (f Fault) onReference() bool {
	return f == NoArticle || f == NoClause || f == NotInForce || f == Misquote
}

// sound says that nothing is wrong with what was planted.
func (f Fault) sound() bool { return f == RightQuote || f == NotInStore || f == RightClause }

// Draft is a judgment with one planted passage.
type Draft struct {
	Case    string
	Fault   Fault
	Text    string
	Planted string // the words that were planted, "" for what was cut
}

// library is the provisions that faults are made of.
type library struct {
	docs []*corpus.Document
}

func newLibrary(ctx context.Context, source reference.Source) (*library, error) {
	l := &library{}
	for info, err := range source.Documents(ctx) {
		if err != nil {
			return nil, fmt.Errorf("eval: list texts: %w", err)
		}
		if info.Articles == 0 || info.Kind == corpus.KindJudgment || info.Kind == corpus.KindPrecedent || info.Kind == corpus.KindConsolidated {
			continue
		}
		d, err := source.Document(ctx, info.ID)
		if err != nil {
			return nil, fmt.Errorf("eval: load %s: %w", info.ID, err)
		}
		l.docs = append(l.docs, d)
	}
	slices.SortFunc(l.docs, func(a, b *corpus.Document) int { return strings.Compare(a.ID, b.ID) })
	return l, nil
}

// name is how a judgment names the text: "Bộ luật Dân sự năm 2015", and what is
// no law by its number.
func name(d *corpus.Document) string {
	if d.Kind != corpus.KindLaw && d.Kind != corpus.KindCode {
		return d.Kind.Name() + " số " + d.Number
	}
	return d.Title + " năm " + strconv.Itoa(d.Issued.Year())
}

// inForce are the texts in force on the last day of the facts and on that of the
// judgment; out those that had ended before the first or begin after the judgment.
func (l *library) inForce(first, last, decided corpus.Date) (in, out []*corpus.Document) {
	for _, d := range l.docs {
		if d.Effective.From == 0 || d.Issued == 0 || len(d.Provisions) == 0 {
			continue
		}
		switch iv := d.Effective; {
		case iv.Contains(last) && iv.Contains(decided):
			in = append(in, d)
		case iv.From > decided || iv.To != 0 && iv.To <= first:
			out = append(out, d)
		}
	}
	return in, out
}

// article is a điều with the number of its khoản.
type article struct {
	label, path, text string
	clauses           int
}

// articles are the điều of a text.
func articles(d *corpus.Document) []article {
	var out []article
	for _, p := range d.Provisions {
		if p.Level == corpus.LevelArticle && strings.HasPrefix(p.Path, "d") && isNumber(p.Label) {
			out = append(out, article{label: p.Label, path: p.Path, text: d.Text[p.Span.Start:p.Span.End]})
		} else if p.Level == corpus.LevelClause && len(out) > 0 && strings.HasPrefix(p.Path, out[len(out)-1].path+"/k") {
			if n, err := strconv.Atoi(p.Label); err == nil {
				out[len(out)-1].clauses = max(out[len(out)-1].clauses, n)
			}
		}
	}
	return out
}

func isNumber(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// plant makes the drafts of one judgment; first and last are the days of its facts.
func (l *library) plant(id, text string, first, last, decided corpus.Date, rng *rand.Rand) []Draft {
	in, out := l.inForce(first, last, decided)
	var drafts []Draft
	add := func(f Fault, sentence string) {
		if with, ok := insert(text, sentence); ok {
			drafts = append(drafts, Draft{Case: id, Fault: f, Text: with, Planted: sentence})
		}
	}
	pick := func(from []*corpus.Document) (*corpus.Document, []article) {
		for range 20 {
			d := from[rng.IntN(len(from))]
			if list := articles(d); len(list) > 5 {
				return d, list
			}
		}
		return nil, nil
	}
	if len(in) > 0 {
		if d, list := pick(in); d != nil {
			last, _ := strconv.Atoi(list[len(list)-1].label)
			add(NoArticle, fmt.Sprintf("Áp dụng Điều %d %s.", last+1+rng.IntN(40), name(d)))
		}
		if d, list := pick(in); d != nil {
			if a, ok := choose(list, rng, func(a article) bool { return a.clauses >= 2 }); ok {
				add(NoClause, fmt.Sprintf("Áp dụng khoản %d Điều %s %s.", a.clauses+1+rng.IntN(4), a.label, name(d)))
			}
		}
		if d, list := pick(in); d != nil {
			if a, ok := choose(list, rng, func(a article) bool { return a.clauses >= 2 }); ok {
				add(RightClause, fmt.Sprintf("Áp dụng khoản %d Điều %s %s.", 1+rng.IntN(a.clauses), a.label, name(d)))
			}
		}
		for _, f := range []Fault{Misquote, RightQuote} {
			for range 20 {
				d, list := pick(in)
				if d == nil {
					break
				}
				a, q, ok := quotable(list, rng)
				if ok && f == Misquote {
					q, ok = spoil(q, rng)
				}
				if ok {
					add(f, fmt.Sprintf("Điều %s %s quy định: “%s”.", a.label, name(d), q))
					break
				}
			}
		}
	}
	if len(out) > 0 {
		if d, list := pick(out); d != nil {
			a := list[rng.IntN(len(list))]
			add(NotInForce, fmt.Sprintf("Áp dụng Điều %s %s.", a.label, name(d)))
		}
	}
	add(NotInStore, fmt.Sprintf("Áp dụng Điều %d Nghị định số %d/2012/NĐ-CP.", 1+rng.IntN(30), 400+rng.IntN(500)))
	for f, words := range map[Fault][]string{NoFees: {"án phí"}, NoAppeal: {"kháng cáo"}, NoAbsence: {"vắng mặt"}} {
		if cut, ok := without(text, f, words); ok {
			drafts = append(drafts, Draft{Case: id, Fault: f, Text: cut})
		}
	}
	slices.SortFunc(drafts, func(a, b Draft) int { return strings.Compare(string(a.Fault), string(b.Fault)) })
	return drafts
}

func choose(list []article, rng *rand.Rand, ok func(article) bool) (article, bool) {
	for range 50 {
		if a := list[rng.IntN(len(list))]; ok(a) {
			return a, true
		}
	}
	return article{}, false
}

// quotable picks a stretch of 12 to 25 words of one line of a điều.
func quotable(list []article, rng *rand.Rand) (article, string, bool) {
	for range 50 {
		a := list[rng.IntN(len(list))]
		var lines [][]string
		for i, line := range strings.Split(a.text, "\n") {
			if w := strings.Fields(line); i > 0 && len(w) >= 14 && !strings.ContainsAny(line, "“”\"[]") {
				lines = append(lines, w)
			}
		}
		if len(lines) == 0 {
			continue
		}
		w := lines[rng.IntN(len(lines))]
		start := 1
		if !strings.HasSuffix(w[0], ".") && !strings.HasSuffix(w[0], ")") {
			start = 0
		}
		n := min(len(w)-start, 12+rng.IntN(14))
		return a, strings.Trim(strings.Join(w[start:start+n], " "), " ,;:."), true
	}
	return article{}, "", false
}

// turns are words that turn a rule round.
var turns = [][2]string{{"không được", "được"}, {"phải", "có thể"}, {"không", "đều"}, {"được", "không được"}, {"có quyền", "có nghĩa vụ"},
	{"nghĩa vụ", "quyền"}, {"hoặc", "và"}, {"trước", "sau"}, {"tất cả", "một phần"}, {"và", "hoặc"}}

// spoil changes quoted words so that they say something else.
func spoil(q string, rng *rand.Rand) (string, bool) {
	order := rng.Perm(len(turns))
	for _, i := range order {
		t := turns[i]
		if at := strings.Index(" "+q+" ", " "+t[0]+" "); at >= 0 {
			return strings.TrimSpace(strings.Replace(" "+q+" ", " "+t[0]+" ", " "+t[1]+" ", 1)), true
		}
	}
	return "", false
}

// insert puts a sentence behind the heading of the reasoning.
func insert(text, sentence string) (string, bool) {
	upper := strings.ToUpper(text)
	for _, head := range []string{"NHẬN ĐỊNH CỦA TÒA ÁN", "NHẬN ĐỊNH CỦA TOÀ ÁN", "NHẬN ĐỊNH CỦA HỘI ĐỒNG XÉT XỬ", "XÉT THẤY"} {
		i := strings.Index(upper, "\n"+head)
		if i < 0 || len(upper) != len(text) {
			continue
		}
		j := strings.IndexByte(text[i+1:], '\n')
		if j < 0 {
			continue
		}
		at := i + 1 + j + 1
		return text[:at] + sentence + "\n" + text[at:], true
	}
	return text, false
}

// without cuts from a judgment all sentences on a matter: of fees and appeal those
// of the reasoning and ruling, of absence those that say why the trial went on.
func without(text string, f Fault, words []string) (string, bool) {
	upper := strings.ToUpper(text)
	if len(upper) != len(text) {
		return text, false
	}
	start := strings.Index(upper, "\nNHẬN ĐỊNH")
	if start < 0 {
		start = strings.Index(upper, "\nXÉT THẤY")
	}
	if start < 0 || f == NoAbsence && !strings.Contains(strings.ToLower(text[:start]), "vắng mặt") {
		return text, false
	}
	if f == NoAppeal && (strings.Contains(upper[:min(len(upper), 3000)], "PHÚC THẨM") || strings.Contains(upper[:min(len(upper), 3000)], "-PT")) {
		return text, false
	}
	if i := strings.IndexByte(text[start+1:], '\n'); i >= 0 {
		start += 1 + i // the heading stays
	}
	body := text[start:]
	cut := 0
	var b strings.Builder
	for _, s := range strings.SplitAfter(strings.ReplaceAll(body, ".\n", ".\x00\n"), "\x00") {
		for _, part := range strings.SplitAfter(s, "; ") {
			low := strings.Join(strings.Fields(strings.ToLower(part)), " ")
			if slices.ContainsFunc(words, func(w string) bool { return strings.Contains(low, w) }) || f == NoAbsence && (strings.Contains(low, "điều 227") || strings.Contains(low, "điều 228")) {
				cut++
				continue
			}
			b.WriteString(part)
		}
	}
	out := strings.ReplaceAll(b.String(), "\x00", "")
	return text[:start] + "\n" + out, cut > 0 && strings.Contains(strings.ToUpper(out), "QUYẾT ĐỊNH")
}
