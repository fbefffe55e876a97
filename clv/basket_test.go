package clv_test

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"math/big"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/internal/laws"
)

func TestAverageBasket(t *testing.T) {
	// 100 / 3 = 33.33...
	v, err := clv.AverageBasket(money("100"), 3)
	if err != nil || v.Decimal(2).StringFixed(2) != "33.33" {
		t.Errorf("AverageBasket = %v, %v, want 33.33", v, err)
	}
}

func TestBasketHasAMeanWithItsVariance(t *testing.T) {
	var a clv.Basket
	for _, amount := range []string{"10", "20", "60"} {
		if err := a.Add(money(amount)); err != nil {
			t.Fatal(err)
		}
	}
	// mean 90/3 = 30; variance ((-20)² + (-10)² + 30²) / 2 = 700
	basket := laws.Must(a.Result().PerOrder())
	if v := laws.Must(basket.Variance()); basket.String() != "30" || v.String() != "700" || basket.N() != 3 {
		t.Errorf("%v of %d, variance %v, want 30 of 3, variance 700", basket, basket.N(), v)
	}
}

func TestEveryWayOfCountingOrdersAgrees(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		cents := rapid.SliceOf(rapid.OneOf(rapid.Int64Range(-1e4, 1e6), rapid.Int64())).Draw(t, "cents")
		var single, counted, minor, column clv.Basket
		counts := map[int64]uint64{}
		var orders, refunds []*big.Rat
		for _, v := range cents {
			if x := big.NewRat(v, 100); v < 0 {
				refunds = append(refunds, x.Neg(x))
			} else {
				orders = append(orders, x)
			}
			counts[v]++
			if err := errors.Join(single.Add(decimal.New(v, -2)), minor.AddMinor(v, 2)); err != nil {
				t.Fatal(err)
			}
		}
		for v, n := range counts {
			if err := counted.AddN(decimal.New(v, -2), n); err != nil {
				t.Fatal(err)
			}
		}
		if err := column.AddMinorSlice(cents, 2); err != nil {
			t.Fatal(err)
		}
		gross, x2 := moments(orders)
		refunded, r2 := moments(refunds)
		net := new(big.Rat).Sub(gross, refunded)
		want := clv.BasketResult{
			Orders: uint64(len(orders)), Revenue: kpi.ValueOf(net),
			Refunds: uint64(len(refunds)), Refunded: kpi.ValueOf(refunded), Squares: kpi.ValueOf(x2.Add(x2, r2)),
		}
		for name, a := range map[string]*clv.Basket{"Add": &single, "AddN": &counted, "AddMinor": &minor, "AddMinorSlice": &column} {
			if diff := cmp.Diff(want, a.Result()); diff != "" {
				t.Fatalf("%s: (-want +got)\n%s", name, diff)
			}
		}
		basket, err := single.Result().PerOrder()
		if len(orders) == 0 {
			if !errors.Is(err, kpi.ErrUndefined) {
				t.Fatalf("average basket of no order: %v, %v", basket, err)
			}
			return
		}
		n := big.NewRat(int64(len(orders)), 1)
		mean := new(big.Rat).Quo(net, n)
		if err != nil || basket.Rat().Cmp(mean) != 0 || basket.N() != uint64(len(orders)) {
			t.Fatalf("average basket %v of %d, %v, want %v", basket.Rat(), basket.N(), err, mean)
		}
		if got := laws.Must(clv.AverageBasket(decimal.NewFromBigRat(net, 2), uint64(len(orders)))); got.Rat().Cmp(mean) != 0 {
			t.Fatalf("AverageBasket = %v, want %v", got.Rat(), mean)
		}
		if len(orders) == 1 {
			return
		}
		spread := r2
		for _, x := range orders {
			d := new(big.Rat).Sub(x, new(big.Rat).Quo(gross, n))
			spread.Add(spread, d.Mul(d, d))
		}
		spread.Quo(spread, n.Sub(n, big.NewRat(1, 1)))
		if v := laws.Must(basket.Variance()); v.Rat().Cmp(spread) != 0 {
			t.Fatalf("variance %v, want %v", v.Rat(), spread)
		}
	})
}

