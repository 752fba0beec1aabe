package retrieval_test

import (
	"context"
	"slices"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/retrieval"
	"trolyluat/retrieval/internal/memory"
)

// article builds a chunk with one unit a line ("1. …" a khoản, "a) …" a điểm).
func article(path, heading string, iv corpus.Interval, lines ...string) corpus.Chunk {
	label := "Điều " + strings.TrimPrefix(path, "d")
	c := corpus.Chunk{Path: path, Label: label, Heading: heading, Interval: iv, Text: label + ". " + heading}
	clause := ""
	for _, line := range lines {
		c.Text += "\n"
		start := len(c.Text)
		c.Text += line
		mark, _, _ := strings.Cut(line, " ")
		switch {
		case strings.HasSuffix(mark, "."):
			clause = path + "/k" + strings.TrimSuffix(mark, ".")
			c.Units = append(c.Units, corpus.Unit{Path: clause, Start: start, End: len(c.Text)})
		case strings.HasSuffix(mark, ")"):
			for i := range c.Units {
				if c.Units[i].Path == clause {
					c.Units[i].End = len(c.Text)
				}
			}
			c.Units = append(c.Units, corpus.Unit{Path: clause + "/" + strings.TrimSuffix(mark, ")"), Start: start, End: len(c.Text)})
		}
	}
	return c
}

func entry(id, key, title string, kind corpus.Kind, chunks ...corpus.Chunk) corpus.Entry {
	for i := range chunks {
		chunks[i].Document = id
		chunks[i].SourceID = id + "#" + chunks[i].Path
	}
	var provisions []corpus.Provision
	for _, c := range chunks {
		provisions = append(provisions, corpus.Provision{Path: c.Path, Level: corpus.LevelArticle, Parent: -1})
		for _, u := range c.Units {
			provisions = append(provisions, corpus.Provision{Path: u.Path, Level: corpus.LevelClause})
		}
	}
	return corpus.Entry{
		Document: &corpus.Document{ID: id, Provisions: provisions, Key: key, Number: key, Title: title, Kind: kind,
			Effective: corpus.Interval{From: 20200101}},
		Chunks: chunks,
	}
}

// lakes is an invented law on boats, with an older version of one điều, and its
// decree.
func lakes() []corpus.Entry {
	always := corpus.Interval{}
	return []corpus.Entry{
		entry("90/2019/QH99", "90/2019/QH99", "Luật Thuyền hồ", corpus.KindLaw,
			article("d1", "Phạm vi điều chỉnh", always, "Luật này quy định về đăng ký và sử dụng thuyền trên hồ."),
			article("d5", "Đăng ký thuyền", always,
				"1. Chủ thuyền đăng ký thuyền tại Ủy ban nhân dân cấp xã.",
				"2. Hồ sơ gồm:",
				"a) Đơn đăng ký;",
				"b) Giấy tờ chứng minh nguồn gốc của thuyền."),
			article("d6", "Lệ phí", corpus.Interval{From: 20200101, To: 20230101}, "Lệ phí đăng ký thuyền là 50.000 đồng."),
			article("d6", "Lệ phí", corpus.Interval{From: 20230101}, "Lệ phí đăng ký thuyền là 80.000 đồng."),
		),
		entry("91/2020/NĐ-CP", "91/2020/NĐ-CP", "Nghị định xử phạt vi phạm về thuyền hồ", corpus.KindDecree,
			article("d3", "Vi phạm về đăng ký", always,
				"1. Phạt tiền từ 1.000.000 đồng đến 2.000.000 đồng đối với hành vi không đăng ký thuyền.",
				"2. Phạt tiền từ 3.000.000 đồng đến 5.000.000 đồng đối với hành vi tẩy xóa giấy đăng ký."),
		),
		entry("90/2019/QH99~khac", "90/2019/QH99", "Luật Thuyền hồ", corpus.KindLaw,
			article("d5", "Đăng ký thuyền", always, "1. Chủ thuyền đăng ký thuyền tại Ủy ban nhân dân cấp xã.")),
	}
}

func search(t *testing.T, entries []corpus.Entry, q retrieval.Query) retrieval.Result {
	t.Helper()
	s := retrieval.New(memory.New(entries), retrieval.WithToday(func() corpus.Date { return 20240601 }))
	res, err := s.Search(context.Background(), q)
	if err != nil {
		t.Fatal(err)
	}
	return res
}

func ids(res retrieval.Result) []string {
	var out []string
	for _, h := range res.Hits {
		out = append(out, h.Document.Key+" "+h.Chunk.Path)
	}
	return out
}

