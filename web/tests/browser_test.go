// Package tests drives the pages in a headless Chromium: the paths that readers
// take, with mouse and with the keyboard alone, narrow and dark, and axe-core's
// rules on every page. It skips where there is no browser.
package tests

import (
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"log/slog"
	"net/http/httptest"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"

	"trolyluat/assistant"
	"trolyluat/assistant/cases"
	"trolyluat/assistant/review"
	"trolyluat/corpus"
	"trolyluat/corpus/extract/formats"
	"trolyluat/corpus/extract/pdf"
	"trolyluat/corpus/ingest"
	"trolyluat/corpus/sample"
	"trolyluat/retrieval"
	"trolyluat/retrieval/sqlite"
	"trolyluat/web"
)

// shared is the browser and the site that all tests of the package use.
var shared struct {
	browser context.Context
	stop    []func()
	site    string
	config  web.Config
}

// today is fixed, so that the pages are the same on every day.
const today = corpus.Date(20261201)

func TestMain(m *testing.M) { os.Exit(run(m)) }

func run(m *testing.M) int {
	defer func() {
		for _, stop := range shared.stop {
			defer stop()
		}
	}()
	return m.Run()
}

func chromium() string {
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if path, err := exec.LookPath(name); err == nil {
			return path
		}
	}
	return ""
}

var startBrowser = sync.OnceValue(func() error {
	opts := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(chromium()), chromedp.NoSandbox, chromedp.DisableGPU)
	allocator, stop := chromedp.NewExecAllocator(context.Background(), opts...)
	ctx, cancel := chromedp.NewContext(allocator)
	shared.browser = ctx
	shared.stop = append(shared.stop, stop, cancel)
	return chromedp.Do(ctx)
})

// startSite serves the sample law, read through the importers into a store.
var startSite = sync.OnceValue(func() error {
	ctx := context.Background()
	dir, err := os.MkdirTemp("", "trolyluat-web-")
	if err != nil {
		return err
	}
	shared.stop = append(shared.stop, func() { _ = os.RemoveAll(dir) })
	files := filepath.Join(dir, "files")
	if err := os.CopyFS(files, sample.Files()); err != nil {
		return err
	}
	store, err := sqlite.Open(ctx, filepath.Join(dir, "store"), sqlite.Options{})
	if err != nil {
		return err
	}
	shared.stop = append(shared.stop, func() { _ = store.Close() })
	pipeline := &ingest.Pipeline{Store: store, Reader: formats.New(pdf.Reader{}), Fictional: true, Base: files, As: "sample:"}
	report, err := pipeline.Run(ctx, []string{files})
	if err != nil {
		return err
	}
	if len(report.Refused) > 0 {
		return fmt.Errorf("sample law refused: %+v", report.Refused)
	}
	conversations, err := store.History(ctx)
	if err != nil {
		return err
	}
	searcher := retrieval.New(store, retrieval.WithToday(func() corpus.Date { return today }))
	var examples []string
	for _, q := range sample.Questions() {
		examples = append(examples, q.Text)
	}
	shared.config = web.Config{Searcher: searcher, Library: store, History: conversations, Examples: examples[:3], Version: "thử",
		Today:     func() corpus.Date { return today },
		Assistant: assistant.New(assistant.Config{Searcher: searcher, Terms: store, Today: func() corpus.Date { return today }}),
		Reviewer:  review.New(review.Config{Store: store, Index: store}),
		Cases:     cases.New(cases.Config{Store: store, Searcher: searcher, Today: func() corpus.Date { return today }}),
		Extractor: formats.New(pdf.Reader{}),
		Log:       slog.New(slog.NewTextHandler(os.Stderr, &slog.HandlerOptions{Level: slog.LevelWarn}))}
	if err := writeRun(filepath.Join(dir, "evaluations", "lan-1")); err != nil {
		return err
	}
	shared.config.Admin = web.Admin{Uploads: filepath.Join(dir, "uploads"), Evaluations: filepath.Join(dir, "evaluations"),
		Ingest: func(ctx context.Context, inputs []string, progress func(ingest.Progress)) (ingest.Report, error) {
			p := *pipeline
			p.Progress, p.Base, p.As = progress, "", ""
			return p.Run(ctx, inputs)
		}}
	pages, err := web.New(shared.config)
	if err != nil {
		return err
	}
	server := httptest.NewServer(pages)
	shared.stop = append(shared.stop, pages.Close, server.Close)
	shared.site = server.URL
	return nil
})

