package keypoints

import (
	"bytes"
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"trolyluat/assistant"
	"trolyluat/assistant/llm"
	"trolyluat/corpus"
	"trolyluat/corpus/extract/formats"
	"trolyluat/corpus/extract/pdf"
	"trolyluat/corpus/ingest"
	"trolyluat/corpus/sample"
	"trolyluat/eval/run"
	"trolyluat/retrieval"
	"trolyluat/retrieval/sqlite"
)

var update = flag.Bool("update", false, "write the golden summary anew")

// sampleAssistant answers from the sample law, without a model, on the day of the
// answer set.
func sampleAssistant(t testing.TB) *assistant.Assistant { return withModel(t, nil) }

// withModel is the same with a model that writes the answers.
func withModel(t testing.TB, model llm.Generator) *assistant.Assistant {
	t.Helper()
	ctx := context.Background()
	dir := t.TempDir()
	files := filepath.Join(dir, "files")
	if err := os.CopyFS(files, sample.Files()); err != nil {
		t.Fatal(err)
	}
	st, err := sqlite.Open(ctx, filepath.Join(dir, "store"), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = st.Close() })
	p := &ingest.Pipeline{Store: st, Reader: formats.New(pdf.Reader{}), Fictional: true, Base: files, As: "sample:"}
	if report, err := p.Run(ctx, []string{files}); err != nil || len(report.Refused) > 0 {
		t.Fatalf("ingest: %v, refused %+v", err, report.Refused)
	}
	today := func() corpus.Date { return sample.AskedOn }
	return assistant.New(assistant.Config{Searcher: retrieval.New(st, retrieval.WithToday(today)), Terms: st, Today: today, Generator: model})
}

// TestSampleAnswers asks the 120 questions of the sample law and holds the scores
// of every question against the committed summary: a change of the answers shows
// as a difference to review. Run with -update to write it anew.
func TestSampleAnswers(t *testing.T) {
	questions, err := Read(bytes.NewReader(sample.AnswerSetJSONL()))
	if err != nil || len(questions) != 120 {
		t.Fatalf("%d questions, %v", len(questions), err)
	}
	r, err := run.Do(t.Context(), "", run.Manifest{Suite: "answers", Seed: 1}, Tasks(sampleAssistant(t), questions, 0), run.Options{Workers: 2})
	if err != nil {
		t.Fatal(err)
	}
	var b strings.Builder
	b.WriteString("# Answers without a model to the 120 questions over the sample law: what each scored, then the means.\n")
	for _, it := range r.Items {
		fmt.Fprintf(&b, "%s", it.ID)
		if it.Outcome == run.Error {
			fmt.Fprintf(&b, " error %s", it.Error)
		}
		for _, name := range slices.Sorted(keysOf(it.Scores)) {
			fmt.Fprintf(&b, " %s=%.2f", name, it.Scores[name])
		}
		b.WriteByte('\n')
	}
	for _, name := range slices.Sorted(keysOf(r.Report.Metrics)) {
		if !strings.HasSuffix(name, "_ms") && !strings.HasSuffix(name, "_lo") && !strings.HasSuffix(name, "_hi") {
			fmt.Fprintf(&b, "# %s %.3f\n", name, r.Report.Metrics[name])
		}
	}
	golden := filepath.Join("testdata", "sample.golden")
	if *update {
		if err := os.WriteFile(golden, []byte(b.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	have, old := strings.Split(b.String(), "\n"), strings.Split(string(want), "\n")
	for i := range max(len(have), len(old)) {
		if at(have, i) != at(old, i) {
			t.Errorf("now  %s\n      was  %s", at(have, i), at(old, i))
		}
	}
}

func at(lines []string, i int) string {
	if i < len(lines) {
		return lines[i]
	}
	return ""
}

func keysOf[V any](m map[string]V) func(func(string) bool) {
	return func(yield func(string) bool) {
		for k := range m {
			if !yield(k) {
				return
			}
		}
	}
}
