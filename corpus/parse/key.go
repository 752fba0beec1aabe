package parse

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
)

// Key returns the key of a document by its number, and where the number alone
// is not unique by issuer and date as well (design §3). The same text from
// different sources gets the same key.
//
//	45/2019/QH14                          one text in the country
//	34/2018/QĐ-UBND@HA-NOI-20180801       local: issuer and date
//	03/VBHN-VPQH@20140710                 no year in the number: date
//	hien-phap-2013                        no number: a slug
//	17/2023/DS-PT@TAND-TINH-BEN-TRE-20230412   a judgment: court and date
func Key(d *corpus.Document) string {
	number := NumberKey(d.Number)
	switch {
	case d.Kind == corpus.KindConstitution:
		if y := d.Issued.Year(); y > 0 {
			return "hien-phap-" + itoa(y)
		}
		return "hien-phap"
	case d.Kind == corpus.KindProcedure:
		if d.Procedure != nil && isNationalCode(d.Procedure.Code) {
			return "thu-tuc-" + d.Procedure.Code
		}
		key := "thu-tuc-" + slug(strings.TrimPrefix(d.Title, "Thủ tục "), 80)
		if d.Procedure != nil && d.Procedure.Code != "" {
			key += "-" + slug(d.Procedure.Code, 40)
		}
		return key
	case d.Kind == corpus.KindDraft:
		key := "du-thao-" + slug(d.Title, 80)
		if d.Issued != 0 {
			key += "-" + compact(d.Issued)
		}
		return strings.Replace(key, "du-thao-du-thao", "du-thao", 1)
	case d.Kind == corpus.KindJudgment:
		court := ""
		if d.Judgment != nil {
			court = strings.ToUpper(slug(shortCourt(d.Judgment.Court), 60))
		}
		if number == "" {
			number = "ban-an"
			if court == "" && d.Issued == 0 {
				return number + "-" + slug(d.Source.Name, 60)
			}
		}
		return appendix(number, court, d.Issued)
	case number == "":
		s := slug(d.Title, 80)
		if s == "" {
			s = slug(d.Source.Name, 80)
		}
		if s == "" {
			s = "van-ban"
		}
		if d.Issued != 0 {
			s += "-" + compact(d.Issued)
		}
		return s
	case isLocal(number):
		return appendix(number, strings.ToUpper(slug(territoryName(d.Territory), 40)), d.Issued)
	case !hasYear(number) && d.Kind != corpus.KindPrecedent && !strings.Contains(number, "/SL"):
		return appendix(number, "", d.Issued)
	}
	return number
}

// isNationalCode says that a procedure's code is one of the national database
// ("1.001022"), unlike the codes that every department gives its own sheets.
func isNationalCode(code string) bool {
	head, tail, ok := strings.Cut(code, ".")
	return ok && isDigits(head) && len(head) == 1 && isDigits(strings.ReplaceAll(tail, ".", "")) && len(tail) >= 4
}

func appendix(number, issuer string, d corpus.Date) string {
	switch {
	case issuer != "" && d != 0:
		return number + "@" + issuer + "-" + compact(d)
	case issuer != "":
		return number + "@" + issuer
	case d != 0:
		return number + "@" + compact(d)
	}
	return number
}

func compact(d corpus.Date) string { return strings.ReplaceAll(d.String(), "-", "") }

// NumberKey normalises a document number as it is printed: capitals (but
// "TTg"), Đ for its look-alikes, no spaces, two digits at least before the
// first slash, which also stands for the hyphen of old numbers ("201-CP").
func NumberKey(number string) string {
	var b strings.Builder
	for _, r := range number {
		switch {
		case unicode.IsSpace(r) || r == '\u00a0':
		case r == '–' || r == '—' || r == '−' || r == '_':
			b.WriteByte('-')
		default:
			b.WriteRune(unlikeness(unicode.ToUpper(r)))
		}
	}
	s := strings.Trim(b.String(), ".,;:/-")
	if s == "" {
		return ""
	}
	i := 0
	for i < len(s) && (s[i] >= '0' && s[i] <= '9') {
		i++
	}
	if i == 0 {
		return strings.ReplaceAll(s, "TTG", "TTg")
	}
	head, tail := strings.TrimLeft(s[:i], "0"), s[i:]
	for len(head) < 2 {
		head = "0" + head
	}
	if tail != "" && tail[0] == '-' {
		tail = "/" + tail[1:]
	}
	if j := strings.Index(tail, "SL"); j == 1 && len(tail) > 3 {
		// 102-SL-L.004, 102/SL/L004, 102/SL-L.004: the decrees and laws of 1945–1960.
		rest := strings.Trim(strings.NewReplacer(".", "", "/", "", "-", "").Replace(tail[3:]), " ")
		tail = "/SL"
		if rest != "" {
			tail += "-" + rest
		}
	}
	tail = strings.ReplaceAll(tail, "TTG", "TTg")
	for _, plain := range plainLetters {
		tail = strings.ReplaceAll(tail, plain.typed, plain.printed)
	}
	return head + tail
}

