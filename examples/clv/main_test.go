package main

import (
	"context"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/customerkpi/kpi/examples/internal/svg"

	"github.com/customerkpi/kpi/internal/oracle"
)

var update = flag.Bool("update", false, "write the golden file in testdata")

func TestTheShopsCustomers(t *testing.T) {
	dir := t.TempDir()
	var out strings.Builder
	if err := run(context.Background(), &out, options{months: 12, rate: 0.01, folder: dir, workers: 2}); err != nil {
		t.Fatal(err)
	}
	const golden = "testdata/shop.txt"
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
	for name, parts := range map[string]struct {
		element string
		n       int
	}{"tracking.svg": {"polyline", 3}, "alive.svg": {"rect", 400}} {
		if n, err := svg.Elements(filepath.Join(dir, name), parts.element); n != parts.n || err != nil {
			t.Errorf("%s has %d of %s, want %d; %v", name, n, parts.element, parts.n, err)
		}
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
