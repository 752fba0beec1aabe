package basis

import (
	"slices"
	"strings"

	"trolyluat/corpus"
)

// Situation is what is known of a case before it is judged.
type Situation struct {
	// Facts is what happened and what the parties say (nội dung vụ án).
	Facts string
	// Claims is what is asked of the court; may be empty.
	Claims string
	// FactsOn is the date of the facts, by which the law of substance is chosen;
	// zero has it read from the facts (the latest day that they tell).
	FactsOn corpus.Date
	// ActOn is the date of the procedural act, by which the law of procedure is
	// chosen; zero is the day of asking.
	ActOn corpus.Date
}

// Match is an issue that a situation raises.
type Match struct {
	Issue *Issue
	// Words are the cues that were found, as the text writes them in small
	// letters; empty for what every case raises.
	Words []string
	// InClaims says that the claims themselves raise it.
	InClaims bool
	// Hits counts the cues in the facts.
	Hits int
	// Main says that of the issues of its side on which a case may turn it is the
	// one that the claims name first.
	Main bool
	// Against says that the claims speak of something else.
	Against bool
}

// level is how firmly an issue is raised, the first the firmest.
type level int

const (
	byClaims level = iota // the claims name it
	byFacts               // the facts speak of it again and again
	inPassing
	always
	levels
)

func (m *Match) level() level {
	switch {
	case m.Issue.always && m.Against:
		return inPassing
	case m.Issue.always:
		return always
	case m.InClaims && !m.Against:
		return byClaims
	case m.Hits >= 3 && !m.Against:
		return byFacts
	}
	return inPassing
}

// Read tells which issues a situation raises, the firmest first.
func Read(s Situation) ([]Match, error) {
	all, err := issues()
	if err != nil {
		return nil, err
	}
	return match(all, words(s.Facts), words(s.Claims)), nil
}

func match(all []Issue, facts, claims string) []Match {
	if claims == " " {
		claims = lead(facts)
	}
	var out []Match
	first, main := map[Side]int{}, map[Side]string{}
	// The matter stands behind "tranh chấp"; before it stand the parties.
	matter := max(strings.Index(claims, " tranh chấp "), 0)
	for i := range all {
		m := Match{Issue: &all[i]}
		for _, c := range m.Issue.cues {
			inClaims, inFacts := c.in(claims), c.in(facts)
			if inClaims+inFacts == 0 {
				continue
			}
			if w := strings.TrimSpace(strings.Join(c.parts, "…")); !slices.Contains(m.Words, w) {
				m.Words = append(m.Words, w)
			}
			if inClaims > 0 {
				m.InClaims = true
				at := matter + strings.Index(claims[matter:], c.parts[0])
				if at < matter { // only before the matter
					at += len(claims)
				}
				if old, ok := first[m.Issue.Side]; m.Issue.turns && (!ok || at < old) {
					first[m.Issue.Side], main[m.Issue.Side] = at, m.Issue.ID
				}
			}
			if !c.within {
				m.Hits += inFacts
			}
		}
		if !m.Issue.always && len(m.Words) == 0 {
			continue
		}
		m.Against = slices.ContainsFunc(m.Issue.against, func(c cue) bool { return c.in(claims) > 0 })
		out = append(out, m)
	}
	for i := range out {
		out[i].Main = main[out[i].Issue.Side] == out[i].Issue.ID
	}
	slices.SortStableFunc(out, func(a, b Match) int {
		if d := int(a.level()) - int(b.level()); d != 0 {
			return d
		}
		return b.Hits - a.Hits
	})
	return out
}

// lead is the beginning of the facts, where the plaintiff's claim stands.
func lead(facts string) string {
	const most = 1200
	if len(facts) <= most {
		return facts
	}
	return facts[:strings.LastIndexByte(facts[:most], ' ')+1]
}

// Strength is how firmly the issue is raised: 1 by the claims, less by the facts
// alone, 0 for what every case raises.
func (m *Match) Strength() float64 {
	switch m.level() {
	case byClaims:
		return 1
	case byFacts:
		return 0.5
	case inPassing:
		return 0.15
	}
	return 0
}
