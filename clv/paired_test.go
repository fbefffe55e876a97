package clv_test

import (
	"maps"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
)

// Sums are the numerators and the denominators of a customer in two periods.
type sums struct{ y, x [2]float64 }

// TestPairedPeriods compares the interval of the change from month to month with the
// bootstrap of customers: those of both months are drawn anew, each with all that they
// did in both.
func TestPairedPeriods(t *testing.T) {
	months := shoppers(t)
	names := slices.Sorted(maps.Keys(months))[1:] // without all months
	least, most := 2.0, 0.0
	for _, f := range []struct {
		name   string
		panel  func(*group) (kpi.Panel[int], error)
		sumsOf func(*shopper) (y, x float64)
	}{
		{
			"basket",
			func(g *group) (kpi.Panel[int], error) { return g.spend.PerOrder() },
			func(s *shopper) (y, x float64) {
				r := s.spend.Result()
				return r.Revenue.Float64(), float64(r.Orders)
			},
		},
		{
			"revenue per customer",
			func(g *group) (kpi.Panel[int], error) { return g.spend.PerCustomer() },
			func(s *shopper) (y, x float64) {
				r := s.spend.Result()
				return r.Revenue.Float64(), float64(r.Customers)
			},
		},
		{
			"share of lines",
			func(g *group) (kpi.Panel[int], error) { return g.shares.Rate() },
			func(s *shopper) (y, x float64) { return float64(s.cheap), float64(s.lines) },
		},
	} {
		for i := 1; i < len(names); i++ {
			var panels [2]kpi.Panel[int]
			customers := map[int]*sums{}
			for k, month := range names[i-1 : i+1] {
				var g group
				for _, s := range months[month] {
					if err := g.add(s); err != nil {
						t.Fatal(err)
					}
					if customers[s.customer] == nil {
						customers[s.customer] = new(sums)
					}
					customers[s.customer].y[k], customers[s.customer].x[k] = f.sumsOf(s)
				}
				panels[k] = laws.Must(f.panel(&g))
			}
			paired := laws.Must(kpi.Compare(panels[0], panels[1]).Interval(0.95)).Width()
			apart := laws.Must(kpi.Compare(panels[0].Clustered, panels[1].Clustered).Interval(0.95)).Width()
			ratio := paired / bootstrapWidth(customers)
			least, most = min(least, ratio), max(most, ratio)
			if ratio < 0.9 || ratio > 1.1 {
				t.Errorf("%s, %s after %s: %.3f of the bootstrap's width, want 0.9 to 1.1; as if the customers were others %.3f", f.name, names[i], names[i-1], ratio, ratio*apart/paired)
			}
		}
	}
	t.Logf("widths are %.3f to %.3f of those of the bootstrap", least, most)
}

// bootstrapWidth returns the width of the middle 95% of 2,000 bootstrapped changes.
func bootstrapWidth(customers map[int]*sums) float64 {
	const draws = 2000
	var all []*sums
	for _, c := range slices.Sorted(maps.Keys(customers)) {
		all = append(all, customers[c])
	}
	random := rand.New(rand.NewPCG(3, 4))
	changes := make([]float64, draws)
	for i := range changes {
		var of sums
		for range all {
			c := all[random.IntN(len(all))]
			for k := range 2 {
				of.y[k] += c.y[k]
				of.x[k] += c.x[k]
			}
		}
		changes[i] = of.y[1]/of.x[1] - of.y[0]/of.x[0]
	}
	slices.Sort(changes)
	return changes[draws*975/1000-1] - changes[draws*25/1000]
}
