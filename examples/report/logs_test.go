package main

import (
	"compress/gzip"
	"encoding/csv"
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"math/big"
	"os"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/customerkpi/kpi/examples/internal/sheet"
	"github.com/customerkpi/kpi/internal/oracle"
)

// equal compares figures with the exact values they must have.
func equal(t *testing.T, got map[place]sheet.Record, want map[place]*big.Rat) {
	t.Helper()
	for at, v := range want {
		r, ok := got[at]
		if !ok || r.Value == "" {
			t.Errorf("%v: %+v, want %v", at, r, v)
		} else if rational(t, r.Value).Cmp(v) != 0 {
			t.Errorf("%v: %s, want %v", at, r.Value, v)
		}
	}
}

// The reference of the retailer's log was computed with Python and, in most
// rows, SQL. Of its cohort tables the report shows how many of those who first bought
// in month m bought in month m+j (cohort_on), not then or later (cohort_on_or_after). Of last_event it shows the month, as a partial one.
func TestOnlineRetailEqualsItsReference(t *testing.T) {
	var reference map[string]json.RawMessage
	oracle.JSON(t, "orders_online_retail/reference.json", &reference)
	got, all := figures(t, "-orders", oracle.Path(t, "orders_online_retail/lines.csv.gz"))

	want := make(map[place]*big.Rat)
	for name, keys := range map[string][]string{
		"lines":                              {"orders_lines", "orders_seen"},
		"lines_without_customer":             {"orders_seen_without_customer"},
		"sum_all_lines":                      {"orders_seen_amount"},
		"purchase_invoices":                  {"orders"},
		"purchase_revenue":                   {"revenue", "orders_counted_amount"},
		"average_order_value":                {"basket"},
		"customers_with_a_purchase":          {"customers", "customers_active"},
		"invoices_with_customer":             {"orders_with_customer"},
		"repurchase_rate":                    {"repurchase_by_order"},
		"purchase_frequency":                 {"purchase_frequency"},
		"revenue_with_customer":              {"revenue_with_customer"},
		"spend_per_customer":                 {"spend_per_customer"},
		"multi_product_customers":            {"multi_product_customers"},
		"single_product_customers":           {"single_product_customers"},
		"invoices_with_two_or_more_products": {"multi_product_orders"},
		"first_order_revenue":                {"first_revenue"},
		"first_order_average":                {"first_basket"},
		"later_orders":                       {"later_orders"},
		"later_order_average":                {"later_basket"},
	} {
		for _, key := range keys {
			want[place{key, "", ""}] = referenceNumber(t, reference[name])
		}
		delete(reference, name)
	}
	var monthly []map[string]json.RawMessage
	decode(t, reference["monthly"], &monthly)
	for _, m := range monthly {
		var month string
		decode(t, m["month"], &month)
		for name, key := range map[string]string{
			"active": "customers_active", "new": "customers_new", "retained_from_previous": "customers_retained",
			"lost_from_previous": "customers_lost", "reactivated": "customers_reactivated",
		} {
			v := new(big.Rat) // the first month has no previous one
			if text, ok := m[name]; ok {
				v = referenceNumber(t, text)
			}
			want[place{key, month, ""}] = v
		}
	}
	equal(t, all, want)

	// A rate keeps its counts: as many customers as the reference has.
	counts := func(name string) string {
		return string(reference[name]) + "/" + all[place{"customers", "", ""}].Value
	}
	for key, name := range map[string]string{"repurchase_by_order": "repeat_customers", "repurchase_by_day": "customers_with_two_purchase_days"} {
		if rate := all[place{key, "", ""}].Value; rate != counts(name) {
			t.Errorf("%s: %s, want %s", key, rate, counts(name))
		}
	}
	var months []string
	decode(t, reference["months"], &months)
	if diff := cmp.Diff(months, got.Periods); diff != "" {
		t.Errorf("months (-want +got):\n%s", diff)
	}
	if diff := cmp.Diff([]string{"2011-12"}, got.Partial); diff != "" {
		t.Errorf("incomplete months (-want +got):\n%s", diff)
	}

	var cohorts map[string][]int
	decode(t, reference["cohort_on"], &cohorts)
	shown := make(map[string][]int)
	for _, c := range got.Triangles[0].Cohorts {
		shown[c.Period] = c.Retained
	}
	if diff := cmp.Diff(cohorts, shown); diff != "" {
		t.Errorf("cohorts (-want +got):\n%s", diff)
	}

	for _, name := range []string{"monthly", "months", "repeat_customers", "customers_with_two_purchase_days", "incomplete_month", "last_event", "cohort_on", "cohort_on_or_after"} {
		delete(reference, name)
	}
	if len(reference) > 0 {
		t.Errorf("not compared: %v", slices.Collect(maps.Keys(reference)))
	}
}

func decode(t *testing.T, text json.RawMessage, v any) {
	t.Helper()
	if err := json.Unmarshal(text, v); err != nil {
		t.Fatalf("%s: %v", text, err)
	}
}

// referenceNumber reads 12, "12.50" or {"num":"1","den":"3"}.
func referenceNumber(t *testing.T, text json.RawMessage) *big.Rat {
	t.Helper()
	var fraction struct{ Num, Den string }
	if json.Unmarshal(text, &fraction) == nil && fraction.Den != "" {
		return rational(t, fraction.Num+"/"+fraction.Den)
	}
	return rational(t, strings.Trim(string(text), `"`))
}

