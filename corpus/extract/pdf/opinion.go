package pdf

import (
	"bytes"
	"cmp"
	"context"
	"errors"
	"fmt"
	"html"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"runtime"
	"slices"
	"strconv"
	"strings"
	"time"

	"golang.org/x/sync/errgroup"

	"trolyluat/corpus/extract"
)

// substitute is a page as another program reads it: words with their places, in
// points from the lower left corner.
type substitute struct {
	Width, Height float64
	Words         []word
	State         pageState
}

type word struct {
	X, Y, W, Size float64
	Text          string
}

// plainFont is the font of words that come without one.
var plainFont = &font{name: "words"}

// sheet lays the words out as the page's own letters would be.
func (s *substitute) sheet(page int) sheet {
	c := &canvas{}
	for _, w := range s.Words {
		if w.Text != "" {
			c.glyphs = append(c.glyphs, glyph{x: w.X, y: w.Y, w: w.W, size: w.Size, text: w.Text, font: plainFont},
				glyph{x: w.X + w.W, y: w.Y, size: w.Size, text: " ", font: plainFont})
		}
	}
	out := newSheet(c, &pageRef{box: [4]float64{0, 0, s.Width, s.Height}}, page)
	state := s.State
	out.judge()
	state.Letters, state.Score = out.state.Letters, out.state.Score
	out.state = state
	return out
}

// consult asks other programs, where they are installed, about pages that read
// badly: pdftotext about those with text, tesseract about images. It returns the
// text with what they say better, else what it was given; a file with pages that
// nothing but recognition can read is refused where time runs out. start is when
// reading began.
func (r Reader) consult(ctx context.Context, start time.Time, data []byte, text *extract.Text, pages []pageState, first error) (*extract.Text, error) {
	var refusal *extract.Refusal
	if errors.As(first, &refusal) && refusal.Code != extract.CodeScanned && refusal.Code != extract.CodeCorrupt && refusal.Code != extract.CodeNoText {
		return text, first
	}
	if first != nil && (errors.Is(first, context.DeadlineExceeded) || errors.Is(first, errTooMuch) || errors.Is(first, errTooManyOperators) || errors.Is(first, errBudget)) {
		return text, first
	}
	var bad []int
	for i := range pages {
		if pages[i].bad() {
			bad = append(bad, i+1)
		}
	}
	if len(bad) == 0 && (first == nil || len(pages) > 0) {
		return text, first
	}
	file, remove, err := spool(data)
	if err != nil {
		return text, errors.Join(first, err)
	}
	defer remove()
	limited, cancel := context.WithDeadline(ctx, r.deadline(start, pages, bad))
	defer cancel()
	if len(pages) == 0 { // the file as a whole was not read
		all, err := pdftotext(limited, file, 0, r.timeout())
		if err != nil || len(all) == 0 {
			return nil, first
		}
		return r.compose(ctx, all, first)
	}
	other := make(map[int]*substitute)
	var images []int
	for _, p := range bad {
		s := &pages[p-1]
		if s.Image && s.Letters < 20 && s.Err == "" {
			images = append(images, p)
			continue
		}
		said, err := pdftotext(limited, file, p, r.timeout())
		if err == nil && len(said) == 1 {
			o := said[0].sheet(p)
			if o.state.Letters > 0 && (s.Err != "" || o.state.Score > s.Score+0.1) && o.state.Score > 0.3 {
				other[p] = said[0]
				continue
			}
		}
		images = append(images, p)
	}
	if n := r.maxOCR(); len(images) > n {
		images = images[:n]
	}
	recognised, err := recognise(limited, file, images)
	switch {
	case err == nil:
	case ctx.Err() != nil || limited.Err() == nil:
		return text, errors.Join(first, err)
	case first != nil || slices.ContainsFunc(images, func(p int) bool { return pages[p-1].Letters < 20 && recognised[p] == nil }):
		return nil, outOfTime(len(recognised), len(images), time.Since(start))
	}
	for p, o := range recognised {
		if o.State.OCR > 0.4 && len(o.Words) > 0 && (pages[p-1].Letters < 20 || pages[p-1].Err != "" || o.sheet(p).state.Score > pages[p-1].Score+0.1) {
			other[p] = o
		}
	}
	if len(other) == 0 {
		return text, first
	}
	text, _, err = r.run(ctx, data, other)
	return text, err
}

