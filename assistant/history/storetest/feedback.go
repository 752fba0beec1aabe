package storetest

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"testing"
	"time"

	"trolyluat/assistant/history"
)

// judged collects what Judged gives.
func judged(t testing.TB, h history.Store, since time.Time) []history.Judged {
	t.Helper()
	out := []history.Judged{}
	for j, err := range h.Judged(context.Background(), since) {
		if err != nil {
			t.Fatalf("judged: %v", err)
		}
		out = append(out, j)
	}
	return out
}

func testFeedback(t *testing.T, opener Opener) {
	ctx := context.Background()
	h, owner := opener(t)(), history.NewOwner()
	turn := turnAt(0, "Hỏi")
	turn.Evidence = json.RawMessage(`["d1"]`)
	c := say(t, h, owner, "", turn)
	say(t, h, owner, c.ID, turnAt(1, "Hỏi nữa"))
	judge := func(n int, f history.Feedback) {
		t.Helper()
		if err := h.Judge(ctx, owner, c.ID, n, f); err != nil {
			t.Fatalf("judge: %v", err)
		}
	}
	judge(1, history.Feedback{Verdict: history.Right, Time: moment(10)})
	judge(2, history.Feedback{Verdict: history.Right, Time: moment(11)})
	last := history.Feedback{Verdict: history.Incomplete, Comment: "Thiếu khoản 2\nvà 3.", Provision: "khoản 2 Điều 25", Time: moment(12)}
	judge(1, last)
	for what, err := range map[string]error{"turn": h.Judge(ctx, owner, c.ID, 3, last), "conversation": h.Judge(ctx, owner, history.NewID(), 1, last)} {
		if !errors.Is(err, history.ErrNotFound) {
			t.Errorf("verdict on a %s that is not there: %v", what, err)
		}
	}
	_, turns, err := h.Conversation(ctx, owner, c.ID)
	if err != nil {
		t.Fatal(err)
	}
	same(t, "feedback of the first turn", turns[0].Feedback, &last)
	all := judged(t, h, time.Time{})
	if len(all) != 2 || all[0].Number != 2 || all[1].Conversation != c.ID {
		t.Fatalf("judged: %+v", all)
	}
	same(t, "judged", all[1].Turn, turns[0])
	if again := judged(t, h, moment(12)); len(again) != 1 || again[0].Question != "Hỏi" {
		t.Errorf("since the last: %+v", again)
	}
	if again := judged(t, h, moment(13)); len(again) != 0 {
		t.Errorf("after the last: %+v", again)
	}
	for i := range 150 { // more than a page at one and the same time
		c := say(t, h, owner, "", turnAt(20, fmt.Sprint("Câu ", i)))
		if err := h.Judge(ctx, owner, c.ID, 1, history.Feedback{Verdict: history.Wrong, Time: moment(30)}); err != nil {
			t.Fatal(err)
		}
	}
	seen := map[string]bool{}
	for _, j := range judged(t, h, moment(20)) {
		seen[j.Question] = true
	}
	if len(seen) != 150 {
		t.Errorf("%d of 150 found", len(seen))
	}
}
