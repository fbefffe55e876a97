package pagetest

import (
	"bytes"
	"context"
	_ "embed"
	"encoding/json"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"sync"
	"testing"

	"github.com/chromedp/cdproto/cdp"
	"github.com/chromedp/cdproto/emulation"
	"github.com/chromedp/cdproto/log"
	"github.com/chromedp/cdproto/runtime"
	"github.com/chromedp/chromedp"

	"github.com/customerkpi/kpi/examples/internal/sheet"
)

//go:embed look.js
var look string

// A view is how a reader looks at the page.
type view struct {
	lang, scheme string
	width        int64
}

func (v view) String() string { return fmt.Sprintf("%s-%s-%d", v.lang, v.scheme, v.width) }

func TestPage(t *testing.T) {
	axe, err := os.ReadFile("node_modules/axe-core/axe.min.js")
	if err != nil {
		t.Skip("no axe-core: npm ci")
	}
	browser := open(t)
	pages := make(map[string]string)
	for _, lang := range []string{"en", "fr"} {
		pages[lang] = write(t, report(t, "-lang", lang, "-format", "html"))
	}
	for _, lang := range []string{"en", "fr"} {
		for _, scheme := range []string{"light", "dark"} {
			for _, width := range []int64{1280, 420} {
				v := view{lang, scheme, width}
				t.Run(v.String(), func(t *testing.T) { v.check(t, browser, pages[lang], string(axe)) })
			}
		}
	}
}

// report runs the program.
func report(t *testing.T, args ...string) []byte {
	t.Helper()
	var errs bytes.Buffer
	run := exec.Command(program(t), args...)
	run.Stderr = &errs
	out, err := run.Output()
	if err != nil {
		t.Fatalf("report %v: %v: %s", args, err, errs.String())
	}
	return out
}

var built struct {
	sync.Once
	path string
	err  error
}

// program builds the report, once.
func program(t *testing.T) string {
	t.Helper()
	built.Do(func() {
		dir, err := os.MkdirTemp("", "report")
		if err != nil {
			built.err = err
			return
		}
		built.path = filepath.Join(dir, "report")
		build := exec.Command("go", "build", "-o", built.path, ".")
		build.Dir = ".." // in the module of the report
		if out, err := build.CombinedOutput(); err != nil {
			built.err = fmt.Errorf("%w: %s", err, out)
		}
	})
	if built.err != nil {
		t.Fatal(built.err)
	}
	return built.path
}

func TestMain(m *testing.M) {
	code := m.Run()
	if built.path != "" {
		_ = os.RemoveAll(filepath.Dir(built.path))
	}
	os.Exit(code)
}

func write(t *testing.T, page []byte) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), "report.html")
	if err := os.WriteFile(path, page, 0o600); err != nil {
		t.Fatal(err)
	}
	return path
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
	if err := chromedp.Do(browser); err != nil {
		t.Fatal(err)
	}
	return browser
}

// check looks at the page in one way.
func (v view) check(t *testing.T, browser context.Context, path, axe string) {
	tab, cancel := chromedp.NewContext(browser)
	defer cancel()
	said := v.open(t, tab, path)
	v.shoot(t, tab)
	if err := chromedp.Do(tab, chromedp.KeyEvent("\t")); err != nil {
		t.Fatal(err)
	}
	if first := eval[string](t, tab, `document.activeElement.className`); first != "skip" {
		t.Errorf("the first stop of the keyboard is %q, not the way past the contents", first)
	}
	eval[int](t, tab, `document.querySelectorAll("details").forEach(d => d.open = true), 0`)
	checkLook(t, eval[string](t, tab, look))
	eval[int](t, tab, axe+";0")
	checkAxe(t, eval[string](t, tab, axeRun))
	for _, s := range said() {
		t.Errorf("the console says %s", s)
	}
}

