package surveytest

import (
	"errors"
	"fmt"
	"math"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
)

// weightsOfOne: weights of 1 give the figures and the intervals of no weights.
func (s Spec[S, R, X, A, W]) weightsOfOne(t *testing.T) {
	for _, c := range append(s.scales(), sized[S]{s.Scale(0, 0, 1, 1), 0, 1}) {
		a, w := must(s.New(c.scale)), must(s.NewWeighted(c.scale))
		// Every score of the scale, each another number of times.
		for score := c.lowest; score <= c.highest; score++ {
			n := uint64(score - c.lowest + 2)
			if err := errors.Join(a.AddN(score, n), w.AddN(score, one, n)); err != nil {
				t.Fatal(err)
			}
		}
		s.same(t, a.Result(), w.Result())
	}
}

// same compares all figures and their intervals with the weighted ones.
func (s Spec[S, R, X, A, W]) same(t *testing.T, r R, x X) {
	t.Helper()
	if x.N() != r.N() {
		t.Errorf("%d weighted answers, want %d", x.N(), r.N())
	}
	for _, f := range s.Figures {
		figure, weighted := must(f.Of(r)), must(f.Weighted(x))
		a, b := must(figure.Interval(0.95)), must(weighted.Interval(0.95))
		if figure.Rat().Cmp(weighted.Rat()) != 0 || math.Abs(a.Low-b.Low) > 1e-12*(1+math.Abs(a.Low)) || math.Abs(a.High-b.High) > 1e-12*(1+math.Abs(a.High)) {
			t.Errorf("%s: %v %v, weighted %v %v", f.Name, figure, a, weighted, b)
		}
	}
}

// weightZero: an answer of weight 0, such as one outside the domain of an analysis,
// is not an answer. The state, the figures and the intervals are those without it.
func (s Spec[S, R, X, A, W]) weightZero(t *testing.T) {
	w, with := s.zeroWeighted(), s.zeroWeighted()
	for _, score := range []int{s.Min, s.Max - 1, s.Max} {
		if err := errors.Join(w.Add(score, one), with.Add(score, one)); err != nil {
			t.Fatal(err)
		}
	}
	none := decimal.Decimal{}
	if err := errors.Join(with.AddN(s.Min, none, 100), with.Add(s.Max, decimal.New(0, -3)), with.AddN(s.Max, one, 0), with.AddN(s.Min, decimal.New(0, 5), math.MaxUint64)); err != nil {
		t.Fatal(err)
	}
	if a, b := must(w.MarshalBinary()), must(with.MarshalBinary()); string(a) != string(b) {
		t.Errorf("the state is %x, without them %x", b, a)
	}
	if n := with.Result().N(); n != 3 {
		t.Errorf("%d answers, want 3", n)
	}
	// It is checked all the same.
	for _, bad := range []error{with.Add(s.Min-1, none), with.Add(s.Max+1, none), with.Add(s.Min, decimal.New(0, 1e7))} {
		if !errors.Is(bad, kpi.ErrRange) {
			t.Errorf("%v, want ErrRange", bad)
		}
	}
	// A state of nothing else takes over another scale, and has no figure.
	scale, empty := s.Scale(2, 4, 6, 8), s.zeroWeighted()
	if err := errors.Join(empty.Add(s.Min, none), empty.Merge(must(s.NewWeighted(scale)))); err != nil || empty.Scale() != scale {
		t.Errorf("%v, scale %v", err, empty.Scale())
	}
	if _, err := s.Figures[0].Weighted(empty.Result()); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("%v, want ErrUndefined", err)
	}
}

func (s Spec[S, R, X, A, W]) refusedWeights(t *testing.T) {
	w := s.zeroWeighted()
	for _, tc := range []struct {
		err  error
		want string
	}{
		{w.Add(s.Min, decimal.New(-25, -1)), "weight -2.5 below 0"},
		{w.Add(99, one), fmt.Sprintf("score 99 outside %d..%d", s.Min, s.Max)},
		{w.Add(s.Min-1, one), fmt.Sprintf("score %d outside %d..%d", s.Min-1, s.Min, s.Max)},
		{w.Add(s.Min, decimal.New(1, 65)), "weight exponent 65 outside -64..64"},
	} {
		if tc.err == nil || tc.err.Error() != s.Op+": "+tc.want || !errors.Is(tc.err, kpi.ErrRange) {
			t.Errorf("%v, want %s: %s", tc.err, s.Op, tc.want)
		}
	}
	if n := w.Result().N(); n != 0 {
		t.Errorf("%d refused answers were counted", n)
	}
}

// fullWeighted: 2^64-1 weighted answers stay full, wherever they came from.
func (s Spec[S, R, X, A, W]) fullWeighted(t *testing.T) {
	scale := s.Scale(0, 0, 1, 1)
	some := func(score int, n uint64) W {
		w := must(s.NewWeighted(scale))
		if err := w.AddN(score, one, n); err != nil {
			t.Fatal(err)
		}
		return w
	}
	filled := some(1, 1<<63)
	if err := filled.Merge(some(0, 1<<63-1)); err != nil {
		t.Fatal(err)
	}
	decoded, adopted := s.zeroWeighted(), s.zeroWeighted()
	if err := errors.Join(decoded.UnmarshalBinary(must(filled.MarshalBinary())), adopted.Merge(filled)); err != nil {
		t.Fatal(err)
	}
	for name, w := range map[string]W{"merged": filled, "a clone": filled.Clone(), "decoded": decoded, "adopted": adopted} {
		for way, err := range map[string]error{"Add": w.Add(0, one), "AddN": w.AddN(1, one, 2), "Merge": w.Merge(some(1, 1))} {
			if !errors.Is(err, kpi.ErrOverflow) || err.Error() != s.Op+": weighted answers overflow" {
				t.Errorf("%s, %s: %v, want %s: weighted answers overflow", name, way, err, s.Op)
			}
		}
		if err := w.AddN(1, decimal.Decimal{}, 5); err != nil || w.Result().N() != math.MaxUint64 {
			t.Errorf("%s: %v, %d answers", name, err, w.Result().N())
		}
	}
	other := must(s.NewWeighted(s.Scale(3, 5, 7, 11)))
	if err := filled.Merge(other); err == nil || err.Error() != fmt.Sprintf("%s: incompatible scales %v and %v", s.Op, scale, other.Scale()) {
		t.Error(err)
	}
}

// givenWeights: of a result that a caller made, the zero scale is the default, and
// scores beyond the scale do not count.
func (s Spec[S, R, X, A, W]) givenWeights(t *testing.T) {
	var each []kpi.Weights
	a := s.zero()
	for i := range s.Max - s.Min + 3 {
		v := kpi.ValueOf(big.NewRat(int64(i+1), 1))
		each = append(each, kpi.Weights{N: uint64(i + 1), Sum: v, Squares: v}) // i+1 weights of 1
		if s.Min+i > s.Max {
			continue
		}
		if err := a.AddN(s.Min+i, uint64(i+1)); err != nil {
			t.Fatal(err)
		}
	}
	s.same(t, a.Result(), s.Given(each))
}
