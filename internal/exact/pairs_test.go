package exact

import (
	"math"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"
)

// TestPairsAreExact runs every way to add against rational numbers.
func TestPairsAreExact(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var p Pairs
		want := [6]*big.Rat{}
		for i := range want {
			want[i] = new(big.Rat)
		}
		count := func(y, x *big.Rat) {
			for i, of := range []*big.Rat{big.NewRat(1, 1), y, x, new(big.Rat).Mul(y, y), new(big.Rat).Mul(y, x), new(big.Rat).Mul(x, x)} {
				want[i].Add(want[i], of)
			}
		}
		// sum draws one that is short, long, or made of units far apart.
		sum := func(t *rapid.T, name string) (s Sum) {
			for range rapid.IntRange(0, 2).Draw(t, name) {
				d := decimal.New(rapid.OneOf(rapid.Int64Range(-9, 9), rapid.Int64()).Draw(t, "v"), rapid.OneOf(rapid.Just(int32(-2)), rapid.Int32Range(-64, 64)).Draw(t, "e"))
				if !s.Add(d) {
					t.Fatal("does not fit")
				}
			}
			return s
		}
		t.Repeat(map[string]func(*rapid.T){
			"Add": func(t *rapid.T) {
				y, x := sum(t, "y"), sum(t, "x")
				p.Add(&y, &x)
				count(y.Rat(), x.Rat())
			},
			"AddCount": func(t *rapid.T) {
				y, n := sum(t, "y"), rapid.OneOf(rapid.Uint64Max(9), rapid.Uint64()).Draw(t, "n")
				p.AddCount(&y, n)
				count(y.Rat(), new(big.Rat).SetInt(new(big.Int).SetUint64(n)))
			},
			"": func(t *rapid.T) {
				y, x := p.Sums()
				yy, yx, xx := p.Products()
				for i, got := range []*big.Rat{new(big.Rat).SetInt(new(big.Int).SetUint64(p.N())), y, x, yy, yx, xx} {
					if got.Cmp(want[i]) != 0 {
						t.Fatalf("sum %d is %v, want %v", i, got, want[i])
					}
				}
			},
		})
	})
}

func TestProductsAtTheEndsOfTheirRange(t *testing.T) {
	ends := []int64{0, 1, -1, math.MaxInt32, math.MinInt32, math.MaxInt32 + 1, math.MinInt32 - 1, math.MaxInt64, math.MinInt64}
	for _, a := range ends {
		for _, b := range ends {
			want := new(big.Int).Mul(big.NewInt(a), big.NewInt(b))
			if got := times(a, b).big(); got.Cmp(want) != 0 {
				t.Errorf("%d · %d = %v, want %v", a, b, got, want)
			}
			x, y, s := Sum{acc: widen(a)}, Sum{acc: widen(b)}, Sum{acc: widen(7)}
			s.AddProduct(&x, &y)
			if got := s.Rat(); got.Num().Cmp(want.Add(want, big.NewInt(7))) != 0 {
				t.Errorf("7 + %d · %d = %v, want %v", a, b, got, want)
			}
		}
	}
}

// Short gives what Decimal gives, in another form.
func TestShort(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var s Sum
		for _, d := range rapid.SliceOf(amount).Draw(t, "amounts") {
			if !s.Add(d) {
				t.Fatal("does not fit")
			}
		}
		if got := s.Short(); got.Rat().Cmp(s.Rat()) != 0 {
			t.Errorf("%v, want %v", got, s.Rat())
		}
	})
}
