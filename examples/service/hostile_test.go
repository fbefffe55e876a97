package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strconv"
	"strings"
	"testing"
	"time"
)

// What was tried: each is answered by a 4xx that says why, and none changes a figure
// that was counted before.
func TestHostileInput(t *testing.T) {
	_, web := serve(t, "-body", "65536", "-segments", "3")
	if code, got := post(t, web.URL+"/v1/events", answer("first", "web", "ada", 10)); code != http.StatusOK {
		t.Fatal(code, got)
	}
	_, before := do(t, http.MethodGet, web.URL+"/v1/kpis", "", nil)

	good := answer("1", "web", "ada", 10)
	with := func(old, new string) string { return strings.Replace(good, old, new, 1) }
	order := func(amount string) string {
		return `{"id":"o","kind":"order","time":"2026-06-15T10:00:00Z","segment":"web","customer":"ada","amount":` + amount + "}\n"
	}
	for _, tc := range []struct {
		what, body string
		code       int
		says       string
	}{
		{"a body that is too large", strings.Repeat("\n", 65537), 413, "too large"},
		{"a line that is too long", `{"id":"` + strings.Repeat("x", longestLine) + `"}`, 413, "longer than 8192 bytes"},
		{"truncated JSON", good[:len(good)/2], 422, "truncated JSON"},
		{"no JSON", "hello\n", 422, "invalid character"},
		{"an array", "[" + strings.TrimSpace(good) + "]", 422, "cannot unmarshal array"},
		{"two values on a line", strings.TrimSpace(good) + strings.TrimSpace(good), 422, "more than one value"},
		{"null", "null\n", 422, "id: 0 bytes"},
		{"nested a thousand times", strings.Repeat("[", 1000) + "\n", 422, "truncated JSON"},
		{"a score as a text", with("10,", `"10",`), 422, "cannot unmarshal string"},
		{"half a score", with("10,", "9.5,"), 422, "cannot unmarshal number 9.5"},
		{"NaN", with("10,", "NaN,"), 422, "invalid character 'N'"},
		{"a score beyond the scale", with("10,", "11,"), 422, "nps: score 11 outside 0..10"},
		{"a score beyond 64 bits", with("10,", "1e99,"), 422, "cannot unmarshal number"},
		{"a field that does not exist", with(`"score"`, `"sccore"`), 422, "unknown field"},
		{"a kind that does not exist", with(`"answer"`, `"anwser"`), 422, "kind:"},
		{"no time", with(`,"time":"2026-06-15T10:00:00Z"`, ""), 422, "year 1,"},
		{"milliseconds for a time", with(`"2026-06-15T10:00:00Z"`, "1781517600000"), 422, "Time.UnmarshalJSON"},
		{"a time tomorrow", with("2026-06-15", "2026-07-02"), 422, "in the future"},
		{"a time far in the future", with("2026-06-15", "9998-06-15"), 422, "in the future"},
		{"a time beyond the calendar", with("2026-06-15", "9999-12-31"), 422, "year 9999"},
		{"a time before the window", with("2026-06-15", "2024-06-15"), 422, "below"},
		{"no identifier", with(`"id":"1"`, `"id":""`), 422, "id: 0 bytes"},
		{"a long identifier", with(`"id":"1"`, `"id":"`+strings.Repeat("1", 129)+`"`), 422, "id: 129 bytes"},
		{"bytes that are no text", with("ada", "ad\xff"), 422, "not UTF-8"},
		{"a hostile amount", order(`"1e1000000000"`), 422, "exponent"},
		{"another hostile amount", order("1e-1000000000"), 422, "exponent"},
		{"an amount beyond any price", order("1e100"), 422, "amount exponent 100 outside -64..64"},
		{"a negative amount", order("-1"), 422, "below 0"},
		{"an amount that is none", order(`"twelve"`), 422, "decimal"},
		{"an infinite amount", order(`"Infinity"`), 422, "decimal"},
	} {
		code, got := post(t, web.URL+"/v1/events", tc.body)
		if code != tc.code || !strings.Contains(got, tc.says) || !strings.Contains(got, `"counted":0`) {
			t.Errorf("%s: %d %s, want %d with %q", tc.what, code, got, tc.code, tc.says)
		}
		if _, after := do(t, http.MethodGet, web.URL+"/v1/kpis", "", nil); after != before {
			t.Fatalf("%s changed the figures: %s", tc.what, after)
		}
	}
	hostileRequests(t, web.URL)
	if _, after := do(t, http.MethodGet, web.URL+"/v1/kpis", "", nil); after != before {
		t.Errorf("hostile requests changed the figures: %s", after)
	}
}

