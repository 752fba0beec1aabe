// Package digest draws up the digest of a judgment or a case file: parties and
// their roles, what is claimed, what the parties agree and dispute, evidence,
// timeline, amounts. It only quotes: every line is a passage of the text with its
// place there, and nothing is reworded. Package cases and the command line call
// it.
package digest

import (
	"cmp"
	"regexp"
	"slices"
	"strings"

	"trolyluat/corpus"
)

// Line is a passage of the text.
type Line struct {
	Text string      `json:"text"` // as it stands, line breaks as spaces
	Span corpus.Span `json:"span"` // bytes of the document's text
	By   string      `json:"by,omitempty"`
}

// Party is a party with its role.
type Party struct {
	Role string      `json:"role"`
	Name string      `json:"name"`
	Span corpus.Span `json:"span"` // where the name stands first; zero when it is not found whole
}

// Event is something that happened on a day, in a month or in a year.
type Event struct {
	Date string `json:"date"` // "2017-05-09", "2017-05", "2017"
	Line
}

// Amount is a sum of money or a measure.
type Amount struct {
	Value float64 `json:"value"`
	Unit  string  `json:"unit"` // "đồng", "USD", "m2", "chỉ vàng", "%/tháng" …
	Line          // the words of the amount
	In    string  `json:"in"` // the sentence that holds it
}

// Digest is the digest of one text.
type Digest struct {
	Number   string      `json:"number,omitempty"`
	Court    string      `json:"court,omitempty"`
	Level    string      `json:"level,omitempty"`
	Decided  corpus.Date `json:"decided,omitzero"`
	Matter   string      `json:"matter,omitempty"`
	Parties  []Party     `json:"parties"`
	Claims   []Line      `json:"claims"`
	Agreed   []Line      `json:"agreed"`
	Disputed []Line      `json:"disputed"`
	Evidence []Line      `json:"evidence"`
	Timeline []Event     `json:"timeline"`
	Amounts  []Amount    `json:"amounts"`
	Notes    []string    `json:"notes"` // Vietnamese
}

// mostLines bounds every list: a digest that repeats the file helps nobody.
const mostLines = 60

var (
	agreeForm = regexp.MustCompile(`(?i)thống nhất|thừa nhận|xác nhận (?:là|có|nguồn gốc|việc|lời|toàn bộ)|không (?:có )?tranh chấp|không có ý kiến (?:gì|tranh)|đồng ý (?:với|trả|trừ|cho|để|giao|chia|bồi thường|toàn bộ|theo|yêu cầu)|chấp nhận (?:trả|yêu cầu|toàn bộ)`)
	denyForm  = regexp.MustCompile(`(?i)không (?:đồng ý|chấp nhận|thừa nhận|thống nhất|nhất trí|công nhận)|phủ nhận|bác (?:bỏ|yêu cầu|toàn bộ)|không đúng (?:sự thật|với)|hoàn toàn không|không có việc|không hề`)
	proofForm = regexp.MustCompile(`(?i)giấy (?:tay|mượn|vay|nhận nợ|biên nhận|xác nhận|cam kết|ủy quyền|chứng tử|khai sinh|chứng nhận quyền sử dụng)|biên (?:bản|lai|nhận)|hợp đồng(?: \S+){0,4} số|h(?:óa|oá) đơn|kết luận giám định|chứng thư|di chúc|trích lục|sơ đồ|bản vẽ|bản ảnh|sổ (?:mục kê|địa chính|hộ khẩu|đỏ)|khế ước|sao kê|tờ (?:cam kết|khai|trình|chúc ngôn|thỏa thuận)|văn bản (?:thỏa thuận|ủy quyền|số)|người làm chứng|lời khai|giao nộp|xuất trình|vật chứng|băng ghi`)
	speakForm = regexp.MustCompile(`(?i)trình bày|khai\s*:|có ý kiến\s*:|phát biểu|cho rằng`)
)

// speakers are who speaks, by the words of the sentence that leads in.
var speakers = []struct{ word, name string }{
	{"người bảo vệ quyền", "Người bảo vệ quyền lợi"}, {"ủy ban nhân dân", "Ủy ban nhân dân"}, {"uỷ ban nhân dân", "Ủy ban nhân dân"},
	{"người có quyền lợi", "Người có quyền lợi, nghĩa vụ liên quan"}, {"viện kiểm sát", "Viện kiểm sát"}, {"kiểm sát viên", "Viện kiểm sát"},
	{"người làm chứng", "Người làm chứng"}, {"nguyên đơn", "Nguyên đơn"}, {"bị đơn", "Bị đơn"}, {"người khởi kiện", "Người khởi kiện"},
	{"người bị kiện", "Người bị kiện"}, {"bị cáo", "Bị cáo"}, {"bị hại", "Bị hại"}, {"luật sư", "Người bảo vệ quyền lợi"},
}

