package wording

import (
	"math"
	"strconv"
	"strings"

	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
)

// Quantity is a number with its unit, or a date.
type Quantity struct {
	Value float64
	Unit  string // "ngày", "đồng", "%", "date"; "" for a bare number
	Word  bool   // written as a word without a unit: "hai bên"
	// tokens [from, to) that make it up.
	From, To int
	Span     corpus.Span
}

// NumberWords are the words for numbers up to ten.
var NumberWords = map[string]float64{"không": 0, "một": 1, "mốt": 1, "hai": 2, "ba": 3, "bốn": 4, "tư": 4, "năm": 5, "lăm": 5, "nhăm": 5,
	"sáu": 6, "bảy": 7, "tám": 8, "chín": 9, "mười": 10}

var multipliers = map[string]float64{"nghìn": 1e3, "ngàn": 1e3, "triệu": 1e6, "tỷ": 1e9}

// UnitNames are the units with their plain form.
var UnitNames = map[string]string{"ngày": "ngày", "tháng": "tháng", "năm": "năm", "giờ": "giờ", "phút": "phút", "tuần": "tuần", "quý": "quý",
	"tuổi": "tuổi", "đồng": "đồng", "đ": "đồng", "vnđ": "đồng", "vnd": "đồng", "lần": "lần", "người": "người", "m2": "m2", "ha": "ha",
	"km": "km", "kg": "kg", "mét": "m", "m": "m", "cm": "cm", "lít": "lít", "tấn": "tấn", "thành": "", "bản": "bản", "ngành": "",
	"điểm": "", "giây": "giây", "gam": "g", "tiếng": "giờ", "hecta": "ha", "héc": "ha", "độ": "độ", "bữa": "bữa"}

// Quantities lists the numbers with units and the dates among the tokens of
// text. Number words count only before a unit of time, money, age or share;
// tokens with skip are passed over.
func Quantities(text string, t []Token) []Quantity {
	var out []Quantity
	for i := 0; i < len(t); {
		if t[i].Skip || t[i].Label || t[i].Kind == vitext.LegalNumber {
			i++
			continue
		}
		if q, ok := dateAt(t, i); ok {
			q.Span = corpus.Span{Start: t[q.From].Start, End: t[q.To-1].End}
			out = append(out, q)
			i = q.To
			continue
		}
		v, to, digits, ok := numberAt(t, i)
		if !ok {
			i++
			continue
		}
		q := Quantity{Value: v, From: i, To: to, Word: !digits}
		q.Unit, q.To = unitAt(text, t, to)
		if q.Unit != "" {
			q.Word = false
		}
		// "60 (sáu mươi) ngày"
		if q.Unit == "" && to < len(t) && t[to].Break == vitext.PunctBreak {
			w, after, _, ok := numberAt(t, to)
			if !ok && v == 5 && t[to].Key == "năm" && strings.HasSuffix(strings.TrimRight(text[:t[to].Start], " "), "(") {
				w, after, ok = 5, to+1, true // "05 (năm) ngày"
			}
			if ok && w == v {
				q.Unit, q.To = unitAt(text, t, after)
				if q.Unit != "" {
					q.Word = false
				}
			}
		}
		q.Span = corpus.Span{Start: t[q.From].Start, End: t[q.To-1].End}
		out = append(out, q)
		i = q.To
	}
	// "từ 02 đến 07 năm": the first number has the unit of the second.
	for k := len(out) - 2; k >= 0; k-- {
		if q, next := &out[k], out[k+1]; q.Unit == "" && next.Unit != "" && next.Unit != "date" && next.From-q.To <= 1 {
			joint := next.From == q.To && between(text, t, q.To) == "-"
			if next.From == q.To+1 {
				w := t[q.To].Key
				joint = w == "đến" || w == "hoặc" || w == "tới" || w == "và"
			}
			if joint {
				q.Unit, q.Word = next.Unit, false
			}
		}
	}
	return out
}

func between(text string, t []Token, i int) string {
	s := strings.TrimSpace(text[t[i-1].End:t[i].Start])
	if s == "–" {
		return "-"
	}
	return s
}

