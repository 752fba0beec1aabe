// Package reference finds, parses and resolves legal references: the places
// where running text or a user's question names provisions and documents
// ("điểm a, b và đ khoản 2 Điều 5 của Luật này", "45/2019/QH14", "Luật Đất đai
// năm 2013", "k2 d5 blld").
//
// [Find] reads running text and [FindQuery] what people type. Both know no
// store: they say what the words name. A [Resolver] then says which documents
// and provisions those are on a date, or that it cannot be told. The parser,
// the amender, the quality report, query analysis and the citation checker
// call this package.
package reference

import "trolyluat/corpus"

// Reference is one place that names provisions, a document, or provisions of a
// document. A list whose units share a document is one reference with several
// targets: the higher unit is distributed over the lower ones.
type Reference struct {
	// Span is the bytes of the text from the first unit or document word to the
	// last; leading "các", "từ", "của" are not part of it.
	Span corpus.Span `json:"span"`
	// Document is zero when the text names none: the units are then of the
	// document that holds the text.
	Document Document `json:"document,omitzero"`
	// Targets are the units; empty when only a document is named.
	Targets []Target `json:"targets,omitempty"`
}

// Document is a document as a reference names it.
type Document struct {
	// Key is the normalised number when the text prints it whole, or when the
	// kind completes it (Nghị định 100/2019 → 100/2019/NĐ-CP).
	Key string `json:"key,omitempty"`
	// Number is a number printed in part ("100/2019", "326").
	Number string `json:"number,omitempty"`
	// Name is the name with its kind, in the lexicon's spelling where it knows
	// it ("Luật Đất đai"), else as printed.
	Name string `json:"name,omitempty"`
	// Kind is empty where neither word nor number tells it.
	Kind corpus.Kind `json:"kind,omitempty"`
	Year int         `json:"year,omitempty"` // of issue
	// Issued is the date printed behind the number ("ngày 03 tháng 02 năm 2020").
	Issued corpus.Date `json:"issued,omitzero"`
	// This says "Luật này", "Nghị định này": the document that holds the text.
	This bool `json:"this,omitempty"`
	// Amending says that Name is the act that amends the named one ("Luật sửa
	// đổi, bổ sung một số điều của Luật Đất đai").
	Amending bool `json:"amending,omitempty"`
	// Attached says that the units are of the text promulgated with the document
	// ("Quy chế ban hành kèm theo Quyết định số …").
	Attached bool `json:"attached,omitempty"`
}

// IsZero says that no document is named.
func (d Document) IsZero() bool { return d == Document{} }

// Target is one unit that a reference names.
type Target struct {
	// Path is in the scheme of [corpus.Provision]: "d250/k1/c", "c3/m2", "pl1".
	// Without a điều it is relative to This.
	Path string `json:"path"`
	// Part is a part of the unit that is no provision of its own: "ten" (tên
	// điều), "mo-dau" (đoạn mở đầu), "cuoi" (đoạn cuối), "doan2" (đoạn thứ hai),
	// "gach1" (gạch đầu dòng thứ nhất), "tiet2.1"; "" for the whole unit.
	Part string `json:"part,omitempty"`
	// This is the level of the unit around the reference to which Path is
	// relative: LevelArticle for "khoản 1 Điều này" and for a bare "khoản 1",
	// LevelClause for "điểm a khoản này"; LevelNone when Path is absolute.
	This corpus.Level `json:"this,omitempty"`
	// Span is where the innermost label of the target stands.
	Span corpus.Span `json:"span"`
}
