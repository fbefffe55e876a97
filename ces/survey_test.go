package ces_test

import (
	"math"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/internal/surveytest"
)

func TestMain(m *testing.M) { laws.Main(m) }

type spec = surveytest.Spec[ces.Scale, ces.Result, ces.WeightedResult, *ces.Accumulator, *ces.Weighted]

var survey = spec{
	Op: "ces", Magic: "ces\x01", WeightedMagic: "cew\x01",
	Default: ces.EaseSeven(), Min: 1, Max: 7,
	Scale: highIsEasy,
	Settings: func(lowest, low, high, highest int64) []int64 {
		return []int64{0, lowest, highest, high, low}
	},
	Unsigned: 1, // the direction
	New:      ces.New, NewWeighted: ces.NewWeighted,
	FromCounts: ces.Scale.FromCounts,
	Given:      func(each []kpi.Weights) ces.WeightedResult { return ces.WeightedResult{Scores: each} },
	Figures: []surveytest.Figure[ces.Result, ces.WeightedResult]{
		surveytest.FigureOf("mean", ces.Result.Mean, ces.WeightedResult.Mean),
		surveytest.FigureOf("easy share", ces.Result.EasyShare, ces.WeightedResult.EasyShare),
		surveytest.FigureOf("neutral share", ces.Result.NeutralShare, ces.WeightedResult.NeutralShare),
		surveytest.FigureOf("difficult share", ces.Result.DifficultShare, ces.WeightedResult.DifficultShare),
		surveytest.FigureOf("net ease", ces.Result.NetEase, ces.WeightedResult.NetEase),
	},
}

func highIsEasy(lowest, difficult, easy, highest int) ces.Scale {
	return ces.Scale{Min: lowest, Max: highest, Easy: easy, Difficult: difficult}
}

func lowIsEasy(lowest, easy, difficult, highest int) ces.Scale {
	return ces.Scale{Min: lowest, Max: highest, Direction: ces.LowIsEasy, Easy: easy, Difficult: difficult}
}

func TestSurvey(t *testing.T) { survey.Run(t) }

func TestSurveyWhereLowIsEasy(t *testing.T) {
	low := survey
	low.Scale = lowIsEasy
	low.Settings = func(lowest, low, high, highest int64) []int64 {
		if lowest == 0 && highest == 0 {
			return make([]int64, 5) // the zero scale
		}
		return []int64{1, lowest, highest, low, high}
	}
	low.Run(t)
}

func TestAccumulatorLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*ces.Accumulator, int]{
		Configs: []func() *ces.Accumulator{
			func() *ces.Accumulator { return laws.Must(ces.New(ces.EffortFive())) },
			func() *ces.Accumulator { return laws.Must(ces.New(lowIsEasy(0, 30, 70, 100))) },
			func() *ces.Accumulator { return laws.Must(ces.New(lowIsEasy(1, 3, 5, 7))) },
		},
		Inputs:    rapid.IntRange(1, 5),
		Add:       (*ces.Accumulator).Add,
		Remove:    (*ces.Accumulator).Remove,
		Result:    func(a *ces.Accumulator) any { return a.Result() },
		Refused:   []int{0, 8, math.MaxInt, math.MinInt},
		RefusedBy: [][]int{{0, 6}, {-1, 101}, {0, 8}},
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
	})
}

func TestWeightedLaws(t *testing.T) {
	one := decimal.New(1, 0)
	laws.Run(t, laws.Spec[*ces.Weighted, surveytest.Weighed]{
		Configs: []func() *ces.Weighted{
			func() *ces.Weighted { return laws.Must(ces.NewWeighted(ces.EffortFive())) },
			func() *ces.Weighted { return laws.Must(ces.NewWeighted(highIsEasy(1, 2, 4, 5))) },
		},
		Inputs: surveytest.WeighedOf(1, 5),
		Add:    func(w *ces.Weighted, in surveytest.Weighed) error { return w.Add(in.Score, in.Weight) },
		Remove: func(w *ces.Weighted, in surveytest.Weighed) error { return w.Remove(in.Score, in.Weight) },
		Result: func(w *ces.Weighted) any { return w.Result() },
		Refused: []surveytest.Weighed{
			{Score: 0, Weight: one},
			{Score: 8, Weight: one},
			{Score: math.MaxInt, Weight: one},
			{Score: 1, Weight: decimal.New(-1, 0)},
			{Score: 1, Weight: decimal.New(1, 1e7)},
			{Score: 1, Weight: decimal.New(1, -1e7)},
		},
		Full: func(t *testing.T) *ces.Weighted {
			var w ces.Weighted
			if err := w.AddN(1, one, math.MaxUint64); err != nil {
				t.Fatal(err)
			}
			return &w
		},
		Sample: []surveytest.Weighed{
			{Score: 7, Weight: decimal.New(15, -1)},
			{Score: 3, Weight: decimal.New(2, 0)},
			{Score: 7, Weight: decimal.New(25, -2)},
		},
	})
}

func FuzzAccumulator(f *testing.F) {
	survey.Seeds(f)
	laws.Fuzz(f, func(t *testing.T, a *ces.Accumulator) { survey.Defined(t, a.Result()) })
}

func FuzzWeighted(f *testing.F) {
	survey.WeightedSeeds(f)
	laws.Fuzz(f, func(t *testing.T, w *ces.Weighted) { survey.DefinedWeighted(t, w.Result()) })
}

func FuzzScale(f *testing.F) { survey.FuzzScale(f) }
