// Package checkup turns what a store found out about itself into findings for
// its operator. Both backends call it, so that the same fault is told in the
// same words.
package checkup

import (
	"fmt"
	"slices"
	"strings"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/lexical"
)

// Facts is what both stores know about themselves.
type Facts struct {
	Version, Known int64 // of the schema, and the one that the program knows
	Documents      int
	Chunks         int // rows
	Segments       int
	Live, Dead     int // chunks in the index
	Abandoned      int // merges that never ended
	// Unprepared counts chunks without a passage as this program prepares them.
	Unprepared int
	Models     []Model
	// Orphans counts rows without what they hang on, by table.
	Orphans map[string]int
	// Misshapen counts vectors of another dimension than their model's.
	Misshapen int
	// Miscounted are documents with another number of chunks than they say.
	Miscounted []string
	// Postings is the result of a deep look; nil without.
	Postings *lexical.Report
	// Damage is what made a deep look end early.
	Damage error
}

// Model is an embedding model of the store.
type Model struct {
	Name      string
	Dimension int
	Vectors   int
}

const rebuild = "Nạp lại các văn bản này từ nguồn (trolyluat ingest), hoặc phục hồi bản sao lưu."

// Findings judges the facts.
func Findings(f *Facts) []retrieval.Finding {
	var out []retrieval.Finding
	add := func(severity retrieval.Severity, code, action, format string, args ...any) {
		out = append(out, retrieval.Finding{Code: code, Severity: severity, Message: fmt.Sprintf(format, args...), Action: action})
	}
	add(retrieval.SeverityNote, "store", "", "Kho có %s văn bản, %s đoạn; lược đồ phiên bản %d.", number(f.Documents), number(f.Chunks), f.Version)
	if f.Version != f.Known {
		add(retrieval.SeverityProblem, "schema_version", "Chạy trolyluat migrate, hoặc dùng đúng phiên bản chương trình.",
			"Lược đồ có phiên bản %d, chương trình này dùng phiên bản %d.", f.Version, f.Known)
	}
	if f.Chunks != f.Live {
		add(retrieval.SeverityProblem, "index_count", rebuild,
			"Chỉ mục từ có %s đoạn nhưng kho có %s đoạn: tìm kiếm sẽ sót hoặc thừa.", number(f.Live), number(f.Chunks))
	}
	if f.Segments > 40 || f.Dead > 1000 && f.Dead > f.Live/3 {
		add(retrieval.SeverityWarning, "index_untidy", "Để chương trình chạy yên vài phút, hoặc chạy trolyluat optimize.",
			"Chỉ mục từ gồm %d phần, %s đoạn đã bỏ chưa dọn: tìm kiếm chậm hơn bình thường.", f.Segments, number(f.Dead))
	}
	if f.Abandoned > 0 {
		add(retrieval.SeverityNote, "merge_abandoned", "", "%d lần gộp chỉ mục bị ngắt giữa chừng; phần dở dang sẽ tự được dọn.", f.Abandoned)
	}
	if f.Unprepared > 0 {
		add(retrieval.SeverityNote, "passages_missing", "Để chương trình chạy yên vài phút, hoặc chạy trolyluat optimize.",
			"%s đoạn chưa được chuẩn bị để xếp hạng bằng phiên bản này: kết quả không đổi, nhưng tìm chậm hơn.", number(f.Unprepared))
	}
	for _, m := range f.Models {
		if m.Vectors > 0 && m.Vectors < f.Chunks {
			add(retrieval.SeverityWarning, "vectors_missing", "Chạy trolyluat train embedder --keep (tính lại véc-tơ) nếu đó là mô hình cục bộ; với mô hình khác, gỡ các văn bản nạp khi chưa dùng nó (trolyluat remove) rồi nạp lại (trolyluat ingest --embed-model …).",
				"Mô hình %s (%d chiều) mới có vector của %s trên %s đoạn: tìm theo nghĩa sẽ sót.", m.Name, m.Dimension, number(m.Vectors), number(f.Chunks))
		}
		if m.Vectors == 0 {
			add(retrieval.SeverityNote, "model_unused", "", "Mô hình %s (%d chiều) không còn vector nào.", m.Name, m.Dimension)
		}
	}
	tables := make([]string, 0, len(f.Orphans))
	for table := range f.Orphans {
		tables = append(tables, table)
	}
	slices.Sort(tables)
	for _, table := range tables {
		if n := f.Orphans[table]; n > 0 {
			add(retrieval.SeverityProblem, "orphans_"+table, rebuild, "%s dòng của bảng %s không thuộc về văn bản hay đoạn nào.", number(n), table)
		}
	}
	if f.Misshapen > 0 {
		add(retrieval.SeverityProblem, "vectors_misshapen", rebuild, "%s vector có số chiều khác với mô hình của chúng.", number(f.Misshapen))
	}
	if n := len(f.Miscounted); n > 0 {
		add(retrieval.SeverityProblem, "chunks_miscounted", rebuild,
			"%d văn bản có số đoạn khác với số đã ghi: %s.", n, list(f.Miscounted))
	}
	if f.Damage != nil {
		add(retrieval.SeverityProblem, "index_damaged", rebuild, "Không đọc hết được chỉ mục từ: %v.", f.Damage)
	}
	if r := f.Postings; r != nil {
		for _, part := range []struct {
			code, what string
			ids        []corpus.ChunkID
		}{
			{"index_missing", "có trong kho nhưng không có trong chỉ mục từ", r.Missing},
			{"index_unknown", "có trong chỉ mục từ nhưng không có trong kho", r.Unknown},
			{"index_different", "được đánh chỉ mục khác với lời văn trong kho", r.Different},
		} {
			if n := len(part.ids); n > 0 {
				names := make([]string, n)
				for i, id := range part.ids {
					names[i] = fmt.Sprint(id)
				}
				add(retrieval.SeverityProblem, part.code, rebuild, "%s đoạn %s: số %s.", number(n), part.what, list(names))
			}
		}
		if r.Clean() {
			add(retrieval.SeverityNote, "index_verified", "", "Đã đối chiếu toàn bộ chỉ mục từ với lời văn: khớp.")
		}
	}
	return out
}

// list names the first few.
func list(names []string) string {
	const most = 5
	if len(names) > most {
		return strings.Join(names[:most], ", ") + ", …"
	}
	return strings.Join(names, ", ")
}

// number writes n with a dot between thousands.
func number(n int) string {
	s := fmt.Sprint(n)
	for i := len(s) - 3; i > 0 && s[i-1] != '-'; i -= 3 {
		s = s[:i] + "." + s[i:]
	}
	return s
}
