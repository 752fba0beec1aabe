package extract

import (
	"context"
	"fmt"
	"io"
)

// Reader reads one file format: name is for messages and warnings, data the whole
// file. A file that it will not read gives an error with a *Refusal in its chain.
// A Reader returns whole documents only: a file that breaks off is refused, never
// returned in part.
type Reader func(ctx context.Context, name string, data []byte) (*Text, error)

// Format is what Sniff can tell a file to be.
type Format string

// The formats. Those without a reader in the registry are refused as Unsupported.
const (
	FormatUnknown Format = ""
	FormatDOCX    Format = "docx"
	FormatDOC     Format = "doc"
	FormatRTF     Format = "rtf"
	FormatHTML    Format = "html"
	FormatPDF     Format = "pdf"
	FormatTXT     Format = "txt"
	FormatMHTML   Format = "mhtml"
	FormatXML     Format = "xml" // of some other kind than a page
	FormatXLS     Format = "xls"
	FormatPPT     Format = "ppt"
	FormatXLSX    Format = "xlsx"
	FormatPPTX    Format = "pptx"
	FormatODT     Format = "odt"
	FormatZip     Format = "zip"
	FormatGzip    Format = "gzip"
	FormatTar     Format = "tar"
	FormatRAR     Format = "rar"
	Format7z      Format = "7z"
	// FormatEncryptedOffice is an OLE container around an encrypted OOXML file.
	FormatEncryptedOffice Format = "encrypted-office"
	FormatImage           Format = "image"
	FormatBrokenOLE       Format = "broken-ole" // an OLE container whose directory cannot be read
	FormatBinary          Format = "binary"     // something else that is no text
)

// Registry holds the readers by format. The zero value has none; package formats
// wires the standing ones.
type Registry struct {
	readers map[Format]Reader
}

// NewRegistry makes a registry of the given readers.
func NewRegistry(readers map[Format]Reader) *Registry {
	r := &Registry{readers: make(map[Format]Reader, len(readers))}
	for f, reader := range readers {
		r.readers[f] = reader
	}
	return r
}

// With returns a registry that reads one format by another reader: PDF files by
// workers, say.
func (r *Registry) With(f Format, reader Reader) *Registry {
	out := NewRegistry(r.readers)
	out.readers[f] = reader
	return out
}

// Supports tells whether files of the format can be read.
func (r *Registry) Supports(f Format) bool { return r.readers[f] != nil }

// Options bound what one file may cost. The zero value means the defaults.
type Options struct {
	// MaxBytes is the largest file that is read, default 64 MiB: the longest
	// statute with its forms stays under 20 MiB, and the readers hold a file whole.
	MaxBytes int64
	// MaxText is the largest text that one file may give, default 32 MiB.
	MaxText int64
}

// The defaults of Options.
const (
	DefaultMaxBytes = 64 << 20
	DefaultMaxText  = 32 << 20
)

func (o Options) maxBytes() int64 {
	if o.MaxBytes > 0 {
		return o.MaxBytes
	}
	return DefaultMaxBytes
}

func (o Options) maxText() int64 {
	if o.MaxText > 0 {
		return o.MaxText
	}
	return DefaultMaxText
}

// File reads one file: it tells the format from the content, never from the
// name, and hands the bytes to the reader of the format. Archives are not opened
// here, see Walk. The error has a *Refusal in its chain when the file is refused.
func (r *Registry) File(ctx context.Context, name string, src io.ReaderAt, size int64, opt Options) (*Text, error) {
	if size == 0 {
		return nil, fmt.Errorf("extract %s: %w", name, Refuse(CodeEmpty, ""))
	}
	if size > opt.maxBytes() {
		return nil, fmt.Errorf("extract %s: %w", name, TooLarge(size, opt.maxBytes()))
	}
	data := make([]byte, size)
	n, err := io.ReadFull(io.NewSectionReader(src, 0, size), data)
	if err != nil {
		return nil, fmt.Errorf("extract %s: read %d of %d bytes: %w", name, n, size, err)
	}
	return r.Bytes(ctx, name, data, opt)
}

// Read is Bytes with the default Options.
func (r *Registry) Read(ctx context.Context, name string, data []byte) (*Text, error) {
	return r.Bytes(ctx, name, data, Options{})
}

// Bytes is File for a file that is already in memory. The readers do not keep
// data after they return.
func (r *Registry) Bytes(ctx context.Context, name string, data []byte, opt Options) (*Text, error) {
	if len(data) == 0 {
		return nil, fmt.Errorf("extract %s: %w", name, Refuse(CodeEmpty, ""))
	}
	if int64(len(data)) > opt.maxBytes() {
		return nil, fmt.Errorf("extract %s: %w", name, TooLarge(int64(len(data)), opt.maxBytes()))
	}
	if err := ctx.Err(); err != nil {
		return nil, fmt.Errorf("extract %s: %w", name, err)
	}
	format := Sniff(data)
	reader := r.readers[format]
	if reader == nil {
		return nil, fmt.Errorf("extract %s: %w", name, refuseFormat(format))
	}
	text, err := reader(ctx, name, data)
	if err != nil {
		return nil, fmt.Errorf("extract %s as %s: %w", name, format, err)
	}
	if text == nil {
		return nil, fmt.Errorf("extract %s as %s: %w", name, format, Refuse(CodeNoText, ""))
	}
	var total int64
	for i := range text.Blocks {
		total += int64(len(text.Blocks[i].Text))
	}
	if total == 0 {
		return nil, fmt.Errorf("extract %s as %s: %w", name, format, Refuse(CodeNoText, ""))
	}
	if total > opt.maxText() {
		return nil, fmt.Errorf("extract %s as %s: %w", name, format,
			Refuse(CodeTooLarge, fmt.Sprintf("%d bytes of text, at most %d are kept", total, opt.maxText())))
	}
	return text, nil
}

func refuseFormat(f Format) *Refusal {
	switch f {
	case FormatEncryptedOffice:
		return Refuse(CodeEncrypted, "encrypted Office document")
	case FormatImage:
		r := Refuse(CodeScanned, "image file")
		r.VN = "tệp ảnh, cần OCR"
		return r
	case FormatZip, FormatGzip, FormatTar:
		r := Refuse(CodeUnsupported, "archive inside where a document was expected")
		r.VN = "gói nén, không phải văn bản"
		return r
	case FormatRAR, Format7z:
		r := Refuse(CodeUnsupported, string(f)+" archive")
		r.VN = "gói nén " + string(f) + " không được hỗ trợ, hãy giải nén hoặc nén lại thành zip"
		return r
	case FormatBrokenOLE:
		return Refuse(CodeTruncated, "OLE container without a readable directory")
	case FormatUnknown, FormatBinary:
		r := Refuse(CodeUnsupported, "unknown binary format")
		r.VN = "không nhận ra định dạng của tệp"
		return r
	default:
		r := Refuse(CodeUnsupported, "no reader for "+string(f))
		r.VN = "định dạng " + string(f) + " không được hỗ trợ"
		return r
	}
}
