package tally

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/customerkpi/kpi"
)

func TestBoundsOfRanges(t *testing.T) {
	cut := func(score int) Cut { return Cut{Name: "cut", Score: score, Min: 3, Max: 5} }
	for _, tc := range []struct {
		min, max int
		cuts     []Cut
		want     string
	}{
		{-1000, -999, nil, ""},
		{-1001, -999, nil, "test: scale: lowest score -1001 outside -1000..999"},
		{999, 1000, nil, ""},
		{1000, 1001, nil, "test: scale: lowest score 1000 outside -1000..999"},
		{math.MaxInt32, math.MinInt32, nil, "test: scale: lowest score 2147483647 outside -1000..999"},
		{5, 105, nil, ""},
		{5, 106, nil, "test: scale: highest score 106 outside 6..105"},
		{5, 5, nil, "test: scale: highest score 5 outside 6..105"},
		{5, 6, nil, ""},
		{950, 1001, nil, "test: scale: highest score 1001 outside 951..1000"},
		{1, 5, []Cut{cut(3), cut(5)}, ""},
		{1, 5, []Cut{cut(3), cut(6)}, "test: scale: cut 6 outside 3..5"},
		{1, 5, []Cut{cut(2), cut(9)}, "test: scale: cut 2 outside 3..5"},
		{1, 1, []Cut{cut(2)}, "test: scale: highest score 1 outside 2..101"},
	} {
		err := of(tc.min, tc.max).Validate(tc.cuts...)
		if (err == nil) != (tc.want == "") || err != nil && (err.Error() != tc.want || !errors.Is(err, kpi.ErrRange)) {
			t.Errorf("%d..%d: %v, want %s", tc.min, tc.max, err, tc.want)
		}
	}
}

// weights returns n weights of 2.
func weights(n int64) kpi.Weights {
	return kpi.Weights{N: uint64(n), Sum: kpi.ValueOf(big.NewRat(2*n, 1)), Squares: kpi.ValueOf(big.NewRat(4*n, 1))}
}

// Of the scores 3 to 6 are 1, 2, 4 and 8 answers; 16 answers lie beyond.
func TestWeightsOfClasses(t *testing.T) {
	g := of(3, 6)
	each := []kpi.Weights{weights(1), weights(2), weights(4), weights(8), weights(16)}
	for _, tc := range []struct {
		class   Span
		n       uint64
		sum, sq string
		rate    string
	}{
		{Span{3, 3}, 1, "2", "4", "1/15"},
		{Span{4, 5}, 6, "12", "24", "2/5"},
		{Span{6, 6}, 8, "16", "32", "8/15"},
		{Span{3, 6}, 15, "30", "60", "1"},
		{Span{5, 4}, 0, "0", "0", "0"},
	} {
		w := g.Weights(each, tc.class)
		if w.N != tc.n || w.Sum.String() != tc.sum || w.Squares.String() != tc.sq {
			t.Errorf("%v: %v, want %d, %s, %s", tc.class, w, tc.n, tc.sum, tc.sq)
		}
		if tc.n == 0 {
			continue
		}
		if rate, err := g.WeightedRate(each, tc.class); err != nil || rate.Rat().RatString() != tc.rate || rate.N() != 15 {
			t.Errorf("%v: %v of %d, %v, want %s", tc.class, rate, rate.N(), err, tc.rate)
		}
	}
	if n := g.N(each); n != 15 {
		t.Errorf("%d answers, want 15", n)
	}
	// (3 + 2·4 + 4·5 + 8·6) / 15 = 79/15
	mean, err := g.WeightedMean(each)
	if err != nil || mean.Rat().RatString() != "79/15" || mean.N() != 15 {
		t.Errorf("%v of %d, %v", mean, mean.N(), err)
	}
	for _, g := range []Range{g, of(5, 2)} {
		if _, err := g.WeightedMean(nil); !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("a mean of nothing: %v", err)
		}
		if n := g.N(nil); n != 0 {
			t.Errorf("%d answers", n)
		}
	}
	if got := (Span{9, 10}).String(); got != "9..10" {
		t.Error(got)
	}
}

// t of 2 degrees of freedom is 4.3027 at 95%: of scores 3, 4 and 5 the interval is
// 4 ± 4.3027/√3 = 4 ± 2.484, which is cut at the ends of the range.
func TestIntervalsOfMeansStayInTheRange(t *testing.T) {
	for _, tc := range []struct {
		g         Range
		low, high float64
	}{
		{of(1, 5), 4 - 2.48414, 5},
		{of(2, 10), 2, 4 + 2.48414},
		{of(1, 10), 4 - 2.48414, 4 + 2.48414},
	} {
		s, w := empty(tc.g), make([]kpi.Weights, tc.g.points())
		for score := 3; score <= 5; score++ {
			w[score-tc.g.Min] = weights(1)
		}
		if err := s.AddSlice([]int{3, 4, 5}); err != nil {
			t.Fatal(err)
		}
		sum, squares := s.Sums()
		mean, err1 := Classes{"test", []uint64{1, 2}}.Mean(tc.g, sum, squares)
		weighted, err2 := tc.g.WeightedMean(w)
		if err := errors.Join(err1, err2); err != nil {
			t.Fatal(err)
		}
		for _, f := range []kpi.Estimate{mean, weighted} {
			if i, err := f.Interval(0.95); err != nil || math.Abs(i.Low-tc.low) > 1e-5 || math.Abs(i.High-tc.high) > 1e-5 {
				t.Errorf("%v in %v, %v, want %v..%v", f, i, err, tc.low, tc.high)
			}
		}
	}
}
