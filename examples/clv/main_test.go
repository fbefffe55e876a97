package main

import (
	"context"
	"flag"
	"fmt"
	"io"
	"math"
	"os"
	"path/filepath"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/customerkpi/kpi/examples/internal/svg"

	"github.com/customerkpi/kpi/internal/oracle"
)

var update = flag.Bool("update", false, "write the golden files in testdata")

// output runs the program, and compares what it writes with a golden file.
func output(t *testing.T, golden string, o options) string {
	t.Helper()
	var out strings.Builder
	o.months, o.rate, o.workers = 12, 0.01, 2
	if err := run(context.Background(), &out, o); err != nil {
		t.Fatal(err)
	}
	golden = filepath.Join("testdata", golden)
	if *update {
		if err := os.WriteFile(golden, []byte(out.String()), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(golden)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), out.String()); diff != "" {
		t.Errorf("(-want +got; go test -update writes it):\n%s", diff)
	}
	return out.String()
}

// errorsOf returns the errors of the forecasts, in percent, in the order of the
// models.
func errorsOf(t *testing.T, text string) []float64 {
	t.Helper()
	var all []float64
	for _, m := range regexp.MustCompile(`expected +[0-9.]+ \(([-+0-9.]+)%\)`).FindAllStringSubmatch(text, -1) {
		v, err := strconv.ParseFloat(m[1], 64)
		if err != nil {
			t.Fatal(err)
		}
		all = append(all, v)
	}
	return all
}

// Of a shop of its own law, the model of that law is the likeliest, its intervals
// hold the parameters, and all forecasts are near what comes.
func TestAShopOfTheModelsLaw(t *testing.T) {
	dir := t.TempDir()
	text := output(t, "shop.txt", options{folder: dir})
	if n := strings.Count(text, ", converged\n"); n != 4 {
		t.Errorf("%d of 4 models converged", n)
	}
	off := errorsOf(t, text)
	if len(off) != 3 || slices.ContainsFunc(off, func(v float64) bool { return math.Abs(v) > 5 }) {
		t.Errorf("forecasts are off by %v%%", off)
	}
	_, text, _ = strings.Cut(text, "Models, the likeliest first")
	if first := strings.Fields(text)[6]; first != "Pareto/NBD" {
		t.Errorf("%s is the likeliest", first)
	}
	for name, want := range map[string]float64{
		"r": bySimulation.orders.R, "alpha": bySimulation.orders.Alpha, "s": bySimulation.orders.S, "beta": bySimulation.orders.Beta,
		"p": bySimulation.spend.P, "q": bySimulation.spend.Q, "v": bySimulation.spend.V,
	} {
		m := regexp.MustCompile(` ` + name + ` +[0-9.]+ +([0-9.]+) \.\. ([0-9.]+)\n`).FindStringSubmatch(text)
		if m == nil {
			t.Errorf("no interval of %s", name)
			continue
		}
		low, errLow := strconv.ParseFloat(m[1], 64)
		high, errHigh := strconv.ParseFloat(m[2], 64)
		if errLow != nil || errHigh != nil || low > want || high < want {
			t.Errorf("%s is %v, the interval %s", name, want, m[0])
		}
	}
	for name, parts := range map[string]struct {
		element string
		n       int
	}{"tracking.svg": {"polyline", 3}, "alive.svg": {"rect", 400}} {
		if n, err := svg.Elements(filepath.Join(dir, name), parts.element); n != parts.n || err != nil {
			t.Errorf("%s has %d of %s, want %d; %v", name, n, parts.element, parts.n, err)
		}
	}
}

// The shop of the report is not of that law, and the output says so.
func TestAHardCase(t *testing.T) {
	text := output(t, "hard.txt", options{hard: true})
	if !strings.HasPrefix(text, "A hard case") || strings.Count(text, ", at the boundary\n") != 3 {
		t.Errorf("not at the boundary:\n%s", text)
	}
	if off := errorsOf(t, text); len(off) != 3 || slices.ContainsFunc(off, func(v float64) bool { return v > -25 }) {
		t.Errorf("forecasts are off by %v%%", off)
	}
}

// Returns lower the revenue, and are not orders; so are lines without a customer.
func TestReturnsInAFile(t *testing.T) {
	path := filepath.Join(t.TempDir(), "orders.csv")
	var file strings.Builder
	file.WriteString("order,customer,time,quantity,amount\n9,,2025-01-01,1,1\n")
	for i := range 40 {
		for n := range i % 4 {
			fmt.Fprintf(&file, "%d,c%d,2025-0%d-01,1,%d\n", 10*i+n, i, 1+2*n, 10+i)
		}
	}
	if err := os.WriteFile(path, []byte(file.String()+"500,c1,2025-08-09,-1,-5\n501,c1,2025-08-10,0,0\n"), 0o600); err != nil {
		t.Fatal(err)
	}
	o := options{orders: path}
	log, err := o.open()
	if err != nil {
		t.Fatal(err)
	}
	// 60 orders of customers 1, 2, 2, 3, 3, 3, 5, ..., less 5.
	want := -5
	for i := range 40 {
		want += i % 4 * (10 + i)
	}
	if got := log.history.Result().String(); got != fmt.Sprintf("%d.00 in 60 orders of 30 customers", want) || log.last.Format(time.DateOnly) != "2025-05-01" {
		t.Errorf("%s until %v, want %d", got, log.last, want)
	}
}

// The log that the models were published with: the parameters of the literature,
// the counted and the expected customers by repeat orders, and the holdout.
func TestCDNOW(t *testing.T) {
	var out strings.Builder
	o := options{orders: oracle.Path(t, "cdnow/transactions.csv"), end: "1997-09-30", months: 12, rate: 0.01}
	if err := run(context.Background(), &out, o); err != nil {
		t.Fatal(err)
	}
	text := out.String()
	for _, want := range []string{
		"2357 customers, 1997-01-01 to 1998-06-30",
		"BG/NBD       log-likelihood -9582.43", "MBG/NBD      log-likelihood -9582.14", "Pareto/NBD   log-likelihood -9594.98",
		"Gamma-Gamma  log-likelihood -4055.92", "weeks after the fit: 1882",
	} {
		if !strings.Contains(text, want) {
			t.Errorf("no %q in\n%s", want, text)
		}
	}
	// Actual 1411, 439, 214, 100, 62, 38, 29 and 64 customers of 0, 1, ... orders.
	counted := ""
	for line := range strings.Lines(text[strings.Index(text, "Customers by repeat orders"):strings.Index(text, "Orders of these")]) {
		if f := strings.Fields(line); len(f) > 3 && strings.Contains("01234567", f[0]) {
			counted += f[len(f)-1] + " "
		}
	}
	if counted != "1411 439 214 100 62 38 29 64 " {
		t.Errorf("counted %s", counted)
	}
}

func TestWhatCannotBe(t *testing.T) {
	for name, o := range map[string]options{
		"a file that is not there": {orders: filepath.Join(t.TempDir(), "none.csv"), months: 12},
		"a day that is none":       {end: "2025-02-30", months: 12},
		"a day before the log":     {end: "2020-01-01", months: 12},
		"a negative horizon":       {months: -1},
		"a folder that is not":     {months: 12, folder: filepath.Join(t.TempDir(), "none")},
	} {
		if err := run(context.Background(), io.Discard, o); err == nil {
			t.Errorf("%s is taken", name)
		}
	}
}
