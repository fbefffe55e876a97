package driver_test

import (
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/csat/driver"
	"github.com/customerkpi/kpi/internal/laws"
)

// an answer of three predictors, or as many as it has.
type answer struct {
	score      int
	predictors []int
}

func answers() *rapid.Generator[answer] {
	number := rapid.OneOf(rapid.IntRange(0, 10), rapid.IntRange(-1<<21, 1<<21), rapid.SampledFrom([]int{math.MaxInt32, -math.MaxInt32, 1 << 20, -1 << 20}))
	return rapid.Custom(func(t *rapid.T) answer {
		return answer{number.Draw(t, "score"), rapid.SliceOfN(number, 3, 3).Draw(t, "predictors")}
	})
}

func TestAccumulatorLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*driver.Accumulator, answer]{
		Configs: []func() *driver.Accumulator{
			func() *driver.Accumulator { return must(driver.New("price", "taste", "")) },
			func() *driver.Accumulator { return must(driver.New("price", "service", "taste")) },
		},
		Inputs: answers(),
		Add:    func(a *driver.Accumulator, in answer) error { return a.Add(in.score, in.predictors...) },
		Remove: func(a *driver.Accumulator, in answer) error { return a.Remove(in.score, in.predictors...) },
		Result: func(a *driver.Accumulator) any { return a.Result() },
		Refused: []answer{
			{0, nil},
			{0, make([]int, 33)},
			{math.MinInt32, []int{1, 2, 3}},
			{0, []int{1, 2, math.MinInt}},
		},
		RefusedBy: [][]answer{{{0, []int{1, 2}}, {0, []int{1, 2, 3, 4}}, {0, []int{math.MinInt, 2, 3}}}, {{0, nil}}},
		Full: func(t *testing.T) *driver.Accumulator {
			var a driver.Accumulator
			if err := a.AddN(-math.MaxInt32, []int{math.MaxInt32, 7}, math.MaxUint64); err != nil {
				t.Fatal(err)
			}
			return &a
		},
		Sample: []answer{{9, []int{4, 5}}, {3, []int{1, 4}}},
	})
}

func FuzzAccumulator(f *testing.F) {
	named := must(driver.New("price", "taste"))
	unnamed := new(driver.Accumulator)
	if err := errors.Join(named.Add(9, 4, 5), named.AddN(-3, []int{1, 1 << 30}, 1<<40), unnamed.Add(1, 2)); err != nil {
		f.Fatal(err)
	}
	// Any state that is read has shares that add up, or says why it has none.
	laws.Fuzz(f, func(t *testing.T, a *driver.Accumulator) {
		d, err := a.Result().RelativeWeights()
		if err != nil {
			if !errors.Is(err, kpi.ErrUndefined) && !errors.Is(err, kpi.ErrRange) {
				t.Error(err)
			}
			return
		}
		if math.IsNaN(d.R2 + d.R2Error) {
			t.Errorf("%+v", d)
		}
	}, named, unnamed, must(driver.New("a")))
}

// The zero value takes as many predictors as its first answer has, and no others.
func TestZeroValueLearnsItsPredictors(t *testing.T) {
	var a driver.Accumulator
	if err := a.AddN(1, []int{1, 2}, 0); err != nil {
		t.Fatal(err)
	}
	if err := errors.Join(a.Add(1, 2, 3, 4), a.AddN(2, []int{2, 3, 4}, 2)); err != nil || a.Result().N != 3 {
		t.Fatal(err)
	}
	for _, row := range [][]int{nil, {1, 2}, {1, 2, 3, 4}} {
		if err := a.Add(1, row...); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%v: %v", row, err)
		}
	}
	var b driver.Accumulator
	if err := errors.Join(b.Add(1, 2)); err != nil {
		t.Fatal(err)
	}
	if err := a.Merge(&b); !errors.Is(err, kpi.ErrIncompatible) {
		t.Error(err)
	}
}
