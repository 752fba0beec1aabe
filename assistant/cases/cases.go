// Package cases is the judge's desk: similar judgments and án lệ, the legal basis
// of a situation, the digest of a judgment, the check of a draft. It reads one
// store; its parts are in the packages below it. The command line, and the web
// and MCP when they offer it, call [Desk].
package cases

import (
	"strings"

	"trolyluat/assistant/cases/similar"
	"trolyluat/corpus"
)

// CaseOf takes from a judgment or án lệ what cases are compared by: the facts,
// the matter, the parties; of an án lệ its situation, and the facts of the case
// that it was taken from.
func CaseOf(d *corpus.Document) similar.Case {
	var c similar.Case
	part := func(s corpus.Span) string {
		if s.Start < 0 || s.End > len(d.Text) || s.Start >= s.End {
			return ""
		}
		return d.Text[s.Start:s.End]
	}
	switch {
	case d.Judgment != nil:
		j := d.Judgment
		c.Facts, c.Claims, c.Parties = part(j.Facts), j.Matter, j.Parties
		if strings.TrimSpace(c.Facts) == "" {
			// The heading of the facts is lost: what stands before the reasoning.
			c.Facts = part(corpus.Span{End: max(j.Reasoning.Start, min(len(d.Text), 6000))})
		}
	case d.Precedent != nil:
		c.Claims = strings.TrimSpace(d.Precedent.Situation)
		c.Facts = c.Claims
		for _, p := range d.Provisions {
			if p.Path == "noi-dung" {
				c.Facts += "\n" + part(p.Span)
			}
		}
		if c.Claims == "" {
			c.Claims = d.Title
		}
	default:
		c.Facts = d.Text
	}
	return c
}
