package storetest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"

	"trolyluat/corpus"
	"trolyluat/retrieval"
)

func ids(t testing.TB, s corpus.Store) []string {
	t.Helper()
	var out []string
	for info, err := range s.Documents(context.Background()) {
		if err != nil {
			t.Fatalf("documents: %v", err)
		}
		out = append(out, info.ID)
	}
	return out
}

func lookup(t testing.TB, s corpus.Store, key string) []string {
	t.Helper()
	infos, err := s.Lookup(context.Background(), key)
	if err != nil {
		t.Fatalf("look up %s: %v", key, err)
	}
	var out []string
	for _, info := range infos {
		out = append(out, info.ID)
	}
	return out
}

func articles(t testing.TB, s retrieval.Index, document, path string) []corpus.Chunk {
	t.Helper()
	out, err := s.Articles(context.Background(), document, path)
	if err != nil {
		t.Fatalf("articles of %s %s: %v", document, path, err)
	}
	return out
}

func testEmpty(t *testing.T, opener Opener) {
	ctx := context.Background()
	s := opener(t)()
	if _, err := s.Document(ctx, "1/2020/QH14"); !errors.Is(err, corpus.ErrNotFound) {
		t.Errorf("document: %v, want ErrNotFound", err)
	}
	if got := ids(t, s); len(got) > 0 {
		t.Errorf("documents: %v", got)
	}
	if got := lookup(t, s, "1/2020/QH14"); len(got) > 0 {
		t.Errorf("look up: %v", got)
	}
	if got, err := s.RelationsTo(ctx, "1/2020/QH14"); len(got) > 0 || err != nil {
		t.Errorf("relations: %v, %v", got, err)
	}
	if got, hash, err := s.Seen(ctx, "file"); len(got) > 0 || hash != "" || err != nil {
		t.Errorf("seen: %v %q, %v", got, hash, err)
	}
	if got, err := s.Lexical(ctx, Query("thử việc"), retrieval.Filter{}, 10); len(got) > 0 || err != nil {
		t.Errorf("lexical: %v, %v", got, err)
	}
	if got, err := s.Nearest(ctx, "m", []float32{1}, retrieval.Filter{}, 10); len(got) > 0 || err != nil {
		t.Errorf("nearest: %v, %v", got, err)
	}
	if df, n, err := s.Frequencies(ctx, []string{"thử", "việc"}); len(df) != 2 || df[0]+df[1]+n > 0 || err != nil {
		t.Errorf("frequencies: %v %d, %v", df, n, err)
	}
	if got, err := s.Chunks(ctx, []corpus.ChunkID{1, 2}); len(got) > 0 || err != nil {
		t.Errorf("chunks: %v, %v", got, err)
	}
	if got := articles(t, s, "1/2020/QH14", ""); len(got) > 0 {
		t.Errorf("articles: %v", got)
	}
	if got, err := s.Infos(ctx, []string{"1/2020/QH14"}); len(got) > 0 || err != nil {
		t.Errorf("infos: %v, %v", got, err)
	}
	commit(t, s, corpus.Change{})
	healthy(t, s)
}

