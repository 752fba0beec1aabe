package main

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"io"
	"net/http"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	sdk "github.com/modelcontextprotocol/go-sdk/mcp"

	"trolyluat/assistant"
	"trolyluat/assistant/cases"
	"trolyluat/assistant/cases/basis"
	"trolyluat/assistant/cases/draft"
	"trolyluat/assistant/history"
	"trolyluat/assistant/llm/fake"
	"trolyluat/assistant/lookup"
	"trolyluat/assistant/review"
)

// withSample ingests the sample law into a folder of the test.
func withSample(t *testing.T) string {
	t.Helper()
	data := filepath.Join(t.TempDir(), "kho")
	if code, _, stderr := command(t, nil, "ingest", "--data", data, "../../corpus/sample/files"); code != exitOK {
		t.Fatal(stderr)
	}
	return data
}

// served is a running `trolyluat serve`.
type served struct {
	url  string
	stop func() (code int, took time.Duration)
}

func startServe(t *testing.T, env map[string]string, args ...string) served {
	t.Helper()
	ctx, cancel := context.WithCancel(context.Background())
	out, in := io.Pipe()
	var stderr bytes.Buffer
	code := make(chan int, 1)
	go func() {
		code <- run(ctx, append([]string{"serve", "--addr", "127.0.0.1:0"}, args...), func(name string) string { return env[name] }, strings.NewReader(""), in, &stderr)
		_ = in.Close()
	}()
	line, err := bufio.NewReader(out).ReadString('\n')
	if err != nil {
		t.Fatalf("serve: %v %s", err, stderr.String())
	}
	_, url, _ := strings.Cut(line, "http://")
	url, _, _ = strings.Cut(url, "/")
	var once sync.Once
	s := served{url: "http://" + url}
	s.stop = func() (c int, took time.Duration) {
		once.Do(func() {
			start := time.Now()
			cancel()
			c, took = <-code, time.Since(start)
		})
		return c, took
	}
	t.Cleanup(func() { s.stop() })
	return s
}

// tool calls a tool and reads its structured answer.
func tool[T any](t *testing.T, session *sdk.ClientSession, name string, arguments map[string]any) (v T, result *sdk.CallToolResult) {
	t.Helper()
	result, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: name, Arguments: arguments})
	if err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	if result.IsError {
		return v, result
	}
	data, err := json.Marshal(result.StructuredContent)
	if err != nil {
		t.Fatal(err)
	}
	if err := json.Unmarshal(data, &v); err != nil {
		t.Fatalf("%s: %v", name, err)
	}
	return v, result
}

func words(r *sdk.CallToolResult) string {
	var b strings.Builder
	for _, c := range r.Content {
		if text, ok := c.(*sdk.TextContent); ok {
			b.WriteString(text.Text)
		}
	}
	return b.String()
}

// TestMCP drives the tools with the SDK's own client over both transports.
func TestMCP(t *testing.T) {
	data := withSample(t)
	for name, connect := range map[string]func(t *testing.T) sdk.Transport{
		"stdio": func(t *testing.T) sdk.Transport {
			fromClient, toServer := io.Pipe()
			fromServer, toClient := io.Pipe()
			ctx, cancel := context.WithCancel(context.Background())
			var stderr bytes.Buffer
			code := make(chan int, 1)
			go func() {
				code <- run(ctx, []string{"mcp", "--data", data}, func(string) string { return "" }, fromClient, toClient, &stderr)
				_ = toClient.Close()
			}()
			t.Cleanup(func() { // the client has left: the command ends by itself
				select {
				case c := <-code:
					if c != exitOK || stderr.Len() > 0 {
						t.Errorf("mcp ended with %d: %s", c, stderr.String())
					}
				case <-time.After(10 * time.Second):
					t.Error("mcp goes on without a client")
				}
				cancel()
			})
			return &sdk.IOTransport{Reader: fromServer, Writer: toServer}
		},
		"http": func(t *testing.T) sdk.Transport {
			return &sdk.StreamableClientTransport{Endpoint: startServe(t, nil, "--data", data).url + "/mcp"}
		},
	} {
		t.Run(name, func(t *testing.T) {
			transport := connect(t)
			session, err := sdk.NewClient(&sdk.Implementation{Name: "thu", Version: "1"}, nil).Connect(t.Context(), transport, nil)
			if err != nil {
				t.Fatal(err)
			}
			defer session.Close()
			useTools(t, session)
		})
	}
}

