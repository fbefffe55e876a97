package csat_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/csat"
	"github.com/customerkpi/kpi/internal/laws"
)

func TestMeanAndShareByHand(t *testing.T) {
	for _, tc := range []struct {
		name        string
		scale       csat.Scale
		scores      []int
		mean, share string
	}{
		// (1+3+4+4+5)/5 = 17/5 = 3.4; satisfied 4, 4, 5: 3 of 5
		{"1 to 5", csat.OneToFive(), []int{1, 3, 4, 4, 5}, "3.4", "60.00% (3 of 5)"},
		// (8+9+10)/3 = 9; satisfied 9, 10: 2 of 3
		{"1 to 10", csat.OneToTen(), []int{8, 9, 10}, "9", "66.67% (2 of 3)"},
		{"yes or no", csat.YesNo(), []int{0, 1, 1, 1}, "0.75", "75.00% (3 of 4)"},
		// (-5+95)/2 = 45; satisfied from 95 on: 1 of 2
		{"a scale of one's own", csat.Scale{Min: -5, SatisfiedMin: 95, Max: 95}, []int{-5, 95}, "45", "50.00% (1 of 2)"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := laws.Must(tc.scale.Of(tc.scores...))
			if mean, share := laws.Must(r.Mean()).String(), laws.Must(r.SatisfiedShare()).String(); mean != tc.mean || share != tc.share {
				t.Errorf("mean %v, share %v; want %s, %s", mean, share, tc.mean, tc.share)
			}
		})
	}
}

// Scores 2, 5, 5, 4, 1 and 4: the mean is 21/6, satisfied are four of six.
func TestEveryFigureOfAResult(t *testing.T) {
	r := laws.Must(csat.Of(2, 5, 5, 4, 1, 4))
	for _, tc := range []struct {
		name      string
		got, want any
	}{
		{"n", r.N(), uint64(6)},
		{"satisfied", r.Satisfied, uint64(4)},
		{"unsatisfied", r.Unsatisfied, uint64(2)},
		{"sum", r.Sum.String(), "21"},
		{"squares", r.Squares.String(), "87"}, // 4 + 25 + 25 + 16 + 1 + 16
		{"mean", laws.Must(r.Mean()).String(), "3.5"},
		{"n of the mean", laws.Must(r.Mean()).N(), uint64(6)},
		// (87 - 6 * 3.5²) / 5 = 13.5 / 5
		{"variance", laws.Must(laws.Must(r.Mean()).Variance()).String(), "2.7"},
		{"share", laws.Must(r.SatisfiedShare()).String(), "66.67% (4 of 6)"},
		{"percentages", fmt.Sprint(laws.Must(r.Percentages(1))), "[66.7 33.3]"},
		{"from counts", laws.Must(csat.FromCounts(1, 1, 0, 2, 2)).String(), r.String()},
		{"text", r.String(), "mean 3.50, 66.7% satisfied of 6 on 1..5"},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: %v, want %v", tc.name, tc.got, tc.want)
		}
	}
	text := string(laws.Must(json.Marshal(r)))
	for _, key := range []string{`{"scale":{"min":1,"satisfied_min":4,"max":5}`, `"satisfied":4,"unsatisfied":2`} {
		if !strings.Contains(text, key) {
			t.Errorf("%s is not in %s", key, text)
		}
	}
}

func TestSatisfiedShareOfCounts(t *testing.T) {
	const most = math.MaxUint64
	for _, tc := range []struct {
		satisfied, answers uint64
		want               string
		is                 error
	}{
		{4, 6, "66.67% (4 of 6)", nil},
		{6, 6, "100.00% (6 of 6)", nil},
		{0, 6, "0.00% (0 of 6)", nil},
		{most, most, "100.00% (18446744073709551615 of 18446744073709551615)", nil},
		{0, 0, "csat: satisfied share undefined: no answer", kpi.ErrUndefined},
		{1, 0, "csat: satisfied share undefined: no answer", kpi.ErrUndefined},
		{3, 2, "csat: satisfied answers 3 outside 0..2", kpi.ErrRange},
	} {
		rate, err := csat.SatisfiedShare(tc.satisfied, tc.answers)
		got := rate.String()
		if err != nil {
			got = err.Error()
		}
		if got != tc.want || !errors.Is(err, tc.is) {
			t.Errorf("%d of %d: %s, want %s", tc.satisfied, tc.answers, got, tc.want)
		}
	}
}

