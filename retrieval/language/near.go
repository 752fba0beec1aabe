package language

// maxWord is the longest folded syllable for which slips are looked for.
const maxWord = 10

// deletions are a word and all that is left of it when one letter goes: two
// words at one slip from each other share one of them (the symmetric-delete
// index of W. Garbe).
func deletions(s string) []string {
	out := []string{s}
	for i := 0; i < len(s); i++ {
		if i > 0 && s[i] == s[i-1] {
			continue
		}
		out = append(out, s[:i]+s[i+1:])
	}
	return out
}

// slips returns the folded words one letter away from a folded word: one more,
// one less, another one, or two neighbours swapped.
func (t *Table) slips(folded string) []string {
	if len(folded) > maxWord {
		return nil
	}
	var out []string
	seen := map[string]bool{folded: true}
	for _, d := range deletions(folded) {
		for _, f := range t.near[d] {
			if !seen[f] {
				seen[f] = true
				if oneSlip(folded, f) {
					out = append(out, f)
				}
			}
		}
	}
	return out
}

// oneSlip says whether a becomes b by one insertion, deletion, substitution or
// swap of neighbours.
func oneSlip(a, b string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	switch len(b) - len(a) {
	case 0:
		i := 0
		for i < len(a) && a[i] == b[i] {
			i++
		}
		if i == len(a) {
			return false
		}
		if a[i+1:] == b[i+1:] {
			return true
		}
		return i+1 < len(a) && a[i] == b[i+1] && a[i+1] == b[i] && a[i+2:] == b[i+2:]
	case 1:
		i := 0
		for i < len(a) && a[i] == b[i] {
			i++
		}
		return a[i:] == b[i+1:]
	}
	return false
}
