package cases

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"trolyluat/assistant/cases/similar"
	"trolyluat/corpus"
	"trolyluat/corpus/reference"
	"trolyluat/retrieval"
)

// Alike is the cases that are like a situation.
type Alike struct {
	Precedents []Precedent `json:"precedents"` // án lệ, the likest first
	// Groups are the judgments by what was decided, the group of the likest first:
	// where courts differ, it shows.
	Groups []Group  `json:"groups"`
	Notes  []string `json:"notes"`
}

// Group is the judgments with one outcome.
type Group struct {
	Outcome     similar.Outcome `json:"outcome"`
	OutcomeName string          `json:"outcome_name"`
	Cases       []Judged        `json:"cases"`
}

// Like says how a case is like the situation.
type Like struct {
	Document   string        `json:"document"`
	DocumentID string        `json:"document_id"`
	Title      string        `json:"title"`
	Score      float64       `json:"score"`
	Parts      similar.Parts `json:"parts"`
	Same       []string      `json:"same"`   // why alike, Vietnamese
	Differ     []string      `json:"differ"` // where it differs
	Fictional  bool          `json:"fictional,omitempty"`
}

// Judged is a judgment like the situation.
type Judged struct {
	Like
	Court    string      `json:"court"`
	Level    string      `json:"level"`
	Decided  corpus.Date `json:"decided"`
	Matter   string      `json:"matter"`
	Decision string      `json:"decision"` // the words of the ruling
	Span     corpus.Span `json:"span"`     // of them in the judgment's text
	// Provisions are those that the ruling names; Document is "" where the store
	// has no such text ("chưa có trong kho").
	Provisions []Cited `json:"provisions"`
}

// Cited is a provision that a judgment names.
type Cited struct {
	Words    string `json:"words"`
	Document string `json:"document,omitempty"`
	Path     string `json:"path,omitempty"`
}

// Effect says whether an án lệ is to be applied on a date.
type Effect string

// The effects.
const (
	Applies    Effect = "co"
	NotYet     Effect = "chua_co"
	NoLonger   Effect = "het_hieu_luc"
	NotKnown   Effect = "chua_ro"
	inferred30        = "suy ra: 30 ngày kể từ ngày công bố (Nghị quyết 04/2019/NQ-HĐTP Điều 8)"
)

// Name is the Vietnamese wording.
func (e Effect) Name() string {
	switch e {
	case Applies:
		return "có hiệu lực áp dụng"
	case NotYet:
		return "chưa có hiệu lực áp dụng"
	case NoLonger:
		return "hết hiệu lực"
	}
	return "chưa rõ hiệu lực"
}

// Precedent is an án lệ like the situation.
type Precedent struct {
	Like
	Situation   string      `json:"situation"`
	Solution    string      `json:"solution"`
	RelatedLaw  []string    `json:"related_law"`
	Effect      Effect      `json:"effect"`
	EffectName  string      `json:"effect_name"`
	AppliesFrom corpus.Date `json:"applies_from"`
	// FromInferred tells how AppliesFrom was concluded where the text does not
	// print it.
	FromInferred string `json:"from_inferred,omitempty"`
	EndedBy      string `json:"ended_by,omitempty"`
}

// DefaultAlike is how many judgments and án lệ are shown each where none is said.
const DefaultAlike = 10

// leastScore is the score below which a case is not worth a look.
const leastScore = 0.06

// compared is a situation with the judgments and án lệ of the store that it is held
// against.
func (d *Desk) compared(ctx context.Context, k *known, s Situation) (mine *similar.Profile, all *similar.Collection, err error) {
	if mine, err = similar.NewProfile(similar.Case{Facts: s.Facts, Claims: s.Claims}); err != nil {
		return nil, nil, err
	}
	if all = k.cases; all == nil {
		all, err = d.searched(ctx, k, s)
	}
	return mine, all, err
}

