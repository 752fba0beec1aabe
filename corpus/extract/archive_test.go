package extract

import (
	"archive/tar"
	"archive/zip"
	"bytes"
	"compress/gzip"
	"context"
	"errors"
	"io/fs"
	"strings"
	"testing"
)

type file struct {
	name string
	data string
	mode fs.FileMode
}

func zipOf(t testing.TB, files ...file) []byte {
	t.Helper()
	var buf bytes.Buffer
	z := zip.NewWriter(&buf)
	for _, f := range files {
		h := &zip.FileHeader{Name: f.name, Method: zip.Deflate}
		h.SetMode(f.mode | 0o644)
		w, err := z.CreateHeader(h)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := w.Write([]byte(f.data)); err != nil {
			t.Fatal(err)
		}
	}
	if err := z.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func tarOf(t testing.TB, files ...file) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := tar.NewWriter(&buf)
	for _, f := range files {
		h := &tar.Header{Name: f.name, Mode: 0o644, Size: int64(len(f.data)), Typeflag: tar.TypeReg}
		if f.mode&fs.ModeSymlink != 0 {
			h.Typeflag, h.Linkname, h.Size = tar.TypeSymlink, f.data, 0
		}
		if strings.HasSuffix(f.name, "/") {
			h.Typeflag, h.Size = tar.TypeDir, 0
		}
		if err := w.WriteHeader(h); err != nil {
			t.Fatal(err)
		}
		if h.Size > 0 {
			if _, err := w.Write([]byte(f.data)); err != nil {
				t.Fatal(err)
			}
		}
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

func gzipOf(t testing.TB, data []byte) []byte {
	t.Helper()
	var buf bytes.Buffer
	w := gzip.NewWriter(&buf)
	if _, err := w.Write(data); err != nil {
		t.Fatal(err)
	}
	if err := w.Close(); err != nil {
		t.Fatal(err)
	}
	return buf.Bytes()
}

// walk lists an archive: a name with the bytes, or a name with the refusal.
func walk(t testing.TB, data []byte, limits Limits) []string {
	t.Helper()
	var out []string
	for e, err := range Walk(context.Background(), "a", bytes.NewReader(data), int64(len(data)), limits) {
		switch r, ok := AsRefusal(err); {
		case err == nil && len(e.Data) <= 40:
			out = append(out, e.Name+"="+string(e.Data))
		case err == nil:
			out = append(out, e.Name)
		case ok:
			out = append(out, e.Name+"!!"+r.Code)
		default:
			t.Fatalf("%s: %v", e.Name, err)
		}
	}
	return out
}

func TestWalk(t *testing.T) {
	big := strings.Repeat("x", 1000)
	text := file{name: "luat/một.txt", data: "nội dung"}
	bomb := strings.Repeat("\x00", ratioFloor+ratioFloor/8)
	tests := []struct {
		name   string
		data   []byte
		limits Limits
		want   string
	}{
		{"zip", zipOf(t, file{name: "dir/"}, text, file{name: "b.txt", data: "b"}), Limits{}, "a!luat/một.txt=nội dung a!b.txt=b"},
		{"tar", tarOf(t, file{name: "dir/"}, text), Limits{}, "a!luat/một.txt=nội dung"},
		{"tar.gz", gzipOf(t, tarOf(t, text, file{name: "./c", data: "c"})), Limits{}, "a!luat/một.txt=nội dung a!c=c"},
		{"gz", gzipOf(t, []byte("chỉ một tệp")), Limits{}, "a!a.out=chỉ một tệp"},
		{"nested", zipOf(t, file{name: "in.tar.gz", data: string(gzipOf(t, tarOf(t, text)))}, file{name: "z", data: "z"}), Limits{},
			"a!in.tar.gz!luat/một.txt=nội dung a!z=z"},
		{"too deep", zipOf(t, file{name: "1", data: string(zipOf(t, file{name: "2", data: string(zipOf(t, text))}))}, file{name: "z", data: "z"}), Limits{MaxDepth: 2},
			"a!1!2!!too_many a!z=z"},
		{"slip", zipOf(t, file{name: "../x", data: "x"}, file{name: "/etc/x", data: "x"}, file{name: `c:\x`, data: "x"}, file{name: `..\x`, data: "x"}, file{name: "ok", data: "x"}), Limits{},
			"a!../x!!unsafe a!/etc/x!!unsafe a!c:/x!!unsafe a!../x!!unsafe a!ok=x"},
		{"links", zipOf(t, file{name: "l", data: "/etc/passwd", mode: fs.ModeSymlink}, text), Limits{}, "a!l!!unsafe a!luat/một.txt=nội dung"},
		{"tar links", tarOf(t, file{name: "l", data: "/etc/passwd", mode: fs.ModeSymlink}, text), Limits{}, "a!l!!unsafe a!luat/một.txt=nội dung"},
		{"hidden files", zipOf(t, file{name: "__MACOSX/._a", data: "x"}, file{name: ".DS_Store", data: "x"}, file{name: ".git/x", data: "x"}, text), Limits{}, "a!luat/một.txt=nội dung"},
		{"one too large", zipOf(t, file{name: "big", data: big}, text), Limits{MaxBytes: 100, MaxNested: 100}, "a!big!!too_large a!luat/một.txt=nội dung"},
		{"large but no archive", zipOf(t, file{name: "big", data: big}, text), Limits{MaxBytes: 100}, "a!big!!too_large a!luat/một.txt=nội dung"},
		{"too many", zipOf(t, file{name: "1", data: "1"}, file{name: "2", data: "2"}, file{name: "3", data: "3"}), Limits{MaxEntries: 2}, "a!1=1 a!2=2 a!!too_many"},
		{"zip bomb", zipOf(t, file{name: "bomb", data: bomb}, text), Limits{}, "a!bomb!!bomb a!luat/một.txt=nội dung"},
		{"gzip bomb", gzipOf(t, []byte(bomb)), Limits{}, "a!a.out!!bomb"},
		{"total", zipOf(t, file{name: "1", data: big}, file{name: "2", data: big}, file{name: "3", data: big}), Limits{MaxTotal: 1500}, "a!1 a!2!!bomb a!3!!bomb"},
		{"empty file inside", zipOf(t, file{name: "empty"}), Limits{}, "a!empty="},
		{"empty", nil, Limits{}, "a!!empty"},
		{"no archive", []byte("just text"), Limits{}, "a!!unsupported"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			if got := strings.Join(walk(t, tt.data, tt.limits), " "); got != tt.want {
				t.Errorf("got  %s\nwant %s", got, tt.want)
			}
		})
	}
}

func TestWalkDamaged(t *testing.T) {
	whole := zipOf(t, file{name: "1", data: strings.Repeat("một hai ba ", 500)}, file{name: "2", data: "hai"})
	if got := walk(t, whole[:len(whole)-30], Limits{}); len(got) != 1 || got[0] != "a!!truncated" {
		t.Errorf("zip without directory: %v", got)
	}
	broken := bytes.Clone(whole)
	broken[60] ^= 0xff
	if got := walk(t, broken, Limits{}); len(got) != 2 || !strings.HasPrefix(got[0], "a!1!!") || got[1] != "a!2=hai" {
		t.Errorf("zip with one bad entry: %v", got)
	}
	packed := gzipOf(t, tarOf(t, file{name: "1", data: "một"}, file{name: "2", data: randomish(5000)}))
	got := walk(t, packed[:len(packed)-900], Limits{})
	if len(got) != 2 || got[0] != "a!1=một" || !strings.Contains(got[1], "!!truncated") {
		t.Errorf("cut tar.gz: %v", got)
	}
	locked := bytes.Clone(zipOf(t, file{name: "1", data: "một"}))
	directory := bytes.Index(locked, []byte("PK\x01\x02"))
	locked[directory+8] |= 1
	if got := walk(t, locked, Limits{}); len(got) != 1 || got[0] != "a!1!!encrypted" {
		t.Errorf("locked zip: %v", got)
	}
}

// randomish is text that does not compress.
func randomish(n int) string {
	b := make([]byte, n)
	x := uint32(1)
	for i := range b {
		x = x*1664525 + 1013904223
		b[i] = byte(x >> 24)
	}
	return string(b)
}

func TestWalkStops(t *testing.T) {
	data := zipOf(t, file{name: "1", data: "1"}, file{name: "2", data: "2"})
	n := 0
	for range Walk(context.Background(), "a", bytes.NewReader(data), int64(len(data)), Limits{}) {
		n++
		break
	}
	if n != 1 {
		t.Errorf("%d entries after a break", n)
	}
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	for _, err := range Walk(ctx, "a", bytes.NewReader(data), int64(len(data)), Limits{}) {
		if !errors.Is(err, context.Canceled) {
			t.Errorf("after cancelling: %v", err)
		}
	}
}

func TestIsArchive(t *testing.T) {
	tests := []struct {
		name string
		data []byte
		want bool
	}{
		{"zip", zipOf(t, file{name: "a.txt", data: "x"}), true},
		{"docx", zipOf(t, file{name: "[Content_Types].xml", data: "x"}, file{name: "word/document.xml", data: "x"}), false},
		{"docx with pictures first", zipOf(t, file{name: "pic", data: randomish(6000)}, file{name: "word/document.xml", data: "x"}), false},
		{"tar", tarOf(t, file{name: "a", data: "x"}), true},
		{"gzip", gzipOf(t, []byte("x")), true},
		{"text", []byte("Điều 1."), false},
		{"empty", nil, false},
	}
	for _, tt := range tests {
		got, err := IsArchive("", bytes.NewReader(tt.data), int64(len(tt.data)))
		if err != nil || got != tt.want {
			t.Errorf("%s: %v, %v", tt.name, got, err)
		}
	}
}

func FuzzWalk(f *testing.F) {
	f.Add(zipOf(f, file{name: "a/b", data: "x"}, file{name: "in.zip", data: string(zipOf(f, file{name: "c", data: "y"}))}))
	f.Add(gzipOf(f, tarOf(f, file{name: "a", data: "x"})))
	f.Add(tarOf(f, file{name: "a", data: "x"}))
	f.Fuzz(func(t *testing.T, data []byte) {
		limits := Limits{MaxBytes: 1 << 20, MaxNested: 1 << 20, MaxTotal: 4 << 20, MaxEntries: 1000}
		total := 0
		for e, err := range Walk(context.Background(), "a", bytes.NewReader(data), int64(len(data)), limits) {
			if err != nil {
				continue
			}
			total += len(e.Data)
			if len(e.Data) > 1<<20 || total > 4<<20 {
				t.Fatalf("%d bytes in %s, %d in all", len(e.Data), e.Name, total)
			}
			if strings.Contains(e.Name, "/../") || strings.HasPrefix(e.Name, "/") {
				t.Fatalf("name %q", e.Name)
			}
		}
	})
}
