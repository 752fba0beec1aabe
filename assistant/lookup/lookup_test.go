package lookup

import (
	"context"
	"errors"
	"fmt"
	"os"
	"strings"
	"testing"

	"trolyluat/corpus"
	"trolyluat/corpus/extract/formats"
	"trolyluat/corpus/extract/pdf"
	"trolyluat/corpus/ingest"
	"trolyluat/corpus/sample"
	"trolyluat/retrieval"
	"trolyluat/retrieval/sqlite"
)

const (
	law      = "901/2020/QH-MAU"
	amending = "915/2023/QH-MAU"
)

var desk *Desk

// TestMain loads the sample law once.
func TestMain(m *testing.M) {
	os.Exit(func() int {
		dir, err := os.MkdirTemp("", "lookup")
		if err != nil {
			panic(err)
		}
		defer os.RemoveAll(dir)
		store, err := load(context.Background(), dir)
		if err != nil {
			fmt.Fprintln(os.Stderr, err)
			return 1
		}
		defer store.Close()
		desk = New(store, retrieval.New(store), func() corpus.Date { return corpus.NewDate(2026, 11, 23) })
		return m.Run()
	}())
}

func load(ctx context.Context, dir string) (*sqlite.Store, error) {
	store, err := sqlite.Open(ctx, dir+"/kho", sqlite.Options{})
	if err != nil {
		return nil, err
	}
	if err := os.CopyFS(dir+"/law", sample.Files()); err != nil {
		return nil, err
	}
	p := &ingest.Pipeline{Store: store, Reader: formats.New(pdf.Reader{}), Fictional: true}
	if _, err := p.Run(ctx, []string{dir + "/law"}); err != nil {
		return nil, err
	}
	return store, nil
}

func day(s string) corpus.Date {
	d, err := corpus.ParseDate(s)
	if err != nil {
		panic(err)
	}
	return d
}

func TestFindsDocumentsByAnyName(t *testing.T) {
	for _, name := range []string{law, "901-2020-QH-MAU", "901/2020", "Luật Sửa chữa đồ gia dụng", "luat sua chua do gia dung", " 901/2020/qh-mau "} {
		if id, err := desk.Resolve(t.Context(), name, 0); err != nil || id != law {
			t.Errorf("%q is %q: %v", name, id, err)
		}
	}
	for _, name := range []string{"45/2019/QH14", "Bộ luật Mèo", "xyz", strings.Repeat("a", 9000)} {
		_, err := desk.Resolve(t.Context(), name, 0)
		var missing *MissingError
		if !errors.Is(err, corpus.ErrNotFound) || !errors.As(err, &missing) || len(missing.VN) > 1200 {
			t.Errorf("%.20q: %v", name, err)
		}
	}
	if _, err := desk.Resolve(t.Context(), " ", 0); !errors.Is(err, ErrInput) {
		t.Errorf("no name: %v", err)
	}
}

func TestProvisionOnADate(t *testing.T) {
	for _, c := range []struct{ path, on, has, lacks string }{
		{"d3/k12", "2026-01-01", "12. Sổ theo dõi sửa chữa", "13. Nền tảng"},
		{"d3/k13", "2026-01-01", "13. Nền tảng kết nối", "12."},
		{"khoản 13 Điều 3", "2026-01-01", "13. Nền tảng kết nối", "12."},
		{"d8/k1/đ", "2023-01-01", "đ) Có phương tiện phòng cháy", "d)"},
		{"d3", "2023-01-01", "Điều 3. Giải thích từ ngữ", "Nền tảng"},
		{"d13/k1/đ", "2026-01-01", "khác thuê, mượn", "c)"},
		{"c1", "2023-01-01", "Điều 6. Các hành vi bị nghiêm cấm", "Trả tiền hoặc nhận tiền"},
		{"c1", "2026-01-01", "Trả tiền hoặc nhận tiền", "Điều 30."},
	} {
		p, err := desk.Provision(t.Context(), law, c.path, day(c.on))
		if err != nil {
			t.Errorf("%s on %s: %v", c.path, c.on, err)
			continue
		}
		if !strings.Contains(p.Text, c.has) || strings.Contains(p.Text, c.lacks) {
			t.Errorf("%s on %s: %q, want %q and not %q", c.path, c.on, p.Text, c.has, c.lacks)
		}
		if p.Status != corpus.StatusInForce || p.AsOf != day(c.on) || !p.Fictional || p.Document != law {
			t.Errorf("%s on %s: %+v", c.path, c.on, p)
		}
	}
	for _, c := range []struct{ path, on string }{{"d3/k13", "2023-01-01"}, {"d99", "2023-01-01"}, {"d3/k99", "2023-01-01"}, {"c99", "2023-01-01"}, {"lung-tung", ""}} {
		if _, err := desk.Provision(t.Context(), law, c.path, day(c.on)); !errors.Is(err, corpus.ErrNotFound) {
			t.Errorf("%s on %s: %v", c.path, c.on, err)
		}
	}
	for _, path := range []string{"", "ở đâu đó", strings.Repeat("d", 300)} {
		if _, err := desk.Provision(t.Context(), law, path, 0); !errors.Is(err, ErrInput) {
			t.Errorf("%.20q: %v", path, err)
		}
	}
	p, err := desk.Provision(t.Context(), law, "d3", day("2020-12-01"))
	if err != nil || p.Status != corpus.StatusPending {
		t.Errorf("before effect: %+v %v", p, err)
	}
	p, err = desk.Provision(t.Context(), "901/2022/AL", "noi-dung-an-le", 0)
	if err != nil || p.Text == "" {
		t.Errorf("section of an án lệ: %+v %v", p, err)
	}
	if p, err = desk.Provision(t.Context(), "655/2009/QH-MAU", "d5", 0); err != nil || p.Status != corpus.StatusExpired || p.Text == "" {
		t.Errorf("of a repealed law: %+v %v", p, err)
	}
}

