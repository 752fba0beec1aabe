package extract

import (
	"archive/tar"
	"archive/zip"
	"bufio"
	"bytes"
	"context"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"iter"
	"path"
	"strings"
	"unicode/utf8"

	"github.com/klauspost/compress/flate"
	"github.com/klauspost/compress/gzip"
)

// Limits bound what an archive may cost. The zero value means the defaults.
type Limits struct {
	MaxBytes   int64 // of one entry unpacked, default DefaultMaxBytes
	MaxNested  int64 // of an archive inside an archive, default 256 MiB
	MaxTotal   int64 // of all entries unpacked, default 16 GiB
	MaxEntries int   // default 500,000
	MaxDepth   int   // archives inside archives, default 3; 1 is none
	// MaxRatio is how many times its packed size an entry may grow to once it is
	// over 8 MiB, default 200. The most repetitive pages of law reach 30.
	MaxRatio int64
}

func (l Limits) withDefaults() Limits {
	set := func(v *int64, d int64) {
		if *v <= 0 {
			*v = d
		}
	}
	set(&l.MaxBytes, DefaultMaxBytes)
	set(&l.MaxNested, 256<<20)
	set(&l.MaxTotal, 16<<30)
	set(&l.MaxRatio, 200)
	if l.MaxEntries <= 0 {
		l.MaxEntries = 500_000
	}
	if l.MaxDepth <= 0 {
		l.MaxDepth = 3
	}
	return l
}

// ratioFloor is the size under which nothing is called a bomb.
const ratioFloor = 8 << 20

// Entry is one file of an archive.
type Entry struct {
	Name string // "archive.zip!inner/path", once more with "!" for each level
	Data []byte // whole and owned by the receiver
}

// IsArchive tells whether Walk should open a file: zip (but no OOXML or
// OpenDocument package, which is a document), gzip, tar. The name plays no part.
func IsArchive(_ string, src io.ReaderAt, size int64) (bool, error) {
	head := make([]byte, min(size, 4096))
	if _, err := src.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return false, fmt.Errorf("read the head: %w", err)
	}
	switch Sniff(head) {
	case FormatGzip, FormatTar:
		return true, nil
	case FormatZip, FormatDOCX, FormatXLSX, FormatPPTX:
		// The head alone may not show the part that tells.
		r, err := zip.NewReader(src, size)
		if err != nil {
			return Sniff(head) == FormatZip, nil
		}
		return !isPackage(r), nil
	}
	return false, nil
}

// isPackage tells an office document from a plain zip.
func isPackage(r *zip.Reader) bool {
	for _, f := range r.File {
		switch {
		case strings.HasPrefix(f.Name, "word/document"), strings.HasPrefix(f.Name, "xl/workbook"),
			strings.HasPrefix(f.Name, "ppt/presentation"):
			return true
		case f.Name == "[Content_Types].xml":
			return true
		case f.Name == "mimetype" && f.Method == zip.Store:
			return true
		}
	}
	return false
}

// errStop ends a walk when the receiver has had enough.
var errStop = errors.New("stop")

// Walk gives the files of an archive one at a time, and those of the archives in
// it, each whole in memory and nothing else. With a non-nil error the entry's Name
// says what was refused and the walk goes on; folders, resource forks and names
// that begin with a dot are passed over. Nothing is ever written to disk. The
// error has a *Refusal in its chain, or is the context's.
func Walk(ctx context.Context, name string, src io.ReaderAt, size int64, limits Limits) iter.Seq2[Entry, error] {
	return func(yield func(Entry, error) bool) {
		w := &walker{ctx: ctx, limits: limits.withDefaults(), yield: yield}
		if err := w.archive(name, src, size, 1); err != nil && !errors.Is(err, errStop) {
			yield(Entry{Name: name}, err)
		}
	}
}

type walker struct {
	ctx     context.Context // of the one walk that this value lives for
	limits  Limits
	yield   func(Entry, error) bool
	entries int
	total   int64
}

// archive walks one archive. An error it returns is about the archive as a
// whole; what went out before stays out.
func (w *walker) archive(name string, src io.ReaderAt, size int64, depth int) error {
	if size == 0 {
		return fmt.Errorf("open %s: %w", name, Refuse(CodeEmpty, ""))
	}
	if depth > w.limits.MaxDepth {
		return fmt.Errorf("open %s: %w", name, Refuse(CodeTooMany, fmt.Sprintf("more than %d archives in each other", w.limits.MaxDepth)))
	}
	head := make([]byte, min(size, 512))
	if _, err := src.ReadAt(head, 0); err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("open %s: %w", name, err)
	}
	switch {
	case bytes.HasPrefix(head, []byte("PK")):
		return w.zip(name, src, size, depth)
	case bytes.HasPrefix(head, []byte("\x1f\x8b")):
		return w.gzip(name, src, size, depth)
	case Sniff(head) == FormatTar:
		return w.tar(name, io.NewSectionReader(src, 0, size), depth)
	}
	return fmt.Errorf("open %s: %w", name, Refuse(CodeUnsupported, "no archive"))
}

