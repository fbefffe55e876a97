package rows

import (
	"os"
	"strings"
	"testing"

	"github.com/customerkpi/kpi/internal/oracle"
	"github.com/shopspring/decimal"
)

// open shared data, or skip the test.
func shared(t *testing.T, path ...string) *os.File {
	t.Helper()
	f, err := os.Open(oracle.Path(t, strings.Join(path, "/")))
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = f.Close() })
	return f
}

// The figures are those of the data's own reference.json, which Python and SQL
// computed: lines, lines_without_customer and sum_all_lines.
func TestOnlineRetailIsReadAsItIs(t *testing.T) {
	r, err := Orders(shared(t, "orders_online_retail", "lines.csv.gz"), "lines.csv.gz", Options{By: "country"})
	if err != nil {
		t.Fatal(err)
	}
	lines, anonymous, sum := 0, 0, decimal.Zero
	countries := map[string]bool{}
	for row, err := range r.All() {
		if err != nil {
			t.Fatal(err)
		}
		lines++
		sum = sum.Add(row.Amount)
		if row.Customer == "" {
			anonymous++
		}
		countries[row.Segment] = true
	}
	if lines != 269145 || anonymous != 65832 || sum.StringFixed(3) != "5177025.842" {
		t.Errorf("%d lines, %d without customer, sum %s", lines, anonymous, sum.StringFixed(3))
	}
	if !countries["United Kingdom"] || !r.Segmented() {
		t.Errorf("countries %v", countries)
	}
}

// value is the price of the whole line, however many CDs it holds. Lines and
// sums of CDs and dollars, by
//
//	awk -F, 'NR>1 {n++; q+=$3; v+=$4} END {printf "%d %d %.2f", n, q, v}' transactions.csv
func TestCDNOWIsReadAsItIs(t *testing.T) {
	r, err := Orders(shared(t, "cdnow", "transactions.csv"), "transactions.csv", Options{})
	if err != nil {
		t.Fatal(err)
	}
	lines, sum := 0, decimal.Zero
	cds := int64(0)
	for row, err := range r.All() {
		if err != nil {
			t.Fatal(err)
		}
		lines++
		cds += row.Quantity
		sum = sum.Add(row.Amount)
	}
	if lines != 6919 || cds != 16479 || sum.StringFixed(2) != "244091.94" {
		t.Errorf("%d lines, %d CDs, sum %s", lines, cds, sum.StringFixed(2))
	}
}
