package similar

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus/vitext"
)

// content cuts a text into runs of words that tell what happened: names, numbers,
// dates and addresses are left out and end a run, as do sentences.
func content(text string) [][]string {
	text = vitext.Normalize(text)
	tokens := vitext.Syllables(text)
	small := map[string]bool{} // words that the text also writes small
	for _, t := range tokens {
		if t.Kind == vitext.Word && !capital(text[t.Start:t.End]) {
			small[t.Text] = true
		}
	}
	var out [][]string
	var run []string
	end := func() {
		if len(run) > 0 {
			out = append(out, run)
		}
		run = nil
	}
	for _, t := range tokens {
		if t.Break >= vitext.SentenceBreak {
			end()
		}
		word := text[t.Start:t.End]
		switch {
		case t.Kind != vitext.Word, utf8.RuneCountInString(t.Text) < 2, strings.ContainsAny(t.Text, "0123456789"),
			capital(word) && !small[t.Text]:
			end()
		default:
			run = append(run, t.Text)
		}
	}
	end()
	return out
}

func capital(w string) bool {
	r, _ := utf8.DecodeRuneInString(w)
	return unicode.IsUpper(r)
}
