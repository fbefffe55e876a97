package clv_test

import (
	"bytes"
	"errors"
	"math"
	"math/big"
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"
	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/internal/laws"
)

func TestWhichOrderIsTheFirst(t *testing.T) {
	noon := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	paris := time.FixedZone("Paris", 3600)
	for _, tc := range []struct {
		name   string
		orders []clv.Order
		want   string // amount of the first order
	}{
		{"earliest instant", []clv.Order{
			{Time: noon, Number: 1, Amount: money("9")},
			{Time: noon.Add(-time.Nanosecond), Number: 2, Amount: money("5")},
		}, "5"},
		{"12:30 in Paris is before noon in UTC", []clv.Order{
			{Time: noon, Number: 1, Amount: money("9")},
			{Time: time.Date(2026, time.March, 1, 12, 30, 0, 0, paris), Number: 2, Amount: money("5")},
		}, "5"},
		{"smallest number of an instant", []clv.Order{
			{Time: noon, Number: 536368, Amount: money("70.05")},
			{Time: noon.In(paris), Number: 536367, Amount: money("20")},
		}, "20"},
		{"largest amount of an instant without numbers", []clv.Order{
			{Time: noon, Amount: money("70.05")},
			{Time: noon, Amount: money("278.73")},
			{Time: noon, Amount: money("0")},
		}, "278.73"},
		{"before 1970", []clv.Order{
			{Time: time.Unix(-1, 1), Amount: money("9")},
			{Time: time.Unix(-1, 0), Amount: money("5")},
		}, "5"},
	} {
		for range 2 {
			var a clv.Loyalty[int]
			if err := a.AddSlice(make([]int, len(tc.orders)), tc.orders); err != nil {
				t.Fatal(err)
			}
			if r := a.Result(); r.First.Revenue.String() != tc.want || r.Later.Orders != uint64(len(tc.orders)-1) {
				t.Errorf("%s: first %v, want %s", tc.name, r.First, tc.want)
			}
			slices.Reverse(tc.orders)
		}
	}
}

func TestLoyaltyMultiple(t *testing.T) {
	var a clv.Loyalty[string]
	for i, s := range []sale{{"Ada", money("10")}, {"Ben", money("20")}, {"Ada", money("30")}, {"Ada", money("45")}, {"Ada", money("60")}} {
		if err := a.Add(s.customer, clv.Order{Number: int64(i), Amount: s.amount}); err != nil {
			t.Fatal(err)
		}
	}
	r := a.Result()
	// ((30+45+60) / 3) / ((10+20) / 2) = 45 / 15 = 3
	if m, err := r.Multiple(); err != nil || m.String() != "3" {
		t.Errorf("Multiple = %v, %v, want 3", m, err)
	}
	for target, want := range map[string]bool{"2.999": true, "3": true, "3.001": false, "-1": true} {
		if got, err := r.Reaches(money(target)); err != nil || got != want {
			t.Errorf("Reaches(%s) = %v, %v", target, got, err)
		}
	}
}

// Orders and refunds are counted apart: there is room for one more of each, and a column
// that needs more counts nothing.
func TestALoyaltyThatIsNearlyFull(t *testing.T) {
	order, refund, free := clv.Order{Amount: money("2")}, clv.Order{Amount: money("-1")}, clv.Order{}
	nearly := func() *clv.Loyalty[string] { // 2 + 4 + ... + 2^63 orders and refunds
		var all, some clv.Loyalty[string]
		if err := errors.Join(some.Add("Ada", order), some.Add("Ada", refund)); err != nil {
			t.Fatal(err)
		}
		for range 63 {
			if err := errors.Join(some.Merge(&some), all.Merge(&some)); err != nil {
				t.Fatal(err)
			}
		}
		return &all
	}
	for _, tc := range []struct {
		column          []clv.Order
		fits            bool
		orders, refunds uint64 // less than 2^64-1
	}{
		{nil, true, 1, 1},
		{[]clv.Order{order}, true, 0, 1},
		{[]clv.Order{refund}, true, 1, 0},
		{[]clv.Order{refund, free}, true, 0, 0},
		{[]clv.Order{free, order}, false, 1, 1},
		{[]clv.Order{refund, refund}, false, 1, 1},
		{[]clv.Order{order, refund, order}, false, 1, 1},
		{[]clv.Order{refund, order, refund}, false, 1, 1},
	} {
		a := nearly()
		err := a.AddSlice(slices.Repeat([]string{"Ben"}, len(tc.column)), tc.column)
		if (err == nil) != tc.fits || !tc.fits && !errors.Is(err, kpi.ErrOverflow) {
			t.Errorf("%v: %v", tc.column, err)
		}
		if r := a.Result(); r.First.Orders+r.Later.Orders != math.MaxUint64-tc.orders || r.Refunds != math.MaxUint64-tc.refunds {
			t.Errorf("%v: %d and %d orders, %d refunds", tc.column, r.First.Orders, r.Later.Orders, r.Refunds)
		}
	}
	var orders, refunds clv.Loyalty[string]
	if err := errors.Join(orders.Add("Ben", order), orders.Add("Cleo", order), refunds.Add("Ben", refund), refunds.Add("Cleo", refund)); err != nil {
		t.Fatal(err)
	}
	for name, more := range map[string]*clv.Loyalty[string]{"orders": &orders, "refunds": &refunds} {
		a := nearly()
		before := laws.Must(a.MarshalBinary())
		if err := a.Merge(more); !errors.Is(err, kpi.ErrOverflow) || !bytes.Equal(laws.Must(a.MarshalBinary()), before) {
			t.Errorf("two more %s: %v", name, err)
		}
		if err := more.Forget("Cleo"); err != nil {
			t.Fatal(err)
		}
		if err := a.Merge(more); err != nil {
			t.Errorf("the last of the %s: %v", name, err)
		}
	}
}

