package parse

import (
	"sort"
	"strings"

	"trolyluat/corpus"
)

// readRepeals reads which texts this one replaces or ends as a whole: "Luật số …
// hết hiệu lực kể từ ngày …", "thay thế Nghị định số …", "Bãi bỏ Thông tư số …".
// Parts of other texts ("bãi bỏ khoản 2 Điều 5 Nghị định …") are amendments and
// left to package amend; a sentence that merely speaks of bãi bỏ is none.
func (p *parser) readRepeals(own []int) {
	listed := corpus.RelationType("") // the open list gives texts that are …
	listPath := ""
	listDate := corpus.Date(0)
	for _, i := range own {
		path := p.pathAt(p.lines[i].start)
		s := p.ownText(i)
		if listed != "" {
			if strings.HasPrefix(path, listPath) && (p.lines[i].kind == linePoint || p.lines[i].kind == lineClause || p.lines[i].kind == lineText) && path != listPath || p.lines[i].kind == lineText && listsText(s) {
				if listsText(s) {
					p.repealed(listed, path, s, listDate, true)
				}
				continue
			}
			listed = ""
		}
		for _, sentence := range sentences(s) {
			t, subject, date := p.repealSentence(sentence)
			if t == "" {
				continue
			}
			p.repealed(t, path, subject, date, false)
			if strings.HasSuffix(sentence, ":") {
				listed, listPath, listDate = t, path, date
			}
		}
	}
}

// listsText says that an item names a text first ("Thông tư số …;"), and not one
// of its units.
func listsText(s string) bool {
	k, n := kindAt(s)
	return n > 0 && k.kind != corpus.KindOther && !containsFold(firstBytes(s[n:], 8), " này")
}

// repealSentence tells what a sentence does to the texts it names, and the
// words that name them.
func (p *parser) repealSentence(s string) (t corpus.RelationType, subject string, date corpus.Date) {
	own := p.doc.Effective.From
	if n := p.ownSubject(s); n > 0 {
		rest := s[n:]
		if j := strings.Index(rest, "thay thế "); j >= 0 && j < 160 && !strings.Contains(rest[:j], "được") {
			object := rest[j+len("thay thế "):]
			object = strings.TrimPrefix(object, "cho ")
			if listsText(object) || strings.HasPrefix(object, "các ") || strings.HasPrefix(object, "toàn bộ ") {
				return corpus.Replaces, object, own
			}
		}
	}
	if n := foldPrefix(s, "bãi bỏ "); n > 0 || foldPrefix(s, "bãi bỏ: ") > 0 {
		object := strings.TrimPrefix(s[max(n, 1):], "toàn bộ ")
		if listsText(object) || namesTexts(object) {
			return corpus.Repeals, object, own
		}
		return "", "", 0
	}
	j := strings.Index(s, "hết hiệu lực")
	if j < 0 {
		if k := strings.Index(s, "bị bãi bỏ"); k > 0 && listsText(s) && strings.Contains(s[:k], " số ") {
			return corpus.Repeals, s[:k], own
		}
		return "", "", 0
	}
	subject = s[:j]
	tail := s[j:]
	if n := foldPrefix(subject, "kể từ ngày "); n > 0 {
		// "Kể từ ngày Thông tư này có hiệu lực, Thông tư số … hết hiệu lực"
		if k := strings.Index(subject, "hiệu lực"); k > 0 {
			subject = strings.TrimLeft(strings.TrimPrefix(subject[k+len("hiệu lực"):], " thi hành"), " ,")
		}
	}
	if !listsText(subject) && !namesTexts(subject) {
		return "", "", 0
	}
	date = own
	if d, start, _ := ReadDate(tail); d != 0 && start < 60 {
		date = d
	}
	return corpus.Repeals, subject, date
}

// namesTexts reads "các văn bản sau đây", "các Thông tư sau".
func namesTexts(s string) bool {
	for _, w := range [...]string{"các văn bản", "các thông tư", "các nghị định", "các quyết định", "các luật", "các nghị quyết", "toàn bộ các", "những văn bản", "các pháp lệnh"} {
		if foldPrefix(s, w) > 0 {
			return true
		}
	}
	return false
}

