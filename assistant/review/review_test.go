package review

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"strings"
	"testing"

	"trolyluat/assistant/llm/fake"
	"trolyluat/assistant/llm/openai"
	"trolyluat/assistant/privacy"
	"trolyluat/corpus"
	"trolyluat/corpus/extract"
	"trolyluat/corpus/extract/plain"
	"trolyluat/retrieval"
)

type texts struct{}

func (texts) Read(ctx context.Context, name string, data []byte) (*extract.Text, error) {
	return plain.Extract(ctx, name, data)
}

// TestSharedIsTheSameEveryTime: the weight that two sets of words share is summed in
// one order, so that a threshold is not met by the chance of a map's order.
func TestSharedIsTheSameEveryTime(t *testing.T) {
	a, b := map[string]float64{}, map[string]float64{}
	for i := range 40 {
		key := fmt.Sprint("từ ", i)
		a[key] = 1 / float64(3+i)
		if i%3 > 0 {
			b[key] = 1 / float64(7+i)
		}
	}
	weight, ofA, ofB := shared(a, b)
	for range 30 {
		if w, x, y := shared(a, b); w != weight || x != ofA || y != ofB {
			t.Fatalf("%v %v %v, before %v %v %v", w, x, y, weight, ofA, ofB)
		}
	}
}

// TestSecretIsRefused refuses an upload with a secrecy marking, and no text that
// merely speaks of one.
func TestSecretIsRefused(t *testing.T) {
	body := "\nCHÍNH PHỦ\nSố:   /2026/NĐ-CP\nDỰ THẢO\nNGHỊ ĐỊNH\nVề việc thử\nCăn cứ Luật Thử số 1/2020/QH14;\nĐiều 1. Phạm vi\nNghị định này quy định việc thử.\nĐiều 2. Hiệu lực\nNghị định này có hiệu lực từ ngày 01 tháng 01 năm 2030.\n"
	for _, c := range []struct {
		text   string
		secret bool
	}{
		{"MẬT" + body, true}, {"TỐI MẬT" + body, true}, {"(TUYỆT MẬT)" + body, true}, {"Độ mật: Tối mật" + body, true},
		{"Mật ong" + body, false}, {strings.Replace(body, "quy định việc thử", "quy định độ mật của tài liệu MẬT", 1), false}, {body, false},
	} {
		_, err := Read(context.Background(), texts{}, "du-thao.txt", []byte(c.text))
		refusal, refused := extract.AsRefusal(err)
		if got := refused && refusal.Code == privacy.CodeSecret; got != c.secret {
			t.Errorf("%.20q: refused as secret = %v (%v)", c.text, got, err)
		}
		if c.secret && strings.Contains(fmt.Sprint(err), "thử") {
			t.Errorf("the refusal tells of the content: %v", err)
		}
	}
}

func TestPair(t *testing.T) {
	for _, c := range []struct{ a, b, want string }{
		{"Người sử dụng lao động phải báo trước ít nhất 30 ngày cho người lao động khi chấm dứt hợp đồng.", "Người sử dụng lao động phải báo trước ít nhất 45 ngày cho người lao động khi chấm dứt hợp đồng.", VerdictConflict},
		{"Người sử dụng lao động không phải báo trước cho người lao động khi chấm dứt hợp đồng.", "Người sử dụng lao động phải báo trước cho người lao động khi chấm dứt hợp đồng.", VerdictConflict},
		{"Người sử dụng lao động có trách nhiệm báo trước nhiều nhất mười lăm ngày cho người lao động.", "Người sử dụng lao động phải báo trước tối đa 15 ngày cho người lao động.", VerdictSame},
		{"Cơ sở sửa chữa niêm yết bảng giá tại nơi nhận đồ.", "Tòa án nhân dân cấp tỉnh xét xử phúc thẩm vụ án hình sự.", VerdictUnrelated},
	} {
		v, err := Pair(context.Background(), nil, c.a, c.b)
		if err != nil {
			t.Fatal(err)
		}
		if v.Verdict != c.want {
			t.Errorf("%q against %q: %s %.2f (cover %.2f, back %.2f) %+v; want %s", c.a, c.b, v.Verdict, v.Score, v.Cover, v.Back, v.Differences, c.want)
		}
	}
	near, _ := Pair(context.Background(), nil, "Thời hạn là 30 ngày làm việc kể từ ngày nhận đơn.", "Thời hạn là 30 ngày kể từ ngày nhận đơn.")
	same, _ := Pair(context.Background(), nil, "Thời hạn là 30 ngày kể từ ngày nhận đơn.", "Thời hạn là 30 ngày kể từ ngày nhận đơn.")
	if near.Score <= same.Score {
		t.Errorf("working days against days score %.2f, the same %.2f", near.Score, same.Score)
	}
}

