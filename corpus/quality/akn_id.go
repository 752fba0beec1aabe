package quality

import (
	"bytes"
	"encoding/xml"
	"strings"
	"unicode"

	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
)

// aknSegments are the names of path segments in ids.
var aknSegments = []struct{ prefix, name string }{
	{"kt", "att"}, {"pl", "annex"}, {"tm", "subsec"}, {"p", "part"}, {"c", "chp"}, {"m", "sec"}, {"d", "art"}, {"k", "para"},
}

// aknID makes an eId of a path in the way of the AKN naming convention:
// "d12/k2/đ" is art_12__para_2__point_đ.
func aknID(path string) string {
	var b strings.Builder
	depth := 0
	for seg := range strings.SplitSeq(path, "/") {
		if b.Len() > 0 {
			b.WriteString("__")
		}
		name, number := "hcontainer", seg
		for _, n := range aknSegments {
			rest := strings.TrimPrefix(seg, n.prefix)
			digits := rest != seg && rest != "" && unicode.IsDigit(rune(rest[0]))
			if digits && (depth == 0 || depth == 1 && n.prefix == "k") {
				name, number = n.name, rest
				break
			}
		}
		if name == "hcontainer" && depth > 0 {
			name = "point"
		}
		if name == "art" || depth > 0 {
			depth++
		}
		b.WriteString(name + "_" + strings.ReplaceAll(number, "~", "-"))
	}
	return b.String()
}

// splitNumber cuts the label off the first line of a provision: "Điều 25." and
// "Thời gian thử việc".
func splitNumber(line string, p *corpus.Provision) (num, text string) {
	line = strings.TrimSpace(line)
	if p.Label == "" {
		return "", line
	}
	at := strings.Index(strings.ToLower(line), strings.ToLower(p.Label))
	if at < 0 || at > 24 {
		return "", line
	}
	end := at + len(p.Label)
	for end < len(line) && strings.IndexByte(".):/-", line[end]) >= 0 {
		end++
	}
	return line[:end], strings.TrimSpace(line[end:])
}

// attr escapes a text for XML; characters that XML cannot hold are dropped.
func attr(s string) string {
	var b bytes.Buffer
	if err := xml.EscapeText(&b, []byte(s)); err != nil {
		return "" // a bytes.Buffer does not fail
	}
	return b.String()
}

func slug(s string) string {
	return strings.Join(strings.FieldsFunc(vitext.Fold(s), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) }), "-")
}
