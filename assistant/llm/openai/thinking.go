package openai

import "strings"

// thinking takes a leading <think>…</think> block out of a text that comes in
// pieces: local reasoning models put it into the content.
type thinking struct {
	keep  bool
	state int // 0 at the start, 1 inside the block, 2 after it
	held  string
}

const (
	thinkOpen  = "<think>"
	thinkClose = "</think>"
)

func (t *thinking) next(piece string) string {
	if t.keep || t.state == 2 || piece == "" {
		return piece
	}
	t.held += piece
	if t.state == 0 {
		start := strings.TrimLeft(t.held, " \n\t\r")
		switch {
		case strings.HasPrefix(start, thinkOpen):
			t.state, t.held = 1, start[len(thinkOpen):]
		case strings.HasPrefix(thinkOpen, start):
			return "" // may become one
		default:
			out := t.held
			t.state, t.held = 2, ""
			return out
		}
	}
	i := strings.Index(t.held, thinkClose)
	if i < 0 {
		if n := len(t.held) - len(thinkClose); n > 0 {
			t.held = t.held[n:]
		}
		return ""
	}
	out := strings.TrimLeft(t.held[i+len(thinkClose):], " \n\t\r")
	t.state, t.held = 2, ""
	return out
}

// flush gives what was held back when the stream ends.
func (t *thinking) flush() string {
	out := ""
	if t.state == 0 {
		out = t.held
	}
	t.held = ""
	return out
}
