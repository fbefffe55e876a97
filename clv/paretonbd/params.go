package paretonbd

import (
	"cmp"
	"fmt"
	"math"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/internal/fit"
	"github.com/customerkpi/kpi/clv/internal/quadrature"
	"github.com/customerkpi/kpi/internal/stats"
)

// Params are the parameters of a model. All its predictions follow from them, so
// that published ones can be used without a fit.
type Params struct {
	R     float64 `json:"r"`     // shape of the customers' rates
	Alpha float64 `json:"alpha"` // and their scale, in time: the mean rate is R/Alpha
	S     float64 `json:"s"`     // shape of their rates of leaving
	Beta  float64 `json:"beta"`  // and their scale, in time
}

var names = []string{"r", "alpha", "s", "beta"}

// valid reports a parameter outside 1e-100..1e100 as a [*kpi.RangeError].
func (p Params) valid() error {
	for i, v := range []float64{p.R, p.Alpha, p.S, p.Beta} {
		if err := fit.Positive(op, names[i], v); err != nil {
			return err
		}
	}
	return nil
}

const op = "paretonbd"

// check reports bad parameters, a bad customer or a bad time.
func (p Params) check(c clv.Customer, t float64) error {
	if err := p.valid(); err != nil {
		return err
	}
	if err := fit.Customer(op, c); err != nil {
		return err
	}
	return cmp.Or(p.checkTime("T", c.T), p.checkTime("time", t))
}

// longest is the time in which everybody who stays is expected to order so often
// that a number has no digits for it; or to leave so often.
func (p Params) longest() float64 {
	const most = 1e12
	limit := math.Inf(1)
	for _, rate := range []struct{ shape, scale float64 }{{p.R, p.Alpha}, {p.S, p.Beta}} {
		if rate.shape > most { // shape · t/(scale+t) is at most the shape
			limit = min(limit, rate.scale*most/(rate.shape-most))
		}
	}
	return limit
}

// checkTime reports a time that is too long, negative or no number.
func (p Params) checkTime(name string, t float64) error {
	if limit := p.longest(); t > limit {
		return &kpi.RangeError{Op: op, Name: name, Value: t, Min: 0, Max: limit}
	}
	return fit.Time(op, t)
}

// checkHistories reports the first history that is too long.
func (p Params) checkHistories(customers []clv.Customer) error {
	limit := p.longest()
	for i := range customers {
		if t := customers[i].T; t > limit {
			return fmt.Errorf("input %d: %w", i, p.checkTime("T", t))
		}
	}
	return nil
}

// Alive returns the chance that a customer has not left by the end of the
// history, T:
//
//	P = L_alive / (L_alive + ∫ L_left(τ) dτ),   t_x < τ < T
//
// with the likelihoods of [Params.LogLikelihood].
func (p Params) Alive(c clv.Customer) (float64, error) {
	if err := p.check(c, 0); err != nil {
		return 0, err
	}
	return p.alive(c), nil
}

// AliveAt returns the chance that a customer is still there a time t after the
// history:
//
//	P · ((β+T) / (β+T+t))^s
func (p Params) AliveAt(c clv.Customer, t float64) (float64, error) {
	if err := p.check(c, t); err != nil {
		return 0, err
	}
	return p.alive(c) * math.Exp(-p.S*stats.Log1p(t/(p.Beta+c.T))), nil
}

// Expected returns the expected number of repeat orders of a new customer in a
// time t from the first order:
//
//	E[X(t)] = r/α · ∫ (β/(β+u))^s du = rβ / (α(s-1)) · (1 - (β/(β+t))^(s-1)),   0 < u < t
//
// and, where s is 1, rβ/α · ln((β+t)/β).
func (p Params) Expected(t float64) (float64, error) {
	if err := cmp.Or(p.valid(), p.checkTime("time", t)); err != nil {
		return 0, err
	}
	return p.R / p.Alpha * p.stay(p.Beta, t), nil
}

// ConditionalExpected returns the expected number of orders of a customer in a
// time t after the history:
//
//	E[X(T, T+t) | x, t_x, T] = P · (r+x)/(α+T) · ∫ ((β+T)/(β+T+u))^s du,   0 < u < t
func (p Params) ConditionalExpected(c clv.Customer, t float64) (float64, error) {
	if err := p.check(c, t); err != nil {
		return 0, err
	}
	return p.orders(c, t), nil
}

func (p Params) orders(c clv.Customer, t float64) float64 {
	return p.alive(c) * p.rate(c) * p.stay(p.Beta+c.T, t)
}

// rate is the expected rate of a customer who is alive.
func (p Params) rate(c clv.Customer) float64 {
	return (p.R + float64(c.Frequency)) / (p.Alpha + c.T)
}

// stay is ∫ (b/(b+u))^s du over 0..t, the expected time until a customer leaves,
// of t.
func (p Params) stay(b, t float64) float64 {
	far := stats.Log1p(t / b)
	y := (p.S - 1) * far
	if y == 0 {
		return b * far
	}
	return b * far * (-stats.Expm1(-y) / y)
}

