package pdf

import (
	"bytes"
	"compress/zlib"
	"fmt"
)

// maker writes small PDF files for the tests, object by object.
type maker struct {
	objects []string // bodies, object 1 first
	root    int
	raw     string // appended to the trailer dictionary
}

// page makes a file of one page with a Helvetica font F1 and the content.
func page(content string) *maker {
	return pages(content)
}

// pages makes a file with a page for each content.
func pages(contents ...string) *maker {
	m := &maker{root: 1}
	m.add("<</Type/Catalog/Pages 2 0 R>>")
	m.add("")
	m.add("<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>")
	kids := ""
	for _, c := range contents {
		stream := m.add(streamOf("", []byte(c)))
		p := m.add(fmt.Sprintf("<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R>>>>/Contents %d 0 R>>", stream))
		kids += fmt.Sprintf("%d 0 R ", p)
	}
	m.objects[1] = fmt.Sprintf("<</Type/Pages/Count %d/Kids[%s]>>", len(contents), kids)
	return m
}

func (m *maker) add(body string) int {
	m.objects = append(m.objects, body)
	return len(m.objects)
}

// set replaces an object.
func (m *maker) set(n int, body string) *maker {
	m.objects[n-1] = body
	return m
}

func streamOf(dict string, data []byte) string {
	return fmt.Sprintf("<<%s/Length %d>>stream\n%s\nendstream", dict, len(data), data)
}

func deflate(data []byte) []byte {
	var b bytes.Buffer
	w := zlib.NewWriter(&b)
	_, _ = w.Write(data)
	_ = w.Close()
	return b.Bytes()
}

func (m *maker) bytes() []byte {
	var b bytes.Buffer
	b.WriteString("%PDF-1.4\n")
	offsets := make([]int, len(m.objects))
	for i, o := range m.objects {
		offsets[i] = b.Len()
		fmt.Fprintf(&b, "%d 0 obj\n%s\nendobj\n", i+1, o)
	}
	start := b.Len()
	fmt.Fprintf(&b, "xref\n0 %d\n0000000000 65535 f \n", len(m.objects)+1)
	for _, at := range offsets {
		fmt.Fprintf(&b, "%010d 00000 n \n", at)
	}
	fmt.Fprintf(&b, "trailer\n<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n", len(m.objects)+1, m.root, m.raw, start)
	return b.Bytes()
}
