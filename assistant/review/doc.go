// Package review reviews the draft of a legal text against the law in force, as
// a drafter's or appraiser's desk does (thẩm định dự thảo): what meets the
// Constitution, what is contrary to a text of higher force, what contradicts or
// repeats equal law, references that lead nowhere, terms, procedures without
// authority or deadline, form, and what the draft would change in the store.
//
// [Read] takes the file of a draft and refuses what is marked as a state secret;
// [Reviewer.Review] returns a [Report] with typed [Finding]s in a stable order;
// [WriteHTML] and [WriteComparison] print it; [Decisions] keeps what the human
// decides of each finding. The command line, the web page and eval/review call
// it. It works without a model; with one, [Judge] reads aligned pairs as well.
//
// Every rule stands in rules.json with its legal basis, class, gravity and the
// words for the reader, so that a lawyer can correct it there.
package review

import "trolyluat/corpus"

// Class is the reviewer's class of a finding (tiêu chí thẩm định).
type Class string

// The classes.
const (
	Constitutional Class = "hop_hien"
	Lawful         Class = "hop_phap"
	Consistent     Class = "thong_nhat"
	Feasible       Class = "kha_thi"
	Technical      Class = "ky_thuat"
)

var classNames = map[Class]string{Constitutional: "Tính hợp hiến", Lawful: "Tính hợp pháp", Consistent: "Tính thống nhất", Feasible: "Tính khả thi",
	Technical: "Ngôn ngữ, kỹ thuật trình bày"}

// Name is the Vietnamese wording for readers.
func (c Class) Name() string { return classNames[c] }

// Gravity is how much a finding weighs.
type Gravity string

// The gravities, heaviest first.
const (
	Unlawful    Gravity = "trai_phap_luat"
	Conflicting Gravity = "mau_thuan"
	Form        Gravity = "ky_thuat"
)

var gravityNames = map[Gravity]string{Unlawful: "trái pháp luật", Conflicting: "mâu thuẫn, chồng chéo", Form: "kỹ thuật"}

// Name is the Vietnamese wording for readers.
func (g Gravity) Name() string { return gravityNames[g] }

func (g Gravity) order() int {
	switch g {
	case Unlawful:
		return 0
	case Conflicting:
		return 1
	}
	return 2
}

// How a finding was found.
const (
	ByRule  = "quy_tac"
	ByModel = "mo_hinh"
)

// DefaultThreshold is the certainty from which a finding is shown by default.
const DefaultThreshold = 0.5

// Met is a provision that a finding meets, in the version of the review's date.
type Met struct {
	Document   string        `json:"document"` // key
	DocumentID string        `json:"document_id"`
	Title      string        `json:"title"`
	Number     string        `json:"number,omitempty"`
	Path       string        `json:"path,omitempty"`
	Label      string        `json:"label,omitempty"` // "khoản 2 Điều 5"
	Text       string        `json:"text,omitempty"`
	Words      string        `json:"words,omitempty"` // of Text, that decide
	Status     corpus.Status `json:"status,omitempty"`
	StatusName string        `json:"status_name,omitempty"`
	From       corpus.Date   `json:"from,omitzero"`
	To         corpus.Date   `json:"to,omitzero"`
	By         string        `json:"by,omitempty"` // key of the text that made this version
	Fictional  bool          `json:"fictional,omitempty"`
}