// site gives the address of the pages over the sample law, and skips where no
// browser can look at them.
func site(t *testing.T) string {
	t.Helper()
	if testing.Short() {
		t.Skip("browser tests are left out of short runs")
	}
	if chromium() == "" {
		t.Skip("no Chromium on this machine (Debian: apt-get install chromium)")
	}
	if err := startBrowser(); err != nil {
		t.Fatalf("start Chromium: %v", err)
	}
	if err := startSite(); err != nil {
		t.Fatalf("serve the sample law: %v", err)
	}
	return shared.site
}

// tab is one browser tab with its helpers; what fails ends the test.
type tab struct {
	t   *testing.T
	ctx context.Context
}

type look struct {
	width, height int64
	dark          bool
}

var (
	desk  = look{width: 1440, height: 900}
	phone = look{width: 390, height: 844}
)

// open makes a tab, with cookies of its own, at an address.
func open(t *testing.T, l look, url string) *tab {
	t.Helper()
	ctx, cancel := chromedp.NewContext(shared.browser, chromedp.WithNewBrowserContext())
	t.Cleanup(cancel)
	if err := chromedp.Do(ctx); err != nil { // starts the tab, whose life is this context's
		t.Fatal(err)
	}
	ctx, stop := context.WithTimeout(ctx, 3*time.Minute)
	t.Cleanup(stop)
	b := &tab{t, ctx}
	b.do(chromedp.EmulateViewport(l.width, l.height))
	scheme := "light"
	if l.dark {
		scheme = "dark"
	}
	b.media("prefers-color-scheme", scheme)
	b.do(chromedp.Navigate(url))
	return b
}

func (b *tab) do(actions ...chromedp.Action[chromedp.Void]) {
	b.t.Helper()
	if err := chromedp.Do(b.ctx, actions...); err != nil {
		b.t.Fatal(err)
	}
}

func (b *tab) media(name, value string) {
	b.t.Helper()
	if _, err := chromedp.Call(b.ctx, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
		Features: []*emulation.MediaFeature{{Name: name, Value: value}}}); err != nil {
		b.t.Fatal(err)
	}
}

// eval runs a script in the page and gives its value.
func eval[T any](b *tab, script string) T {
	b.t.Helper()
	v, err := chromedp.Run(b.ctx, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		b.t.Fatalf("%.80s: %v", script, err)
	}
	return v
}

// until waits for a script to give true.
func (b *tab) until(script string) {
	b.t.Helper()
	end := time.Now().Add(45 * time.Second)
	for {
		// A page that is being left answers nothing.
		v, err := chromedp.Run(b.ctx, chromedp.Evaluate[bool]("Boolean("+script+")", chromedp.EvalAwaitPromise))
		if err != nil && !strings.Contains(err.Error(), "navigated") && !strings.Contains(err.Error(), "context") {
			b.t.Fatalf("%.80s: %v", script, err)
		}
		if v {
			return
		}
		if time.Now().After(end) {
			b.shot("failed-" + b.t.Name())
			b.t.Fatalf("never true: %s\n%.1500s", script, eval[string](b, "document.body.innerText"))
		}
		time.Sleep(40 * time.Millisecond)
	}
}

