// Package citations measures package assistant/cite on answers with planted
// faults. The answers are made by code from gold provisions of a benchmark
// (ALQAC 2025: articles, and questions with their gold articles): sentences told
// in several manners, as models tell them, and in each faulty answer exactly one
// fault of a known kind. Clean answers of the same making, among them people's
// own true statements from the benchmark, measure false alarms.
//
// The generator knows nothing of the detector. trolyluat eval and the package's
// tests call [Run].
package citations

import (
	"bufio"
	"context"
	"encoding/json"
	"fmt"
	"os"
	"strings"

	"trolyluat/eval/run"
)

// Options say what to measure on.
type Options struct {
	Questions string // questions.jsonl
	Articles  string // articles.jsonl
	Seed      uint64
	// Part takes "tune" or "held" questions only, split by their ids; "" takes
	// all.
	Part string
	// Every takes only every so many-th question, for a quick look; 0 takes all.
	Every int
	// Keep is how many misses and false alarms of each kind the report lists; 0
	// is 5, negative none.
	Keep int
}

// article is one gold or distracting provision.
type article struct {
	Law    string `json:"law_id"`
	Number string `json:"article"`
	Text   string `json:"text"`
}

// question is one question with its gold.
type question struct {
	ID       string            `json:"question_id"`
	Type     string            `json:"question_type"`
	Text     string            `json:"text"`
	Choices  map[string]string `json:"choices"`
	Answer   string            `json:"answer"`
	Relevant []struct {
		Law     string `json:"law_id"`
		Article string `json:"article_id"`
	} `json:"relevant_articles"`
}

func load[T any](ctx context.Context, path string) ([]T, error) {
	f, err := os.Open(path)
	if err != nil {
		return nil, fmt.Errorf("citations: %w", err)
	}
	defer f.Close()
	var out []T
	lines := bufio.NewScanner(f)
	lines.Buffer(make([]byte, 1<<20), 16<<20)
	for n := 1; lines.Scan(); n++ {
		if err := ctx.Err(); err != nil {
			return nil, err
		}
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var v T
		if err := json.Unmarshal(lines.Bytes(), &v); err != nil {
			return nil, run.In(path, run.NotJSON(n, err))
		}
		out = append(out, v)
	}
	if err := lines.Err(); err != nil {
		return nil, fmt.Errorf("citations: reading %s: %w", path, err)
	}
	return out, nil
}
