package llm

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Count estimates the tokens of a text, rather too many than too few: no
// tokeniser of a vendor is at hand, and Vietnamese costs more than English in
// all of them because a letter with marks is often a token of its own.
func Count(text string) int {
	var t float64
	for _, r := range text {
		t += tokensOf(r)
	}
	return int(t + 0.999)
}

func tokensOf(r rune) float64 {
	switch {
	case r == ' ':
		return 0
	case r < utf8.RuneSelf && unicode.IsLetter(r):
		return 0.28
	case unicode.IsDigit(r):
		return 0.5
	case unicode.IsLetter(r), unicode.Is(unicode.Mn, r):
		return 0.85
	}
	return 0.7
}

// CountMessages estimates the tokens of messages with what a chat format adds.
func CountMessages(messages []Message) int {
	n := 3
	for _, m := range messages {
		n += 4 + Count(m.Content)
	}
	return n
}

// Budget is how many tokens a model takes.
type Budget struct {
	Context int // prompt and reply together; 0 is 8,192
	Reply   int // kept for the reply; 0 is 1,024
}

// Room is how many tokens are left for data beside the fixed messages.
func (b Budget) Room(fixed ...Message) int {
	context, reply := b.Context, b.Reply
	if context == 0 {
		context = 8192
	}
	if reply == 0 {
		reply = 1024
	}
	return max(0, context-reply-CountMessages(fixed))
}

// Fits says how many of the parts, best first, fit into room tokens, each with
// overhead tokens for what is printed around it.
func Fits(parts []string, room, overhead int) int {
	for i, p := range parts {
		room -= Count(p) + overhead
		if room < 0 {
			return i
		}
	}
	return len(parts)
}

// Trim cuts a text to at most limit tokens at the end of a line or sentence
// where there is one in the last half, else of a word, and ends it with "…".
func Trim(text string, limit int) string {
	if Count(text) <= limit {
		return text
	}
	end := len(text)
	var t float64
	for i, r := range text {
		if t += tokensOf(r); t > float64(limit)-1.7 {
			end = i
			break
		}
	}
	cut := text[:end]
	for _, sep := range []string{"\n", ". ", "; ", " "} {
		if i := strings.LastIndex(cut, sep); i > len(cut)/2 {
			return strings.TrimRight(cut[:i+len(sep)], " \n") + " …"
		}
	}
	return cut + "…"
}