// text is what a reader sees of an element, "" where there is none.
func (b *tab) text(selector string) string {
	b.t.Helper()
	return eval[string](b, fmt.Sprintf("(document.querySelector(%q)||{innerText:''}).innerText", selector))
}

// click scrolls an element into view and clicks it as a mouse does.
func (b *tab) click(selector string) {
	b.t.Helper()
	b.do(chromedp.WaitVisible(chromedp.CSS(selector)))
	eval[bool](b, fmt.Sprintf("(document.querySelector(%q).scrollIntoView({block: 'center', behavior: 'instant'}), true)", selector))
	b.do(chromedp.Click(chromedp.CSS(selector)))
}

func (b *tab) fill(selector, text string) {
	b.t.Helper()
	b.do(chromedp.SendKeys(chromedp.CSS(selector), text))
}

// key presses keys where the focus is.
func (b *tab) key(keys string) {
	b.t.Helper()
	b.do(chromedp.KeyEvent(keys))
}

// tabTo presses Tab until the focus is on an element that matches.
func (b *tab) tabTo(selector string) {
	b.t.Helper()
	for range 120 {
		if eval[bool](b, fmt.Sprintf("document.activeElement.matches(%q)", selector)) {
			return
		}
		b.key("\t")
	}
	b.t.Fatalf("the keyboard does not reach %s", selector)
}

// shot keeps a picture in the folder that TROLYLUAT_SHOTS names, to be looked at.
func (b *tab) shot(name string) {
	dir := os.Getenv("TROLYLUAT_SHOTS")
	if dir == "" {
		return
	}
	data, err := chromedp.Run(b.ctx, chromedp.CaptureScreenshot())
	if err == nil {
		err = os.WriteFile(filepath.Join(dir, strings.ReplaceAll(name, "/", "-")+".png"), data, 0o644)
	}
	if err != nil {
		b.t.Logf("no picture %s: %v", name, err)
	}
}

// wide says by how many pixels the page is wider than its window.
func (b *tab) wide() int {
	b.t.Helper()
	return eval[int](b, "document.documentElement.scrollWidth - document.documentElement.clientWidth")
}

// axeFile is where .ci/run puts axe-core.
func axeFile() string {
	if file := os.Getenv("TROLYLUAT_AXE"); file != "" {
		return file
	}
	cache, err := os.UserCacheDir()
	if err != nil {
		return ""
	}
	return filepath.Join(cache, "trolyluat-ci", "node_modules", "axe-core", "axe.min.js")
}

var axeSource = sync.OnceValues(func() ([]byte, error) { return os.ReadFile(axeFile()) })

// axe holds the page against the rules of WCAG 2.2 A and AA.
func (b *tab) axe(name string) {
	b.t.Helper()
	source, err := axeSource()
	if err != nil {
		b.t.Skipf("axe-core is not there: %v (.ci/run fetches it)", err)
	}
	// What is scrolled out of sight is laid out by an estimate; the rules ask for
	// what a reader meets.
	b.do(chromedp.Evaluate[chromedp.Void](`document.querySelectorAll(".dieu").forEach(e => { e.style.contentVisibility = "visible"; })`))
	b.do(chromedp.Evaluate[chromedp.Void](string(source)))
	found := eval[string](b, `axe.run(document, {runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"], resultTypes: ["violations"]}).then(r => JSON.stringify(
		r.violations.map(v => ({id: v.id, help: v.help, nodes: v.nodes.slice(0, 4).map(n => n.html.slice(0, 160) + " | " + n.failureSummary)}))))`)
	var violations []json.RawMessage
	if err := json.Unmarshal([]byte(found), &violations); err != nil {
		b.t.Fatal(err)
	}
	if len(violations) > 0 {
		var pretty bytes.Buffer
		_ = json.Indent(&pretty, []byte(found), "", "  ") // it was valid a moment ago
		b.t.Errorf("%s: %d rules broken:\n%s", name, len(violations), pretty.String())
	}
}
