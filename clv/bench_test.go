package clv_test

import (
	"math/rand/v2"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/clv"
)

const rows = 10_000

// column draws amounts in cents, and their customers.
func column() (customers []int, cents []int64, amounts []decimal.Decimal) {
	r := rand.New(rand.NewPCG(1, 2))
	for range rows {
		v := r.Int64N(100_000)
		customers = append(customers, r.IntN(1000))
		cents = append(cents, v)
		amounts = append(amounts, decimal.New(v, -2))
	}
	return customers, cents, amounts
}

func perOrder(b *testing.B) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/order")
}

// BenchmarkDecimalAdd is the baseline of the benchmarks of Basket.
func BenchmarkDecimalAdd(b *testing.B) {
	_, _, amounts := column()
	b.ReportAllocs()
	for b.Loop() {
		var sum decimal.Decimal
		for _, d := range amounts {
			sum = sum.Add(d)
		}
	}
	perOrder(b)
}

func BenchmarkBasketAdd(b *testing.B) {
	_, _, amounts := column()
	var a clv.Basket
	b.ReportAllocs()
	for b.Loop() {
		for _, d := range amounts {
			if err := a.Add(d); err != nil {
				b.Fatal(err)
			}
		}
	}
	perOrder(b)
}

func BenchmarkBasketAddMinor(b *testing.B) {
	_, cents, _ := column()
	var a clv.Basket
	b.ReportAllocs()
	for b.Loop() {
		for _, v := range cents {
			if err := a.AddMinor(v, 2); err != nil {
				b.Fatal(err)
			}
		}
	}
	perOrder(b)
}

func BenchmarkBasketAddMinorSlice(b *testing.B) {
	_, cents, _ := column()
	var a clv.Basket
	b.ReportAllocs()
	for b.Loop() {
		if err := a.AddMinorSlice(cents, 2); err != nil {
			b.Fatal(err)
		}
	}
	perOrder(b)
}

func BenchmarkAcquisitionAddSpendMinor(b *testing.B) {
	_, cents, _ := column()
	var a clv.Acquisition
	b.ReportAllocs()
	for b.Loop() {
		for _, v := range cents {
			if err := a.AddSpendMinor(v, 2); err != nil {
				b.Fatal(err)
			}
		}
	}
	perOrder(b)
}

// BenchmarkMap is the baseline of the benchmarks of Spend and Loyalty.
func BenchmarkMap(b *testing.B) {
	customers, cents, _ := column()
	totals := map[int]int64{}
	for b.Loop() {
		for i, c := range customers {
			totals[c] += cents[i]
		}
	}
	perOrder(b)
}

func BenchmarkSpendAdd(b *testing.B) {
	customers, _, amounts := column()
	var a clv.Spend[int]
	b.ReportAllocs()
	for b.Loop() {
		for i, c := range customers {
			if err := a.Add(c, amounts[i]); err != nil {
				b.Fatal(err)
			}
		}
	}
	perOrder(b)
}

func BenchmarkSpendAddMinorSlice(b *testing.B) {
	customers, cents, _ := column()
	var a clv.Spend[int]
	b.ReportAllocs()
	for b.Loop() {
		if err := a.AddMinorSlice(customers, cents, 2); err != nil {
			b.Fatal(err)
		}
	}
	perOrder(b)
}

func BenchmarkLoyaltyAdd(b *testing.B) {
	customers, _, amounts := column()
	var a clv.Loyalty[int]
	now := time.Unix(0, 0)
	b.ReportAllocs()
	for b.Loop() {
		for i, c := range customers {
			now = now.Add(time.Second)
			if err := a.Add(c, clv.Order{Time: now, Amount: amounts[i]}); err != nil {
				b.Fatal(err)
			}
		}
	}
	perOrder(b)
}

func BenchmarkSpendMerge(b *testing.B) {
	customers, cents, _ := column()
	var o clv.Spend[int]
	if err := o.AddMinorSlice(customers, cents, 2); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		var a clv.Spend[int]
		if err := a.Merge(&o); err != nil {
			b.Fatal(err)
		}
	}
}

func BenchmarkSpendResult(b *testing.B) {
	customers, cents, _ := column()
	var a clv.Spend[int]
	if err := a.AddMinorSlice(customers, cents, 2); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		_ = a.Result()
	}
}

func TestAddingDoesNotAllocate(t *testing.T) {
	customers, cents, amounts := column()
	var basket clv.Basket
	var spend clv.Spend[int]
	var loyalty clv.Loyalty[int]
	var acquisition clv.Acquisition
	var roi clv.Return
	now := time.Unix(0, 0)
	add := func() {
		for i, c := range customers[:100] {
			now = now.Add(time.Second)
			d, v := amounts[i], cents[i]
			order := clv.Order{Time: now, Amount: d}
			if basket.Add(d) != nil || basket.AddN(d, 3) != nil || basket.AddMinor(v, 2) != nil ||
				spend.Add(c, d) != nil || spend.AddMinor(c, v, 2) != nil || loyalty.Add(c, order) != nil ||
				acquisition.AddSpend(d) != nil || acquisition.AddSpendMinor(v, 2) != nil || acquisition.AddCustomers(1) != nil ||
				roi.AddGain(d) != nil || roi.AddCostMinor(v, 2) != nil {
				t.Fatal("refused")
			}
		}
		if basket.AddMinorSlice(cents, 2) != nil {
			t.Fatal("refused")
		}
	}
	add() // the customers are new
	if n := testing.AllocsPerRun(10, add); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

// A million orders of 100,000 customers in two years, and the summary of them.
func BenchmarkHistory(b *testing.B) {
	const n = 1_000_000
	r := rand.New(rand.NewPCG(1, 0))
	customers, times, cents := make([]int, n), make([]time.Time, n), make([]int64, n)
	for i := range n {
		customers[i] = r.IntN(n / 10)
		times[i] = time.Unix(1.7e9+int64(i)*63, 0)
		cents[i] = r.Int64N(10_000)
	}
	b.ReportAllocs()
	for b.Loop() {
		var h clv.History[int]
		if err := h.AddMinorSlice(customers, times, cents, 2); err != nil {
			b.Fatal(err)
		}
		if rows, err := h.Customers(clv.Summary{}); err != nil || len(rows) < n/20 {
			b.Fatal(len(rows), err)
		}
	}
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/n, "ns/order")
}
