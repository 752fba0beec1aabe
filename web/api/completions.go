package api

import (
	"context"
	"fmt"
	"net/http"
	"regexp"
	"strings"
	"time"

	"trolyluat/assistant"
	"trolyluat/assistant/history"
	"trolyluat/assistant/lookup"
	"trolyluat/corpus"
	"trolyluat/corpus/vitext"
	"trolyluat/retrieval"
)

// modelPrefix begins the names of the models: one for every reader, and one that
// has the reader proposed from the question.
const modelPrefix = "trolyluat"

// ModelCard is a model as the OpenAI protocol lists it.
type ModelCard struct {
	ID      string `json:"id"`
	Object  string `json:"object"` // model
	Created int64  `json:"created"`
	OwnedBy string `json:"owned_by"`
}

// ModelList is the list of models.
type ModelList struct {
	Object string      `json:"object"` // list
	Data   []ModelCard `json:"data"`
}

func (s *Server) card(id string) ModelCard {
	return ModelCard{ID: id, Object: "model", Created: s.started.Unix(), OwnedBy: modelPrefix}
}

func (s *Server) models(w http.ResponseWriter, _ *http.Request) error {
	list := ModelList{Object: "list", Data: []ModelCard{s.card(modelPrefix)}}
	for _, role := range assistant.Roles() {
		list.Data = append(list.Data, s.card(modelPrefix+"-"+string(role)))
	}
	return writeJSON(w, http.StatusOK, &list)
}

func (s *Server) model(w http.ResponseWriter, r *http.Request) error {
	id := r.PathValue("model")
	if _, err := roleOf(id); err != nil {
		return err
	}
	card := s.card(id)
	return writeJSON(w, http.StatusOK, &card)
}

// roleOf is the reader of a model's name, "" where one is proposed.
func roleOf(model string) (assistant.Role, error) {
	if model == modelPrefix {
		return "", nil
	}
	role := assistant.Role(strings.TrimPrefix(model, modelPrefix+"-"))
	if !role.Valid() || string(role) == model {
		return "", &lookup.MissingError{VN: fmt.Sprintf("Không có mô hình “%.60s”; xem GET /v1/models.", model)}
	}
	return role, nil
}

// question turns a chat into a question with its history: the last user message
// is asked, earlier pairs are the conversation. A system message is not passed
// on; two settings are read from it, since many clients let nothing else be set.
func (s *Server) question(ctx context.Context, q completionRequest) (assistant.Question, error) {
	out := assistant.Question{AsOf: q.AsOf, Role: q.Role}
	role, err := roleOf(q.Model)
	if err != nil {
		return out, err
	}
	if role != "" {
		out.Role = role
	}
	switch {
	case len(q.Messages) == 0 || len(q.Messages) > maxMessages:
		return out, lookup.Inputf("messages", "cần từ 1 đến %d lượt", maxMessages)
	case q.N != nil && *q.N != 1:
		return out, lookup.Inputf("n", "chỉ nhận 1")
	}
	last := -1
	for i, m := range q.Messages {
		switch m.Role {
		case "user":
			last = i
		case "system", "developer":
			if err := settings(string(m.Content), &out); err != nil {
				return out, err
			}
		case "assistant":
		default:
			return out, lookup.Inputf("messages", "không nhận vai %q", m.Role[:min(len(m.Role), 40)])
		}
	}
	if last < 0 {
		return out, lookup.Inputf("messages", "cần một lượt của người dùng")
	}
	out.Text = strings.TrimSpace(string(q.Messages[last].Content))
	asked := ""
	for _, m := range q.Messages[:last] {
		text := strings.TrimSpace(string(m.Content))
		switch {
		case m.Role == "user":
			asked = text
		case m.Role == "assistant" && asked != "" && text != "":
			out.History = append(out.History, s.exchange(ctx, asked, text))
			asked = ""
		}
	}
	out.History = out.History[max(0, len(out.History)-maxExchanges):]
	return out, checkQuestion("messages", out)
}

var (
	settingDate = regexp.MustCompile(`(?i)(?:ngày áp dụng|as_of)\s*[:=]\s*([0-9][0-9./-]{7,9})`)
	settingRole = regexp.MustCompile(`(?i)(?:vai trò|role)\s*[:=]\s*([\p{L} ,]+)`)
)

