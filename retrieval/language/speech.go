package language

import (
	_ "embed"
	"strings"
)

// speech is how people ask: wordings that statutes never use and questions
// always do, written for this package.
//
//go:embed speech.txt
var speech string

// speechTimes is how often each wording is counted.
const speechTimes = 20

// Speech counts the wordings of questions, so that a table built from statutes
// alone can read them.
func (b *Builder) Speech() {
	for line := range strings.Lines(speech) {
		b.add(strings.TrimSpace(line), speechTimes)
	}
}

// asking are the words that ask. Typed with their marks they are meant: "nghị định
// nào sửa đổi …" asks for another text than "nghị định này sửa đổi …".
var asking = map[string]bool{"nào": true, "gì": true, "đâu": true, "mấy": true, "chưa": true, "nhiêu": true}
