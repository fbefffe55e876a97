package sbg

import (
	"context"
	"fmt"
	"math"
	"math/bits"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/internal/fit"
	"github.com/customerkpi/kpi/internal/newton"
	"github.com/customerkpi/kpi/internal/stats"
)

// A Cohort is what became of customers, who may have begun at different times:
// element t-1 of each is about period t of a customer.
type Cohort struct {
	Lost []uint64 `json:"lost"` // who left at the end of period t
	Kept []uint64 `json:"kept"` // of whom no more is known than that they went on after period t
}

// CohortOf returns the cohort whose numbers of customers at the start and after 1,
// 2, ... periods are given. Fewer than two numbers, or one above the one before,
// are a [*kpi.RangeError].
func CohortOf(customers ...uint64) (Cohort, error) {
	if len(customers) < 2 {
		return Cohort{}, &kpi.RangeError{Op: op, Name: "number of numbers", Value: len(customers), Min: 2}
	}
	var c Cohort
	for i, n := range customers[1:] {
		before := customers[i]
		if n > before {
			return Cohort{}, &kpi.RangeError{Op: op, Name: fmt.Sprintf("customers after period %d", i+1), Value: n, Min: 0, Max: before}
		}
		c.Lost = append(c.Lost, before-n)
	}
	c.Kept = make([]uint64, len(c.Lost))
	c.Kept[len(c.Kept)-1] = customers[len(customers)-1]
	return c, nil
}

// numbers returns the lost and the kept of period t >= 1.
func (c Cohort) numbers(t int) (lost, kept uint64) {
	if t <= len(c.Lost) {
		lost = c.Lost[t-1]
	}
	if t <= len(c.Kept) {
		kept = c.Kept[t-1]
	}
	return lost, kept
}

func (c Cohort) periods() int { return max(len(c.Lost), len(c.Kept)) }

// totals returns the customers, those of them who left, and the renewals that
// they decided on.
func (c Cohort) totals() (customers, lost, decisions uint64, err error) {
	if n := c.periods(); n > MaxPeriods {
		return 0, 0, 0, &kpi.RangeError{Op: op, Name: "number of periods", Value: n, Min: 1, Max: MaxPeriods}
	}
	var over uint64
	for t := 1; t <= c.periods(); t++ {
		l, k := c.numbers(t)
		for _, n := range []uint64{l, k} {
			var carry, high uint64
			customers, carry = bits.Add64(customers, n, 0)
			over |= carry
			high, n = bits.Mul64(n, uint64(t))
			decisions, carry = bits.Add64(decisions, n, 0)
			over |= high | carry
		}
		lost += l
	}
	if over != 0 {
		return 0, 0, 0, fmt.Errorf("%s: %w: more than 2^64-1 renewals", op, kpi.ErrOverflow)
	}
	if customers == 0 {
		return 0, 0, 0, &kpi.RangeError{Op: op, Name: "number of customers", Value: 0, Min: 1}
	}
	return customers, lost, decisions, nil
}

// Constant returns the churn rate of a cohort as if all customers and periods
// were alike:
//
//	lost / renewals decided on
//
// which has the greatest likelihood of all constant ones. Its inverse is the
// common formula of the lifetime.
func (c Cohort) Constant() (kpi.Rate, error) {
	_, lost, decisions, err := c.totals()
	if err != nil {
		return kpi.Rate{}, err
	}
	return kpi.NewRate(lost, decisions)
}

// A Hazard says how the chance of a customer to leave changes with time.
type Hazard uint8

// The hazards.
const (
	// Geometric: it does not, which is sBG.
	Geometric Hazard = iota
	// Weibull: it rises or falls, which is BdW.
	Weibull
)

// String returns "geometric" or "Weibull".
func (h Hazard) String() string {
	switch h {
	case Geometric:
		return "geometric"
	case Weibull:
		return "Weibull"
	}
	return fmt.Sprintf("Hazard(%d)", uint8(h))
}

// Options of a fit. The zero value is sBG.
type Options struct {
	clv.Options
	Hazard Hazard `json:"hazard"`
}

// A Model is a fitted model: its parameters, and how it came to them. It is a
// value, and its JSON gives it back.
type Model struct {
	Params
	Fit clv.Fit `json:"fit"`
}