// DERT returns the discounted expected residual transactions: the expected
// number of all orders of a customer after the history, one after a time t
// counted as e^(-rate t). The rate is one of continuous compounding, by the unit
// of time: ln(1+d) for a discount d.
//
//	P · (r+x)/(α+T) · ∫ e^(-rate t) ((β+T)/(β+T+t))^s dt
//
// A rate of 0 counts all, and is [kpi.ErrUndefined] where s <= 1: then they have
// no finite mean.
func (p Params) DERT(c clv.Customer, rate float64) (float64, error) {
	if err := cmp.Or(p.check(c, 0), fit.Rate(op, rate)); err != nil {
		return 0, err
	}
	b := p.Beta + c.T
	if rate == 0 {
		if p.S <= 1 {
			return 0, fmt.Errorf("%s: orders without discount %w: s = %.4g has no finite mean, only one above 1", op, kpi.ErrUndefined, p.S)
		}
		return p.alive(c) * p.rate(c) * b / (p.S - 1), nil
	}
	// With t = b (e^v - 1) the integrand is b e^((1-s) v - rate b (e^v - 1)).
	at := func(v float64) float64 { return (1-p.S)*v - rate*b*stats.Expm1(v) }
	sum := 0.0
	for v, top := 0.0, 0.0; at(v) > top-45; {
		width := min(0.5, 10/(math.Abs(1-p.S)+rate*b*math.Exp(v)))
		sum += quadrature.Integral(v, v+width, width, func(v float64) float64 { return math.Exp(at(v)) })
		v += width
		top = max(top, at(v))
	}
	return p.alive(c) * p.rate(c) * b * sum, nil
}

// PMF returns the chance that a new customer makes n repeat orders in a time t:
//
//	f(n, t) (β/(β+t))^s + ∫ f(n, τ) s β^s / (β+τ)^(s+1) dτ,   0 < τ < t
//
// where f is the negative binomial Γ(r+n)/(Γ(r) n!) (α/(α+t))^r (t/(α+t))^n.
func (p Params) PMF(n uint64, t float64) (float64, error) {
	if err := cmp.Or(p.valid(), p.checkTime("time", t), fit.Count(op, n)); err != nil {
		return 0, err
	}
	return p.exactly(float64(n), t), nil
}

// ConditionalPMF returns the chance that a customer makes n orders in a time t
// after the history.
func (p Params) ConditionalPMF(c clv.Customer, n uint64, t float64) (float64, error) {
	if err := cmp.Or(p.check(c, t), fit.Count(op, n)); err != nil {
		return 0, err
	}
	// A customer who is alive has the rates of a new customer of other parameters.
	alive := p.alive(c)
	after := Params{p.R + float64(c.Frequency), p.Alpha + c.T, p.S, p.Beta + c.T}
	chance := alive * after.exactly(float64(n), t)
	if n == 0 {
		chance += 1 - alive
	}
	return chance, nil
}

func (p Params) exactly(n, t float64) float64 {
	if t == 0 {
		if n == 0 {
			return 1
		}
		return 0
	}
	ways := stats.LogRising(p.R, n) - stats.LogRising(1, n)
	orders := func(t float64) float64 { return ways - p.R*stats.Log1p(t/p.Alpha) - n*stats.Log1p(p.Alpha/t) }
	sum := math.Exp(orders(t) - p.S*stats.Log1p(t/p.Beta))
	// In v = ln τ. The slope of the logarithm of the integrand falls, from n+1 on,
	// so that there is one peak.
	log := func(v float64) float64 {
		t := math.Exp(v)
		return orders(t) + math.Log(p.S/p.Beta) - (p.S+1)*stats.Log1p(t/p.Beta) + v
	}
	slope := func(v float64) float64 {
		t := math.Exp(v)
		return 1 + (n*p.Alpha-p.R*t)/(p.Alpha+t) - (p.S+1)*t/(p.Beta+t)
	}
	end := math.Log(t)
	peak := end
	if slope(end) < 0 {
		rises := min(end, math.Log(p.Alpha/(p.R+n+1)), math.Log(p.Beta/(p.S+1))) - 2
		peak = root(slope, rises, end)
	}
	return min(1, sum+integral(log, slope, peak, end)+integral(log, slope, peak, math.Inf(-1)))
}

// root returns where a function that falls from low to high is 0.
func root(f func(v float64) float64, low, high float64) float64 {
	v := high
	for range 60 {
		if v = (low + high) / 2; f(v) > 0 {
			low = v
		} else {
			high = v
		}
	}
	return v
}

// integral returns the size of the integral of e^log from its peak to an end on either
// side, as far as it is e^-45 of the peak, in panels in which it changes by 10 powers
// of e at most.
func integral(log, slope func(v float64) float64, peak, end float64) (sum float64) {
	const widest, change, least = 1, 10, 45
	top := log(peak)
	sign, length := 1.0, end-peak
	if length < 0 {
		sign, length = -1, -length
	}
	for u := peak; length > 0 && log(u) > top-least; {
		width := min(widest, length)
		for math.Abs(slope(u+sign*width))*width > change {
			width /= 2
		}
		to := u + sign*width
		sum += quadrature.Integral(min(u, to), max(u, to), width, func(v float64) float64 { return math.Exp(log(v)) })
		u = to
		length -= width
	}
	return sum
}
