package api

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"net/http"
	"strings"
	"time"

	"trolyluat/assistant"
	"trolyluat/web/api/schema"
)

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