func useTools(t *testing.T, session *sdk.ClientSession) {
	listed, err := session.ListTools(t.Context(), nil)
	if err != nil {
		t.Fatal(err)
	}
	var names []string
	for _, x := range listed.Tools {
		names = append(names, x.Name)
		if x.Description == "" || x.InputSchema == nil || x.OutputSchema == nil || !x.Annotations.ReadOnlyHint {
			t.Errorf("%s is not described: %+v", x.Name, x)
		}
	}
	slices.Sort(names)
	if got := strings.Join(names, " "); got != "ask_law check_citation check_judgment find_precedents find_similar_cases get_provision legal_basis redact_text review_draft search_law" {
		t.Errorf("tools %s", got)
	}
	const law = "Luật Sửa chữa đồ gia dụng"
	found, _ := tool[lookup.SearchResult](t, session, "search_law", map[string]any{"query": "người học việc từ bao nhiêu tuổi", "limit": 3, "as_of": "2024-09-01"})
	if len(found.Hits) == 0 || found.Hits[0].Path != "d17" || found.AsOf.String() != "2024-09-01" {
		t.Errorf("search_law: %+v", found)
	}
	p, _ := tool[lookup.Provision](t, session, "get_provision", map[string]any{"document": law, "path": "khoản 13 Điều 3", "as_of": "2026-01-01"})
	if !strings.HasPrefix(p.Text, "13. Nền tảng kết nối") {
		t.Errorf("get_provision: %+v", p)
	}
	report, _ := tool[lookup.CitationReport](t, session, "check_citation", map[string]any{"text": "Khoản 1 Điều 17 " + law + ": người học việc phải từ đủ 18 tuổi trở lên."})
	if report.OK || len(report.Statements) != 1 {
		t.Errorf("check_citation: %+v", report)
	}
	precedents, _ := tool[lookup.SearchResult](t, session, "find_precedents", map[string]any{"situation": "cơ sở sửa chữa làm mất tủ lạnh của khách"})
	if len(precedents.Hits) == 0 || precedents.Hits[0].Kind != "an_le" {
		t.Errorf("find_precedents: %+v", precedents)
	}
	facts := "Bà A giao tủ lạnh cho cơ sở sửa chữa của ông B; ông B bán tủ lạnh vì cho rằng không có người nhận, bà A yêu cầu bồi thường"
	alike, _ := tool[cases.Alike](t, session, "find_similar_cases", map[string]any{"facts": facts, "limit": 5})
	if len(alike.Groups) == 0 || alike.Groups[0].Cases[0].Document == "" || len(alike.Precedents) == 0 || len(alike.Groups[0].Cases[0].Same) == 0 {
		t.Errorf("find_similar_cases: %+v", alike)
	}
	grounds, _ := tool[basis.Suggestion](t, session, "legal_basis", map[string]any{"facts": facts, "claims": "buộc bồi thường", "act_on": "2026-01-01"})
	if grounds.Courts.First != "Tòa án nhân dân khu vực" || grounds.ActOn.String() != "2026-01-01" || len(grounds.Missing) == 0 {
		t.Errorf("legal_basis: %+v", grounds)
	}
	judgment := "TÒA ÁN NHÂN DÂN KHU VỰC 3 - AN MẪU\nBản án số: 971/2025/DS-ST\nNgày: 21-10-2025\nV/v tranh chấp bồi thường (giả định)\nNHÂN DANH\nNƯỚC CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM\nNguyên đơn: Bà Trần Thị Xuyến\nBị đơn: Ông Bắc\nNỘI DUNG VỤ ÁN:\nBà Xuyến giao tủ lạnh ngày 05-9-2024.\nNHẬN ĐỊNH CỦA TÒA ÁN:\n[1] Áp dụng khoản 9 Điều 41 " + law + " số 901/2020/QH-MAU.\nQUYẾT ĐỊNH:\nBuộc ông Bắc bồi thường."
	checked, _ := tool[lookup.JudgmentCheck](t, session, "check_judgment", map[string]any{"text": judgment})
	if checked.Report.Faults == 0 || checked.Report.Findings[0].Code != draft.ProvisionMissing || !strings.Contains(checked.Text, checked.Report.Findings[0].Words) {
		t.Errorf("check_judgment: %+v", checked.Report)
	}
	cut, result := tool[lookup.Redaction](t, session, "redact_text", map[string]any{"text": judgment})
	if strings.Contains(words(result), "Xuyến") || !strings.Contains(cut.Text, "Bà Trần Thị X\n") || cut.Publication.Verdict != "unclear" || len(cut.Mentions) < 2 {
		t.Errorf("redact_text: %+v", cut)
	}
	answer, result := tool[assistant.Answer](t, session, "ask_law", map[string]any{"question": "Người học việc phải từ bao nhiêu tuổi?", "role": "citizen"})
	if !answer.Found || !strings.Contains(words(result), "15 tuổi") || !strings.Contains(words(result), "/vb/901-2020-QH-MAU/d17") {
		t.Errorf("ask_law: %+v", answer)
	}
	text := "QUỐC HỘI\nLuật số: …/2026/QH-MAU\n\nLUẬT\nSỬA ĐỔI, BỔ SUNG MỘT SỐ ĐIỀU CỦA LUẬT SỬA CHỮA ĐỒ GIA DỤNG\n\nĐiều 1. Phạm vi điều chỉnh\nThực hiện theo Điều 99 của Luật Sửa chữa đồ gia dụng số 901/2020/QH-MAU.\n\nĐiều 2. Hiệu lực thi hành\nLuật này có hiệu lực từ ngày 01 tháng 01 năm 2028."
	reviewed, result := tool[review.Report](t, session, "review_draft", map[string]any{"text": text})
	if len(reviewed.Findings) == 0 || reviewed.Articles != 2 {
		t.Errorf("review_draft: %+v %s", reviewed, words(result))
	}
	for name, arguments := range map[string]map[string]any{
		"get_provision":   {"document": law, "path": "Điều 99"},
		"search_law":      {"query": "  "},
		"check_citation":  {"text": ""},
		"ask_law":         {"question": strings.Repeat("mèo ", 1100)},
		"find_precedents": {"situation": "a", "limit": 1000},
		"review_draft":    {"text": " "},

		"find_similar_cases": {"facts": "a", "limit": 51},
		"legal_basis":        {"facts": "\n"},
		"check_judgment":     {"text": "TUYỆT MẬT\n\nBản án"},
		"redact_text":        {"text": ""},
	} {
		result, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: name, Arguments: arguments})
		if err != nil || !result.IsError || words(result) == "" {
			t.Errorf("%s of nonsense: %+v %v", name, result, err)
		}
	}
	for _, arguments := range []map[string]any{{}, {"query": 5}, {"query": "a", "as_of": "hôm qua"}, {"query": "a", "kinds": []string{"x"}}, {"query": "a", "more": 1}} {
		if result, err := session.CallTool(t.Context(), &sdk.CallToolParams{Name: "search_law", Arguments: arguments}); err == nil && !result.IsError {
			t.Errorf("search_law %v passes", arguments)
		}
	}
}

