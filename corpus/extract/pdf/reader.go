package pdf

import (
	"bytes"
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"time"

	"trolyluat/corpus/extract"
)

// Reader reads PDF files. The zero value reads in this process; it is safe for
// use by several goroutines.
type Reader struct {
	// Command starts this program as a worker, which then calls WorkerMain:
	// every file is read in a process of its own, which is killed at Timeout
	// and may take Memory bytes. Empty: files are read in this process.
	Command []string
	Timeout time.Duration // for one file without OCR, default one minute
	Memory  int64         // of a worker, default 2 GiB
	// Poppler and Tesseract say which tools may be asked where they are installed:
	// pdftotext for a second opinion on pages that read badly, pdftoppm and
	// tesseract for pages that are images. NoTools leaves them alone.
	NoTools bool
	// MaxOCRPages is how many image pages of one file are recognised, default 400.
	MaxOCRPages int
	// DamagedTime is what reading a damaged file may take in all, tools included,
	// default 10 s; PageTime what recognising a page of a sound scan may take on the
	// average, default 15 s.
	DamagedTime, PageTime time.Duration
}

const (
	defaultTimeout = time.Minute
	defaultMemory  = 2 << 30
	defaultOCR     = 400
)

// Extract reads one file. The blocks are paragraphs in reading order with their
// page; ruled tables are TableBlocks, running headers, footers and page numbers
// HeaderBlocks and FooterBlocks, notes FootnoteBlocks. How is "text", or "ocr"
// when most pages were recognised from images; Meta["ocr_confidence"] then tells
// the mean confidence, 0 to 1.
//
// The error has an *extract.Refusal in its chain when the file is refused:
// CodeEncrypted (a password is needed; files that open without one are read),
// CodeScanned (images of pages, and no tesseract for Vietnamese installed),
// CodeTruncated, CodeCorrupt (also when a single page cannot be read: no text is
// returned in part), CodeTooLarge, CodeBomb, CodeTimeout (also when the images of
// pages are not recognised in time), CodeNoText.
func (r Reader) Extract(ctx context.Context, name string, data []byte) (*extract.Text, error) {
	if len(data) > maxFile {
		return nil, fmt.Errorf("pdf %s: %w", name, extract.TooLarge(int64(len(data)), maxFile))
	}
	start := time.Now()
	text, pages, err := r.run(ctx, data, nil)
	if ctx.Err() == nil && !r.NoTools {
		text, err = r.consult(ctx, start, data, text, pages, err)
	}
	if err != nil {
		return nil, fmt.Errorf("pdf %s: %w", name, refusalOf(ctx, err))
	}
	return text, nil
}

// run reads the file once, with the pages in other taken from elsewhere. The
// states of the pages come with some errors as well.
func (r Reader) run(ctx context.Context, data []byte, other map[int]*substitute) (*extract.Text, []pageState, error) {
	limited, cancel := context.WithTimeout(ctx, r.timeout())
	defer cancel()
	if len(r.Command) > 0 {
		return r.inWorker(limited, data, other)
	}
	return recovered(limited, data, other)
}

// recovered is process for a caller that must not fall with it.
func recovered(ctx context.Context, data []byte, other map[int]*substitute) (text *extract.Text, pages []pageState, err error) {
	defer func() {
		if x := recover(); x != nil {
			if s, ok := x.(stop); ok {
				text, pages, err = nil, nil, s.err
				return
			}
			text, pages, err = nil, nil, fmt.Errorf("pdf: the reader broke: %v", x)
		}
	}()
	return process(ctx, data, other)
}

// Extract reads one file in this process, with the tools that are installed.
func Extract(ctx context.Context, name string, data []byte) (*extract.Text, error) {
	return Reader{}.Extract(ctx, name, data)
}

func (r Reader) timeout() time.Duration {
	if r.Timeout > 0 {
		return r.Timeout
	}
	return defaultTimeout
}

