package kpi_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
)

// A holding is the sums of the rows of one customer in one segment of one period.
type holding struct {
	period, segment, customer int
	y, x                      float64
}

// panels returns the panels of a period by segment.
func panels(t *testing.T, all []holding, period int, panel func(*kpi.ByCustomer[int]) (kpi.Panel[int], error)) map[int]kpi.Panel[int] {
	t.Helper()
	sums := make(map[int]*kpi.ByCustomer[int])
	for _, h := range all {
		if h.period != period {
			continue
		}
		if sums[h.segment] == nil {
			sums[h.segment] = new(kpi.ByCustomer[int])
		}
		if err := sums[h.segment].AddSums(h.customer, decimal.NewFromFloat(h.y), decimal.NewFromFloat(h.x)); err != nil {
			t.Fatal(err)
		}
	}
	figures := make(map[int]kpi.Panel[int])
	for segment, a := range sums {
		figures[segment] = laws.Must(panel(a))
	}
	return figures
}

// A mixture is what the parts of a change depend on: Σy/Σx and Σx of each segment, before
// and after. The parts are computed here from the page of Explain.
type mixture struct{ r, x [2][]float64 }

func (m mixture) shares() (w [2][]float64, mean [2]float64) {
	for p := range w {
		total := 0.0
		for _, x := range m.x[p] {
			total += x
		}
		for s, x := range m.x[p] {
			w[p] = append(w[p], x/total)
			mean[p] += x / total * m.r[p][s]
		}
	}
	return w, mean
}

func (m mixture) own(s int) float64 {
	w, _ := m.shares()
	return (w[0][s] + w[1][s]) / 2 * (m.r[1][s] - m.r[0][s])
}

func (m mixture) share(s int) float64 {
	w, _ := m.shares()
	return w[1][s] - w[0][s]
}

func (m mixture) above(s int) float64 {
	_, mean := m.shares()
	return (m.r[0][s]+m.r[1][s])/2 - (mean[0]+mean[1])/2
}

func (m mixture) change() float64 {
	_, mean := m.shares()
	return mean[1] - mean[0]
}

// variance returns the variance of a part from what each customer does to it, with
// derivatives from differences.
func variance(all []holding, m mixture, of func(mixture) float64) float64 {
	n := [2][]float64{make([]float64, len(m.x[0])), make([]float64, len(m.x[1]))}
	for _, h := range all {
		n[h.period][h.segment]++
	}
	derivative := func(x *float64) float64 {
		old, step := *x, 1e-5*(1+math.Abs(*x))
		*x = old + step
		up := of(m)
		*x = old - step
		down := of(m)
		*x = old
		return (up - down) / (2 * step)
	}
	influence := make(map[int]float64)
	for _, h := range all {
		p, s := h.period, h.segment
		e := h.y - m.r[p][s]*h.x
		influence[h.customer] += math.Sqrt(n[p][s]/(n[p][s]-1)) * (derivative(&m.r[p][s])*e/m.x[p][s] + derivative(&m.x[p][s])*h.x)
	}
	sum := 0.0
	for _, u := range influence {
		sum += u * u
	}
	return sum
}

// The error of each part is the sum of the squares of what one customer does to it, over
// all their rows: in two periods, and in several segments.
func TestExplainTakesTheCustomerAsTheUnit(t *testing.T) {
	kinds := []struct {
		name  string
		y     func(r *rand.Rand, x float64) float64
		panel func(*kpi.ByCustomer[int]) (kpi.Panel[int], error)
		scale float64
	}{
		{"ratio", func(r *rand.Rand, x float64) float64 { return float64(r.IntN(1000)) - 300 }, (*kpi.ByCustomer[int]).Ratio, 1},
		{"rate", func(r *rand.Rand, x float64) float64 { return float64(r.IntN(int(x) + 1)) }, (*kpi.ByCustomer[int]).Rate, 1},
		{"net", func(r *rand.Rand, x float64) float64 { return float64(r.IntN(2*int(x)+1)) - x }, (*kpi.ByCustomer[int]).Net, 100},
	}
	r := rand.New(rand.NewPCG(15, 8))
	for i := range 60 {
		kind := kinds[i%len(kinds)]
		var all []holding
		m := mixture{}
		for p := range 2 {
			m.r[p], m.x[p] = make([]float64, 3), make([]float64, 3)
			for s := range 3 {
				for j, c := range r.Perm(12)[:3+r.IntN(6)] {
					x := float64(1 + r.IntN(5))
					h := holding{p, s, c, kind.y(r, x), x}
					if j < 2 { // a rate or net that all have alike has an error of another kind
						h.y = float64(j) * x
					}
					all = append(all, h)
					m.r[p][s], m.x[p][s] = m.r[p][s]+h.y, m.x[p][s]+h.x
				}
				m.r[p][s] /= m.x[p][s]
			}
		}
		e := explain(t, panels(t, all, 0, kind.panel), panels(t, all, 1, kind.panel))
		check := func(name string, got kpi.Effect, value, variance float64) {
			t.Helper()
			se := laws.Must(got.StandardError())
			if math.Abs(got.Float64()-kind.scale*value) > 1e-9*(1+kind.scale*math.Abs(value)) || math.Abs(se-kind.scale*math.Sqrt(variance)) > 1e-6*se {
				t.Fatalf("%s %d: %s is %v with standard error %v, want %v and %v", kind.name, i, name, got.Float64(), se, kind.scale*value, kind.scale*math.Sqrt(variance))
			}
		}
		own := func(m mixture) float64 { return m.own(0) + m.own(1) + m.own(2) }
		mix := func(m mixture) float64 { return m.change() - own(m) }
		check("change", e.Change, m.change(), variance(all, m, mixture.change))
		check("own", e.Own, own(m), variance(all, m, own))
		check("mix", e.Mix, mix(m), variance(all, m, mix))
		for s := range 3 {
			product := func(m mixture) float64 { return m.share(s) * m.above(s) }
			twice := 2 * variance(all, m, func(m mixture) float64 { return m.share(s) }) * variance(all, m, func(m mixture) float64 { return m.above(s) })
			check(fmt.Sprint("own of ", s), e.Segments[s].Own, m.own(s), variance(all, m, func(m mixture) float64 { return m.own(s) }))
			check(fmt.Sprint("mix of ", s), e.Segments[s].Mix, product(m), variance(all, m, product)+twice)
		}
	}
}

