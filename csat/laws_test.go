package csat_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/csat"
	"github.com/customerkpi/kpi/internal/laws"
)

func TestMain(m *testing.M) { laws.Main(m) }

func TestAccumulatorLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*csat.Accumulator, int]{
		Configs: []func() *csat.Accumulator{
			func() *csat.Accumulator { return must(csat.New(csat.OneToTen())) },
			func() *csat.Accumulator { return must(csat.New(csat.Scale{Min: 1, Satisfied: 5, Max: 5})) },
			func() *csat.Accumulator { return must(csat.New(csat.Scale{Min: -5, Satisfied: 60, Max: 95})) },
		},
		Inputs:  rapid.IntRange(1, 5),
		Add:     (*csat.Accumulator).Add,
		Result:  func(a *csat.Accumulator) any { return a.Result() },
		Refused: []int{0, 6, math.MaxInt, math.MinInt},
		Full: func(t *testing.T) *csat.Accumulator {
			var a csat.Accumulator
			for score := 1; score <= 5; score++ {
				if err := a.AddN(score, 1<<57-1); err != nil {
					t.Fatal(err)
				}
			}
			return &a
		},
		Sample: []int{1, 4, 5, 5},
		// The scale 1, 4, 5, then the counts of 1 to 5.
		Wire: "63736101" + "02080a" + "0100000102",
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
