package ces_test

import (
	"errors"
	"math"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces"
	"github.com/customerkpi/kpi/internal/laws"
)

// weighed is an answer with its weight.
type weighed struct {
	score  int
	weight decimal.Decimal
}

func TestWeightedLaws(t *testing.T) {
	one := decimal.New(1, 0)
	laws.Run(t, laws.Spec[*ces.Weighted, weighed]{
		Configs: []func() *ces.Weighted{
			func() *ces.Weighted { return must(ces.NewWeighted(ces.EffortFive())) },
			func() *ces.Weighted {
				return must(ces.NewWeighted(ces.Scale{Min: 1, Max: 5, Direction: ces.HighIsEasy, Easy: 4, Difficult: 2}))
			},
		},
		Inputs: rapid.Custom(func(t *rapid.T) weighed {
			return weighed{
				score:  rapid.IntRange(1, 5).Draw(t, "score"),
				weight: decimal.New(rapid.Int64Range(0, 1e6).Draw(t, "weight"), rapid.Int32Range(-6, 2).Draw(t, "exponent")),
			}
		}),
		Add:    func(w *ces.Weighted, in weighed) error { return w.Add(in.score, in.weight) },
		Result: func(w *ces.Weighted) any { return w.Result() },
		Refused: []weighed{
			{0, one},
			{8, one},
			{math.MaxInt, one},
			{1, decimal.New(-1, 0)},
			{1, decimal.New(1, 1e7)},
			{1, decimal.New(1, -1e7)},
		},
		Full: func(t *testing.T) *ces.Weighted {
			var w ces.Weighted
			if err := w.AddN(1, one, math.MaxUint64); err != nil {
				t.Fatal(err)
			}
			return &w
		},
		Sample: []weighed{{7, decimal.New(15, -1)}, {3, decimal.New(2, 0)}, {7, decimal.New(25, -2)}, {4, decimal.Decimal{}}},
		Wire:   "6365770100020e0a060000000000000000000000000000010201020002010400010000000000000000000000000000000000000000020201af0302025a5507",
	})
}

// Weights of 1 give the figures and the intervals of no weights.
func TestWeightsOfOneAreNoWeights(t *testing.T) {
	for _, scale := range []ces.Scale{{}, ces.EffortFive(), {Min: 0, Max: 1, Easy: 1, Difficult: 0}} {
		a, w := must(ces.New(scale)), must(ces.NewWeighted(scale))
		for i := range 60 {
			score := a.Scale().Min + i*i%(a.Scale().Max-a.Scale().Min+1)
			if err := errors.Join(a.Add(score), w.Add(score, decimal.New(1, 0))); err != nil {
				t.Fatal(err)
			}
		}
		r, x := a.Result(), w.Result()
		if x.Answers() != r.Answers {
			t.Errorf("%d answers, want %d", x.Answers(), r.Answers)
		}
		same(t, must(r.Mean()), must(x.Mean()))
		same(t, must(r.EasyShare()), must(x.EasyShare()))
		same(t, must(r.DifficultShare()), must(x.DifficultShare()))
		same(t, must(r.NetEase()), must(x.NetEase()))
	}
}

// same compares a figure and its interval with the weighted ones.
func same(t *testing.T, f kpi.Estimate, w kpi.Weighted) {
	t.Helper()
	a, b := must(f.Interval(0.95)), must(w.Interval(0.95))
	if f.Rat().Cmp(w.Rat()) != 0 || math.Abs(a.Low-b.Low) > 1e-12*(1+math.Abs(a.Low)) || math.Abs(a.High-b.High) > 1e-12*(1+math.Abs(a.High)) {
		t.Errorf("%v %v, weighted %v %v", f, a, w, b)
	}
}

// FuzzUnmarshalWeighted: any bytes are ErrCorrupt or the encoding of a state
// whose figures exist or are ErrUndefined.
func FuzzUnmarshalWeighted(f *testing.F) {
	var w ces.Weighted
	if err := w.Add(1, decimal.New(25, -1)); err != nil {
		f.Fatal(err)
	}
	seed, _ := w.MarshalBinary()
	f.Add(seed)
	f.Fuzz(func(t *testing.T, data []byte) {
		var w ces.Weighted
		if !laws.Decodes(t, &w, data) {
			return
		}
		if _, err := w.Result().NetEase(); err != nil && !errors.Is(err, kpi.ErrUndefined) {
			t.Error(err)
		}
	})
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
	if got := (ces.WeightedResult{}).String(); got != "kpi: weighted figure undefined: the weights of 0 answers add up to 0" {
		t.Errorf("of nothing: %q", got)
	}
}
