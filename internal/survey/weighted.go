package survey

import (
	"fmt"
	"math/big"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/tally"
	"github.com/customerkpi/kpi/internal/wire"
)

// AddWeighted counts n answers of the same score and weight. An answer of weight 0
// is not an answer: nothing is counted, so that the state, its figures and their
// intervals are those without it.
func (k *Kind[S]) AddWeighted(s S, scores *tally.Weighted, score int, weight decimal.Decimal, n uint64) error {
	scores.Init(k.bounds(s))
	if !scores.Holds(score) {
		return k.outside(s, score)
	}
	if err := kpi.CheckAmount(k.Op, "weight", weight); err != nil {
		return err
	}
	if weight.Sign() < 0 {
		return &kpi.RangeError{Op: k.Op, Name: "weight", Value: kpi.ValueOf(weight.Rat()), Min: 0}
	}
	if weight.Sign() > 0 && !scores.AddN(score, weight, n) {
		return k.weightedOverflow()
	}
	return nil
}

func (k *Kind[S]) weightedOverflow() error {
	return fmt.Errorf("%s: weighted answers: %w", k.Op, kpi.ErrOverflow)
}

// MergeWeighted is Merge for weighted answers.
func (k *Kind[S]) MergeWeighted(s *S, scores *tally.Weighted, o S, from *tally.Weighted) error {
	return merge(k, s, scores, o, from, k.weightedOverflow)
}

// Weights returns the weights of each score of the scale.
func (k *Kind[S]) Weights(s S, scores *tally.Weighted) (each []kpi.Weights) {
	lowest, highest := k.bounds(s)
	for score := lowest; score <= highest; score++ {
		n, sum, squares := scores.Score(score)
		each = append(each, kpi.Weights{N: n, Sum: kpi.ValueOf(sum), Squares: kpi.ValueOf(squares)})
	}
	return each
}

// Sum returns the weights of the scores from..to together, where each begins
// with the weights of the lowest score.
func Sum(each []kpi.Weights, lowest, from, to int) kpi.Weights {
	n, sum, squares := uint64(0), new(big.Rat), new(big.Rat)
	for i, w := range each {
		if score := lowest + i; from <= score && score <= to {
			n += w.N
			sum.Add(sum, w.Sum.Rat())
			squares.Add(squares, w.Squares.Rat())
		}
	}
	return kpi.Weights{N: n, Sum: kpi.ValueOf(sum), Squares: kpi.ValueOf(squares)}
}

// WeightedMean returns the weighted mean of the scores of the scale
// lowest..highest, where each begins with the weights of the lowest score. Its
// range is the scale.
func WeightedMean(each []kpi.Weights, lowest, highest int) (kpi.Weighted, error) {
	mean, err := kpi.WeightedMean(func(yield func(int, kpi.Weights) bool) {
		for i, w := range each {
			if lowest+i > highest || !yield(lowest+i, w) {
				return
			}
		}
	})
	if err != nil {
		return kpi.Weighted{}, err
	}
	return mean.Within(big.NewRat(int64(lowest), 1), big.NewRat(int64(highest), 1))
}

// AppendWeighted appends the scale, and the weights a score.
func (k *Kind[S]) AppendWeighted(b []byte, s S, scores *tally.Weighted) []byte {
	lowest, highest := k.bounds(s)
	return scores.AppendBinary(k.Append(k.Scale(s), append(b, k.WeightedMagic...)), lowest, highest)
}

// DecodeWeighted reads what AppendWeighted wrote.
func (k *Kind[S]) DecodeWeighted(data []byte) (s S, scores tally.Weighted, err error) {
	r := wire.Open(k.Op, k.WeightedMagic, data)
	s = k.readScale(r)
	if r.Err() == nil {
		lowest, highest := k.bounds(s)
		scores.Read(r, lowest, highest)
	}
	return s, scores, r.Close()
}
