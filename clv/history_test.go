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
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/bgnbd"
	"github.com/customerkpi/kpi/clv/paretonbd"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/internal/oracle"
)

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

func day(n int) time.Time { return time.Date(2024, 1, n, 12, 0, 0, 0, time.UTC) }

// history is: Ada on days 1 (twice), 4 and 10; Ben on day 2; Cleo on day 10.
func history(t *testing.T, h *clv.History[string]) *clv.History[string] {
	t.Helper()
	if err := errors.Join(
		h.Add("Ada", day(4), money("30")),
		h.Add("Ada", day(1), money("10")),
		h.Add("Ada", day(1).Add(6*time.Hour), money("5")),
		h.Add("Ada", day(10), money("40")),
		h.Add("Ben", day(2), money("7")),
		h.Add("Cleo", day(10), money("9")),
	); err != nil {
		t.Fatal(err)
	}
	return h
}

func summary(t *testing.T, h *clv.History[string], s clv.Summary) []clv.Summarized[string] {
	t.Helper()
	rows, err := h.Customers(s)
	if err != nil {
		t.Fatal(err)
	}
	return rows
}

// Orders of a day are one, the first order counts as none, and Cleo, who came on
// the last day, is a customer who was not watched.
func TestHistoryOfDays(t *testing.T) {
	h := history(t, new(clv.History[string]))
	got := summary(t, h, clv.Summary{Unit: 24 * time.Hour})
	want := []clv.Summarized[string]{
		{ID: "Ada", Customer: clv.Customer{Frequency: 2, Recency: 9, T: 9, Spend: 35, LogGaps: math.Log(3) + math.Log(6)}},
		{ID: "Ben", Customer: clv.Customer{T: 8}},
		{ID: "Cleo"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
	}
	if r := h.Result(); r.Customers != 3 || r.Orders != 5 || r.Revenue.String() != "101" {
		t.Errorf("%v", r)
	}
}

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

// Every order counts, and times are not whole days.
func TestHistoryOfInstants(t *testing.T) {
	h := history(t, laws.Must(clv.NewHistory[string](clv.MergeNothing, nil)))
	got := summary(t, h, clv.Summary{Unit: 24 * time.Hour})
	want := []clv.Summarized[string]{
		{ID: "Ada", Customer: clv.Customer{Frequency: 3, Recency: 9, T: 9, Spend: 25, LogGaps: math.Log(0.25) + math.Log(2.75) + math.Log(6)}},
		{ID: "Ben", Customer: clv.Customer{T: 8}},
		{ID: "Cleo"},
	}
	if d := cmp.Diff(want, got); d != "" {
		t.Error(d)
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
		if err := c.Check("test"); err != nil || c != rows[i].Customer {
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

// A day is one of its location: 23:30 in UTC is the next day in Paris. A spring
// with a day of 23 hours has as many days as any.
func TestHistoryInALocation(t *testing.T) {
	h := laws.Must(clv.NewHistory[string](clv.MergeDays, laws.Must(time.LoadLocation("Europe/Paris"))))
	if err := errors.Join(
		h.Add("Ada", time.Date(2024, 3, 30, 23, 30, 0, 0, time.UTC), money("1")), // March 31 in Paris
		h.Add("Ada", time.Date(2024, 3, 31, 1, 0, 0, 0, time.UTC), money("1")),
		h.Add("Ada", time.Date(2024, 4, 1, 1, 0, 0, 0, time.UTC), money("1")),
	); err != nil {
		t.Fatal(err)
	}
	got := summary(t, h, clv.Summary{Unit: 24 * time.Hour})
	if c := got[0].Customer; c.Frequency != 1 || c.T != 1 {
		t.Errorf("%+v", c)
	}
}

// The columns give the state that single orders give.
func TestHistoryOfColumns(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := rapid.SliceOf(purchases()).Draw(t, "purchases")
		var one, all clv.History[string]
		var customers []string
		var times []time.Time
		var cents []int64
		for _, p := range in {
			v := p.amount.IntPart() % 100_000
			if err := one.Add(p.customer, p.at, decimal.New(v, -2)); err != nil {
				t.Fatal(err)
			}
			customers, times, cents = append(customers, p.customer), append(times, p.at), append(cents, v)
		}
		if err := all.AddMinorSlice(customers, times, cents, 2); err != nil {
			t.Fatal(err)
		}
		if string(laws.Must(one.MarshalBinary())) != string(laws.Must(all.MarshalBinary())) {
			t.Error("states differ")
		}
	})
}

func TestHistoryErrors(t *testing.T) {
	h := history(t, new(clv.History[string]))
	far := time.Date(12024, 1, 1, 0, 0, 0, 0, time.UTC)
	for _, tc := range []struct {
		want string
		err  error
	}{
		{"clv: merging 2 outside orders of a day are one..every order counts", second(clv.NewHistory[string](2, nil))},
		{"clv: number of customers 0 below 1", second(new(clv.History[string]).Customers(clv.Summary{}))},
		{"clv: unit of time -1ns below 1ns", second(h.Customers(clv.Summary{Unit: -1}))},
		{"clv: year 12024 outside 1..9999", second(h.Customers(clv.Summary{End: far}))},
		{"clv: year 12024 outside 1..9999", second(h.Customers(clv.Summary{Until: far}))},
		{"clv: spending 2 outside 0..1", second(h.Customers(clv.Summary{Spend: 2}))},
		{"clv: digits 65 outside 0..64", h.AddMinor("Ada", day(1), 1, 65)},
		{"clv: digits 65 outside 0..64", h.AddMinorSlice([]string{"Ada"}, []time.Time{day(1)}, []int64{1}, 65)},
		{"clv: year 12024 outside 1..9999", h.AddMinor("Ada", far, 1, 2)},
		{"clv: year 12024 outside 1..9999", h.Add("Ada", far, money("1"))},
		{"clv: length of a column 0 outside 1..1", h.AddMinorSlice([]string{"Ada"}, nil, nil, 2)},
		{"clv: length of a column 2 outside 1..1", h.AddMinorSlice([]string{"Ada"}, []time.Time{day(1)}, []int64{1, 2}, 2)},
		{"input 1: clv: year 12024 outside 1..9999", h.AddMinorSlice([]string{"Ada", "New"}, []time.Time{day(1), far}, []int64{1, 1}, 2)},
	} {
		if !errors.Is(tc.err, kpi.ErrRange) || tc.err.Error() != tc.want {
			t.Errorf("%v, want %s", tc.err, tc.want)
		}
	}
	if _, err := clv.NewHistory[string](clv.MergeDays, time.Local); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("local: %v", err)
	}
	if _, err := h.Customers(clv.Summary{End: day(5), Until: day(4)}); !errors.Is(err, kpi.ErrRange) || !strings.HasPrefix(err.Error(), "clv: until 2024-01-04 ") || !strings.HasSuffix(err.Error(), " below the end") {
		t.Errorf("until: %v", err)
	}
	if r := h.Result(); r.Orders != 5 {
		t.Errorf("after the errors there are %d orders", r.Orders)
	}
	other := laws.Must(clv.NewHistory[string](clv.MergeNothing, nil))
	if err := errors.Join(other.Add("Ada", day(1), money("1"))); err != nil {
		t.Fatal(err)
	}
	if err := h.Merge(other); !errors.Is(err, kpi.ErrIncompatible) {
		t.Errorf("merge: %v", err)
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
		if err := c.Check("test"); !errors.Is(err, kpi.ErrRange) || !strings.HasPrefix(err.Error(), "test: ") {
			t.Errorf("%+v: %v", c, err)
		}
	}
	for _, c := range []clv.Customer{{}, {T: 1e100}, {T: 1e-100, Frequency: clv.MaxFrequency, Recency: 1e-100}} {
		if err := c.Check("test"); err != nil {
			t.Error(err)
		}
	}
}
