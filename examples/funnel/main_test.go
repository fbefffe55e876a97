package main

import (
	"encoding/xml"
	"errors"
	"flag"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
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
		if n := rectangles(t, filepath.Join(dir, name)); n != least {
			t.Errorf("%s has %d rectangles, want %d", name, n, least)
		}
	}
}

// rectangles counts the rectangles of a drawing, which is to be well-formed.
func rectangles(t *testing.T, path string) (n int) {
	t.Helper()
	file, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	for d := xml.NewDecoder(file); ; {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return n
		}
		if err != nil {
			t.Fatalf("%s: %v", path, err)
		}
		if e, ok := token.(xml.StartElement); ok && e.Name.Local == "rect" {
			n++
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
