package clv_test

import (
	"errors"
	"math"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/internal/laws"
)

func TestARefundIsNotAnOrderOfABasket(t *testing.T) {
	for _, tc := range []struct {
		name    string
		amounts []string
		text    string
		mean    string
		spread  string // variance, "" for none
	}{
		// 90/4 = 22.5; no order differs from 30, and the refund adds 30²/3.
		{"a whole order", []string{"30", "30", "-30", "30", "30"}, "22.50 per order (90.00 in 4 orders)", "22.5", "300"},
		// 50/2 = 25; (20-30)² + (40-30)² + 4² + 6² = 252
		{"parts", []string{"20", "-4", "-6", "40"}, "25.00 per order (50.00 in 2 orders)", "25", "252"},
		{"of orders from before", []string{"10", "20", "-50"}, "-10.00 per order (-20.00 in 2 orders)", "-10", "2550"},
		{"an only order", []string{"30", "-10"}, "20.00 per order (20.00 in 1 orders)", "20", ""},
		{"a voucher paid it", []string{"0", "30"}, "15.00 per order (30.00 in 2 orders)", "15", "450"},
	} {
		var a clv.Basket
		for _, amount := range tc.amounts {
			if err := a.Add(money(amount)); err != nil {
				t.Fatal(err)
			}
		}
		r := a.Result()
		basket, err := r.PerOrder()
		if err != nil || r.String() != tc.text || basket.String() != tc.mean {
			t.Errorf("%s: %v, mean %v, %v, want %s", tc.name, r, basket, err, tc.text)
		}
		variance, err := basket.Variance()
		if tc.spread == "" && !errors.Is(err, kpi.ErrUndefined) || tc.spread != "" && (err != nil || variance.String() != tc.spread) {
			t.Errorf("%s: variance %v, %v, want %q", tc.name, variance, err, tc.spread)
		}
	}
	var a clv.Basket
	if err := a.Add(money("-30")); err != nil {
		t.Fatal(err)
	}
	if r := a.Result(); r.String() != "clv: average basket undefined: no order" || r.Revenue.String() != "-30" || r.Refunds != 1 || r.Refunded.String() != "30" {
		t.Errorf("a refund alone: %v, revenue %v, %d refunds of %v", r, r.Revenue, r.Refunds, r.Refunded)
	}
}

// Student's interval of 1, 1 and 100 reaches from -108 to 176: nobody's basket is
// below 0. That of a revenue below 0 is.
func TestTheIntervalOfABasketIsWhatItCanBe(t *testing.T) {
	interval := func(m kpi.Mean, err error) kpi.Interval {
		if err != nil {
			t.Fatal(err)
		}
		return laws.Must(m.Interval(0.95))
	}
	var a, b, c clv.Basket
	var s clv.Spend[int]
	for i, v := range []int64{1, 1, 100} {
		if err := errors.Join(a.AddMinor(v, 0), b.AddMinor(v, 0), c.AddMinor(v, 0), s.AddMinor(i, v, 0)); err != nil {
			t.Fatal(err)
		}
	}
	if err := errors.Join(b.AddMinor(-200, 0), c.AddMinor(-102, 0)); err != nil {
		t.Fatal(err)
	}
	for name, i := range map[string]kpi.Interval{
		"basket": interval(a.Result().PerOrder()), "spend": interval(s.Result().PerCustomer()),
	} {
		if i.Low != 0 || math.Abs(i.High-(34+4.302653*33)) > 1e-3 {
			t.Errorf("%s: %v", name, i)
		}
	}
	if i := interval(c.Result().PerOrder()); i.Low != 0 || i.High <= 0 {
		t.Errorf("of a revenue of 0: %v", i)
	}
	if i := interval(b.Result().PerOrder()); i.Low >= -98/3. || i.High <= 0 {
		t.Errorf("of a negative revenue: %v", i)
	}
}

// Ada: 50 + 30 - 20 = 60, Ben: 40; Cleo's refund of 10 is of an order from before.
func TestARefundIsNotAnOrderOfACustomer(t *testing.T) {
	var a clv.Spend[string]
	for _, s := range []sale{{"Ada", money("50")}, {"Cleo", money("-10")}, {"Ada", money("-20")}, {"Ben", money("40")}, {"Ada", money("30")}} {
		if err := a.Add(s.customer, s.amount); err != nil {
			t.Fatal(err)
		}
	}
	r := a.Result()
	perCustomer := laws.Must(r.PerCustomer())
	for _, tc := range []struct{ name, got, want string }{
		{"text", r.String(), "45.00 per customer (90.00 in 3 orders of 2 customers)"},
		{"earlier", r.Earlier.String(), "10"},
		{"basket", laws.Must(r.PerOrder()).String(), "30"},                              // 90 / 3
		{"frequency", laws.Must(r.Frequency()).String(), "1.5"},                         // 3 / 2
		{"spend", perCustomer.String(), "45"},                                           // 90 / 2
		{"variance", laws.Must(perCustomer.Variance()).String(), "300"},                 // (60-50)² + (40-50)² + 10²
		{"two periods", laws.Must(r.Lifetime(kpi.ValueOf(ratio(2, 1)))).String(), "90"}, // 45 · 2
	} {
		if tc.got != tc.want {
			t.Errorf("%s %s, want %s", tc.name, tc.got, tc.want)
		}
	}
	var only clv.Spend[string]
	if err := only.AddMinor("Cleo", -10, 0); err != nil {
		t.Fatal(err)
	}
	if r := only.Result(); r.Customers != 0 || r.Orders != 0 || r.Revenue.String() != "-10" {
		t.Errorf("a refund alone: %+v", r)
	}
}

