package bgnbd_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"slices"
	"strings"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/bgnbd"
	"github.com/customerkpi/kpi/clv/internal/fittest"
)

// A naive customer, from the definition. Given a rate λ and a chance p, the history of
// x orders, j phases after the last of them and m phases in the time t to come has the
// likelihood, up to what is the same for all,
//
//	λ^kx e^(-λ T) (λ(T-t_x))^j/j! · e^(-λ t) (λt)^m/m! · (1-p)^chances    if alive, j < k
//	λ^kx e^(-λ t_x) · p (1-p)^(chances-1)                                if gone
//
// whose means over λ ~ gamma(r, α) are gamma functions, and those over p ~ beta(a, b)
// beta functions.
type naive struct {
	alive float64
	count []float64 // the chance of time for n orders, of one who is alive
	stay  []float64 // the mean of (1-p)^n, of one who is alive
	twice []float64 // that of 1 + (1-p) + ... of n terms
}

func naiveOf(p bgnbd.Params, c clv.Customer, t float64, orders int) naive {
	k, x := max(1, p.Regularity), float64(c.Frequency)
	chances := x
	if p.Dropout == bgnbd.AfterAny {
		chances++
	}
	lnGamma := func(z float64) float64 { g, _ := math.Lgamma(z); return g }
	overP := func(leaves, stays float64) float64 { // the mean of p^leaves (1-p)^stays
		return math.Exp(lnGamma(p.A+leaves) + lnGamma(p.B+stays) - lnGamma(p.A+p.B+leaves+stays) - lnGamma(p.A) - lnGamma(p.B) + lnGamma(p.A+p.B))
	}
	lnRates := func(power, time float64) float64 { // ln of the mean of λ^power e^(-λ time), up to what is the same for all
		return (lnGamma(p.R+power) - (p.R+power)*math.Log(p.Alpha+time) - (lnGamma(p.R+float64(k)*x) - (p.R+float64(k)*x)*math.Log(p.Alpha+c.T)))
	}
	lnPower := func(y float64, n int) float64 { // ln y^n/n!
		if n == 0 {
			return 0
		}
		return float64(n)*math.Log(y) - lnGamma(float64(n)+1)
	}
	there, gone := 0.0, 0.0
	n := naive{count: make([]float64, orders)}
	for j := range k {
		since := lnPower(c.T-c.Recency, j)
		there += math.Exp(since + lnRates(float64(k)*x+float64(j), c.T))
		for m := range orders*k - j {
			n.count[(m+j)/k] += math.Exp(since + lnPower(t, m) + lnRates(float64(k)*x+float64(j+m), c.T+t))
		}
	}
	for i := range n.count {
		n.count[i] /= there
	}
	there *= overP(0, chances)
	if chances > 0 {
		gone = overP(1, chances-1) * math.Exp(lnRates(float64(k)*x, c.Recency))
	}
	n.alive = there / (there + gone)
	sum := 0.0
	for i := range orders + 1 {
		n.stay = append(n.stay, overP(0, chances+float64(i))/overP(0, chances))
		n.twice = append(n.twice, sum)
		sum += n.stay[i]
	}
	return n
}

// later returns the chance to be there after the time, the expected orders, and the
// chances of 0, 1, ... orders.
func (n naive) later() (alive, orders float64, pmf []float64) {
	pmf = make([]float64, len(n.count)-1)
	more := 0.0 // the chance of time for i orders or more
	for i, chance := range slices.Backward(n.count) {
		more += chance
		alive += chance * n.stay[i]
		orders += chance * n.twice[i]
		if i < len(pmf) {
			pmf[i] = n.alive * chance * n.stay[i]
			if i > 0 { // left after this one
				pmf[i] += n.alive * more * (n.stay[i-1] - n.stay[i])
			}
		}
	}
	pmf[0] += 1 - n.alive
	return n.alive * alive, n.alive * orders, pmf
}

func TestPredictionsAreThoseOfTheDefinition(t *testing.T) {
	for _, p := range []bgnbd.Params{
		published,
		{R: 0.525, Alpha: 6.183, A: 0.891, B: 1.614, Dropout: bgnbd.AfterAny},
		{R: 1.33, Alpha: 2.81, A: 0.425, B: 0.79, Regularity: 2, Dropout: bgnbd.AfterAny},
		{R: 0.7, Alpha: 1.5, A: 3, B: 1.2, Regularity: 3},
		{R: 3, Alpha: 2, A: 0.4, B: 2, Regularity: 6, Dropout: bgnbd.AfterAny},
		{R: 2, Alpha: 1, A: 0.4, B: 2, Regularity: bgnbd.MaxRegularity},
	} {
		for _, c := range []clv.Customer{
			{},
			{T: 7},
			{Frequency: 1, Recency: 4, T: 9},
			{Frequency: 3, Recency: 8, T: 12},
			{Frequency: 5, Recency: 30, T: 30},
		} {
			for _, at := range []float64{0.5, 6} {
				label := fmt.Sprintf("%+v, x=%d tx=%g T=%g, t=%g", p, c.Frequency, c.Recency, c.T, at)
				n := naiveOf(p, c, at, 80)
				alive, orders, pmf := n.later()
				fittest.Is(t, label+": alive", n.alive, 1e-9)(p.Alive(c))
				fittest.Is(t, label+": alive later", alive, 1e-9)(p.AliveAt(c, at))
				fittest.Is(t, label+": orders", orders, 1e-9)(p.ConditionalExpected(c, at))
				for i := range 6 {
					fittest.Is(t, fmt.Sprintf("%s: chance of %d", label, i), pmf[i], 1e-8)(p.ConditionalPMF(c, uint64(i), at))
				}
				if c.T == 0 {
					fittest.Is(t, label+": orders of a new customer", orders, 1e-9)(p.Expected(at))
					fittest.Is(t, label+": chance of a new customer", pmf[1], 1e-8)(p.PMF(1, at))
				}
			}
		}
	}
}

