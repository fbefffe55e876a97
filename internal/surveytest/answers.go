package surveytest

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/google/go-cmp/cmp/cmpopts"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
)

// goOn: all scores of a scale, and others, after each way to a state.
func (s Spec[S, R, X, A, W]) goOn(t *testing.T) {
	for _, c := range s.scales() {
		first := must(s.New(c.scale))
		if err := first.Add(c.highest); err != nil {
			t.Fatal(err)
		}
		merged, adopted, decoded := must(s.New(c.scale)), s.zero(), s.zero()
		if err := errors.Join(merged.Merge(first), adopted.Merge(first), decoded.UnmarshalBinary(must(first.MarshalBinary()))); err != nil {
			t.Fatal(err)
		}
		for name, a := range map[string]A{"Clone": first.Clone(), "Merge": merged, "Merge into zero": adopted, "UnmarshalBinary": decoded} {
			t.Run(fmt.Sprintf("%v after %s", c.scale, name), func(t *testing.T) {
				if a.Scale() != first.Scale() {
					t.Errorf("the scale is %v", a.Scale())
				}
				s.everyScore(t, a, c)
				s.otherScores(t, a, c)
			})
		}
	}
}

// everyScore adds the lowest score once, the next one twice, and so on, to an
// accumulator that has the highest score once.
func (s Spec[S, R, X, A, W]) everyScore(t *testing.T, a A, c sized[S]) {
	for score := c.lowest; score <= c.highest; score++ {
		for range score - c.lowest + 1 {
			if err := a.Add(score); err != nil {
				t.Fatal(err)
			}
		}
	}
	for score := c.lowest - 2; score <= c.highest+2; score++ {
		want := uint64(max(score-c.lowest+1, 0))
		switch {
		case score > c.highest:
			want = 0
		case score == c.highest:
			want++
		}
		if got := a.Count(score); got != want {
			t.Errorf("score %d was counted %d times, want %d", score, got, want)
		}
	}
}

// otherScores adds scores that a table of counters could take for others.
func (s Spec[S, R, X, A, W]) otherScores(t *testing.T, a A, c sized[S]) {
	n := a.Result().N()
	for _, score := range []int{c.lowest - 1, c.highest + 1, c.lowest - 11, c.highest + 11, c.lowest + 128, c.lowest - 128, c.highest + 256, math.MinInt, math.MaxInt} {
		if score >= c.lowest && score <= c.highest {
			continue
		}
		for way, err := range map[string]error{
			"Add":                  a.Add(score),
			"AddN":                 a.AddN(score, 3),
			"AddN of none":         a.AddN(score, 0),
			"AddSlice, alone":      a.AddSlice([]int{score}),
			"AddSlice, first":      a.AddSlice([]int{score, c.lowest}),
			"AddSlice, last":       a.AddSlice([]int{c.lowest, score}),
			"AddSlice, in between": a.AddSlice([]int{c.lowest, score, c.highest}),
		} {
			if !errors.Is(err, kpi.ErrRange) {
				t.Errorf("%s of %d: %v, want ErrRange", way, score, err)
			}
		}
	}
	if got := a.Result().N(); got != n {
		t.Errorf("%d answers after refused ones, %d before", got, n)
	}
}

// columnsOfBytes: every byte, alone and behind a whole block of others.
func (s Spec[S, R, X, A, W]) columnsOfBytes(t *testing.T) {
	for _, c := range s.scales() {
		other := max(c.lowest, 0)
		for v := range 256 {
			for _, before := range []int{0, 1, 63, 127, 128, 129} {
				column := make([]uint8, before+1)
				for i := range column {
					column[i] = uint8(other)
				}
				column[before] = uint8(v)
				a := must(s.New(c.scale))
				err := a.AddBytes(column)
				want := map[int]uint64{other: uint64(before)}
				want[v]++
				on := c.lowest <= v && v <= c.highest
				if on != (err == nil) || !on && (!errors.Is(err, kpi.ErrRange) || a.Result().N() != 0) {
					t.Fatalf("%v: %d behind %d: %v, %d answers", c.scale, v, before, err, a.Result().N())
				}
				if on && (a.Count(v) != want[v] || a.Count(other) != want[other] || a.Result().N() != uint64(before)+1) {
					t.Fatalf("%v: %d behind %d was counted %d times of %d", c.scale, v, before, a.Count(v), a.Result().N())
				}
			}
		}
	}
}

