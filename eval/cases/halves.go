package cases

import (
	"cmp"
	"regexp"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus/vitext"
)

var sentenceEnd = regexp.MustCompile(`[.;!?:]\s+|\n+`)

// halves cuts facts into every other sentence and the rest, so that either tells
// of the whole course of the case.
func halves(facts string) (half, rest string) {
	var a, b []string
	for i, s := range sentenceEnd.Split(facts, -1) {
		if s = strings.TrimSpace(s); s == "" {
			continue
		} else if i%2 == 0 {
			a = append(a, s)
		} else {
			b = append(b, s)
		}
	}
	return strings.Join(a, ". "), strings.Join(b, ". ")
}

// rephrased are words with others that say the same; longest first.
var rephrased = func() [][2]string {
	list := [][2]string{
		{"quyền sử dụng đất", "quyền dùng đất"}, {"chuyển nhượng", "sang nhượng"}, {"khởi kiện", "nộp đơn kiện"}, {"trình bày", "khai"}, {"yêu cầu", "đề nghị"},
		{"giải quyết", "phân xử"}, {"bồi thường", "đền bù"}, {"thiệt hại", "tổn thất"}, {"vợ chồng", "hai vợ chồng"}, {"cha mẹ", "bố mẹ"}, {"đã chết", "đã qua đời"},
		{"chết", "mất"}, {"tranh chấp", "mâu thuẫn"}, {"thanh toán", "chi trả"}, {"trả lại", "giao lại"}, {"hợp đồng", "bản giao kèo"}, {"thửa đất", "mảnh đất"},
		{"diện tích", "khoảng đất"}, {"lấn chiếm", "lấn sang"}, {"xây dựng", "dựng"}, {"căn nhà", "ngôi nhà"}, {"không đồng ý", "không chấp thuận"}, {"đồng ý", "chấp thuận"},
		{"thỏa thuận", "giao ước"}, {"thoả thuận", "giao ước"}, {"nguồn gốc", "gốc tích"}, {"để lại", "truyền lại"}, {"thừa kế", "hưởng di sản"}, {"di sản", "của để lại"},
		{"tài sản", "của cải"}, {"ngân hàng", "nhà băng"}, {"công ty", "doanh nghiệp"}, {"vay", "mượn tiền"}, {"lãi suất", "mức lãi"}, {"thế chấp", "đem bảo đảm"},
		{"giấy chứng nhận", "sổ đỏ"}, {"ủy ban nhân dân", "chính quyền"}, {"uỷ ban nhân dân", "chính quyền"}, {"gây thương tích", "làm bị thương"}, {"điều trị", "chữa trị"},
		{"đánh", "hành hung"}, {"con ruột", "con đẻ"}, {"sinh sống", "ở"}, {"canh tác", "trồng trọt"}, {"quản lý", "trông coi"}, {"phát hiện", "nhận ra"},
		{"nhiều lần", "bao lần"}, {"hiện nay", "bây giờ"}, {"nay", "giờ"}, {"buộc", "bắt"}, {"hủy", "bỏ"}, {"huỷ", "bỏ"}, {"lối đi", "đường đi"}, {"ranh giới", "ranh"},
	}
	slices.SortStableFunc(list, func(a, b [2]string) int { return cmp.Compare(len(b[0]), len(a[0])) })
	return list
}()

// filler are words that another teller puts elsewhere or leaves out.
var filler = func() map[string]bool {
	out := map[string]bool{}
	for w := range strings.FieldsSeq(`và là của có được cho với các những này đó thì mà để ở tại trong ngoài khi nên do vì theo về từ đến đã đang sẽ
		không cũng như lại còn ra vào lên một nếu hoặc bị bởi trên dưới sau trước cùng rằng ông bà anh chị em tôi ngày tháng năm`) {
		out[w] = true
	}
	return out
}()

// paraphrase says the same in other words, in small letters and without filler,
// names, numbers and dates.
func paraphrase(text string) string {
	text = vitext.Normalize(text)
	var b strings.Builder
	for i, t := range vitext.Syllables(text) {
		word := text[t.Start:t.End]
		r, _ := utf8.DecodeRuneInString(word)
		name := unicode.IsUpper(r) && i > 0 && t.Break < vitext.SentenceBreak
		if t.Kind != vitext.Word || name || strings.ContainsAny(word, "0123456789") || utf8.RuneCountInString(word) < 2 {
			continue
		}
		if t.Break >= vitext.SentenceBreak && b.Len() > 0 {
			b.WriteByte('.')
		}
		b.WriteByte(' ')
		b.WriteString(strings.ToLower(word))
	}
	out := b.String() + " "
	// Marks keep what was put in from being replaced again.
	for i, r := range rephrased {
		out = strings.ReplaceAll(out, " "+r[0]+" ", " \x00"+string(rune(0xE000+i))+" ")
		out = strings.ReplaceAll(out, " "+r[0]+".", " \x00"+string(rune(0xE000+i))+".")
	}
	for i, r := range rephrased {
		out = strings.ReplaceAll(out, "\x00"+string(rune(0xE000+i)), r[1])
	}
	kept := strings.Fields(out)
	kept = slices.DeleteFunc(kept, func(w string) bool { return filler[w] })
	return strings.Join(kept, " ")
}

func rankBags(q map[string]bool, bags map[string]map[string]bool) []string {
	ids := make([]string, 0, len(bags))
	score := map[string]float64{}
	for id, bag := range bags {
		ids = append(ids, id)
		score[id] = dice(q, bag)
	}
	slices.SortFunc(ids, func(a, b string) int {
		if d := cmp.Compare(score[b], score[a]); d != 0 {
			return d
		}
		return strings.Compare(a, b)
	})
	return ids
}
