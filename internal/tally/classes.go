package tally

import (
	"math"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
)

// Classes are the numbers of answers by class, which a caller may have put into a
// result. Op begins the errors of their figures: "nps".
type Classes struct {
	Op     string
	Counts []uint64
}

// N returns the number of answers. More than 2^64-1 are kpi.ErrOverflow.
func (c Classes) N() (n uint64, err error) {
	for _, count := range c.Counts {
		if count > math.MaxUint64-n {
			return 0, figure.Overflow(c.Op, "answers")
		}
		n += count
	}
	return n, nil
}

// some returns N, or kpi.ErrUndefined of a figure where it is 0.
func (c Classes) some(name string) (uint64, error) {
	n, err := c.N()
	if err == nil && n == 0 {
		err = figure.Undefined(c.Op, name, "no answer")
	}
	return n, err
}

// Rate returns count / N for the figure of a name: count is the answers of some of
// the classes. Without an answer it is kpi.ErrUndefined.
func (c Classes) Rate(name string, count uint64) (kpi.Rate, error) {
	n, err := c.some(name)
	if err != nil {
		return kpi.Rate{}, err
	}
	return kpi.NewRate(count, n)
}

// Net returns 100 (plus - minus) / N, with the errors of Rate.
func (c Classes) Net(name string, plus, minus uint64) (kpi.Net, error) {
	n, err := c.some(name)
	if err != nil {
		return kpi.Net{}, err
	}
	return kpi.NewNet(plus, minus, n)
}

// Mean returns the mean of the N scores of a range, which lies in it, as its
// intervals do. Its errors are those of Rate, and a *kpi.RangeError for sums that
// no such scores have.
func (c Classes) Mean(g Range, sum, squares kpi.Value) (kpi.Mean, error) {
	n, err := c.some("mean")
	if err != nil {
		return kpi.Mean{}, err
	}
	mean, err := kpi.NewMean(n, sum.Rat(), squares.Rat())
	if err != nil {
		return kpi.Mean{}, err
	}
	return mean.Within(new(big.Rat).SetInt64(int64(g.Min)), new(big.Rat).SetInt64(int64(g.Max)))
}

// Percentages returns the shares of the classes by [LargestRemainder], with the
// errors of Rate.
func (c Classes) Percentages(places int32) ([]decimal.Decimal, error) {
	if _, err := c.some("percentages"); err != nil {
		return nil, err
	}
	return LargestRemainder(c.Counts, places), nil
}
