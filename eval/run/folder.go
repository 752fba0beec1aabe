package run

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"io/fs"
	"maps"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/gofrs/flock"
)

// Names of the files of a run.
const (
	manifestFile = "manifest.json"
	itemsFile    = "items.jsonl"
	costsFile    = "costs.jsonl"
	reportFile   = "report.json"
	progressFile = "progress.jsonl"
	lockFile     = ".lock" // empty; it stays, the lock on it ends with the process
)

// InUseError says that another run is writing into a folder.
type InUseError struct{ Dir string }

func (e *InUseError) Error() string {
	return fmt.Sprintf("eval: another run is writing into %s", e.Dir)
}

// OtherRunError says that a folder holds a run of something else.
type OtherRunError struct {
	Dir         string
	Differences []string
}

func (e *OtherRunError) Error() string {
	return fmt.Sprintf("eval: %s holds another run: %s", e.Dir, strings.Join(e.Differences, "; "))
}

// runLog keeps finished items while a run goes on.
type runLog struct {
	dir  string // "" keeps nothing
	held []entry
	file *os.File
	lock *flock.Flock
}

// openLog opens a folder for a run, or goes on with the one that it holds: m then
// takes its time and version. It is an [InUseError] where another run is writing
// into the folder, an [OtherRunError] where it holds a run of something else.
func openLog(dir string, m *Manifest) (*runLog, error) {
	l := &runLog{dir: dir}
	if dir == "" {
		return l, nil
	}
	if err := os.MkdirAll(dir, 0o755); err != nil {
		return nil, fmt.Errorf("eval: open run: %w", err)
	}
	l.lock = flock.New(filepath.Join(dir, lockFile))
	alone, err := l.lock.TryLock()
	if err != nil {
		return nil, fmt.Errorf("eval: lock run: %w", err)
	}
	if !alone {
		return nil, &InUseError{dir}
	}
	if err := l.open(m); err != nil {
		l.close()
		return nil, err
	}
	return l, nil
}

// open reads what the locked folder holds, or begins a run in it.
func (l *runLog) open(m *Manifest) error {
	old, err := readManifest(l.dir)
	switch {
	case errors.Is(err, fs.ErrNotExist):
		if err := writeJSON(filepath.Join(l.dir, manifestFile), m); err != nil {
			return err
		}
	case err != nil:
		return err
	default:
		if d := old.Differences(*m); len(d) > 0 {
			return &OtherRunError{l.dir, d}
		}
		*m = old
		if items, costs, err := readItems(l.dir); err == nil { // it had ended
			for i := range items {
				l.held = append(l.held, entry{items[i], costs[i]})
			}
		} else if !errors.Is(err, fs.ErrNotExist) {
			return err
		}
	}
	return l.openProgress()
}

// openProgress reads what an interrupted run left and cuts a line that was not
// written whole.
func (l *runLog) openProgress() error {
	path := filepath.Join(l.dir, progressFile)
	f, err := os.OpenFile(path, os.O_RDWR|os.O_CREATE, 0o644)
	if err != nil {
		return fmt.Errorf("eval: open run: %w", err)
	}
	data, err := io.ReadAll(f)
	if err != nil {
		return errors.Join(fmt.Errorf("eval: read %s: %w", path, err), f.Close())
	}
	whole := 0
	for rest := data; ; {
		i := bytes.IndexByte(rest, '\n')
		if i < 0 {
			break
		}
		var e entry
		if json.Unmarshal(rest[:i], &e) != nil || e.Item.ID == "" {
			break // what follows is not to be trusted either
		}
		l.held = append(l.held, e)
		whole += i + 1
		rest = rest[i+1:]
	}
	if err := f.Truncate(int64(whole)); err != nil {
		return errors.Join(fmt.Errorf("eval: cut %s: %w", path, err), f.Close())
	}
	if _, err := f.Seek(0, io.SeekEnd); err != nil {
		return errors.Join(fmt.Errorf("eval: open run: %w", err), f.Close())
	}
	l.file = f
	return nil
}

func (l *runLog) append(e *entry) error {
	if l.file == nil {
		return nil
	}
	line, err := encode(e)
	if err != nil {
		return err
	}
	if _, err := l.file.Write(line); err != nil {
		return fmt.Errorf("eval: keep item %s: %w", e.Item.ID, err)
	}
	return nil
}

func (l *runLog) close() {
	if l.file != nil {
		_ = l.file.Close() // every line was written by then
	}
	if l.lock != nil {
		_ = l.lock.Close() // the system gives it back at the latest when the process ends
	}
}