// TestServeStopsWithOpenStreams stops a server while an answer hangs on its
// model, a page elsewhere listens and an MCP client is connected.
func TestServeStopsWithOpenStreams(t *testing.T) {
	data := withSample(t)
	model, err := fake.Start()
	if err != nil {
		t.Fatal(err)
	}
	defer model.Close()
	model.Always(fake.Hang(time.Minute))
	s := startServe(t, map[string]string{"OPENAI_BASE_URL": model.URL(), "OPENAI_API_KEY": "k", "TROLYLUAT_MODEL": "m"}, "--data", data)
	request, err := http.NewRequest("POST", s.url+"/api/v1/ask", strings.NewReader(`{"question":"Người học việc phải từ bao nhiêu tuổi?","conversation":"new"}`))
	if err != nil {
		t.Fatal(err)
	}
	for name, value := range map[string]string{"Content-Type": "application/json", "Accept": "text/event-stream", "Authorization": "Bearer " + history.NewOwner()} {
		request.Header.Set(name, value)
	}
	response, err := http.DefaultClient.Do(request)
	if err != nil {
		t.Fatal(err)
	}
	defer response.Body.Close()
	lines := bufio.NewScanner(response.Body)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() && !strings.HasPrefix(lines.Text(), "event: evidence") {
	}
	session, err := sdk.NewClient(&sdk.Implementation{Name: "thu", Version: "1"}, nil).Connect(t.Context(), &sdk.StreamableClientTransport{Endpoint: s.url + "/mcp"}, nil)
	if err != nil {
		t.Fatal(err)
	}
	defer session.Close()
	for _, path := range []string{"/healthz", "/readyz", "/api/v1/health", "/v1/models", "/"} {
		r, err := http.Get(s.url + path)
		if err != nil {
			t.Fatal(err)
		}
		_ = r.Body.Close()
		if r.StatusCode != http.StatusOK {
			t.Errorf("%s: %d", path, r.StatusCode)
		}
	}
	if code, took := s.stop(); code != exitOK || took > 5*time.Second {
		t.Errorf("ended with %d after %v", code, took)
	}
	last := ""
	for lines.Scan() {
		if name, ok := strings.CutPrefix(lines.Text(), "event: "); ok {
			last = name
		}
	}
	if last != "stopped" {
		t.Errorf("the stream ended with %q", last)
	}
}

