package exact

import (
	"bytes"
	"math"
	"math/big"
	"strings"
	"testing"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/internal/wire"
)

// These tests name the limits as numbers: a constant that moves is an encoding
// that other releases refuse.

func power2(n uint) *big.Int { return new(big.Int).Lsh(big.NewInt(1), n) }

func integer(v *big.Int) decimal.Decimal { return decimal.NewFromBigInt(v, 0) }

func TestTheDoorInNumbers(t *testing.T) {
	under := new(big.Int).Sub(power2(512), big.NewInt(1))
	for _, tc := range []struct {
		d    decimal.Decimal
		want bool
	}{
		{decimal.New(1, 64), true},
		{decimal.New(1, 65), false},
		{decimal.New(1, -64), true},
		{decimal.New(1, -65), false},
		{integer(under), true},
		{integer(power2(512)), false},
		{integer(new(big.Int).Neg(under)), true},
		{integer(new(big.Int).Neg(power2(512))), false},
	} {
		var s Sum
		var m Moments
		if Fits(tc.d) != tc.want || s.Add(tc.d) != tc.want || s.AddN(tc.d, 2) != tc.want || m.Add(tc.d) != tc.want || m.AddN(tc.d, 2) != tc.want {
			t.Errorf("%d bits, exponent %d: not %v everywhere", tc.d.Coefficient().BitLen(), tc.d.Exponent(), tc.want)
		}
		want := new(big.Rat)
		if tc.want {
			want.Mul(tc.d.Rat(), big.NewRat(3, 1))
		}
		if s.Rat().Cmp(want) != 0 || m.Sum().Cmp(want) != 0 || m.N() != uint64(3*want.Sign()*want.Sign()) {
			t.Errorf("%d bits, exponent %d: sums %v and %v of %d", tc.d.Coefficient().BitLen(), tc.d.Exponent(), s.Rat(), m.Sum(), m.N())
		}
	}
}

// Coefficients that 64 bits do not hold, or not with a sign: their low bits, taken
// for the amount, are small.
func TestLongCoefficientsAreNotCut(t *testing.T) {
	for _, text := range []string{"9999999999999999999", "-9999999999999999999", "9223372036854775808", "18446744073709551621", "-18446744073709551621", "99999999999999999999"} {
		d := decimal.RequireFromString(text)
		five := decimal.New(5, 0)
		var s Sum
		var m Moments
		if !s.Add(five) || !s.Add(d) || !s.AddN(d, 2) || !m.Add(five) || !m.Add(d) || !m.AddN(d, 2) {
			t.Fatalf("%s does not fit", text)
		}
		x := d.Rat()
		sum := new(big.Rat).Mul(x, big.NewRat(3, 1))
		sum.Add(sum, big.NewRat(5, 1))
		squares := new(big.Rat).Mul(x, x)
		squares.Mul(squares, big.NewRat(3, 1)).Add(squares, big.NewRat(25, 1))
		if s.Rat().Cmp(sum) != 0 || m.Sum().Cmp(sum) != 0 || m.Squares().Cmp(squares) != 0 || m.N() != 4 {
			t.Errorf("5 and 3 times %s: %v, %v, squares %v of %d", text, s.Rat(), m.Sum(), m.Squares(), m.N())
		}
	}
}

