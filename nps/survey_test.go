package nps_test

import (
	"math"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/internal/surveytest"
	"github.com/customerkpi/kpi/nps"
)

func TestMain(m *testing.M) { laws.Main(m) }

var survey = surveytest.Spec[nps.Scale, nps.Result, nps.WeightedResult, *nps.Accumulator, *nps.Weighted]{
	Op: "nps", Magic: "nps\x01", WeightedMagic: "npw\x01",
	Default: nps.ZeroToTen(), Min: 0, Max: 10,
	Scale: func(lowest, low, high, highest int) nps.Scale {
		return nps.Scale{Min: lowest, DetractorMax: low, PromoterMin: high, Max: highest}
	},
	Settings: func(lowest, low, high, highest int64) []int64 { return []int64{lowest, low, high, highest} },
	New:      nps.New, NewWeighted: nps.NewWeighted,
	Given: func(each []kpi.Weights) nps.WeightedResult { return nps.WeightedResult{Scores: each} },
	Figures: []surveytest.Figure[nps.Result, nps.WeightedResult]{
		surveytest.FigureOf("score", nps.Result.Score, nps.WeightedResult.Score),
		surveytest.FigureOf("promoter share", nps.Result.PromoterShare, nps.WeightedResult.PromoterShare),
		surveytest.FigureOf("passive share", nps.Result.PassiveShare, nps.WeightedResult.PassiveShare),
		surveytest.FigureOf("detractor share", nps.Result.DetractorShare, nps.WeightedResult.DetractorShare),
	},
}

func TestSurvey(t *testing.T) { survey.Run(t) }

func TestAccumulatorLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*nps.Accumulator, int]{
		Configs: []func() *nps.Accumulator{
			func() *nps.Accumulator { return laws.Must(nps.New(nps.OneToTen())) },
			func() *nps.Accumulator {
				return laws.Must(nps.New(nps.Scale{Min: 0, DetractorMax: 40, PromoterMin: 80, Max: 100}))
			},
		},
		Inputs:    rapid.IntRange(1, 10),
		Add:       (*nps.Accumulator).Add,
		Remove:    (*nps.Accumulator).Remove,
		Result:    func(a *nps.Accumulator) any { return a.Result() },
		Refused:   []int{-1, 11, math.MaxInt, math.MinInt},
		RefusedBy: [][]int{{-1, 0, 11}, {-1, 101}},
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
	})
}

func TestWeightedLaws(t *testing.T) {
	one := decimal.New(1, 0)
	laws.Run(t, laws.Spec[*nps.Weighted, surveytest.Weighed]{
		Configs: []func() *nps.Weighted{
			func() *nps.Weighted { return laws.Must(nps.NewWeighted(nps.OneToTen())) },
			func() *nps.Weighted {
				return laws.Must(nps.NewWeighted(nps.Scale{Min: 0, DetractorMax: 40, PromoterMin: 80, Max: 100}))
			},
		},
		Inputs: surveytest.WeighedOf(1, 10),
		Add:    func(w *nps.Weighted, in surveytest.Weighed) error { return w.Add(in.Score, in.Weight) },
		Remove: func(w *nps.Weighted, in surveytest.Weighed) error { return w.Remove(in.Score, in.Weight) },
		Result: func(w *nps.Weighted) any { return w.Result() },
		Refused: []surveytest.Weighed{
			{Score: -1, Weight: one},
			{Score: 11, Weight: one},
			{Score: math.MaxInt, Weight: one},
			{Score: 1, Weight: decimal.New(-1, 0)},
			{Score: 1, Weight: decimal.New(1, 1e7)},
			{Score: 1, Weight: decimal.New(1, -1e7)},
		},
		Full: func(t *testing.T) *nps.Weighted {
			var w nps.Weighted
			if err := w.AddN(1, one, math.MaxUint64); err != nil {
				t.Fatal(err)
			}
			return &w
		},
		Sample: []surveytest.Weighed{
			{Score: 10, Weight: decimal.New(15, -1)},
			{Score: 3, Weight: decimal.New(2, 0)},
			{Score: 10, Weight: decimal.New(25, -2)},
		},
	})
}

func FuzzAccumulator(f *testing.F) {
	survey.Seeds(f)
	laws.Fuzz(f, func(t *testing.T, a *nps.Accumulator) { survey.Defined(t, a.Result()) })
}

func FuzzWeighted(f *testing.F) {
	survey.WeightedSeeds(f)
	laws.Fuzz(f, func(t *testing.T, w *nps.Weighted) { survey.DefinedWeighted(t, w.Result()) })
}

func FuzzScale(f *testing.F) { survey.FuzzScale(f) }