// hostileRequests are those that have nothing to do with events.
func hostileRequests(t *testing.T, url string) {
	for _, tc := range []struct {
		what, method, path, token string
		codes                     []int
	}{
		{"no token", "POST", "/v1/events", "", []int{401}},
		{"a wrong token", "POST", "/v1/customers/forget", "secre", []int{401}},
		{"another method", "PUT", "/v1/events", "secret", []int{405}},
		{"a path that does not exist", "GET", "/admin", "", []int{404}},
		{"out of the root", "GET", "/../../../../etc/passwd", "", []int{404}},
		{"out of the root, encoded", "GET", "/v1/%2e%2e/%2e%2e/etc/passwd", "", []int{404}},
		{"out of the root, encoded twice", "GET", "/%252e%252e%252fetc%252fpasswd", "", []int{404}},
		{"SQL in a query", "GET", "/v1/kpis?segment=%27%3B+DROP+TABLE+log%3B--", "", []int{200}}, // no such segment
		{"a parameter that does not exist", "GET", "/v1/kpis?limit=1", "", []int{400}},
	} {
		code, got := do(t, tc.method, url+tc.path, tc.token, nil)
		if code != tc.codes[0] || strings.Contains(got, "root:") {
			t.Errorf("%s: %d %s, want %v", tc.what, code, got, tc.codes)
		}
	}
	r, err := http.NewRequestWithContext(t.Context(), http.MethodGet, url+"/v1/kpis", nil)
	if err != nil {
		t.Fatal(err)
	}
	r.Header.Set("X-Request-Id", `"}{"level":"ERROR`)
	resp, err := http.DefaultClient.Do(r)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if id := resp.Header.Get("X-Request-Id"); strings.ContainsAny(id, `"{}`) || id == "" {
		t.Errorf("the request identifier %q is taken", id)
	}
}

// The lines of a body beside a refused one are counted, and names are only names.
func TestOneRefusedLineStopsNoOther(t *testing.T) {
	_, web := serve(t)
	sql := `'; DROP TABLE log; --`
	body := answer("1", sql, "ada", 10) + "{broken\n" + answer("2", "../../etc/passwd", "ben", 0)
	code, got := post(t, web.URL+"/v1/events", body)
	if want := `{"counted":2,"duplicates":0,"refused":1,"errors":[{"line":2,"error":"invalid character 'b' looking for beginning of object key string"}]}`; code != 422 || strings.TrimSpace(got) != want {
		t.Errorf("%d %s, want %s", code, got, want)
	}
	var all kpis
	_, got = do(t, http.MethodGet, web.URL+"/v1/kpis", "", nil)
	unmarshal(t, []byte(got), &all)
	if len(all.Figures) != 2 || all.Figures[0].Segment != sql {
		t.Errorf("figures %+v", all.Figures)
	}
}

// A million segments: those beyond the bound are refused, and the memory stays small.
func TestAMillionSegments(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	const n, each = 1_000_000, 50_000
	p := &process{t: t, binary: build(t), args: []string{
		"-database", filepath.Join(t.TempDir(), "kpi.db"), "-refresh", "0s", "-remember", "876000h", "-tail", "200000",
	}}
	p.start()
	defer p.stop()
	counted, refused := 0, 0
	for from := 0; from < n; from += each {
		var body bytes.Buffer
		for i := from; i < from+each; i++ {
			fmt.Fprintf(&body, `{"id":"%d","kind":"visit","time":"2026-06-15T10:00:00Z","segment":"s%d","customer":"ada","step":"visit"}`+"\n", i, i)
		}
		var got received
		code := p.post("/v1/events", &body, &got)
		counted, refused = counted+got.Counted, refused+got.Refused
		if want := "kpi: groups: number of keys 1001 outside 0..1000"; code != 422 || got.Errors[0].Error != want {
			t.Fatalf("%d %+v, want %q", code, got, want)
		}
	}
	if counted != 1000 || refused != n-1000 {
		t.Errorf("%d segments counted and %d refused, want 1000 of a million", counted, refused)
	}
	if got := len(p.kpis()); got != 1000 {
		t.Errorf("%d figures, want one per segment", got)
	}
	if rss := p.highest(); rss > 256<<20 {
		t.Errorf("at most %d MB of memory, want below 256", rss>>20)
	} else {
		t.Logf("at most %d MB of memory", rss>>20)
	}
}

