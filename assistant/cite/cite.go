// Package cite checks by code, and not by trust, whether an answer stands on
// the passages it was given: every statement of law carries a citation, the
// cited passage exists and was in force on the date, quoted words stand in it,
// the provision named in the sentence is the one that is cited, and numbers,
// dates and negation agree with it. Package assistant calls [Check] on every
// answer, asks the model once to repair what failed ([Instructions]) and then
// marks or cuts the rest ([Mark], [Cut]).
//
// # Citation marks
//
// A citation is the number of a passage in square brackets, after the words it
// supports and before or after the full stop: "… là 60 ngày [1]." or "… là 60
// ngày. [1]". Several are written [1][2] or [1, 2]. Models write this form
// reliably, it survives Markdown, and no Vietnamese statute uses it.
package cite

import (
	"trolyluat/corpus"
)

// Evidence is one numbered passage that the answer may cite.
type Evidence struct {
	Number      int    // as in the mark, from 1
	DocumentKey string // "45/2019/QH14"
	Title       string // "Bộ luật Lao động"
	ShortNames  []string
	Path        string // "d25", "d25/k2"
	Label       string // "Điều 25"
	Heading     string
	Text        string // with the label line
	Units       []corpus.Unit
	Interval    corpus.Interval
	// Status where the interval does not tell; "" leaves it to the interval.
	Status corpus.Status
}

// Input is an answer with what it was made from.
type Input struct {
	Text     string
	Evidence []Evidence
	// AsOf is the date that the answer is for; zero checks no dates.
	AsOf corpus.Date
	// Question is what was asked. Its numbers and references may be repeated
	// without standing in the evidence ("Điều 700 mà bạn nêu không có").
	Question string
	// Past says that the answer tells how the law was or will be (drafter's
	// history): a version not in force is then no problem.
	Past bool
}

// State is how far a statement was checked.
type State string

// The three states that a reader sees.
const (
	Verbatim   State = "dung_nguyen_van" // its quoted words, or all of it, stand in the passage
	Checked    State = "da_doi_chieu"    // citation, reference, numbers and negation agree with the passage
	Unverified State = "chua_kiem_chung" // something failed, or nothing supports it
)

// Name is the Vietnamese wording shown to readers.
func (s State) Name() string {
	switch s {
	case Verbatim:
		return "đúng nguyên văn"
	case Checked:
		return "đã đối chiếu"
	}
	return "chưa kiểm chứng"
}

// Code names a kind of problem.
type Code string

// The problems that [Check] finds.
const (
	NoCitation      Code = "no_citation"      // a statement of law without a mark
	UnknownNumber   Code = "unknown_number"   // the mark names no passage
	Misquoted       Code = "misquoted"        // quoted words do not stand in the cited passage
	WrongReference  Code = "wrong_reference"  // the điều, khoản, điểm or act named is not the one cited
	UnknownDocument Code = "unknown_document" // an act is named that no passage comes from
	WrongQuantity   Code = "wrong_quantity"   // number, date, term or amount not in the passage
	Polarity        Code = "polarity"         // "được" for "không được", "phải" for "có thể" and the like
	NotInForce      Code = "not_in_force"     // the cited version was repealed, expired or suspended on the date
	NotYetInForce   Code = "not_yet_in_force" // the cited version had not taken effect on the date
	Unsupported     Code = "unsupported"      // too little of the sentence stands in the passage
	Contradicted    Code = "contradicted"     // the model's entailment check says no
	UnknownStatus   Code = "unknown_effect"   // effect on the date is not known: told, not failed
	WrongPassage    Code = "wrong_passage"    // another passage than the cited one says so
)

// Problem is one thing wrong with a statement.
type Problem struct {
	Code   Code        `json:"code"`
	Number int         `json:"number,omitempty"` // the mark concerned
	Words  string      `json:"words,omitempty"`  // the words concerned, as in the answer
	Detail string      `json:"detail"`           // Vietnamese, for the reader and for the model's repair
	Span   corpus.Span `json:"span"`             // of the words in the answer
	// Soft problems are told and do not make the statement fail.
	Soft bool `json:"soft,omitempty"`
}

// Citation is one mark of a statement.
type Citation struct {
	Number int         `json:"number"`
	Span   corpus.Span `json:"span"` // of the mark in the answer
	// Evidence indexes Input.Evidence, -1 when the number names none.
	Evidence int `json:"evidence"`
	// Path is the unit of the passage that supports the statement best, as deep
	// as the words tell: "d25/k2/a".
	Path string `json:"path,omitempty"`
	// Support is the span in the passage's text that supports it; zero if none.
	Support corpus.Span   `json:"support"`
	Status  corpus.Status `json:"status,omitempty"` // of the passage on Input.AsOf
}

// Statement is a sentence of the answer.
type Statement struct {
	Span corpus.Span `json:"span"` // in the answer, with its marks
	Text string      `json:"text"` // without marks
	// Law says that the sentence states law and so needs a citation. Greetings,
	// questions, headings, lead-ins and advice to ask somebody do not.
	Law       bool       `json:"law"`
	Citations []Citation `json:"citations,omitempty"`
	State     State      `json:"state,omitempty"` // "" when not Law and not cited
	Problems  []Problem  `json:"problems,omitempty"`
}

// Failed says that a problem makes the statement fail.
func (s Statement) Failed() bool {
	for _, p := range s.Problems {
		if !p.Soft {
			return true
		}
	}
	return false
}

// Report is the check of a whole answer.
type Report struct {
	Statements []Statement `json:"statements"`
	// State is the worst state of a statement of law; Unverified when there is
	// no statement of law at all and the answer cites nothing.
	State State `json:"state"`
	Used  []int `json:"used,omitempty"` // numbers of the passages cited, ascending
}

// Failed lists the indexes of the statements that failed.
func (r Report) Failed() []int {
	var out []int
	for i, s := range r.Statements {
		if s.Failed() {
			out = append(out, i)
		}
	}
	return out
}
