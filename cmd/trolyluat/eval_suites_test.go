package main

import (
	"bytes"
	"encoding/json"
	"fmt"
	"maps"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strings"
	"testing"

	"trolyluat/assistant/llm/fake"
	"trolyluat/corpus/sample"
)

// suiteCase is a suite on tiny data.
type suiteCase struct {
	args []string
	env  map[string]string
	main []string // figures that it must give, each with its interval
}

// TestEverySuite runs each suite on tiny invented data, by its command line: it
// prints one flat object, keeps its run, gives the same items with several
// workers and when it goes on from a half, and compare, gate and report work on
// it.
func TestEverySuite(t *testing.T) {
	dir := t.TempDir()
	for name, c := range suiteCases(t, dir) {
		t.Run(name, func(t *testing.T) {
			runs := t.TempDir()
			if underRace { // about ten times slower: what runs side by side, once
				evalJSON(t, c, append(slices.Clone(c.args), "--out", filepath.Join(runs, "a"), "--workers", "3"))
				return
			}
			a, b, half := filepath.Join(runs, "a"), filepath.Join(runs, "b"), filepath.Join(runs, "half")
			metrics := evalJSON(t, c, append(slices.Clone(c.args), "--out", a))
			for _, m := range c.main {
				v, ok := metrics[m]
				if lo, hi := metrics[m+"_lo"], metrics[m+"_hi"]; !ok || v < lo-1e-9 || v > hi+1e-9 || v < 0 || v > 1 {
					t.Errorf("%s = %v [%v, %v], there: %v", m, v, lo, hi, ok)
				}
			}
			evalJSON(t, c, append(slices.Clone(c.args), "--out", b, "--workers", "3"))
			if err := os.CopyFS(half, os.DirFS(a)); err != nil {
				t.Fatal(err)
			}
			breakOff(t, half)
			evalJSON(t, c, append(slices.Clone(c.args), "--out", half))
			want := readFile(t, filepath.Join(a, "items.jsonl"))
			for _, other := range []string{b, half} {
				if got := readFile(t, filepath.Join(other, "items.jsonl")); !bytes.Equal(got, want) {
					t.Errorf("%s holds other items:\n%s", other, firstDifference(got, want))
				}
			}
			readsRuns(t, a, b)
		})
	}
}

// evalJSON runs a suite and looks at the form of what it prints.
func evalJSON(t *testing.T, c suiteCase, args []string) map[string]float64 {
	t.Helper()
	code, stdout, stderr := command(t, c.env, append([]string{"eval"}, append(args, "--json")...)...)
	if code != exitOK {
		t.Fatalf("%v: exit code %d: %s", args, code, stderr)
	}
	var whole map[string]json.RawMessage
	var report struct {
		Suite   string             `json:"suite"`
		N       int                `json:"n"`
		Metrics map[string]float64 `json:"metrics"`
	}
	dec := json.NewDecoder(strings.NewReader(stdout))
	if err := dec.Decode(&whole); err != nil || dec.More() {
		t.Fatalf("%v printed no single object: %v\n%s", args, err, stdout)
	}
	if keys := slices.Sorted(maps.Keys(whole)); !slices.Equal(keys, []string{"metrics", "n", "suite"}) {
		t.Errorf("the object has %v", keys)
	}
	if err := json.Unmarshal([]byte(stdout), &report); err != nil || report.N == 0 || report.Suite != args[0] || report.Metrics["errors"] != 0 {
		t.Fatalf("%v: %v\n%s\n%s", args, err, stdout, stderr)
	}
	for name := range report.Metrics {
		if !metricName.MatchString(name) {
			t.Errorf("%q is no name of a metric", name)
		}
	}
	return report.Metrics
}

var metricName = regexp.MustCompile(`^[a-z0-9_@./-]+$`)

