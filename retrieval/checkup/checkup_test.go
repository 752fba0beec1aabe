package checkup

import (
	"errors"
	"math"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/lexical"
)

func codes(list []retrieval.Finding) (out []string) {
	for _, f := range list {
		out = append(out, f.Code)
	}
	return out
}

func TestFindings(t *testing.T) {
	sound := Facts{Version: 4, Known: 4, Documents: 1200, Chunks: 5000, Live: 5000, Segments: 3}
	if got := codes(Findings(&sound)); !slices.Equal(got, []string{"store"}) {
		t.Errorf("a sound store: %v", got)
	}
	if m := Findings(&sound)[0].Message; !strings.Contains(m, "1.200") || !strings.Contains(m, "5.000") {
		t.Errorf("numbers: %q", m)
	}
	for code, change := range map[string]func(*Facts){
		"schema_version":    func(f *Facts) { f.Version = 3 },
		"index_count":       func(f *Facts) { f.Live = 4999 },
		"index_untidy":      func(f *Facts) { f.Segments = 41 },
		"merge_abandoned":   func(f *Facts) { f.Abandoned = 1 },
		"vectors_missing":   func(f *Facts) { f.Models = []Model{{"m", 128, 4000}} },
		"model_unused":      func(f *Facts) { f.Models = []Model{{"m", 128, 0}} },
		"orphans_chunk":     func(f *Facts) { f.Orphans = map[string]int{"chunk": 2, "page": 0} },
		"vectors_misshapen": func(f *Facts) { f.Misshapen = 1 },
		"chunks_miscounted": func(f *Facts) { f.Miscounted = []string{"a", "b", "c", "d", "e", "f"} },
		"index_damaged":     func(f *Facts) { f.Damage = errors.New("broken") },
		"index_missing":     func(f *Facts) { f.Postings = &lexical.Report{Missing: []corpus.ChunkID{1}} },
		"index_unknown":     func(f *Facts) { f.Postings = &lexical.Report{Unknown: []corpus.ChunkID{1}} },
		"index_different":   func(f *Facts) { f.Postings = &lexical.Report{Different: []corpus.ChunkID{1}} },
		"index_verified":    func(f *Facts) { f.Postings = &lexical.Report{} },
	} {
		f := sound
		change(&f)
		got := Findings(&f)
		if !slices.Equal(codes(got), []string{"store", code}) {
			t.Errorf("%s: %v", code, codes(got))
			continue
		}
		if got[1].Severity != retrieval.SeverityNote && got[1].Action == "" {
			t.Errorf("%s does not say what to do", code)
		}
		if strings.Contains(got[1].Message, "e, f") {
			t.Errorf("%s names all: %s", code, got[1].Message)
		}
	}
}

func TestDisk(t *testing.T) {
	dir := t.TempDir()
	free, ok := FreeSpace(dir)
	if !ok {
		t.Skip("this system does not tell free space")
	}
	if free > 2*leastFree {
		if got := Disk(dir, 0); got != nil {
			t.Errorf("%d bytes free: %v", free, got)
		}
	}
	if got := Disk(dir, math.MaxInt64/2); len(got) != 1 || got[0].Code != "disk_space" || got[0].Action == "" {
		t.Errorf("a store larger than the disk: %v", got)
	}
	if got := Disk(filepath.Join(dir, "none"), math.MaxInt64/2); got != nil {
		t.Errorf("no such folder: %v", got)
	}
}
