package main

import (
	"bytes"
	"encoding/csv"
	"encoding/json"
	"errors"
	"flag"
	"fmt"
	"math"
	"math/big"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/customerkpi/kpi/examples/internal/sheet"
	"github.com/customerkpi/kpi/internal/laws"
)

func TestMain(m *testing.M) { laws.Main(m) }

// runs runs the program, which must succeed.
func runs(t testing.TB, args ...string) (stdout, stderr string) {
	t.Helper()
	var out, errs bytes.Buffer
	var bad *tooManyBad // after the figures
	if err := run(args, &out, &errs); err != nil && !errors.As(err, &bad) {
		t.Fatalf("report %s: %v", strings.Join(args, " "), err)
	}
	return out.String(), errs.String()
}

// fails runs the program, which must not succeed.
func fails(t testing.TB, args ...string) error {
	t.Helper()
	var out, errs bytes.Buffer
	err := run(args, &out, &errs)
	if err == nil {
		t.Fatalf("report %s: no error", strings.Join(args, " "))
	}
	return err
}

// write writes a file for the program to read.
func write(t testing.TB, name, text string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	if err := os.WriteFile(path, []byte(text), 0o600); err != nil {
		t.Fatal(err)
	}
	return path
}

// A place is where a figure stands in JSON and CSV: "" for all periods, and
// for all segments.
type place struct{ key, period, segment string }

// figures runs the program with -format json.
func figures(t testing.TB, args ...string) (sheet.JSON, map[place]sheet.Record) {
	t.Helper()
	out, _ := runs(t, append(args, "-format", "json")...)
	var d sheet.JSON
	lines := json.NewDecoder(strings.NewReader(out))
	lines.DisallowUnknownFields()
	if err := lines.Decode(&d); err != nil {
		t.Fatal(err)
	}
	all := make(map[place]sheet.Record)
	for _, r := range d.Records {
		at := place{r.Key, r.Period, r.Segment}
		if _, twice := all[at]; twice {
			t.Errorf("two records at %v", at)
		}
		all[at] = r
	}
	return d, all
}

// rational reads an exact value: a decimal, a fraction, or the counts of a rate.
func rational(t testing.TB, s string) *big.Rat {
	t.Helper()
	r, ok := new(big.Rat).SetString(s)
	if !ok {
		t.Fatalf("%q is no number", s)
	}
	return r
}

var update = flag.Bool("update", false, "write the golden files in testdata")

// golden compares a text with a file in testdata.
func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o644); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("%s (-want +got; go test -update writes it):\n%s", path, diff)
	}
}

func TestTheSimulatedShopIsReportedAsEver(t *testing.T) {
	en, stderr := runs(t)
	golden(t, "shop.txt", en)
	hasAllRows(t, en)
	if stderr != "" {
		t.Errorf("stderr: %s", stderr)
	}
	fr, _ := runs(t, "-lang", "fr", "-grain", "quarter", "-periods", "1")
	golden(t, "shop-fr.txt", fr)
}

// hasAllRows looks for each KPI of the catalogue by its number.
func hasAllRows(t *testing.T, out string) {
	t.Helper()
	for n := 1; n <= 24; n++ {
		if !regexp.MustCompile(fmt.Sprintf(`(?m)^%2d  ?\S`, n)).MatchString(out) {
			t.Errorf("no row %d", n)
		}
	}
}

// A KPI whose file is not given says so.
func TestEveryKPIHasARowWithoutItsFile(t *testing.T) {
	out, _ := runs(t, "-orders", write(t, "orders.csv", twoOrders))
	hasAllRows(t, out)
	for _, row := range []string{
		"16  Conversion funnel, visitors: visit     missing: -visits",
		"19  Up-sell rate, of order lines           missing: column sale in -orders",
	} {
		if !strings.Contains(out, row) {
			t.Errorf("no row %q", row)
		}
	}
}

// A few orders, whose figures are reckoned in TestFewOrders.
const fewOrders = `order,customer,time,product,quantity,price,channel
1,ann,2025-01-02,tea,2,3.50,web
1,ann,2025-01-02,pot,1,20,web
2,bob,2025-01-09,tea,1,3.50,shop
3,,2025-01-31,tea,4,3.50,shop
4,ann,2025-02-01,tea,1,3.50,shop
4,ann,2025-02-01,tea,-1,3.50,shop
C5,bob,2025-02-02,tea,1,3.50,shop
6,cid,2025-02-28,pot,1,20,web
`

