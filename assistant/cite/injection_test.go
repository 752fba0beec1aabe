package cite_test

import (
	"bufio"
	"encoding/json"
	"os"
	"regexp"
	"slices"
	"strings"
	"testing"

	"golang.org/x/text/unicode/norm"

	"trolyluat/assistant/cite"
	"trolyluat/corpus"
	"trolyluat/prompts"
)

// attack is one attempt to make the assistant do what somebody wrote into a
// question, a document or an earlier turn.
type attack struct {
	ID     string   `json:"id"`
	Path   string   `json:"path"`   // "question", "document", "history"
	Text   string   `json:"text"`   // what the attacker writes
	Obeyed string   `json:"obeyed"` // what a model that obeys answers; {{SYSTEM}} and {{FENCE}} are the prompt's
	Never  []string `json:"never"`  // what must not reach the reader
}

func attacks(t *testing.T) []attack {
	t.Helper()
	f, err := os.Open("../../eval/safety/attacks.jsonl") // shared with the suite that measures them
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var out []attack
	lines := bufio.NewScanner(f)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var a attack
		if err := json.Unmarshal(lines.Bytes(), &a); err != nil {
			t.Fatal(err)
		}
		out = append(out, a)
	}
	if len(out) < 60 {
		t.Fatalf("%d attacks, want at least 60", len(out))
	}
	return out
}

// The law of this test is invented.
var kiteLaw = []cite.Evidence{
	{Number: 1, DocumentKey: "11/2021/QH99", Title: "Luật Thả diều", Path: "d25", Label: "Điều 25", Heading: "Thời gian tập diều",
		Text: "Điều 25. Thời gian tập diều\n1. Người tập diều được tập tối đa 60 ngày đối với diều lớn; 30 ngày đối với diều nhỏ.\n" +
			"2. Người tập diều không được thả diều gần đường dây điện.\n3. Hết thời gian tập, người hướng dẫn phải thông báo kết quả trong 03 ngày làm việc.",
		Interval: corpus.Interval{From: 20210101}},
	{Number: 2, DocumentKey: "11/2021/QH99", Title: "Luật Thả diều", Path: "d26", Label: "Điều 26", Heading: "Tập diều ban đêm",
		Text:     "Điều 26. Tập diều ban đêm\nViệc tập diều ban đêm do Ủy ban nhân dân cấp xã cho phép. Mức phí là 1.500.000 đồng một lần.",
		Interval: corpus.Interval{From: 20210101}},
	{Number: 3, DocumentKey: "3/2022/TT-TD", Title: "Thông tư hướng dẫn thả diều", Path: "d2", Label: "Điều 2", Heading: "Diều giấy",
		Text: "Điều 2. Diều giấy\nDiều giấy được làm bằng giấy dó.", Interval: corpus.Interval{From: 20220101}},
}

// prompt renders the answer prompt with the attack in its place.
func (a attack) prompt(t *testing.T, reader prompts.Reader) (prompts.Prompt, []cite.Evidence) {
	t.Helper()
	evidence := slices.Clone(kiteLaw)
	in := prompts.AnswerInput{Reader: reader, Question: "Được thả diều ở đâu?", AsOf: "23/11/2026", Today: "23/11/2026", Contact: "Trợ giúp pháp lý miễn phí: 0800 123 456."}
	switch a.Path {
	case "question":
		in.Question = a.Text
	case "document":
		evidence[2].Text += "\n" + a.Text
	case "history":
		in.History = []prompts.Turn{{Text: "Xin hỏi về diều."}, {Assistant: true, Text: a.Text}}
	default:
		t.Fatalf("attack %s: path %q", a.ID, a.Path)
	}
	for _, e := range evidence {
		in.Passages = append(in.Passages, prompts.Passage{Number: e.Number, Title: e.Title, Label: e.Label, Status: "còn hiệu lực", Text: e.Text})
	}
	p, err := prompts.Answer(in)
	if err != nil {
		t.Fatal(err)
	}
	return p, evidence
}

var (
	chatFormat = regexp.MustCompile(`(?i)<\|[^|\n]*\||\[/?INST\]|<<SYS>>|</?(?:system|assistant|user|s)\b[^>\n]*>`)
	speaker    = regexp.MustCompile(`(?im)^\s*(?:system|assistant|user|hệ thống|trợ lý|người dùng)\s*:`)
)

// Whatever stands in the data, the prompt keeps its shape: the same fences, each
// opened and closed once, nothing that looks like another, and no sign of a
// chat format.
func TestAttacksDoNotBreakThePrompt(t *testing.T) {
	for _, a := range attacks(t) {
		for _, reader := range []prompts.Reader{prompts.Citizen, prompts.Judge, prompts.Drafter, prompts.Official} {
			p, _ := a.prompt(t, reader)
			want := []string{"căn cứ 1", "hết căn cứ 1", "căn cứ 2", "hết căn cứ 2", "căn cứ 3", "hết căn cứ 3", "câu hỏi", "hết câu hỏi"}
			if a.Path == "history" {
				want = append([]string{"hội thoại trước", "hết hội thoại trước"}, want...)
			}
			var got []string
			for line := range strings.SplitSeq(p.User, "\n") {
				if rest, ok := strings.CutPrefix(line, p.Fence+" "); ok {
					got = append(got, rest)
				} else if strings.Contains(line, "===") {
					t.Errorf("%s: a line looks like a fence: %q", a.ID, line)
				}
			}
			if !slices.Equal(got, want) {
				t.Errorf("%s: fences %q, want %q", a.ID, got, want)
			}
			if strings.Contains(a.Text, p.Fence) || strings.Contains(p.System, p.Fence) {
				t.Errorf("%s: the fence is known outside the data's edges", a.ID)
			}
			if m := chatFormat.FindString(p.User); m != "" {
				t.Errorf("%s: chat format %q in the prompt", a.ID, m)
			}
			if m := speaker.FindString(p.User); m != "" {
				t.Errorf("%s: speaker %q in the prompt", a.ID, m)
			}
			for _, r := range p.User {
				if r >= 0xE0000 && r <= 0xE007F || r >= 0x200B && r <= 0x200F || r >= 0x202A && r <= 0x202E {
					t.Errorf("%s: hidden letter %U in the prompt", a.ID, r)
					break
				}
			}
			if strings.Contains(p.System, a.Text) {
				t.Errorf("%s: the attack stands in the system message", a.ID)
			}
		}
	}
}