// waysAgree compares Add, AddN and the columns with Of.
func (s Spec[S, R, X, A, W]) waysAgree(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		c := rapid.SampledFrom(s.scales()).Draw(t, "scale")
		scores := rapid.SliceOfN(rapid.IntRange(max(c.lowest, 0), c.highest), 0, 300).Draw(t, "scores")
		want := must(c.scale.Of(scores...))
		single, slice, column, counted := must(s.New(c.scale)), must(s.New(c.scale)), must(s.New(c.scale)), must(s.New(c.scale))
		bytes, counts := make([]uint8, len(scores)), map[int]uint64{}
		for i, score := range scores {
			bytes[i] = uint8(score)
			counts[score]++
			if err := single.Add(score); err != nil {
				t.Fatal(err)
			}
		}
		if err := errors.Join(slice.AddSlice(scores), column.AddBytes(bytes)); err != nil {
			t.Fatal(err)
		}
		for score, n := range counts {
			if err := counted.AddN(score, n); err != nil || counted.Count(score) != n {
				t.Fatalf("%v, Count(%d) = %d, want %d", err, score, counted.Count(score), n)
			}
		}
		for name, a := range map[string]A{"Add": single, "AddSlice": slice, "AddBytes": column, "AddN": counted} {
			if d := cmp.Diff(want, a.Result(), equal); d != "" {
				t.Fatalf("%s: (-want +got)\n%s", name, d)
			}
		}
		if want.N() != uint64(len(scores)) {
			t.Fatalf("%d answers, want %d", want.N(), len(scores))
		}
	})
}

// countsByScore compares FromCounts with AddN on every scale.
func (s Spec[S, R, X, A, W]) countsByScore(t *testing.T) {
	if s.FromCounts == nil {
		t.Skip("answers are counted by class")
	}
	for _, c := range s.scales() {
		a := must(s.New(c.scale))
		var counts []uint64
		for score := c.lowest; score <= c.highest; score++ {
			counts = append(counts, uint64(len(counts)*7%5))
			if err := a.AddN(score, counts[len(counts)-1]); err != nil {
				t.Fatal(err)
			}
		}
		if d := cmp.Diff(a.Result(), must(s.FromCounts(c.scale, counts...)), equal); d != "" {
			t.Errorf("%v: (-want +got)\n%s", c.scale, d)
		}
		s.refusedCounts(t, c.scale, counts)
	}
	if r, err := s.FromCounts(s.Scale(5, 5, 6, 5), 1); !errors.Is(err, kpi.ErrRange) || r.N() != 0 {
		t.Errorf("on what is not a scale: %v, %v", r, err)
	}
}

// refusedCounts: one count too few or too many, and one answer too many.
func (s Spec[S, R, X, A, W]) refusedCounts(t *testing.T, scale S, counts []uint64) {
	for _, wrong := range [][]uint64{nil, counts[1:], append(counts, 0)} {
		r, err := s.FromCounts(scale, wrong...)
		want := fmt.Sprintf("%s: number of counts %d outside %d..%d", s.Op, len(wrong), len(counts), len(counts))
		if !errors.Is(err, kpi.ErrRange) || err.Error() != want || r.N() != 0 {
			t.Errorf("%v: %v, %v, want %s", scale, r, err, want)
		}
	}
	counts[len(counts)-1] = full
	if r, err := s.FromCounts(scale, counts...); err != nil || r.N() < full {
		t.Errorf("%v: %v, %v", scale, r, err)
	}
	counts[len(counts)-1]++
	if r, err := s.FromCounts(scale, counts...); !errors.Is(err, kpi.ErrOverflow) || r.N() != 0 {
		t.Errorf("%v: %v, %v, want ErrOverflow", scale, r, err)
	}
}

// equal compares figures by their value.
var equal = cmp.Options{cmpopts.EquateComparable(), cmp.Comparer(kpi.Value.Equal)}

