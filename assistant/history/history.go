// Package history says what is kept of conversations: the turns of each with the
// answer and the evidence it stood on, and what readers thought of the answers.
// It holds the [Store] contract that both backends implement; the pages, the
// interfaces under web/api and the command line work on it. It imports nothing
// of ours: an answer is kept as the JSON that it was shown from.
//
// A conversation belongs to an owner, who is known by a token alone that nobody
// can guess (see [NewOwner]): the program has no accounts. Stores keep only the
// token's hash, so that a copy of the database opens no conversation.
package history

import (
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"time"
	"unicode/utf8"
)

// Errors that callers tell apart.
var (
	// ErrNotFound is returned for a conversation or turn that is not there or is
	// another owner's: the two look alike from outside.
	ErrNotFound = errors.New("history: not found")
	// ErrInvalid is returned for values that cannot be kept.
	ErrInvalid = errors.New("history: invalid value")
)

// Limits of what is kept.
const (
	MaxTitle    = 200     // characters
	MaxQuestion = 20_000  // characters
	MaxComment  = 4_000   // characters
	MaxAnswer   = 4 << 20 // bytes of JSON, of the answer and of the evidence each
	// MaxTurns bounds one conversation.
	MaxTurns = 1000
	// PageSize is how many conversations a page holds where the caller does not say.
	PageSize = 50
	// MaxPage is how many it holds at most.
	MaxPage = 200
)

// Conversation is a list of turns under a title.
type Conversation struct {
	ID      string    `json:"id"`
	Title   string    `json:"title"`
	Created time.Time `json:"created"`
	Updated time.Time `json:"updated"` // of the last turn; renaming does not count
	Turns   int       `json:"turns"`
}

// Turn is a question and what was answered.
type Turn struct {
	Number   int             `json:"number"` // from 1, given by the store
	Question string          `json:"question"`
	Role     string          `json:"role"`               // of the reader, "citizen"
	AsOf     string          `json:"as_of"`              // ISO date that the law was asked of
	Answer   json.RawMessage `json:"answer,omitempty"`   // as shown; nil where the answer failed
	Evidence json.RawMessage `json:"evidence,omitempty"` // what it stood on, where the answer does not hold it
	Time     time.Time       `json:"time"`               // given by the store when zero
	Feedback *Feedback       `json:"feedback,omitempty"` // what the reader thought of it; set by the store
}

// Verdict is what a reader thinks of an answer.
type Verdict string

// The verdicts.
const (
	Right      Verdict = "right"      // đúng
	Wrong      Verdict = "wrong"      // sai
	Incomplete Verdict = "incomplete" // thiếu
)

// Verdicts lists them in the order in which they are offered.
func Verdicts() []Verdict { return []Verdict{Right, Wrong, Incomplete} }

// Name is the Vietnamese word shown to readers.
func (v Verdict) Name() string {
	switch v {
	case Right:
		return "Đúng"
	case Wrong:
		return "Sai"
	case Incomplete:
		return "Thiếu"
	}
	return string(v)
}

// Valid says whether v is one of the three.
func (v Verdict) Valid() bool { return v == Right || v == Wrong || v == Incomplete }

// Feedback is a reader's verdict on one turn.
type Feedback struct {
	Verdict   Verdict   `json:"verdict"`
	Comment   string    `json:"comment,omitempty"`
	Provision string    `json:"provision,omitempty"` // the right one, as the reader wrote it
	Time      time.Time `json:"time"`                // given by the store when zero
}

// Judged is a turn that has feedback, for evaluation. The turn's Feedback is set.
type Judged struct {
	Conversation string `json:"conversation"`
	Turn         `json:"turn"`
}

// ListQuery asks for a page of an owner's conversations, the last used first.
type ListQuery struct {
	Search string // words that the title or a question holds, with or without diacritics; "" is all
	Limit  int    // 0 is PageSize
	After  string // Page.Next of the page before
}

// Page is one page of a list.
type Page struct {
	Conversations []Conversation `json:"conversations"`
	Next          string         `json:"next,omitempty"` // "" where nothing follows
}

// Selection names conversations to delete: one or all of an owner's, or
// everybody's that were last used before a time. Exactly one of Owner and Before
// is set; Conversation goes with Owner, "" being all of them.
type Selection struct {
	Owner        string
	Conversation string
	Before       time.Time
}

// Store keeps conversations. All methods are safe for concurrent use. Where an
// owner is asked for, the conversations of others are not found.
type Store interface {
	// Append adds a turn to a conversation of the owner and returns the
	// conversation, whose Turns is then the number of the turn. With the ID ""
	// a new conversation begins, named after the question; an ID that is not
	// there gives ErrNotFound.
	Append(ctx context.Context, owner, conversation string, t Turn) (Conversation, error)
	// Conversation returns a conversation with its turns in order.
	Conversation(ctx context.Context, owner, conversation string) (Conversation, []Turn, error)
	// List returns a page of the owner's conversations.
	List(ctx context.Context, owner string, q ListQuery) (Page, error)
	// Rename sets the title.
	Rename(ctx context.Context, owner, conversation, title string) error
	// Delete removes conversations with their turns and feedback for good and
	// returns how many there were. Nothing that was said in them can be read
	// from the store's files afterwards, as far as the backend can see to it.
	Delete(ctx context.Context, s Selection) (int, error)
	// Judge keeps the verdict on a turn, in place of one given before.
	Judge(ctx context.Context, owner, conversation string, turn int, f Feedback) error
	// Judged walks all turns that have feedback given at or after a time, of all
	// owners, the oldest feedback first. It tells no owner.
	Judged(ctx context.Context, since time.Time) iter.Seq2[Judged, error]
}

