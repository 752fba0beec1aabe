package rtf

import (
	"golang.org/x/text/encoding/charmap"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/layout"
)

// ignored are the destinations without text of the document.
var ignored = map[string]bool{
	"colortbl": true, "stylesheet": true, "info": true, "pict": true, "themedata": true, "colorschememapping": true,
	"datastore": true, "latentstyles": true, "listtable": true, "listoverridetable": true, "revtbl": true, "rsidtbl": true,
	"generator": true, "xmlnstbl": true, "fldinst": true, "bkmkstart": true, "bkmkend": true, "annotation": true,
	"atnid": true, "atnauthor": true, "atnref": true, "atrfstart": true, "atrfend": true, "atntime": true, "atndate": true,
	"ftnsep": true, "ftnsepc": true, "ftncn": true, "aftnsep": true, "aftnsepc": true, "aftncn": true,
	"objdata": true, "objclass": true, "objname": true, "shprslt": true, "nonesttables": true, "tc": true, "tcn": true,
	"xe": true, "rxe": true, "txe": true, "filetbl": true, "template": true, "pgdsctbl": true, "fontemb": true, "fontfile": true,
	"panose": true, "falt": true, "background": true, "listname": true, "pn": true, "private": true, "mmathPr": true,
	"userprops": true, "wgrffmtfilter": true, "protusertbl": true, "docvar": true, "passwordhash": true, "sp": true, "nonshppict": true,
}

// kept are the optional destinations whose text is read.
var kept = map[string]bool{
	"shpinst": true, "shptxt": true, "shppict": true, "listtext": true, "pntext": true, "ud": true, "footnote": true, "fldrslt": true,
	"fldtitle": true, "ptext": true, "dptxbxtext": true, "nestrow": true, "do": true, "result": true, "cs": true,
}

// word handles a control word with its number.
func (p *parser) word(word string, n int, has bool) {
	first := p.state.fresh
	if p.state.optional && first {
		// A group that begins with \* may be passed over when its word is unknown.
		p.state.optional = false
		if !kept[word] {
			p.state.dest = toNothing
			return
		}
	}
	if p.state.dest == toNothing {
		return
	}
	if p.state.dest == toFontTable {
		p.fontWord(word, n)
		return
	}
	if first && p.destination(word) {
		return
	}
	if p.character(word, n, has) || p.paragraphWord(word, n, has) {
		return
	}
	p.special(word, n)
}

// destination starts the groups that are set apart; it is false for other words.
func (p *parser) destination(word string) bool {
	if ignored[word] {
		p.state.dest = toNothing
		return true
	}
	switch word {
	case "fonttbl":
		p.state.dest = toFontTable
	case "listtext", "pntext":
		p.label = &layout.Paragraph{Decoder: &p.dec}
		p.state.dest = toLabel
	case "footnote":
		p.note()
	case "header", "headerl", "headerr", "headerf":
		p.runningHead(extract.HeaderBlock)
	case "footer", "footerl", "footerr", "footerf":
		p.runningHead(extract.FooterBlock)
	case "shptxt", "dptxbxtext":
		story := p.story
		p.substory(func(blocks []extract.Block) { story.boxes = append(story.boxes, blocks...) })
	case "upr":
		// The ANSI form comes first; the Unicode form follows in {\*\ud …}.
		p.state.dest = toNothing
		p.inUnicodePair()
	default:
		return false
	}
	return true
}

// inUnicodePair moves to the Unicode form of a pair, if there is one near.
func (p *parser) inUnicodePair() {
	depth := 0
	for i := p.pos; i < len(p.data); i++ {
		switch p.data[i] {
		case '\\':
			i++
		case '{':
			depth++
			if hasPrefix(p.data[i:], `{\*\ud`) {
				p.pos = i
				p.state.dest = toText
				return
			}
		case '}':
			if depth--; depth < 0 {
				return
			}
		}
	}
}

func hasPrefix(b []byte, s string) bool { return len(b) >= len(s) && string(b[:len(s)]) == s }

// fontWord reads the font table.
func (p *parser) fontWord(word string, n int) {
	switch {
	case word == "f":
		p.state.fontTableIndex = n
		p.fonts[n] = font{}
		// Entries need not stand in groups of their own: the group around has to know.
		for i := len(p.stack) - 1; i >= 0 && p.stack[i].dest == toFontTable; i-- {
			p.stack[i].fontTableIndex = n
		}
	case word == "fcharset":
		f := p.fonts[p.state.fontTableIndex]
		f.charset = n
		p.fonts[p.state.fontTableIndex] = f
	case ignored[word]:
		p.state.dest = toNothing
	}
}

