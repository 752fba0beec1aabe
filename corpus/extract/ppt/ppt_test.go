package ppt

import (
	"context"
	"encoding/binary"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/cfb/cfbtest"
	"trolyluat/corpus/extract/extracttest"
)

func record(head, kind uint16, parts ...[]byte) []byte {
	var body []byte
	for _, p := range parts {
		body = append(body, p...)
	}
	b := binary.LittleEndian.AppendUint16(nil, head)
	b = binary.LittleEndian.AppendUint16(b, kind)
	b = binary.LittleEndian.AppendUint32(b, uint32(len(body)))
	return append(b, body...)
}

func wide(s string) []byte {
	var b []byte
	for _, u := range utf16.Encode([]rune(s)) {
		b = binary.LittleEndian.AppendUint16(b, u)
	}
	return b
}

func u32(v ...uint32) []byte {
	var b []byte
	for _, x := range v {
		b = binary.LittleEndian.AppendUint32(b, x)
	}
	return b
}

const container = 0xF

func list(slides ...[]byte) []byte {
	return record(container, 1000, record(container, recSlideListText, slides...))
}

func slide(id uint32, text string) []byte {
	return append(record(0, recSlidePersist, u32(id, 0, 0, 0, 0)), record(0, recTextChars, wide(text))...)
}

func TestExtractWithoutDirectory(t *testing.T) {
	stream := append(list(slide(1, "TIÊU ĐỀ"), record(0, recTextChars, wide("một\rhai\vba")), slide(2, "Trang hai")),
		record(container, recSlide, record(0, recTextBytes, []byte("Shape")))...)
	stream = append(stream, record(container, recMaster, record(0, recTextChars, wide("mẫu")))...)
	stream = append(stream, record(container, recNotes, record(0, recTextChars, wide("ghi chú")))...)
	text, err := Extract(context.Background(), "x", cfbtest.Build(cfbtest.Stream{Name: "PowerPoint Document", Data: stream}))
	if err != nil {
		t.Fatal(err)
	}
	want := "encoding utf-16le\npages 2\np page=1: TIÊU ĐỀ\np page=1: một\np page=1: hai\np page=1: ba\np page=1: Shape\np page=2: Trang hai\n"
	if got := extracttest.Dump(text); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

// TestLatestSaveCounts has a first save whose slide a second one replaced.
func TestLatestSaveCounts(t *testing.T) {
	stream := list(slide(2, "cũ"))
	first := uint32(len(stream))
	stream = append(stream, record(container, recSlide, record(0, recTextChars, wide("hình cũ")))...)
	table1 := uint32(len(stream))
	stream = append(stream, record(0, recDirectory, u32(1|2<<20, 0, first))...)
	edit1 := uint32(len(stream))
	stream = append(stream, record(0, recUserEdit, u32(0, 0, 0, table1, 1))...)
	document := uint32(len(stream))
	stream = append(stream, list(slide(2, "mới"))...)
	table2 := uint32(len(stream))
	stream = append(stream, record(0, recDirectory, u32(1|1<<20, document))...)
	edit2 := uint32(len(stream))
	stream = append(stream, record(0, recUserEdit, u32(0, 0, edit1, table2, 1))...)
	current := record(0, 4086, u32(20, 0xE391C05F, edit2))
	text, err := Extract(context.Background(), "x", cfbtest.Build(
		cfbtest.Stream{Name: "PowerPoint Document", Data: stream}, cfbtest.Stream{Name: "Current User", Data: current}))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := extracttest.Dump(text), "encoding utf-16le\npages 1\np page=1: mới\np page=1: hình cũ\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestOldEncoding(t *testing.T) {
	stream := append(record(0, recFont, wide("VNI-Times\x00")), list(slide(1, "LUAÄT"))...)
	text, err := Extract(context.Background(), "x", cfbtest.Build(cfbtest.Stream{Name: "PowerPoint Document", Data: stream}))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := extracttest.Dump(text), "encoding vni\npages 1\np page=1: LUẬT\n"; got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestRefusals(t *testing.T) {
	cut := list(slide(1, "một"))
	cut[4]++
	for name, tt := range map[string]struct {
		data []byte
		code string
	}{
		"empty":    {nil, extract.CodeEmpty},
		"other":    {[]byte("text"), extract.CodeUnsupported},
		"no text":  {cfbtest.Build(cfbtest.Stream{Name: "PowerPoint Document", Data: list()}), extract.CodeNoText},
		"cut":      {cfbtest.Build(cfbtest.Stream{Name: "PowerPoint Document", Data: cut}), extract.CodeTruncated},
		"password": {cfbtest.Build(cfbtest.Stream{Name: "EncryptedSummary", Data: []byte{1}}), extract.CodeEncrypted},
	} {
		text, err := Extract(context.Background(), "x", tt.data)
		if r, ok := extract.AsRefusal(err); !ok || r.Code != tt.code {
			t.Errorf("%s: %v, %v", name, text, err)
		}
	}
}

func FuzzStream(f *testing.F) {
	f.Add(list(slide(1, "một")), record(0, 4086, u32(20, 0, 0)))
	f.Fuzz(func(t *testing.T, stream, current []byte) {
		text, err := Extract(context.Background(), "x", cfbtest.Build(
			cfbtest.Stream{Name: "PowerPoint Document", Data: stream}, cfbtest.Stream{Name: "Current User", Data: current}))
		if err != nil {
			return
		}
		for _, b := range text.Blocks {
			if !utf8.ValidString(b.Text) {
				t.Fatalf("invalid text %q", b.Text)
			}
		}
	})
}
