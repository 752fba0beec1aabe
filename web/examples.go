package web

import (
	"cmp"
	"context"
	"slices"
	"strings"
	"sync"

	"trolyluat/corpus"
	"trolyluat/corpus/reference"
)

// How many questions are proposed, and among how many of the longest documents.
const (
	examplesShown  = 4
	examplesAmong  = 16
	exampleShort   = 3 // words of a heading
	exampleLong    = 10
	examplePointed = 2 // other texts that point at the điều, at least
)

// examples are questions to try on the empty chat page where the operator named
// none: about the điều that most other texts of the store point at. They are
// made behind the pages, once for every state of the store.
type examples struct {
	mu         sync.Mutex
	making     bool
	generation uint64
	questions  []string
}

// examples gives the questions to try; those of the store as far as they are
// made.
func (s *Server) examples(shelf *catalogue) []string {
	if len(s.Examples) > 0 {
		return s.Examples
	}
	e := &s.proposed
	e.mu.Lock()
	defer e.mu.Unlock()
	if !e.making && e.generation != shelf.Generation {
		e.making = true
		s.work.Go(func() {
			questions := s.propose(s.ctx, shelf)
			e.mu.Lock()
			defer e.mu.Unlock()
			e.making, e.generation, e.questions = false, shelf.Generation, questions
		})
	}
	return e.questions
}

// dull headings stand in every law and make no question.
var dull = []string{"phạm vi", "đối tượng", "giải thích", "hiệu lực", "nguyên tắc", "tổ chức thực hiện", "điều khoản", "quy định chuyển tiếp",
	"trách nhiệm của", "nhiệm vụ", "chính sách", "áp dụng", "sửa đổi", "bãi bỏ", "nội dung quản lý"}

// example makes a question of a điều's heading, "" where it gives none.
func example(heading string) string {
	heading = strings.TrimRight(strings.TrimSpace(heading), ".:;")
	n := len(strings.Fields(heading))
	lower := strings.ToLower(heading)
	if n < exampleShort || n > exampleLong || strings.ToUpper(heading) == heading || strings.ContainsAny(heading, "[]()0123456789") ||
		slices.ContainsFunc(dull, func(d string) bool { return strings.HasPrefix(lower, d) }) {
		return ""
	}
	return capital(heading) + " được quy định thế nào?"
}

// propose finds in the longest laws in force the điều that most other texts
// point at, one a law.
func (s *Server) propose(ctx context.Context, shelf *catalogue) []string {
	var laws []*corpus.DocumentInfo
	for i := range shelf.Infos {
		if info := &shelf.Infos[i]; info.Rank > 0 && info.Articles > 0 && statusOf(*info, s.Today()) == corpus.StatusInForce {
			laws = append(laws, info)
		}
	}
	slices.SortStableFunc(laws, func(a, b *corpus.DocumentInfo) int { return cmp.Compare(b.Articles, a.Articles) })
	type candidate struct {
		question string
		pointed  int
	}
	var found []candidate
	seen := map[string]bool{}
	for _, info := range laws[:min(examplesAmong, len(laws))] {
		if seen[info.Key] {
			continue
		}
		seen[info.Key] = true
		in, err := s.Library.RelationsTo(ctx, info.Key)
		if err != nil {
			s.Log.Warn("no questions to try", "error", err)
			return nil
		}
		pointing := map[string]map[string]bool{}
		for i := range in {
			if article := reference.Article(in[i].ToPath); article != "" && in[i].Document != info.ID {
				if pointing[article] == nil {
					pointing[article] = map[string]bool{}
				}
				pointing[article][in[i].Document] = true
			}
		}
		doc, err := s.Library.Document(ctx, info.ID)
		if err != nil {
			s.Log.Warn("no questions to try", "error", err)
			return nil
		}
		best := candidate{}
		for i := range doc.Provisions {
			p := &doc.Provisions[i]
			if n := len(pointing[p.Path]); p.Level == corpus.LevelArticle && n >= examplePointed && n > best.pointed {
				if q := example(p.Heading); q != "" {
					best = candidate{q, n}
				}
			}
		}
		if best.question != "" {
			found = append(found, best)
		}
	}
	slices.SortStableFunc(found, func(a, b candidate) int { return cmp.Compare(b.pointed, a.pointed) })
	var out []string
	for _, c := range found[:min(examplesShown, len(found))] {
		out = append(out, c.question)
	}
	return out
}