// moments returns the sum and the sum of squares.
func moments(v []*big.Rat) (sum, squares *big.Rat) {
	sum, squares = new(big.Rat), new(big.Rat)
	for _, x := range v {
		sum.Add(sum, x)
		squares.Add(squares, new(big.Rat).Mul(x, x))
	}
	return sum, squares
}

// Orders and refunds are counted apart: there is room for one more of each.
func TestFullBasketsRefuseColumnsWhole(t *testing.T) {
	var a clv.Basket
	if err := errors.Join(a.AddN(money("1"), math.MaxUint64-1), a.AddN(money("-1"), math.MaxUint64-1)); err != nil {
		t.Fatal(err)
	}
	before := a.Result()
	for _, cents := range [][]int64{{1, 2}, {1, -1, 2}, {-1, -2}, {-1, 1, -2}} {
		if err := a.AddMinorSlice(cents, 2); !errors.Is(err, kpi.ErrOverflow) {
			t.Errorf("AddMinorSlice(%v) = %v, want ErrOverflow", cents, err)
		}
	}
	if err := a.AddMinorSlice([]int64{1}, 65); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("65 digits: %v, want ErrRange", err)
	}
	if diff := cmp.Diff(before, a.Result()); diff != "" {
		t.Errorf("a refused column counts: (-want +got)\n%s", diff)
	}
	if err := errors.Join(a.AddMinorSlice([]int64{-100, 100}, 2), a.AddMinorSlice(nil, 2)); err != nil {
		t.Error(err)
	}
	for _, v := range []int64{1, -1} {
		if err := a.AddMinor(v, 2); !errors.Is(err, kpi.ErrOverflow) {
			t.Errorf("AddMinor(%d) = %v, want ErrOverflow", v, err)
		}
	}
	if r := a.Result(); r.Orders != math.MaxUint64 || r.Refunds != math.MaxUint64 || r.Revenue.String() != "0" {
		t.Errorf("%d orders, %d refunds, %v", r.Orders, r.Refunds, r.Revenue)
	}
}

// Of orders and refunds, either may be full alone; what is refused leaves the other
// as it was.
func TestABasketThatIsHalfFull(t *testing.T) {
	for _, sign := range []int64{1, -1} {
		full := func(n uint64) *clv.Basket {
			var a clv.Basket
			if err := errors.Join(a.AddN(decimal.New(sign, 0), n), a.AddN(decimal.New(-2*sign, 0), 3)); err != nil {
				t.Fatal(err)
			}
			return &a
		}
		a := full(math.MaxUint64 - 1)
		before := laws.Must(a.MarshalBinary())
		for _, err := range []error{a.Merge(a), a.Merge(full(2)), a.AddMinorSlice([]int64{-sign, sign, sign}, 0)} {
			if !errors.Is(err, kpi.ErrOverflow) {
				t.Errorf("%v, want ErrOverflow", err)
			}
		}
		if after := laws.Must(a.MarshalBinary()); string(after) != string(before) {
			t.Errorf("what is refused counts: %x, before %x", after, before)
		}
		if err := a.Merge(full(1)); err != nil {
			t.Error(err)
		}
		if r := a.Result(); max(r.Orders, r.Refunds) != math.MaxUint64 || min(r.Orders, r.Refunds) != 6 {
			t.Errorf("%d orders, %d refunds", r.Orders, r.Refunds)
		}
	}
}

// 64 digits are the most.
func TestMinorUnitsOfManyDigits(t *testing.T) {
	var basket, column clv.Basket
	var spend, customers clv.Spend[string]
	var history clv.History[string]
	if err := errors.Join(
		basket.AddMinor(7, 64), column.AddMinorSlice([]int64{7}, 64), spend.AddMinor("Ada", 7, 64),
		customers.AddMinorSlice([]string{"Ada"}, []int64{7}, 64), history.AddMinor("Ada", time.Unix(0, 0), 7, 64),
	); err != nil {
		t.Fatal(err)
	}
	want := kpi.ValueOf(decimal.New(7, -64).Rat())
	for i, got := range []kpi.Value{basket.Result().Revenue, column.Result().Revenue, spend.Result().Revenue, customers.Result().Revenue, history.Result().Revenue} {
		if !got.Equal(want) {
			t.Errorf("%d: %v", i, got)
		}
	}
}

