package redact

import (
	"fmt"
	"regexp"
	"slices"
	"strings"

	"trolyluat/assistant/privacy"
)

// candidate is a run of words that may be the name of a person.
type candidate struct {
	from, to   int // words [from, to)
	cue        bool
	confidence float64
	why        string
}

// people finds the names of people: in full first, since they tell who is who,
// then every short mention of them.
func (d *document) people() []Mention {
	full := d.fullNames()
	officials := d.officials(full)
	type who struct {
		candidate
		entity *entity
	}
	var all []who
	taken := make([]bool, len(d.words))
	mark := func(c candidate) {
		for i := c.from; i < c.to; i++ {
			taken[i] = true
		}
	}
	keptNames := map[string]string{} // name → why
	for _, c := range full {
		if why := officials[d.key(c)]; why != "" {
			keptNames[d.words[c.to-1].lower] = why
			d.keep(c, why)
			mark(c)
		}
	}
	told := map[string]bool{}
	for _, c := range full {
		if officials[d.key(c)] == "" {
			all = append(all, who{c, d.person(d.names(c))})
			told[d.key(c)] = true
			mark(c)
		}
	}
	for _, c := range d.toldAgain(told, taken) {
		all = append(all, who{c, d.person(d.names(c))})
		mark(c)
	}
	for _, c := range d.shortNames(taken) {
		words := d.names(c)
		e := d.known(words)
		if e == nil {
			if why, ok := keptNames[words[len(words)-1]]; ok {
				d.keep(c, why)
				mark(c)
				continue
			}
			if c.cue && !officeWords[words[0]] {
				e = d.person(words)
			}
		}
		if e != nil {
			all = append(all, who{c, e})
			mark(c)
		}
	}
	slices.SortStableFunc(all, func(a, b who) int { return a.from - b.from })
	used := map[string]bool{} // letters that stand for people already
	for i := range d.words {
		if d.cut(i) && d.words[i].capital && i > 0 && d.words[i].joined && (d.words[i-1].capital || honorifics[d.words[i-1].lower]) {
			used[d.words[i].text] = true
		}
	}
	var out []Mention
	for _, w := range all {
		e := w.entity
		if e.label == "" {
			e.label = free(letter(e.given), used)
		}
		last := d.words[w.to-1]
		start := d.words[w.from].start
		out = append(out, Mention{Kind: Person, Start: start, End: last.end, Text: d.text[start:last.end],
			Replacement: d.text[start:last.start] + e.label, Entity: d.number(e), Confidence: w.confidence, Why: w.why})
	}
	return out
}

// toldAgain finds full names that were told with a form of address or a role, where
// they stand without one.
func (d *document) toldAgain(told map[string]bool, taken []bool) []candidate {
	starts := map[string]bool{}
	for key := range told {
		first, _, _ := strings.Cut(key, " ")
		starts[first] = true
	}
	var out []candidate
	for i := 0; i < len(d.words); i++ {
		if taken[i] || !d.words[i].capital || !starts[name(d.words[i].text)] || d.place(i) {
			continue
		}
		end := 0 // behind the longest name that is told
		for to := i + 1; to < len(d.words) && to-i < 6; to++ {
			w := &d.words[to]
			if taken[to] || !w.capital || !w.joined && !d.broken(to) {
				break
			}
			switch {
			case d.cut(to):
				end = 0 // "Hoàng Hồng T": another name, cut already
			case told[d.key(candidate{from: i, to: to + 1})]:
				end = to + 1
			}
		}
		if end > 0 {
			out = append(out, candidate{i, end, false, 0.93, "trùng họ tên của một người trong vụ án"})
			i = end - 1
		}
	}
	return out
}

// free is a letter, with a number where it is used already, and takes it.
func free(letter string, used map[string]bool) string {
	label := letter
	for n := 1; used[label]; n++ {
		label = fmt.Sprint(letter, n)
	}
	used[label] = true
	return label
}

// key is the name of a candidate for comparing.
func (d *document) key(c candidate) string { return strings.Join(d.names(c), " ") }

func (d *document) names(c candidate) []string {
	out := make([]string, 0, c.to-c.from)
	for i := c.from; i < c.to; i++ {
		out = append(out, name(d.words[i].text))
	}
	return out
}

