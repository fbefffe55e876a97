package tally

import (
	"bytes"
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/wire"
)

// emptyWeighted returns weighted scores of a range.
func emptyWeighted(g Range) *Weighted {
	var w Weighted
	w.Init(g)
	return &w
}

// Weights of more than 128 bits are in memory of their own.
func TestACloneOfWeightsSharesNothing(t *testing.T) {
	g := of(1, 2)
	w := emptyWeighted(g)
	if err := errors.Join(w.AddN(1, decimal.New(1, 40), 1), w.AddN(1, decimal.New(5, -1), 1)); err != nil {
		t.Fatal(err)
	}
	before := w.Append(nil, g)
	c := w.Clone()
	if !bytes.Equal(c.Append(nil, g), before) || c.N() != 2 {
		t.Errorf("%d answers", c.N())
	}
	if err := errors.Join(c.AddN(1, decimal.New(3, 41), 5), c.AddN(1, decimal.New(1, -64), 1), c.Merge(w)); err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(w.Append(nil, g), before) {
		t.Error("the origin changed with its clone")
	}
	var none Weighted
	if c := none.Clone(); c.scores != nil || c.N() != 0 {
		t.Errorf("the clone of none is %v", c)
	}
}

func TestWeightsAreCountedOrRefused(t *testing.T) {
	g := of(1, 3)
	w := emptyWeighted(g)
	w.Init(of(5, 9)) // it has a range
	for _, tc := range []struct {
		score  int
		weight decimal.Decimal
		n      uint64
		want   string
	}{
		{1, decimal.New(25, -1), 2, ""},
		{3, decimal.New(1, 0), math.MaxUint64 - 2, ""},
		{0, decimal.New(1, 0), 1, "test: score 0 outside 1..3"},
		{4, decimal.New(1, 0), 1, "test: score 4 outside 1..3"},
		{-1 << 31, decimal.New(1, 0), 1, "test: score -2147483648 outside 1..3"},
		{1, decimal.New(-25, -1), 1, "test: weight -2.5 below 0"},
		{1, decimal.New(1, 65), 1, "test: weight exponent 65 outside -64..64"},
		{1, decimal.New(0, 65), 1, "test: weight exponent 65 outside -64..64"},
		{2, decimal.New(1, 0), 1, "test: weighted answers overflow"},
		{2, decimal.New(0, 0), 1, ""},
	} {
		before := w.Append(nil, g)
		err := w.AddN(tc.score, tc.weight, tc.n)
		if (err == nil) != (tc.want == "") || err != nil && (err.Error() != tc.want || !bytes.Equal(w.Append(nil, g), before)) {
			t.Errorf("%d, %v: %v, want %s", tc.score, tc.weight, err, tc.want)
		}
	}
	each := w.Weights(g)
	if len(each) != 3 || each[0].N != 2 || each[0].Sum.String() != "5" || each[0].Squares.String() != "12.5" || each[1].N != 0 || each[2].N != math.MaxUint64-2 {
		t.Errorf("%v", each)
	}
	if err := w.Merge(w); !errors.Is(err, kpi.ErrOverflow) || err.Error() != "test: weighted answers overflow" || w.N() != math.MaxUint64 {
		t.Errorf("%v, %d answers", err, w.N())
	}
	if err := w.Merge(new(Weighted)); err != nil || w.N() != math.MaxUint64 {
		t.Errorf("%v, %d answers", err, w.N())
	}
	var none Weighted
	if each := none.Weights(g); len(each) != 3 || each[1].N != 0 || each[1].Sum.String() != "0" {
		t.Errorf("%v", each)
	}
}

func TestWeightsMerge(t *testing.T) {
	g := of(1, 2)
	a, b, both := emptyWeighted(g), emptyWeighted(g), emptyWeighted(g)
	for i, w := range []*Weighted{a, b, a, b, b} {
		score, weight := 1+i%2, decimal.New(int64(i+1), -1)
		if err := errors.Join(w.AddN(score, weight, uint64(i+1)), both.AddN(score, weight, uint64(i+1))); err != nil {
			t.Fatal(err)
		}
	}
	if err := a.Merge(b); err != nil || a.N() != 15 || !bytes.Equal(a.Append(nil, g), both.Append(nil, g)) {
		t.Errorf("%v, %d answers: %v, want %v", err, a.N(), a.Weights(g), both.Weights(g))
	}
	most := emptyWeighted(g)
	if err := errors.Join(most.AddN(1, decimal.New(1, 0), math.MaxUint64-15), most.Merge(a)); err != nil || most.N() != math.MaxUint64 {
		t.Errorf("%v, %d answers", err, most.N())
	}
}

