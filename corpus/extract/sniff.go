package extract

import (
	"bytes"
	"encoding/binary"
	"unicode/utf16"

	"trolyluat/corpus/extract/cfb"
)

// Sniff tells the format of a file from its bytes. The name plays no part: much
// of what is published as .doc is HTML or RTF.
func Sniff(data []byte) Format {
	switch {
	case bytes.HasPrefix(data, []byte("PK\x03\x04")), bytes.HasPrefix(data, []byte("PK\x05\x06")):
		return sniffZip(data)
	case bytes.HasPrefix(data, []byte("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1")):
		return sniffOLE(data)
	case bytes.HasPrefix(data, []byte("\x1f\x8b")):
		return FormatGzip
	case bytes.HasPrefix(data, []byte("Rar!\x1a\x07")):
		return FormatRAR
	case bytes.HasPrefix(data, []byte("7z\xbc\xaf\x27\x1c")):
		return Format7z
	case bytes.HasPrefix(data, []byte("\x89PNG")), bytes.HasPrefix(data, []byte("\xff\xd8\xff")),
		bytes.HasPrefix(data, []byte("GIF8")), bytes.HasPrefix(data, []byte("II*\x00")),
		bytes.HasPrefix(data, []byte("MM\x00*")):
		return FormatImage
	case len(data) > 262 && string(data[257:262]) == "ustar":
		return FormatTar
	}
	head := data[:min(len(data), 1024)]
	trimmed := bytes.TrimLeft(bytes.TrimPrefix(head, []byte("\xef\xbb\xbf")), " \t\r\n")
	if bytes.HasPrefix(trimmed, []byte(`{\rtf`)) {
		return FormatRTF
	}
	if looksHTML(data) {
		return FormatHTML
	}
	// PDF readers accept some junk before the header (ISO 32000-1, annex H.3).
	if bytes.Contains(head, []byte("%PDF-")) {
		return FormatPDF
	}
	if looksMIME(trimmed) {
		return FormatMHTML
	}
	if bytes.HasPrefix(trimmed, []byte("<?xml")) {
		return FormatXML
	}
	if looksText(data) {
		return FormatTXT
	}
	return FormatBinary
}

// sniffZip tells OOXML and OpenDocument packages from plain archives by the
// names in the package. A package cut off before its directory still names its
// first entries, so that it is refused as a truncated document.
func sniffZip(data []byte) Format {
	switch {
	case zipNames(data, "word/document"):
		return FormatDOCX
	case zipNames(data, "xl/workbook"):
		return FormatXLSX
	case zipNames(data, "ppt/presentation"):
		return FormatPPTX
	case len(data) > 80 && bytes.Contains(data[30:80], []byte("mimetypeapplication/vnd.oasis.opendocument.text")):
		return FormatODT
	// Word writes [Content_Types].xml first; a cut file may end before the part
	// that would tell the kind.
	case len(data) > 60 && bytes.HasPrefix(data[30:], []byte("[Content_Types].xml")):
		if zipNames(data, "xl/") {
			return FormatXLSX
		}
		if zipNames(data, "ppt/") {
			return FormatPPTX
		}
		return FormatDOCX
	}
	return FormatZip
}

// zipNames tells whether an entry name that begins with prefix stands in a local
// header or in the central directory.
func zipNames(data []byte, prefix string) bool {
	for _, h := range []struct {
		sig     string
		nameAt  int
		nameLen int
	}{{"PK\x03\x04", 30, 26}, {"PK\x01\x02", 46, 28}} {
		rest := data
		for {
			i := bytes.Index(rest, []byte(h.sig))
			if i < 0 {
				break
			}
			rest = rest[i:]
			if len(rest) < h.nameAt+len(prefix) {
				break
			}
			n := int(binary.LittleEndian.Uint16(rest[h.nameLen:]))
			if n >= len(prefix) && string(rest[h.nameAt:h.nameAt+len(prefix)]) == prefix {
				return true
			}
			rest = rest[4:]
		}
	}
	return false
}

