//go:build slow

package web

import (
	"testing"
	"time"
)

// TestFiveHundredChats is the load of the issue: 500 chats at once, 10 tokens a
// second each, for 20 s, and 10 that stop reading.
//
//	go test -tags slow -run TestFiveHundredChats -v ./web
func TestFiveHundredChats(t *testing.T) {
	load{chats: 500, tokens: 200, every: 100 * time.Millisecond, stuck: 10, memory: 400, latency: 20 * time.Millisecond}.run(t)
}
