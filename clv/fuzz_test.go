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

// FuzzUnmarshalBinary: any bytes are ErrCorrupt or the encoding of a state, whose
// result has figures.
func FuzzUnmarshalBinary(f *testing.F) {
	var basket clv.Basket
	var spend clv.Spend[string]
	var loyalty clv.Loyalty[int]
	var acquisition clv.Acquisition
	var roi clv.Return
	var history clv.History[string]
	for i := range 3 {
		amount := decimal.New(1999, int32(-i))
		if err := errors.Join(
			basket.Add(amount),
			spend.Add("Ada", amount),
			loyalty.Add(i%2, clv.Order{Time: time.Unix(0, 5), Number: int64(i), Amount: amount}),
			acquisition.AddSpend(amount), acquisition.AddCustomers(1<<40),
			roi.AddGain(amount), roi.AddCost(amount),
			history.Add("Ada", time.Unix(int64(i/2)*86400, 0), amount),
		); err != nil {
			f.Fatal(err)
		}
	}
	for _, a := range []interface{ MarshalBinary() ([]byte, error) }{&basket, &spend, &loyalty, &acquisition, &roi, &history} {
		f.Add(laws.Must(a.MarshalBinary()))
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		if a := new(clv.History[string]); laws.Decodes(t, a, data) {
			a.Result()
			known(t, second(a.Customers(clv.Summary{Spend: clv.AllOrders})))
		}
		if a := new(clv.Basket); laws.Decodes(t, a, data) {
			known(t, second(a.Result().PerOrder()))
		}
		if a := new(clv.Spend[string]); laws.Decodes(t, a, data) {
			r := a.Result()
			known(t, second(r.PerOrder()), second(r.PerCustomer()), second(r.Frequency()))
		}
		if a := new(clv.Loyalty[int]); laws.Decodes(t, a, data) {
			r := a.Result()
			known(t, second(r.First.PerOrder()), second(r.Later.PerOrder()), second(r.Multiple()))
		}
		if a := new(clv.Acquisition); laws.Decodes(t, a, data) {
			known(t, second(a.Result().Cost()))
		}
		if a := new(clv.Return); laws.Decodes(t, a, data) {
			known(t, second(a.Result().ROI()))
		}
	})
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
