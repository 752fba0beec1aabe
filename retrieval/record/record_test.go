package record

import (
	"crypto/sha256"
	"fmt"
	"reflect"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"trolyluat/corpus"
	"trolyluat/retrieval/embed/local"
	"trolyluat/retrieval/rank"
)

// fill sets every field below v to a value that is not zero and not that of
// another field.
func fill(v reflect.Value, n *int) {
	*n++
	switch v.Kind() {
	case reflect.String:
		v.SetString(strings.Repeat("ế", *n%7) + string(rune('a'+*n%26)))
	case reflect.Int, reflect.Int32, reflect.Int64:
		v.SetInt(int64(*n)*1009 - 3)
	case reflect.Uint8, reflect.Uint32:
		v.SetUint(uint64(*n%250 + 1))
	case reflect.Float64:
		v.SetFloat(float64(*n) / 8)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Slice:
		s := reflect.MakeSlice(v.Type(), 2, 2)
		for i := range 2 {
			fill(s.Index(i), n)
		}
		v.Set(s)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), n)
	case reflect.Struct:
		for i := range v.NumField() {
			fill(v.Field(i), n)
		}
	default:
		panic("fill: teach me " + v.Kind().String())
	}
}

func newCodec(t testing.TB) *Codec {
	t.Helper()
	c, err := NewCodec()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(c.Close)
	return c
}

func TestChunkKeepsEveryField(t *testing.T) {
	codec := newCodec(t)
	for _, filled := range []bool{false, true} {
		var want corpus.Chunk
		if filled {
			n := 0
			fill(reflect.ValueOf(&want).Elem(), &n)
		}
		got, err := codec.ReadChunk(codec.Chunk(&want))
		if err != nil {
			t.Fatal(err)
		}
		want.ID = 0
		if diff := cmp.Diff(want, got); diff != "" {
			t.Errorf("chunk changed (-want +got):\n%s", diff)
		}
	}
}

func TestDocumentKeepsEveryField(t *testing.T) {
	codec := newCodec(t)
	var want corpus.Document
	n := 0
	fill(reflect.ValueOf(&want).Elem(), &n)
	// Dates travel as text: they must be days of the calendar.
	var setDates func(v reflect.Value)
	setDates = func(v reflect.Value) {
		switch {
		case v.Type() == reflect.TypeFor[corpus.Date]():
			v.Set(reflect.ValueOf(corpus.NewDate(2021, 2, 28)))
		case v.Kind() == reflect.Struct:
			for i := range v.NumField() {
				setDates(v.Field(i))
			}
		case v.Kind() == reflect.Slice:
			for i := range v.Len() {
				setDates(v.Index(i))
			}
		case v.Kind() == reflect.Pointer:
			setDates(v.Elem())
		}
	}
	setDates(reflect.ValueOf(&want).Elem())
	b, err := codec.Document(&want)
	if err != nil {
		t.Fatal(err)
	}
	got, err := codec.ReadDocument(b)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(&want, got); diff != "" {
		t.Errorf("document changed (-want +got):\n%s", diff)
	}
}

func TestCheck(t *testing.T) {
	doc := &corpus.Document{ID: "a"}
	one := []corpus.Chunk{{Document: "a"}}
	tests := []struct {
		name string
		e    corpus.Entry
		ok   bool
	}{
		{"plain", corpus.Entry{Document: doc, Chunks: one}, true},
		{"no document", corpus.Entry{Chunks: one}, false},
		{"no id", corpus.Entry{Document: &corpus.Document{}}, false},
		{"chunk of another document", corpus.Entry{Document: doc, Chunks: []corpus.Chunk{{Document: "b"}}}, false},
		{"vector", corpus.Entry{Document: doc, Chunks: one, Vectors: []corpus.Embedded{{Model: "m", Vectors: [][]float32{{1}}}}}, true},
		{"no vector", corpus.Entry{Document: doc, Chunks: one, Vectors: []corpus.Embedded{{Model: "m", Vectors: [][]float32{nil}}}}, true},
		{"zero byte in the ID", corpus.Entry{Document: &corpus.Document{ID: "a\x00"}}, false},
		{"broken UTF-8 in a path", corpus.Entry{Document: doc, Chunks: []corpus.Chunk{{Path: "d\xff"}}}, false},
		{"relation to no text", corpus.Entry{Document: &corpus.Document{ID: "a", Relations: []corpus.Relation{{To: "\xff"}}}}, false},
		{"date before all dates", corpus.Entry{Document: doc, Chunks: []corpus.Chunk{{Interval: corpus.Interval{From: -1}}}}, false},
		{"no model", corpus.Entry{Document: doc, Chunks: one, Vectors: []corpus.Embedded{{Vectors: [][]float32{{1}}}}}, false},
		{"a model twice", corpus.Entry{Document: doc, Chunks: one, Vectors: []corpus.Embedded{{Model: "m", Vectors: [][]float32{{1}}}, {Model: "m", Vectors: [][]float32{{1}}}}}, false},
		{"too few vectors", corpus.Entry{Document: doc, Chunks: one, Vectors: []corpus.Embedded{{Model: "m"}}}, false},
		{"empty vector", corpus.Entry{Document: doc, Chunks: one, Vectors: []corpus.Embedded{{Model: "m", Vectors: [][]float32{{}}}}}, false},
		{"two dimensions", corpus.Entry{Document: doc, Chunks: []corpus.Chunk{{}, {}}, Vectors: []corpus.Embedded{{Model: "m", Vectors: [][]float32{{1}, {1, 2}}}}}, false},
	}
	for _, tt := range tests {
		if err := Check(&tt.e); (err == nil) != tt.ok {
			t.Errorf("%s: %v", tt.name, err)
		}
	}
}

