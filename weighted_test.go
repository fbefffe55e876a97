package kpi_test

import (
	"bytes"
	"encoding/json"
	"errors"
	"maps"
	"math"
	"math/big"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
)

// ones are the weights of n answers of weight 1.
func ones(n uint64) kpi.Weights {
	sum := new(big.Rat).SetInt(new(big.Int).SetUint64(n))
	return kpi.Weights{N: n, Sum: kpi.ValueOf(sum), Squares: kpi.ValueOf(sum)}
}

func whole(n int64) kpi.Value { return kpi.ValueOf(big.NewRat(n, 1)) }

// weights are those of answers with a weight each.
func weights(each ...int64) kpi.Weights {
	sum, squares := int64(0), int64(0)
	for _, x := range each {
		sum += x
		squares += x * x
	}
	return kpi.Weights{N: uint64(len(each)), Sum: whole(sum), Squares: whole(squares)}
}

func scores(lowest int, w ...kpi.Weights) func(yield func(int, kpi.Weights) bool) {
	return func(yield func(int, kpi.Weights) bool) {
		for i, w := range w {
			if !yield(lowest+i, w) {
				return
			}
		}
	}
}

// Weights 1 and 3 for a hit, 2 for a miss: y = 4/6, Σw² = 14, Kish 36/14.
// Σ w² (x-y)² = (1 + 9)/9 + 4·4/9 = 26/9, se² = 3/2 · 26/9 / 36 = 13/108.
func TestWeightedByHand(t *testing.T) {
	y, err := kpi.WeightedRate(weights(1, 3), weights(2))
	if err != nil {
		t.Fatal(err)
	}
	se, err := y.StandardError()
	if err != nil || y.Rat().Cmp(big.NewRat(2, 3)) != 0 || y.N() != 3 {
		t.Errorf("%v of %d, %v", y, y.N(), err)
	}
	near(t, "standard error", se, math.Sqrt(13.0/108), 1e-14)
	near(t, "effective n", y.EffectiveN(), 36.0/14, 1e-14)

	// Scores 1, 2, 3 with weights 1, 2, 1: mean 2, Σ w² d² = 2, se² = 3/2 · 2/16.
	m, err := kpi.WeightedMean(scores(1, weights(1), weights(2), weights(1)))
	if err != nil {
		t.Fatal(err)
	}
	se, err = m.StandardError()
	if err != nil || m.String() != "2" {
		t.Errorf("%v, %v", m, err)
	}
	near(t, "standard error", se, math.Sqrt(3.0/16), 1e-14)
	i, err := m.Interval(0.95)
	if err != nil {
		t.Fatal(err)
	}
	near(t, "high", i.High, 2+4.302652729749464*math.Sqrt(3.0/16), 1e-12) // t of 2
}

func TestWeightsOfOneAreNoWeights(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		plus, minus, total := counts(t)
		level := rapid.Float64Range(0.5, 0.99).Draw(t, "level")
		times := rapid.Int64Range(1, 1000).Draw(t, "weight") // all equal is the same as 1
		equal := func(n uint64) kpi.Weights {
			sum := ones(n).Sum.Rat()
			sum.Mul(sum, big.NewRat(times, 1))
			return kpi.Weights{N: n, Sum: kpi.ValueOf(sum), Squares: kpi.ValueOf(sum.Mul(sum, big.NewRat(times, 1)))}
		}
		r, err := kpi.NewRate(plus, total)
		n, err2 := kpi.NewNet(plus, minus, total)
		wr, err3 := kpi.WeightedRate(equal(plus), equal(total-plus))
		wn, err4 := kpi.WeightedNet(equal(plus), equal(total-plus-minus), equal(minus))
		if err := errors.Join(err, err2, err3, err4); err != nil {
			t.Fatal(err)
		}
		checkSame(t, r, wr, level)
		checkSame(t, n, wn, level)
		if total > 1 {
			sum := new(big.Rat).SetInt(new(big.Int).SetUint64(plus))
			m, err := kpi.NewMean(total, sum, sum)
			wm, err2 := kpi.WeightedMean(scores(0, equal(total-plus), equal(plus)))
			if err := errors.Join(err, err2); err != nil {
				t.Fatal(err)
			}
			checkSame(t, m, wm, level)
		}
	})
}

