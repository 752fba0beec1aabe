package main

import (
	"fmt"
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
	SourceID    string             `json:"source_id"`
	Fictional   bool               `json:"fictional,omitempty"`
}

func (a *app) searchCommand() *cobra.Command {
	var asOf, mode string
	var kinds, issuers, documents []string
	var k int
	var allDates, explain bool
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
			env, err := a.open(cmd, read)
			if err != nil {
				return err
			}
			defer env.Close()
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
	f.BoolVar(&explain, "explain", false, "cho xem từng thành phần của điểm số")
	return cmd
}

func (a *app) printHits(q retrieval.Query, r retrieval.Result) error {
	hits := make([]searchHit, 0, len(r.Hits))
	for _, h := range r.Hits {
		hits = append(hits, searchHit{Document: h.Document.Key, DocumentID: h.Document.ID, Number: h.Document.Number,
			Title: h.Document.Title, Kind: h.Document.Kind, Path: h.Chunk.Path, BestPath: h.BestPath, Heading: h.Chunk.Heading,
			HeadingPath: h.Chunk.Context, Text: h.Chunk.Text, Highlights: h.Highlights, Status: h.Status,
			StatusName: h.Status.Name(), From: h.Chunk.From, To: h.Chunk.To, Score: h.Score, Parts: h.Parts, Reason: h.Reason,
			SourceID: h.Chunk.SourceID, Fictional: h.Document.Fictional})
	}
	if a.asJSON {
		notes := r.Notes
		if notes == nil {
			notes = []string{}
		}
		return a.printJSON(map[string]any{"query": q.Text, "as_of": q.AsOf, "mode": q.Mode, "hits": hits, "notes": notes})
	}
	for _, note := range r.Notes {
		fmt.Fprintln(a.stdout, "Lưu ý: "+note)
	}
	if len(hits) == 0 {
		fmt.Fprintln(a.stdout, "Không tìm thấy điều khoản nào. Thử từ ngữ khác, hoặc thêm --all-dates để tìm cả văn bản hết hiệu lực.")
		return nil
	}
	for i, h := range hits {
		path := h.BestPath
		if path == "" {
			path = h.Path
		}
		fmt.Fprintf(a.stdout, "%2d. %s, %s %s\n", i+1, place(path, h.Heading), h.Title, h.Document)
		fmt.Fprintf(a.stdout, "    %s%s · điểm %.3f · %s\n", h.StatusName, since(h.From, h.To), h.Score, path)
		fmt.Fprintf(a.stdout, "    %s\n", shorten(h.Text, 220))
		for _, name := range sortedKeys(h.Parts) {
			fmt.Fprintf(a.stdout, "      %-28s %10.4f\n", name, h.Parts[name])
		}
	}
	return nil
}

// place names a provision for a reader: "khoản 1 Điều 25. Thời gian thử việc".
func place(path, heading string) string {
	label := corpus.PathLabel(path)
	if label == "" {
		label = path
	}
	if heading != "" {
		label += " (" + heading + ")"
	}
	return label
}

func since(from, to corpus.Date) string {
	s := ""
	if from != 0 {
		s += " từ " + from.VN()
	}
	if to != 0 {
		s += " đến trước " + to.VN()
	}
	return s
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
