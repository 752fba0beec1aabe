package keypoints

import (
	"bytes"
	"fmt"
	"math"
	"regexp"
	"strings"
	"testing"

	"trolyluat/assistant"
	"trolyluat/assistant/llm/fake"
	"trolyluat/assistant/llm/openai"
	"trolyluat/corpus/sample"
	"trolyluat/eval/run"
	"trolyluat/retrieval"
)

// fault is what the fake model does wrong, and what the figures must then be.
type fault struct {
	name                        string
	grounded, recall, precision float64
	tell                        func(sentence string) string
}

// invented is a statement of law that no passage holds.
const invented = "Người vi phạm phải nộp phạt 987.654.321 đồng trong thời hạn 77 ngày làm việc"

var faults = []fault{
	{"none", 1, 1, 1, func(s string) string { return s + " [1]." }},
	{"an invented statement with a citation", 0.5, 0.5, 0.5, func(s string) string { return s + " [1]. " + invented + " [1]." }},
	{"an idle citation", 1, 1, 0.5, func(s string) string { return s + " [1][2]." }},
	{"a statement without a citation", 0.5, 0.5, 1, func(s string) string { return s + " [1]. " + invented + "." }},
}

var sentence = regexp.MustCompile(`[A-ZĐÂÊÔƠƯÁÀÚÍÝÓ][^.;:\n“”\[\]]{50,220}\.`)

// TestModelOfKnownFaults asks the sample questions of a model over a real socket
// that answers with a sentence of the first passage and one fault in turn: the
// figures for groundedness and, after ALCE, for citations are those that its
// faults make.
func TestModelOfKnownFaults(t *testing.T) {
	questions, err := Read(bytes.NewReader(sample.AnswerSetJSONL()))
	if err != nil {
		t.Fatal(err)
	}
	a := sampleAssistant(t)
	of := map[string]fault{} // by question
	told := map[string]string{}
	var asked []Question
	for _, q := range questions {
		if q.Kind != sample.Answerable || q.Previous != "" || q.Twin != "" || told[q.Text] != "" {
			continue
		}
		var plain *assistant.Answer
		passages := -1 // that a model is given; the parts of an answer without one may quote more
		for event, err := range a.Ask(t.Context(), assistant.Question{Text: q.Text, Role: assistant.Role(q.Role), AsOf: q.AsOf}) {
			switch {
			case err != nil:
				t.Fatal(err)
			case event.Type == assistant.Evidence && passages < 0:
				passages = len(event.Citations)
			case event.Type == assistant.Done:
				plain = event.Answer
			}
		}
		for passages >= 0 && passages < len(plain.Citations) && plain.Citations[passages].Role != string(retrieval.RoleAnswer) {
			passages++ // what is gathered beside the answer
		}
		if !plain.Found || passages < 2 || plain.CertaintyReason != "" {
			continue // the last: about a text itself, which is answered without the model
		}
		words := strings.TrimSuffix(sentence.FindString(plain.Citations[0].Quote), ".")
		f := faults[len(asked)%len(faults)]
		if words == "" || strings.Contains(words, "Điều này") || supports(plain, words, []int{2}) || !supports(plain, words, []int{1}) {
			continue // nothing to tell that stands in the first passage alone, and means the same beside another
		}
		of[q.Text], told[q.Text] = f, f.tell(words)
		asked = append(asked, q)
	}
	if len(asked) < 20 {
		t.Fatalf("only %d questions to ask", len(asked))
	}
	server, err := fake.Start()
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = server.Close() })
	server.Answer(func(r fake.Request) string { return told[longest(told, fmt.Sprint(r.Messages))] })
	model, err := openai.New(openai.Config{BaseURL: server.URL(), Model: "lỗi đã biết"})
	if err != nil {
		t.Fatal(err)
	}
	r, err := run.Do(t.Context(), "", run.Manifest{Suite: "answers", Seed: 1}, Tasks(withModel(t, model), asked, 0), run.Options{Workers: 2, Finish: Finish})
	if err != nil {
		t.Fatal(err)
	}
	var want fault
	for i, it := range r.Items {
		f := of[asked[i].Text]
		if it.Scores["grounded"] != f.grounded || it.Scores["citation_recall"] != f.recall || it.Scores["citation_precision"] != f.precision {
			t.Errorf("%s, %s: grounded %v, recall %v, precision %v\n%s\n%v", it.ID, f.name, it.Scores["grounded"], it.Scores["citation_recall"], it.Scores["citation_precision"], it.Answer, it.Notes)
		}
		n := float64(len(r.Items))
		want.grounded, want.recall, want.precision = want.grounded+f.grounded/n, want.recall+f.recall/n, want.precision+f.precision/n
	}
	m := r.Report.Metrics
	for name, w := range map[string]float64{"grounded": want.grounded, "citation_recall": want.recall, "citation_precision": want.precision} {
		if math.Abs(m[name]-w) > 1e-9 || m[name+"_lo"] > w || m[name+"_hi"] < w {
			t.Errorf("%s = %v [%v, %v], the faults make %v", name, m[name], m[name+"_lo"], m[name+"_hi"], w)
		}
	}
	t.Logf("%d questions: grounded %.3f, citation recall %.3f, precision %.3f", len(r.Items), m["grounded"], m["citation_recall"], m["citation_precision"])
}

// longest is the longest key that a text holds.
func longest(keys map[string]string, text string) string {
	best := ""
	for k := range keys {
		if len(k) > len(best) && strings.Contains(text, k) {
			best = k
		}
	}
	return best
}
