package storetest

import (
	"context"
	"errors"
	"testing"
	"time"

	"trolyluat/assistant/history"
)

func testDelete(t *testing.T, opener Opener) {
	ctx := context.Background()
	open := opener(t)
	h, owner, other := open(), history.NewOwner(), history.NewOwner()
	a := say(t, h, owner, "", turnAt(0, "Một"))
	b := say(t, h, owner, "", turnAt(1, "Hai"))
	say(t, h, owner, "", turnAt(2, "Ba"))
	say(t, h, other, "", turnAt(3, "Người khác"))
	if err := h.Judge(ctx, owner, b.ID, 1, history.Feedback{Verdict: history.Wrong}); err != nil {
		t.Fatal(err)
	}
	if n, err := h.Delete(ctx, history.Selection{Owner: owner, Conversation: b.ID}); n != 1 || err != nil {
		t.Fatalf("deleted %d: %v", n, err)
	}
	if n, err := h.Delete(ctx, history.Selection{Owner: owner, Conversation: b.ID}); n != 0 || err != nil {
		t.Errorf("deleted %d a second time: %v", n, err)
	}
	for _, s := range []history.Store{h, open()} {
		if _, _, err := s.Conversation(ctx, owner, b.ID); !errors.Is(err, history.ErrNotFound) {
			t.Errorf("deleted, yet there: %v", err)
		}
		if _, err := s.Append(ctx, owner, b.ID, turnAt(9, "Nữa")); !errors.Is(err, history.ErrNotFound) {
			t.Errorf("deleted, yet goes on: %v", err)
		}
		if left := judged(t, s, time.Time{}); len(left) != 0 {
			t.Errorf("feedback is left: %+v", left)
		}
		same(t, "left", titles(t, s, owner, history.ListQuery{}), []string{"Ba", "Một"})
	}
	if _, turns, err := h.Conversation(ctx, owner, a.ID); err != nil || len(turns) != 1 {
		t.Errorf("another one lost its turns: %v", err)
	}
	if n, err := h.Delete(ctx, history.Selection{Owner: owner}); n != 2 || err != nil {
		t.Errorf("deleted %d: %v", n, err)
	}
	same(t, "other's list", titles(t, h, other, history.ListQuery{}), []string{"Người khác"})
}

func testRetention(t *testing.T, opener Opener) {
	ctx := context.Background()
	h, owner, other := opener(t)(), history.NewOwner(), history.NewOwner()
	old := say(t, h, owner, "", turnAt(0, "Cũ"))
	kept := say(t, h, owner, "", turnAt(0, "Cũ mà còn dùng"))
	say(t, h, owner, kept.ID, turnAt(100, "Nữa"))
	say(t, h, other, "", turnAt(1, "Cũ của người khác"))
	say(t, h, other, "", turnAt(50, "Đúng hạn"))
	if err := h.Judge(ctx, owner, old.ID, 1, history.Feedback{Verdict: history.Right}); err != nil {
		t.Fatal(err)
	}
	if n, err := h.Delete(ctx, history.Selection{Before: moment(50)}); n != 2 || err != nil {
		t.Fatalf("purged %d: %v", n, err)
	}
	same(t, "owner's", titles(t, h, owner, history.ListQuery{}), []string{"Cũ mà còn dùng"})
	same(t, "other's", titles(t, h, other, history.ListQuery{}), []string{"Đúng hạn"})
	if left := judged(t, h, time.Time{}); len(left) != 0 {
		t.Errorf("feedback is left: %+v", left)
	}
}
