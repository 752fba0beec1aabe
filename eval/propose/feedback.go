package propose

import (
	"context"
	"encoding/json"
	"fmt"
	"iter"
	"regexp"
	"strings"
	"time"

	"trolyluat/assistant"
	"trolyluat/assistant/history"
	"trolyluat/assistant/privacy"
	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// Judgments walks what readers thought of answers; history.Store is one.
type Judgments interface {
	Judged(ctx context.Context, since time.Time) iter.Seq2[history.Judged, error]
}

// Skipped counts judged answers that make no question, by why.
type Skipped struct {
	NoProvision int `json:"no_provision"` // sai or thiếu, and the reader named no provision
	Unresolved  int `json:"unresolved"`   // the provision that the reader named is not in the store
	NoAnswer    int `json:"no_answer"`    // the answer failed, or was no answer to a question of law
	Twice       int `json:"twice"`        // the same question with the same provision again
}

// Of is how many there are.
func (s Skipped) Of() int { return s.NoProvision + s.Unresolved + s.NoAnswer + s.Twice }

// FromFeedback makes questions of answers that readers judged since a time (zero:
// all):
//
//	đúng           the provision in front answers, its short phrase is the point; a
//	               refusal makes an unanswerable question, a corrected mistake one
//	               with a false premise
//	sai, thiếu     the provision that the reader named answers
//
// A question that leaned on the conversation is taken as it was understood. Personal
// data in it are masked. Every row is marked as accepted, since a person judged it;
// the table may be gone through all the same.
func FromFeedback(ctx context.Context, from Judgments, src Source, since time.Time) ([]Proposal, Skipped, error) {
	index, err := reference.NewIndex(ctx, src)
	if err != nil {
		return nil, Skipped{}, fmt.Errorf("eval make: %w", err)
	}
	f := feedback{resolver: reference.NewResolver(index), masker: privacy.New(privacy.Options{}), seen: map[string]bool{}}
	for j, err := range from.Judged(ctx, since) {
		if err != nil {
			return nil, f.skipped, fmt.Errorf("eval make: read feedback: %w", err)
		}
		if err := f.add(ctx, &j); err != nil {
			return nil, f.skipped, err
		}
	}
	return f.out, f.skipped, nil
}

type feedback struct {
	resolver *reference.Resolver
	masker   *privacy.Masker
	seen     map[string]bool
	out      []Proposal
	skipped  Skipped
}

func (f *feedback) add(ctx context.Context, j *history.Judged) error {
	var a assistant.Answer
	if len(j.Turn.Answer) == 0 || json.Unmarshal(j.Turn.Answer, &a) != nil || j.Feedback == nil {
		f.skipped.NoAnswer++
		return nil
	}
	p := Proposal{Rule: "feedback", Role: j.Role, Kind: "answerable", Question: j.Question, Accepted: true}
	if u := a.Understanding; u != nil && u.Rewritten != "" {
		p.Question = u.Rewritten
	}
	p.Question = strings.Join(strings.Fields(f.masker.Log(p.Question)), " ")
	on, err := corpus.ParseDate(j.AsOf)
	if err == nil {
		p.AsOf = on // law changes: the verdict is of that day
	}
	if j.Feedback.Verdict == history.Right {
		if !f.right(&p, &a) {
			f.skipped.NoAnswer++
			return nil
		}
	} else {
		switch ok, err := f.named(ctx, &p, j.Feedback.Provision, on); {
		case err != nil:
			return err
		case strings.TrimSpace(j.Feedback.Provision) == "":
			f.skipped.NoProvision++
			return nil
		case !ok:
			f.skipped.Unresolved++
			return nil
		}
	}
	key := strings.ToLower(p.Question) + "\x00" + p.Document + "\x00" + p.Path
	if f.seen[key] {
		f.skipped.Twice++
		return nil
	}
	f.seen[key] = true
	p.ID = fmt.Sprintf("ph%04d", len(f.out)+1)
	f.out = append(f.out, p)
	return nil
}

// right takes an answer that a reader found right.
func (f *feedback) right(p *Proposal, a *assistant.Answer) bool {
	if !a.Found {
		p.Kind = "unanswerable"
		return true
	}
	if len(a.Citations) == 0 {
		return false
	}
	c := a.Citations[0]
	p.Document, p.Path, p.Passage = c.Document, c.Path, c.Quote
	if within := c.Quoted; within != "" {
		p.Path = within
	}
	if len(a.Corrections) > 0 {
		p.Kind = "false_premise"
		return true
	}
	if phrase := strings.TrimSpace(a.Phrase); phrase != "" && strings.Contains(squash(c.Quote), squash(phrase)) {
		p.Points = []string{strings.ReplaceAll(phrase, "|", " ")}
	}
	return true
}

// named takes the provision that a reader wrote: "khoản 1 Điều 25 Bộ luật Lao động",
// "45/2019/QH14 Điều 25". Where several are named the first that is there counts.
func (f *feedback) named(ctx context.Context, p *Proposal, provision string, on corpus.Date) (bool, error) {
	for _, text := range []string{provision, turned(provision)} {
		for _, r := range reference.Find(text) {
			res, err := f.resolver.Resolve(ctx, r, reference.Place{On: on})
			if err != nil {
				return false, fmt.Errorf("eval make: look up a provision: %w", err)
			}
			for _, u := range res.Units {
				if u.Outcome == reference.Exact && u.Path != "" && res.Act.Key != "" {
					p.Document, p.Path, p.Passage = res.Act.Key, u.Path, strings.TrimSpace(provision)
					return true, nil
				}
			}
		}
	}
	return false, nil
}

// reProvision begins a provision.
var reProvision = regexp.MustCompile(`(?i)(?:điểm\s+\S+\s+)?(?:khoản\s+\d+\S*\s+)?điều\s+\d+`)

// turned puts a provision that stands behind its act before it: "Luật A, Điều 3"
// is read as "Điều 3 Luật A".
func turned(s string) string {
	if i := reProvision.FindStringIndex(s); i != nil && i[0] > 0 {
		return strings.TrimSpace(s[i[0]:]) + " " + strings.Trim(s[:i[0]], " ,;:-–|#")
	}
	return ""
}
