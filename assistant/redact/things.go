package redact

import (
	"regexp"
	"slices"
	"strings"

	"trolyluat/assistant/privacy"
)

var (
	companyCue = regexp.MustCompile(`(?:công\s+ty(?:\s+(?:tnhh|trách\s+nhiệm\s+hữu\s+hạn|cổ\s+phần|cp|hợp\s+danh|luật))?(?:\s+(?:mtv|một\s+thành\s+viên|hai\s+thành\s+viên|tm|dv|sx|xd|đt|tmdv))*|doanh\s+nghiệp\s+tư\s+nhân|dntn|hợp\s+tác\s+xã|htx|ngân\s+hàng(?:\s+(?:tmcp|thương\s+mại\s+cổ\s+phần|tm\s*cp))?|quỹ\s+tín\s+dụng(?:\s+nhân\s+dân)?|cửa\s+hàng|tập\s+đoàn)(?:\s+(?:thương\s+mại|dịch\s+vụ|sản\s+xuất|xây\s+dựng|đầu\s+tư|kinh\s+doanh|xuất\s+nhập\s+khẩu|và|vận\s+tải|tư\s+vấn|phát\s+triển|xăng\s+dầu|vàng|nông\s+nghiệp|tài\s+chính|bảo\s+hiểm|địa\s+ốc|bất\s+động\s+sản))*\s+$`)
	// Words that describe what a company does and do not name it.
	trades = set(`thương mại dịch vụ sản xuất xây dựng đầu tư kinh doanh xuất nhập khẩu và vận tải tư vấn phát triển tnhh mtv cp tm dv sx xd tmcp cổ phần công nghệ thực phẩm quốc tế du lịch may mặc cơ khí điện tử`)
	// Words with which a description goes on in small letters: "Ngân hàng Nông
	// nghiệp và …", "Công ty Tài chính …".
	plainWords = set(`nông công tài phát xây thương xuất đầu vận bảo môi quản thực điện cấp cao dịch phần`)
	// Names that are no private person's: the State's own.
	stateNames = regexp.MustCompile(`^(?:nhà nước|việt nam$|chính sách xã hội)`)
)

// companies finds the names of companies after their form, and again where they
// stand without it.
func (d *document) companies() []Mention {
	var out []Mention
	labels := map[string]bool{}
	add := func(i, to int, confidence float64, why string) {
		words := d.names(candidate{from: i, to: to})
		e := d.company(words)
		if e.label == "" {
			e.label = free(letter(e.given), labels)
		}
		start, end := d.words[i].start, d.words[to-1].end
		out = append(out, Mention{Kind: Company, Start: start, End: end, Text: d.text[start:end], Replacement: e.label,
			Entity: d.number(e), Confidence: confidence, Why: why})
	}
	done := map[int]bool{}
	for i := range d.words {
		w := &d.words[i]
		if !w.capital || done[i] || !companyCue.MatchString(d.before(w.start, 160)) {
			continue
		}
		to := i + 1
		for to < len(d.words) && to-i < 8 && d.words[to].joined && (d.words[to].capital || d.words[to].text == "và" && to+1 < len(d.words) && d.words[to+1].capital) &&
			!honorifics[d.words[to].lower] && !strings.Contains(d.text[d.words[to-1].end:d.words[to].start], "\n") {
			to++
		}
		from := i
		for from < to-1 && trades[d.words[from].lower] {
			from++
		}
		if d.cut(from) && to-from == 1 || to-from == 1 && (common[d.words[from].lower] || plainWords[d.words[from].lower]) && to < len(d.words) && d.words[to].joined && !d.words[to].capital || stateNames.MatchString(strings.Join(d.names(candidate{from: from, to: to}), " ")) || honorifics[w.lower] {
			continue // cut already, or the State's
		}
		for k := i; k < to; k++ {
			done[k] = true
		}
		add(from, to, 0.9, "tên tổ chức sau loại hình")
	}
	for _, e := range slices.Clone(d.entities) {
		if e.kind != Company || len(e.words) < 2 {
			continue
		}
		for i := 0; i+len(e.words) <= len(d.words); i++ {
			if done[i] || !d.words[i].capital || !slices.Equal(d.names(candidate{from: i, to: i + len(e.words)}), e.words) {
				continue
			}
			add(i, i+len(e.words), 0.85, "tên tổ chức đã nêu trước")
			i += len(e.words) - 1
		}
	}
	return out
}

