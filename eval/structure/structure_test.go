package structure

import (
	"encoding/json"
	"errors"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"trolyluat/corpus/realdata"
)

// TestRunOnPages measures the pages of vbpl.vn that are there, with and without
// their classes, against the bounds that the parser must keep.
func TestRunOnPages(t *testing.T) {
	dir := filepath.Join(realdata.Dir(t), "documents")
	least := map[bool]map[string]float64{
		true: {"dieu_precision": 0.97, "dieu_recall": 0.98, "khoan_precision": 0.95, "khoan_recall": 0.95,
			"diem_precision": 0.95, "diem_recall": 0.95, "number_accuracy": 0.99, "title_accuracy": 0.99,
			"status_accuracy": 0.99, "effective_accuracy": 0.99},
		false: {"dieu_precision": 0.995, "dieu_recall": 0.995, "khoan_precision": 0.995, "khoan_recall": 0.995,
			"diem_precision": 0.995, "diem_recall": 0.995},
	}
	for strip, bounds := range least {
		r, err := Run(t.Context(), Options{Gold: filepath.Join(dir, "vbpl_html_outlines.json"), FilesDir: filepath.Join(dir, "vbpl_html"), Strip: strip, Only: sample})
		if err != nil {
			t.Fatal(err)
		}
		if path := os.Getenv("STRUCTURE_OUT"); path != "" && strip == (os.Getenv("STRUCTURE_STRIP") != "0") {
			data, err := json.MarshalIndent(r, "", " ")
			if err != nil {
				t.Fatal(err)
			}
			if err := os.WriteFile(path, data, 0o600); err != nil {
				t.Fatal(err)
			}
		}
		b, err := json.MarshalIndent(r.Metrics, "", " ")
		if err != nil {
			t.Fatal(err)
		}
		t.Logf("strip=%v n=%d %s", strip, r.N, b)
		for name, bound := range bounds {
			got, ok := r.Metrics[name]
			if !ok || got < bound {
				t.Errorf("strip=%v: %s = %.4f, want at least %.4f", strip, name, got, bound)
			}
		}
		if r.N == 0 || r.Metrics["dieu_n"] == 0 {
			t.Errorf("strip=%v: no page with an outline was scored", strip)
		}
	}
}

const inventedPage = `<html><head><title>x</title></head><body>
<div class="menu"><a href="/">Trang chủ</a> <a href="/t">Tìm kiếm</a></div>
<h1>Thông tư số 77/2031/TT-BXD Quy định về thang máy</h1>
<div class="body">
<p>BỘ XÂY DỰNG</p><p>Số: 77/2031/TT-BXD</p>
<p>Hà Nội, ngày 02 tháng 3 năm 2031</p>
<p>THÔNG TƯ</p><p>Quy định về thang máy</p>
<p>Căn cứ Luật Thang máy số 5/2030/QH17;</p>
<p>Bộ trưởng Bộ Xây dựng ban hành Thông tư quy định về thang máy.</p>
<p id="id_1">Điều 1. Phạm vi điều chỉnh</p>
<p id="id_2">1. Thông tư này quy định việc kiểm tra thang máy trong nhà ở.</p>
<p id="id_3">2. Việc kiểm tra gồm:</p>
<p id="id_4">a) Kiểm tra cáp của thang máy theo định kỳ;</p>
<p id="id_5">b) Kiểm tra cửa của thang máy theo định kỳ.</p>
<p id="id_6">Điều 2. Hiệu lực thi hành</p>
<p id="id_7">Thông tư này có hiệu lực thi hành từ ngày 01 tháng 5 năm 2031.</p>
<p>Nơi nhận:</p><p>- Như trên;</p><p>KT. BỘ TRƯỞNG</p><p>THỨ TRƯỞNG</p><p>Trần Văn Thang</p>
</div></body></html>`