// A client that stops in the middle of a body is cut off, and 10,000 connections that say
// nothing do not keep out the one that does. What was counted stays.
func TestSlowClientsAndManyConnections(t *testing.T) {
	if testing.Short() {
		t.Skip("takes long")
	}
	p := &process{t: t, binary: build(t), args: []string{
		"-database", filepath.Join(t.TempDir(), "kpi.db"), "-refresh", "0s", "-slow", "1s", "-connections", "2000", "-remember", "876000h",
	}}
	p.start()
	defer p.stop()

	slow, err := net.Dial("tcp", *p.address.Load())
	if err != nil {
		t.Fatal(err)
	}
	defer slow.Close()
	var lines strings.Builder
	for i := range batchEvents {
		lines.WriteString(answer(strconv.Itoa(i), "web", strconv.Itoa(i), 10))
	}
	fmt.Fprintf(slow, "POST /v1/events HTTP/1.1\r\nHost: kpi\r\nContent-Length: %d\r\n\r\n%s", 1<<20, lines.String())
	resp, err := http.ReadResponse(bufio.NewReader(slow), nil)
	if err != nil {
		t.Fatalf("a slow client has no answer: %v", err)
	}
	var got received
	err = json.NewDecoder(resp.Body).Decode(&got)
	_ = resp.Body.Close()
	if err != nil || resp.StatusCode != http.StatusRequestTimeout || got.Counted != batchEvents {
		t.Errorf("a slow client: %s %+v %v, want 408 with the first %d counted", resp.Status, got, err, batchEvents)
	}

	open := 0
	for range 10_000 {
		c, err := net.DialTimeout("tcp", *p.address.Load(), time.Second)
		if err != nil {
			continue // refused: that costs the service nothing either
		}
		defer c.Close()
		open++
	}
	deadline := time.Now().Add(time.Minute)
	for {
		var figures kpis
		if code := p.get("/v1/kpis", &figures); code == http.StatusOK {
			if len(figures.Figures) != 1 || figures.Figures[0].N != batchEvents {
				t.Errorf("figures %+v", figures)
			}
			break
		}
		if time.Now().After(deadline) {
			t.Fatal("no answer beside silent connections")
		}
		time.Sleep(50 * time.Millisecond)
	}
	t.Logf("%d of 10,000 connections opened, at most %d MB of memory", open, p.highest()>>20)
	if p.highest() > 256<<20 {
		t.Errorf("at most %d MB of memory, want below 256", p.highest()>>20)
	}
}

func (p *process) post(path string, body io.Reader, into any) int {
	resp, err := p.client.Post("http://"+*p.address.Load()+path, "application/x-ndjson", body)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close()
	if err := json.NewDecoder(resp.Body).Decode(into); err != nil {
		p.t.Fatal(err)
	}
	return resp.StatusCode
}

// get returns 0 if there is no answer.
func (p *process) get(path string, into any) int {
	client := http.Client{Timeout: 5 * time.Second, Transport: &http.Transport{DisableKeepAlives: true}}
	resp, err := client.Get("http://" + *p.address.Load() + path)
	if err != nil {
		return 0
	}
	defer resp.Body.Close()
	if json.NewDecoder(resp.Body).Decode(into) != nil {
		return 0
	}
	return resp.StatusCode
}

// highest returns the most bytes of memory that the process had.
func (p *process) highest() int {
	text, err := os.ReadFile(fmt.Sprintf("/proc/%d/status", p.cmd.Process.Pid))
	if err != nil {
		p.t.Skip("no /proc")
	}
	_, after, _ := strings.Cut(string(text), "VmHWM:")
	kilobytes, _, _ := strings.Cut(strings.TrimSpace(after), " ")
	n, err := strconv.Atoi(kilobytes)
	if err != nil {
		p.t.Fatal(err)
	}
	return n << 10
}
