package prompts

import "encoding/json"

// Rewritten is the answer to the [Rewrite] prompt.
type Rewritten struct {
	// Question stands alone: what "thế còn …" refers to is written out.
	Question string `json:"cau_hoi"`
	// Parts are the separate questions when several were asked at once.
	Parts []string `json:"cac_cau,omitempty"`
}

// RewriteSchema is the JSON Schema of [Rewritten].
var RewriteSchema = json.RawMessage(`{"type":"object","additionalProperties":false,` +
	`"required":["cau_hoi","cac_cau"],"properties":{"cau_hoi":{"type":"string"},` +
	`"cac_cau":{"type":"array","items":{"type":"string"}}}}`)

// Entailment is the answer to the [Entail] prompt.
type Entailment struct {
	Verdicts []Verdict `json:"ket_luan"`
}

// Verdict says whether the passages carry a claim.
type Verdict struct {
	Number int    `json:"so"`
	Result string `json:"ket_qua"` // "co", "khong", "trai"
	Reason string `json:"ly_do"`
}

// The results of a verdict.
const (
	Entailed     = "co"    // the passages say so
	NotEntailed  = "khong" // they do not say so
	Contradicted = "trai"  // they say otherwise
)

// EntailSchema is the JSON Schema of [Entailment].
var EntailSchema = json.RawMessage(`{"type":"object","additionalProperties":false,"required":["ket_luan"],` +
	`"properties":{"ket_luan":{"type":"array","items":{"type":"object","additionalProperties":false,` +
	`"required":["so","ket_qua","ly_do"],"properties":{"so":{"type":"integer"},` +
	`"ket_qua":{"type":"string","enum":["co","khong","trai"]},"ly_do":{"type":"string"}}}}}}`)

// Proposed is the answer to the [Propose] prompt.
type Proposed struct {
	Questions []ProposedQuestion `json:"cau_hoi"`
}

// ProposedQuestion is a question that the passage answers, with words of the
// passage that a right answer holds.
type ProposedQuestion struct {
	Question string   `json:"hoi"`
	Role     string   `json:"nguoi_hoi"` // "nguoi_dan", "can_bo", "tham_phan", "soan_thao"
	Points   []string `json:"y_phai_co"`
}

// ProposeSchema is the JSON Schema of [Proposed].
var ProposeSchema = json.RawMessage(`{"type":"object","additionalProperties":false,"required":["cau_hoi"],` +
	`"properties":{"cau_hoi":{"type":"array","items":{"type":"object","additionalProperties":false,` +
	`"required":["hoi","nguoi_hoi","y_phai_co"],"properties":{"hoi":{"type":"string"},` +
	`"nguoi_hoi":{"type":"string","enum":["nguoi_dan","can_bo","tham_phan","soan_thao"]},` +
	`"y_phai_co":{"type":"array","items":{"type":"string"}}}}}}}`)

// Chosen is the answer to the [Choose] prompt.
type Chosen struct {
	Letters []string `json:"dap_an"`
}

// ChooseSchema is the JSON Schema of [Chosen].
var ChooseSchema = json.RawMessage(`{"type":"object","additionalProperties":false,"required":["dap_an"],` +
	`"properties":{"dap_an":{"type":"array","items":{"type":"string"}}}}`)

// Conflicts is the answer to the [Conflict] prompt.
type Conflicts struct {
	Verdicts []ConflictVerdict `json:"ket_luan"`
}

// ConflictVerdict says how a passage of a draft stands to a provision.
type ConflictVerdict struct {
	Number  int    `json:"so"`
	Result  string `json:"ket_qua"`
	Kind    string `json:"loai"`
	Draft   string `json:"cho_du_thao"`   // words of the draft that decide
	Current string `json:"cho_hien_hanh"` // words of the provision
	Reason  string `json:"ly_do"`
}

// The results of a verdict on a pair.
const (
	Conflicting = "mau_thuan"
	Repeating   = "trung_lap"
	Adding      = "bo_sung"
	Unrelated   = "khong_lien_quan"
)

// ConflictSchema is the JSON Schema of [Conflicts].
var ConflictSchema = json.RawMessage(`{"type":"object","additionalProperties":false,"required":["ket_luan"],` +
	`"properties":{"ket_luan":{"type":"array","items":{"type":"object","additionalProperties":false,` +
	`"required":["so","ket_qua","loai","cho_du_thao","cho_hien_hanh","ly_do"],"properties":{"so":{"type":"integer"},` +
	`"ket_qua":{"type":"string","enum":["mau_thuan","trung_lap","bo_sung","khong_lien_quan"]},` +
	`"loai":{"type":"string","enum":["con_so","tham_quyen","dieu_kien","ngoai_le","muc_do","khac"]},` +
	`"cho_du_thao":{"type":"string"},"cho_hien_hanh":{"type":"string"},"ly_do":{"type":"string"}}}}}}`)
