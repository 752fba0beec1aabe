package legacy

import "golang.org/x/text/encoding/charmap"

// tcvn1High is TCVN 5712:1993 VN1 from 0x80 on, sixteen characters a line.
const tcvn1High = "" +
	"ÀẢÃÁẠẶẬÈẺẼÉẸỆÌỈĨ" +
	"ÍỊÒỎÕÓỌỘỜỞỠỚỢÙỦŨ" +
	"\u00a0ĂÂÊÔƠƯĐăâêôơưđẰ" +
	"\u0300\u0309\u0303\u0301\u0323àảãáạẲằẳẵắẴ" +
	"ẮẦẨẪẤỀặầẩẫấậèỂẻẽ" +
	"éẹềểễếệìỉỄẾỒĩíịò" +
	"Ổỏõóọồổỗốộờởỡớợù" +
	"ỖủũúụừửữứựỳỷỹýỵỐ"

// tcvn1Low are its capitals among the control characters.
var tcvn1Low = map[byte]rune{
	0x01: 'Ú', 0x02: 'Ụ', 0x04: 'Ừ', 0x05: 'Ử', 0x06: 'Ữ', 0x11: 'Ứ', 0x12: 'Ự', 0x13: 'Ỳ', 0x14: 'Ỷ', 0x15: 'Ỹ', 0x16: 'Ý', 0x17: 'Ỵ',
}

// visciiHigh is RFC 1456 from 0x80 on.
const visciiHigh = "" +
	"ẠẮẰẶẤẦẨẬẼẸẾỀỂỄỆỐ" +
	"ỒỔỖỘỢỚỜỞỊỎỌỈỦŨỤỲ" +
	"Õắằặấầẩậẽẹếềểễệố" +
	"ồổỗỠƠộờởịỰỨỪỬơớƯ" +
	"ÀÁÂÃẢĂẳẵÈÉÊẺÌÍĨỳ" +
	"ĐứÒÓÔạỷừửÙÚỹỵÝỡư" +
	"àáâãảăữẫèéêẻìíĩỉ" +
	"đựòóôõỏọụùúũủýợỮ"

var visciiLow = map[byte]rune{0x02: 'Ẳ', 0x05: 'Ẵ', 0x06: 'Ẫ', 0x14: 'Ỷ', 0x19: 'Ỹ', 0x1E: 'Ỵ'}

// tables map a byte to its letter, for the encodings of one byte a letter.
var tables = [...]*[256]rune{
	TCVN3:  makeTCVN3(),
	TCVN1:  makeTable(tcvn1High, tcvn1Low),
	VNI:    nil,
	VISCII: makeTable(visciiHigh, visciiLow),
}

func makeTable(high string, low map[byte]rune) *[256]rune {
	var t [256]rune
	for i := range t {
		t[i] = rune(i)
	}
	i := 0x80
	for _, r := range high {
		t[i] = r
		i++
	}
	for b, r := range low {
		t[b] = r
	}
	return &t
}

// makeTCVN3 keeps of VN1 what the ABC fonts show: from 0x80 to 0x9F they have
// the punctuation of Windows.
func makeTCVN3() *[256]rune {
	t := makeTable(tcvn1High, nil)
	for i := 0x80; i < 0xA0; i++ {
		t[i] = cp1252[i]
	}
	return t
}

// cp1252 is Windows-1252; its five holes stay as they are.
var cp1252 = func() *[256]rune {
	var t [256]rune
	for i := range t {
		t[i] = charmap.Windows1252.DecodeByte(byte(i))
		if t[i] == '\uFFFD' {
			t[i] = rune(i)
		}
	}
	return &t
}()

// codeOf maps runes over 0xFF to the byte that a program read them from: by
// Windows-1252 or 1258, or as the text layers of PDF files give bytes that clash
// with a soft hyphen or a symbol.
var codeOf = func() map[rune]byte {
	m := map[rune]byte{
		0x2212: 0xAD, 0x2010: 0xAD, 0x2011: 0xAD, // minus, hyphens for a soft hyphen
		0x2219: 0xB7, 0x22C5: 0xB7, 0x2027: 0xB7, // dots
		0x03BC: 0xB5, // micro sign
		0x02C9: 0xAF, // macron
	}
	for b := 0x80; b < 0x100; b++ {
		for _, cm := range []*charmap.Charmap{charmap.Windows1258, charmap.Windows1252} {
			if r := cm.DecodeByte(byte(b)); r >= 0x100 && r != '\uFFFD' {
				m[r] = byte(b)
			}
		}
	}
	return m
}()