// finish writes the final files, items.jsonl the last of those that a resumed run
// looks for, and takes the progress away. A report of other items is taken away
// first, so that none ever stands beside items that it does not tell of.
func (l *runLog) finish(m Manifest, entries []*entry, add func(*Result) error) (*Result, error) {
	r := &Result{Manifest: m}
	for _, e := range entries {
		r.Items = append(r.Items, e.Item)
		r.Costs = append(r.Costs, e.Cost)
	}
	r.Report = Summarise(m, r.Items, r.Costs)
	if add != nil {
		if err := add(r); err != nil {
			return nil, err
		}
	}
	if l.dir == "" {
		return r, nil
	}
	if err := os.Remove(filepath.Join(l.dir, reportFile)); err != nil && !errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("eval: end run: %w", err)
	}
	items, err := lines(r.Items)
	if err != nil {
		return nil, err
	}
	costs, err := lines(r.Costs)
	if err != nil {
		return nil, err
	}
	for _, f := range []struct {
		name string
		data []byte
	}{{costsFile, costs}, {itemsFile, items}} {
		if err := replace(filepath.Join(l.dir, f.name), f.data); err != nil {
			return nil, err
		}
	}
	if err := writeJSON(filepath.Join(l.dir, reportFile), r.Report); err != nil {
		return nil, err
	}
	if err := os.Remove(filepath.Join(l.dir, progressFile)); err != nil {
		return nil, fmt.Errorf("eval: end run: %w", err)
	}
	return r, nil
}

// Read reads a finished run.
func Read(dir string) (*Result, error) {
	m, err := readManifest(dir)
	if err != nil {
		return nil, err
	}
	items, costs, err := readItems(dir)
	if errors.Is(err, fs.ErrNotExist) {
		return nil, fmt.Errorf("eval: the run in %s has not ended: %w", dir, err)
	}
	if err != nil {
		return nil, err
	}
	r := &Result{Manifest: m, Items: items, Costs: costs}
	data, err := os.ReadFile(filepath.Join(dir, reportFile))
	switch {
	case errors.Is(err, fs.ErrNotExist): // killed just before it was written
		r.Report = Summarise(m, items, costs)
	case err != nil:
		return nil, fmt.Errorf("eval: read run: %w", err)
	default:
		if err := json.Unmarshal(data, &r.Report); err != nil {
			return nil, fmt.Errorf("eval: read %s: %w", filepath.Join(dir, reportFile), err)
		}
	}
	return r, nil
}

func readManifest(dir string) (Manifest, error) {
	var m Manifest
	path := filepath.Join(dir, manifestFile)
	data, err := os.ReadFile(path)
	if err != nil {
		return m, fmt.Errorf("eval: read run: %w", err)
	}
	if err := json.Unmarshal(data, &m); err != nil {
		return m, fmt.Errorf("eval: read %s: %w", path, err)
	}
	return m, nil
}

func readItems(dir string) ([]Item, []Cost, error) {
	items, err := readLines[Item](filepath.Join(dir, itemsFile))
	if err != nil {
		return nil, nil, err
	}
	costs, err := readLines[Cost](filepath.Join(dir, costsFile))
	if err != nil {
		return nil, nil, err
	}
	if len(items) != len(costs) {
		return nil, nil, fmt.Errorf("eval: %s holds %d items and %d costs", dir, len(items), len(costs))
	}
	return items, costs, nil
}

// maxLine bounds a line of a run's file, in bytes.
const maxLine = 16 << 20

func readLines[T any](path string) ([]T, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("eval: read run: %w", err)
	}
	defer f.Close()
	var out []T
	scan := bufio.NewScanner(f)
	scan.Buffer(nil, maxLine)
	for scan.Scan() {
		var v T
		if err := json.Unmarshal(scan.Bytes(), &v); err != nil {
			return nil, fmt.Errorf("eval: read %s, line %d: %w", path, len(out)+1, err)
		}
		out = append(out, v)
	}
	if err := scan.Err(); err != nil {
		return nil, fmt.Errorf("eval: read %s: %w", path, err)
	}
	return out, nil
}

func lines[T any](rows []T) ([]byte, error) {
	var b bytes.Buffer
	for i := range rows {
		line, err := encode(rows[i])
		if err != nil {
			return nil, err
		}
		b.Write(line)
	}
	return b.Bytes(), nil
}

func writeJSON(path string, v any) error {
	data, err := json.MarshalIndent(v, "", "  ")
	if err != nil {
		return fmt.Errorf("eval: encode %s: %w", path, err)
	}
	return replace(path, append(data, '\n'))
}

// replace writes a file whole or not at all.
func replace(path string, data []byte) error {
	f, err := os.CreateTemp(filepath.Dir(path), ".tmp-*")
	if err != nil {
		return fmt.Errorf("eval: write %s: %w", path, err)
	}
	_, err = f.Write(data)
	err = errors.Join(err, f.Sync(), f.Chmod(0o644), f.Close())
	if err == nil {
		err = os.Rename(f.Name(), path)
	}
	if err != nil {
		_ = os.Remove(f.Name())
		return fmt.Errorf("eval: write %s: %w", path, err)
	}
	return nil
}

// keys are the names of several maps, sorted, each once.
func keys[V any](all ...map[string]V) []string {
	names := map[string]bool{}
	for _, m := range all {
		for k := range m {
			names[k] = true
		}
	}
	return slices.Sorted(maps.Keys(names))
}
