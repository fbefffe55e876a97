package retention

import (
	"fmt"
	"iter"
	"maps"
	"slices"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/calendar"
)

// An ActivityPeriod is the number of customers of a period, by what they did in
// those before it. Always
//
//	active = new + retained + reactivated
//
// and retained + lost are the customers of the period before, retained + lost +
// dormant all customers until then.
type ActivityPeriod struct {
	Period      kpi.Period `json:"period"`
	Active      uint64     `json:"active"`      // active in this period
	New         uint64     `json:"new"`         // for the first time
	Retained    uint64     `json:"retained"`    // in the period before too
	Lost        uint64     `json:"lost"`        // in the period before, not in this one
	Reactivated uint64     `json:"reactivated"` // earlier, but not in the period before
	Dormant     uint64     `json:"dormant"`     // earlier, but not in the period before; reactivated or not
}

// Rate returns the retention rate of the customers of the period before:
//
//	retained / (retained + lost)        0 <= rate <= 1
//
// Without a customer in the period before it is kpi.ErrUndefined.
func (p ActivityPeriod) Rate() (kpi.Rate, error) {
	before := p.Retained + p.Lost
	if before < p.Retained {
		return kpi.Rate{}, fmt.Errorf("retention: customers %w", kpi.ErrOverflow)
	}
	return share("rate", "customers retained", p.Retained, before, "no customer in the period before")
}

// Reactivation returns the share of the dormant customers who came back, also
// called resurrection (taux de réactivation):
//
//	reactivated / dormant        0 <= rate <= 1
//
// Without a dormant customer it is kpi.ErrUndefined.
func (p ActivityPeriod) Reactivation() (kpi.Rate, error) {
	return share("reactivation rate", "customers reactivated", p.Reactivated, p.Dormant, "no dormant customer")
}

// before returns the number of customers until the period, without it.
func (p ActivityPeriod) before() uint64 { return p.Retained + p.Lost + p.Dormant }

// An ActivityResult is the activity of all customers.
type ActivityResult struct {
	Customers uint64 `json:"customers"` // active in a period or more
	Repeat    uint64 `json:"repeat"`    // active in two periods or more

	// NonEmpty are the periods, in order, in which a customer was active or
	// lost. It leaves out empty ones, so that a wrong date costs no memory; to
	// have those between the first and the last too, range over Periods.
	NonEmpty []ActivityPeriod `json:"periods"`
}

// Repurchase returns the repurchase rate by period, for a day the share of
// customers who came back on another day:
//
//	repeat / customers        0 <= rate <= 1
//
// Without a customer it is kpi.ErrUndefined.
func (r ActivityResult) Repurchase() (kpi.Rate, error) { return RepurchaseRate(r.Repeat, r.Customers) }

// Periods returns the periods in order from the first with an active customer
// to the last, without a gap: those without a customer too, but no day that the
// location never had.
func (r ActivityResult) Periods() iter.Seq[ActivityPeriod] {
	return func(yield func(ActivityPeriod) bool) {
		for i, p := range r.NonEmpty {
			if i > 0 {
				grain, loc := p.Period.Grain(), p.Period.Location()
				before, end := int32(r.NonEmpty[i-1].Period.Index()), int32(p.Period.Index())
				skipped := calendar.SkippedIn(loc, grain, before, end)
				for gap := skipped.Next(before); gap < end; gap = skipped.Next(gap) {
					if !yield(ActivityPeriod{Period: kpi.PeriodAt(int64(gap), grain, loc), Dormant: p.before()}) {
						return
					}
				}
			}
			if !yield(p) {
				return
			}
		}
	}
}

// Result returns the activity so far, by a pass over the customers.
func (a *Activity[K]) Result() ActivityResult {
	r := ActivityResult{Customers: uint64(a.customers.Len())}
	periods := map[int32]*ActivityPeriod{}
	var skipped calendar.Skipped
	if first, last := a.span(); first <= last {
		skipped = calendar.SkippedIn(a.zone.Location(), a.grain, first, last)
	}
	for _, s := range a.customers.All() {
		if s.len() >= 2 {
			r.Repeat++
		}
		count(s, skipped, func(period int32) *ActivityPeriod {
			p := periods[period]
			if p == nil {
				p = &ActivityPeriod{Period: kpi.PeriodAt(int64(period), a.grain, a.zone.Location())}
				periods[period] = p
			}
			return p
		})
	}
	var before uint64 // the customers until a period
	for _, period := range slices.Sorted(maps.Keys(periods)) {
		p := periods[period]
		p.Dormant = before - p.Retained - p.Lost
		before += p.New
		r.NonEmpty = append(r.NonEmpty, *p)
	}
	// The customers of the last period are not lost yet: the period after it
	// may have only begun.
	if n := len(r.NonEmpty); n > 0 && r.NonEmpty[n-1].Active == 0 {
		r.NonEmpty = r.NonEmpty[:n-1]
	}
	return r
}

// count counts one customer in the periods that at returns: in those of s, and
// as lost in each period that follows one of s and is not in s.
func count(s *periodSet, skipped calendar.Skipped, at func(period int32) *ActivityPeriod) {
	last, before := int32(0), false
	for period := range s.all() {
		p := at(period)
		p.Active++
		switch {
		case !before:
			p.New++
		case period == skipped.Next(last):
			p.Retained++
		default:
			p.Reactivated++
			at(skipped.Next(last)).Lost++
		}
		last, before = period, true
	}
	at(skipped.Next(last)).Lost++
}

// String returns a text like "12 customers, 5 of them in two periods or more".
func (r ActivityResult) String() string {
	return fmt.Sprintf("%d customers, %d of them in two periods or more", r.Customers, r.Repeat)
}
