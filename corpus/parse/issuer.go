package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
)

// readIssuer takes the issuer from the head of the page, at the left of the
// national title, else from the number.
func (p *parser) readIssuer() {
	d := p.doc
	number := NumberKey(d.Number)
	if strings.HasSuffix(number, "/L/CTN") {
		d.Issuer = "Quốc hội" // laws of the 1990s, promulgated by the President
	} else if name := corpus.IssuerOfNumber(number); centralIssuers[name] {
		d.Issuer = name
	}
	if d.Issuer == "" && !p.english {
		// A page without its letterhead begins with the kind of the text.
		if name := p.issuerLines(); !kindAlone(name) {
			d.Issuer = name
		}
	}
	if d.Issuer == "" && !p.otherText {
		d.Issuer = squeeze(p.src.Meta["issuer"])
	}
	if d.Issuer == "" && d.Kind == corpus.KindConstitution {
		d.Issuer = "Quốc hội"
	}
	if d.Issuer == "" && !strings.Contains(d.Number, "VBHN") {
		d.Issuer = corpus.IssuerOfNumber(number)
	}
	p.readTerritory()
}

// kindAlone says that s is no more than a kind of document, "Thông tư".
func kindAlone(s string) bool {
	_, n := kindAt(s)
	return n > 0 && n == len(s)
}

// centralIssuers are those that the number tells better than the head of the
// page, which may name a body under them or be set in broken lines.
var centralIssuers = map[string]bool{"Quốc hội": true, "Ủy ban Thường vụ Quốc hội": true, "Văn phòng Quốc hội": true, "Chính phủ": true,
	"Thủ tướng Chính phủ": true, "Chủ tịch nước": true, "Hội đồng Thẩm phán Tòa án nhân dân tối cao": true}

// issuerLines joins the lines in capitals above the national title.
func (p *parser) issuerLines() string {
	var parts []string
	for i, it := range p.header {
		if i > 12 {
			break
		}
		s := it.text
		if foldPrefix(s, "việt nam dân chủ cộng h") > 0 {
			break
		}
		if j := strings.Index(s, "CỘNG H"); j >= 0 {
			s = s[:j]
			if s == "" {
				if len(parts) > 0 {
					break
				}
				continue
			}
		}
		if foldPrefix(s, "độc lập") > 0 {
			continue
		}
		if j := strings.IndexAny(s, "-_—–*"); j > 0 && isRule(s[j:]) {
			s = s[:j]
		}
		s = strings.TrimSpace(s)
		if s == "" || isRule(s) {
			if len(parts) > 0 {
				break
			}
			continue
		}
		if _, n := kindAt(s); n > 0 && len(parts) == 0 && i > 0 {
			break
		}
		if !isUpperText(s) || len(s) > 160 {
			if len(parts) > 0 {
				break
			}
			continue
		}
		parts = append(parts, s)
		if len(parts) == 3 {
			break
		}
	}
	if len(parts) == 0 {
		return ""
	}
	name := strings.Join(parts, " ")
	// "BỘ TÀI CHÍNH TỔNG CỤC HẢI QUAN": the agency below issues, not the one above.
	for _, w := range [...]string{" TỔNG CỤC ", " CỤC ", " SỞ ", " VĂN PHÒNG ", " THANH TRA ", " BAN QUẢN LÝ ", " KHO BẠC "} {
		if j := strings.Index(name, w); j > 0 && !strings.HasSuffix(name[:j], "TỔNG") && !strings.HasSuffix(name[:j], "-") {
			name = name[j+1:]
			break
		}
	}
	return issuerCase(strings.TrimRight(name, " -_–*"))
}

// issuerCase writes an issuer's name set in capitals with the capitals that the
// official style gives it.
func issuerCase(name string) string {
	low := strings.ToLower(name)
	r, n := utf8.DecodeRuneInString(low)
	low = string(unicode.ToUpper(r)) + low[n:]
	for _, c := range issuerWords {
		low = strings.ReplaceAll(low, strings.ToLower(c), c)
	}
	low = strings.NewReplacer(" - bộ ", " - Bộ ", " – bộ ", " - Bộ ", "- bộ ", "- Bộ ").Replace(low)
	for _, prefix := range [...]string{"tỉnh ", "thành phố ", "huyện ", "quận ", "thị xã ", "xã ", "phường "} {
		if i := strings.Index(low, prefix); i >= 0 && (i == 0 || low[i-1] == ' ') {
			low = low[:i+len(prefix)] + capitalWords(low[i+len(prefix):], false)
		}
	}
	for _, prefix := range [...]string{"Bộ ", "Sở ", "Tổng cục ", "Cục "} {
		for at := 0; ; {
			i := strings.Index(low[at:], prefix)
			if i < 0 {
				break
			}
			at += i + len(prefix)
			low = low[:at] + capitalWords(low[at:], true)
		}
	}
	return low
}

var issuerWords = []string{"Quốc hội", "Chính phủ", "Nhà nước", "Việt Nam", "Hồ Chí Minh", "Tài chính", "Tư pháp", "Công an", "Quốc phòng", "Nội vụ",
	"Y tế", "Xây dựng", "Công Thương", "Ngoại giao", "Khoa học", "Công nghệ", "Giáo dục", "Đào tạo", "Nông nghiệp", "Môi trường", "Tài nguyên",
	"Văn hóa", "Thể thao", "Du lịch", "Giao thông vận tải", "Thông tin", "Truyền thông", "Lao động", "Thương binh", "Xã hội", "Kế hoạch", "Đầu tư",
	"Dân tộc", "Tôn giáo", "Thanh tra", "Kiểm toán", "Hải quan", "Phát triển nông thôn", "Thường vụ"}

