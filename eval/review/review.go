// Package review measures assistant/review on drafts with planted faults. The
// drafts are made by code from real provisions of a store: each takes over
// khoản of one law, told in other words by rules, and adds what a draft of its
// kind needs (căn cứ, scope, procedure, transition, effect). Mutation operators
// then plant faults of every class that the reviewer knows; the same draft
// without them is its clean twin and measures false alarms.
//
// The generator knows nothing of the detectors: it reads the corpus only, and its
// gold says what was planted, where, and which provision it meets. Laws are
// split into dev and test by the hash of their keys, so that what is tuned on
// dev is measured on other laws. trolyluat eval review and the package's tests
// call [Run].
package review

import (
	"context"
	"errors"
	"fmt"
	"hash/fnv"
	"iter"
	"math/rand/v2"

	"trolyluat/corpus"
)

// Source is what the generator reads; corpus.Store has it.
type Source interface {
	Documents(ctx context.Context) iter.Seq2[corpus.DocumentInfo, error]
	Document(ctx context.Context, id string) (*corpus.Document, error)
}

// Split names one of the two disjoint halves of the laws.
type Split string

// The halves.
const (
	Dev  Split = "dev"
	Test Split = "test"
)

// splitOf puts a law into a half by the hash of its key.
func splitOf(key string) Split {
	h := fnv.New32a()
	h.Write([]byte(corpus.KeyOf(key)))
	if h.Sum32()>>7&1 == 0 {
		return Dev
	}
	return Test
}

// laidOn is the day on which the drafts are laid before the reviewer. It is
// fixed, so that the same store gives the same drafts on every day.
const laidOn = corpus.Date(20261201)

// Fault is one planted fault.
type Fault struct {
	Operator string `json:"operator"` // the mutation that planted it
	// Type is what a reviewer should call it: "quantity_contrary", "overlap" …
	Type  string `json:"type"`
	Class string `json:"class"` // of the reviewer: hop_hien, hop_phap, thong_nhat, kha_thi, ky_thuat
	// Path is the place in the draft: "d5/k2"; "mo-dau" in the lines of legal
	// basis, "" where something is missing in the whole.
	Path  string `json:"path"`
	Quote string `json:"quote"` // words of the draft there
	// Clean is the khoản as it was before the mutation; "" where it was added.
	Clean string `json:"clean,omitempty"`
	// Document and Unit are the provision that it meets; "" where it meets none.
	Document string `json:"document,omitempty"`
	Unit     string `json:"unit,omitempty"`
}

// Draft is one made draft.
type Draft struct {
	ID       string      `json:"id"`
	Base     string      `json:"base"` // key of the law that it takes over
	Kind     corpus.Kind `json:"kind"`
	Text     string      `json:"text"`
	Articles int         `json:"articles"`
	Faults   []Fault     `json:"faults,omitempty"` // none in the clean twin
	Clean    string      `json:"clean,omitempty"`  // text of the twin
	// Taken are the places of what was taken over from real law, in the draft and in
	// its twin.
	Taken      []string `json:"taken"`
	CleanTaken []string `json:"clean_taken,omitempty"`
}

// Options say what to generate.
type Options struct {
	Split  Split  // "" takes all laws
	Seed   uint64 // of the generator
	Drafts int    // 0 is DefaultDrafts
	// Keep is how many misses and alarms of each kind the report lists; 0 is 5,
	// negative all.
	Keep int
}

// DefaultDrafts is how many drafts with faults a run makes, each with a twin.
const DefaultDrafts = 64

// ErrNoLaw says that the store holds nothing that a draft can be made from.
var ErrNoLaw = errors.New("eval review: the store holds no law from which a draft can be made")

// Generate makes the drafts. The same store, split and seed give the same ones.
func Generate(ctx context.Context, src Source, o Options) ([]Draft, error) {
	if o.Drafts <= 0 {
		o.Drafts = DefaultDrafts
	}
	lib, err := gather(ctx, src, o.Split)
	if err != nil {
		return nil, err
	}
	if len(lib.laws) == 0 {
		return nil, ErrNoLaw
	}
	rnd := rand.New(rand.NewPCG(o.Seed, uint64(len(o.Split))+0x5bd1e995))
	used := map[string]int{}
	var out []Draft
	for i := 0; len(out) < o.Drafts && i < 4*o.Drafts; i++ {
		base := lib.laws[i%len(lib.laws)]
		d, ok := lib.compose(base, kindFor(i), used, rnd)
		if !ok {
			continue
		}
		d.ID = fmt.Sprintf("%s-%03d", o.Split, len(out)+1)
		out = append(out, d)
	}
	return out, ctx.Err()
}

// kindFor spreads the kinds of drafts: two decrees and a law of four, and in turn a
// circular or an amending law.
func kindFor(i int) form {
	switch i % 6 {
	case 2:
		return formLaw
	case 4:
		return formCircular
	case 5:
		return formAmending
	}
	return formDecree
}
