package kpi_test

import (
	"encoding/json"
	"errors"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
)

// A row is what a customer adds to the two sums.
type row struct {
	customer string
	y, x     decimal.Decimal
}

func rows() *rapid.Generator[row] {
	return rapid.Custom(func(t *rapid.T) row {
		amount := func(name string, least int64) decimal.Decimal {
			v := rapid.OneOf(rapid.Int64Range(max(least, -500), 500), rapid.Int64Min(least)).Draw(t, name)
			return decimal.New(v, rapid.OneOf(rapid.Int32Range(-3, 1), rapid.Int32Range(-64, 64)).Draw(t, "exponent"))
		}
		return row{rapid.SampledFrom([]string{"", "Ada", "Ben", "Cleo"}).Draw(t, "customer"), amount("y", -1<<63), amount("x", 0)}
	})
}

func addRow(a *kpi.ByCustomer[string], r row) error { return a.AddSums(r.customer, r.y, r.x) }

func TestByCustomerLaws(t *testing.T) {
	hostile, two := decimal.New(1, 1e7), decimal.NewFromInt(2)
	laws.Run(t, laws.Spec[*kpi.ByCustomer[string], row]{
		Inputs: rows(),
		Add:    addRow,
		Many: func(i int) row {
			return row{string(rune('a'+i%26)) + decimal.NewFromInt(int64(laws.ManyKeys(i))).String(), decimal.New(int64(i), -2), two}
		},
		Customers: &laws.Customers[row]{
			Of: func(r row) string { return r.customer },
			As: func(r row, customer string) row { r.customer = customer; return r },
		},
		Result: func(a *kpi.ByCustomer[string]) any { return a.Result() },
		Refused: []row{
			{"Ada", hostile, two},
			{"Ada", two, hostile},
			{"Ada", two, decimal.NewFromInt(-1)},
		},
		Sample: []row{{"Ada", decimal.New(1250, -2), two}, {"Ben", decimal.NewFromInt(-3), decimal.Decimal{}}, {"Ada", two, two}},
	})
}

// Rows without a customer are those of customers of their own.
func TestByCustomerLawsOfUnknownCustomers(t *testing.T) {
	customers := map[string]int{"Ada": -7, "Ben": 0, "Cleo": 300}
	two := decimal.NewFromInt(2)
	laws.Run(t, laws.Spec[*kpi.ByCustomer[int], row]{
		Inputs: rows(),
		Add: func(a *kpi.ByCustomer[int], r row) error {
			if c, known := customers[r.customer]; known {
				return a.AddSums(c, r.y, r.x)
			}
			return a.AddUnknown(r.y, r.x)
		},
		Many:   func(i int) row { return row{"", decimal.New(int64(i), -2), two} },
		Result: func(a *kpi.ByCustomer[int]) any { return a.Result() },
		Refused: []row{
			{"", decimal.New(1, 1e7), two},
			{"", two, decimal.New(1, 1e7)},
			{"", two, decimal.NewFromInt(-1)},
		},
		Sample: []row{{"Ada", decimal.New(1250, -2), two}, {"", two, decimal.NewFromInt(3)}, {"", decimal.NewFromInt(-1), two}},
	})
}

