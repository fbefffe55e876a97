package tally

import (
	"math"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/wire"
)

// Weighted is a histogram of scores with weights: the number of answers per score,
// the exact sum of their weights and of the squares of these. The zero value has no
// range and nothing can be added to it until Init. The answers stay below 2^64.
type Weighted struct {
	of     Range
	n      uint64
	scores []exact.Moments // from of.Min
}

// Init gives w a range, unless it has one already.
func (w *Weighted) Init(g Range) {
	if w.scores == nil {
		w.of, w.scores = g, make([]exact.Moments, g.points())
	}
}

// AddN counts n answers of the same score and weight. A score outside the range, a
// weight below 0, or one that kpi.CheckAmount refuses, is a *kpi.RangeError, too
// many answers are kpi.ErrOverflow, and nothing is counted. Nor is an answer of
// weight 0: the state is the one without it.
func (w *Weighted) AddN(score int, weight decimal.Decimal, n uint64) error {
	i := score - w.of.Min
	if uint(i) >= uint(len(w.scores)) {
		return w.of.outside(score)
	}
	if err := kpi.CheckAmount(w.of.Op, "weight", weight); err != nil {
		return err
	}
	switch {
	case weight.Sign() < 0:
		return &kpi.RangeError{Op: w.of.Op, Name: "weight", Value: kpi.ValueOf(weight.Rat()), Min: 0}
	case weight.Sign() == 0:
		return nil
	case n > math.MaxUint64-w.n || !w.scores[i].AddN(weight, n):
		return w.overflow()
	}
	w.n += n
	return nil
}

func (w *Weighted) overflow() error { return figure.Overflow(w.of.Op, "weighted answers") }

// Merge adds the answers of o, which has the same range or none. If they are too many,
// which is kpi.ErrOverflow, nothing is added.
func (w *Weighted) Merge(o *Weighted) error {
	if o.n > math.MaxUint64-w.n {
		return w.overflow()
	}
	w.n += o.n
	for i := range o.scores {
		w.scores[i].Merge(&o.scores[i]) // cannot overflow: the number of answers does not
	}
	return nil
}

// Unmerge takes the answers of o, which has the same range or none, out again. If they
// are not there, as far as the sums tell, that is kpi.ErrRange, and nothing is taken out.
func (w *Weighted) Unmerge(o *Weighted) error {
	left := make([]exact.Moments, len(o.scores))
	for i := range o.scores {
		m, ok := w.scores[i].Minus(&o.scores[i])
		if !ok || !positive(&m) {
			return figure.NotAdded(w.of.Op, "weighted answers", o.n, w.n)
		}
		left[i] = m
	}
	w.n -= o.n
	copy(w.scores, left)
	return nil
}

// positive reports whether n weights above 0 may have the sums: 0 < Σw and
// Σw² <= (Σw)², equal for one only.
func positive(m *exact.Moments) bool {
	return m.N() == 0 || m.SumSign() > 0 && (m.N() == 1 || m.CompareSquares(1) < 0)
}

// Clone returns an independent copy.
func (w *Weighted) Clone() Weighted {
	c := Weighted{of: w.of, n: w.n}
	for i := range w.scores {
		c.scores = append(c.scores, w.scores[i].Clone())
	}
	return c
}

// N returns the number of answers.
func (w *Weighted) N() uint64 { return w.n }

// Weights returns the weights of each score of a range, which is that of w if w has
// one, from the lowest on.
func (w *Weighted) Weights(g Range) []kpi.Weights {
	each := make([]kpi.Weights, g.points())
	for i := range each {
		m := w.at(i)
		each[i] = kpi.Weights{N: m.N(), Sum: kpi.ValueOf(m.Sum()), Squares: kpi.ValueOf(m.Squares())}
	}
	return each
}

// Append appends the weights of each score of a range, which is that of w if w has
// one.
func (w *Weighted) Append(b []byte, g Range) []byte {
	for i := range g.points() {
		b = w.at(i).AppendBinary(b)
	}
	return b
}

// at returns the weights of a score, from the lowest one; before Init there are
// none.
func (w *Weighted) at(i int) *exact.Moments {
	if w.scores == nil {
		return new(exact.Moments)
	}
	return &w.scores[i]
}

// ReadWeighted reads what [Weighted.Append] wrote for the same range, and refuses
// what weights above 0 do not add up to.
func ReadWeighted(r *wire.Reader, g Range) (w Weighted) {
	w.Init(g)
	for i := range w.scores {
		m := &w.scores[i]
		m.Read(r)
		if m.N() > math.MaxUint64-w.n {
			r.Fail("more than 2^64-1 answers")
			return w
		}
		w.n += m.N()
		if !positive(m) { // m.Read made sure of n Σw² >= (Σw)²
			r.Fail("a weight is not above 0")
			return w
		}
	}
	return w
}
