package sqlite

import (
	"bytes"
	"context"
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"trolyluat/assistant/history"
	historytest "trolyluat/assistant/history/storetest"
)

func openHistory(t testing.TB, dir string) history.Store {
	t.Helper()
	h, err := open(t, dir, Options{}).History(context.Background())
	if err != nil {
		t.Fatalf("open history: %v", err)
	}
	return h
}

func TestHistoryConformance(t *testing.T) {
	historytest.Run(t, func(t testing.TB) func() history.Store {
		dir := t.TempDir()
		return func() history.Store { return openHistory(t, dir) }
	})
}

// TestDeletedWordsAreGone looks for the words of deleted conversations in every
// byte of every file of the data folder, while the store is open.
func TestDeletedWordsAreGone(t *testing.T) {
	ctx := context.Background()
	dir := t.TempDir()
	h, owner := openHistory(t, dir), history.NewOwner()
	needle := "kimtrongđốngrơm"
	bulk, err := json.Marshal(map[string]string{"answer": string(bytes.Repeat([]byte(needle+" "), 3000))})
	if err != nil {
		t.Fatal(err)
	}
	add := func(conversation string) history.Conversation {
		t.Helper()
		c, err := h.Append(ctx, owner, conversation, history.Turn{Question: needle + "?", Answer: bulk, Evidence: bulk})
		if err != nil {
			t.Fatal(err)
		}
		if err := h.Judge(ctx, owner, c.ID, 1, history.Feedback{Verdict: history.Wrong, Comment: needle}); err != nil {
			t.Fatal(err)
		}
		return c
	}
	for range 5 {
		c := add("")
		for range 5 {
			add(c.ID)
		}
		if err := h.Rename(ctx, owner, c.ID, needle+" 2"); err != nil {
			t.Fatal(err)
		}
	}
	if places(t, dir, needle) == 0 {
		t.Fatal("the words cannot be found even before: the test sees nothing")
	}
	if _, err := h.Append(ctx, history.NewOwner(), "", history.Turn{Question: "ở lại"}); err != nil {
		t.Fatal(err)
	}
	if n, err := h.Delete(ctx, history.Selection{Owner: owner}); n != 5 || err != nil {
		t.Fatalf("deleted %d: %v", n, err)
	}
	if n := places(t, dir, needle); n != 0 {
		t.Errorf("the words still stand in %d places", n)
	}
	if n := places(t, dir, owner); n != 0 {
		t.Errorf("the owner's token stands in %d places", n)
	}
}

// places counts a word in the bytes of a folder's files.
func places(t *testing.T, dir, word string) int {
	t.Helper()
	files, err := filepath.Glob(filepath.Join(dir, "*"))
	if err != nil {
		t.Fatal(err)
	}
	n := 0
	for _, file := range files {
		data, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		n += bytes.Count(data, []byte(word))
	}
	return n
}

// TestHistoryIsPrivate looks at the rights of the files.
func TestHistoryIsPrivate(t *testing.T) {
	dir := t.TempDir()
	h := openHistory(t, dir)
	if _, err := h.Append(context.Background(), history.NewOwner(), "", history.Turn{Question: "hỏi"}); err != nil {
		t.Fatal(err)
	}
	files, err := filepath.Glob(filepath.Join(dir, HistoryName+"*"))
	if err != nil || len(files) == 0 {
		t.Fatalf("%v %v", files, err)
	}
	for _, file := range files {
		info, err := os.Stat(file)
		if err != nil {
			t.Fatal(err)
		}
		if info.Mode().Perm()&0o077 != 0 {
			t.Errorf("%s has rights %v", filepath.Base(file), info.Mode())
		}
	}
}
