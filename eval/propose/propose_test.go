package propose

import (
	"context"
	"encoding/json"
	"errors"
	"iter"
	"strings"
	"testing"

	"trolyluat/assistant/llm"
	"trolyluat/corpus"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/parse"
)

// The law of these tests is invented: văn bản giả định, không có giá trị pháp lý.
const law = `QUỐC HỘI
Luật số: 77/2021/QH99

LUẬT
THẢ DIỀU

Điều 1. Phạm vi điều chỉnh
Luật này quy định về thả diều.
Điều 2. Giải thích từ ngữ
1. Diều lớn là diều có sải cánh từ 03 mét trở lên và được đăng ký theo Luật này.
2. Bãi thả diều là khu đất được Ủy ban nhân dân cấp xã chỉ định để thả diều.
Điều 3. Hồ sơ đăng ký diều lớn
1. Đơn đăng ký.
2. Ảnh chụp diều.
Điều 4. Trình tự đăng ký diều lớn
1. Người có diều nộp hồ sơ tại Ủy ban nhân dân cấp xã.
2. Trong thời hạn 05 ngày làm việc, kể từ ngày nhận đủ hồ sơ, Ủy ban nhân dân cấp xã cấp Giấy đăng ký diều lớn cho người nộp hồ sơ.
Điều 5. Các hành vi bị nghiêm cấm
1. Thả diều gần đường dây điện.
Điều 6. Xử phạt
1. Phạt tiền từ 500.000 đồng đến 1.000.000 đồng đối với hành vi thả diều lớn không có Giấy đăng ký.
Điều 7. Điều kiện mở bãi thả diều
Bãi thả diều cách đường dây điện từ 200 mét.
Điều 8. Thẩm quyền chỉ định bãi thả diều
Chủ tịch Ủy ban nhân dân cấp xã chỉ định bãi thả diều.
Điều 9. Quyền của người thả diều
Người thả diều được hướng dẫn.
Điều 10. Hiệu lực thi hành
Luật này có hiệu lực từ ngày 01 tháng 01 năm 2022.
`

type shelf []*corpus.Document

func (s shelf) Documents(context.Context) iter.Seq2[corpus.DocumentInfo, error] {
	return func(yield func(corpus.DocumentInfo, error) bool) {
		for _, d := range s {
			if !yield(d.Info(), nil) {
				return
			}
		}
	}
}

func (s shelf) Document(_ context.Context, id string) (*corpus.Document, error) {
	for _, d := range s {
		if d.ID == id {
			return d, nil
		}
	}
	return nil, corpus.ErrNotFound
}

func kites(t *testing.T) shelf {
	t.Helper()
	blocks := []extract.Block{}
	for l := range strings.SplitSeq(strings.TrimSpace(law), "\n") {
		blocks = append(blocks, extract.Block{Text: l})
	}
	d, err := parse.Parse(&extract.Text{Blocks: blocks}, corpus.Source{Name: "dieu.txt"})
	if err != nil {
		t.Fatal(err)
	}
	d.ID = d.Key
	return shelf{d}
}

const today = corpus.Date(20261201)

