package clv_test

import (
	"errors"
	"math"
	"math/big"
	"strconv"
	"strings"
	"testing"
	"time"

	"github.com/shopspring/decimal"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/internal/laws"
)

func TestMain(m *testing.M) { laws.Main(m) }

// amounts draws money of few and of many digits, of either sign.
func amounts() *rapid.Generator[decimal.Decimal] {
	return rapid.Custom(func(t *rapid.T) decimal.Decimal {
		v := rapid.OneOf(rapid.Int64Range(-500, 500), rapid.Int64Range(-500, 500), rapid.Int64()).Draw(t, "units")
		exponent := rapid.OneOf(rapid.Int32Range(-3, 1), rapid.Int32Range(-64, 64)).Draw(t, "exponent")
		return decimal.New(v, exponent)
	})
}

// hostile are amounts that no accumulator may add.
var hostile = []decimal.Decimal{
	decimal.New(1, 1e7),
	decimal.New(1, -1e7),
	decimal.New(0, 65),
	decimal.NewFromBigInt(new(big.Int).Lsh(big.NewInt(1), 512), 0),
}

func refused[In any](wrap func(decimal.Decimal) In) []In {
	var in []In
	for _, d := range hostile {
		in = append(in, wrap(d))
	}
	return in
}

// names draws few customers, so that they come back.
func names() *rapid.Generator[string] {
	return rapid.SampledFrom([]string{"", "Ada", "Ben", "Cleo"})
}

func TestBasketLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*clv.Basket, decimal.Decimal]{
		Inputs:  amounts(),
		Add:     (*clv.Basket).Add,
		Remove:  (*clv.Basket).Remove,
		Result:  func(a *clv.Basket) any { return a.Result() },
		Refused: hostile,
		Full: func(t *testing.T) *clv.Basket {
			var a clv.Basket
			if err := errors.Join(a.AddN(money("1.5"), math.MaxUint64), a.AddN(money("-1.5"), math.MaxUint64)); err != nil {
				t.Fatal(err)
			}
			return &a
		},
		Sample: []decimal.Decimal{money("19.99"), money("5"), money("-2.50")},
	})
}

// sale is an order of a customer.
type sale struct {
	customer string
	amount   decimal.Decimal
}

func customersOfSale() *laws.Customers[sale] {
	return &laws.Customers[sale]{
		Of: func(in sale) string { return in.customer },
		As: func(in sale, customer string) sale { in.customer = customer; return in },
	}
}

func TestSpendLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*clv.Spend[string], sale]{
		Inputs: rapid.Custom(func(t *rapid.T) sale {
			return sale{names().Draw(t, "customer"), amounts().Draw(t, "amount")}
		}),
		Customers: customersOfSale(),
		Many:      func(i int) sale { return sale{strconv.Itoa(laws.ManyKeys(i)), decimal.New(int64(i), -2)} },
		Add:       func(a *clv.Spend[string], in sale) error { return a.Add(in.customer, in.amount) },
		Result:    func(a *clv.Spend[string]) any { return a.Result() },
		Refused:   refused(func(d decimal.Decimal) sale { return sale{"new", d} }),
		Full: func(t *testing.T) *clv.Spend[string] {
			return full(t, func(a *clv.Spend[string]) error { return a.Add("Ada", money("1")) })
		},
		Sample: []sale{{"Ben", money("5")}, {"Ada", money("19.99")}, {"Ada", money("0.01")}},
	})
}

// full doubles an accumulator of one input until it counts 2^64-1 of them.
func full[A kpi.Accumulator[A]](t *testing.T, add func(A) error) A {
	var none A
	one, all := none.Clone(), none.Clone()
	if err := add(one); err != nil {
		t.Fatal(err)
	}
	for i := range 64 {
		if err := all.Merge(one); err != nil {
			t.Fatal(err)
		}
		if err := one.Merge(one); err != nil && i < 63 {
			t.Fatal(err)
		}
	}
	return all
}

// order is a dated order of a customer.
type order struct {
	customer string
	order    clv.Order
}

