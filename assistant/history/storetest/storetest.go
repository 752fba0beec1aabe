// Package storetest is one conformance suite for history.Store over every backend.
// Only tests import it.
package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"trolyluat/assistant/history"
)

// Opener prepares fresh, empty conversations. Each call of what it returns
// opens them once more, as another process would.
type Opener func(t testing.TB) (open func() history.Store)

// Run holds a backend against everything that history.Store promises.
func Run(t *testing.T, opener Opener) {
	for _, test := range []struct {
		name string
		run  func(*testing.T, Opener)
	}{
		{"Turns", testTurns},
		{"OwnersApart", testOwnersApart},
		{"List", testList},
		{"Search", testSearch},
		{"Pages", testPages},
		{"Rename", testRename},
		{"Feedback", testFeedback},
		{"Delete", testDelete},
		{"Retention", testRetention},
		{"Refused", testRefused},
		{"Together", testTogether},
	} {
		t.Run(test.name, func(t *testing.T) { test.run(t, opener) })
	}
}

// moment returns a time n minutes after a fixed one.
func moment(n int) time.Time {
	return time.Date(2026, 3, 1, 8, 0, 0, 123456000, time.UTC).Add(time.Duration(n) * time.Minute)
}

func turnAt(n int, question string) history.Turn {
	return history.Turn{Question: question, Role: "citizen", AsOf: "2026-03-01", Time: moment(n),
		Answer: json.RawMessage(fmt.Sprintf(`{"answer": "đáp <b> \u0000 %d"}`, n))}
}

func say(t testing.TB, h history.Store, owner, conversation string, turn history.Turn) history.Conversation {
	t.Helper()
	c, err := h.Append(context.Background(), owner, conversation, turn)
	if err != nil {
		t.Fatalf("append: %v", err)
	}
	return c
}

func titles(t testing.TB, h history.Store, owner string, q history.ListQuery) []string {
	t.Helper()
	p, err := h.List(context.Background(), owner, q)
	if err != nil {
		t.Fatalf("list: %v", err)
	}
	out := []string{}
	for _, c := range p.Conversations {
		out = append(out, c.Title)
	}
	return out
}

func same(t testing.TB, what string, got, want any) {
	t.Helper()
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("%s (-want +got):\n%s", what, diff)
	}
}

func testTurns(t *testing.T, opener Opener) {
	ctx := context.Background()
	open := opener(t)
	h, owner := open(), history.NewOwner()
	first := turnAt(0, "Thử việc bao lâu?\nXin nói rõ.")
	first.Evidence = json.RawMessage(`[{"path":"d25"}]`)
	c := say(t, h, owner, "", first)
	want := history.Conversation{ID: c.ID, Title: "Thử việc bao lâu? Xin nói rõ.", Created: moment(0), Updated: moment(0), Turns: 1}
	same(t, "first turn", c, want)
	if len(c.ID) < 20 {
		t.Errorf("ID %q can be guessed", c.ID)
	}
	second := turnAt(5, "Thế còn người quản lý?")
	second.Answer = nil // the answer failed
	c = say(t, h, owner, c.ID, second)
	want.Updated, want.Turns = moment(5), 2
	same(t, "second turn", c, want)
	for name, s := range map[string]history.Store{"same": h, "opened again": open()} {
		got, turns, err := s.Conversation(ctx, owner, c.ID)
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		same(t, name, got, want)
		first.Number, second.Number = 1, 2
		same(t, name, turns, []history.Turn{first, second})
	}
	before := time.Now().Add(-time.Second)
	late := turnAt(0, "Lúc nào?")
	late.Time = time.Time{}
	c = say(t, h, owner, c.ID, late)
	if c.Updated.Before(before) || c.Updated.After(time.Now().Add(time.Second)) {
		t.Errorf("a turn without a time was kept at %v", c.Updated)
	}
	// A turn that comes in late does not make the conversation older.
	if again := say(t, h, owner, c.ID, turnAt(9, "Muộn?")); again.Updated != c.Updated || again.Turns != 4 {
		t.Errorf("after a late turn: %+v, before: %+v", again, c)
	}
}

