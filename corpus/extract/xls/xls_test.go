package xls

import (
	"context"
	"encoding/binary"
	"math"
	"strings"
	"testing"
	"unicode/utf16"
	"unicode/utf8"

	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/cfb/cfbtest"
	"trolyluat/corpus/extract/extracttest"
)

func record(kind uint16, parts ...[]byte) []byte {
	var body []byte
	for _, p := range parts {
		body = append(body, p...)
	}
	b := binary.LittleEndian.AppendUint16(nil, kind)
	b = binary.LittleEndian.AppendUint16(b, uint16(len(body)))
	return append(b, body...)
}

func u16(v ...uint16) []byte {
	var b []byte
	for _, x := range v {
		b = binary.LittleEndian.AppendUint16(b, x)
	}
	return b
}

func u32(v uint32) []byte { return binary.LittleEndian.AppendUint32(nil, v) }

func float(v float64) []byte { return binary.LittleEndian.AppendUint64(nil, math.Float64bits(v)) }

func wideText(s string) []byte {
	units := utf16.Encode([]rune(s))
	return append(append(u16(uint16(len(units))), 1), u16(units...)...)
}

func font(name string) []byte {
	units := utf16.Encode([]rune(name))
	return record(recFont, make([]byte, 14), []byte{byte(len(units)), 1}, u16(units...))
}

func boundSheet(name string) []byte {
	units := utf16.Encode([]rune(name))
	return record(recBoundSheet, u32(0), u16(0), []byte{byte(len(units)), 1}, u16(units...))
}

func book(globals, cells []byte) []byte {
	stream := record(recBOF, u16(0x0600, 5))
	stream = append(stream, globals...)
	stream = append(stream, record(recEOF)...)
	stream = append(stream, record(recBOF, u16(0x0600, 0x10))...)
	stream = append(stream, cells...)
	stream = append(stream, record(recEOF)...)
	return cfbtest.Build(cfbtest.Stream{Name: "Workbook", Data: stream})
}

func concat(parts ...[]byte) []byte {
	var out []byte
	for _, p := range parts {
		out = append(out, p...)
	}
	return out
}

func TestExtract(t *testing.T) {
	long := strings.Repeat("dài ", 20)
	units := utf16.Encode([]rune(long))
	// Three shared strings: narrow TCVN3, rich with a run in another font, and one
	// that runs on into a continuation record and changes its width there.
	rich := concat(u16(6), []byte{8}, u16(1), []byte("ab cde"), u16(3, 1))
	sst := concat(
		record(recSST, u32(3), u32(3), u16(4), []byte{0}, []byte("Lu\xcbt"), rich, u16(uint16(len(units))), []byte{1}, u16(units[:10]...)),
		record(recContinue, []byte{1}, u16(units[10:]...)),
	)
	globals := concat(font(".VnTime"), font("Arial"), font("Arial"), font("Arial"), font("Arial"),
		record(recFormat, u16(200), wideText("dd/mm/yyyy")),
		record(recXF, u16(0, 0)), record(recXF, u16(1, 0)), record(recXF, u16(1, 200)),
		boundSheet("Biểu giá"), sst)
	cells := concat(
		record(recLabelSST, u16(0, 0, 0), u32(0)),
		record(recLabelSST, u16(0, 2, 1), u32(1)),
		record(recNumber, u16(1, 0, 1), float(1234.5)),
		record(recNumber, u16(1, 1, 2), float(45658)),
		record(recRK, u16(1, 2, 1), u32(7<<2|2)),
		record(recMulRK, u16(2, 0), u16(1), u32(1<<2|2), u16(1), u32(150<<2|3), u16(1)),
		record(recFormula, u16(3, 0, 1), []byte{0, 0, 0, 0, 0, 0, 0xFF, 0xFF}, make([]byte, 6)),
		record(recString, wideText("kết quả")),
		record(recFormula, u16(3, 1, 1), float(0.1), make([]byte, 6)),
		record(recLabelSST, u16(3, 2, 1), u32(2)),
		record(recLabelSST, u16(4, 0, 1), u32(99)),
		record(recLabel, u16(5, 0, 1), wideText("nhãn\nhai dòng")),
	)
	text, err := Extract(context.Background(), "x.xls", book(globals, cells))
	if err != nil {
		t.Fatal(err)
	}
	want := "encoding utf-16le\nheader: Biểu giá\n" +
		"table: [[\"Luật\" \"\" \"ab cde\"] [\"1234.5\" \"1/1/2025\" \"7\"] [\"1\" \"1.5\" \"\"] [\"kết quả\" \"0.1\" \"" + strings.TrimSpace(long) + "\"] [\"nhãn hai dòng\" \"\" \"\"]]\n"
	if got := extracttest.Dump(text); got != want {
		t.Errorf("got\n%s\nwant\n%s", got, want)
	}
}