// Where a time holds thousands of orders the sums are integrals. Given p, one who is
// alive and orders at random leaves at a rate λp, and is there with the chance
// (1 + p t/(α+T))^-(r+x), over p ~ beta(a, b+chances) a quadrature; of k phases the
// numbers of orders are summed one by one.
func TestManyOrders(t *testing.T) {
	p := bgnbd.Params{R: 40, Alpha: 0.5, A: 0.3, B: 2}
	c := clv.Customer{Frequency: 100, Recency: 4.9, T: 5}
	lnGamma := func(z float64) float64 { g, _ := math.Lgamma(z); return g }
	b := p.B + float64(c.Frequency)
	norm := lnGamma(p.A) + lnGamma(b) - lnGamma(p.A+b)
	for _, at := range []float64{30, 200, 3000} {
		want := fittest.Integral(func(q, _, lnQ, lnStay float64) float64 {
			return (p.A-1)*lnQ + (b-1)*lnStay - norm - (p.R+float64(c.Frequency))*math.Log1p(q*at/(p.Alpha+c.T))
		})
		alive, err := p.Alive(c)
		if err != nil {
			t.Fatal(err)
		}
		fittest.Is(t, fmt.Sprintf("alive after %g", at), alive*want, 1e-9)(p.AliveAt(c, at))
	}
	for _, k := range []int{2, 3} {
		p := bgnbd.Params{R: 400 * float64(k), Alpha: 1, A: 0.3, B: 2, Regularity: k}
		c := clv.Customer{Frequency: 2, Recency: 0.004, T: 0.0055}
		for _, at := range []float64{4, 10} {
			n := naiveOf(p, c, at, int(700*at))
			alive, orders, _ := n.later()
			fittest.Is(t, fmt.Sprintf("k = %d, alive after %g", k, at), alive, 1e-8)(p.AliveAt(c, at))
			fittest.Is(t, fmt.Sprintf("k = %d, orders in %g", k, at), orders, 1e-8)(p.ConditionalExpected(c, at))
		}
	}
}

// Discounted, all orders are Σ e^(-rate t) of the numbers of small times: by Simpson's
// rule over rate e^(-rate t) E(t). Without discount they are the mean of 1/p, of one
// who is alive.
func TestDERTIsTheIntegral(t *testing.T) {
	for _, p := range []bgnbd.Params{
		{R: 0.7, Alpha: 1.5, A: 3, B: 1.2, Regularity: 3},
		{R: 0.7, Alpha: 1.5, A: 3, B: 1.2, Dropout: bgnbd.AfterAny},
		{R: 0.4, Alpha: 3, A: 5, B: 2},
	} {
		for _, c := range []clv.Customer{{}, {Frequency: 3, Recency: 8, T: 12}} {
			const rate, h = 0.05, 0.25
			sum := 0.0
			for i := range 2000 {
				at := h * float64(i)
				e, err := p.ConditionalExpected(c, at)
				if err != nil {
					t.Fatal(err)
				}
				sum += float64(2+2*(i%2)) * h / 3 * rate * math.Exp(-rate*at) * e
			}
			fittest.Is(t, fmt.Sprintf("%+v, %+v", p, c), sum, 1e-5)(p.DERT(c, rate))
			m := float64(c.Frequency)
			if p.Dropout == bgnbd.AfterAny {
				m++
			}
			mean := func(power float64) float64 {
				return fittest.Integral(func(_, _, lnP, lnStay float64) float64 { return (p.A-1-power)*lnP + (p.B-1+m)*lnStay })
			}
			alive, err := p.Alive(c)
			if err != nil {
				t.Fatal(err)
			}
			fittest.Is(t, fmt.Sprintf("%+v, %+v without discount", p, c), alive*mean(1)/mean(0), 1e-9)(p.DERT(c, 0))
		}
	}
}

