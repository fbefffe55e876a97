package retention

import (
	"maps"
	"math/big"
	"slices"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/civil"
	"github.com/customerkpi/kpi/internal/figure"
)

// A Span is the time that the data cover, from an instant to before another. The
// zero From stands for the start of the period of the first activity: the days before
// that were without any. The zero To stands for the end of the day of the last
// activity: the days after that may be to come. A day counts as a whole, with all its
// activity, if a part of it is in the span.
type Span struct {
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
}

// A StickyPeriod is how many customers were active in a period, and how often:
// of a month, DAU and MAU.
type StickyPeriod struct {
	Period    kpi.Period `json:"period"`
	Days      uint64     `json:"days"`      // of the period that the data cover
	DailySum  uint64     `json:"daily_sum"` // customers active on a day, summed over the days
	Customers uint64     `json:"customers"` // active on a day or more: MAU
}

// N returns the number of customers.
func (p StickyPeriod) N() uint64 { return p.Customers }

// DailyMean returns the mean number of customers active on a day (DAU). Days of the
// data without a customer count as 0, and days to come do not count:
//
//	daily sum / days
//
// Without days, as in the zero StickyPeriod, it is [kpi.ErrUndefined].
func (p StickyPeriod) DailyMean() (kpi.Value, error) {
	return figure.Share{Op: "retention", Figure: "daily mean", Why: "no day"}.PerUnit(p.DailySum, p.Days)
}

// Stickiness returns the share of the days of the period on which its mean customer
// was active (DAU/MAU):
//
//	mean daily customers / customers of the period        0 <= stickiness <= 1
//
// Without a customer it is [kpi.ErrUndefined]. It falls with the number of days,
// because customers who come often are among those of the first day or two already.
// Compare a period that the data cover in part only with the same days of another.
func (p StickyPeriod) Stickiness() (kpi.Ratio, error) {
	if p.Days == 0 || p.Customers == 0 {
		return kpi.Ratio{}, figure.Undefined("retention", "stickiness", "no customer")
	}
	all := figure.Int(p.Days)
	return kpi.RatioOf(new(big.Rat).SetFrac(figure.Int(p.DailySum), all.Mul(all, figure.Int(p.Customers)))), nil
}

// Sticky returns the daily and the distinct customers of each longer period, such
// as [kpi.Month], in which one was active, in order. The data are taken to end with
// the day of the last activity, so that no period has days that are to come. It is
// [Activity.StickyWithin] for the zero [Span].
func (a *Activity[K]) Sticky(grain kpi.Grain) ([]StickyPeriod, error) {
	return a.StickyWithin(grain, Span{})
}

// StickyWithin is [Activity.Sticky] for the time that the data cover: what lies
// outside is left out. Give it to compare segments, whose last activity differs,
// and where the last day may be without any. It is a pass over the customers.
//
// The activity has to be by day, and the period longer. The span must not end before
// it begins, nor lie in a year outside 1..9999. Otherwise it is a [*kpi.RangeError].
func (a *Activity[K]) StickyWithin(grain kpi.Grain, span Span) ([]StickyPeriod, error) {
	if err := a.checkSticky(grain, span); err != nil {
		return nil, err
	}
	first, last, err := a.days(civil.Grain(grain), span)
	if err != nil || last < first {
		return nil, err
	}
	c := stickyCount{
		longer: civil.In(civil.Grain(grain), a.calendar.Zone()), first: first, last: last,
		skipped: a.calendar.Skipped(first, last), periods: map[int32]*stickyPeriod{},
	}
	for _, s := range a.customers.All() {
		c.add(s)
	}
	var out []StickyPeriod
	for _, index := range slices.Sorted(maps.Keys(c.periods)) {
		out = append(out, c.periods[index].StickyPeriod)
	}
	return out, nil
}

// opSticky begins the texts of the errors of StickyWithin.
const opSticky = "retention: stickiness"

// checkSticky refuses what StickyWithin cannot count.
func (a *Activity[K]) checkSticky(grain kpi.Grain, span Span) error {
	switch of := kpi.Grain(a.calendar.Grain()); {
	case of != kpi.Day:
		return &kpi.RangeError{Op: opSticky, Name: "grain of the activity", Value: of, Min: kpi.Day, Max: kpi.Day}
	case grain <= kpi.Day || grain > kpi.Year:
		return &kpi.RangeError{Op: opSticky, Name: "grain", Value: grain, Min: kpi.Week, Max: kpi.Year}
	case !span.From.IsZero() && !span.To.IsZero() && !span.From.Before(span.To):
		return &kpi.RangeError{Op: opSticky, Name: "end of the data", Value: span.To, Min: span.From}
	}
	return nil
}

// days returns the first and the last day of a span; the last is before the first
// where there is none, as without a customer.
func (a *Activity[K]) days(grain civil.Grain, span Span) (first, last int32, err error) {
	first, last = a.span()
	if last < first {
		return first, last, nil
	}
	first, _ = grain.Days(grain.OfDay(first))
	if !span.From.IsZero() {
		if first, err = figure.Index(opSticky, a.calendar, span.From); err != nil {
			return 0, 0, err
		}
	}
	if !span.To.IsZero() {
		if last, err = figure.Index(opSticky, a.calendar, span.To.Add(-1)); err != nil {
			return 0, 0, err
		}
	}
	return first, last, nil
}

// A stickyCount counts customers by longer period, of the days from first to last.
type stickyCount struct {
	longer      civil.Calendar
	first, last int32
	skipped     civil.Skipped // of the days
	periods     map[int32]*stickyPeriod
}

// A stickyPeriod is a period and its last day, whether in the data or not.
type stickyPeriod struct {
	StickyPeriod
	end int32
}

// add counts a customer.
func (c *stickyCount) add(s *periodSet) {
	var p *stickyPeriod
	for day := range s.all() {
		if day < c.first || day > c.last {
			continue
		}
		if p == nil || day > p.end {
			p = c.at(day)
			p.Customers++
		}
		p.DailySum++
	}
}

// at returns the period that holds a day.
func (c *stickyCount) at(day int32) *stickyPeriod {
	index := c.longer.Grain().OfDay(day)
	p := c.periods[index]
	if p == nil {
		from, to := c.longer.Grain().Days(index)
		days := c.skipped.Number(min(to, c.last)) - c.skipped.Number(max(from, c.first)-1)
		p = &stickyPeriod{StickyPeriod{Period: figure.Period(c.longer, index), Days: uint64(days)}, to}
		c.periods[index] = p
	}
	return p
}
