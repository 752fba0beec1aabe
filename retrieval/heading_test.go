package retrieval

import (
	"testing"

	"trolyluat/corpus"
)

func TestHeadingFirst(t *testing.T) {
	hits := func() []Hit {
		return []Hit{
			{Chunk: corpus.Chunk{Path: "d3", Heading: "Giải thích từ ngữ"}},
			{Chunk: corpus.Chunk{Path: "d8", Heading: "Điều kiện nuôi mèo"}},
			{Chunk: corpus.Chunk{Path: "d9", Heading: "Mèo"}},
		}
	}
	for text, want := range map[string]string{
		"điều kiện nuôi mèo là gì?":       "d8",
		"Quy định về điều kiện nuôi mèo":  "d8",
		"điều kiện nuôi mèo và chó là gì": "d3",
		"mèo là gì": "d3", // one word names no điều
		"":          "d3",
	} {
		if got := headingFirst(hits(), text)[0].Chunk.Path; got != want {
			t.Errorf("%q: first %s, want %s", text, got, want)
		}
	}
	cited := hits()
	cited[0].Reason = ReasonDirect
	if got := headingFirst(cited, "điều kiện nuôi mèo")[0].Chunk.Path; got != "d3" {
		t.Errorf("a cited điều lost its place to %s", got)
	}
}
