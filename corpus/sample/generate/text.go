package main

import (
	"fmt"
	"strings"

	"golang.org/x/text/encoding/charmap"
	"golang.org/x/text/unicode/norm"
)

// renderText writes a TXT file: UTF-8, or windows-1258 where the source's head
// has "@encoding: windows-1258".
func renderText(s *source) ([]byte, error) {
	var b strings.Builder
	line := func(t string) { b.WriteString(plain(t) + "\r\n") }
	for _, bl := range s.blocks {
		switch bl.kind {
		case pair:
			for _, l := range bl.left {
				line(l)
			}
			if len(bl.left) > 0 && len(bl.right) > 0 {
				line("")
			}
			for _, r := range bl.right {
				line(r)
			}
			line("")
		case table:
			for _, row := range bl.rows {
				line("| " + strings.Join(row, " | ") + " |")
			}
		case rule:
			line("_______________")
		case mark, centred, heading:
			line(bl.text)
			if bl.kind == mark {
				line("")
			}
		default:
			line(bl.text)
		}
	}
	if s.head["encoding"] != "windows-1258" {
		return []byte(b.String()), nil
	}
	return encode1258(b.String())
}

// encode1258 writes windows-1258: the code page has the vowels with circumflex,
// breve and horn as letters and the five tones as combining marks after them.
func encode1258(text string) ([]byte, error) {
	var out []byte
	text = strings.NewReplacer("–", "-").Replace(text)
	var it norm.Iter
	it.InitString(norm.NFD, text)
	for !it.Done() {
		var base []rune
		var tone []rune
		for _, r := range string(it.Next()) {
			switch r {
			case '\u0300', '\u0301', '\u0303', '\u0309', '\u0323':
				tone = append(tone, r)
			default:
				base = append(base, r)
			}
		}
		for _, r := range norm.NFC.String(string(base)) + string(tone) {
			c, ok := charmap.Windows1258.EncodeRune(r)
			if !ok {
				return nil, fmt.Errorf("windows-1258 has no %q", r)
			}
			out = append(out, c)
		}
	}
	return out, nil
}
