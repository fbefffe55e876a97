package main

import (
	"fmt"
	"slices"
	"strings"
	"testing"
)

// Whether the lines of an order follow each other or not, and whatever an order's number,
// the figures are the same: those of one are counted at its last line, those of the other
// at the end of the file.
func TestOrdersWhoseLinesStandApart(t *testing.T) {
	var lines []string
	for i := range 60 {
		for j := range 1 + i%4 {
			lines = append(lines, fmt.Sprintf("%d,c%d,2025-%02d-15,p%d,%d.5,%s", 100+i, i%13, 1+i/10, (i+j)%5, i+j, []string{"web", "app"}[i%2]))
		}
	}
	const header = "order,customer,time,product,price,segment\n"
	following := write(t, "orders", header+strings.Join(lines, "\n"))
	slices.SortStableFunc(lines, func(a, b string) int { return strings.Compare(a[len(a)-8:], b[len(b)-8:]) })
	apart := write(t, "orders", header+strings.Join(lines, "\n"))
	text := strings.Join(lines, "\n")
	for i := range 60 {
		text = strings.ReplaceAll("\n"+text, fmt.Sprintf("\n%d,", 100+i), fmt.Sprintf("\n%d-x,", 100+i))[1:]
	}
	unnumbered := write(t, "orders", header+text)

	want := figuresOnly(t, following)
	for name, path := range map[string]string{"apart": apart, "without numbers": unnumbered} {
		if got := figuresOnly(t, path); got != want {
			t.Errorf("%s: other figures", name)
		}
	}
}

// figuresOnly is the report as CSV, without the name of the file.
func figuresOnly(t *testing.T, path string) string {
	t.Helper()
	out, _ := runs(t, "-orders", path, "-format", "csv")
	return strings.ReplaceAll(out, path, "")
}

// An order over two periods or segments counts in both, and once in the total.
func TestOrderOfTwoPeriods(t *testing.T) {
	_, all := figures(t, "-orders", write(t, "orders", "order,customer,time,product,price\n1,a,2025-01-31,p,1\n1,a,2025-02-01,q,1\n1,a,2025-02-01,r,1\n2,b,2025-03-01,p,1\n"))
	for at, want := range map[place]string{{"multi_product_orders", "", ""}: "1", {"multi_product_orders", "2025-02", ""}: "1", {"multi_product_orders", "2025-01", ""}: "0", {"orders", "2025-01", ""}: "1", {"orders", "", ""}: "2"} {
		if got := all[at].Value; got != want {
			t.Errorf("%v: %s, want %s", at, got, want)
		}
	}
}

// A bad line before the one that shows that orders stand apart is told once.
func TestBadLinesAreToldOnce(t *testing.T) {
	_, stderr := runs(t, "-orders", write(t, "orders", "order,customer,time,price\n1,a,2025-01-31,x\n2,a,2025-02-01,1\n1,a,2025-02-01,1\n3,a,yesterday,1\n"))
	if n := strings.Count(stderr, "\n"); n != 2 || !strings.Contains(stderr, ":2: ") || !strings.Contains(stderr, ":5: ") {
		t.Errorf("stderr:\n%s", stderr)
	}
}
