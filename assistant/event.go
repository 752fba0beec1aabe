package assistant

// EventType orders the stream: understood → searching → evidence → text … →
// checks → done. A greeting or a message out of scope goes from understood to
// text and done. Further understood events replace the first when the model
// rewrote a follow-up or the search brought up a false premise.
type EventType string

// The events.
const (
	Understood EventType = "understood"
	Searching  EventType = "searching"
	Evidence   EventType = "evidence"
	Text       EventType = "text"
	Checks     EventType = "checks"
	Done       EventType = "done"
)

// Event is one step of an answer. Only the fields of its type are set.
type Event struct {
	Type          EventType      `json:"type"`
	Role          Role           `json:"role,omitempty"`          // understood
	AsOf          string         `json:"as_of,omitempty"`         // understood; ISO date
	Understanding *Understanding `json:"understanding,omitempty"` // understood: the whole
	Notes         []string       `json:"notes,omitempty"`         // understood, evidence
	Citations     []Citation     `json:"citations,omitempty"`     // evidence
	Text          string         `json:"text,omitempty"`          // text: appended to what came before
	Checks        []Check        `json:"checks,omitempty"`        // checks
	Answer        *Answer        `json:"answer,omitempty"`        // done: the whole
}
