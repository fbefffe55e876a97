package clv_test

import (
	"errors"
	"math/big"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
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

// fuzzed are the amounts of the seeds.
var fuzzed = []decimal.Decimal{decimal.New(1999, 0), decimal.New(1999, -1), decimal.New(-1999, -2)}

// seed adds each of the fuzzed amounts to a state.
func seed[A any](f *testing.F, a A, add func(a A, i int, amount decimal.Decimal) error) A {
	f.Helper()
	for i, amount := range fuzzed {
		if err := add(a, i, amount); err != nil {
			f.Fatal(err)
		}
	}
	return a
}

func FuzzBasket(f *testing.F) {
	laws.Fuzz(f, func(t *testing.T, a *clv.Basket) {
		known(t, second(a.Result().PerOrder()))
	}, seed(f, new(clv.Basket), func(a *clv.Basket, _ int, amount decimal.Decimal) error { return a.Add(amount) }))
}

func FuzzSpend(f *testing.F) {
	laws.Fuzz(f, func(t *testing.T, a *clv.Spend[string]) {
		r := a.Result()
		known(t, second(r.PerOrder()), second(r.PerCustomer()), second(r.Frequency()))
	}, seed(f, new(clv.Spend[string]), func(a *clv.Spend[string], _ int, amount decimal.Decimal) error { return a.Add("Ada", amount) }))
}

func FuzzLoyalty(f *testing.F) {
	laws.Fuzz(f, func(t *testing.T, a *clv.Loyalty[int]) {
		r := a.Result()
		known(t, second(r.First.PerOrder()), second(r.Later.PerOrder()), second(r.Multiple()))
	}, seed(f, new(clv.Loyalty[int]), func(a *clv.Loyalty[int], i int, amount decimal.Decimal) error {
		return a.Add(i%2, clv.Order{Time: time.Unix(0, 5), Number: int64(i), Amount: amount})
	}))
}

func FuzzAcquisition(f *testing.F) {
	laws.Fuzz(f, func(t *testing.T, a *clv.Acquisition) {
		known(t, second(a.Result().Cost()))
	}, seed(f, new(clv.Acquisition), func(a *clv.Acquisition, _ int, amount decimal.Decimal) error {
		return errors.Join(a.AddSpend(amount), a.AddCustomers(1<<40))
	}))
}

func FuzzReturn(f *testing.F) {
	laws.Fuzz(f, func(t *testing.T, a *clv.Return) {
		known(t, second(a.Result().ROI()))
	}, seed(f, new(clv.Return), func(a *clv.Return, _ int, amount decimal.Decimal) error {
		return errors.Join(a.AddGain(amount), a.AddCost(amount))
	}))
}

func FuzzHistory(f *testing.F) {
	laws.Fuzz(f, func(t *testing.T, a *clv.History[string]) {
		a.Result()
		known(t, second(a.Customers(clv.Summary{Spend: clv.AllOrders})))
	}, seed(f, new(clv.History[string]), func(a *clv.History[string], i int, amount decimal.Decimal) error {
		return a.Add("Ada", time.Unix(int64(i/2)*86400, 0), amount)
	}))
}

// FuzzAmounts: any amount is counted exactly or refused, and any factors have a
// figure or an error of this module.
func FuzzAmounts(f *testing.F) {
	f.Add([]byte{0x07, 0xcf}, int32(-2), false, uint64(3))
	f.Add([]byte{1}, int32(1e7), true, uint64(0))
	f.Fuzz(func(t *testing.T, coefficient []byte, exponent int32, negative bool, n uint64) {
		c := new(big.Int).SetBytes(coefficient)
		if negative {
			c.Neg(c)
		}
		d := decimal.NewFromBigInt(c, exponent)
		var basket clv.Basket
		var spend clv.Spend[uint64]
		fits := kpi.CheckAmount("test", "amount", d) == nil
		for _, err := range []error{basket.Add(d), spend.Add(n, d)} {
			if fits != (err == nil) || err != nil && !errors.Is(err, kpi.ErrRange) {
				t.Errorf("%v·10^%d: %v", c, exponent, err)
			}
		}
		if fits && (basket.Result().Revenue.Rat().Cmp(d.Rat()) != 0 || spend.Result().Revenue.Rat().Cmp(d.Rat()) != 0) {
			t.Errorf("%v·10^%d is %v and %v", c, exponent, basket.Result(), spend.Result())
		}
		one := decimal.New(1, 0)
		known(t,
			second(clv.Of(d, one, d)), second(clv.WithMargin(one, one, one, d)),
			second(clv.Discounted(d, kpi.Rate{}, d)), second(clv.AverageBasket(d, n)),
			second(clv.AcquisitionCost(d, n)), second(clv.Payback(kpi.Value{}, d)), second(clv.ROI(d, d)),
		)
	})
}
