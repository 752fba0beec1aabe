package main

import (
	"fmt"
	"log/slog"

	"trolyluat/assistant/llm"
	"trolyluat/assistant/llm/openai"
	"trolyluat/retrieval/embed"
	embedopenai "trolyluat/retrieval/embed/openai"
)

// newModel connects the configured chat model; nil when none is configured.
func newModel(cfg Config, log *slog.Logger) (llm.Generator, error) {
	if cfg.Model == "" {
		return nil, nil
	}
	model, err := openai.New(openai.Config{BaseURL: cfg.OpenAIBaseURL, Key: cfg.OpenAIAPIKey, Model: cfg.Model, Timeout: cfg.Timeout})
	if err != nil {
		return nil, fmt.Errorf("model %s: %w", cfg.Model, err)
	}
	return llm.Harden(llm.Options{Total: cfg.Timeout, Log: log}, model), nil
}

// newEmbedder connects the configured embedding model; nil when none is
// configured.
func newEmbedder(cfg Config, log *slog.Logger) (embed.Embedder, error) {
	if cfg.EmbedModel == "" {
		return nil, nil
	}
	e, err := embedopenai.New(embedopenai.Config{BaseURL: cfg.OpenAIBaseURL, Key: cfg.OpenAIAPIKey, Model: cfg.EmbedModel,
		Dimensions: cfg.EmbedDim, Timeout: cfg.Timeout, Log: log})
	if err != nil {
		return nil, fmt.Errorf("embedding model %s: %w", cfg.EmbedModel, err)
	}
	return e, nil
}
