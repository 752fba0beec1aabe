// Command generate makes the files of the sample law from its reviewed texts.
//
// It reads corpus/sample/source/*.txt (light markup, see [parseSource]) and
// writes corpus/sample/files, corpus/sample/other and corpus/sample/index.json: DOCX, HTML, PDF and
// TXT as issuers publish them. The same sources give the same bytes. Run it in
// the root of the module after a change of a source:
//
//	go run ./corpus/sample/generate
//
// PDFs need the free font Noto Serif (Debian's fonts-noto-core); -fonts names its
// folder.
package main

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"io/fs"
	"os"
	"path"
	"path/filepath"
	"slices"
)

func main() {
	if err := run(os.Args[1:]); err != nil {
		fmt.Fprintln(os.Stderr, "generate:", err)
		os.Exit(1)
	}
}

// folders hold what is generated: what the demo loads, and what it does not.
var folders = []string{"files", "other"}

func run(args []string) error {
	flags := flag.NewFlagSet("generate", flag.ContinueOnError)
	dir := flags.String("dir", "corpus/sample", "folder of package sample")
	fonts := flags.String("fonts", defaultFonts, "folder of the font Noto Serif")
	if err := flags.Parse(args); err != nil {
		return err
	}
	files, err := build(*dir, *fonts)
	if err != nil {
		return err
	}
	for _, folder := range folders {
		if err := os.RemoveAll(filepath.Join(*dir, folder)); err != nil {
			return fmt.Errorf("clear the old files: %w", err)
		}
	}
	total := 0
	for name, data := range files {
		name = filepath.Join(*dir, filepath.FromSlash(name))
		if err := os.MkdirAll(filepath.Dir(name), 0o755); err != nil {
			return fmt.Errorf("make the folder of %s: %w", name, err)
		}
		if err := os.WriteFile(name, data, 0o644); err != nil {
			return fmt.Errorf("write a file: %w", err)
		}
		total += len(data)
	}
	fmt.Printf("%d files, %d bytes\n", len(files), total)
	return nil
}

// entry is a row of index.json: what package sample tells of a file.
type entry struct {
	Name   string `json:"name"`
	Title  string `json:"title"`
	Kind   string `json:"kind"`
	Number string `json:"number,omitempty"`
	Other  bool   `json:"other,omitempty"` // not loaded by default
}

// build returns every generated file by its path under dir.
func build(dir, fonts string) (map[string][]byte, error) {
	sources, err := readSources(filepath.Join(dir, "source"))
	if err != nil {
		return nil, err
	}
	files := map[string][]byte{}
	var index []entry
	for _, s := range sources {
		for _, name := range s.names() {
			other := name == s.head["also"] || s.head["load"] == "no"
			folder := "files/"
			if other {
				folder = "other/"
			}
			data, err := render(s, name, fonts)
			if err != nil {
				return nil, fmt.Errorf("%s: %w", name, err)
			}
			files[folder+name] = data
			index = append(index, entry{Name: name, Title: s.head["title"], Kind: s.head["kind"], Number: s.head["number"], Other: other})
		}
	}
	slices.SortStableFunc(index, func(a, b entry) int { return cmp.Compare(order(a), order(b)) })
	var b bytes.Buffer
	enc := json.NewEncoder(&b)
	enc.SetEscapeHTML(false)
	enc.SetIndent("", "  ")
	if err := enc.Encode(index); err != nil {
		return nil, fmt.Errorf("write the index: %w", err)
	}
	files["index.json"] = b.Bytes()
	return files, nil
}

// order puts what is loaded by default first.
func order(e entry) int {
	if e.Other {
		return 1
	}
	return 0
}

// errNoFonts says that the PDFs cannot be made here.
var errNoFonts = errors.New("the font Noto Serif is not installed (Debian: fonts-noto-core)")

func render(s *source, name, fonts string) ([]byte, error) {
	switch path.Ext(name) {
	case ".docx":
		return renderDOCX(s)
	case ".html":
		return renderHTML(s)
	case ".txt":
		return renderText(s)
	case ".pdf":
		data, err := renderPDF(s, fonts)
		if errors.Is(err, fs.ErrNotExist) {
			err = fmt.Errorf("%w: %w", errNoFonts, err)
		}
		return data, err
	}
	return nil, fmt.Errorf("no writer for %q", path.Ext(name))
}