// Fit finds the parameters of the greatest likelihood for a cohort:
//
//	ln L = Σ lost(t) ln (S(t-1) - S(t)) + kept(t) ln S(t)
//
// A cohort without customers is a [*kpi.RangeError]; a context that ends is its
// error.
func Fit(ctx context.Context, cohort Cohort, o Options) (Model, error) {
	customers, _, _, err := cohort.totals()
	if err != nil {
		return Model{}, err
	}
	if o.Hazard > Weibull {
		return Model{}, &kpi.RangeError{Op: op, Name: "hazard", Value: uint8(o.Hazard), Min: Geometric, Max: Weibull}
	}
	n := 2
	if o.Hazard == Weibull {
		n = 3
	}
	fitted := names[:n]
	starts, err := fit.Starts(op, o.Options, fitted, []float64{1, 3, 1}[:n], []float64{0.2, 0.5, 2}[:n], []float64{10, 50, 0.5}[:n], []float64{0.03, 0.03, 10}[:n])
	if err != nil {
		return Model{}, err
	}
	found, err := newton.Maximize(ctx, func(params []float64) newton.Point { return of(params).logLikelihood(cohort) }, starts, []float64{1, 1, 1}[:n])
	if err != nil {
		return Model{}, err
	}
	return Model{of(found.Params), fit.Of(fitted, found, fit.Numbers{Customers: customers, Rows: cohort.periods()})}, nil
}

// of returns fitted parameters.
func of(params []float64) Params {
	p := Params{Alpha: params[0], Beta: params[1], C: 1}
	if len(params) == 3 {
		p.C = params[2]
	}
	return p
}

// LogLikelihood returns the logarithm of the likelihood of a cohort.
func (p Params) LogLikelihood(cohort Cohort) (float64, error) {
	if err := p.valid(); err != nil {
		return 0, err
	}
	if _, _, _, err := cohort.totals(); err != nil {
		return 0, err
	}
	sum := p.logLikelihood(cohort).Value
	if math.IsNaN(sum) || math.IsInf(sum, 0) {
		return 0, &kpi.RangeError{Op: op, Name: "log-likelihood", Value: sum, Min: "-infinity (excluded)", Max: "infinity (excluded)"}
	}
	return sum, nil
}

// logLikelihood returns the log-likelihood with its derivatives by α, β and c.
func (p Params) logLikelihood(cohort Cohort) newton.Point {
	var sum, before newton.Point
	for t := 1; t <= cohort.periods(); t++ {
		lost, kept := cohort.numbers(t)
		now := p.point(float64(t))
		sum.Add(float64(kept), &now)
		if lost > 0 {
			w := float64(lost)
			// ln (S(t-1) - S(t)) = ln S(t-1) + ln (1 - e^d), d = ln S(t) - ln S(t-1)
			d := now
			d.Add(-1, &before)
			sum.Add(w, &before)
			sum.Value += w * math.Log(-math.Expm1(d.Value))
			h := 1 / math.Expm1(-d.Value)
			sum.Add(-w*h, &newton.Point{Grad: d.Grad, Hess: d.Hess})
			for i := range 3 {
				for j := i; j < 3; j++ {
					sum.Hess[i][j] -= w * h * (1 + h) * d.Grad[i] * d.Grad[j]
				}
			}
		}
		before = now
	}
	return sum
}

// point returns ln S(t), t >= 1, with its derivatives by α, β and c.
func (p Params) point(t float64) newton.Point {
	lnT := math.Log(t)
	const large = 230 // n is beyond 1e100, to which the parameters add nothing, and n² may be beyond a float64
	if lnN := p.C * lnT; lnN > large {
		psi, trigamma := stats.Digamma(p.Alpha + p.Beta)
		_, b1, b2 := stats.Rising(p.Beta, p.Alpha)
		return newton.Point{
			Value: p.log(0, t),
			Grad:  [newton.Max]float64{psi - lnN, b1, -p.Alpha * lnT},
			Hess:  [newton.Max][newton.Max]float64{{trigamma, trigamma, -lnT}, {0, b2, 0}},
		}
	}
	n := math.Pow(t, p.C)
	_, s1, s2 := stats.Rising(p.Alpha+p.Beta, n)
	// By β: ψ(β+n) - ψ(β) - (ψ(α+β+n) - ψ(α+β)), of which the terms are paired so that
	// they are small beside it; where β is large they differ in their last digits only.
	var d1, d2 float64
	if p.Alpha < n {
		_, b1, b2 := stats.Rising(p.Beta, p.Alpha)
		_, c1, c2 := stats.Rising(p.Beta+n, p.Alpha)
		d1, d2 = b1-c1, b2-c2
	} else {
		_, b1, b2 := stats.Rising(p.Beta, n)
		d1, d2 = b1-s1, b2-s2
	}
	// By n: ψ(β+n) - ψ(α+β+n), and n is t^c.
	_, n1, n2 := stats.Rising(p.Beta+n, p.Alpha)
	_, f2 := stats.Digamma(p.Alpha + p.Beta + n)
	up := n * lnT
	return newton.Point{
		Value: stats.LogBetaRatio(p.Alpha, p.Beta, n),
		Grad:  [newton.Max]float64{-s1, d1, -n1 * up},
		Hess: [newton.Max][newton.Max]float64{
			{-s2, -s2, -f2 * up},
			{0, d2, -n2 * up},
			{0, 0, -n2*up*up - n1*up*lnT},
		},
	}
}
