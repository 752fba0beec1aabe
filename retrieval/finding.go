package retrieval

// Severity tells how bad a finding is.
type Severity string

// The severities.
const (
	SeverityNote    Severity = "note"    // good to know
	SeverityWarning Severity = "warning" // works, but not as it should
	SeverityProblem Severity = "problem" // wrong answers or failures are to be expected
)

// Finding is one thing that a look at a store (trolyluat doctor) brought up.
// Both stores report in this form.
type Finding struct {
	Code     string   `json:"code"` // stable, English: "pgvector_cve_range"
	Severity Severity `json:"severity"`
	Message  string   `json:"message"`          // for the operator, Vietnamese
	Action   string   `json:"action,omitempty"` // what to do, Vietnamese; "" where nothing is to be done
}
