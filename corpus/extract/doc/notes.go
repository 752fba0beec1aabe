package doc

import (
	"context"
	"encoding/binary"
	"sort"
	"strings"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/layout"
)

// noteRefs numbers the marks of footnotes and endnotes by their position. Marks
// of the author's own are printed in the text already.
func (w *word) noteRefs() map[int]string {
	out := make(map[int]string)
	for _, set := range []struct {
		index  int
		format string
	}{{tableFootnoteRefs, "decimal"}, {tableEndnoteRefs, "lowerRoman"}} {
		cps, auto := noteTable(w.tableBytes(set.index))
		n := 0
		for i, cp := range cps {
			if auto[i] {
				n++
				out[cp] = layout.Numeral(n, set.format)
			} else {
				out[cp] = ""
			}
		}
	}
	return out
}

// noteTable reads the positions of marks and whether they number themselves.
func noteTable(b []byte) (cps []int, auto []bool) {
	n := (len(b) - 4) / 6
	for i := range max(n, 0) {
		cps = append(cps, word32(b, 4*i))
		auto = append(auto, binary.LittleEndian.Uint16(b[4*(n+1)+2*i:]) != 0)
	}
	return cps, auto
}

// noteBlocks reads the notes whose text stands from start to end.
func (w *word) noteBlocks(ctx context.Context, marks map[int]string, start, end, index int) []extract.Block {
	refs := tableFootnoteRefs
	if index == tableEndnotes {
		refs = tableEndnoteRefs
	}
	cps, _ := noteTable(w.tableBytes(refs))
	if !sort.IntsAreSorted(cps) {
		return nil
	}
	stories := positions(w.tableBytes(index))
	var out []extract.Block
	for i := 0; i+1 < len(stories) && i < len(cps); i++ {
		from, to := start+stories[i], start+stories[i+1]
		if from < start || to > end || to <= from {
			continue
		}
		r := reader{word: w, ctx: ctx}
		if err := r.read(from, to); err != nil {
			return out
		}
		var lines []string
		for _, b := range r.out {
			lines = append(lines, b.Text)
		}
		out = append(out, extract.Block{Kind: extract.FootnoteBlock, Mark: marks[cps[i]], Text: strings.Join(lines, "\n")})
	}
	return out
}
