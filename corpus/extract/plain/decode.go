package plain

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"
)

// decode turns the bytes of a text file into a string and names the encoding.
func decode(data []byte) (text, encoding string, warnings []string) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return decode16(data[2:], false), "utf-16le", nil
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decode16(data[2:], true), "utf-16be", nil
	default:
		if big, ok := bare16(data); ok {
			if big {
				return decode16(data, true), "utf-16be", nil
			}
			return decode16(data, false), "utf-16le", nil
		}
	}
	if utf8.Valid(data) {
		return string(data), "utf-8", nil
	}
	if text, err := charmap.Windows1258.NewDecoder().Bytes(data); err == nil {
		return string(text), "windows-1258", nil
	}
	return strings.ToValidUTF8(string(data), "\uFFFD"), "utf-8", []string{"invalid_utf8"}
}

func decode16(data []byte, big bool) string {
	units := make([]uint16, 0, len(data)/2)
	for i := 0; i+1 < len(data); i += 2 {
		u := uint16(data[i]) | uint16(data[i+1])<<8
		if big {
			u = u<<8 | u>>8
		}
		units = append(units, u)
	}
	return string(utf16.Decode(units))
}

// bare16 finds UTF-16 without a mark: the zero bytes of its ASCII letters stand
// on one side.
func bare16(data []byte) (big, ok bool) {
	var zeros [2]int
	head := data[:min(len(data), 16<<10)]
	for i, b := range head {
		if b == 0 {
			zeros[i%2]++
		}
	}
	more := max(zeros[0], zeros[1])
	if more*10 < len(head) || min(zeros[0], zeros[1])*10 > more {
		return false, false
	}
	return zeros[0] > zeros[1], true
}