func testOwnersApart(t *testing.T, opener Opener) {
	ctx := context.Background()
	h := opener(t)()
	owner, other := history.NewOwner(), history.NewOwner()
	c := say(t, h, owner, "", turnAt(0, "Của tôi"))
	say(t, h, other, "", turnAt(0, "Của người khác"))
	_, _, errGet := h.Conversation(ctx, other, c.ID)
	_, errAppend := h.Append(ctx, other, c.ID, turnAt(1, "Chen vào"))
	for what, err := range map[string]error{"get": errGet, "append": errAppend, "rename": h.Rename(ctx, other, c.ID, "Khác"),
		"judge": h.Judge(ctx, other, c.ID, 1, history.Feedback{Verdict: history.Wrong})} {
		if !errors.Is(err, history.ErrNotFound) {
			t.Errorf("%s of another's conversation: %v", what, err)
		}
	}
	if n, err := h.Delete(ctx, history.Selection{Owner: other, Conversation: c.ID}); n != 0 || err != nil {
		t.Errorf("deleted %d of another's: %v", n, err)
	}
	same(t, "owner's list", titles(t, h, owner, history.ListQuery{}), []string{"Của tôi"})
	same(t, "other's list", titles(t, h, other, history.ListQuery{}), []string{"Của người khác"})
	same(t, "nobody's list", titles(t, h, history.NewOwner(), history.ListQuery{}), []string{})
	got, turns, err := h.Conversation(ctx, owner, c.ID)
	if err != nil || len(turns) != 1 || turns[0].Feedback != nil {
		t.Errorf("after the attempts: %+v %+v %v", got, turns, err)
	}
}

func testList(t *testing.T, opener Opener) {
	h, owner := opener(t)(), history.NewOwner()
	a := say(t, h, owner, "", turnAt(0, "Một"))
	say(t, h, owner, "", turnAt(1, "Hai"))
	say(t, h, owner, "", turnAt(2, "Ba"))
	same(t, "list", titles(t, h, owner, history.ListQuery{}), []string{"Ba", "Hai", "Một"})
	say(t, h, owner, a.ID, turnAt(3, "Lại một"))
	same(t, "after another turn", titles(t, h, owner, history.ListQuery{}), []string{"Một", "Ba", "Hai"})
}

func testSearch(t *testing.T, opener Opener) {
	h, owner := opener(t)(), history.NewOwner()
	a := say(t, h, owner, "", turnAt(0, "Thời gian thử việc 100% lương_"))
	say(t, h, owner, a.ID, turnAt(1, "Đơn phương chấm dứt thì sao?"))
	say(t, h, owner, "", turnAt(2, "Điều kiện kết hôn"))
	for search, want := range map[string][]string{
		"thử việc":  {"Thời gian thử việc 100% lương_"},
		"THU VIEC":  {"Thời gian thử việc 100% lương_"},
		"viec, dut": {},
		"việc dứt":  {"Thời gian thử việc 100% lương_"}, // title and question together
		"don phuong": {
			"Thời gian thử việc 100% lương_"},
		"%":             {"Thời gian thử việc 100% lương_"},
		"_":             {"Thời gian thử việc 100% lương_"},
		"kết' OR '1'='": {},
		"":              {"Điều kiện kết hôn", "Thời gian thử việc 100% lương_"},
	} {
		same(t, "search "+search, titles(t, h, owner, history.ListQuery{Search: search}), want)
	}
}

func testPages(t *testing.T, opener Opener) {
	h, owner := opener(t)(), history.NewOwner()
	want := []string{}
	for i := range 7 {
		title := fmt.Sprint("Hỏi ", i)
		say(t, h, owner, "", turnAt(i/2, title)) // two at the same time
		want = append(want, title)
	}
	seen := map[string]bool{}
	q := history.ListQuery{Limit: 2}
	for pages := 0; ; pages++ {
		p, err := h.List(context.Background(), owner, q)
		if err != nil {
			t.Fatal(err)
		}
		for _, c := range p.Conversations {
			if seen[c.Title] {
				t.Errorf("%s a second time", c.Title)
			}
			seen[c.Title] = true
		}
		if p.Next == "" {
			if pages != 3 {
				t.Errorf("%d pages before the last", pages)
			}
			break
		}
		if len(p.Conversations) != 2 || pages > 5 {
			t.Fatalf("page %d: %+v", pages, p)
		}
		q.After = p.Next
	}
	if len(seen) != len(want) {
		t.Errorf("seen %v, want %v", seen, want)
	}
}

