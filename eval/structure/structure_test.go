package structure

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"

	"trolyluat/corpus/realdata"
)

func TestRunOnPages(t *testing.T) {
	dir := filepath.Join(realdata.Dir(t), "documents")
	for _, strip := range []bool{true, false} {
		r, err := Run(t.Context(), Options{Gold: filepath.Join(dir, "vbpl_html_outlines.json"), FilesDir: filepath.Join(dir, "vbpl_html"), Strip: strip})
		if err != nil {
			t.Fatal(err)
		}
		if path := os.Getenv("STRUCTURE_OUT"); path != "" && strip == (os.Getenv("STRUCTURE_STRIP") != "0") {
			data, _ := json.MarshalIndent(r, "", " ")
			os.WriteFile(path, data, 0o600)
		}
		b, _ := json.MarshalIndent(r.Metrics, "", " ")
		t.Logf("strip=%v n=%d %s", strip, r.N, b)
	}
}