// Each valid encoding is followed by what lies one step beyond it.
func TestWeightsThatNoAnswersHave(t *testing.T) {
	const most = math.MaxUint64
	type moments struct {
		n            uint64
		sum, squares int64
	}
	for _, tc := range []struct {
		name string
		each [2]moments
		want string
	}{
		{"weights 1 and 2", [2]moments{{2, 3, 5}, {}}, ""},
		{"weights 3 and 0", [2]moments{{2, 3, 9}, {}}, "a weight is not above 0"},
		{"weights 4 and -1", [2]moments{{}, {2, 3, 17}}, "a weight is not above 0"},
		{"one weight of 3", [2]moments{{1, 3, 9}, {}}, ""},
		{"one weight of -3", [2]moments{{1, -3, 9}, {}}, "a weight is not above 0"},
		{"one weight of 0", [2]moments{{1, 0, 0}, {}}, "a weight is not above 0"},
		{"weights 1 and -1", [2]moments{{2, 0, 2}, {}}, "a weight is not above 0"},
		{"2^64-1 answers", [2]moments{{most - 1, 1 << 40, 1 << 20}, {1, 1, 1}}, ""},
		{"2^64 answers", [2]moments{{most, 1 << 40, 1 << 20}, {1, 1, 1}}, "more than 2^64-1 answers"},
	} {
		var b []byte
		for _, m := range tc.each {
			b = wire.AppendUint(b, m.n)
			for _, v := range []int64{m.sum, m.squares} {
				b = wire.AppendInt(wire.AppendBig(b, big.NewInt(v)), 0)
			}
		}
		r := wire.Open("test", "", b)
		w := ReadWeighted(r, of(0, 1))
		err := r.Close()
		if want := "test: corrupt encoding: " + tc.want; (err == nil) != (tc.want == "") || err != nil && err.Error() != want {
			t.Errorf("%s: %v, want %s", tc.name, err, want)
		}
		if err == nil && w.N() != tc.each[0].n+tc.each[1].n {
			t.Errorf("%s: %d answers", tc.name, w.N())
		}
	}
}

func TestWeightsAreReadBack(t *testing.T) {
	g := of(0, 4)
	w := emptyWeighted(g)
	if err := errors.Join(w.AddN(4, decimal.New(1, 0), 2), w.AddN(0, decimal.New(3, 0), 5)); err != nil {
		t.Fatal(err)
	}
	good := w.Append(nil, g)
	r := wire.Open("tally", "", good)
	if back := ReadWeighted(r, g); r.Close() != nil || back.N() != 7 || !bytes.Equal(back.Append(nil, g), good) {
		t.Errorf("%v, %d answers, want 7", r.Err(), back.N())
	}
	r = wire.Open("tally", "", good[:len(good)-1])
	if ReadWeighted(r, g); r.Close() == nil {
		t.Error("half of it is read")
	}
	if none := new(Weighted).Append(nil, of(3, 4)); string(none) != string(emptyWeighted(of(3, 4)).Append(nil, of(3, 4))) {
		t.Errorf("no answers are %x", none)
	}
}

func FuzzReadWeighted(f *testing.F) {
	w := emptyWeighted(of(1, 3))
	if err := errors.Join(w.AddN(1, decimal.New(15, -1), 2), w.AddN(3, decimal.New(2, 0), 1)); err != nil {
		f.Fatal(err)
	}
	f.Add(w.Append([]byte("abc\x01"), of(1, 3)))
	f.Fuzz(func(t *testing.T, data []byte) {
		r := wire.Open("tally", "abc\x01", data)
		w := ReadWeighted(r, of(1, 3))
		if r.Close() != nil {
			return
		}
		if got := w.Append([]byte("abc\x01"), of(1, 3)); string(got) != string(data) {
			t.Errorf("%x decodes, but encodes as %x", data, got)
		}
	})
}
