package lookup

import (
	"strings"

	"github.com/sergi/go-diff/diffmatchpatch"
)

// Piece is a run of words that two texts share, or that one of them has alone.
type Piece struct {
	Kind string `json:"kind"` // same, removed, added
	Text string `json:"text"`
}

// The kinds of a piece.
const (
	Same    = "same"
	Removed = "removed"
	Added   = "added"
)

// Words compares two texts word by word. The pieces that are not added give
// before, those that are not removed give after.
func Words(before, after string) []Piece {
	dmp := diffmatchpatch.New()
	// Each word becomes one rune, so that words and not letters are compared.
	a, b, words := dmp.DiffLinesToRunes(onePerLine(before), onePerLine(after))
	out := []Piece{}
	for _, d := range dmp.DiffCharsToLines(dmp.DiffMainRunes(a, b, false), words) {
		p := Piece{Kind: Same, Text: strings.ReplaceAll(strings.ReplaceAll(d.Text, "\n", ""), "\x00", "\n")}
		switch d.Type {
		case diffmatchpatch.DiffDelete:
			p.Kind = Removed
		case diffmatchpatch.DiffInsert:
			p.Kind = Added
		}
		if p.Text != "" {
			out = append(out, p)
		}
	}
	return out
}

// onePerLine puts every word with the space behind it on a line of its own; the
// text's own line ends become NUL, which no text holds.
func onePerLine(s string) string {
	s = strings.ReplaceAll(s, "\n", "\x00")
	var b strings.Builder
	for i := 0; i < len(s); i++ {
		b.WriteByte(s[i])
		if s[i] == ' ' || s[i] == 0 {
			b.WriteByte('\n')
		}
	}
	b.WriteByte('\n')
	return b.String()
}
