//go:build !race && (amd64 || arm64)

package main

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/funnel/event"
	"github.com/customerkpi/kpi/nps"
	"github.com/customerkpi/kpi/retention"
	"github.com/customerkpi/kpi/retention/cohort"
)

// The elements of the pipeline. Beam encodes exported fields of simple types: a
// time.Time or a decimal.Decimal has none, and would arrive as zero.

// A Cell is what figures are of: a segment in a period, by the index of its month.
type Cell struct {
	Segment string // empty: all of them, or a row that has none
	Period  int64  // whole: all of them
}

// An Instant is a time, of any year.
type Instant struct {
	Sec  int64
	Nano int32
}

func instantOf(t time.Time) Instant { return Instant{t.Unix(), int32(t.Nanosecond())} }

// Time returns the time in UTC.
func (i Instant) Time() time.Time { return time.Unix(i.Sec, int64(i.Nano)).UTC() }

// An Answer is a score of the NPS question, and who gave it; nobody is "".
type Answer struct {
	Customer string
	Score    int
}

// opinions are what the answers of each customer add up to, by the key of the figure:
// several answers of one customer are alike, so the customer is the unit.
type opinions = kpi.Groups[string, *kpi.ByCustomer[string]]

// AddTo implements input.
func (a Answer) AddTo(o *opinions) error {
	r, err := nps.Of(a.Score)
	if err != nil {
		return err
	}
	for _, part := range []struct {
		key   string
		value int64
	}{
		{"nps", int64(r.Promoters) - int64(r.Detractors)},
		{"promoters", int64(r.Promoters)},
		{"passives", int64(r.Passives)},
		{"detractors", int64(r.Detractors)},
	} {
		y := decimal.NewFromInt(part.value)
		if err := o.Update(part.key, func(b *kpi.ByCustomer[string]) error {
			if a.Customer == "" {
				return b.AddUnknown(y, decimal.NewFromInt(1))
			}
			return b.Add(a.Customer, y)
		}); err != nil {
			return err
		}
	}
	return nil
}

// A Purchase is what a customer spent on an order.
type Purchase struct {
	Customer string
	Amount   []byte // the binary form of a decimal
}

// AddTo implements input.
func (p Purchase) AddTo(s *clv.Spend[string]) error {
	var d decimal.Decimal
	if err := d.UnmarshalBinary(p.Amount); err != nil {
		return err
	}
	return s.Add(p.Customer, d)
}

// A Buyer is the customer of an order.
type Buyer struct{ Customer string }

// AddTo implements input.
func (b Buyer) AddTo(r *retention.Repurchase[string]) error { return r.Add(b.Customer) }

// A Return is the customer of an order and its time.
type Return struct {
	Customer string
	At       Instant
}

// AddTo implements input.
func (r Return) AddTo(a *cohort.Accumulator[string]) error { return a.Add(r.Customer, r.At.Time()) }

// A Step is a step of a visit.
type Step struct {
	Customer string
	At       Instant
	Number   int
}

// AddTo implements input.
func (s Step) AddTo(f *event.Funnel[string]) error {
	return f.Add(s.Customer, event.Event{Time: s.At.Time(), Steps: event.Step(s.Number)})
}