// Nothing happens in no time at all.
func TestNoTime(t *testing.T) {
	c := clv.Customer{Frequency: 2, Recency: 3, T: 5}
	for _, p := range []bgnbd.Params{published, {R: 1, Alpha: 2, A: 1, B: 2, Regularity: 2, Dropout: bgnbd.AfterAny}} {
		alive, err := p.Alive(c)
		if err != nil {
			t.Fatal(err)
		}
		for _, at := range []float64{0, 1e-300} {
			fittest.Is(t, "alive", alive, 0)(p.AliveAt(c, at))
			fittest.Is(t, "orders", 0, 0)(p.ConditionalExpected(c, at))
			fittest.Is(t, "no order", 1, 0)(p.ConditionalPMF(c, 0, at))
			fittest.Is(t, "one order", 0, 0)(p.ConditionalPMF(c, 1, at))
			fittest.Is(t, "no order of a new customer", 1, 0)(p.PMF(0, at))
			fittest.Is(t, "one order of a new customer", 0, 0)(p.PMF(1, at))
		}
	}
}

// What is out of range says what it is, and where the range ends.
func TestRanges(t *testing.T) {
	ok := clv.Customer{Frequency: 2, Recency: 3, T: 4}
	p := bgnbd.Params{R: 0.5, Alpha: 2, A: 2, B: 3}
	regular := bgnbd.Params{R: 0.5, Alpha: 2, A: 2, B: 3, Regularity: bgnbd.MaxRegularity}
	change := func(f func(p *bgnbd.Params)) bgnbd.Params { q := p; f(&q); return q }
	// 1e13 (α+T) / max(1, r+kx), and e^3.8 of its inverse
	most := func(p bgnbd.Params, c clv.Customer, k float64) float64 {
		return 1e13 * (p.Alpha + c.T) / max(1, p.R+k*float64(c.Frequency))
	}
	least := math.Exp(3.8) / most(p, ok, 1)
	for want, err := range map[string]error{
		"r 0 outside 1e-100..1e+100":                                             second(change(func(p *bgnbd.Params) { p.R = 0 }).Expected(1)),
		"alpha -1 outside 1e-100..1e+100":                                        second(change(func(p *bgnbd.Params) { p.Alpha = -1 }).Expected(1)),
		"a 1e+101 outside 1e-100..1e+100":                                        second(change(func(p *bgnbd.Params) { p.A = 1e101 }).Expected(1)),
		"b 1e-101 outside 1e-100..1e+100":                                        second(change(func(p *bgnbd.Params) { p.B = 1e-101 }).Expected(1)),
		"regularity 13 outside 1..12":                                            second(change(func(p *bgnbd.Params) { p.Regularity = 13 }).Expected(1)),
		"regularity -1 outside 1..12":                                            second(change(func(p *bgnbd.Params) { p.Regularity = -1 }).Expected(1)),
		"dropout 2 outside after a repeat":                                       second(change(func(p *bgnbd.Params) { p.Dropout = 2 }).Expected(1)),
		fmt.Sprintf("time %v outside 0..%v", 1e20, most(p, ok, 1)):               second(p.AliveAt(ok, 1e20)),
		fmt.Sprintf("time %v outside 0..%v", 2e20, most(regular, ok, 12)):        second(regular.ConditionalExpected(ok, 2e20)),
		fmt.Sprintf("time %v outside 0..%v", 3e20, 2e13):                         second(p.Expected(3e20)), // of a rate of r/α
		fmt.Sprintf("time %v outside 0..%v", 4e20, 2e13):                         second(p.PMF(1, 4e20)),
		fmt.Sprintf("time %v outside 0..%v", 5e20, most(p, ok, 1)):               second(p.ConditionalPMF(ok, 1, 5e20)),
		"time -1 outside 0..1e+100":                                              second(p.ConditionalPMF(ok, 1, -1)),
		fmt.Sprintf("discount rate %v outside %v..infinity", least*0.999, least): second(p.DERT(ok, least*0.999)),
		fmt.Sprintf("rate %v outside %v..inf", 1e-15, math.Exp(3.8)/2e13):        second(p.DERT(clv.Customer{}, 1e-15)),
		"number of orders 1000001 outside 0..1000000":                            second(p.ConditionalPMF(ok, 1_000_001, 1)),
		"bgnbd: T -1 outside 1e-100..1e+100":                                     second(p.ConditionalPMF(clv.Customer{T: -1}, 1, 1)),
	} {
		var bad *kpi.RangeError
		if !errors.As(err, &bad) || bad.Op != "bgnbd" || !strings.Contains(err.Error(), want) {
			t.Errorf("%v, want %s", err, want)
		}
	}
	for what, err := range map[string]error{
		"regularity": second(regular.Expected(1)), "dropout": second(change(func(p *bgnbd.Params) { p.Dropout = bgnbd.AfterAny }).Expected(1)),
		"the longest time": second(p.AliveAt(ok, most(p, ok, 1))), "the longest of a new customer": second(p.Expected(2e13)),
		"the lowest rate": second(p.DERT(ok, least*1.001)),
	} {
		if err != nil {
			t.Errorf("%s: %v", what, err)
		}
	}
	if _, err := bgnbd.Fit(context.Background(), []clv.Customer{ok}, bgnbd.Options{Dropout: 7}); !errors.Is(err, kpi.ErrRange) {
		t.Error(err)
	}
}
