package clv_test

import (
	"encoding/binary"
	"errors"
	"math"
	"math/big"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/internal/laws"
)

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

// Orders on days 3, 6 and 12 of 10, 30 and 40, and refunds around them.
func TestRefundsOfAHistory(t *testing.T) {
	var h clv.History[string]
	for _, o := range []struct {
		day    int
		amount string
	}{{2, "-1"}, {3, "10"}, {4, "-2"}, {6, "30"}, {6, "-3"}, {8, "-4"}, {11, "-5"}, {12, "40"}, {13, "-6"}} {
		if err := h.Add("Ada", day(o.day), money(o.amount)); err != nil {
			t.Fatal(err)
		}
	}
	// The refund of Ben's is of an order from before.
	if err := h.Add("Ben", day(20), money("-7")); err != nil {
		t.Fatal(err)
	}
	if r := h.Result(); r.String() != "52.00 in 3 orders of 1 customers" { // 80 - 28
		t.Errorf("%v", r)
	}
	for _, tc := range []struct {
		name              string
		s                 clv.Summary
		spend, laterSpend float64
		later             uint64
	}{
		{"to the last order", clv.Summary{}, (30. - 3 - 4 - 5 + 40) / 2, 0, 0},
		{"of all orders", clv.Summary{Spend: clv.AllOrders}, (10. - 2 + 30 - 3 - 4 - 5 + 40) / 3, 0, 0},
		{"to a later day", clv.Summary{End: day(14)}, (30. - 3 - 4 - 5 + 40 - 6) / 2, 0, 0},
		{"held out", clv.Summary{End: day(8)}, 30 - 3 - 4, 40, 1}, // that of day 11 is known in neither
		{"held out to a later day", clv.Summary{End: day(7), Until: day(14)}, 30 - 3, 40 - 6, 1},
		{"on the day of an order", clv.Summary{End: day(6)}, 30 - 3, 40, 1},
		{"held out to an earlier day", clv.Summary{End: day(7), Until: day(11)}, 30 - 3, 0, 0},
	} {
		rows := summary(t, &h, tc.s)
		if len(rows) != 1 || rows[0].Spend != tc.spend || rows[0].Later != tc.later || rows[0].LaterSpend != tc.laterSpend {
			t.Errorf("%s: %+v", tc.name, rows)
		}
	}
	// 50 back of 20 and 10: nothing is left of the two orders, and 20 was of one
	// from before. The third order came after it.
	var large clv.History[string]
	for d, amount := range []string{"10", "20", "-50", "40"} {
		if err := large.Add("Ada", day(1+d), money(amount)); err != nil {
			t.Fatal(err)
		}
	}
	if rows := summary(t, &large, clv.Summary{Spend: clv.AllOrders}); rows[0].Spend != 40./3 || rows[0].Frequency != 2 || large.Result().Revenue.String() != "20" {
		t.Errorf("%+v of %v", rows, large.Result())
	}
	var refunds clv.History[string]
	if err := refunds.Add("Ben", day(20), money("-7")); err != nil {
		t.Fatal(err)
	}
	if rows, err := refunds.Customers(clv.Summary{}); !errors.Is(err, kpi.ErrRange) || refunds.Empty() || len(rows) > 0 {
		t.Errorf("a refund alone: %v, %v", rows, err)
	}
}

// The summary is that of a search for the order of each refund.
func TestRefundsOfAHistoryAgreeWithASearch(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var h clv.History[int]
		var orders, refunds []dayAmount
		for _, d := range rapid.SliceOfN(rapid.IntRange(1, 20), 1, 12).Draw(t, "days") {
			cents := rapid.Int64Range(-50, 50).Draw(t, "cents")
			if err := h.AddMinor(1, day(d), cents, 2); err != nil {
				t.Fatal(err)
			}
			if x := (dayAmount{d, cents}); cents < 0 {
				refunds = append(refunds, x)
			} else {
				orders = append(orders, x)
			}
		}
		end := rapid.IntRange(1, 20).Draw(t, "end")
		until := rapid.IntRange(end, 20).Draw(t, "until")
		rows, err := h.Customers(clv.Summary{Unit: 24 * time.Hour, End: day(end), Until: day(until), Spend: clv.AllOrders})
		if len(orders) == 0 {
			if !errors.Is(err, kpi.ErrRange) {
				t.Fatal(rows, err)
			}
			return
		}
		var early, late []int
		for _, o := range orders {
			switch {
			case o.day <= end:
				early = append(early, o.day)
			case o.day <= until:
				late = append(late, o.day)
			}
		}
		if len(early) == 0 {
			if err != nil || len(rows) > 0 {
				t.Fatal(rows, err)
			}
			return
		}
		// Days by number, with what their orders are worth yet.
		worth := map[int]int64{}
		for _, o := range orders {
			worth[o.day] += o.cents
		}
		slices.SortStableFunc(refunds, func(a, b dayAmount) int { return a.day - b.day })
		for _, r := range refunds {
			first := 1
			if r.day > end {
				first = end + 1
			}
			for d := r.day; d >= first && r.day <= until; d-- {
				off := min(worth[d], -r.cents)
				worth[d] -= off
				r.cents += off
			}
		}
		var spend, later int64
		for d, cents := range worth {
			if d <= end {
				spend += cents
			} else if d <= until {
				later += cents
			}
		}
		days := func(d []int) int64 { return int64(len(slices.Compact(slices.Sorted(slices.Values(d))))) }
		mean := func(cents, n int64) float64 {
			if n == 0 {
				return 0
			}
			f, _ := big.NewRat(cents, 100).Float64()
			return f / float64(n)
		}
		got := rows[0]
		if got.Frequency != uint64(days(early)-1) || got.Later != uint64(days(late)) || got.Spend != mean(spend, days(early)) || got.LaterSpend != mean(later, days(late)) {
			t.Errorf("%+v, want %v of %v, later %v of %v", got, mean(spend, days(early)), early, mean(later, days(late)), late)
		}
	})
}

type dayAmount struct {
	day   int
	cents int64
}

// Days of the years 1 to 9999, one step beyond them, and orders of 0, which take the
// least room.
func TestTheDaysOfAState(t *testing.T) {
	const first, last = -719162, 2932896 // 0001-01-01 and 9999-12-31, in days of 1970
	for _, tc := range []struct {
		steps []int64 // from order to order
		good  bool
	}{
		{[]int64{first}, true},
		{[]int64{first - 1}, false},
		{[]int64{last}, true},
		{[]int64{last + 1}, false},
		{[]int64{10, last - 10}, true},
		{[]int64{10, last - 9}, false},
		{[]int64{10, 0}, false},
		{[]int64{10, -1}, false},
		{[]int64{0, 1, 1}, true},
	} {
		data := append([]byte("chi\x01\x00\x03UTC\x01\x03Ada"), byte(len(tc.steps)))
		for _, step := range tc.steps {
			data = append(binary.AppendVarint(data, step), "\x00\x00\x00"...)
		}
		data = append(data, 0) // refunds
		var h clv.History[string]
		if err := h.UnmarshalBinary(data); tc.good != (err == nil) || err != nil && !errors.Is(err, kpi.ErrCorrupt) {
			t.Errorf("%v: %v", tc.steps, err)
		}
		if tc.good && string(laws.Must(h.MarshalBinary())) != string(data) {
			t.Errorf("%v is written as %x", tc.steps, laws.Must(h.MarshalBinary()))
		}
	}
}
