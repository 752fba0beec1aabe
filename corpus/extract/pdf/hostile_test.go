package pdf

import (
	"bytes"
	"context"
	"crypto/md5"
	"crypto/rc4"
	"errors"
	"fmt"
	"os/exec"
	"strings"
	"testing"
	"time"

	"trolyluat/corpus/extract"
)

const hello = "BT /F1 12 Tf 72 700 Td (Dieu 1. Pham vi dieu chinh) Tj ET"

// Files with faults that lose nothing are read, the rest refused by name, and
// none takes long.
func TestDamagedAndHostileFiles(t *testing.T) {
	good := page(hello).bytes()
	replace := func(old, with string) []byte { return bytes.ReplaceAll(good, []byte(old), []byte(with)) }
	objectStream := func(xref bool) []byte {
		m := page(hello)
		// The catalog and the page tree move into an object stream.
		head := "1 0 2 " + fmt.Sprint(len(m.objects[0])+1) + " "
		body := head + m.objects[0] + " " + m.objects[1]
		m.add(streamOf(fmt.Sprintf("/Type/ObjStm/N 2/First %d/Filter/FlateDecode", len(head)), deflate([]byte(body))))
		data := m.bytes()
		data = bytes.Replace(data, []byte("1 0 obj\n"+m.objects[0]+"\nendobj\n"), nil, 1)
		data = bytes.Replace(data, []byte("2 0 obj\n"+m.objects[1]+"\nendobj\n"), nil, 1)
		if !xref {
			data = data[:bytes.Index(data, []byte("xref\n0"))]
			data = append(data, "trailer <</Root 1 0 R>>\n%%EOF\n"...)
		}
		return data
	}
	many := ""
	for i := range 300 {
		many += fmt.Sprintf("BT /F1 12 Tf 72 %d Td (Khoan %d%d) Tj ET\n", 700-i, i*7919, i*104729)
	}
	for name, c := range map[string]struct {
		data []byte
		code string // "" when it is to be read
	}{
		"junk before the header":         {append([]byte("\r\n\x00junk\n"), good...), ""},
		"version 2.0":                    {replace("%PDF-1.4", "%PDF-2.0"), ""},
		"a space after the header":       {replace("%PDF-1.4\n", "%PDF-1.4 \n"), ""},
		"much behind the end":            {append(bytes.Clone(good), bytes.Repeat([]byte("\x00\n"), 400)...), ""},
		"no cross references":            {replace("startxref", "startxxxx"), ""},
		"wrong cross references":         {replace(" 00000 n", "1 00000 n"), ""},
		"wrong stream length":            {replace("/Length 59", "/Length 7"), ""},
		"object streams unreferenced":    {objectStream(true), ""},
		"object streams, no table":       {objectStream(false), ""},
		"no catalog":                     {replace("/Type/Catalog/Pages 2 0 R", "/Type/Catalo"), ""},
		"Prev points at itself":          {replace("trailer\n<<", fmt.Sprintf("trailer\n<</Prev %d ", bytes.Index(good, []byte("xref\n0")))), ""},
		"size of two thousand millions":  {replace("/Size 6", "/Size 2000000000"), ""},
		"section of thousand millions":   {replace("xref\n0 6", "xref\n0 1000000000"), ""},
		"count of two thousand millions": {replace("/Count 1", "/Count 2000000000"), ""},
		"page tree holds itself":         {page(hello).set(2, "<</Type/Pages/Count 2/Kids[5 0 R 2 0 R]>>").bytes(), ""},
		"parents in a circle":            {page(hello).set(2, "<</Type/Pages/Parent 2 0 R/Count 1/Kids[5 0 R]>>").bytes(), ""},
		"breaks off in an update":        {append(bytes.Clone(good), "\n7 0 obj\n<</Type/Page"...), extract.CodeTruncated},
		"breaks off":                     {good[:len(good)*2/3], extract.CodeTruncated},
		"breaks off at once":             {[]byte("%PDF-1.4\n"), extract.CodeTruncated},
		"no pages":                       {page("").set(2, "<</Type/Pages/Count 0/Kids[]>>").bytes(), extract.CodeCorrupt},
		"no text":                        {page("0 0 m 10 10 l S").bytes(), extract.CodeNoText},
		"page with broken packing":       {page(hello).set(4, streamOf("/Filter/FlateDecode", deflate([]byte(many))[:len(many)/9])).bytes(), extract.CodeCorrupt},
		"unknown filter":                 {page(hello).set(4, streamOf("/Filter/Secret", []byte("x"))).bytes(), extract.CodeCorrupt},
		"strings nested deep":            {page(strings.Repeat("[", 200000) + strings.Repeat("<<", 200000) + hello).bytes(), extract.CodeNoText},
		"brackets that close nothing":    {page("] > ] ) } " + hello + " ]").bytes(), ""},
		"a page of nothing but q":        {page(strings.Repeat("q ", 300000) + hello).bytes(), ""},
	} {
		t.Run(name, func(t *testing.T) {
			start := time.Now()
			x, err := Reader{NoTools: true}.Extract(context.Background(), "x.pdf", c.data)
			if took := time.Since(start); took > 10*time.Second {
				t.Errorf("took %v", took)
			}
			refusal, refused := extract.AsRefusal(err)
			switch {
			case c.code == "" && err != nil:
				t.Errorf("refused: %v", err)
			case c.code == "" && !strings.Contains(allText(x), "Dieu 1. Pham vi dieu chinh"):
				t.Errorf("read %q", allText(x))
			case c.code != "" && (!refused || refusal.Code != c.code):
				t.Errorf("error %v, want refusal %s", err, c.code)
			}
		})
	}
}

