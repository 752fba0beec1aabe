// Package answers measures the extractive answers: whether the sentences that
// the assistant marks hold the answer, how good the phrase in front is, and how
// often its verdict on a true-or-false or multiple-choice question is right. It
// asks the whole assistant, with retrieval from the full store. It also fits the
// weights of assistant/reading and measures them out of fold. `trolyluat eval
// answers` and the tests call it.
package answers

import (
	"context"
	"errors"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"trolyluat/assistant"
	"trolyluat/assistant/reading"
	"trolyluat/corpus/vitext"
	"trolyluat/eval/metrics"
	evalretrieval "trolyluat/eval/retrieval"
	"trolyluat/eval/run"
	"trolyluat/retrieval"
)

// The kinds of questions in the files of ALQAC.
const (
	TrueFalse = "Đúng/Sai"
	Choice    = "Trắc nghiệm"
	Free      = "Tự luận" // answered in words; files without kinds hold only these
)

// Set is a file of questions with the store that they are asked of.
type Set struct {
	Questions string // file, see evalretrieval.ReadQuestions
	Searcher  *retrieval.Searcher
	Terms     assistant.TermStats
}

// Options are what [Run] needs.
type Options struct {
	Set
	// Also are further sets that weights are fitted on, besides the one that is
	// measured.
	Also []Set
	// Folds fits weights by cross-validation and measures every question with
	// weights that saw neither its provision (or, with ByLaw, no provision of its
	// law) nor it; 0 measures the weights that ship.
	Folds int
	ByLaw bool
	Seed  uint64
	Limit int // the first so many questions only
	// Details keeps a row for every question in the report.
	Details  bool
	Progress func(done, of int)
}

// Report is what was measured.
type Report struct {
	run.Report
	Rows []Row `json:"rows,omitempty"`
}

// Suite is the name of the suite in runs and reports.
const Suite = "answers"

// Row is how one question fared.
type Row struct {
	ID      string  `json:"id"`
	Type    string  `json:"type"`
	Answer  string  `json:"answer"` // of the file
	Phrase  string  `json:"phrase"` // in front
	Verdict string  `json:"verdict,omitempty"`
	Right   bool    `json:"right"`       // the verdict is right, or the answer's span is marked
	F1      float64 `json:"f1"`          // of the phrase
	Words   int     `json:"words"`       // marked, of all citations
	Gold    bool    `json:"gold_in_3"`   // a provision that answers is among the citations
	Gone    bool    `json:"unreachable"` // the answer is no span of any provision that was read
}

// ErrNoAnswers is returned for a file without a question that has an answer.
var ErrNoAnswers = errors.New("eval answers: no question with a known answer")

// Run asks all questions one after the other, kept nowhere. An error ends it: a
// question that could not be asked is never counted as wrong.
func Run(ctx context.Context, o Options) (Report, error) {
	tasks, err := Tasks(ctx, o)
	if err != nil {
		return Report{}, err
	}
	r, err := run.All(ctx, run.Manifest{Suite: Suite, Seed: o.Seed}, tasks, run.Options{Progress: o.Progress, Finish: Finish})
	if err != nil {
		return Report{}, err
	}
	report := Report{Report: r.Report}
	if o.Details {
		report.Rows, err = run.Details[Row](r)
	}
	return report, err
}

// Tasks are the questions as items of a run, each scored by what applies to its
// kind:
//
//	accuracy        the verdict on a true-or-false or multiple-choice question is
//	                right; true_false_acc and choice_acc are those of each kind
//	em, f1          exact match and token F1 of the phrase in front of an answer in
//	                words (SQuAD); also as phrase_em, phrase_f1
//	span_marked     the known answer stands among the marked sentences
//	span_quoted     … or anywhere in what is quoted
//	precision, recall, f2   of the provisions cited against the gold ones, question by
//	                question as ALQAC does
//	gold_in_3       a gold provision is among the first three citations
//
// With folds the weights are fitted before the first item is asked.
func Tasks(ctx context.Context, o Options) ([]run.Task, error) {
	questions, err := readSet(o.Set)
	if err != nil {
		return nil, err
	}
	if o.Limit > 0 {
		questions = questions[:min(o.Limit, len(questions))]
	}
	readers := func(int) *reading.Reader { return nil } // the one that ships
	if o.Folds > 0 {
		if readers, err = o.crossValidate(ctx, questions); err != nil {
			return nil, err
		}
	}
	tasks := make([]run.Task, len(questions))
	for i, q := range questions {
		tasks[i] = run.Task{ID: q.ID, Do: func(ctx context.Context) (run.Item, run.Cost, error) {
			a := assistant.New(assistant.Config{Searcher: o.Searcher, Terms: o.Terms, Reader: readers(i)})
			answer, err := a.Answer(ctx, assistant.Question{Text: q.asText(), Role: assistant.Citizen})
			if err != nil {
				return run.Item{Question: q.Text}, run.Cost{}, err
			}
			it, err := q.item(answer)
			return it, run.Cost{}, err
		}}
	}
	return tasks, nil
}

