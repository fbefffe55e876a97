package clv_test

import (
	"compress/gzip"
	"encoding/csv"
	"errors"
	"math/big"
	"os"
	"strconv"
	"testing"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/internal/oracle"
)

// TestOnlineRetail compares with figures that Python's Fraction and ClickHouse
// computed from 269,145 order lines: UCI "Online Retail", doi 10.24432/C5BW33.
// A purchase is an invoice that is no cancellation (C) and no bad debt (A), with
// its lines of positive quantity and price. Seven customers have two first
// orders of one instant: there the invoice number decides.
func TestOnlineRetail(t *testing.T) {
	type fraction struct{ Num, Den string }
	var want struct {
		Invoices    uint64   `json:"purchase_invoices"`
		Revenue     string   `json:"purchase_revenue"`
		Basket      fraction `json:"average_order_value"`
		Customers   uint64   `json:"customers_with_a_purchase"`
		Identified  uint64   `json:"invoices_with_customer"`
		Frequency   fraction `json:"purchase_frequency"`
		Spent       string   `json:"revenue_with_customer"`
		PerCustomer fraction `json:"spend_per_customer"`
		First       string   `json:"first_order_revenue"`
		FirstMean   fraction `json:"first_order_average"`
		Later       uint64   `json:"later_orders"`
		LaterMean   fraction `json:"later_order_average"`
	}
	oracle.JSON(t, "orders_online_retail/reference.json", &want)

	var basket clv.Basket
	var spend clv.Spend[string]
	var loyalty clv.Loyalty[string]
	for _, in := range invoices(t, "orders_online_retail/lines.csv.gz") {
		err := basket.Add(in.order.Amount)
		if in.customer != "" {
			err = errors.Join(err, spend.Add(in.customer, in.order.Amount), loyalty.Add(in.customer, in.order))
		}
		if err != nil {
			t.Fatal(err)
		}
	}
	b, s, l := basket.Result(), spend.Result(), loyalty.Result()
	for _, tc := range []struct {
		name string
		got  *big.Rat
		want string
	}{
		{"invoices", count(b.Orders), text(want.Invoices)},
		{"revenue", b.Revenue.Rat(), want.Revenue},
		{"average basket", laws.Must(b.PerOrder()).Rat(), want.Basket.Num + "/" + want.Basket.Den},
		{"customers", count(s.Customers), text(want.Customers)},
		{"identified invoices", count(s.Orders), text(want.Identified)},
		{"frequency", laws.Must(s.Frequency()).Rat(), want.Frequency.Num + "/" + want.Frequency.Den},
		{"identified revenue", s.Revenue.Rat(), want.Spent},
		{"spend per customer", laws.Must(s.PerCustomer()).Rat(), want.PerCustomer.Num + "/" + want.PerCustomer.Den},
		{"first orders", count(l.First.Orders), text(want.Customers)},
		{"first revenue", l.First.Revenue.Rat(), want.First},
		{"first basket", laws.Must(l.First.PerOrder()).Rat(), want.FirstMean.Num + "/" + want.FirstMean.Den},
		{"later orders", count(l.Later.Orders), text(want.Later)},
		{"later basket", laws.Must(l.Later.PerOrder()).Rat(), want.LaterMean.Num + "/" + want.LaterMean.Den},
	} {
		if want, ok := new(big.Rat).SetString(tc.want); !ok || tc.got.Cmp(want) != 0 {
			t.Errorf("%s %v, want %s", tc.name, tc.got, tc.want)
		}
	}
	if reached, err := l.Reaches(decimal.NewFromInt(clv.TargetMultiple)); reached || err != nil {
		t.Errorf("Reaches = %v, %v", reached, err)
	}
}

func count(n uint64) *big.Rat { return new(big.Rat).SetInt(new(big.Int).SetUint64(n)) }

func text(n uint64) string { return strconv.FormatUint(n, 10) }

// invoices reads a shared file of order lines and sums them up by invoice.
func invoices(t *testing.T, name string) map[string]order {
	t.Helper()
	file, err := os.Open(oracle.Path(t, name))
	if err != nil {
		t.Fatal(err)
	}
	defer file.Close()
	lines := laws.Must(csv.NewReader(laws.Must(gzip.NewReader(file))).ReadAll())
	all := map[string]order{}
	for _, line := range lines[1:] {
		invoice, quantity, at, price, customer := line[0], money(line[2]), line[3], money(line[4]), line[5]
		if invoice[0] == 'C' || invoice[0] == 'A' || quantity.Sign() <= 0 || price.Sign() <= 0 {
			continue
		}
		in, known := all[invoice]
		if !known {
			in = order{customer, clv.Order{
				Time:   laws.Must(time.Parse(time.DateTime, at)),
				Number: laws.Must(strconv.ParseInt(invoice, 10, 64)),
			}}
		}
		in.order.Amount = in.order.Amount.Add(quantity.Mul(price))
		all[invoice] = in
	}
	return all
}
