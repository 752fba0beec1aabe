package api

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"net/http"
	"net/url"
	"slices"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers"

	"trolyluat/assistant/history"
)

// contract is the OpenAPI document that a running server gives out.
type contract struct {
	*openapi3.T
	paths map[string]map[string]any // path → method → operation, as plain JSON
	all   map[string]any
}

// textBody reads bodies that are no JSON.
func textBody(body io.Reader, _ http.Header, _ *openapi3.SchemaRef, _ openapi3filter.EncodingFn) (any, error) {
	data, err := io.ReadAll(body)
	return string(data), err
}

func init() {
	openapi3filter.RegisterBodyDecoder("text/event-stream", textBody)
	openapi3filter.RegisterBodyDecoder("text/markdown", textBody)
}

func contractOf(t *testing.T, server string) *contract {
	t.Helper()
	_, body := call(t, "GET", server+"/api/v1/openapi.json", "")
	c := &contract{paths: map[string]map[string]any{}}
	if err := json.Unmarshal([]byte(body), &c.all); err != nil {
		t.Fatal(err)
	}
	if c.all["openapi"] != "3.1.0" {
		t.Errorf("version %v", c.all["openapi"])
	}
	for path, item := range c.all["paths"].(map[string]any) {
		c.paths[path] = map[string]any{}
		shared, _ := item.(map[string]any)["parameters"].([]any)
		for method, op := range item.(map[string]any) {
			if operation, ok := op.(map[string]any); ok && method != "parameters" {
				own, _ := operation["parameters"].([]any)
				operation["all"] = slices.Concat(shared, own)
				c.paths[path][method] = operation
			}
		}
	}
	var err error
	if c.T, err = openapi3.NewLoader().LoadFromData([]byte(body)); err != nil {
		t.Fatal(err)
	}
	if err := c.Validate(t.Context()); err != nil {
		t.Errorf("the document is not OpenAPI 3.1: %v", err)
	}
	return c
}

// input is a request to one operation of the document.
func (c *contract) input(path, method string, request *http.Request) *openapi3filter.RequestValidationInput {
	item := c.Paths.Value(path)
	return &openapi3filter.RequestValidationInput{Request: request, PathParams: map[string]string{},
		Route:   &routers.Route{Spec: c.T, Path: path, PathItem: item, Method: strings.ToUpper(method), Operation: item.GetOperation(strings.ToUpper(method))},
		Options: &openapi3filter.Options{MultiError: true, IncludeResponseStatus: true, AuthenticationFunc: openapi3filter.NoopAuthenticationFunc}}
}

// holds checks an answer against the document.
func (c *contract) holds(t *testing.T, input *openapi3filter.RequestValidationInput, response *http.Response, body string) {
	t.Helper()
	err := openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{RequestValidationInput: input, Status: response.StatusCode,
		Header: response.Header, Body: io.NopCloser(strings.NewReader(body)), Options: input.Options})
	if err != nil {
		t.Errorf("%s %s answers %d, which is not as documented: %v\n%.600s", input.Request.Method, input.Request.URL, response.StatusCode, err, body)
	}
}

// is checks JSON against a schema of the document.
func (c *contract) is(name, data string) error {
	var v any
	if err := json.Unmarshal([]byte(data), &v); err != nil {
		return err
	}
	return c.Components.Schemas[name].Value.VisitJSON(v, openapi3.EnableJSONSchema2020())
}

func (c *contract) resolve(v any) map[string]any {
	m := v.(map[string]any)
	ref, ok := m["$ref"].(string)
	if !ok {
		return m
	}
	var at any = c.all
	for part := range strings.SplitSeq(strings.TrimPrefix(ref, "#/"), "/") {
		at = at.(map[string]any)[part]
	}
	return at.(map[string]any)
}

// TestEveryRouteIsDocumented holds the routes against the document, both ways.
func TestEveryRouteIsDocumented(t *testing.T) {
	s, server := serve(t, nil)
	c := contractOf(t, server.URL)
	routes := map[string]bool{}
	for _, r := range s.routes {
		routes[strings.ToLower(r.method)+" "+strings.ReplaceAll(r.pattern, "...}", "}")] = true
	}
	documented := map[string]bool{}
	ids := map[string]bool{}
	for path, methods := range c.paths {
		for method, op := range methods {
			documented[method+" "+path] = true
			id, _ := op.(map[string]any)["operationId"].(string)
			if id == "" || ids[id] {
				t.Errorf("%s %s: operationId %q", method, path, id)
			}
			ids[id] = true
			if summary, _ := op.(map[string]any)["summary"].(string); summary == "" {
				t.Errorf("%s %s has no summary", method, path)
			}
		}
	}
	for r := range routes {
		if !documented[r] {
			t.Errorf("%s is not documented", r)
		}
	}
	for d := range documented {
		if !routes[d] {
			t.Errorf("%s is documented and not there", d)
		}
	}
	if len(routes) < 20 {
		t.Errorf("%d routes", len(routes))
	}
}