func TestFullCustomersRefuseColumnsWhole(t *testing.T) {
	spend := full(t, func(a *clv.Spend[string]) error { return a.Add("Ada", money("1")) })
	loyalty := full(t, func(a *clv.Loyalty[string]) error {
		return errors.Join(a.Add("Ada", clv.Order{Amount: money("1")}), a.Add("Ada", clv.Order{Amount: money("-1")}))
	})
	wantSpend, wantLoyalty := spend.Result(), loyalty.Result()
	for _, err := range []error{
		spend.AddMinorSlice([]string{"Ben"}, []int64{1}, 0), spend.AddMinor("Ben", 1, 0),
		loyalty.AddSlice([]string{"Ben"}, []clv.Order{{Amount: money("1")}}),
		loyalty.AddSlice([]string{"Ben"}, []clv.Order{{Amount: money("-1")}}),
	} {
		if !errors.Is(err, kpi.ErrOverflow) {
			t.Errorf("%v, want ErrOverflow", err)
		}
	}
	if diff := cmp.Diff(wantSpend, spend.Result()) + cmp.Diff(wantLoyalty, loyalty.Result()); diff != "" {
		t.Errorf("a refused column counts: (-want +got)\n%s", diff)
	}
	if n := wantLoyalty.Later.Orders; n != math.MaxUint64-1 || wantSpend.Orders != math.MaxUint64 || wantLoyalty.Refunds != math.MaxUint64 {
		t.Errorf("%d later orders, %d orders, %d refunds", n, wantSpend.Orders, wantLoyalty.Refunds)
	}
	// A refund is not an order, and has room.
	if err := errors.Join(spend.AddMinor("Ben", -1, 0), spend.AddMinorSlice([]string{"Ben"}, []int64{-1}, 0)); err != nil {
		t.Error(err)
	}
}

func TestResultsWithoutAFigureSayWhy(t *testing.T) {
	for want, r := range map[string]fmt.Stringer{
		"clv: average basket undefined: no order":          clv.BasketResult{},
		"clv: spend per customer undefined: no customer":   clv.SpendResult{},
		"clv: loyalty multiple undefined: no order":        clv.LoyaltyResult{},
		"clv: acquisition cost undefined: no customer won": clv.AcquisitionResult{},
		"clv: return on investment undefined: cost is 0":   clv.ReturnResult{},
		"clv: cost -1 below 0":                             clv.ReturnResult{Cost: value("-1")},
		"kpi: sum of squares 0 below 1":                    clv.BasketResult{Orders: 1, Revenue: value("1")},
	} {
		if got := r.String(); got != want {
			t.Errorf("%q, want %q", got, want)
		}
	}
}

func TestResultsSurviveJSON(t *testing.T) {
	var basket clv.Basket
	var spend clv.Spend[int]
	var loyalty clv.Loyalty[int]
	for i, amount := range []string{"19.99", "-3", "0.125"} {
		if err := errors.Join(basket.Add(money(amount)), spend.Add(i%2, money(amount)),
			loyalty.Add(i%2, clv.Order{Number: int64(i), Amount: money(amount)})); err != nil {
			t.Fatal(err)
		}
	}
	survives(t, basket.Result())
	survives(t, spend.Result())
	survives(t, loyalty.Result())
	survives(t, clv.AcquisitionResult{Spend: value("12.5"), Customers: 3})
	survives(t, clv.ReturnResult{Gain: value("12.5"), Cost: value("-3")})
}

func survives[R any](t *testing.T, r R) {
	t.Helper()
	var back R
	if err := json.Unmarshal(laws.Must(json.Marshal(r)), &back); err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(r, back); diff != "" {
		t.Errorf("(-before +after JSON)\n%s", diff)
	}
}

func TestImpossibleBasketIsRefused(t *testing.T) {
	// Two orders of 4 in all have squares of 2² + 2² = 8 at least.
	r := clv.BasketResult{Orders: 2, Revenue: value("4"), Squares: value("7")}
	if err := second(r.PerOrder()); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("PerOrder = %v, want ErrRange", err)
	}
}