func (w *walker) zip(name string, src io.ReaderAt, size int64, depth int) error {
	r, err := zip.NewReader(src, size)
	if err != nil {
		return fmt.Errorf("open %s: %w", name, zipRefusal(err))
	}
	r.RegisterDecompressor(zip.Deflate, flate.NewReader)
	for _, f := range r.File {
		inner, skip, bad := innerName(f.Name)
		if skip {
			continue
		}
		full := name + "!" + inner
		if err := w.count(name); err != nil {
			return err
		}
		switch mode := f.Mode(); {
		case bad != nil:
			err = bad
		case mode&fs.ModeSymlink != 0 || mode&fs.ModeType != 0:
			err = Refuse(CodeUnsafe, "link or device")
		case f.Flags&1 != 0:
			err = Refuse(CodeEncrypted, "encrypted zip entry")
		default:
			err = w.zipFile(full, f, depth)
		}
		if err := w.report(full, err); err != nil {
			return err
		}
	}
	return nil
}

func (w *walker) zipFile(full string, f *zip.File, depth int) error {
	rc, err := f.Open()
	if err != nil {
		return zipRefusal(err)
	}
	defer rc.Close()
	return w.file(full, rc, int64(f.UncompressedSize64), func() int64 { return int64(f.CompressedSize64) }, depth)
}

// gzip opens a compressed tar, or hands on the single file that it holds.
func (w *walker) gzip(name string, src io.ReaderAt, size int64, depth int) error {
	packed := &counter{r: io.NewSectionReader(src, 0, size)}
	r, err := gzip.NewReader(bufio.NewReaderSize(packed, 64<<10))
	if err != nil {
		return fmt.Errorf("open %s: %w", name, zipRefusal(err))
	}
	defer r.Close()
	guarded := &ratioGuard{r: r, packed: packed, limit: w.limits.MaxRatio}
	in := bufio.NewReaderSize(guarded, 64<<10)
	if head, _ := in.Peek(512); len(head) > 262 && string(head[257:262]) == "ustar" {
		return w.tar(name, in, depth)
	}
	base := path.Base(strings.ReplaceAll(name, "!", "/"))
	inner := strings.TrimSuffix(base, path.Ext(base))
	if inner == "" || inner == base {
		inner = base + ".out"
	}
	full := name + "!" + inner
	if err := w.count(name); err != nil {
		return err
	}
	return w.report(full, w.file(full, in, -1, func() int64 { return packed.n }, depth))
}

func (w *walker) tar(name string, in io.Reader, depth int) error {
	r := tar.NewReader(in)
	for {
		h, err := r.Next()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return fmt.Errorf("read %s: %w", name, zipRefusal(err))
		}
		inner, skip, bad := innerName(h.Name)
		if skip || h.Typeflag == tar.TypeDir || h.Typeflag == tar.TypeXGlobalHeader {
			continue
		}
		full := name + "!" + inner
		if err := w.count(name); err != nil {
			return err
		}
		switch {
		case bad != nil:
			err = bad
		case h.Typeflag != tar.TypeReg:
			err = Refuse(CodeUnsafe, "link or device")
		default:
			err = w.file(full, r, h.Size, nil, depth)
			// A stream that breaks off breaks off for good: no further entry follows.
			if r, ok := AsRefusal(err); ok && (r.Code == CodeTruncated || r.Code == CodeBomb || r.Code == CodeCorrupt) {
				return err
			}
		}
		if err := w.report(full, err); err != nil {
			return err
		}
	}
}

func (w *walker) count(name string) error {
	if err := w.ctx.Err(); err != nil {
		return err
	}
	if w.entries++; w.entries > w.limits.MaxEntries {
		return fmt.Errorf("read %s: %w", name, Refuse(CodeTooMany, fmt.Sprintf("more than %d entries", w.limits.MaxEntries)))
	}
	return nil
}

// report passes an error about one entry on and lets the walk continue.
func (w *walker) report(full string, err error) error {
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errStop) || w.ctx.Err() != nil:
		return err
	}
	if !w.yield(Entry{Name: full}, fmt.Errorf("read %s: %w", full, err)) {
		return errStop
	}
	return nil
}

