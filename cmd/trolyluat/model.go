package main

import (
	"errors"
	"fmt"
	"log/slog"
	"os"
	"path/filepath"
	"time"

	"trolyluat/assistant/llm"
	"trolyluat/assistant/llm/openai"
	"trolyluat/retrieval/embed"
	"trolyluat/retrieval/embed/local"
	embedopenai "trolyluat/retrieval/embed/openai"
	"trolyluat/retrieval/rank"
)

// How many answers of models are kept, and how long.
const (
	cachedAnswers = 512
	cachedBytes   = 16 << 20
	cachedFor     = time.Hour
)

// newModel connects the configured chat model; nil when none is configured.
func newModel(cfg Config, log *slog.Logger) (llm.Generator, error) {
	if cfg.Model == "" {
		return nil, nil
	}
	model, err := openai.New(openai.Config{BaseURL: cfg.OpenAIBaseURL, Key: cfg.OpenAIAPIKey, Model: cfg.Model, Timeout: cfg.Timeout})
	if err != nil {
		return nil, fmt.Errorf("mô hình %s: %w", cfg.Model, err)
	}
	models := []llm.Generator{model}
	if cfg.FallbackModel != "" {
		second, err := openai.New(openai.Config{BaseURL: cfg.OpenAIBaseURL, Key: cfg.OpenAIAPIKey, Model: cfg.FallbackModel, Timeout: cfg.Timeout})
		if err != nil {
			return nil, fmt.Errorf("mô hình %s: %w", cfg.FallbackModel, err)
		}
		models = append(models, second)
	}
	return llm.Harden(llm.Options{Total: cfg.Timeout, Log: log, Cache: llm.NewMemoryCache(cachedAnswers, cachedBytes, cachedFor)}, models...), nil
}

// newEmbedder connects the configured embedding model; without one it is the
// local one: that trained on the operator's own corpus, else the built-in.
func newEmbedder(cfg Config, log *slog.Logger) (embed.Embedder, error) {
	if cfg.EmbedModel == "" {
		return localEmbedder(cfg)
	}
	e, err := embedopenai.New(embedopenai.Config{BaseURL: cfg.OpenAIBaseURL, Key: cfg.OpenAIAPIKey, Model: cfg.EmbedModel,
		Dimensions: cfg.EmbedDim, QueryPrefix: cfg.EmbedQueryPrefix, PassagePrefix: cfg.EmbedPassagePrefix,
		PerMinute: cfg.EmbedPerMinute, Price: cfg.EmbedPrice, Timeout: cfg.Timeout, Log: log})
	if err != nil {
		return nil, fmt.Errorf("mô hình nhúng %s: %w", cfg.EmbedModel, err)
	}
	return e, nil
}

// embeddingCost says what a server that embeds was asked for, "" for the local
// model.
func embeddingCost(e embed.Embedder) string {
	server, ok := e.(*embedopenai.Embedder)
	if !ok {
		return ""
	}
	u := server.Usage()
	line := fmt.Sprintf("Mô hình nhúng %s: %d yêu cầu, %d token", server.Model(), u.Requests, u.Tokens)
	if u.Cost > 0 {
		line += fmt.Sprintf(", chi phí %.4f", u.Cost)
	}
	return line
}

// What the operator trained stands in modelFolder under these names, and takes
// the place of what is built in.
const (
	embedderFile = "embedder.bin"
	rankerFile   = "ranker.bin"
)

func localEmbedder(cfg Config) (embed.Embedder, error) {
	path := filepath.Join(modelFolder(cfg), embedderFile)
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		if m := local.Default(); m != nil {
			return m, nil
		}
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("không đọc được mô hình nhúng: %w", err)
	}
	m, err := local.Read(b)
	if err != nil {
		return nil, usageError{fmt.Sprintf("mô hình nhúng %s hỏng hoặc của phiên bản khác (%v); xóa tệp này hoặc chạy lại: trolyluat train embedder", path, err)}
	}
	return m, nil
}

// ranker reads the ranking model that the operator fitted; nil keeps the
// built-in one.
func ranker(cfg Config) (*rank.Model, error) {
	path := filepath.Join(modelFolder(cfg), rankerFile)
	b, err := os.ReadFile(path)
	if errors.Is(err, os.ErrNotExist) {
		return nil, nil
	}
	if err != nil {
		return nil, fmt.Errorf("không đọc được mô hình xếp hạng: %w", err)
	}
	m, err := rank.ReadModel(b)
	if err != nil {
		return nil, usageError{fmt.Sprintf("mô hình xếp hạng %s hỏng hoặc của phiên bản khác (%v); xóa tệp này hoặc chạy lại: trolyluat train ranker", path, err)}
	}
	if m.Vectors != "" && (local.Default() == nil || m.Vectors != local.Default().Model()) {
		return nil, usageError{fmt.Sprintf("mô hình xếp hạng %s được huấn luyện với phiên bản khác của chương trình; xóa tệp này hoặc chạy lại: trolyluat train ranker", path)}
	}
	return m, nil
}
