package tally

import (
	"math"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/wire"
)

// Weighted is a histogram of scores with weights: the number of answers, the
// exact sum of their weights and of its squares, a score. The zero value has no
// scale and refuses every score until Init. The answers stay below 2^64.
type Weighted struct {
	min    int
	total  uint64
	scores []exact.Moments
}

// Init gives w the scale min..max; a scale that w already has is kept.
func (w *Weighted) Init(min, max int) {
	if w.scores == nil {
		w.min, w.scores = min, make([]exact.Moments, max-min+1)
	}
}

// Holds reports whether score lies on the scale.
func (w *Weighted) Holds(score int) bool {
	return score >= w.min && uint(score-w.min) < uint(len(w.scores))
}

// AddN counts n answers of a score on the scale, with the same weight, which is
// above 0 and fits exact.Fits; it is false and counts nothing on overflow.
func (w *Weighted) AddN(score int, weight decimal.Decimal, n uint64) bool {
	if n > math.MaxUint64-w.total || !w.scores[score-w.min].AddN(weight, n) {
		return false
	}
	w.total += n
	return true
}

// Merge adds the answers of o, which has the same scale or none; it is false,
// and adds nothing, on overflow.
func (w *Weighted) Merge(o *Weighted) bool {
	if o.total > math.MaxUint64-w.total {
		return false
	}
	if o.scores != nil {
		w.Init(o.min, o.min+len(o.scores)-1)
	}
	w.total += o.total
	for i := range o.scores {
		w.scores[i].Merge(&o.scores[i]) // cannot overflow: the total does not
	}
	return true
}

// Clone returns an independent copy.
func (w *Weighted) Clone() Weighted {
	c := Weighted{min: w.min, total: w.total}
	if w.scores != nil {
		c.scores = make([]exact.Moments, len(w.scores))
		for i := range w.scores {
			c.scores[i] = w.scores[i].Clone()
		}
	}
	return c
}

// Total returns the number of answers.
func (w *Weighted) Total() uint64 { return w.total }

// Score returns the number of answers of a score, the sum of their weights and
// of its squares.
func (w *Weighted) Score(score int) (n uint64, sum, squares *big.Rat) {
	if !w.Holds(score) {
		return 0, new(big.Rat), new(big.Rat)
	}
	m := &w.scores[score-w.min]
	return m.N(), m.Sum(), m.Squares()
}

// AppendBinary appends the weights a score of the scale min..max, which is that
// of w if w has one.
func (w *Weighted) AppendBinary(b []byte, min, max int) []byte {
	for i := range max - min + 1 {
		if w.scores == nil {
			b = new(exact.Moments).AppendBinary(b)
		} else {
			b = w.scores[i].AppendBinary(b)
		}
	}
	return b
}

// Read reads what AppendBinary wrote for the scale min..max, and refuses what
// weights above 0 do not add up to.
func (w *Weighted) Read(r *wire.Reader, min, max int) {
	t := Weighted{}
	t.Init(min, max)
	for i := range t.scores {
		m := &t.scores[i]
		m.Read(r)
		if r.Err() != nil {
			return
		}
		if m.N() > math.MaxUint64-t.total {
			r.Fail("more than 2^64-1 answers")
			return
		}
		t.total += m.N()
		// n weights above 0 have 0 < Σw and Σw² <= (Σw)², equal for one only.
		// m.Read made sure of n Σw² >= (Σw)².
		sum := m.Sum()
		if m.N() > 0 && sum.Sign() <= 0 || m.N() > 1 && sum.Mul(sum, sum).Cmp(m.Squares()) <= 0 {
			r.Fail("a weight is not above 0")
			return
		}
	}
	*w = t
}
