package clv_test

import (
	"errors"
	"math"
	"math/big"
	"testing"

	"github.com/google/go-cmp/cmp"
	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/internal/laws"
)

func TestSpendOfTwoCustomers(t *testing.T) {
	var a clv.Spend[string]
	for _, s := range []sale{{"Ada", money("20")}, {"Ben", money("8")}, {"Ada", money("30")}, {"Ada", money("10")}} {
		if err := a.Add(s.customer, s.amount); err != nil {
			t.Fatal(err)
		}
	}
	r := a.Result()
	perCustomer := laws.Must(r.PerCustomer())
	for _, tc := range []struct {
		name string
		got  kpi.Value
		want string
	}{
		{"basket", laws.Must(r.PerOrder()).Value, "17"},                                  // 68 / 4
		{"frequency", laws.Must(r.Frequency()), "2"},                                     // 4 / 2
		{"spend", perCustomer.Value, "34"},                                               // 68 / 2
		{"variance of the spend", laws.Must(perCustomer.Variance()), "1352"},             // (60-34)² + (8-34)²
		{"value of 3.5 periods", laws.Must(r.Lifetime(kpi.ValueOf(ratio(7, 2)))), "119"}, // 34 · 3.5
	} {
		if tc.got.String() != tc.want {
			t.Errorf("%s %v, want %s", tc.name, tc.got, tc.want)
		}
	}
}

func ratio(a, b int64) *big.Rat { return big.NewRat(a, b) }

func TestSpendAgreesWithAMap(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		customers := rapid.SliceOf(names()).Draw(t, "customers")
		cents := rapid.SliceOfN(rapid.Int64Range(-1e12, 1e12), len(customers), len(customers)).Draw(t, "cents")
		var single, minor, column clv.Spend[string]
		totals, orders, all := map[string]*big.Rat{}, map[string]uint64{}, uint64(0)
		for i, c := range customers {
			if totals[c] == nil {
				totals[c] = new(big.Rat)
			}
			totals[c].Add(totals[c], big.NewRat(cents[i], 100))
			if cents[i] >= 0 {
				orders[c]++
				all++
			}
			if err := errors.Join(single.Add(c, decimal.New(cents[i], -2)), minor.AddMinor(c, cents[i], 2)); err != nil {
				t.Fatal(err)
			}
		}
		if err := column.AddMinorSlice(customers, cents, 2); err != nil {
			t.Fatal(err)
		}
		sum, squares, products, orderSquares, earlier := new(big.Rat), new(big.Rat), new(big.Rat), new(big.Rat), new(big.Rat)
		others := uint64(0)
		for c, x := range totals {
			n := new(big.Rat).SetInt64(int64(orders[c]))
			sum.Add(sum, x)
			squares.Add(squares, new(big.Rat).Mul(x, x))
			products.Add(products, new(big.Rat).Mul(x, n))
			orderSquares.Add(orderSquares, n.Mul(n, n))
			if orders[c] == 0 {
				earlier.Sub(earlier, x)
				others++
			}
		}
		want := clv.SpendResult{
			Customers:    uint64(len(orders)),
			Orders:       all,
			Revenue:      kpi.ValueOf(sum),
			Others:       others,
			Earlier:      kpi.ValueOf(earlier),
			Squares:      kpi.ValueOf(squares),
			Products:     kpi.ValueOf(products),
			OrderSquares: kpi.ValueOf(orderSquares),
		}
		for name, a := range map[string]*clv.Spend[string]{"Add": &single, "AddMinor": &minor, "AddMinorSlice": &column} {
			if diff := cmp.Diff(want, a.Result()); diff != "" {
				t.Fatalf("%s: (-want +got)\n%s", name, diff)
			}
		}
		if all == 0 {
			return
		}
		basketTimesFrequencyIsSpend(t, single.Result())
	})
}

// basketTimesFrequencyIsSpend also compares the lifetime value with [clv.Of] its
// factors.
func basketTimesFrequencyIsSpend(t *rapid.T, r clv.SpendResult) {
	basket, frequency, spend := laws.Must(r.PerOrder()), laws.Must(r.Frequency()), laws.Must(r.PerCustomer())
	if product := new(big.Rat).Mul(basket.Rat(), frequency.Rat()); product.Cmp(spend.Rat()) != 0 {
		t.Fatalf("%v · %v = %v, but %v a customer", basket.Rat(), frequency.Rat(), product, spend.Rat())
	}
	duration := rapid.Int64Range(0, 1000).Draw(t, "periods")
	lifetime := laws.Must(r.Lifetime(kpi.ValueOf(ratio(duration, 1))))
	if want := new(big.Rat).Mul(spend.Rat(), ratio(duration, 1)); lifetime.Rat().Cmp(want) != 0 {
		t.Fatalf("lifetime value %v, want %v", lifetime.Rat(), want)
	}
}

