package retrieval

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/retrieval/language"
)

// What readers are told about a search.
const (
	noteNoVectors      = "Kho chưa có véc-tơ ngữ nghĩa dùng được; kết quả chỉ tìm theo từ ngữ."
	noteEmbedderFailed = "Mô hình nhúng không trả lời; kết quả chỉ tìm theo từ ngữ."
)

// notesOn tells how the query was understood where that may surprise.
func notesOn(a *Analysis, q Query) []string {
	var notes []string
	if a.Read != "" {
		notes = append(notes, fmt.Sprintf("Câu hỏi được đọc là: “%s”.", a.Read))
	}
	if a.AsOf != 0 && q.AsOf == 0 {
		notes = append(notes, fmt.Sprintf("Câu hỏi nhắc đến thời điểm %s; hãy chọn ngày này nếu muốn tìm theo pháp luật có hiệu lực khi đó.", a.AsOf.VN()))
	}
	if len(a.Questions) > 1 {
		notes = append(notes, fmt.Sprintf("Câu hỏi gồm %d ý, được tìm riêng từng ý.", len(a.Questions)))
	}
	return notes
}

// mostQuestions bounds the single questions that are searched.
const mostQuestions = 4

// parts are the questions to search: the query itself, or each of several.
func parts(a *Analysis, table *language.Table) []*Analysis {
	if len(a.Questions) < 2 {
		return []*Analysis{a}
	}
	var out []*Analysis
	for _, text := range a.Questions[:min(len(a.Questions), mostQuestions)] {
		part := Analyze(text, table)
		out = append(out, &part)
	}
	return out
}

// preferred is added to the score of a text of a kind or issuer that the
// question asks for: about what a small difference in wording counts.
const preferred = 0.5

// prefer raises the candidates of the kinds and issuers that the question asks
// for.
func (s *Searcher) prefer(a *Analysis, p *Prepared, scores []float64, parts []map[string]float64) {
	if len(a.Kinds) == 0 && len(a.Issuers) == 0 {
		return
	}
	for i, f := range p.found {
		bonus := 0.0
		if slices.Contains(a.Kinds, f.info.Kind) {
			bonus += preferred
		}
		for _, issuer := range a.Issuers {
			if f.info.Issuer != "" && strings.EqualFold(f.info.Issuer, issuer) {
				bonus += preferred
			}
		}
		scores[i] += bonus
		if parts != nil && bonus > 0 {
			parts[i]["preferred"] = bonus
		}
	}
}

// nearMisses is how many hits behind the last are explained.
const nearMisses = 5

// Reasons of near misses.
const (
	ReasonBehind   = "behind"   // the next ones by score
	ReasonFiltered = "filtered" // what the filter keeps out, by words alone
)

// excluded finds what the words would have found but the filter keeps out.
func (s *Searcher) excluded(ctx context.Context, a *Analysis, q Query) ([]Hit, error) {
	f := q.Filter
	if f.AsOf == 0 && len(f.Kinds) == 0 && len(f.Issuers) == 0 && len(f.Documents) == 0 {
		return nil, nil
	}
	ts, err := s.termsOf(ctx, a)
	if err != nil {
		return nil, err
	}
	terms := ts.lexical(true)
	if len(terms) == 0 {
		return nil, nil
	}
	all, err := s.index.Lexical(ctx, terms, Filter{}, 20)
	if err != nil {
		return nil, fmt.Errorf("retrieval: search words: %w", err)
	}
	kept, err := s.index.Lexical(ctx, terms, f, 100)
	if err != nil {
		return nil, fmt.Errorf("retrieval: search words: %w", err)
	}
	passes := map[corpus.ChunkID]bool{}
	for _, c := range kept {
		passes[c.Chunk] = true
	}
	least := 0.0
	if len(kept) == 100 {
		least = kept[99].Score
	}
	var ids []corpus.ChunkID
	score := map[corpus.ChunkID]float64{}
	for _, c := range all {
		if !passes[c.Chunk] && c.Score > least && len(ids) < nearMisses {
			ids = append(ids, c.Chunk)
			score[c.Chunk] = c.Score
		}
	}
	found, err := s.passages.get(ctx, s.index, ids)
	if err != nil {
		return nil, err
	}
	var hits []Hit
	for _, p := range found {
		hits = append(hits, Hit{Document: *p.info, Chunk: p.chunk, Reason: ReasonFiltered,
			Parts: map[string]float64{"bm25f": score[p.chunk.ID]}})
	}
	return hits, nil
}
