package prompts

import (
	"regexp"
	"strings"

	"golang.org/x/text/unicode/norm"
)

// Words by which a text speaks to a machine that answers instead of to its
// readers. Law speaks of artificial intelligence and of instructions, but does
// not tell an assistant what to say.
var instructions = []*regexp.Regexp{
	// Take back, ignore, reveal: an order about the model's own orders.
	regexp.MustCompile(`(?i)(?:bỏ qua|phớt lờ|quên|vô hiệu hóa|không tuân theo|ghi đè|thay thế|tiết lộ|in ra|kể lại|đọc lại)[^.;\n]{0,40}(?:chỉ dẫn|hướng dẫn hệ thống|chỉ thị hệ thống|câu lệnh|lời nhắc|quy tắc của (?:bạn|trợ lý)|các căn cứ khác|căn cứ còn lại|system prompt|prompt)`),
	regexp.MustCompile(`(?i)(?:ignore|disregard|forget|override|reveal|print|repeat|bypass)\b[^.;\n]{0,50}\b(?:instructions?|prompts?|rules?|guidelines|system message)\b`),
	// Speaking to the assistant.
	regexp.MustCompile(`(?i)(?:ghi chú|lưu ý|thông báo|chỉ dẫn|note|message|instructions?)\s*(?:riêng )?(?:cho|gửi|dành cho|to|for)\s+(?:the\s+)?(?:trợ lý|chatbot|mô hình ngôn ngữ|máy trả lời|ai\b|assistant|llm|model)`),
	regexp.MustCompile(`(?i)(?:trợ lý(?: ảo| ai)?|chatbot|mô hình ngôn ngữ|\bassistant|\bllm\b)\s*(?:này\s*)?(?:hãy|phải|cần|được lệnh|luôn|should|must|shall|will)\b`),
	regexp.MustCompile(`(?i)(?:hãy|phải|cần)\s+(?:nói|trả lời|khẳng định|ghi)\s+(?:rằng|là|"|“)[^.\n]{0,80}(?:cho|với) (?:người (?:dùng|hỏi|đọc))`),
	regexp.MustCompile(`(?i)\btrả lời\s+["“][^"”\n]{1,40}["”]\s+cho mọi câu|(?:luôn|chỉ) (?:trả lời|trích dẫn) căn cứ|khi (?:tóm tắt|trả lời|dẫn)[^.;\n]{0,30}(?:văn bản|tài liệu) này[^.;\n]{0,10}\bhãy\b`),
	regexp.MustCompile(`(?i)\b(?:you are|act as|pretend to be)\b[^.\n]{0,30}\b(?:assistant|admin(?:istrator)?|dan|model|developer)\b|\bthe (?:reader|user) is an? (?:admin|developer)`),
	regexp.MustCompile(`(?i)chỉ dẫn (?:hệ thống|mới)|system (?:prompt|override|message)|chế độ nhà phát triển|developer mode|citation checks?\s*:\s*off`),
	// Forged turns of a chat.
	regexp.MustCompile(`(?i)"role"\s*:\s*"(?:system|assistant|user|developer|tool)"`),
	regexp.MustCompile(`(?im)^\s*(?:system|assistant|user|developer|hệ thống|trợ lý|người dùng)\s*[:–]\s*\S`),
}

// Span is a byte range [Start, End) of a text.
type Span struct{ Start, End int }

// InstructionSpans finds the lines and sentences of a document that speak to a
// machine. Spans are in order and do not overlap; the text may be in any normal
// form, but only NFC is read well.
func InstructionSpans(text string) []Span {
	var out []Span
	for start := 0; start <= len(text); {
		end := len(text)
		if i := strings.IndexByte(text[start:], '\n'); i >= 0 {
			end = start + i
		}
		for _, s := range sentencesOf(text, start, end) {
			if speaksToMachine(text[s.Start:s.End]) {
				out = append(out, s)
			}
		}
		start = end + 1
	}
	return out
}

// triggers are words without which no pattern matches; looking for them first
// keeps a long document cheap.
var triggers = []string{"trợ lý", "chatbot", "mô hình", "assistant", "llm", "instruction", "prompt", "rule", "guideline", "chỉ dẫn", "chế độ nhà", "chỉ thị hệ thống",
	"lời nhắc", "câu lệnh", "hướng dẫn hệ thống", "căn cứ khác", "căn cứ còn lại", "quy tắc của", "system", "cho mọi câu", "trả lời", "trích dẫn", "hãy", "admin", "developer",
	"\"role\"", "user", "người dùng", "người hỏi", "người đọc", "hệ thống:", "hệ thống –", "note to", "for ai", "to ai", "cho máy", "cho ai", "citation check"}

func speaksToMachine(s string) bool {
	if !norm.NFC.IsNormalString(s) {
		s = norm.NFC.String(s)
	}
	lower := strings.ToLower(s)
	found := false
	for _, t := range triggers {
		if strings.Contains(lower, t) {
			found = true
			break
		}
	}
	if !found {
		return false
	}
	for _, p := range instructions {
		if p.MatchString(s) {
			return true
		}
	}
	return false
}

// sentencesOf cuts a line at full stops; a line without a match of its own is
// cheap to cut, so nothing is decided here.
func sentencesOf(text string, start, end int) []Span {
	var out []Span
	from := start
	for i := start; i < end; i++ {
		if (text[i] == '.' || text[i] == '!' || text[i] == '?' || text[i] == ';') && (i+1 == end || text[i+1] == ' ') {
			out = append(out, Span{from, i + 1})
			from = i + 1
		}
	}
	if from < end {
		out = append(out, Span{from, end})
	}
	return out
}

// Stripped is what stands where a document spoke to a machine.
const Stripped = "[đã lược một câu không phải nội dung văn bản]"

// Strip takes the lines and sentences that speak to a machine out of a document,
// so that a model does not read them. It returns what was taken out, for the
// operator.
func Strip(text string) (string, []string) {
	spans := InstructionSpans(text)
	if len(spans) == 0 {
		return text, nil
	}
	var b strings.Builder
	var taken []string
	at := 0
	for _, s := range spans {
		b.WriteString(text[at:s.Start])
		b.WriteString(" " + Stripped)
		taken = append(taken, strings.TrimSpace(text[s.Start:s.End]))
		at = s.End
	}
	b.WriteString(text[at:])
	return b.String(), taken
}
