package csat_test

import (
	"math"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/csat"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/internal/surveytest"
)

func TestMain(m *testing.M) { laws.Main(m) }

var survey = surveytest.Spec[csat.Scale, csat.Result, csat.WeightedResult, *csat.Accumulator, *csat.Weighted]{
	Op: "csat", Magic: "csa\x01", WeightedMagic: "csw\x01",
	Default: csat.OneToFive(), Min: 1, Max: 5,
	Scale: func(lowest, _, high, highest int) csat.Scale {
		return csat.Scale{Min: lowest, SatisfiedMin: high, Max: highest}
	},
	Settings: func(lowest, _, high, highest int64) []int64 { return []int64{lowest, high, highest} },
	New:      csat.New, NewWeighted: csat.NewWeighted,
	FromCounts: csat.Scale.FromCounts,
	Given:      func(each []kpi.Weights) csat.WeightedResult { return csat.WeightedResult{Scores: each} },
	Figures: []surveytest.Figure[csat.Result, csat.WeightedResult]{
		surveytest.FigureOf("mean", csat.Result.Mean, csat.WeightedResult.Mean),
		surveytest.FigureOf("satisfied share", csat.Result.SatisfiedShare, csat.WeightedResult.SatisfiedShare),
	},
}

func TestSurvey(t *testing.T) { survey.Run(t) }

func TestAccumulatorLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*csat.Accumulator, int]{
		Configs: []func() *csat.Accumulator{
			func() *csat.Accumulator { return laws.Must(csat.New(csat.OneToTen())) },
			func() *csat.Accumulator { return laws.Must(csat.New(csat.Scale{Min: 1, SatisfiedMin: 5, Max: 5})) },
			func() *csat.Accumulator { return laws.Must(csat.New(csat.Scale{Min: -5, SatisfiedMin: 60, Max: 95})) },
		},
		Inputs:    rapid.IntRange(1, 5),
		Add:       (*csat.Accumulator).Add,
		Remove:    (*csat.Accumulator).Remove,
		Result:    func(a *csat.Accumulator) any { return a.Result() },
		Refused:   []int{0, 6, math.MaxInt, math.MinInt},
		RefusedBy: [][]int{{0, 11}, {0, 6}, {-6, 96}},
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
	})
}

func TestWeightedLaws(t *testing.T) {
	one := decimal.New(1, 0)
	laws.Run(t, laws.Spec[*csat.Weighted, surveytest.Weighed]{
		Configs: []func() *csat.Weighted{
			func() *csat.Weighted { return laws.Must(csat.NewWeighted(csat.OneToTen())) },
			func() *csat.Weighted {
				return laws.Must(csat.NewWeighted(csat.Scale{Min: 0, SatisfiedMin: 7, Max: 10}))
			},
		},
		Inputs: surveytest.WeighedOf(1, 5),
		Add:    func(w *csat.Weighted, in surveytest.Weighed) error { return w.Add(in.Score, in.Weight) },
		Remove: func(w *csat.Weighted, in surveytest.Weighed) error { return w.Remove(in.Score, in.Weight) },
		Result: func(w *csat.Weighted) any { return w.Result() },
		Refused: []surveytest.Weighed{
			{Score: 0, Weight: one},
			{Score: 6, Weight: one},
			{Score: math.MaxInt, Weight: one},
			{Score: 1, Weight: decimal.New(-1, 0)},
			{Score: 1, Weight: decimal.New(1, 1e7)},
			{Score: 1, Weight: decimal.New(1, -1e7)},
		},
		Full: func(t *testing.T) *csat.Weighted {
			var w csat.Weighted
			if err := w.AddN(1, one, math.MaxUint64); err != nil {
				t.Fatal(err)
			}
			return &w
		},
		Sample: []surveytest.Weighed{
			{Score: 5, Weight: decimal.New(15, -1)},
			{Score: 3, Weight: decimal.New(2, 0)},
			{Score: 5, Weight: decimal.New(25, -2)},
		},
	})
}

func FuzzAccumulator(f *testing.F) {
	survey.Seeds(f)
	laws.Fuzz(f, func(t *testing.T, a *csat.Accumulator) { survey.Defined(t, a.Result()) })
}

func FuzzWeighted(f *testing.F) {
	survey.WeightedSeeds(f)
	laws.Fuzz(f, func(t *testing.T, w *csat.Weighted) { survey.DefinedWeighted(t, w.Result()) })
}

func FuzzScale(f *testing.F) { survey.FuzzScale(f) }
