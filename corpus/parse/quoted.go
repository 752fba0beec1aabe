package parse

import (
	"strings"
	"unicode/utf8"
)

// quoteTracker follows quoted provisions of an amending act over its lines: new
// text that stands between “ and ” after "như sau:", whose điều, khoản and điểm
// are the amended act's and not this one's.
type quoteTracker struct {
	depth     int  // of curly quotes open at the end of the last line
	straight  int  // straight quotes seen since
	open      bool // inside quoted provisions
	opened    int  // line where they began
	bare      bool // they began without a quotation mark
	leadIn    bool // the line before announced text ("… như sau:")
	announced bool // and did so in an amending instruction
	curly     bool // opened by “, so that only ” closes
}

// closed says that every quotation mark since the opening one has its fellow.
func (q *quoteTracker) closed() bool {
	if q.bare {
		return false
	}
	if q.curly {
		return q.depth <= 0
	}
	return q.straight%2 == 0
}

// leadsIn says that a line announces the words of a provision: it ends in a
// colon after "như sau" or an instruction.
func leadsIn(s string) bool {
	s = strings.TrimRight(s, " \u00a0")
	if !strings.HasSuffix(s, ":") {
		return strings.HasSuffix(s, "như sau") || strings.HasSuffix(s, "như sau.")
	}
	return true
}

// closesQuote says that a line ends in a closing quotation mark, followed at
// most by punctuation: ”. ”; ".” and so on.
func closesQuote(s string) bool {
	if i := strings.LastIndex(s, " ["); i > 0 && strings.HasSuffix(s, "]") {
		s = s[:i] // a note of the publisher
	}
	s = strings.TrimRight(s, " \u00a0.;,:/)")
	for _, q := range [...]string{"”", "\"", "’’", "''", "»", "“", "’"} {
		if strings.HasSuffix(s, q) {
			return true
		}
	}
	return false
}

// quoteBalance counts the quotation marks of a line: curly ones opened minus
// closed, and the number of straight ones.
func quoteBalance(s string) (curly, straight int) {
	for i := 0; i < len(s); {
		c := s[i]
		if c < utf8.RuneSelf {
			if c == '"' {
				straight++
			}
			i++
			continue
		}
		r, n := utf8.DecodeRuneInString(s[i:])
		switch r {
		case '“', '«', '„':
			curly++
		case '”', '»':
			curly--
		}
		i += n
	}
	return curly, straight
}

// instructionVerbs begin an amending instruction.
var instructionVerbs = []string{
	"sửa đổi", "bổ sung", "bãi bỏ", "thay thế", "thay cụm từ", "thay từ", "hủy bỏ", "huỷ bỏ", "bỏ ", "đổi tên", "đổi thứ tự",
	"thay đổi", "chuyển ", "thêm ", "đính chính", "điều chỉnh", "tên ", "tên của", "cụm từ", "đoạn ", "đưa ", "gộp ", "tách ",
	"sửa tên", "thay ", "bổ xung", "ban hành", "sắp xếp", "sửa ", "điểm ", "khoản ", "các khoản", "các điểm", "các điều", "tại ",
	"mục ", "chương ", "phụ lục", "mẫu ", "các cụm từ", "các từ", "từ ", "tiêu đề", "phần ", "danh mục", "lời ", "ngừng", "ngưng", "bãi ",
	"hiệu lực", "giữ nguyên", "luật ", "bộ luật", "pháp lệnh", "nghị định", "nghị quyết", "quyết định", "thông tư", "chỉ thị", "các nội dung", "nội dung",
}

// isInstruction says that s reads as an amending instruction, or names the
// unit that it amends ("Điều 5 được sửa đổi …", "Khoản 2 Điều 7 …").
func isInstruction(s string) bool {
	for _, verb := range instructionVerbs {
		if foldPrefix(s, verb) > 0 {
			return true
		}
	}
	if dieuPrefix(s) > 0 {
		return true
	}
	return false
}
