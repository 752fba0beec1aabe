package plain

import (
	"bytes"
	"strings"
	"unicode/utf16"
	"unicode/utf8"

	"golang.org/x/text/encoding/charmap"

	"trolyluat/corpus/vitext/legacy"
)

// decode turns the bytes of a text file into a string and names the encoding. A
// file may mix encodings: then every line is read by its own evidence.
func decode(data []byte) (text, encoding string, warnings []string) {
	switch {
	case bytes.HasPrefix(data, []byte("\xef\xbb\xbf")):
		data = data[3:]
	case bytes.HasPrefix(data, []byte("\xff\xfe")):
		return decode16(data[2:], false, "utf-16le")
	case bytes.HasPrefix(data, []byte("\xfe\xff")):
		return decode16(data[2:], true, "utf-16be")
	default:
		if big, ok := bare16(data); ok {
			if big {
				return decode16(data, true, "utf-16be")
			}
			return decode16(data, false, "utf-16le")
		}
	}
	if utf8.Valid(data) {
		text, enc := repairLines(string(data))
		if enc == "" {
			enc = "utf-8"
		}
		return text, enc, nil
	}
	return decodeLines(data)
}

func decode16(data []byte, big bool, name string) (text, encoding string, warnings []string) {
	if len(data)%2 == 1 {
		warnings = append(warnings, "odd_utf16_length")
	}
	units := make([]uint16, 0, len(data)/2)
	for i := 0; i+1 < len(data); i += 2 {
		u := uint16(data[i]) | uint16(data[i+1])<<8
		if big {
			u = u<<8 | u>>8
		}
		units = append(units, u)
	}
	return string(utf16.Decode(units)), name, warnings
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

// tally counts bytes by encoding.
type tally map[string]int

// name is the encoding of the file: that of nearly all its lines, or "mixed".
func (t tally) name(otherwise string) string {
	total, best := 0, ""
	for name, n := range t {
		total += n
		if n > t[best] || n == t[best] && name < best {
			best = name
		}
	}
	switch {
	case total == 0:
		return otherwise
	case t[best]*20 >= total*19:
		return best
	}
	return "mixed"
}

// repairLines finds lines of UTF-8 text that hold a legacy encoding, as text
// copied out of an old document does, and words in one among words in Unicode, as
// in an old form that was filled in. The encoding is that of the lines, "" where
// there are none of either.
func repairLines(text string) (string, string) {
	var scale legacy.Scale
	prior, strays := scale.Guess(text), scale.Strays(text)
	var out strings.Builder
	done := 0
	counts := tally{}
	for start := 0; start < len(text); {
		end := start + lineLength(text[start:])
		line := text[start:end]
		if !isASCII(line) {
			if hasVietnamese(line) {
				counts["utf-8"] += len(line)
				if fixed := scale.RepairStrays(line, strays); fixed != line {
					out.WriteString(text[done:start])
					out.WriteString(fixed)
					done = end
				}
			} else if fixed, enc := scale.Repair(line, prior); enc != legacy.None {
				out.WriteString(text[done:start])
				out.WriteString(fixed)
				done = end
				counts[enc.String()] += len(line)
			} else if fixed := scale.RepairStrays(line, strays); fixed != line {
				out.WriteString(text[done:start])
				out.WriteString(fixed)
				done = end
			}
		}
		start = end
	}
	if done == 0 {
		return text, ""
	}
	out.WriteString(text[done:])
	return out.String(), counts.name("utf-8")
}

// decodeLines reads bytes that are not UTF-8 as a whole, line by line: each as
// UTF-8 where it is valid and the file has such lines, else in the legacy
// encoding that its words or those of the whole file speak for, else as
// Windows-1258.
func decodeLines(data []byte) (text, encoding string, warnings []string) {
	var scale legacy.Scale
	prior := scale.GuessBytes(data)
	var out strings.Builder
	out.Grow(len(data) * 3 / 2)
	counts := tally{}
	broken := false
	for start := 0; start < len(data); {
		end := start + lineLength(string(data[start:min(len(data), start+1<<16)]))
		line := data[start:end]
		start = end
		switch {
		case isASCII(string(line)):
			out.Write(line)
		case utf8.Valid(line) && hasVietnamese(string(line)):
			out.Write(line)
			counts["utf-8"] += len(line)
		default:
			s, name := decodeLine(&scale, line, prior)
			broken = broken || name == "utf-8"
			out.WriteString(s)
			counts[name] += len(line)
		}
	}
	if broken {
		warnings = append(warnings, "invalid_utf8")
	}
	return out.String(), counts.name("windows-1258"), warnings
}

func decodeLine(scale *legacy.Scale, line []byte, prior legacy.Encoding) (text, encoding string) {
	runes := make([]rune, len(line))
	for i, b := range line {
		runes[i] = rune(b)
	}
	raw := string(runes)
	windows, err := charmap.Windows1258.NewDecoder().String(string(line))
	if err != nil {
		windows = raw
	}
	asWindows := scale.Weigh(windows).Unicode
	enc := prior
	if prior != legacy.None {
		if e := scale.Weigh(raw); !e.Explained(prior) && e.Words > 0 {
			enc = scale.GuessBytes(line)
			if enc == legacy.None && e.Decoded[prior] >= asWindows {
				enc = prior // too short to tell
			}
		}
	} else {
		enc = scale.GuessBytes(line)
	}
	if enc != legacy.None {
		return legacy.DecodeBytes(enc, false, line), enc.String()
	}
	// UTF-8 with a damaged byte: most of its high bytes are still in sequences.
	if s := strings.ToValidUTF8(string(line), "\uFFFD"); hasVietnamese(s) && strings.Count(s, "\uFFFD")*8 < highBytes(line) {
		return s, "utf-8"
	}
	return windows, "windows-1258"
}

func highBytes(b []byte) int {
	n := 0
	for _, c := range b {
		if c >= utf8.RuneSelf {
			n++
		}
	}
	return n
}

func lineLength(s string) int {
	if i := strings.IndexByte(s, '\n'); i >= 0 {
		return i + 1
	}
	return len(s)
}

// isASCII tells lines that read the same everywhere; other control characters
// may be letters of VISCII and TCVN 5712.
func isASCII(s string) bool {
	for i := 0; i < len(s); i++ {
		if c := s[i]; c >= utf8.RuneSelf || c < 0x20 && c != '\t' && c != '\n' && c != '\r' && c != '\f' && c != '\v' {
			return false
		}
	}
	return true
}

// hasVietnamese tells text with letters that no misread legacy text shows: those
// with two marks, or combining marks.
func hasVietnamese(s string) bool {
	for _, r := range s {
		if r >= 0x1EA0 && r <= 0x1EF9 || r == 0x0300 || r == 0x0301 || r == 0x0303 || r == 0x0309 || r == 0x0323 || r == 0x031B {
			return true
		}
	}
	return false
}
