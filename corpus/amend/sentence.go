package amend

import (
	"strings"
	"unicode/utf8"

	"trolyluat/corpus"
)

// quoted is a phrase between quotation marks inside a sentence.
type quoted struct {
	text       string
	start, end int // of the phrase with its marks, in the sentence
}

// sentence is an amending sentence taken apart.
type sentence struct {
	text    string // as printed, with its label
	masked  string // same length: phrases and history blanked
	quotes  []quoted
	body    int // offset behind the label
	actions []action
	places  []place
}

// action is one verb with the part of the sentence that belongs to it.
type action struct {
	verb     verb
	start    int // of the verb
	from, to int // of its words, quotes and places
	passive  bool
}

// place is one unit or document that the sentence names.
type place struct {
	act        actRef
	this       bool // of the amending text itself: no target
	path       string
	level      corpus.Level // of a relative path: the unit around it that is missing
	start, end int
	refStart   int // of the reference that holds it
}

// maxSentence bounds what is read as one sentence; lists of places of real acts
// stay under a third of it.
const maxSentence = 32 << 10

// maxOperations bounds the operations of one sentence.
const maxOperations = 4000

// readSentence takes a sentence apart.
func readSentence(text string) *sentence {
	s := &sentence{text: text}
	if len(text) > maxSentence {
		return s
	}
	s.body = len(text) - len(stripLabel(text))
	s.maskQuotes()
	s.maskHistory()
	s.findActions()
	s.findPlaces()
	s.pointBack()
	return s
}

// maskQuotes blanks what stands between quotation marks and keeps it aside.
func (s *sentence) maskQuotes() {
	b := []byte(s.text)
	for i := 0; i < len(s.text); {
		n := openingQuote(s.text[i:])
		if n == 0 {
			_, w := utf8.DecodeRuneInString(s.text[i:])
			i += w
			continue
		}
		open := s.text[i : i+n]
		end, w := closing(s.text, i+n, open)
		if end < 0 {
			i += n
			continue
		}
		phrase := s.text[i+n : end]
		s.quotes = append(s.quotes, quoted{strings.TrimSpace(phrase), i, end + w})
		for j := i; j < end+w; j++ {
			b[j] = '_'
		}
		i = end + w
	}
	s.masked = string(b)
}

// closing finds the mark that closes open, from pos on.
func closing(s string, pos int, open string) (end, width int) {
	depth := 0
	for i := pos; i < len(s); {
		r, w := utf8.DecodeRuneInString(s[i:])
		switch {
		case open == "\"" && r == '"':
			return i, w
		case open == "''" && strings.HasPrefix(s[i:], "''"):
			return i, 2
		case open != "\"" && (r == '“' || r == '„' || r == '«') && open != "”":
			depth++
		case open != "\"" && (r == '”' || r == '»' || open == "‘" && r == '’' || open == "‘‘" && strings.HasPrefix(s[i:], "’’")):
			if open == "‘‘" {
				w = len("’’")
			}
			if depth == 0 {
				return i, w
			}
			depth--
		case open == "“" && r == '"' && depth == 0:
			return i, w
		}
		i += w
	}
	return -1, 0
}

// maskHistory blanks "đã được sửa đổi, bổ sung một số điều theo Luật số …": what
// was done to the target before.
func (s *sentence) maskHistory() {
	b := []byte(s.masked)
	for i := s.body; i < len(s.masked); {
		j := indexFold(s.masked, i, "được")
		if j < 0 {
			break
		}
		k := skipSpace(s.masked, j+len("được"))
		i = k
		_, n := verbAt(s.masked[k:])
		if n == 0 {
			continue
		}
		rest := k + n
		// "Điều 5 được sửa đổi, bổ sung như sau" speaks of the target itself
		tail := strings.TrimLeft(s.masked[rest:], " ")
		if foldedPrefix(tail, "như sau") > 0 || foldedPrefix(tail, "bằng") > 0 || strings.Trim(tail, " .;:") == "" {
			continue
		}
		end := historyEnd(s.masked, rest)
		for x := j; x < end; x++ {
			if b[x] != '\n' {
				b[x] = '_'
			}
		}
		i = end
	}
	s.masked = string(b)
}

