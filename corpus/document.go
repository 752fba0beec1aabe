package corpus

// Document is one legal text as one source gives it: a statute, a judgment, an
// án lệ, a procedure, a draft.
type Document struct {
	// ID is unique in a store and is what rows refer to. The first source of a
	// key has ID == Key; another source of the same key (other bytes) gets
	// "KEY~TAG" from the ingest pipeline, and never overwrites the first.
	ID string `json:"id"`
	// Key is the normalised number ("45/2019/QH14", "26/2018/AL"); where the
	// number alone is not unique, issuer and date are appended
	// ("34/2018@HA-NOI-20180801"); for judgments court+number+date; a slug where
	// there is no number.
	Key    string `json:"key"`
	Kind   Kind   `json:"kind"`
	Number string `json:"number,omitempty"` // as printed, NFC: "45/2019/QH14"
	Title  string `json:"title"`            // with the kind: "Bộ luật Lao động"; without "của Quốc hội …"
	// ShortNames are other names by which texts refer to it, best first.
	ShortNames []string `json:"short_names,omitempty"`
	Issuer     string   `json:"issuer,omitempty"` // "Quốc hội", "Bộ Tài chính"
	Signer     string   `json:"signer,omitempty"`
	Rank       int      `json:"rank,omitempty"` // 1 highest; 0 outside the hierarchy
	Territory  string   `json:"territory,omitempty"`
	Fields     []string `json:"fields,omitempty"` // lĩnh vực

	Issued    Date     `json:"issued,omitzero"`
	Effective Interval `json:"effective,omitzero"`
	// Status as the source declares it, StatusUnknown or empty when it does not.
	// What holds on a date is derived from Effective, Versions and relations.
	Status Status `json:"status,omitempty"`
	// Inferred says that Effective was concluded and not read ("suy ra").
	Inferred bool `json:"inferred,omitempty"`
	// EndedBy is the key of the later text in the store whose words set
	// Effective.To; "" where this text or its source tells it. What the later
	// text did is undone when it is taken out.
	EndedBy string `json:"ended_by,omitempty"`
	// EndInferred says that no text tells this end: it was concluded ("suy ra")
	// from the end of the text that this one guides. EndReason says how, in
	// Vietnamese.
	EndInferred bool   `json:"end_inferred,omitempty"`
	EndReason   string `json:"end_reason,omitempty"`
	// Fictional marks invented sample law: every page that shows it says so.
	Fictional bool `json:"fictional,omitempty"`

	Source Source `json:"source"`

	// Text is the extracted body, NFC, one block a line. All spans are byte
	// offsets into it.
	Text       string      `json:"text"`
	Provisions []Provision `json:"provisions"` // preorder; Parent indexes into this slice
	Tables     []Table     `json:"tables,omitempty"`
	Footnotes  []Footnote  `json:"footnotes,omitempty"`
	Basis      []string    `json:"basis,omitempty"` // căn cứ, one per line as printed

	Versions   []Version   `json:"versions,omitempty"`   // only of điều that changed
	Relations  []Relation  `json:"relations,omitempty"`  // outgoing
	Amendments []Amendment `json:"amendments,omitempty"` // instructions that this text gives

	Judgment  *Judgment  `json:"judgment,omitempty"`
	Precedent *Precedent `json:"precedent,omitempty"`
	Procedure *Procedure `json:"procedure,omitempty"`

	// Warnings are doubts met on the way, for the quality report. English codes
	// with detail: "gap_in_articles: d12 → d14".
	Warnings []string `json:"warnings,omitempty"`
}

// Source tells where a document's bytes came from and how the text was got.
type Source struct {
	URI      string `json:"uri"`                // file path or URL; "archive.zip!inner/path" inside archives
	Name     string `json:"name"`               // base name for readers
	SHA256   string `json:"sha256"`             // hex, of the file's bytes
	Size     int64  `json:"size"`               // bytes
	Format   string `json:"format"`             // "docx", "html", "pdf", "txt", "doc", "rtf", "phapdien", "articles", "judgments"
	Encoding string `json:"encoding,omitempty"` // "utf-8", "tcvn3", "vni", …
	How      string `json:"how,omitempty"`      // "text", "ocr", "converted"
	Pages    int    `json:"pages,omitempty"`
	Tag      string `json:"tag,omitempty"` // short name of the collection, "phapdien"
}