// file reads one entry whole and yields it, or walks it when it is an archive.
// declared is its size by the archive, -1 unknown; packed gives its packed size.
func (w *walker) file(full string, in io.Reader, declared int64, packed func() int64, depth int) error {
	limit := max(w.limits.MaxBytes, w.limits.MaxNested)
	if declared > limit {
		return TooLarge(declared, w.limits.MaxBytes)
	}
	if packed != nil && declared > ratioFloor && declared/w.limits.MaxRatio > packed() {
		return Refuse(CodeBomb, fmt.Sprintf("%d bytes from %d", declared, packed()))
	}
	if left := w.limits.MaxTotal - w.total; left < limit {
		limit = max(left, 0)
	}
	var buf bytes.Buffer
	if declared > 0 {
		buf.Grow(int(min(declared, limit, ratioFloor)) + bytes.MinRead)
	}
	n, err := io.Copy(&buf, io.LimitReader(&cancellable{w.ctx, in}, limit+1))
	w.total += n
	switch {
	case w.ctx.Err() != nil:
		return w.ctx.Err()
	case err != nil:
		return zipRefusal(err)
	case w.total > w.limits.MaxTotal:
		return Refuse(CodeBomb, fmt.Sprintf("more than %d bytes unpacked in all", w.limits.MaxTotal))
	case n > limit:
		return TooLarge(n, w.limits.MaxBytes)
	case declared >= 0 && n != declared:
		return Refuse(CodeTruncated, fmt.Sprintf("%d of %d bytes", n, declared))
	case packed != nil && n > ratioFloor && n/w.limits.MaxRatio > packed():
		return Refuse(CodeBomb, fmt.Sprintf("%d bytes from %d", n, packed()))
	}
	data := buf.Bytes()
	switch Sniff(data) {
	case FormatZip, FormatGzip, FormatTar:
		return w.archive(full, bytes.NewReader(data), int64(len(data)), depth+1)
	}
	if n > w.limits.MaxBytes {
		return TooLarge(n, w.limits.MaxBytes)
	}
	if !w.yield(Entry{Name: full, Data: data}, nil) {
		return errStop
	}
	return nil
}

// innerName makes the name of an entry safe to print and to keep: forward
// slashes, valid UTF-8. Names that leave the archive are refused.
func innerName(name string) (inner string, skip bool, bad error) {
	inner = strings.ReplaceAll(name, `\`, "/")
	if !utf8.ValidString(inner) {
		inner = strings.ToValidUTF8(inner, "\uFFFD")
	}
	if strings.HasSuffix(inner, "/") || inner == "" {
		return inner, true, nil
	}
	for part := range strings.SplitSeq(inner, "/") {
		if part == ".." {
			bad = Refuse(CodeUnsafe, "name leaves the archive")
		}
		if part == "__MACOSX" || len(part) > 1 && part[0] == '.' && part != ".." {
			skip = true
		}
	}
	if strings.HasPrefix(inner, "/") || strings.ContainsRune(inner, 0) || len(inner) > 1 && inner[1] == ':' {
		bad = Refuse(CodeUnsafe, "absolute name")
	}
	return strings.TrimPrefix(inner, "./"), skip && bad == nil, bad
}

// zipRefusal names what is wrong with packed bytes.
func zipRefusal(err error) error {
	var refusal *Refusal
	switch {
	case errors.As(err, &refusal), errors.Is(err, errStop), errors.Is(err, context.Canceled), errors.Is(err, context.DeadlineExceeded):
		return err
	case errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, io.EOF), errors.Is(err, zip.ErrFormat):
		return Refuse(CodeTruncated, err.Error())
	case errors.Is(err, zip.ErrAlgorithm):
		return Refuse(CodeUnsupported, err.Error())
	}
	return Refuse(CodeCorrupt, err.Error())
}

// counter counts the bytes read through it.
type counter struct {
	r io.Reader
	n int64
}

func (c *counter) Read(p []byte) (int, error) {
	n, err := c.r.Read(p)
	c.n += int64(n)
	return n, err
}

// ratioGuard stops a stream that unpacks to far more than was read for it.
type ratioGuard struct {
	r      io.Reader
	packed *counter
	limit  int64
	n      int64
}

func (g *ratioGuard) Read(p []byte) (int, error) {
	n, err := g.r.Read(p)
	g.n += int64(n)
	if g.n > ratioFloor && g.n/g.limit > g.packed.n {
		return 0, Refuse(CodeBomb, fmt.Sprintf("%d bytes from %d", g.n, g.packed.n))
	}
	return n, err
}

// cancellable ends reading with its context.
type cancellable struct {
	ctx context.Context // of the one read that this value lives for
	r   io.Reader
}

func (c *cancellable) Read(p []byte) (int, error) {
	if err := c.ctx.Err(); err != nil {
		return 0, err
	}
	return c.r.Read(p)
}
