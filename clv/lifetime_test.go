package clv_test

import (
	"errors"
	"math/big"
	"testing"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/internal/laws"
)

func TestLifetimeValue(t *testing.T) {
	// 40 an order, 6 orders a year, 4.5 years: 40 · 6 · 4.5 = 1080; of it 30%:
	// 1080 · 0.3 = 324.
	v, err := clv.Of(money("40"), money("6"), money("4.5"))
	if err != nil || v.String() != "1080" {
		t.Errorf("Of = %v, %v, want 1080", v, err)
	}
	v, err = clv.WithMargin(money("40"), money("6"), money("4.5"), money("0.3"))
	if err != nil || v.String() != "324" {
		t.Errorf("WithMargin = %v, %v, want 324", v, err)
	}
}

// TestMarginMultiple compares with the table of r / (1 + d - r) in S. Gupta and
// D. R. Lehmann, "Customers as Assets" (2003): the value of a margin of 1.
func TestMarginMultiple(t *testing.T) {
	discounts := []string{"0.10", "0.12", "0.14", "0.16"}
	for retained, row := range map[uint64][]string{
		60: {"1.20", "1.15", "1.11", "1.07"},
		70: {"1.75", "1.67", "1.59", "1.52"},
		80: {"2.67", "2.50", "2.35", "2.22"},
		90: {"4.50", "4.09", "3.75", "3.46"},
	} {
		for i, want := range row {
			v, err := clv.Discounted(money("1"), laws.Must(kpi.NewRate(retained, 100)), money(discounts[i]))
			if err != nil || v.Decimal(2).StringFixed(2) != want {
				t.Errorf("retention %d%%, discount %s: %v, %v, want %s", retained, discounts[i], v, err, want)
			}
		}
	}
}

// TestDiscountedIsTheSumOfItsPeriods: a period from now, those who stayed have
// paid the margin and are worth as much again.
//
//	value = (margin + value) r / (1+d)
func TestDiscountedIsTheSumOfItsPeriods(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		margin, discount := share().Draw(t, "margin"), share().Draw(t, "discount")
		total := rapid.Uint64Min(1).Draw(t, "customers")
		retention := laws.Must(kpi.NewRate(rapid.Uint64Max(total).Draw(t, "kept"), total))
		v, err := clv.Discounted(margin, retention, discount)
		if errors.Is(err, kpi.ErrUndefined) && retention.Complement().Count() == 0 && discount.Sign() == 0 {
			return
		}
		if err != nil {
			t.Fatal(err)
		}
		next := new(big.Rat).Add(margin.Rat(), v.Rat())
		next.Mul(next, retention.Rat())
		next.Quo(next, new(big.Rat).Add(big.NewRat(1, 1), discount.Rat()))
		if next.Cmp(v.Rat()) != 0 {
			t.Fatalf("%v now, %v over a period", v.Rat(), next)
		}
	})
}

// share draws a number from 0 to 1.
func share() *rapid.Generator[decimal.Decimal] {
	return rapid.Map(rapid.Int64Range(0, 1000), func(v int64) decimal.Decimal { return decimal.New(v, -3) })
}

func TestLifetimeValueRisesWithEachFactor(t *testing.T) {
	positive := rapid.Map(rapid.Int64Range(0, 1e6), func(v int64) decimal.Decimal { return decimal.New(v, -2) })
	rapid.Check(t, func(t *rapid.T) {
		f := []decimal.Decimal{positive.Draw(t, "spend"), positive.Draw(t, "frequency"), positive.Draw(t, "duration"), share().Draw(t, "margin")}
		of := func() kpi.Value { return laws.Must(clv.Of(f[0], f[1], f[2])) }
		withMargin := func() kpi.Value { return laws.Must(clv.WithMargin(f[0], f[1], f[2], f[3])) }
		// The formula again, over big.Rat.
		want := new(big.Rat).Mul(f[0].Rat(), f[1].Rat())
		want.Mul(want, f[2].Rat())
		if of().Rat().Cmp(want) != 0 || withMargin().Rat().Cmp(want.Mul(want, f[3].Rat())) != 0 {
			t.Fatalf("%v and %v with margin, want %v with margin", of(), withMargin(), want)
		}
		revenue, margin := of(), withMargin()
		i := rapid.IntRange(0, len(f)-1).Draw(t, "factor")
		f[i] = f[i].Add(positive.Draw(t, "more"))
		if i == 3 {
			f[i] = decimal.Min(f[i], money("1"))
		}
		if of().Cmp(revenue) < 0 || withMargin().Cmp(margin) < 0 {
			t.Fatalf("more of factor %d lowers %v to %v, or %v to %v", i, revenue, of(), margin, withMargin())
		}
	})
}

