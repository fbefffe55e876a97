package retention

import (
	"fmt"
	"maps"
	"math/big"
	"slices"

	"github.com/customerkpi/kpi"
)

// A StickyPeriod is how many customers were active in a period, and how often:
// of a month, DAU and MAU.
type StickyPeriod struct {
	Period    kpi.Period `json:"period"`
	Days      uint64     `json:"days"`      // of the period
	DailySum  uint64     `json:"dailySum"`  // customers active on a day, summed over the days
	Customers uint64     `json:"customers"` // active on a day or more: MAU
}

// DailyMean returns the mean number of customers active on a day (DAU). Days
// without a customer count as 0:
//
//	daily sum / days
//
// Of a period without days, as the zero StickyPeriod, it is kpi.ErrUndefined.
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
// Without a customer it is kpi.ErrUndefined. A period that the data cover only in
// part is less sticky than it will be.
func (p StickyPeriod) Stickiness() (kpi.Ratio, error) {
	if p.Days == 0 || p.Customers == 0 {
		return kpi.Ratio{}, fmt.Errorf("retention: stickiness %w: no customer", kpi.ErrUndefined)
	}
	most := new(big.Int).Mul(bigUint(p.Days), bigUint(p.Customers))
	return kpi.RatioOf(new(big.Rat).SetFrac(bigUint(p.DailySum), most)), nil
}

func bigUint(n uint64) *big.Int { return new(big.Int).SetUint64(n) }

// Sticky returns the daily and the distinct customers of each longer period, as
// kpi.Month, in which one was active, in order, by a pass over the customers. The
// activity has to be by day, and the period longer; else it is a
// *kpi.RangeError.
func (a *Activity[K]) Sticky(grain kpi.Grain) ([]StickyPeriod, error) {
	if a.grain != kpi.Day {
		return nil, &kpi.RangeError{Op: "retention: stickiness", Name: "grain of the activity", Value: a.grain, Min: kpi.Day, Max: kpi.Day}
	}
	if grain <= kpi.Day || grain > kpi.Year {
		return nil, &kpi.RangeError{Op: "retention: stickiness", Name: "grain", Value: grain, Min: kpi.Week, Max: kpi.Year}
	}
	loc := a.zone.Location()
	periods, longer := map[int64]*StickyPeriod{}, map[int32]*StickyPeriod{}
	of := func(day int32) *StickyPeriod {
		if p := longer[day]; p != nil {
			return p
		}
		period := kpi.PeriodOf(kpi.PeriodAt(int64(day), kpi.Day, loc).Start(), grain, loc)
		p := periods[period.Index()]
		if p == nil {
			days := kpi.PeriodOf(period.End(), kpi.Day, loc).Index() - kpi.PeriodOf(period.Start(), kpi.Day, loc).Index()
			p = &StickyPeriod{Period: period, Days: uint64(days)}
			periods[period.Index()] = p
		}
		longer[day] = p
		return p
	}
	for _, s := range a.customers.All() {
		var last *StickyPeriod
		for day := range s.all() {
			p := of(day)
			p.DailySum++
			if p != last {
				p.Customers++
				last = p
			}
		}
	}
	var out []StickyPeriod
	for _, index := range slices.Sorted(maps.Keys(periods)) {
		out = append(out, *periods[index])
	}
	return out, nil
}