func TestDecisions(t *testing.T) {
	r := &Report{SHA256: "x", Findings: []Finding{{ID: "a"}, {ID: "b"}, {ID: "c"}}}
	var d Decisions
	if err := d.Decide(r, Decision{Finding: "a", Choice: Dismissed}); !errors.Is(err, ErrReason) {
		t.Errorf("dismissed without a reason: %v", err)
	}
	if err := d.Decide(r, Decision{Finding: "z", Choice: Accepted}); err == nil {
		t.Error("a finding that is none was accepted")
	}
	if err := d.Decide(r, Decision{Finding: "a", Choice: "x"}); err == nil {
		t.Error("an unknown choice was kept")
	}
	for _, x := range []Decision{{Finding: "a", Choice: Dismissed, Reason: "đã sửa ở Điều 5"}, {Finding: "b", Choice: Accepted}} {
		if err := d.Decide(r, x); err != nil {
			t.Fatal(err)
		}
	}
	e := d.Export(r)
	if e.Open != 1 || e.Accepted != 1 || e.Dismissed != 1 || e.Decisions["a"].Reason == "" {
		t.Errorf("export %+v", e)
	}
	var b bytes.Buffer
	if err := WriteExport(&b, e); err != nil || !json.Valid(b.Bytes()) {
		t.Errorf("export: %v", err)
	}
	d.Withdraw("a")
	if d.Export(r).Open != 2 {
		t.Error("a withdrawn decision is still there")
	}
}

// TestRules holds every rule to its form.
func TestRules(t *testing.T) {
	rules, err := Rules()
	if err != nil {
		t.Fatal(err)
	}
	for name, r := range rules {
		if r.Name == "" || r.Suggestion == "" || len(r.Basis) == 0 || r.Class.Name() == "" || r.Gravity.Name() == "" {
			t.Errorf("%s is incomplete: %+v", name, r)
		}
	}
	for _, to := range modelTypes {
		if _, ok := rules[to]; !ok {
			t.Errorf("the model's type %s has no rule", to)
		}
	}
}

// TestJudge lets a model that sees a conflict everywhere read the sample draft: what
// it points at must stand in both texts, and what it finds is marked as its own.
func TestJudge(t *testing.T) {
	server, err := fake.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer server.Close()
	server.Always(fake.Func(func(r fake.Request) string {
		var out []string
		for n := 1; n <= pairsPerRequest; n++ {
			draft := between(r.Last(), fmt.Sprintf("dự thảo %d\nVị trí:", n), "=====")
			law := between(r.Last(), fmt.Sprintf("quy định %d\nVăn bản:", n), "=====")
			if draft == "" {
				break
			}
			ours, theirs := firstWords(after(draft, "Nội dung:\n"), 3), firstWords(after(law, "Nội dung:\n"), 3)
			if n == 2 {
				theirs = "chữ không có ở đâu cả"
			}
			out = append(out, fmt.Sprintf(`{"so":%d,"ket_qua":"mau_thuan","loai":"dieu_kien","cho_du_thao":%q,"cho_hien_hanh":%q,"ly_do":"thử"}`, n, ours, theirs))
		}
		return `{"ket_luan":[` + strings.Join(out, ",") + `]}`
	}))
	model, err := openai.New(openai.Config{BaseURL: server.URL(), Model: "gia-lap"})
	if err != nil {
		t.Fatal(err)
	}
	r := reviewSample(t, NewJudge(model, nil))
	byModel := 0
	for _, f := range r.Findings {
		if f.Found == ByModel {
			byModel++
			if !stands(f.Text, f.Words) || !stands(f.Meets[0].Text, f.Meets[0].Words) {
				t.Errorf("the model's words do not stand in both texts: %+v", f)
			}
		}
	}
	if byModel == 0 || r.Model != "gia-lap" {
		t.Errorf("%d findings by the model %q", byModel, r.Model)
	}
}

// TestJudgeFails reviews by rules where the model does not answer, and says so.
func TestJudgeFails(t *testing.T) {
	address, err := fake.Refused()
	if err != nil {
		t.Fatal(err)
	}
	model, err := openai.New(openai.Config{BaseURL: address, Model: "gia-lap"})
	if err != nil {
		t.Fatal(err)
	}
	r := reviewSample(t, NewJudge(model, nil))
	if len(r.Findings) < 20 || !strings.Contains(strings.Join(r.Notes, " "), "Mô hình ngôn ngữ không trả lời") {
		t.Errorf("%d findings, notes %q", len(r.Findings), r.Notes)
	}
}

