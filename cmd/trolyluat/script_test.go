package main

import (
	"context"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"

	"trolyluat/corpus/extract/pdf"
	"trolyluat/retrieval/postgres/postgrestest"
)

// TestMain lets the test binary be the program: for the scripts, and for the
// PDF reader, which starts it again as a worker.
func TestMain(m *testing.M) {
	if pdf.IsWorker() {
		os.Exit(pdf.WorkerMain())
	}
	testscript.Main(m, map[string]func(){
		"trolyluat": func() {
			os.Exit(run(context.Background(), os.Args[1:], os.Getenv, os.Stdin, os.Stdout, os.Stderr))
		},
	})
}

// TestScripts runs the command lines of testdata/script, each in a folder of its
// own. $SAMPLE is the folder of the sample law.
func TestScripts(t *testing.T) { runScripts(t, "testdata/script", nil) }

// TestPostgresScripts runs those of testdata/postgres. $DB is a database that is
// empty at first.
func TestPostgresScripts(t *testing.T) {
	runScripts(t, "testdata/postgres", map[string]string{"DB": postgrestest.Database(t)})
}

func runScripts(t *testing.T, dir string, vars map[string]string) {
	t.Helper()
	sample, err := filepath.Abs("../../corpus/sample/files")
	if err != nil {
		t.Fatal(err)
	}
	testscript.Run(t, testscript.Params{
		Dir: dir,
		Setup: func(e *testscript.Env) error {
			e.Setenv("SAMPLE", sample)
			for name, value := range vars {
				e.Setenv(name, value)
			}
			e.Setenv("HOME", e.WorkDir)
			e.Setenv("GORACE", os.Getenv("GORACE")) // the race detector's settings, for the programs as well
			e.Setenv("XDG_DATA_HOME", filepath.Join(e.WorkDir, "data"))
			e.Setenv("XDG_CACHE_HOME", filepath.Join(e.WorkDir, "cache"))
			return nil
		},
	})
}
