package review

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"trolyluat/assistant/llm"
	"trolyluat/corpus"
	"trolyluat/prompts"
)

// Limits of what a model is asked.
const (
	pairsPerRequest = 5
	mostPairs       = 80   // of one draft
	judgeCover      = 0.45 // of a statement's words that a provision must tell for the pair to be judged
	judgedCertainty = 0.6  // of a conflict that the model alone finds, with both quotes in the texts
	agreement       = 0.1  // that a rule's finding gains or loses by the model's verdict
	judgeTokens     = 1500 // of a reply
)

// Judge reads aligned pairs with a model: the passage of the draft and the
// provision that says most of the same. What it finds is marked as the model's. A
// conflict whose decisive words do not stand in both texts is dropped.
type Judge struct {
	model llm.Generator
	log   *slog.Logger
}

// NewJudge returns a judge, nil without a model.
func NewJudge(model llm.Generator, log *slog.Logger) *Judge {
	if model == nil {
		return nil
	}
	if log == nil {
		log = slog.New(slog.DiscardHandler)
	}
	return &Judge{model, log}
}

// JudgePair is one pair that a [Judge] reads.
type JudgePair struct {
	DraftLabel, Draft  string
	Title, Label, Text string
}

// Opinion is what the model says of a pair. Valid says that the words it points at
// stand in both texts.
type Opinion struct {
	prompts.ConflictVerdict
	Valid bool
}

// Read judges pairs, some at a time; the opinions are parallel to the pairs, nil
// where the model said nothing of one. An error of one request leaves its pairs
// without an opinion; the first such error comes back with the rest.
func (j *Judge) Read(ctx context.Context, pairs []JudgePair) ([]*Opinion, error) {
	out := make([]*Opinion, len(pairs))
	var first error
	for from := 0; from < len(pairs); from += pairsPerRequest {
		batch := pairs[from:min(len(pairs), from+pairsPerRequest)]
		in := prompts.ConflictInput{}
		for i, p := range batch {
			in.Pairs = append(in.Pairs, prompts.ConflictPair{Number: i + 1, DraftLabel: p.DraftLabel, Draft: p.Draft, Title: p.Title, Label: p.Label, Text: p.Text})
		}
		prompt, err := prompts.Conflict(in)
		if err != nil {
			return out, fmt.Errorf("review: prompt: %w", err)
		}
		answer, _, err := llm.Object[prompts.Conflicts](ctx, j.model, llm.Request{Purpose: "conflict", MaxTokens: judgeTokens,
			Messages: []llm.Message{{Role: llm.System, Content: prompt.System}, {Role: llm.User, Content: prompt.User}},
			Schema:   &llm.Schema{Name: "ket_luan", JSON: prompts.ConflictSchema}})
		if err != nil {
			if ctx.Err() != nil {
				return out, fmt.Errorf("review: judge: %w", ctx.Err())
			}
			if first == nil {
				first = fmt.Errorf("review: judge: %w", err)
			}
			continue
		}
		for _, v := range answer.Verdicts {
			if v.Number < 1 || v.Number > len(batch) || out[from+v.Number-1] != nil {
				continue
			}
			p := batch[v.Number-1]
			out[from+v.Number-1] = &Opinion{v, stands(p.Draft, v.Draft) && stands(p.Text, v.Current)}
		}
	}
	return out, first
}

// stands says that words stand in a text, whatever the spaces and case.
func stands(text, words string) bool {
	words = strings.TrimSpace(syllableText(words))
	return words != "" && strings.Contains(syllableText(text), " "+words+" ")
}

// modelTypes name a conflict by what the model says differs.
var modelTypes = map[string]string{"con_so": "quantity_contrary", "tham_quyen": "authority_contrary", "dieu_kien": "condition_changed",
	"ngoai_le": "exception_changed", "muc_do": "modality_contrary", "khac": "condition_changed"}

// judged lets the model read the pairs.
func (v *review) judged(ctx context.Context) error {
	if v.judge == nil {
		return nil
	}
	v.report.Model = v.judge.model.Model()
	type place struct {
		s *statement
		x scoredPassage
	}
	var places []place
	var pairs []JudgePair
	for i := range v.draft.statements {
		s := &v.draft.statements[i]
		if s.quoted || isDefinition(s) || len(v.matches[i].best) == 0 {
			continue
		}
		x := v.matches[i].best[0]
		if x.c.cover < judgeCover || x.c.words < 5 || x.c.cover > copyCover && x.c.back > copyBack && len(x.c.diffs) == 0 {
			continue
		}
		if len(pairs) == mostPairs {
			v.report.Notes = append(v.report.Notes, fmt.Sprintf("Mô hình chỉ đọc %d cặp đầu.", mostPairs))
			break
		}
		places = append(places, place{s, x})
		pairs = append(pairs, JudgePair{DraftLabel: corpus.PathLabel(s.path), Draft: s.full, Title: strings.TrimSpace(shortTitle(x.p.info) + " " + numbered(x.p.info)),
			Label: corpus.PathLabel(x.p.path), Text: x.p.text})
	}
	opinions, err := v.judge.Read(ctx, pairs)
	if err != nil {
		if ctx.Err() != nil {
			return err
		}
		v.judge.log.Warn("model failed, rules alone decide where it did", "model", v.report.Model, "error", err)
		v.report.Notes = append(v.report.Notes, "Mô hình ngôn ngữ không trả lời được một phần; những cặp đó chỉ được xét bằng quy tắc.")
	}
	for i, o := range opinions {
		if o != nil {
			v.opinion(places[i].s, places[i].x, o)
		}
	}
	return nil
}

// opinion enters a verdict of the model: it supports or weakens what a rule found
// of the same pair, and adds a conflict that no rule found.
func (v *review) opinion(s *statement, x scoredPassage, o *Opinion) {
	known := false
	for i := range v.findings {
		f := &v.findings[i]
		if f.Path != s.path || len(f.Meets) == 0 || f.Meets[0].Document != x.p.info.Key || f.Meets[0].Path != x.p.path || f.Type == "overlap" {
			continue
		}
		known = true
		switch {
		case o.Result == prompts.Conflicting:
			f.Certainty = min(0.99, f.Certainty+agreement)
		case o.Result != prompts.Repeating:
			f.Certainty -= agreement
			f.Explanation += " (Mô hình ngôn ngữ không cho đây là mâu thuẫn.)"
		}
	}
	if known || o.Result != prompts.Conflicting || !o.Valid {
		return
	}
	m := metChunk(x.p.info, x.p.chunk, x.p.path, x.p.text, v.on)
	m.Words = o.Current
	f := Finding{Type: modelTypes[o.Kind], Path: s.path, Span: s.span, Text: s.text, Words: o.Draft, Meets: []Met{m}, Found: ByModel, Certainty: judgedCertainty,
		Explanation: "Theo mô hình ngôn ngữ: " + strings.TrimSpace(o.Reason)}
	if f.Type == "" {
		f.Type = "condition_changed"
	}
	if x.p.info.Rank >= v.draft.rank {
		f.Class, f.Gravity, f.Basis = Consistent, Conflicting, []string{equalBasis}
	}
	v.add(f)
}