func TestARefundIsNotALaterOrder(t *testing.T) {
	noon := time.Date(2026, time.March, 1, 12, 0, 0, 0, time.UTC)
	stream := []order{
		{"Ada", clv.Order{Time: noon, Amount: money("50")}},
		{"Ada", clv.Order{Time: noon.Add(time.Hour), Amount: money("-50")}},
		{"Ben", clv.Order{Time: noon.Add(-time.Hour), Amount: money("-5")}}, // before the first order
		{"Ben", clv.Order{Time: noon, Amount: money("30")}},
	}
	var single, column clv.Loyalty[string]
	var customers []string
	var orders []clv.Order
	for _, o := range stream {
		if err := single.Add(o.customer, o.order); err != nil {
			t.Fatal(err)
		}
		customers, orders = append(customers, o.customer), append(orders, o.order)
	}
	if err := column.AddSlice(customers, orders); err != nil {
		t.Fatal(err)
	}
	for name, a := range map[string]*clv.Loyalty[string]{"Add": &single, "AddSlice": &column} {
		r := a.Result()
		if r.First.Orders != 2 || r.First.Revenue.String() != "80" || r.Later.Orders != 0 || r.Refunds != 2 || r.Refunded.String() != "55" || r.Revenue().String() != "25" {
			t.Errorf("%s: %+v", name, r)
		}
		if got := r.String(); got != "clv: loyalty multiple undefined: no later order" {
			t.Errorf("%s: %s", name, got)
		}
	}
}

// Whatever is added, the accumulators agree on who bought, how often and for how
// much.
func TestAccumulatorsAgreeOnRefunds(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var basket clv.Basket
		var spend clv.Spend[string]
		var loyalty clv.Loyalty[string]
		history := laws.Must(clv.NewHistory[string](clv.MergeNothing, nil))
		for i, s := range rapid.SliceOf(rapid.Custom(func(t *rapid.T) sale {
			return sale{names().Draw(t, "customer"), amounts().Draw(t, "amount")}
		})).Draw(t, "sales") {
			at := time.Unix(int64(i), 0)
			if err := errors.Join(
				basket.Add(s.amount), spend.Add(s.customer, s.amount),
				loyalty.Add(s.customer, clv.Order{Time: at, Amount: s.amount}), history.Add(s.customer, at, s.amount),
			); err != nil {
				t.Fatal(err)
			}
		}
		b, s, l, h := basket.Result(), spend.Result(), loyalty.Result(), history.Result()
		if n := l.First.Orders + l.Later.Orders; n != b.Orders || n != s.Orders || n != h.Orders {
			t.Errorf("orders: %d, %d, %d, %d", b.Orders, s.Orders, n, h.Orders)
		}
		if n := l.First.Orders; n != s.Customers || n != h.Customers {
			t.Errorf("customers: %d, %d, %d", s.Customers, n, h.Customers)
		}
		for _, v := range []kpi.Value{s.Revenue, l.Revenue(), h.Revenue} {
			if !v.Equal(b.Revenue) {
				t.Errorf("revenue: %v, %v", b.Revenue, v)
			}
		}
		if b.Refunds != l.Refunds || !b.Refunded.Equal(l.Refunded) {
			t.Errorf("refunds: %d of %v, %d of %v", b.Refunds, b.Refunded, l.Refunds, l.Refunded)
		}
	})
}

