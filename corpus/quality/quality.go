// Package quality tells how good the data of a store are and gives them away in
// open forms: a report of what is missing or doubtful with a score by the
// dimensions of data quality, and exports as JSON Lines and Akoma Ntoso with a
// data dictionary, licence and checksums (chuẩn hóa dữ liệu cho trợ lý ảo). The
// commands report and export and the web's administration page call it.
package quality

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"iter"
	"slices"
	"sort"
	"strconv"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
)

// Dimension is a characteristic of data quality, after ISO/IEC 25012.
type Dimension string

// The dimensions that a corpus of law can be held to.
const (
	Completeness Dimension = "completeness" // đầy đủ: number, dates, issuer, no gap in the điều
	Consistency  Dimension = "consistency"  // nhất quán: references, relations, effect fit together
	Accuracy     Dimension = "accuracy"     // chính xác: the text was got without doubt
	Uniqueness   Dimension = "uniqueness"   // duy nhất: no document or điều twice
	Currentness  Dimension = "currentness"  // cập nhật: the effect is known and followed
	Traceability Dimension = "traceability" // truy vết: source, checksum
)

// Dimensions lists them in the order of reports.
func Dimensions() []Dimension {
	return []Dimension{Completeness, Consistency, Accuracy, Uniqueness, Currentness, Traceability}
}

// Name is the Vietnamese name.
func (d Dimension) Name() string {
	return map[Dimension]string{Completeness: "Đầy đủ", Consistency: "Nhất quán", Accuracy: "Chính xác",
		Uniqueness: "Không trùng lặp", Currentness: "Cập nhật", Traceability: "Truy vết được"}[d]
}

// rule is one check of a document: its dimension and what a reader is told.
type rule struct {
	dimension Dimension
	name      string // Vietnamese
	todo      string // Vietnamese
}

// rules are all findings that a report may hold, by code.
var rules = map[string]rule{
	"no_number":         {Completeness, "thiếu số hiệu", "Bổ sung số hiệu hoặc nạp bản có phần đầu văn bản."},
	"no_title":          {Completeness, "thiếu tên văn bản", "Nạp bản có trang đầu đầy đủ."},
	"no_issuer":         {Completeness, "thiếu cơ quan ban hành", "Nạp bản có phần đầu văn bản."},
	"no_issued":         {Completeness, "thiếu ngày ban hành", "Nạp bản có phần đầu văn bản."},
	"no_articles":       {Completeness, "không tách được điều nào", "Kiểm tra tệp nguồn; có thể là văn bản không chia điều."},
	"gap_in_articles":   {Completeness, "số điều bị nhảy cách", "Đối chiếu với bản gốc xem có mất điều không."},
	"duplicate_article": {Uniqueness, "số điều bị lặp", "Đối chiếu với bản gốc xem có văn bản kèm theo hay lỗi đánh số."},
	"same_text":         {Uniqueness, "trùng nội dung với văn bản khác", "Giữ một nguồn, gỡ nguồn kia nếu không cần."},
	"no_effective":      {Currentness, "chưa rõ ngày có hiệu lực", "Nạp bản có điều khoản thi hành hoặc trang có thuộc tính."},
	"inferred_effect":   {Currentness, "ngày hiệu lực do hệ thống suy ra", "Đối chiếu ngày hiệu lực với nguồn chính thức."},
	"unapplied":         {Currentness, "có chỉ dẫn sửa đổi chưa áp dụng được", "Nạp văn bản bị sửa đổi, hoặc xem lại chỉ dẫn."},
	"expired_parent":    {Currentness, "văn bản làm căn cứ đã hết hiệu lực", "Kiểm tra văn bản có còn được công bố tiếp tục áp dụng."},
	"broken_reference":  {Consistency, "dẫn chiếu tới điều khoản không có", "Đối chiếu dẫn chiếu với văn bản được dẫn."},
	"effect_order":      {Consistency, "ngày hiệu lực trước ngày ban hành", "Đối chiếu hai ngày với nguồn chính thức."},
	"ocr":               {Accuracy, "chữ lấy từ bản quét bằng OCR", "Thay bằng bản có lớp chữ nếu có."},
	"legacy_encoding":   {Accuracy, "chuyển từ bảng mã cũ", "Đọc lướt vài điều để kiểm tra dấu."},
	"odd_text":          {Accuracy, "nhiều chữ không giống tiếng Việt", "Kiểm tra bảng mã hoặc phông chữ của tệp nguồn."},
	"doubt":             {Accuracy, "bộ đọc ghi chú điểm nghi ngờ", "Xem chi tiết và đối chiếu với bản gốc."},
	"no_source":         {Traceability, "thiếu nguồn hoặc mã kiểm tra", "Nạp lại từ tệp nguồn."},
}

