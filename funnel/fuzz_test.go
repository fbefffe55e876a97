package funnel_test

import (
	"errors"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel"
	"github.com/customerkpi/kpi/internal/laws"
)

// known checks that an error is one of this module.
func known(t *testing.T, errs ...error) {
	for _, err := range errs {
		if err != nil && !errors.Is(err, kpi.ErrUndefined) && !errors.Is(err, kpi.ErrRange) && !errors.Is(err, kpi.ErrOverflow) {
			t.Error(err)
		}
	}
}

// FuzzUnmarshalBinary: any bytes are ErrCorrupt or the encoding of a state, whose
// result has figures.
func FuzzUnmarshalBinary(f *testing.F) {
	var conversion funnel.Conversion
	var crossSell funnel.CrossSell
	var upSell funnel.UpSell
	steps := must(funnel.NewSteps("a", "b"))
	var visitors funnel.Visitors[string]
	var products funnel.MultiProduct[int, string]
	if err := errors.Join(
		conversion.AddN(true, 1<<40), crossSell.Add(false), upSell.AddSlice([]bool{true, false}),
		steps.AddSlice([]int{1, 2, 1}), visitors.AddSlice([]string{"Ada", "Ben", "Ada"}, []int{1, 3, 2}),
		products.AddSlice([]int{1, 2, 1}, []string{"x", "x", "y"}),
	); err != nil {
		f.Fatal(err)
	}
	for _, a := range []interface{ MarshalBinary() ([]byte, error) }{&conversion, &crossSell, &upSell, steps, &visitors, &products} {
		f.Add(must(a.MarshalBinary()))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if a := new(funnel.Conversion); laws.Decodes(t, a, data) {
			known(t, second(a.Result().Rate()))
		}
		if a := new(funnel.CrossSell); laws.Decodes(t, a, data) {
			known(t, second(a.Result().Rate()))
		}
		if a := new(funnel.UpSell); laws.Decodes(t, a, data) {
			known(t, second(a.Result().Rate()))
		}
		if a := new(funnel.Steps); laws.Decodes(t, a, data) {
			known(t, worstError(a.Result()))
		}
		if a := new(funnel.Visitors[string]); laws.Decodes(t, a, data) {
			known(t, worstError(a.Result()))
		}
		if a := new(funnel.MultiProduct[int, string]); laws.Decodes(t, a, data) {
			known(t, second(a.Result().Ratio()), second(a.Result().Share()))
		}
	})
}

// FuzzResult: any counts have figures or an error of this module.
func FuzzResult(f *testing.F) {
	f.Add(uint64(1000), uint64(400), uint64(120), 2)
	f.Add(uint64(0), uint64(1), uint64(1<<64-1), -1)
	f.Fuzz(func(t *testing.T, a, b, c uint64, i int) {
		r := funnel.StepsResult{Steps: []funnel.Step{{Count: a}, {Count: b}, {Count: c}}}
		multi := funnel.MultiProductResult{Multi: a, Single: b}
		known(t,
			second(funnel.StepsFromCounts(a, b, c)), second(r.StepRate(i)), second(r.DropOff(i)), second(r.Overall()), worstError(r),
			second(funnel.ConversionRate(a, b)), second(funnel.CrossSellRate(a, b)), second(funnel.UpSellRate(a, b)),
			second(multi.Ratio()), second(multi.Share()),
		)
		_, _ = r.String(), multi.String()
		var steps funnel.Steps
		known(t, steps.AddN(i, a), steps.Add(i))
	})
}