// refusalOf names the reason of an error, where the file and not the caller is to
// blame.
func refusalOf(ctx context.Context, err error) error {
	var refusal *extract.Refusal
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case errors.As(err, &refusal):
		return err
	case errors.Is(err, errPassword):
		return extract.Refuse(extract.CodeEncrypted, err.Error())
	case errors.Is(err, context.DeadlineExceeded), errors.Is(err, errTooManyOperators):
		return extract.Refuse(extract.CodeTimeout, err.Error())
	case errors.Is(err, errTooMuch):
		return extract.Refuse(extract.CodeBomb, err.Error())
	}
	return extract.Refuse(extract.CodeCorrupt, err.Error())
}

// pageState is what is known of the reading of one page.
type pageState struct {
	Err     string  // why it could not be read, "" when it was
	Image   bool    // an image covers most of it
	Letters int     // how many letters were read
	Score   float64 // how much of it reads like text, 0 to 1
	How     string  // "text", "ocr", "pdftotext"
	OCR     float64 // mean confidence of a recognised page, 0 to 1
	Rebuilt bool    // the file was damaged and its pages were found again
}

// bad says that the page needs to be read by other means.
func (s *pageState) bad() bool {
	return s.Err != "" || s.Image && s.Letters < 20 || s.Letters >= 100 && s.Score < doubtful
}

// process reads the pages of a file in this process.
func process(ctx context.Context, data []byte, other map[int]*substitute) (*extract.Text, []pageState, error) {
	data, err := frame(data)
	if err != nil {
		return nil, nil, err
	}
	d, pages, warnings, err := openPages(ctx, data)
	if err != nil {
		return nil, nil, err
	}
	var sheets []sheet
	glyphs := 0
	damaged := slices.ContainsFunc(warnings, func(w string) bool { return strings.HasPrefix(w, warningRebuilt) })
	for i := range pages {
		if err := ctx.Err(); err != nil {
			return nil, nil, err
		}
		if o := other[i+1]; o != nil {
			sheets = append(sheets, o.sheet(i+1))
			continue
		}
		c, err := d.draw(&pages[i])
		if err != nil && isStop(err) {
			return nil, nil, err
		}
		if glyphs += len(c.glyphs); glyphs > maxFileGlyphs {
			return nil, nil, errTooMuch
		}
		s := newSheet(c, &pages[i], i+1)
		s.state.Image, s.state.How, s.state.Rebuilt = c.images > 0.5, "text", damaged
		if err != nil {
			s.state.Err = err.Error()
		}
		s.judge()
		sheets = append(sheets, s)
	}
	text, err := textOf(sheets, warnings)
	return text, states(sheets), err
}

func states(sheets []sheet) []pageState {
	out := make([]pageState, len(sheets))
	for i := range sheets {
		out[i] = sheets[i].state
	}
	return out
}

// warningRebuilt begins the warning about a damaged file.
const warningRebuilt = "rebuilt: "

// openPages opens the file as it is, and failing that, as it can be rebuilt.
func openPages(ctx context.Context, data []byte) (*document, []pageRef, []string, error) {
	var first error
	locked := bytes.Contains(data, []byte("/Encrypt"))
	if !locked && !absurd(data) {
		d, err := open(ctx, data)
		if err == nil {
			var pages []pageRef
			var warnings []string
			pages, warnings, err = d.pages()
			if err == nil && len(pages) > 0 && len(warnings) == 0 {
				return d, pages, nil, nil
			}
		}
		if ctx.Err() != nil {
			return nil, nil, nil, err
		}
		first = err
	}
	rebuilt, err := rebuild(ctx, data)
	if err != nil {
		return nil, nil, nil, errors.Join(first, err)
	}
	d, err := open(ctx, rebuilt)
	if err != nil {
		return nil, nil, nil, errors.Join(first, err)
	}
	pages, warnings, err := d.pages()
	switch {
	case err != nil:
		return nil, nil, nil, errors.Join(first, err)
	case len(pages) == 0:
		return nil, nil, nil, errors.Join(first, errors.New("pdf: no pages"))
	case len(warnings) > 0:
		return nil, nil, nil, errors.New(warnings[0])
	}
	if locked {
		return d, pages, []string{"decrypted: the file opens without a password"}, nil
	}
	return d, pages, []string{warningRebuilt + "the cross references were damaged"}, nil
}

