package review

import (
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"strings"
	"time"
)

// Choice is what the human decides of a finding.
type Choice string

// The choices.
const (
	Accepted  Choice = "chap_nhan"
	Dismissed Choice = "bo_qua"
)

// Decision is the human's decision of one finding.
type Decision struct {
	Finding string    `json:"finding"` // Finding.ID
	Choice  Choice    `json:"choice"`
	Reason  string    `json:"reason,omitempty"` // needed to dismiss
	By      string    `json:"by,omitempty"`
	At      time.Time `json:"at,omitzero"`
}

// ErrReason is returned when a finding is dismissed without a reason.
var ErrReason = errors.New("review: a dismissal needs a reason")

// Decisions are the decisions on one report, by finding. The zero value is ready.
// They hold no text of the draft, so that they can be kept apart from it.
type Decisions struct {
	SHA256 string              `json:"sha256,omitempty"` // of the draft's file
	By     map[string]Decision `json:"decisions"`
}

// Decide keeps a decision. It refuses a choice that is none, a finding that the
// report does not have and a dismissal without a reason.
func (d *Decisions) Decide(r *Report, x Decision) error {
	switch x.Choice {
	case Accepted:
	case Dismissed:
		if strings.TrimSpace(x.Reason) == "" {
			return ErrReason
		}
	default:
		return fmt.Errorf("review: no choice %q", x.Choice)
	}
	if r.Finding(x.Finding) == nil {
		return fmt.Errorf("review: the report has no finding %q", x.Finding)
	}
	if d.By == nil {
		d.By = map[string]Decision{}
	}
	d.SHA256 = r.SHA256
	d.By[x.Finding] = x
	return nil
}

// Withdraw forgets a decision.
func (d *Decisions) Withdraw(finding string) { delete(d.By, finding) }

// Finding returns the finding with that ID, nil when the report has none.
func (r *Report) Finding(id string) *Finding {
	for _, list := range [][]Finding{r.Findings, r.Below} {
		for i := range list {
			if list[i].ID == id {
				return &list[i]
			}
		}
	}
	return nil
}

// Export is a report with the decisions of its findings: what is left to do, what
// was accepted, and what was dismissed and why.
type Export struct {
	Report    *Report             `json:"report"`
	Decisions map[string]Decision `json:"decisions"`
	Open      int                 `json:"open"`
	Accepted  int                 `json:"accepted"`
	Dismissed int                 `json:"dismissed"`
}

// Export joins a report with its decisions. Decisions on findings that a new
// review no longer makes are left out.
func (d *Decisions) Export(r *Report) Export {
	e := Export{Report: r, Decisions: map[string]Decision{}}
	for i := range r.Findings {
		switch x, ok := d.By[r.Findings[i].ID]; {
		case !ok:
			e.Open++
		case x.Choice == Accepted:
			e.Accepted++
		default:
			e.Dismissed++
		}
	}
	for id, x := range d.By {
		if r.Finding(id) != nil {
			e.Decisions[id] = x
		}
	}
	return e
}

// WriteExport writes an export as JSON.
func WriteExport(w io.Writer, e Export) error {
	enc := json.NewEncoder(w)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(e); err != nil {
		return fmt.Errorf("review: write export: %w", err)
	}
	return nil
}