// Alike finds the judgments and án lệ that are like a situation. on is the day on
// which the effect of án lệ is told; zero is today.
func (d *Desk) Alike(ctx context.Context, s Situation, n int, on corpus.Date) (*Alike, error) {
	if strings.TrimSpace(s.Facts+s.Claims) == "" {
		return nil, ErrEmpty
	}
	if n <= 0 {
		n = DefaultAlike
	}
	if on == 0 {
		on = d.today()
	}
	k, err := d.state(ctx)
	if err != nil {
		return nil, err
	}
	mine, all, err := d.compared(ctx, k, s)
	if err != nil {
		return nil, err
	}
	out := &Alike{Precedents: []Precedent{}, Groups: []Group{}, Notes: []string{}}
	judged := 0
	groups := map[similar.Outcome]int{}
	for _, m := range all.Rank(mine) {
		if m.Score < leastScore || judged >= n && len(out.Precedents) >= n {
			break
		}
		doc, err := d.store.Document(ctx, m.ID)
		if err != nil {
			return nil, fmt.Errorf("cases: load %s: %w", m.ID, err)
		}
		like := Like{Document: doc.Key, DocumentID: doc.ID, Title: doc.Title, Score: m.Score, Parts: m.Parts, Fictional: doc.Fictional}
		like.Same, like.Differ = compare(all, mine, all.Profile(m.ID))
		switch {
		case doc.Precedent != nil && len(out.Precedents) < n:
			p, err := d.precedent(ctx, doc, like, on)
			if err != nil {
				return nil, err
			}
			out.Precedents = append(out.Precedents, p)
		case doc.Judgment != nil && judged < n:
			judged++
			outcome, span := similar.ReadOutcome(doc)
			i, ok := groups[outcome]
			if !ok {
				i = len(out.Groups)
				groups[outcome] = i
				out.Groups = append(out.Groups, Group{Outcome: outcome, OutcomeName: outcome.Name()})
			}
			one, err := judgedCase(ctx, k.resolver, doc, like, span)
			if err != nil {
				return nil, err
			}
			out.Groups[i].Cases = append(out.Groups[i].Cases, one)
		}
	}
	if len(k.infos) == 0 {
		out.Notes = append(out.Notes, "Kho chưa có bản án hay án lệ nào; nạp bằng trolyluat ingest.")
	} else if judged == 0 && len(out.Precedents) == 0 {
		out.Notes = append(out.Notes, "Không thấy vụ án hay án lệ nào tương tự trong kho.")
	}
	if len(out.Groups) > 1 {
		out.Notes = append(out.Notes, "Các Tòa án quyết định khác nhau trong những vụ tương tự; xem từng nhóm.")
	}
	return out, nil
}

// searched gathers cases by search where there are too many to compare all.
func (d *Desk) searched(ctx context.Context, k *known, s Situation) (*similar.Collection, error) {
	c := similar.NewCollection()
	if d.searcher == nil {
		return c, nil
	}
	text := strings.TrimSpace(s.Claims)
	if text == "" {
		text = strings.ToValidUTF8(s.Facts[:min(len(s.Facts), 600)], "")
	}
	res, err := d.searcher.Search(ctx, retrieval.Query{Text: text, K: 300, Filter: retrieval.Filter{Kinds: []corpus.Kind{corpus.KindJudgment, corpus.KindPrecedent}}})
	if err != nil {
		return nil, fmt.Errorf("cases: search: %w", err)
	}
	seen := map[string]bool{}
	for _, h := range res.Hits {
		if !seen[h.Document.ID] {
			seen[h.Document.ID] = true
			if err := d.enter(ctx, c, h.Document.ID); err != nil {
				return nil, err
			}
		}
	}
	return c, nil
}

