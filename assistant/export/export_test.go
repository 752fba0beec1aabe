package export

import (
	"archive/zip"
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"io"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"trolyluat/assistant"
	"trolyluat/assistant/history"
	"trolyluat/corpus"
	"trolyluat/corpus/extract"
	docxreader "trolyluat/corpus/extract/docx"
)

const sampleText = "**Có.** Mèo dưới 06 tháng tuổi được ăn thêm 01 bữa [1].\n\nViệc cần làm:\n\n1. Cân mèo \\[khi đói\\] [1, 2]\n2. Hỏi thú y\n   - mang sổ [2]\n\n" +
	"> Không cho mèo ăn *hành*, tỏi. [2][9]\n\n### Mức phạt\n\n| Hành vi | Phạt |\n|---|---|\n| Cho ăn hành | 1.000.000 đồng |\n\nXem <script>alert(1)</script> & thêm."

func conversation(t *testing.T) (history.Conversation, []history.Turn) {
	t.Helper()
	at := time.Date(2026, 3, 1, 8, 0, 0, 0, time.UTC)
	a := assistant.Answer{Question: "Mèo con ăn thêm mấy bữa?", Role: assistant.Citizen, AsOf: "2026-03-01", Mode: assistant.Extractive, Text: sampleText,
		Citations: []assistant.Citation{
			{Number: 1, Printed: "91/2021/QH-THU", Title: "Luật Nuôi mèo", Label: "khoản 2 Điều 5", Heading: "Khẩu phần", Status: corpus.StatusInForce, StatusName: "còn hiệu lực", From: "2022-01-01",
				Quote: "Điều 5. Khẩu phần\n2. Mèo dưới 06 tháng tuổi được ăn thêm 01 bữa.", Fictional: true, Marks: []corpus.Span{}},
			{Number: 2, Printed: "91/2021/QH-THU", Title: "Luật Nuôi mèo", Label: "khoản 3 Điều 5", Status: corpus.StatusInForce, StatusName: "còn hiệu lực", Quote: "3. Không cho mèo ăn hành, tỏi."},
			{Number: 3, Title: "Luật Nuôi mèo", Label: "Điều 7", StatusName: "chưa rõ hiệu lực", Quote: "Điều 7."},
		},
		Checks: []assistant.Check{{Statement: "Hỏi thú y", StateName: "chưa kiểm chứng", Problems: []string{"Không có căn cứ."}}}, Notes: []string{"Kho chưa có véc-tơ."}}
	data, err := json.Marshal(a)
	if err != nil {
		t.Fatal(err)
	}
	return history.Conversation{ID: "x", Title: "Mèo con & khẩu phần", Created: at, Updated: at, Turns: 2}, []history.Turn{
		{Number: 1, Question: "Mèo con ăn thêm\nmấy bữa?", Role: "citizen", AsOf: "2026-03-01", Time: at, Answer: data,
			Feedback: &history.Feedback{Verdict: history.Incomplete, Comment: "Thiếu mức phạt", Provision: "Điều 9"}},
		{Number: 2, Question: "Thế còn chó?", Time: at},
	}
}

func TestMarkdown(t *testing.T) {
	c, turns := conversation(t)
	out, err := Conversation(c, turns, Markdown)
	if err != nil {
		t.Fatal(err)
	}
	s := string(out)
	for _, want := range []string{"# Mèo con & khẩu phần\n", "hệ thống tự động (AI)", "## 1. Mèo con ăn thêm mấy bữa?\n", "pháp luật tại ngày 01/03/2026", "01 bữa [^1-1].",
		"[^1-1][^1-2]", "[^1-2][9]", "Căn cứ khác: [^1-3]", "## 2. Thế còn chó?\n\n(Câu hỏi này chưa có câu trả lời.)", "Đánh giá của bạn: Thiếu; Thiếu mức phạt; Điều 9",
		"\n[^1-1]: khoản 2 Điều 5 (Khẩu phần) Luật Nuôi mèo, số 91/2021/QH-THU; còn hiệu lực từ 01/01/2022. Văn bản giả định, không có giá trị pháp lý.\n",
		"\n    > 2. Mèo dưới 06 tháng tuổi được ăn thêm 01 bữa.\n", "Không có căn cứ. (chưa kiểm chứng): “Hỏi thú y”", "Lưu ý: Kho chưa có véc-tơ."} {
		if !strings.Contains(s, want) {
			t.Errorf("lacks %q:\n%s", want, s)
		}
	}
	// Every reference has its note and every note its reference.
	defined, used := map[string]bool{}, map[string]bool{}
	for _, m := range regexp.MustCompile(`(?m)(^)?\[\^([\d-]+)\](:)?`).FindAllStringSubmatch(s, -1) {
		if m[3] != "" {
			defined[m[2]] = true
		} else {
			used[m[2]] = true
		}
	}
	if diff := cmp.Diff(used, defined); diff != "" || len(used) != 3 {
		t.Errorf("references and notes differ: %s", diff)
	}
}