func between(s, from, to string) string {
	_, rest, ok := strings.Cut(s, from)
	if !ok {
		return ""
	}
	out, _, _ := strings.Cut(rest, to)
	return out
}

func after(s, mark string) string { _, rest, _ := strings.Cut(s, mark); return rest }

// FuzzReview reads any text as a draft: no panic, spans within the text.
func FuzzReview(f *testing.F) {
	f.Add("NGHỊ ĐỊNH\nVề thử\nCăn cứ Luật A số 1/2020/QH14;\nĐiều 1. A\n1. Phải nộp 05 (năm) ngày, trừ trường hợp khác.\nĐiều 3. B\nSửa đổi, bổ sung khoản 2 Điều 5 như sau:\n“2. X”.")
	r := New(Config{Store: empty{}, Index: empty{}})
	f.Fuzz(func(t *testing.T, text string) {
		doc, err := Read(context.Background(), texts{}, "x.txt", []byte(text))
		if err != nil {
			return
		}
		out, err := r.Review(context.Background(), doc, Options{AsOf: corpus.Date(20261201), Threshold: 0.01})
		if err != nil {
			t.Fatal(err)
		}
		for _, x := range out.Findings {
			if x.Span.Start < 0 || x.Span.End > len(doc.Text) || x.Span.Start > x.Span.End {
				t.Errorf("%s at %s: span %+v of %d bytes", x.Type, x.Path, x.Span, len(doc.Text))
			}
		}
	})
}

// empty is a store without documents.
type empty struct{}

func (empty) Documents(context.Context) iter.Seq2[corpus.DocumentInfo, error] {
	return func(func(corpus.DocumentInfo, error) bool) {}
}
func (empty) Document(context.Context, string) (*corpus.Document, error) {
	return nil, corpus.ErrNotFound
}
func (empty) Lookup(context.Context, string) ([]corpus.DocumentInfo, error) { return nil, nil }
func (empty) RelationsTo(context.Context, string) ([]corpus.IncomingRelation, error) {
	return nil, nil
}
func (empty) Lexical(context.Context, []retrieval.QueryTerm, retrieval.Filter, int) ([]retrieval.Candidate, error) {
	return nil, nil
}
func (empty) Nearest(context.Context, string, []float32, retrieval.Filter, int) ([]retrieval.Candidate, error) {
	return nil, nil
}
func (empty) Frequencies(_ context.Context, terms []string) ([]int, int, error) {
	return make([]int, len(terms)), 0, nil
}
func (empty) Chunks(context.Context, []corpus.ChunkID) ([]corpus.Chunk, error) { return nil, nil }
func (empty) Articles(context.Context, string, string) ([]corpus.Chunk, error) { return nil, nil }
func (empty) Infos(context.Context, []string) (map[string]corpus.DocumentInfo, error) {
	return nil, nil
}
func (empty) Generation(context.Context) (uint64, error) { return 0, nil }

// TestCopiesOfOneTextAreGrouped: khoản of one điều that copy provisions of one text
// are one finding, in the order of the khoản; what copies another text, or says
// another thing, stays apart, and taken apart again nothing is lost.
func TestCopiesOfOneTextAreGrouped(t *testing.T) {
	doc := &corpus.Document{Key: "du-thao", Text: "Điều 5. Thả diều\n1. Một.\n2. Hai.\n3. Ba."}
	v := &review{draft: newDraft(doc)}
	overlap := func(path, document, to string) Finding {
		return v.complete(Finding{Type: "overlap", Path: path, Text: path, Certainty: 0.7,
			Meets: []Met{{Document: document, Title: "Luật Diều", Number: document, Path: to, Label: corpus.PathLabel(to)}}})
	}
	list := []Finding{overlap("d5/k3", "1/2020/QH14", "d9/k1"), overlap("d5/k2", "2/2020/QH14", "d1"), {Type: "reference_missing", Path: "d5/k1"},
		overlap("d5/k1", "1/2020/QH14", "d8/k2"), overlap("d6/k1", "1/2020/QH14", "d8/k2")}
	got := v.grouped(list)
	if len(got) != 4 || len(Each(got)) != len(list) {
		t.Fatalf("%d findings of %d: %+v", len(got), len(list), got)
	}
	g := got[0]
	want := "2 quy định của điều này chép nguyên văn hoặc gần như nguyên văn Luật Diều số 1/2020/QH14: khoản 1 (khoản 2 Điều 8); khoản 3 (khoản 1 Điều 9)."
	if g.Path != "d5" || g.Explanation != want || len(g.Meets) != 2 || g.Text != "d5/k1\nd5/k3" || g.ID == "" || g.ID == list[0].ID {
		t.Errorf("%+v", g)
	}
}
