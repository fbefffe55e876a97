package bgbb

import (
	"cmp"
	"fmt"
	"math"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv/internal/fit"
	"github.com/customerkpi/kpi/internal/stats"
)

// A Customer is what the model knows of one. The first order, which makes a customer, is
// not counted, nor is its opportunity. A forecast treats a customer without an
// opportunity since then as a new one, and a fit leaves them out.
type Customer struct {
	Frequency     uint32 `json:"frequency"`        // opportunities taken, x
	Recency       uint32 `json:"recency"`          // number of the last one taken, t_x; 0 for none
	Opportunities uint32 `json:"opportunities"`    // that the customer had, n; 0 is a new customer
	Weight        uint64 `json:"weight,omitempty"` // customers that this row stands for; 0 is 1
}

// MaxOpportunities is the greatest number of opportunities.
const MaxOpportunities = 100_000

// valid reports what no history leads to, as a [*kpi.RangeError].
func (c Customer) valid() error {
	switch {
	case c.Opportunities > MaxOpportunities:
		return &kpi.RangeError{Op: op, Name: "number of opportunities", Value: c.Opportunities, Min: 0, Max: MaxOpportunities}
	case c.Recency > c.Opportunities:
		return &kpi.RangeError{Op: op, Name: "recency", Value: c.Recency, Min: 0, Max: c.Opportunities}
	case c.Frequency > c.Recency:
		return &kpi.RangeError{Op: op, Name: "frequency", Value: c.Frequency, Min: 0, Max: c.Recency}
	case c.Frequency == 0 && c.Recency > 0:
		return &kpi.RangeError{Op: op, Name: "recency without an order", Value: c.Recency, Min: 0, Max: 0}
	}
	return nil
}

// Params are the parameters of a model. All its predictions follow from them, so
// that published ones can be used without a fit.
type Params struct {
	Alpha float64 `json:"alpha"` // of the chances to take an opportunity
	Beta  float64 `json:"beta"`
	Gamma float64 `json:"gamma"` // of the chances to leave
	Delta float64 `json:"delta"`
}

const op = "bgbb"

var names = []string{"alpha", "beta", "gamma", "delta"}

// valid reports a parameter outside 1e-100..1e100 as a [*kpi.RangeError].
func (p Params) valid() error {
	for i, v := range []float64{p.Alpha, p.Beta, p.Gamma, p.Delta} {
		if err := fit.Positive(op, names[i], v); err != nil {
			return err
		}
	}
	return nil
}

// checkNumber reports a number of opportunities that is too large.
func checkNumber(n uint64) error {
	if n <= MaxOpportunities {
		return nil
	}
	return &kpi.RangeError{Op: op, Name: "number of opportunities", Value: n, Min: 0, Max: MaxOpportunities}
}

// Alive returns the chance that a customer was there at the last opportunity of
// the history.
func (p Params) Alive(c Customer) (float64, error) { return p.AliveAt(c, 0) }

// AliveAt returns the chance that a customer is there m opportunities after the
// history:
//
//	P · Π (δ+n+i)/(γ+δ+n+i),   i = 0..m-1
//
// where P, the chance of [Params.Alive], is the likelihood of a customer who did
// not leave over that of all.
func (p Params) AliveAt(c Customer, m uint64) (float64, error) {
	if err := cmp.Or(p.valid(), c.valid(), checkNumber(m)); err != nil {
		return 0, err
	}
	return p.alive(c) * math.Exp(p.after(c).stay(float64(m))), nil
}

// alive returns P.
func (p Params) alive(c Customer) float64 {
	parts := newTables(p, c.Opportunities).parts(c, nil)
	return parts.alive / parts.total
}

// after returns the parameters of a customer who is alive after the history.
func (p Params) after(c Customer) Params {
	x, n := float64(c.Frequency), float64(c.Opportunities)
	return Params{p.Alpha + x, p.Beta + (n - x), p.Gamma, p.Delta + n}
}

