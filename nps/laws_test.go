package nps_test

import (
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/nps"
)

func TestMain(m *testing.M) { laws.Main(m) }

func TestAccumulatorLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*nps.Accumulator, int]{
		Configs: []func() *nps.Accumulator{
			func() *nps.Accumulator { return must(nps.New(nps.OneToTen())) },
			func() *nps.Accumulator {
				return must(nps.New(nps.Scale{Min: 0, DetractorMax: 40, PromoterMin: 80, Max: 100}))
			},
		},
		Inputs:  rapid.IntRange(1, 10),
		Add:     (*nps.Accumulator).Add,
		Result:  func(a *nps.Accumulator) any { return a.Result() },
		Refused: []int{-1, 11, math.MaxInt, math.MinInt},
		Full: func(t *testing.T) *nps.Accumulator {
			var a nps.Accumulator
			for score := range 11 {
				if err := a.AddN(score, 1<<57-1); err != nil {
					t.Fatal(err)
				}
			}
			return &a
		},
		Sample: []int{0, 6, 7, 9, 9, 10},
		Wire:   "6e707301000c12140100000000000101000201",
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
