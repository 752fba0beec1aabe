package sample

import (
	"bytes"
	"encoding/json"
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
)

// Role is one of the four readers. Its values are those of a question's "role"
// in questions.jsonl.
type Role string

// The readers of the design.
const (
	Citizen  Role = "citizen"  // người dân
	Official Role = "official" // cán bộ, công chức
	Judge    Role = "judge"    // thẩm phán
	Drafter  Role = "drafter"  // người soạn thảo
)

// Kind tells what a right answer to a question is.
type Kind string

// The kinds of question.
const (
	// Answerable: the gold provisions answer.
	Answerable Kind = "answerable"
	// Unanswerable: the sample law says nothing of it; the right answer says so.
	Unanswerable Kind = "unanswerable"
	// FalsePremise: the question takes for granted what is not so; the right
	// answer says what is. Where there is a gold provision it is the one that
	// shows the mistake.
	FalsePremise Kind = "false_premise"
)

// AskedOn is the date on which the questions without AsOf are asked: a run on
// another day must give the same result.
const AskedOn = corpus.Date(20261201)

// Gold is a place that answers: a provision, or a whole document where Path is
// "" (án lệ, judgment, procedure). Document is the number of the text, which is
// its key where a number makes the key (see [File]).
type Gold struct {
	Document string `json:"document"`
	Path     string `json:"path"`
}

// Question is a line of questions.jsonl.
type Question struct {
	ID   string      `json:"id"`
	Role Role        `json:"role"`
	Kind Kind        `json:"kind"`
	Text string      `json:"question"`
	AsOf corpus.Date `json:"as_of,omitzero"` // date of the facts; zero: [AskedOn]
	// Previous is the id of the question that this one follows up.
	Previous string `json:"previous,omitempty"`
	// Twin is the id of the question of which this is the form typed without
	// diacritics.
	Twin string `json:"twin,omitempty"`
	// Gold is the provisions that answer, the first of them the principal one.
	// Their paths are those of the law as amended on AsOf.
	Gold []Gold `json:"gold"`
	// Points are phrases that a right answer holds, each with its alternatives
	// divided by "|". The first alternative stands word for word in a gold
	// provision; where there is none, an alternative says that there is nothing.
	Points []string `json:"points"`
	// Demo marks the three questions that the demo proposes, in what Questions
	// returns.
	Demo bool `json:"-"`
}

// Holds says which of the question's points text holds, letter case and runs of
// space apart. A point is found as whole words: "5%" is not in "15%".
func (q Question) Holds(text string) []bool {
	text = squash(text)
	held := make([]bool, len(q.Points))
	for i, p := range q.Points {
		for alt := range strings.SplitSeq(p, "|") {
			held[i] = held[i] || holds(text, squash(alt))
		}
	}
	return held
}

func holds(text, phrase string) bool {
	for at := 0; ; {
		i := strings.Index(text[at:], phrase)
		if i < 0 {
			return false
		}
		i += at
		end := i + len(phrase)
		before, _ := utf8.DecodeLastRuneInString(text[:i])
		after, _ := utf8.DecodeRuneInString(text[end:])
		// "1.500.000" does not hold "500.000".
		inNumber := (before == '.' || before == ',') && i > 1 && unicode.IsDigit(rune(text[i-2]))
		if !inWord(before) && !inWord(after) && !inNumber {
			return true
		}
		at = end
	}
}

func inWord(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }

func squash(s string) string { return strings.ToLower(strings.Join(strings.Fields(s), " ")) }

// Questions returns the questions to try: three for the demo (the second typed
// without diacritics), then one each for official, judge and drafter. They are
// not in the answer set.
func Questions() []Question {
	law := func(paths ...string) []Gold {
		var gold []Gold
		for _, p := range paths {
			gold = append(gold, Gold{"901/2020/QH-MAU", p})
		}
		return gold
	}
	return []Question{
		{ID: "thu-1", Role: Citizen, Kind: Answerable, Demo: true, Gold: law("d37/k1"),
			Text: "Thời hạn bảo hành sửa chữa máy giặt là bao lâu?", Points: []string{"06 tháng|6 tháng"}},
		{ID: "thu-2", Role: Citizen, Kind: Answerable, Demo: true, Gold: law("d17/k1"),
			Text: "nguoi hoc viec phai tu bao nhieu tuoi", Points: []string{"từ đủ 15 tuổi"}},
		{ID: "thu-3", Role: Citizen, Kind: Answerable, Demo: true, Gold: law("d35/k1"),
			Text: "Cơ sở sửa chữa được xử lý đồ không có người nhận sau bao nhiêu ngày kể từ ngày thông báo?", Points: []string{"120 ngày"}},
		{ID: "thu-4", Role: Official, Kind: Answerable, Gold: law("d9/k2", "d9/k3"),
			Text:   "Hồ sơ đăng ký cơ sở sửa chữa gồm những giấy tờ gì, giải quyết trong mấy ngày?",
			Points: []string{"Bản sao Thẻ thợ sửa chữa", "05 ngày làm việc|5 ngày làm việc"}},
		{ID: "thu-5", Role: Judge, Kind: Answerable, Gold: []Gold{{"901/2022/AL", ""}, {"901/2020/QH-MAU", "d23/k2"}},
			Text:   "Khách hàng chỉ gửi biểu tượng cảm xúc khi cơ sở sửa chữa báo tăng giá thì có coi là đồng ý không?",
			Points: []string{"chưa đồng ý"}},
		{ID: "thu-6", Role: Drafter, Kind: Answerable, Gold: law("d23/k2"),
			Text:   "Khoản 2 Điều 23 Luật Sửa chữa đồ gia dụng đã được sửa đổi thế nào?",
			Points: []string{"5% giá đã báo"}},
	}
}

// AnswerSet returns the 120 questions over the sample law: questions.jsonl.
func AnswerSet() []Question {
	var out []Question
	dec := json.NewDecoder(bytes.NewReader(AnswerSetJSONL()))
	for dec.More() {
		var q Question
		if err := dec.Decode(&q); err != nil {
			panic("sample: questions.jsonl: " + err.Error())
		}
		out = append(out, q)
	}
	return out
}

// AnswerSetJSONL returns the file itself, for commands that read a path or a
// stream.
func AnswerSetJSONL() []byte { return bytes.Clone(questionsFile) }

// Fault is one fault planted in the sample draft, the file [Draft] of [Others].
type Fault struct {
	ID string `json:"id"`
	// Type is what is wrong: "quantity_contrary", "reference_repealed",
	// "term_redefined", "numbering_gap", …
	Type string `json:"type"`
	// Class is the reviewer's: "hop_phap", "thong_nhat", "kha_thi", "ky_thuat".
	Class string `json:"class"`
	// Gravity is "trai_phap_luat", "mau_thuan" or "ky_thuat".
	Gravity string `json:"gravity"`
	// Path is the place in the draft; "" where what is wrong is that something
	// is missing in the whole, "mo-dau" in the lines of legal basis.
	Path  string `json:"path"`
	Quote string `json:"quote"` // words of the draft at Path that hold the fault
	Meets []Gold `json:"meets"` // provisions that the fault meets, as amended
	// Explanation is for the reader, in Vietnamese.
	Explanation string `json:"explanation"`
	Basis       string `json:"basis,omitempty"` // the rule of real law on drafting, where the design names one
}

// Draft is the name in [Others] of the draft decree with the planted faults.
const Draft = "du-thao-nghi-dinh.docx"

// DraftFaults lists what is wrong in the draft; nothing else in it is meant to
// be.
func DraftFaults() []Fault {
	var all []Fault
	decode(faultsFile, &all)
	return all
}