// Unknown customers are as many different ones.
func TestUnknownCustomersAreDifferentOnes(t *testing.T) {
	var known, unknown kpi.ByCustomer[int]
	for i, y := range []int64{5, -2, 7, 0} {
		x := decimal.NewFromInt(int64(i))
		if err := errors.Join(known.AddSums(i, decimal.NewFromInt(y), x), unknown.AddUnknown(decimal.NewFromInt(y), x)); err != nil {
			t.Fatal(err)
		}
	}
	one, other := laws.Must(json.Marshal(known.Result())), laws.Must(json.Marshal(unknown.Result()))
	if string(one) != string(other) {
		t.Errorf("%s, want %s", other, one)
	}
	// A panel has nothing in common with them.
	b, a := laws.Must(known.Ratio()), laws.Must(unknown.Ratio())
	if i := laws.Must(kpi.Compare(b, a).Interval(0.95)); i.Low >= 0 || i.High <= 0 {
		t.Errorf("%v", i)
	}
	var full kpi.ByCustomer[int]
	err := full.AddUnknown(decimal.Decimal{}, decimal.Decimal{})
	for range 63 {
		err = errors.Join(err, full.Merge(&full))
	}
	before := laws.Must(full.MarshalBinary())
	if refused := errors.Join(full.AddUnknown(decimal.Decimal{}, decimal.Decimal{}), full.Merge(&full)); err != nil || !errors.Is(refused, kpi.ErrOverflow) || full.Result().N != 1<<63 {
		t.Errorf("%v; of 2^63 customers: %v", err, refused)
	}
	if after := laws.Must(full.MarshalBinary()); string(after) != string(before) {
		t.Errorf("%x, and %x before", after, before)
	}
	// Sums that no customers have: one unknown, with y = 2 and y² = 5.
	for _, sums := range []string{"\x01\x04\x00\x00\x00\x0a\x00\x00\x00\x00\x00", "\x01\x00\x00\x01\x00\x00\x00\x00\x00\x02\x00"} {
		if err := new(kpi.ByCustomer[int]).UnmarshalBinary([]byte("byc\x01\x00" + sums)); !errors.Is(err, kpi.ErrCorrupt) {
			t.Errorf("%q: %v", sums, err)
		}
	}
}

func FuzzByCustomer(f *testing.F) {
	var a kpi.ByCustomer[string]
	if err := errors.Join(a.AddHit("Ada", true), a.AddHit("Ben", false), a.Add("", decimal.New(-725, -2)), a.AddUnknown(decimal.New(8, 0), decimal.New(3, 0))); err != nil {
		f.Fatal(err)
	}
	laws.Fuzz(f, func(t *testing.T, a *kpi.ByCustomer[string]) {
		p, err := a.Ratio()
		if err != nil {
			if !errors.Is(err, kpi.ErrUndefined) {
				t.Error(err)
			}
			return
		}
		if _, err := p.Interval(0.95); err != nil && !errors.Is(err, kpi.ErrUndefined) && !errors.Is(err, kpi.ErrOverflow) {
			t.Error(err)
		}
		if _, err := kpi.Compare(p, p).Interval(0.95); err != nil && !errors.Is(err, kpi.ErrUndefined) && !errors.Is(err, kpi.ErrOverflow) {
			t.Error(err)
		}
	}, &a)
}

// The ways to add rows are one.
func TestByCustomerAdds(t *testing.T) {
	var sums, counts, hits, values kpi.ByCustomer[string]
	one, zero := decimal.NewFromInt(1), decimal.Decimal{}
	err := errors.Join(
		sums.AddSums("Ada", one, one), sums.AddSums("Ada", zero, one), sums.AddSums("Ben", one, one),
		counts.AddCounts("Ada", 1, 2), counts.AddCounts("Ben", 1, 1), counts.AddCounts("Ben", 0, 0),
		hits.AddHit("Ada", true), hits.AddHit("Ben", true), hits.AddHit("Ada", false),
		values.Add("Ben", one), values.Add("Ada", zero), values.Add("Ada", one),
	)
	if err != nil {
		t.Fatal(err)
	}
	want := string(laws.Must(sums.MarshalBinary()))
	for name, a := range map[string]*kpi.ByCustomer[string]{"AddCounts": &counts, "AddHit": &hits, "Add": &values} {
		if got := string(laws.Must(a.MarshalBinary())); got != want {
			t.Errorf("%s: %x, want %x", name, got, want)
		}
	}
	var re *kpi.RangeError
	if err := counts.AddCounts("Cleo", 3, 2); !errors.As(err, &re) {
		t.Errorf("3 of 2: %v", err)
	}
	if n := counts.Result().N; n != 2 {
		t.Errorf("%d customers after a refused one, want 2", n)
	}
}

