package retrieval_test

import (
	"context"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/internal/memory"
)

// mills is an invented law on watermills with definitions, an exception, a
// reference, an older version, its guiding decree and its sanctions.
func mills() []corpus.Entry {
	always := corpus.Interval{}
	law := entry("70/2018/QH99", "70/2018/QH99", "Luật Cối xay nước", corpus.KindLaw,
		article("d3", "Giải thích từ ngữ", always,
			"1. Cối xay nước là thiết bị dùng sức nước để xay hạt.",
			"2. Mùa nước cạn là thời gian từ tháng mười hai đến hết tháng ba.",
			"3. Guồng nước là bánh xe quay nhờ nước."),
		article("d7", "Dừng cối xay nước", always,
			"1. Chủ cối xay phải dừng cối xay nước trong mùa nước cạn.",
			"2. Quy định tại khoản 1 Điều này không áp dụng đối với cối xay phục vụ cứu đói.",
			"3. Việc thông báo dừng thực hiện theo quy định tại khoản 2 Điều 9 của Luật này."),
		article("d8", "Thời hạn dừng", corpus.Interval{From: 20190101, To: 20220101}, "Cối xay nước dừng không quá sáu mươi ngày."),
		article("d8", "Thời hạn dừng", corpus.Interval{From: 20220101}, "Cối xay nước dừng không quá ba mươi ngày."),
		article("d9", "Thông báo", always,
			"1. Thông báo bằng văn bản.",
			"2. Thông báo dừng cối xay gửi Ủy ban nhân dân cấp xã trước bảy ngày."),
	)
	decree := entry("71/2019/NĐ-CP", "71/2019/NĐ-CP", "Nghị định quy định chi tiết Luật Cối xay nước", corpus.KindDecree,
		article("d4", "Trình tự dừng cối xay nước trong mùa nước cạn", always, "Chủ cối xay dừng cối xay nước trong mùa nước cạn theo các bước sau."))
	decree.Document.Relations = []corpus.Relation{{Type: corpus.Guides, To: "70/2018/QH99", How: "text"}}
	penalties := entry("72/2020/NĐ-CP", "72/2020/NĐ-CP", "Nghị định quy định xử phạt vi phạm hành chính về cối xay nước", corpus.KindDecree,
		article("d11", "Vi phạm quy định về dừng cối xay nước", always,
			"1. Phạt tiền từ 1.000.000 đồng đến 2.000.000 đồng đối với hành vi không dừng cối xay nước trong mùa nước cạn.",
			"2. Phạt cảnh cáo đối với hành vi không thông báo."))
	return []corpus.Entry{law, decree, penalties}
}

func evidence(t *testing.T, q retrieval.Query, budget int) []retrieval.Evidence {
	t.Helper()
	s := retrieval.New(memory.New(mills()), retrieval.WithToday(func() corpus.Date { return 20240601 }))
	list, err := s.Evidence(context.Background(), q, budget)
	if err != nil {
		t.Fatal(err)
	}
	return list
}

func TestEvidence(t *testing.T) {
	list := evidence(t, retrieval.Query{Text: "Chủ cối xay có phải dừng cối xay nước trong mùa nước cạn không?"}, 2000)
	if len(list) == 0 {
		t.Fatal("no evidence")
	}
	have := map[string]retrieval.Evidence{}
	for _, e := range list {
		have[string(e.Role)+" "+e.Document.Key+" "+e.Path] = e
	}
	for _, want := range []string{
		"answer 70/2018/QH99 d7",
		"definition 70/2018/QH99 d3/k2",
		"referenced 70/2018/QH99 d9",
	} {
		found := false
		for key := range have {
			found = found || strings.HasPrefix(key, want)
		}
		if !found {
			t.Errorf("no %q among %q", want, keys(have))
		}
	}
	// the decree on penalties and the guiding decree are there, whatever their role
	for _, doc := range []string{"71/2019/NĐ-CP", "72/2020/NĐ-CP"} {
		found := false
		for key := range have {
			found = found || strings.Contains(key, doc)
		}
		if !found {
			t.Errorf("nothing of %s among %q", doc, keys(have))
		}
	}
	for key, e := range have {
		if e.Why == "" || e.Quote == "" || e.Tokens <= 0 {
			t.Errorf("%s: why %q, quote %q, %d tokens", key, e.Why, e.Quote, e.Tokens)
		}
		if strings.Contains(e.Quote, "sáu mươi ngày") {
			t.Errorf("%s: a superseded version is quoted", key)
		}
		if e.Role != retrieval.RoleAnswer && (e.For < 0 || e.For >= len(list)) {
			t.Errorf("%s serves %d", key, e.For)
		}
	}
}

func keys(m map[string]retrieval.Evidence) []string {
	var out []string
	for k := range m {
		out = append(out, k)
	}
	return out
}

func TestEvidenceOfTheDate(t *testing.T) {
	list := evidence(t, retrieval.Query{Text: "cối xay nước dừng bao nhiêu ngày", Filter: retrieval.Filter{AsOf: 20200101}}, 2000)
	old := false
	for _, e := range list {
		old = old || strings.Contains(e.Quote, "sáu mươi ngày")
		if strings.Contains(e.Quote, "ba mươi ngày") {
			t.Errorf("a version of 2022 is quoted for 2020: %q", e.Quote)
		}
	}
	if !old {
		t.Error("the version of 2020 is not quoted")
	}
}

func TestEvidenceBudget(t *testing.T) {
	for _, budget := range []int{30, 60, 120, 400} {
		sum := 0
		for _, e := range evidence(t, retrieval.Query{Text: "dừng cối xay nước trong mùa nước cạn"}, budget) {
			sum += e.Tokens
			if got := retrieval.Tokens(e.Quote); got != e.Tokens {
				t.Errorf("quote of %d tokens counted as %d", got, e.Tokens)
			}
		}
		if sum > budget {
			t.Errorf("%d tokens for a budget of %d", sum, budget)
		}
	}
}

func TestEvidenceQuotesOncePerUnit(t *testing.T) {
	list := evidence(t, retrieval.Query{Text: "dừng cối xay nước trong mùa nước cạn thông báo"}, 4000)
	seen := map[string]bool{}
	for _, e := range list {
		key := e.Document.Key + " " + e.Path
		if seen[key] {
			t.Errorf("%s is quoted twice", key)
		}
		seen[key] = true
	}
}

// TestExceptionWords keeps "khấu trừ" apart from "trừ": only the latter makes an
// exception of what follows.
func TestExceptionWords(t *testing.T) {
	role := func(text string) string {
		law := entry("80/2018/QH99", "80/2018/QH99", "Luật Phí nước", corpus.KindLaw,
			article("d4", "Nộp phí nước", corpus.Interval{}, text),
			article("d6", "Hộ nghèo", corpus.Interval{}, "Hộ nghèo được giảm."))
		s := retrieval.New(memory.New([]corpus.Entry{law}), retrieval.WithToday(func() corpus.Date { return 20240601 }))
		list, err := s.Evidence(context.Background(), retrieval.Query{Text: "nộp phí nước", Filter: retrieval.Filter{}}, 2000)
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range list {
			if e.Path == "d6" {
				return string(e.Role)
			}
		}
		return ""
	}
	if got := role("Chủ hộ nộp phí nước, trừ trường hợp quy định tại Điều 6 của Luật này."); got != "exception" {
		t.Errorf("an exception is %q", got)
	}
	if got := role("Phí nước đã thu hoặc đã khấu trừ theo quy định tại Điều 6 của Luật này được nộp."); got != "referenced" {
		t.Errorf("a reference behind “khấu trừ” is %q", got)
	}
}
