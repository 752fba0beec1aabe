package cases

import (
	"strings"
	"testing"

	"trolyluat/assistant/privacy"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/formats"
)

func TestRead(t *testing.T) {
	doc, err := Read(t.Context(), formats.Default(), "a.txt", []byte("Ông A cho bà B vay tiền (giả định).\nBà B không trả.\n"))
	if err != nil || doc.Judgment != nil || !strings.Contains(doc.Text, "không trả") {
		t.Errorf("plain text: %+v, %v", doc, err)
	}
	if s := SituationOf(doc); s.Facts != doc.Text || s.ActOn != 0 {
		t.Errorf("situation %+v", s)
	}
	_, err = Read(t.Context(), formats.Default(), "a.txt", []byte("MẬT\n\nÔng A cho bà B vay tiền.\n"))
	if r, ok := extract.AsRefusal(err); !ok || r.Code != privacy.CodeSecret {
		t.Errorf("a state secret: %v", err)
	}
	if _, err := Read(t.Context(), formats.Default(), "a.txt", nil); err == nil {
		t.Error("an empty file was read")
	}
}
