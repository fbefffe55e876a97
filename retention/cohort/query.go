package cohort

import (
	"time"

	"github.com/customerkpi/kpi"
)

// A Query says which customers form the cohorts, which returns count, and how far
// the data go. The zero value takes the first start of each customer, and the last
// period with an event as open.
type Query struct {
	// Recurring puts a customer into the cohort of every period with a start.
	Recurring bool `json:"recurring"`

	// End is the first instant after the data. A period that begins then or later is
	// left out. One that ends later is open, with all its events. The zero time stands
	// for the last event.
	End time.Time `json:"end"`

	// Gaps are times without data, such as outages. Cells that need them are open.
	Gaps []Gap `json:"gaps"`

	// Clock says how ages are counted. Any but Periods needs Events.
	Clock Clock `json:"clock"`

	// Min is the fewest returns at an age that count; 0 is 1, and more needs Events.
	Min uint64 `json:"min"`
}

// A Gap is a time without data, from an instant to before another.
type Gap struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// check refuses what is not a query.
func (q Query) check() error {
	if q.Clock > Hours {
		return &kpi.RangeError{Op: op, Name: "clock", Value: uint8(q.Clock), Min: uint8(Periods), Max: uint8(Hours)}
	}
	for _, g := range q.Gaps {
		if !g.From.Before(g.To) {
			return &kpi.RangeError{Op: op, Name: "end of a gap", Value: g.To, Min: g.From}
		}
	}
	return nil
}

// checkPeriods also refuses what the bits of periods do not say.
func (q Query) checkPeriods() error {
	if err := q.check(); err != nil {
		return err
	}
	if q.Clock != Periods {
		return &kpi.RangeError{Op: op, Name: "clock without Events", Value: q.Clock, Min: Periods, Max: Periods}
	}
	if q.Min > 1 {
		return &kpi.RangeError{Op: op, Name: "fewest returns without Events", Value: q.Min, Min: 0, Max: 1}
	}
	return nil
}