func TestDiscountedRisesWithMarginAndRetentionAndFallsWithDiscount(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		m, r, d := share().Draw(t, "margin"), rapid.Uint64Max(999).Draw(t, "kept of 1000"), share().Draw(t, "discount")
		step := decimal.New(1, -3)
		value := func(m decimal.Decimal, kept uint64, d decimal.Decimal) kpi.Value {
			return laws.Must(clv.Discounted(m, laws.Must(kpi.NewRate(kept, 1001)), d))
		}
		v := value(m, r, d)
		if value(m.Add(step), r, d).Cmp(v) < 0 || value(m, r+1, d).Cmp(v) < 0 || value(m, r, d.Add(step)).Cmp(v) > 0 {
			t.Fatalf("%v is not monotone", v)
		}
	})
}

func TestErrorTexts(t *testing.T) {
	one, zero, minus := money("1"), money("0"), money("-2.5")
	everybody := laws.Must(kpi.NewRate(7, 7))
	var basket clv.Basket
	var spend clv.Spend[string]
	var loyalty clv.Loyalty[string]
	for _, tc := range []struct {
		name string
		err  error
		want string
	}{
		{"spend", second(clv.Of(minus, one, one)), "clv: spend per order -2.5 below 0"},
		{"first of three", second(clv.Of(minus, minus, minus)), "clv: spend per order -2.5 below 0"},
		{"first of two", second(clv.Of(one, minus, minus)), "clv: frequency -2.5 below 0"},
		{"frequency", second(clv.Of(one, minus, one)), "clv: frequency -2.5 below 0"},
		{"duration", second(clv.Of(one, one, minus)), "clv: duration -2.5 below 0"},
		{"hostile", second(clv.Of(one, one, hostile[0])), "clv: duration exponent 10000000 outside -64..64"},
		{"margin", second(clv.WithMargin(one, one, one, minus)), "clv: margin -2.5 below 0"},
		{"large margin", second(clv.WithMargin(one, one, one, money("1.01"))), "clv: margin 1.01 outside 0..1"},
		{"spend with margin", second(clv.WithMargin(minus, one, one, one)), "clv: spend per order -2.5 below 0"},
		{"margin per period", second(clv.Discounted(minus, everybody, one)), "clv: margin per period -2.5 below 0"},
		{"discount", second(clv.Discounted(one, everybody, minus)), "clv: discount -2.5 below 0"},
		{"endless", second(clv.Discounted(one, everybody, zero)), "clv: discounted value undefined: no customer lost and no discount"},

		{"no order", second(clv.AverageBasket(one, 0)), "clv: average basket undefined: no order"},
		{"hostile revenue", second(clv.AverageBasket(hostile[0], 1)), "clv: revenue exponent 10000000 outside -64..64"},
		{"empty basket", second(clv.BasketResult{}.PerOrder()), "clv: average basket undefined: no order"},
		{"amount", basket.Add(hostile[1]), "clv: amount exponent -10000000 outside -64..64"},
		{"amounts", basket.AddN(hostile[3], 0), "clv: amount bits 513 above 512"},
		{"digits", basket.AddMinor(1, 65), "clv: digits 65 outside 0..64"},
		{"column digits", basket.AddMinorSlice([]int64{1}, 65), "clv: digits 65 outside 0..64"},

		{"customer's digits", spend.AddMinor("Ada", 1, 65), "clv: digits 65 outside 0..64"},
		{"customers' digits", spend.AddMinorSlice([]string{"Ada"}, []int64{1}, 65), "clv: digits 65 outside 0..64"},
		{"columns", spend.AddMinorSlice([]string{"Ada", "Ben"}, []int64{1}, 2), "clv: number of amounts 1 outside 2..2"},
		{"spend of nobody", second(spend.Result().PerCustomer()), "clv: spend per customer undefined: no customer"},
		{"basket of nobody", second(spend.Result().PerOrder()), "clv: average basket undefined: no order"},
		{"frequency of nobody", second(spend.Result().Frequency()), "clv: purchase frequency undefined: no customer"},
		{"value of nobody", second(spend.Result().Lifetime(kpi.Value{})), "clv: lifetime value undefined: no customer"},
		{"lifetime", second(spend.Result().Lifetime(kpi.ValueOf(big.NewRat(-1, 2)))), "clv: duration -0.5 below 0"},

		{"loyalty columns", loyalty.AddSlice([]string{"Ada"}, nil), "clv: number of orders 0 outside 1..1"},
		{"loyalty amount", loyalty.AddSlice([]string{"Ada", "Ben"}, []clv.Order{{}, {Amount: hostile[0]}}), "input 1: clv: amount exponent 10000000 outside -64..64"},
		{"loyalty of nobody", second(loyalty.Result().Multiple()), "clv: loyalty multiple undefined: no order"},
		{"target", second(loyalty.Result().Reaches(hostile[0])), "clv: target exponent 10000000 outside -64..64"},

		{"nobody won", second(clv.AcquisitionCost(one, 0)), "clv: acquisition cost undefined: no customer won"},
		{"hostile spend", second(clv.AcquisitionCost(hostile[0], 1)), "clv: spend exponent 10000000 outside -64..64"},
		{"free customers", second(clv.ValueToCost(value("3"), value("0"))), "clv: value to cost undefined: acquisition cost is 0"},
		{"negative cost", second(clv.ValueToCost(value("3"), value("-1"))), "clv: acquisition cost -1 below 0"},
		{"no margin", second(clv.Payback(value("3"), zero)), "clv: payback undefined: margin per period is 0"},
		{"loss", second(clv.Payback(value("3"), minus)), "clv: payback undefined: margin per period is -2.5"},
		{"negative payback", second(clv.Payback(value("-3"), one)), "clv: acquisition cost -3 below 0"},
		{"hostile margin", second(clv.Payback(value("3"), hostile[0])), "clv: margin per period exponent 10000000 outside -64..64"},
		{"value of nobody won", second(clv.AcquisitionResult{}.ValueToCost(value("3"))), "clv: acquisition cost undefined: no customer won"},
		{"payback of nobody won", second(clv.AcquisitionResult{}.Payback(one)), "clv: acquisition cost undefined: no customer won"},

		{"no cost", second(clv.ROI(one, zero)), "clv: return on investment undefined: cost is 0"},
		{"cost", second(clv.ROI(one, minus)), "clv: cost -2.5 below 0"},
		{"gain", second(clv.ROI(hostile[0], one)), "clv: gain exponent 10000000 outside -64..64"},
		{"sum of costs", second(clv.ReturnResult{Cost: value("-1")}.ROI()), "clv: cost -1 below 0"},
	} {
		if tc.err == nil || tc.err.Error() != tc.want {
			t.Errorf("%s: %v, want %s", tc.name, tc.err, tc.want)
		}
	}
	if basket.Result().Orders+spend.Result().Orders+loyalty.Result().First.Orders != 0 {
		t.Error("a refused order was counted")
	}
}

func second[T any](_ T, err error) error { return err }

func value(s string) kpi.Value { return kpi.ValueOf(money(s).Rat()) }