// Finding is one remark on the draft.
type Finding struct {
	// ID is the same for the same finding in the same draft: decisions refer to it.
	ID          string      `json:"id"`
	Type        string      `json:"type"`
	Name        string      `json:"name"` // of the type, for readers
	Class       Class       `json:"class"`
	ClassName   string      `json:"class_name"`
	Gravity     Gravity     `json:"gravity"`
	GravityName string      `json:"gravity_name"`
	Certainty   float64     `json:"certainty"` // 0–1
	Path        string      `json:"path"`      // in the draft; "" the whole, "mo-dau" the legal basis
	Label       string      `json:"label"`     // "khoản 1 Điều 4"
	Span        corpus.Span `json:"span"`      // bytes of the draft's text
	Text        string      `json:"text"`      // of the draft at Path
	Words       string      `json:"words,omitempty"`
	Meets       []Met       `json:"meets"`
	Explanation string      `json:"explanation"`
	Basis       []string    `json:"basis"`
	Suggestion  string      `json:"suggestion"`
	Found       string      `json:"found"` // ByRule, ByModel
	// Parts are the findings of single khoản and điểm that this one, of their điều,
	// was made of; Text and Meets are theirs one after the other.
	Parts Parts `json:"parts,omitempty"`
}

// Parts are the findings that a finding was made of; they have none themselves. It is
// a type of its own for the schemas of the interfaces, which know no types that hold
// themselves.
type Parts []Finding

// Each are the findings as they were made, groups taken apart.
func Each(list []Finding) []Finding {
	var out []Finding
	for _, f := range list {
		if len(f.Parts) == 0 {
			out = append(out, f)
		} else {
			out = append(out, f.Parts...)
		}
	}
	return out
}

// Row is a line of the comparison table (bảng so sánh).
type Row struct {
	Path    string `json:"path"`
	Label   string `json:"label"`
	Draft   string `json:"draft"`
	Current []Met  `json:"current"`
	Remark  string `json:"remark"`
}

// Delegation is a clause that leaves detail to another text, and what fills it.
type Delegation struct {
	Document string   `json:"document"` // key; "" the draft
	Title    string   `json:"title"`
	Path     string   `json:"path"`
	Label    string   `json:"label"`
	Text     string   `json:"text"`
	To       string   `json:"to"`    // who is to regulate
	Units    []string `json:"units"` // what is left to it
	FilledBy []string `json:"filled_by"`
	State    string   `json:"state"` // for readers
}

// Consequence is what the draft would do to the store (hệ quả).
type Consequence struct {
	Kind     string `json:"kind"` // "sua_doi", "bai_bo", "thay_the", "mat_can_cu", "dan_chieu"
	Document string `json:"document"`
	Title    string `json:"title"`
	Path     string `json:"path,omitempty"`
	Label    string `json:"label,omitempty"`
	From     string `json:"from"` // path in the draft that does it
	Text     string `json:"text"` // for readers
	Problem  string `json:"problem,omitempty"`
}

// Report is the review of one draft.
type Report struct {
	Title        string        `json:"title"`
	Kind         corpus.Kind   `json:"kind"`
	KindName     string        `json:"kind_name"`
	Rank         int           `json:"rank"`
	Issuer       string        `json:"issuer,omitempty"`
	AsOf         corpus.Date   `json:"as_of"`
	Source       string        `json:"source,omitempty"`
	SHA256       string        `json:"sha256,omitempty"`
	Articles     int           `json:"articles"`
	Threshold    float64       `json:"threshold"`
	Parents      []string      `json:"parents"` // keys of the texts that the draft implements or is based on
	Findings     []Finding     `json:"findings"`
	Below        []Finding     `json:"below_threshold"`
	Comparison   []Row         `json:"comparison"`
	Delegations  []Delegation  `json:"delegations"`
	Consequences []Consequence `json:"consequences"`
	// Absent are texts that the draft names and the store does not hold: nothing
	// was judged of them.
	Absent    []string `json:"absent"`
	NotJudged []string `json:"not_judged"`
	Notes     []string `json:"notes"`
	Fictional bool     `json:"fictional,omitempty"`
	Model     string   `json:"model,omitempty"` // that judged pairs; "" none
}

// notJudged is what no rule of the program looks at.
var notJudged = []string{"Sự phù hợp với chủ trương, chính sách.", "Vấn đề giới.", "Chính sách dân tộc.", "Nguồn lực, tài chính và nguồn nhân lực để thi hành.",
	"Sự phù hợp với điều ước quốc tế mà kho không có."}
