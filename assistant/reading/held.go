package reading

// Held are the words of some texts and the pairs of neighbours in them.
type Held map[string]bool

// Hold notes texts as they are written, diacritics and all.
func Hold(texts ...string) Held {
	h := Held{}
	for _, text := range texts {
		h.add(&Words{}, text)
	}
	return h
}

// add notes a text in the form that a question is matched in.
func (h Held) add(w *Words, text string) {
	last := ""
	for _, t := range w.tokens(text) {
		h[t.text] = true
		if last != "" && !t.broken {
			h[last+" "+t.text] = true
		}
		last = t.text
	}
}

// Share is the share of the pairs of words of a phrase that are held, 0 to 1; of a
// single word 0 or 1.
func (h Held) Share(words []string) float64 {
	switch {
	case len(words) == 0:
		return 0
	case len(words) == 1:
		if h[words[0]] {
			return 1
		}
		return 0
	}
	n := 0
	for i := 1; i < len(words); i++ {
		if h[words[i-1]+" "+words[i]] {
			n++
		}
	}
	return float64(n) / float64(len(words)-1)
}

// ShareOf is [Held.Share] of a phrase as it is written.
func (h Held) ShareOf(phrase string) float64 {
	var words []string
	for _, t := range (&Words{}).tokens(phrase) {
		words = append(words, t.text)
	}
	return h.Share(words)
}
