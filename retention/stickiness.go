package retention

import (
	"fmt"
	"maps"
	"math/big"
	"slices"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/calendar"
)

// A Span is the time that the data cover, from an instant to before another. The
// zero From stands for the start of the period of the first activity, the zero To
// for the end of the day of the last one: days before the first activity were
// without any, those after the last may be to come. A day counts as a whole, with
// all its activity, if a part of it is in the span.
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

// DailyMean returns the mean number of customers active on a day (DAU). Days of
// the data without a customer count as 0, days to come do not count:
//
//	daily sum / days
//
// Without days, as in the zero StickyPeriod, it is kpi.ErrUndefined.
func (p StickyPeriod) DailyMean() (kpi.Value, error) {
	if p.Days == 0 {
		return kpi.Value{}, fmt.Errorf("retention: daily mean %w: no day", kpi.ErrUndefined)
	}
	return kpi.ValueOf(new(big.Rat).SetFrac(bigUint(p.DailySum), bigUint(p.Days))), nil
}

// Stickiness returns the share of its days on which a customer of the period was
// active (DAU/MAU; in French "taux d'adhérence"):
//
//	mean daily customers / customers of the period        0 <= stickiness <= 1
//
// Without a customer it is kpi.ErrUndefined. It falls with the number of days: the
// customers of a day or two are the sticky ones. Compare a period that the data
// cover in part only with the same days of another.
func (p StickyPeriod) Stickiness() (kpi.Ratio, error) {
	if p.Days == 0 || p.Customers == 0 {
		return kpi.Ratio{}, fmt.Errorf("retention: stickiness %w: no customer", kpi.ErrUndefined)
	}
	most := new(big.Int).Mul(bigUint(p.Days), bigUint(p.Customers))
	return kpi.RatioOf(new(big.Rat).SetFrac(bigUint(p.DailySum), most)), nil
}

func bigUint(n uint64) *big.Int { return new(big.Int).SetUint64(n) }

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
// The activity has to be by day, and the period longer; the span must not end
// before it begins, nor lie in a year outside 1..9999; else it is a
// *kpi.RangeError.
func (a *Activity[K]) StickyWithin(grain kpi.Grain, span Span) ([]StickyPeriod, error) {
	const op = "retention: stickiness"
	if a.grain != kpi.Day {
		return nil, &kpi.RangeError{Op: op, Name: "grain of the activity", Value: a.grain, Min: kpi.Day, Max: kpi.Day}
	}
	if grain <= kpi.Day || grain > kpi.Year {
		return nil, &kpi.RangeError{Op: op, Name: "grain", Value: grain, Min: kpi.Week, Max: kpi.Year}
	}
	if !span.From.IsZero() && !span.To.IsZero() && !span.From.Before(span.To) {
		return nil, &kpi.RangeError{Op: op, Name: "end of the data", Value: span.To, Min: span.From}
	}
	loc := a.zone.Location()
	day := func(t time.Time) int32 { return int32(kpi.PeriodOf(t, kpi.Day, loc).Index()) }
	longer := func(day int32) kpi.Period {
		return kpi.PeriodOf(kpi.PeriodAt(int64(day), kpi.Day, loc).Start(), grain, loc)
	}
	first, last := a.span()
	if last < first {
		return nil, nil
	}
	first = day(longer(first).Start())
	first, last, err := a.within(op, span, first, last)
	if err != nil || last < first {
		return nil, err
	}
	skipped := calendar.SkippedIn(loc, kpi.Day, first, last)
	periods, ofDay := map[int64]*StickyPeriod{}, map[int32]*StickyPeriod{}
	of := func(d int32) *StickyPeriod {
		if p := ofDay[d]; p != nil {
			return p
		}
		period := longer(d)
		p := periods[period.Index()]
		if p == nil {
			from, to := max(first, day(period.Start())), min(last, day(period.End())-1)
			p = &StickyPeriod{Period: period, Days: uint64(skipped.Number(to) - skipped.Number(from) + 1)}
			periods[period.Index()] = p
		}
		ofDay[d] = p
		return p
	}
	for _, s := range a.customers.All() {
		var in *StickyPeriod
		for d := range s.all() {
			if d < first || d > last {
				continue
			}
			p := of(d)
			p.DailySum++
			if p != in {
				p.Customers++
				in = p
			}
		}
	}
	var out []StickyPeriod
	for _, index := range slices.Sorted(maps.Keys(periods)) {
		out = append(out, *periods[index])
	}
	return out, nil
}

// within returns the first and the last day of a span, in place of those that its
// zero times stand for.
func (a *Activity[K]) within(op string, span Span, first, last int32) (int32, int32, error) {
	loc := a.zone.Location()
	var err error
	if !span.From.IsZero() {
		if first, err = calendar.Index(op, span.From, kpi.Day, loc); err != nil {
			return 0, 0, err
		}
	}
	if !span.To.IsZero() {
		if last, err = calendar.Index(op, span.To.Add(-1), kpi.Day, loc); err != nil {
			return 0, 0, err
		}
	}
	return first, last, nil
}