func checkSame(t *rapid.T, f kpi.Estimate, w kpi.Weighted, level float64) {
	a, err := f.Interval(level)
	b, err2 := w.Interval(level)
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	if f.Rat().Cmp(w.Rat()) != 0 || math.Abs(a.Low-b.Low) > 1e-12*(1+math.Abs(a.Low)) || math.Abs(a.High-b.High) > 1e-12*(1+math.Abs(a.High)) {
		t.Fatalf("%v has %v, weighted %v %v", f, a, w, b)
	}
}

func TestWeightedIsOfTheAnswersThatWeigh(t *testing.T) {
	// Weights that differ cost answers, and the interval is wider for it.
	even, err := kpi.WeightedNet(ones(50), ones(30), ones(20))
	uneven, err2 := kpi.WeightedNet(
		kpi.Weights{N: 50, Sum: whole(50), Squares: whole(90)},
		kpi.Weights{N: 30, Sum: whole(30), Squares: whole(54)},
		kpi.Weights{N: 20, Sum: whole(20), Squares: whole(36)})
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	a, err := even.Interval(0.95)
	b, err2 := uneven.Interval(0.95)
	if err := errors.Join(err, err2); err != nil {
		t.Fatal(err)
	}
	if even.EffectiveN() != 100 || math.Abs(uneven.EffectiveN()-100/1.8) > 1e-12 || !even.Equal(uneven.Value) || b.Width() <= a.Width() {
		t.Errorf("%v of %v answers %v; %v of %v %v", even, even.EffectiveN(), a, uneven, uneven.EffectiveN(), b)
	}
	// All alike: Kish's number is what there is, and the interval does not collapse.
	all, err := kpi.WeightedRate(weights(1, 2, 3), kpi.Weights{})
	if err != nil {
		t.Fatal(err)
	}
	i, err := all.Interval(0.95)
	if err != nil || i.High != 1 || i.Low > 0.5 {
		t.Errorf("all alike: %v, %v", i, err)
	}
}

// Scores 3, 4, 5 with a weight of 1, and 100 of score 1 with a weight of 0: mean 4,
// s = 1, 4 ± 4.302653/√3 (t of 2 degrees of freedom), with them and without.
func TestAnswersOfWeight0AreNotAnswers(t *testing.T) {
	none := kpi.Weights{N: 100}
	pairs := map[string][2]kpi.Weighted{
		"mean": {
			must(kpi.WeightedMean(scores(1, kpi.Weights{}, kpi.Weights{}, ones(1), ones(1), ones(1)))),
			must(kpi.WeightedMean(scores(1, none, none, ones(1), ones(1), ones(1)))),
		},
		"rate": {must(kpi.WeightedRate(weights(1, 3), kpi.Weights{})), must(kpi.WeightedRate(weights(1, 3), none))},
		"net":  {must(kpi.WeightedNet(weights(1, 3), kpi.Weights{}, weights(2))), must(kpi.WeightedNet(weights(1, 3), none, weights(2)))},
	}
	for name, pair := range pairs {
		a, b := must(json.Marshal(pair[0])), must(json.Marshal(pair[1]))
		if !bytes.Equal(a, b) || pair[0].N() != pair[1].N() {
			t.Errorf("%s: %s without, %s with answers of weight 0", name, a, b)
		}
	}
	if i, err := pairs["mean"][1].Interval(0.95); err != nil || i.String() != "1.516..6.484 (95%)" {
		t.Errorf("interval %v, %v", i, err)
	}
	// One answer with a weight has no standard error, however many have none.
	one := must(kpi.WeightedMean(scores(1, none, ones(1))))
	for _, err := range []error{second(one.Interval(0.95)), second(one.StandardError())} {
		if !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("one answer: %v, want ErrUndefined", err)
		}
	}
	// They overflow nothing.
	if w, err := kpi.WeightedNet(ones(math.MaxUint64), none, kpi.Weights{}); err != nil || w.N() != math.MaxUint64 {
		t.Errorf("%d answers, %v", w.N(), err)
	}
}