// c² n on both sides of 2^127, where the squares leave the 128 bits; the words that
// a product of three is made of are 0 in one case and full in the other.
func TestSquaresOfManyLargeAmounts(t *testing.T) {
	for _, tc := range []struct {
		c int64
		n uint64
	}{
		{1 << 32, 1 << 63},            // 2^127
		{1 << 32, 1<<63 - 1},          // 2^127 - 2^64
		{1<<32 + 1, math.MaxUint64},   // (2^64 + 2^33 + 1) (2^64 - 1): a carry out of the upper word
		{1 << 33, 1 << 62},            // 2^128: both lower words are 0
		{1 << 40, 1<<62 + 1},          // 2^142 + 2^80
		{math.MinInt64, 1},            // 2^126
		{math.MinInt64, 2},            // 2^127
		{math.MinInt64, 1<<64 - 1},    // the largest
		{-(1<<32 + 1), 1<<63 - 1},     // negative
		{999_999_999, 18_000_000_000}, // an ordinary sum that is large
	} {
		var a, b, c Moments
		if !a.AddN(decimal.New(tc.c, -2), tc.n) || !b.AddMinorN(tc.c, 2, tc.n) || !c.AddMinor(3, 2) || !c.AddMinorN(tc.c, 2, min(tc.n, math.MaxUint64-1)) {
			t.Fatal("does not fit")
		}
		n := new(big.Rat).SetInt(new(big.Int).SetUint64(tc.n))
		x := big.NewRat(tc.c, 100)
		sum := new(big.Rat).Mul(x, n)
		squares := new(big.Rat).Mul(sum, x)
		for _, m := range []*Moments{&a, &b} {
			if m.N() != tc.n || m.Sum().Cmp(sum) != 0 || m.Squares().Cmp(squares) != 0 {
				t.Errorf("%d times %d: %v and %v of %d", tc.n, tc.c, m.Sum(), m.Squares(), m.N())
			}
		}
		if tc.n < math.MaxUint64 {
			sum.Add(sum, big.NewRat(3, 100))
			squares.Add(squares, big.NewRat(9, 10000))
			if c.Sum().Cmp(sum) != 0 || c.Squares().Cmp(squares) != 0 {
				t.Errorf("3 and %d times %d: %v and %v", tc.n, tc.c, c.Sum(), c.Squares())
			}
		}
	}
}

// After amounts that cancel, the sum is free to take another unit, and the squares
// are not.
func TestUnitsOfSumAndSquaresPart(t *testing.T) {
	var m, column Moments
	for _, text := range []string{"0.01", "-0.01", "5", "5"} {
		if !m.Add(decimal.RequireFromString(text)) {
			t.Fatal("does not fit")
		}
	}
	column.AddMinorSlice([]int64{1, -1}, 2)
	column.AddMinorSlice([]int64{5, 5}, 0)
	for _, m := range []*Moments{&m, &column} {
		// 2 * 0.0001 + 2 * 25
		if m.Sum().Cmp(rat("10")) != 0 || m.Squares().Cmp(rat("50.0002")) != 0 {
			t.Errorf("%v, %v, want 10, 50.0002", m.Sum(), m.Squares())
		}
	}
}

func TestMomentsUpToTheLastNumber(t *testing.T) {
	const most = math.MaxUint64
	for name, add := range map[string]func(m *Moments) bool{
		"AddMinorN":     func(m *Moments) bool { return m.AddMinorN(1, 0, 2) },
		"AddMinorSlice": func(m *Moments) bool { return m.AddMinorSlice([]int64{1, 1}, 0) },
		"AddN":          func(m *Moments) bool { return m.AddN(decimal.New(1, 0), 2) },
		"Merge": func(m *Moments) bool {
			var two Moments
			return two.AddMinorN(1, 0, 2) && m.Merge(&two)
		},
	} {
		var m Moments
		if !m.AddMinorN(1, 0, most-2) || !add(&m) || m.N() != most || m.Sum().Cmp(m.Squares()) != 0 || m.Sum().Num().Uint64() != most {
			t.Errorf("%s: %d, %v, %v", name, m.N(), m.Sum(), m.Squares())
		}
		var over Moments
		if !over.AddMinorN(1, 0, most-1) || add(&over) || over.N() != most-1 || over.Sum().Num().Uint64() != most-1 {
			t.Errorf("%s beyond 2^64-1: %d, %v", name, over.N(), over.Sum())
		}
	}
}

