package history

import (
	"errors"
	"strings"
	"testing"
	"time"
	"unicode/utf8"
)

func TestTitleOf(t *testing.T) {
	for question, want := range map[string]string{
		"  Thử việc \n bao lâu? ":   "Thử việc bao lâu?",
		strings.Repeat("x", 100):    strings.Repeat("x", 80) + "…",
		strings.Repeat("ngày ", 40): strings.TrimSpace(strings.Repeat("ngày ", 16)) + "…",
	} {
		got := TitleOf(question)
		if got != want {
			t.Errorf("TitleOf(%q) = %q, want %q", question, got, want)
		}
		if _, err := CheckTitle(got); err != nil || utf8.RuneCountInString(got) > titleLength+1 {
			t.Errorf("TitleOf(%q) = %q: %v", question, got, err)
		}
	}
}

func TestChecks(t *testing.T) {
	now := time.Now()
	for name, err := range map[string]error{
		"question of nothing": (&Turn{Question: " "}).Check(),
		"question with NUL":   (&Turn{Question: "a\x00"}).Check(),
		"question not UTF-8":  (&Turn{Question: "\xff"}).Check(),
		"long question":       (&Turn{Question: strings.Repeat("ă", MaxQuestion+1)}).Check(),
		"answer no JSON":      (&Turn{Question: "a", Answer: []byte("{")}).Check(),
		"evidence no JSON":    (&Turn{Question: "a", Evidence: []byte("x")}).Check(),
		"no verdict":          (&Feedback{}).Check(),
		"other verdict":       (&Feedback{Verdict: "great"}).Check(),
		"long comment":        (&Feedback{Verdict: Right, Comment: strings.Repeat("ă", MaxComment+1)}).Check(),
		"no selection":        (&Selection{}).Check(),
		"conversation alone":  (&Selection{Conversation: "a", Before: now}).Check(),
		"owner and time":      (&Selection{Owner: "a", Before: now}).Check(),
		"page mark":           func() error { _, _, _, err := (&ListQuery{After: "x"}).Limits(); return err }(),
		"short owner":         func() error { _, err := OwnerHash("1"); return err }(),
		"empty title":         func() error { _, err := CheckTitle(" \n"); return err }(),
	} {
		if !errors.Is(err, ErrInvalid) {
			t.Errorf("%s: %v", name, err)
		}
	}
	for name, err := range map[string]error{
		"turn":     (&Turn{Question: "hỏi", Answer: []byte(`{"answer":"đáp"}`)}).Check(),
		"feedback": (&Feedback{Verdict: Incomplete, Provision: "Điều 5"}).Check(),
		"one":      (&Selection{Owner: "a", Conversation: "b"}).Check(),
		"all":      (&Selection{Owner: "a"}).Check(),
		"old":      (&Selection{Before: now}).Check(),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
}

func TestOwnersAreUnguessable(t *testing.T) {
	seen := map[string]bool{}
	for range 100 {
		owner := NewOwner()
		if len(owner) < 26 || seen[owner] {
			t.Fatalf("owner %q", owner)
		}
		seen[owner] = true
		hash, err := OwnerHash(owner)
		if err != nil || strings.Contains(string(hash), owner) {
			t.Fatalf("hash of %q: %v", owner, err)
		}
	}
}