// settings reads "Ngày áp dụng: 01/06/2019" and "Vai trò: thẩm phán" from a
// system message, as far as they are not set otherwise.
func settings(text string, q *assistant.Question) error {
	if m := settingDate.FindStringSubmatch(text); m != nil && q.AsOf == 0 {
		d, err := corpus.ParseDate(strings.TrimRight(m[1], ".-/"))
		if err != nil {
			return lookup.Inputf("messages", "ngày áp dụng trong lượt hệ thống không phải ngày")
		}
		q.AsOf = d
	}
	if m := settingRole.FindStringSubmatch(text); m != nil && q.Role == "" {
		given := strings.TrimSpace(vitext.Fold(m[1]))
		for _, role := range assistant.Roles() {
			name, _, _ := strings.Cut(vitext.Fold(role.Name()), ",")
			if strings.HasPrefix(given, string(role)) || strings.HasPrefix(given, name) {
				q.Role = role
			}
		}
	}
	return nil
}

var placeInSources = regexp.MustCompile(`/vb/([^/\s)\]]+)/([^\s)\]?]+)`)

// exchange is an earlier pair of the chat. The provisions that the answer cited
// are read back from the list of sources behind it.
func (s *Server) exchange(ctx context.Context, question, answer string) assistant.Exchange {
	text, sources, _ := strings.Cut(answer, sourcesHeading)
	e := assistant.Exchange{Question: question, Answer: strings.TrimSpace(text)}
	for _, m := range placeInSources.FindAllStringSubmatch(sources, 20) {
		if id, err := s.Desk.Resolve(ctx, m[1], 0); err == nil {
			article, _, _ := strings.Cut(m[2], "/")
			e.Documents = append(e.Documents, corpus.KeyOf(id))
			e.Paths = append(e.Paths, article)
		}
	}
	return e
}

// sourcesHeading parts the answer from its list of sources.
const sourcesHeading = "\n\n**Căn cứ**\n"

// sources is what follows the words of an answer: the numbered provisions, the
// notes, and what every answer says of itself.
func sources(a *assistant.Answer) string {
	var b strings.Builder
	if len(a.Citations) > 0 {
		b.WriteString(sourcesHeading)
	}
	for i := range a.Citations {
		c := &a.Citations[i]
		fmt.Fprintf(&b, "\n- [%d] %s %s", c.Number, c.Label, c.Title)
		if c.Printed != "" && !strings.Contains(c.Title, c.Printed) {
			fmt.Fprintf(&b, " (%s)", c.Printed)
		}
		fmt.Fprintf(&b, ", %s: %s", c.StatusName, c.URL)
		if c.Fictional {
			b.WriteString(" (văn bản giả định, không có giá trị pháp lý)")
		}
	}
	for _, check := range a.Checks {
		for _, p := range check.Problems {
			fmt.Fprintf(&b, "\n\n⚠ %s", p)
		}
	}
	for _, n := range a.Notes {
		fmt.Fprintf(&b, "\n\nLưu ý: %s", n)
	}
	b.WriteString("\n\n*Câu trả lời do hệ thống tự động (AI) đưa ra; hãy mở căn cứ để đối chiếu.*")
	return b.String()
}

func usage(q assistant.Question, a *assistant.Answer, written string) Usage {
	u := Usage{Prompt: retrieval.Tokens(q.Text), Completion: retrieval.Tokens(written)}
	if a.Usage != nil {
		u.Prompt, u.Completion = a.Usage.Prompt, a.Usage.Completion
	}
	u.Total = u.Prompt + u.Completion
	return u
}

// completions answers as a server of the OpenAI protocol does.
func (s *Server) completions(w http.ResponseWriter, r *http.Request) error {
	var q completionRequest
	if err := decodeJSON(r, &q, false); err != nil {
		return err
	}
	question, err := s.question(r.Context(), q)
	if err != nil {
		return err
	}
	release, err := s.answerSlot()
	if err != nil {
		return err
	}
	defer release()
	ctx, cancel := context.WithTimeout(r.Context(), s.AnswerTimeout)
	defer cancel()
	id, now := "chatcmpl-"+history.NewID(), time.Now().Unix()
	if q.Stream {
		c := &chunks{Server: s, w: w, out: http.NewResponseController(w), id: id, created: now, request: q, question: question}
		return c.run(ctx)
	}
	answer, err := answerOf(s.Assistant.Ask(ctx, question))
	if err != nil {
		return err
	}
	written := answer.Text + sources(answer)
	return writeJSON(w, http.StatusOK, &Completion{ID: id, Object: "chat.completion", Created: now, Model: q.Model,
		Choices: []Choice{{Message: Message{"assistant", written}, FinishReason: "stop"}}, Usage: usage(question, answer, written),
		Extension: &Extension{*answer}})
}
