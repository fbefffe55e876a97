package churn_test

import (
	"math/rand/v2"
	"testing"

	"github.com/customerkpi/kpi/churn"
)

// customers is a column that fits the processor's cache.
func customers() []churn.Presence {
	r := rand.New(rand.NewPCG(1, 2))
	c := make([]churn.Presence, 10_000)
	for i := range c {
		c[i] = churn.Presence{Start: r.IntN(10) > 0, End: r.IntN(5) > 0}
	}
	return c
}

func perCustomer(b *testing.B, n int) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/float64(n), "ns/customer")
}

func BenchmarkAdd(b *testing.B) {
	c := customers()
	var a churn.Accumulator
	b.ReportAllocs()
	for b.Loop() {
		for _, p := range c {
			if err := a.Add(p); err != nil {
				b.Fatal(err)
			}
		}
	}
	perCustomer(b, len(c))
}

func BenchmarkAddSlice(b *testing.B) {
	c := customers()
	var a churn.Accumulator
	b.ReportAllocs()
	for b.Loop() {
		if err := a.AddSlice(c); err != nil {
			b.Fatal(err)
		}
	}
	perCustomer(b, len(c))
}

func BenchmarkMerge(b *testing.B) {
	var a, o churn.Accumulator
	if err := o.AddSlice(customers()); err != nil {
		b.Fatal(err)
	}
	b.ReportAllocs()
	for b.Loop() {
		if err := a.Merge(&o); err != nil {
			b.Fatal(err)
		}
	}
}

func TestCountingDoesNotAllocate(t *testing.T) {
	c := customers()
	var a, o churn.Accumulator
	if n := testing.AllocsPerRun(10, func() {
		if a.Add(c[0]) != nil || a.AddN(c[1], 5) != nil || a.AddSlice(c) != nil || o.Merge(&a) != nil {
			t.Fatal("refused")
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}
