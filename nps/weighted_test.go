package nps_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/nps"
)

// weighed is an answer with its weight.
type weighed struct {
	score  int
	weight decimal.Decimal
}

func TestWeightedLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*nps.Weighted, weighed]{
		Configs: []func() *nps.Weighted{
			func() *nps.Weighted { return must(nps.NewWeighted(nps.OneToTen())) },
			func() *nps.Weighted {
				return must(nps.NewWeighted(nps.Scale{Min: 0, DetractorMax: 40, PromoterMin: 80, Max: 100}))
			},
		},
		Inputs: rapid.Custom(func(t *rapid.T) weighed {
			return weighed{
				score:  rapid.IntRange(1, 10).Draw(t, "score"),
				weight: decimal.New(rapid.Int64Range(0, 1e6).Draw(t, "weight"), rapid.Int32Range(-6, 2).Draw(t, "exponent")),
			}
		}),
		Add:    func(w *nps.Weighted, in weighed) error { return w.Add(in.score, in.weight) },
		Result: func(w *nps.Weighted) any { return w.Result() },
		Refused: []weighed{
			{-1, one},
			{11, one},
			{math.MaxInt, one},
			{1, decimal.New(-1, 0)},
			{1, decimal.New(1, 1e7)},
			{1, decimal.New(1, -1e7)},
		},
		Full: func(t *testing.T) *nps.Weighted {
			var w nps.Weighted
			if err := w.AddN(1, one, math.MaxUint64); err != nil {
				t.Fatal(err)
			}
			return &w
		},
		Sample: []weighed{{10, decimal.New(15, -1)}, {3, decimal.New(2, 0)}, {10, decimal.New(25, -2)}},
		Wire:   "6e707701000c1214000000000000000000000000000000000000000000010201020002010400000000000000000000000000000000000000000000000000000000000000000000000000000000000000020201af0302025a5507",
	})
}

// Weights of 1 give the figures and the intervals of no weights.
func TestWeightsOfOneAreNoWeights(t *testing.T) {
	for _, scale := range []nps.Scale{{}, nps.OneToTen(), {Min: 0, DetractorMax: 0, PromoterMin: 1, Max: 1}} {
		a, w := must(nps.New(scale)), must(nps.NewWeighted(scale))
		// Every score of the scale, each another number of times.
		for score := a.Scale().Min; score <= a.Scale().Max; score++ {
			n := uint64(score - a.Scale().Min + 2)
			if err := errors.Join(a.AddN(score, n), w.AddN(score, one, n)); err != nil {
				t.Fatal(err)
			}
		}
		r, x := a.Result(), w.Result()
		if x.Answers() != r.Answers() {
			t.Errorf("%d answers, want %d", x.Answers(), r.Answers())
		}
		same(t, must(r.Score()), must(x.Score()))
		same(t, must(r.PromoterShare()), must(x.PromoterShare()))
		same(t, must(r.DetractorShare()), must(x.DetractorShare()))
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
	var w nps.Weighted
	if err := w.Add(1, decimal.New(25, -1)); err != nil {
		f.Fatal(err)
	}
	seed, _ := w.MarshalBinary()
	f.Add(seed)
	for _, tc := range weightedTable {
		f.Add(tc.data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var w nps.Weighted
		if !laws.Decodes(t, &w, data) {
			return
		}
		if _, err := w.Result().Score(); err != nil && !errors.Is(err, kpi.ErrUndefined) {
			t.Error(err)
		}
	})
}

// Weights 3 and 1: (3 + 1)² / (9 + 1) = 1.6.
func TestWeightedText(t *testing.T) {
	var w nps.Weighted
	if err := errors.Join(w.Add(3, decimal.New(3, 0)), w.Add(10, decimal.New(1, 0))); err != nil {
		t.Fatal(err)
	}
	if got, want := w.Result().String(), "-50.0 of 2 answers, worth 1.6"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := (nps.WeightedResult{}).String(); got != "kpi: weighted figure undefined: no answer has a weight above 0" {
		t.Errorf("of nothing: %q", got)
	}
}

// An answer of weight 0, such as one outside the domain of an analysis, is not an
// answer: the state, the figures and the intervals are those without it.
func TestAnAnswerOfWeightZeroIsNone(t *testing.T) {
	var w, with nps.Weighted
	for _, score := range []int{3, 9, 10} {
		if err := errors.Join(w.Add(score, one), with.Add(score, one)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(with.AddN(1, decimal.Decimal{}, 100), with.Add(2, decimal.New(0, -3)), with.AddN(3, one, 0), with.AddN(1, decimal.New(0, 5), math.MaxUint64)); err != nil {
		t.Fatal(err)
	}
	if a, b := must(w.MarshalBinary()), must(with.MarshalBinary()); string(a) != string(b) {
		t.Errorf("the state is %x, without them %x", b, a)
	}
	if n := with.Result().Answers(); n != 3 {
		t.Errorf("%d answers, want 3", n)
	}
	if a, b := must(w.Result().Score()), must(with.Result().Score()); must(a.Interval(0.95)) != must(b.Interval(0.95)) || b.N() != 3 || b.EffectiveN() != 3 {
		t.Errorf("%v of %d, without them %v of %d", b, b.N(), a, a.N())
	}
	// It is looked at all the same.
	for _, bad := range []error{with.Add(-1, decimal.Decimal{}), with.Add(11, decimal.Decimal{}), with.Add(1, decimal.New(0, 1e7))} {
		if !errors.Is(bad, kpi.ErrRange) {
			t.Errorf("%v, want ErrRange", bad)
		}
	}
	// Nor does a state of nothing else have a scale to keep, or a figure.
	var empty nps.Weighted
	if err := errors.Join(empty.Add(1, decimal.Decimal{}), empty.Merge(must(nps.NewWeighted(nps.OneToTen())))); err != nil || empty.Scale() != nps.OneToTen() {
		t.Errorf("%v, scale %v", err, empty.Scale())
	}
	if _, err := empty.Result().Score(); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("%v, want ErrUndefined", err)
	}
}

func TestRefusedWeights(t *testing.T) {
	var w nps.Weighted
	for _, tc := range []struct {
		err  error
		want string
	}{
		{w.Add(1, decimal.New(-25, -1)), "nps: weight -2.5 below 0"},
		{w.Add(99, one), "nps: score 99 outside 0..10"},
		{w.Add(1, decimal.New(1, 65)), "nps: weight exponent 65 outside -64..64"},
	} {
		if tc.err == nil || tc.err.Error() != tc.want || !errors.Is(tc.err, kpi.ErrRange) {
			t.Errorf("%v, want %s", tc.err, tc.want)
		}
	}
}

// A result that a caller made: the zero scale is the default, scores beyond the
// scale are not counted.
func TestWeightedResultOfACaller(t *testing.T) {
	var r nps.WeightedResult
	for i := range 11 + 2 {
		v := kpi.ValueOf(big.NewRat(int64(i+1), 1))
		r.Scores = append(r.Scores, kpi.Weights{N: uint64(i + 1), Sum: v, Squares: v}) // i+1 weights of 1
	}
	var a nps.Accumulator
	for i := range 11 {
		if err := a.AddN(0+i, uint64(i+1)); err != nil {
			t.Fatal(err)
		}
	}
	if n := r.Answers(); n != 11*(11+1)/2 {
		t.Errorf("%d answers, want %d", n, 11*(11+1)/2)
	}
	same(t, must(a.Result().Score()), must(r.Score()))
	same(t, must(a.Result().PromoterShare()), must(r.PromoterShare()))
	same(t, must(a.Result().DetractorShare()), must(r.DetractorShare()))
}
