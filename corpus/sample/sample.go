// Package sample holds the sample law that ships with the project: an invented
// law on the repair of household goods (sửa chữa đồ gia dụng) with everything
// that hangs on it: a law that amends it in stages, the law before it, a decree,
// a circular, án lệ, judgments, administrative procedures, a draft with planted
// faults, and questions with their answers. Every text says at its head "VĂN BẢN
// GIẢ ĐỊNH, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ". The demo, tests, examples and evaluation
// read it.
//
// The texts are written and reviewed in source/*.txt; command generate makes
// the files that ship, as issuers publish law: DOCX, HTML, PDF and TXT.
//
// questions.jsonl has a [Question] a line:
//
//	{"id":"q080","role":"judge","kind":"answerable","question":"…",
//	 "as_of":"2024-09-20","previous":"q001","twin":"q001",
//	 "gold":[{"document":"901/2020/QH-MAU","path":"d41/k2"}],
//	 "points":["10% cho mỗi năm","03 năm|3 năm"]}
//
// draft_faults.json is a list of [Fault].
package sample

import (
	"embed"
	"encoding/json"
	"io/fs"

	"trolyluat/corpus"
)

// Mark is the line at the head of every text of the sample law.
const Mark = "VĂN BẢN GIẢ ĐỊNH, KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"

var (
	//go:embed files other
	files embed.FS
	//go:embed index.json
	indexFile []byte
	//go:embed questions.jsonl
	questionsFile []byte
	//go:embed draft_faults.json
	faultsFile []byte
)

// File is one generated file with the document that it holds.
type File struct {
	Name  string      `json:"name"`  // "luat-901-2020.docx"
	Title string      `json:"title"` // "Luật Sửa chữa đồ gia dụng"
	Kind  corpus.Kind `json:"kind"`
	// Number is the number printed in the text: "901/2020/QH-MAU", "901/2022/AL",
	// the code of a procedure; "" in the draft. It is the document's key, save
	// that a judgment's key has court and date as well.
	Number string `json:"number,omitempty"`
	// Other marks a file that the demo does not load; it is in [Others] and not
	// in [Files].
	Other bool `json:"other,omitempty"`
}

// Files returns the generated files of the sample law that the demo loads.
func Files() fs.FS { return sub("files") }

// Others returns the files that are not loaded as law: the draft ([Draft]) and
// the main law in a second format, another source of the same key.
func Others() fs.FS { return sub("other") }

func sub(dir string) fs.FS {
	s, err := fs.Sub(files, dir)
	if err != nil {
		panic(err) // only for a malformed path, which these are not
	}
	return s
}

// List tells what the files are, in a fixed order, those to load first.
func List() []File {
	var all []File
	decode(indexFile, &all)
	return all
}

// decode reads an embedded JSON file. The tests of the package read all of
// them, so that a build with a broken one does not pass.
func decode(data []byte, v any) {
	if err := json.Unmarshal(data, v); err != nil {
		panic("sample: " + err.Error())
	}
}
