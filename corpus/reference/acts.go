package reference

import (
	_ "embed"
	"strings"
	"sync"

	"trolyluat/corpus"
)

//go:embed acts.txt
var actsText string

// KnownAct is an act by its number alone: its name and dates, for sources that
// print no more than the number.
type KnownAct struct {
	Number    string
	Kind      corpus.Kind
	Title     string // with the kind word
	Issued    corpus.Date
	Effective corpus.Interval
}

var knownActs = sync.OnceValue(func() map[string]KnownAct {
	acts := make(map[string]KnownAct)
	for line := range strings.Lines(actsText) {
		f := strings.Split(strings.TrimSpace(line), "|")
		if len(f) != 6 || strings.HasPrefix(f[0], "#") {
			continue
		}
		a := KnownAct{Number: f[0], Kind: corpus.Kind(f[1]), Title: f[2]}
		a.Issued, _ = corpus.ParseDate(f[3])
		a.Effective.From, _ = corpus.ParseDate(f[4])
		a.Effective.To, _ = corpus.ParseDate(f[5])
		acts[foldNumber(f[0])] = a
	}
	return acts
})

// ActByNumber returns the known act with that number, in any letter case and
// with or without diacritics; false where the table does not hold it.
func ActByNumber(number string) (KnownAct, bool) {
	a, ok := knownActs()[foldNumber(number)]
	return a, ok
}
