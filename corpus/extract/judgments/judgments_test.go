package judgments

import (
	"context"
	"errors"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/plain"
)

type plainReader struct{}

func (plainReader) Read(ctx context.Context, name string, data []byte) (*extract.Text, error) {
	return plain.Extract(ctx, name, data)
}

// Invented: văn bản giả định, không có giá trị pháp lý.
const whole = `{"case_id":"case_1","judgment_text":"*** 1. row ***\njudgment_text: TÒA ÁN NHÂN DÂN\nHUYỆN M, TỈNH N\n\nBản án số: 01/2030/DS-ST\nNgày: 02-3-2030\nV/v tranh chấp hợp đồng vay tài sản\n\nNHÂN DANH\nNƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nTÒA ÁN NHÂN DÂN HUYỆN M, TỈNH N\n\nNỘI DUNG VỤ ÁN:\nÔng A cho bà B vay 10.000.000 đồng.\nNHẬN ĐỊNH CỦA TÒA ÁN:\n[1] Bà B thừa nhận khoản vay.\nQUYẾT ĐỊNH:\nBuộc bà B trả ông A 10.000.000 đồng.\n"}`
const parts = `{"case_id":"case_2","court":"Tòa án nhân dân huyện P","judgment_number":"02/2030/DS-ST","judgment_date":"03-4-2030","case_fact":"Ông C kiện bà D đòi lại chiếc xe.","court_reasoning":"NHẬN ĐỊNH CỦA TÒA ÁN\n[1] Chiếc xe là của ông C.","court_verdict":"Buộc bà D trả chiếc xe."}`

func TestRead(t *testing.T) {
	docs, err := Read(t.Context(), plainReader{}, []byte("\ufeff"+whole+"\n\n"+parts+"\n"), corpus.Source{URI: "x.jsonl"})
	if err != nil {
		t.Fatal(err)
	}
	if len(docs) != 2 {
		t.Fatalf("%d documents, want 2", len(docs))
	}
	for i, want := range []struct{ uri, number, facts, ruling string }{
		{"x.jsonl#case_1", "01/2030/DS-ST", "Ông A cho bà B vay", "Buộc bà B trả ông A"},
		{"x.jsonl#case_2", "02/2030/DS-ST", "đòi lại chiếc xe", "Buộc bà D trả chiếc xe"},
	} {
		d := docs[i]
		if d.Judgment == nil {
			t.Fatalf("%d is read as %s", i, d.Kind)
		}
		j := d.Judgment
		if d.Source.URI != want.uri || d.Number != want.number {
			t.Errorf("%d: %s, number %q", i, d.Source.URI, d.Number)
		}
		if got := d.Text[j.Facts.Start:j.Facts.End]; !strings.Contains(got, want.facts) {
			t.Errorf("%d: facts %q", i, got)
		}
		if got := d.Text[j.Ruling.Start:j.Ruling.End]; !strings.Contains(got, want.ruling) {
			t.Errorf("%d: ruling %q", i, got)
		}
		if strings.Contains(d.Text, "row ***") {
			t.Errorf("%d: the frame of the export is in the text", i)
		}
	}
}

func TestUnreadTextIsPutTogether(t *testing.T) {
	row := `{"case_id":"case_3","judgment_text":"không đọc được","court":"Tòa án nhân dân huyện P","judgment_number":"02/2030/DS-ST","judgment_date":"03-4-2030","case_fact":"Ông C kiện bà D đòi lại chiếc xe.","court_reasoning":"Chiếc xe là của ông C.","court_verdict":"Buộc bà D trả chiếc xe."}`
	docs, err := Read(t.Context(), plainReader{}, []byte(row), corpus.Source{})
	if err != nil {
		t.Fatal(err)
	}
	if d := docs[0]; d.Judgment == nil || !strings.Contains(d.Text, "chiếc xe") || len(d.Warnings) == 0 {
		t.Errorf("%+v", d)
	}
}

func TestReadErrors(t *testing.T) {
	for text, want := range map[string]string{
		"":                             "no judgment found",
		"{":                            "line 1",
		whole + "\n[]":                 "line 2",
		`{"judgment_text":"x"}`:        "no case_id",
		`{"case_id":"a"}`:              "a",
		whole + "\n{\"case_id\":\"\"}": "line 2: no case_id",
	} {
		_, err := Read(t.Context(), plainReader{}, []byte(text), corpus.Source{})
		if err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%.40q: error %v, want one with %q", text, err, want)
		}
	}
	if _, err := Rows(strings.NewReader(" \n")); !errors.Is(err, ErrNoJudgments) {
		t.Errorf("empty: %v", err)
	}
}

func TestIs(t *testing.T) {
	for text, want := range map[string]bool{whole: true, parts: true, `{"law_id":"x","text":"y"}`: false, "TÒA ÁN": false, "": false} {
		if got := Is([]byte(text)); got != want {
			t.Errorf("Is(%.30q) = %v", text, got)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte(whole + "\n" + parts))
	f.Add([]byte(`{"case_id":"a","case_fact":"\ud800"}`))
	f.Fuzz(func(t *testing.T, data []byte) {
		docs, err := Read(t.Context(), plainReader{}, data, corpus.Source{})
		if err == nil && len(docs) == 0 {
			t.Error("no document and no error")
		}
		for _, d := range docs {
			if j := d.Judgment; j != nil && (j.Facts.End > len(d.Text) || j.Ruling.End > len(d.Text)) {
				t.Errorf("spans beyond the text: %+v", j)
			}
		}
	})
}