// Both sums of the origin are in memory that a clone must not share.
func TestACloneOfMomentsSharesNothing(t *testing.T) {
	var m Moments
	for _, d := range []decimal.Decimal{decimal.New(1, 40), decimal.New(5, -1)} {
		m.Add(d)
	}
	before := m.AppendBinary(nil)
	c := m.Clone()
	c.Add(decimal.New(1, 41))
	c.Add(decimal.New(1, -64))
	c.Merge(&m)
	if !bytes.Equal(m.AppendBinary(nil), before) {
		t.Error("the origin changed with its clone")
	}
	if c.Sum().Cmp(rat("120000000000000000000000000000000000000001")) < 0 {
		t.Errorf("the clone is %v", c.Sum())
	}
}

// What is read of a sum: 512 in the exponent and 2^17 bits, twice that of squares.
func TestReadInNumbers(t *testing.T) {
	form := func(b []byte, c *big.Int, e int64) []byte { return wire.AppendInt(wire.AppendBig(b, c), e) }
	bits := func(n uint) *big.Int { return new(big.Int).Sub(power2(n), big.NewInt(1)) } // odd
	one, none := big.NewInt(1), new(big.Int)
	for _, tc := range []struct {
		c    *big.Int
		e    int64
		want bool
	}{
		{one, 512, true},
		{one, 513, false},
		{one, -64, true},
		{one, -65, false},
		{bits(1 << 17), 0, true},
		{bits(1<<17 + 1), 0, false},
		{new(big.Int).Neg(bits(1 << 17)), 0, true},
	} {
		var s Sum
		if err := read(&s, form(nil, tc.c, tc.e)); (err == nil) != tc.want {
			t.Errorf("a sum of %d bits, exponent %d: %v", tc.c.BitLen(), tc.e, err)
		}
	}
	for _, tc := range []struct {
		sum, squares  *big.Int
		eSum, eSquare int64
		want          bool
	}{
		{one, one, 512, 1024, true},
		{one, one, 513, 1026, false},
		{one, one, 512, 1025, false},
		{one, one, 513, 1024, false},
		{one, one, -64, -128, true},
		{one, one, -65, -128, false},
		{none, one, 0, -129, false},
		{none, bits(1 << 18), 0, 0, true},
		{none, bits(1<<18 + 1), 0, 0, false},
		{bits(1 << 17), bits(1 << 18), 0, 0, true},
		{bits(1<<17 + 1), bits(1 << 18), 0, 2, false},
	} {
		var m Moments
		r := wire.Open("exact", "", form(form(wire.AppendUint(nil, 2), tc.sum, tc.eSum), tc.squares, tc.eSquare))
		m.Read(r)
		if err := r.Close(); (err == nil) != tc.want {
			t.Errorf("sum of %d bits, exponent %d, squares of %d bits, exponent %d: %v", tc.sum.BitLen(), tc.eSum, tc.squares.BitLen(), tc.eSquare, err)
		}
	}
}

// An accumulator that cannot take a finer unit gives way, though its product with
// the power of ten is small modulo 2^128.
func TestShiftsThatDoNotFit(t *testing.T) {
	for _, acc := range []int128{
		{(1<<64 - 1) / 10, math.MaxUint64}, // 10 hi = 2^64 - 6, and a carry of 9
		{(1<<64 - 1) / 100, math.MaxUint64},
		{1<<62 - 1, math.MaxUint64},
		{(1 << 62) / 10, 0},
		{(1<<62)/10 + 1, 0},
	} {
		for _, acc := range []int128{acc, acc.neg()} {
			for digits := range uint8(21) {
				s := Sum{acc: acc}
				want := new(big.Rat).SetInt(acc.big())
				want.Add(want, minor(7, digits).Rat())
				if s.AddMinor(7, digits); s.Rat().Cmp(want) != 0 {
					t.Errorf("%v + 7·10^-%d = %v", acc.big(), digits, s.Rat())
				}
			}
		}
	}
}