func TestExcel95(t *testing.T) {
	stream := concat(record(recBOF, u16(0x0500, 5)), record(recFont, make([]byte, 14), []byte{9}, []byte("VNI-Times")),
		record(recXF, u16(0, 0)), record(recBoundSheet, u32(0), u16(0), []byte{6}, []byte("Sheet1")), record(recEOF),
		record(recBOF, u16(0x0500, 0x10)), record(recLabel, u16(0, 0, 0), u16(5), []byte("CO\xc4NG")), record(recLabel, u16(0, 1, 0), u16(1), []byte("b")), record(recEOF))
	text, err := Extract(context.Background(), "x", cfbtest.Build(cfbtest.Stream{Name: "Book", Data: stream}))
	if err != nil {
		t.Fatal(err)
	}
	if got, want := extracttest.Dump(text), "encoding vni\ntable: [[\"CỘNG\" \"b\"]]\n"; got != want {
		t.Errorf("got %s want %s", got, want)
	}
}

func TestRefusals(t *testing.T) {
	good := concat(record(recLabel, u16(0, 0, 0), wideText("một")))
	cut := concat(record(recBOF, u16(0x0600, 5)), record(recEOF), []byte{4, 2, 50, 0, 1})
	open := concat(record(recBOF, u16(0x0600, 5)), record(recEOF), record(recBOF, u16(0x0600, 0x10)), good)
	for name, tt := range map[string]struct {
		data []byte
		code string
	}{
		"empty":    {nil, extract.CodeEmpty},
		"other":    {[]byte("text"), extract.CodeUnsupported},
		"password": {book(record(recFilePass, u16(1)), good), extract.CodeEncrypted},
		"no text":  {book(nil, nil), extract.CodeNoText},
		"cut":      {cfbtest.Build(cfbtest.Stream{Name: "Workbook", Data: cut}), extract.CodeTruncated},
		"open":     {cfbtest.Build(cfbtest.Stream{Name: "Workbook", Data: open}), extract.CodeTruncated},
	} {
		text, err := Extract(context.Background(), "x", tt.data)
		if r, ok := extract.AsRefusal(err); !ok || r.Code != tt.code {
			t.Errorf("%s: %v, %v", name, text, err)
		}
	}
}

func FuzzStream(f *testing.F) {
	f.Add(concat(record(recBOF, u16(0x0600, 5)), font("a"), record(recSST, u32(1), u32(1), wideText("một")), record(recEOF),
		record(recBOF, u16(0x0600, 0x10)), record(recLabelSST, u16(0, 0, 0), u32(0)), record(recFormula, u16(0, 1, 0), make([]byte, 14)), record(recString, wideText("hai")), record(recEOF)))
	f.Fuzz(func(t *testing.T, stream []byte) {
		text, err := Extract(context.Background(), "x", cfbtest.Build(cfbtest.Stream{Name: "Workbook", Data: stream}))
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