func TestWeightsThatNoAnswersHaveAreRefused(t *testing.T) {
	one := whole(1)
	for name, w := range map[string]kpi.Weights{
		"negative sum":       {N: 1, Sum: whole(-1), Squares: one},
		"no answers":         {N: 0, Sum: one, Squares: one},
		"squares too small":  {N: 2, Sum: whole(2), Squares: one},
		"squares too large":  {N: 2, Sum: one, Squares: whole(2)},
		"negative squares":   {N: 2, Squares: whole(-2)},
		"squares of nothing": {Squares: one},
	} {
		if _, err := kpi.WeightedRate(w, ones(1)); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%s: %v, want ErrRange", name, err)
		}
	}
	if _, err := kpi.WeightedNet(ones(math.MaxUint64), ones(1), kpi.Weights{}); !errors.Is(err, kpi.ErrOverflow) {
		t.Errorf("too many: %v, want ErrOverflow", err)
	}
	for name, err := range map[string]error{
		"no weight":           second(kpi.WeightedRate(kpi.Weights{N: 3}, kpi.Weights{})),
		"no score":            second(kpi.WeightedMean(scores(1))),
		"error of the zero":   second(kpi.Weighted{}.StandardError()),
		"interval of zero":    second(kpi.Weighted{}.Interval(0.9)),
		"comparison of zeros": second(kpi.Compare(kpi.Weighted{}, kpi.Weighted{}).Interval(0.9)),
	} {
		if !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("%s: %v, want ErrUndefined", name, err)
		}
	}
}

func TestWeightedComesBackFromJSON(t *testing.T) {
	for _, w := range []kpi.Weighted{{}, must(kpi.WeightedNet(weights(1, 3), weights(2), weights(5))), must(kpi.WeightedRate(weights(1), weights(2))), must(kpi.WeightedMean(scores(1, weights(1), weights(2, 7))))} {
		data, err := json.Marshal(w)
		if err != nil {
			t.Fatal(err)
		}
		var back kpi.Weighted
		if err := json.Unmarshal(data, &back); err != nil {
			t.Fatalf("%s: %v", data, err)
		}
		a, err := w.Interval(0.95)
		b, err2 := back.Interval(0.95)
		if a != b || (err == nil) != (err2 == nil) || !back.Equal(w.Value) {
			t.Errorf("%s came back as %v, %v", data, back, b)
		}
	}
	for _, text := range []string{`{"kind":"sum","exact":"0"}`, `{"exact":"0","n":1}`, `{"exact":"0","n":1,"effective_n":1,"size":1,"hits":2}`, `{"exact":"0","variance":-1}`, `{"n":1,"effective_n":1,"size":1}`, `7`} {
		var w kpi.Weighted
		if err := json.Unmarshal([]byte(text), &w); !errors.Is(err, kpi.ErrCorrupt) {
			t.Errorf("%s: %v, want ErrCorrupt", text, err)
		}
	}
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}

// Figures of no, one and two answers, and of as many as there can be.
func TestWeightedFiguresAtTheEdge(t *testing.T) {
	// One answer: a rate and a net have an interval, a mean has none; two have.
	one := weights(2)
	for name, tc := range map[string]struct {
		w              kpi.Weighted
		interval, sdev bool
	}{
		"rate of one":  {must(kpi.WeightedRate(one, kpi.Weights{})), true, false},
		"rate of none": {must(kpi.WeightedRate(kpi.Weights{}, one)), true, false},
		"net of one":   {must(kpi.WeightedNet(kpi.Weights{}, one, kpi.Weights{})), true, false},
		"mean of one":  {must(kpi.WeightedMean(scores(1, one))), false, false},
		"mean of two":  {must(kpi.WeightedMean(scores(1, one, one))), true, true},
		"rate of two":  {must(kpi.WeightedRate(one, one)), true, true},
		"zero":         {kpi.Weighted{}, false, false},
	} {
		_, err := tc.w.Interval(0.9)
		_, err2 := tc.w.StandardError()
		if (err == nil) != tc.interval || (err2 == nil) != tc.sdev || err != nil && !errors.Is(err, kpi.ErrUndefined) || err2 != nil && !errors.Is(err2, kpi.ErrUndefined) {
			t.Errorf("%s: interval %v, standard error %v", name, err, err2)
		}
		for _, level := range []float64{0.4, 1, math.NaN()} {
			if i, err := tc.w.Interval(level); !errors.Is(err, kpi.ErrRange) {
				t.Errorf("%s at %v: %v, %v, want ErrRange", name, level, i, err)
			}
		}
	}
	// Two answers with the weight 2 and scores 1 and 2: se² = 2 · 2·4·(1/4) / 16.
	se, err := must(kpi.WeightedMean(scores(1, one, one))).StandardError()
	if err != nil {
		t.Fatal(err)
	}
	near(t, "standard error of two", se, 0.5, 1e-14)
	if w, err := kpi.WeightedRate(ones(math.MaxUint64-1), ones(1)); err != nil || w.N() != math.MaxUint64 {
		t.Errorf("as many as there can be: %d, %v", w.N(), err)
	}
	if w, err := kpi.WeightedRate(kpi.Weights{}, ones(3)); err != nil || w.String() != "0.00%" {
		t.Errorf("the zero Weights as a class: %v, %v", w, err)
	}
}