func TestChanges(t *testing.T) {
	c, err := desk.Changes(t.Context(), law, "", day("2021-07-01"), day("2026-01-01"))
	if err != nil {
		t.Fatal(err)
	}
	if len(c.Changes) != 14 {
		t.Errorf("%d changes", len(c.Changes))
	}
	for _, change := range c.Changes {
		var before, after strings.Builder
		for _, p := range change.Pieces {
			if p.Kind != Added {
				before.WriteString(p.Text)
			}
			if p.Kind != Removed {
				after.WriteString(p.Text)
			}
		}
		if before.String() != change.Before || after.String() != change.After {
			t.Errorf("%s: the pieces do not give the texts", change.Path)
		}
		if change.By != amending && change.Kind != Repealed {
			t.Errorf("%s changed by %q", change.Path, change.By)
		}
	}
	c, err = desk.Changes(t.Context(), law, "d3/k12", day("2021-07-01"), day("2026-01-01"))
	if err != nil || len(c.Changes) != 1 || c.Changes[0].Path != "d3" || c.Changes[0].KindName != "Sửa đổi" {
		t.Errorf("%+v %v", c, err)
	}
	if c, err = desk.Changes(t.Context(), law, "", day("2021-07-01"), day("2021-08-01")); err != nil || len(c.Changes) != 0 {
		t.Errorf("%+v %v", c, err)
	}
	if _, err = desk.Changes(t.Context(), law, "", 0, day("2021-08-01")); !errors.Is(err, ErrInput) {
		t.Errorf("one date: %v", err)
	}
}

func TestRelations(t *testing.T) {
	r, err := desk.Relations(t.Context(), law, "")
	if err != nil {
		t.Fatal(err)
	}
	has := func(list []Relation, name, other string) bool {
		for _, x := range list {
			if x.TypeName == name && x.Other.Document == other {
				return true
			}
		}
		return false
	}
	if !has(r.Outgoing, "Bãi bỏ", "655/2009/QH-MAU") || !has(r.Incoming, "Được sửa đổi bởi", amending) || !has(r.Incoming, "Được hướng dẫn bởi", "902/2021/NĐ-MAU") {
		t.Errorf("%+v", r)
	}
	one, err := desk.Relations(t.Context(), law, "d3")
	if err != nil || len(one.Incoming) == 0 || len(one.Incoming) >= len(r.Incoming) {
		t.Errorf("of one điều: %d of %d, %v", len(one.Incoming), len(r.Incoming), err)
	}
	for _, x := range one.Incoming {
		if x.Path != "d3" && !strings.HasPrefix(x.Path, "d3/") {
			t.Errorf("of Điều 3: %+v", x)
		}
	}
}

func TestDocuments(t *testing.T) {
	all, err := desk.Documents(t.Context(), DocumentQuery{})
	if err != nil || all.Total != 14 || len(all.Documents) != 14 || all.Next != "" {
		t.Fatalf("%+v %v", all, err)
	}
	var seen []string
	q := DocumentQuery{Limit: 4}
	for {
		p, err := desk.Documents(t.Context(), q)
		if err != nil || p.Total != 14 || len(seen) > 14 {
			t.Fatal(err, p)
		}
		for _, d := range p.Documents {
			seen = append(seen, d.DocumentID)
		}
		if q.After = p.Next; p.Next == "" {
			break
		}
	}
	if len(seen) != 14 {
		t.Errorf("pages give %v", seen)
	}
	p, err := desk.Documents(t.Context(), DocumentQuery{Search: "sua chua 902", Kinds: []corpus.Kind{corpus.KindDecree}})
	if err != nil || p.Total != 1 || p.Documents[0].Document != "902/2021/NĐ-MAU" {
		t.Errorf("%+v %v", p, err)
	}
	if _, err := desk.Documents(t.Context(), DocumentQuery{Kinds: []corpus.Kind{"x"}}); !errors.Is(err, ErrInput) {
		t.Error(err)
	}
	v, err := desk.Document(t.Context(), law)
	if err != nil || len(v.Outline) < 61 || v.Outline[0].Level != "Chương" || len(v.Dates) == 0 || v.Dates[0] != day("2024-07-01") {
		t.Errorf("%+v %v", v, err)
	}
}

