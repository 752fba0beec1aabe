package review

import (
	_ "embed"
	"encoding/json"
	"fmt"
	"sync"
)

//go:embed rules.json
var rulesFile []byte

// Rule is one line of rules.json: what a type of finding is called, how it is
// classed, on which provision of the law on legal documents it stands, and what
// to suggest. The provisions are those of the house's rules of law; a lawyer
// corrects them here.
type Rule struct {
	Type       string   `json:"type"`
	Class      Class    `json:"class"`
	Gravity    Gravity  `json:"gravity"`
	Name       string   `json:"name"`
	Basis      []string `json:"basis"`
	Suggestion string   `json:"suggestion"`
}

var rules = sync.OnceValues(func() (map[string]Rule, error) {
	var list []Rule
	if err := json.Unmarshal(rulesFile, &list); err != nil {
		return nil, fmt.Errorf("review: rules.json: %w", err)
	}
	out := make(map[string]Rule, len(list))
	for _, r := range list {
		out[r.Type] = r
	}
	return out, nil
})

// Rules returns all rules by type. The error is that of a broken build.
func Rules() (map[string]Rule, error) { return rules() }

// equalBasis decides between texts of the same force.
const equalBasis = "Luật 64/2025/QH15 Điều 58 khoản 4"

// earliestCentral and earliestLocal are the days from issue to the earliest
// effect (Luật 64/2025/QH15 Điều 53).
const (
	earliestCentral = 45
	earliestLocal   = 10
)
