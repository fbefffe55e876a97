package civil

import (
	"sort"
	"time"

	"github.com/customerkpi/kpi/internal/timeline"
	"github.com/customerkpi/kpi/internal/wire"
)

// A Calendar divides time into the periods of a grain in a zone. The zero value is
// not set: it has days in UTC, or what [Calendar.Or] makes of it.
type Calendar struct {
	set   bool
	grain Grain
	zone  Zone
}

// In returns the calendar of a grain in a zone.
func In(g Grain, z Zone) Calendar { return Calendar{true, g, z} }

// Or returns c or, if it is not set, the calendar of a grain in UTC: for types
// whose zero value does not have days.
func (c Calendar) Or(g Grain) Calendar {
	if c.set {
		return c
	}
	return In(g, Zone{})
}

// IsDefault reports whether c has the periods of a grain in UTC, or is not set: what
// a zero value whose [Calendar.Or] is that grain has.
func (c Calendar) IsDefault(g Grain) bool { return c.Or(g).Equal(In(g, Zone{})) }

// Grain returns the length of the periods.
func (c Calendar) Grain() Grain { return c.grain }

// Zone returns the zone of the periods.
func (c Calendar) Zone() Zone { return c.zone }

// Equal reports whether both have the same periods: one grain, and zones of one name.
func (c Calendar) Equal(o Calendar) bool {
	return c.grain == o.grain && (c.zone == o.zone || c.zone.String() == o.zone.String())
}

// Days returns the calendar of the days in the zone of c.
func (c Calendar) Days() Calendar { return In(Day, c.zone) }

// Index returns the index of the period that holds t. It is false for a year outside
// 1..9999, in UTC or in the zone: most likely that of milliseconds taken for seconds.
func (c Calendar) Index(t time.Time) (int32, bool) {
	utc := t.Unix()
	second := utc + c.zone.offset(t)
	if outside(utc) || outside(second) {
		return 0, false
	}
	return int32(c.grain.ofSecond(second)), true
}

// outside reports whether a second lies in another year than 1..9999.
func outside(second int64) bool { return second < timeline.MinSec || second > timeline.MaxSec }

// Indexes returns the Index of each time of a column, as far as they have one.
//
// Times of a column often lie in the period of the one before: to look whether they
// do takes a quarter of the time of an Index.
func (c Calendar) Indexes(at []time.Time) []int32 {
	return c.AppendIndexes(make([]int32, 0, len(at)), at)
}

// AppendIndexes appends what Indexes returns.
func (c Calendar) AppendIndexes(indexes []int32, at []time.Time) []int32 {
	var index int32
	var from, to int64 // of the period of index, in civil seconds, once it has come twice
	for i, t := range at {
		utc := t.Unix()
		if second := utc + c.zone.offset(t); second < from || second >= to || outside(utc) {
			next, ok := c.Index(t)
			switch {
			case !ok:
				return indexes
			case i > 0 && next == index:
				from = max(timeline.MinSec, c.grain.Begins(int64(index)))
				to = min(timeline.MaxSec+1, c.grain.Begins(int64(index)+1))
			default:
				index, from, to = next, 0, 0
			}
		}
		indexes = append(indexes, index)
	}
	return indexes
}

// Bounds returns the indexes of the first and the last period.
func (c Calendar) Bounds() (first, last int32) {
	return int32(c.grain.ofSecond(timeline.MinSec)), int32(c.grain.ofSecond(timeline.MaxSec))
}

// Start returns the [Start] of the period of an index, which is the end of the one
// before.
func (c Calendar) Start(index int32) time.Time {
	return Start(c.grain.Begins(int64(index)), c.zone.Location())
}

// Start returns the first instant at which the clock of a location shows a civil
// second of midnight or later: the end of the gap where a change of the clock skips
// midnight, the first of two midnights.
func Start(midnight int64, loc *time.Location) time.Time {
	const window = 26 * 60 * 60 // no clock on earth is further from UTC
	offset := func(at int64) int64 {
		_, seconds := time.Unix(at, 0).In(loc).Zone()
		return int64(seconds)
	}
	from, before := midnight-window, offset(midnight-window)
	if before == offset(midnight+window) {
		return time.Unix(midnight-before, 0).In(loc)
	}
	// The clock changes in these days: look for the first second at which it shows
	// midnight or later, from one change to the next. (Time.ZoneBounds would say
	// when it changes, but its bounds are wrong at the end of some years far ahead.)
	for {
		const step = 60 * 60 // no clock changes twice in an hour
		to := from + step
		if offset(to) != before {
			to = from + int64(sort.Search(step, func(i int) bool { return offset(from+int64(i)) != before }))
		}
		if start := max(from, midnight-before); start < to {
			return time.Unix(start, 0).In(loc)
		}
		from, before = to, offset(to)
	}
}

// Append appends the encoding of c: the grain and the zone.
func (c Calendar) Append(b []byte) []byte {
	return c.zone.Append(wire.AppendUint(b, uint64(c.grain)))
}

// Read reads what [Calendar.Append] wrote. Where the zone is that of have, its
// location is used: see [ReadZone].
func Read(r *wire.Reader, have Calendar) Calendar {
	g, z := r.Uint(), ReadZone(r, have.zone)
	if g > uint64(Year) {
		r.Fail("grain %d", g)
	}
	return In(Grain(g), z)
}