// whole is a document that uses most of the model.
func whole() corpus.Entry {
	e := law("45/2019/QH14", 3, always("Người lao động và người sử dụng lao động."))
	d := e.Document
	d.Title, d.ShortNames = "Bộ luật Lao động", []string{"BLLĐ"}
	d.Kind, d.Rank, d.Signer, d.Fields = corpus.KindCode, 2, "Người ký", []string{"lao động", "việc làm"}
	d.Issued, d.Effective = corpus.NewDate(2019, 11, 20), corpus.Interval{From: corpus.NewDate(2021, 1, 1)}
	d.Status, d.Fictional, d.Warnings = corpus.StatusInForce, true, []string{"gap_in_articles: d1 → d3"}
	d.Source = corpus.Source{URI: "luat.zip!bllđ.docx", Name: "bllđ.docx", SHA256: "ab", Size: 7, Format: "docx", Pages: 2, Tag: "t"}
	d.Tables = []corpus.Table{{Span: corpus.Span{Start: 1, End: 2}, Rows: [][]string{{"a", "b"}, {"c"}}}}
	d.Footnotes = []corpus.Footnote{{Mark: "1", At: 3, Text: "chú thích"}}
	d.Versions = []corpus.Version{{Path: "d1", Interval: corpus.Interval{To: corpus.NewDate(2023, 1, 1)}, Heading: "Cũ", Text: "Điều 1. Cũ", Units: []corpus.Unit{{Path: "d1/k1", Start: 0, End: 3}}}}
	d.Relations = []corpus.Relation{{Type: corpus.Repeals, FromPath: "d3", To: "10/2012/QH13"}}
	e.Chunks[0].Units = []corpus.Unit{{Path: "d1/k1", Start: 8, End: 20}, {Path: "d1/k1/đ", Start: 20, End: 30}}
	e.Chunks[0].Context = []string{"Chương I. Quy định chung", "Mục 1"}
	e.Chunks[0].Interval = corpus.Interval{From: corpus.NewDate(2021, 1, 1), To: corpus.NewDate(2025, 1, 1)}
	e.Chunks[0].Heading, e.Chunks[0].Page, e.Chunks[0].SourceID = "Phạm vi", 4, "anchor-1"
	e.Chunks[0].Status, e.Chunks[0].By = corpus.StatusSuspended, "1/2022/QH15"
	e.Chunks[1].Window = 1
	e.Chunks[2].Path, e.Chunks[2].Window = e.Chunks[1].Path, 2
	return e
}

func testRoundTrip(t *testing.T, opener Opener) {
	ctx := context.Background()
	open := opener(t)
	s := open()
	e := whole()
	put(t, s, e, law("a", 0, nil))
	for _, s := range []Store{s, open()} {
		d, err := s.Document(ctx, e.Document.ID)
		if err != nil {
			t.Fatalf("document: %v", err)
		}
		if diff := cmp.Diff(e.Document, d, cmpopts.EquateEmpty()); diff != "" {
			t.Errorf("document (-put +got):\n%s", diff)
		}
		info := e.Document.Info()
		info.Chunks = 3
		infos, err := s.Infos(ctx, []string{e.Document.ID, "a", "b"})
		if err != nil {
			t.Fatalf("infos: %v", err)
		}
		if diff := cmp.Diff(info, infos[e.Document.ID], cmpopts.EquateEmpty()); diff != "" || len(infos) != 2 {
			t.Errorf("infos: %d, (-want +got):\n%s", len(infos), diff)
		}
		for got, err := range s.Documents(ctx) {
			if err != nil {
				t.Fatalf("documents: %v", err)
			}
			if diff := cmp.Diff(infos[got.ID], got, cmpopts.EquateEmpty()); diff != "" {
				t.Errorf("documents: %s (-infos +documents):\n%s", got.ID, diff)
			}
		}
		chunks := articles(t, s, e.Document.ID, "")
		if diff := cmp.Diff(e.Chunks, chunks, cmpopts.EquateEmpty(), cmpopts.IgnoreFields(corpus.Chunk{}, "ID")); diff != "" {
			t.Errorf("chunks (-put +got):\n%s", diff)
		}
		if got := articles(t, s, e.Document.ID, "d2"); len(got) != 2 || got[0].Window != 1 || got[1].Window != 2 {
			t.Errorf("điều 2 has windows %v", got)
		}
		if got := articles(t, s, e.Document.ID, "d9"); len(got) > 0 {
			t.Errorf("điều 9: %v", got)
		}
		// In the order asked for, twice where asked twice, without those that are
		// not there.
		a, b := chunks[0].ID, chunks[2].ID
		got, err := s.Chunks(ctx, []corpus.ChunkID{b, 1 << 31, a, b})
		if err != nil || len(got) != 3 || got[0].ID != b || got[1].ID != a || got[2].ID != b {
			t.Errorf("chunks in order: %v, %v", got, err)
		}
	}
	healthy(t, s)
}

