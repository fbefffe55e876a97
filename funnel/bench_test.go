package funnel_test

import (
	"math/rand/v2"
	"testing"

	"github.com/customerkpi/kpi/funnel"
)

const rows = 10_000

// columns draws customers, the steps they did and whether they bought.
func columns() (customers, steps []int, bought []bool) {
	r := rand.New(rand.NewPCG(1, 2))
	for range rows {
		customers = append(customers, r.IntN(1000))
		steps = append(steps, 1+r.IntN(4))
		bought = append(bought, r.IntN(20) == 0)
	}
	return customers, steps, bought
}

func perRow(b *testing.B) {
	b.ReportMetric(float64(b.Elapsed().Nanoseconds())/float64(b.N)/rows, "ns/row")
}

func BenchmarkConversionAdd(b *testing.B) {
	_, _, bought := columns()
	var a funnel.Conversion
	b.ReportAllocs()
	for b.Loop() {
		for _, hit := range bought {
			if err := a.Add(hit); err != nil {
				b.Fatal(err)
			}
		}
	}
	perRow(b)
}

func BenchmarkStepsAdd(b *testing.B) {
	_, steps, _ := columns()
	var a funnel.Steps
	b.ReportAllocs()
	for b.Loop() {
		for _, step := range steps {
			if err := a.Add(step); err != nil {
				b.Fatal(err)
			}
		}
	}
	perRow(b)
}

// BenchmarkMap is the baseline of the benchmarks of Visitors and MultiProduct.
func BenchmarkMap(b *testing.B) {
	customers, steps, _ := columns()
	did := map[int]uint64{}
	for b.Loop() {
		for i, c := range customers {
			did[c] |= 1 << steps[i]
		}
	}
	perRow(b)
}

func BenchmarkVisitorsAdd(b *testing.B) {
	customers, steps, _ := columns()
	var a funnel.Visitors[int]
	b.ReportAllocs()
	for b.Loop() {
		for i, c := range customers {
			if err := a.Add(c, steps[i]); err != nil {
				b.Fatal(err)
			}
		}
	}
	perRow(b)
}

func BenchmarkVisitorsAddSlice(b *testing.B) {
	customers, steps, _ := columns()
	var a funnel.Visitors[int]
	b.ReportAllocs()
	for b.Loop() {
		if err := a.AddSlice(customers, steps); err != nil {
			b.Fatal(err)
		}
	}
	perRow(b)
}

func BenchmarkMultiProductAdd(b *testing.B) {
	customers, products, _ := columns()
	var a funnel.MultiProduct[int, int]
	b.ReportAllocs()
	for b.Loop() {
		for i, c := range customers {
			if err := a.Add(c, products[i]); err != nil {
				b.Fatal(err)
			}
		}
	}
	perRow(b)
}

func BenchmarkVisitorsMerge(b *testing.B) {
	customers, steps, _ := columns()
	var o funnel.Visitors[int]
	if err := o.AddSlice(customers, steps); err != nil {
		b.Fatal(err)
	}
	a := o.Clone()
	b.ReportAllocs()
	for b.Loop() {
		if err := a.Merge(&o); err != nil {
			b.Fatal(err)
		}
	}
}

func TestCountingDoesNotAllocate(t *testing.T) {
	customers, steps, bought := columns()
	var conversion funnel.Conversion
	var crossSell funnel.CrossSell
	var upSell funnel.UpSell
	var funnelSteps funnel.Steps
	var visitors funnel.Visitors[int]
	var products funnel.MultiProduct[int, int]
	add := func() {
		for i, c := range customers[:100] {
			if conversion.Add(bought[i]) != nil || crossSell.AddN(bought[i], 3) != nil || upSell.Add(bought[i]) != nil ||
				funnelSteps.Add(steps[i]) != nil || visitors.Add(c, steps[i]) != nil || products.Add(c, steps[i]) != nil {
				t.Fatal("refused")
			}
		}
		if conversion.AddSlice(bought) != nil || funnelSteps.AddSlice(steps) != nil {
			t.Fatal("refused")
		}
	}
	add() // the customers are new
	if n := testing.AllocsPerRun(10, add); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}
