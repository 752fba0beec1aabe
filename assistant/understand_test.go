package assistant

import (
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

func TestQuestionIsUnderstood(t *testing.T) {
	before := []Exchange{{Question: "Mèo già được ăn mấy bữa mỗi ngày?", Answer: "03 bữa [1].", Role: Citizen, AsOf: "2026-11-23"}}
	for _, c := range []struct {
		question Question
		want     Understanding
	}{
		{Question{Text: "Mèo được ăn mấy bữa?"}, Understanding{Role: Citizen, RoleProposed: true, AsOf: "2026-11-23", AsOfFrom: AsOfToday}},
		{Question{Text: "Năm 2022 mèo của tôi được ăn mấy bữa?"}, Understanding{Role: Citizen, RoleProposed: true, AsOf: "2022-12-31", AsOfFrom: AsOfQuestion}},
		{Question{Text: "Năm 2022 mèo của tôi được ăn mấy bữa?", AsOf: corpus.NewDate(2023, 1, 1), Role: Judge},
			Understanding{Role: Judge, AsOf: "2023-01-01", AsOfFrom: AsOfReader}},
		{Question{Text: "Bị đơn cho mèo ăn hành thì xử lý thế nào?"}, Understanding{Role: Judge, RoleProposed: true, AsOf: "2026-11-23", AsOfFrom: AsOfToday}},
		{Question{Text: "Thế còn mèo con?", History: before}, Understanding{Role: Citizen, RoleProposed: true, AsOf: "2026-11-23", AsOfFrom: AsOfToday,
			Rewritten: "Mèo già được ăn mấy bữa mỗi ngày – Thế còn mèo con?"}},
		{Question{Text: "Chó được ăn mấy bữa mỗi ngày?", History: before}, Understanding{Role: Citizen, RoleProposed: true, AsOf: "2026-11-23", AsOfFrom: AsOfToday}},
	} {
		a := New(Config{Searcher: &fixed{hits: []retrieval.Hit{hit(feeding, "d5")}}, Terms: flat{}, Today: today})
		answer, err := a.Answer(t.Context(), c.question)
		if err != nil {
			t.Fatal(err)
		}
		got := *answer.Understanding
		if got.Role != c.want.Role || got.RoleProposed != c.want.RoleProposed || got.AsOf != c.want.AsOf || got.AsOfFrom != c.want.AsOfFrom || got.Rewritten != c.want.Rewritten {
			t.Errorf("%q: %+v", c.question.Text, got)
		}
		if got.AsOfReason == "" || answer.AsOf != got.AsOf || answer.Role != got.Role {
			t.Errorf("%q: answered as of %s for %s, reason %q", c.question.Text, answer.AsOf, answer.Role, got.AsOfReason)
		}
	}
}

func TestExchangeKeepsWhatAFollowUpNeeds(t *testing.T) {
	a := New(Config{Searcher: &fixed{hits: []retrieval.Hit{hit(feeding, "d5")}}, Terms: flat{}, Today: today})
	e := ExchangeOf(ask(t, a, "Mèo được ăn mấy bữa mỗi ngày?"))
	if !strings.Contains(e.Answer, "[1]") || len(e.Documents) != 1 || e.Documents[0] != "91/2021/QH-THU" || e.Paths[0] != "d5" || e.AsOf != "2026-11-23" {
		t.Errorf("exchange %+v", e)
	}
}