func (d *document) keep(c candidate, why string) {
	start, end := d.words[c.from].start, d.words[c.to-1].end
	d.kept = append(d.kept, Mention{Kind: Person, Start: start, End: end, Text: d.text[start:end], Replacement: d.text[start:end], Confidence: c.confidence, Why: why})
}

func (d *document) number(e *entity) int { return e.number }

// enter adds an entity, numbered from 1.
func (d *document) enter(e *entity) *entity {
	d.entities = append(d.entities, e)
	e.number = len(d.entities)
	if e.kind == Person {
		d.byGiven[e.given] = append(d.byGiven[e.given], e)
	}
	return e
}

// person is the one of that full name, made when there was none.
func (d *document) person(words []string) *entity {
	for _, e := range d.byGiven[words[len(words)-1]] {
		if slices.Equal(e.words, words) {
			return e
		}
	}
	return d.enter(&entity{kind: Person, words: words, given: words[len(words)-1]})
}

// known is the person whose full name ends in those words; of several the first
// that is told.
func (d *document) known(words []string) *entity {
	for _, e := range d.byGiven[words[len(words)-1]] {
		if len(e.words) >= len(words) && slices.Equal(e.words[len(e.words)-len(words):], words) {
			return e
		}
	}
	return nil
}

// honorific says that the words before a name address a person: "ông", "vợ chồng
// ông", "chị".
func (d *document) honorific(i int) bool {
	return i > 0 && d.words[i].joined && honorifics[d.words[i-1].lower] && !d.namedPlace(i)
}

// Places whose names begin as an address of a person does: the one is always a
// place, the others after a word for one.
var (
	alwaysPlace  = set(`rịa`)
	mayBePlace   = set(`nà đen chiểu điểm hom triệu lãnh tạ đốc thìn hạt quẹo bèo bầu bướm`)
	placeOfNamed = regexp.MustCompile(`(?:núi|chợ|cầu|xã|phường|đường|phố|sông|kênh|rạch|khu|ngã ba|ngã tư|bến|hồ|đèo|thị trấn|thị xã|thành phố)\s+(?:bà|ông|cô|cậu)\s+$`)
)

// namedPlace says that word i with the honorific before it names a place: "Bà Rịa",
// "chợ Bà Chiểu".
func (d *document) namedPlace(i int) bool {
	w := d.words[i].lower
	return alwaysPlace[w] && d.words[i-1].lower == "bà" || mayBePlace[w] && d.words[i-1].capital && placeOfNamed.MatchString(d.before(d.words[i].start, 40))
}

// fullNames finds names with their family name: after an honorific or a role, or
// telling themselves.
func (d *document) fullNames() []candidate {
	var out []candidate
	for i := 0; i < len(d.words); i++ {
		w := &d.words[i]
		if !w.capital || w.lower == "ông" || !privacy.IsSurname(w.lower) {
			continue
		}
		hon := d.honorific(i)
		cue := hon || roleCue.MatchString(d.before(w.start, 140)) || d.listed(i, out)
		to := d.run(i, 6)
		n := to - i
		if d.cut(to - 1) { // published already: "Nguyễn Văn H"
			i = to - 1
			continue
		}
		if n < 2 || d.place(i) || !cue && (n < 3 || !d.plausible(i, to)) {
			continue
		}
		c := candidate{from: i, to: to, cue: cue, confidence: 0.97, why: "họ tên đầy đủ"}
		switch {
		case hon:
			c.confidence, c.why = 0.99, "họ tên sau cách xưng hô"
		case cue:
			c.confidence, c.why = 0.98, "họ tên sau tư cách tham gia tố tụng"
		case !privacy.IsMiddle(d.words[i+1].lower):
			c.confidence = 0.85
		}
		out = append(out, c)
		i = to - 1
	}
	return out
}

// run is the end of the run of name words from i, limit words at most.
func (d *document) run(i, limit int) int {
	upper := d.words[i].upper
	to := i + 1
	for to < len(d.words) && to-i < limit {
		w := &d.words[to]
		if !w.joined && !d.broken(to) || !w.capital || strings.ContainsAny(w.text, "0123456789") && !d.cut(to) || d.endsName(to) {
			break
		}
		if upper && !w.upper && len([]rune(w.text)) > 1 || !upper && w.upper && to > i+1 && !d.cut(to) {
			break
		}
		// A new line that begins something else: "… ông Nguyễn Văn A\nĐịa chỉ".
		gap := d.text[d.words[to-1].end:w.start]
		if strings.Contains(gap, "\n") && (lineWords[w.lower] || to-i >= 3 && privacy.IsSurname(w.lower) && !privacy.IsMiddle(w.lower)) {
			break
		}
		if d.cut(to - 1) {
			break
		}
		to++
	}
	return to
}

