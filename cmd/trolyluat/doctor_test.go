package main

import (
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"trolyluat/retrieval"
	"trolyluat/retrieval/checkup"
	"trolyluat/retrieval/postgres"
	"trolyluat/retrieval/sqlite"
)

var namedCommand = regexp.MustCompile(`trolyluat ([a-z]+)\b`)

// TestAdviceNamesCommands finds every command that a message tells a reader to
// run: it must be there.
func TestAdviceNamesCommands(t *testing.T) {
	known := map[string]bool{}
	for _, c := range (&app{}).rootCommand().Commands() {
		known[c.Name()] = true
	}
	named := 0
	for _, dir := range []string{"retrieval", "corpus", "assistant", "web", "cmd"} {
		err := filepath.WalkDir(filepath.Join(root, dir), func(path string, d fs.DirEntry, err error) error {
			if err != nil || d.IsDir() || filepath.Ext(path) != ".go" || strings.HasSuffix(path, "_test.go") {
				return err
			}
			b, err := os.ReadFile(path)
			if err != nil {
				return err
			}
			for line := range strings.Lines(string(b)) {
				code, _, _ := strings.Cut(strings.TrimSpace(line), "//")
				for _, m := range namedCommand.FindAllStringSubmatch(code, -1) {
					if !strings.Contains(code, `"`) && !strings.Contains(code, "  trolyluat") {
						continue // no text for a reader
					}
					if named++; !known[m[1]] {
						t.Errorf("%s tells to run trolyluat %s, which is no command", path, m[1])
					}
				}
			}
			return nil
		})
		if err != nil {
			t.Fatal(err)
		}
	}
	if named < 10 {
		t.Errorf("only %d commands are named: the search is broken", named)
	}
}

func TestStoreTrouble(t *testing.T) {
	db := Config{DB: "postgres://ai:matkhau@may:5432/kho"}
	for _, tt := range []struct {
		cfg  Config
		err  error
		code string
		says string
	}{
		{db, &postgres.VersionError{Have: 2, Want: 3}, "schema_version", "trolyluat migrate"},
		{db, &postgres.VersionError{Have: 9, Want: 3}, "schema_version", "mới hơn"},
		{Config{Data: "/kho"}, &sqlite.NewerError{Have: 9, Known: 3}, "schema_version", "mới hơn"},
		{db, &postgres.ExtensionError{}, "pgvector_missing", "0.8.4"},
		{db, &postgres.ExtensionError{Have: "0.7.4"}, "pgvector_old", "ALTER EXTENSION"},
		{db, postgres.ErrDenied, "database_denied", "mật khẩu"},
		{db, postgres.ErrUnavailable, "database_unreachable", "may:5432/kho"},
		{Config{Data: "/kho"}, sqlite.ErrBusy, "store_busy", "tiến trình"},
		{db, errors.New("other"), "store_unreadable", "may:5432/kho"},
		{Config{Data: "/kho"}, errors.New("other"), "store_unreadable", "/kho"},
	} {
		f := storeTrouble(tt.cfg, fmt.Errorf("open: %w", tt.err))
		text := f.Message + " " + f.Action
		if f.Code != tt.code || !strings.Contains(text, tt.says) || f.Action == "" || f.Severity != retrieval.SeverityProblem || strings.Contains(text, "matkhau") {
			t.Errorf("%v: %+v, want %s saying %q", tt.err, f, tt.code, tt.says)
		}
		if message, ok := storeMessage(storeError{tt.err, f}); !ok || !strings.Contains(message, f.Action) {
			t.Errorf("%v: message %q", tt.err, message)
		}
	}
	for _, err := range []error{postgres.ErrUnavailable, postgres.ErrBusy, sqlite.ErrBusy} {
		if message, ok := storeMessage(fmt.Errorf("search: %w", err)); !ok || !strings.Contains(message, "chạy lại") {
			t.Errorf("%v: message %q", err, message)
		}
	}
	if message, ok := storeMessage(errors.New("other")); ok {
		t.Errorf("an error of another kind: %q", message)
	}
}

func TestConfigFindings(t *testing.T) {
	dir := t.TempDir()
	file := filepath.Join(dir, "c.yaml")
	if err := os.WriteFile(file, nil, 0o644); err != nil {
		t.Fatal(err)
	}
	codes := func(list []retrieval.Finding) string {
		var out []string
		for _, f := range list {
			if f.Severity != retrieval.SeverityNote && f.Action == "" {
				t.Errorf("%s does not say what to do", f.Code)
			}
			out = append(out, f.Code)
		}
		return strings.Join(out, " ")
	}
	for _, tt := range []struct {
		cfg  Config
		path string
		want string
	}{
		{Config{Data: dir}, "", "config_store"},
		{Config{Data: dir}, file, "config_store"},
		{Config{Data: dir, OpenAIAPIKey: "x"}, file, "config_store config_file_open"},
		{Config{DB: "postgres://a:b@h/d", Data: filepath.Join(dir, "none")}, file, "config_store config_file_open"},
		{Config{DB: "postgres://a@h/d", Data: filepath.Join(dir, "none"), Migrate: true}, file, "config_store migrate_always"},
		{Config{Data: dir, OpenAIBaseURL: "http://127.0.0.1:8000/v1", Model: "m"}, "", "config_store"},
		{Config{Data: dir, OpenAIBaseURL: "http://10.0.0.7/v1", Model: "m"}, "", "config_store model_plain"},
		{Config{Data: dir, OpenAIBaseURL: "https://h/v1"}, "", "config_store model_unnamed"},
		{Config{Data: dir, Listen: true, Addr: ":80"}, "", "config_store listen_anywhere"},
	} {
		if got := codes(configFindings(tt.cfg, tt.path)); got != tt.want {
			t.Errorf("%+v: %s, want %s", tt.cfg, got, tt.want)
		}
	}
	models := []checkup.Model{{Name: "a", Vectors: 3}, {Name: "b"}}
	for using, want := range map[string]string{"a": "", "": "vectors_unused", "b": "vectors_unused vectors_absent", "c": "vectors_unused vectors_absent"} {
		if got := codes(modelFindings(models, using)); got != want {
			t.Errorf("using %q: %s, want %s", using, got, want)
		}
	}
}