func (d *document) company(words []string) *entity {
	for _, e := range d.entities {
		if e.kind == Company && slices.Equal(e.words, words) {
			return e
		}
	}
	return d.enter(&entity{kind: Company, words: words, given: words[0]})
}

var (
	// Units below the province; after them a name is cut.
	placeCue = regexp.MustCompile(`(?:^|[\s(,;"“–-])(thôn|xóm|ấp|buôn|sóc|khu\s+phố|khu|khóm|tổ\s+dân\s+phố|đường|phố|ngõ|ngách|hẻm|xã|phường|thị\s+trấn|quận|huyện|thị\s+xã|thành\s+phố|tp\.?|tx\.?|tt\.?)\s*(?:số\s+)?$`)
	// Courts and prosecutors stay with the place that they are of.
	courtBefore = regexp.MustCompile(`(?:t[oò][aà]\s+án\s+nhân\s+dân|tand|viện\s+kiểm\s+sát(?:\s+nhân\s+dân)?|vksnd|chi\s+cục\s+thi\s+hành\s+án(?:\s+dân\s+sự)?|cơ\s+quan\s+thi\s+hành\s+án(?:\s+dân\s+sự)?|thads)\s+(?:thành\s+phố\s+\S+\s+\S+,?\s+)?(?:quận|huyện|thị\s+xã|thành\s+phố|tp\.?|khu\s+vực)\s*$`)
	unitWords   = set(`tỉnh huyện quận xã phường`) // another unit begins: "HUYỆN A TỈNH B"
	districts   = set(`quận huyện thị\ xã thành\ phố tp tp. tx tx.`)
	// Cities that are provinces stay, as provinces do.
	cityProvince = regexp.MustCompile(`^(?:hà nội|hồ chí minh|đà nẵng|hải phòng|cần thơ|huế|hcm)(?:[^\p{L}]|$)`) // compared with spaces joined
)

// places finds what is named below the province. Numbers ("ấp 2", "quận 1") and
// what is one letter already stay.
func (d *document) places() []Mention {
	var out []Mention
	labels := map[string]string{}        // "xã an bình" → "B"
	used := map[string]map[string]bool{} // by unit
	for i := range d.words {
		w := &d.words[i]
		if !w.capital || w.text[0] >= '0' && w.text[0] <= '9' {
			continue
		}
		m := placeCue.FindStringSubmatch(d.before(w.start, 24))
		if m == nil || i > 0 && !d.words[i].joined {
			continue
		}
		if strings.HasSuffix(d.before(w.start, 24), "nông "+m[1]+" ") || w.lower == "quốc" || w.lower == "tỉnh" {
			continue // nông thôn; đường Quốc lộ
		}
		unit := strings.Join(strings.Fields(m[1]), " ")
		if unit == "khu" && w.lower == "vực" {
			continue // TÒA ÁN NHÂN DÂN KHU VỰC 3
		}
		to := i + 1
		for to < len(d.words) && to-i < 5 && d.words[to].joined && (d.words[to].capital || allDigits(d.words[to].text)) && d.words[to].upper == w.upper &&
			!honorifics[d.words[to].lower] && !lineWords[d.words[to].lower] && !unitWords[d.words[to].lower] && !strings.Contains(d.text[d.words[to-1].end:d.words[to].start], "\n\n") {
			to++
		}
		if d.cut(i) && to-i == 1 || privacy.BeginsTitle(w.lower) && to-i == 1 {
			continue
		}
		if w.lower == "hội" || w.lower == "đảng" || w.lower == "đoàn" && to-i == 1 {
			continue
		}
		before := d.before(w.start, 120)
		if districts[unit] && courtBefore.MatchString(before) || (unit == "thành phố" || unit == "tp" || unit == "tp.") && cityProvince.MatchString(strings.Join(strings.Fields(d.after(w.start, 40)), " ")) {
			continue
		}
		key := unit + " " + strings.Join(d.names(candidate{from: i, to: to}), " ")
		if labels[key] == "" {
			l := letter(d.words[to-1].text)
			if allDigits(d.words[to-1].text) {
				l = letter(w.text)
			}
			if used[unit] == nil {
				used[unit] = map[string]bool{}
			}
			labels[key] = free(l, used[unit])
		}
		start, end := w.start, d.words[to-1].end
		out = append(out, Mention{Kind: Place, Start: start, End: end, Text: d.text[start:end], Replacement: labels[key], Confidence: 0.85, Why: "địa danh dưới cấp tỉnh (" + unit + ")"})
	}
	return out
}

