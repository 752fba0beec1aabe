// Package digest measures the digest of judgments against a gold that a person
// made: parties with their roles, what is claimed, days, amounts. The gold holds
// case ids and byte offsets, no text of a case. `trolyluat eval digest` calls it.
package digest

import (
	"context"
	_ "embed"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"regexp"
	"strings"

	"trolyluat/assistant/cases/digest"
	"trolyluat/corpus"
	"trolyluat/corpus/extract/judgments"
	"trolyluat/eval/run"
)

// Options are what [Run] needs; Cases and Reader are required.
type Options struct {
	Cases   string           // a collection of judgments, JSON Lines
	Gold    string           // "" takes the gold that comes with the suite
	Reader  judgments.Reader // reads the text of a judgment
	Seed    uint64
	Details bool
}

// Gold is what a person found in a judgment. Spans are bytes of judgment_text.
type Gold struct {
	ID      string   `json:"case_id"`
	From    int      `json:"from"`  // the facts …
	Until   int      `json:"until"` // … up to where the prosecutor speaks
	Parties []party  `json:"parties"`
	Claims  [][2]int `json:"claims"` // what a party asks of the court, changes or withdraws
	Open    [][2]int `json:"open"`   // words about claims that may be told and need not
	Dates   [][2]int `json:"dates"`  // days, months and years of what happened, each place
	Amounts [][2]int `json:"amounts"`
}

// party is a role ("nguyen_don", "bi_don", "lien_quan") and the span of a name.
type party struct {
	role       string
	start, end int
}

// UnmarshalJSON reads ["nguyen_don",120,131].
func (p *party) UnmarshalJSON(data []byte) error {
	return json.Unmarshal(data, &[]any{&p.role, &p.start, &p.end})
}

//go:embed gold.jsonl
var goldText string

// Report is what was measured.
type Report struct {
	run.Report
	Missed []string `json:"missed,omitempty"` // "case claims: words"
	Wrong  []string `json:"wrong,omitempty"`
	Absent []string `json:"absent,omitempty"` // judgments of the gold that the collection lacks
}

// Suite is the name of the suite in runs and reports.
const Suite = "digest"

// ErrNoCases is returned where the collection has no judgment of the gold.
var ErrNoCases = errors.New("eval: no judgment of the gold in the collection")

// ReadGold reads a gold, one judgment a JSON line.
func ReadGold(text string) ([]Gold, error) {
	var out []Gold
	for n, line := range strings.Split(strings.TrimSpace(text), "\n") {
		var g Gold
		if err := json.Unmarshal([]byte(line), &g); err != nil {
			return nil, fmt.Errorf("eval: digest gold line %d: %w", n+1, err)
		}
		if g.ID == "" || g.From >= g.Until {
			return nil, fmt.Errorf("eval: digest gold line %d: no judgment", n+1)
		}
		out = append(out, g)
	}
	return out, nil
}

// lists are what is measured.
var lists = [...]string{"parties", "claims", "dates", "amounts"}

// tally counts of one list in one judgment.
type tally struct{ gold, found, told, right float64 }

// Run measures, kept nowhere. Errors end it.
func Run(ctx context.Context, o Options) (*Report, error) {
	tasks, absent, err := Tasks(ctx, o)
	if err != nil {
		return nil, err
	}
	res, err := run.Do(ctx, "", run.Manifest{Suite: Suite, Seed: o.Seed}, tasks, run.Options{Finish: Finish})
	if err != nil {
		return nil, err
	}
	r := &Report{Report: res.Report, Absent: absent}
	if !o.Details {
		return r, nil
	}
	all, err := run.Details[kept](res)
	for _, k := range all {
		r.Missed, r.Wrong = append(r.Missed, k.Missed...), append(r.Wrong, k.Wrong...)
	}
	return r, err
}

// kept is what the suite keeps of a judgment beside its figures.
type kept struct {
	Missed []string `json:"missed,omitempty"`
	Wrong  []string `json:"wrong,omitempty"`
}

