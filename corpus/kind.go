package corpus

// Kind is the form of a document (hình thức văn bản). Its value is stable: it
// is stored, filtered on and printed in JSON.
type Kind string

// The kinds. Rank follows Điều 4 of Luật 64/2025/QH15; kinds outside the system
// of legal documents (văn bản quy phạm pháp luật) have rank 0.
const (
	KindConstitution    Kind = "hien_phap"
	KindCode            Kind = "bo_luat"
	KindLaw             Kind = "luat"
	KindOrdinance       Kind = "phap_lenh"
	KindResolution      Kind = "nghi_quyet"
	KindJointResolution Kind = "nghi_quyet_lien_tich"
	KindOrder           Kind = "lenh"
	KindDecree          Kind = "nghi_dinh"
	KindDecision        Kind = "quyet_dinh"
	KindDirective       Kind = "chi_thi"
	KindCircular        Kind = "thong_tu"
	KindJointCircular   Kind = "thong_tu_lien_tich"
	KindConsolidated    Kind = "vbhn"     // văn bản hợp nhất
	KindOfficialLetter  Kind = "cong_van" // công văn
	KindPrecedent       Kind = "an_le"    // án lệ
	KindJudgment        Kind = "ban_an"   // bản án, quyết định của tòa án
	KindProcedure       Kind = "thu_tuc"  // thủ tục hành chính
	KindDraft           Kind = "du_thao"  // dự thảo
	KindOther           Kind = "khac"
)

type kindInfo struct {
	name string
	rank int
}

var kinds = map[Kind]kindInfo{
	KindConstitution:    {"Hiến pháp", 1},
	KindCode:            {"Bộ luật", 2},
	KindLaw:             {"Luật", 2},
	KindOrdinance:       {"Pháp lệnh", 3},
	KindResolution:      {"Nghị quyết", 3},
	KindJointResolution: {"Nghị quyết liên tịch", 3},
	KindOrder:           {"Lệnh", 4},
	KindDecree:          {"Nghị định", 5},
	KindDecision:        {"Quyết định", 6},
	KindCircular:        {"Thông tư", 8},
	KindJointCircular:   {"Thông tư liên tịch", 8},
	KindDirective:       {"Chỉ thị", 0},
	KindConsolidated:    {"Văn bản hợp nhất", 0},
	KindOfficialLetter:  {"Công văn", 0},
	KindPrecedent:       {"Án lệ", 0},
	KindJudgment:        {"Bản án", 0},
	KindProcedure:       {"Thủ tục hành chính", 0},
	KindDraft:           {"Dự thảo", 0},
	KindOther:           {"Văn bản", 0},
}

// Name is the Vietnamese name shown to readers ("Nghị định").
func (k Kind) Name() string {
	if i, ok := kinds[k]; ok {
		return i.name
	}
	return string(k)
}

// Valid says whether k is one of the kinds above.
func (k Kind) Valid() bool { _, ok := kinds[k]; return ok }

// Rank is the kind's usual place in the hierarchy of legal documents, 1 the
// highest, 0 for none. A document's own rank (Document.Rank) also weighs its
// issuer: a resolution of the National Assembly stands with laws.
func (k Kind) Rank() int { return kinds[k].rank }

// Kinds lists all kinds in a fixed order, highest rank first.
func Kinds() []Kind {
	return []Kind{KindConstitution, KindCode, KindLaw, KindOrdinance, KindResolution, KindJointResolution,
		KindOrder, KindDecree, KindDecision, KindCircular, KindJointCircular, KindDirective, KindConsolidated,
		KindOfficialLetter, KindPrecedent, KindJudgment, KindProcedure, KindDraft, KindOther}
}

// Status is a document's or provision's effect on a date (tình trạng hiệu lực).
type Status string

// The seven statuses of the design.
const (
	StatusInForce   Status = "con_hieu_luc"
	StatusPartly    Status = "het_hieu_luc_mot_phan"
	StatusExpired   Status = "het_hieu_luc"
	StatusPending   Status = "chua_co_hieu_luc"
	StatusSuspended Status = "tam_ngung"
	StatusStoodIn   Status = "tam_thay" // a resolution stands in for it for a term
	StatusUnknown   Status = "chua_ro"
)

var statusNames = map[Status]string{
	StatusInForce:   "còn hiệu lực",
	StatusPartly:    "hết hiệu lực một phần",
	StatusExpired:   "hết hiệu lực toàn bộ",
	StatusPending:   "chưa có hiệu lực",
	StatusSuspended: "tạm ngưng hiệu lực",
	StatusStoodIn:   "tạm thay bởi văn bản khác",
	StatusUnknown:   "chưa rõ hiệu lực",
}

// Name is the Vietnamese wording shown to readers.
func (s Status) Name() string {
	if n, ok := statusNames[s]; ok {
		return n
	}
	return statusNames[StatusUnknown]
}

// StatusOn derives the status of a text in force over iv, on date d, from its
// interval alone: pending before From, expired from To on, unknown when From
// is not known and To does not decide.
func StatusOn(iv Interval, d Date) Status {
	switch {
	case iv.To != 0 && d >= iv.To:
		return StatusExpired
	case iv.From == 0:
		return StatusUnknown
	case d < iv.From:
		return StatusPending
	}
	return StatusInForce
}

// Level is the place of a provision in the tree of its document.
type Level uint8

// The levels of a statute, then those of other kinds of text.
const (
	LevelNone       Level = iota
	LevelPreamble         // quốc hiệu, số, tên, căn cứ: all that stands before the first unit
	LevelPart             // Phần
	LevelChapter          // Chương
	LevelSection          // Mục
	LevelSubsection       // Tiểu mục
	LevelArticle          // Điều
	LevelClause           // Khoản
	LevelPoint            // Điểm
	LevelAppendix         // Phụ lục, Mẫu
	LevelAttachment       // văn bản ban hành kèm theo (Quy chế …): root of its own tree
	LevelClosing          // nơi nhận, chữ ký
	LevelPassage          // section of a judgment, án lệ, procedure or of a text without điều
	LevelTopic            // đề mục of the pháp điển, with its chapters: a place in that order, no unit of the text
)

var levelNames = [...]string{"", "Phần mở đầu", "Phần", "Chương", "Mục", "Tiểu mục", "Điều", "Khoản", "Điểm",
	"Phụ lục", "Văn bản kèm theo", "Phần ký", "Đoạn", "Đề mục"}

// Name is the Vietnamese name of the level ("Điều").
func (l Level) Name() string {
	if int(l) < len(levelNames) {
		return levelNames[l]
	}
	return ""
}
