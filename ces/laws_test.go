package ces_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/ces"
	"github.com/customerkpi/kpi/internal/laws"
)

func TestMain(m *testing.M) { laws.Main(m) }

func TestAccumulatorLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*ces.Accumulator, int]{
		Configs: []func() *ces.Accumulator{
			func() *ces.Accumulator { return must(ces.New(ces.EffortFive())) },
			func() *ces.Accumulator {
				return must(ces.New(ces.Scale{Min: 0, Max: 100, Direction: ces.LowIsEasy, Easy: 30, Difficult: 70}))
			},
		},
		Inputs:  rapid.IntRange(1, 5),
		Add:     (*ces.Accumulator).Add,
		Result:  func(a *ces.Accumulator) any { return a.Result() },
		Refused: []int{0, 8, math.MaxInt, math.MinInt},
		Full: func(t *testing.T) *ces.Accumulator {
			var a ces.Accumulator
			for score := 1; score <= 7; score++ {
				if err := a.AddN(score, 1<<57-1); err != nil {
					t.Fatal(err)
				}
			}
			return &a
		},
		Sample: []int{1, 4, 7, 7},
		// High is easy, the scale 1, 7, 5, 3, then the counts of 1 to 7.
		Wire: "63657301" + "00" + "020e0a06" + "01000001000002",
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