// character handles the properties of characters.
func (p *parser) character(word string, n int, has bool) bool {
	on := !has || n != 0
	switch word {
	case "plain":
		p.state.font = p.deff
		p.state.bold, p.state.italic, p.state.hidden, p.state.deleted = false, false, false, false
	case "f":
		p.state.font = n
	case "b":
		p.state.bold = on
	case "i":
		p.state.italic = on
	case "v":
		p.state.hidden = on
	case "deleted":
		p.state.deleted = on
	case "uc":
		p.state.unicodeSkip = min(max(n, 0), 16)
	case "deff":
		p.deff, p.state.font = n, n
	case "ansicpg":
		p.codepage = n
	case "mac":
		p.codepage = 10000
	default:
		return false
	}
	return true
}

// paragraphWord handles the properties and ends of paragraphs, cells and rows.
func (p *parser) paragraphWord(word string, n int, has bool) bool {
	switch word {
	case "pard":
		p.state.align, p.state.indent, p.state.first, p.state.inTable, p.state.tableDepth = "", 0, 0, false, 0
	case "qc":
		p.state.align = "c"
	case "ql", "qr", "qj", "qd":
		p.state.align = ""
	case "li", "lin":
		p.state.indent = min(max(n, -1<<16), 1<<16)
	case "fi":
		p.state.first = min(max(n, -1<<16), 1<<16)
	case "intbl":
		p.state.inTable = true
	case "itap":
		p.state.tableDepth = n
	case "trowd":
		p.story.row, p.story.next = nil, 0
	case "trleft":
		p.story.next = n
	case "cellx":
		if len(p.story.row) < 200 {
			p.story.row = append(p.story.row, p.story.next)
			p.story.next = n
		}
	case "par", "sect", "page", "nestcell", "nestrow":
		if p.state.dest == toText && !(p.state.deleted && word == "par") {
			p.endParagraph()
		}
	case "cell":
		if p.state.dest == toText {
			p.endCell()
		}
	case "row":
		if p.state.dest == toText {
			p.endRow()
		}
	default:
		return false
	}
	return true
}

// characters are the control words that stand for one.
var characters = map[string]string{
	"emdash": "—", "endash": "–", "lquote": "‘", "rquote": "’", "ldblquote": "“", "rdblquote": "”", "bullet": "•",
	"emspace": " ", "enspace": " ", "qmspace": " ", "ltrmark": "", "rtlmark": "", "zwj": "", "zwnj": "", "zwbo": "", "zwnbo": "",
}

func (p *parser) special(word string, n int) {
	if s, ok := characters[word]; ok {
		p.write(s)
		return
	}
	switch word {
	case "u":
		p.unicode(n)
	case "tab":
		if p.state.dest == toText && !p.state.hidden && !p.state.deleted {
			p.story.text.Tab()
		}
	case "line", "column", "lbr":
		if p.state.dest == toText && !p.state.hidden && !p.state.deleted {
			p.story.text.Break()
		}
	case "chftn":
		p.pending = p.state.dest == toText && !p.inNote()
	}
}

// inNote tells whether the text goes to a note: there \chftn repeats the mark.
func (p *parser) inNote() bool { return p.inNotes > 0 }

// charmapOf gives the single-byte encoding of a font's charset; 0 and 1 are that
// of the document.
func charmapOf(charset, codepage int) *charmap.Charmap {
	switch charset {
	case 163:
		codepage = 1258
	case 238:
		codepage = 1250
	case 204:
		codepage = 1251
	case 161:
		codepage = 1253
	case 162:
		codepage = 1254
	case 186:
		codepage = 1257
	case 77:
		codepage = 10000
	}
	switch codepage {
	case 1250:
		return charmap.Windows1250
	case 1251:
		return charmap.Windows1251
	case 1253:
		return charmap.Windows1253
	case 1254:
		return charmap.Windows1254
	case 1257:
		return charmap.Windows1257
	case 1258:
		return charmap.Windows1258
	case 10000:
		return charmap.Macintosh
	}
	return charmap.Windows1252
}