func TestBomb(t *testing.T) {
	if testing.Short() || underRace {
		t.Skip("unpacks much")
	}
	// 200 MB of spaces, packed twice.
	data := page("").set(4, streamOf("/Filter[/FlateDecode/FlateDecode]", deflate(deflate(bytes.Repeat([]byte(" "), 200<<20))))).bytes()
	_, err := Reader{NoTools: true}.Extract(context.Background(), "bomb.pdf", data)
	if r, ok := extract.AsRefusal(err); !ok || r.Code != extract.CodeBomb {
		t.Errorf("%d bytes: error %v, want refusal %s", len(data), err, extract.CodeBomb)
	}
}

func TestCancel(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	_, err := Extract(ctx, "x.pdf", page(hello).bytes())
	if !errors.Is(err, context.Canceled) {
		t.Errorf("error %v, want the context's", err)
	}
}

// encrypt packs a file with RC4 of 40 bits (ISO 32000-1, 7.6, revision 2).
func encrypt(m *maker, user string) []byte {
	pad := passwordPad
	padded := func(pw string) []byte { return append([]byte(pw), pad...)[:32] }
	crypt := func(key, data []byte) []byte {
		c, err := rc4.NewCipher(key)
		if err != nil {
			panic(err)
		}
		out := make([]byte, len(data))
		c.XORKeyStream(out, data)
		return out
	}
	owner := md5.Sum(padded("owner"))
	o := crypt(owner[:5], padded(user))
	id := []byte("0123456789abcdef")
	sum := md5.Sum(append(append(append(padded(user), o...), 0xFC, 0xFF, 0xFF, 0xFF), id...))
	key := sum[:5]
	u := crypt(key, pad)
	object := md5.Sum(append(bytes.Clone(key), 4, 0, 0, 0, 0))
	m.set(4, streamOf("", crypt(object[:10], []byte(hello))))
	n := m.add(fmt.Sprintf("<</Filter/Standard/V 1/R 2/P -4/O<%x>/U<%x>>>", o, u))
	m.raw = fmt.Sprintf("/Encrypt %d 0 R/ID[<%x><%x>]", n, id, id)
	return m.bytes()
}

func TestEncrypted(t *testing.T) {
	expect(t, encrypt(page(""), ""), "Dieu 1. Pham vi dieu chinh")
	_, err := Extract(context.Background(), "x.pdf", encrypt(page(""), "secret"))
	if r, ok := extract.AsRefusal(err); !ok || r.Code != extract.CodeEncrypted || r.VN != "tệp được đặt mật khẩu" {
		t.Errorf("error %v, want refusal %s", err, extract.CodeEncrypted)
	}
}

// A page that does not unpack is read by pdftotext where that is installed.
func TestSecondOpinion(t *testing.T) {
	if _, err := exec.LookPath("pdftotext"); err != nil {
		t.Skip("pdftotext is not installed")
	}
	// A font whose codes tell nothing: the interpreter knows that it guesses.
	m := page("BT /F1 12 Tf 72 700 Td (" + strings.Repeat("abcdefgh ", 30) + ") Tj ET")
	m.set(3, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding<</Differences[97/g1/g2/g3/g4/g5/g6/g7/g8]>>>>")
	var pages []pageState
	_, pages, _ = process(context.Background(), m.bytes(), nil)
	if len(pages) == 1 && !pages[0].bad() && pages[0].Letters >= 100 {
		t.Errorf("a page of unknown codes passes for text: %+v", pages[0])
	}
	words, err := pdftotextOf(t, page(hello).bytes())
	if err != nil || len(words) != 1 || len(words[0].Words) != 6 {
		t.Fatalf("pdftotext: %v, %+v", err, words)
	}
	text, _, err := process(context.Background(), page("(").bytes(), map[int]*substitute{1: words[0]})
	if err != nil || allText(text) != "Dieu 1. Pham vi dieu chinh\n" {
		t.Errorf("substituted page: %v, %+v", err, text)
	}
}

func pdftotextOf(t *testing.T, data []byte) ([]*substitute, error) {
	t.Helper()
	file, remove, err := spool(data)
	if err != nil {
		t.Fatal(err)
	}
	defer remove()
	return pdftotext(context.Background(), file, 0, 10*time.Second)
}

func TestReadTSV(t *testing.T) {
	tsv := "level\tpage_num\tblock_num\tpar_num\tline_num\tword_num\tleft\ttop\twidth\theight\tconf\ttext\n" +
		"1\t1\t0\t0\t0\t0\t0\t0\t1654\t2339\t-1\t\n4\t1\t1\t1\t1\t0\t200\t100\t400\t50\t-1\t\n" +
		"5\t1\t1\t1\t1\t1\t200\t100\t150\t50\t96.5\tĐiều\n5\t1\t1\t1\t1\t2\t380\t100\t40\t50\t91.5\t1.\n"
	s := readTSV([]byte(tsv))
	if len(s.Words) != 2 || s.State.OCR != 0.94 || s.Words[0].Y != s.Words[1].Y {
		t.Errorf("read %+v", s)
	}
	if x := s.sheet(1); len(x.rows) != 1 || x.rows[0].text() != "Điều 1." {
		t.Errorf("rows %+v", x.rows)
	}
}
