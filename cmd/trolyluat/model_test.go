package main

import (
	"bytes"
	"encoding/json"
	"path/filepath"
	"strings"
	"testing"

	"trolyluat/assistant"
	"trolyluat/assistant/llm/fake"
)

// command runs one command line as a user would and returns what it printed.
func command(t *testing.T, env map[string]string, args ...string) (code int, stdout, stderr string) {
	t.Helper()
	var out, err bytes.Buffer
	code = run(t.Context(), args, func(name string) string { return env[name] }, strings.NewReader(""), &out, &err)
	return code, out.String(), err.String()
}

// TestModelOverTheWire asks through a server that speaks the real protocol: a
// right answer, then one that the server breaks.
func TestModelOverTheWire(t *testing.T) {
	data := filepath.Join(t.TempDir(), "kho")
	if code, _, stderr := command(t, nil, "ingest", "--data", data, "../../corpus/sample/files/luat-901-2020.docx"); code != exitOK {
		t.Fatal(stderr)
	}
	server, err := fake.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	env := map[string]string{"OPENAI_BASE_URL": server.URL(), "OPENAI_API_KEY": "khoa-bi-mat", "TROLYLUAT_MODEL": "mo-hinh-thu"}
	ask := func() (answer assistant.Answer) {
		t.Helper()
		code, stdout, stderr := command(t, env, "ask", "--data", data, "--json", "Điều 17 Luật Sửa chữa đồ gia dụng quy định người học việc từ bao nhiêu tuổi?")
		if code != exitOK {
			t.Fatal(stderr)
		}
		if strings.Contains(stdout+stderr, "khoa-bi-mat") {
			t.Error("the key was printed")
		}
		if err := json.Unmarshal([]byte(stdout), &answer); err != nil {
			t.Fatal(err)
		}
		return answer
	}
	server.Script(fake.Text("Người học việc phải từ đủ 15 tuổi trở lên [1]."))
	if a := ask(); a.Mode != assistant.Model || !strings.Contains(a.Text, "đủ 15 tuổi") || len(a.Checks) == 0 || a.Checks[0].State == "chua_kiem_chung" {
		t.Errorf("answer %+v", a)
	}
	server.Script(fake.Unauthorized())
	if a := ask(); a.Mode != assistant.Extractive || !strings.Contains(a.Text, "15 tuổi") || len(a.Notes) == 0 {
		t.Errorf("after a refusal: %+v", a)
	}
}