// orders draws few times, numbers and amounts, so that they tie.
func orders() *rapid.Generator[order] {
	few := rapid.Custom(func(t *rapid.T) decimal.Decimal { return decimal.New(rapid.Int64Range(-1, 3).Draw(t, "units"), 0) })
	return rapid.Custom(func(t *rapid.T) order {
		seconds := rapid.OneOf(rapid.Int64Range(-1, 1), rapid.Int64Range(-1, 1), rapid.Int64Range(-1<<35, 1<<35)).Draw(t, "seconds")
		return order{names().Draw(t, "customer"), clv.Order{
			Time:   time.Unix(seconds, rapid.Int64Range(0, 1).Draw(t, "nanoseconds")),
			Number: rapid.Int64Range(-1, 1).Draw(t, "number"),
			Amount: rapid.OneOf(few, few, amounts()).Draw(t, "amount"),
		}}
	})
}

func TestLoyaltyLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*clv.Loyalty[string], order]{
		Inputs: orders(),
		Customers: &laws.Customers[order]{
			Of: func(in order) string { return in.customer },
			As: func(in order, customer string) order { in.customer = customer; return in },
		},
		Many: func(i int) order {
			return order{strconv.Itoa(laws.ManyKeys(i)), clv.Order{Time: time.Unix(int64(i), 0), Amount: decimal.New(int64(i), -2)}}
		},
		Add:    func(a *clv.Loyalty[string], in order) error { return a.Add(in.customer, in.order) },
		Result: func(a *clv.Loyalty[string]) any { return a.Result() },
		Refused: append(refused(func(d decimal.Decimal) order { return order{"new", clv.Order{Amount: d}} }),
			order{"new", clv.Order{Time: time.Date(10000, 1, 1, 0, 0, 0, 0, time.UTC), Amount: money("1")}},
			order{"new", clv.Order{Time: time.Date(0, 12, 31, 0, 0, 0, 0, time.UTC), Amount: money("-1")}}),
		Full: func(t *testing.T) *clv.Loyalty[string] {
			return full(t, func(a *clv.Loyalty[string]) error {
				return errors.Join(a.Add("Ada", clv.Order{Amount: money("1")}), a.Add("Ada", clv.Order{Amount: money("-1")}))
			})
		},
		Sample: []order{
			{"Cleo", clv.Order{Amount: money("-2.5")}},
			{"Ada", clv.Order{Time: time.Unix(60, 0), Number: 8, Amount: money("30")}},
			{"Ben", clv.Order{Time: time.Unix(-1, 500_000_000), Amount: money("12.5")}},
			{"Ada", clv.Order{Time: time.Unix(60, 0), Number: 7, Amount: money("20")}},
		},
	})
}

// campaign is a cost, and the customers that it won.
type campaign struct {
	spend     decimal.Decimal
	customers uint64
}

func TestAcquisitionLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*clv.Acquisition, campaign]{
		Inputs: rapid.Custom(func(t *rapid.T) campaign {
			return campaign{amounts().Draw(t, "spend"), rapid.Uint64Range(0, 1<<40).Draw(t, "customers")}
		}),
		Add: func(a *clv.Acquisition, in campaign) error {
			if err := a.AddCustomers(in.customers); err != nil {
				return err
			}
			return a.AddSpend(in.spend)
		},
		Remove: func(a *clv.Acquisition, in campaign) error {
			if err := a.RemoveSpend(in.spend); err != nil {
				return err
			}
			return a.RemoveCustomers(in.customers)
		},
		Blind:   true, // of spend there is no number
		Result:  func(a *clv.Acquisition) any { return a.Result() },
		Refused: refused(func(d decimal.Decimal) campaign { return campaign{spend: d} }),
		Full: func(t *testing.T) *clv.Acquisition {
			var a clv.Acquisition
			if err := a.AddCustomers(math.MaxUint64); err != nil {
				t.Fatal(err)
			}
			return &a
		},
		Sample: []campaign{{money("100.5"), 3}, {money("-0.5"), 1}},
	})
}

// investment is a gain and a cost.
type investment struct{ gain, cost decimal.Decimal }

