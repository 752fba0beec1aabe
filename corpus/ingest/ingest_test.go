package ingest

import (
	"archive/zip"
	"context"
	"errors"
	"fmt"
	"iter"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/formats"
	"trolyluat/corpus/extract/pdf"
)

// memory is a store of one map. It fails the commit number failAt.
type memory struct {
	mu      sync.Mutex
	entries map[string]corpus.Entry
	commits int
	failAt  int
}

func newMemory() *memory { return &memory{entries: map[string]corpus.Entry{}} }

var errBroken = errors.New("disk is gone")

func (m *memory) Commit(_ context.Context, c corpus.Change) error {
	m.mu.Lock()
	defer m.mu.Unlock()
	m.commits++
	if m.commits == m.failAt {
		return errBroken
	}
	for _, id := range c.Remove {
		delete(m.entries, id)
	}
	for _, e := range c.Put {
		m.entries[e.Document.ID] = e
	}
	return nil
}

func (m *memory) Document(_ context.Context, id string) (*corpus.Document, error) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if e, ok := m.entries[id]; ok {
		d := *e.Document
		return &d, nil
	}
	return nil, corpus.ErrNotFound
}

func (m *memory) Documents(context.Context) iter.Seq2[corpus.DocumentInfo, error] {
	return func(yield func(corpus.DocumentInfo, error) bool) {
		for _, id := range m.ids() {
			if !yield(m.entries[id].Document.Info(), nil) {
				return
			}
		}
	}
}

func (m *memory) Lookup(_ context.Context, key string) (infos []corpus.DocumentInfo, err error) {
	for _, id := range m.ids() {
		if info := m.entries[id].Document.Info(); info.Key == key {
			infos = append(infos, info)
		}
	}
	return infos, nil
}

func (m *memory) RelationsTo(_ context.Context, key string) (out []corpus.IncomingRelation, err error) {
	for _, id := range m.ids() {
		for _, r := range m.entries[id].Document.Relations {
			if r.To == key {
				out = append(out, corpus.IncomingRelation{Document: id, Relation: r})
			}
		}
	}
	return out, nil
}

func (m *memory) Seen(_ context.Context, uri string) (ids []string, sha string, err error) {
	for _, id := range m.ids() {
		if src := m.entries[id].Document.Source; src.URI == uri {
			ids, sha = append(ids, id), src.SHA256
		}
	}
	return ids, sha, nil
}

func (m *memory) Close() error { return nil }

func (m *memory) ids() []string {
	m.mu.Lock()
	defer m.mu.Unlock()
	return slices.Sorted(maps.Keys(m.entries))
}

// law writes an invented statute.
func law(number string, articles int) string {
	var b strings.Builder
	fmt.Fprintf(&b, "QUỐC HỘI\nCỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nĐộc lập - Tự do - Hạnh phúc\nLuật số: %s\nHà Nội, ngày 05 tháng 6 năm 2021\nLUẬT\nNUÔI MÈO NHÀ\n", number)
	b.WriteString("Căn cứ Hiến pháp nước Cộng hòa xã hội chủ nghĩa Việt Nam;\nQuốc hội ban hành Luật Nuôi mèo nhà.\nChương I\nQUY ĐỊNH CHUNG\n")
	for i := 1; i <= articles; i++ {
		fmt.Fprintf(&b, "Điều %d. Việc chăm mèo thứ %d\n1. Chủ nuôi cho mèo ăn %d bữa mỗi ngày.\n2. Chủ nuôi có trách nhiệm:\na) Chải lông;\nb) Dọn cát.\n", i, i, i)
	}
	fmt.Fprintf(&b, "Điều %d. Hiệu lực thi hành\nLuật này có hiệu lực thi hành từ ngày 01 tháng 01 năm 2022.\n", articles+1)
	return b.String()
}

func folder(t *testing.T, files map[string]string) string {
	t.Helper()
	dir := t.TempDir()
	for name, text := range files {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o755); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	return dir
}

func run1(t *testing.T, store corpus.Store, inputs ...string) Report {
	t.Helper()
	p := &Pipeline{Store: store, Reader: formats.Default()}
	report, err := p.Run(t.Context(), inputs)
	if err != nil {
		t.Fatalf("Run: %v", err)
	}
	return report
}