// What a file may take when tools are asked, where the [Reader] does not say.
const (
	defaultDamagedTime = 10 * time.Second
	defaultPageTime    = 15 * time.Second
	consultBase        = 20 * time.Second // of a sound file, beside its pages
)

// deadline is until when tools may work on a file: a damaged one is not worth long,
// a scan takes as long as it has pages. What reading took before counts only for
// the damaged one.
func (r Reader) deadline(start time.Time, pages []pageState, bad []int) time.Time {
	damaged := len(pages) == 0
	for _, p := range bad {
		damaged = damaged || pages[p-1].Err != "" || pages[p-1].Rebuilt
	}
	if damaged {
		// A second is left for reading the file again with what the tools said.
		return start.Add(cmp.Or(r.DamagedTime, defaultDamagedTime) - time.Second)
	}
	return time.Now().Add(consultBase + time.Duration(min(len(bad), r.maxOCR()))*cmp.Or(r.PageTime, defaultPageTime))
}

// outOfTime is the refusal of a file whose pages were not recognised in time.
func outOfTime(done, pages int, took time.Duration) *extract.Refusal {
	refusal := extract.Refuse(extract.CodeTimeout, fmt.Sprintf("%d of %d pages recognised in %v", done, pages, took.Round(time.Second)))
	refusal.VN = fmt.Sprintf("tệp là bản quét hoặc bị hỏng, mới nhận dạng chữ được %d trên %d trang thì hết thời gian; hãy lưu lại hoặc quét lại tệp, hoặc tách thành nhiều tệp nhỏ", done, pages)
	return refusal
}

// compose makes a text of pages that all come from elsewhere.
func (r Reader) compose(_ context.Context, all []*substitute, first error) (*extract.Text, error) {
	sheets := make([]sheet, len(all))
	for i := range all {
		sheets[i] = all[i].sheet(i + 1)
	}
	text, err := textOf(sheets, nil)
	if err != nil {
		return nil, errors.Join(first, err)
	}
	return text, nil
}

func (r Reader) maxOCR() int {
	if r.MaxOCRPages > 0 {
		return r.MaxOCRPages
	}
	return defaultOCR
}

// spool writes the file where other programs can read it.
func spool(data []byte) (name string, remove func(), err error) {
	dir, err := os.MkdirTemp("", "pdf")
	if err != nil {
		return "", nil, fmt.Errorf("make a folder for the tools: %w", err)
	}
	name = filepath.Join(dir, "file.pdf")
	remove = func() { _ = os.RemoveAll(dir) }
	if err := os.WriteFile(name, data, 0o600); err != nil {
		remove()
		return "", nil, fmt.Errorf("write the file for the tools: %w", err)
	}
	return name, remove, nil
}

// tool runs an installed program and returns what it prints; a nil result
// without an error means that it is not installed.
func tool(ctx context.Context, timeout time.Duration, stdin []byte, name string, args ...string) ([]byte, error) {
	path, err := exec.LookPath(name)
	if err != nil {
		return nil, nil
	}
	ctx, cancel := context.WithTimeout(ctx, timeout)
	defer cancel()
	cmd := exec.CommandContext(ctx, path, args...)
	cmd.WaitDelay = 2 * time.Second
	cmd.Env = append(os.Environ(), "OMP_THREAD_LIMIT=1", "LC_ALL=C.UTF-8")
	if stdin != nil {
		cmd.Stdin = bytes.NewReader(stdin)
	}
	var out bytes.Buffer
	cmd.Stdout = &capped{w: &out, left: maxStream}
	if err := cmd.Run(); err != nil {
		return nil, fmt.Errorf("run %s: %w", name, err)
	}
	return out.Bytes(), nil
}

// capped refuses to take more than it has room for.
type capped struct {
	w    *bytes.Buffer
	left int
}

func (c *capped) Write(p []byte) (int, error) {
	if c.left -= len(p); c.left < 0 {
		return 0, errTooMuch
	}
	return c.w.Write(p)
}

var (
	rePage = regexp.MustCompile(`<page width="([0-9.]+)" height="([0-9.]+)">`)
	reWord = regexp.MustCompile(`<word xMin="([0-9.-]+)" yMin="([0-9.-]+)" xMax="([0-9.-]+)" yMax="([0-9.-]+)">(.*)</word>`)
)

