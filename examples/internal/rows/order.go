package rows

import (
	"io"
	"math"
	"time"

	"github.com/shopspring/decimal"
)

// An Order is one line of an order.
type Order struct {
	Order    string // empty: the line is an order of its own
	Customer string // empty: not known
	Time     time.Time
	Product  string
	Range    string
	Quantity int64           // negative for a return
	Amount   decimal.Decimal // of the line: the amount given, or else price × quantity
	Sale     Sale
	Status   string          // of the order: paid, cancelled ...
	Refund   decimal.Decimal // given back of the amount, 0 or more
	Segment  string

	price, amount number // as they stand in the file
}

// A Sale says how a line came to be sold.
type Sale string

// The sales.
const (
	FirstSale Sale = "first"      // what the customer came for
	CrossSell Sale = "cross-sell" // a product beside it
	UpSell    Sale = "up-sell"    // a product of a higher range instead of it
)

// Orders reads order lines. The error is a *[HeaderError].
func Orders(r io.Reader, file string, o Options) (*Reader[Order], error) {
	return open(r, file, o, kind[Order]{
		columns: []column[Order]{
			field("order", optional, text, func(o *Order) *string { return &o.Order }, "order_id", "invoice", "invoice_no"),
			field("customer", nullable, text, func(o *Order) *string { return &o.Customer }, "customer_id", "user", "id"),
			field("time", required, newClock(o).parse, func(o *Order) *time.Time { return &o.Time }, "date", "timestamp", "created_at"),
			field("product", optional, text, func(o *Order) *string { return &o.Product }, "product_id", "sku", "item"),
			field("range", optional, text, func(o *Order) *string { return &o.Range }, "category"),
			field("quantity", optional, whole(math.MinInt64), func(o *Order) *int64 { return &o.Quantity }, "qty", "cds"),
			field("price", optional, newAmounts(o).parse, func(o *Order) *number { return &o.price }, "unit_price"),
			field("amount", optional, newAmounts(o).parse, func(o *Order) *number { return &o.amount }, "value", "total"),
			field("sale", optional, word(FirstSale, CrossSell, UpSell), func(o *Order) *Sale { return &o.Sale }),
			field("status", optional, text, func(o *Order) *string { return &o.Status }, "order_status", "financial_status"),
			field("refund", optional, notNegative(newAmounts(o)), func(o *Order) *decimal.Decimal { return &o.Refund }, "refund_amount", "refunded_amount"),
			field(segmentName, optional, text, func(o *Order) *string { return &o.Segment }, "channel"),
		},
		oneOf:  []string{"price", "amount"},
		blank:  Order{Quantity: 1, Sale: FirstSale},
		finish: (*Order).settle,
	})
}

// settle works out the amount of the line.
func (o *Order) settle() (reason string) {
	switch {
	case o.amount.form != absent:
		o.Amount = o.amount.times(1)
	case o.price.form != absent:
		o.Amount = o.price.times(o.Quantity)
	default:
		return "neither a price nor an amount"
	}
	return ""
}