// numberAt reads a number in digits or words with its multipliers.
func numberAt(t []Token, i int) (v float64, to int, digits, ok bool) {
	switch {
	case t[i].Kind == vitext.Number:
		v, ok = parseNumber(t[i].Text)
		to, digits = i+1, true
	case t[i].Kind == vitext.Word:
		v, to, ok = wordsNumber(t, i)
	}
	if !ok {
		return 0, 0, false, false
	}
	m := 0.0
	if to < len(t) && t[to].Break == vitext.NoBreak {
		m = multipliers[t[to].Key]
	}
	if m == 0 {
		return v, to, digits, true
	}
	v *= m
	to++
	// "1 triệu 500 nghìn", "hai tỷ ba trăm triệu"
	if to+1 >= len(t) {
		return v, to, digits, true
	}
	var w float64
	var after int
	var more bool
	if t[to].Kind == vitext.Number {
		w, more = parseNumber(t[to].Text)
		after = to + 1
	} else {
		w, after, more = wordsNumber(t, to)
	}
	if more && after < len(t) {
		if less := multipliers[t[after].Key]; less > 0 && less < m {
			v, to = v+w*less, after+1
		}
	}
	return v, to, digits, true
}

// parseNumber reads "1.000.000", "3,5", "06"; a slashed number "1/2" is a
// fraction.
func parseNumber(s string) (float64, bool) {
	if a, b, ok := strings.Cut(s, "/"); ok {
		x, err1 := strconv.ParseFloat(a, 64)
		y, err2 := strconv.ParseFloat(b, 64)
		if err1 != nil || err2 != nil || y == 0 || y > 1000 {
			return 0, false
		}
		return x / y, true
	}
	whole, frac, _ := strings.Cut(s, ",")
	groups := strings.Split(whole, ".")
	grouped := len(groups) > 1
	for i, g := range groups {
		if i > 0 && len(g) != 3 {
			grouped = false
		}
	}
	if grouped {
		whole = strings.Join(groups, "")
	} else if len(strings.Split(s, ",")) > 2 || len(frac) == 3 && len(groups) == 1 && whole != "0" {
		// "1,000,000" and "10,000" in the English manner
		return floatOf(strings.ReplaceAll(s, ",", ""))
	}
	if frac != "" {
		whole += "." + frac
	}
	return floatOf(whole)
}

func floatOf(s string) (float64, bool) {
	v, err := strconv.ParseFloat(s, 64)
	return v, err == nil && !math.IsInf(v, 0)
}

// wordsNumber reads a number in words below a thousand: "sáu mươi", "hai mươi
// lăm", "một trăm linh năm".
func wordsNumber(t []Token, i int) (v float64, to int, ok bool) {
	at := func(j int) string {
		if j < len(t) && (j == i || t[j].Break == vitext.NoBreak) {
			return t[j].Key
		}
		return ""
	}
	d, is := NumberWords[at(i)]
	if !is || at(i) == "không" || at(i) == "tư" || at(i) == "lăm" || at(i) == "mốt" || at(i) == "nhăm" {
		return 0, 0, false
	}
	// "năm" is five only where more of a number or a unit follows it.
	if at(i) == "năm" {
		if _, unit := UnitNames[at(i+1)]; !unit && at(i+1) != "mươi" && at(i+1) != "trăm" && multipliers[at(i+1)] == 0 {
			return 0, 0, false
		}
	}
	j := i + 1
	if at(j) == "trăm" {
		v = d * 100
		j++
		if at(j) == "linh" || at(j) == "lẻ" {
			if e, is := NumberWords[at(j+1)]; is {
				return v + e, j + 2, true
			}
		}
		e, is := NumberWords[at(j)]
		if !is || at(j) == "không" || at(j) == "năm" && at(j+1) != "mươi" {
			return v, j, true
		}
		if rest, after, ok := wordsNumber(t, j); ok {
			return v + rest, after, true
		}
		_ = e
		return v, j, true
	}
	if d == 10 {
		if e, is := NumberWords[at(j)]; is && e > 0 && e < 10 && at(j) != "năm" {
			return 10 + e, j + 1, true
		}
		return 10, j, true
	}
	if at(j) == "mươi" {
		v = d * 10
		j++
		if e, is := NumberWords[at(j)]; is && e > 0 && e < 10 && at(j) != "năm" {
			return v + e, j + 1, true
		}
		return v, j, true
	}
	return d, j, true
}

