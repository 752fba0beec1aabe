package storetest

import (
	"bytes"
	"strconv"
	"sync"
)

// lastLine keeps the number on the last whole line that was written to it.
type lastLine struct {
	mu   sync.Mutex
	rest []byte
	last int
	any  bool
}

func (l *lastLine) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	l.rest = append(l.rest, p...)
	for {
		line, rest, ok := bytes.Cut(l.rest, []byte("\n"))
		if !ok {
			return len(p), nil
		}
		if n, err := strconv.Atoi(string(line)); err == nil {
			l.last, l.any = n, true
		}
		l.rest = rest
	}
}

// step is the number, -1 before there is one.
func (l *lastLine) step() int {
	l.mu.Lock()
	defer l.mu.Unlock()
	if !l.any {
		return -1
	}
	return l.last
}