func testSources(t *testing.T, opener Opener) {
	ctx := context.Background()
	s := opener(t)()
	source := func(id, uri, hash string) corpus.Entry {
		e := law(id, 1, always("một"))
		e.Document.Source = corpus.Source{URI: uri, SHA256: hash}
		return e
	}
	// Another source came first; the one whose ID is the key still leads.
	put(t, s, source("k~b", "b", "h1"))
	put(t, s, source("k~a", "a", "h1"))
	put(t, s, source("k", "z", "h1"), source("other", "z", "h1"))
	if diff := cmp.Diff([]string{"k", "k~b", "k~a"}, lookup(t, s, "k")); diff != "" {
		t.Errorf("sources of a key (-want +got):\n%s", diff)
	}
	put(t, s, source("k~b", "b", "h2"))
	if diff := cmp.Diff([]string{"k", "k~b", "k~a"}, lookup(t, s, "k")); diff != "" {
		t.Errorf("sources after a new text of one (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"k", "k~a", "k~b", "other"}, ids(t, s)); diff != "" {
		t.Errorf("documents (-want +got):\n%s", diff)
	}
	seen := func(uri string) string {
		t.Helper()
		got, hash, err := s.Seen(ctx, uri)
		if err != nil {
			t.Fatalf("seen: %v", err)
		}
		return fmt.Sprint(got, " ", hash)
	}
	for uri, want := range map[string]string{"z": "[k other] h1", "b": "[k~b] h2", "a": "[k~a] h1", "none": "[] "} {
		if got := seen(uri); got != want {
			t.Errorf("seen %s = %s, want %s", uri, got, want)
		}
	}
	put(t, s, source("other", "z", "h3"))
	if got := seen("z"); got != "[other] h3" {
		t.Errorf("seen after a new text of one of two = %s", got)
	}
	commit(t, s, corpus.Change{Remove: []string{"other"}})
	if got := seen("z"); got != "[k] h1" {
		t.Errorf("seen after a removal = %s", got)
	}
	healthy(t, s)
}

func testRelations(t *testing.T, opener Opener) {
	ctx := context.Background()
	s := opener(t)()
	from := func(id string, to ...string) corpus.Entry {
		e := law(id, 1, always("một"))
		for i, key := range to {
			e.Document.Relations = append(e.Document.Relations, corpus.Relation{Type: corpus.Amends, To: key, ToPath: fmt.Sprintf("d%d", i)})
		}
		return e
	}
	got := func(key string) string {
		t.Helper()
		rs, err := s.RelationsTo(ctx, key)
		if err != nil {
			t.Fatalf("relations: %v", err)
		}
		out := ""
		for _, r := range rs {
			out += r.Document + ":" + r.ToPath + " "
		}
		return out
	}
	put(t, s, from("b", "x", "y", "x"), from("a", "x", "a"), from("x", "x"), from("x~2", "x"))
	if g := got("x"); g != "a:d0 b:d0 b:d2 " {
		t.Errorf("relations to x = %s", g)
	}
	if g := got("a"); g != "" {
		t.Errorf("relations to a = %s", g)
	}
	put(t, s, from("b", "y"))
	if g := got("x") + got("y"); g != "a:d0 b:d0 " {
		t.Errorf("relations after a replacement = %s", g)
	}
	commit(t, s, corpus.Change{Remove: []string{"a"}})
	if g := got("x"); g != "" {
		t.Errorf("relations after a removal = %s", g)
	}
	healthy(t, s)
}

// search returns the documents that a question finds, once each, in order.
func search(t testing.TB, s Store, text string, f retrieval.Filter) []string {
	t.Helper()
	c, err := s.Lexical(context.Background(), Query(text), f, 100)
	if err != nil {
		t.Fatalf("lexical: %v", err)
	}
	return documentsOf(places(t, s, c))
}

func documentsOf(fs []found) []string {
	var out []string
	seen := map[string]bool{}
	for _, f := range fs {
		if !seen[f.document] {
			seen[f.document] = true
			out = append(out, f.document)
		}
	}
	return out
}
