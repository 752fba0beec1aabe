package assistant

import (
	"context"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/sqlite"
)

// ferryLaw is an invented law on ferries that a later one repeals and a third
// amended before, in a store.
func ferryLaw(t *testing.T) *Assistant {
	t.Helper()
	store, err := sqlite.Open(t.Context(), t.TempDir(), sqlite.Options{})
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { store.Close() })
	old := corpus.Interval{From: corpus.NewDate(2014, 7, 1), To: corpus.NewDate(2025, 1, 1)}
	law := func(key, title string, effective corpus.Interval, relations []corpus.Relation, articles ...[2]string) {
		d := &corpus.Document{ID: key, Key: key, Number: key, Title: title, Kind: corpus.KindLaw, Effective: effective, Relations: relations, Fictional: true}
		e := corpus.Entry{Document: d}
		for i, a := range articles {
			d.Provisions = append(d.Provisions, corpus.Provision{Path: a[0], Level: corpus.LevelArticle, Parent: -1})
			e.Chunks = append(e.Chunks, corpus.Chunk{Document: key, Path: a[0], Label: corpus.PathLabel(a[0]), Heading: a[1],
				Text: corpus.PathLabel(a[0]) + ". " + a[1] + "\n" + a[1] + " theo quy định của Chính phủ về đò ngang, phần " + string(rune('a'+i)) + ".", Interval: effective})
		}
		if err := store.Commit(t.Context(), corpus.Change{Put: []corpus.Entry{e}}); err != nil {
			t.Fatal(err)
		}
	}
	law("91/2013/QH99", "Luật Đò ngang", old, nil, [2]string{"d1", "Phạm vi"}, [2]string{"d7", "Bến đò"}, [2]string{"d9", "Hiệu lực thi hành"})
	law("92/2018/QH99", "Luật sửa đổi, bổ sung một số điều của Luật Đò ngang", corpus.Interval{From: corpus.NewDate(2019, 1, 1)},
		[]corpus.Relation{{Type: corpus.Amends, FromPath: "d1", To: "91/2013/QH99", ToPath: "d7", From: corpus.NewDate(2019, 1, 1), How: "text"}},
		[2]string{"d1", "Sửa đổi Luật Đò ngang"})
	law("93/2024/QH99", "Luật Đường thủy nhỏ", corpus.Interval{From: corpus.NewDate(2025, 1, 1)},
		[]corpus.Relation{{Type: corpus.Repeals, FromPath: "d2", To: "91/2013/QH99", From: corpus.NewDate(2025, 1, 1), How: "text"}},
		[2]string{"d1", "Phạm vi"}, [2]string{"d2", "Hiệu lực thi hành"})
	return New(Config{Searcher: retrieval.New(store, retrieval.WithToday(today)), Terms: store, Today: today})
}

func TestQuestionsAboutAnAct(t *testing.T) {
	a := ferryLaw(t)
	for _, c := range []struct{ question, want, without string }{
		{"Luật số 91/2013/QH99 còn hiệu lực không?", "hết hiệu lực toàn bộ; văn bản có hiệu lực từ 01/07/2014 đến hết 31/12/2024", ""},
		{"luat so 91/2013/QH99 con hieu luc khong", "Luật Đường thủy nhỏ số 93/2024/QH99: bãi bỏ toàn bộ, từ 01/01/2025 [", ""},
		{"Luật nào sửa đổi Luật số 91/2013/QH99?", "sửa đổi Điều 7, từ 01/01/2019 [1]", "Đường thủy nhỏ"},
		{"Luật số 91/2013/QH99 bị thay thế chưa", "bãi bỏ toàn bộ", "2018"},
		{"Luật số 93/2024/QH99 có hiệu lực từ khi nào?", "**Trả lời ngắn:** 01/01/2025; tại ngày 23/11/2026, Luật Đường thủy nhỏ số 93/2024/QH99 còn hiệu lực", ""},
		{"Luật số 91/2013/QH99 hết hiệu lực khi nào?", "**Trả lời ngắn:** 01/01/2025;", ""},
		{"Văn bản nào hướng dẫn Luật số 93/2024/QH99?", "kho không có văn bản nào hướng dẫn", ""},
	} {
		answer := ask(t, a, c.question)
		if answer.Kind != KindAnswer || !strings.Contains(answer.Text, c.want) || c.without != "" && strings.Contains(answer.Text, c.without) {
			t.Errorf("%s\n got %s\nwant %q without %q", c.question, answer.Text, c.want, c.without)
		}
	}
	answer := ask(t, a, "Luật số 91/2013/QH99 còn hiệu lực không?")
	if len(answer.Citations) != 3 || answer.Citations[0].Document != "93/2024/QH99" || answer.Citations[2].Path != "d9" {
		t.Errorf("citations %+v", answer.Citations)
	}
}

