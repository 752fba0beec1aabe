package assistant

import "trolyluat/corpus"

// Role is the reader that an answer is written for.
type Role string

// The four readers of the design.
const (
	Citizen  Role = "citizen"  // người dân
	Judge    Role = "judge"    // thẩm phán, thư ký tòa án
	Drafter  Role = "drafter"  // người soạn thảo văn bản
	Official Role = "official" // cán bộ, công chức
)

// Roles lists the readers in the order in which they are offered.
func Roles() []Role { return []Role{Citizen, Judge, Drafter, Official} }

// Name is the Vietnamese name of the reader.
func (r Role) Name() string {
	switch r {
	case Citizen:
		return "Người dân"
	case Judge:
		return "Thẩm phán"
	case Drafter:
		return "Người soạn thảo"
	case Official:
		return "Cán bộ, công chức"
	}
	return string(r)
}

// Valid says whether r is one of the four.
func (r Role) Valid() bool {
	return r == Citizen || r == Judge || r == Drafter || r == Official
}

// Question is what a reader asks.
type Question struct {
	Text string
	// Role is the reader's choice and wins; "" has one proposed from the words of
	// the question (Understanding.RoleProposed).
	Role Role
	// AsOf is the reader's choice of the date whose law is asked for and wins;
	// zero takes the date of the facts that the question tells, else today.
	AsOf corpus.Date
	// History is the conversation so far, oldest first; a follow-up ("thế còn …")
	// is read with it. The last few exchanges are enough.
	History []Exchange
}

// Exchange is an earlier question of the conversation with its answer.
type Exchange struct {
	Question string `json:"question"` // as typed
	// Rewritten is what the question was answered as (Understanding.Rewritten);
	// "" when it stood alone.
	Rewritten string   `json:"rewritten,omitempty"`
	Answer    string   `json:"answer"`              // Markdown, as the reader saw it
	Documents []string `json:"documents,omitempty"` // keys of the documents that it cited, in the order of the citations
	Paths     []string `json:"paths,omitempty"`     // of their điều, parallel to Documents
	Role      Role     `json:"role,omitempty"`
	AsOf      string   `json:"as_of,omitempty"` // ISO date
}

// ExchangeOf is the exchange that an answer leaves behind for Question.History.
func ExchangeOf(a *Answer) Exchange {
	e := Exchange{Question: a.Question, Answer: a.Text, Role: a.Role, AsOf: a.AsOf}
	if a.Understanding != nil {
		e.Rewritten = a.Understanding.Rewritten
	}
	for _, c := range a.Citations {
		e.Documents = append(e.Documents, c.Document)
		e.Paths = append(e.Paths, c.Path)
	}
	return e
}

// Kind tells what kind of message was asked and so what the answer is.
type Kind string

// The kinds of an answer.
const (
	KindAnswer     Kind = "answer"       // law was asked for and found
	KindRefusal    Kind = "refusal"      // law was asked for and the store has no basis; what is missing is said
	KindGreeting   Kind = "greeting"     // greeting, thanks, "bạn là ai"
	KindOutOfScope Kind = "out_of_scope" // no question of law
	KindSafety     Kind = "safety"       // self-harm, planning a crime: help or refusal instead of an answer
)

// The sources of the date whose law is told, as Understanding.AsOfFrom.
const (
	AsOfToday    = "today"         // nothing tells another date
	AsOfReader   = "reader"        // chosen by the reader
	AsOfQuestion = "question"      // the date of the facts that the question tells
	AsOfHistory  = "history"       // the date of the facts told earlier in the conversation
	AsOfInstead  = "today_instead" // today's, where the store has no answer by the law of the day of the facts
)

// Understanding is how a question was read. Its texts are Vietnamese, for the
// reader.
type Understanding struct {
	Kind         Kind   `json:"kind"`
	Role         Role   `json:"role"`
	RoleProposed bool   `json:"role_proposed"`         // by the program, not chosen
	RoleReason   string `json:"role_reason,omitempty"` // why it was proposed
	AsOf         string `json:"as_of"`                 // ISO date
	AsOfFrom     string `json:"as_of_from"`            // today, reader, question, history, today_instead
	AsOfReason   string `json:"as_of_reason"`          // "Câu hỏi nói sự việc xảy ra năm 2019 …"
	// Read is the question with its diacritics restored and slips mended; "" when
	// it was read as typed.
	Read string `json:"read,omitempty"`
	// Rewritten is the question as it was answered when it leant on the
	// conversation ("thế còn …"); RewrittenBy is "rules" or "model".
	Rewritten   string `json:"rewritten,omitempty"`
	RewrittenBy string `json:"rewritten_by,omitempty"`
	// Parts are the single questions of one that asks several things; [] else.
	Parts       []string     `json:"parts"`
	Corrections []Correction `json:"corrections"` // false premises of the question; []
	Notes       []string     `json:"notes"`       // what else the reader should know; []
}

// The kinds of a correction.
const (
	MissingDocument  = "missing_document"  // the store has no text of that name or number
	MissingProvision = "missing_provision" // the text is there and has no such điều, khoản or điểm
	NotInForce       = "not_in_force"      // it is there and not in force on the date
	SaysOtherwise    = "says_otherwise"    // the provision says something else than the question claims
)

// Correction puts right what a question takes for granted about the law.
type Correction struct {
	Kind  string `json:"kind"`  // missing_document, missing_provision, not_in_force, says_otherwise
	Claim string `json:"claim"` // the words of the question
	Text  string `json:"text"`  // what is right, Vietnamese
	// Document (key) and Path name the text concerned where it is in the store.
	Document string `json:"document,omitempty"`
	Path     string `json:"path,omitempty"`
	// Citation is the number of the citation that shows it, 0 for none.
	Citation int `json:"citation,omitempty"`
}