func TestSearch(t *testing.T) {
	r, err := desk.Search(t.Context(), SearchRequest{Query: "thời hạn bảo hành sửa chữa", Limit: 3})
	if err != nil || len(r.Hits) == 0 || len(r.Hits) > 3 || r.Hits[0].URL == "" || r.Hits[0].StatusName == "" {
		t.Fatalf("%+v %v", r, err)
	}
	r, err = desk.Search(t.Context(), SearchRequest{Query: "bảo hành", Documents: []string{"luat sua chua do gia dung"}})
	if err != nil || len(r.Hits) == 0 {
		t.Fatal(err)
	}
	for _, h := range r.Hits {
		if h.Document != law {
			t.Errorf("%s is another document", h.Document)
		}
	}
	for name, bad := range map[string]SearchRequest{"nothing": {}, "mode": {Query: "a", Mode: "magic"}, "kind": {Query: "a", Kinds: []corpus.Kind{"x"}},
		"limit": {Query: "a", Limit: 101}, "long": {Query: strings.Repeat("a ", 3000)}, "dates": {Query: "a", AllDates: true, AsOf: day("2020-01-01")}} {
		if _, err := desk.Search(t.Context(), bad); !errors.Is(err, ErrInput) {
			t.Errorf("%s: %v", name, err)
		}
	}
	cases, err := desk.FindPrecedents(t.Context(), "cơ sở sửa chữa làm mất tủ lạnh của khách, đòi bồi thường", 5)
	if err != nil || len(cases.Hits) == 0 {
		t.Fatalf("%+v %v", cases, err)
	}
	for i, h := range cases.Hits {
		if h.Kind != corpus.KindPrecedent && h.Kind != corpus.KindJudgment || i > 0 && precedence(cases.Hits[i-1].Kind) > precedence(h.Kind) {
			t.Errorf("%d: %s %s", i, h.Kind, h.Document)
		}
	}
}

func TestCheckCitations(t *testing.T) {
	check := func(text, on string) *CitationReport {
		t.Helper()
		r, err := desk.CheckCitations(t.Context(), text, day(on))
		if err != nil {
			t.Fatal(err)
		}
		return r
	}
	good := check("Theo khoản 6 Điều 6 Luật Sửa chữa đồ gia dụng, cấm “Sử dụng người dưới 15 tuổi làm công việc sửa chữa dưới mọi hình thức”.", "2026-01-01")
	if !good.OK || len(good.References) != 1 || good.References[0].Path != "d6/k6" || good.References[0].Status != corpus.StatusInForce ||
		len(good.Statements) != 1 || good.Statements[0].State != "dung_nguyen_van" {
		t.Errorf("a right citation: %+v", good)
	}
	misquoted := check("Theo khoản 6 Điều 6 Luật Sửa chữa đồ gia dụng, cấm “Sử dụng người dưới 18 tuổi làm công việc sửa chữa dưới mọi hình thức”.", "2026-01-01")
	if misquoted.OK || len(misquoted.Statements) != 1 || misquoted.Statements[0].State != "chua_kiem_chung" || len(misquoted.Statements[0].Problems) == 0 ||
		strings.Contains(misquoted.Statements[0].Problems[0], "[1]") {
		t.Errorf("a quote with one changed number: %+v", misquoted)
	}
	for text, outcome := range map[string]string{
		"Điều 99 Luật Sửa chữa đồ gia dụng quy định phạt tù.":                   ProvisionMissing,
		"Điều 5 Luật 77/2031/QH19 quy định phạt tù.":                            DocumentMissing,
		"khoản 13 Điều 3 Luật số 901/2020/QH-MAU quy định về nền tảng kết nối.": ProvisionMissing,
	} {
		if r := check(text, "2022-01-01"); r.OK || len(r.References) != 1 || r.References[0].Outcome != outcome {
			t.Errorf("%s: %+v", text, r)
		}
	}
	if r := check("Điều 5 Luật số 655/2009/QH-MAU: người làm nghề sửa chữa phải từ đủ 16 tuổi trở lên.", "2026-01-01"); r.OK || r.References[0].Status != corpus.StatusExpired {
		t.Errorf("repealed: %+v", r)
	}
	if r := check("Theo Điều 6 Luật Sửa chữa đồ gia dụng thì cấm. Còn Điều 8 nói về điều kiện.", "2026-01-01"); len(r.References) != 2 || !r.References[1].Assumed || r.References[1].Path != "d8" {
		t.Errorf("the text named before: %+v", r)
	}
	if r := check("Trời hôm nay đẹp.", ""); r.OK || len(r.Notes) == 0 {
		t.Errorf("no citation at all: %+v", r)
	}
	for _, bad := range []string{"", "\xff", strings.Repeat("a", MaxChecked+1)} {
		if _, err := desk.CheckCitations(t.Context(), bad, 0); !errors.Is(err, ErrInput) {
			t.Errorf("%.10q: %v", bad, err)
		}
	}
}
