package assistant

import "trolyluat/corpus"

// Mode tells how an answer was made.
type Mode string

// The modes of an answer.
const (
	Extractive Mode = "extractive" // quoted, without a model
	Model      Mode = "model"
)

// Certainty tells how well the evidence fits the question.
type Certainty string

// The certainties of an answer.
const (
	High Certainty = "high"
	Low  Certainty = "low"  // quoted, and said to be possibly beside the point
	None Certainty = "none" // no basis found; the nearest texts are only named
)

// Answer is the whole of what a reader gets. Its JSON form is the stable schema
// of `trolyluat ask --json`.
type Answer struct {
	Question string `json:"question"` // as typed
	Kind     Kind   `json:"kind"`
	Role     Role   `json:"role"`
	AsOf     string `json:"as_of"`
	Mode     Mode   `json:"mode"`
	Found    bool   `json:"found"` // false: the store holds no basis; citations are then the nearest texts
	// Certainty of the whole answer; CertaintyReason says in Vietnamese what it
	// rests on.
	Certainty       Certainty `json:"certainty"`
	CertaintyReason string    `json:"certainty_reason,omitempty"`
	// Phrase is the short answer in front ("60 ngày", "Được", "Sai"), "" where
	// none was found; it stands in Text too.
	Phrase string `json:"phrase,omitempty"`
	// Verdict answers a true-or-false, yes-or-no or multiple-choice question, nil
	// else.
	Verdict   *Verdict   `json:"verdict,omitempty"`
	Text      string     `json:"answer"` // Markdown; [1] refers to Citations
	Citations []Citation `json:"citations"`
	Checks    []Check    `json:"checks"`
	Notes     []string   `json:"notes"` // what the reader should know, in Vietnamese
	// Sections are the parts of Text by the reader's role, in order; [] for an
	// answer without parts.
	Sections    []Section    `json:"sections"`
	Corrections []Correction `json:"corrections"` // of what the question took for granted; []
	FollowUps   []string     `json:"follow_ups"`  // questions that the reader may want to ask next; []
	// Choice is the law that may apply with reasons (judges), nil else.
	Choice        *Choice        `json:"choice,omitempty"`
	Understanding *Understanding `json:"understanding,omitempty"`
	Usage         *Usage         `json:"usage,omitempty"` // nil without a model
	Seconds       float64        `json:"seconds"`
}

// Section is a part of an answer: "Thẩm quyền", "Hồ sơ, giấy tờ".
type Section struct {
	Key       string `json:"key"`   // stable, English: authority, papers, deadline …
	Title     string `json:"title"` // Vietnamese
	Text      string `json:"text"`  // Markdown with citation marks
	Citations []int  `json:"citations"`
	// Unknown says that the store does not tell: "chưa rõ".
	Unknown bool `json:"unknown,omitempty"`
}

// Choice tells which law may apply: candidates with reasons, never one silent
// pick. Substance and procedure are chosen apart.
type Choice struct {
	Substance []LawCandidate `json:"substance"`
	Procedure []LawCandidate `json:"procedure"`
	Doubts    []string       `json:"doubts"` // what the facts or texts leave open, Vietnamese
}

// LawCandidate is one text that may apply.
type LawCandidate struct {
	Document string   `json:"document"` // key
	Title    string   `json:"title"`
	On       string   `json:"on"` // ISO date by which it was looked at
	OnReason string   `json:"on_reason"`
	Applies  string   `json:"applies"` // likely, possible, unlikely
	Reasons  []string `json:"reasons"` // Vietnamese, each with its rule ("Điều 58 khoản 1 …")
	Citation int      `json:"citation,omitempty"`
	Inferred bool     `json:"inferred"` // concluded by the program ("suy ra")
}

// Usage is what the model's part of an answer cost.
type Usage struct {
	Model      string  `json:"model"`
	Calls      int     `json:"calls"`
	Prompt     int     `json:"prompt_tokens"`
	Completion int     `json:"completion_tokens"`
	Estimated  bool    `json:"estimated,omitempty"` // the server counted nothing
	Cached     bool    `json:"cached,omitempty"`    // the answer came from this system's cache
	Cost       float64 `json:"cost"`                // by the configured prices, in Currency; 0 without prices
	Currency   string  `json:"currency,omitempty"`
}

// Citation is a passage that an answer stands on.
type Citation struct {
	Number     int           `json:"number"` // as in the text, from 1
	Document   string        `json:"document"`
	ID         string        `json:"document_id"`
	Printed    string        `json:"document_number"` // as printed; "" where there is none
	Title      string        `json:"title"`
	Kind       corpus.Kind   `json:"kind"`
	Path       string        `json:"path"`        // of the điều
	Quoted     string        `json:"quoted_path"` // of the khoản or điểm that is quoted
	Label      string        `json:"label"`       // "khoản 1 Điều 25"
	Heading    string        `json:"heading,omitempty"`
	Context    []string      `json:"context,omitempty"`
	Quote      string        `json:"quote"` // word for word
	Marks      []corpus.Span `json:"marks"` // the sentences that matter, byte ranges in Quote
	Status     corpus.Status `json:"status"`
	StatusName string        `json:"status_name"`
	From       string        `json:"from,omitempty"`
	To         string        `json:"to,omitempty"`
	Fictional  bool          `json:"fictional,omitempty"`
	SourceID   string        `json:"source_id,omitempty"`
	URL        string        `json:"url"` // of the place in the reader's page
	Score      float64       `json:"score"`
	// Role tells what it is there for (retrieval.Role): answer, definition,
	// exception, referenced, guidance, sanction. Why says it in Vietnamese.
	Role string `json:"role"`
	Why  string `json:"why,omitempty"`
}

// Check is what a test of one statement found.
type Check struct {
	Statement string   `json:"statement"`
	State     string   `json:"state"`      // dung_nguyen_van, da_doi_chieu, chua_kiem_chung
	StateName string   `json:"state_name"` // đúng nguyên văn, đã đối chiếu, chưa kiểm chứng
	Citations []int    `json:"citations"`
	Problems  []string `json:"problems,omitempty"` // Vietnamese
}
