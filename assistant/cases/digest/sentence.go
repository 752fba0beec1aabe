package digest

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"trolyluat/corpus"
)

// sentences cuts a part of a text into sentences without the space around them.
// Line breaks inside a sentence (PDF, hard wraps) do not end it; a bullet, an
// empty line or a break behind a colon does.
func sentences(text string, span corpus.Span) []corpus.Span {
	var out []corpus.Span
	start := span.Start
	cut := func(end int) {
		from, to := start, end
		for from < to && isSpace(text[from]) {
			from++
		}
		for to > from && isSpace(text[to-1]) {
			to--
		}
		if to > from {
			out = append(out, corpus.Span{Start: from, End: to})
		}
		start = end
	}
	for i := span.Start; i < span.End; i++ {
		switch text[i] {
		case '.', '!', '?', ';':
			if endsSentence(text[:span.End], start, i) {
				cut(i + 1)
			}
		case '\n':
			if i > start && breaks(text[:span.End], i) {
				cut(i)
			}
		}
	}
	cut(span.End)
	return out
}

func isSpace(b byte) bool { return b == ' ' || b == '\n' || b == '\t' || b == '\r' }

// endsSentence says that the mark at i ends a sentence: space and then a capital,
// a number or a bullet follow, and what stands before is no abbreviation.
func endsSentence(text string, start, i int) bool {
	j := i + 1
	for j < len(text) && (text[j] == ' ' || text[j] == '\n' || text[j] == '\t') {
		j++
	}
	if j == len(text) {
		return true
	}
	if j == i+1 {
		return false // "1.000", "TP.HCM", "…"
	}
	if text[i] == ';' {
		return true
	}
	r, _ := utf8.DecodeRuneInString(text[j:])
	if !unicode.IsUpper(r) && !unicode.IsDigit(r) && !strings.ContainsRune("-–+*“\"([•", r) {
		return false
	}
	word := text[start:i]
	word = word[strings.LastIndexAny(word, " \n\t(")+1:]
	switch strings.ToLower(word) {
	case "tp", "t.p", "q", "p", "tx", "tt", "ths", "ts", "gs", "pgs", "số", "stt", "v.v":
		return false
	}
	// A numbered item ("1. Ông A") is no sentence, nor is a name cut to a letter.
	return utf8.RuneCountInString(word) > 2 || !(isDigits(word) || utf8.RuneCountInString(word) == 1) || i-start > 40
}

func isDigits(s string) bool { return s != "" && strings.Trim(s, "0123456789") == "" }

// breaks says that the line break at i ends a sentence.
func breaks(text string, i int) bool {
	before := strings.TrimRight(text[:i], " \t")
	after := strings.TrimLeft(text[i+1:], " \t")
	if after == "" || after[0] == '\n' {
		return true
	}
	if strings.HasSuffix(before, ":") {
		return true
	}
	r, size := utf8.DecodeRuneInString(after)
	if strings.ContainsRune("-–+*•", r) {
		return size < len(after) && (after[size] == ' ' || unicode.IsUpper(rune(after[size])))
	}
	return false
}