func FuzzReadChunk(f *testing.F) {
	c := corpus.Chunk{Path: "d1", Text: "Điều 1", Context: []string{"Chương I"}, Units: []corpus.Unit{{Path: "d1/k1", End: 3}}}
	f.Add(appendChunk(nil, &c))
	f.Add([]byte{chunkFormat, 1, 2, 3})
	f.Fuzz(func(t *testing.T, b []byte) {
		c, err := readChunk(b)
		if err != nil {
			return
		}
		again, err := readChunk(appendChunk(nil, &c))
		if err != nil || !cmp.Equal(c, again) {
			t.Errorf("a record that can be read cannot be written again: %v", err)
		}
	})
}

// prepared is a chunk with its document that uses all that a passage is made of.
func prepared() (corpus.DocumentInfo, corpus.Chunk) {
	info := corpus.DocumentInfo{ID: "1/2020/QH99", Key: "1/2020/QH99", Number: "1/2020/QH99", Title: "Luật Thuyền", Kind: corpus.KindLaw}
	text := "Điều 3. Giải thích từ ngữ\nTrong Luật này:\n1. Thuyền là vật nổi, số 12/2019/TT-BGTVT.\n2. Bến là nơi đỗ.\na) Bến đò;"
	first, second := strings.Index(text, "1. "), strings.Index(text, "2. ")
	c := corpus.Chunk{Document: info.ID, Path: "d3", Label: "Điều 3", Heading: "Giải thích từ ngữ", Context: []string{"Chương I. Quy định chung"},
		Text: text, Units: []corpus.Unit{{Path: "d3/k1", Start: first, End: second - 1}, {Path: "d3/k2", Start: second, End: len(text)},
			{Path: "d3/k2/a", Start: strings.Index(text, "a) "), End: len(text)}},
		SourceID: "anchor", Interval: corpus.Interval{From: corpus.NewDate(2021, 1, 1)}}
	return info, c
}

func TestPassage(t *testing.T) {
	info, c := prepared()
	got, p, err := ReadPassage(Passage(&info, &c))
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(rank.Bare(c), got); diff != "" {
		t.Errorf("chunk (-want +got):\n%s", diff)
	}
	want := rank.NewPassage(&info, &c)
	plain := sha256.Sum256(appendPassage(&c, want))
	want.Document = ""
	pooler := local.Default().Pooler()
	defer pooler.Release()
	want.Vectors = pooler.Passage(want)
	if diff := cmp.Diff(want, p, cmpopts.EquateEmpty(), cmp.AllowUnexported(rank.Vectors{})); diff != "" {
		t.Errorf("passage (-want +got):\n%s", diff)
	}
	if len(p.Units) != 2 || len(p.Fields[rank.Name]) == 0 || len(p.Fields[rank.Context]) == 0 {
		t.Fatalf("a passage that tests little: %+v", p)
	}
	// What was written with a format must be what this program would write.
	const sum = "1 d44886134f6199d0f2d2dcb4a46773d15c0fd3181b392da735ea8ec74dc6ac1e"
	if got := fmt.Sprintf("%d %x", passageVersion, plain); got != sum {
		t.Errorf("chunks are prepared differently than before: raise passageVersion (now %s)", got)
	}
}

func FuzzReadPassage(f *testing.F) {
	info, c := prepared()
	f.Add(Passage(&info, &c))
	f.Add([]byte{1, chunkFormat})
	f.Fuzz(func(t *testing.T, b []byte) {
		_, p, err := ReadPassage(b)
		if err != nil {
			return
		}
		for _, u := range p.Units {
			if u.From < 0 || u.To < u.From || int(u.To) > len(p.Fields[rank.Body]) {
				t.Fatalf("unit %v of %d tokens", u, len(p.Fields[rank.Body]))
			}
		}
	})
}
