// Package formats wires the readers of all formats into one registry. Ingest and
// the command line call Default.
package formats

import (
	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/doc"
	"trolyluat/corpus/extract/docx"
	"trolyluat/corpus/extract/html"
	"trolyluat/corpus/extract/mhtml"
	"trolyluat/corpus/extract/pdf"
	"trolyluat/corpus/extract/plain"
	"trolyluat/corpus/extract/ppt"
	"trolyluat/corpus/extract/rtf"
	"trolyluat/corpus/extract/xls"
)

// Default returns the registry of every reader of the project. PDF files are
// read in this process, each within its limits.
func Default() *extract.Registry { return New(pdf.Reader{}) }

// New is Default with a PDF reader of the caller's, such as one that reads every
// file in a process of its own.
func New(p pdf.Reader) *extract.Registry {
	return extract.NewRegistry(map[extract.Format]extract.Reader{
		extract.FormatDOC:   doc.Extract,
		extract.FormatDOCX:  docx.Extract,
		extract.FormatHTML:  html.Extract,
		extract.FormatMHTML: mhtml.Reader(html.Extract),
		extract.FormatPDF:   p.Extract,
		extract.FormatPPT:   ppt.Extract,
		extract.FormatXLS:   xls.Extract,
		extract.FormatRTF:   rtf.Extract,
		extract.FormatTXT:   plain.Extract,
	})
}
