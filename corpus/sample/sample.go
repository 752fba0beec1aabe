// Package sample holds the sample law that ships with the project: an invented
// law on the repair of household goods (sửa chữa đồ gia dụng) with everything
// that hangs on it. Every text says at its head "VĂN BẢN GIẢ ĐỊNH, KHÔNG CÓ GIÁ
// TRỊ PHÁP LÝ". The demo, tests, examples and evaluation read it.
//
// The texts are written and reviewed in source/*.txt; command generate makes
// the files that ship, as issuers publish law: DOCX, HTML, PDF and TXT.
package sample

import (
	"embed"
	"encoding/json"
	"io/fs"

	"trolyluat/corpus"
)

// Mark is the line at the head of every text of the sample law.
const Mark = "VĂN BẢN GIẢ ĐỊNH, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"

//go:embed files index.json
var embedded embed.FS

// File is one generated file with the document that it holds.
type File struct {
	Name  string      `json:"name"`  // in Files: "luat-901-2020.docx"
	Title string      `json:"title"` // "Luật Sửa chữa đồ gia dụng"
	Kind  corpus.Kind `json:"kind"`
	Key   string      `json:"key,omitempty"` // "901/2020/QH-MAU"; "" where the number alone does not make it
	// Other marks a second format of a document that is already there under the
	// same key. It is in [Files] too, under khac/; the demo does not load it.
	Other bool `json:"other,omitempty"`
}

// Files returns the generated files: those to load at the root, other sources
// of the same documents under khac/.
func Files() fs.FS {
	sub, err := fs.Sub(embedded, "files")
	if err != nil {
		panic(err) // only for a malformed path, which "files" is not
	}
	return sub
}

// List tells what the files are, in a fixed order, those to load first.
func List() []File {
	var all []File
	decode("index.json", &all)
	return all
}

// decode reads an embedded JSON file. What is embedded was there at build time,
// and the tests of the package read all of it.
func decode(name string, v any) {
	data, err := embedded.ReadFile(name)
	if err == nil {
		err = json.Unmarshal(data, v)
	}
	if err != nil {
		panic("sample: " + name + ": " + err.Error())
	}
}