// historyEnd finds where a history ends: before "như sau", at a semicolon, or
// where a comma or "và" brings the next unit behind an act's number.
func historyEnd(s string, from int) int {
	act := false
	for i := from; i < len(s); {
		if foldedPrefix(s[i:], "như sau") > 0 || s[i] == ';' || s[i] == ')' || s[i] == ':' {
			return i
		}
		if act && (s[i] == ',' || foldedPrefix(s[i:], "và ") > 0) {
			k := skipSpace(s, i+1)
			if s[i] != ',' {
				k = i + len("và ")
			}
			for _, w := range [...]string{"khoản ", "điểm ", "điều ", "các khoản", "các điểm", "các điều", "tên ", "tại ", "chương ", "mục ", "phụ lục", "bằng ", "bãi bỏ", "sửa đổi", "bổ sung"} {
				if foldedPrefix(s[k:], w) > 0 {
					return i
				}
			}
		}
		if act && (foldedPrefix(s[i:], " bằng ") > 0 || foldedPrefix(s[i:], " thành ") > 0 || foldedPrefix(s[i:], " hết hiệu lực") > 0) {
			return i
		}
		if s[i] == '/' {
			act = true
		}
		_, w := utf8.DecodeRuneInString(s[i:])
		i += w
	}
	return len(s)
}

// indexFold finds a small word in s from i on, regardless of case, at the
// beginning of a word.
func indexFold(s string, i int, word string) int {
	for ; i < len(s); i++ {
		if i > 0 {
			if r, _ := utf8.DecodeLastRuneInString(s[:i]); isLetter(r) {
				continue
			}
		}
		if n := foldedPrefix(s[i:], word); n > 0 {
			if r, _ := utf8.DecodeRuneInString(s[i+n:]); i+n == len(s) || !isLetter(r) {
				return i
			}
		}
	}
	return -1
}

// findActions finds the verbs: at the beginning, and behind a comma, semicolon
// or "và". Without one at the beginning, "được sửa đổi", "bị bãi bỏ" behind the
// units make a passive one.
func (s *sentence) findActions() {
	m := s.masked
	if v, n := verbAt(m[s.body:]); n > 0 {
		if v == verbRepeal && rulesFollow(m[s.body+n:]) {
			s.actions = []action{{verb: v, start: s.body, from: s.body + n, to: len(m)}}
			return
		}
		if !targetFollows(m[s.body+n:]) && !strings.HasPrefix(strings.TrimLeft(m[s.body+n:], " "), "_") && strings.Trim(m[s.body+n:], " .:;") != "" {
			return
		}
		for i := s.body; i < len(m); {
			if i == s.body || s.breakBefore(i) {
				if v, n := verbAt(m[i:]); n > 0 && (i == s.body || targetFollows(m[i+n:]) || s.phraseFollows(i+n)) {
					s.actions = append(s.actions, action{verb: v, start: i, from: i + n})
					i += n
					continue
				}
			} else if n := s.describes(i); n > 0 {
				s.mask(i, n)
				m = s.masked
				i = n
				continue
			}
			_, w := utf8.DecodeRuneInString(m[i:])
			i += w
		}
		for k := range s.actions {
			s.actions[k].to = len(m)
			if k+1 < len(s.actions) {
				s.actions[k].to = s.actions[k+1].start
			}
		}
		return
	}
	for _, aux := range [...]string{"được", "bị"} {
		for i := s.body; ; {
			j := indexFold(m, i, aux)
			if j < 0 {
				break
			}
			k := skipSpace(m, j+len(aux))
			if v, n := verbAt(m[k:]); n > 0 && s.passiveHolds(k+n, v) {
				s.actions = []action{{verb: v, start: j, from: s.body, to: len(m), passive: true}}
				return
			}
			i = j + len(aux)
		}
	}
	if j := indexFold(m, s.body, "hết hiệu lực"); j > 0 && !strings.Contains(m[s.body:j], ". ") {
		s.actions = []action{{verb: verbRepeal, start: j, from: s.body, to: j, passive: true}}
		return
	}
	if j := indexFold(m, s.body, "ngưng hiệu lực"); j > 0 {
		s.actions = []action{{verb: verbSuspend, start: j, from: s.body, to: j, passive: true}}
	}
	// "… thực hiện theo quy định tại Điều này thay cho quy định tại khoản 2 Điều 5
	// của Luật X đến hết ngày …"
	if j := indexFold(m, s.body, "thay cho quy định tại"); j > 0 && spellOf(m[j:], 0).To != 0 {
		s.actions = []action{{verb: verbStandIn, start: j, from: j + len("thay cho quy định tại"), to: len(m)}}
		return
	}
	// "Thông tư này bổ sung khoản 2 vào Điều 5 …", "Thông tư này sửa đổi khoản 1"
	if j := indexFold(m, s.body, "này"); j > 0 && j < s.body+30 {
		k := skipSpace(m, j+len("này"))
		if v, n := verbAt(m[k:]); n > 0 && v != verbSwap && targetFollows(m[k+n:]) && !documentFollows(skipFillers(m[k+n:])) {
			s.actions = []action{{verb: v, start: k, from: k + n, to: len(m)}}
		}
	}
}

