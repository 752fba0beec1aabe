package assistant

import (
	"fmt"
	"strings"

	"trolyluat/assistant/reading"
)

// When a short answer is given in front, and how much of one is printed.
const (
	phraseSure   = 0.30 // probability of the phrase
	verdictSure  = 0.60 // probability of a verdict that is told without reserve
	phraseShown  = 30   // words
	mannerShown  = 4    // words, the least that say how something is
	casesShown   = 80   // words of all cases together
	premiseFalse = 0.1  // probability of a claim whose premise does not hold
)

// Verdict is the answer to a true-or-false or multiple-choice question, weighed
// against the provisions.
type Verdict struct {
	Value string  `json:"value"` // "Đúng", "Sai", "Có", "Không", or the letter of the choice
	Sure  float64 `json:"sure"`  // its probability
	// Claims are the claim, or the choices in their order, each with what speaks
	// for or against it.
	Claims []WeighedClaim `json:"claims"`
}

// WeighedClaim is a claim held against the provisions.
type WeighedClaim struct {
	Letter   string   `json:"letter,omitempty"`
	Text     string   `json:"text"`
	True     float64  `json:"true"`    // probability that the provisions say so; of a choice, that it is the one
	Reasons  []string `json:"reasons"` // Vietnamese
	Citation int      `json:"citation,omitempty"`
}

// front finds the short answer, keeps it in the answer and returns it as the
// first lines of the text; "" when there is none to give.
func (t *turn) front(answer *Answer) (string, error) {
	switch {
	case t.wholly:
		return "", nil
	case len(t.choices) > 0:
		claims, err := t.reading.Choose(t.choices)
		if err != nil {
			return "", fmt.Errorf("assistant: weigh the choices: %w", err)
		}
		best := 0
		for i := range claims {
			if claims[i].True > claims[best].True {
				best = i
			}
		}
		answer.Verdict = t.verdict(claims[best].Letter, claims[best].True, claims)
		answer.Phrase = claims[best].Letter + ". " + claims[best].Text
		return fmt.Sprintf("**Trả lời ngắn:** %schọn %s%s\n\n", reserve(claims[best].True, "có lẽ "), answer.Phrase, mark(answer.Verdict.Claims[best].Citation)), nil
	case t.claim != "":
		return t.judged(answer, t.claim, "Đúng", "Sai"), nil
	case t.reading.Asked.Ask == reading.AskPermission:
		if claim := t.statement(); claim != "" {
			text := t.judged(answer, claim, "Có", "Không")
			if answer.Certainty != High && len(answer.Corrections) == 0 {
				return "", nil // may I? is not answered by provisions that may be of another matter
			}
			return text, nil
		}
	}
	p, ok := t.reading.Phrase()
	if !ok {
		return "", nil
	}
	answer.Phrase = p.Text
	if p.Sure < phraseSure || answer.Certainty != High || len(strings.Fields(p.Text)) > phraseShown || tooShort(p.Text, t.reading.Asked.Ask) {
		return "", nil
	}
	if cases := t.reading.Cases(p); len(cases) > 0 {
		if text := strings.Join(cases, "; "); len(strings.Fields(text)) <= casesShown {
			return fmt.Sprintf("**Trả lời ngắn:** tùy trường hợp: %s%s\n\n", text, mark(t.numberOf(p.Passage))), nil
		}
		return "", nil // the list under it says it
	}
	return fmt.Sprintf("**Trả lời ngắn:** %s%s\n\n", p.Text, mark(t.numberOf(p.Passage))), nil
}

// tooShort says that a phrase tells nothing by itself: one syllable without a
// figure, or less than a clause where the question asks how something is.
func tooShort(phrase string, ask reading.Ask) bool {
	n := len(strings.Fields(phrase))
	return n < 2 && !strings.ContainsAny(phrase, "0123456789") || ask == reading.AskManner && n < mannerShown
}

// judged weighs a claim and words the verdict.
func (t *turn) judged(answer *Answer, claim, yes, no string) string {
	c := t.reading.Judge(claim)
	for _, x := range answer.Corrections { // a false premise makes the claim false
		if x.Kind == SaysOtherwise || x.Kind == MissingProvision || x.Kind == MissingDocument {
			c.True, c.Reasons = min(c.True, premiseFalse), []string{strings.TrimRight(x.Text, ".")}
		}
	}
	value, sure := yes, c.True
	if c.True < 0.5 {
		value, sure = no, 1-c.True
	}
	answer.Verdict = t.verdict(value, sure, []reading.Claim{c})
	answer.Phrase = value
	why := ""
	if len(c.Reasons) > 0 {
		why = " – " + strings.Join(c.Reasons, "; ")
	}
	return fmt.Sprintf("**Trả lời ngắn:** %s%s%s%s\n\n", reserve(sure, "có lẽ "), strings.ToLower(value), why, mark(answer.Verdict.Claims[0].Citation))
}

func reserve(sure float64, word string) string {
	if sure < verdictSure {
		return word
	}
	return ""
}

func mark(citation int) string {
	if citation == 0 {
		return ""
	}
	return fmt.Sprintf(" [%d]", citation)
}

func (t *turn) verdict(value string, sure float64, claims []reading.Claim) *Verdict {
	v := &Verdict{Value: value, Sure: sure}
	for _, c := range claims {
		v.Claims = append(v.Claims, WeighedClaim{Letter: c.Letter, Text: c.Text, True: c.True, Reasons: c.Reasons, Citation: t.numberOf(c.Passage)})
	}
	return v
}

// numberOf is the number of the citation of a passage that was read, 0 when it
// is not cited.
func (t *turn) numberOf(passage int) int {
	if passage < 0 || passage >= len(t.hits) {
		return 0
	}
	for i := range t.cited {
		if t.cited[i].Chunk.ID == t.hits[passage].Chunk.ID && t.cited[i].Chunk.Path == t.hits[passage].Chunk.Path {
			return i + 1
		}
	}
	return 0
}

// statement turns a question that is answered by yes or no into what it asks
// about: "Có được làm thêm quá 12 giờ một ngày không?" → "được làm thêm quá 12
// giờ một ngày".
func (t *turn) statement() string {
	a := t.reading.Asked
	text := strings.TrimSpace(t.text)
	if a.From >= a.To || a.From > len(text) {
		return ""
	}
	text = strings.TrimRight(strings.TrimSpace(text[:a.From]), ",.?! ")
	lower := strings.ToLower(text)
	switch {
	case strings.HasPrefix(lower, "có "):
		text = text[len("có "):]
	default:
		for _, w := range []string{" có được ", " có phải ", " có cần ", " có quyền ", " có thể ", " có bị "} {
			if i := strings.LastIndex(lower, w); i >= 0 {
				keep := strings.TrimPrefix(w, " có")
				if w == " có quyền " || w == " có thể " {
					keep = w
				}
				return text[:i] + keep + text[i+len(w):]
			}
		}
	}
	return text
}
