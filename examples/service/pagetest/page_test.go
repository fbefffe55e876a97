package pagetest

import (
	"bufio"
	"bytes"
	"context"
	"encoding/json"
	"fmt"
	"maps"
	"math/rand/v2"
	"net/http"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"testing"
	"time"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/chromedp"
)

// A figure is one of the API.
type figure struct {
	KPI, Segment, Month, Unit string
	Value                     float64
	N                         uint64
	Interval                  *struct{ Low, High float64 }
	Change                    *struct {
		Delta       float64
		Significant *bool
	}
}

// A row is what the page shows of a KPI and a segment: its cells, whether the change is in
// bold, and what the points of the chart say.
type row struct {
	KPI    string
	Cells  []string
	Bold   bool
	Points []string
}

const readRows = `[...document.querySelectorAll("section")].flatMap(s => [...s.querySelectorAll("tr")].slice(1).map(r => ({
	kpi: s.id, cells: [...r.cells].slice(0, 6).map(c => c.textContent), bold: r.querySelector(".sure") !== null,
	points: [...r.querySelectorAll("circle title")].map(t => t.textContent),
})))`

// What a browser shows is what the API says, for all KPIs, segments and months, in both
// colour schemes, and nothing is wider than the page.
func TestNumbersOnThePageAreThoseOfTheAPI(t *testing.T) {
	browser := open(t)
	url := serve(t)
	want := expected(figures(t, url))
	if len(want) != 9*3 {
		t.Fatalf("%d rows, want 9 KPIs of 3 segments", len(want))
	}
	for _, scheme := range []string{"light", "dark"} {
		t.Run(scheme, func(t *testing.T) {
			do(t, browser, chromedp.EmulateViewport(1100, 900), media(scheme), chromedp.Navigate(url))
			got := eval[[]row](t, browser, readRows)
			if !slices.EqualFunc(got, want, func(a, b row) bool { return fmt.Sprint(a) == fmt.Sprint(b) }) {
				t.Errorf("the page shows\n%v\nwant\n%v", got, want)
			}
			if wide := eval[int](t, browser, "document.documentElement.scrollWidth"); wide > 1100 {
				t.Errorf("the page is %d wide", wide)
			}
			ink, paper := eval[string](t, browser, `getComputedStyle(document.querySelector("td")).color`), eval[string](t, browser, `getComputedStyle(document.querySelector("section")).backgroundColor`)
			if (scheme == "dark") != (brightness(t, ink) > brightness(t, paper)) {
				t.Errorf("%s: ink %s on %s", scheme, ink, paper)
			}
			shoot(t, browser, scheme)
		})
	}
}

// expected returns the rows of figures, which come by KPI, segment and month.
func expected(all []figure) (rows []row) {
	for i, f := range all {
		if i == 0 || f.KPI != all[i-1].KPI || f.Segment != all[i-1].Segment {
			rows = append(rows, row{KPI: f.KPI})
		}
		r := &rows[len(rows)-1]
		r.Cells = []string{f.Segment, f.Month, f.text(f.Value), "–", "–", fmt.Sprint(f.N)}
		if f.Interval != nil {
			r.Cells[3] = f.text(f.Interval.Low) + " to " + f.text(f.Interval.High)
		}
		r.Bold = false
		if f.Change != nil {
			r.Cells[4] = f.change()
			r.Bold = f.Change.Significant != nil && *f.Change.Significant
		}
		r.Points = append(r.Points, f.Month+": "+f.text(f.Value))
	}
	return rows
}

// text is a value as a reader expects it: percent and points with one digit, the rest with two.
func (f figure) text(v float64) string {
	switch f.Unit {
	case "share":
		return fmt.Sprintf("%.1f%%", v*100)
	case "points":
		return fmt.Sprintf("%.1f", v)
	}
	return fmt.Sprintf("%.2f", v)
}

// change is the change with its sign: that of a share is in percentage points.
func (f figure) change() string {
	switch f.Unit {
	case "share":
		return fmt.Sprintf("%+.1f pt", f.Change.Delta*100)
	case "points":
		return fmt.Sprintf("%+.1f", f.Change.Delta)
	}
	return fmt.Sprintf("%+.2f", f.Change.Delta)
}

// brightness returns the sum of the channels of a colour such as "rgb(28, 39, 51)".
func brightness(t *testing.T, colour string) int {
	t.Helper()
	var r, g, b int
	if _, err := fmt.Sscanf(colour, "rgb(%d, %d, %d)", &r, &g, &b); err != nil {
		t.Fatal(colour, err)
	}
	return r + g + b
}

func figures(t *testing.T, url string) []figure {
	t.Helper()
	resp, err := http.Get(url + "/v1/kpis")
	if err != nil {
		t.Fatal(err)
	}
	defer resp.Body.Close()
	var all struct{ Figures []figure }
	if err := json.NewDecoder(resp.Body).Decode(&all); err != nil {
		t.Fatal(err)
	}
	return all.Figures
}

