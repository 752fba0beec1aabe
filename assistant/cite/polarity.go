package cite

import (
	"fmt"

	"trolyluat/assistant/wording"
)

// doubtful finds a negation of the statement that stands in none of the passages
// at that place: code cannot tell whether it follows from them.
func (w *work) doubtful() (int, bool) {
	for i, t := range w.tokens {
		if !wording.Negators[t.Key] || t.Skip || wording.Negations(w.tokens[i:min(i+2, len(w.tokens))]) == 0 {
			continue
		}
		aligned := false
		for _, p := range w.cited {
			aligned = aligned || w.align[p].Of[i] >= 0
		}
		if !aligned {
			return i, true
		}
	}
	return 0, false
}

// checkPolarity looks for places where the statement says the opposite of the
// passages.
func (c *checker) checkPolarity(w *work) {
	// A place is wrong only if no cited passage has it right.
	var found []wording.Flip
	for i, p := range w.cited {
		f := wording.Flips(w.tokens, p.tokens, w.align[p])
		if len(f) == 0 && support(w, p, 0) >= supported {
			found = nil
			break
		}
		if i == 0 || len(found) == 0 {
			found = f
		}
	}
	for _, f := range found {
		ours, theirs := f.Ours, f.Theirs
		detail := fmt.Sprintf("Căn cứ [%d] ghi “%s” ở chỗ câu trả lời viết “%s”.", w.cited[0].Number, theirs, ours)
		switch {
		case theirs == "":
			detail = fmt.Sprintf("Chữ “%s” không có trong căn cứ [%d] và làm ngược nghĩa.", ours, w.cited[0].Number)
		case ours == "":
			detail = fmt.Sprintf("Thiếu chữ “%s” của căn cứ [%d] nên ngược nghĩa.", theirs, w.cited[0].Number)
		}
		w.problem(Problem{Code: Polarity, Number: w.cited[0].Number, Words: ours, Span: w.at(f.S[0], f.S[1]), Detail: detail})
	}
	if i, ok := w.doubtful(); ok && len(found) == 0 {
		w.doubt = true
		w.problem(Problem{Code: Polarity, Number: w.cited[0].Number, Words: w.tokens[i].Text, Span: w.at(i, i+1), Soft: true,
			Detail: fmt.Sprintf("Căn cứ [%d] không có chữ “%s” ở chỗ tương ứng; hãy đọc căn cứ để đối chiếu.", w.cited[0].Number, w.tokens[i].Text)})
	}
}