// sniffOLE tells Word, Excel, PowerPoint and encrypted OOXML apart by the streams
// of the root; in a container that does not open, by the names in it.
func sniffOLE(data []byte) Format {
	has := func(name string) bool { return bytes.Contains(data, utf16le(name)) }
	f, err := cfb.Open(data)
	if err == nil {
		has = f.Has
	}
	switch {
	case has("EncryptedPackage"):
		return FormatEncryptedOffice
	case has("WordDocument"):
		return FormatDOC
	case has("Workbook"), has("Book"):
		return FormatXLS
	case has("PowerPoint Document"):
		return FormatPPT
	case err != nil:
		return FormatBrokenOLE
	}
	return FormatBinary
}

func utf16le(s string) []byte {
	units := utf16.Encode([]rune(s))
	out := make([]byte, 0, 2*len(units))
	for _, u := range units {
		out = append(out, byte(u), byte(u>>8))
	}
	return out
}

var htmlMarks = [][]byte{
	[]byte("<!doctype html"), []byte("<html"), []byte("<head"), []byte("<body"), []byte("<meta"),
	[]byte("<div"), []byte("<table"), []byte("<p>"), []byte("<p "), []byte("<h1"), []byte("<h2"), []byte("<h3"), []byte("<span"), []byte("<title"), []byte("<style"), []byte("<script"), []byte("<!--"),
}

// looksHTML tells markup from text that only mentions a tag: the first thing that
// is not white space must be markup, and a known element must be near.
func looksHTML(data []byte) bool {
	head := data[:min(len(data), 4096)]
	if len(head) >= 2 && (head[0] == 0xff && head[1] == 0xfe || head[0] == 0xfe && head[1] == 0xff ||
		len(head) >= 4 && head[0] == '<' && head[1] == 0) {
		head = bytes.ReplaceAll(head[:len(head)&^1], []byte{0}, nil)
		head = bytes.TrimLeft(head, "\xff\xfe")
	}
	head = bytes.TrimPrefix(head, []byte("\xef\xbb\xbf"))
	head = bytes.ToLower(bytes.TrimLeft(head, " \t\r\n\f"))
	if len(head) == 0 || head[0] != '<' {
		return false
	}
	for _, m := range htmlMarks {
		if bytes.HasPrefix(head, m) {
			return true
		}
	}
	// XHTML, or MHTML-like preambles: "<?xml …?><html".
	if bytes.HasPrefix(head, []byte("<?xml")) || bytes.HasPrefix(head, []byte("<!doctype")) {
		return bytes.Contains(head, []byte("<html")) || bytes.Contains(head, []byte("<body"))
	}
	return bytes.Contains(head, []byte("</p>")) || bytes.Contains(head, []byte("</div>")) || bytes.Contains(head, []byte("<html"))
}

// looksMIME tells a web archive: it begins with header lines, and one of them
// names a page or a bundle of parts.
func looksMIME(head []byte) bool {
	low := bytes.ToLower(head)
	first, _, _ := bytes.Cut(low, []byte(":"))
	switch string(first) {
	case "mime-version", "content-type", "from", "date", "subject", "x-unsent":
		return bytes.Contains(low, []byte("content-type: multipart/")) || bytes.Contains(low, []byte("content-type: text/html"))
	}
	return false
}

// looksText tells text in any encoding from binary data by its control bytes.
func looksText(data []byte) bool {
	if len(data) >= 2 && (data[0] == 0xff && data[1] == 0xfe || data[0] == 0xfe && data[1] == 0xff) {
		return true
	}
	head := data[:min(len(data), 64<<10)]
	var zeroEven, zeroOdd, control int
	for i, b := range head {
		switch {
		case b == 0 && i%2 == 0:
			zeroEven++
		case b == 0:
			zeroOdd++
		case b < 0x20 && b != '\t' && b != '\n' && b != '\r' && b != '\f' && b != '\v':
			control++
		}
	}
	half := max(1, len(head)/2)
	if (zeroEven+zeroOdd)*500 <= len(head) {
		// A stray zero is an accident. TCVN3 keeps some letters under 0x20, so a few
		// are no proof of binary data.
		return control*20 <= len(head)
	}
	// UTF-16 without a mark: zeros on one side only, or mostly, and many of them.
	if zeroOdd > zeroEven*10 || zeroEven > zeroOdd*10 {
		return max(zeroOdd, zeroEven)*5 > half
	}
	return false
}
