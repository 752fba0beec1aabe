package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// searchHit is the stable JSON form of a hit.
type searchHit struct {
	Document    string             `json:"document"` // key
	DocumentID  string             `json:"document_id"`
	Number      string             `json:"number"`
	Title       string             `json:"title"`
	Kind        corpus.Kind        `json:"kind"`
	Path        string             `json:"path"`      // of the điều
	BestPath    string             `json:"best_path"` // khoản or điểm that carries the answer
	Heading     string             `json:"heading"`
	HeadingPath []string           `json:"heading_path"`
	Text        string             `json:"text"`
	Highlights  []corpus.Span      `json:"highlights"` // byte ranges of text
	Status      corpus.Status      `json:"status"`
	StatusName  string             `json:"status_name"`
	From        corpus.Date        `json:"from"`
	To          corpus.Date        `json:"to"`
	Score       float64            `json:"score"`
	Parts       map[string]float64 `json:"parts,omitempty"`
	Reason      string             `json:"reason,omitempty"`
	Missed      string             `json:"missed,omitempty"` // of a near miss: why, Vietnamese
	SourceID    string             `json:"source_id"`
	Fictional   bool               `json:"fictional,omitempty"`
}

func (a *app) searchCommand() *cobra.Command {
	var asOf, mode string
	var kinds, issuers, documents []string
	var k int
	var allDates, explain, evidence bool
	var budget int
	cmd := &cobra.Command{
		Use:     "search CÂU-HỎI",
		Short:   "Tìm điều khoản theo từ ngữ, ý nghĩa hoặc số hiệu",
		Example: "  trolyluat search \"thời gian thử việc\"\n  trolyluat search --as-of 2018-01-01 --kind luat dieu kien ket hon",
		Args:    cobra.MinimumNArgs(1),
		RunE: func(cmd *cobra.Command, args []string) error {
			q := retrieval.Query{Text: strings.Join(args, " "), Mode: retrieval.Mode(mode), K: k, Explain: explain}
			if strings.TrimSpace(q.Text) == "" {
				return usageError{"câu hỏi trống"}
			}
			switch q.Mode {
			case retrieval.Hybrid, retrieval.Lexical, retrieval.Vector:
			default:
				return usageError{fmt.Sprintf("--mode %q không hợp lệ (hybrid, lexical, vector)", mode)}
			}
			if k < 1 || k > 1000 {
				return usageError{"-k phải từ 1 đến 1000"}
			}
			for _, kind := range kinds {
				if !corpus.Kind(kind).Valid() {
					return usageError{fmt.Sprintf("--kind %q không hợp lệ (%s)", kind, kindList())}
				}
				q.Kinds = append(q.Kinds, corpus.Kind(kind))
			}
			q.Issuers, q.Documents = issuers, documents
			var err error
			if q.AsOf, err = parseAsOf(asOf); err != nil {
				return err
			}
			if allDates {
				q.AsOf = 0
			}
			if budget < 100 || budget > 200_000 {
				return usageError{"--budget phải từ 100 đến 200000"}
			}
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
			if evidence {
				if allDates {
					return usageError{"--evidence luôn theo một ngày, không dùng cùng --all-dates"}
				}
				list, err := env.searcher.Evidence(cmd.Context(), q, budget)
				if err != nil {
					return err
				}
				return a.printEvidence(q, budget, list)
			}
			result, err := env.searcher.Search(cmd.Context(), q)
			if err != nil {
				return err
			}
			return a.printHits(q, result)
		},
	}
	f := cmd.Flags()
	f.StringVar(&asOf, "as-of", "", "pháp luật tại ngày (2024-01-31 hoặc 31/01/2024; mặc định hôm nay)")
	f.BoolVar(&allDates, "all-dates", false, "tìm cả văn bản hết hiệu lực và chưa có hiệu lực")
	f.StringSliceVar(&kinds, "kind", nil, "loại văn bản: "+kindList())
	f.StringSliceVar(&issuers, "issuer", nil, "cơ quan ban hành")
	f.StringSliceVar(&documents, "document", nil, "chỉ tìm trong văn bản có số hiệu này")
	f.StringVar(&mode, "mode", string(retrieval.Hybrid), "cách tìm: hybrid, lexical, vector")
	f.IntVarP(&k, "number", "k", 10, "số kết quả")
	f.BoolVar(&explain, "explain", false, "cho xem từng thành phần của điểm số và những điều suýt được chọn")
	f.BoolVar(&evidence, "evidence", false, "thu thập căn cứ cho câu trả lời: kèm định nghĩa, ngoại lệ, dẫn chiếu, hướng dẫn, chế tài")
	f.IntVar(&budget, "budget", 3000, "với --evidence: tổng số token của các đoạn")
	return cmd
}

