package lexical

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"trolyluat/corpus"
)

func names(terms []Term) string {
	var out []string
	for _, t := range terms {
		out = append(out, t.Term)
	}
	return strings.Join(out, "|")
}

func TestQueryTerms(t *testing.T) {
	for _, tt := range []struct{ name, text, want, folded string }{
		{"syllables and pairs", "Thử việc", "thử|việc|thử việc", "~thu|~viec|~thu viec"},
		{"once each", "đất, đất và đất", "đất|đất đất|và|đất và|và đất", "~dat|~dat dat|~va|~dat va|~va dat"},
		{"no pair over a sentence", "Hết. Hạn", "hết|hạn", "~het|~han"},
		{"tone in its place", "hoà", "hòa", "~hoa"},
		{"legal number and its parts", "15/2020/NĐ-CP", "15/2020/nđ-cp|15|2020|15 2020|nđ|2020 nđ|cp|nđ cp", "~15/2020/nd-cp|~15|~2020|~15 2020|~nd|~2020 nd|~cp|~nd cp"},
		{"quotation marks mean nothing", `"hợp đồng"`, "hợp|đồng|hợp đồng", "~hop|~dong|~hop dong"},
		{"nothing", " ?! ", "", ""},
	} {
		if got := names(QueryTerms(tt.text)); got != tt.want {
			t.Errorf("%s: %s, want %s", tt.name, got, tt.want)
		}
		if got := names(FoldedQueryTerms(tt.text)); got != tt.folded {
			t.Errorf("%s, folded: %s, want %s", tt.name, got, tt.folded)
		}
	}
	for _, x := range QueryTerms("thử việc") {
		want := 1.0
		if strings.Contains(x.Term, " ") {
			want = BigramWeight
		}
		if x.Weight != want {
			t.Errorf("%s weighs %v, want %v", x.Term, x.Weight, want)
		}
	}
}

func TestPhrasesOfAQuery(t *testing.T) {
	for text, want := range map[string]string{
		`thế nào là "hợp đồng lao động"?`: `"hợp đồng lao động"`,
		`“đất đai” và "thừa kế" và “đất”`: `"đất đai"|"thừa kế"`,
		`"đất đai" khác gì "đất đai"`:     `"đất đai"`,
		`không có`:                        "",
		`một dấu " thôi, hay “ này`:       "",
		`"" “ ”`:                          "",
	} {
		if got := names(Phrases(text)); got != want {
			t.Errorf("%s: %s, want %s", text, got, want)
		}
	}
}

func TestFields(t *testing.T) {
	doc := &corpus.DocumentInfo{Title: "Bộ luật Lao động", Number: "45/2019/QH14", ShortNames: []string{"BLLĐ", "Lao động", "45/2019/QH14"}}
	for _, tt := range []struct {
		name string
		c    corpus.Chunk
		want Fields
	}{
		{"heading counted once", corpus.Chunk{Label: "Điều 25", Heading: "Thử việc", Text: "Điều 25. Thử việc\n1. Nội dung", Context: []string{"Chương III"}},
			Fields{Body: {"Điều 25. \n1. Nội dung"}, Heading: {"Thử việc"}, Name: {"Bộ luật Lao động", "45/2019/QH14", "BLLĐ"}, Context: {"Chương III"}}},
		{"no heading", corpus.Chunk{Label: "Điều 1", Text: "Điều 1. Nội dung"},
			Fields{Body: {"Điều 1. Nội dung"}, Name: {"Bộ luật Lao động", "45/2019/QH14", "BLLĐ"}}},
		{"heading that the text goes on from", corpus.Chunk{Label: "Điều 1", Heading: "Thử", Text: "Điều 1. Thử việc là\ngì"},
			Fields{Body: {"Điều 1. Thử việc là\ngì"}, Heading: {"Thử"}, Name: {"Bộ luật Lao động", "45/2019/QH14", "BLLĐ"}}},
		{"second window", corpus.Chunk{Label: "Điều 1", Heading: "Thử", Text: "5. Thử việc"},
			Fields{Body: {"5. Thử việc"}, Heading: {"Thử"}, Name: {"Bộ luật Lao động", "45/2019/QH14", "BLLĐ"}}},
	} {
		if diff := cmp.Diff(tt.want, FieldsOf(doc, &tt.c)); diff != "" {
			t.Errorf("%s (-want +got):\n%s", tt.name, diff)
		}
	}
}

func TestMergeTerms(t *testing.T) {
	in := []Term{{"a", 1}, {"b", 2}, {"a", 3}, {"c", 0}, {"d", -1}, {"", 1}, {Phrase("b c d"), 2}}
	got := MergeTerms(in)
	want := []Term{{"a", 4}, {"b", 2}, {Phrase("b c d"), 2}, {"b c", 2 * BigramWeight}, {"c d", 2 * BigramWeight}}
	if diff := cmp.Diff(want, got); diff != "" {
		t.Errorf("(-want +got):\n%s", diff)
	}
}