// compare says in words why two cases are alike and where they differ.
func compare(all *similar.Collection, a, b *similar.Profile) (same, differ []string) {
	same, differ = []string{}, []string{}
	theirs := map[string]float64{}
	for _, is := range b.Issues() {
		theirs[is.ID] = is.Strength
	}
	mine := map[string]bool{}
	var shared, only, other []string
	for _, is := range a.Issues() {
		mine[is.ID] = true
		switch {
		case theirs[is.ID] > 0 && (is.Strength >= 0.5 || theirs[is.ID] >= 0.5):
			shared = append(shared, is.Title)
		case theirs[is.ID] == 0 && is.Strength >= 0.5:
			only = append(only, is.Title)
		}
	}
	for _, is := range b.Issues() {
		if !mine[is.ID] && is.Strength >= 0.5 {
			other = append(other, is.Title)
		}
	}
	say := func(into *[]string, lead string, words []string, most int) {
		if len(words) > 0 {
			*into = append(*into, lead+strings.Join(words[:min(most, len(words))], "; "))
		}
	}
	say(&same, "cùng vấn đề: ", shared, 4)
	say(&same, "cùng tình tiết: ", all.Shared(a, b, 6), 6)
	sa, sb := a.Sides(), b.Sides()
	for i, role := range [2]string{"bên yêu cầu", "bên bị yêu cầu"} {
		switch {
		case sa[i] == similar.Unknown || sb[i] == similar.Unknown:
		case sa[i] == sb[i]:
			same = append(same, role+" đều là "+sa[i].Name())
		default:
			differ = append(differ, role+": ở đây là "+sa[i].Name()+", ở vụ kia là "+sb[i].Name())
		}
	}
	say(&differ, "chỉ ở đây: ", only, 3)
	say(&differ, "chỉ ở vụ kia: ", other, 3)
	return same, differ
}

func judgedCase(ctx context.Context, resolver *reference.Resolver, d *corpus.Document, like Like, span corpus.Span) (Judged, error) {
	j := d.Judgment
	out := Judged{Like: like, Court: j.Court, Level: j.Level, Decided: j.Decided, Matter: j.Matter, Span: span, Provisions: []Cited{}}
	out.Decision = strings.Join(strings.Fields(d.Text[span.Start:span.End]), " ")
	seen := map[string]bool{}
	for _, words := range j.Cited {
		for _, ref := range reference.Find(words) {
			if ref.Document.IsZero() || ref.Document.This {
				continue
			}
			name := strings.Join(strings.Fields(words[ref.Span.Start:ref.Span.End]), " ")
			if seen[name] {
				continue
			}
			seen[name] = true
			res, err := resolver.Resolve(ctx, ref, reference.Place{On: j.Decided})
			if err != nil {
				return out, fmt.Errorf("cases: resolve what %s cites: %w", d.ID, err)
			}
			c := Cited{Words: name}
			if res.Act.ID != "" {
				c.Document = res.Act.Key
				if len(res.Units) == 1 {
					c.Path = res.Units[0].Path
				}
			}
			out.Provisions = append(out.Provisions, c)
		}
	}
	return out, nil
}

func (d *Desk) precedent(ctx context.Context, doc *corpus.Document, like Like, on corpus.Date) (Precedent, error) {
	p := Precedent{Like: like, Situation: doc.Precedent.Situation, Solution: doc.Precedent.Solution, RelatedLaw: doc.Precedent.RelatedLaw,
		AppliesFrom: doc.Effective.From}
	if p.RelatedLaw == nil {
		p.RelatedLaw = []string{}
	}
	if doc.Inferred && doc.Effective.From != 0 {
		p.FromInferred = inferred30
	}
	incoming, err := d.store.RelationsTo(ctx, doc.Key)
	if err != nil {
		return p, fmt.Errorf("cases: what ends %s: %w", doc.Key, err)
	}
	slices.SortFunc(incoming, func(a, b corpus.IncomingRelation) int { return cmp.Compare(a.From, b.From) })
	p.Effect = EffectOn(doc, incoming, on, &p.EndedBy)
	p.EffectName = p.Effect.Name()
	return p, nil
}

// EffectOn tells whether an án lệ is to be applied on a date: from 30 days after
// its publication (or the day that it prints) until it ends or is repealed.
func EffectOn(doc *corpus.Document, incoming []corpus.IncomingRelation, on corpus.Date, endedBy *string) Effect {
	for _, r := range incoming {
		if (r.Type == corpus.Repeals || r.Type == corpus.Replaces) && r.ToPath == "" && (r.From == 0 || r.From <= on) {
			*endedBy = corpus.KeyOf(r.Document)
			return NoLonger
		}
	}
	switch corpus.StatusOn(doc.Effective, on) {
	case corpus.StatusExpired:
		*endedBy = doc.EndedBy
		return NoLonger
	case corpus.StatusPending:
		return NotYet
	case corpus.StatusInForce:
		return Applies
	}
	return NotKnown
}
