package exact

import (
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
)

func TestTheDoorBoundsExponentAndCoefficient(t *testing.T) {
	long := new(big.Int).Lsh(big.NewInt(1), MaxBits)
	longest := new(big.Int).Sub(long, big.NewInt(1))
	minus := func(v *big.Int) *big.Int { return new(big.Int).Neg(v) }
	for _, test := range []struct {
		name string
		d    decimal.Decimal
		want bool
	}{
		{"zero value", decimal.Decimal{}, true},
		{"zero with the largest exponent", decimal.New(0, MaxExponent), true},
		{"zero with the smallest exponent", decimal.New(0, -MaxExponent), true},
		{"zero with an exponent beyond", decimal.New(0, MaxExponent+1), false},
		{"cents", decimal.New(-1999, -2), true},
		{"largest exponent", decimal.New(1, MaxExponent), true},
		{"smallest exponent", decimal.New(1, -MaxExponent), true},
		{"exponent above", decimal.New(1, MaxExponent+1), false},
		{"exponent below", decimal.New(1, -MaxExponent-1), false},
		{"hostile exponent", decimal.New(1, 1e7), false},
		{"most hostile exponent", decimal.New(1, -1<<31), false},
		{"longest coefficient", decimal.NewFromBigInt(longest, -64), true},
		{"longest negative coefficient", decimal.NewFromBigInt(minus(longest), 64), true},
		{"long coefficient", decimal.NewFromBigInt(long, 0), false},
		{"long negative coefficient", decimal.NewFromBigInt(minus(long), 0), false},
	} {
		if got := Fits(test.d); got != test.want {
			t.Errorf("%s: Fits = %v", test.name, got)
		}
		var s Sum
		if got := s.Add(test.d); got != test.want {
			t.Errorf("%s: Add = %v", test.name, got)
		}
		if got := s.AddN(test.d, 0); got != test.want {
			t.Errorf("%s: AddN of none = %v", test.name, got)
		}
	}
}

// A coefficient of a megabyte, whose digits decimal counts in a fifth of a second
// and many allocations: the door copies it once, to look at its bits.
func TestTheDoorCountsNoDigits(t *testing.T) {
	huge := decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), 8<<20), 0)
	if n := testing.AllocsPerRun(10, func() {
		if Fits(huge) || Fits(decimal.New(1, 1e7)) {
			t.Error("fits")
		}
	}); n > 4 {
		t.Errorf("%v allocations", n)
	}
	if n := testing.AllocsPerRun(1, func() { huge.NumDigits() }); n <= 4 {
		t.Errorf("to count digits takes %v allocations: this test says nothing", n)
	}
}

func TestRatIsTheValue(t *testing.T) {
	for _, test := range []struct {
		d    decimal.Decimal
		want string
	}{
		{decimal.Decimal{}, "0/1"},
		{decimal.New(125, -2), "5/4"},
		{decimal.New(-125, -3), "-1/8"},
		{decimal.New(7, 3), "7000/1"},
	} {
		if got := Rat(test.d).String(); got != test.want {
			t.Errorf("Rat = %s, want %s", got, test.want)
		}
	}
	d := decimal.New(7, 3)
	Rat(d).Num().SetInt64(1)
	if d.CoefficientInt64() != 7 {
		t.Error("Rat gives the decimal's own memory away")
	}
}
