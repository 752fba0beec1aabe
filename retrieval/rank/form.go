package rank

import "trolyluat/corpus/vitext"

var formNames = []string{"body.log", "heading.log", "name.log", "definitions", "definitions.asked", "definitions.not",
	"housekeeping", "fine.asked", "fine.not", "terms.log"}

// phrase is a fixed wording as tokens.
func phrase(words ...string) []Token {
	out := make([]Token, len(words))
	for i, w := range words {
		out[i] = TokenOf(w)
	}
	return out
}

// Headings that stand in almost every text and seldom answer a question about
// its subject.
var (
	definitionHeadings   = [][]Token{phrase("giải", "thích", "từ", "ngữ"), phrase("giải", "thích", "thuật", "ngữ")}
	housekeepingHeadings = [][]Token{
		phrase("phạm", "vi", "điều", "chỉnh"), phrase("đối", "tượng", "áp", "dụng"), phrase("hiệu", "lực", "thi", "hành"),
		phrase("tổ", "chức", "thực", "hiện"), phrase("trách", "nhiệm", "thi", "hành"), phrase("điều", "khoản", "thi", "hành"),
		phrase("điều", "khoản", "chuyển", "tiếp"), phrase("quy", "định", "chuyển", "tiếp"), phrase("tổ", "chức", "thi", "hành"),
	}
	fine = phrase("phạt", "tiền", "từ")
)

// form is what the passage looks like, and whether that suits the question.
func (m *matcher) form(w *writer, p *Passage) {
	definitions := contains(p.Fields[Heading], definitionHeadings...)
	fined := contains(p.Fields[Body], fine)
	asks := func(c Cue) float32 { return truth(m.q.Cues&c != 0) }
	w.put(log1(float32(len(p.Fields[Body]))), log1(float32(len(p.Fields[Heading]))), log1(float32(len(p.Fields[Name]))),
		definitions, definitions*asks(AsksDefinition), definitions*(1-asks(AsksDefinition)),
		contains(p.Fields[Heading], housekeepingHeadings...),
		fined*asks(AsksPenalty), fined*(1-asks(AsksPenalty)), log1(float32(m.terms)))
}

func truth(b bool) float32 {
	if b {
		return 1
	}
	return 0
}

// contains is 1 when tokens hold one of the wordings.
func contains(tokens []Token, wordings ...[]Token) float32 {
	for _, words := range wordings {
	next:
		for i := 0; i+len(words) <= len(tokens); i++ {
			for j, w := range words {
				if tokens[i+j].ID() != w {
					continue next
				}
			}
			return 1
		}
	}
	return 0
}

var documentNames = []string{"document.best", "document.count"}

// documents tells how well the other candidates of the same document do.
func documents(rows [][]float32, list []Candidate) {
	type sum struct {
		first, second float32
		count         float32
	}
	at := column("document.best")
	by := map[string]*sum{}
	for i := range list {
		s := by[list[i].Passage.Document]
		if s == nil {
			s = &sum{}
			by[list[i].Passage.Document] = s
		}
		score := rows[i][0]
		if score > s.first {
			s.first, s.second = score, s.first
		} else {
			s.second = max(s.second, score)
		}
		s.count++
	}
	for i := range list {
		s := by[list[i].Passage.Document]
		other := s.first
		if rows[i][0] == s.first {
			other = s.second
		}
		rows[i][at], rows[i][at+1] = other, log1(s.count-1)
	}
}

// compared are the columns whose distance to the best of the list is a column
// of its own.
var compared = []string{"bm25f", "bm25f.pairs", "cover", "paircover", "heading.bm25", "heading.pairs", "heading.reverse", "body.bm25", "body.pairs",
	"name.bm25", "name.pairs", "titlecover", "unit.bm25f", "unit.all",
	"vector.whole", "vector.heading", "vector.unit"}

var relativeNames = func() []string {
	var names []string
	for _, c := range compared {
		names = append(names, c+".behind")
	}
	return names
}()

func relative(rows [][]float32) {
	if len(rows) == 0 {
		return
	}
	out := len(FeatureNames) - len(relativeNames)
	for k, at := range comparedColumns {
		best := rows[0][at]
		for _, r := range rows {
			best = max(best, r[at])
		}
		for _, r := range rows {
			r[out+k] = best - r[at]
		}
	}
}

var comparedColumns = func() []int {
	var at []int
	for _, c := range compared {
		at = append(at, column(c))
	}
	return at
}()

// column is the place of a feature; a name that is none is a mistake of this
// package and shows in its tests as column -1.
func column(name string) int {
	for i, n := range FeatureNames {
		if n == name {
			return i
		}
	}
	return -1
}

// IsDefinitions says that a heading is that of the definitions of a text ("Giải
// thích từ ngữ").
func IsDefinitions(heading string) bool {
	return contains(AppendTokens(nil, vitext.Syllables(heading)), definitionHeadings...) > 0
}