// Three customers of an order each: of 1, 1 and 100 the average is 34, with a standard
// error of 33 and Student's t of 4.302653. Its interval does not reach below 0 unless
// the revenue does.
func TestTheIntervalOfSpend(t *testing.T) {
	for _, tc := range []struct {
		refund    string
		low, high float64
	}{
		{"0", 0, 34 + 4.302653*33},
		{"-102", 0, 4.302653 * math.Sqrt((101*101+1+10000)/2./3)}, // -101, 1, 100
		{"-200", -98/3. - 4.302653*math.Sqrt((46400+2./3)/2/3), -98/3. + 4.302653*math.Sqrt((46400+2./3)/2/3)}, // -199, 1, 100
	} {
		var a clv.Spend[string]
		for _, s := range []sale{{"Ada", money("1")}, {"Ben", money("1")}, {"Cleo", money("100")}} {
			if err := a.Add(s.customer, s.amount); err != nil {
				t.Fatal(err)
			}
		}
		if refund := money(tc.refund); refund.Sign() < 0 {
			if err := a.Add("Ada", refund); err != nil {
				t.Fatal(err)
			}
		}
		for name, i := range map[string]kpi.Interval{
			"PerOrder of the result":  laws.Must(laws.Must(a.Result().PerOrder()).Interval(0.95)),
			"PerOrder with customers": laws.Must(laws.Must(a.PerOrder()).Interval(0.95)),
			"PerCustomer":             laws.Must(laws.Must(a.PerCustomer()).Interval(0.95)),
		} {
			if math.Abs(i.Low-tc.low) > 1e-3 || math.Abs(i.High-tc.high) > 1e-3 {
				t.Errorf("a refund of %s, %s: %v, want %v..%v", tc.refund, name, i, tc.low, tc.high)
			}
		}
	}
}

// Ada has 60 in two orders and Ben 40 in one; Cleo's refund of 10 is of an order from
// before: 90 / 3 per order, and 90 / 2 per customer.
func TestSpendWithItsCustomers(t *testing.T) {
	var a clv.Spend[string]
	for _, s := range []sale{{"Ada", money("35")}, {"Cleo", money("-10")}, {"Ben", money("40")}, {"Ada", money("25")}} {
		if err := a.Add(s.customer, s.amount); err != nil {
			t.Fatal(err)
		}
	}
	if order, customer := laws.Must(a.PerOrder()), laws.Must(a.PerCustomer()); order.String() != "30" || customer.String() != "45" {
		t.Errorf("%v per order, %v per customer, want 30 and 45", order, customer)
	}
	var refunds, large clv.Spend[string]
	most := decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), 511), 0)
	if err := errors.Join(refunds.Add("Cleo", money("-10")), large.Add("Ada", most), large.Add("Ada", most)); err != nil {
		t.Fatal(err)
	}
	result := clv.SpendResult{Customers: math.MaxUint64, Orders: 1, OrderSquares: value("1")}
	fits, many, impossible := result, result, result
	fits.Customers, fits.Others = math.MaxUint64-1, 1
	many.Others = 1
	impossible.Customers, impossible.Revenue, impossible.Squares = 2, value("4"), value("7")
	for _, tc := range []struct {
		err, want error
		text      string
	}{
		{second(refunds.PerOrder()), kpi.ErrUndefined, "clv: average basket undefined: no order"},
		{second(refunds.PerCustomer()), kpi.ErrUndefined, "clv: spend per customer undefined: no customer"},
		{second(many.PerOrder()), kpi.ErrOverflow, "clv: customers overflow"},
		{second(fits.PerOrder()), nil, ""},
		{second(impossible.PerOrder()), kpi.ErrRange, "kpi: customers times squared numerators 14 below 16"},
		{second(large.PerOrder()), kpi.ErrRange, "kpi: numerator bits 513 above 512"},
	} {
		if !errors.Is(tc.err, tc.want) || tc.err != nil && tc.err.Error() != tc.text {
			t.Errorf("%v, want %s", tc.err, tc.text)
		}
	}
}

func TestLargeTotalsStayExact(t *testing.T) {
	var a clv.Spend[int]
	large := decimal.New(999_999_999_999_999_999, 64)
	for range 1000 {
		if err := errors.Join(a.Add(1, large), a.Add(1, money("0.01"))); err != nil {
			t.Fatal(err)
		}
	}
	want := new(big.Rat).Add(large.Rat(), big.NewRat(1, 100))
	want.Mul(want, ratio(1000, 1))
	r := a.Result()
	if r.Revenue.Rat().Cmp(want) != 0 || r.Squares.Rat().Cmp(new(big.Rat).Mul(want, want)) != 0 {
		t.Errorf("%v, squares %v", r.Revenue.Rat(), r.Squares.Rat())
	}
}