// breakOff makes a folder one whose run was killed after half of the items.
func breakOff(t *testing.T, dir string) {
	t.Helper()
	items, costs := lines(readFile(t, filepath.Join(dir, "items.jsonl"))), lines(readFile(t, filepath.Join(dir, "costs.jsonl")))
	var progress strings.Builder
	for i := len(items) / 2; i < len(items); i++ { // those that ended first need not be the first
		fmt.Fprintf(&progress, `{"item":%s,"cost":%s}`+"\n", items[i], costs[i])
	}
	progress.WriteString(`{"item":{"id":"tor`)
	if err := os.WriteFile(filepath.Join(dir, "progress.jsonl"), []byte(progress.String()), 0o600); err != nil {
		t.Fatal(err)
	}
	for _, name := range []string{"items.jsonl", "costs.jsonl", "report.json"} {
		if err := os.Remove(filepath.Join(dir, name)); err != nil {
			t.Fatal(err)
		}
	}
}

// readsRuns has what works on runs work on two of the suite that are alike.
func readsRuns(t *testing.T, a, b string) {
	t.Helper()
	code, stdout, stderr := command(t, nil, "eval", "compare", a, b, "--json")
	var compared struct {
		N       int                `json:"n"`
		Metrics map[string]float64 `json:"metrics"`
		Changes []any              `json:"changes"`
	}
	if err := json.Unmarshal([]byte(stdout), &compared); err != nil || code != exitOK || compared.N == 0 || len(compared.Metrics) == 0 || len(compared.Changes) != 0 {
		t.Errorf("compare: %d, %v, %s%s", code, err, stdout, stderr)
	}
	for name, v := range compared.Metrics {
		if strings.HasSuffix(name, "_diff") && v != 0 {
			t.Errorf("compare: %s is %v between two like runs", name, v)
		}
	}
	if code, stdout, stderr := command(t, nil, "eval", "gate", "--baseline", a, "--run", b); code != exitOK {
		t.Errorf("gate: %d, %s%s", code, stdout, stderr)
	}
	page := filepath.Join(t.TempDir(), "r.html")
	if code, _, stderr := command(t, nil, "eval", "report", a, "--html", page); code != exitOK {
		t.Errorf("report: %s", stderr)
	}
	if html := string(readFile(t, page)); !strings.Contains(html, "Số đo chính") || strings.Contains(html, "NaN") {
		t.Errorf("the page lacks its figures:\n%.400s", html)
	}
}

