package main

import (
	"bytes"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/getkin/kin-openapi/openapi3"
	"github.com/getkin/kin-openapi/openapi3filter"
	"github.com/getkin/kin-openapi/routers/gorillamux"
)

// The document is valid OpenAPI, has the routes of the server and no others, and what the
// handlers answer is what it says.
func TestTheDocumentIsTrue(t *testing.T) {
	s, web := serve(t)
	doc, err := openapi3.NewLoader().LoadFromData(openAPI)
	if err != nil {
		t.Fatal(err)
	}
	if err := doc.Validate(t.Context()); err != nil {
		t.Fatal(err)
	}
	routes := s.routes()
	documented := map[string]bool{}
	for path, item := range doc.Paths.Map() {
		for method, op := range item.Operations() {
			documented[method+" "+path] = true
			for _, r := range routes {
				if strings.TrimSuffix(r.pattern, "{$}") == method+" "+path && r.writes != (op.Security != nil) {
					t.Errorf("%s asks for a token: %v, the document says %v", r.pattern, r.writes, op.Security != nil)
				}
			}
		}
	}
	for _, r := range routes {
		name := strings.TrimSuffix(r.pattern, "{$}")
		if !documented[name] {
			t.Errorf("%s is not documented", name)
		}
		delete(documented, name)
	}
	for name := range documented {
		t.Errorf("%s is documented, and not served", name)
	}

	openapi3filter.RegisterBodyDecoder("application/x-ndjson", openapi3filter.FileBodyDecoder)
	openapi3filter.RegisterBodyDecoder("text/html", openapi3filter.FileBodyDecoder)
	doc.Servers = openapi3.Servers{{URL: web.URL}}
	router, err := gorillamux.NewRouter(doc)
	if err != nil {
		t.Fatal(err)
	}
	long := strings.Repeat("x", longestLine+1)
	for _, tc := range []struct {
		method, path, token, body string
		want                      int
	}{
		{"POST", "/v1/events", "secret", answer("1", "web", "ada", 10), 200},
		{"POST", "/v1/events", "secret", strings.Replace(answer("2", "web", "ada", 7), "-06-", "-05-", 1), 200},
		{"POST", "/v1/events", "secret", "{}\n", 422},
		{"POST", "/v1/events", "secret", long, 413},
		{"POST", "/v1/events", "", "", 401},
		{"POST", "/v1/customers/forget", "secret", `{"customer":"ben"}`, 200},
		{"POST", "/v1/customers/forget", "secret", `{"customer":1}`, 400},
		{"POST", "/v1/customers/forget", "secret", `{"customer":""}`, 422},
		{"POST", "/v1/customers/forget", "wrong", `{}`, 401},
		{"POST", "/v1/customers/alias", "secret", `{"from":"v1","to":"ada"}`, 200},
		{"POST", "/v1/customers/alias", "secret", `{"from":"` + long + `"}`, 413},
		{"POST", "/v1/customers/alias", "", `{}`, 401},
		{"GET", "/v1/kpis?kpi=nps", "", "", 200},
		{"GET", "/v1/kpis?KPI=nps", "", "", 400},
		{"GET", "/", "", "", 200},
		{"GET", "/metrics", "", "", 200},
		{"GET", "/healthz", "", "", 200},
		{"GET", "/readyz", "", "", 200},
		{"GET", "/openapi.json", "", "", 200},
	} {
		r, err := http.NewRequestWithContext(t.Context(), tc.method, web.URL+tc.path, strings.NewReader(tc.body))
		if err != nil {
			t.Fatal(err)
		}
		r.Header.Set("Authorization", "Bearer "+tc.token)
		resp, err := http.DefaultClient.Do(r)
		if err != nil {
			t.Fatal(err)
		}
		body, _ := io.ReadAll(resp.Body)
		_ = resp.Body.Close()
		if resp.StatusCode != tc.want {
			t.Errorf("%s %s: %d %s, want %d", tc.method, tc.path, resp.StatusCode, body, tc.want)
		}
		if strings.HasPrefix(resp.Header.Get("Content-Type"), "text/") && resp.StatusCode == http.StatusOK {
			resp.Header.Set("Content-Type", strings.Split(resp.Header.Get("Content-Type"), ";")[0])
		}
		found, params, err := router.FindRoute(r)
		if err != nil {
			t.Errorf("%s %s: %v", tc.method, tc.path, err)
			continue
		}
		err = openapi3filter.ValidateResponse(t.Context(), &openapi3filter.ResponseValidationInput{
			RequestValidationInput: &openapi3filter.RequestValidationInput{Request: r, PathParams: params, Route: found},
			Status:                 resp.StatusCode, Header: resp.Header, Body: io.NopCloser(bytes.NewReader(body)),
			Options: &openapi3filter.Options{IncludeResponseStatus: true},
		})
		if err != nil {
			t.Errorf("%s %s: %d is not as documented: %v", tc.method, tc.path, resp.StatusCode, err)
		}
	}
}

// Lines that the document's Event allows are those that decode takes.
func TestTheDocumentedEventIsTheDecoded(t *testing.T) {
	doc, err := openapi3.NewLoader().LoadFromData(openAPI)
	if err != nil {
		t.Fatal(err)
	}
	schema := doc.Components.Schemas["Event"].Value
	fields := map[string]bool{}
	for name := range schema.Properties {
		fields[name] = true
	}
	for _, l := range sample(200, 7) {
		var v map[string]any
		unmarshal(t, l.text, &v)
		if err := schema.VisitJSON(v); err != nil {
			t.Errorf("%s: %v", l.text, err)
		}
		for name := range v {
			delete(fields, name)
		}
	}
	if len(fields) > 0 {
		t.Errorf("documented fields that no event has: %v", fields)
	}
}