func TestSignOfLargeSums(t *testing.T) {
	for _, exponent := range []uint{63, 64, 65, 100} {
		for want, c := range map[int]*big.Int{1: power2(exponent), -1: new(big.Int).Neg(power2(exponent))} {
			s := Sum{acc: int128{}}
			half := decimal.NewFromBigInt(new(big.Int).Div(c, power2(exponent-40)), 0)
			if !s.AddN(half, 1<<(exponent-40)) || s.Sign() != want {
				t.Errorf("Sign of %v = %d", s.Rat(), s.Sign())
			}
			spilled := sumOf(t, decimal.New(int64(want), 40), decimal.New(-5, -1))
			if spilled.Sign() != want {
				t.Errorf("Sign of %v = %d", spilled.Rat(), spilled.Sign())
			}
		}
	}
	if s := sumOf(t, decimal.New(1, 40), decimal.New(5, -1), decimal.New(-1, 40), decimal.New(-5, -1)); s.Sign() != 0 {
		t.Errorf("Sign of what cancels = %d", s.Sign())
	}
}

// The float64 nearest to the sum, by way of a rational number, on both sides of
// 2^53 and of 10^22, up to which the quotient of two float64 is exact.
func TestFloat64IsTheNearest(t *testing.T) {
	values := []int64{0, 1, -1, 3, 7, -33, 1_234_567, 987_654_321_987, math.MaxInt64, math.MinInt64, math.MaxInt64 - 511}
	for i := int64(-40); i <= 40; i++ {
		values = append(values, 1<<53+i, -1<<53+i, 1<<54+i)
	}
	for e := int32(-30); e <= 3; e++ {
		for _, v := range values {
			s := sumOf(t, decimal.New(v, e))
			if want, _ := decimal.New(v, e).Rat().Float64(); s.Float64() != want {
				t.Errorf("%d·10^%d: %v, want %v", v, e, s.Float64(), want)
			}
		}
	}
	for _, s := range []*Sum{
		{acc: int128{1, 5}},
		{acc: int128{-1, 5}},
		{acc: int128{0, 1 << 63}},
		{acc: int128{0, math.MaxUint64 - 1}},
		{acc: int128{0, math.MaxUint64 - 3}, exp: -1},
		{acc: int128{-1, 1<<63 - 1}},
		{acc: int128{1, 5}, exp: -2},
		sumOf(t, decimal.New(1, 40), decimal.New(5, -1)),
		sumOf(t, decimal.New(5, -1), decimal.New(1, 40), decimal.New(2, 40)),
		sumOf(t, decimal.New(1, -64), decimal.New(7, 0)),
	} {
		if want, _ := s.Rat().Float64(); s.Float64() != want {
			t.Errorf("%v: %v, want %v", s.Rat(), s.Float64(), want)
		}
	}
}

func TestPlacesAndTextsInNumbers(t *testing.T) {
	third := rat("1/3")
	if a, b := Round(third, 1000), Round(third, 1001); a.Exponent() != -1000 || b.Exponent() != -1000 {
		t.Errorf("exponents %d, %d, want -1000", a.Exponent(), b.Exponent())
	}
	if a := Round(third, -1001); a.Exponent() != 1000 {
		t.Errorf("exponent %d, want 1000", a.Exponent())
	}
	tiny := func(places int32) *big.Rat { return new(big.Rat).SetFrac(big.NewInt(1), pow10(places)) }
	if got := Text(tiny(1000)); got != "0."+strings.Repeat("0", 999)+"1" {
		t.Errorf("10^-1000 is %s", got)
	}
	if got := Text(tiny(1001)); got != "1/1"+strings.Repeat("0", 1001) {
		t.Errorf("10^-1001 is %s", got)
	}
	if _, ok := ParseText(strings.Repeat("1", 4096)); !ok {
		t.Error("4096 digits are refused")
	}
	if _, ok := ParseText(strings.Repeat("1", 4097)); ok {
		t.Error("4097 digits are read")
	}
}