func TestByRules(t *testing.T) {
	s := kites(t)
	got, err := ByRules(t.Context(), s, today, Options{PerDo: 50, Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	have := map[string]Proposal{}
	for _, p := range got {
		have[p.Rule+" "+p.Path] = p
	}
	for place, want := range map[string]struct{ question, points string }{
		"definition d2/k1": {"Diều lớn là gì theo Luật thả diều?", "diều có sải cánh từ 03 mét trở"},
		"papers d3":        {"Hồ sơ đăng ký diều lớn theo Luật thả diều gồm những giấy tờ gì?", ""},
		"deadline d4/k2":   {"Ủy ban nhân dân cấp xã cấp Giấy đăng ký diều lớn cho người nộp hồ sơ trong thời hạn bao lâu theo quy định về trình tự đăng ký diều lớn của Luật thả diều?", "05 ngày làm việc"},
		"procedure d4":     {"Trình tự đăng ký diều lớn theo Luật thả diều được thực hiện như thế nào?", ""},
		"prohibited d5":    {"Luật thả diều nghiêm cấm những hành vi nào?", ""},
		"penalty d6/k1":    {"Thả diều lớn không có Giấy đăng ký thì bị phạt tiền bao nhiêu?", "500.000 đồng,1.000.000 đồng"},
		"conditions d7":    {"Điều kiện mở bãi thả diều theo Luật thả diều là gì?", ""},
		"authority d8":     {"Cơ quan nào có thẩm quyền chỉ định bãi thả diều theo Luật thả diều?", ""},
		"rights d9":        {"Quyền của người thả diều theo Luật thả diều là gì?", ""},
		"no_such_article ": {"Điều 16 Luật thả diều quy định gì?", "10 điều|không có Điều 16|không có điều 16"},
	} {
		p, ok := have[place]
		if !ok || p.Question != want.question || strings.Join(p.Points, ",") != want.points {
			t.Errorf("%s: %q %q, want %q %q", place, p.Question, p.Points, want.question, want.points)
		}
	}
	again, err := ByRules(t.Context(), s, today, Options{N: 4, Seed: 1})
	if err != nil || len(again) != 4 || again[0].ID != "dx0001" {
		t.Errorf("%v, %v", again, err)
	}
	if early, err := ByRules(t.Context(), s, 20210101, Options{}); err != nil || len(early) != 0 {
		t.Errorf("before it is in force: %v, %v", early, err)
	}
}

func TestTableThereAndBack(t *testing.T) {
	made, err := ByRules(t.Context(), kites(t), today, Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	made[0].Question = "=cmd()?" // a cell that a spreadsheet would run
	var b strings.Builder
	if err := Write(&b, made); err != nil {
		t.Fatal(err)
	}
	if strings.Contains(b.String(), ",=cmd") {
		t.Error("a formula was written as one")
	}
	none, err := Read(strings.NewReader(b.String()))
	if err != nil || len(none) != 0 {
		t.Errorf("without a tick: %v, %v", none, err)
	}
	rows := strings.Split(b.String(), "\n")
	for i := range rows {
		if strings.HasPrefix(rows[i], ",dx0001,") || strings.HasPrefix(rows[i], ",dx0003,") {
			rows[i] = "Có" + rows[i]
		}
	}
	got, err := Read(strings.NewReader(strings.Join(rows, "\n")))
	if err != nil || len(got) != 2 || got[0].Question != "=cmd()?" || got[1].Path != made[2].Path || strings.Join(got[1].Points, "+") != strings.Join(made[2].Points, "+") {
		t.Fatalf("%+v, %v", got, err)
	}
	var q strings.Builder
	if err := WriteQuestions(&q, got); err != nil {
		t.Fatal(err)
	}
	var line struct {
		ID   string
		Gold []struct{ Document, Path string }
	}
	if err := json.Unmarshal([]byte(strings.Split(q.String(), "\n")[1]), &line); err != nil || line.ID != "dx0003" {
		t.Errorf("%+v, %v", line, err)
	}
}

func TestReadRefusesByRow(t *testing.T) {
	head := "\ufeff" + strings.Join(columns, ";") + "\n"
	for table, want := range map[string]string{
		"":          `dòng 1, cột "nhận": tệp trống`,
		"nhận,mã\n": `dòng 1, cột "vai": thiếu cột này`,
		head + "x;a;;thế nào;Hỏi gì?;;v;d1;;;\n":                                      `dòng 2, cột "loại": "thế nào" không phải`,
		head + "x;a;;answerable;;;v;d1;;;\n":                                          `dòng 2, cột "câu hỏi": câu hỏi trống`,
		head + "x;a;;answerable;Hỏi?;;;d1;;;\n":                                       `dòng 2, cột "văn bản"`,
		head + "x;a;;answerable;Hỏi?;31/13/2020;v;d1;;;\n":                            `dòng 2, cột "ngày áp dụng": "31/13/2020" không phải ngày`,
		head + "x;a;;answerable;Hỏi?;;v;d1;;;\n\nx;a;;answerable;Hỏi nữa?;;v;d1;;;\n": `dòng 4, cột "mã": mã "a" trống hoặc bị lặp`,
	} {
		_, err := Read(strings.NewReader(table))
		var row *RowError
		if !errors.As(err, &row) || !strings.Contains(err.Error(), want) {
			t.Errorf("%q: %v, want %s", table, err, want)
		}
	}
}

func FuzzRead(f *testing.F) {
	f.Add("\ufeff" + strings.Join(columns, ",") + "\nx,a,citizen,answerable,Hỏi?,,v,d1,\"a ; b\",,\n")
	f.Add("nhận;\"")
	f.Fuzz(func(t *testing.T, table string) {
		rows, err := Read(strings.NewReader(table))
		if err == nil {
			var b strings.Builder
			if err := WriteQuestions(&b, rows); err != nil {
				t.Fatal(err)
			}
		}
	})
}

func TestByModel(t *testing.T) {
	s := kites(t)
	made, err := ByRules(t.Context(), s, today, Options{Seed: 1})
	if err != nil {
		t.Fatal(err)
	}
	model := llm.Func{Name: "vẹt", F: func(_ context.Context, r llm.Request) iter.Seq2[llm.Delta, error] {
		reply := `{"cau_hoi": []}`
		if strings.Contains(r.Messages[1].Content, "Điều 6.") {
			reply = `{"cau_hoi": [{"hoi": "Tôi thả con diều lớn mà chưa đăng ký thì bị phạt mấy tiền?", "nguoi_hoi": "nguoi_dan", "y_phai_co": ["500.000 đồng", "bị phạt tù"]},
				{"hoi": "Một câu mà đoạn văn bản không trả lời?", "nguoi_hoi": "nguoi_dan", "y_phai_co": ["không có ở đâu cả"]}]}`
		}
		return func(yield func(llm.Delta, error) bool) {
			_ = yield(llm.Delta{Text: reply}, nil) && yield(llm.Delta{Finish: llm.FinishStop}, nil)
		}
	}}
	got, err := ByModel(t.Context(), model, s, made, today, 10)
	if err != nil || len(got) != 1 || got[0].ID != "mh0001" || got[0].Role != "citizen" || got[0].Path != "d6" || strings.Join(got[0].Points, "+") != "500.000 đồng" {
		t.Errorf("%+v, %v", got, err)
	}
	down := llm.Func{Name: "hỏng", F: func(context.Context, llm.Request) iter.Seq2[llm.Delta, error] {
		return func(yield func(llm.Delta, error) bool) { yield(llm.Delta{}, &llm.Error{Kind: llm.ErrUnavailable}) }
	}}
	if _, err := ByModel(t.Context(), down, s, made, today, 10); !errors.Is(err, llm.ErrUnavailable) {
		t.Errorf("error %v", err)
	}
}
