// Package extract turns the bytes of a file as its issuer publishes it into
// text with layout: paragraphs, tables, footnotes, running headers, with page
// numbers and whatever the source knows about structure. It knows nothing of
// law; package parse reads what it returns.
package extract

// BlockKind tells what a block is in the layout of its file.
type BlockKind uint8

// The kinds of block. Headers, footers and page numbers are kept apart from the
// body so that nothing is lost and nothing gets in the way.
const (
	Paragraph BlockKind = iota
	TableBlock
	FootnoteBlock
	HeaderBlock
	FooterBlock
)

// Block is a paragraph, table or note in reading order. Text is NFC with
// ordinary spaces, without line breaks except in FootnoteBlock and table cells.
type Block struct {
	Kind BlockKind
	Text string
	Page int // 1-based, 0 unknown
	// Layout where the format tells it.
	Bold, Italic, Centered bool
	Indent                 float64 // points
	// Label is the number a list gives the paragraph ("Điều 5.", "1.", "a)"); it
	// is already part of Text.
	Label string
	// ID and Class are the source's own marks: element id and classes of an HTML
	// page, joined by spaces ("prov-article").
	ID, Class string
	Rows      [][]string // of a TableBlock; Text then has a row a line, cells joined by " | "
	Mark      string     // of a FootnoteBlock
	// Notes are the footnote marks in Text, with the byte offset they stood at.
	Notes []NoteRef
}

// NoteRef is a footnote mark taken out of a block's text.
type NoteRef struct {
	Mark string
	At   int // byte offset in Block.Text
}

// Text is what was read of one file.
type Text struct {
	Blocks   []Block
	Format   string            // "docx", "html", "pdf", "txt", "doc", "rtf"
	Encoding string            // "utf-8", "utf-16le", "windows-1258", "tcvn3", "vni", "mixed"
	How      string            // "text", "ocr", "converted"
	Pages    int               // 0 where the format has none
	Meta     map[string]string // what the source says of the document: title, number, issued, effective, status, …
	Warnings []string          // English, for the quality report
}
