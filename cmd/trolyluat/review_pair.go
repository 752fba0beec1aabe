package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/spf13/cobra"

	"trolyluat/assistant/review"
	"trolyluat/retrieval"
)

// pairLine is one pair of a batch.
type pairLine struct {
	ID string `json:"id"`
	A  string `json:"a"`
	B  string `json:"b"`
}

// longestPair bounds a line of a batch.
const longestPair = 16 << 20

// reviewPairs compares two provisions, or each pair of a batch. The store, where
// there is one, tells how rare words are.
func (a *app) reviewPairs(cmd *cobra.Command, args []string, batch string) error {
	if batch == "" && len(args) != 2 {
		return usageError{"--pair cần hai quy định A và B"}
	}
	if batch != "" && len(args) != 0 {
		return usageError{"--pairs không nhận thêm tham số"}
	}
	var index retrieval.Index
	env, err := a.open(cmd, read)
	var usage usageError
	switch {
	case errors.As(err, &usage) && strings.Contains(usage.text, "chưa có kho"):
	case err != nil:
		return err
	default:
		defer env.Close()
		index = env.store
	}
	if batch == "" {
		verdict, err := review.Pair(cmd.Context(), index, textOrFile(args[0]), textOrFile(args[1]))
		if err != nil {
			return err
		}
		if a.asJSON {
			return a.printJSON(verdict)
		}
		fmt.Fprintf(a.stdout, "%s (điểm %.3f)\n", verdict.Name, verdict.Score)
		for _, d := range verdict.Differences {
			fmt.Fprintf(a.stdout, "- %s [%.2f]\n", d.Explanation, d.Certainty)
		}
		return nil
	}
	in := a.stdin
	if batch != "-" {
		file, err := os.Open(batch)
		if err != nil {
			return usageError{fmt.Sprintf("không mở được tệp %s", batch)}
		}
		defer file.Close()
		in = file
	}
	return a.eachPair(cmd, index, in)
}

func (a *app) eachPair(cmd *cobra.Command, index retrieval.Index, in io.Reader) error {
	lines := bufio.NewScanner(in)
	lines.Buffer(make([]byte, 1<<16), longestPair)
	out := json.NewEncoder(a.stdout)
	out.SetEscapeHTML(false)
	for n := 1; lines.Scan(); n++ {
		if strings.TrimSpace(lines.Text()) == "" {
			continue
		}
		var p pairLine
		if err := json.Unmarshal(lines.Bytes(), &p); err != nil {
			return fmt.Errorf("dòng %d không phải JSON {\"id\",\"a\",\"b\"}: %w", n, err)
		}
		if p.A == "" || p.B == "" {
			return fmt.Errorf("dòng %d thiếu trường \"a\" hoặc \"b\"", n)
		}
		verdict, err := review.Pair(cmd.Context(), index, p.A, p.B)
		if err != nil {
			return err
		}
		verdict.ID = p.ID
		if err := out.Encode(verdict); err != nil {
			return fmt.Errorf("không ghi được kết quả: %w", err)
		}
	}
	if err := lines.Err(); err != nil {
		return fmt.Errorf("đọc tệp cặp quy định: %w", err)
	}
	return nil
}

// textOrFile reads a file where the argument names one, and takes it as the text
// where not.
func textOrFile(arg string) string {
	if len(arg) < 500 && !strings.ContainsAny(arg, "\n") {
		if data, err := os.ReadFile(arg); err == nil {
			return string(data)
		}
	}
	return arg
}
