// Package redact measures the anonymising of judgments (assistant/redact).
// Published judgments have their names cut already, so invented names are put
// where the cuts are: the gold is where they stand. The generator knows nothing
// of the detector. `trolyluat eval redact` and the package's tests call it.
package redact

import (
	"bufio"
	"encoding/json"
	"fmt"
	"hash/fnv"
	"io"
	"math/rand/v2"
	"regexp"
	"strings"

	"trolyluat/corpus/vitext"
	"trolyluat/eval/run"
)

// Case is a judgment with invented names.
type Case struct {
	ID   string
	Text string
	Gold []Gold // in the order of the text
	// Officials are names, lower case, of people who conduct the case: they stay.
	Officials map[string]bool
	// Open are mentions of lawyers and of people in office. Publishers cut some and
	// leave others; they count neither way.
	Open []Gold
}

// Gold is a mention of a person: the stretch of the given name that must go.
type Gold struct {
	Start, End int
	Short      bool // without the family name
}

// given are invented given names by their first letter as judgments cut them.
var given = map[string][]string{
	"A": {"Ái", "Anh", "Ánh", "Ân", "Ẩn"}, "B": {"Bằng", "Bích", "Biên", "Bửu", "Bách"}, "C": {"Cúc", "Chiến", "Châu", "Cẩm", "Cường"},
	"D": {"Diễm", "Dũng", "Dung", "Duyên", "Diệp"}, "Đ": {"Đào", "Đạt", "Điệp", "Định", "Đoan"}, "E": {"Em", "Én"}, "G": {"Gấm", "Giàu", "Giỏi", "Gái"},
	"H": {"Hạnh", "Hậu", "Hiệp", "Hoa", "Huệ", "Hùng", "Hằng", "Hiếu"}, "K": {"Khoa", "Khuê", "Kiên", "Kiều", "Khôi"}, "L": {"Lan", "Lâm", "Liễu", "Loan", "Lực", "Lụa"},
	"M": {"Mai", "Mẫn", "Miên", "Mùi", "Mạnh"}, "N": {"Nga", "Nghĩa", "Nguyệt", "Nhàn", "Nhật", "Nụ"}, "O": {"Oanh"}, "P": {"Phấn", "Phong", "Phượng", "Phi", "Phú"},
	"Q": {"Quyên", "Quân", "Quỳnh", "Quý"}, "R": {"Rạng", "Ry"}, "S": {"Sen", "Sáu", "Sương", "Sỹ", "Sửu"}, "T": {"Tâm", "Thảo", "Thắng", "Tuyết", "Trâm", "Tùng", "Thoa", "Tiến"},
	"U": {"Uyên", "Út"}, "V": {"Vân", "Vinh", "Vượng", "Vy", "Vịnh"}, "X": {"Xuyến", "Xinh", "Xoan"}, "Y": {"Yến", "Ý"}, "I": {"Yên"}, "J": {"Duy"}, "W": {"Vũ"}, "Z": {"Doanh"}, "F": {"Phương"},
}

var (
	// A name that was cut: family and middle names, then a letter with its number;
	// or an honorific and the letter alone.
	cutName = regexp.MustCompile(`((?:\p{Lu}[\p{Ll}\p{M}]+\s+){1,4})([A-ZĐ])( ?\d{1,2})?([\s.,;:)(“”"'\-–/]|$)`)
	cutCall = regexp.MustCompile(`(?:^|[^\p{L}])((?i:ông|bà|anh|chị|cụ|cháu|cô|chú|bác|em)\s+)([A-ZĐ])( ?\d{1,2})?([\s.,;:)(“”"'\-–/]|$)`)
	female  = regexp.MustCompile(`(?i)\bthị\b`)
)

// family are the most frequent family names: what begins with one of them and
// ends in a letter is a person and no place.
var family = func() map[string]bool {
	m := map[string]bool{}
	for _, w := range strings.Fields("nguyễn trần lê phạm hoàng huỳnh phan vũ võ đặng bùi đỗ hồ ngô dương lý đào đoàn vương trịnh trương đinh lâm mai tô hà cao tạ tăng thái châu quách la lưu triệu kiều doãn ninh phùng tống thạch chu lương hứa mã lục từ kim sơn thân giáp văn tôn") {
		m[w] = true
	}
	return m
}()

// row is a judgment of a benchmark; other fields are not read.
type row struct {
	ID   string `json:"case_id"`
	Text string `json:"judgment_text"`
}

// ReadCases reads judgments (JSON lines with case_id and judgment_text) and puts
// invented names into them, drawn by the seed and the case's id. Judgments with
// fewer than ten cut names are left out: there is nothing to measure in them.
func ReadCases(r io.Reader, seed uint64) ([]Case, error) {
	scan := bufio.NewScanner(r)
	scan.Buffer(nil, 64<<20)
	var out []Case
	for n := 1; scan.Scan(); n++ {
		if len(strings.TrimSpace(scan.Text())) == 0 {
			continue
		}
		var j row
		if err := json.Unmarshal(scan.Bytes(), &j); err != nil {
			return nil, run.NotJSON(n, err)
		}
		if j.Text == "" {
			return nil, &run.LineError{Line: n, Reason: "thiếu judgment_text"}
		}
		if c := Insert(j.ID, j.Text, seed); len(c.Gold) >= 10 {
			out = append(out, c)
		}
	}
	if err := scan.Err(); err != nil {
		return nil, fmt.Errorf("eval redact: read cases: %w", err)
	}
	return out, nil
}

