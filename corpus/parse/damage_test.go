package parse

import (
	"hash/fnv"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
)

// TestDamagedFiles parses real files whose blocks were lost, doubled, cut,
// joined or shuffled: it neither panics nor hangs, and what it accepts is whole.
func TestDamagedFiles(t *testing.T) {
	rounds, largest := 2, 200_000
	if sampleStep == 1 {
		rounds, largest = 12, 1_000_000
	}
	n := 0
	eachRealFile(t, sampleStep, []string{"docx/*.docx", "txt/*.txt", "vbpl_html/*.html", "precedents/*", "doc/*.doc"}, nil, func(name string, text *extract.Text) {
		size := 0
		for _, b := range text.Blocks {
			size += len(b.Text)
		}
		if size > largest {
			return
		}
		h := fnv.New64a()
		h.Write([]byte(name))
		rnd := rand.New(rand.NewPCG(h.Sum64(), 1))
		for range rounds {
			damaged := *text
			damaged.Blocks = damage(rnd, text.Blocks)
			n++
			began := time.Now()
			d, err := Parse(&damaged, corpus.Source{Name: name})
			if took := time.Since(began); took > 20*time.Second {
				t.Errorf("%s: parsing took %v", name, took)
			}
			if err != nil {
				if _, refused := extract.AsRefusal(err); !refused {
					t.Errorf("%s: %v", name, err)
				}
				continue
			}
			if problem := checkWhole(&damaged, d); problem != "" {
				t.Errorf("%s: %s", name, problem)
			}
		}
	})
	t.Logf("%d damaged texts", n)
}

// damage returns a copy of the blocks with some of them changed.
func damage(rnd *rand.Rand, blocks []extract.Block) []extract.Block {
	rate := 2 + rnd.IntN(60)
	out := make([]extract.Block, 0, len(blocks))
	for _, b := range blocks {
		if rnd.IntN(rate) > 0 {
			out = append(out, b)
			continue
		}
		switch rnd.IntN(8) {
		case 0: // lost
		case 1:
			out = append(out, b, b)
		case 2: // cut off
			at := rnd.IntN(len(b.Text) + 1)
			for at > 0 && at < len(b.Text) && !utf8.RuneStart(b.Text[at]) {
				at--
			}
			b.Text = b.Text[:at]
			out = append(out, b)
		case 3: // joined with the block before
			if last := len(out) - 1; last >= 0 && out[last].Kind == extract.Paragraph && b.Kind == extract.Paragraph {
				out[last].Text += b.Text
			} else {
				out = append(out, b)
			}
		case 4: // moved
			if len(out) > 0 {
				j := rnd.IntN(len(out))
				out = append(out, out[j])
				out[j] = b
			}
		case 5:
			b.Text = strings.ReplaceAll(b.Text, " ", "\n")
			out = append(out, b)
		case 6:
			b.Text = strings.Map(func(r rune) rune {
				if strings.ContainsRune("“”\"().:;", r) {
					return -1
				}
				return r
			}, b.Text)
			out = append(out, b)
		default:
			b.Text = "“" + b.Text
			out = append(out, b)
		}
	}
	return out
}
