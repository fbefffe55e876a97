package mention

import (
	"encoding/binary"
	"math"
	"time"

	"github.com/customerkpi/kpi/internal/civil"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/wire"
)

// DailyReach is the non-social reach by the rule of social listening tools: the
// audience of a domain is its visitors of a day, so that a domain counts once per
// day, however many of its articles name the brand:
//
//	daily reach = Σ over domains and days of the largest audience of that day
//
// The days are those of a location. The zero value is ready, with days in UTC; see
// [kpi.Accumulator] for the laws that it keeps. Merging states of the same articles
// changes nothing, because each domain counts once per day. It keeps 16 bytes and the
// name for each domain and day.
type DailyReach struct {
	zone  civil.Zone
	total uint64
	days  keyed.Table[string, uint64] // by dailyKey
}

// NewDailyReach returns a daily reach with the days of a location, nil for UTC.
// One that the time zone database does not know by name is [kpi.ErrRange].
func NewDailyReach(loc *time.Location) (*DailyReach, error) {
	z, err := figure.Zone("mention: daily reach", loc)
	if err != nil {
		return nil, err
	}
	return &DailyReach{zone: z}, nil
}

// dailyKey is the day, as 4 bytes, and the domain.
func dailyKey(day int32, domain string) string {
	return string(binary.BigEndian.AppendUint32(make([]byte, 0, 4+len(domain)), uint32(day))) + domain
}

// Add adds an article on a domain with the visitors of its day. A year outside
// 1..9999 is a [*kpi.RangeError], a sum above 2^64-1 [kpi.ErrOverflow], and nothing is
// added.
func (a *DailyReach) Add(domain string, at time.Time, audience uint64) error {
	day, err := figure.Index("mention", civil.In(civil.Day, a.zone), at)
	if err != nil {
		return err
	}
	return a.raise(dailyKey(day, domain), audience)
}

// raise makes the audience of a day at least that given.
func (a *DailyReach) raise(key string, audience uint64) error {
	now, _ := a.days.Get(key)
	more := max(audience, now) - now
	if more > math.MaxUint64-a.total {
		return errAudience
	}
	a.total += more
	*a.days.At(key) = now + more
	return nil
}

// Merge adds the days of o. Days of another location are [kpi.ErrIncompatible],
// unless one of the two is the zero value.
func (a *DailyReach) Merge(o *DailyReach) error {
	return shell.TryMerge(a, o, (*DailyReach).isZero, (*DailyReach).differ, func() error {
		var more uint64
		for key, audience := range o.days.All() {
			now, _ := a.days.Get(key)
			d := max(*audience, now) - now
			if d > math.MaxUint64-a.total-more {
				return errAudience
			}
			more += d
		}
		for key, audience := range o.days.All() {
			now := a.days.At(key)
			*now = max(*now, *audience)
		}
		a.total += more
		return nil
	})
}

func (a *DailyReach) differ(o *DailyReach) error {
	return figure.Same("mention: daily reach", "locations", a.zone.String(), o.zone.String())
}

// Empty reports whether nothing was added.
func (a *DailyReach) Empty() bool { return a.days.Len() == 0 }

// isZero reports whether a is the zero value: no article, days in UTC.
func (a *DailyReach) isZero() bool { return a.Empty() && a.zone.String() == time.UTC.String() }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *DailyReach) Clone() *DailyReach {
	return shell.Clone(a, func(c *DailyReach) { c.days = c.days.Clone(nil) })
}

// Result returns the reach so far, in impressions: a person is counted once per
// domain and day.
func (a *DailyReach) Result() uint64 { return a.total }

// dailyMagic begins the encoding: the location, then the audience of each day
// and domain.
const dailyMagic = "drc\x01"

func (a *DailyReach) append(b []byte) []byte {
	return keyed.AppendTable(a.zone.Append(append(b, dailyMagic...)), &a.days, func(audience *uint64, b []byte) []byte {
		return wire.AppendUint(b, *audience)
	})
}

// AppendBinary appends the encoding of a.
func (a *DailyReach) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a DailyReach) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (a *DailyReach) UnmarshalBinary(b []byte) error { return wire.DecodeOver(b, a, readDaily) }

// readDaily reads a state, and takes the location from known if it has its name.
func readDaily(r *wire.Reader, have *DailyReach) DailyReach {
	r.Expect("mention: daily reach", dailyMagic)
	a := DailyReach{zone: civil.ReadZone(r, have.zone)}
	a.days = keyed.ReadTable[string](r, func(audience *uint64, r *wire.Reader) {
		*audience = r.Uint()
		if *audience > math.MaxUint64-a.total {
			r.Fail("sum of audiences")
			return
		}
		a.total += *audience
	})
	for key := range a.days.All() {
		if len(key) < 4 {
			r.Fail("day of %d bytes", len(key))
		}
	}
	return a
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a DailyReach) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *DailyReach) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