// The reference has no counts of the lines that are left out, so they are
// counted here, straight from the definitions: each line by the first reason
// that holds.
func TestOnlineRetailLinesLeftOut(t *testing.T) {
	path := oracle.Path(t, "orders_online_retail/lines.csv.gz")
	lines, sums := make(map[string]int64), make(map[string]*big.Rat)
	count := func(key string, amount *big.Rat) {
		lines[key]++
		if sums[key] == nil {
			sums[key] = new(big.Rat)
		}
		sums[key].Add(sums[key], amount)
	}
	// invoice, product, quantity, time, unit_price, customer, country
	for _, l := range readCSV(t, path) {
		quantity, price := rational(t, l[2]), rational(t, l[4])
		amount := new(big.Rat).Mul(quantity, price)
		switch {
		case strings.HasPrefix(l[0], "C"):
			count("cancelled", amount)
		case strings.HasPrefix(l[0], "A"):
			count("adjustment", amount)
		case quantity.Sign() <= 0:
			count("quantity", amount)
		case price.Sign() <= 0:
			count("price", amount)
		case l[5] == "":
			count("no_customer", amount)
		}
	}
	want := make(map[place]*big.Rat)
	for key, n := range lines {
		want[place{"orders_left_out_" + key, "", ""}] = big.NewRat(n, 1)
		want[place{"orders_left_out_" + key + "_amount", "", ""}] = sums[key]
	}
	if len(lines) != 5 {
		t.Errorf("reasons: %v", lines)
	}
	_, got := figures(t, "-orders", path)
	equal(t, got, want)
}

// readCSV reads the lines below the header.
func readCSV(t *testing.T, path string) [][]string {
	t.Helper()
	f, err := os.Open(path)
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	var in io.Reader = f
	if strings.HasSuffix(path, ".gz") {
		if in, err = gzip.NewReader(f); err != nil {
			t.Fatal(err)
		}
	}
	all, err := csv.NewReader(in).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return all[1:]
}

// The twin below counts with maps. So does awk, which gives the same figures,
// money in cents: first lines, customers, revenue, customers of two orders and
// of two days, revenue of first orders; then customers by month.
//
//	awk -F, 'NR>1 {
//	  v = int($4*100 + .5); m = ($2-1997)*12 + substr($2,6,2) - 1; n++; sum += v
//	  orders[$1]++; days[$1] += !seen[$1,$2]++; active[m] += !on[$1,m]++
//	  if (!($1 in day) || $2 < day[$1] || $2 == day[$1] && v > first[$1]) { day[$1] = $2; first[$1] = v } }
//	END { for (c in orders) { all++; again += orders[c]>1; twice += days[c]>1; f += first[c]; had = 0
//	  for (m=0; m<18; m++) { a = (c,m) in on; b = (c,m-1) in on
//	    new[m] += a && !had; kept[m] += a && b; lost[m] += b && !a; back[m] += a && had && !b; had = had || a } }
//	  print n, all, sum, again, twice, f
//	  for (m=0; m<18; m++) print m, active[m], new[m], kept[m], lost[m], back[m] }' transactions.csv
func TestCDNOWEqualsANaiveTwin(t *testing.T) {
	type customer struct {
		orders int64
		days   map[string]bool
		months map[int]bool
		first  string // the day of the first order, and its amount
		amount *big.Rat
	}
	path := oracle.Path(t, "cdnow/transactions.csv")
	customers, lines, sum := map[string]*customer{}, int64(0), new(big.Rat)
	for _, l := range readCSV(t, path) { // id, date, cds, value: a line is an order of its own
		id, day, v := l[0], l[1], rational(t, l[3])
		c := customers[id]
		if c == nil {
			c = &customer{0, map[string]bool{}, map[int]bool{}, day, v}
			customers[id] = c
		}
		if day < c.first || day == c.first && v.Cmp(c.amount) > 0 {
			c.first, c.amount = day, v
		}
		date, _ := time.Parse(time.DateOnly, day)
		c.days[day], c.months[12*(date.Year()-1997)+int(date.Month())-1] = true, true
		c.orders++
		lines++
		sum.Add(sum, v)
	}

	want := make(map[place]*big.Rat)
	add := func(key, period string, counts bool, v *big.Rat) {
		at := place{key, period, ""}
		if want[at] == nil {
			want[at] = new(big.Rat)
		}
		if counts {
			want[at].Add(want[at], v)
		}
	}
	one, all, n := big.NewRat(1, 1), big.NewRat(int64(len(customers)), 1), big.NewRat(lines, 1)
	share := new(big.Rat).Inv(all)
	for _, c := range customers {
		add("repurchase_by_order", "", c.orders > 1, share)
		add("repurchase_by_day", "", len(c.days) > 1, share)
		add("first_revenue", "", true, c.amount)
		had := false
		for m := range 18 {
			now, before, month := c.months[m], c.months[m-1], fmt.Sprintf("%d-%02d", 1997+m/12, m%12+1)
			add("customers_active", month, now, one)
			add("customers_new", month, now && !had, one)
			add("customers_retained", month, now && before, one)
			add("customers_lost", month, before && !now, one)
			add("customers_reactivated", month, now && had && !before, one)
			had = had || now
		}
	}
	first, later := want[place{"first_revenue", "", ""}], new(big.Rat).Sub(n, all)
	for key, v := range map[string]*big.Rat{
		"orders_lines": n, "orders": n, "customers": all, "revenue": sum, "later_orders": later, "purchase_frequency": new(big.Rat).Quo(n, all),
		"basket": new(big.Rat).Quo(sum, n), "spend_per_customer": new(big.Rat).Quo(sum, all),
		"first_basket": new(big.Rat).Quo(first, all), "later_basket": new(big.Rat).Quo(new(big.Rat).Sub(sum, first), later),
	} {
		add(key, "", true, v)
	}
	_, got := figures(t, "-orders", path)
	equal(t, got, want)
}
