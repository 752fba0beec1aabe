package amend

import (
	_ "embed"
	"fmt"
	"strings"

	"trolyluat/corpus"
)

//go:embed expiry.txt
var expiryText string

// expiryRule is a line of expiry.txt.
type expiryRule struct {
	corpus.Interval
	effect, basis string
}

var expiryRules = readExpiryRules(expiryText)

// readExpiryRules reads the rules; the file is part of the program and
// TestExpiryRules holds it to its form.
func readExpiryRules(text string) []expiryRule {
	var out []expiryRule
	for line := range strings.Lines(text) {
		f := strings.Split(strings.TrimSpace(line), "|")
		if len(f) != 4 || strings.HasPrefix(f[0], "#") {
			continue
		}
		from, err1 := corpus.ParseDate(f[0])
		to, err2 := corpus.ParseDate(f[1])
		if err1 != nil || err2 != nil {
			continue
		}
		out = append(out, expiryRule{corpus.Interval{From: from, To: to}, f[2], f[3]})
	}
	return out
}

// Parent is a document that another one guides or implements.
type Parent struct {
	Key     string
	Expired corpus.Date // zero while it is in force
}

// StatusInput is what the status of a document depends on.
type StatusInput struct {
	Effective corpus.Interval
	Declared  corpus.Status             // by the source
	Incoming  []corpus.IncomingRelation // relations of other documents to this one
	Parents   []Parent                  // documents that it guides
	// Continued says that its issuer has announced that it goes on without its
	// parent.
	Continued bool
}

// Effect is the status of a document on a date.
type Effect struct {
	Status   corpus.Status
	Interval corpus.Interval // of effect, as far as it is known
	By       string          // key of the document that ended, suspended or changed it
	Inferred bool            // concluded, and told by no text ("suy ra")
	Reason   string          // Vietnamese, for readers; "" when the dates alone decide
}

// StatusOf derives the status of a document on a date from its own dates, from
// what other documents say of it, and from the fate of the documents that it
// guides (Điều 57 of the law on legal documents; rules in expiry.txt).
func StatusOf(in StatusInput, on corpus.Date) Effect {
	e := Effect{Interval: in.Effective}
	end := func(from corpus.Date, by, reason string, inferred bool) {
		if from != 0 && (e.Interval.To == 0 || from < e.Interval.To) {
			e.Interval.To, e.By, e.Reason, e.Inferred = from, by, reason, inferred
		}
	}
	for _, r := range in.Incoming {
		if r.ToPath != "" {
			continue
		}
		switch r.Type {
		case corpus.Repeals:
			end(r.From, corpus.KeyOf(r.Document), "bị bãi bỏ bởi "+corpus.KeyOf(r.Document), false)
		case corpus.Replaces:
			end(r.From, corpus.KeyOf(r.Document), "được thay thế bởi "+corpus.KeyOf(r.Document), false)
		}
	}
	note := e.orphaned(in, end)
	e.Status = corpus.StatusOn(e.Interval, on)
	if e.Status == corpus.StatusUnknown && in.Declared != "" {
		e.Status = in.Declared
	}
	if e.Status == corpus.StatusInForce || e.Status == corpus.StatusUnknown {
		e.touched(in, on)
		if e.Reason == "" && note != "" {
			e.Reason, e.Inferred = note, true
		}
	}
	if e.Status == corpus.StatusInForce && e.Interval.To != 0 {
		// the end lies ahead
		e.By = ""
		if note == "" {
			e.Reason, e.Inferred = "", false
		}
	}
	return e
}

// orphaned applies the rule for texts whose parents have all expired; it returns
// what to note of one that goes on.
func (e *Effect) orphaned(in StatusInput, end func(corpus.Date, string, string, bool)) string {
	if len(in.Parents) == 0 {
		return ""
	}
	var last Parent
	for _, p := range in.Parents {
		if p.Expired == 0 {
			return "" // one that is in force carries it
		}
		if p.Expired > last.Expired {
			last = p
		}
	}
	for _, rule := range expiryRules {
		if !rule.Contains(last.Expired) {
			continue
		}
		switch rule.effect {
		case "with_parent":
			end(last.Expired, last.Key, fmt.Sprintf("suy ra: hết hiệu lực cùng văn bản được quy định chi tiết %s (%s)", last.Key, rule.basis), true)
		case "unless_announced":
			if in.Continued {
				return fmt.Sprintf("suy ra: được công bố tiếp tục có hiệu lực sau khi %s hết hiệu lực (%s)", last.Key, rule.basis)
			}
			end(last.Expired, last.Key, fmt.Sprintf("suy ra: hết hiệu lực cùng văn bản được quy định chi tiết %s, trừ khi được công bố tiếp tục có hiệu lực (%s)", last.Key, rule.basis), true)
		case "where_fitting":
			return fmt.Sprintf("suy ra: %s đã hết hiệu lực; văn bản này tiếp tục có hiệu lực ở phần không trái văn bản mới (%s)", last.Key, rule.basis)
		}
		break
	}
	return ""
}

// touched looks at suspensions and changed units of a document in force.
func (e *Effect) touched(in StatusInput, on corpus.Date) {
	partly := ""
	for _, r := range in.Incoming {
		if r.From != 0 && on != 0 && r.From > on {
			continue
		}
		by := corpus.KeyOf(r.Document)
		switch {
		case r.Type == corpus.Suspends && r.ToPath == "":
			e.Status, e.By, e.Reason = corpus.StatusSuspended, by, "bị ngưng hiệu lực bởi "+by
			return
		case r.Type == corpus.StandsInFor && r.ToPath == "":
			e.Status, e.By, e.Reason = corpus.StatusStoodIn, by, "tạm thay bởi "+by
			return
		case r.ToPath != "" && r.From != 0 && (r.Type == corpus.Repeals || r.Type == corpus.Replaces || r.Type == corpus.Amends):
			partly = by
		}
	}
	if partly != "" && e.Status == corpus.StatusInForce {
		e.Status, e.By, e.Reason = corpus.StatusPartly, partly, "có nội dung được sửa đổi hoặc bãi bỏ bởi "+partly
	}
}
