package feed

import (
	"fmt"
	"slices"
	"sync"
	"testing"
)

// TestListeners follows a feed with many listeners that join late and break off:
// each gets every message once, in order.
func TestListeners(t *testing.T) {
	const messages, listeners = 500, 8
	var f Feed[string]
	var all sync.WaitGroup
	got := make([][]string, listeners)
	for i := range listeners {
		all.Go(func() {
			for last := false; !last; {
				wake := make(chan struct{}, 1)
				f.Listen(wake)
				wake <- struct{}{}
				for range 3 { // then the connection breaks
					<-wake
					var items []string
					items, last = f.After(len(got[i]))
					got[i] = append(got[i], items...)
					if last {
						break
					}
				}
				f.Leave(wake)
			}
		})
	}
	size := 0
	for i := range messages {
		open := f.Add(func(number, before int) (string, int, bool) {
			if number != i+1 || before != size {
				t.Errorf("message %d is numbered %d behind %d bytes, want %d", i+1, number, before, size)
			}
			return fmt.Sprint(number), 3, i == messages-1
		})
		size += 3
		if open != (i < messages-1) {
			t.Errorf("open is %v behind message %d", open, i+1)
		}
	}
	all.Wait()
	for i := range got {
		if len(got[i]) != messages || !slices.Equal(got[i], got[0]) || got[i][messages-1] != fmt.Sprint(messages) {
			t.Errorf("listener %d has %d messages, the last %q", i, len(got[i]), got[i][len(got[i])-1])
		}
	}
	if f.Add(func(int, int) (string, int, bool) { t.Error("asked for one more"); return "", 0, false }) {
		t.Error("open behind the last")
	}
}

// TestAlone tells a feed that goes on unheard from one that has ended.
func TestAlone(t *testing.T) {
	var f Feed[int]
	a, b := make(chan struct{}, 1), make(chan struct{}, 1)
	f.Listen(a)
	f.Listen(b)
	if f.Leave(a) {
		t.Error("alone while one listens")
	}
	if !f.Leave(b) {
		t.Error("not alone")
	}
	f.Add(func(int, int) (int, int, bool) { return 0, 0, true })
	f.Listen(a)
	if f.Leave(a) {
		t.Error("alone though ended")
	}
}