// t of 2 degrees of freedom is 4.3027 at 95%: of scores 3, 4 and 5 the interval is
// 4 ± 4.3027/√3 = 4 ± 2.484, which is cut at the ends of the scale.
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
		i := laws.Must(laws.Must(laws.Must(tc.scale.Of(tc.scores...)).Mean()).Interval(0.95))
		if math.Abs(i.Low-tc.low) > 1e-5 || math.Abs(i.High-tc.high) > 1e-5 {
			t.Errorf("mean of %v on %v: %v, want %v..%v", tc.scores, tc.scale, i, tc.low, tc.high)
		}
	}
}

// What a caller put into a result is checked, and the zero scale is the default.
func TestAResultOfACaller(t *testing.T) {
	value := func(n int64) kpi.Value { return kpi.ValueOf(big.NewRat(n, 1)) }
	for _, tc := range []struct {
		r    csat.Result
		want string
	}{
		// 66.446% is 66.4%, where 66.45 would round on to 66.5.
		{csat.Result{Scale: csat.OneToTen(), Satisfied: 66_446, Unsatisfied: 33_554, Sum: value(812_345), Squares: value(7_000_000)}, "mean 8.12, 66.4% satisfied of 100000 on 1..10"},
		{csat.Result{Satisfied: 1, Unsatisfied: 1, Sum: value(6), Squares: value(26)}, "mean 3.00, 50.0% satisfied of 2 on 1..5"},
		{csat.Result{Satisfied: 1, Unsatisfied: 1, Sum: value(6), Squares: value(17)}, "kpi: sum of squares 17 below 18"},
		{csat.Result{Satisfied: 1, Sum: value(6), Squares: value(36)}, "kpi: mean 6 outside 1..5"},
		{csat.Result{Satisfied: 1, Unsatisfied: math.MaxUint64}, "csat: answers overflow"},
	} {
		if got := tc.r.String(); got != tc.want {
			t.Errorf("%q, want %q", got, tc.want)
		}
	}
	many := csat.Result{Satisfied: math.MaxUint64, Unsatisfied: 1}
	_, err1 := many.SatisfiedShare()
	_, err2 := many.Percentages(1)
	if !errors.Is(err1, kpi.ErrOverflow) || !errors.Is(err2, kpi.ErrOverflow) {
		t.Errorf("%v, %v, want ErrOverflow", err1, err2)
	}
}

// Weights 3 and 1: (3 + 1)² / (9 + 1) = 1.6.
func TestWeightedText(t *testing.T) {
	var w csat.Weighted
	if err := errors.Join(w.Add(1, decimal.New(3, 0)), w.Add(5, decimal.New(1, 0))); err != nil {
		t.Fatal(err)
	}
	if got, want := w.Result().String(), "mean 2.00 of 2 answers, worth 1.6"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

func TestFiguresAgreeWithOneAnswerAtATime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		lowest := rapid.IntRange(-20, 20).Draw(t, "min")
		highest := lowest + rapid.IntRange(1, 100).Draw(t, "span")
		scale := csat.Scale{Min: lowest, SatisfiedMin: rapid.IntRange(lowest+1, highest).Draw(t, "satisfied"), Max: highest}
		scores := rapid.SliceOfN(rapid.IntRange(lowest, highest), 1, 50).Draw(t, "scores")
		r := laws.Must(scale.Of(scores...))
		sum, satisfied := 0, uint64(0)
		for _, s := range scores {
			sum += s
			if s >= scale.SatisfiedMin {
				satisfied++
			}
		}
		mean, err := r.Mean()
		if err != nil || mean.Rat().Cmp(big.NewRat(int64(sum), int64(len(scores)))) != 0 {
			t.Fatalf("mean %v, %v of %v", mean, err, scores)
		}
		if mean.Rat().Cmp(big.NewRat(int64(lowest), 1)) < 0 || mean.Rat().Cmp(big.NewRat(int64(highest), 1)) > 0 {
			t.Fatalf("mean %v outside %v", mean, scale)
		}
		share, err := r.SatisfiedShare()
		if err != nil || share.Count() != satisfied || share.Total() != uint64(len(scores)) {
			t.Fatalf("share %v, %v; want %d of %d", share, err, satisfied, len(scores))
		}
	})
}
