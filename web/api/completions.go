package api

import (
	"context"
	"encoding/json"
	"errors"
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
	"trolyluat/web/api/schema"
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

// completionRequest is what is read of a request. Clients send more (temperature,
// top_p, user …), which has no meaning here and is let through.
type completionRequest struct {
	Model         string    `json:"model"`
	Messages      []chatMsg `json:"messages"`
	Stream        bool      `json:"stream"`
	N             *int      `json:"n"`
	StreamOptions struct {
		IncludeUsage bool `json:"include_usage"`
	} `json:"stream_options"`
	AsOf corpus.Date    `json:"as_of"` // extension: law of that day
	Role assistant.Role `json:"role"`  // extension: the reader, where the model's name does not say
}

type chatMsg struct {
	Role    string  `json:"role"`
	Content content `json:"content"`
}

// content is a text, or parts of which the texts count.
type content string

// UnmarshalJSON reads both forms.
func (c *content) UnmarshalJSON(b []byte) error {
	var text *string
	if json.Unmarshal(b, &text) == nil {
		if text != nil {
			*c = content(*text)
		}
		return nil
	}
	var parts []struct {
		Type string `json:"type"`
		Text string `json:"text"`
	}
	if err := json.Unmarshal(b, &parts); err != nil {
		return fmt.Errorf("content is neither a text nor a list of parts: %w", err)
	}
	var all []string
	for _, p := range parts {
		if p.Type != "text" && p.Type != "input_text" {
			return fmt.Errorf("content of type %q is not supported", p.Type)
		}
		all = append(all, p.Text)
	}
	*c = content(strings.Join(all, "\n"))
	return nil
}

// Completion is a whole answer.
type Completion struct {
	ID      string   `json:"id"`
	Object  string   `json:"object"` // chat.completion
	Created int64    `json:"created"`
	Model   string   `json:"model"`
	Choices []Choice `json:"choices"`
	Usage   Usage    `json:"usage"`
	// Extension is what the protocol has no place for.
	Extension *Extension `json:"trolyluat,omitempty"`
}

// Choice is the one answer of a completion.
type Choice struct {
	Index        int     `json:"index"`
	Message      Message `json:"message"`
	FinishReason string  `json:"finish_reason"` // stop
}

// Message is what the assistant says.
type Message struct {
	Role    string `json:"role"`
	Content string `json:"content"`
}

// CompletionChunk is a piece of a streamed answer.
type CompletionChunk struct {
	ID        string        `json:"id"`
	Object    string        `json:"object"` // chat.completion.chunk
	Created   int64         `json:"created"`
	Model     string        `json:"model"`
	Choices   []ChunkChoice `json:"choices"`
	Usage     *Usage        `json:"usage,omitempty"`     // last chunk, where it was asked for
	Extension *Extension    `json:"trolyluat,omitempty"` // chunk with the finish_reason
}

// ChunkChoice is the one choice of a chunk.
type ChunkChoice struct {
	Index        int     `json:"index"`
	Delta        Delta   `json:"delta"`
	FinishReason *string `json:"finish_reason"`
}

// Delta is the words of a chunk.
type Delta struct {
	Role    string `json:"role,omitempty"`
	Content string `json:"content,omitempty"`
}

// Usage counts tokens; without a model they are estimated.
type Usage struct {
	Prompt     int `json:"prompt_tokens"`
	Completion int `json:"completion_tokens"`
	Total      int `json:"total_tokens"`
}

// Extension is the answer with its citations and checks.
type Extension struct {
	Answer assistant.Answer `json:"answer"`
}

// OpenAIError is a problem in the form of that protocol.
type OpenAIError struct {
	Error OpenAIErrorBody `json:"error"`
}

// OpenAIErrorBody tells what is wrong.
type OpenAIErrorBody struct {
	Message string  `json:"message"` // Vietnamese
	Type    string  `json:"type"`
	Param   *string `json:"param"`
	Code    string  `json:"code"`
}

func openAIError(p Problem) OpenAIError {
	e := OpenAIError{OpenAIErrorBody{Message: p.Title, Type: "invalid_request_error", Code: p.Code}}
	if p.Detail != "" {
		e.Error.Message += ": " + p.Detail
	}
	if p.Field != "" {
		e.Error.Param = &p.Field
	}
	if p.Status >= 500 {
		e.Error.Type = "server_error"
	}
	return e
}

// maxMessages bounds a conversation that a client sends along.
const maxMessages = 200

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

// chunks streams one completion.
type chunks struct {
	*Server
	w        http.ResponseWriter
	out      *http.ResponseController
	id       string
	created  int64
	request  completionRequest
	question assistant.Question
	begun    bool
	written  strings.Builder
}

var errGone = errors.New("api: the caller is gone")

func (c *chunks) chunk() CompletionChunk {
	return CompletionChunk{ID: c.id, Object: "chat.completion.chunk", Created: c.created, Model: c.request.Model, Choices: []ChunkChoice{}}
}

func (c *chunks) line(data []byte) error {
	if !c.begun {
		c.begun = true
		h := c.w.Header()
		h.Set("Content-Type", "text/event-stream; charset=utf-8")
		h.Set("Cache-Control", "no-store")
		h.Set("X-Accel-Buffering", "no")
		_ = c.out.SetReadDeadline(time.Time{})
	}
	_ = c.out.SetWriteDeadline(time.Now().Add(writeLimit)) // not every writer has one
	if _, err := fmt.Fprintf(c.w, "data: %s\n\n", data); err != nil {
		return errGone
	}
	if err := c.out.Flush(); err != nil {
		return errGone
	}
	return nil
}

func (c *chunks) send(v any) error {
	schema.NoNulls(v)
	data, err := json.Marshal(v)
	if err != nil {
		return fmt.Errorf("api: encode chunk: %w", err)
	}
	return c.line(data)
}

func (c *chunks) say(d Delta) error {
	chunk := c.chunk()
	chunk.Choices = append(chunk.Choices, ChunkChoice{Delta: d})
	c.written.WriteString(d.Content)
	return c.send(&chunk)
}

// run streams the answer. An error before the first chunk is the caller's to
// answer; a later one ends the stream in the protocol's way.
func (c *chunks) run(ctx context.Context) error {
	err := c.stream(ctx)
	if err == nil || errors.Is(err, errGone) {
		return nil
	}
	if !c.begun {
		return err
	}
	c.Log.Error("stream broke off", "error", err)
	data, encodeErr := json.Marshal(openAIError(c.problemOf(err)))
	if encodeErr == nil {
		_ = c.line(data) // the caller may have gone away
	}
	return nil
}

func (c *chunks) stream(ctx context.Context) error {
	for event, err := range c.Assistant.Ask(ctx, c.question) {
		if err != nil {
			return err
		}
		switch event.Type {
		case assistant.Understood:
			if !c.begun { // the first chunk at once: clients show that something comes
				if err := c.say(Delta{Role: "assistant"}); err != nil {
					return err
				}
			}
		case assistant.Text:
			if err := c.say(Delta{Content: event.Text}); err != nil {
				return err
			}
		case assistant.Done:
			return c.finish(event.Answer)
		}
	}
	return errors.New("api: the answer ended without its last event")
}

// finish writes what follows the words: the corrected text where checks changed
// what was streamed, the sources, the end.
func (c *chunks) finish(a *assistant.Answer) error {
	more := ""
	if strings.Join(strings.Fields(c.written.String()), " ") != strings.Join(strings.Fields(a.Text), " ") {
		more = "\n\n---\n**Bản sau khi đối chiếu căn cứ:**\n\n" + a.Text
	}
	if err := c.say(Delta{Content: more + sources(a)}); err != nil {
		return err
	}
	end, stop := c.chunk(), "stop"
	end.Choices = append(end.Choices, ChunkChoice{FinishReason: &stop})
	end.Extension = &Extension{*a}
	if err := c.send(&end); err != nil {
		return err
	}
	if c.request.StreamOptions.IncludeUsage {
		last := c.chunk()
		u := usage(c.question, a, c.written.String())
		last.Usage = &u
		if err := c.send(&last); err != nil {
			return err
		}
	}
	return c.line([]byte("[DONE]"))
}
