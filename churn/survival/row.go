package survival

import (
	"math"
	"time"

	"github.com/customerkpi/kpi"
)

// op begins the texts of errors.
const op = "survival"

// A Row is what is known of one customer, in whole units of time (days, months)
// since the customer's start:
//
//	churned        the customer left at Duration
//	not churned    the customer was still there at Duration (right-censored)
//
// Entry is the age at which the customer came under observation (late entry, left
// truncation), 0 for one who was observed from the start. A customer of a year when
// the data begin has Entry 365, and counts as at risk only after day 365: customers
// who started at the same time and left before are not in the data.
type Row struct {
	Entry    int64 `json:"entry,omitempty"`
	Duration int64 `json:"duration"`
	Churned  bool  `json:"churned"`
}

// check refuses rows that no customer can have. That includes a late entry at the
// duration itself: such a customer was never at risk while observed.
func (r Row) check() error {
	switch {
	case r.Duration < 0:
		return &kpi.RangeError{Op: op, Name: "duration", Value: r.Duration, Min: 0}
	case r.Entry < 0:
		return &kpi.RangeError{Op: op, Name: "entry", Value: r.Entry, Min: 0}
	case r.Entry > 0 && r.Entry >= r.Duration:
		return &kpi.RangeError{Op: op, Name: "entry", Value: r.Entry, Min: 0, Max: max(r.Duration-1, 0)}
	}
	return nil
}

// units returns the whole units from start to end; name says what end is.
func units(name string, start, end time.Time, unit time.Duration) (int64, error) {
	// Without the readings of the monotonic clock, which are not event times.
	start, end = start.Round(0), end.Round(0)
	if end.Before(start) {
		return 0, &kpi.RangeError{Op: op, Name: name, Value: end, Min: start}
	}
	d := end.Sub(start)
	if d == math.MaxInt64 { // where Sub saturates
		return 0, &kpi.RangeError{Op: op, Name: name, Value: end, Min: start, Max: start.Add(d)}
	}
	return int64(d / unit), nil
}