// Finding is one doubt about one document.
type Finding struct {
	Document  string    `json:"document"` // ID
	Code      string    `json:"code"`
	Dimension Dimension `json:"dimension"`
	Name      string    `json:"name"`             // Vietnamese
	Detail    string    `json:"detail,omitempty"` // "Điều 12 → Điều 14"
	Todo      string    `json:"todo"`             // Vietnamese
}

func finding(id, code, detail string) Finding {
	r := rules[code]
	return Finding{Document: id, Code: code, Dimension: r.dimension, Name: r.name, Detail: detail, Todo: r.todo}
}

// Score is the quality in one dimension: the share of documents without a
// finding in it.
type Score struct {
	Dimension Dimension `json:"dimension"`
	Name      string    `json:"name"`
	Score     float64   `json:"score"` // 0–1
	Findings  int       `json:"findings"`
}

// SourceRow is a line of the report by source.
type SourceRow struct {
	Source    string  `json:"source"`
	Documents int     `json:"documents"`
	Articles  int     `json:"articles"`
	Findings  int     `json:"findings"`
	Score     float64 `json:"score"`
}

// Report is the quality of a store.
type Report struct {
	Documents int         `json:"documents"`
	Articles  int         `json:"articles"`
	Score     float64     `json:"score"` // mean of the dimensions, 0–1
	Maturity  int         `json:"maturity"`
	Level     string      `json:"level"` // the maturity in words, Vietnamese
	Scores    []Score     `json:"scores"`
	Sources   []SourceRow `json:"sources"`
	Codes     []CodeRow   `json:"codes"`
	Findings  []Finding   `json:"findings"`
}

// CodeRow counts the documents with a finding of one code.
type CodeRow struct {
	Code      string `json:"code"`
	Name      string `json:"name"`
	Documents int    `json:"documents"`
}

// Library is what the report reads.
type Library interface {
	Documents(ctx context.Context) iter.Seq2[corpus.DocumentInfo, error]
	Document(ctx context.Context, id string) (*corpus.Document, error)
}

// References tells which references of a document lead nowhere although the
// document they name is in the store; nil leaves the check out.
type References interface {
	Broken(ctx context.Context, d *corpus.Document) ([]string, error)
}

// Make reads every document of the store and reports on it.
func Make(ctx context.Context, lib Library, refs References, today corpus.Date) (*Report, error) {
	report := &Report{Findings: []Finding{}}
	texts := map[string]string{}
	sources := map[string]*SourceRow{}
	bad := map[Dimension]map[string]bool{}
	expired := map[string]bool{}
	var infos []corpus.DocumentInfo
	for info, err := range lib.Documents(ctx) {
		if err != nil {
			return nil, fmt.Errorf("quality: list documents: %w", err)
		}
		infos = append(infos, info)
		expired[info.Key] = corpus.StatusOn(info.Effective, today) == corpus.StatusExpired
	}
	for _, info := range infos {
		d, err := lib.Document(ctx, info.ID)
		if err != nil {
			return nil, fmt.Errorf("quality: read %s: %w", info.ID, err)
		}
		findings := Check(d)
		sum := textHash(d.Text)
		if other, ok := texts[sum]; ok {
			findings = append(findings, finding(d.ID, "same_text", other))
		}
		texts[sum] = d.ID
		for _, r := range d.Relations {
			if (r.Type == corpus.Guides || r.Type == corpus.BasedOn) && expired[r.To] && corpus.StatusOn(d.Effective, today) != corpus.StatusExpired {
				findings = append(findings, finding(d.ID, "expired_parent", r.To))
				break
			}
		}
		if refs != nil {
			broken, err := refs.Broken(ctx, d)
			if err != nil {
				return nil, fmt.Errorf("quality: references of %s: %w", d.ID, err)
			}
			for _, detail := range broken {
				findings = append(findings, finding(d.ID, "broken_reference", detail))
			}
		}
		report.add(info, findings, sources, bad)
	}
	report.finish(sources, bad)
	return report, nil
}