// repealed adds a relation for every text that the words name at first hand: not
// those inside brackets and not the ones that had amended it.
func (p *parser) repealed(t corpus.RelationType, path, words string, date corpus.Date, item bool) {
	depth := 0
	clause := 0 // where the part between separators begins
	amended := false
	named := false // a text was named in this clause
	for i := 0; i < len(words); i++ {
		switch c := words[i]; {
		case c == '(':
			depth++
		case c == ')':
			depth--
		case c == ',' || c == ';':
			clause, named = i+1, false
			next := strings.TrimLeft(words[i+1:], " ")
			if _, n := kindAt(next); c == ';' || n > 0 && n < len(next) && foldPrefix(strings.TrimLeft(next[n:], " "), "số ") == 0 {
				amended = false // another text, named in full; "theo Luật số …, Luật số …" goes on
			}
		case depth > 0:
		case foldPrefix(words[i:], "được sửa đổi") > 0 || foldPrefix(words[i:], "đã sửa đổi") > 0:
			amended = true
		case atWord(words, i) && foldPrefix(words[i:], "số ") > 0:
			k := skipSpace(words, i+len("số "))
			number, n := ReadNumber(words[k:])
			if n == 0 {
				continue
			}
			head := words[clause:i]
			if p.outranked(number) || named && !joined(head) { // "… quy định chi tiết Nghị quyết số …"
				i = k + n - 1
				continue
			}
			if amended || strings.Contains(head, "sửa đổi") && strings.Contains(head, "của") || namesUnit(head) {
				i = k + n - 1
				continue
			}
			if key := p.citedKey(number, words[k+n:]); NumberKey(number) != NumberKey(p.doc.Number) {
				p.relate(corpus.Relation{Type: t, FromPath: path, To: key, From: date, How: "text", Confidence: 1, Note: squeeze(firstBytes(words, 240))})
			}
			named = true
			i = k + n - 1
			if item {
				return
			}
		}
	}
}

// outranked says that the text of that number stands above this one, so that this
// one cannot end it (Luật 64/2025/QH15 Điều 8): it is only named beside.
func (p *parser) outranked(number string) bool {
	theirs := rankOf(kindOfNumber(NumberKey(number)), number, "")
	ours := rankOf(p.doc.Kind, p.doc.Number, p.doc.Issuer)
	return theirs > 0 && theirs <= corpus.KindDecree.Rank() && ours > theirs
}

// joined says that s ends in "và" and the kind of a text: another one of a list.
func joined(s string) bool {
	i := strings.LastIndex(s, " và ")
	if i < 0 {
		return false
	}
	rest := strings.TrimSpace(s[i+len(" và "):])
	_, n := kindAt(rest)
	return rest == "" || n > 0 && n == len(rest)
}

// namesUnit says that s names a điều, khoản or điểm by its label, or some of them.
func namesUnit(s string) bool {
	if containsFold(s, "một số điều") || containsFold(s, "một số khoản") || containsFold(s, "một số quy định") || containsFold(s, "một số nội dung") {
		return true
	}
	for _, w := range [...]string{"điều ", "khoản ", "chương ", "mục "} {
		for at := 0; ; {
			i := indexFold(s[at:], w)
			if i < 0 {
				break
			}
			at += i + len(w)
			if rest := strings.TrimLeft(s[min(at, len(s)):], " "); rest != "" && (rest[0] >= '0' && rest[0] <= '9' || rest[0] == 'I' || rest[0] == 'V' || rest[0] == 'X') {
				return true
			}
		}
	}
	return false
}

// citedKey is the key of a text named by its number, with the day that follows it
// where the number alone is not unique. A local text names those of its own
// province.
func (p *parser) citedKey(number, after string) string {
	key := NumberKey(number)
	if hasYear(key) && !isLocal(key) || strings.Contains(key, "/SL") {
		return key
	}
	d, start, _ := ReadDate(after)
	if d == 0 || start > 12 {
		return key
	}
	issuer := ""
	if isLocal(key) {
		issuer = strings.ToUpper(slug(territoryName(p.doc.Territory), 40))
	}
	return appendix(key, issuer, d)
}

// relate adds a relation once.
func (p *parser) relate(r corpus.Relation) {
	for i := range p.doc.Relations {
		if o := &p.doc.Relations[i]; o.Type == r.Type && o.To == r.To && o.ToPath == r.ToPath {
			return
		}
	}
	p.doc.Relations = append(p.doc.Relations, r)
}

// pathAt is the path of the innermost provision that holds offset at.
func (p *parser) pathAt(at int) string {
	units := p.doc.Provisions
	for i := sort.Search(len(units), func(i int) bool { return units[i].Span.Start > at }) - 1; i >= 0; i-- {
		if at < units[i].Span.End {
			return units[i].Path
		}
	}
	return ""
}