// cut is a place where a name was cut.
type cut struct {
	lead       string // family and middle names, or the honorific
	leadStart  int
	letter     string
	number     string
	start, end int // of letter and number
	call       bool
}

// Insert puts invented names where a published judgment was cut.
func Insert(id, text string, seed uint64) Case {
	text = vitext.Normalize(text)
	cuts := find(text)
	h := fnv.New64a()
	_, _ = io.WriteString(h, id)
	random := rand.New(rand.NewPCG(seed, h.Sum64()))
	c := Case{ID: id, Officials: officials(text)}
	names := map[string]string{} // "nguyễn văn h1" → given name
	byLetter := map[string][]string{}
	taken := map[string]bool{}
	for i := range cuts {
		k := &cuts[i]
		if k.call {
			continue
		}
		key := k.key()
		if names[key] == "" {
			names[key] = invent(k.letter, text, taken, c.Officials, random)
			byLetter[k.letter+k.number] = append(byLetter[k.letter+k.number], key)
		}
	}
	open := map[string]bool{} // given names of lawyers and of people in office
	for i := range cuts {
		if k := &cuts[i]; !k.call && inOfficeHere(text, k) {
			open[names[k.key()]] = true
		}
	}
	var b strings.Builder
	at := 0
	for i := range cuts {
		k := &cuts[i]
		word := names[k.key()]
		if k.call {
			word = names[addressed(k, byLetter[k.letter+k.number])]
			if word == "" {
				key := "? " + k.letter + k.number
				if names[key] == "" {
					names[key] = invent(k.letter, text, taken, c.Officials, random)
				}
				word = names[key]
			}
		}
		b.WriteString(text[at:k.start])
		g := Gold{b.Len(), b.Len() + len(word), k.call}
		if open[word] {
			c.Open = append(c.Open, g)
		} else {
			c.Gold = append(c.Gold, g)
		}
		b.WriteString(word)
		at = k.end
	}
	b.WriteString(text[at:])
	c.Text = b.String()
	return c
}

func (k *cut) key() string {
	return strings.ToLower(strings.Join(strings.Fields(k.lead), " ")) + " " + k.letter + k.number
}

// addressed is who "bà H" is: of several of that letter one whose middle name
// fits the honorific.
func addressed(k *cut, keys []string) string {
	woman := strings.Contains(" bà chị cô ", " "+strings.ToLower(strings.TrimSpace(k.lead))+" ")
	for _, key := range keys {
		if female.MatchString(key) == woman {
			return key
		}
	}
	if len(keys) > 0 {
		return keys[0]
	}
	return ""
}

func find(text string) []cut {
	var out []cut
	for _, m := range cutName.FindAllStringSubmatchIndex(text, -1) {
		lead := text[m[2]:m[3]]
		words := strings.Fields(lead)
		// Drop what stands before the family name: "Bà Nguyễn Thị".
		first := 0
		for first < len(words) && !family[strings.ToLower(words[first])] {
			first++
		}
		if first == len(words) || first > 1 {
			continue
		}
		start := m[2] + strings.Index(lead, words[first])
		out = append(out, newCut(text, m, strings.Join(words[first:], " "), start, false))
	}
	for _, m := range cutCall.FindAllStringSubmatchIndex(text, -1) {
		out = append(out, newCut(text, m, text[m[2]:m[3]], m[2], true))
	}
	return inOrder(out)
}

func newCut(text string, m []int, lead string, leadStart int, call bool) cut {
	k := cut{lead: lead, leadStart: leadStart, letter: text[m[4]:m[5]], start: m[4], end: m[5], call: call}
	if m[6] >= 0 {
		k.number, k.end = strings.TrimSpace(text[m[6]:m[7]]), m[7]
	}
	return k
}

// invent draws a given name that no one in the text has.
func invent(letter, text string, taken, officials map[string]bool, random *rand.Rand) string {
	list := given[letter]
	if len(list) == 0 {
		list = []string{"Khuyết"}
	}
	for _, i := range random.Perm(len(list)) {
		w := list[i]
		if !taken[w] && !officials[strings.ToLower(w)] && !strings.Contains(text, " "+w) {
			taken[w] = true
			return w
		}
	}
	// All are taken: two words, as "Thu Hạnh".
	for _, first := range []string{"Thu", "Kim", "Ngọc", "Minh", "Hồng", "Bảo"} {
		for _, w := range list {
			if full := first + " " + w; !taken[full] && !strings.Contains(text, full) {
				taken[full] = true
				return full
			}
		}
	}
	return list[0]
}