func allDigits(s string) bool { return strings.Trim(s, "0123456789") == "" }

var (
	parcel = regexp.MustCompile(`(?i)(?:thửa(?:\s+đất)?(?:\s+số)?|tờ\s+bản\s+đồ(?:\s+số)?)\s*:?\s*(\d[\d,; và]*\d|\d)`)
	// Numbers of land-use certificates and other papers of a person.
	certificate = regexp.MustCompile(`\b([A-Z]{1,2}\s?\d{6,8})\b`)
	certBefore  = regexp.MustCompile(`(?:giấy chứng nhận|gcn|qsd|số phát hành|số vào sổ|sổ)[^.;\n]{0,80}$`)
)

// numbers finds what tells a person by a number.
func (d *document) numbers(o Options) []Mention {
	var out []Mention
	cut := func(kind Kind, start, end int, to string, confidence float64, why string) {
		out = append(out, Mention{Kind: kind, Start: start, End: end, Text: d.text[start:end], Replacement: to, Confidence: confidence, Why: why})
	}
	for _, f := range privacy.Numbers(d.text) {
		switch f.Kind {
		case privacy.Birth:
			d.birth(f.Start, f.End, cut)
		default:
			cut(Number, f.Start, f.End, "…", 0.95, f.Kind.Name())
		}
	}
	for _, m := range certificate.FindAllStringIndex(d.text, -1) {
		if certBefore.MatchString(d.before(m[0], 120)) {
			cut(Number, m[0], m[1], "…", 0.8, "số giấy chứng nhận")
		}
	}
	if o.Parcels {
		for _, m := range parcel.FindAllStringSubmatchIndex(d.text, -1) {
			cut(Parcel, m[2], m[3], "…", 0.9, "số thửa, tờ bản đồ")
		}
	}
	return out
}

// birth leaves the year of a date of birth: "sinh ngày 02/3/1971" is "sinh năm
// 1971".
func (d *document) birth(start, end int, cut func(Kind, int, int, string, float64, string)) {
	rest := birthYear.FindStringSubmatchIndex(d.text[end:])
	lead := birthLead.FindStringIndex(d.text[:start])
	if rest == nil || lead == nil {
		cut(Number, start, end, "…", 0.9, "ngày sinh")
		return
	}
	to := "sinh năm "
	if d.text[lead[0]:lead[0]+1] == "S" {
		to = "Sinh năm "
	}
	cut(Number, lead[0], end+rest[1], to+d.text[end+rest[2]:end+rest[3]], 0.95, "ngày sinh: giữ năm")
}

var (
	birthYear = regexp.MustCompile(`^\s*(?:[/.\-]|\s+năm)\s*((?:19|20)\d{2})`)
	birthLead = regexp.MustCompile(`(?i)sinh\s+ngày\s*:?\s*$`)
)
