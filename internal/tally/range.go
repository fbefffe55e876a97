package tally

import (
	"fmt"
	"math/big"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
)

// MaxPoints is the largest number of points of a scale.
const MaxPoints = 101

// A Range is the scores Min..Max that may be counted, and what errors about them
// say.
type Range struct {
	Op       string // the package, which begins errors: "nps"
	Counted  string // what overflows: "answers of a score"
	Min, Max int
	Base     int // Min of the package's default scale, not below 0: see [Scores.Fast]
}

// A Cut is a score at which a class of answers begins or ends, and where it may
// lie.
type Cut struct {
	Name            string // "lowest score of a promoter"
	Score, Min, Max int
}

// Validate reports whether Min..Max are the scores of a scale, at most MaxPoints
// of them within -1000..1000, and the cuts lie where they may, or returns a
// *kpi.RangeError.
func (g Range) Validate(cuts ...Cut) error {
	ends := []Cut{
		{"lowest score", g.Min, -1000, 999},
		{"highest score", g.Max, g.Min + 1, min(g.Min+MaxPoints-1, 1000)},
	}
	for _, c := range append(ends, cuts...) {
		if c.Score < c.Min || c.Score > c.Max {
			return &kpi.RangeError{Op: g.Op + ": scale", Name: c.Name, Value: c.Score, Min: c.Min, Max: c.Max}
		}
	}
	return nil
}

// points returns the number of scores.
func (g Range) points() int { return g.Max - g.Min + 1 }

// outside is the error of a score outside the range.
func (g Range) outside(score int) error {
	return &kpi.RangeError{Op: g.Op, Name: "score", Value: score, Min: g.Min, Max: g.Max}
}

func (g Range) overflow() error { return figure.Overflow(g.Op, g.Counted) }

// WeightedMean returns the weighted mean of scores, which lies in Min..Max, as its
// intervals do. In each are the weights of the scores from Min; those of scores
// above Max do not count.
func (g Range) WeightedMean(each []kpi.Weights) (kpi.Weighted, error) {
	mean, err := kpi.WeightedMean(func(yield func(int, kpi.Weights) bool) {
		for i, w := range each {
			if g.Min+i > g.Max || !yield(g.Min+i, w) {
				return
			}
		}
	})
	if err != nil {
		return kpi.Weighted{}, err
	}
	return mean.Within(new(big.Rat).SetInt64(int64(g.Min)), new(big.Rat).SetInt64(int64(g.Max)))
}

// A Span is the scores From..To, none if From is above To: those of a class.
type Span struct{ From, To int }

func (s Span) has(score int) bool { return s.From <= score && score <= s.To }

// String returns a text like "9..10".
func (s Span) String() string { return fmt.Sprintf("%d..%d", s.From, s.To) }

// WeightedRate returns the weighted share of the scores of a class among all.
func (g Range) WeightedRate(each []kpi.Weights, class Span) (kpi.Weighted, error) {
	others := plus(g.Weights(each, Span{g.Min, class.From - 1}), g.Weights(each, Span{class.To + 1, g.Max}))
	return kpi.WeightedRate(g.Weights(each, class), others)
}

// N returns the number of answers that have a score of the range.
func (g Range) N(each []kpi.Weights) uint64 { return g.Weights(each, Span{g.Min, g.Max}).N }

// Weights returns the weights of the scores of a class together.
func (g Range) Weights(each []kpi.Weights, class Span) (sum kpi.Weights) {
	for i, w := range each {
		if class.has(g.Min + i) {
			sum = plus(sum, w)
		}
	}
	return sum
}

func plus(a, b kpi.Weights) kpi.Weights {
	sum, squares := a.Sum.Rat(), a.Squares.Rat()
	return kpi.Weights{
		N:       a.N + b.N,
		Sum:     kpi.ValueOf(sum.Add(sum, b.Sum.Rat())),
		Squares: kpi.ValueOf(squares.Add(squares, b.Squares.Rat())),
	}
}
