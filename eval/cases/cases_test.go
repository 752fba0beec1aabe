package cases

import (
	"context"
	"iter"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"trolyluat/corpus"
)

type texts []*corpus.Document

func (t texts) Documents(context.Context) iter.Seq2[corpus.DocumentInfo, error] {
	return func(yield func(corpus.DocumentInfo, error) bool) {
		for _, d := range t {
			if !yield(d.Info(), nil) {
				return
			}
		}
	}
}

func (t texts) Document(_ context.Context, id string) (*corpus.Document, error) {
	for _, d := range t {
		if d.ID == id {
			return d, nil
		}
	}
	return nil, corpus.ErrNotFound
}

// Invented: văn bản giả định, không có giá trị pháp lý.
func invented(id, facts, rest string) *corpus.Document {
	return &corpus.Document{ID: id, Key: id, Kind: corpus.KindJudgment, Text: facts + "\n" + rest, Source: corpus.Source{Format: "judgments", Name: id},
		Judgment: &corpus.Judgment{Facts: corpus.Span{End: len(facts)}, Reasoning: corpus.Span{Start: len(facts) + 1, End: len(facts) + 1 + len(rest)}}}
}

var (
	loan  = strings.Repeat("Ông An cho bà Bình vay tiền có giấy viết tay. Đến hạn bà không trả gốc và lãi. Ông nhiều lần đòi nợ nhưng bà trốn tránh. ", 3)
	fence = strings.Repeat("Hàng xóm xây hàng rào lấn sang vườn. Mốc giới giữa hai thửa bị nhổ bỏ. Bức tường cũ bị đập phá. ", 3)
)

func TestRun(t *testing.T) {
	store := texts{invented("a", loan, "Có giấy vay tiền viết tay, bà không trả gốc và lãi, phải trả nợ."), invented("b", fence, "Hàng rào lấn sang, mốc giới bị nhổ, phải dỡ hàng rào."),
		invented("c", strings.ReplaceAll(loan, "giấy viết tay", "hợp đồng vay"), "Vay theo hợp đồng, không trả nợ.")}
	r, err := Run(t.Context(), Options{Source: store, Details: true})
	if err != nil {
		t.Fatal(err)
	}
	if r.N != 36 || r.Metrics["same_n"] != 3 || r.Metrics["half_n"] != 3 || r.Metrics["unknown_pairs"] != 30 {
		t.Errorf("n %d, metrics %v", r.N, r.Metrics)
	}
	if r.Metrics["half@1"] < 0.6 {
		t.Errorf("%v", r.Metrics)
	}
	if _, err := Run(t.Context(), Options{Source: texts{}}); err != ErrNoCases {
		t.Errorf("no cases: %v", err)
	}
	// a is like c, both of a loan, and not like b.
	file := filepath.Join(t.TempDir(), "pairs.jsonl")
	if err := os.WriteFile(file, []byte(`{"query":"a","better":"c","worse":"b","why":"vay"}
{"query":"a","better":"b","worse":"c","why":"ngược"}`), 0o600); err != nil {
		t.Fatal(err)
	}
	r, err = Run(t.Context(), Options{Source: store, Pairs: file, Details: true})
	if err != nil || r.Metrics["accuracy"] != 0.5 || r.Metrics["pairs_n"] != 2 || len(r.Wrong) != 1 || r.Wrong[0].Better != "b" {
		t.Errorf("%v, %+v, %v", r.Metrics, r.Wrong, err)
	}
}

func TestPairsThatCome(t *testing.T) {
	pairs, err := ReadPairs(pairsText)
	if err != nil || len(pairs) != 30 {
		t.Fatalf("%d pairs, %v", len(pairs), err)
	}
	for _, p := range pairs {
		if p.Why == "" || p.Query == p.Better || p.Better == p.Worse || p.Query == p.Worse {
			t.Errorf("%+v", p)
		}
	}
	for _, text := range []string{"{", `{"query":"a"}`} {
		if _, err := ReadPairs(text); err == nil {
			t.Errorf("%q is taken", text)
		}
	}
}

func TestParaphraseSaysItOtherwise(t *testing.T) {
	got := paraphrase("Ngày 01/02/2030, ông Nguyễn Xuân khởi kiện yêu cầu bồi thường 5.000.000 đồng vì căn nhà bị đập. Bà Hoa không đồng ý.")
	for _, gone := range []string{"2030", "5.000.000", "xuân", "nguyễn", "khởi kiện", "bồi thường", "hoa", "ông"} {
		if strings.Contains(" "+got+" ", " "+gone+" ") {
			t.Errorf("%q still has %q", got, gone)
		}
	}
	for _, there := range []string{"nộp đơn kiện", "đền bù", "ngôi nhà"} {
		if !strings.Contains(got, there) {
			t.Errorf("%q has no %q", got, there)
		}
	}
}

func TestHalvesShareNoSentence(t *testing.T) {
	a, b := halves("Một việc. Hai việc. Ba việc.\nBốn việc")
	if a != "Một việc. Ba việc" || b != "Hai việc. Bốn việc" {
		t.Errorf("%q / %q", a, b)
	}
}
