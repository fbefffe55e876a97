package bgnbd

import (
	"cmp"
	"fmt"
	"math"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/internal/fit"
)

// A Dropout says after which orders a customer may leave.
type Dropout uint8

// The dropouts.
const (
	// AfterRepeat: after each repeat order, which is BG/NBD. A customer who never
	// came back is alive for certain.
	AfterRepeat Dropout = iota
	// AfterAny: after the first order too, which is MBG/NBD.
	AfterAny
)

// String returns "after a repeat order" or "after any order".
func (d Dropout) String() string {
	switch d {
	case AfterRepeat:
		return "after a repeat order"
	case AfterAny:
		return "after any order"
	}
	return fmt.Sprintf("Dropout(%d)", uint8(d))
}

// Params are the parameters of a model. All its predictions follow from them, so
// that published ones can be used without a fit.
type Params struct {
	R     float64 `json:"r"`     // shape of the customers' rates
	Alpha float64 `json:"alpha"` // and their scale, in time: the mean rate of phases is R/Alpha
	A     float64 `json:"a"`     // of the chances to leave, a beta distribution
	B     float64 `json:"b"`

	// Regularity is the number k of phases between two orders: 1, which 0
	// stands for, is buying at random; the greater k, the more regular.
	Regularity int `json:"regularity,omitempty"`

	Dropout Dropout `json:"dropout,omitempty"`
}

// MaxRegularity is the greatest number of phases between two orders.
const MaxRegularity = 12

const op = "bgnbd"

var names = []string{"r", "alpha", "a", "b"}

// valid reports a parameter out of its range as a [*kpi.RangeError].
func (p Params) valid() error {
	for i, v := range []float64{p.R, p.Alpha, p.A, p.B} {
		if err := fit.Positive(op, names[i], v); err != nil {
			return err
		}
	}
	if p.Regularity < 0 || p.Regularity > MaxRegularity {
		return &kpi.RangeError{Op: op, Name: "regularity", Value: p.Regularity, Min: 1, Max: MaxRegularity}
	}
	if p.Dropout > AfterAny {
		return &kpi.RangeError{Op: op, Name: "dropout", Value: uint8(p.Dropout), Min: AfterRepeat, Max: AfterAny}
	}
	return nil
}

// check reports bad parameters, a bad customer or a bad time.
func (p Params) check(c clv.Customer, t float64) error {
	if err := p.valid(); err != nil {
		return err
	}
	if err := fit.Customer(op, c); err != nil {
		return err
	}
	return p.checkTime(c, t)
}

// most is the number of phases in the time of a prediction, by the rate of a
// customer or the scale of all rates, from which on counts have more digits than a
// number here.
const most = 1e13

// checkTime reports a time after a history that is too long, negative or no number.
func (p Params) checkTime(c clv.Customer, t float64) error {
	shape := p.R + float64(p.k())*float64(c.Frequency)
	if limit := most * (p.Alpha + c.T) / max(1, shape); t > limit {
		return &kpi.RangeError{Op: op, Name: "time", Value: t, Min: 0, Max: limit}
	}
	return fit.Time(op, t)
}

func (p Params) k() int { return max(1, p.Regularity) }

// chances is the number of orders after which a customer of x repeat orders did
// not leave.
func (p Params) chances(x uint64) float64 {
	if p.Dropout == AfterAny {
		return float64(x) + 1
	}
	return float64(x)
}

// Alive returns the chance that a customer has not left by the end of the
// history:
//
//	P = 1 / (1 + a/(b+m-1) · ((α+T)/(α+t_x))^(r+kx) / Q)
//
// where m is x, or x+1 for AfterAny, and Q is 1 for k = 1. For AfterRepeat it is
// 1 without repeat order.
func (p Params) Alive(c clv.Customer) (float64, error) {
	if err := p.check(c, 0); err != nil {
		return 0, err
	}
	return p.of(c).alive, nil
}

// AliveAt returns the chance that a customer is still there a time t after the
// history.
func (p Params) AliveAt(c clv.Customer, t float64) (float64, error) {
	if err := p.check(c, t); err != nil {
		return 0, err
	}
	return p.of(c).aliveAt(t), nil
}

// Expected returns the expected number of repeat orders of a new customer in a
// time t from the first order, E[X(t)].
func (p Params) Expected(t float64) (float64, error) {
	if err := cmp.Or(p.valid(), p.checkTime(clv.Customer{}, t)); err != nil {
		return 0, err
	}
	return p.fresh().orders(t), nil
}