// stay is the logarithm of the chance to be there after n more opportunities.
func (p Params) stay(n float64) float64 {
	return stats.LogBetaRatio(p.Gamma, p.Delta, n)
}

// Expected returns the expected number of opportunities that a new customer
// takes of n:
//
//	E[X(n)] = α/(α+β) · Σ P(there at t),   t = 1..n
func (p Params) Expected(n uint64) (float64, error) {
	if err := cmp.Or(p.valid(), checkNumber(n)); err != nil {
		return 0, err
	}
	return p.expected(n), nil
}

func (p Params) expected(n uint64) float64 {
	sum, there := 0.0, 1.0
	for t := range n {
		there *= (p.Delta + float64(t)) / (p.Gamma + p.Delta + float64(t))
		sum += there
	}
	return p.Alpha / (p.Alpha + p.Beta) * sum
}

// ConditionalExpected returns the expected number of opportunities that a
// customer takes of the n after the history: the chance to be there, times
// what is expected of a new customer whose parameters are α+x, β+n-x, γ and δ+n.
func (p Params) ConditionalExpected(c Customer, n uint64) (float64, error) {
	if err := cmp.Or(p.valid(), c.valid(), checkNumber(n)); err != nil {
		return 0, err
	}
	return p.alive(c) * p.after(c).expected(n), nil
}

// DERT returns the discounted expected residual transactions: the expected
// number of all opportunities that a customer takes after the history, number t
// of them counted as 1/(1+discount)^t. A discount of 0 counts all, and is
// [kpi.ErrUndefined] where γ <= 1: then they have no finite mean.
func (p Params) DERT(c Customer, discount float64) (float64, error) {
	if err := cmp.Or(p.valid(), c.valid(), fit.Rate(op, discount)); err != nil {
		return 0, err
	}
	if discount == 0 && p.Gamma <= 1 {
		return 0, fmt.Errorf("%s: orders without discount %w: gamma = %.4g has no finite mean, only one above 1", op, kpi.ErrUndefined, p.Gamma)
	}
	after := p.after(c)
	each := p.alive(c) * after.Alpha / (after.Alpha + after.Beta)
	if discount == 0 {
		return each * after.Delta / (p.Gamma - 1), nil
	}
	down := math.Log1p(discount)
	return each * fit.Series(1, func(t float64) float64 { return math.Exp(after.stay(t) - t*down) }), nil
}

// PMF returns the chance that a new customer takes x of n opportunities. More
// than n are a chance of 0.
func (p Params) PMF(x, n uint64) (float64, error) {
	if err := cmp.Or(p.valid(), checkNumber(n)); err != nil {
		return 0, err
	}
	return p.exactly(x, n), nil
}

// ConditionalPMF returns the chance that a customer takes x of the n
// opportunities after the history.
func (p Params) ConditionalPMF(c Customer, x, n uint64) (float64, error) {
	if err := cmp.Or(p.valid(), c.valid(), checkNumber(n)); err != nil {
		return 0, err
	}
	alive := p.alive(c)
	chance := alive * p.after(c).exactly(x, n)
	if x == 0 {
		chance += 1 - alive
	}
	return chance, nil
}

// exactly adds the chances to be there for i opportunities, and to take x.
func (p Params) exactly(x, n uint64) float64 {
	if x > n {
		return 0
	}
	take := func(i uint64) float64 {
		k, m := float64(x), float64(i)
		return stats.LogRising(m-k+1, k) - stats.LogRising(1, k) +
			stats.LogBetaRatio(p.Alpha, p.Beta, m-k) + stats.LogBetaRatio(p.Beta+(m-k), p.Alpha, k)
	}
	sum := math.Exp(take(n) + p.stay(float64(n)))
	for i := x; i < n; i++ {
		sum += math.Exp(take(i) + p.stay(float64(i)) + math.Log(p.Gamma/(p.Gamma+p.Delta+float64(i))))
	}
	return min(1, sum)
}
