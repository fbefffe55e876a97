package csat_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/csat"
)

// Scores 2, 5, 5, 4, 1 and 4: the mean is 21/6, satisfied are four of six.
func TestEveryFigureOfAResult(t *testing.T) {
	r := must(csat.Of(2, 5, 5, 4, 1, 4))
	for _, tc := range []struct {
		name      string
		got, want any
	}{
		{"answers", r.Answers, uint64(6)},
		{"satisfied", r.Satisfied, uint64(4)},
		{"sum", r.Sum.String(), "21"},
		{"squares", r.Squares.String(), "87"}, // 4 + 25 + 25 + 16 + 1 + 16
		{"mean", must(r.Mean()).String(), "3.5"},
		{"n", must(r.Mean()).N(), uint64(6)},
		// (87 - 6 * 3.5²) / 5 = 13.5 / 5
		{"variance", must(must(r.Mean()).Variance()).String(), "2.7"},
		{"share", must(r.SatisfiedShare()).String(), "66.67% (4 of 6)"},
		{"share from counts", must(csat.FromCounts(4, 6)).String(), "66.67% (4 of 6)"},
		{"share of all", must(csat.FromCounts(6, 6)).String(), "100.00% (6 of 6)"},
		{"share of none", must(csat.FromCounts(0, 6)).String(), "0.00% (0 of 6)"},
		{"largest share", must(csat.FromCounts(math.MaxUint64, math.MaxUint64)).String(), "100.00% (18446744073709551615 of 18446744073709551615)"},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: %v, want %v", tc.name, tc.got, tc.want)
		}
	}
}

// A result survives its JSON, and its mean then still knows its range.
func TestAResultThroughJSON(t *testing.T) {
	for _, r := range []csat.Result{must(csat.OneToTen().Of(8, 9, 10)), must(csat.Of(3, 4, 5))} {
		var back csat.Result
		if err := json.Unmarshal(must(json.Marshal(r)), &back); err != nil {
			t.Fatal(err)
		}
		a, b := must(r.Mean()), must(back.Mean())
		if back.String() != r.String() || must(a.Interval(0.95)) != must(b.Interval(0.95)) {
			t.Errorf("%v, was %v", back, r)
		}
	}
}

// t of 2 degrees of freedom is 4.3027 at 95%: of scores 3, 4 and 5 the interval is
// 4 ± 4.3027/√3 = 4 ± 2.484, which is cut at the end of the scale.
func TestIntervalsOfMeansStayOnTheScale(t *testing.T) {
	for _, tc := range []struct {
		scale     csat.Scale
		scores    []int
		low, high float64
	}{
		{csat.OneToFive(), []int{3, 4, 5}, 4 - 2.48414, 5},
		{csat.OneToFive(), []int{1, 2, 3}, 1, 2 + 2.48414},
		{csat.OneToTen(), []int{3, 4, 5}, 4 - 2.48414, 4 + 2.48414},
		{csat.YesNo(), []int{0, 1}, 0, 1},
	} {
		r := must(tc.scale.Of(tc.scores...))
		var w csat.Weighted
		if err := w.Merge(must(csat.NewWeighted(tc.scale))); err != nil {
			t.Fatal(err)
		}
		for _, score := range tc.scores {
			if err := w.Add(score, one); err != nil {
				t.Fatal(err)
			}
		}
		for name, f := range map[string]kpi.Estimate{"": must(r.Mean()), "weighted ": must(w.Result().Mean())} {
			if i := must(f.Interval(0.95)); math.Abs(i.Low-tc.low) > 1e-5 || math.Abs(i.High-tc.high) > 1e-5 {
				t.Errorf("%smean of %v on %v: %v, want %v..%v", name, tc.scores, tc.scale, i, tc.low, tc.high)
			}
		}
	}
	// The scale of a result that its caller made is checked, and the zero one is the default.
	if i := must(must(csat.Result{Answers: 2, Sum: kpi.ValueOf(big.NewRat(9, 1)), Squares: kpi.ValueOf(big.NewRat(41, 1))}.Mean()).Interval(0.95)); i.High != 5 {
		t.Errorf("on the zero scale: %v, want up to 5", i)
	}
	if _, err := (csat.Result{Answers: 1, Sum: kpi.ValueOf(big.NewRat(6, 1)), Squares: kpi.ValueOf(big.NewRat(36, 1))}).Mean(); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("a mean of 6 on 1..5: %v, want ErrRange", err)
	}
}

func TestTexts(t *testing.T) {
	value := func(n int64) kpi.Value { return kpi.ValueOf(big.NewRat(n, 1)) }
	for _, tc := range []struct {
		got  fmt.Stringer
		want string
	}{
		// 66.446% is 66.4%, where 66.45 would round on to 66.5.
		{csat.Result{Scale: csat.OneToTen(), Answers: 100_000, Satisfied: 66_446, Sum: value(812_345), Squares: value(7_000_000)}, "mean 8.12, 66.4% satisfied of 100000 on 1..10"},
		{must(csat.Of(1, 5)), "mean 3.00, 50.0% satisfied of 2 on 1..5"},
		{csat.Result{Answers: 2, Satisfied: 1, Sum: value(6), Squares: value(26)}, "mean 3.00, 50.0% satisfied of 2 on 1..5"},
		{csat.Result{}, "csat: mean undefined: no answer"},
		{csat.Result{Answers: 2, Satisfied: 3, Sum: value(6), Squares: value(26)}, "csat: satisfied answers 3 outside 0..2"},
		{csat.Result{Answers: 2, Satisfied: 1, Sum: value(6), Squares: value(17)}, "kpi: sum of squares 17 below 18"},
	} {
		if got := tc.got.String(); got != tc.want {
			t.Errorf("%q, want %q", got, tc.want)
		}
	}
}

func TestOfRefusesWholly(t *testing.T) {
	for _, r := range []func() (csat.Result, error){
		func() (csat.Result, error) { return csat.Of(5, 6) },
		func() (csat.Result, error) { return csat.Scale{Min: 2, Satisfied: 2, Max: 2}.Of(2) },
	} {
		if r, err := r(); !errors.Is(err, kpi.ErrRange) || r != (csat.Result{}) {
			t.Errorf("%+v, %v", r, err)
		}
	}
	if rate, err := csat.FromCounts(1, 0); !errors.Is(err, kpi.ErrUndefined) || rate != (kpi.Rate{}) {
		t.Errorf("%v, %v", rate, err)
	}
}