// unitAt reads the unit after a number.
func unitAt(text string, t []Token, i int) (string, int) {
	if i > 0 && strings.HasPrefix(strings.TrimLeft(text[t[i-1].End:], " "), "%") {
		return "%", i
	}
	if i >= len(t) || t[i].Break > vitext.NoBreak && !strings.Contains(text[t[i-1].End:t[i].Start], ")") {
		return "", i
	}
	if t[i].Key == "phần" && i+1 < len(t) && t[i+1].Key == "trăm" {
		return "%", i + 2
	}
	u := UnitNames[t[i].Key]
	if u == "" {
		return "", i
	}
	if u == "ngày" && i+2 < len(t) && t[i+1].Key == "làm" && t[i+2].Key == "việc" {
		return "ngày làm việc", i + 3
	}
	return u, i + 1
}

// dateAt reads "01/01/2021" and "ngày 01 tháng 01 năm 2021"; a date without its
// year keeps year 0.
func dateAt(t []Token, i int) (Quantity, bool) {
	if t[i].Kind == vitext.DateNumber {
		d, err := corpus.ParseDate(t[i].Text)
		if err == nil && d != 0 {
			return Quantity{Value: float64(d), Unit: "date", From: i, To: i + 1}, true
		}
		return Quantity{}, false
	}
	if t[i].Key != "ngày" {
		return Quantity{}, false
	}
	day, at, ok := smallNumber(t, i+1)
	if !ok || day > 31 || at >= len(t) || t[at].Key != "tháng" {
		return Quantity{}, false
	}
	month, at, ok := smallNumber(t, at+1)
	if !ok || month > 12 {
		return Quantity{}, false
	}
	q := Quantity{Unit: "date", From: i, To: at}
	year := 0
	if at+1 < len(t) && t[at].Key == "năm" && t[at+1].Kind == vitext.Number {
		if y, err := strconv.Atoi(t[at+1].Text); err == nil && y > 1000 {
			year, q.To = y, at+2
		}
	}
	q.Value = float64(year*10000 + month*100 + day)
	return q, true
}

// smallNumber reads the day or month of a date in digits or words, "15 (mười
// lăm)" too.
func smallNumber(t []Token, i int) (n, to int, ok bool) {
	if i >= len(t) {
		return 0, 0, false
	}
	v, to := 0.0, 0
	switch {
	case t[i].Kind == vitext.Number:
		v, ok = parseNumber(t[i].Text)
		to = i + 1
		if w, after, is := wordsAt(t, to); ok && is && w == v {
			to = after
		}
	case t[i].Kind == vitext.Word:
		v, to, ok = wordsNumber(t, i)
		if t[i].Key == "tư" { // tháng tư
			v, to, ok = 4, i+1, true
		}
	}
	if !ok || v < 1 || v > 31 || v != math.Trunc(v) {
		return 0, 0, false
	}
	return int(v), to, true
}

// wordsAt reads a number in words in brackets.
func wordsAt(t []Token, i int) (float64, int, bool) {
	if i >= len(t) || t[i].Break != vitext.PunctBreak || t[i].Kind != vitext.Word {
		return 0, 0, false
	}
	return wordsNumber(t, i)
}

// Same says that two quantities tell the same: equal values with the same unit,
// years told as months, or one of them without a unit.
func (q Quantity) Same(o Quantity) bool {
	if q.Unit == "date" || o.Unit == "date" {
		return q.Unit == o.Unit && (q.Value == o.Value || math.Mod(q.Value, 10000) == math.Mod(o.Value, 10000) && (q.Value < 10000 || o.Value < 10000))
	}
	a, b := q.Value, o.Value
	ua, ub := q.Unit, o.Unit
	if ua == "năm" && ub == "tháng" {
		a, ua = a*12, "tháng"
	}
	if ub == "năm" && ua == "tháng" {
		b, ub = b*12, "tháng"
	}
	if ua == "tuần" && ub == "ngày" {
		a, ua = a*7, "ngày"
	}
	if ub == "tuần" && ua == "ngày" {
		b, ub = b*7, "ngày"
	}
	return math.Abs(a-b) < 1e-12*math.Max(1, math.Abs(a)) && (ua == ub || ua == "" || ub == "")
}

// NumberTokens flags the tokens that are numbers and not their units.
func NumberTokens(t []Token, all []Quantity) []bool {
	out := make([]bool, len(t))
	for _, q := range all {
		for i := q.From; i < q.To; i++ {
			out[i] = i == q.From || UnitNames[t[i].Key] == ""
		}
	}
	return out
}
