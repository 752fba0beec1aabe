package review

import (
	"fmt"
	"slices"
	"strings"
	"unicode"

	"trolyluat/assistant/wording"
	"trolyluat/corpus/vitext"
)

// cards are what the names of papers and registers begin with.
var cards = []string{"Phiếu", "Sổ", "Giấy", "Bảng", "Thẻ", "Biên bản", "Tờ khai", "Chứng chỉ", "Danh sách", "Đơn"}

// nameEnds are words that no name of a paper holds.
var nameEnds = wording.WordSet("của do được và cho tại với để đã có bị về khi từ đến hoặc phải không là này đó trong ra vào quy")

// wording finds names of papers that are told in two ways.
func (v *review) wording(theirs []string) {
	type name struct {
		words []string
		path  string
		list  bool // begins a sentence or an item of a list
	}
	var all []name
	counts := map[string]int{}
	for i := range v.draft.statements {
		s := &v.draft.statements[i]
		if s.quoted {
			continue
		}
		for _, head := range cards {
			for from := 0; ; {
				at := strings.Index(s.text[from:], head+" ")
				if at < 0 {
					break
				}
				at += from
				from = at + len(head)
				if letterBefore(s.text, at) {
					continue
				}
				var words []string
				for j, t := range vitext.Syllables(s.text[at:]) {
					if j > 0 && t.Break > vitext.NoBreak || j == 6 || nameEnds[t.Text] {
						break
					}
					words = append(words, t.Text)
				}
				lead := strings.TrimRight(s.text[:at], " \n\u00a0“\"-–")
				all = append(all, name{words, s.path, lead == "" || strings.ContainsAny(lead[len(lead)-1:], ".;:)")})
				for n := 4; n <= len(words); n++ {
					counts[strings.Join(words[:n], " ")]++
				}
			}
		}
	}
	for _, t := range theirs {
		counts[t] += 2
	}
	var known [][]string
	for k, n := range counts {
		if n >= 2 {
			known = append(known, strings.Fields(k))
		}
	}
	slices.SortFunc(known, func(a, b []string) int {
		if len(a) != len(b) {
			return len(b) - len(a)
		}
		return strings.Compare(strings.Join(a, " "), strings.Join(b, " "))
	})
	for _, n := range all {
		if len(n.words) < 3 || n.list || slices.ContainsFunc(known, func(k []string) bool { return hasPrefix(n.words, k) }) {
			continue
		}
		for _, k := range known {
			if m := variant(n.words, k); m > 0 {
				words := strings.Join(n.words[:m], " ")
				if v.inLaw(n.path, words) {
					break // a paper of its own
				}
				v.add(Finding{Type: "inconsistent_wording", Path: n.path, Words: words, Certainty: 0.7,
					Explanation: fmt.Sprintf("“%s” ở đây khác tên gọi “%s” dùng ở nơi khác.", upperFirst(words), upperFirst(strings.Join(k, " ")))})
				break
			}
		}
	}
}

// inLaw says that the law found for a statement uses a name too.
func (v *review) inLaw(path, words string) bool {
	for i := range v.draft.statements {
		if v.draft.statements[i].path != path {
			continue
		}
		for _, x := range v.matches[i].best {
			if strings.Contains(syllableText(x.p.text), " "+words+" ") {
				return true
			}
		}
	}
	return false
}

// hasPrefix says that words begin with others.
func hasPrefix(words, prefix []string) bool {
	return len(words) >= len(prefix) && slices.Equal(words[:len(prefix)], prefix)
}

// variant says how many of the words are another way to say the known name: the same
// head and end, one or two words changed, dropped or added between.
func variant(words, known []string) int {
	if words[0] != known[0] || len(known) < 3 {
		return 0
	}
	last := known[len(known)-1]
	for m := max(3, len(known)-1); m <= min(len(words), len(known)+1); m++ {
		if words[m-1] != last {
			continue
		}
		common := lcs(words[:m], known)
		if common >= max(3, len(known)-2) && common < max(m, len(known)) {
			return m
		}
	}
	return 0
}

// lcs is the length of the longest common subsequence.
func lcs(a, b []string) int {
	row := make([]int, len(b)+1)
	for _, x := range a {
		diag := 0
		for j, y := range b {
			up := row[j+1]
			if x == y {
				row[j+1] = diag + 1
			} else {
				row[j+1] = max(row[j+1], row[j])
			}
			diag = up
		}
	}
	return row[len(b)]
}

// upperFirst writes the first letter large, as at the start of a sentence.
func upperFirst(s string) string {
	r := []rune(s)
	if len(r) > 0 {
		r[0] = unicode.ToUpper(r[0])
	}
	return string(r)
}