// TestHandlersAreAsDocumented sends every operation the request that its
// examples make, and a wrong one, and holds requests and answers against the
// document.
func TestHandlersAreAsDocumented(t *testing.T) {
	_, server := serve(t, nil)
	c := contractOf(t, server.URL)
	owner := history.NewOwner()
	kept := func() string {
		_, body := call(t, "POST", server.URL+"/api/v1/ask", `{"question":"Người học việc phải từ bao nhiêu tuổi?","conversation":"new"}`, "Authorization", "Bearer "+owner)
		return into[AskResponse](t, body).Conversation
	}
	running := func() string {
		return into[StreamEvent](t, events(t, open(t, "POST", server.URL+"/api/v1/ask", `{"question":"a"}`).Body, 1)[0].data).ID
	}
	for _, path := range slices.Sorted(maps.Keys(c.paths)) {
		for _, method := range slices.Sorted(maps.Keys(c.paths[path])) {
			op := c.paths[path][method].(map[string]any)
			t.Run(op["operationId"].(string), func(t *testing.T) {
				at, values, given := path, url.Values{}, map[string]string{}
				for _, p := range op["all"].([]any) {
					param := c.resolve(p)
					name, example := param["name"].(string), param["example"]
					switch {
					case name == "conversation" && param["in"] == "path":
						example = kept()
					case name == "answer":
						example = running()
					}
					switch {
					case param["in"] == "path":
						if example == nil {
							t.Fatalf("path parameter %s has no example", name)
						}
						given[name] = fmt.Sprint(example)
						at = strings.ReplaceAll(at, "{"+name+"}", url.PathEscape(fmt.Sprint(example)))
					case param["in"] == "query" && example != nil:
						values.Set(name, fmt.Sprint(example))
					case param["required"] == true:
						t.Fatalf("required parameter %s has no example", name)
					}
				}
				body := ""
				if b, ok := op["requestBody"].(map[string]any); ok {
					example, err := json.Marshal(b["content"].(map[string]any)["application/json"].(map[string]any)["example"])
					if err != nil || string(example) == "null" {
						t.Fatalf("no example of the body: %v", err)
					}
					body = string(example)
				}
				address := server.URL + at
				if len(values) > 0 {
					address += "?" + values.Encode()
				}
				response, got := call(t, strings.ToUpper(method), address, body, "Authorization", "Bearer "+owner, "Cookie", OwnerCookie+"="+owner)
				if _, ok := op["responses"].(map[string]any)[fmt.Sprint(response.StatusCode)]; !ok || response.StatusCode >= 300 {
					t.Fatalf("%s %s %s: %d %s", method, address, body, response.StatusCode, got)
				}
				again, err := http.NewRequestWithContext(t.Context(), strings.ToUpper(method), address, strings.NewReader(body))
				if err != nil {
					t.Fatal(err)
				}
				again.Header = response.Request.Header
				input := c.input(path, method, again)
				input.PathParams = given
				if err := openapi3filter.ValidateRequest(t.Context(), input); err != nil {
					t.Errorf("the example is not as documented: %v", err)
				}
				c.holds(t, input, response, got)
				// The same with a parameter or body that is wrong.
				wrong := `{"nonsense":`
				if body == "" {
					address, wrong = server.URL+at+"?nonsense=1", ""
				}
				response, got = call(t, strings.ToUpper(method), address, wrong, "Authorization", "Bearer x")
				if response.StatusCode >= 400 {
					c.holds(t, c.input(path, method, response.Request), response, got)
				}
			})
		}
	}
}

// TestStreamsAreAsDocumented holds every event of the streams against the
// document.
func TestStreamsAreAsDocumented(t *testing.T) {
	_, server := serve(t, nil)
	c := contractOf(t, server.URL)
	for _, question := range []string{"Người học việc phải từ bao nhiêu tuổi?", "Thuế nhập khẩu ô tô điện?", "xin chào", "Điều 700 Luật Sửa chữa đồ gia dụng quy định gì?"} {
		body, err := json.Marshal(AskRequest{Question: question})
		if err != nil {
			t.Fatal(err)
		}
		for _, e := range events(t, open(t, "POST", server.URL+"/api/v1/ask", string(body)).Body, 1000) {
			if err := c.is("StreamEvent", e.data); err != nil {
				t.Errorf("%s: %v", e.data, err)
			}
		}
	}
	for _, data := range chunkLines(t, server.URL, `{"model":"trolyluat","stream":true,"stream_options":{"include_usage":true},"messages":[{"role":"user","content":"Người học việc phải từ bao nhiêu tuổi?"}]}`) {
		if data == "[DONE]" {
			continue
		}
		if err := c.is("CompletionChunk", data); err != nil {
			t.Errorf("%s: %v", data, err)
		}
	}
	_, failing := serve(t, func(c *Config) { c.Assistant = broken{io.ErrUnexpectedEOF} })
	for _, e := range events(t, open(t, "POST", failing.URL+"/api/v1/ask", `{"question":"a"}`).Body, 10) {
		if err := c.is("StreamEvent", e.data); err != nil {
			t.Errorf("%s: %v", e.data, err)
		}
	}
}

// TestTheContractCanFail proves that the checks above see a difference.
func TestTheContractCanFail(t *testing.T) {
	_, server := serve(t, nil)
	c := contractOf(t, server.URL)
	const good = `{"error":{"message":"a","type":"b","param":"p","code":"c"}}`
	if err := c.is("OpenAIError", good); err != nil {
		t.Error(err)
	}
	for _, data := range []string{`{"error":null}`, `{}`, strings.Replace(good, `"code":"c"`, `"code":5`, 1), strings.Replace(good, "}}", `},"more":1}`, 1)} {
		if err := c.is("OpenAIError", data); err == nil {
			t.Errorf("%s passes", data)
		}
	}
}