func testRename(t *testing.T, opener Opener) {
	ctx := context.Background()
	h, owner := opener(t)(), history.NewOwner()
	c := say(t, h, owner, "", turnAt(0, "Hỏi"))
	if err := h.Rename(ctx, owner, c.ID, "  Việc của\nông A "); err != nil {
		t.Fatal(err)
	}
	got, _, err := h.Conversation(ctx, owner, c.ID)
	if err != nil || got.Title != "Việc của ông A" || got.Updated != c.Updated {
		t.Errorf("%+v %v", got, err)
	}
	same(t, "search by the new name", titles(t, h, owner, history.ListQuery{Search: "viec cua"}), []string{"Việc của ông A"})
	if err := h.Rename(ctx, owner, history.NewID(), "x"); !errors.Is(err, history.ErrNotFound) {
		t.Errorf("renamed what is not there: %v", err)
	}
}

func testRefused(t *testing.T, opener Opener) {
	ctx := context.Background()
	h, owner := opener(t)(), history.NewOwner()
	c := say(t, h, owner, "", turnAt(0, "Hỏi"))
	_, errQuestion := h.Append(ctx, owner, c.ID, history.Turn{Question: "a\x00b"})
	_, errOwner := h.Append(ctx, "ai đó", "", turnAt(1, "Hỏi"))
	_, errList := h.List(ctx, owner, history.ListQuery{After: "'; DROP"})
	_, errNone := h.Delete(ctx, history.Selection{})
	_, errGet := h.List(ctx, "", history.ListQuery{})
	for what, err := range map[string]error{"question": errQuestion, "owner": errOwner, "page mark": errList, "empty selection": errNone,
		"no owner": errGet, "title": h.Rename(ctx, owner, c.ID, ""), "verdict": h.Judge(ctx, owner, c.ID, 1, history.Feedback{}),
		"comment": h.Judge(ctx, owner, c.ID, 1, history.Feedback{Verdict: history.Right, Comment: strings.Repeat("x", history.MaxComment+1)})} {
		if !errors.Is(err, history.ErrInvalid) {
			t.Errorf("%s: %v", what, err)
		}
	}
	if c, turns, err := h.Conversation(ctx, owner, c.ID); err != nil || len(turns) != 1 || c.Turns != 1 {
		t.Errorf("after what was refused: %+v %v %v", c, turns, err)
	}
}

// testTogether has several instances write to one conversation: every turn gets
// a number of its own.
func testTogether(t *testing.T, opener Opener) {
	ctx := context.Background()
	open := opener(t)
	owner := history.NewOwner()
	stores := []history.Store{open(), open()}
	c := say(t, stores[0], owner, "", turnAt(0, "Hỏi"))
	var wg sync.WaitGroup
	for i := range 20 {
		wg.Go(func() {
			s := stores[i%2]
			if _, err := s.Append(ctx, owner, c.ID, turnAt(i, fmt.Sprint("Câu ", i))); err != nil {
				t.Errorf("append: %v", err)
			}
			if _, _, err := s.Conversation(ctx, owner, c.ID); err != nil {
				t.Errorf("read: %v", err)
			}
		})
	}
	wg.Wait()
	got, turns, err := stores[0].Conversation(ctx, owner, c.ID)
	if err != nil || got.Turns != 21 || len(turns) != 21 {
		t.Fatalf("%+v, %d turns, %v", got, len(turns), err)
	}
	for i := range turns {
		if turns[i].Number != i+1 {
			t.Errorf("turn %d has number %d", i+1, turns[i].Number)
		}
	}
}