func TestDOCX(t *testing.T) {
	c, turns := conversation(t)
	out, err := Conversation(c, turns, DOCX)
	if err != nil {
		t.Fatal(err)
	}
	again, err := Conversation(c, turns, DOCX)
	if err != nil || !bytes.Equal(out, again) {
		t.Error("equal conversations give other bytes")
	}
	read, err := docxreader.Extract(t.Context(), "x.docx", out)
	if err != nil {
		t.Fatal(err)
	}
	var body, notes strings.Builder
	for _, b := range read.Blocks {
		line := strings.TrimSpace(b.Text) + "\n"
		if b.Kind == extract.FootnoteBlock {
			notes.WriteString(line)
		} else {
			body.WriteString(line)
		}
	}
	for _, want := range []string{"Mèo con & khẩu phần", "1. Mèo con ăn thêm mấy bữa?", "Có. Mèo dưới 06 tháng tuổi", "Cân mèo [khi đói]", "Hỏi thú y", "mang sổ", "Không cho mèo ăn hành, tỏi.", "[9]",
		"Mức phạt", "Xem <script>alert(1)</script> & thêm.", "Căn cứ khác:", "(Câu hỏi này chưa có câu trả lời.)", "Đánh giá của bạn: Thiếu"} {
		if !strings.Contains(body.String(), want) {
			t.Errorf("the text lacks %q:\n%s", want, body.String())
		}
	}
	if strings.Contains(body.String(), "[1]") || strings.Contains(body.String(), "**") {
		t.Errorf("marks are left:\n%s", body.String())
	}
	for _, want := range []string{"khoản 2 Điều 5 (Khẩu phần) Luật Nuôi mèo, số 91/2021/QH-THU; còn hiệu lực từ 01/01/2022. Văn bản giả định", "3. Không cho mèo ăn hành, tỏi.", "đã dẫn", "Điều 7 Luật Nuôi mèo; chưa rõ hiệu lực."} {
		if !strings.Contains(notes.String(), want) {
			t.Errorf("the notes lack %q:\n%s", want, notes.String())
		}
	}
	wellFormed(t, out)
}

// wellFormed reads every part as XML and holds references against footnotes and
// parts against their content types.
func wellFormed(t *testing.T, file []byte) {
	t.Helper()
	z, err := zip.NewReader(bytes.NewReader(file), int64(len(file)))
	if err != nil {
		t.Fatal(err)
	}
	parts := map[string]string{}
	for _, f := range z.File {
		r, err := f.Open()
		if err != nil {
			t.Fatal(err)
		}
		data, err := io.ReadAll(r)
		if err != nil {
			t.Fatal(err)
		}
		parts[f.Name] = string(data)
		for d := xml.NewDecoder(bytes.NewReader(data)); ; {
			if _, err := d.Token(); errors.Is(err, io.EOF) {
				break
			} else if err != nil {
				t.Fatalf("%s: %v", f.Name, err)
			}
		}
	}
	ids := regexp.MustCompile(`<w:footnote(?:Reference)? w:id="(\d+)"`)
	refs, notes := ids.FindAllStringSubmatch(parts["word/document.xml"], -1), ids.FindAllStringSubmatch(parts["word/footnotes.xml"], -1)
	if len(refs) != len(notes) || len(refs) < 6 {
		t.Errorf("%d references, %d footnotes", len(refs), len(notes))
	}
	for name := range parts {
		if name != "[Content_Types].xml" && !strings.HasSuffix(name, ".rels") && !strings.Contains(parts["[Content_Types].xml"], `"/`+name+`"`) {
			t.Errorf("%s has no content type", name)
		}
	}
	for _, style := range regexp.MustCompile(`w:(?:pStyle|rStyle|tblStyle) w:val="(\w+)"`).FindAllStringSubmatch(parts["word/document.xml"], -1) {
		if !strings.Contains(parts["word/styles.xml"], `w:styleId="`+style[1]+`"`) {
			t.Errorf("style %s is not defined", style[1])
		}
	}
}

func TestRefuses(t *testing.T) {
	c, turns := conversation(t)
	if _, err := Conversation(c, turns, "pdf"); err == nil {
		t.Error("an unknown format was written")
	}
	turns[0].Answer = []byte(`{"answer": 5}`)
	if _, err := Conversation(c, turns, Markdown); err == nil {
		t.Error("an answer that cannot be read was written")
	}
}

// FuzzDOCX writes answers of any Markdown; the file must always be whole.
func FuzzDOCX(f *testing.F) {
	f.Add(sampleText)
	f.Add("- [1]\n  > * [2]\n\n```\n[1]\n```\n<b>x</b> \x01 [1](u) ![a](b)")
	f.Fuzz(func(t *testing.T, s string) {
		data, err := json.Marshal(assistant.Answer{Text: s, Citations: []assistant.Citation{{Number: 1, Quote: s}, {Number: 2}}})
		if err != nil {
			t.Skip()
		}
		turns := []history.Turn{{Number: 1, Question: s, Answer: data}}
		out, err := Conversation(history.Conversation{Title: s}, turns, DOCX)
		if err != nil {
			t.Fatal(err)
		}
		z, err := zip.NewReader(bytes.NewReader(out), int64(len(out)))
		if err != nil {
			t.Fatal(err)
		}
		for _, part := range z.File {
			r, err := part.Open()
			if err != nil {
				t.Fatal(err)
			}
			for d := xml.NewDecoder(r); ; {
				if _, err := d.Token(); errors.Is(err, io.EOF) {
					break
				} else if err != nil {
					t.Fatalf("%s: %v", part.Name, err)
				}
			}
		}
	})
}