// By hand: four orders are of a customer, 27 and 3.50 of January (1, 2), 3.50
// and 20 of February (4, 6); order 3 of 14 is of nobody, C5 cancelled, and a
// line of order 4 a return.
func TestFewOrders(t *testing.T) {
	_, got := figures(t, "-orders", write(t, "orders.csv", fewOrders))
	for at, want := range map[place]string{
		{"orders_lines", "", ""}:                     "8",
		{"orders_left_out_quantity", "", ""}:         "1",
		{"orders_left_out_quantity_amount", "", ""}:  "-3.5",
		{"orders_left_out_cancelled", "", ""}:        "1",
		{"orders_left_out_cancelled_amount", "", ""}: "3.5",
		{"orders_left_out_no_customer", "", ""}:      "1",
		{"orders_counted", "", ""}:                   "6",
		{"orders_counted_amount", "", ""}:            "68",
		{"orders_seen_amount", "", ""}:               "68",
		{"orders", "", ""}:                           "5",
		{"orders", "2025-01", ""}:                    "3",
		{"basket", "", ""}:                           "13.6",   // 68 / 5
		{"basket", "2025-01", ""}:                    "89/6",   // 44.5 / 3
		{"basket", "", "web"}:                        "23.5",   // 47 / 2
		{"spend_per_customer", "", ""}:               "18",     // 54 / 3
		{"spend_per_customer", "2025-01", "shop"}:    "3.5",    // of bob alone
		{"customers", "", ""}:                        "3",      // ann, bob, cid
		{"customers", "", "shop"}:                    "2",      // ann, bob
		{"repurchase_by_order", "", ""}:              "1/3",    // ann
		{"retention", "2025-02", ""}:                 "1/2",    // ann of ann, bob
		{"first_basket", "", ""}:                     "101/6",  // (27 + 3.5 + 20) / 3
		{"later_basket", "", ""}:                     "3.5",    // order 4
		{"loyalty_multiple", "", ""}:                 "21/101", // 3.5 / (101/6)
		{"multi_product_share", "", ""}:              "1/3",    // ann
		{"multi_product_orders", "", ""}:             "1",      // order 1
	} {
		if got[at].Value != want {
			t.Errorf("%v: %q, want %s", at, got[at].Value, want)
		}
	}
	if r := got[place{"retention", "2025-01", ""}]; r.Value != "" || !strings.Contains(r.Undefined, "undefined") {
		t.Errorf("retention of the first month: %+v, want why it is undefined", r)
	}
	if r := got[place{"nps", "", ""}]; r.Value != "" || r.Missing != "-surveys" {
		t.Errorf("NPS without surveys: %+v, want what is missing", r)
	}
}

func TestTextJSONAndCSVSayTheSame(t *testing.T) {
	orders := write(t, "orders.csv", fewOrders)
	_, fromJSON := figures(t, "-orders", orders)
	text, _ := runs(t, "-orders", orders)
	out, _ := runs(t, "-orders", orders, "-format", "csv")

	lines, err := csv.NewReader(strings.NewReader(out)).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	if len(lines) != 1+len(fromJSON) {
		t.Errorf("%d figures in CSV, %d in JSON", len(lines)-1, len(fromJSON))
	}
	column := make(map[string]int)
	for i, name := range lines[0] {
		column[name] = i
	}
	var short strings.Builder
	for _, l := range lines {
		if (l[column["segment"]] == "" || l[column["segment"]] == "segment") && !strings.HasPrefix(l[column["missing"]], "-") {
			short.WriteString(strings.ReplaceAll(strings.Join(l, ";"), orders, "orders.csv") + "\n")
		}
	}
	golden(t, "orders.csv", short.String())
	for _, l := range lines[1:] {
		at := place{l[column["key"]], l[column["period"]], l[column["segment"]]}
		if want, ok := fromJSON[at]; !ok || l[column["value"]] != want.Value || l[column["text"]] != want.Text {
			t.Errorf("%v: %v in CSV, %+v in JSON", at, l, want)
		}
	}
	for _, row := range []string{"Average basket, all orders", "customers", "orders of two products or more"} {
		cells := regexp.MustCompile(`(?m)^.*` + row + `  +(\S+) +(\S+) .* (\S+) +(\S+) +(\S+)$`).FindStringSubmatch(text)
		key := map[string]string{"customers": "customers", "orders of two products or more": "multi_product_orders"}[row]
		if key == "" {
			key = "basket"
		}
		want := []string{""}
		for _, at := range []place{{key, "2025-01", ""}, {key, "2025-02", ""}, {key, "", ""}, {key, "", "shop"}, {key, "", "web"}} {
			want = append(want, fromJSON[at].Text)
		}
		if len(cells) == 0 || cmp.Diff(want[1:], cells[1:]) != "" {
			t.Errorf("%s: %q in text, %q in JSON", row, cells, want)
		}
	}
}

// Names in JSON and CSV are used by other programs: nobody renames one
// unawares, nor does a language.
func TestNamesOfFiguresAreStable(t *testing.T) {
	en, _ := figures(t, "-grain", "quarter")
	fr, _ := figures(t, "-grain", "quarter", "-lang", "fr")
	var keys []string
	for i, r := range en.Records {
		if s := fr.Records[i]; r.Key != s.Key || r.Unit != s.Unit || r.Value != s.Value || r.Undefined != s.Undefined {
			t.Errorf("%+v in English, %+v in French", r, s)
		}
		if key := strings.TrimSpace(fmt.Sprintf("%s %s %s", r.Family, r.Key, r.Unit)); r.Period == "" && r.Segment == "" {
			keys = append(keys, key)
		}
	}
	golden(t, "keys.txt", strings.Join(keys, "\n")+"\n")
}

// No figure is NaN or infinite: what is not defined says why.
func TestEveryFigureIsANumberOrSaysWhyNot(t *testing.T) {
	_, all := figures(t, "-grain", "week", "-to", "2025-03-01")
	undefined := 0
	for at, r := range all {
		switch {
		case r.Value == "" && r.Undefined == "" && r.Missing == "":
			t.Errorf("%v: %+v", at, r)
		case r.Value != "":
			v, _ := rational(t, r.Value).Float64()
			slack := 1e-8 * (1 + math.Abs(v)) // the ends have 9 digits
			if r.Unit == "points" {
				continue // the interval of a net is around another centre
			}
			if r.Low != nil && (*r.Low > v+slack || *r.High < v-slack) {
				t.Errorf("%v: %g is not in %g..%g", at, v, *r.Low, *r.High)
			}
		default:
			undefined++
		}
	}
	if undefined == 0 {
		t.Error("nothing is undefined: a week without an answer is")
	}
}
