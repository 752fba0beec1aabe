package assistant

import (
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/rogpeppe/go-internal/txtar"

	"trolyluat/assistant/llm"
	"trolyluat/assistant/llm/fake"
	"trolyluat/assistant/llm/openai"
	"trolyluat/corpus"
	"trolyluat/retrieval"
)

var update = flag.Bool("update", false, "write the golden transcripts anew")

// The law of these transcripts is invented (văn bản giả định).
const (
	permit = `Điều 8. Giấy phép nuôi mèo
1. Ủy ban nhân dân cấp xã có thẩm quyền cấp giấy phép nuôi mèo.
2. Hồ sơ đề nghị cấp giấy phép nuôi mèo gồm tờ khai theo mẫu và ảnh của mèo.
3. Thời hạn cấp giấy phép nuôi mèo là 05 ngày làm việc kể từ ngày nhận đủ hồ sơ.
4. Lệ phí cấp giấy phép nuôi mèo là 20.000 đồng.`
	court = `Điều 3. Thẩm quyền giải quyết tranh chấp về mèo
Tòa án nơi cư trú của bị đơn có thẩm quyền giải quyết tranh chấp về giấy phép nuôi mèo.`
	lead = `Án lệ về mèo đi lạc
Người nuôi mèo không có giấy phép nuôi mèo thì không được đòi bồi thường khi mèo đi lạc.`
)

// shelf is a small invented library.
func shelf() []retrieval.Hit {
	law := hit(permit, "d8")
	law.Chunk.Label, law.Chunk.Heading, law.Score = "Điều 8", "Giấy phép nuôi mèo", 10
	procedure := hit(court, "d3")
	procedure.Document = corpus.DocumentInfo{ID: "92/2021/QH-THU", Key: "92/2021/QH-THU", Number: "92/2021/QH-THU", Title: "Luật Tố tụng về mèo", Fictional: true}
	procedure.Chunk.Document, procedure.Chunk.Label, procedure.Chunk.Heading, procedure.Score = "92/2021/QH-THU", "Điều 3", "Thẩm quyền giải quyết tranh chấp về mèo", 8
	precedent := hit(lead, "noi-dung-an-le")
	precedent.Document = corpus.DocumentInfo{ID: "90/2022/AL", Key: "90/2022/AL", Number: "90/2022/AL", Title: "Án lệ 90/2022/AL", Kind: corpus.KindPrecedent, Fictional: true}
	precedent.Chunk.Document, precedent.Chunk.Label, precedent.Chunk.Heading, precedent.Score = "90/2022/AL", "", "Án lệ về mèo đi lạc", 6
	old := hit(strings.ReplaceAll(feeding, "03 bữa", "02 bữa"), "d5")
	old.Status, old.Chunk.To, old.Score = corpus.StatusExpired, corpus.NewDate(2024, 1, 1), 3
	return []retrieval.Hit{law, procedure, precedent, old}
}

const (
	asking = "Thẩm quyền, hồ sơ và thời hạn cấp giấy phép nuôi mèo thế nào?"
	good   = "**Trả lời ngắn**\nỦy ban nhân dân cấp xã có thẩm quyền cấp giấy phép nuôi mèo [1].\n\n**Căn cứ**\nThời hạn cấp giấy phép nuôi mèo là 05 ngày làm việc kể từ ngày nhận đủ hồ sơ [1].\n"
)

