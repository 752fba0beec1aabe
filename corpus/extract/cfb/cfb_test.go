package cfb_test

import (
	"bytes"
	"encoding/binary"
	"errors"
	"testing"

	"trolyluat/corpus/extract/cfb"
	"trolyluat/corpus/extract/cfb/cfbtest"
)

func numbered(n int) []byte {
	b := make([]byte, n)
	for i := range b {
		b[i] = byte(i * 7)
	}
	return b
}

func TestStreams(t *testing.T) {
	streams := []cfbtest.Stream{{Name: "Small", Data: numbered(100)}, {Name: "Large", Data: numbered(70_000)}, {Name: "Empty"}, {Name: "Edge", Data: numbered(4096)}, {Name: "Nhỏ", Data: numbered(4095)}}
	f, err := cfb.Open(cfbtest.Build(streams...))
	if err != nil {
		t.Fatal(err)
	}
	for _, s := range streams {
		got, err := f.Stream(s.Name)
		if err != nil || !bytes.Equal(got, s.Data) {
			t.Errorf("%s: %d bytes, %v", s.Name, len(got), err)
		}
		if !f.Has(s.Name) {
			t.Errorf("Has(%s)", s.Name)
		}
	}
	if _, err := f.Stream("large"); err != nil {
		t.Error("names do not tell case apart: ", err)
	}
	if _, err := f.Stream("other"); !errors.Is(err, cfb.ErrNoStream) {
		t.Error(err)
	}
}

func TestDamage(t *testing.T) {
	whole := cfbtest.Build(cfbtest.Stream{Name: "Large", Data: numbered(70_000)})
	loop := bytes.Clone(whole)
	// Make the first sector of the directory follow itself.
	directory, table := binary.LittleEndian.Uint32(loop[48:]), binary.LittleEndian.Uint32(loop[76:])
	binary.LittleEndian.PutUint32(loop[512*(table+1)+4*directory:], directory)
	tests := []struct {
		name string
		data []byte
		want error
	}{
		{"other bytes", []byte("%PDF-1.4 is no compound file"), cfb.ErrFormat},
		{"header only", whole[:100], cfb.ErrTruncated},
		{"cut", whole[:len(whole)/2], cfb.ErrTruncated},
		{"sector size", append(append(bytes.Clone(whole[:30]), 200), whole[31:]...), cfb.ErrCorrupt},
		{"loop", loop, cfb.ErrCorrupt},
	}
	for _, tt := range tests {
		f, err := cfb.Open(tt.data)
		if err == nil {
			_, err = f.Stream("Large")
		}
		if !errors.Is(err, tt.want) {
			t.Errorf("%s: %v, want %v", tt.name, err, tt.want)
		}
	}
}

func FuzzOpen(f *testing.F) {
	f.Add(cfbtest.Build(cfbtest.Stream{Name: "A", Data: numbered(100)}, cfbtest.Stream{Name: "B", Data: numbered(5000)}))
	f.Fuzz(func(t *testing.T, data []byte) {
		c, err := cfb.Open(data)
		if err != nil {
			return
		}
		for _, name := range []string{"A", "B", "WordDocument"} {
			if b, err := c.Stream(name); err == nil && len(b) > len(data) {
				t.Fatalf("%d bytes from %d", len(b), len(data))
			}
		}
	})
}
