package ces_test

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
	"github.com/customerkpi/kpi/ces"
	"github.com/customerkpi/kpi/internal/laws"
)

func TestFiguresByHand(t *testing.T) {
	for _, tc := range []struct {
		name                       string
		scale                      ces.Scale
		scores                     []int
		mean, easy, difficult, net string
	}{
		// (1+3+4+5+7)/5 = 4; easy 5, 7; difficult 1, 3
		{"ease 1 to 7", ces.EaseSeven(), []int{1, 3, 4, 5, 7}, "4", "40.00% (2 of 5)", "40.00% (2 of 5)", "0"},
		// (1+2+2+4)/4 = 2.25; easy 1, 2, 2; difficult 4: 100 (3-1)/4 = 50
		{"effort 1 to 5", ces.EffortFive(), []int{1, 2, 2, 4}, "2.25", "75.00% (3 of 4)", "25.00% (1 of 4)", "50"},
		// (0+10)/2 = 5; easy 10; difficult 0
		{"a scale of one's own", highIsEasy(0, 0, 10, 10), []int{0, 10}, "5", "50.00% (1 of 2)", "50.00% (1 of 2)", "0"},
	} {
		t.Run(tc.name, func(t *testing.T) {
			r := laws.Must(tc.scale.Of(tc.scores...))
			mean, easy := laws.Must(r.Mean()).String(), laws.Must(r.EasyShare()).String()
			difficult, net := laws.Must(r.DifficultShare()).String(), laws.Must(r.NetEase()).String()
			if mean != tc.mean || easy != tc.easy || difficult != tc.difficult || net != tc.net {
				t.Errorf("%v, %v, %v, %v; want %s, %s, %s, %s", mean, easy, difficult, net, tc.mean, tc.easy, tc.difficult, tc.net)
			}
		})
	}
}

// All counts differ: of 8 answers 5 are easy, 2 neutral and 1 is difficult, on either
// scale.
func TestEveryFigureOfAResult(t *testing.T) {
	ease := laws.Must(ces.Of(7, 6, 5, 5, 4, 4, 1, 6))
	effort := laws.Must(ces.EffortFive().Of(1, 2, 2, 3, 1, 1, 5, 3))
	for _, tc := range []struct {
		name      string
		got, want any
	}{
		{"n", ease.N(), uint64(8)},
		{"easy", ease.Easy, uint64(5)},
		{"neutral", ease.Neutral, uint64(2)},
		{"difficult", ease.Difficult, uint64(1)},
		{"sum", ease.Sum.String(), "38"},
		{"squares", ease.Squares.String(), "204"}, // 49 + 36 + 25 + 25 + 16 + 16 + 1 + 36
		{"mean", laws.Must(ease.Mean()).String(), "4.75"},
		{"n of the mean", laws.Must(ease.Mean()).N(), uint64(8)},
		{"easy share", laws.Must(ease.EasyShare()).String(), "62.50% (5 of 8)"},
		{"neutral share", laws.Must(ease.NeutralShare()).String(), "25.00% (2 of 8)"},
		{"difficult share", laws.Must(ease.DifficultShare()).String(), "12.50% (1 of 8)"},
		{"net ease", laws.Must(ease.NetEase()).String(), "50"}, // 100 (5 - 1) / 8
		{"percentages", fmt.Sprint(laws.Must(ease.Percentages(0))), "[63 25 12]"},
		{"from counts", laws.Must(ces.FromCounts(1, 0, 0, 2, 2, 2, 1)).String(), ease.String()},
		{"text", ease.String(), "mean 4.75 on 1..7 (high is easy), net ease 50.0 of 8"},
		{"mean of effort", laws.Must(effort.Mean()).String(), "2.25"},
		{"easy share of effort", laws.Must(effort.EasyShare()).String(), "62.50% (5 of 8)"},
		{"neutral share of effort", laws.Must(effort.NeutralShare()).String(), "25.00% (2 of 8)"},
		{"difficult share of effort", laws.Must(effort.DifficultShare()).String(), "12.50% (1 of 8)"},
		{"net ease of effort", laws.Must(effort.NetEase()).String(), "50"},
		{"text of effort", effort.String(), "mean 2.25 on 1..5 (low is easy), net ease 50.0 of 8"},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: %v, want %v", tc.name, tc.got, tc.want)
		}
	}
	text := string(laws.Must(json.Marshal(ease)))
	for _, key := range []string{`{"scale":{"min":1,"max":7,"direction":0,"easy":5,"difficult":3}`, `"easy":5,"neutral":2,"difficult":1`} {
		if !strings.Contains(text, key) {
			t.Errorf("%s is not in %s", key, text)
		}
	}
}