// TestTranscripts holds whole answers in golden files: each reader without and
// with a model, and every fault of a model's server. A change of what readers get
// shows as a difference to review; -update writes the files anew.
func TestTranscripts(t *testing.T) {
	cut := fake.CutHard(good, 12)
	cases := []struct {
		name, why string
		role      Role
		steps     []fake.Step // nil: no model
		refused   bool        // nothing listens at the server's address
		mode      Mode
	}{
		{"citizen", "a citizen without a model: the answer first, what to do, whom to ask", Citizen, nil, false, Extractive},
		{"judge", "a judge without a model: candidates of law with reasons, doubts, no winner", Judge, nil, false, Extractive},
		{"drafter", "a drafter without a model: current law by rank, differences", Drafter, nil, false, Extractive},
		{"official", "an official without a model: every aspect with its basis or chưa rõ", Official, nil, false, Extractive},
		{"citizen-model", "a citizen with a model that cites well", Citizen, []fake.Step{fake.Text(good)}, false, Model},
		{"judge-model", "a judge with a model that cites well", Judge, []fake.Step{fake.Text("**Pháp luật nội dung**\nLệ phí cấp giấy phép nuôi mèo là 20.000 đồng [1].")}, false, Model},
		{"drafter-model", "a drafter with a model that cites well", Drafter, []fake.Step{fake.Text("**Quy định hiện hành**\nHồ sơ đề nghị cấp giấy phép nuôi mèo gồm tờ khai theo mẫu và ảnh của mèo [1].")}, false, Model},
		{"official-model", "an official with a model that leaves out what it does not know", Official, []fake.Step{fake.Text("**Thẩm quyền**\nỦy ban nhân dân cấp xã có thẩm quyền cấp giấy phép nuôi mèo [1].\n\n**Kết quả**\nchưa rõ")}, false, Model},
		{"fault-refused", "nothing listens", Citizen, []fake.Step{}, true, Extractive},
		{"fault-401", "the key is refused", Citizen, []fake.Step{fake.Unauthorized()}, false, Extractive},
		{"fault-429-then-good", "too many requests, with Retry-After, then a good answer", Citizen, []fake.Step{fake.RateLimited(20 * time.Millisecond), fake.Text(good)}, false, Model},
		{"fault-500-then-good", "a server error, then a good answer", Citizen, []fake.Step{fake.ServerError(), fake.Text(good)}, false, Model},
		{"fault-hang", "the server hangs before the first token", Citizen, []fake.Step{fake.Hang(time.Minute), fake.Hang(time.Minute), fake.Hang(time.Minute)}, false, Extractive},
		{"fault-cut", "the stream breaks off", Citizen, []fake.Step{cut}, false, ""},
		{"fault-malformed", "the stream is no JSON", Citizen, []fake.Step{fake.Malformed("")}, false, Extractive},
		{"fault-empty", "the reply is empty", Citizen, []fake.Step{fake.Empty()}, false, Extractive},
		{"fault-huge", "the reply has 10 MB", Citizen, []fake.Step{fake.Huge(10 << 20)}, false, ""},
		{"fault-wrong-citation", "the model cites a passage that is not there, and does so again", Citizen, []fake.Step{fake.Text("Lệ phí cấp giấy phép nuôi mèo là 20.000 đồng [9]."), fake.Text("Lệ phí cấp giấy phép nuôi mèo là 20.000 đồng [9].")}, false, Extractive},
		{"fault-invented-article", "the model invents a điều beside a right sentence", Citizen, []fake.Step{fake.Text("Lệ phí cấp giấy phép nuôi mèo là 20.000 đồng [1]. Theo Điều 99 Luật Nuôi mèo, người nuôi mèo bị phạt tù 10 năm [1]."), fake.Text("Lệ phí cấp giấy phép nuôi mèo là 20.000 đồng [1]. Theo Điều 99 Luật Nuôi mèo, người nuôi mèo bị phạt tù 10 năm [1].")}, false, Model},
		{"fault-misquote-repaired", "a quote with one changed word, put right when asked", Citizen, []fake.Step{fake.Text("“Lệ phí cấp giấy phép nuôi chó là 20.000 đồng” [1]."), fake.Text("“Lệ phí cấp giấy phép nuôi mèo là 20.000 đồng” [1].")}, false, Model},
		{"fault-repealed", "the model tells a version that is no longer in force beside one that is", Citizen, []fake.Step{fake.Text("Lệ phí cấp giấy phép nuôi mèo là 20.000 đồng [1]. Chủ nuôi cho mèo ăn tối đa 02 bữa mỗi ngày [2]."), fake.Text("Lệ phí cấp giấy phép nuôi mèo là 20.000 đồng [1]. Chủ nuôi cho mèo ăn tối đa 02 bữa mỗi ngày [2].")}, false, Model},
	}
	for _, c := range cases {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			config := Config{Searcher: &fixed{hits: shelf()}, Terms: flat{}, Today: today, LegalAid: "Trợ giúp pháp lý miễn phí: 0000 000 000."}
			var server *fake.Server
			if c.name == "fault-repealed" { // the old version stands among the passages
				hits := shelf()
				hits[3].Score = 9
				config.Searcher = &fixed{hits: []retrieval.Hit{hits[0], hits[3]}}
			}
			if c.steps != nil {
				var err error
				if server, err = fake.Start(); err != nil {
					t.Fatal(err)
				}
				defer server.Close()
				server.Script(c.steps...)
				address := server.URL()
				if c.refused {
					if address, err = fake.Refused(); err != nil {
						t.Fatal(err)
					}
				}
				model, err := openai.New(openai.Config{BaseURL: address, Key: "k", Model: "mo-hinh-thu"})
				if err != nil {
					t.Fatal(err)
				}
				config.Generator = llm.Harden(llm.Options{FirstToken: time.Second, Idle: 3 * time.Second, Total: 12 * time.Second, RetryBase: 10 * time.Millisecond}, model)
			}
			a := New(config)
			start := time.Now()
			got, answer := transcript(t, a, Question{Text: asking, Role: c.role})
			if took := time.Since(start); took > 20*time.Second {
				t.Errorf("took %v", took)
			}
			if c.mode != "" && answer.Mode != c.mode {
				t.Errorf("mode %s, want %s; notes %q", answer.Mode, c.mode, answer.Notes)
			}
			if strings.TrimSpace(answer.Text) == "" || !answer.Found || answer.Mode == Extractive && c.steps != nil && len(answer.Notes) == 0 {
				t.Errorf("answer %+v", answer)
			}
			for _, s := range []string{"thắng kiện", "sẽ thắng", "sẽ thua"} {
				if strings.Contains(answer.Text, s) {
					t.Errorf("the answer says who wins: %q", s)
				}
			}
			hold(t, c.name, c.why, got)
			// The conversation goes on after a fault.
			if server != nil && !c.refused {
				server.Script(fake.Text(good))
				_, next := transcript(t, a, Question{Text: asking, Role: c.role, History: []Exchange{ExchangeOf(answer)}})
				if next.Mode != Model {
					t.Errorf("the next question got %s, notes %q", next.Mode, next.Notes)
				}
			}
		})
	}
}

