package kpi_test

import (
	"errors"
	"math"
	"slices"
	"testing"

	"github.com/customerkpi/kpi"
)

// The p-values are the 15 of Benjamini and Hochberg (1995), section 4.1, and 8 with
// ties, 0 and 1, in no order. What is wanted is of R 4.2.2:
//
//	p.adjust(c(0.0001, 0.0004, 0.0019, ...), "BH")
//	p.adjust(c(0.01, 0.04, 0.03, 0.005, 0.5, 0.04, 1, 0), "BH")
//
// and the same with "holm".
func TestSeveralTestsAreCorrectedAsByR(t *testing.T) {
	for _, tc := range []struct{ p, bh, holm []float64 }{
		{
			[]float64{0.0001, 0.0004, 0.0019, 0.0095, 0.0201, 0.0278, 0.0298, 0.0344, 0.0459, 0.3240, 0.4262, 0.5719, 0.6528, 0.7590, 1},
			[]float64{
				0.0015, 0.0030, 0.0095, 0.0356249999999999969, 0.0602999999999999994, 0.0638571428571428623, 0.0638571428571428623, 0.0645,
				0.0765, 0.486, 0.5811818181818181328, 0.7148749999999999272, 0.7532307692307692593, 0.8132142857142856673, 1,
			},
			[]float64{0.0015, 0.0056, 0.0247, 0.114, 0.2211, 0.278, 0.278, 0.278, 0.3213, 1, 1, 1, 1, 1, 1},
		},
		{
			[]float64{0.01, 0.04, 0.03, 0.005, 0.5, 0.04, 1, 0},
			[]float64{0.026666666666666665, 0.05333333333333333, 0.05333333333333333, 0.02, 0.571428571428571397, 0.05333333333333333, 1, 0},
			[]float64{0.06, 0.16, 0.15, 0.035, 1, 0.16, 1, 0},
		},
	} {
		given := slices.Clone(tc.p)
		bh, err := kpi.BenjaminiHochberg(tc.p...)
		if err != nil {
			t.Fatal(err)
		}
		holm, err := kpi.Holm(tc.p...)
		if err != nil {
			t.Fatal(err)
		}
		for i := range tc.p {
			if math.Abs(bh[i]-tc.bh[i]) > 1e-15 || math.Abs(holm[i]-tc.holm[i]) > 1e-15 {
				t.Errorf("p %g: %v and %v, want %v and %v", tc.p[i], bh[i], holm[i], tc.bh[i], tc.holm[i])
			}
		}
		if !slices.Equal(tc.p, given) {
			t.Error("the p-values that were given are changed")
		}
	}
	if got, err := kpi.BenjaminiHochberg(); len(got) != 0 || err != nil {
		t.Errorf("%v, %v", got, err)
	}
	for _, p := range []float64{-0.1, 1.5, math.NaN()} {
		if got, err := kpi.BenjaminiHochberg(0.5, p); !errors.Is(err, kpi.ErrRange) || got != nil {
			t.Errorf("%g: %v, %v", p, got, err)
		}
	}
}
