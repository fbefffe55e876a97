package main

import (
	"sync"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/csat"
	"github.com/customerkpi/kpi/funnel"
	"github.com/customerkpi/kpi/nps"
)

// level is that of the served intervals.
const level = 0.95

// A figure is one KPI of a segment in a month.
type figure struct {
	KPI      string    `json:"kpi"`
	Segment  string    `json:"segment"`
	Month    string    `json:"month"`
	Unit     string    `json:"unit"`
	Value    float64   `json:"value"`
	Exact    string    `json:"exact"` // the value as a fraction
	N        uint64    `json:"n"`     // answers, customers: what was sampled
	Interval *interval `json:"interval,omitempty"`
	Change   *change   `json:"change,omitempty"` // since the month before
}

type interval struct {
	Low   float64 `json:"low"`
	High  float64 `json:"high"`
	Level float64 `json:"level"`
}

type change struct {
	Delta       float64   `json:"delta"`
	Interval    *interval `json:"interval,omitempty"`
	Significant *bool     `json:"significant,omitempty"`
}

// figures returns all figures, by KPI, segment and month. It holds the lock for one of them
// at a time, so that no event waits for all.
func (s *state) figures(lock sync.Locker) []figure {
	var all []figure
	all = append(all, figuresOf(lock, s.surveys["nps"], "nps", "points", netPromoters)...)
	all = append(all, figuresOf(lock, s.surveys["csat"], "satisfied", "share", satisfied)...)
	all = append(all, figuresOf(lock, s.surveys["ces"], "effort", "score", effort)...)
	all = append(all, figuresOf(lock, s.orders, "order_value", "money", (*clv.Spend[string]).PerOrder)...)
	all = append(all, figuresOf(lock, s.orders, "customer_value", "money", (*clv.Spend[string]).PerCustomer)...)
	all = append(all, figuresOf(lock, s.solved, "first_contact", "share", (*kpi.ByCustomer[string]).Rate)...)
	all = append(all, figuresOf(lock, s.answered, "within_hour", "share", (*kpi.ByCustomer[string]).Rate)...)
	all = append(all, figuresOf(lock, s.mentions, "sentiment", "points", netSentiment)...)
	all = append(all, figuresOf(lock, s.visits, "conversion", "share", conversion)...)
	return all
}

func netPromoters(a *kpi.Answers[string]) (kpi.Net, error) {
	var n nps.Accumulator
	if err := a.Result().Total().AddTo(&n); err != nil {
		return kpi.Net{}, err
	}
	return n.Result().Score()
}

func satisfied(a *kpi.Answers[string]) (kpi.Rate, error) {
	var c csat.Accumulator
	if err := a.Result().Total().AddTo(&c); err != nil {
		return kpi.Rate{}, err
	}
	return c.Result().SatisfiedShare()
}

func effort(a *kpi.Answers[string]) (kpi.Mean, error) {
	var c ces.Accumulator
	if err := a.Result().Total().AddTo(&c); err != nil {
		return kpi.Mean{}, err
	}
	return c.Result().Mean()
}

// netSentiment returns the sum of +1, 0 and -1 per mention in points.
func netSentiment(a *kpi.ByCustomer[string]) (kpi.Panel[string], error) { return a.Net() }

func conversion(a *funnel.Visitors[string]) (kpi.Rate, error) { return a.Result().Overall() }

// figuresOf returns the figures of a book, each with its change since the month before.
func figuresOf[A accumulator[A], F kpi.Figure](lock sync.Locker, b *book[A], name, unit string, of func(A) (F, error)) []figure {
	var all []figure
	var last F
	var month kpi.Period // of last
	for segment, p := range b.pages(lock) {
		lock.Lock()
		now, err := of(p.of)
		lock.Unlock()
		if err != nil {
			continue
		}
		f := figure{
			KPI: name, Segment: segment, Unit: unit,
			Month: p.month.Start().Format("2006-01"), Exact: now.Rat().RatString(),
		}
		f.Value, _ = now.Rat().Float64()
		if e, ok := any(now).(kpi.Estimate); ok {
			f.N = e.N()
			f.Interval = intervalOf(e.Interval(level))
		}
		if n := len(all); n > 0 && all[n-1].Segment == segment && month.Next().Equal(p.month) {
			f.Change = changeOf(kpi.Compare(last, now))
		}
		all, last, month = append(all, f), now, p.month
	}
	return all
}

func changeOf(c kpi.Comparison) *change {
	var d change
	d.Delta, _ = c.Delta().Rat().Float64()
	d.Interval = intervalOf(c.Interval(level))
	if sure, err := c.Significant(level); err == nil {
		d.Significant = &sure
	}
	return &d
}

// intervalOf returns an interval, nil where there is none: of one customer, say.
func intervalOf(i kpi.Interval, err error) *interval {
	if err != nil {
		return nil
	}
	return &interval{i.Low, i.High, i.Level}
}