// transcript renders what a reader gets: the order of events and the whole answer.
func transcript(t *testing.T, a *Assistant, q Question) (string, *Answer) {
	t.Helper()
	var events []string
	var answer *Answer
	for event, err := range a.Ask(t.Context(), q) {
		if err != nil {
			t.Fatal(err)
		}
		if n := len(events); n == 0 || events[n-1] != string(event.Type) {
			events = append(events, string(event.Type))
		}
		if event.Answer != nil {
			answer = event.Answer
		}
	}
	if answer == nil {
		t.Fatal("no done event")
	}
	var b strings.Builder
	fmt.Fprintf(&b, "-- events --\n%s\n-- answer --\nkind %s, role %s, mode %s, certainty %s\n%s\n", strings.Join(events, " "), answer.Kind, answer.Role, answer.Mode, answer.Certainty, strings.TrimSpace(answer.Text))
	b.WriteString("-- citations --\n")
	for _, c := range answer.Citations {
		fmt.Fprintf(&b, "[%d] %s %s (%s) %d marked\n", c.Number, c.Document, c.Quoted, c.StatusName, len(c.Marks))
	}
	b.WriteString("-- checks --\n")
	for _, c := range answer.Checks {
		fmt.Fprintf(&b, "%s: %s\n", c.StateName, c.Statement)
		for _, p := range c.Problems {
			fmt.Fprintf(&b, "  %s\n", p)
		}
	}
	if answer.Choice != nil {
		b.WriteString("-- choice --\n")
		for _, l := range answer.Choice.Substance {
			fmt.Fprintf(&b, "substance: %s %s: %s\n", l.Title, l.Applies, strings.Join(l.Reasons, "; "))
		}
		for _, l := range answer.Choice.Procedure {
			fmt.Fprintf(&b, "procedure: %s %s: %s\n", l.Title, l.Applies, strings.Join(l.Reasons, "; "))
		}
	}
	fmt.Fprintf(&b, "-- notes --\n%s\n", strings.Join(answer.Notes, "\n"))
	return b.String(), answer
}

// hold compares a transcript with its golden file.
func hold(t *testing.T, name, why, got string) {
	t.Helper()
	file := filepath.Join("testdata", "transcripts", name+".txtar")
	whole := txtar.Format(txtar.Parse([]byte(why + "\n" + got)))
	if *update {
		if err := os.WriteFile(file, whole, 0o600); err != nil {
			t.Fatal(err)
		}
		return
	}
	want, err := os.ReadFile(file)
	if err != nil {
		t.Fatal(err)
	}
	if d := cmp.Diff(string(want), string(whole)); d != "" {
		t.Errorf("%s: %s", name, d)
	}
}
