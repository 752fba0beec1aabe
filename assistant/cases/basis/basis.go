// Package basis suggests the legal basis of a civil case: from the facts and
// claims of a situation it reads the issues that they raise and the provisions
// that are likely to apply, substance and procedure apart, each with its reason
// and with its status on the date that counts for it. It says which courts are
// competent and never who wins.
//
// Issues and the provisions that speak to them stand in issues.txt by name and
// words, never by number; the provisions are looked up in the store. Weights
// over general features (model.json) order them; like judgments of the store,
// where it has any, are heard with them ([Suggester.Consult]). Package cases calls [Suggester]
// for the judge's desk; eval/basis fits and measures it.
package basis

import (
	_ "embed"
	"fmt"
	"strings"
	"sync"

	"trolyluat/corpus/vitext"
)

// Side tells substance and procedure apart: their law is chosen by different
// dates.
type Side string

// The sides.
const (
	Substance Side = "substance" // luật nội dung
	Procedure Side = "procedure" // luật tố tụng
)

// Name is the Vietnamese wording shown to readers.
func (s Side) Name() string {
	if s == Procedure {
		return "Tố tụng"
	}
	return "Nội dung"
}

// Named is a provision as issues.txt names it.
type Named struct {
	Grade   byte   // 'a' closest to the issue … 'e'
	Law     string // "Bộ luật Dân sự", or a number
	Heading string
	Words   string // as [words] writes them
}

// Issue is a legal issue (quan hệ tranh chấp, vấn đề) with its provisions.
type Issue struct {
	ID         string
	Side       Side
	Title      string
	Provisions []Named

	cues, against []cue
	always        bool
	turns         bool // it has a provision of grade 'a': a case may turn on it
}

// cue is words that must all stand in a text.
type cue struct {
	parts []string
	// within says that another cue of the issue is part of this one and counts
	// where it stands.
	within bool
}

//go:embed issues.txt
var issuesText string

// issues are the issues of issues.txt; a fault in that file is found by
// TestIssues.
var issues = sync.OnceValues(func() ([]Issue, error) { return readIssues(issuesText) })

func readIssues(text string) ([]Issue, error) {
	var out []Issue
	for n, line := range strings.Split(text, "\n") {
		line = strings.TrimSpace(line)
		if line == "" || strings.HasPrefix(line, "#") {
			continue
		}
		f := strings.Split(line, "|")
		switch {
		case f[0] == "issue" && len(f) == 6:
			is := Issue{ID: f[1], Side: Side(f[2]), Title: f[3], against: cues(f[5])}
			if is.Side != Substance && is.Side != Procedure {
				return nil, fmt.Errorf("basis: issues.txt line %d: side %q", n+1, f[2])
			}
			if is.always = f[4] == "*"; !is.always {
				is.cues = cues(f[4])
			}
			out = append(out, is)
		case len(f) == 4 && len(f[0]) == 1 && len(out) > 0:
			is := &out[len(out)-1]
			is.turns = is.turns || f[0] == "a"
			is.Provisions = append(is.Provisions, Named{Grade: f[0][0], Law: f[1], Heading: f[2], Words: strings.Trim(words(f[3]), " ")})
		default:
			return nil, fmt.Errorf("basis: issues.txt line %d: %q", n+1, line)
		}
	}
	return out, nil
}

func cues(s string) []cue {
	var out []cue
	for alt := range strings.SplitSeq(s, ";") {
		var c cue
		for part := range strings.SplitSeq(alt, "&") {
			if w := words(part); w != " " {
				c.parts = append(c.parts, w)
			}
		}
		if len(c.parts) > 0 {
			out = append(out, c)
		}
	}
	for i := range out {
		for k, other := range out {
			if k != i && len(out[i].parts) == 1 && len(other.parts) == 1 && strings.Contains(out[i].parts[0], other.parts[0]) && (out[i].parts[0] != other.parts[0] || k < i) {
				out[i].within = true
			}
		}
	}
	return out
}

// words writes a text as its words in canonical spelling with single spaces, one
// at each end, so that a phrase is found by strings.Contains at word limits.
func words(s string) string {
	var b strings.Builder
	b.WriteByte(' ')
	for _, t := range vitext.Syllables(vitext.Normalize(s)) {
		b.WriteString(t.Text)
		b.WriteByte(' ')
	}
	return b.String()
}

// in counts how often the cue stands in a text written by [words]; a cue of
// several parts counts as its rarest.
func (c cue) in(text string) int {
	n := -1
	for _, part := range c.parts {
		k := count(text, part)
		if n < 0 || k < n {
			n = k
		}
	}
	return max(n, 0)
}

// count counts a phrase with a space at each end; two that follow each other
// share one.
func count(text, phrase string) int {
	n := 0
	for {
		i := strings.Index(text, phrase)
		if i < 0 {
			return n
		}
		n++
		text = text[i+len(phrase)-1:]
	}
}