func (s Spec[S, R, X, A, W]) refusedScores(t *testing.T) {
	a := s.zero()
	above := fmt.Sprintf("%s: score %d outside %d..%d", s.Op, s.Max+1, s.Min, s.Max)
	below := fmt.Sprintf("%s: score %d outside %d..%d", s.Op, s.Min-1, s.Min, s.Max)
	_, errOf := s.Default.Of(s.Max, s.Min, s.Max+1)
	for _, tc := range []struct {
		err  error
		want string
	}{
		{a.Add(s.Max + 1), above},
		{a.Add(s.Min - 1), below},
		{a.AddN(s.Max+1, full), above},
		{a.AddSlice([]int{s.Max, s.Min - 1}), "input 1: " + below},
		{a.AddSlice([]int{s.Max + 1, s.Min - 1}), "input 0: " + above},
		{a.AddBytes([]uint8{uint8(s.Max), uint8(s.Max) + 1}), "input 1: " + above},
		{errOf, "input 2: " + above},
	} {
		if tc.err == nil || tc.err.Error() != tc.want || !errors.Is(tc.err, kpi.ErrRange) {
			t.Errorf("%v, want %s", tc.err, tc.want)
		}
	}
	if n := a.Result().N(); n != 0 {
		t.Errorf("%d refused answers were counted", n)
	}
	r, err := s.Default.Of(s.Max, s.Max+1)
	if err == nil || r.N() != 0 {
		t.Errorf("Of: %v, %v", r, err)
	}
}

const full = 1<<57 - 1 // answers of one score

// fullCounter: a counter takes 2^57-1 answers, whichever way fills it, and not one
// more.
func (s Spec[S, R, X, A, W]) fullCounter(t *testing.T) {
	last, other := s.Max, s.Max-1
	single := s.counted(t, last, 1)
	for name, fill := range map[string]func(a A) error{
		"Add":      func(a A) error { return a.Add(last) },
		"AddN":     func(a A) error { return a.AddN(last, 1) },
		"AddSlice": func(a A) error { return a.AddSlice([]int{last}) },
		"AddBytes": func(a A) error { return a.AddBytes([]uint8{uint8(last)}) },
		"Merge":    func(a A) error { return a.Merge(single) },
	} {
		a := s.counted(t, last, full-1)
		if err := errors.Join(a.Add(other), fill(a)); err != nil {
			t.Fatalf("%s of the last answer that fits: %v", name, err)
		}
		decoded, adopted := s.zero(), s.zero()
		if err := errors.Join(decoded.UnmarshalBinary(must(a.MarshalBinary())), adopted.Merge(a)); err != nil {
			t.Fatalf("%s: %v", name, err)
		}
		for way, b := range map[string]A{"itself": a, "a clone": a.Clone(), "decoded": decoded, "merged": adopted} {
			s.staysFull(t, fmt.Sprintf("full by %s, %s", name, way), b)
		}
	}
	s.suddenlyFull(t)
	s.overfull(t)
	elsewhere := s.Scale(1, 6, 9, 50)
	b := must(s.New(elsewhere))
	err := errors.Join(b.Add(9))
	if err = errors.Join(err, single.Merge(b)); err == nil || err.Error() != fmt.Sprintf("%s: incompatible scales %v and %v", s.Op, s.Default, elsewhere) {
		t.Error(err)
	}
}

// overfull: more answers than fit, in one call, are refused.
func (s Spec[S, R, X, A, W]) overfull(t *testing.T) {
	last := s.Max
	nearly := func() A { return s.counted(t, last, full-1) }
	for _, err := range []error{
		nearly().AddN(last, 2),
		nearly().AddSlice([]int{last, last}),
		nearly().AddBytes([]uint8{uint8(last), uint8(last), uint8(s.Min)}),
		nearly().Merge(nearly()),
	} {
		if want := s.Op + ": answers of a score overflow"; err == nil || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
	}
}

// counted returns an accumulator that has a score n times.
func (s Spec[S, R, X, A, W]) counted(t *testing.T, score int, n uint64) A {
	t.Helper()
	a := s.zero()
	if err := a.AddN(score, n); err != nil {
		t.Fatal(err)
	}
	return a
}

