package funnel_test

import (
	"errors"
	"fmt"
	"math"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/funnel"
	"github.com/customerkpi/kpi/internal/laws"
)

func TestRatesFromCounts(t *testing.T) {
	for _, tc := range []struct {
		name string
		of   func(count, total uint64) (kpi.Rate, error)
	}{
		{"conversion", funnel.ConversionRate},
		{"cross-sell", funnel.CrossSellRate},
		{"up-sell", funnel.UpSellRate},
	} {
		// 30 / 150 = 20%
		if r, err := tc.of(30, 150); err != nil || r.Percent(2).StringFixed(2) != "20.00" {
			t.Errorf("%s: %v, %v, want 20.00%%", tc.name, r, err)
		}
		if r, err := tc.of(math.MaxUint64, math.MaxUint64); err != nil || r.Complement().Count() != 0 {
			t.Errorf("%s: %v, %v, want all", tc.name, r, err)
		}
		if _, err := tc.of(0, 0); !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("%s of nothing: %v, want ErrUndefined", tc.name, err)
		}
		if _, err := tc.of(2, 1); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%s of 2 in 1: %v, want ErrRange", tc.name, err)
		}
	}
}

// shares are the accumulators that are fed one yes or no at a time.
type shares interface {
	Add(bool) error
	AddN(bool, uint64) error
	AddSlice([]bool) error
}

func TestEveryWayOfCountingSharesAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		hits := rapid.SliceOf(rapid.Bool()).Draw(t, "hits")
		var conversion [3]funnel.Conversion
		var crossSell [3]funnel.CrossSell
		var upSell [3]funnel.UpSell
		yes := uint64(0)
		for _, hit := range hits {
			if hit {
				yes++
			}
		}
		total := uint64(len(hits))
		for _, a := range [][3]shares{
			{&conversion[0], &conversion[1], &conversion[2]},
			{&crossSell[0], &crossSell[1], &crossSell[2]},
			{&upSell[0], &upSell[1], &upSell[2]},
		} {
			for _, hit := range hits {
				if err := a[0].Add(hit); err != nil {
					t.Fatal(err)
				}
			}
			if err := errors.Join(a[1].AddSlice(hits), a[2].AddN(true, yes), a[2].AddN(false, total-yes)); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 3 {
			if got := conversion[i].Result(); got != (funnel.ConversionResult{Buyers: yes, Prospects: total}) {
				t.Fatalf("conversion %d: %v", i, got)
			}
			if got := crossSell[i].Result(); got != (funnel.CrossSellResult{Additional: yes, Sales: total}) {
				t.Fatalf("cross-sell %d: %v", i, got)
			}
			if got := upSell[i].Result(); got != (funnel.UpSellResult{Above: yes, Sales: total}) {
				t.Fatalf("up-sell %d: %v", i, got)
			}
		}
	})
}

func TestFullSharesRefuseColumnsWhole(t *testing.T) {
	var conversion funnel.Conversion
	var crossSell funnel.CrossSell
	var upSell funnel.UpSell
	for _, a := range []shares{&conversion, &crossSell, &upSell} {
		if err := a.AddSlice([]bool{false, false}); err != nil {
			t.Fatal(err)
		}
		if err := a.AddN(true, math.MaxUint64-5); err != nil {
			t.Fatal(err)
		}
		if err := a.AddSlice([]bool{true, false, false, true}); !errors.Is(err, kpi.ErrOverflow) {
			t.Errorf("%T: %v where there is room for three, want ErrOverflow", a, err)
		}
		if err := a.AddSlice([]bool{true, true}); err != nil {
			t.Errorf("%T: %v where there is room for three", a, err)
		}
		for _, err := range []error{a.AddSlice([]bool{true, false}), a.AddN(false, 2)} {
			if !errors.Is(err, kpi.ErrOverflow) {
				t.Errorf("%T: %v, want ErrOverflow", a, err)
			}
		}
		if err := a.AddSlice([]bool{false}); err != nil { // there is room for one
			t.Errorf("%T: %v", a, err)
		}
	}
}

