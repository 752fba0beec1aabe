package main

import (
	"context"
	"net/http"
	"time"

	"trolyluat/assistant"
	"trolyluat/assistant/history"
	"trolyluat/assistant/lookup"
	"trolyluat/assistant/review"
	"trolyluat/corpus"
	"trolyluat/corpus/extract/formats"
	"trolyluat/corpus/extract/pdf"
	"trolyluat/retrieval/postgres"
	"trolyluat/retrieval/sqlite"
	"trolyluat/web/api"
	"trolyluat/web/api/mcp"
)

// interfaces is what other programs talk to, over the opened store.
func (e *env) interfaces(assist *assistant.Assistant, conversations history.Store) (*api.Server, error) {
	model := ""
	if e.model != nil {
		model = e.model.Model()
	}
	tools, err := e.tools(assist)
	if err != nil {
		return nil, err
	}
	return api.New(api.Config{Assistant: assist, Desk: tools.Desk, History: conversations, Cases: tools.Cases, MCP: tools.Handler(), Log: e.log,
		Version: version(), Model: model, AnswerTimeout: e.cfg.Timeout + time.Minute,
		Sentinels: []api.Sentinel{
			{Err: postgres.ErrUnavailable, Status: http.StatusServiceUnavailable, Code: "unavailable", Title: "Kho dữ liệu tạm thời không truy cập được"},
			{Err: postgres.ErrBusy, Status: http.StatusServiceUnavailable, Code: "busy", Title: "Hệ thống đang bận, xin thử lại sau ít giây"},
			{Err: sqlite.ErrBusy, Status: http.StatusServiceUnavailable, Code: "busy", Title: "Hệ thống đang bận, xin thử lại sau ít giây"},
		}})
}

// tools is the MCP server over the opened store.
func (e *env) tools(assist *assistant.Assistant) (*mcp.Server, error) {
	reviewer := review.New(review.Config{Store: e.store, Index: e.store, Judge: review.NewJudge(e.model, e.log), Log: e.log})
	return mcp.New(mcp.Config{Assistant: assist, Desk: lookup.New(e.store, e.searcher, nil), Log: e.log, Version: version(),
		Timeout: e.cfg.Timeout + time.Minute,
		Cases:   &lookup.Cases{Desk: e.desk(), Reader: formats.New(pdf.Reader{})},
		Review: func(ctx context.Context, text string, on corpus.Date) (*review.Report, error) {
			doc, err := review.Read(ctx, formats.New(pdf.Reader{}), "du-thao.txt", []byte(text))
			if err != nil {
				return nil, err
			}
			return reviewer.Review(ctx, doc, review.Options{AsOf: on})
		}})
}

// purgeEvery is how often conversations past their time are deleted.
const purgeEvery = 24 * time.Hour

// retain deletes conversations that were last used longer ago than the
// configured time, now and every day until the context ends. Zero keeps all.
func (e *env) retain(ctx context.Context, conversations history.Store, now func() time.Time) {
	if e.cfg.RetentionDays == 0 {
		return
	}
	tick := time.NewTicker(purgeEvery)
	defer tick.Stop()
	for {
		n, err := conversations.Delete(ctx, history.Selection{Before: now().AddDate(0, 0, -e.cfg.RetentionDays)})
		switch {
		case err != nil && ctx.Err() == nil:
			e.log.Error("old conversations not deleted", "error", err)
		case n > 0:
			e.log.Info("old conversations deleted", "conversations", n)
		}
		select {
		case <-ctx.Done():
			return
		case <-tick.C:
		}
	}
}