// Tasks are the judgments of the gold that the collection has, as items of a run;
// absent are the others. Of each list are told over all judgments together
//
//	claims_recall      the share of the gold that is told; so for parties, dates, amounts
//	claims_precision   the share of what is told that is right
//	claims_f1          of both
//	recall, precision, f1   of all lists together
//	placed             the share of the gold whose place in the read text is known
func Tasks(ctx context.Context, o Options) (tasks []run.Task, absent []string, err error) {
	text := goldText
	if o.Gold != "" {
		data, err := os.ReadFile(o.Gold)
		if err != nil {
			return nil, nil, fmt.Errorf("eval: read the gold: %w", err)
		}
		text = string(data)
	}
	gold, err := ReadGold(text)
	if err != nil {
		return nil, nil, err
	}
	data, err := os.ReadFile(o.Cases)
	if err != nil {
		return nil, nil, fmt.Errorf("eval: read the cases: %w", err)
	}
	rows, err := judgments.Rows(strings.NewReader(string(data)))
	if err != nil {
		return nil, nil, fmt.Errorf("eval: read the cases: %w", err)
	}
	docs, err := judgments.Read(ctx, o.Reader, data, corpus.Source{Name: o.Cases})
	if err != nil {
		return nil, nil, fmt.Errorf("eval: read the cases: %w", err)
	}
	for _, g := range gold {
		i := -1
		for k := range rows {
			if rows[k].ID == g.ID {
				i = k
			}
		}
		if i < 0 {
			absent = append(absent, g.ID)
			continue
		}
		if g.Until > len(rows[i].Text) {
			return nil, nil, fmt.Errorf("eval: digest gold: %s is shorter than the gold says", g.ID)
		}
		tasks = append(tasks, run.Task{ID: g.ID, Do: func(context.Context) (run.Item, run.Cost, error) {
			it, err := newJudging(rows[i].Text, docs[i], &g).item()
			return it, run.Cost{}, err
		}})
	}
	if len(tasks) == 0 {
		return nil, nil, ErrNoCases
	}
	return run.Distinct(tasks), absent, nil
}

// item is the judgment with what its digest tells rightly.
func (j *judging) item() (run.Item, error) {
	it := run.Item{Ratios: map[string]run.Ratio{}, Counts: map[string]float64{}}
	var k kept
	var all tally
	counts := j.judge(&k)
	for _, name := range lists {
		t := counts[name]
		t.ratios(it.Ratios, name+"_")
		it.Counts[name+"_n"] = t.gold
		all = tally{all.gold + t.gold, all.found + t.found, all.told + t.told, all.right + t.right}
	}
	all.ratios(it.Ratios, "")
	it.Ratios["placed"] = run.RatioOf(j.placed, j.spans)
	for _, words := range k.Missed {
		it.Notes = append(it.Notes, "sót "+words)
	}
	for _, words := range k.Wrong {
		it.Notes = append(it.Notes, "thừa "+words)
	}
	return it, it.Keep(k)
}

func (t tally) ratios(into map[string]run.Ratio, prefix string) {
	into[prefix+"recall"], into[prefix+"precision"] = run.Ratio{Num: t.found, Den: t.gold}, run.Ratio{Num: t.right, Den: t.told}
}

// Finish adds the F1 of the recall and the precision over all judgments, which
// count different things: spans of the gold, lines told.
func Finish(r *run.Result) error {
	m := r.Report.Metrics
	for _, prefix := range [...]string{"", "parties_", "claims_", "dates_", "amounts_"} {
		p, q := m[prefix+"precision"], m[prefix+"recall"]
		if m[prefix+"f1"] = 0; p+q > 0 {
			m[prefix+"f1"] = 2 * p * q / (p + q)
		}
	}
	return nil
}

// judging is one judgment with its gold placed in the text that the digest is of.
type judging struct {
	raw           string
	doc           *corpus.Document
	gold          *Gold
	at            []int // byte of raw → byte of doc.Text, -1 for what is not there
	spans, placed int
}

func newJudging(raw string, doc *corpus.Document, g *Gold) *judging {
	return &judging{raw: raw, doc: doc, gold: g, at: align(raw, doc.Text)}
}

// place carries a span of the raw text over.
func (j *judging) place(s [2]int) corpus.Span {
	out := corpus.Span{Start: -1, End: -1}
	for i := s[0]; i < s[1] && i < len(j.at); i++ {
		if k := j.at[i]; k >= 0 {
			if out.Start < 0 {
				out.Start = k
			}
			out.End = k + 1
		}
	}
	j.spans++
	if out.Start >= 0 {
		j.placed++
	}
	return out
}

func (j *judging) places(list [][2]int) []corpus.Span {
	out := make([]corpus.Span, len(list))
	for i, s := range list {
		out[i] = j.place(s)
	}
	return out
}

// shared is how many bytes two spans share.
func shared(a, b corpus.Span) int { return max(0, min(a.End, b.End)-max(a.Start, b.Start)) }

// meets says that a told line is the gold span: it has half of it, or it lies in it
// by half.
func meets(told, gold corpus.Span) bool {
	n := shared(told, gold)
	return n > 0 && (2*n >= told.Len() || 2*n >= gold.Len())
}