// The baskets of a result written by hand are checked before they are printed.
func TestTextsOfLoyalty(t *testing.T) {
	r := clv.LoyaltyResult{
		First: clv.BasketResult{Orders: 2, Revenue: value("20"), Squares: value("200")},
		Later: clv.BasketResult{Orders: 3, Revenue: value("60"), Squares: value("1300")},
	}
	if want := "2.00 times the first basket (10.00 in 2 first orders, 20.00 in 3 later)"; r.String() != want {
		t.Errorf("%q, want %q", r, want)
	}
	r.Later.Squares = value("1199")
	if want := "kpi: sum of squares 1199 below 1200"; r.String() != want {
		t.Errorf("%q, want %q", r, want)
	}
}

func TestMultipleIsUndefined(t *testing.T) {
	first := func(amount string) clv.BasketResult {
		return clv.BasketResult{Orders: 2, Revenue: value(amount)}
	}
	for want, r := range map[string]clv.LoyaltyResult{
		"clv: loyalty multiple undefined: no order":             {},
		"clv: loyalty multiple undefined: no later order":       {First: first("10")},
		"clv: loyalty multiple undefined: first basket is 0":    {First: first("0"), Later: first("10")},
		"clv: loyalty multiple undefined: first basket is -0.5": {First: first("-1"), Later: first("10")},
	} {
		m, err := r.Multiple()
		if !errors.Is(err, kpi.ErrUndefined) || err.Error() != want || r.String() != want {
			t.Errorf("Multiple = %v, %v, want %s", m, err, want)
		}
		if reached, err := r.Reaches(money("0")); reached || !errors.Is(err, kpi.ErrUndefined) {
			t.Errorf("Reaches = %v, %v", reached, err)
		}
	}
}

func TestLoyaltyAgreesWithSorting(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		stream := rapid.SliceOf(orders()).Draw(t, "orders")
		byCustomer := map[string][]clv.Order{}
		var customers []string
		var column []clv.Order
		var single, slice clv.Loyalty[string]
		var want clv.LoyaltyResult
		for _, o := range stream {
			if o.order.Amount.Sign() < 0 {
				want.Refunds++
				want.Refunded = kpi.ValueOf(new(big.Rat).Sub(want.Refunded.Rat(), o.order.Amount.Rat()))
			} else {
				byCustomer[o.customer] = append(byCustomer[o.customer], o.order)
			}
			customers, column = append(customers, o.customer), append(column, o.order)
			if err := single.Add(o.customer, o.order); err != nil {
				t.Fatal(err)
			}
		}
		if err := slice.AddSlice(customers, column); err != nil {
			t.Fatal(err)
		}
		for _, list := range byCustomer {
			slices.SortFunc(list, func(a, b clv.Order) int {
				if c := a.Time.Compare(b.Time); c != 0 {
					return c
				}
				if a.Number != b.Number {
					return int(a.Number - b.Number)
				}
				return b.Amount.Cmp(a.Amount)
			})
			want.First = plus(want.First, list[0])
			for _, o := range list[1:] {
				want.Later = plus(want.Later, o)
			}
		}
		for name, a := range map[string]*clv.Loyalty[string]{"Add": &single, "AddSlice": &slice} {
			if diff := cmp.Diff(want, a.Result()); diff != "" {
				t.Fatalf("%s: (-want +got)\n%s", name, diff)
			}
		}
	})
}

// plus counts one order.
func plus(r clv.BasketResult, o clv.Order) clv.BasketResult {
	x := o.Amount.Rat()
	r.Orders++
	r.Revenue = kpi.ValueOf(new(big.Rat).Add(r.Revenue.Rat(), x))
	r.Squares = kpi.ValueOf(new(big.Rat).Add(r.Squares.Rat(), x.Mul(x, x)))
	return r
}

func TestALaterOrderNeedsACustomer(t *testing.T) {
	// One later order of 0, and no customer.
	orphan := []byte("loy\x01\x01\x00\x00\x00\x00\x00\x00\x00")
	var a clv.Loyalty[string]
	if err := a.UnmarshalBinary(orphan); !errors.Is(err, kpi.ErrCorrupt) {
		t.Errorf("UnmarshalBinary = %v, want ErrCorrupt", err)
	}
}
