package cohort

import (
	"time"

	"github.com/customerkpi/kpi/internal/civil"
)

// A horizon is how far the data go, in periods.
type horizon struct {
	begun  int32 // the last that is looked at
	closed int32 // the last that is over
}

// horizonAt returns the horizon of an instant.
func horizonAt(c civil.Calendar, end time.Time) horizon {
	end = clamp(c, end)
	_, last := c.Bounds()
	at, ok := c.Index(end)
	if !ok { // the end of the calendar
		return horizon{last, last}
	}
	// A date that comes twice, where a clock is put back over midnight, is over
	// when the next begins.
	for at <= last && !c.Start(at+1).After(end) {
		at++
	}
	h := horizon{begun: at - 1, closed: at - 1}
	if at <= last && c.Start(at).Before(end) {
		h.begun++
	}
	return h
}

// clamp returns the instant of a calendar that is nearest to t.
func clamp(c civil.Calendar, t time.Time) time.Time {
	first, last := c.Bounds()
	if start := c.Start(first); t.Before(start) {
		return start
	}
	if end := c.Start(last + 1); t.After(end) {
		return end
	}
	return t
}
