package main

import (
	"os"
	"strings"
	"testing"
)

// between returns the part of a file between two texts.
func between(t *testing.T, path, from, to string) string {
	t.Helper()
	data, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	_, rest, ok := strings.Cut(string(data), from)
	part, _, end := strings.Cut(rest, to)
	if !ok || !end {
		t.Fatalf("%s has no %q before %q", path, from, to)
	}
	return part
}

func TestThePageShowsEveryFlagAndNoOther(t *testing.T) {
	page := between(t, "doc.go", "# Flags", "# Files")
	known := flagNames()
	for _, name := range known {
		if !strings.Contains(page, "//\t-"+name+" ") {
			t.Errorf("the page does not show -%s", name)
		}
	}
	if n := strings.Count(page, "//\t-"); n != len(known) {
		t.Errorf("the page shows %d flags, there are %d", n, len(known))
	}
}

// The columns are those of package rows, whose readers its tests hold to them.
func TestThePageShowsTheColumnsOfTheReaders(t *testing.T) {
	const from, to = "//\tfile           column", "// (1)"
	here, there := between(t, "doc.go", from, to), between(t, "../internal/rows/doc.go", from, to)
	if here != there {
		t.Errorf("doc.go and package rows have different tables of columns")
	}
}

func TestThePageShowsTheFieldsOfARecord(t *testing.T) {
	page := between(t, "doc.go", "# JSON and CSV", "# Memory")
	out, _ := runs(t, "-orders", write(t, "orders", twoOrders), "-format", "csv")
	header, _, _ := strings.Cut(out, "\n")
	at := 0
	for name := range strings.SplitSeq(header, ",") {
		i := strings.Index(page[at:], name)
		if i < 0 {
			t.Fatalf("the page does not show %s, or in another order", name)
		}
		at += i
	}
}