func (r *Report) add(info corpus.DocumentInfo, findings []Finding, sources map[string]*SourceRow, bad map[Dimension]map[string]bool) {
	r.Documents++
	r.Articles += info.Articles
	name := info.Source.Tag
	if name == "" {
		name = info.Source.Format
	}
	row := sources[name]
	if row == nil {
		row = &SourceRow{Source: name}
		sources[name] = row
	}
	row.Documents++
	row.Articles += info.Articles
	row.Findings += len(findings)
	if len(findings) == 0 {
		row.Score++ // made a share in finish
	}
	for _, f := range findings {
		if bad[f.Dimension] == nil {
			bad[f.Dimension] = map[string]bool{}
		}
		bad[f.Dimension][f.Document] = true
	}
	r.Findings = append(r.Findings, findings...)
}

func (r *Report) finish(sources map[string]*SourceRow, bad map[Dimension]map[string]bool) {
	counts := map[Dimension]int{}
	codes := map[string]map[string]bool{}
	for _, f := range r.Findings {
		counts[f.Dimension]++
		if codes[f.Code] == nil {
			codes[f.Code] = map[string]bool{}
		}
		codes[f.Code][f.Document] = true
	}
	for _, d := range Dimensions() {
		score := 1.0
		if r.Documents > 0 {
			score = 1 - float64(len(bad[d]))/float64(r.Documents)
		}
		r.Scores = append(r.Scores, Score{d, d.Name(), score, counts[d]})
		r.Score += score / float64(len(Dimensions()))
	}
	for _, row := range sources {
		row.Score /= float64(row.Documents)
		r.Sources = append(r.Sources, *row)
	}
	sort.Slice(r.Sources, func(i, j int) bool { return r.Sources[i].Source < r.Sources[j].Source })
	for code, documents := range codes {
		r.Codes = append(r.Codes, CodeRow{code, rules[code].name, len(documents)})
	}
	sort.Slice(r.Codes, func(i, j int) bool {
		if r.Codes[i].Documents != r.Codes[j].Documents {
			return r.Codes[i].Documents > r.Codes[j].Documents
		}
		return r.Codes[i].Code < r.Codes[j].Code
	})
	r.Maturity, r.Level = maturity(r)
}

// maturity puts a corpus on five levels. The bounds are ours: a level is reached
// when the weakest dimension reaches its bound, so that one good side does not
// hide a bad one.
func maturity(r *Report) (int, string) {
	if r.Documents == 0 {
		return 0, "Kho trống"
	}
	weakest := 1.0
	for _, s := range r.Scores {
		weakest = min(weakest, s.Score)
	}
	switch {
	case weakest >= 0.98:
		return 5, "Tối ưu: dữ liệu đủ tin cậy để khai thác tự động"
	case weakest >= 0.90:
		return 4, "Được quản trị: còn ít điểm cần rà soát"
	case weakest >= 0.70:
		return 3, "Được chuẩn hóa: dùng được, nên xử lý các điểm nghi ngờ"
	case weakest >= 0.40:
		return 2, "Đang hình thành: nhiều văn bản thiếu thông tin"
	}
	return 1, "Ban đầu: cần làm sạch trước khi khai thác"
}

func textHash(text string) string {
	sum := sha256.Sum256([]byte(strings.Join(strings.Fields(text), " ")))
	return hex.EncodeToString(sum[:16])
}

