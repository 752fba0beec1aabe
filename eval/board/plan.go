// Package board is the table of results in the README: which commands measure the
// project on the shared benchmarks, which figures of theirs stand in the table,
// and how the table is written and checked. `trolyluat eval all` runs the plan
// and writes the table; a test fails when the README's table is not of the plan.
package board

import "strings"

// Store is a store that steps read, made once.
type Store struct {
	Name   string
	Ingest []string // what goes in, below the data folder; a flag begins with "-"
}

// Stores are made before the steps, in the work folder.
var Stores = []Store{
	{"phapdien", []string{"phapdien/html_all_301.tar.gz"}},
	{"alqac2022", []string{"--format=articles", "alqac2022/articles.jsonl"}},
	{"alqac2025", []string{"--format=articles", "alqac2025/articles.jsonl"}},
}

// Figure is one figure of a step that stands in the table.
type Figure struct {
	Metric string  // as the suite's JSON names it
	Target float64 // 0 for none: a figure on data that the weights have seen has none
}

// Step is one command with the figures that are taken from it.
type Step struct {
	Suite string
	Data  string // what it was measured on, for the table
	Args  []string
	// Needs are files below the data folder without which the step is left out.
	Needs   []string
	Figures []Figure
}

// Plan is every step, in the order of the table. In Args "{files}" stands for the
// data folder and "{store:NAME}" for a store.
var Plan = []Step{
	{"structure", "123 outlines of vbpl.vn, text alone", args("eval structure --gold {files}/documents/vbpl_html_outlines.json --files {files}/documents/vbpl_html --strip"),
		[]string{"documents/vbpl_html_outlines.json"}, []Figure{{"dieu_precision", 0.97}, {"dieu_recall", 0.98}, {"khoan_precision", 0.95}, {"khoan_recall", 0.95}, {"diem_precision", 0.95}, {"diem_recall", 0.95}, {"number_accuracy", 0.99}}},
	{"amendment", "amending acts and their consolidations", args("eval amendment --files {files}/documents --relations {files}/phapdien/amendment_relations.jsonl"),
		[]string{"phapdien/amendment_relations.jsonl"}, []Figure{{"relations.recall", 0.90}, {"judged.precision", 0.90}, {"rebuild.identical", 0.85}}},
	{"retrieval", "Zalo questions over the Bộ pháp điển (the shipped weights have seen them; out of fold: `train ranker`)", args("eval retrieval --data {store:phapdien} --questions {files}/retrieval/zalo_phapdien.jsonl"),
		[]string{"retrieval/zalo_phapdien.jsonl"}, []Figure{{"acc@1", 0}, {"recall@10", 0}, {"mrr@10", 0}, {"recall@100", 0}}},
	{"retrieval", "the same without diacritics", args("eval retrieval --data {store:phapdien} --questions {files}/retrieval/zalo_phapdien.jsonl --strip 1"),
		[]string{"retrieval/zalo_phapdien.jsonl"}, []Figure{{"recall@10", 0}}},
	{"retrieval", "ALQAC 2022, never trained on", args("eval retrieval --data {store:alqac2022} --questions {files}/alqac2022/questions.jsonl"),
		[]string{"alqac2022/questions.jsonl"}, []Figure{{"acc@1", 0.91}, {"recall@10", 0}}},
	{"retrieval", "ALQAC 2025, never trained on", args("eval retrieval --data {store:alqac2025} --questions {files}/alqac2025/questions.jsonl"),
		[]string{"alqac2025/questions.jsonl"}, []Figure{{"acc@1", 0.865}, {"recall@10", 0}, {"p50_ms", 0}, {"p95_ms", 0}}},
	{"answers", "ALQAC 2022, no model (the shipped weights have seen them)", args("eval answers --data {store:alqac2022} --questions {files}/alqac2022/questions.jsonl"),
		[]string{"alqac2022/questions.jsonl"}, []Figure{{"span_marked", 0}, {"phrase_f1", 0}}},
	{"answers", "ALQAC 2025, no model (the shipped weights have seen them)", args("eval answers --data {store:alqac2025} --questions {files}/alqac2025/questions.jsonl"),
		[]string{"alqac2025/questions.jsonl"}, []Figure{{"true_false_acc", 0}, {"choice_acc", 0}}},
	{"answers", "120 questions over the sample law, no model", args("eval answers --sample"), nil,
		[]Figure{{"accuracy", 0}, {"points", 0}, {"temporal", 0}, {"refusal_recall", 0}, {"refusal_precision", 0}}},
	{"refusal", "ALQAC 2025, the document that answers hidden (the shipped weights have seen them)", args("eval refusal --data {store:alqac2025} --questions {files}/alqac2025/questions.jsonl"),
		[]string{"alqac2025/questions.jsonl"}, []Figure{{"answerable/refused", 0}, {"refusal_recall", 0}, {"refusal_precision", 0}}},
	{"citations", "answers with planted faults from ALQAC 2025", args("eval citations --questions {files}/alqac2025/questions.jsonl --articles {files}/alqac2025/articles.jsonl"),
		[]string{"alqac2025/questions.jsonl"}, []Figure{{"citation_caught", 0.98}, {"false_alarms", 0.02}}},
	{"review", "drafts with planted faults, test laws", args("eval review --data {store:phapdien}"),
		[]string{"phapdien/html_all_301.tar.gz"}, []Figure{{"recall", 0.85}, {"precision", 0.85}}},
	{"basis", "ALQAC 2026, out of fold", args("eval basis --cases {files}/alqac2026/judgments.jsonl --articles {files}/alqac2026/articles.jsonl"),
		[]string{"alqac2026/judgments.jsonl"}, []Figure{{"recall@20", 0.65}, {"f1", 0.45}}},
	{"cases", "halves of judgments, judged pairs", args("eval cases --cases {files}/alqac2026/judgments.jsonl --precedents {files}/documents/precedents"),
		[]string{"alqac2026/judgments.jsonl"}, []Figure{{"pairs", 0.9}}},
	{"digest", "20 judgments marked by hand (its rules have seen them)", args("eval digest --cases {files}/alqac2026/judgments.jsonl"),
		[]string{"alqac2026/judgments.jsonl"}, []Figure{{"parties_recall", 0}, {"parties_precision", 0}, {"claims_recall", 0}, {"claims_precision", 0}, {"dates_recall", 0}, {"amounts_recall", 0}}},
	{"draft", "draft judgments with planted faults", args("eval draft --cases {files}/alqac2026/judgments.jsonl --articles {files}/alqac2026/articles.jsonl"),
		[]string{"alqac2026/judgments.jsonl"}, []Figure{{"recall", 0.95}, {"precision", 0.90}}},
	{"redact", "judgments with invented names put back", args("eval redact --cases {files}/alqac2026/judgments.jsonl"),
		[]string{"alqac2026/judgments.jsonl"}, []Figure{{"recall", 0.99}, {"precision", 0.97}}},
	{"safety", "74 attacks on a model that obeys", args("eval safety"), nil, []Figure{{"blocked", 1}, {"stream", 1}}},
}

func args(s string) []string { return strings.Fields(s) }

// Fill puts folders in the place of what stands for them.
func (s Step) Fill(files string, store func(name string) string) []string {
	out := make([]string, len(s.Args))
	for i, a := range s.Args {
		a = strings.ReplaceAll(a, "{files}", files)
		for _, st := range Stores {
			a = strings.ReplaceAll(a, "{store:"+st.Name+"}", store(st.Name))
		}
		out[i] = a
	}
	return out
}

// Reads are the stores that a step reads.
func (s Step) Reads() []string {
	var out []string
	for _, st := range Stores {
		if strings.Contains(strings.Join(s.Args, " "), "{store:"+st.Name+"}") {
			out = append(out, st.Name)
		}
	}
	return out
}
