package clv

import (
	"math"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/exact"
)

// Week is the usual unit of time of the models.
const Week = 7 * 24 * time.Hour

// A Spending says which orders the Spend of a Customer is the mean of.
type Spending uint8

// The spendings.
const (
	// RepeatOrders: those after the first one, as the models of spend assume.
	RepeatOrders Spending = iota
	// AllOrders: the first one too, for figures of your own. A model of spend
	// takes RepeatOrders: it counts as many amounts as there are repeat orders.
	AllOrders
)

// A Summary says how a [History] becomes customers. The zero value is by weeks,
// with all orders and none held out.
type Summary struct {
	Unit time.Duration `json:"unit"` // of the times; 0 is a Week

	// End is the time until which customers are watched; the zero value is
	// the time of the last order of all. A day counts whole, so for data
	// through 31 March it is any time of 31 March: who first came on that day is a
	// customer with T = 0.
	End time.Time `json:"end"`

	// Until is the end of the time after End, in which orders are counted to
	// be compared with a forecast; the zero value is the last order of all.
	Until time.Time `json:"until"`

	Spend Spending `json:"spend"`
}

// A Summarized is a customer of a [History].
type Summarized[K kpi.Key] struct {
	ID K `json:"id"`
	Customer
	Later      uint64  `json:"later"`       // orders after End, up to Until
	LaterSpend float64 `json:"later_spend"` // their mean amount; 0 without one
}

// Customers returns the customers whose first order lies at the End or before it, by
// ascending identity; those who first came after it were not there yet. A customer who
// first came at the End has T = 0: such a row carries no information for a Fit, which
// leaves it out, and is a new customer to a prediction, so that totals of a forecast hold
// everybody. [Unwatched] counts them. An End or Until outside the years 1..9999, an Until
// before the End, a negative Unit or a Spend that does not exist is a [*kpi.RangeError];
// so is a history without orders.
//
// Amounts are after refunds, and not below 0. A refund after the End is not known at
// the End: it may lower the LaterSpend, but no Spend. One after Until lowers neither.
//
// Times are differences of days, over the Unit: a year has 365 or 366 days,
// whatever the clocks do. With MergeNothing they are differences of time.
func (h *History[K]) Customers(s Summary) ([]Summarized[K], error) {
	end, until, unit, err := h.summary(s)
	if err != nil {
		return nil, err
	}
	rows := make([]Summarized[K], 0, h.customers.Len())
	for id, a := range h.customers.Sorted() {
		if len(a.orders) > 0 && a.orders[0].Time <= end {
			rows = append(rows, summarize(id, a, end, until, unit, s.Spend))
		}
	}
	return rows, nil
}

// Unwatched returns the number of customers with T = 0, who first came at the End
// and of whom nothing more is known.
func Unwatched[K kpi.Key](rows []Summarized[K]) (n uint64) {
	for i := range rows {
		if rows[i].T == 0 {
			n += max(1, rows[i].Weight)
		}
	}
	return n
}

// Rows returns the customers without their identities, as a Fit takes them.
func Rows[K kpi.Key](rows []Summarized[K]) []Customer {
	customers := make([]Customer, len(rows))
	for i := range rows {
		customers[i] = rows[i].Customer
	}
	return customers
}

// summary returns the bounds of a summary, and its unit, in the units of h.
func (h *History[K]) summary(s Summary) (end, until int64, unit float64, err error) {
	switch {
	case s.Unit < 0:
		return 0, 0, 0, &kpi.RangeError{Op: "clv", Name: "unit of time", Value: s.Unit, Min: time.Duration(1)}
	case s.Spend > AllOrders:
		return 0, 0, 0, &kpi.RangeError{Op: "clv", Name: "spending", Value: uint8(s.Spend), Min: RepeatOrders, Max: AllOrders}
	}
	const none = math.MinInt64
	last := int64(none)
	for _, a := range h.customers.All() {
		if n := len(a.orders); n > 0 {
			last = max(last, a.orders[n-1].Time)
		}
	}
	if last == none {
		return 0, 0, 0, &kpi.RangeError{Op: "clv", Name: "number of customers", Value: 0, Min: 1}
	}
	end, until = last, last
	if !s.End.IsZero() {
		if end, err = h.time(s.End); err != nil {
			return 0, 0, 0, err
		}
		until = max(until, end)
	}
	if !s.Until.IsZero() {
		if until, err = h.time(s.Until); err != nil {
			return 0, 0, 0, err
		}
		if until < end {
			return 0, 0, 0, &kpi.RangeError{Op: "clv", Name: "until", Value: s.Until, Min: "the end"}
		}
	}
	if s.Unit == 0 {
		s.Unit = Week
	}
	return end, until, float64(s.Unit) / float64(h.unit()), nil
}

// summarize returns a customer who was watched from the first order to the end.
func summarize[K kpi.Key](id K, a *account, end, until int64, unit float64, s Spending) Summarized[K] {
	row := Summarized[K]{ID: id}
	var spend, later exact.Sum
	o := a.net(end, until)
	first := o[0].Time
	row.T = float64(end-first) / unit
	for i := range o {
		x := &o[i]
		switch {
		case x.Time > until:
		case x.Time > end:
			row.Later++
			later.Merge(&x.Sum)
		case i == 0:
			if s == AllOrders {
				spend.Merge(&x.Sum)
			}
		default:
			row.Frequency++
			row.Recency = float64(x.Time-first) / unit
			row.LogGaps += math.Log(float64(x.Time-o[i-1].Time) / unit)
			spend.Merge(&x.Sum)
		}
	}
	n := row.Frequency
	if s == AllOrders {
		n++
	}
	if n > 0 {
		row.Spend = spend.Float64() / float64(n)
	}
	if row.Later > 0 {
		row.LaterSpend = later.Float64() / float64(row.Later)
	}
	return row
}