// rulesFollow says that what is repealed is told by its matter ("các quy định về
// tỷ giá tại …").
func rulesFollow(s string) bool {
	s = strings.TrimLeft(s, " \u00a0")
	for _, w := range [...]string{"các ", "những ", "một số ", "toàn bộ "} {
		s = s[foldedPrefix(s, w):]
	}
	return (foldedPrefix(s, "quy định về") > 0 || foldedPrefix(s, "nội dung") > 0 || foldedPrefix(s, "quy định liên quan") > 0) && indexFold(s, 0, "tại") > 0
}

// describes says that the words at i tell what an act named before did ("Luật số
// 34/2009/QH12 sửa đổi, bổ sung Điều 126 của Luật nhà ở"), and where they end.
func (s *sentence) describes(i int) int {
	m := s.masked
	if i == 0 || m[i-1] != ' ' && m[i-1] != '\n' || wordsPrefix(m[i:], "sửa đổi") == 0 && wordsPrefix(m[i:], "bổ sung") == 0 {
		return 0
	}
	if k := strings.IndexByte(m, '/'); k < 0 || k > i {
		return 0
	}
	head := strings.TrimRight(m[max(s.body, i-40):i], " \n\u00a0")
	for _, w := range [...]string{"luật", "định", "tư", "quyết", "lệnh", "được", "việc"} {
		if len(head) >= len(w) && strings.EqualFold(head[len(head)-len(w):], w) {
			return 0
		}
	}
	end := len(m)
	if k := strings.IndexByte(m[i:], ';'); k >= 0 {
		end = i + k
	}
	if k := indexFold(m, i, "như sau"); k >= 0 && k < end {
		end = k
	}
	return end
}

// mask blanks a part of the sentence.
func (s *sentence) mask(from, to int) {
	b := []byte(s.masked)
	for x := from; x < to; x++ {
		if b[x] != '\n' {
			b[x] = '_'
		}
	}
	s.masked = string(b)
}

// passiveHolds says that the words behind "được sửa đổi" make it an instruction
// and no history.
func (s *sentence) passiveHolds(end int, v verb) bool {
	tail := strings.TrimLeft(s.masked[end:], " ")
	return foldedPrefix(tail, "như sau") > 0 || foldedPrefix(tail, "bằng") > 0 || foldedPrefix(tail, "thành") > 0 ||
		v == verbRepeal && (strings.Trim(tail, " .;") == "" || foldedPrefix(tail, "kể từ") > 0)
}

// phraseFollows says that a quoted phrase follows at once ("bỏ “…”").
func (s *sentence) phraseFollows(i int) bool {
	return strings.HasPrefix(strings.TrimLeft(s.masked[i:], " "), "_")
}

// breakBefore says that a new part of the sentence may begin at i: behind a mark
// of punctuation or "và", "đồng thời".
func (s *sentence) breakBefore(i int) bool {
	head := strings.TrimRight(s.masked[:i], " \u00a0\n")
	if len(head) == len(s.masked[:i]) {
		return false
	}
	if head == "" {
		return true
	}
	switch head[len(head)-1] {
	case ',', ';', '.', ':', ')', '-':
		return true
	}
	for _, w := range [...]string{"và", "đồng thời", "hoặc"} {
		if strings.HasSuffix(head, " "+w) {
			return true
		}
	}
	return false
}