// TestRetention deletes what is past its time at the start.
func TestRetention(t *testing.T) {
	data := withSample(t)
	ctx := t.Context()
	store, err := openStore(ctx, Config{Data: data}, nil)
	if err != nil {
		t.Fatal(err)
	}
	h, err := store.History(ctx)
	if err != nil {
		t.Fatal(err)
	}
	owner := history.NewOwner()
	for question, age := range map[string]int{"cũ": 40, "mới": 20} {
		if _, err := h.Append(ctx, owner, "", history.Turn{Question: question, Time: time.Now().AddDate(0, 0, -age)}); err != nil {
			t.Fatal(err)
		}
	}
	if err := store.Close(); err != nil {
		t.Fatal(err)
	}
	titles := func(s served) (out []string) {
		t.Helper()
		request, err := http.NewRequest("GET", s.url+"/api/v1/conversations", nil)
		if err != nil {
			t.Fatal(err)
		}
		request.Header.Set("Authorization", "Bearer "+owner)
		response, err := http.DefaultClient.Do(request)
		if err != nil {
			t.Fatal(err)
		}
		defer response.Body.Close()
		var page history.Page
		if err := json.NewDecoder(response.Body).Decode(&page); err != nil {
			t.Fatal(err)
		}
		for _, c := range page.Conversations {
			out = append(out, c.Title)
		}
		slices.Sort(out)
		return out
	}
	keeping := startServe(t, map[string]string{"TROLYLUAT_RETENTION_DAYS": "0"}, "--data", data)
	if got := strings.Join(titles(keeping), " "); got != "cũ mới" {
		t.Errorf("without a limit: %s", got)
	}
	keeping.stop()
	purging := startServe(t, map[string]string{"TROLYLUAT_RETENTION_DAYS": "30"}, "--data", data)
	for deadline := time.Now().Add(10 * time.Second); ; time.Sleep(20 * time.Millisecond) {
		got := strings.Join(titles(purging), " ")
		if got == "mới" {
			break
		}
		if time.Now().After(deadline) {
			t.Fatalf("after 30 days: %s", got)
		}
	}
}
