// Package amend reads what a legal text does to others: its amending
// instructions as typed operations ([Read]), their application to the amended
// document ([Apply]), its ties to other documents ([Relations]) and what those
// ties do to the status of a document ([StatusOf]).
//
// The ingest pipeline calls it behind package parse; the quality report shows
// what could not be applied; eval/amendment measures it.
//
// Paths of amended units are those of corpus.Provision. A part of a unit that
// is no provision stands behind a colon:
//
//	d5:ten          name of the điều (also of a chương: c7:ten)
//	d5/k1:mo-dau    opening paragraph (đoạn mở đầu)
//	d5/k1:cuoi      last paragraph
//	d5/k1:doan2     second paragraph
//	d5/k1/a:gach1   first item with a dash (gạch đầu dòng)
//
// Amendment.After names the unit behind which new text goes; "<d79/k1" says
// before it; "" leaves the place to the label. Of a phrase to be inserted Old is
// the phrase beside which it goes, and After "<" says before it; without Old, "<"
// and ">" are the beginning and the end of the unit. Of a renumbered unit New is
// the new path.
package amend

import (
	"strings"

	"trolyluat/corpus"
)

// SplitPart cuts the part behind the colon off a path.
func SplitPart(path string) (unit, part string) {
	unit, part, _ = strings.Cut(path, ":")
	return unit, part
}

// actRef is a document that a text names: by key where the number is printed, else
// by name.
type actRef struct {
	Key  string
	Name string
	Kind corpus.Kind
	Year int
	// Amending says that the act meant is the one that amends Name.
	Amending bool
}

// IsZero says that no act is named.
func (a actRef) IsZero() bool { return a == actRef{} }
