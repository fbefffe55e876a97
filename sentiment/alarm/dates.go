package alarm

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/wire"
)

// A span is a time for which a caller knows how much is usual.
type span struct {
	from, to int64 // unix times, half-open
	times    float64
}

// spans are known dates, in the order of time and apart.
type spans []span

// The bounds of known dates.
const (
	mostSpans  = 64
	leastTimes = 0.001
	mostTimes  = 1000.0
)

// times returns how many times the usual is expected at a time: 1 outside of dates.
func (s spans) times(at int64) float64 {
	for _, x := range s {
		if x.from <= at && at < x.to {
			return x.times
		}
	}
	return 1
}

// Expect tells of a known date, such as a holiday or a campaign: in buckets that begin
// in the half-open [from, to), times as many mentions are expected as usual, 0.001 to
// 1000. With 0, nobody knows how many: no alarm is raised there. Nothing is learned
// from such a time. Up to 64 dates that are not over can be known, and they must not
// overlap: if they do, or if times is another, it is a [*kpi.RangeError].
func (d *Detector) Expect(from, to time.Time, times float64) error {
	d.start()
	if !(times == 0 || times >= leastTimes && times <= mostTimes) {
		return &kpi.RangeError{Op: "alarm", Name: "times the usual", Value: times, Min: leastTimes, Max: mostTimes}
	}
	for _, at := range []time.Time{from, to} {
		if _, err := d.index(at); err != nil {
			return err
		}
	}
	if !from.Before(to) {
		return &kpi.RangeError{Op: "alarm", Name: "end of the date", Value: to, Min: from}
	}
	x := span{from.Unix(), to.Unix(), times}
	for _, o := range d.dates {
		if x.from < o.to && o.from < x.to {
			return fmt.Errorf("alarm: date %v..%v: %w: it overlaps that of %v", from, to, kpi.ErrRange, time.Unix(o.from, 0).In(d.zone.Location()))
		}
	}
	d.dates = slices.DeleteFunc(d.dates, func(o span) bool { return d.began && o.to <= d.startOf(d.last).Unix() })
	if len(d.dates) == mostSpans {
		return &kpi.RangeError{Op: "alarm", Name: "number of dates", Value: mostSpans + 1, Min: 0, Max: mostSpans}
	}
	d.dates = append(d.dates, x)
	slices.SortFunc(d.dates, func(a, b span) int { return int(math.Copysign(1, float64(a.from-b.from))) })
	return nil
}

func (s spans) append(b []byte) []byte {
	b = wire.AppendUint(b, uint64(len(s)))
	times := make([]float64, 0, len(s))
	for _, x := range s {
		b = wire.AppendInt(wire.AppendInt(b, x.from), x.to)
		times = append(times, x.times)
	}
	return appendFloats(b, times)
}

func readSpans(r *wire.Reader) (s spans) {
	for range below(r, "dates", mostSpans+1) {
		s = append(s, span{from: readTime(r), to: readTime(r)})
	}
	for i, times := range readFloats(r, len(s)) {
		s[i].times = times
		if times != 0 {
			within(r, "times the usual", times, leastTimes, mostTimes)
		}
		if s[i].to <= s[i].from || i > 0 && s[i].from < s[i-1].to {
			r.Fail("order of dates")
		}
	}
	return s
}