// staysFull adds to an accumulator with 2^57-1 of the highest score and one of the
// score below.
func (s Spec[S, R, X, A, W]) staysFull(t *testing.T, what string, a A) {
	t.Helper()
	last, other := s.Max, s.Max-1
	for more, err := range map[string]error{
		"Add": a.Add(last), "AddN": a.AddN(last, 1), "Merge": a.Merge(s.counted(t, last, 1)),
		"AddSlice": a.AddSlice([]int{other, last}), "AddBytes": a.AddBytes([]uint8{uint8(other), uint8(last)}),
	} {
		if !errors.Is(err, kpi.ErrOverflow) {
			t.Errorf("%s, %s: %v, want ErrOverflow", what, more, err)
		}
	}
	if err := a.Add(other); err != nil || a.Count(last) != full || a.Count(other) != 2 {
		t.Errorf("%s: %v, %d and %d", what, err, a.Count(last), a.Count(other))
	}
}

// suddenlyFull: a counter that was small until a moment ago, so that Add had its
// fast way.
func (s Spec[S, R, X, A, W]) suddenlyFull(t *testing.T) {
	last, other := s.Max, s.Max-1
	for name, fill := range map[string]func(a A) error{
		"AddN":     func(a A) error { return a.AddN(last, full) },
		"AddSlice": func(a A) error { return errors.Join(a.AddN(last, full-1), a.AddSlice([]int{last})) },
		"Merge":    func(a A) error { return a.Merge(s.counted(t, last, full)) },
	} {
		for way, make := range map[string]func(A) A{
			"itself":  func(a A) A { return a },
			"a clone": func(a A) A { return a.Clone() },
			"decoded": func(a A) A {
				if err := a.UnmarshalBinary(must(a.MarshalBinary())); err != nil {
					t.Fatal(err)
				}
				return a
			},
		} {
			a := make(s.counted(t, other, 2))
			if err := errors.Join(a.Add(other), fill(a)); err != nil {
				t.Fatal(err)
			}
			if err := a.Add(last); !errors.Is(err, kpi.ErrOverflow) || a.Count(last) != full || a.Count(other) != 3 {
				t.Errorf("%s, full by %s: %v, %d and %d", way, name, err, a.Count(last), a.Count(other))
			}
		}
	}
}

func (s Spec[S, R, X, A, W]) allocates(t *testing.T) {
	a := s.zero()
	scores, column := []int{s.Min, s.Max, s.Max}, []uint8{uint8(s.Max), uint8(s.Min)}
	if n := testing.AllocsPerRun(10, func() {
		if a.Add(s.Min) != nil || a.AddN(s.Max, 5) != nil || a.AddSlice(scores) != nil || a.AddBytes(column) != nil {
			t.Fatal("refused")
		}
	}); n != 0 {
		t.Errorf("%v allocations, want 0", n)
	}
}

func (s Spec[S, R, X, A, W]) noAnswer(t *testing.T) {
	var r R
	for _, f := range s.Figures {
		_, err := f.Of(r)
		if want := s.Op + ": " + f.Name + " undefined: no answer"; !errors.Is(err, kpi.ErrUndefined) || err.Error() != want {
			t.Errorf("%v, want %s", err, want)
		}
		if _, err := f.Weighted(*new(X)); !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("weighted %s: %v, want ErrUndefined", f.Name, err)
		}
	}
	p, err := r.Percentages(1)
	if want := s.Op + ": percentages undefined: no answer"; p != nil || !errors.Is(err, kpi.ErrUndefined) || err.Error() != want {
		t.Errorf("%v, %v, want %s", p, err, want)
	}
	if n := r.N(); n != 0 {
		t.Errorf("%d answers of none", n)
	}
	if text := r.String(); text != s.Op+": "+s.Figures[0].Name+" undefined: no answer" {
		t.Error(text)
	}
	if text := (*new(X)).String(); text != "kpi: weighted figure undefined: no answer has a weight above 0" {
		t.Error(text)
	}
}

func (s Spec[S, R, X, A, W]) percentages(t *testing.T) {
	r := must(s.Default.Of(s.Max, s.Max, s.Min, s.Max-2))
	for places := int32(-3); places < 4; places++ {
		sum := decimal.Decimal{}
		for _, p := range must(r.Percentages(places)) {
			sum = sum.Add(p)
		}
		if !sum.Equal(decimal.New(100, 0)) {
			t.Errorf("to %d places they sum to %v", places, sum)
		}
	}
}