// One step beyond what amounts can add up to.
func TestStatesThatNoAmountsLeadTo(t *testing.T) {
	var basket clv.Basket
	var spend clv.Spend[string]
	var loyalty clv.Loyalty[string]
	var history clv.History[string]
	half, rest := "\x80\x80\x80\x80\x80\x80\x80\x80\x80\x01", "\xff\xff\xff\xff\xff\xff\xff\xff\x7f" // 2^63, 2^63-1
	none := "\x00\x00\x00\x00\x00\x00\x00"                                                           // no amount, with a sum and squares of 0
	for what, tc := range map[string]struct {
		into interface{ UnmarshalBinary([]byte) error }
		data string
		good bool
	}{
		"2 orders of 1 and 2":            {&basket, "bas\x01" + "\x02\x02\x01\x03\x00\x02\x01\x05\x00" + none, true},
		"2 orders of 0 and 3":            {&basket, "bas\x01" + "\x02\x02\x01\x03\x00\x02\x01\x09\x00" + none, true},
		"an order of 0":                  {&basket, "bas\x01" + "\x01\x00\x00\x00\x00\x00\x00" + none, true},
		"2 orders of -1 and 4":           {&basket, "bas\x01" + "\x02\x02\x01\x03\x00\x02\x01\x11\x00" + none, false},
		"2 orders of -1 and -2":          {&basket, "bas\x01" + "\x02\x01\x01\x03\x00\x02\x01\x05\x00" + none, false},
		"a refund of 3":                  {&basket, "bas\x01" + none + "\x01\x01\x01\x03\x00\x02\x01\x09\x00", true},
		"a refund of 0":                  {&basket, "bas\x01" + none + "\x01\x00\x00\x00\x00\x00\x00", false},
		"a refund above 0":               {&basket, "bas\x01" + none + "\x01\x02\x01\x03\x00\x02\x01\x09\x00", false},
		"refunds of 4 and -1":            {&basket, "bas\x01" + none + "\x02\x01\x01\x03\x00\x02\x01\x11\x00", false},
		"a refund, no order":             {&spend, "spd\x01" + "\x01\x03Ada\x00\x01\x01\x01\x00", true},
		"no refund, no order":            {&spend, "spd\x01" + "\x01\x03Ada\x00\x00\x00\x00", false},
		"no order of 1":                  {&spend, "spd\x01" + "\x01\x03Ada\x00\x02\x01\x01\x00", false},
		"2^64 orders of two customers":   {&spend, "spd\x01" + "\x02\x03Ada" + half + "\x00\x00\x00" + "\x03Ben" + half + "\x00\x00\x00", false},
		"2^64-1 orders of two customers": {&spend, "spd\x01" + "\x02\x03Ada" + half + "\x00\x00\x00" + "\x03Ben" + rest + "\x00\x00\x00", true},
		"a first order of 1":             {&loyalty, "loy\x01" + "\x01\x03Ada\x01\x00\x00\x00\x02\x01\x01\x00", true},
		"a first order of -1":            {&loyalty, "loy\x01" + "\x01\x03Ada\x01\x00\x00\x00\x01\x01\x01\x00", false},
		"a refund of somebody":           {&loyalty, "loy\x01" + "\x01\x03Ada\x04\x01\x01\x01\x03\x00\x02\x01\x09\x00", true},
		"neither an order nor a refund":  {&loyalty, "loy\x01" + "\x01\x03Ada\x00", false},
		"a later order without a first":  {&loyalty, "loy\x01" + "\x01\x03Ada\x02\x01\x02\x01\x03\x00\x02\x01\x09\x00", false},
		"no later order":                 {&loyalty, "loy\x01" + "\x01\x03Ada\x03\x00\x00\x00\x02\x01\x01\x00" + none, false},
		"no refund":                      {&loyalty, "loy\x01" + "\x01\x03Ada\x04" + none, false},
		"2^64 orders, one the first": {&loyalty, "loy\x01" + "\x01\x03Ada\x03\x00\x00\x00\x00\x00\x00" +
			"\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01" + "\x00\x00\x00\x00\x00\x00", false},
		"2^64-1 orders, one the first": {&loyalty, "loy\x01" + "\x01\x03Ada\x03\x00\x00\x00\x00\x00\x00" +
			"\xfe\xff\xff\xff\xff\xff\xff\xff\xff\x01" + "\x00\x00\x00\x00\x00\x00", true},
		"a history with an order of 1":     {&history, "chi\x01\x00\x03UTC" + "\x01\x03Ada\x01\x00\x02\x01\x01\x00\x00", true},
		"a history with an order of -1":    {&history, "chi\x01\x00\x03UTC" + "\x01\x03Ada\x01\x00\x01\x01\x01\x00\x00", false},
		"a history with a refund of 1":     {&history, "chi\x01\x00\x03UTC" + "\x01\x03Ada\x00\x01\x00\x01\x01\x01\x00", true},
		"a history with a refund of -1":    {&history, "chi\x01\x00\x03UTC" + "\x01\x03Ada\x00\x01\x00\x02\x01\x01\x00", false},
		"a history with a refund of 0":     {&history, "chi\x01\x00\x03UTC" + "\x01\x03Ada\x00\x01\x00\x00\x00\x00", false},
		"a history of nothing by somebody": {&history, "chi\x01\x00\x03UTC" + "\x01\x03Ada\x00\x00", false},
		"a history with two orders a time": {&history, "chi\x01\x00\x03UTC" + "\x01\x03Ada\x02\x00\x02\x01\x01\x00\x00\x02\x01\x01\x00\x00", false},
	} {
		if err := tc.into.UnmarshalBinary([]byte(tc.data)); tc.good != (err == nil) || err != nil && !errors.Is(err, kpi.ErrCorrupt) {
			t.Errorf("%s: %v", what, err)
		}
	}
}