func TestSearch(t *testing.T) {
	tests := []struct {
		name, query, first, path string
	}{
		{"words of one khoản", "đăng ký thuyền ở Ủy ban nhân dân cấp nào", "90/2019/QH99 d5", "d5/k1"},
		{"words of a điểm", "có cần giấy tờ chứng minh nguồn gốc của thuyền không", "90/2019/QH99 d5", "d5/k2/b"},
		{"decomposed Unicode", "le\u0323\u0302 phi\u0301 đăng ky\u0301 thuyền", "90/2019/QH99 d6", ""},
		{"penalty", "không đăng ký thuyền bị phạt tiền bao nhiêu", "91/2020/NĐ-CP d3", "d3/k1"},
	}
	for _, tt := range tests {
		t.Run(tt.name, func(t *testing.T) {
			res := search(t, lakes(), retrieval.Query{Text: tt.query})
			if len(res.Hits) == 0 {
				t.Fatal("no hits")
			}
			if got := ids(res)[0]; got != tt.first || res.Hits[0].BestPath != tt.path {
				t.Errorf("first hit %s at %q, want %s at %q (all: %q)", got, res.Hits[0].BestPath, tt.first, tt.path, ids(res))
			}
		})
	}
}

func TestEachArticleOnce(t *testing.T) {
	res := search(t, lakes(), retrieval.Query{Text: "lệ phí đăng ký thuyền"})
	got := ids(res)
	sorted := slices.Clone(got)
	slices.Sort(sorted)
	if len(slices.Compact(sorted)) != len(got) {
		t.Errorf("a điều stands twice: %q", got)
	}
	for _, h := range res.Hits {
		if h.Chunk.Path == "d6" && !strings.Contains(h.Chunk.Text, "80.000") {
			t.Errorf("superseded version shown: %q", h.Chunk.Text)
		}
	}
}

func TestAsOf(t *testing.T) {
	res := search(t, lakes(), retrieval.Query{Text: "lệ phí đăng ký thuyền", Filter: retrieval.Filter{AsOf: 20210601}})
	if len(res.Hits) == 0 || !strings.Contains(res.Hits[0].Chunk.Text, "50.000") {
		t.Fatalf("law of 2021 not first: %q", ids(res))
	}
	if got := res.Hits[0].Status; got != corpus.StatusInForce {
		t.Errorf("status on the date is %s", got)
	}
}

func TestHighlights(t *testing.T) {
	res := search(t, lakes(), retrieval.Query{Text: "tẩy xóa giấy đăng ký"})
	h := res.Hits[0]
	var marked []string
	for i, s := range h.Highlights {
		if i > 0 && s.Start < h.Highlights[i-1].End {
			t.Errorf("highlights overlap or are out of order: %v", h.Highlights)
		}
		marked = append(marked, h.Chunk.Text[s.Start:s.End])
	}
	if !slices.Contains(marked, "tẩy xóa giấy đăng ký") {
		t.Errorf("marked %q", marked)
	}
}

func TestDirectReference(t *testing.T) {
	tests := []struct{ query, first, path string }{
		{"khoản 2 Điều 3 Nghị định 91/2020/NĐ-CP quy định gì", "91/2020/NĐ-CP d3", "d3/k2"},
		{"Điều 1 Luật số 90/2019/QH99", "90/2019/QH99 d1", ""},
		{"điểm b khoản 2 Điều 5 Luật Thuyền hồ", "90/2019/QH99 d5", "d5/k2/b"},
		{"khoản 1 điều 5 Luật Thuyền hồ", "90/2019/QH99 d5", "d5/k1"},
		{"k1 d5 luat thuyen ho", "90/2019/QH99 d5", "d5/k1"}, // a name that no table knows, without diacritics
		{"d 5 của luật thuyền hồ", "90/2019/QH99 d5", ""},
		{"khoản 7 Điều 5 Luật Thuyền hồ là gì", "90/2019/QH99 d5", ""}, // no such khoản: the điều
	}
	for _, tt := range tests {
		res := search(t, lakes(), retrieval.Query{Text: tt.query})
		if len(res.Hits) == 0 {
			t.Errorf("%q: no hits", tt.query)
			continue
		}
		h := res.Hits[0]
		if got := ids(res)[0]; got != tt.first || h.Reason != retrieval.ReasonDirect || tt.path != "" && h.BestPath != tt.path {
			t.Errorf("%q: first %s at %q (%s), want %s at %q", tt.query, got, h.BestPath, h.Reason, tt.first, tt.path)
		}
	}
}

func TestNoWords(t *testing.T) {
	for _, q := range []string{"", "  ", "?!…"} {
		if res := search(t, lakes(), retrieval.Query{Text: q}); len(res.Hits) != 0 {
			t.Errorf("%q found %q", q, ids(res))
		}
	}
}