// pageBreak is what stands between the pages of a text: lines and a number.
var pageBreak = regexp.MustCompile(`^[\s\f]*(?:\n[\s\f]*\d{1,3}[\s\f]*\n[\s\f]*)?$`)

// broken says that a name goes on after a gap of lines: "bà Trần Thị", "ông Phan"
// at the end of a page.
func (d *document) broken(i int) bool {
	before := &d.words[i-1]
	if strings.Trim(before.text, "0123456789") == "" && i > 1 { // the number of the page
		before = &d.words[i-2]
	}
	if !pageBreak.MatchString(d.text[before.end:d.words[i].start]) || lineWords[d.words[i].lower] || d.words[i].upper != before.upper {
		return false
	}
	alone := privacy.IsSurname(before.lower) && before == &d.words[i-1] && d.honorific(i-1)
	return alone || before == &d.words[i-1] && privacy.IsMiddle(before.lower) && before.capital
}

// lineWords begin lines after a name that stood at the end of one.
var lineWords = set(`địa trú nơi sinh căn đại theo các người số tại về việc hiện nghề cùng đều và là có quê thường tạm thẩm tòa toà hội bị nguyên`)

// frequent are family names that are seldom anything else.
var frequent = set(`nguyễn trần lê phạm huỳnh võ đặng bùi đỗ dương trương đinh lý ngô trịnh`)

// plausible says that a name without a cue is built as names are.
func (d *document) plausible(i, to int) bool {
	second := d.words[i+1].lower
	switch {
	case privacy.IsMiddle(second):
		return true
	case d.words[i].upper || to-i > 4:
		return false
	}
	return frequent[d.words[i].lower] || !privacy.BeginsTitle(second) && !d.words[i].begins
}

// listed says that a name goes on a list of names: "bà A, Nguyễn Văn B và …".
func (d *document) listed(i int, before []candidate) bool {
	if len(before) == 0 || i == 0 {
		return false
	}
	last := before[len(before)-1]
	if last.to != i && !(last.to == i-1 && (d.words[i-1].lower == "và" || d.words[i-1].lower == "với")) {
		return false
	}
	gap := strings.TrimSpace(d.text[d.words[last.to-1].end:d.words[i].start])
	return gap == "," || gap == ";" || gap == "và" || gap == "với" || gap == "-" || gap == "("
}

// placeBefore ends with what makes a person's name that of a place or thing.
var placeBefore = regexp.MustCompile(`(?:đường|phố|ngõ|ngách|hẻm|trường|trường thpt|trường thcs|trường tiểu học|thành phố|tp|tp\.|quận|phường|xã|huyện|thị trấn|tỉnh|thôn|ấp|xóm|khu|khóm|làng|bản|cầu|chợ|công viên|bệnh viện|học viện|chùa|công ty|tnhh|cổ phần|thương mại|doanh nghiệp|ngân hàng|hợp tác xã|dntn|hiệu|quán|cửa hàng|nhà hàng|khách sạn)\s+$`)

func (d *document) place(i int) bool {
	before := d.before(d.words[i].start, 60)
	return placeBefore.MatchString(before) && !strings.HasSuffix(strings.Join(strings.Fields(before), " "), "yêu cầu") // "yêu cầu Nguyễn Văn A", and no bridge
}