func (a *app) printHits(q retrieval.Query, r retrieval.Result) error {
	found := func(h *retrieval.Hit) searchHit {
		return searchHit{Document: h.Document.Key, DocumentID: h.Document.ID, Number: h.Document.Number,
			Title: h.Document.Title, Kind: h.Document.Kind, Path: h.Chunk.Path, BestPath: h.BestPath, Heading: h.Chunk.Heading,
			HeadingPath: h.Chunk.Context, Text: h.Chunk.Text, Highlights: h.Highlights, Status: h.Status,
			StatusName: h.Status.Name(), From: h.Chunk.From, To: h.Chunk.To, Score: h.Score, Parts: h.Parts, Reason: h.Reason,
			SourceID: h.Chunk.SourceID, Fictional: h.Document.Fictional}
	}
	hits := make([]searchHit, 0, len(r.Hits))
	for i := range r.Hits {
		hits = append(hits, found(&r.Hits[i]))
	}
	near := make([]searchHit, 0, len(r.Near))
	for i := range r.Near {
		h := found(&r.Near[i])
		var last *retrieval.Hit
		if len(r.Hits) > 0 {
			last = &r.Hits[len(r.Hits)-1]
		}
		if h.Reason == "" {
			h.Reason = retrieval.ReasonBehind
		}
		h.Missed = retrieval.WhyMissed(&q, last, &r.Near[i])
		near = append(near, h)
	}
	if a.asJSON {
		notes := r.Notes
		if notes == nil {
			notes = []string{}
		}
		out := map[string]any{"query": q.Text, "as_of": q.AsOf, "mode": q.Mode, "hits": hits, "notes": notes}
		if q.Explain {
			out["near"] = near
			out["read"] = r.Analysis.Read
			out["expansions"] = r.Analysis.Expansions
		}
		return a.printJSON(out)
	}
	for _, note := range r.Notes {
		fmt.Fprintln(a.stdout, "Lưu ý: "+note)
	}
	if q.Explain {
		for _, e := range r.Analysis.Expansions {
			fmt.Fprintf(a.stdout, "Tìm thêm theo lời của luật: “%s” → %s\n", e.Said, strings.Join(e.Means, "; "))
		}
	}
	if len(hits) == 0 {
		fmt.Fprintln(a.stdout, "Không tìm thấy điều khoản nào. Thử từ ngữ khác, hoặc thêm --all-dates để tìm cả văn bản hết hiệu lực.")
		return nil
	}
	a.printHitList(hits)
	if len(near) > 0 {
		fmt.Fprintln(a.stdout, "\nSuýt được chọn:")
		a.printHitList(near)
	}
	return nil
}

func (a *app) printHitList(hits []searchHit) {
	for i, h := range hits {
		path := h.BestPath
		if path == "" {
			path = h.Path
		}
		fmt.Fprintf(a.stdout, "%2d. %s, %s %s\n", i+1, place(path, h.Heading), h.Title, h.Document)
		fmt.Fprintf(a.stdout, "    %s%s · điểm %.3f · %s\n", h.StatusName, since(h.From, h.To), h.Score, path)
		if h.Missed != "" {
			fmt.Fprintf(a.stdout, "    %s\n", h.Missed)
			continue
		}
		fmt.Fprintf(a.stdout, "    %s\n", shorten(h.Text, 220))
		a.printParts(h.Parts)
	}
}

// printParts explains a score: its sums, then every feature with its value, its
// weight and what it adds to the linear part, those that move most first.
func (a *app) printParts(parts map[string]float64) {
	if len(parts) == 0 {
		return
	}
	var sums, features []string
	for _, name := range sortedKeys(parts) {
		if feature, ok := strings.CutPrefix(name, "feature."); ok {
			features = append(features, feature)
		} else if !strings.Contains(name, ".") {
			sums = append(sums, fmt.Sprintf("%s %.3f", name, parts[name]))
		}
	}
	fmt.Fprintf(a.stdout, "      %s\n", strings.Join(sums, " · "))
	moves := func(f string) float64 { return math.Abs(parts["linear."+f]) }
	slices.SortStableFunc(features, func(x, y string) int { return cmp.Compare(moves(y), moves(x)) })
	for _, f := range features {
		fmt.Fprintf(a.stdout, "      %-24s giá trị %9.4f  trọng số %9.4f  đóng góp %+8.4f\n", f, parts["feature."+f], parts["weight."+f], parts["linear."+f])
	}
}

// place names a provision for a reader: "khoản 1 Điều 25. Thời gian thử việc".
func place(path, heading string) string {
	label := corpus.PathLabel(path)
	switch {
	case label == "" && heading != "":
		return heading // a section of a judgment or án lệ
	case label == "":
		label = path
	}
	if heading != "" {
		label += " (" + heading + ")"
	}
	return label
}

// since tells an interval behind the name of a status.
func since(from, to corpus.Date) string {
	if period := (corpus.Interval{From: from, To: to}).VN(); period != "" {
		return " " + period
	}
	return ""
}

func parseAsOf(s string) (corpus.Date, error) {
	if s == "" {
		return corpus.Today(), nil
	}
	d, err := corpus.ParseDate(s)
	if err != nil {
		return 0, usageError{fmt.Sprintf("--as-of %q không phải ngày (viết 2024-01-31 hoặc 31/01/2024)", s)}
	}
	return d, nil
}

func kindList() string {
	var names []string
	for _, k := range corpus.Kinds() {
		names = append(names, string(k))
	}
	return strings.Join(names, ", ")
}