// Check finds what is missing or doubtful in one document by itself.
func Check(d *corpus.Document) []Finding {
	var out []Finding
	say := func(code, detail string) { out = append(out, finding(d.ID, code, detail)) }
	statute := d.Kind.Rank() > 0
	if d.Number == "" && d.Kind != corpus.KindConstitution && d.Kind != corpus.KindDraft {
		say("no_number", "")
	}
	if d.Title == "" {
		say("no_title", "")
	}
	if d.Issuer == "" && d.Kind != corpus.KindDraft && d.Kind != corpus.KindProcedure {
		say("no_issuer", "")
	}
	if d.Issued == 0 && d.Kind != corpus.KindDraft && d.Kind != corpus.KindProcedure {
		say("no_issued", "")
	}
	if statute && d.Effective.From == 0 {
		say("no_effective", "")
	}
	if d.Inferred {
		say("inferred_effect", d.Effective.From.VN())
	}
	if d.Kind != corpus.KindConsolidated && d.Issued != 0 && d.Effective.From != 0 && d.Effective.From < d.Issued {
		say("effect_order", d.Issued.VN()+" → "+d.Effective.From.VN())
	}
	articles(d, statute, say)
	for _, a := range d.Amendments {
		if a.Problem != "" {
			say("unapplied", problemInWords(a.FromPath, a.Problem))
		}
	}
	source(d, say)
	return out
}

// articles checks the numbering of điều in each tree of the document.
func articles(d *corpus.Document, statute bool, say func(code, detail string)) {
	last, found := map[string]int{}, false
	for i := range d.Provisions {
		p := &d.Provisions[i]
		if p.Level != corpus.LevelArticle {
			continue
		}
		found = true
		tree := p.Path[:strings.LastIndexByte(p.Path, '/')+1]
		if strings.Contains(p.Path, "~") {
			say("duplicate_article", "Điều "+p.Label)
		}
		n, err := strconv.Atoi(strings.TrimRight(p.Label, "abcdefghiklmnopqrstuvxyđ"))
		if err != nil {
			continue
		}
		if before := last[tree]; n > before+1 && d.Source.Tag != "phapdien" && d.Kind != corpus.KindDraft {
			say("gap_in_articles", fmt.Sprintf("Điều %d → Điều %d", before, n))
		}
		last[tree] = max(last[tree], n)
	}
	if statute && !found {
		say("no_articles", "")
	}
}

// source checks how the text was got.
func source(d *corpus.Document, say func(code, detail string)) {
	if d.Source.URI == "" || d.Source.SHA256 == "" {
		say("no_source", "")
	}
	if d.Source.How == "ocr" {
		say("ocr", "")
	}
	switch d.Source.Encoding {
	case "", "utf-8", "utf-16le", "utf-16be":
	default:
		say("legacy_encoding", d.Source.Encoding)
	}
	words, odd := 0, 0
	for _, t := range vitext.Syllables(d.Text[:min(len(d.Text), 200_000)]) {
		if t.Kind == vitext.Word {
			words++
			if !vitext.IsVietnameseSyllable(t.Text) {
				odd++
			}
		}
	}
	translation := slices.Contains(d.Warnings, "translation: en")
	if words >= 50 && odd*10 > words && !translation {
		say("odd_text", fmt.Sprintf("%d%% chữ", 100*odd/words))
	}
	withoutD := translation || !usesD(d)
	for _, w := range d.Warnings {
		if detail, ok := notApplied(w); ok {
			say("unapplied", detail)
			continue
		}
		switch code, _, _ := strings.Cut(w, ":"); {
		case code == "gap_in_articles", code == "staged_effect": // said above; no doubt
		case code == "no_number", code == "no_issue_date", code == "no_title": // said above
		case code == "gap_in_points" && withoutD && strings.HasSuffix(w, "/d → e"):
		default:
			say("doubt", doubtInWords(w))
		}
	}
}

// usesD says whether the document letters a điểm đ: many older texts go from d
// to e.
func usesD(d *corpus.Document) bool {
	return slices.ContainsFunc(d.Provisions, func(p corpus.Provision) bool { return p.Level == corpus.LevelPoint && p.Label == "đ" })
}