func TestResultsWithoutAFigureSayWhy(t *testing.T) {
	for want, r := range map[string]fmt.Stringer{
		"funnel: conversion rate undefined: no prospect":     funnel.ConversionResult{},
		"funnel: cross-sell rate undefined: no sale":         funnel.CrossSellResult{},
		"funnel: up-sell rate undefined: no sale":            funnel.UpSellResult{},
		"funnel: multi-product share undefined: no customer": funnel.MultiProductResult{},
		"funnel: overall conversion undefined: no visitor":   new(funnel.Steps).Result(),
		"funnel: count of step 2 2 outside 0..1":             funnel.StepsResult{Steps: []funnel.Step{{Count: 1}, {Count: 2}}},
		"50.00% (1 customers of several products, 1 of one)": funnel.MultiProductResult{Multi: 1, Single: 1},
		// 66.4446%: rounded to three digits first it would be 66.45%.
		"66.44% (664446 of 1000000 prospects bought)":                  funnel.ConversionResult{Buyers: 664_446, Prospects: 1_000_000},
		"66.44% (664446 additional of 1000000 sales)":                  funnel.CrossSellResult{Additional: 664_446, Sales: 1_000_000},
		"66.44% (664446 above of 1000000 sales)":                       funnel.UpSellResult{Above: 664_446, Sales: 1_000_000},
		"66.44% (664446 customers of several products, 335554 of one)": funnel.MultiProductResult{Multi: 664_446, Single: 335_554},
		"66.44% overall (step 1 1000000, step 2 664446)":               must(funnel.StepsFromCounts(1_000_000, 664_446)),
		"50.00% overall (step 1 2, order 1)":                           funnel.StepsResult{Steps: []funnel.Step{{Count: 2}, {Name: "order", Count: 1}}},
	} {
		if got := r.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestRangesTellUpSells(t *testing.T) {
	ranges := funnel.Ranges{"basic", "plus", "pro"}
	for _, tc := range []struct {
		asked, sold string
		want        bool
	}{
		{"basic", "plus", true},
		{"basic", "pro", true},
		{"plus", "plus", false},
		{"pro", "basic", false},
	} {
		if got, err := ranges.Above(tc.asked, tc.sold); err != nil || got != tc.want {
			t.Errorf("asked for %s, sold %s: %v, %v, want %v", tc.asked, tc.sold, got, err, tc.want)
		}
	}
	for _, unknown := range [][2]string{{"deluxe", "pro"}, {"basic", "deluxe"}, {"", ""}} {
		if got, err := ranges.Above(unknown[0], unknown[1]); !errors.Is(err, kpi.ErrRange) || got {
			t.Errorf("asked for %q, sold %q: %v, %v, want false and ErrRange", unknown[0], unknown[1], got, err)
		}
	}
}

func TestErrorTexts(t *testing.T) {
	var steps, crowd funnel.Steps
	var visitors funnel.Visitors[int]
	var products funnel.MultiProduct[int, string]
	ranges := funnel.Ranges{"basic", "plus", "pro"}
	two := must(funnel.StepsFromCounts(1, 0))
	for _, tc := range []struct {
		name string
		err  error
		want string
	}{
		{"no prospect", second(funnel.ConversionResult{}.Rate()), "funnel: conversion rate undefined: no prospect"},
		{"buyers", second(funnel.ConversionRate(2, 1)), "funnel: buyers 2 outside 0..1"},
		{"no sale", second(funnel.CrossSellResult{}.Rate()), "funnel: cross-sell rate undefined: no sale"},
		{"additional", second(funnel.CrossSellRate(2, 1)), "funnel: additional sales 2 outside 0..1"},
		{"nothing sold", second(funnel.UpSellResult{}.Rate()), "funnel: up-sell rate undefined: no sale"},
		{"above", second(funnel.UpSellRate(2, 1)), "funnel: sales above 2 outside 0..1"},
		{"overflow", laws.Full((*funnel.CrossSell).AddN, true)(t).Add(true), "funnel: sales overflow"},
		{"prospects", laws.Full((*funnel.Conversion).AddN, true)(t).Add(true), "funnel: prospects overflow"},
		{"visitors", errors.Join(crowd.AddN(1, 1), crowd.AddN(1, math.MaxUint64)), "funnel: visitors overflow"},
		{"range asked for", second(ranges.Above("deluxe", "pro")), "funnel: range asked for deluxe outside basic..pro"},
		{"range sold", second(ranges.Above("pro", "")), "funnel: range sold  outside basic..pro"},
		{"one range", second(funnel.Ranges{"only"}.Above("only", "b")), "funnel: range sold b outside only..only"},
		{"no ranges", second(funnel.Ranges{}.Above("a", "b")), "funnel: range asked for a outside none..none"},

		{"step", steps.Add(5), "funnel: step 5 outside 1..4"},
		{"column", steps.AddSlice([]int{1, 0}), "input 1: funnel: step 0 outside 1..4"},
		{"visitor's step", visitors.Add(1, 0), "funnel: step 0 outside 1..4"},
		{"visitors' column", visitors.AddSlice([]int{1, 1}, []int{4, 9}), "input 1: funnel: step 9 outside 1..4"},
		{"columns", visitors.AddSlice([]int{1, 1}, []int{4}), "funnel: number of steps done 1 outside 2..2"},
		{"one step", second(funnel.NewSteps("only")), "funnel: number of steps 1 outside 2..64"},
		{"no steps", second(funnel.NewVisitors[int]()), "funnel: number of steps 0 outside 2..64"},
		{"one count", second(funnel.StepsFromCounts(7)), "funnel: number of steps 1 outside 2..64"},
		{"rising", second(funnel.StepsFromCounts(7, 5, 6)), "funnel: count of step 3 6 outside 0..5"},
		{"first step", second(two.StepRate(1)), "funnel: step 1 outside 2..2"},
		{"step of three", second(must(funnel.StepsFromCounts(3, 2, 1)).StepRate(4)), "funnel: step 4 outside 2..3"},
		{"rate of a rise", second(funnel.StepsResult{Steps: []funnel.Step{{Count: 1}, {Count: 2}}}.StepRate(2)), "funnel: count of step 2 2 outside 0..1"},
		{"rate of no steps", second(funnel.StepsResult{}.StepRate(2)), "funnel: number of steps 0 outside 2..64"},
		{"no such step", second(two.DropOff(3)), "funnel: step 3 outside 2..2"},
		{"nobody before", second(must(funnel.StepsFromCounts(1, 0, 0)).StepRate(3)), "funnel: rate of step 3 undefined: no visitor at step 2"},
		{"nobody", second(steps.Result().Overall()), "funnel: overall conversion undefined: no visitor"},
		{"nobody worst", worstError(steps.Result()), "funnel: overall conversion undefined: no visitor"},
		{"zero result", worstError(funnel.StepsResult{}), "funnel: number of steps 0 outside 2..64"},
		{"other visitors' steps", must(funnel.NewVisitors[int]("a", "b")).Merge(must(funnel.NewVisitors[int]("a", "c"))), `funnel: incompatible steps ["a" "b"] and ["a" "c"]`},
		{"other steps", incompatible(), `funnel: incompatible steps ["a" "b"] and ["visit" "product" "cart" "order"]`},

		{"no conversion", new(funnel.Conversion).UnmarshalBinary(nil), "funnel: conversion: corrupt encoding: truncated"},
		{"no cross-sell", new(funnel.CrossSell).UnmarshalBinary(nil), "funnel: cross-sell: corrupt encoding: truncated"},
		{"no up-sell", new(funnel.UpSell).UnmarshalBinary(nil), "funnel: up-sell: corrupt encoding: truncated"},
		{"one product", second(products.Result().Ratio()), "funnel: multi-product ratio undefined: no customer of one product"},
		{"no customer", second(products.Result().Share()), "funnel: multi-product share undefined: no customer"},
		{"too many", second(funnel.MultiProductResult{Multi: math.MaxUint64, Single: 1}.Share()), "funnel: customers overflow"},
		{"products", products.AddSlice([]int{1}, nil), "funnel: number of products 0 outside 1..1"},
	} {
		if tc.err == nil || tc.err.Error() != tc.want {
			t.Errorf("%s: %v, want %s", tc.name, tc.err, tc.want)
		}
	}
}

func second[T any](_ T, err error) error { return err }

// worstError returns the error of the worst step, which has no number then.
func worstError(r funnel.StepsResult) error {
	step, _, err := r.Worst()
	if err != nil && step != 0 {
		return fmt.Errorf("step %d beside %w", step, err)
	}
	return err
}

func incompatible() error {
	a, b := must(funnel.NewSteps("a", "b")), new(funnel.Steps)
	_ = b.Add(1)
	return a.Merge(b)
}

// N is what a figure's denominator counts.
func TestNumbersOfObservations(t *testing.T) {
	steps := laws.Must(funnel.StepsFromCounts(9, 4, 2))
	for name, tc := range map[string]struct{ got, want uint64 }{
		"prospects":          {funnel.ConversionResult{Buyers: 2, Prospects: 7}.N(), 7},
		"sales of one more":  {funnel.CrossSellResult{Additional: 3, Sales: 8}.N(), 8},
		"sales":              {funnel.UpSellResult{Above: 1, Sales: 5}.N(), 5},
		"customers":          {funnel.MultiProductResult{Multi: 4, Single: 6}.N(), 10},
		"visitors":           {steps.N(), 9},
		"of no steps at all": {funnel.StepsResult{}.N(), 0},
	} {
		if tc.got != tc.want {
			t.Errorf("%s: %d, want %d", name, tc.got, tc.want)
		}
	}
}
