package api

import (
	"encoding/json"
	"fmt"
	"strings"

	"trolyluat/assistant"
	"trolyluat/corpus"
)

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
