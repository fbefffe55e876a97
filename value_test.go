package kpi_test

import (
	"fmt"
	"math/big"
	"testing"

	"github.com/customerkpi/kpi"
)

func TestFraction(t *testing.T) {
	num, den := big.NewRat(4500, 1), big.NewRat(240, 2)
	f, err := kpi.NewFraction(num, den)
	if err != nil {
		t.Fatal(err)
	}
	num.SetInt64(1) // which is copied
	for got, want := range map[string]string{
		f.String():              "37.5 (4500 of 120)",
		fmt.Sprintf("%v", f):    "37.5 (4500 of 120)",
		fmt.Sprintf("%+.2f", f): "+37.50",
		f.Rat().RatString():     "75/2",
		f.Decimal(0).String():   "38",
		f.Numerator().String() + " " + f.Denominator().String(): "4500 120",
		f.LogValue().String():         "[value=37.5 numerator=4500 denominator=120]",
		kpi.Fraction{}.String():       "0 (0 of 1)",
		fmt.Sprint(f.Float64()):       "37.5",
		string(must(f.MarshalText())): `{"numerator":"4500","denominator":"120","value":37.5}`,
	} {
		if got != want {
			t.Errorf("%s, want %s", got, want)
		}
	}
	if g := must(kpi.NewFraction(big.NewRat(75, 1), big.NewRat(2, 1))); !f.Equal(g) || f.Cmp(kpi.Fraction{}) != 1 {
		t.Errorf("%v is not %v", f, g)
	}
	// A fraction is compared as a number that is exact.
	if got := kpi.Compare(f, must(kpi.NewFraction(big.NewRat(90, 1), big.NewRat(2, 1)))).String(); got != "37.5 (4500 of 120) -> 45 (90 of 2): +7.5 (+20.0%)" {
		t.Error(got)
	}
}
