package cite

import (
	"fmt"
	"slices"
)

// Claim is a statement that a model may check for entailment, with the numbers
// of the passages it cites.
type Claim struct {
	Statement int // index in Report.Statements
	Text      string
	Numbers   []int
}

// Claims lists the statements worth asking a model about: those that cite
// something and passed the checks by code without being verbatim.
func (r Report) Claims() []Claim {
	var out []Claim
	for i, s := range r.Statements {
		if !s.Law || s.Failed() || s.State == Verbatim {
			continue
		}
		c := Claim{Statement: i, Text: s.Text}
		for _, x := range s.Citations {
			if x.Evidence >= 0 {
				c.Numbers = append(c.Numbers, x.Number)
			}
		}
		if len(c.Numbers) > 0 {
			out = append(out, c)
		}
	}
	return out
}

// Verdict is what a model found of a claim.
type Verdict struct {
	Statement int // index in Report.Statements
	Entailed  bool
	// Contradicts says that the passage says otherwise, which is worse than
	// saying nothing.
	Contradicts bool
	Reason      string // the model's words
}

// Judge enters a model's verdicts. A contradiction fails the statement; a claim
// that is merely not entailed becomes unverified. A verdict never makes good
// what failed by code. It returns the report with its state renewed.
func (r Report) Judge(verdicts []Verdict) Report {
	r.Statements = slices.Clone(r.Statements)
	for _, v := range verdicts {
		if v.Statement < 0 || v.Statement >= len(r.Statements) || v.Entailed && !v.Contradicts {
			continue
		}
		s := &r.Statements[v.Statement]
		if len(s.Citations) == 0 || s.State == "" {
			continue
		}
		number := s.Citations[0].Number
		p := Problem{Code: Contradicted, Number: number, Span: s.Span,
			Detail: fmt.Sprintf("Câu “%s” trái với căn cứ [%d].", shorten(s.Text), number)}
		if !v.Contradicts {
			p.Soft = true
			p.Detail = fmt.Sprintf("Căn cứ [%d] chưa đủ để khẳng định câu “%s”.", number, shorten(s.Text))
		}
		s.Problems = append(slices.Clone(s.Problems), p)
		s.State = Unverified
	}
	r.State = worst(r.Statements)
	return r
}