var digits = regexp.MustCompile(`\d+`)

// dayOf writes the words of a date as the digest does: "2017-05-09", "2017-05",
// "2017".
func dayOf(words string) string {
	n := digits.FindAllString(words, -1)
	out := ""
	for i := len(n) - 1; i >= 0; i-- {
		if out != "" {
			out += "-"
		}
		if len(n[i]) == 1 {
			out += "0"
		}
		out += n[i]
	}
	return out
}

func roleOf(role string) string {
	switch role = strings.ToLower(role); {
	case strings.HasPrefix(role, "nguyên đơn"):
		return "nguyen_don"
	case strings.HasPrefix(role, "bị đơn"):
		return "bi_don"
	case strings.Contains(role, "quyền lợi"):
		return "lien_quan"
	}
	return ""
}

func flat(s string) string { return strings.Join(strings.Fields(s), " ") }

// judge compares the digest with the gold.
func (j *judging) judge(k *kept) map[string]tally {
	d := digest.Make(j.doc)
	out := map[string]tally{}
	miss := func(list, words string) {
		k.Missed = append(k.Missed, j.gold.ID+" "+list+": "+flat(words))
	}
	wrong := func(list, words string) {
		k.Wrong = append(k.Wrong, j.gold.ID+" "+list+": "+flat(words))
	}
	within := j.place([2]int{j.gold.From, j.gold.Until})

	var t tally
	used := make([]bool, len(d.Parties))
	for _, p := range j.gold.Parties {
		t.gold++
		name := flat(j.raw[p.start:p.end])
		hit := false
		for i, told := range d.Parties {
			if !used[i] && roleOf(told.Role) == p.role && strings.HasSuffix(" "+flat(told.Name), " "+name) {
				used[i], hit = true, true
				break
			}
		}
		if !hit {
			miss("parties", p.role+" "+name)
			continue
		}
		t.found++
	}
	for i, told := range d.Parties {
		if roleOf(told.Role) == "" {
			continue // a representative, a witness
		}
		t.told++
		if used[i] {
			t.right++
		} else {
			wrong("parties", told.Role+" "+told.Name)
		}
	}
	out["parties"] = t

	claims, open := j.places(j.gold.Claims), j.places(j.gold.Open)
	t = tally{gold: float64(len(claims))}
	for i, c := range claims {
		hit := false
		for _, l := range d.Claims {
			hit = hit || meets(l.Span, c)
		}
		if hit {
			t.found++
		} else {
			miss("claims", j.raw[j.gold.Claims[i][0]:j.gold.Claims[i][1]])
		}
	}
	for _, l := range d.Claims {
		if shared(l.Span, within) == 0 {
			continue
		}
		t.told++
		right := false
		for _, c := range append(open, claims...) {
			right = right || shared(l.Span, c) > 0
		}
		if right {
			t.right++
		} else {
			wrong("claims", l.Text)
		}
	}
	out["claims"] = t

	dates := j.places(j.gold.Dates)
	t = tally{gold: float64(len(dates))}
	same := func(e digest.Event, i int) bool {
		return shared(e.Span, dates[i]) > 0 && e.Date == dayOf(j.raw[j.gold.Dates[i][0]:j.gold.Dates[i][1]])
	}
	for i := range dates {
		hit := false
		for _, e := range d.Timeline {
			hit = hit || same(e, i)
		}
		if hit {
			t.found++
		} else {
			miss("dates", j.raw[j.gold.Dates[i][0]:j.gold.Dates[i][1]])
		}
	}
	for _, e := range d.Timeline {
		if shared(e.Span, within) == 0 {
			continue
		}
		t.told++
		right := false
		for i := range dates {
			right = right || same(e, i)
		}
		if right || e.Span.End > within.End {
			t.right++
		} else {
			wrong("dates", e.Date+" "+e.Text)
		}
	}
	out["dates"] = t

	amounts := j.places(j.gold.Amounts)
	t = tally{gold: float64(len(amounts))}
	for i, g := range amounts {
		hit := false
		for _, a := range d.Amounts {
			hit = hit || meets(a.Span, g)
		}
		if hit {
			t.found++
		} else {
			miss("amounts", j.raw[j.gold.Amounts[i][0]:j.gold.Amounts[i][1]])
		}
	}
	for _, a := range d.Amounts {
		if shared(a.Span, within) == 0 {
			continue
		}
		t.told++
		right := false
		for _, g := range amounts {
			right = right || meets(a.Span, g)
		}
		if right {
			t.right++
		} else {
			wrong("amounts", a.Text+" | "+a.In)
		}
	}
	out["amounts"] = t
	return out
}
