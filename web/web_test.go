package web

import (
	"context"
	"errors"
	"fmt"
	"io"
	"iter"
	"net/http"
	"net/http/cookiejar"
	"net/http/httptest"
	"strings"
	"testing"
	"time"

	"trolyluat/assistant"
	"trolyluat/corpus"
	"trolyluat/retrieval"
)

// books is a library of a few documents.
type books map[string]*corpus.Document

func (s books) Document(_ context.Context, id string) (*corpus.Document, error) {
	if d, ok := s[id]; ok {
		return d, nil
	}
	return nil, fmt.Errorf("books: %w", corpus.ErrNotFound)
}

func (s books) Documents(context.Context) iter.Seq2[corpus.DocumentInfo, error] {
	return func(yield func(corpus.DocumentInfo, error) bool) {
		for _, d := range s {
			if !yield(d.Info(), nil) {
				return
			}
		}
	}
}

func (s books) Lookup(_ context.Context, key string) ([]corpus.DocumentInfo, error) {
	if d, ok := s[key]; ok {
		return []corpus.DocumentInfo{d.Info()}, nil
	}
	return nil, nil
}

func (s books) RelationsTo(_ context.Context, key string) ([]corpus.IncomingRelation, error) {
	var out []corpus.IncomingRelation
	for _, d := range s {
		for _, r := range d.Relations {
			if r.To == key {
				out = append(out, corpus.IncomingRelation{Document: d.ID, Relation: r})
			}
		}
	}
	return out, nil
}

func (s books) Generation(context.Context) (uint64, error) { return uint64(len(s)), nil }

// catLaw is an invented statute of two điều.
func catLaw() *corpus.Document {
	text := "LUẬT NUÔI MÈO\nĐiều 1. Cho ăn\n1. Hai bữa một ngày, trừ trường hợp tại Điều 2.\n2. Không cho ăn <script>alert(1)</script> lạ.\nĐiều 2. Hiệu lực\nTừ ngày 01/01/2022."
	at := func(s string) int { return strings.Index(text, s) }
	d2 := at("Điều 2. H")
	return &corpus.Document{ID: "91/2021/QH-THU", Key: "91/2021/QH-THU", Number: "91/2021/QH-THU", Kind: corpus.KindLaw,
		Title: "Luật Nuôi mèo", Issuer: "Quốc hội", Fictional: true, Issued: corpus.NewDate(2021, 10, 1),
		Effective: corpus.Interval{From: corpus.NewDate(2022, 1, 1)}, Text: text,
		Provisions: []corpus.Provision{
			{Path: "mo-dau", Level: corpus.LevelPreamble, Parent: -1, Span: corpus.Span{End: at("Điều 1")}, Own: corpus.Span{End: at("Điều 1")}},
			{Path: "d1", Level: corpus.LevelArticle, Label: "1", Heading: "Cho ăn", Parent: -1,
				Span: corpus.Span{Start: at("Điều 1"), End: d2}, Own: corpus.Span{Start: at("Điều 1"), End: at("1. Hai")}},
			{Path: "d1/k1", Level: corpus.LevelClause, Label: "1", Parent: 1, Span: corpus.Span{Start: at("1. Hai"), End: at("2. Không")}, Own: corpus.Span{Start: at("1. Hai"), End: at("2. Không")}},
			{Path: "d1/k2", Level: corpus.LevelClause, Label: "2", Parent: 1, Span: corpus.Span{Start: at("2. Không"), End: d2}, Own: corpus.Span{Start: at("2. Không"), End: d2}},
			{Path: "d2", Level: corpus.LevelArticle, Label: "2", Heading: "Hiệu lực", Parent: -1,
				Span: corpus.Span{Start: d2, End: len(text)}, Own: corpus.Span{Start: d2, End: len(text)}},
		},
		Versions: []corpus.Version{
			{Path: "d2", Heading: "Hiệu lực", Interval: corpus.Interval{From: corpus.NewDate(2022, 1, 1), To: corpus.NewDate(2024, 1, 1)}, Text: "Điều 2. Hiệu lực\nTừ ngày 01/01/2022."},
			{Path: "d2", Heading: "Hiệu lực", Interval: corpus.Interval{From: corpus.NewDate(2024, 1, 1)}, By: "92/2023/QH-THU", Text: "Điều 2. Hiệu lực\nĐã được sửa."},
			{Path: "d1a", Heading: "Cho uống", Interval: corpus.Interval{From: corpus.NewDate(2024, 1, 1)}, By: "92/2023/QH-THU", Text: "Điều 1a. Cho uống\nNước sạch."},
		}}
}