// item is the scored question.
func (q question) item(a *assistant.Answer) (run.Item, error) {
	row := q.score(a)
	it := run.Item{Question: q.asText(), Answer: a.Text, Gold: q.Gold, Scores: map[string]float64{"gold_in_3": truth(row.Gold)}, Counts: map[string]float64{}}
	it.Notes = append(it.Notes, "đáp án: "+q.Answer)
	var cited []string
	for _, c := range a.Citations {
		cited = append(cited, c.SourceID)
		it.Evidence = append(it.Evidence, run.Evidence{Document: c.Document, Path: c.Quoted, SourceID: c.SourceID, Title: c.Title, Text: c.Quote, Score: c.Score})
	}
	prf := metrics.Sets(cited, metrics.NewGold(q.Gold...))
	it.Scores["precision"], it.Scores["recall"], it.Scores["f2"] = prf.Precision, prf.Recall, prf.F2
	switch q.Type {
	case TrueFalse:
		it.Scores["accuracy"], it.Scores["true_false_acc"] = truth(row.Right), truth(row.Right)
	case Choice:
		it.Scores["accuracy"], it.Scores["choice_acc"] = truth(row.Right), truth(row.Right)
	default:
		em := metrics.ExactMatch(row.Phrase, row.Answer)
		it.Scores["span_marked"], it.Scores["span_quoted"] = truth(row.Right), truth(!row.Gone)
		it.Scores["f1"], it.Scores["phrase_f1"], it.Scores["em"], it.Scores["phrase_em"] = row.F1, row.F1, em, em
	}
	for _, name := range [...]string{"true_false_acc", "choice_acc", "span_marked"} {
		if _, ok := it.Scores[name]; ok {
			it.Counts["n_"+name] = 1
		}
	}
	return it, it.Keep(row)
}

// Finish adds how many words are marked of an answer in words: the median and the
// nine in ten that are shorter.
func Finish(r *run.Result) error {
	rows, err := run.Details[Row](r)
	if err != nil {
		return err
	}
	var words []float64
	for _, row := range rows {
		if row.Type != TrueFalse && row.Type != Choice {
			words = append(words, float64(row.Words))
		}
	}
	if len(words) > 0 {
		p := metrics.Percentiles(words, 0.5, 0.9)
		r.Report.Metrics["marked_words_p50"], r.Report.Metrics["marked_words_p90"] = p[0], p[1]
	}
	return nil
}

// question is one with its answer.
type question struct {
	evalretrieval.Question
}

func readSet(s Set) ([]question, error) {
	all, err := evalretrieval.ReadQuestionsFile(s.Questions)
	if err != nil {
		return nil, err
	}
	var out []question
	for _, q := range all {
		if q.Answer == "" {
			continue
		}
		if q.Type == "" {
			q.Type = Free
		}
		out = append(out, question{q})
	}
	if len(out) == 0 {
		return nil, fmt.Errorf("%w: %s", ErrNoAnswers, s.Questions)
	}
	return out, nil
}

var asksTrueFalse = regexp.MustCompile(`(?i)đúng\s+(?:hay|hoặc)?\s*(?:là\s+)?(?:sai|không)\s*\??\s*$`)

// asText is the question as it is typed: with "đúng hay sai" where only the file
// says so, and with its choices.
func (q question) asText() string {
	text := strings.Join(strings.Fields(q.Text), " ")
	switch {
	case q.Type == TrueFalse && !asksTrueFalse.MatchString(text):
		return strings.TrimRight(text, ".? ") + ", đúng hay sai?"
	case q.Type == Choice:
		for _, letter := range q.letters() {
			text += "\n" + letter + ". " + strings.Join(strings.Fields(q.Choices[letter]), " ")
		}
	}
	return text
}

func (q question) letters() []string {
	var letters []string
	for l := range q.Choices {
		letters = append(letters, l)
	}
	slices.Sort(letters)
	return letters
}

// score compares an answer with the known one.
func (q question) score(a *assistant.Answer) Row {
	row := Row{ID: q.ID, Type: q.Type, Answer: q.Answer, Phrase: a.Phrase}
	if a.Verdict != nil {
		row.Verdict = a.Verdict.Value
	}
	gone := true
	marked := false
	for _, c := range a.Citations[:min(3, len(a.Citations))] {
		row.Gold = row.Gold || slices.Contains(q.Gold, c.SourceID)
		var parts []string
		for _, m := range c.Marks {
			parts = append(parts, c.Quote[m.Start:m.End])
		}
		text := strings.Join(parts, "\n")
		row.Words += len(vitext.Syllables(text))
		marked = marked || len(spansOf(text, q.Answer)) > 0
		gone = gone && len(spansOf(c.Quote, q.Answer)) == 0
	}
	switch q.Type {
	case TrueFalse, Choice:
		row.Right = strings.EqualFold(strings.TrimSpace(q.Answer), row.Verdict)
	default:
		row.Right, row.Gone = marked, gone
		row.F1 = metrics.TokenF1(a.Phrase, q.Answer)
	}
	return row
}

// spansOf are the places of text where the words of the answer stand in a row,
// numbers without leading zeros, as byte ranges.
func spansOf(text, answer string) [][2]int {
	hay, needle := plainWords(text), plainWords(answer)
	var out [][2]int
	for i := 0; len(needle) > 0 && i+len(needle) <= len(hay); i++ {
		k := 0
		for k < len(needle) && hay[i+k].Text == needle[k].Text {
			k++
		}
		if k == len(needle) {
			out = append(out, [2]int{hay[i].Start, hay[i+k-1].End})
		}
	}
	return out
}

func plainWords(s string) []vitext.Token {
	tokens := vitext.Syllables(s)
	for i, t := range tokens {
		if t.Kind == vitext.Number {
			if plain := strings.TrimLeft(t.Text, "0"); plain != "" {
				tokens[i].Text = plain
			}
		}
	}
	return tokens
}

func truth(b bool) float64 {
	if b {
		return 1
	}
	return 0
}
