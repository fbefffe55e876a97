package clv_test

import (
	"encoding/csv"
	"errors"
	"math"
	"os"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/bgnbd"
	"github.com/customerkpi/kpi/clv/internal/fit"
	"github.com/customerkpi/kpi/clv/paretonbd"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/internal/oracle"
)

// Held out: Ada's last order; the means are of all orders now, (15+30)/2.
func TestHistoryHoldsOut(t *testing.T) {
	h := history(t, new(clv.History[string]))
	got := summary(t, h, clv.Summary{Unit: 24 * time.Hour, End: day(5), Spend: clv.AllOrders})
	want := []clv.Summarized[string]{
		{ID: "Ada", Customer: clv.Customer{Frequency: 1, Recency: 3, T: 4, Spend: 22.5, LogGaps: math.Log(3)}, Later: 1, LaterSpend: 40},
		{ID: "Ben", Customer: clv.Customer{T: 3, Spend: 7}},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if got := summary(t, h, clv.Summary{End: day(5), Until: day(9)}); got[0].Later != 0 {
		t.Errorf("%d orders until day 9", got[0].Later)
	}
}

// Nobody vanishes: whoever came on the last day has a row that says nothing, and is
// a new customer to a forecast.
func TestCustomersOfTheLastDay(t *testing.T) {
	h := history(t, new(clv.History[string]))
	if err := h.Add("Dan", day(10), money("3")); err != nil {
		t.Fatal(err)
	}
	for _, tc := range []struct {
		s          clv.Summary
		rows       int
		unwatched  uint64
		laterSpend float64 // of the last row
	}{
		{clv.Summary{}, 4, 2, 0},
		{clv.Summary{End: day(11)}, 4, 0, 0},
		{clv.Summary{End: day(9)}, 2, 0, 0},
		{clv.Summary{End: day(2)}, 2, 1, 0},  // Ben's
		{clv.Summary{End: day(1)}, 1, 1, 35}, // Ada's, with two orders after it
	} {
		rows := summary(t, h, tc.s)
		if n := clv.Unwatched(rows); len(rows) != tc.rows || n != tc.unwatched || rows[len(rows)-1].LaterSpend != tc.laterSpend {
			t.Errorf("%v: %d of %+v", tc.s.End, n, rows)
		}
	}
	rows := summary(t, h, clv.Summary{})
	for i, c := range clv.Rows(rows) {
		if err := fit.Customer("test", c); err != nil || c != rows[i].Customer {
			t.Errorf("%+v of %+v, %v", c, rows[i], err)
		}
	}
	rows[3].Weight = 5
	if n := clv.Unwatched(rows); n != 6 {
		t.Errorf("%d unwatched", n)
	}

	// The total of a forecast holds them: that of the others, and two new ones.
	for name, p := range map[string]interface {
		Expected(t float64) (float64, error)
		ConditionalExpected(c clv.Customer, t float64) (float64, error)
		ConditionalExpectedSlice(dst []float64, customers []clv.Customer, t float64) error
	}{
		"BG/NBD":     bgnbd.Params{R: 0.243, Alpha: 4.414, A: 0.793, B: 2.426},
		"MBG/CNBD-2": bgnbd.Params{R: 0.5, Alpha: 4, A: 0.8, B: 2, Regularity: 2, Dropout: bgnbd.AfterAny},
		"Pareto/NBD": paretonbd.Params{R: 0.553, Alpha: 10.578, S: 0.606, Beta: 11.669},
	} {
		horizon := clv.Horizon{Periods: 12, Length: 4.345, Rate: 0.01}
		customers := clv.Rows(summary(t, h, clv.Summary{}))
		column := make([]float64, len(customers))
		if err := horizon.OrdersSlice(column, customers, p.ConditionalExpectedSlice); err != nil {
			t.Fatal(err)
		}
		each := func(c clv.Customer) float64 {
			return laws.Must(horizon.Orders(func(t float64) (float64, error) { return p.ConditionalExpected(c, t) }))
		}
		want := each(customers[0]) + each(customers[1]) + 2*laws.Must(horizon.Orders(p.Expected))
		total := 0.0
		for _, orders := range column {
			total += orders
		}
		if math.Abs(total-want) > 1e-9*want {
			t.Errorf("%s: %v orders, want %v", name, total, want)
		}
	}
}

func TestCustomersThatNoHistoryLeadsTo(t *testing.T) {
	for _, c := range []clv.Customer{
		{T: -1},
		{T: 1e-101},
		{T: 0, Frequency: 1},
		{T: 0, Recency: 1},
		{T: 1e101},
		{T: math.NaN()},
		{T: 2, Recency: 1},
		{T: 2, Recency: -1},
		{T: 2, Frequency: 1},
		{T: 2, Frequency: 1, Recency: 3},
		{T: 2, Frequency: 1, Recency: 1e-101},
		{T: 2, Frequency: clv.MaxFrequency + 1, Recency: 1},
		{T: 2, LogGaps: math.Inf(1)},
	} {
		if err := fit.Customer("test", c); !errors.Is(err, kpi.ErrRange) || !strings.HasPrefix(err.Error(), "test: ") {
			t.Errorf("%+v: %v", c, err)
		}
	}
	for _, c := range []clv.Customer{{}, {T: 1e100}, {T: 1e-100, Frequency: clv.MaxFrequency, Recency: 1e-100}} {
		if err := fit.Customer("test", c); err != nil {
			t.Error(err)
		}
	}
}

// The summary of the CDNOW log that was published: weeks of 7 days with two
// decimals, calibration to 1997-09-30, holdout to 1998-06-30.
func TestHistoryOfCDNOW(t *testing.T) {
	end := time.Date(1997, 9, 30, 12, 0, 0, 0, time.UTC)
	var h clv.History[string]
	lines := map[string]float64{} // after the end
	for _, row := range table(t, "cdnow/transactions.csv") {
		at := laws.Must(time.Parse(time.DateOnly, row[1]))
		if at.After(end) {
			lines[row[0]]++
		}
		if err := h.Add(row[0], at, money(row[3])); err != nil {
			t.Fatal(err)
		}
	}
	rows, err := h.Customers(clv.Summary{
		End:   end,
		Until: time.Date(1998, 6, 30, 0, 0, 0, 0, time.UTC),
	})
	if err != nil {
		t.Fatal(err)
	}
	want, exact := table(t, "cdnow/summary_39_39_weeks.csv"), table(t, "cdnow/summary_exact_weeks.csv")
	if len(rows) != len(want) {
		t.Fatalf("%d customers, want %d", len(rows), len(want))
	}
	for i, got := range rows {
		w := want[i]
		if got.ID != w[0] || got.Frequency != uint64(number(w[1])) || got.Later != uint64(number(w[5])) ||
			math.Abs(got.Recency-number(w[2])) > 0.005 || math.Abs(got.T-number(w[3])) > 0.005 ||
			math.Abs(got.Spend-number(w[4])) > 0.005 {
			t.Errorf("%+v, want %v", got, w)
		}
		// The file has the mean of the lines after the end, not of the orders.
		if got, w := got.LaterSpend*float64(got.Later), number(w[6])*lines[got.ID]; math.Abs(got-w) > 1e-6 {
			t.Errorf("%s: %v later, want %v", want[i][0], got, w)
		}
		if e := exact[i]; got.Recency != number(e[2]) || got.T != number(e[3]) || math.Abs(got.Spend-number(e[4])) > 1e-12*got.Spend {
			t.Errorf("%+v, want %v", got, e)
		}
	}
}

func table(t testing.TB, name string) [][]string {
	t.Helper()
	f, err := os.Open(oracle.Path(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer f.Close()
	rows, err := csv.NewReader(f).ReadAll()
	if err != nil {
		t.Fatal(err)
	}
	return rows[1:]
}

func number(s string) float64 {
	v, err := strconv.ParseFloat(s, 64)
	if err != nil {
		panic(err)
	}
	return v
}