// 0 <= Σw² <= (Σw)² <= N Σw², at the bounds and beyond.
func TestWeightsAtTheirBounds(t *testing.T) {
	w := func(n uint64, sum, squares kpi.Value) kpi.Weights {
		return kpi.Weights{N: n, Sum: sum, Squares: squares}
	}
	for _, tc := range []struct {
		w    kpi.Weights
		text string
	}{
		{w(2, whole(6), whole(18)), ""}, // 3 and 3
		{w(2, whole(6), value(179, 10)), "kpi: sum of squared weights 17.9 outside 18..36"},
		{w(2, whole(6), whole(36)), ""}, // 6 and nearly 0
		{w(2, whole(6), whole(37)), "kpi: sum of squared weights 37 outside 18..36"},
		{w(1, whole(6), whole(36)), ""},
		{w(1, whole(6), whole(35)), "kpi: sum of squared weights 35 outside 36..36"},
		{w(0, whole(6), whole(36)), "kpi: sum of squared weights 36 outside 0..36"},
		{w(3, whole(-2), whole(7)), "kpi: sum of weights -2 below 0"},
	} {
		_, err := kpi.WeightedRate(tc.w, ones(1))
		if e := new(kpi.RangeError); tc.text == "" && err != nil || tc.text != "" && (!errors.As(err, &e) || err.Error() != tc.text) {
			t.Errorf("%+v: %v, want %q", tc.w, err, tc.text)
		}
	}
}

// Each number of the JSON form, one step beyond what a figure can have.
func TestWeightedJSONThatNoAnswersHaveIsRefused(t *testing.T) {
	uneven := must(kpi.WeightedNet(weights(1, 3), weights(2), weights(5)))
	good := map[string]any{}
	if err := json.Unmarshal(must(json.Marshal(uneven)), &good); err != nil {
		t.Fatal(err)
	}
	for name, x := range good { // all different, so that none stands for another
		for other, y := range good {
			if name < other && x == y {
				t.Errorf("%s and %s are both %v", name, other, x)
			}
		}
	}
	size, hits := good["size"].(float64), good["hits"].(float64)
	change := func(changes map[string]any) error {
		changed := maps.Clone(good)
		maps.Copy(changed, changes)
		return json.Unmarshal(must(json.Marshal(changed)), new(kpi.Weighted))
	}
	for name, err := range map[string]error{
		"another kind":            change(map[string]any{"kind": "sum"}),
		"no answers":              change(map[string]any{"n": 0}),
		"no effective number":     change(map[string]any{"effective_n": 0}),
		"no size":                 change(map[string]any{"size": 0, "hits": 0, "misses": 0}),
		"negative hits":           change(map[string]any{"hits": -0.5, "misses": 0.75}),
		"negative misses":         change(map[string]any{"misses": -0.5}),
		"hits and misses of more": change(map[string]any{"misses": size - hits + 0.01}),
		"negative variance":       change(map[string]any{"variance": -1}),
	} {
		if !errors.Is(err, kpi.ErrCorrupt) {
			t.Errorf("%s: %v, want ErrCorrupt", name, err)
		}
	}
	for name, err := range map[string]error{
		"as it is":                  change(nil),
		"one answer":                change(map[string]any{"n": 1}),
		"an effective number of .5": change(map[string]any{"effective_n": 0.5}),
		"a size of .5":              change(map[string]any{"size": 0.5, "hits": 0.25, "misses": 0.25}),
		"misses alone":              change(map[string]any{"hits": 0}),
		"no variance":               change(map[string]any{"variance": 0}),
	} {
		if err != nil {
			t.Errorf("%s: %v", name, err)
		}
	}
	var back kpi.Weighted
	if err := json.Unmarshal(must(json.Marshal(uneven)), &back); err != nil || back.EffectiveN() != uneven.EffectiveN() || back.N() != 4 {
		t.Errorf("%v of %d, %v", back.EffectiveN(), back.N(), err)
	}
}