func TestReturnLaws(t *testing.T) {
	laws.Run(t, laws.Spec[*clv.Return, investment]{
		Inputs: rapid.Custom(func(t *rapid.T) investment {
			return investment{amounts().Draw(t, "gain"), amounts().Draw(t, "cost")}
		}),
		Add: func(a *clv.Return, in investment) error {
			if err := a.AddGain(in.gain); err != nil {
				return err
			}
			return a.AddCost(in.cost)
		},
		Remove: func(a *clv.Return, in investment) error {
			if err := a.RemoveGain(in.gain); err != nil {
				return err
			}
			return a.RemoveCost(in.cost)
		},
		Blind:  true,
		Result: func(a *clv.Return) any { return a.Result() },
		Refused: append(
			refused(func(d decimal.Decimal) investment { return investment{gain: d} }),
			refused(func(d decimal.Decimal) investment { return investment{cost: d} })...),
		Sample: []investment{{money("100"), money("80")}, {money("0.25"), money("0")}},
	})
}

// money reads an amount, as decimal.NewFromString does unless a variable of its
// package forbids it.
func money(s string) decimal.Decimal {
	whole, fraction, _ := strings.Cut(s, ".")
	return decimal.New(laws.Must(strconv.ParseInt(whole+fraction, 10, 64)), -int32(len(fraction)))
}

// purchase is a dated order of a customer, for a History.
type purchase struct {
	customer string
	at       time.Time
	amount   decimal.Decimal
}

func purchases() *rapid.Generator[purchase] {
	return rapid.Custom(func(t *rapid.T) purchase {
		seconds := rapid.OneOf(rapid.Int64Range(-1, 1), rapid.Int64Range(-2*86400, 2*86400), rapid.Int64Range(-1<<35, 1<<35)).Draw(t, "seconds")
		return purchase{names().Draw(t, "customer"), time.Unix(seconds, rapid.Int64Range(0, 2000).Draw(t, "nanoseconds")), amounts().Draw(t, "amount")}
	})
}

func customersOfPurchase() *laws.Customers[purchase] {
	return &laws.Customers[purchase]{
		Of: func(in purchase) string { return in.customer },
		As: func(in purchase, customer string) purchase { in.customer = customer; return in },
	}
}

func TestHistoryLaws(t *testing.T) {
	paris := laws.Must(time.LoadLocation("Europe/Paris"))
	laws.Run(t, laws.Spec[*clv.History[string], purchase]{
		Inputs:    purchases(),
		Customers: customersOfPurchase(),
		Many: func(i int) purchase {
			return purchase{strconv.Itoa(laws.ManyKeys(i)), time.Unix(int64(i)*3600, 0), decimal.New(int64(i), -2)}
		},
		Add: func(a *clv.History[string], in purchase) error { return a.Add(in.customer, in.at, in.amount) },
		Result: func(a *clv.History[string]) any {
			r := a.Result()
			rows, err := a.Customers(clv.Summary{})
			if (err == nil) != (r.Customers > 0) || uint64(len(rows)) != r.Customers {
				t.Error(len(rows), "rows of", r, err)
			}
			return []any{r, rows}
		},
		Refused: append(refused(func(d decimal.Decimal) purchase { return purchase{"new", time.Unix(0, 0), d} }),
			purchase{"new", time.Date(10000, 1, 2, 0, 0, 0, 0, time.UTC), money("1")}),
		Configs: []func() *clv.History[string]{
			func() *clv.History[string] { return laws.Must(clv.NewHistory[string](clv.MergeNothing, nil)) },
			func() *clv.History[string] { return laws.Must(clv.NewHistory[string](clv.MergeDays, paris)) },
		},
		Sample: []purchase{
			{"Ben", time.Date(1970, 1, 3, 23, 0, 0, 0, time.UTC), money("5")},
			{"Ada", time.Date(1970, 1, 2, 1, 0, 0, 0, time.UTC), money("19.99")},
			{"Ada", time.Date(1970, 1, 1, 5, 0, 0, 0, time.UTC), money("1")},
			{"Ada", time.Date(1970, 1, 2, 9, 0, 0, 0, time.UTC), money("0.01")},
			{"Ben", time.Date(1970, 1, 4, 9, 0, 0, 0, time.UTC), money("-2")},
		},
	})
}