// textOf composes the blocks, or refuses the file.
func textOf(sheets []sheet, warnings []string) (*extract.Text, error) {
	out := &extract.Text{Format: "pdf", Encoding: "utf-8", How: "text", Pages: len(sheets), Warnings: warnings}
	letters, scans, recognised := 0, 0, 0
	confidence := 0.0
	for i := range sheets {
		s := &sheets[i].state
		if s.Err != "" {
			r := extract.Refuse(extract.CodeCorrupt, fmt.Sprintf("page %d: %s", i+1, s.Err))
			r.VN = fmt.Sprintf("không đọc được trang %d của tệp PDF", i+1)
			return nil, r
		}
		letters += s.Letters
		switch {
		case s.How == "ocr":
			recognised++
			confidence += s.OCR
			out.Warnings = append(out.Warnings, fmt.Sprintf("ocr_page: %d, confidence %.2f", i+1, s.OCR))
		case s.Image && s.Letters < 20:
			scans++
			out.Warnings = append(out.Warnings, fmt.Sprintf("image_page: %d", i+1))
		case s.Letters >= 100 && s.Score < doubtful:
			out.Warnings = append(out.Warnings, fmt.Sprintf("doubtful_page: %d, %.2f of the words are plausible", i+1, s.Score))
		}
		if s.How == "pdftotext" {
			out.Warnings = append(out.Warnings, fmt.Sprintf("second_opinion: %d, read by pdftotext", i+1))
		}
	}
	if scans*2 > len(sheets) {
		return nil, extract.Refuse(extract.CodeScanned, fmt.Sprintf("%d of %d pages are images without text", scans, len(sheets)))
	}
	if letters == 0 {
		return nil, extract.Refuse(extract.CodeNoText, fmt.Sprintf("%d pages", len(sheets)))
	}
	out.Blocks = compose(sheets)
	if recognised > 0 {
		out.Meta = map[string]string{"ocr_confidence": fmt.Sprintf("%.3f", confidence/float64(recognised))}
		if recognised*2 > len(sheets) {
			out.How = "ocr"
		}
	}
	out.Encoding = decodeLegacy(out.Blocks, sheets)
	return out, nil
}

// frame cuts off what stands before the header and behind the end, and mends a
// header that the object layer would not take. A file that goes on behind its
// last end mark was broken off.
func frame(data []byte) ([]byte, error) {
	start := bytes.Index(data[:min(len(data), 4096)], []byte("%PDF-"))
	if start < 0 {
		return nil, extract.Refuse(extract.CodeCorrupt, "no header")
	}
	data = data[start:]
	end := bytes.LastIndex(data, []byte("%%EOF"))
	if end < 0 {
		return nil, extract.Refuse(extract.CodeTruncated, "no end-of-file mark")
	}
	if bytes.Contains(data[end:], []byte(" obj")) {
		return nil, extract.Refuse(extract.CodeTruncated, "objects behind the last end-of-file mark")
	}
	data = data[:end+5]
	if len(data) < 128 {
		return nil, extract.Refuse(extract.CodeTruncated, "too short")
	}
	fixed := bytes.Clone(data)
	copy(fixed, "%PDF-1.7\n")
	if i := strings.IndexAny(string(data[:32]), "\r\n"); i > 8 { // keep the line end where it was
		copy(fixed[8:i], strings.Repeat("\n", i-8))
	}
	return fixed, nil
}
