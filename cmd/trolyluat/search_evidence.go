package main

import (
	"fmt"
	"strings"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// searchEvidence is the stable JSON form of a piece of evidence.
type searchEvidence struct {
	Role       retrieval.Role `json:"role"`
	RoleName   string         `json:"role_name"`
	Document   string         `json:"document"`
	Title      string         `json:"title"`
	Path       string         `json:"path"`
	Heading    string         `json:"heading"`
	Quote      string         `json:"quote"`
	Why        string         `json:"why"`
	For        int            `json:"for"` // place of the evidence that it serves, -1 for an answer
	Tokens     int            `json:"tokens"`
	Status     corpus.Status  `json:"status"`
	StatusName string         `json:"status_name"`
	Score      float64        `json:"score"`
	SourceID   string         `json:"source_id"`
}

var roleNames = map[retrieval.Role]string{
	retrieval.RoleAnswer: "trả lời", retrieval.RoleDefinition: "giải thích từ ngữ", retrieval.RoleException: "ngoại lệ",
	retrieval.RoleReferenced: "được dẫn chiếu", retrieval.RoleGuidance: "hướng dẫn", retrieval.RoleSanction: "chế tài",
}

func (a *app) printEvidence(q retrieval.Query, budget int, list []retrieval.Evidence) error {
	out := make([]searchEvidence, 0, len(list))
	tokens := 0
	for _, e := range list {
		tokens += e.Tokens
		out = append(out, searchEvidence{Role: e.Role, RoleName: roleNames[e.Role], Document: e.Document.Key, Title: e.Document.Title,
			Path: e.Path, Heading: e.Chunk.Heading, Quote: e.Quote, Why: e.Why, For: e.For, Tokens: e.Tokens, Status: e.Status,
			StatusName: e.Status.Name(), Score: e.Score, SourceID: e.Chunk.SourceID})
	}
	if a.asJSON {
		return a.printJSON(map[string]any{"query": q.Text, "as_of": q.AsOf, "budget": budget, "tokens": tokens, "evidence": out})
	}
	if len(out) == 0 {
		fmt.Fprintln(a.stdout, "Không tìm thấy căn cứ nào.")
		return nil
	}
	for i, e := range out {
		serves := ""
		if e.For >= 0 {
			serves = fmt.Sprintf(" (cho căn cứ %d)", e.For+1)
		}
		fmt.Fprintf(a.stdout, "%2d. [%s%s] %s, %s %s\n    %s · %s · %d token\n", i+1, e.RoleName, serves, place(e.Path, e.Heading), e.Title, e.Document,
			e.Why, e.StatusName, e.Tokens)
		fmt.Fprintf(a.stdout, "    %s\n", strings.ReplaceAll(shorten(e.Quote, 300), "\n", " "))
	}
	fmt.Fprintf(a.stdout, "Tổng cộng khoảng %d token.\n", tokens)
	return nil
}
