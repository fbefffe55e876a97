package main

import (
	"math"
	"strings"
	"testing"
)

// Ada's rows are alike, and so are Ben's: the intervals are those of customers, worked out
// here from the page of kpi.Clustered, with the row without a customer as one of its own.
//
//	March: cross-sell lines 3 of 4, 0 of 3, 1 of 1, 0 of 1      R = 4/9
//	e = y - R x = 11/9, -12/9, 5/9, -4/9                        Σe² = 306/81
//	se² = 4/3 Σe² / 9²                                          n' = R (1-R) / se² = 243/61.2
//
// and April has the same customers, all but the second buying more of them.
func TestRowsOfACustomerAreAlike(t *testing.T) {
	lines := func(month, customer string, cross, other int) string {
		line := func(sale string) string { return month + "-10," + customer + ",o,5," + sale + "\n" }
		return strings.Repeat(line("cross-sell"), cross) + strings.Repeat(line("first"), other)
	}
	text := "time,customer,product,price,sale\n" +
		lines("2025-03", "Ada", 3, 1) + lines("2025-03", "Ben", 0, 3) + lines("2025-03", "Cleo", 1, 0) + lines("2025-03", "", 0, 1) +
		lines("2025-04", "Ada", 4, 0) + lines("2025-04", "Ben", 0, 3) + lines("2025-04", "Cleo", 1, 0) + lines("2025-04", "", 0, 1)
	_, got := figures(t, "-orders", write(t, "orders", text), "-from", "2025-03-01", "-to", "2025-05-01")
	march, april := got[place{"cross_sell", "2025-03", ""}], got[place{"cross_sell", "2025-04", ""}]
	if march.Value != "4/9" || april.Value != "5/9" {
		t.Fatalf("%s and %s, want 4/9 and 5/9", march.Value, april.Value)
	}
	near := func(name string, got *float64, want float64) {
		t.Helper()
		if got == nil || math.Abs(*got-want) > 1e-8 {
			t.Errorf("%s: %v, want %v", name, got, want)
		}
	}
	// Wilson's interval with t of 3 degrees of freedom, qt(.975, 3) of R.
	const t3 = 3.182446305284263
	r := 4. / 9
	n := r * (1 - r) / (4. / 3 * 306 / 81 / 81)
	middle, half := (r+t3*t3/(2*n))/(1+t3*t3/n), t3/(1+t3*t3/n)*math.Sqrt(r*(1-r)/n+t3*t3/(4*n*n))
	near("low", march.Low, middle-half)
	near("high", march.High, middle+half)

	// Of the three who are known, e goes from 11/9, -12/9, 5/9 to 16/9, -15/9, 4/9; the one
	// who is not known is another one in April, with -4/9 and then -5/9.
	square := func(x float64) float64 { return x * x }
	known := []float64{square(16-11) / 81, square(-15+12) / 81, square(4-5) / 81}
	se := math.Sqrt(4. / 3 * (known[0] + known[1] + known[2] + square(4)/81 + square(5)/81) / 81)
	if w := (*april.ChangeHigh - *april.ChangeLow) / 2; w < 2*se || w > 4*se {
		t.Errorf("the change is ± %v, want t times %v", w, se)
	}
}