// shortNames finds what refers to a person by less than the full name: "ông
// Hùng", "bà Thị Lan", "anh em Hùng, Dũng", and a given name known by then that
// stands alone.
func (d *document) shortNames(taken []bool) []candidate {
	given := map[string]bool{}
	for _, e := range d.entities {
		if e.kind == Person {
			given[e.given] = true
		}
	}
	var out []candidate
	lastEnd := -1 // word after the last short name, for lists
	for i := 0; i < len(d.words); i++ {
		w := &d.words[i]
		if taken[i] || !w.capital || d.addresses(i) {
			continue
		}
		hon := d.honorific(i)
		list := i > 0 && (lastEnd == i || i > 1 && lastEnd == i-1 && (d.words[i-1].lower == "và" || d.words[i-1].lower == "với")) && listGap(d.text[d.words[max(0, lastEnd-1)].end:w.start])
		role := !hon && roleCue.MatchString(d.before(w.start, 60)) && d.before(w.start, 1) != "\n"
		to := i + 1
		if hon || list || role {
			to = d.short(i, taken)
		}
		if to < len(d.words) && d.words[to].joined && d.words[to].capital && d.cut(to) {
			i = to // "Lê Thị X1", cut already
			continue
		}
		words := d.names(candidate{from: i, to: to})
		known := given[words[len(words)-1]]
		if to == i+1 && !hon && to < len(d.words) && d.words[to].joined && !d.words[to].capital && titlePairs[w.lower+" "+d.words[to].lower] {
			continue // "Văn phòng"
		}
		switch {
		case d.cut(i), d.cut(to - 1), d.place(i), d.endsName(i) && !known, !known && privacy.BeginsTitle(w.lower) && !hon:
			continue
		case hon:
			out = append(out, candidate{i, to, true, 0.97, "tên gọi sau cách xưng hô"})
		case list && known, role && known:
			out = append(out, candidate{i, to, false, 0.93, "tên gọi trong danh sách người"})
		case known && (!w.begins || d.acts(i)) && !common[w.lower] && !d.inside(i) && !w.upper:
			out = append(out, candidate{i, i + 1, false, 0.75, "trùng tên gọi của một người trong vụ án"})
		default:
			continue
		}
		lastEnd = out[len(out)-1].to
		i = lastEnd - 1
	}
	return out
}

// officeWords follow an honorific without being a name: "ông Chủ tịch".
var officeWords = set(`chủ phó giám trưởng thẩm kiểm thư hội luật bị nguyên tòa toà viện ủy uỷ ngoại nội bên cố`)

func listGap(gap string) bool {
	gap = strings.TrimSpace(gap)
	return gap == "," || gap == "và" || gap == "với" || gap == ", và" || gap == ";"
}

// short is the end of a short name: one word, or two or three that end in a known
// given name or begin with a middle name.
func (d *document) short(i int, taken []bool) int {
	to := i + 1
	for to < len(d.words) && to-i < 4 && !taken[to] {
		w := &d.words[to]
		if !w.joined || !w.capital || d.endsName(to) || strings.ContainsAny(w.text, "0123456789") || strings.Contains(d.text[d.words[to-1].end:w.start], "\n") && lineWords[w.lower] {
			break
		}
		to++
	}
	for k := to; k > i; k-- {
		if d.known(d.names(candidate{from: i, to: k})) != nil {
			return k
		}
	}
	if to-i > 2 && !privacy.IsMiddle(d.words[i].lower) && !privacy.IsMiddle(d.words[i+1].lower) && !privacy.IsSurname(d.words[i].lower) {
		return i + 2
	}
	return to
}

// common are given names that are also words with which sentences or titles go
// on; alone they are no name.
var common = set(`an bình hòa hoà thành công minh quang đông tây nam bắc trung thái việt hà sơn giang hải thủy thuỷ long phúc lộc thọ tân phước điền đất
	chung hội sáng tài sản quyền luật nhà đức dân quốc gia thanh toán kim ngân lợi hưng phú mỹ xuân hạ thu`)

// verbs follow the name of a person who does something.
var verbs = set(`trình khai vay mượn trả viết ký nhận nói cho đã có không và với là bị được phải yêu cầu đồng đến về ở mua bán thuê nợ giao`)

// acts says that the word at the beginning of a sentence does something, as people
// do.
func (d *document) acts(i int) bool {
	return i+1 < len(d.words) && d.words[i+1].joined && verbs[d.words[i+1].lower]
}

// inside says that a word stands within a longer run of capital words, a name of
// something else.
func (d *document) inside(i int) bool {
	w := &d.words[i]
	if w.joined && i > 0 && d.words[i-1].capital && !honorifics[d.words[i-1].lower] {
		return true
	}
	return i+1 < len(d.words) && d.words[i+1].joined && d.words[i+1].capital && !d.endsName(i+1)
}
