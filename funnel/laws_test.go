package funnel_test

import (
	"math"
	"strconv"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/funnel"
	"github.com/customerkpi/kpi/internal/laws"
)

func TestMain(m *testing.M) { laws.Main(m) }

// names draws few customers, so that they come back.
func names() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"", "Ada", "Ben", "Cleo", "Dan"})
}

var sampleShare = []bool{true, false, false, true, false}

func TestConversionLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*funnel.Conversion, bool]{
		Inputs: rapid.Bool(),
		Add:    (*funnel.Conversion).Add,
		Remove: (*funnel.Conversion).Remove,
		Result: func(a *funnel.Conversion) any { return a.Result() },
		Full:   laws.Full((*funnel.Conversion).AddN, true),
		Sample: sampleShare,
	})
}

func TestCrossSellLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*funnel.CrossSell, bool]{
		Inputs: rapid.Bool(),
		Add:    (*funnel.CrossSell).Add,
		Remove: (*funnel.CrossSell).Remove,
		Result: func(a *funnel.CrossSell) any { return a.Result() },
		Full:   laws.Full((*funnel.CrossSell).AddN, true),
		Sample: sampleShare,
	})
}

func TestUpSellLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*funnel.UpSell, bool]{
		Inputs: rapid.Bool(),
		Add:    (*funnel.UpSell).Add,
		Remove: (*funnel.UpSell).Remove,
		Result: func(a *funnel.UpSell) any { return a.Result() },
		Full:   laws.Full((*funnel.UpSell).AddN, true),
		Sample: sampleShare,
	})
}

func TestStepsLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*funnel.Steps, int]{
		Configs: []func() *funnel.Steps{
			func() *funnel.Steps { return must(funnel.NewSteps("a", "b", "c", "d")) },
			func() *funnel.Steps { return must(funnel.NewSteps("visit", "product", "cart", "order", "delivery")) },
			func() *funnel.Steps { return must(funnel.NewSteps("", "", "")) },
		},
		Inputs:  rapid.IntRange(1, 3),
		Add:     (*funnel.Steps).Add,
		Remove:  (*funnel.Steps).Remove,
		Result:  func(a *funnel.Steps) any { return a.Result() },
		Refused: []int{0, 5, -1, math.MinInt, math.MaxInt},
		Full:    laws.Full((*funnel.Steps).AddN, 3),
		Sample:  []int{1, 4, 1, 3},
	})
}

// deed is a step that a customer did.
type deed struct {
	customer string
	step     int
}

func deeds() *rapid.Generator[deed] {
	return rapid.Custom(func(t *rapid.T) deed {
		return deed{names().Draw(t, "customer"), rapid.IntRange(1, 3).Draw(t, "step")}
	})
}

func TestVisitorsLaws(t *testing.T) {
	most := make([]string, 64)
	laws.Run(t, laws.Spec[*funnel.Visitors[string], deed]{
		Configs: []func() *funnel.Visitors[string]{
			func() *funnel.Visitors[string] { return must(funnel.NewVisitors[string]("a", "b", "c", "d")) },
			func() *funnel.Visitors[string] { return must(funnel.NewVisitors[string]("", "", "")) },
			func() *funnel.Visitors[string] { return must(funnel.NewVisitors[string](most...)) },
		},
		Inputs: deeds(),
		Customers: &laws.Customers[deed]{
			Of: func(in deed) string { return in.customer },
			As: func(in deed, customer string) deed { in.customer = customer; return in },
		},
		Many:    func(i int) deed { return deed{strconv.Itoa(laws.ManyKeys(i)), 1 + i%3} },
		Add:     func(a *funnel.Visitors[string], in deed) error { return a.Add(in.customer, in.step) },
		Result:  func(a *funnel.Visitors[string]) any { return a.Result() },
		Refused: []deed{{"new", 0}, {"new", 5}, {"new", 65}, {"new", math.MinInt}, {"new", math.MaxInt}},
		Sample:  []deed{{"Ben", 4}, {"Ada", 2}, {"Ada", 1}, {"Ben", 1}, {"Ada", 2}},
	})
}

// purchase is a product that a customer bought.
type purchase struct {
	customer string
	product  int
}

func purchases() *rapid.Generator[purchase] {
	return rapid.Custom(func(t *rapid.T) purchase {
		return purchase{names().Draw(t, "customer"), rapid.IntRange(-1, 1).Draw(t, "product")}
	})
}

func TestMultiProductLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*funnel.MultiProduct[string, int], purchase]{
		Inputs: purchases(),
		Customers: &laws.Customers[purchase]{
			Of: func(in purchase) string { return in.customer },
			As: func(in purchase, customer string) purchase { in.customer = customer; return in },
		},
		Many: func(i int) purchase { return purchase{strconv.Itoa(laws.ManyKeys(i)), i % 3} },
		Add: func(a *funnel.MultiProduct[string, int], in purchase) error {
			return a.Add(in.customer, in.product)
		},
		Result: func(a *funnel.MultiProduct[string, int]) any { return a.Result() },
		Sample: []purchase{{"Ben", 7}, {"Ada", 0}, {"Ben", 7}, {"Ada", -1}, {"Cleo", 0}},
	})
}

func must[T any](v T, err error) T {
	if err != nil {
		panic(err)
	}
	return v
}