// NewOwner returns a token for a new owner: 130 random bits in 26 letters.
func NewOwner() string { return rand.Text() }

// NewID returns an ID for a new conversation, as hard to guess as an owner.
func NewID() string { return rand.Text() }

// OwnerHash is what a store keeps of an owner's token, or ErrInvalid for one that
// is too short to be unguessable.
func OwnerHash(owner string) ([]byte, error) {
	if len(owner) < 16 || len(owner) > 256 {
		return nil, fmt.Errorf("%w: owner token of %d bytes", ErrInvalid, len(owner))
	}
	sum := sha256.Sum256([]byte("trolyluat/owner\x00" + owner))
	return sum[:], nil
}

// Check says what keeps a turn from being stored.
func (t *Turn) Check() error {
	switch {
	case strings.TrimSpace(t.Question) == "":
		return fmt.Errorf("%w: empty question", ErrInvalid)
	case !storable(t.Question, MaxQuestion):
		return fmt.Errorf("%w: question too long or not text", ErrInvalid)
	case !storable(t.Role, 40) || !storable(t.AsOf, 40):
		return fmt.Errorf("%w: role or date too long or not text", ErrInvalid)
	case !storableJSON(t.Answer):
		return fmt.Errorf("%w: answer too long or no JSON", ErrInvalid)
	case !storableJSON(t.Evidence):
		return fmt.Errorf("%w: evidence too long or no JSON", ErrInvalid)
	}
	return nil
}

// Check says what keeps feedback from being stored.
func (f *Feedback) Check() error {
	switch {
	case !f.Verdict.Valid():
		return fmt.Errorf("%w: verdict %q", ErrInvalid, f.Verdict)
	case !storable(f.Comment, MaxComment):
		return fmt.Errorf("%w: comment too long or not text", ErrInvalid)
	case !storable(f.Provision, MaxTitle):
		return fmt.Errorf("%w: provision too long or not text", ErrInvalid)
	}
	return nil
}

// Check says what is wrong with a selection: one that names nothing is never
// taken for everything.
func (s *Selection) Check() error {
	if (s.Owner == "") == s.Before.IsZero() || s.Owner == "" && s.Conversation != "" {
		return fmt.Errorf("%w: selection names nothing or too much", ErrInvalid)
	}
	return nil
}

// CheckTitle returns a title as it is kept, in one line, or ErrInvalid.
func CheckTitle(title string) (string, error) {
	title = strings.Join(strings.Fields(title), " ")
	if title == "" || !storable(title, MaxTitle) {
		return "", fmt.Errorf("%w: title empty, too long or not text", ErrInvalid)
	}
	return title, nil
}

// titleLength is about how long a title made of a question is.
const titleLength = 80

// TitleOf names a conversation after its first question: its beginning, cut at a
// word.
func TitleOf(question string) string {
	var b strings.Builder
	n := 0
	for _, word := range strings.Fields(question) {
		length := utf8.RuneCountInString(word)
		if n > 0 && n+1+length > titleLength {
			return b.String() + "…"
		}
		if n > 0 {
			b.WriteByte(' ')
			n++
		}
		if n == 0 && length > titleLength {
			return string([]rune(word)[:titleLength]) + "…"
		}
		b.WriteString(word)
		n += length
	}
	return b.String()
}

// Limits returns the number of conversations to read for a page and where it
// begins: the time and ID of the last conversation of the page before, zero and
// "" for the first page.
func (q *ListQuery) Limits() (limit int, before time.Time, id string, err error) {
	limit = q.Limit
	if limit <= 0 {
		limit = PageSize
	}
	limit = min(limit, MaxPage)
	if q.After == "" {
		return limit, time.Time{}, "", nil
	}
	var micros int64
	if _, err := fmt.Sscanf(q.After, "%d.%s", &micros, &id); err != nil || len(id) > 64 || !storable(id, 64) {
		return 0, time.Time{}, "", fmt.Errorf("%w: page mark", ErrInvalid)
	}
	return limit, time.UnixMicro(micros).UTC(), id, nil
}

// PageOf makes a page of the conversations read, one more than the limit where
// another page follows.
func PageOf(found []Conversation, limit int) Page {
	p := Page{Conversations: found}
	if p.Conversations == nil {
		p.Conversations = []Conversation{}
	}
	if len(found) > limit {
		p.Conversations = found[:limit]
		last := found[limit-1]
		p.Next = fmt.Sprintf("%d.%s", last.Updated.UnixMicro(), last.ID)
	}
	return p
}

// storable says whether a database keeps the text as it is.
func storable(s string, most int) bool {
	return utf8.ValidString(s) && !strings.ContainsRune(s, 0) && utf8.RuneCountInString(s) <= most
}

func storableJSON(b json.RawMessage) bool {
	return len(b) == 0 || len(b) <= MaxAnswer && utf8.Valid(b) && json.Valid(b)
}
