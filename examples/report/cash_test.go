package main

import (
	"math"
	"testing"

	"github.com/shopspring/decimal"
)

// The sum of amounts is exact, whether they are units of 10^-6 or not, and where the units do
// not fit 64 bits: 3 · 9223372036854.775807 is 27670116110564.327421.
func TestCashIsExact(t *testing.T) {
	most := decimal.New(math.MaxInt64, -minorPlaces)
	for _, test := range []struct {
		amounts []decimal.Decimal
		want    decimal.Decimal
	}{
		{nil, decimal.New(0, 0)},
		{[]decimal.Decimal{decimal.New(1999, -2), decimal.New(-5, -1), decimal.New(1, -6)}, decimal.New(19490001, -6)},
		{[]decimal.Decimal{decimal.New(1, -7), decimal.New(3, 0), decimal.New(1, -7)}, decimal.New(30000002, -7)},
		{[]decimal.Decimal{decimal.New(1, 30), decimal.New(1, 0), decimal.New(-1, 30)}, decimal.New(1, 0)},
		{[]decimal.Decimal{most, most, most}, decimal.New(3, -6).Mul(decimal.New(math.MaxInt64, 0))},
		{[]decimal.Decimal{decimal.New(999999999999, 0), decimal.New(999999999999, 0), decimal.New(-1, 13)}, decimal.New(-8000000000002, 0)},
	} {
		var m cash
		for _, a := range test.amounts {
			m.add(a)
		}
		if got := m.decimal(); !got.Equal(test.want) {
			t.Errorf("%v: %v, want %v", test.amounts, got, test.want)
		}
	}
	near := int64(math.MaxInt64 - 1)
	if addUnits(&near, 2) || near != math.MaxInt64-1 || !addUnits(&near, 1) || near != math.MaxInt64 {
		t.Errorf("units up to %d: %d", int64(math.MaxInt64), near)
	}
	low := int64(math.MinInt64)
	if addUnits(&low, -1) || low != math.MinInt64 || !addUnits(&low, 0) {
		t.Errorf("units down to %d: %d", int64(math.MinInt64), low)
	}
}