// capitalWords capitalises every word of a place name; of a ministry's name
// only the first.
func capitalWords(s string, firstOnly bool) string {
	words := strings.Split(s, " ")
	for i, w := range words {
		if w == "" || w == "-" || firstOnly && i > 0 {
			continue
		}
		r, n := utf8.DecodeRuneInString(w)
		words[i] = string(unicode.ToUpper(r)) + w[n:]
	}
	return strings.Join(words, " ")
}

// readTerritory takes the province of a local text from its issuer.
func (p *parser) readTerritory() {
	d := p.doc
	if !isLocal(NumberKey(d.Number)) && indexFold(d.Issuer, "ủy ban nhân dân") < 0 && indexFold(d.Issuer, "uỷ ban nhân dân") < 0 && indexFold(d.Issuer, "hội đồng nhân dân") < 0 {
		return
	}
	for _, prefix := range [...]string{"tỉnh ", "thành phố ", "huyện ", "quận ", "xã ", "phường "} {
		if i := indexFold(d.Issuer, prefix); i >= 0 {
			d.Territory = strings.TrimSpace(d.Issuer[i:])
			return
		}
	}
}

// readClosing takes the signer's name from the closing.
func (p *parser) readClosing() {
	for i := range p.doc.Provisions {
		u := &p.doc.Provisions[i]
		if u.Level != corpus.LevelClosing || strings.HasPrefix(u.Path, "kt") {
			continue
		}
		p.doc.Signer = withoutRank(p.signerIn(u.Span))
		break
	}
	if p.doc.Signer == "" && !p.otherText {
		p.doc.Signer = withoutRank(squeeze(p.src.Meta["signer"]))
	}
}

// signerIn finds the name that stands last in the closing: two to six words
// with capitals, after a post in capitals.
func (p *parser) signerIn(span corpus.Span) string {
	var pieces []string
	seen := map[int]bool{}
	for i := range p.lines {
		l := &p.lines[i]
		if l.start < span.Start || l.end > span.End || l.start == l.end {
			continue
		}
		if l.table {
			if seen[l.block] {
				continue
			}
			seen[l.block] = true
			for _, row := range p.src.Blocks[l.block].Rows {
				for _, cell := range row {
					pieces = append(pieces, strings.Split(cell, "\n")...)
				}
			}
			continue
		}
		if s := p.passage(i); passedBy(s) {
			pieces = append(pieces, s)
			continue
		}
		pieces = append(pieces, p.text[l.start:l.end])
	}
	post := false
	name := ""
	for _, s := range pieces {
		s = strings.Trim(squeeze(s), " ./")
		if s == "" || strings.HasPrefix(s, "-") || strings.HasPrefix(s, "+") || foldPrefix(s, "nơi nhận") > 0 {
			continue
		}
		if passedBy(s) {
			post = true // the signature follows at once
			continue
		}
		for _, mark := range [...]string{"(Đã ký)", "(đã ký)", "(ĐÃ KÝ)", "Đã ký:", "Đã ký", "ĐÃ KÝ"} {
			s = strings.TrimSpace(strings.Replace(s, mark, "", 1))
		}
		s = strings.Trim(s, " :./")
		head := upperPart(s)
		if isPost(head) {
			post = true
			if n := strings.TrimSpace(s[len(head):]); isName(n) {
				return n
			}
			continue
		}
		if post && isName(s) {
			name = s
			return name
		}
	}
	return name
}

func isPost(s string) bool {
	if s == "" {
		return false
	}
	for _, w := range signLines {
		if strings.HasPrefix(s, w) || strings.Contains(s, " "+w) {
			return true
		}
	}
	return false
}

// withoutRank takes the rank or degree off the name of one who signs: "Đại tướng
// Lương Tam Quang", "GS.TS. Lê Bến".
func withoutRank(name string) string {
	for again := true; again; {
		again = false
		for _, rank := range [...]string{"đại tướng", "thượng tướng", "trung tướng", "thiếu tướng", "đại tá", "thượng tá", "trung tá", "đô đốc", "phó đô đốc", "chuẩn đô đốc",
			"pgs.", "gs.", "ts.", "ths.", "tskh.", "pgs", "gs", "ts", "ths", "bs."} {
			n := foldPrefix(name, rank)
			if rest := strings.TrimLeft(name[n:], " ."); n > 0 && (rank[len(rank)-1] == '.' || len(rest) < len(name[n:])) && len(strings.Fields(rest)) >= 2 {
				name, again = rest, true
			}
		}
	}
	return name
}

// isName says that s reads as a person's name, with or without a title before
// it ("Đại tướng Lương Tam Quang").
func isName(s string) bool {
	if f := vnFold(s); strings.Contains(f, "chu tich") || strings.Contains(f, "bo truong") || strings.Contains(f, "thu tuong") {
		return false // a post whose letters an old font left in both cases
	}
	words := strings.Fields(s)
	if len(words) < 2 || len(words) > 7 {
		return false
	}
	small := 0
	for _, w := range words {
		r, _ := utf8.DecodeRuneInString(w)
		if !unicode.IsLetter(r) && r != '(' {
			return false
		}
		if strings.ContainsAny(w, ":;,0123456789/") {
			return false
		}
		if !unicode.IsUpper(r) {
			small++
		}
	}
	return small <= 1 && !isUpperText(s) || isUpperText(s) && len(words) <= 4 && len(words) >= 3
}