// amendingLaw is the invented statute that amends catLaw.
func amendingLaw() *corpus.Document {
	text := "Điều 1. Sửa đổi Luật Nuôi mèo"
	return &corpus.Document{ID: "92/2023/QH-THU", Key: "92/2023/QH-THU", Number: "92/2023/QH-THU", Kind: corpus.KindLaw, Fictional: true,
		Title: "Luật sửa đổi, bổ sung một số điều của Luật Nuôi mèo", Text: text, Effective: corpus.Interval{From: corpus.NewDate(2024, 1, 1)},
		Provisions: []corpus.Provision{{Path: "d1", Level: corpus.LevelArticle, Label: "1", Parent: -1, Span: corpus.Span{End: len(text)}, Own: corpus.Span{End: len(text)}}},
		Relations:  []corpus.Relation{{Type: corpus.Amends, FromPath: "d1", To: "91/2021/QH-THU", ToPath: "d2", From: corpus.NewDate(2024, 1, 1), How: "text"}}}
}

// parrot answers every question with its own words, one event a word.
type parrot struct{ wait time.Duration }

func (p parrot) Ask(ctx context.Context, q assistant.Question) iter.Seq2[assistant.Event, error] {
	return func(yield func(assistant.Event, error) bool) {
		if q.Text == "hỏng" {
			yield(assistant.Event{}, errors.New("secret internals"))
			return
		}
		if q.Text == "sập" {
			panic("secret internals")
		}
		if !yield(assistant.Event{Type: assistant.Understood, Role: assistant.Citizen, AsOf: "2026-12-01"}, nil) {
			return
		}
		for w := range strings.FieldsSeq(q.Text) {
			select {
			case <-time.After(p.wait):
			case <-ctx.Done():
				yield(assistant.Event{}, ctx.Err())
				return
			}
			if !yield(assistant.Event{Type: assistant.Text, Text: w + " "}, nil) {
				return
			}
		}
		yield(assistant.Event{Type: assistant.Done, Answer: &assistant.Answer{Question: q.Text, Text: q.Text, Role: q.Role, AsOf: "2026-12-01",
			Citations: []assistant.Citation{{Number: 1, Title: "Luật Nuôi mèo", Label: "Điều 1", URL: "/vb/91-2021-QH-THU/d1", Quote: "Hai <b>bữa</b>"}}}}, nil)
	}
}

// nothing finds nothing.
type nothing struct{}

func (nothing) Search(context.Context, retrieval.Query) (retrieval.Result, error) {
	return retrieval.Result{}, nil
}

func testToday() corpus.Date { return corpus.NewDate(2026, 12, 1) }

func server(t testing.TB, change func(*Config)) (*httptest.Server, *Server) {
	t.Helper()
	law, amending := catLaw(), amendingLaw()
	c := Config{Assistant: parrot{}, Searcher: nothing{}, Library: books{law.ID: law, amending.ID: amending}, Examples: []string{"Mèo ăn mấy bữa?"}, Today: testToday}
	if change != nil {
		change(&c)
	}
	s, err := New(c)
	if err != nil {
		t.Fatal(err)
	}
	h := httptest.NewServer(s)
	t.Cleanup(s.Close)
	t.Cleanup(h.Close) // before: what is asked meanwhile is answered
	return h, s
}

// reader is a browser without scripts: it keeps cookies.
func reader(t testing.TB) *http.Client {
	t.Helper()
	jar, err := cookiejar.New(nil)
	if err != nil {
		t.Fatal(err)
	}
	return &http.Client{Jar: jar, Timeout: 20 * time.Second}
}

func get(t testing.TB, client *http.Client, url string) (int, string, http.Header) {
	t.Helper()
	r, err := client.Get(url)
	if err != nil {
		t.Fatal(err)
	}
	defer r.Body.Close()
	body, err := io.ReadAll(r.Body)
	if err != nil {
		t.Fatal(err)
	}
	return r.StatusCode, string(body), r.Header
}