// What a text governs is asked with the same words; such a question is answered
// by provisions.
func TestQuestionsOfALawAreNotAboutIt(t *testing.T) {
	for _, q := range []string{
		"Hợp đồng theo Luật số 91/2013/QH99 còn hiệu lực không?",
		"Theo Luật số 91/2013/QH99, bến đò có hiệu lực bao lâu?",
		"Điều 7 Luật số 91/2013/QH99 còn hiệu lực không?",
		"Thời hạn sửa đổi giấy phép theo Luật số 91/2013/QH99 là bao lâu?",
	} {
		a := retrieval.Analyze(q, nil)
		if m, _ := actAsked(&a); m != actNothing {
			t.Errorf("%q is taken for a question about the text itself (%d)", q, m)
		}
	}
}

// A provision that is repealed is shown as what it is, not said to be missing.
func TestRepealedProvisionIsShown(t *testing.T) {
	answer := ask(t, ferryLaw(t), "Điều 7 Luật số 91/2013/QH99 quy định gì?")
	if answer.Kind != KindAnswer || len(answer.Citations) == 0 || answer.Citations[0].Path != "d7" || answer.Citations[0].Status != corpus.StatusExpired {
		t.Fatalf("%s %+v", answer.Text, answer.Citations)
	}
	if !strings.Contains(answer.Text, "hết hiệu lực toàn bộ tại ngày 23/11/2026") || !strings.Contains(strings.Join(answer.Notes, " "), "áp dụng từ 01/07/2014 đến hết 31/12/2024") {
		t.Errorf("text %s\nnotes %v", answer.Text, answer.Notes)
	}
}

// A question about facts of a day for which the store has no answer is answered by
// the law of today, which says so.
func TestLawOfTodayWhereThatOfTheDayIsMissing(t *testing.T) {
	later := hit(feeding, "d5")
	a := New(Config{Searcher: &sinceThen{hits: []retrieval.Hit{later}, since: corpus.NewDate(2022, 1, 1)}, Terms: flat{}, Today: today})
	answer := ask(t, a, "Năm 1990 mèo dưới 6 tháng tuổi được ăn thêm mấy bữa?")
	if !answer.Found || answer.AsOf != "2026-11-23" || answer.Understanding.AsOfFrom != AsOfInstead {
		t.Fatalf("answer %+v %+v", answer, answer.Understanding)
	}
	if notes := strings.Join(answer.Notes, " "); !strings.Contains(notes, "31/12/1990") || !strings.Contains(notes, "điều khoản chuyển tiếp") {
		t.Error(notes)
	}
	if answer := ask(t, a, "Năm 2023 mèo dưới 6 tháng tuổi được ăn thêm mấy bữa?"); answer.AsOf != "2023-12-31" || answer.Understanding.AsOfFrom != AsOfQuestion {
		t.Errorf("as of %s from %s", answer.AsOf, answer.Understanding.AsOfFrom)
	}
}

// sinceThen finds its hits from a day on.
type sinceThen struct {
	hits  []retrieval.Hit
	since corpus.Date
}

func (s *sinceThen) Search(_ context.Context, q retrieval.Query) (retrieval.Result, error) {
	if q.Filter.AsOf < s.since {
		return retrieval.Result{}, nil
	}
	return retrieval.Result{Hits: s.hits}, nil
}

func (s *sinceThen) Analyze(_ context.Context, text string) (retrieval.Analysis, error) {
	return retrieval.Analyze(text, nil), nil
}
