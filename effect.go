package kpi

import (
	"encoding/json"
	"fmt"
	"log/slog"
	"math"
	"math/big"
	"slices"
	"strings"

	"github.com/customerkpi/kpi/internal/decompose"
	"github.com/customerkpi/kpi/internal/stats"
)

// An Effect is a part of a change: an exact [Value] in the unit of the change, and an
// estimate of the same part in the population. The zero value is 0 of no observations.
type Effect struct {
	Value
	n      uint64  // observations before and after; 0 where the figures are not samples
	se, df float64 // standard error, and its degrees of freedom as Student's t has them
	span   float64 // the largest amount of a change, 0 for any
}

// N returns the number of observations before and after, 0 where the figures are not
// samples, or a segment has too few to tell.
func (e Effect) N() uint64 { return e.n }

// StandardError returns the standard error in the unit of the change, of shares as a
// fraction. It is [ErrUndefined] where N is 0.
func (e Effect) StandardError() (float64, error) {
	if e.n == 0 {
		return 0, fmt.Errorf("kpi: standard error of effect %w: there is no sample, or one too small", ErrUndefined)
	}
	return e.se, nil
}

// Interval returns the confidence interval of the part,
//
//	value ± t se        t of the degrees of freedom of Satterthwaite
//
// cut to what a change can be, such as 200 points of a [Net]. It is [ErrUndefined] where
// N is 0. A level outside [0.5, 1) is a [RangeError].
func (e Effect) Interval(level float64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	se, err := e.StandardError()
	if err != nil {
		return Interval{}, err
	}
	i, err := limits{}.around("interval of effect", e.Float64(), stats.StudentQuantile(level, e.df)*se, level)
	if err != nil {
		return Interval{}, err
	}
	if e.span > 0 {
		i.Low, i.High = max(i.Low, -e.span), min(i.High, e.span)
	}
	if e.share {
		i.Of = ShareChange
	}
	return i, nil
}

// Noise reports whether the part may be noise: whether its interval at 95% holds 0.
// What has no interval is taken as it is.
func (e Effect) Noise() bool {
	i, err := e.Interval(0.95)
	return err == nil && i.Contains(0)
}

// String returns the part with its sign and, if there is one, its interval at 95%, such
// as "-19.43 [-22.1, -16.8]", of shares in percentage points, such as "+2.5 pt [-0.3,
// +5.3] ~". The "~" marks what may be noise.
func (e Effect) String() string {
	scale, unit := 1.0, ""
	if e.share {
		scale, unit = 100, " pt"
	}
	s := fmt.Sprintf("%+.4g%s", scale*e.Float64(), unit)
	i, err := e.Interval(0.95)
	if err != nil {
		return s
	}
	s += fmt.Sprintf(" [%+.4g, %+.4g]", scale*i.Low, scale*i.High)
	if i.Contains(0) {
		s += " ~"
	}
	return s
}

// Format lets %v and %s print [Effect.String], and %f and %+.1f the part rounded exactly.
func (e Effect) Format(f fmt.State, verb rune) { format(f, verb, e.String(), orZero(e.r)) }

// LogValue returns the text of String.
func (e Effect) LogValue() slog.Value { return slog.StringValue(e.String()) }

// effects makes the effects of one change.
type effects struct {
	n     uint64
	span  float64
	share bool
}

// effect returns the effect of a value. An error that no float64 holds is not known.
func (k effects) effect(value *big.Rat, err stats.Error) Effect {
	e := Effect{Value: Value{value, k.share}, span: k.span}
	if k.n > 0 && err.Variance >= 0 && !math.IsInf(err.Variance, 0) {
		e.n, e.se, e.df = k.n, math.Sqrt(err.Variance), err.DF()
	}
	return e
}

// effectJSON is the JSON form of an Effect.
type effectJSON struct {
	Exact text     `json:"exact"`
	N     uint64   `json:"n"`
	SE    float64  `json:"se,omitempty"`
	DF    float64  `json:"df,omitempty"`
	Range float64  `json:"range,omitempty"`
	Of    Quantity `json:"of,omitempty"`
	Value *float64 `json:"value"`
}

