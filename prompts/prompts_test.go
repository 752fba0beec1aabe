package prompts

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/rogpeppe/go-internal/txtar"
)

var update = flag.Bool("update", false, "rewrite the golden renders")

// The law of these renders is invented.
var passages = []Passage{
	{Number: 1, Title: "Luật Thả diều số 11/2021/QH99", Label: "Điều 25. Thời gian tập diều", Status: "còn hiệu lực từ 01/01/2021",
		Text: "Điều 25. Thời gian tập diều\n1. Người tập diều được tập tối đa 60 ngày.\n2. Không được thả diều gần đường dây điện."},
	{Number: 2, Title: "Pháp lệnh Đồ chơi", Label: "Điều 4", Text: "Điều 4. Diều giấy được bán tại cửa hàng."},
}

func renders(t *testing.T) map[string]Prompt {
	t.Helper()
	out := map[string]Prompt{}
	keep := func(name string, p Prompt, err error) {
		if err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		out[name] = p
	}
	for _, r := range []Reader{Citizen, Judge, Drafter, Official} {
		p, err := Answer(AnswerInput{Reader: r, Question: "Được thả diều mấy ngày?", AsOf: "01/06/2025", Today: "23/11/2026", Passages: passages,
			Notes: []string{"Câu hỏi không nêu ngày; xét tại ngày 01/06/2025."}, Contact: "Trợ giúp pháp lý miễn phí: 0800 123 456."})
		keep("answer_"+string(r), p, err)
	}
	history := []Turn{{Text: "Tập diều mấy ngày?"}, {Assistant: true, Text: "Tối đa 60 ngày [1]."}}
	p, err := Answer(AnswerInput{Reader: Citizen, Question: "Thế còn ban đêm?", AsOf: "23/11/2026", Today: "23/11/2026", History: history})
	keep("answer_citizen_no_evidence", p, err)
	p, err = Rewrite(RewriteInput{Question: "Thế còn ban đêm?", History: history, Today: "23/11/2026"})
	keep("rewrite", p, err)
	p, err = Entail(EntailInput{Claims: []EntailClaim{{Number: 1, Text: "Được tập tối đa 60 ngày.", Passages: passages[:1]}, {Number: 2, Text: "Diều giấy được bán.", Passages: passages[1:]}}})
	keep("entail", p, err)
	p, err = Repair(RepairInput{Answer: "Được tập 90 ngày [1].", Problems: []string{"“90 ngày” không khớp căn cứ [1]; căn cứ ghi “60 ngày”."}})
	keep("repair", p, err)
	p, err = Propose(ProposeInput{Passage: passages[0]})
	keep("propose", p, err)
	p, err = Choose(ChoiceInput{Question: "Được tập diều tối đa mấy ngày?", Choices: []Choice{{"A", "30 ngày"}, {"B", "60 ngày"}}, Passages: passages[:1]})
	keep("choose", p, err)
	p, err = Conflict(ConflictInput{Pairs: []ConflictPair{{Number: 1, DraftLabel: "khoản 2 Điều 4", Draft: "Người tập diều được tập tối đa 90 ngày.",
		Title: passages[0].Title, Label: "khoản 1 Điều 25", Text: "Người tập diều được tập tối đa 60 ngày."}}})
	keep("conflict", p, err)
	return out
}

func TestGoldenRenders(t *testing.T) {
	for name, p := range renders(t) {
		file := filepath.Join("testdata", name+".txtar")
		a := &txtar.Archive{Comment: []byte("Render of " + p.Name + ": a changed prompt shows here as a diff.\n"),
			Files: []txtar.File{{Name: "system", Data: []byte(p.System + "\n")}, {Name: "user", Data: []byte(p.User + "\n")}}}
		got := txtar.Format(a)
		if *update {
			if err := os.WriteFile(file, got, 0o644); err != nil {
				t.Fatal(err)
			}
			continue
		}
		want, err := os.ReadFile(file)
		if err != nil {
			t.Fatal(err)
		}
		if string(got) != string(want) {
			t.Errorf("%s changed; look at the diff and run with -update:\n%s", file, got)
		}
	}
}

func TestRendersAreStable(t *testing.T) {
	a, b := renders(t), renders(t)
	for name := range a {
		if a[name] != b[name] {
			t.Errorf("%s renders differently the second time", name)
		}
		if len(a[name].Hash) != 16 || a[name].Version != Version {
			t.Errorf("%s: hash %q, version %q", name, a[name].Hash, a[name].Version)
		}
	}
	if a["answer_citizen"].Hash == a["answer_judge"].Hash || a["answer_citizen"].Hash != a["answer_citizen_no_evidence"].Hash {
		t.Error("the hash is not of the templates")
	}
	if a["answer_citizen"].Fence == a["answer_citizen_no_evidence"].Fence {
		t.Error("other data have the same fence")
	}
	if len(Hash()) != 16 || Hash() == a["rewrite"].Hash {
		t.Errorf("hash of all: %q", Hash())
	}
}

func TestSecretLeavesOutWhatIsToBeTold(t *testing.T) {
	p := renders(t)["answer_citizen"]
	if !strings.Contains(p.System, "0800 123 456") || strings.Contains(p.Secret, "0800 123 456") || !strings.Contains(p.Secret, "TRÍCH DẪN") {
		t.Errorf("secret:\n%s", p.Secret)
	}
}

func TestUnknownReader(t *testing.T) {
	if _, err := Answer(AnswerInput{Reader: "nobody"}); err == nil {
		t.Error("no error")
	}
}

func TestSchemasAreJSON(t *testing.T) {
	for _, s := range []json.RawMessage{RewriteSchema, EntailSchema, ConflictSchema} {
		var v map[string]any
		if err := json.Unmarshal(s, &v); err != nil || v["type"] != "object" {
			t.Errorf("%s: %v", s, err)
		}
	}
	var r Rewritten
	if err := json.Unmarshal([]byte(`{"cau_hoi":"a","cac_cau":["b"]}`), &r); err != nil || r.Question != "a" || len(r.Parts) != 1 {
		t.Errorf("%+v, %v", r, err)
	}
	var e Entailment
	if err := json.Unmarshal([]byte(`{"ket_luan":[{"so":1,"ket_qua":"trai","ly_do":"x"}]}`), &e); err != nil || e.Verdicts[0].Result != Contradicted {
		t.Errorf("%+v, %v", e, err)
	}
}
