package main

import (
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/customerkpi/kpi/examples/internal/svg"
)

var update = flag.Bool("update", false, "write the golden file in testdata")

func TestTheShopsFunnel(t *testing.T) {
	dir := t.TempDir()
	var out strings.Builder
	if err := run(&out, 24*time.Hour, dir); err != nil {
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
	// The report's own way to the same numbers: all buyers of the year order
	// within a day of their visit.
	for _, line := range []string{"visit      4782", "order      1984"} {
		if !strings.Contains(out.String(), line) {
			t.Errorf("no %q", line)
		}
	}
	for name, least := range map[string]int{"funnel.svg": 4, "cohorts.svg": 78} { // bars, cells of the triangle
		if n, err := svg.Elements(filepath.Join(dir, name), "rect"); n != least || err != nil {
			t.Errorf("%s has %d rectangles, want %d; %v", name, n, least, err)
		}
	}
}

func TestWhatCannotBe(t *testing.T) {
	if err := run(io.Discard, -time.Hour, ""); err == nil || !strings.Contains(err.Error(), "-1h0m0s is below 0") {
		t.Errorf("a window below 0: %v", err)
	}
	if err := run(io.Discard, 0, filepath.Join(t.TempDir(), "none")); err == nil {
		t.Error("a folder that does not exist is taken")
	}
}
