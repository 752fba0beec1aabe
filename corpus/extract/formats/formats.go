// Package formats wires the readers of all formats into one registry. Ingest and
// the command line call Default.
package formats

import (
	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/doc"
	"trolyluat/corpus/extract/docx"
	"trolyluat/corpus/extract/html"
	"trolyluat/corpus/extract/plain"
	"trolyluat/corpus/extract/ppt"
	"trolyluat/corpus/extract/rtf"
	"trolyluat/corpus/extract/xls"
)

// Default returns the registry of every reader of the project.
func Default() *extract.Registry {
	return extract.NewRegistry(map[extract.Format]extract.Reader{
		extract.FormatDOC:  doc.Extract,
		extract.FormatDOCX: docx.Extract,
		extract.FormatHTML: html.Extract,
		extract.FormatPPT:  ppt.Extract,
		extract.FormatXLS:  xls.Extract,
		extract.FormatRTF:  rtf.Extract,
		extract.FormatTXT:  plain.Extract,
	})
}