// serve builds and starts the service, sends it events, and returns its address.
func serve(t *testing.T) string {
	t.Helper()
	dir := t.TempDir()
	build := exec.Command("go", "build", "-o", filepath.Join(dir, "service"), ".")
	build.Dir = ".." // in the module of the service
	if out, err := build.CombinedOutput(); err != nil {
		t.Fatalf("%v: %s", err, out)
	}
	service := exec.Command(filepath.Join(dir, "service"), "-address", "127.0.0.1:0", "-database", filepath.Join(dir, "kpi.db"), "-remember", "8760h")
	service.Env = append(os.Environ(), "DATABASE_URL=", "KPI_TOKEN=")
	log, err := service.StderrPipe()
	if err == nil {
		err = service.Start()
	}
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() {
		_ = service.Process.Signal(os.Interrupt)
		_ = service.Wait()
	})
	lines := bufio.NewScanner(log)
	for lines.Scan() {
		var entry struct{ Msg, Address string }
		if json.Unmarshal(lines.Bytes(), &entry) == nil && entry.Msg == "listening" {
			go func() {
				for lines.Scan() {
				}
			}()
			url := "http://" + entry.Address
			send(t, url)
			return url
		}
	}
	t.Fatal("the service did not start")
	return ""
}

// send sends events of 6 months, 3 segments and 6,000 customers. Each segment is better than
// the one before, and all get better.
func send(t *testing.T, url string) {
	t.Helper()
	dice := rand.New(rand.NewPCG(1, 2))
	var body bytes.Buffer
	for i := range 12_000 {
		day, segment := dice.IntN(182), dice.IntN(3)
		good := dice.IntN(100) < 35+8*segment+day/12
		for step, details := range details(dice, i%7, good) {
			e := map[string]any{
				"id": fmt.Sprintf("%d-%d", i, step), "segment": []string{"app", "store", "web"}[segment], "customer": fmt.Sprint("customer-", i%6000),
				"time": time.Date(2024, 1, 1+day, 9+step, 0, 0, 0, time.UTC),
			}
			maps.Copy(e, details)
			if err := json.NewEncoder(&body).Encode(e); err != nil {
				t.Fatal(err)
			}
		}
	}
	resp, err := http.Post(url+"/v1/events", "application/x-ndjson", &body)
	if err != nil {
		t.Fatal(err)
	}
	_ = resp.Body.Close()
	if resp.StatusCode != http.StatusOK {
		t.Fatal(resp.Status)
	}
}

// details returns what the events of a kind have beside the rest: those of a visitor are
// several.
func details(dice *rand.Rand, kind int, good bool) []map[string]any {
	up := 0
	if good {
		up = 1
	}
	one := func(kind, field string, value any, more ...any) []map[string]any {
		e := map[string]any{"kind": kind, field: value}
		for i := 0; i < len(more); i += 2 {
			e[more[i].(string)] = more[i+1]
		}
		return []map[string]any{e}
	}
	switch kind {
	case 0:
		return one("answer", "survey", "nps", "score", 6+3*up+dice.IntN(2))
	case 1:
		return one("answer", "survey", "csat", "score", 2+2*up+dice.IntN(2))
	case 2:
		return one("answer", "survey", "ces", "score", 3+2*up+dice.IntN(3))
	case 3:
		return one("order", "amount", fmt.Sprintf("%d.90", 20+dice.IntN(60)+10*up))
	case 4:
		return one("ticket", "resolved", good, "response_seconds", 1000+dice.IntN(4000))
	case 5:
		return one("mention", "sentiment", []string{"negative", "neutral", "positive"}[up+dice.IntN(2)])
	}
	var visit []map[string]any
	for _, step := range []string{"visit", "product", "cart", "order"}[:1+dice.IntN(3)+up] {
		visit = append(visit, one("visit", "step", step)...)
	}
	return visit
}

// open starts the browser, or skips the test where there is none.
func open(t *testing.T) context.Context {
	t.Helper()
	path := ""
	for _, name := range []string{"chromium", "chromium-browser", "google-chrome"} {
		if found, err := exec.LookPath(name); err == nil && path == "" {
			path = found
		}
	}
	if path == "" {
		t.Skip("no chromium")
	}
	options := append(chromedp.DefaultExecAllocatorOptions[:], chromedp.ExecPath(path), chromedp.NoSandbox)
	all, stop := chromedp.NewExecAllocator(context.Background(), options...)
	t.Cleanup(stop)
	browser, cancel := chromedp.NewContext(all)
	t.Cleanup(cancel)
	do(t, browser)
	return browser
}

func do(t *testing.T, tab context.Context, actions ...chromedp.Action[chromedp.Void]) {
	t.Helper()
	if err := chromedp.Do(tab, actions...); err != nil {
		t.Fatal(err)
	}
}

// media sets the colour scheme.
func media(scheme string) chromedp.Action[chromedp.Void] {
	return chromedp.Func(func(ctx context.Context, tab *chromedp.Target) error {
		_, err := cdp.Call(ctx, tab, emulation.SetEmulatedMedia, emulation.SetEmulatedMediaParams{
			Features: []*emulation.MediaFeature{{Name: "prefers-color-scheme", Value: scheme}},
		})
		return err
	})
}

func eval[T any](t *testing.T, tab context.Context, script string) T {
	t.Helper()
	v, err := chromedp.Run(tab, chromedp.Evaluate[T](script))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// shoot writes a picture of the page into KPI_SHOTS.
func shoot(t *testing.T, tab context.Context, name string) {
	t.Helper()
	folder := os.Getenv("KPI_SHOTS")
	if folder == "" {
		return
	}
	picture, err := chromedp.Run(tab, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, name+".png"), picture, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}