func TestPages(t *testing.T) {
	h, _ := server(t, nil)
	client := reader(t)
	for path, want := range map[string][]string{
		"/":                                     {"Bạn muốn hỏi gì về pháp luật?", "(AI)", "Mèo ăn mấy bữa?", "giả định, không có giá trị pháp lý", `lang="vi"`},
		"/vb":                                   {"Luật Nuôi mèo", `href="/vb/91-2021-QH-THU"`, "giả định"},
		"/vb?ten=nuoi+meo":                      {"Luật Nuôi mèo", "2 văn bản"},
		"/vb?ten=cho":                           {"Không có văn bản nào khớp"},
		"/gioi-thieu":                           {"134/2025/QH15"},
		"/tra-cuu":                              {"Tra cứu quy định"},
		"/tra-cuu?q=m%C3%A8o":                   {"Không tìm thấy quy định nào"},
		"/healthz":                              {"ok"},
		"/readyz":                               {"ok"},
		"/vb/91-2021-QH-THU/d1/k2":              {`id="d1/k2" data-target`, "&lt;script&gt;", "Văn bản giả định, không có giá trị pháp lý", "Đã được sửa"},
		"/vb/91-2021-QH-THU/d2?ngay=2023-01-01": {"Từ ngày 01/01/2022", "tính đến ngày 01/01/2023"},
		"/vb/91-2021-QH-THU":                    {`<h3>Điều 1. Cho ăn`, `<p class="khoan" id="d1/k1">1. Hai bữa một ngày`, `<a class="ref" href="#d2">Điều 2</a>`, "Được sửa đổi bởi", `href="/vb/92-2023-QH-THU"`},
		"/vb/91-2021-QH-THU/d9":                 {"không có Điều 9"},
		"/vb/91-2021-QH-THU?tim=bua":            {"Hai <mark>bữa</mark> một ngày", "1 chỗ có"},
		"/vb/91-2021-QH-THU?tim=b%C3%BAa":       {"Không có “búa” trong văn bản này"},
		"/vb/91-2021-QH-THU/so-sanh":            {"<del>", "<ins>", "Đã được sửa", "Điều 1a", "Bổ sung"},
		"/vb/91-2021-QH-THU/lien-quan":          {"Được sửa đổi bởi", `href="/vb/91-2021-QH-THU/d2"`, `href="/vb/92-2023-QH-THU/d1"`},
		"/vb/91-2021-QH-THU/lien-quan?dieu=d1":  {"chưa ghi nhận"},
		"/doan/91-2021-QH-THU/d2":               {"Đã được sửa", "Luật Nuôi mèo"},
		"/doan/91-2021-QH-THU/d1/k2":            {"data-target", "&lt;script&gt;"},
	} {
		status, body, header := get(t, client, h.URL+path)
		if status != http.StatusOK {
			t.Errorf("%s: status %d", path, status)
		}
		for _, w := range want {
			if !strings.Contains(body, w) {
				t.Errorf("%s lacks %q", path, w)
			}
		}
		if strings.Contains(body, "<script>alert") {
			t.Errorf("%s lets a script of the document through", path)
		}
		if csp := header.Get("Content-Security-Policy"); !strings.Contains(csp, "default-src 'none'") || strings.Contains(csp, "unsafe") {
			t.Errorf("%s: policy %q", path, csp)
		}
		if strings.Contains(body, " style=") || strings.Contains(body, "<style") || strings.Contains(body, " onclick") {
			t.Errorf("%s has a style or script in the page, which its policy forbids", path)
		}
	}
	if _, body, _ := get(t, client, h.URL+"/vb/91-2021-QH-THU/d2?ngay=2023-01-01"); strings.Contains(body, "Đã được sửa") || strings.Contains(body, "Điều 1a") {
		t.Error("a later version shows on an earlier date")
	}
	for _, path := range []string{"/vb/khong-co", "/lung-tung", "/hoi/khong-co", "/vb/91-2021-QH-THU/tai/exe", "/vb/91-2021-QH-THU/tai/goc"} {
		if status, body, _ := get(t, client, h.URL+path); status != http.StatusNotFound || !strings.Contains(body, "Không") {
			t.Errorf("%s: status %d", path, status)
		}
	}
}

// TestInsertedArticleStandsInPlace: Điều 1a follows Điều 1 and not the end.
func TestInsertedArticleStandsInPlace(t *testing.T) {
	h, _ := server(t, nil)
	_, body, _ := get(t, reader(t), h.URL+"/vb/91-2021-QH-THU")
	d1, d1a, d2 := strings.Index(body, "<h3>Điều 1."), strings.Index(body, "<h3>Điều 1a."), strings.Index(body, "<h3>Điều 2.")
	if d1 < 0 || d1a < d1 || d2 < d1a {
		t.Errorf("Điều 1 at %d, Điều 1a at %d, Điều 2 at %d", d1, d1a, d2)
	}
}