func TestFolderWithBadFiles(t *testing.T) {
	dir := folder(t, map[string]string{
		"a.txt": law("91/2021/QH-THU", 3), "sub/b.txt": law("92/2021/QH-THU", 2),
		"empty.txt": "", "cake.txt": "Công thức làm bánh: bột, đường, trứng. Nướng trong 30 phút.",
		"cut.docx": "PK\x03\x04 this is no archive", ".hidden.txt": law("93/2021/QH-THU", 1),
	})
	store := newMemory()
	report := run1(t, store, dir)
	if report.New != 2 || len(report.Refused) != 3 {
		t.Errorf("new %d, refused %+v; want 2 and three refusals", report.New, report.Refused)
	}
	for _, r := range report.Refused {
		if r.Name == "" || r.Reason == "" || r.Code == "" {
			t.Errorf("refusal without name, code or reason: %+v", r)
		}
	}
	if got := store.ids(); !slices.Equal(got, []string{"91/2021/QH-THU", "92/2021/QH-THU"}) {
		t.Errorf("stored %v", got)
	}
	again := run1(t, store, dir)
	if again.Unchanged != 2 || again.New+again.Changed != 0 {
		t.Errorf("second run: %+v", again)
	}
}

func TestUpdateLeavesNothingBehind(t *testing.T) {
	dir := folder(t, map[string]string{"a.txt": law("91/2021/QH-THU", 3)})
	store := newMemory()
	run1(t, store, dir)
	before := len(store.entries["91/2021/QH-THU"].Chunks)
	write := func(text string) {
		if err := os.WriteFile(filepath.Join(dir, "a.txt"), []byte(text), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	write(law("91/2021/QH-THU", 2))
	if r := run1(t, store, dir); r.Changed != 1 || len(store.entries["91/2021/QH-THU"].Chunks) != before-1 {
		t.Errorf("update: %+v, %d chunks of %d before", r, len(store.entries["91/2021/QH-THU"].Chunks), before)
	}
	write(law("95/2021/QH-THU", 2)) // the file now holds another law
	if run1(t, store, dir); !slices.Equal(store.ids(), []string{"95/2021/QH-THU"}) {
		t.Errorf("stored %v, want the new law only", store.ids())
	}
}

func TestSameKeyIsAnotherSource(t *testing.T) {
	text := law("91/2021/QH-THU", 3)
	dir := folder(t, map[string]string{"a.txt": text, "b.txt": text + "\n", "c.txt": text})
	store := newMemory()
	report := run1(t, store, dir)
	ids := store.ids()
	if report.New != 2 || report.Duplicate != 1 || len(ids) != 2 || ids[0] != "91/2021/QH-THU" || corpus.KeyOf(ids[1]) != ids[0] {
		t.Errorf("report %+v, stored %v", report, ids)
	}
}

func TestArchive(t *testing.T) {
	path := filepath.Join(t.TempDir(), "laws.zip")
	file, err := os.Create(path)
	if err != nil {
		t.Fatal(err)
	}
	z := zip.NewWriter(file)
	for name, text := range map[string]string{"x/a.txt": law("91/2021/QH-THU", 1), "x/b.txt": law("92/2021/QH-THU", 1)} {
		w, err := z.Create(name)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(text)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(z.Close(), file.Close()); err != nil {
		t.Fatal(err)
	}
	store := newMemory()
	if r := run1(t, store, path); r.New != 2 {
		t.Errorf("report %+v", r)
	}
	if uri := store.entries["91/2021/QH-THU"].Document.Source.URI; uri != path+"!x/a.txt" {
		t.Errorf("source %q", uri)
	}
}

func TestBrokenRunIsTakenUpAgain(t *testing.T) {
	files := map[string]string{}
	for i := range 2*batchDocs + 10 {
		files[fmt.Sprintf("%04d.txt", i)] = law(fmt.Sprintf("%d/2021/QH-THU", i+100), 1)
	}
	dir := folder(t, files)
	store := newMemory()
	store.failAt = 2
	p := &Pipeline{Store: store, Reader: formats.Default()}
	if _, err := p.Run(t.Context(), []string{dir}); !errors.Is(err, errBroken) {
		t.Fatalf("Run = %v, want the store's error", err)
	}
	stored := len(store.entries)
	if stored == 0 || stored == len(files) {
		t.Fatalf("%d documents after the break", stored)
	}
	if r := run1(t, store, dir); r.Unchanged != stored || r.New != len(files)-stored || len(store.entries) != len(files) {
		t.Errorf("after the break %d stored; second run %d unchanged, %d new, %d stored", stored, r.Unchanged, r.New, len(store.entries))
	}
}

func TestInterrupt(t *testing.T) {
	dir := folder(t, map[string]string{"a.txt": law("91/2021/QH-THU", 3)})
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	store := newMemory()
	p := &Pipeline{Store: store, Reader: formats.Default()}
	if _, err := p.Run(ctx, []string{dir}); !errors.Is(err, context.Canceled) {
		t.Errorf("Run = %v", err)
	}
	if len(store.entries) != 0 {
		t.Errorf("stored %v", store.ids())
	}
}

// failing is an embedder whose server is down.
type failing struct{}

func (failing) Model() string { return "broken-model" }
func (failing) EmbedPassages(context.Context, []string) ([][]float32, error) {
	return nil, errors.New("connection refused")
}

func TestEmbedderDownStoresAnyway(t *testing.T) {
	dir := folder(t, map[string]string{"a.txt": law("91/2021/QH-THU", 3)})
	store := newMemory()
	p := &Pipeline{Store: store, Reader: formats.Default(), Embedders: []Embedder{failing{}}}
	report, err := p.Run(t.Context(), []string{dir})
	if err != nil || report.New != 1 || len(report.Warnings) != 1 {
		t.Errorf("report %+v, error %v", report, err)
	}
}

func TestRemove(t *testing.T) {
	text := law("91/2021/QH-THU", 3)
	dir := folder(t, map[string]string{"a.txt": text, "b.txt": text + "\n", "c.txt": law("92/2021/QH-THU", 1)})
	store := newMemory()
	run1(t, store, dir)
	p := &Pipeline{Store: store, Reader: formats.Default()}
	removed, missing, err := p.Remove(t.Context(), []string{"91/2021/QH-THU", "1/1/X"})
	if err != nil || len(removed) != 2 || !slices.Equal(missing, []string{"1/1/X"}) || !slices.Equal(store.ids(), []string{"92/2021/QH-THU"}) {
		t.Errorf("removed %v, missing %v, error %v, left %v", removed, missing, err, store.ids())
	}
}

func TestInterruptKeepsWhatWasRead(t *testing.T) {
	dir := folder(t, map[string]string{"a.txt": law("91/2021/QH-THU", 3), "b.txt": law("92/2021/QH-THU", 3)})
	ctx, cancel := context.WithCancel(t.Context())
	store := newMemory()
	p := &Pipeline{Store: store, Reader: formats.Default(), Progress: func(s Progress) {
		if s.Files == 1 {
			cancel()
		}
	}}
	if _, err := p.Run(ctx, []string{dir}); !errors.Is(err, context.Canceled) {
		t.Errorf("Run = %v", err)
	}
	if len(store.entries) == 0 {
		t.Error("what was read whole is lost")
	}
	if r := run1(t, store, dir); r.Unchanged != len(store.entries)-r.New || len(store.entries) != 2 {
		t.Errorf("second run %+v", r)
	}
}

// TestSampleSaysThatItIsInvented: the sample law is known as such by its own words,
// however it is brought in; what only speaks of invented texts is not.
func TestSampleSaysThatItIsInvented(t *testing.T) {
	m := newMemory()
	p := &Pipeline{Store: m, Reader: formats.New(pdf.Reader{})}
	if report, err := p.Run(t.Context(), []string{filepath.Join("..", "sample", "files")}); err != nil || len(report.Refused) > 0 {
		t.Fatalf("%v, refused %+v", err, report.Refused)
	}
	if len(m.entries) == 0 {
		t.Fatal("nothing came in")
	}
	for id, e := range m.entries {
		if !e.Document.Fictional {
			t.Errorf("%s (%s) is not marked as fictional", id, e.Document.Source.Name)
		}
	}
	for words, want := range map[string]bool{
		"VĂN BẢN GIẢ ĐỊNH, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ":                                                   true,
		"Trang dữ liệu mẫu. Mọi văn bản trên trang này là văn bản giả định, không có giá trị pháp lý.": true,
		"Bản sao không có giá trị pháp lý":                                                             false, "Văn bản giả định": false,
	} {
		if got := saysFictional(&extract.Text{Blocks: []extract.Block{{Text: "LUẬT"}, {Text: words}}}); got != want {
			t.Errorf("%q: %v", words, got)
		}
	}
}