// open opens the page, and returns what the console says from then on.
func (v view) open(t *testing.T, tab context.Context, path string) (said func() []string) {
	t.Helper()
	var mu sync.Mutex
	var all []string
	err := chromedp.Listen(tab, func(e any) {
		mu.Lock()
		defer mu.Unlock()
		switch e := e.(type) {
		case *runtime.EventExceptionThrown:
			all = append(all, fmt.Sprint(e.ExceptionDetails))
		case *runtime.EventConsoleAPICalled:
			all = append(all, fmt.Sprint(e.Type))
		case *log.EventEntryAdded:
			all = append(all, fmt.Sprint(e.Entry.Text))
		}
	})
	if err == nil {
		err = chromedp.Do(tab, chromedp.EmulateViewport(v.width, 900), media(v.scheme), chromedp.Navigate("file://"+path))
	}
	if err != nil {
		t.Fatal(err)
	}
	return func() []string {
		mu.Lock()
		defer mu.Unlock()
		return all
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
	v, err := chromedp.Run(tab, chromedp.Evaluate[T](script, chromedp.EvalAwaitPromise))
	if err != nil {
		t.Fatal(err)
	}
	return v
}

// shoot writes a picture of the page into KPI_SHOTS.
func (v view) shoot(t *testing.T, tab context.Context) {
	t.Helper()
	folder := os.Getenv("KPI_SHOTS")
	if folder == "" {
		return
	}
	picture, err := chromedp.Run(tab, chromedp.FullScreenshot(100))
	if err == nil {
		err = os.WriteFile(filepath.Join(folder, v.String()+".png"), picture, 0o600)
	}
	if err != nil {
		t.Fatal(err)
	}
}

// axeRun leaves out nothing; what it finds of minor or moderate impact is logged.
const axeRun = `axe.run().then(r => JSON.stringify({passes: r.passes.length, violations: r.violations.map(v => ({id: v.id, impact: v.impact, help: v.help, nodes: v.nodes.slice(0, 3).map(n => n.html.slice(0, 120))}))}))`

func checkAxe(t *testing.T, text string) {
	var found struct {
		Passes     int
		Violations []struct {
			ID, Impact, Help string
			Nodes            []string
		}
	}
	if err := json.Unmarshal([]byte(text), &found); err != nil {
		t.Fatal(err)
	}
	if found.Passes < 20 {
		t.Errorf("axe passed %d rules only", found.Passes)
	}
	for _, v := range found.Violations {
		if v.Impact == "serious" || v.Impact == "critical" {
			t.Errorf("axe, %s: %s (%s): %s", v.Impact, v.ID, v.Help, strings.Join(v.Nodes, " "))
		} else {
			t.Logf("axe, %s: %s (%s): %s", v.Impact, v.ID, v.Help, strings.Join(v.Nodes, " "))
		}
	}
}

func checkLook(t *testing.T, text string) {
	var seen struct {
		Texts, Marks           int
		Low, Weak, Wide, Twice []string
		Least                  float64
	}
	if err := json.Unmarshal([]byte(text), &seen); err != nil {
		t.Fatal(err)
	}
	if seen.Texts < 1000 || seen.Marks < 100 {
		t.Errorf("%d texts and %d marks", seen.Texts, seen.Marks)
	}
	for what, all := range map[string][]string{
		"contrast of a text below 4.5": seen.Low, "contrast of a mark below 3": seen.Weak, "too wide": seen.Wide, "not one drawing": seen.Twice,
	} {
		if len(all) > 0 {
			t.Errorf("%s: %d, such as %q", what, len(all), all[:min(len(all), 8)])
		}
	}
	t.Logf("%d texts of contrast %.2f or more, %d marks", seen.Texts, seen.Least, seen.Marks)
}

// What a browser makes of the page has the figures of the JSON.
func TestFiguresInTheBrowserAreThoseOfTheJSON(t *testing.T) {
	browser := open(t)
	for _, lang := range []string{"en", "fr"} {
		var d sheet.JSON
		if err := json.Unmarshal(report(t, "-lang", lang, "-format", "json"), &d); err != nil {
			t.Fatal(err)
		}
		want := make(map[[3]string]string)
		for _, r := range d.Records {
			want[[3]string{r.Key, r.Segment, r.Period}] = r.Text
			if r.Undefined != "" {
				want[[3]string{r.Key, r.Segment, r.Period}] = "-"
			}
		}
		if err := chromedp.Do(browser, chromedp.Navigate("file://"+write(t, report(t, "-lang", lang, "-format", "html")))); err != nil {
			t.Fatal(err)
		}
		cells := eval[[][4]string](t, browser, `[...document.querySelectorAll("[data-key]")].map(e => [e.dataset.key, e.dataset.segment, e.dataset.period, e.textContent])`)
		for _, c := range cells {
			if text, ok := want[[3]string(c[:3])]; !ok || text != c[3] {
				t.Errorf("%s, %q: %q in the JSON", lang, c, text)
			}
		}
		if len(cells) < 1000 {
			t.Errorf("%s: %d figures", lang, len(cells))
		}
	}
}
