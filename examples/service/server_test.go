package main

import (
	"bytes"
	"encoding/json"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"
)

// now is the clock of the tests.
var now = time.Date(2026, 7, 1, 12, 0, 0, 0, time.UTC)

// serve starts a server within the test, on a new database.
func serve(t *testing.T, args ...string) (*server, *httptest.Server) {
	t.Helper()
	args = append([]string{"-database", filepath.Join(t.TempDir(), "kpi.db"), "-refresh", "0s", "-remember", "8760h"}, args...)
	c, err := configOf(args, func(string) string { return "" }, io.Discard)
	if err != nil {
		t.Fatal(err)
	}
	c.token = "secret"
	log := slog.New(slog.DiscardHandler)
	m := newMetrics()
	j, err := openJournal(t.Context(), c, log, m)
	if err != nil {
		t.Fatal(err)
	}
	s := newServer(c, j, log, m)
	s.now = func() time.Time { return now }
	s.ready.Store(true)
	written := make(chan error, 1)
	go func() { written <- j.run(t.Context()) }()
	web := httptest.NewServer(s.handler())
	t.Cleanup(func() {
		web.Close()
		close(j.queue)
		<-written // its context has ended with the test
		_ = j.store.close()
	})
	return s, web
}

// post sends a body with the token, and returns the status and the answer.
func post(t *testing.T, url, body string) (int, string) {
	t.Helper()
	return do(t, http.MethodPost, url, "secret", strings.NewReader(body))
}

func do(t *testing.T, method, url, token string, body io.Reader) (int, string) {
	t.Helper()
	r, err := http.NewRequestWithContext(t.Context(), method, url, body)
	if err != nil {
		t.Fatal(err)
	}
	if token != "" {
		r.Header.Set("Authorization", "Bearer "+token)
	}
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	text, err := io.ReadAll(resp.Body)
	if err != nil {
		t.Fatal(err)
	}
	return resp.StatusCode, string(text)
}

// answer is a line of an NPS answer.
func answer(id, segment, customer string, score int) string {
	b, err := json.Marshal(map[string]any{
		"id": id, "kind": "answer", "time": "2026-06-15T10:00:00Z", "segment": segment, "customer": customer, "survey": "nps", "score": score,
	})
	if err != nil {
		panic(err)
	}
	return string(b) + "\n"
}

func TestEventsCountOnce(t *testing.T) {
	_, web := serve(t)
	body := answer("1", "web", "ada", 10) + answer("2", "web", "ben", 0) + "\n" + answer("3", "web", "cleo", 9)
	for _, want := range []string{`{"counted":3,"duplicates":0,"refused":0}`, `{"counted":0,"duplicates":3,"refused":0}`} {
		if code, got := post(t, web.URL+"/v1/events", body); code != http.StatusOK || strings.TrimSpace(got) != want {
			t.Errorf("%d %s, want %s", code, got, want)
		}
	}
	// Two promoters and a detractor of three: 100/3 points.
	code, got := do(t, http.MethodGet, web.URL+"/v1/kpis?segment=web&kpi=nps&month=2026-06", "", nil)
	if code != http.StatusOK || !strings.Contains(got, `"exact":"100/3","n":3`) {
		t.Errorf("%d %s", code, got)
	}
	_, got = do(t, http.MethodGet, web.URL+"/metrics", "", nil)
	for _, want := range []string{
		`kpi_events_total{outcome="counted"} 3`, `kpi_events_total{outcome="duplicate"} 3`,
		`kpi_figure{kpi="nps",segment="web",unit="points"} 33.3`, `kpi_figure_sample{kpi="nps",segment="web",unit="points"} 3`,
	} {
		if !strings.Contains(got, want) {
			t.Errorf("no %s in the metrics", want)
		}
	}
}

// Ada visits as v1 and signs in; ben is erased. The figures are those of a stream in
// which it had been so all along, and nothing of ben is left in the files.
func TestCustomersChange(t *testing.T) {
	s, web := serve(t)
	const who = "ben-who-is-erased"
	for _, line := range []string{answer("1", "web", "v1", 10), answer("2", "web", who, 0), answer("3", "web", "ada", 3)} {
		if code, got := post(t, web.URL+"/v1/events", line); code != http.StatusOK {
			t.Fatal(code, got)
		}
	}
	if code, got := post(t, web.URL+"/v1/customers/forget", `{"customer":"`+who+`"}`); code != http.StatusOK {
		t.Fatal(code, got)
	}
	if code, got := post(t, web.URL+"/v1/customers/alias", `{"from":"v1","to":"ada"}`); code != http.StatusOK {
		t.Fatal(code, got)
	}
	// Ada's two answers of June have one time: the lower counts.
	_, got := do(t, http.MethodGet, web.URL+"/v1/kpis", "", nil)
	if !strings.Contains(got, `"exact":"-100","n":1`) {
		t.Errorf("figures %s, want one detractor", got)
	}
	deadline := time.Now().Add(time.Minute)
	for s.metrics.merged.Load() < 5 { // 3 requests of events, one to forget, one to rename
		if time.Now().After(deadline) {
			t.Fatal("the name was not taken off the disk")
		}
		time.Sleep(time.Millisecond)
	}
	files, err := filepath.Glob(s.config.database + "*")
	if err != nil || len(files) == 0 {
		t.Fatal(files, err)
	}
	for _, file := range files {
		if data := readFile(t, file); bytes.Contains(data, []byte(who)) {
			t.Errorf("%s still has the name", file)
		}
	}
}

func TestThePageIsSelfContained(t *testing.T) {
	_, web := serve(t)
	if _, got := do(t, http.MethodGet, web.URL+"/", "", nil); !strings.Contains(got, "No events yet") {
		t.Errorf("page without events: %s", got)
	}
	if code, got := post(t, web.URL+"/v1/events", answer("1", "<script>alert(1)</script>", "ada", 10)+answer("2", "<script>alert(1)</script>", "ben", 9)); code != http.StatusOK {
		t.Fatal(code, got)
	}
	_, page := do(t, http.MethodGet, web.URL+"/", "", nil)
	for _, want := range []string{"Net Promoter Score", "&lt;script&gt;", `<td class="value">100.0</td>`, "<svg"} {
		if !strings.Contains(page, want) {
			t.Errorf("no %s on the page", want)
		}
	}
	for _, never := range []string{"<script", "src=", "href="} {
		if strings.Contains(page, never) {
			t.Errorf("%s on the page", never)
		}
	}
}

func TestConfigurationErrorsAreTold(t *testing.T) {
	for _, args := range [][]string{{"-zone", "Nowhere"}, {"-segments", "0"}, {"-refresh", "-1s"}, {"-body", "x"}} {
		if _, err := configOf(args, func(string) string { return "" }, io.Discard); err == nil {
			t.Errorf("%v is taken", args)
		}
	}
}

func readFile(t *testing.T, name string) []byte {
	t.Helper()
	data, err := os.ReadFile(name)
	if err != nil {
		t.Fatal(err)
	}
	return data
}

func unmarshal(t *testing.T, text []byte, v any) {
	t.Helper()
	if err := json.Unmarshal(text, v); err != nil {
		t.Fatal(err)
	}
}