// A panel is a snapshot, and its comparison keeps no customers.
func TestPanels(t *testing.T) {
	monthly := laws.Must(kpi.NewSeries(kpi.Month, nil, new(kpi.ByCustomer[string])))
	for _, v := range []struct {
		month    time.Month
		customer string
		y        int64
	}{{1, "Ada", 10}, {1, "Ben", 40}, {1, "Cleo", 25}, {2, "Ada", 12}, {2, "Ben", 43}, {2, "Cleo", 24}, {4, "Ada", 7}, {4, "Dan", 9}} {
		at := time.Date(2026, v.month, 1, 0, 0, 0, 0, time.UTC)
		if err := monthly.Update(at, func(a *kpi.ByCustomer[string]) error { return a.Add(v.customer, decimal.NewFromInt(v.y)) }); err != nil {
			t.Fatal(err)
		}
	}
	want := map[string]string{
		"2026-01": "25",
		// Differences 2, 3 and -1: mean 4/3, s² = 13/3, se = √(13/9), t(2) = 4.30265;
		// need (1.96+0.84)² (13/3) / (4/3)² = 19.1
		"2026-02": "25 -> 26.333333: +1.333 (+5.3%) [-3.838, +6.504] ~ need about 20 customers each",
		"2026-04": "8",
	}
	for month, change := range kpi.Changes(monthly, (*kpi.ByCustomer[string]).Ratio) {
		if got := change.String(); got != want[month.String()] {
			t.Errorf("%v: %q, want %q", month, got, want[month.String()])
		}
		if _, ok := change.After().(kpi.Clustered); !ok {
			t.Errorf("%v: After is a %T", month, change.After())
		}
	}
	a, _ := monthly.Get(time.Date(2026, 2, 1, 0, 0, 0, 0, time.UTC))
	p := laws.Must(a.Ratio())
	before := laws.Must(json.Marshal(kpi.Compare(p, p)))
	if err := a.Add("Ada", decimal.NewFromInt(1000)); err != nil {
		t.Fatal(err)
	}
	if after := laws.Must(json.Marshal(kpi.Compare(p, p))); string(after) != string(before) {
		t.Errorf("a panel changed with later rows: %s, then %s", before, after)
	}
	if i := laws.Must(kpi.Compare(p, p).Interval(0.95)); i.Low != 0 || i.High != 0 {
		t.Errorf("a panel against itself: %v", i)
	}
	text := laws.Must(json.Marshal(p))
	var c kpi.Clustered
	if err := json.Unmarshal(text, &c); err != nil || !c.Equal(p.Value) || c.N() != 3 {
		t.Errorf("the JSON of a panel as a Clustered: %v, %v", c, err)
	}
	if err := json.Unmarshal(text, &p); err == nil {
		t.Error("a Panel was read from JSON, without its customers")
	}
}

const benchRows, benchCustomers = 10_000, 1000

// benchFed returns an accumulator of rows of amounts in cents.
func benchFed(b *testing.B) (*kpi.ByCustomer[int], []decimal.Decimal) {
	amounts := make([]decimal.Decimal, benchRows)
	a := new(kpi.ByCustomer[int])
	for i := range amounts {
		amounts[i] = decimal.New(int64(i*7919%100_000), -2)
		if err := a.Add(i%benchCustomers, amounts[i]); err != nil {
			b.Fatal(err)
		}
	}
	return a, amounts
}

func BenchmarkByCustomerAdd(b *testing.B) {
	a, amounts := benchFed(b)
	b.ReportAllocs()
	for b.Loop() {
		for i, y := range amounts {
			if err := a.Add(i%benchCustomers, y); err != nil {
				b.Fatal(err)
			}
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchRows, "ns/row")
}

func BenchmarkByCustomerResult(b *testing.B) {
	a, _ := benchFed(b)
	b.ReportAllocs()
	for b.Loop() {
		_ = a.Result()
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchCustomers, "ns/customer")
}

func BenchmarkPanelCompare(b *testing.B) {
	a, _ := benchFed(b)
	p := laws.Must(a.Ratio())
	b.ReportAllocs()
	for b.Loop() {
		_ = kpi.Compare(p, p)
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/benchCustomers, "ns/customer")
}

func TestByCustomerAddDoesNotAllocate(t *testing.T) {
	var a kpi.ByCustomer[int]
	y := decimal.New(1999, -2)
	add := func() {
		for i := range 100 {
			if err := errors.Join(a.Add(i, y), a.AddSums(i, y, y), a.AddCounts(i, 2, 3), a.AddHit(i, true)); err != nil {
				t.Fatal(err)
			}
		}
	}
	add()
	if n := testing.AllocsPerRun(10, add); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}
