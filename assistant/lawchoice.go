package assistant

import (
	"context"
	"fmt"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// The rules of choice of law with the articles that they stand on (design,
// section 4). The program concludes by them: every candidate is marked "suy ra".
const (
	ruleSubstance   = "pháp luật nội dung: văn bản có hiệu lực tại thời điểm xảy ra sự việc"
	ruleProcedure   = "pháp luật tố tụng: văn bản có hiệu lực tại thời điểm thực hiện hành vi tố tụng"
	ruleTransition  = "văn bản có hiệu lực sau ngày sự việc chỉ được áp dụng khi điều khoản chuyển tiếp hoặc quy định về hiệu lực trở về trước cho phép (Điều 55 Luật số 64/2025/QH15)"
	ruleCriminal    = "quy định hình sự có lợi hơn cho người phạm tội được áp dụng cho hành vi trước đó (Điều 7 khoản 3 Bộ luật Hình sự)"
	ruleHigher      = "trong nhóm này có giá trị pháp lý cao hơn"
	ruleLower       = "chỉ áp dụng khi không trái văn bản có giá trị pháp lý cao hơn"
	ruleExpired     = "đã hết hiệu lực tại thời điểm xét"
	ruleUnknown     = "chưa rõ hiệu lực tại thời điểm xét"
	appliesLikely   = "likely"
	appliesPossible = "possible"
	appliesUnlikely = "unlikely"
)

// candidateHits is how many hits candidates are taken from.
const candidateHits = 8

// chooseLaw lists the texts that may apply, substance by the date of the facts
// and procedure by today's, each with its reasons; it never picks one silently.
func (t *turn) chooseLaw(ctx context.Context, answer *Answer) error {
	q, today := &t.question, t.today()
	answer.Choice = &Choice{Substance: []LawCandidate{}, Procedure: []LawCandidate{}, Doubts: []string{}}
	now := t.hits
	if q.AsOf != today {
		found, err := t.search.Search(ctx, retrieval.Query{Text: t.searchText(), K: searchDepth, Filter: retrieval.Filter{AsOf: today}})
		if err != nil {
			return fmt.Errorf("assistant: search as of today: %w", err)
		}
		now = found.Hits
	}
	seen := map[string]bool{}
	highest := 0
	for i := range t.hits[:min(candidateHits, len(t.hits))] {
		h := &t.hits[i]
		if noLaw(h.Document.Kind) || proceduralLaw.MatchString(h.Document.Title) || seen[h.Document.Key] {
			continue
		}
		seen[h.Document.Key] = true
		if r := rankOf(&h.Document); r != 0 && (highest == 0 || r < highest) {
			highest = r
		}
		answer.Choice.Substance = append(answer.Choice.Substance, t.candidate(h, q.AsOf, "ngày xảy ra sự việc", ruleSubstance, t.numberOf(i)))
	}
	for i := range answer.Choice.Substance {
		c := &answer.Choice.Substance[i]
		for k := range t.hits {
			d := &t.hits[k].Document
			if d.Key != c.Document || len(answer.Choice.Substance) < 2 || highest == 0 {
				continue
			}
			if rankOf(d) == highest {
				c.Reasons = append(c.Reasons, ruleHigher)
			} else {
				c.Reasons = append(c.Reasons, ruleLower)
			}
			break
		}
	}
	for i := range now[:min(candidateHits, len(now))] {
		h := &now[i]
		if noLaw(h.Document.Kind) {
			continue
		}
		switch {
		case proceduralLaw.MatchString(h.Document.Title):
			if !seen["p "+h.Document.Key] {
				seen["p "+h.Document.Key] = true
				answer.Choice.Procedure = append(answer.Choice.Procedure, t.candidate(h, today, "ngày thực hiện hành vi tố tụng (hôm nay)", ruleProcedure, 0))
			}
		case q.AsOf != today && h.Chunk.From > q.AsOf && !seen[h.Document.Key]:
			seen[h.Document.Key] = true
			c := t.candidate(h, q.AsOf, "ngày xảy ra sự việc", ruleTransition, 0)
			c.Applies = appliesUnlikely
			if h.Document.Kind == corpus.KindCode && corpus.KeyOf(h.Document.Key) != "" && criminal(h.Document.Title) {
				c.Applies = appliesPossible
				c.Reasons = append(c.Reasons, ruleCriminal)
			}
			answer.Choice.Substance = append(answer.Choice.Substance, c)
		}
	}
	if len(answer.Choice.Substance) == 0 {
		answer.Choice.Doubts = append(answer.Choice.Doubts, "Kho không có văn bản nội dung nào có thể áp dụng tại ngày xét.")
	}
	return nil
}

func criminal(title string) bool { return title == "Bộ luật Hình sự" }

// noLaw says that a text is none of the law among which is chosen.
func noLaw(k corpus.Kind) bool {
	return k == corpus.KindJudgment || k == corpus.KindPrecedent || k == corpus.KindProcedure || k == corpus.KindDraft
}

func rankOf(d *corpus.DocumentInfo) int {
	if d.Rank != 0 {
		return d.Rank
	}
	return d.Kind.Rank()
}

func (t *turn) candidate(h *retrieval.Hit, on corpus.Date, onReason, rule string, citation int) LawCandidate {
	c := LawCandidate{Document: h.Document.Key, Title: documentName(&h.Document), On: on.String(), OnReason: onReason, Applies: appliesLikely,
		Reasons: []string{rule}, Citation: citation, Inferred: true}
	switch h.Status {
	case corpus.StatusExpired:
		c.Applies, c.Reasons = appliesUnlikely, append(c.Reasons, ruleExpired)
	case corpus.StatusUnknown:
		c.Applies, c.Reasons = appliesPossible, append(c.Reasons, ruleUnknown)
	case corpus.StatusPending:
		c.Applies, c.Reasons = appliesUnlikely, append(c.Reasons, ruleTransition)
	case corpus.StatusSuspended, corpus.StatusStoodIn, corpus.StatusPartly:
		c.Applies, c.Reasons = appliesPossible, append(c.Reasons, h.Status.Name()+" tại thời điểm xét")
	}
	return c
}
