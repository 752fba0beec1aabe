package docx

import (
	"archive/zip"
	"bytes"
	"context"
	"encoding/xml"
	"errors"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"unicode"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/realdata"
	"trolyluat/corpus/vitext"
)

func realFiles(t testing.TB) []string {
	files, err := filepath.Glob(filepath.Join(realdata.Dir(t), "documents", "docx", "*.docx"))
	if err != nil || len(files) == 0 {
		t.Skip("no DOCX files in the real data")
	}
	return files
}

// TestRealFilesLoseNothing reads real statutes and compares the letters of the
// body with those that encoding/xml finds in the same file: same letters, same
// order, nothing twice. Headers, notes and the numbers of lists stand apart.
func TestRealFilesLoseNothing(t *testing.T) {
	step := 20 // encoding/xml is slow
	if testing.Short() {
		step = 60
	}
	files := realFiles(t)
	for i := 0; i < len(files); i += step {
		data, err := os.ReadFile(files[i])
		if err != nil {
			t.Fatal(err)
		}
		text, err := Extract(context.Background(), files[i], data)
		if err != nil {
			t.Errorf("%s: %v", filepath.Base(files[i]), err)
			continue
		}
		var b strings.Builder
		for _, k := range text.Blocks {
			switch k.Kind {
			case extract.Paragraph:
				b.WriteString(strings.TrimPrefix(k.Text, k.Label))
			case extract.TableBlock:
				for _, row := range k.Rows {
					b.WriteString(strings.Join(row, " "))
				}
			}
		}
		plain, lists := plainText(t, data)
		got, want := letters(b.String()), letters(plain)
		// The labels of lists inside tables stand among the letters of the cells.
		if got != want && (lists == 0 || !subsequence(want, got) || len(got)-len(want) > 8*lists) {
			t.Errorf("%s: %s", filepath.Base(files[i]), firstDifference(got, want))
		}
	}
}

func subsequence(short, long string) bool {
	i := 0
	for j := 0; j < len(long) && i < len(short); j++ {
		if short[i] == long[j] {
			i++
		}
	}
	return i == len(short)
}

func letters(s string) string {
	return strings.Map(func(r rune) rune {
		if unicode.IsSpace(r) {
			return -1
		}
		return r
	}, vitext.Normalize(s))
}

func firstDifference(a, b string) string {
	i := 0
	for i < len(a) && i < len(b) && a[i] == b[i] {
		i++
	}
	return a[max(0, i-40):min(len(a), i+40)] + "\n ≠ " + b[max(0, i-40):min(len(b), i+40)]
}

// plainText is the text of all w:t outside of deletions and fallbacks, and how
// many paragraphs of lists there are.
func plainText(t *testing.T, data []byte) (text string, lists int) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(data), int64(len(data)))
	if err != nil {
		t.Fatal(err)
	}
	part, err := z.Open("word/document.xml")
	if err != nil {
		t.Fatal(err)
	}
	defer part.Close()
	d := xml.NewDecoder(part)
	var b strings.Builder
	skip, inText := 0, false
	for {
		tok, err := d.RawToken()
		if errors.Is(err, io.EOF) {
			return b.String(), lists
		}
		if err != nil {
			t.Fatal(err)
		}
		switch tok := tok.(type) {
		case xml.StartElement:
			switch tok.Name.Local {
			case "del", "Fallback", "moveFrom":
				skip++
			case "t":
				inText = tok.Name.Space == "w"
			case "numPr":
				lists++
			case "noBreakHyphen":
				b.WriteString("-")
			}
		case xml.EndElement:
			switch tok.Name.Local {
			case "del", "Fallback", "moveFrom":
				skip--
			case "t":
				inText = false
			}
		case xml.CharData:
			if inText && skip == 0 {
				b.Write(tok)
			}
		}
	}
}

// TestScannerAgreesWithEncodingXML compares the tokens of both readers over the
// parts of a real file.
func TestScannerAgreesWithEncodingXML(t *testing.T) {
	files := realFiles(t)
	for _, file := range []string{files[0], files[len(files)/2], files[len(files)-1]} {
		z, err := zip.OpenReader(file)
		if err != nil {
			t.Fatal(err)
		}
		for _, f := range z.File {
			if !strings.HasSuffix(f.Name, ".xml") || f.UncompressedSize64 > 2<<20 {
				continue
			}
			rc, err := f.Open()
			if err != nil {
				t.Fatal(err)
			}
			data, err := io.ReadAll(rc)
			if err != nil {
				t.Fatal(err)
			}
			rc.Close()
			compareTokens(t, f.Name, data)
		}
		z.Close()
	}
}

func compareTokens(t *testing.T, name string, data []byte) {
	t.Helper()
	s := newScanner(data)
	d := xml.NewDecoder(bytes.NewReader(data))
	depth := 0
	for n := 0; ; n++ {
		tok, err := d.RawToken()
		if err != nil {
			if !errors.Is(err, io.EOF) {
				t.Fatalf("%s: %v", name, err)
			}
			if err := s.next(); !errors.Is(err, io.EOF) {
				t.Errorf("%s: the scanner goes on: %v", name, err)
			}
			return
		}
		want := ""
		switch tok := tok.(type) {
		case xml.StartElement:
			depth++
			want = "<" + tok.Name.Local
			for _, a := range tok.Attr {
				if a.Name.Space != "xmlns" && a.Name.Local != "xmlns" {
					want += " " + a.Name.Local + "=" + a.Value
				}
			}
		case xml.EndElement:
			depth--
			want = "</" + tok.Name.Local
		case xml.CharData:
			if depth == 0 {
				continue
			}
			want = string(tok)
		default:
			continue
		}
		if err := s.next(); err != nil {
			t.Fatalf("%s: token %d: %v", name, n, err)
		}
		got := ""
		switch s.kind {
		case startToken:
			got = "<" + string(s.local)
			for _, a := range s.attrs {
				got += " " + string(a.local) + "=" + string(a.value)
			}
		case endToken:
			got = "</" + string(s.local)
		case textToken:
			got = strings.ReplaceAll(string(s.text), "\r\n", "\n")
		}
		if got != want {
			t.Fatalf("%s: token %d: %q, want %q", name, n, got, want)
		}
	}
}

func BenchmarkExtract(b *testing.B) {
	files := realFiles(b)
	data, err := os.ReadFile(files[0])
	if err != nil {
		b.Fatal(err)
	}
	b.SetBytes(int64(len(data)))
	b.ReportAllocs()
	for b.Loop() {
		if _, err := Extract(context.Background(), files[0], data); err != nil {
			b.Fatal(err)
		}
	}
}