// Make draws up the digest of a document: of a judgment its head and facts, of any
// other text the whole.
func Make(d *corpus.Document) *Digest {
	out := &Digest{Number: d.Number, Parties: []Party{}, Claims: []Line{}, Agreed: []Line{}, Disputed: []Line{}, Evidence: []Line{}, Timeline: []Event{}, Amounts: []Amount{}, Notes: []string{}}
	span := corpus.Span{End: len(d.Text)}
	if j := d.Judgment; j != nil {
		out.Court, out.Level, out.Decided, out.Matter = j.Court, j.Level, j.Decided, j.Matter
		for _, p := range j.Parties {
			out.Parties = append(out.Parties, Party{Role: p.Role, Name: p.Name, Span: find(d.Text, p.Name)})
		}
		if j.Facts.Len() > 0 {
			span = j.Facts
		} else if j.Reasoning.Start > 0 {
			span.End = j.Reasoning.Start
			out.Notes = append(out.Notes, "Không thấy mục “Nội dung vụ án”; trích từ phần trước nhận định.")
		}
	} else {
		out.Notes = append(out.Notes, "Văn bản không có hình thức bản án; trích từ toàn văn.")
	}
	by := ""
	var claims claimReader
	for _, s := range sentences(d.Text, span) {
		text := d.Text[s.Start:s.End]
		flat := strings.Join(strings.Fields(text), " ")
		if who := speaker(flat, out.Parties); who != "" {
			by = who
		}
		line := Line{Text: flat, Span: s, By: by}
		if len(flat) >= 20 {
			out.sort(line)
		}
		if claims.holds(flat) {
			out.Claims = append(out.Claims, line)
		}
		for _, e := range events(text) {
			out.Timeline = append(out.Timeline, Event{Date: e, Line: line})
		}
		for _, a := range amounts(text) {
			a.In, a.By = flat, by
			a.Span.Start += s.Start
			a.Span.End += s.Start
			out.Amounts = append(out.Amounts, a)
		}
	}
	slices.SortStableFunc(out.Timeline, func(a, b Event) int { return cmp.Compare(a.Date, b.Date) })
	out.bound()
	return out
}

// sort puts a sentence where it belongs; it may belong to several lists.
func (d *Digest) sort(l Line) {
	denied := denyForm.MatchString(l.Text)
	if denied {
		d.Disputed = append(d.Disputed, l)
	}
	if agreeForm.MatchString(denyForm.ReplaceAllString(l.Text, " ")) {
		d.Agreed = append(d.Agreed, l)
	}
	if proofForm.MatchString(l.Text) {
		d.Evidence = append(d.Evidence, l)
	}
}

func (d *Digest) bound() {
	cut := false
	for _, list := range []*[]Line{&d.Claims, &d.Agreed, &d.Disputed, &d.Evidence} {
		if len(*list) > mostLines {
			*list, cut = (*list)[:mostLines], true
		}
	}
	if cut {
		d.Notes = append(d.Notes, "Có danh sách dài hơn 60 dòng, chỉ giữ phần đầu.")
	}
}

// speaker is who speaks from a sentence on, by a word for the role or by the name
// of a party; "" when it does not say.
func speaker(sentence string, parties []Party) string {
	at := speakForm.FindStringIndex(sentence)
	if at == nil {
		return ""
	}
	head := strings.ToLower(sentence[:at[0]])
	best, who := -1, ""
	for _, s := range speakers {
		if i := strings.Index(head, s.word); i >= 0 && (best < 0 || i < best) {
			best, who = i, s.name
		}
	}
	if who != "" {
		return who
	}
	for _, p := range parties {
		name := strings.ToLower(p.Name)
		if strings.Contains(name, " ") && strings.Contains(head+" ", name+" ") {
			return p.Role
		}
	}
	return ""
}

// find is where a name stands first, whole.
func find(text, name string) corpus.Span {
	if name == "" {
		return corpus.Span{}
	}
	if i := strings.Index(text, name); i >= 0 {
		return corpus.Span{Start: i, End: i + len(name)}
	}
	return corpus.Span{}
}
