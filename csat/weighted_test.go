package csat_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/csat"
	"github.com/customerkpi/kpi/internal/laws"
)

// weighed is an answer with its weight.
type weighed struct {
	score  int
	weight decimal.Decimal
}

func TestWeightedLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*csat.Weighted, weighed]{
		Configs: []func() *csat.Weighted{
			func() *csat.Weighted { return must(csat.NewWeighted(csat.YesNo())) },
			func() *csat.Weighted { return must(csat.NewWeighted(csat.Scale{Min: 0, Satisfied: 7, Max: 10})) },
		},
		Inputs: rapid.Custom(func(t *rapid.T) weighed {
			return weighed{
				score:  rapid.Just(1).Draw(t, "score"),
				weight: decimal.New(rapid.Int64Range(0, 1e6).Draw(t, "weight"), rapid.Int32Range(-6, 2).Draw(t, "exponent")),
			}
		}),
		Add:    func(w *csat.Weighted, in weighed) error { return w.Add(in.score, in.weight) },
		Result: func(w *csat.Weighted) any { return w.Result() },
		Refused: []weighed{
			{0, one},
			{6, one},
			{math.MaxInt, one},
			{1, decimal.New(-1, 0)},
			{1, decimal.New(1, 1e7)},
			{1, decimal.New(1, -1e7)},
		},
		Full: func(t *testing.T) *csat.Weighted {
			var w csat.Weighted
			if err := w.AddN(1, one, math.MaxUint64); err != nil {
				t.Fatal(err)
			}
			return &w
		},
		Sample: []weighed{{5, decimal.New(15, -1)}, {3, decimal.New(2, 0)}, {5, decimal.New(25, -2)}},
		Wire:   "6373770102080a000000000000000000000000000001020102000201040000000000000000020201af0302025a5507",
	})
}

// Weights of 1 give the figures and the intervals of no weights.
func TestWeightsOfOneAreNoWeights(t *testing.T) {
	for _, scale := range []csat.Scale{{}, csat.OneToTen(), csat.YesNo()} {
		a, w := must(csat.New(scale)), must(csat.NewWeighted(scale))
		// Every score of the scale, each another number of times.
		for score := a.Scale().Min; score <= a.Scale().Max; score++ {
			n := uint64(score - a.Scale().Min + 2)
			if err := errors.Join(a.AddN(score, n), w.AddN(score, one, n)); err != nil {
				t.Fatal(err)
			}
		}
		r, x := a.Result(), w.Result()
		if x.Answers() != r.Answers {
			t.Errorf("%d answers, want %d", x.Answers(), r.Answers)
		}
		same(t, must(r.Mean()), must(x.Mean()))
		same(t, must(r.SatisfiedShare()), must(x.SatisfiedShare()))
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
	var w csat.Weighted
	if err := w.Add(1, decimal.New(25, -1)); err != nil {
		f.Fatal(err)
	}
	seed, _ := w.MarshalBinary()
	f.Add(seed)
	for _, tc := range weightedTable {
		f.Add(tc.data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var w csat.Weighted
		if !laws.Decodes(t, &w, data) {
			return
		}
		if _, err := w.Result().Mean(); err != nil && !errors.Is(err, kpi.ErrUndefined) {
			t.Error(err)
		}
	})
}

// Weights 3 and 1: (3 + 1)² / (9 + 1) = 1.6.
func TestWeightedText(t *testing.T) {
	var w csat.Weighted
	if err := errors.Join(w.Add(1, decimal.New(3, 0)), w.Add(5, decimal.New(1, 0))); err != nil {
		t.Fatal(err)
	}
	if got, want := w.Result().String(), "mean 2.00 of 2 answers, worth 1.6"; got != want {
		t.Errorf("got %q, want %q", got, want)
	}
	if got := (csat.WeightedResult{}).String(); got != "kpi: weighted figure undefined: no answer has a weight above 0" {
		t.Errorf("of nothing: %q", got)
	}
}

// An answer of weight 0, such as one outside the domain of an analysis, is not an
// answer: the state, the figures and the intervals are those without it.
func TestAnAnswerOfWeightZeroIsNone(t *testing.T) {
	var w, with csat.Weighted
	for _, score := range []int{3, 4, 5} {
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
	for _, x := range []*csat.Weighted{&w, &with} {
		if i := must(must(x.Result().Mean()).Interval(0.95)).String(); i != "1.516..5 (95%)" {
			t.Errorf("mean %v, want 1.516..5", i)
		}
	}
	// It is looked at all the same.
	for _, bad := range []error{with.Add(0, decimal.Decimal{}), with.Add(6, decimal.Decimal{}), with.Add(1, decimal.New(0, 1e7))} {
		if !errors.Is(bad, kpi.ErrRange) {
			t.Errorf("%v, want ErrRange", bad)
		}
	}
	// Nor does a state of nothing else have a scale to keep, or a figure.
	var empty csat.Weighted
	if err := errors.Join(empty.Add(1, decimal.Decimal{}), empty.Merge(must(csat.NewWeighted(csat.OneToTen())))); err != nil || empty.Scale() != csat.OneToTen() {
		t.Errorf("%v, scale %v", err, empty.Scale())
	}
	if _, err := empty.Result().Mean(); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("%v, want ErrUndefined", err)
	}
}

func TestRefusedWeights(t *testing.T) {
	var w csat.Weighted
	for _, tc := range []struct {
		err  error
		want string
	}{
		{w.Add(1, decimal.New(-25, -1)), "csat: weight -2.5 below 0"},
		{w.Add(99, one), "csat: score 99 outside 1..5"},
		{w.Add(1, decimal.New(1, 65)), "csat: weight exponent 65 outside -64..64"},
	} {
		if tc.err == nil || tc.err.Error() != tc.want || !errors.Is(tc.err, kpi.ErrRange) {
			t.Errorf("%v, want %s", tc.err, tc.want)
		}
	}
}

// A result that a caller made: the zero scale is the default, scores beyond the
// scale are not counted.
func TestWeightedResultOfACaller(t *testing.T) {
	var r csat.WeightedResult
	for i := range 5 + 2 {
		v := kpi.ValueOf(big.NewRat(int64(i+1), 1))
		r.Scores = append(r.Scores, kpi.Weights{N: uint64(i + 1), Sum: v, Squares: v}) // i+1 weights of 1
	}
	var a csat.Accumulator
	for i := range 5 {
		if err := a.AddN(1+i, uint64(i+1)); err != nil {
			t.Fatal(err)
		}
	}
	if n := r.Answers(); n != 5*(5+1)/2 {
		t.Errorf("%d answers, want %d", n, 5*(5+1)/2)
	}
	same(t, must(a.Result().Mean()), must(r.Mean()))
	same(t, must(a.Result().SatisfiedShare()), must(r.SatisfiedShare()))
}