// Span is a byte range [Start, End) of Document.Text.
type Span struct {
	Start int `json:"start"`
	End   int `json:"end"`
}

// Len is the length in bytes.
func (s Span) Len() int { return s.End - s.Start }

// Provision is one unit of a document's tree. The spans of the provisions
// without children, and of the own text of those with, partition
// Document.Text: nothing is lost.
type Provision struct {
	// Path is unique and stable in its document: "d12", "d12/k2", "d12/k2/đ",
	// "d12/a" for a điểm right under a điều, "c1", "c1/m2", "p1/c3", "pl1",
	// "kt1/d5", "mo-dau", "ket". Điều stand under their number alone, whatever
	// chapter holds them.
	Path    string `json:"path"`
	Level   Level  `json:"level"`
	Label   string `json:"label"`             // "12", "12a", "2", "đ", "II", "thứ nhất"
	Heading string `json:"heading,omitempty"` // "Thời gian thử việc"; without "Điều 25."
	Parent  int    `json:"parent"`            // index, -1 at the root
	// Span covers the unit with all its children. Own covers what stands before
	// the first child (label, heading, lead-in).
	Span Span `json:"span"`
	Own  Span `json:"own"`
	Page int  `json:"page,omitempty"` // 1-based; 0 unknown
	// SourceID is the id by which the source knows the unit (pháp điển anchor,
	// element id of vbpl.vn, "law_id#article").
	SourceID string `json:"source_id,omitempty"`
}

// Table is a table of the source kept as rows of cells; its text stands in
// Document.Text over Span, a row a line, cells joined by " | ".
type Table struct {
	Span Span       `json:"span"`
	Rows [][]string `json:"rows"`
}

// Footnote is a note to a place in the text.
type Footnote struct {
	Mark string `json:"mark"`
	At   int    `json:"at"` // byte offset in Document.Text where the mark stood, -1 if unknown
	Text string `json:"text"`
}

// Version is the text of one điều over an interval. A document without
// amendments has none: its điều then hold over Document.Effective.
type Version struct {
	Path string `json:"path"` // of the điều
	Interval
	By       string `json:"by,omitempty"`      // key of the instrument that made it so; "" for the text as issued
	ByPath   string `json:"by_path,omitempty"` // its provision
	Repealed bool   `json:"repealed,omitempty"`
	// Status is set where the interval alone does not tell: suspended, stood in.
	Status  Status `json:"status,omitempty"`
	Heading string `json:"heading"`
	Text    string `json:"text"` // whole điều, with its label line
	Units   []Unit `json:"units,omitempty"`
}

// Unit is a khoản or điểm inside the text of a version or chunk.
type Unit struct {
	Path  string `json:"path"` // full path: "d12/k2/đ"
	Start int    `json:"start"`
	End   int    `json:"end"` // byte offsets in the text of the version or chunk
}

// RelationType tells how one text bears on another.
type RelationType string

// The relations of the design.
const (
	Amends       RelationType = "amends"       // sửa đổi
	Supplements  RelationType = "supplements"  // bổ sung
	Replaces     RelationType = "replaces"     // thay thế
	Repeals      RelationType = "repeals"      // bãi bỏ
	Suspends     RelationType = "suspends"     // ngưng hiệu lực
	StandsInFor  RelationType = "stands_in"    // quy định khác cho một thời hạn
	Guides       RelationType = "guides"       // hướng dẫn, quy định chi tiết
	BasedOn      RelationType = "based_on"     // căn cứ
	Cites        RelationType = "cites"        // viện dẫn
	Corrects     RelationType = "corrects"     // đính chính
	Consolidates RelationType = "consolidates" // hợp nhất
)

// Relation ties a provision of this document to a provision of another.
type Relation struct {
	Type     RelationType `json:"type"`
	FromPath string       `json:"from_path,omitempty"` // in this document; "" the whole
	To       string       `json:"to"`                  // key of the other document
	ToPath   string       `json:"to_path,omitempty"`
	// ToSourceID is the other side's id in the source where only that is known
	// (pháp điển anchor).
	ToSourceID string  `json:"to_source_id,omitempty"`
	From       Date    `json:"from,omitzero"` // since when it has effect
	How        string  `json:"how"`           // "text", "metadata", "model"
	Confidence float64 `json:"confidence,omitempty"`
	Note       string  `json:"note,omitempty"` // the words it was read from
}