// TestScore plants one mistake of each sort in the outline of an invented page
// and looks that each is counted where it belongs.
func TestScore(t *testing.T) {
	dir := t.TempDir()
	write := func(name, text string) {
		t.Helper()
		if err := os.WriteFile(filepath.Join(dir, name), []byte(text), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	write("a.html", inventedPage)
	write("gold.json", `{"a.html": {"title": "Thông tư số 77/2031/TT-BXD Quy định về thang máy", "effective": "01/05/2031", "outline": [
		{"label": "Điều 1.", "key": "1"}, {"label": "Khoản 1", "key": "2"}, {"label": "Khoản 2", "key": "3"},
		{"label": "Điểm a", "key": "4"}, {"label": "Điểm c", "key": "5"}, {"label": "Điều 2.", "key": "6"},
		{"label": "", "key": "7"}, {"label": "Khoản 9", "key": "99"}, {"label": "Điều 3.", "key": "7"}]},
		"absent.html": {"title": "Luật số 1/2031/QH17"}}`)
	r, err := Run(t.Context(), Options{Gold: filepath.Join(dir, "gold.json"), FilesDir: dir, Strip: true})
	if err != nil {
		t.Fatal(err)
	}
	got := make(map[string]float64)
	want := map[string]float64{
		"dieu_n": 3, "dieu_precision": 1, "dieu_recall": 2.0 / 3, // "Điều 3." stands nowhere
		"khoan_n": 2, "khoan_precision": 1, "khoan_recall": 1,
		"diem_n": 1, "diem_precision": 1, "diem_recall": 1, // b stands where the outline says c: neither way
		"number_accuracy": 1, "title_accuracy": 1, "effective_accuracy": 1, "faulty_gold": 3, "refused": 0,
	}
	for name := range want {
		got[name] = r.Metrics[name]
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Errorf("metrics (-want +got):\n%s", d)
	}
	if len(r.Files) != 1 || len(r.Files[0].Missed) != 1 || !strings.HasPrefix(r.Files[0].Missed[0], "Điều 3 ") || len(r.Files[0].Wrong) != 0 {
		t.Errorf("files: %+v", r.Files)
	}
	data, err := json.Marshal(r)
	if err != nil {
		t.Fatal(err)
	}
	if !strings.HasPrefix(string(data), `{"suite":"structure","n":1,"metrics":{`) {
		t.Errorf("JSON begins %.60s", data)
	}
}

// TestScoreCountsInventedUnits takes units out of the gold: what the parser finds
// there counts against its precision.
func TestScoreCountsInventedUnits(t *testing.T) {
	dir := t.TempDir()
	gold := filepath.Join(dir, "gold.json")
	if err := os.WriteFile(filepath.Join(dir, "a.html"), []byte(inventedPage), 0o600); err != nil {
		t.Fatal(err)
	}
	if err := os.WriteFile(gold, []byte(`{"a.html": {"outline": [{"label": "Điều 1.", "key": "1"}, {"label": "Khoản 1", "key": "2"}]}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err := Run(t.Context(), Options{Gold: gold, FilesDir: dir})
	if err != nil {
		t.Fatal(err)
	}
	if r.Metrics["dieu_precision"] != 0.5 || r.Metrics["khoan_precision"] != 0.5 || r.Metrics["diem_precision"] != 0 || len(r.Files[0].Wrong) != 4 {
		t.Errorf("metrics %v, files %+v", r.Metrics, r.Files)
	}
}

func TestRunFails(t *testing.T) {
	dir := t.TempDir()
	if _, err := Run(t.Context(), Options{Gold: filepath.Join(dir, "none.json"), FilesDir: dir}); !errors.Is(err, os.ErrNotExist) {
		t.Errorf("no gold: %v", err)
	}
	gold := filepath.Join(dir, "gold.json")
	if err := os.WriteFile(gold, []byte(`{"a.html": {}}`), 0o600); err != nil {
		t.Fatal(err)
	}
	if _, err := Run(t.Context(), Options{Gold: gold, FilesDir: dir}); err == nil {
		t.Error("no page of the gold is there, and Run does not say so")
	}
}

// TestAlign maps letters across parts that are left out and letters that differ.
func TestAlign(t *testing.T) {
	a := squeezed("Trang chủ Tìm kiếm Điều 1. Phạm vi điều chỉnh của Thông tư này gồm các việc sau đây và các việc khác có liên quan")
	b := squeezed("xx Điều 1. Phạm vi điều chỉnh của Thông tư nầy gồm các việc sau đây và các việc khác có liên quan")
	to := align(a, b)
	for i, j := range to {
		if j >= 0 && a[i] != b[j] {
			t.Errorf("letter %d %q is mapped to %d %q", i, a[i], j, b[j])
		}
	}
	last := len(a) - 1
	if to[last] != len(b)-1 {
		t.Errorf("the last letter is mapped to %d, want %d", to[last], len(b)-1)
	}
}
