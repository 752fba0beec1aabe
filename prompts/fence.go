package prompts

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"regexp"
	"strings"
	"unicode"
)

// Fence returns the line that encloses data in a prompt. It is made of a hash
// of the data: the same data give the same fence, so that renders are stable
// and cacheable, and no text can hold the fence of a prompt that it is part of,
// because the fence depends on it. What merely looks like a fence is taken out
// of the data by [Neutralise].
func Fence(data ...string) string {
	for n := 0; ; n++ {
		h := sha256.New()
		fmt.Fprintf(h, "%d", n)
		for _, d := range data {
			fmt.Fprintf(h, "\x00%d\x00%s", len(d), d)
		}
		fence := fenceMark + " DỮ LIỆU " + hex.EncodeToString(h.Sum(nil))[:12]
		clash := false
		for _, d := range data {
			clash = clash || strings.Contains(d, fence)
		}
		if !clash {
			return fence
		}
	}
}

const fenceMark = "====="

var (
	// Runs of the letters that fences and the chat formats of models are made
	// of. Law has none of them but dotted and dashed rules of forms, which lose
	// nothing by being shortened.
	fenceRuns = regexp.MustCompile(`={3,}|<{3,}|>{3,}|#{3,}|~{3,}|` + "`{3,}" + `|-{5,}|_{5,}|\*{4,}`)
	// Marks that chat templates use to tell who speaks.
	chatMarks = regexp.MustCompile(`(?i)<\s*/?\s*\|[^|<>\n]{0,40}\|\s*>?|\[\s*/?\s*INST\s*\]|<<\s*/?\s*SYS\s*>>|` +
		`</?\s*(?:system|assistant|user|tool|instructions?|human|ai|s|prompt|evidence|data|document)\b[^<>\n]{0,80}>`)
	// A line that pretends to be another speaker.
	speakers = regexp.MustCompile(`(?im)^(\s*)(system|assistant|user|developer|tool|human|hệ thống|trợ lý|người dùng)(\s*):`)
)

// Neutralise makes a text from outside harmless as data of a prompt: control
// and invisible letters go, runs that look like fences are cut to two letters,
// marks of chat formats are taken out and a line that plays another speaker
// loses its colon. Ordinary law comes through unchanged but for such runs.
func Neutralise(s string) string {
	s = strings.ToValidUTF8(s, "\uFFFD")
	s = strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\t':
			return r
		case r == '\r', r == '\u2028', r == '\u2029', r == '\u0085', r == '\v', r == '\f':
			return '\n'
		case r >= 0xE0000 && r <= 0xE007F: // tag letters hide text from people
			return -1
		case r >= 0xFE00 && r <= 0xFE0F, r >= 0xE0100 && r <= 0xE01EF: // variation selectors
			return -1
		case unicode.Is(unicode.Cf, r), unicode.Is(unicode.Co, r), unicode.IsControl(r):
			return -1
		case r == '＝', r == '═', r == '﹦', r == '⹀':
			return '='
		case r == '＜', r == '‹', r == '〈', r == '﹤', r == '⟨':
			return '<'
		case r == '＞', r == '›', r == '〉', r == '﹥', r == '⟩':
			return '>'
		case r == '｜', r == '∣', r == '￨':
			return '|'
		}
		return r
	}, s)
	for range 4 { // taking a mark out may bring another together
		t := chatMarks.ReplaceAllString(s, " ")
		t = fenceRuns.ReplaceAllStringFunc(t, func(m string) string { return m[:2] })
		if t == s {
			break
		}
		s = t
	}
	return speakers.ReplaceAllString(s, "$1$2 –")
}
