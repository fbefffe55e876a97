package clv

import (
	"fmt"
	"math"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv/internal/quadrature"
)

// A Timing says when in a period its orders count as paid.
type Timing uint8

// The timings.
const (
	PeriodEnd   Timing = iota // at its end: the first period is discounted once
	PeriodStart               // at its start: the first period is not discounted
	Continuous                // each order when it comes
)

// String returns "at the end", "at the start" or "continuously".
func (t Timing) String() string {
	switch t {
	case PeriodEnd:
		return "at the end"
	case PeriodStart:
		return "at the start"
	case Continuous:
		return "continuously"
	}
	return fmt.Sprintf("Timing(%d)", uint8(t))
}

// A Horizon is the time that a forecast of the customer lifetime value looks ahead,
// and how it counts later money. Only Rate and Timing have a default: what a period
// is in the unit of a model is never guessed.
type Horizon struct {
	Periods int     `json:"periods"` // number of periods, at least 1
	Length  float64 `json:"length"`  // of a period, in the unit of the model: 52.0/12 weeks for a month
	Rate    float64 `json:"rate"`    // discount per period, 0.01 for 1%
	Timing  Timing  `json:"timing"`
}

// maxPeriods is the greatest number of periods of a Horizon.
const maxPeriods = 100_000

// check reports what is out of range.
func (h Horizon) check() error {
	switch {
	case h.Periods < 1 || h.Periods > maxPeriods:
		return &kpi.RangeError{Op: "clv", Name: "number of periods", Value: h.Periods, Min: 1, Max: maxPeriods}
	case !(h.Length > 0) || math.IsInf(h.Length, 1):
		return &kpi.RangeError{Op: "clv", Name: "length of a period", Value: h.Length, Min: "0 (excluded)", Max: "infinity (excluded)"}
	case !(h.Rate >= 0) || math.IsInf(h.Rate, 1):
		return &kpi.RangeError{Op: "clv", Name: "discount rate", Value: h.Rate, Min: 0, Max: "infinity (excluded)"}
	case h.Timing > Continuous:
		return &kpi.RangeError{Op: "clv", Name: "timing", Value: uint8(h.Timing), Min: PeriodEnd, Max: Continuous}
	}
	return nil
}

// Orders returns the discounted number of orders of a customer, from the number
// that a model expects in a time t:
//
//	Σ (E(i L) - E((i-1) L)) / (1+d)^i        i = 1..Periods, L the Length
//
// for PeriodEnd, with one power less for PeriodStart. For Continuous it is
// ∫ (1+d)^(-t/L) dE(t). A Horizon out of range is a [*kpi.RangeError], as is an
// expected number that is not finite; an error of expected is returned.
func (h Horizon) Orders(expected func(t float64) (float64, error)) (float64, error) {
	if err := h.check(); err != nil {
		return 0, err
	}
	orders := h.steps
	if h.Timing == Continuous {
		orders = h.continuous
	}
	sum, err := orders(expected)
	if err != nil {
		return 0, err
	}
	if math.IsNaN(sum) || math.IsInf(sum, 0) {
		return 0, &kpi.RangeError{Op: "clv", Name: "expected orders", Value: sum, Min: 0, Max: "infinity (excluded)"}
	}
	return sum, nil
}

func (h Horizon) steps(expected func(t float64) (float64, error)) (float64, error) {
	sum, before := 0.0, 0.0
	for i := 1; i <= h.Periods; i++ {
		now, err := expected(float64(i) * h.Length)
		if err != nil {
			return 0, err
		}
		sum += (now - before) * h.discount(i)
		before = now
	}
	return sum, nil
}

// discount returns what period i = 1, 2, ... counts.
func (h Horizon) discount(i int) float64 {
	if h.Timing == PeriodStart {
		i--
	}
	return math.Exp(-float64(i) * math.Log1p(h.Rate))
}

// continuous integrates by parts: e^(-δ t) E(t) at the end, + δ ∫ e^(-δ t) E(t) dt.
func (h Horizon) continuous(expected func(t float64) (float64, error)) (float64, error) {
	var failed error
	at := func(t float64) float64 {
		e, err := expected(t)
		if err != nil && failed == nil {
			failed = err
		}
		return e
	}
	end := float64(h.Periods) * h.Length
	delta := math.Log1p(h.Rate) / h.Length
	sum := math.Exp(-delta*end) * at(end)
	if delta == 0 {
		return sum, failed
	}
	part := func(from, to, width float64) {
		sum += delta * quadrature.Integral(from, to, width, func(t float64) float64 { return math.Exp(-delta*t) * at(t) })
	}
	// The first period in halves towards its start: how soon the orders of a
	// customer get fewer is not known here.
	const halves = 30
	to := h.Length
	for range halves {
		part(to/2, to, to)
		to /= 2
	}
	part(0, to, to)
	part(h.Length, end, h.Length)
	return sum, failed
}

// OrdersSlice is Orders for many customers: expected fills dst with what a model
// expects of each in a time t, as the ConditionalExpectedSlice of a model does.
// It is made for PeriodEnd and PeriodStart; Continuous is a [*kpi.RangeError].
func (h Horizon) OrdersSlice(dst []float64, customers []Customer, expected func(dst []float64, customers []Customer, t float64) error) error {
	if err := h.check(); err != nil {
		return err
	}
	if h.Timing == Continuous {
		return &kpi.RangeError{Op: "clv", Name: "timing of a column", Value: h.Timing, Min: PeriodEnd, Max: PeriodStart}
	}
	if len(dst) != len(customers) {
		return &kpi.RangeError{Op: "clv", Name: "length of the result", Value: len(dst), Min: len(customers), Max: len(customers)}
	}
	// Σ (E(i) - E(i-1)) d(i) = Σ E(i) (d(i) - d(i+1)) + E(n) d(n+1)
	sum, now := make([]float64, len(dst)), make([]float64, len(dst))
	for i := 1; i <= h.Periods; i++ {
		if err := expected(now, customers, float64(i)*h.Length); err != nil {
			return err
		}
		w := h.discount(i)
		if i < h.Periods {
			w -= h.discount(i + 1)
		}
		for j, e := range now {
			sum[j] += w * e
		}
	}
	copy(dst, sum)
	return nil
}

// Value returns the customer lifetime value, what the orders to come are worth
// today:
//
//	spend · Orders
//
// where spend is what a model of spend expects an order to be worth, times the
// margin if the value should be one of margins.
func (h Horizon) Value(spend float64, expected func(t float64) (float64, error)) (Forecast, error) {
	if math.IsNaN(spend) || math.IsInf(spend, 0) {
		return 0, &kpi.RangeError{Op: "clv", Name: "spend", Value: spend, Min: "-infinity (excluded)", Max: "infinity (excluded)"}
	}
	orders, err := h.Orders(expected)
	if err != nil {
		return 0, err
	}
	if math.IsInf(spend*orders, 0) {
		return 0, fmt.Errorf("clv: value of %.3g orders of %.3g: %w", orders, spend, kpi.ErrOverflow)
	}
	return Forecast(spend * orders), nil
}

// A Forecast is an estimate of an amount of money, by a model. It is a float64
// by nature, unlike an amount that was counted; its interval is that of
// [Fit.Interval].
type Forecast float64

// Decimal returns the amount rounded to places, half away from zero. A Forecast
// that is not a finite number is 0.
func (f Forecast) Decimal(places int32) decimal.Decimal {
	return kpi.ValueOf(new(big.Rat).SetFloat64(float64(f))).Decimal(places)
}

// String returns a text like "~36.27".
func (f Forecast) String() string { return "~" + f.Decimal(2).StringFixed(2) }