// MarshalJSON returns {"exact":"7.1","n":800,"se":1.6,"df":790,"range":200,"value":7.1},
// with "of":"share change" if it is a part of one.
func (e Effect) MarshalJSON() ([]byte, error) { return json.Marshal(e.json()) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [ErrCorrupt].
func (e *Effect) UnmarshalJSON(b []byte) error { return fromJSON("effect", b, e, effectJSON.effect) }

func (e Effect) json() effectJSON {
	j := effectJSON{Exact: text{orZero(e.r)}, N: e.n, SE: e.se, DF: e.df, Range: e.span, Value: number(orZero(e.r))}
	if e.share {
		j.Of = ShareChange
	}
	return j
}

func (j effectJSON) effect() (Effect, error) {
	r, share := j.Exact.r, j.Of == ShareChange
	switch {
	case r == nil:
		return Effect{}, errNotExact
	case j.SE < 0, j.Range < 0, (j.N > 0) != (j.DF >= 1), j.N == 0 && (j.SE != 0 || j.DF != 0):
		return Effect{}, fmt.Errorf("error does not fit n %d", j.N)
	case j.Of != "" && !share:
		return Effect{}, fmt.Errorf("part of %.20q", j.Of)
	}
	return Effect{Value{r, share}, j.N, j.SE, j.DF, j.Range}, checkNumber(j.Value, r)
}

// MarshalText returns the JSON form: the part alone would lose its error.
func (e Effect) MarshalText() ([]byte, error) { return e.MarshalJSON() }

// UnmarshalText reads what MarshalText wrote, or returns [ErrCorrupt].
func (e *Effect) UnmarshalText(text []byte) error { return e.UnmarshalJSON(text) }

// GobEncode returns the text of MarshalText: gob by itself leaves out what is not exported.
func (e Effect) GobEncode() ([]byte, error) { return e.MarshalText() }

// GobDecode reads what GobEncode wrote, or returns [ErrCorrupt].
func (e *Effect) GobDecode(data []byte) error { return e.UnmarshalText(data) }

// A Chain says what each factor of a product did to its change. The parts add up
// exactly: Change = Σ Factors.
type Chain struct {
	Change  Effect   `json:"change"`  // of the product, after - before
	Factors []Effect `json:"factors"` // in the order of the factors
}

// String returns a text such as "+1200 = +900, +500, -200", with intervals where there
// are some.
func (c Chain) String() string {
	texts := make([]string, len(c.Factors))
	for i, f := range c.Factors {
		texts[i] = f.String()
	}
	return fmt.Sprintf("%v = %s", c.Change, strings.Join(texts, ", "))
}

// maxFactors bounds the factors of a chain, whose work grows with their third power.
const maxFactors = 32

// ExplainChain says why a product changed: revenue = customers × orders per customer ×
// basket, or a conversion = the product of its steps. before and after are the factors
// in the same order.
//
// The part of a factor is its Shapley value: let the factors change one after the other,
// take what this one adds at its turn, and average that over all orders of the factors.
// It equals the symmetric decomposition of Das Gupta. With two factors it is
//
//	part of a = (a after - a before) × (b before + b after) / 2
//
// Intervals are by the delta method and take the factors as independent. Factors that
// are estimates have the error of their samples; others, such as a [Value], have none. A
// [Panel] knows its customers, so that the factors of the same customers, in one period
// and in both, take their covariance. Where all factors are shares, the parts are too.
//
// Lists of different lengths are [ErrIncompatible]. Empty ones are [ErrUndefined], and
// more than 32 factors a [RangeError].
//
// Source: P. Das Gupta, Standardization and Decomposition of Rates, U.S. Bureau of the
// Census P23-186 (1993) chapter 2; L. S. Shapley, in Contributions to the Theory of
// Games II (1953) 307-317.
func ExplainChain(before, after []Figure) (Chain, error) {
	switch {
	case len(before) != len(after):
		return Chain{}, fmt.Errorf("kpi: explain chain: %w: %d factors before and %d after", ErrIncompatible, len(before), len(after))
	case len(before) == 0:
		return Chain{}, fmt.Errorf("kpi: explain chain: change %w: no factor", ErrUndefined)
	case len(before) > maxFactors:
		return Chain{}, &RangeError{Op: "kpi: explain chain", Name: "number of factors", Value: len(before), Min: 1, Max: maxFactors}
	}
	b, a := newFactors(before), newFactors(after)
	var kind effects
	if b.known && a.known {
		kind.n = b.n + a.n
	}
	if b.rates && a.rates {
		kind.share, kind.span = true, 1
	}
	errorOf := newChainError(slices.Concat(b.errors, a.errors), slices.Concat(b.divisions, a.divisions))
	c, change := Chain{}, new(big.Rat)
	changeBefore, changeAfter := make([]float64, len(b.x)), make([]float64, len(b.x))
	byBefore, byAfter := decompose.Slopes(b.x, a.x)
	for j, part := range decompose.Product(b.exact, a.exact) {
		change.Add(change, part)
		changeBefore[j], changeAfter[j] = -others(b.x, j), others(a.x, j)
		c.Factors = append(c.Factors, kind.effect(part, errorOf(byBefore[j], byAfter[j])))
	}
	c.Change = kind.effect(change, errorOf(changeBefore, changeAfter))
	return c, nil
}

// newChainError returns a function for the error of a sum of the factors of both periods,
// each times its slope. Figures of the same customers are not independent.
func newChainError(errors []stats.Error, divisions []division) func(before, after []float64) stats.Error {
	links := linksOf(divisions)
	return func(before, after []float64) (e stats.Error) {
		slopes := slices.Concat(before, after)
		for i, s := range slopes {
			e = e.Plus(errors[i].Times(s))
		}
		covariance := 0.0
		for _, l := range links {
			covariance += 2 * slopes[l.A] / divisions[l.A].units.X * slopes[l.B] / divisions[l.B].units.X * l.EE
		}
		return e.PlusCovariance(covariance)
	}
}

// factors are the factors of one period.
type factors struct {
	exact     []*big.Rat
	x         []float64
	errors    []stats.Error
	divisions []division // empty for figures that are none

	n     uint64 // observations of all factors that are estimates
	known bool   // all of them have an error
	rates bool   // all factors are rates
}

func newFactors(figures []Figure) factors {
	l := factors{known: true, rates: true}
	for _, f := range figures {
		l.rates = l.rates && isShare(f)
		if e, ok := f.(Estimate); ok {
			l.n += e.N()
		}
		e, ok := errorOf(f)
		l.known = l.known && ok
		l.exact = append(l.exact, f.Rat())
		l.x = append(l.x, float(f.Rat()))
		l.errors = append(l.errors, e)
		d := division{}
		if q, ok := f.(Quotient); ok {
			d = q.division()
		}
		l.divisions = append(l.divisions, d)
	}
	return l
}

// errorOf returns the error of a figure, none of what is not a sample, and whether it is
// known.
func errorOf(f Figure) (e stats.Error, ok bool) {
	switch f := f.(type) {
	case Quotient:
		u := f.division()
		if u.units.N == 0 {
			return e, !isEstimate(f)
		}
		return stats.ErrorOf(u.units.EE/(u.units.X*u.units.X), u.units.N), !u.lone
	case interface {
		StandardError() (float64, error)
		N() uint64
	}:
		se, err := f.StandardError()
		return stats.ErrorOf(se*se, float64(f.N())), err == nil
	}
	return e, !isEstimate(f)
}

// others returns the product of all factors but one.
func others(x []float64, but int) float64 {
	p := 1.0
	for i, f := range x {
		if i != but {
			p *= f
		}
	}
	return p
}

// maxFunction bounds the factors of ExplainFunc, whose work doubles with each.
const maxFunction = 16

// ExplainFunc says why any figure of n factors changed. figure returns the figure with
// the factors for which after is true as they are after, the others as they are before;
// a factor may be a number, or a number for each segment. The parts are those of
// [ExplainChain], exact and without intervals, and add up to the change. figure is
// called once for each of the 2^n combinations, and its errors are returned; n is 1 to
// 16, or a [RangeError].
//
// Source: P. Das Gupta, Standardization and Decomposition of Rates, U.S. Bureau of the
// Census P23-186 (1993) chapters 3 and 4.
func ExplainFunc(n int, figure func(after []bool) (*big.Rat, error)) ([]Value, error) {
	if n < 1 || n > maxFunction {
		return nil, &RangeError{Op: "kpi: explain function", Name: "number of factors", Value: n, Min: 1, Max: maxFunction}
	}
	parts, err := decompose.Shapley(n, func(set uint) (*big.Rat, error) {
		after := make([]bool, n)
		for i := range after {
			after[i] = set>>i&1 != 0
		}
		r, err := figure(after)
		return clone(r), err
	})
	if err != nil {
		return nil, fmt.Errorf("kpi: explain function: %w", err)
	}
	values := make([]Value, n)
	for i, p := range parts {
		values[i] = Value{r: p}
	}
	return values, nil
}