// pdftotext reads one page, or all for page 0.
func pdftotext(ctx context.Context, file string, page int, timeout time.Duration) ([]*substitute, error) {
	args := []string{"-bbox", "-enc", "UTF-8", "-q"}
	if page > 0 {
		args = append(args, "-f", strconv.Itoa(page), "-l", strconv.Itoa(page))
	}
	out, err := tool(ctx, timeout, nil, "pdftotext", append(args, file, "-")...)
	if err != nil || out == nil {
		return nil, err
	}
	var pages []*substitute
	for line := range strings.SplitSeq(string(out), "\n") {
		if m := rePage.FindStringSubmatch(line); m != nil {
			w, _ := strconv.ParseFloat(m[1], 64)
			h, _ := strconv.ParseFloat(m[2], 64)
			pages = append(pages, &substitute{Width: w, Height: h, State: pageState{How: "pdftotext"}})
			continue
		}
		m := reWord.FindStringSubmatch(line)
		if m == nil || len(pages) == 0 {
			continue
		}
		var v [4]float64
		for i := range v {
			v[i], _ = strconv.ParseFloat(m[i+1], 64)
		}
		p := pages[len(pages)-1]
		height := v[3] - v[1]
		p.Words = append(p.Words, word{X: v[0], Y: p.Height - v[3] + 0.22*height, W: v[2] - v[0], Size: 0.9 * height, Text: html.UnescapeString(m[5])})
	}
	return pages, nil
}

const dpi = 200 // enough for tesseract: 95 to 98 % of words exact from 150 on

// canRecognise says that Vietnamese OCR is installed.
func canRecognise(ctx context.Context) bool {
	if _, err := exec.LookPath("pdftoppm"); err != nil {
		return false
	}
	out, err := tool(ctx, 10*time.Second, nil, "tesseract", "--list-langs")
	return err == nil && regexp.MustCompile(`(?m)^vie$`).Match(out)
}

// recognise reads pages that are images, as many at once as there are cores. Where
// the context ends before all are read, those that were come with the error.
func recognise(ctx context.Context, file string, pages []int) (map[int]*substitute, error) {
	if len(pages) == 0 {
		return nil, nil
	}
	if !canRecognise(ctx) {
		return nil, ctx.Err()
	}
	results := make([]*substitute, len(pages))
	group, ctx := errgroup.WithContext(ctx)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for i, page := range pages {
		group.Go(func() error {
			n := strconv.Itoa(page)
			image, err := tool(ctx, time.Minute, nil, "pdftoppm", "-r", strconv.Itoa(dpi), "-gray", "-f", n, "-l", n, file)
			if err != nil {
				return ctx.Err() // a page that does not draw stays as it was
			}
			tsv, err := tool(ctx, 2*time.Minute, image, "tesseract", "stdin", "stdout", "-l", "vie", "--dpi", strconv.Itoa(dpi), "tsv")
			if err != nil {
				return ctx.Err()
			}
			results[i] = readTSV(tsv)
			return nil
		})
	}
	err := group.Wait()
	out := make(map[int]*substitute)
	for i, page := range pages {
		if results[i] != nil {
			out[page] = results[i]
		}
	}
	if err != nil {
		return out, fmt.Errorf("recognise pages: %w", err)
	}
	return out, nil
}

// readTSV reads tesseract's table: the page (level 1), lines (4) and words (5)
// with their boxes in pixels, and the confidence of each word.
func readTSV(tsv []byte) *substitute {
	const scale = 72.0 / dpi
	s := &substitute{State: pageState{How: "ocr"}}
	var baseline, size, confidence float64
	for line := range strings.SplitSeq(string(tsv), "\n") {
		f := strings.Split(line, "\t")
		if len(f) < 12 {
			continue
		}
		var v [4]float64
		for i := range v {
			v[i], _ = strconv.ParseFloat(f[6+i], 64)
			v[i] *= scale
		}
		switch f[0] {
		case "1":
			s.Width, s.Height = v[2], v[3]
		case "4":
			baseline, size = s.Height-v[1]-v[3]+0.2*v[3], 0.8*v[3]
		case "5":
			text := strings.TrimSpace(f[11])
			c, _ := strconv.ParseFloat(f[10], 64)
			if text == "" || c < 0 {
				continue
			}
			s.Words = append(s.Words, word{X: v[0], Y: baseline, W: v[2], Size: size, Text: text})
			confidence += c / 100
		}
	}
	if n := len(s.Words); n > 0 {
		s.State.OCR = confidence / float64(n)
	}
	return s
}