// Of one segment, the change and its error are those of Compare; so are those of a chain
// of two factors whose product is a figure of the same customers:
//
//	orders per customer × money per order = money per customer
func TestExplanationOfTheSameCustomersIsTheirComparison(t *testing.T) {
	r := rand.New(rand.NewPCG(15, 9))
	for range 50 {
		var frequency, basket, spend [2]kpi.ByCustomer[int]
		for p := range 2 {
			for _, c := range r.Perm(60)[:40] { // as many in both periods: n/(n-1) is the same
				orders, money := decimal.NewFromInt(int64(1+r.IntN(4))), decimal.NewFromInt(int64(r.IntN(500)))
				for _, err := range []error{frequency[p].AddSums(c, orders, decimal.NewFromInt(1)), basket[p].AddSums(c, money, orders), spend[p].Add(c, money)} {
					if err != nil {
						t.Fatal(err)
					}
				}
			}
		}
		panel := func(a *kpi.ByCustomer[int]) kpi.Panel[int] { return laws.Must(a.Ratio()) }
		change := kpi.Compare(panel(&spend[0]), panel(&spend[1]))
		want := change.Delta().Float64() / laws.Must(change.Test()).Statistic
		near := func(name string, e kpi.Effect) {
			t.Helper()
			if se := laws.Must(e.StandardError()); !e.Equal(change.Delta()) || math.Abs(se-want) > 1e-9*want {
				t.Errorf("%s: %v with standard error %v, want %v and %v", name, e, se, change.Delta(), want)
			}
		}
		near("explanation", explain(t, map[string]kpi.Panel[int]{"all": panel(&spend[0])}, map[string]kpi.Panel[int]{"all": panel(&spend[1])}).Change)
		chain := laws.Must(kpi.ExplainChain([]kpi.Figure{panel(&frequency[0]), panel(&basket[0])}, []kpi.Figure{panel(&frequency[1]), panel(&basket[1])}))
		near("chain", chain.Change)
		// The parts of a chain depend on the factors as its page says: of two, the part of
		// a is (A - a)(b + B)/2.
		if part := chain.Factors[0]; part.N() != 160 || laws.Must(part.StandardError()) <= 0 {
			t.Errorf("orders per customer: %v of %d customers", part, part.N())
		}
	}
}

// Intervals of the parts hold the truth where customers have several rows, most of them
// buy in both periods, and some of them in another segment than before.
func TestExplainCoverageOfCustomers(t *testing.T) {
	if laws.Race || testing.Short() {
		t.Skip("a thousand explanations")
	}
	r := rand.New(rand.NewPCG(15, 10))
	chance := [2][]float64{{0.2, 0.4, 0.5}, {0.25, 0.4, 0.4}}
	shares := [2][]float64{{0.5, 0.3, 0.2}, {0.4, 0.3, 0.3}}
	// Rows of a customer are 1, 2, 3 or 8; three of four customers are in both periods; a
	// customer's chance of a hit is that of the segment and period, up or down by 0.15.
	draw := func(customers int) []holding {
		var all []holding
		for c := range customers {
			rows := []float64{1, 2, 3, 8}[r.IntN(4)]
			taste := 0.15 * float64(2*r.IntN(2)-1)
			u := r.Float64()
			move := r.Float64() < 0.2
			once := r.IntN(8)
			for p := range 2 {
				if once == p {
					continue
				}
				if p == 1 && move {
					u = r.Float64()
				}
				s := 0
				for left := u; s < 2 && left >= shares[p][s]; s++ {
					left -= shares[p][s]
				}
				h := holding{p, s, c, 0, rows}
				for range int(rows) {
					if r.Float64() < chance[p][s]+taste {
						h.y++
					}
				}
				all = append(all, h)
			}
		}
		return all
	}
	truth := mixture{r: chance, x: shares}
	want := map[string]float64{"change": truth.change()}
	for s := range 3 {
		want[fmt.Sprint("own of ", s)] = truth.own(s)
		want[fmt.Sprint("mix of ", s)] = truth.share(s) * truth.above(s)
		want["own"] += truth.own(s)
	}
	want["mix"] = want["change"] - want["own"]
	const samples = 1000
	held := make(map[string]int)
	for range samples {
		all := draw(400)
		e := explain(t, panels(t, all, 0, (*kpi.ByCustomer[int]).Rate), panels(t, all, 1, (*kpi.ByCustomer[int]).Rate))
		for name, part := range parts(e) {
			if i := laws.Must(part.Interval(0.95)); i.Contains(want[name]) {
				held[name]++
			}
		}
	}
	for name := range want {
		share := float64(held[name]) / samples
		t.Logf("%-9s %.3f", name, share)
		if share < 0.93 {
			t.Errorf("the intervals of %s hold the truth in %.3f of samples", name, share)
		}
	}
}