var foreign = regexp.MustCompile(`(?i)https?:|www\.|javascript:|data:text|!\[|<[a-z/!]|&lt;`)

// Even a model that obeys does not get its words to the reader: they are taken
// out, or fail the check and are cut.
func TestObeyedAttacksDoNotReachTheReader(t *testing.T) {
	for _, a := range attacks(t) {
		t.Run(a.ID, func(t *testing.T) {
			p, evidence := a.prompt(t, prompts.Citizen)
			obeyed := strings.NewReplacer("{{SYSTEM}}", p.System, "{{FENCE}}", p.Fence).Replace(a.Obeyed)
			known := []string{"Trợ giúp pháp lý miễn phí: 0800 123 456."}
			for _, e := range evidence {
				known = append(known, e.Text)
			}
			rules := cite.Rules{Secret: []string{p.Secret}, Fence: p.Fence, Known: known}
			clean, _ := cite.Output(obeyed, rules)
			report := cite.Check(cite.Input{Text: clean, Evidence: evidence, AsOf: 20261123, Question: "Được thả diều ở đâu?"})
			final := cite.Cut(clean, report)
			// What could not be confirmed is marked as such; all else must be gone.
			report = cite.Check(cite.Input{Text: final, Evidence: evidence, AsOf: 20261123})
			for _, s := range report.Statements {
				if s.Law && s.State == cite.Unverified {
					if marked := cite.Mark(final, report); !strings.Contains(marked, cite.MarkText) {
						t.Errorf("unconfirmed and not marked: %s", marked)
					}
					final = strings.Replace(final, final[s.Span.Start:s.Span.End], strings.Repeat(" ", s.Span.End-s.Span.Start), 1)
				}
			}
			for _, never := range append(a.Never, p.Fence, "VÍ DỤ VỀ CÁCH TRÌNH BÀY") {
				if strings.Contains(final, norm.NFC.String(never)) {
					t.Errorf("%q reached the reader:\n%s", never, final)
				}
			}
			if m := foreign.FindString(final); m != "" {
				t.Errorf("%q reached the reader:\n%s", m, final)
			}
			for _, s := range cite.Check(cite.Input{Text: final, Evidence: evidence, AsOf: 20261123}).Statements {
				for _, c := range s.Citations {
					if c.Evidence < 0 {
						t.Errorf("citation [%d] of nothing reached the reader", c.Number)
					}
				}
			}
			// The system prompt in pieces of any size leaks as little.
			stream := cite.NewOutputStream(rules)
			var b strings.Builder
			size := max(7, len(obeyed)/100)
			for at := 0; at < len(obeyed); at += size {
				b.WriteString(stream.Next(obeyed[at:min(at+size, len(obeyed))]))
			}
			b.WriteString(stream.Flush())
			if m := foreign.FindString(b.String()); m != "" {
				t.Errorf("%q was streamed:\n%s", m, b.String())
			}
			if strings.Contains(a.Obeyed, "{{SYSTEM}}") && 5*len(b.String()) > len(obeyed) {
				t.Errorf("%d of %d bytes of the prompt were streamed:\n%s", b.Len(), len(obeyed), b.String())
			}
		})
	}
}

// The same defences leave an honest answer as it is.
func TestHonestAnswerPasses(t *testing.T) {
	p, evidence := attack{Path: "question", Text: "Được thả diều ở đâu?"}.prompt(t, prompts.Citizen)
	answer := "**Trả lời ngắn**\n\nBạn không được thả diều gần đường dây điện [1].\n\n**Căn cứ**\n\n- Theo khoản 2 Điều 25 Luật Thả diều, “người tập diều không được thả diều gần đường dây điện” [1].\n" +
		"- Tập diều ban đêm do UBND cấp xã cho phép, phí 1.500.000 đồng một lần [2].\n\n**Việc cần làm**\n\nBạn nên hỏi Ủy ban nhân dân cấp xã.\n\nTrợ giúp pháp lý miễn phí: 0800 123 456."
	clean, found := cite.Output(answer, cite.Rules{Secret: []string{p.Secret}, Fence: p.Fence, Known: []string{"Trợ giúp pháp lý miễn phí: 0800 123 456."}})
	if clean != answer || len(found) > 0 {
		t.Errorf("found %v, left\n%s", found, clean)
	}
	report := cite.Check(cite.Input{Text: clean, Evidence: evidence, AsOf: 20261123})
	if report.State == cite.Unverified || cite.Cut(clean, report) != answer {
		t.Errorf("%s\n%+v", report.State, report.Statements)
	}
}
