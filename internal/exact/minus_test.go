package exact

import (
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// TestMomentsMinus takes random decimals back from moments, in one unit and in many, and
// holds what is left to moments of the others.
func TestMomentsMinus(t *testing.T) {
	amounts := rapid.Custom(func(t *rapid.T) decimal.Decimal {
		v := rapid.OneOf(rapid.Int64Range(-9, 9), rapid.Int64Range(-9, 9), rapid.Int64()).Draw(t, "units")
		e := rapid.OneOf(rapid.Just(int32(-2)), rapid.Just(int32(-2)), rapid.Int32Range(-64, 64)).Draw(t, "exponent")
		return decimal.New(v, e)
	})
	rapid.Check(t, func(t *rapid.T) {
		var all, gone, left Moments
		for _, d := range rapid.SliceOfN(amounts, 0, 8).Draw(t, "amounts") {
			n := rapid.OneOf(rapid.Just(uint64(1)), rapid.Uint64Range(0, 1<<40)).Draw(t, "n")
			into := &left
			if rapid.Bool().Draw(t, "gone") {
				into = &gone
			}
			if !all.AddN(d, n) || !into.AddN(d, n) {
				t.Fatal("refused")
			}
		}
		got, ok := all.Minus(&gone)
		if !ok || string(got.AppendBinary(nil)) != string(left.AppendBinary(nil)) {
			t.Fatalf("%v %v of %d, %v; want %v %v of %d", got.Sum(), got.Squares(), got.N(), ok, left.Sum(), left.Squares(), left.N())
		}
		if none, ok := all.Minus(&all); !ok || none.N() != 0 || none.Sum().Sign() != 0 || none.Squares().Sign() != 0 {
			t.Fatalf("all less all: %+v, %v", none, ok)
		}
		all.Add(decimal.New(1, 0))
		if _, ok := left.Minus(&all); ok {
			t.Fatal("more than all was taken")
		}
		// The comparison, in whole numbers and by fractions.
		for _, k := range []uint64{0, 1, 2, all.N(), 1<<64 - 1} {
			sum := all.Sum()
			squares := new(big.Rat).SetInt(new(big.Int).SetUint64(k))
			want := squares.Mul(squares, all.Squares()).Cmp(sum.Mul(sum, sum))
			if got := all.CompareSquares(k); got != want {
				t.Fatalf("%d Σx² beside (Σx)²: %d, want %d", k, got, want)
			}
		}
	})
}

// TestMomentsThatWereNeverAdded: 2 is none of 1 and 3, by the squares; and 1, 1 are none
// of 1, 3, although the numbers would do.
func TestMomentsThatWereNeverAdded(t *testing.T) {
	of := func(values ...int64) *Moments {
		var m Moments
		for _, v := range values {
			m.AddMinor(v, 0)
		}
		return &m
	}
	for _, tc := range []struct{ from, gone *Moments }{
		{of(1, 3), of(2)},           // 1 left, of the sum 2 and the squares 6
		{of(1, 3), of(1, 1)},        // none left, of the sum 2
		{of(1, 3), of(4, 0)},        // none left, with squares
		{of(1, 2, 3), of(0)},        // 2 left, of the sum 6 and the squares 14 < 36/2
		{of(), of(0)},               // there is none
		{of(5), of(5, 0)},           // there is one only
		{of(-1, 1), of(0)},          // 1 left, of the sum 0 and the squares 2
		{of(1<<62, 1), of(1 << 31)}, // in two words
	} {
		if left, ok := tc.from.Minus(tc.gone); ok {
			t.Errorf("%v %v less %v %v is %+v", tc.from.Sum(), tc.from.Squares(), tc.gone.Sum(), tc.gone.Squares(), left)
		}
	}
}

// TestProductsMinus takes rows back that came before and after the sums were long.
func TestProductsMinus(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		columns := rapid.IntRange(1, 4).Draw(t, "columns")
		var all, gone, left Products
		for _, p := range []*Products{&all, &gone, &left} {
			p.Init(columns)
		}
		entry := rapid.OneOf(rapid.IntRange(-3, 3), rapid.IntRange(-MaxEntry, MaxEntry))
		for range rapid.IntRange(0, 8).Draw(t, "rows") {
			y, x := entry.Draw(t, "y"), rapid.SliceOfN(entry, columns-1, columns-1).Draw(t, "x")
			n := rapid.OneOf(rapid.Just(uint64(1)), rapid.Uint64Range(0, 1<<40)).Draw(t, "n")
			into := &left
			if rapid.Bool().Draw(t, "gone") {
				into = &gone
			}
			for _, p := range []*Products{&all, into} {
				if ok := n == 1 && p.Add(y, x) || n != 1 && p.AddN(y, x, n); !ok {
					t.Fatal("refused")
				}
			}
		}
		got, ok := all.Minus(&gone)
		if !ok || string(got.AppendBinary(nil)) != string(left.AppendBinary(nil)) {
			t.Fatalf("%v, %v, want %v", got, ok, left)
		}
		all.AddN(1, make([]int, columns-1), 1)
		if _, ok := left.Minus(&all); ok {
			t.Fatal("more than all was taken")
		}
	})
}

// TestSumUnmerge takes sums of any unit out of one another.
func TestSumUnmerge(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		draw := func(label string) (s Sum) {
			for range rapid.IntRange(0, 4).Draw(t, label) {
				s.Add(decimal.New(rapid.Int64().Draw(t, "units"), rapid.Int32Range(-64, 64).Draw(t, "exponent")))
			}
			return s
		}
		a, b := draw("a"), draw("b")
		want, source := string(a.AppendBinary(nil)), string(b.AppendBinary(nil))
		a.Merge(&b)
		a.Unmerge(&b)
		if got := string(a.AppendBinary(nil)); got != want {
			t.Fatalf("%x, want %x", got, want)
		}
		if got := string(b.AppendBinary(nil)); got != source {
			t.Fatalf("the source is %x, was %x", got, source)
		}
		a.Unmerge(&a)
		if a.Sign() != 0 || string(a.AppendBinary(nil)) != string(new(Sum).AppendBinary(nil)) {
			t.Fatalf("a - a = %v", a.Decimal())
		}
	})
}