// t of 2 degrees of freedom is 4.3027 at 95%: of scores 3, 4 and 5 the interval is
// 4 ± 4.3027/√3 = 4 ± 2.484, which is cut at the ends of the scale.
func TestIntervalsOfMeansStayOnTheScale(t *testing.T) {
	for _, tc := range []struct {
		scale     ces.Scale
		scores    []int
		low, high float64
	}{
		{ces.EffortFive(), []int{3, 4, 5}, 4 - 2.48414, 5},
		{ces.EaseSeven(), []int{1, 2, 3}, 1, 2 + 2.48414},
		{ces.EaseSeven(), []int{3, 4, 5}, 4 - 2.48414, 4 + 2.48414},
		{highIsEasy(0, 0, 1, 1), []int{0, 1}, 0, 1},
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
		r    ces.Result
		want string
	}{
		{ces.Result{Easy: 1, Difficult: 1, Sum: value(8), Squares: value(50)}, "mean 4.00 on 1..7 (high is easy), net ease 0.0 of 2"},
		{ces.Result{Scale: ces.EffortFive(), Neutral: 1, Difficult: 2, Sum: value(11), Squares: value(45)}, "mean 3.67 on 1..5 (low is easy), net ease -66.7 of 3"},
		{ces.Result{Easy: 2, Sum: value(8), Squares: value(31)}, "kpi: sum of squares 31 below 32"},
		{ces.Result{Scale: ces.EffortFive(), Easy: 1, Sum: value(6), Squares: value(36)}, "kpi: mean 6 outside 1..5"},
		{ces.Result{Easy: 1, Neutral: math.MaxUint64}, "ces: answers overflow"},
	} {
		if got := tc.r.String(); got != tc.want {
			t.Errorf("%q, want %q", got, tc.want)
		}
	}
	many := ces.Result{Easy: math.MaxUint64, Difficult: 1}
	_, err1 := many.NetEase()
	_, err2 := many.Percentages(1)
	if !errors.Is(err1, kpi.ErrOverflow) || !errors.Is(err2, kpi.ErrOverflow) {
		t.Errorf("%v, %v, want ErrOverflow", err1, err2)
	}
}

// Weights 3 and 1: (3 + 1)² / (9 + 1) = 1.6.
func TestWeightedText(t *testing.T) {
	var w ces.Weighted
	if err := errors.Join(w.Add(1, decimal.New(3, 0)), w.Add(7, decimal.New(1, 0))); err != nil {
		t.Fatal(err)
	}
	if got, want := w.Result().String(), "mean 2.50 of 2 answers, worth 1.6"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
}

// scales draws a scale of either direction.
func scales() *rapid.Generator[ces.Scale] {
	return rapid.Custom(func(t *rapid.T) ces.Scale {
		lowest := rapid.IntRange(-20, 20).Draw(t, "min")
		highest := lowest + rapid.IntRange(1, 100).Draw(t, "span")
		low := rapid.IntRange(lowest, highest-1).Draw(t, "low")
		high := rapid.IntRange(low+1, highest).Draw(t, "high")
		if rapid.Bool().Draw(t, "low is easy") {
			return lowIsEasy(lowest, low, high, highest)
		}
		return highIsEasy(lowest, low, high, highest)
	})
}

func TestFiguresAgreeWithOneAnswerAtATime(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scale := scales().Draw(t, "scale")
		scores := rapid.SliceOfN(rapid.IntRange(scale.Min, scale.Max), 1, 50).Draw(t, "scores")
		r := laws.Must(scale.Of(scores...))
		sum, easy, difficult := 0, int64(0), int64(0)
		for _, s := range scores {
			sum += s
			good, bad := s >= scale.Easy, s <= scale.Difficult
			if scale.Direction == ces.LowIsEasy {
				good, bad = s <= scale.Easy, s >= scale.Difficult
			}
			if good {
				easy++
			}
			if bad {
				difficult++
			}
		}
		n := int64(len(scores))
		mean, err := r.Mean()
		if err != nil || mean.Rat().Cmp(big.NewRat(int64(sum), n)) != 0 {
			t.Fatalf("mean %v, %v", mean, err)
		}
		if mean.Rat().Cmp(big.NewRat(int64(scale.Min), 1)) < 0 || mean.Rat().Cmp(big.NewRat(int64(scale.Max), 1)) > 0 {
			t.Fatalf("mean %v outside %v", mean, scale)
		}
		net, err := r.NetEase()
		if err != nil || net.Rat().Cmp(big.NewRat(100*(easy-difficult), n)) != 0 {
			t.Fatalf("net ease %v, %v; want %d - %d of %d", net, err, easy, difficult, n)
		}
		if r.Easy != uint64(easy) || r.Difficult != uint64(difficult) || r.N() != uint64(n) {
			t.Fatalf("%+v; want %d easy and %d difficult of %d", r, easy, difficult, n)
		}
	})
}

func TestReversingTheScaleKeepsNetEase(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		scores := rapid.SliceOfN(rapid.IntRange(1, 5), 1, 50).Draw(t, "scores")
		reversed := make([]int, len(scores))
		for i, s := range scores {
			reversed[i] = 6 - s
		}
		effort := laws.Must(laws.Must(ces.EffortFive().Of(scores...)).NetEase())
		ease := laws.Must(laws.Must(highIsEasy(1, 2, 4, 5).Of(reversed...)).NetEase())
		if !effort.Equal(ease.Value) {
			t.Fatalf("net ease %v of effort, %v of ease", effort, ease)
		}
	})
}
