package digest

import "strings"

// The reader of judgments drops what is no text of the case (page numbers, space);
// align finds for every byte of the raw text its place in the text that was read.
const (
	chunk = 16  // bytes that must be the same for both to go on
	skip  = 600 // bytes of either that may be missing
	far   = 64  // bytes that must be the same beyond that
)

// align maps bytes of raw to bytes of read, -1 for what is not there. Space is left
// out on both sides; the rest stands in the same order.
func align(raw, read string) []int {
	out := make([]int, len(raw))
	for i := range out {
		out[i] = -1
	}
	a, aAt := squeeze(raw)
	b, bAt := squeeze(read)
	i, j := 0, 0
	for i < len(a) && j < len(b) {
		if a[i] == b[j] {
			out[aAt[i]] = bAt[j]
			i++
			j++
			continue
		}
		di, dj, ok := resume(a[i:], b[j:])
		if !ok {
			i++
			continue
		}
		i += di
		j += dj
	}
	return out
}

// resume is how much of a and b to pass over, the least together, until they are
// the same again; where nothing near is the same, a longer stretch is looked for in
// all of b.
func resume(a, b string) (da, db int, ok bool) {
	window := b[:min(len(b), skip)]
	best := 2 * skip
	for i := 0; i < min(skip, best) && i+chunk <= len(a); i++ {
		if k := strings.Index(window, a[i:i+chunk]); k >= 0 && i+k < best {
			best, da, db, ok = i+k, i, k, true
		}
	}
	if !ok && len(a) >= far {
		db = strings.Index(b, a[:far])
		return 0, max(db, 0), db >= 0
	}
	return da, db, ok
}

// squeeze leaves space out and tells where the rest stood.
func squeeze(s string) (string, []int) {
	b := make([]byte, 0, len(s))
	at := make([]int, 0, len(s))
	for i, r := range s {
		if strings.ContainsRune(" \t\r\n\u00a0\f", r) {
			continue
		}
		for k := range len(string(r)) {
			if i+k < len(s) {
				b, at = append(b, s[i+k]), append(at, i+k)
			}
		}
	}
	return string(b), at
}