func readFile(t *testing.T, path string) []byte {
	t.Helper()
	b, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

func lines(b []byte) []string { return strings.Split(strings.TrimSpace(string(b)), "\n") }

func firstDifference(got, want []byte) string {
	g, w := lines(got), lines(want)
	for i := range min(len(g), len(w)) {
		if g[i] != w[i] {
			return fmt.Sprintf("%.900s\nwant\n%.900s", g[i], w[i])
		}
	}
	return fmt.Sprintf("%d lines, want %d", len(g), len(w))
}

// suiteCases writes the data and makes the stores. All texts are invented: văn bản
// giả định, không có giá trị pháp lý.
func suiteCases(t *testing.T, dir string) map[string]suiteCase {
	t.Helper()
	put := func(name, text string) string {
		path := filepath.Join(dir, name)
		if err := os.MkdirAll(filepath.Dir(path), 0o700); err != nil {
			t.Fatal(err)
		}
		if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
		return path
	}
	ingest := func(name string, args ...string) string {
		data := filepath.Join(dir, "kho-"+name)
		if code, _, stderr := command(t, nil, append([]string{"ingest", "--data", data}, args...)...); code != exitOK {
			t.Fatal(stderr)
		}
		return data
	}
	articles := put("articles.jsonl", kiteArticles)
	asked := put("asked.jsonl", kiteQuestions)
	cases := put("cases.jsonl", judgmentRows())
	kites := ingest("dieu", "--format", "articles", articles)
	law := ingest("luat", put("luat/luat.txt", longLaw(1)), put("luat/luat2.txt", longLaw(2)))
	choices := put("choices.jsonl", `{"instruction":"Chọn một đáp án.","question":"Được thả mấy con diều?","answers":"A: Một\nB: Hai","ground_truth":"B"}
{"instruction":"Chọn một đáp án.","question":"Ai thả diều?","answers":"A: Người\nB: Chim","ground_truth":"A"}
`)
	model, err := fake.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = model.Close() })
	model.Answer(func(fake.Request) string { return `{"dap_an": ["B"]}` })
	files := filepath.Dir(put("sua/base.txt", beeLaw))
	put("sua/act.txt", beeAct)
	put("sua/merged.txt", beeMerged)
	relations := put("relations.jsonl", `{"target_doc": "10/2018/QH14", "target_article": "Điều 2", "by_doc": "20/2020/QH14"}`+"\n")
	put("trang/a.html", kitePage)
	gold := put("gold.json", `{"a.html": {"title": "Thông tư số 77/2031/TT-BXD Quy định về thang máy", "outline": [{"label": "Điều 1.", "key": "1"}, {"label": "Khoản 1", "key": "2"}]}}`)
	return map[string]suiteCase{
		"structure": {args: []string{"structure", "--gold", gold, "--files", filepath.Join(dir, "trang")}, main: []string{"precision", "recall", "f1", "dieu_precision", "khoan_recall", "number_accuracy"}},
		"amendment": {args: []string{"amendment", "--files", files, "--relations", relations}, main: []string{"recall", "accuracy"}},
		"retrieval": {args: []string{"retrieval", "--data", kites, "--questions", asked}, main: []string{"acc@1", "recall@10", "mrr@10", "ndcg@10", "recall@100", "f2", "map"}},
		"answers":   {args: []string{"answers", "--data", kites, "--questions", asked}, main: []string{"accuracy", "em", "f1", "f2", "precision", "recall"}},
		"keypoints": {args: []string{"answers", "--data", ingest("mau", filepath.Join("..", "..", "corpus", "sample", "files")),
			"--questions", put("own.jsonl", firstLines(string(sample.AnswerSetJSONL()), 12))}, main: []string{"accuracy", "points", "cited"}},
		"citations": {args: []string{"citations", "--questions", asked, "--articles", articles}, main: []string{"precision", "recall", "f1", "false_alarms"}},
		"review":    {args: []string{"review", "--data", law, "--split", "", "--drafts", "3"}, main: []string{"precision", "recall", "f1"}},
		"basis":     {args: []string{"basis", "--cases", cases, "--articles", articles}, main: []string{"precision", "recall", "f1", "recall@20"}},
		"cases":     {args: []string{"cases", "--cases", cases, "--pairs", put("pairs.jsonl", `{"query":"vu-1","better":"vu-2","worse":"vu-3","why":"cùng thả diều"}`+"\n")}, main: []string{"accuracy", "acc@1", "mrr"}},
		"draft":     {args: []string{"draft", "--cases", cases, "--articles", articles}, main: []string{"precision", "recall", "f1"}},
		"redact":    {args: []string{"redact", "--cases", cases}, main: []string{"precision", "recall", "f1"}},
		"digest":    {args: []string{"digest", "--cases", cases, "--gold", put("digest.jsonl", digestGold(judgmentRows()))}, main: []string{"precision", "recall", "claims_recall"}},
		"refusal":   {args: []string{"refusal", "--data", kites, "--questions", asked}, main: []string{"refusal_precision", "refusal_recall", "answerable/sure"}},
		"safety":    {args: []string{"safety"}, main: []string{"accuracy", "blocked"}},
		"choice": {args: []string{"choice", "--data", kites, "--questions", choices}, main: []string{"accuracy"},
			env: map[string]string{"OPENAI_BASE_URL": model.URL(), "OPENAI_API_KEY": "k", "TROLYLUAT_MODEL": "gia-lap"}},
	}
}

func firstLines(s string, n int) string {
	return strings.Join(strings.SplitN(s, "\n", n+1)[:n], "\n") + "\n"
}
