// Package feed keeps the messages of one answer while it is made, so that any
// number of listeners can follow it, and one that lost its connection takes up
// where it was: nothing is lost and nothing comes twice. The chat page and the
// streams of the open interfaces are fed by it.
package feed

import "sync"

// Feed is a list of messages that only grows until it ends. Message n has the
// number n, from 1. The zero value is ready for use, by several goroutines.
type Feed[T any] struct {
	mu    sync.Mutex
	items []T
	size  int // bytes
	ended bool
	wake  map[chan struct{}]struct{}
}

// Add appends the message that next makes of its number and of the bytes added
// before it; next tells the message's own bytes and whether it is the last. Add
// wakes the listeners and reports whether more may follow; behind the last it
// does nothing.
func (f *Feed[T]) Add(next func(number, size int) (item T, bytes int, last bool)) (open bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.ended {
		return false
	}
	item, bytes, last := next(len(f.items)+1, f.size)
	f.items = append(f.items, item)
	f.size += bytes
	f.ended = last
	for w := range f.wake {
		select {
		case w <- struct{}{}:
		default: // it is awake already
		}
	}
	return !last
}

// After returns the messages behind a number, and whether they are the last.
func (f *Feed[T]) After(number int) (items []T, last bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	return f.items[min(max(number, 0), len(f.items)):], f.ended
}

// Listen has w, which holds one signal, woken whenever there are new messages,
// until Leave.
func (f *Feed[T]) Listen(w chan struct{}) {
	f.mu.Lock()
	defer f.mu.Unlock()
	if f.wake == nil {
		f.wake = map[chan struct{}]struct{}{}
	}
	f.wake[w] = struct{}{}
}

// Leave ends what Listen began. It reports whether the feed goes on with nobody
// listening.
func (f *Feed[T]) Leave(w chan struct{}) (alone bool) {
	f.mu.Lock()
	defer f.mu.Unlock()
	delete(f.wake, w)
	return len(f.wake) == 0 && !f.ended
}