// AmendOp is the kind of an amending instruction.
type AmendOp string

// The operations of the design, on any unit from điều to cụm từ.
const (
	OpReplace       AmendOp = "replace"        // sửa đổi, bổ sung … như sau
	OpInsert        AmendOp = "insert"         // bổ sung … vào sau …
	OpRepeal        AmendOp = "repeal"         // bãi bỏ
	OpReplacePhrase AmendOp = "replace_phrase" // thay thế cụm từ
	OpInsertPhrase  AmendOp = "insert_phrase"  // bổ sung cụm từ … vào sau cụm từ …
	OpDeletePhrase  AmendOp = "delete_phrase"  // bỏ cụm từ
	OpRenumber      AmendOp = "renumber"
	OpSuspend       AmendOp = "suspend"
	OpStandIn       AmendOp = "stand_in"
	OpCorrect       AmendOp = "correct"
)

// Amendment is one typed amending instruction of a document, with its target.
type Amendment struct {
	Op     AmendOp `json:"op"`
	Target string  `json:"target"` // key of the amended document
	// TargetName is the amended act as the text names it, when Target could not
	// be told.
	TargetName string   `json:"target_name,omitempty"`
	Path       string   `json:"path"` // unit of the target: "d5/k2/a", "c7", "d3:ten" …
	After      string   `json:"after,omitempty"`
	Old        string   `json:"old,omitempty"` // phrase to be replaced or deleted
	New        string   `json:"new,omitempty"` // new text or phrase, without the quotes
	FromPath   string   `json:"from_path"`     // provision of this document that says so
	Span       Span     `json:"span"`          // of the instruction in Document.Text
	Effective  Interval `json:"effective,omitzero"`
	// Problem tells why it could not be applied, "" when it was or was not tried.
	Problem string `json:"problem,omitempty"`
}

// Judgment is what a judgment (bản án, quyết định) adds to its document.
type Judgment struct {
	Court     string   `json:"court"`
	Level     string   `json:"level"`     // sơ thẩm, phúc thẩm, giám đốc thẩm, tái thẩm
	CaseKind  string   `json:"case_kind"` // dân sự, hình sự, …
	Matter    string   `json:"matter"`    // "tranh chấp quyền sử dụng đất"
	Decided   Date     `json:"decided,omitzero"`
	Parties   []Party  `json:"parties,omitempty"`
	Facts     Span     `json:"facts"`
	Reasoning Span     `json:"reasoning"`
	Ruling    Span     `json:"ruling"`
	Cited     []string `json:"cited,omitempty"` // references as printed
}

// Party is a party to a case with its role (nguyên đơn, bị đơn, bị cáo …).
type Party struct {
	Role string `json:"role"`
	Name string `json:"name"`
}

// Precedent is what an án lệ adds to its document.
type Precedent struct {
	SourceCase string   `json:"source_case"` // nguồn án lệ
	Position   string   `json:"position"`    // vị trí nội dung án lệ
	Situation  string   `json:"situation"`   // tình huống án lệ
	Solution   string   `json:"solution"`    // giải pháp pháp lý
	Keywords   []string `json:"keywords,omitempty"`
	RelatedLaw []string `json:"related_law,omitempty"`
	Content    Span     `json:"content"` // nội dung án lệ
}

// Procedure is what an administrative procedure (thủ tục hành chính) adds.
type Procedure struct {
	Code       string   `json:"code,omitempty"`
	Authority  string   `json:"authority,omitempty"`
	Level      string   `json:"level,omitempty"`
	Applicants string   `json:"applicants,omitempty"`
	Steps      string   `json:"steps,omitempty"`
	Way        string   `json:"way,omitempty"`
	Papers     []string `json:"papers,omitempty"`
	Forms      []string `json:"forms,omitempty"`
	Deadline   string   `json:"deadline,omitempty"`
	Fee        string   `json:"fee,omitempty"`
	Result     string   `json:"result,omitempty"`
	Conditions string   `json:"conditions,omitempty"`
	Basis      []string `json:"basis,omitempty"`
}
