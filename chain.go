package kpi

import (
	"fmt"
	"math/big"
	"strings"

	"github.com/customerkpi/kpi/internal/decompose"
	"github.com/customerkpi/kpi/internal/stats"
)

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
// in the same order. The part of a factor is the mean, over all orders in which the
// factors may change one after the other, of what it adds when it is its turn (its
// Shapley value, which is the symmetric decomposition of Das Gupta); of two factors
//
//	part of a = (a after - a before) × (b before + b after) / 2
//
// Intervals are by the delta method, of independent factors: those that are estimates
// have the error of their samples, and others, such as a [Value], have no error. Where
// all factors are a [Rate], the parts are of a share. Factors that are not as many before
// as after are [ErrIncompatible], none at all [ErrUndefined], and more than 32 a
// [RangeError].
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
	b, a := newLinks(before), newLinks(after)
	var kind effects
	if b.known && a.known {
		kind.n = b.n + a.n
	}
	if b.rates && a.rates {
		kind.share, kind.span = true, 1
	}
	c, change, changeError := Chain{}, new(big.Rat), stats.Error{}
	byBefore, byAfter := decompose.Slopes(b.x, a.x)
	parts := decompose.Product(b.exact, a.exact)
	for j, part := range parts {
		var err stats.Error
		for i := range parts {
			err = err.Plus(b.errors[i].Times(byBefore[j][i])).Plus(a.errors[i].Times(byAfter[j][i]))
		}
		change.Add(change, part)
		changeError = changeError.Plus(b.errors[j].Times(others(b.x, j))).Plus(a.errors[j].Times(others(a.x, j)))
		c.Factors = append(c.Factors, kind.effect(part, err))
	}
	c.Change = kind.effect(change, changeError)
	return c, nil
}

// links are the factors of one period.
type links struct {
	exact  []*big.Rat
	x      []float64
	errors []stats.Error

	n     uint64 // observations of all factors that are estimates
	known bool   // all of them have an error
	rates bool   // all factors are rates
}

func newLinks(factors []Figure) links {
	l := links{known: true, rates: true}
	for _, f := range factors {
		_, isRate := f.(Rate)
		l.rates = l.rates && isRate
		if e, ok := f.(Estimate); ok {
			l.n += e.N()
		}
		e, ok := errorOf(f)
		l.known = l.known && ok
		l.exact = append(l.exact, f.Rat())
		l.x = append(l.x, float(f.Rat()))
		l.errors = append(l.errors, e)
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
