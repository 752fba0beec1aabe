// Package phapdien reads the Bộ pháp điển điện tử as its portal publishes it:
// one HTML file for each đề mục, in which every provision in force of every
// central text stands with its anchor, its source and its cross references.
// [Read] takes one file, [ReadIndex] the tree of chủ đề and đề mục that may lie
// beside them (jsonData.js), and [Assemble] turns all of them into one
// corpus.Document for each source document.
//
// Package ingest calls it; the provisions need no parsing of statutes, since
// the source states number, article and dates of each.
package phapdien

import (
	"trolyluat/corpus"
)

// Tag is the Source.Tag and Source.Format of documents from the pháp điển.
const Tag = "phapdien"

// DeMuc is one đề mục: a subject with the provisions on it.
type DeMuc struct {
	ID     string // name of the file without its extension, the portal's own id
	Number string // "36.3": chủ đề and đề mục
	Title  string // "Thanh niên"
	Topic  string // chủ đề, where ReadIndex told it
	// Provisions in the order of the file.
	Provisions []Provision
	Headings   []Heading // every heading once, in order
	Warnings   []string
}

// Heading is a Phần, Chương, Mục of a đề mục.
type Heading struct {
	Anchor string
	Level  corpus.Level
	Label  string // "I", "1"
	Title  string // "NHỮNG QUY ĐỊNH CHUNG"
	Parent int    // index in DeMuc.Headings, -1 at the top
	Links  []Link // what the whole chapter is said to be related to
}

// Provision is one điều of the pháp điển.
type Provision struct {
	Anchor  string
	Title   string // "Điều 36.3.LQ.1. Thanh niên", as printed
	Label   string // "36.3.LQ.1"
	Heading string // "Thanh niên"
	// Main says that the provision belongs to the text that gives the đề mục its
	// order, so that the headings above are that text's own.
	Main   bool
	Above  int    // index in DeMuc.Headings of the innermost heading, -1 for none
	Note   string // the source note as printed
	Source Source
	// Amendments are what the note tells of changes to the provision.
	Amendments []Amendment
	Links      []Link // "có nội dung liên quan đến"
	// Text is the provision without its title, a paragraph or table row a line,
	// NFC with ordinary spaces. The spans of Tables are in it.
	Text   string
	Tables []corpus.Table
}

// Source is where a provision comes from.
type Source struct {
	Article   string // "1", "12a"; "" where the note names none
	Unit      string // as printed: "Điều 1", "Mục IV"
	Number    string // as printed: "57/2020/QH14"
	Kind      string // as printed: "Luật", "Thông tư liên tịch"
	Name      string // "Luật Thanh niên"; only at one provision of each document
	Issuer    string // as Name
	Issued    corpus.Date
	Effective corpus.Date
	ItemID    string // the document's number on vbpl.vn
	URL       string
	// Chapter and Section are where the article stands in its own text, from the
	// link: "II", "1".
	Chapter, Section string
}

// Amendment is one change told by a source note.
type Amendment struct {
	// Types of the note, in its order: Amends, Supplements, Repeals, Replaces,
	// Suspends, Corrects.
	Types []corpus.RelationType
	// Whole says that the provision itself was added, repealed or suspended, and
	// not only something in it.
	Whole   bool
	Article string // of the amending text as printed: "Điều 1", "Điều 10, Điều 11"
	Kind    string
	Number  string // as printed, "" where there is none
	From    corpus.Date
	Note    string // the words it was read from
	URL     string
}

// Link is a cross reference.
type Link struct {
	Anchor string // of the pháp điển; "" for a link to vbpl.vn
	URL    string
	ItemID string
	Text   string
}