// ConditionalExpected returns the expected number of orders of a customer in a
// time t after the history, E[X(T, T+t) | x, t_x, T].
func (p Params) ConditionalExpected(c clv.Customer, t float64) (float64, error) {
	if err := p.check(c, t); err != nil {
		return 0, err
	}
	return p.of(c).orders(t), nil
}

// PMF returns the chance that a new customer makes n repeat orders in a time t.
func (p Params) PMF(n uint64, t float64) (float64, error) {
	if err := cmp.Or(p.valid(), p.checkTime(clv.Customer{}, t), fit.Count(op, n)); err != nil {
		return 0, err
	}
	return p.fresh().exactly(n, t), nil
}

// ConditionalPMF returns the chance that a customer makes n orders in a time t
// after the history.
func (p Params) ConditionalPMF(c clv.Customer, n uint64, t float64) (float64, error) {
	if err := cmp.Or(p.check(c, t), fit.Count(op, n)); err != nil {
		return 0, err
	}
	return p.of(c).exactly(n, t), nil
}

// fresh is the future of a new customer.
func (p Params) fresh() *future {
	f := &future{alive: 1, shape: p.R, scale: p.Alpha, a: p.A, b: p.B, k: p.k(), phases: [MaxRegularity]float64{1}}
	if p.Dropout == AfterAny {
		f.alive, f.b = p.B/(p.A+p.B), p.B+1
	}
	return f
}

// of is the future of a customer with a history.
func (p Params) of(c clv.Customer) *future {
	k := float64(p.k())
	m := p.chances(c.Frequency)
	f := &future{
		shape: p.R + k*float64(c.Frequency), scale: p.Alpha + c.T,
		a: p.A, b: p.B + m, k: p.k(),
	}
	// What phase the customer is in, given that they are alive: (N)_j/j! ζ^j.
	zeta := (c.T - c.Recency) / f.scale
	sum, term := 0.0, 1.0
	for j := range p.k() {
		f.phases[j] = term
		sum += term
		term *= (f.shape + float64(j)) / float64(j+1) * zeta
	}
	for j := range p.k() {
		f.phases[j] /= sum
	}
	f.alive = 1
	if m > 0 {
		// Of two times that are near, the logarithm of the quotient.
		v := math.Log(p.A/(p.B+(m-1))) + f.shape*math.Log1p((c.T-c.Recency)/(p.Alpha+c.Recency)) - math.Log(sum)
		f.alive = 1 / (1 + math.Exp(v))
	}
	return f
}

// DERT returns the discounted expected residual transactions: the expected
// number of all orders of a customer after the history, one after a time t
// counted as e^(-rate t). The rate is one of continuous compounding, by the unit
// of time: ln(1+d) for a discount d.
//
//	∫ e^(-rate t) dE[X(T, T+t)] = rate ∫ e^(-rate t) E[X(T, T+t)] dt
//
// A rate of 0 counts all, P (a+b+m-1)/(a-1), and is [kpi.ErrUndefined] for a <= 1:
// then they have no finite mean. A rate above 0 but below some 5e-12 of 1/(α+T), or
// of (r+kx)/(α+T), is a [*kpi.RangeError].
func (p Params) DERT(c clv.Customer, rate float64) (float64, error) {
	if err := cmp.Or(p.check(c, 0), fit.Rate(op, rate)); err != nil {
		return 0, err
	}
	f := p.of(c)
	if rate == 0 {
		if p.A <= 1 {
			return 0, fmt.Errorf("%s: orders without discount %w: a = %.4g has no finite mean, only one above 1", op, kpi.ErrUndefined, p.A)
		}
		return f.alive * (f.a + f.b - 1) / (f.a - 1), nil
	}
	const far = 3.8 // e^-45 of it lies beyond e^far/rate
	if least := math.Exp(far) * max(1, f.shape) / (most * f.scale); rate < least {
		return 0, &kpi.RangeError{Op: op, Name: "discount rate", Value: rate, Min: least, Max: "infinity (excluded)"}
	}
	// In v = ln(rate t), by equal steps down from where e^-45 of it lies beyond:
	// the integrand is analytic, and falls on both sides. Below, where the orders
	// are proportional to the time, it is a square, and where they are all a line.
	const step, near = 0.25, -40
	sum, part := 0.0, 0.0
	for v := far; v > near && (v > 0 || part > 1e-17*sum); v -= step {
		y := math.Exp(v)
		part = step * y * math.Exp(-y) * f.orders(y/rate)
		sum += part
	}
	return sum, nil
}
