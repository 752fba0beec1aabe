//go:build unix

package pdf

import (
	"bytes"
	"context"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"trolyluat/corpus/extract"
)

// imagePages makes a file of pages that are one image each.
func imagePages(n int) []byte {
	contents := make([]string, n)
	for i := range contents {
		contents[i] = "q 595 0 0 842 0 0 cm /I Do Q"
	}
	m := pages(contents...)
	image := m.add(streamOf("/Type/XObject/Subtype/Image/Width 1/Height 1/BitsPerComponent 8/ColorSpace/DeviceGray", []byte{0x80}))
	for i, o := range m.objects {
		m.objects[i] = strings.Replace(o, "/Resources<<", fmt.Sprintf("/Resources<</XObject<</I %d 0 R>>", image), 1)
	}
	return m.bytes()
}

// recognisedPage is what tesseract prints of a page with a line of text.
const recognisedPage = `level	page_num	block_num	par_num	line_num	word_num	left	top	width	height	conf	text
1	1	0	0	0	0	0	0	1654	2339	-1	
4	1	1	1	1	0	200	200	900	40	-1	
5	1	1	1	1	1	200	200	200	40	95	Cộng
5	1	1	1	1	2	420	200	200	40	95	hòa
5	1	1	1	1	3	640	200	200	40	95	xã
5	1	1	1	1	4	860	200	200	40	95	hội
`

// fakeTools puts programs of our own in the place of the installed ones: OCR that
// takes as long as is told.
func fakeTools(t *testing.T, seconds string) {
	dir := t.TempDir()
	for name, script := range map[string]string{
		"pdftoppm":  "#!/bin/sh\nprintf image\n",
		"pdftotext": "#!/bin/sh\nexit 1\n",
		"tesseract": "#!/bin/sh\nif [ \"$1\" = --list-langs ]; then echo vie; exit; fi\n/bin/sleep " + seconds + "\n/bin/cat <<'END'\n" + recognisedPage + "END\n",
	} {
		if err := os.WriteFile(filepath.Join(dir, name), []byte(script), 0o700); err != nil {
			t.Fatal(err)
		}
	}
	t.Setenv("PATH", dir)
}

func TestRecognitionInTime(t *testing.T) {
	sound := imagePages(3)
	damaged := bytes.Replace(sound, []byte("startxref\n"), []byte("startxref\n9"), 1)
	for _, c := range []struct {
		name    string
		data    []byte
		seconds string
		reader  Reader
		refused bool
	}{
		{"sound", sound, "0", Reader{}, false},
		{"damaged and soon read", damaged, "0", Reader{}, false},
		{"damaged and slow", damaged, "20", Reader{DamagedTime: 1500 * time.Millisecond}, true},
		{"time was up before", damaged, "0", Reader{DamagedTime: time.Millisecond}, true},
		{"slow but sound", sound, "1", Reader{DamagedTime: time.Second}, false},
	} {
		t.Run(c.name, func(t *testing.T) {
			fakeTools(t, c.seconds)
			start := time.Now()
			text, err := c.reader.Extract(context.Background(), "scan.pdf", c.data)
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("took %v", took)
			}
			if !c.refused {
				if err != nil || text.How != "ocr" || len(text.Blocks) < 3 || !strings.Contains(text.Blocks[0].Text, "Cộng hòa xã hội") {
					t.Errorf("%+v, %v", text, err)
				}
				return
			}
			refusal, ok := extract.AsRefusal(err)
			if !ok || refusal.Code != extract.CodeTimeout || !strings.Contains(refusal.VN, "0 trên 3 trang") {
				t.Errorf("%+v, %v", text, err)
			}
		})
	}
}

func TestDeadline(t *testing.T) {
	start := time.Now().Add(-time.Minute)
	image, broken, rebuilt := pageState{Image: true}, pageState{Err: "broken"}, pageState{Image: true, Rebuilt: true}
	for _, c := range []struct {
		name  string
		pages []pageState
		want  time.Duration // from now on, ± 1 s
	}{
		{"nothing read", nil, -51 * time.Second},
		{"a broken page", []pageState{image, broken}, -51 * time.Second},
		{"rebuilt", []pageState{rebuilt}, -51 * time.Second},
		{"scan", []pageState{image, image, image, image}, 80 * time.Second},
	} {
		bad := make([]int, len(c.pages))
		for i := range bad {
			bad[i] = i + 1
		}
		if got := time.Until(Reader{}.deadline(start, c.pages, bad)); (got - c.want).Abs() > time.Second {
			t.Errorf("%s: %v, want %v", c.name, got, c.want)
		}
	}
}