// plainLetters are parts of numbers that are often typed without their Đ.
var plainLetters = []struct{ typed, printed string }{
	{"/ND-CP", "/NĐ-CP"}, {"/QD-", "/QĐ-"}, {"HDND", "HĐND"}, {"HDTP", "HĐTP"}, {"LDTBXH", "LĐTBXH"}, {"BGDDT", "BGDĐT"}, {"KHDT", "KHĐT"}, {"TLDLD", "TLĐLĐ"},
}

// unlikeness maps letters of other alphabets that look like Latin capitals, and
// the Icelandic Ð, to the letters that Vietnamese numbers are written with.
func unlikeness(r rune) rune {
	switch r {
	case 'Ð', 'Ɖ', 'ð':
		return 'Đ'
	case 'А', 'Α':
		return 'A'
	case 'В', 'Β':
		return 'B'
	case 'С':
		return 'C'
	case 'Е', 'Ε':
		return 'E'
	case 'Н', 'Η':
		return 'H'
	case 'К', 'Κ':
		return 'K'
	case 'М', 'Μ':
		return 'M'
	case 'О', 'Ο':
		return 'O'
	case 'Р', 'Ρ':
		return 'P'
	case 'Т', 'Τ':
		return 'T'
	case 'Х', 'Χ':
		return 'X'
	}
	return r
}

// hasYear says that the number holds its year between slashes: 45/2019/QH14.
func hasYear(number string) bool {
	parts := strings.Split(number, "/")
	for i := 1; i < len(parts); i++ {
		if len(parts[i]) == 4 && isDigits(parts[i]) && (parts[i][0] == '1' || parts[i][0] == '2') {
			return true
		}
	}
	// Laws of before 2003 carry the National Assembly's term: 13/1999/QH10 has
	// the year, "29-L/CTN" has none.
	return false
}

// isLocal says that the number is one of a province, district or commune, which
// recur in every province.
func isLocal(number string) bool {
	for _, part := range strings.FieldsFunc(number, func(r rune) bool { return r == '/' || r == '-' || r == '.' }) {
		switch part {
		case "UBND", "UB", "HĐND", "UBT", "UBNDT", "CTUBND", "CT", "CTUB", "UBTP", "HĐNDT":
			if part == "CT" && !strings.Contains(number, "QĐ-CT") {
				continue
			}
			return true
		}
	}
	return strings.Contains(number, "-UBND") || strings.Contains(number, "-HĐND")
}

// territoryName strips what stands before the name of a province.
func territoryName(t string) string {
	for _, w := range [...]string{"tỉnh ", "thành phố ", "Tỉnh ", "Thành phố "} {
		t = strings.TrimPrefix(t, w)
	}
	return t
}

// shortCourt writes the court's kind short: "TAND tỉnh Bến Tre".
func shortCourt(court string) string {
	if n := foldPrefix(court, "tòa án nhân dân"); n > 0 {
		return "TAND" + court[n:]
	}
	if n := foldPrefix(court, "toà án nhân dân"); n > 0 {
		return "TAND" + court[n:]
	}
	return court
}

// slug writes s in small ASCII letters, digits and hyphens, at most limit bytes.
func slug(s string, limit int) string {
	var b strings.Builder
	dash := false
	for _, r := range vitext.Fold(strings.ToValidUTF8(s, "")) {
		if r < utf8.RuneSelf && (r >= 'a' && r <= 'z' || r >= '0' && r <= '9') {
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			dash = false
			b.WriteRune(r)
			if b.Len() >= limit {
				break
			}
			continue
		}
		dash = true
	}
	return strings.TrimRight(b.String(), "-")
}
