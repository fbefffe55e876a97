package ces_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces"
)

// All counts differ: of 8 answers 5 are easy and 1 is difficult, on either scale.
func TestEveryFigureOfAResult(t *testing.T) {
	ease := must(ces.Of(7, 6, 5, 5, 4, 4, 1, 6))
	effort := must(ces.EffortFive().Of(1, 2, 2, 3, 1, 1, 5, 3))
	for _, tc := range []struct {
		name      string
		got, want any
	}{
		{"answers", ease.Answers, uint64(8)},
		{"easy", ease.Easy, uint64(5)},
		{"difficult", ease.Difficult, uint64(1)},
		{"sum", ease.Sum.String(), "38"},
		{"squares", ease.Squares.String(), "204"}, // 49 + 36 + 25 + 25 + 16 + 16 + 1 + 36
		{"mean", must(ease.Mean()).String(), "4.75"},
		{"n", must(ease.Mean()).N(), uint64(8)},
		{"easy share", must(ease.EasyShare()).String(), "62.50% (5 of 8)"},
		{"difficult share", must(ease.DifficultShare()).String(), "12.50% (1 of 8)"},
		{"net ease", must(ease.NetEase()).String(), "50"}, // 100 (5 - 1) / 8
		{"mean of effort", must(effort.Mean()).String(), "2.25"},
		{"easy share of effort", must(effort.EasyShare()).String(), "62.50% (5 of 8)"},
		{"difficult share of effort", must(effort.DifficultShare()).String(), "12.50% (1 of 8)"},
		{"net ease of effort", must(effort.NetEase()).String(), "50"},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: %v, want %v", tc.name, tc.got, tc.want)
		}
	}
}

func TestFiguresOfNoAnswer(t *testing.T) {
	for name, err := range map[string]error{
		"mean":            second(ces.Result{}.Mean()),
		"easy share":      second(ces.Result{}.EasyShare()),
		"difficult share": second(ces.Result{}.DifficultShare()),
		"net ease":        second(ces.Result{}.NetEase()),
	} {
		if want := "ces: " + name + " undefined: no answer"; !errors.Is(err, kpi.ErrUndefined) || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// A result survives its JSON, and its mean then still knows its range.
func TestAResultThroughJSON(t *testing.T) {
	for _, r := range []ces.Result{must(ces.EffortFive().Of(3, 4, 5)), must(ces.Of(5, 6, 7))} {
		var back ces.Result
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
		{ces.Scale{Min: 0, Max: 1, Easy: 1}, []int{0, 1}, 0, 1},
	} {
		r := must(tc.scale.Of(tc.scores...))
		w := must(ces.NewWeighted(tc.scale))
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
	value := func(n int64) kpi.Value { return kpi.ValueOf(big.NewRat(n, 1)) }
	// The zero scale of a result that its caller made is the default.
	if i := must(must(ces.Result{Answers: 2, Sum: value(13), Squares: value(85)}.Mean()).Interval(0.95)); i.High != 7 {
		t.Errorf("on the zero scale: %v, want up to 7", i)
	}
	if _, err := (ces.Result{Scale: ces.EffortFive(), Answers: 1, Sum: value(6), Squares: value(36)}).Mean(); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("a mean of 6 on 1..5: %v, want ErrRange", err)
	}
}

func TestTexts(t *testing.T) {
	value := func(n int64) kpi.Value { return kpi.ValueOf(big.NewRat(n, 1)) }
	for _, tc := range []struct {
		got  fmt.Stringer
		want string
	}{
		{must(ces.Of(7, 6, 5, 5, 4, 4, 1, 6)), "mean 4.75 on 1..7 (high is easy), net ease 50.0 of 8"},
		{must(ces.EffortFive().Of(2, 4, 5)), "mean 3.67 on 1..5 (low is easy), net ease -33.3 of 3"},
		{ces.Result{Answers: 2, Easy: 1, Difficult: 1, Sum: value(8), Squares: value(50)}, "mean 4.00 on 1..7 (high is easy), net ease 0.0 of 2"},
		{ces.Result{}, "ces: mean undefined: no answer"},
		{ces.Result{Answers: 2, Sum: value(8), Squares: value(31)}, "kpi: sum of squares 31 below 32"},
	} {
		if got := tc.got.String(); got != tc.want {
			t.Errorf("%q, want %q", got, tc.want)
		}
	}
	broken := ces.Result{Answers: 2, Easy: 3, Sum: value(8), Squares: value(50)}
	if _, err := broken.NetEase(); err == nil || broken.String() != err.Error() {
		t.Errorf("%q, want the error %v", broken, err)
	}
}

func TestOfRefusesWholly(t *testing.T) {
	for _, r := range []func() (ces.Result, error){
		func() (ces.Result, error) { return ces.Of(7, 8) },
		func() (ces.Result, error) { return ces.Scale{Min: 2, Max: 2, Easy: 2, Difficult: 2}.Of(2) },
	} {
		if r, err := r(); !errors.Is(err, kpi.ErrRange) || r != (ces.Result{}) {
			t.Errorf("%+v, %v", r, err)
		}
	}
}
