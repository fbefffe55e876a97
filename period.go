package kpi

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/customerkpi/kpi/internal/civil"
	"github.com/customerkpi/kpi/internal/shell"
)

// A Period is a calendar period, a day, week, month, quarter or year, in a location. The
// zero value is the day 1970-01-01 in UTC. An instant belongs to the period of its civil
// date there, so days of 23 or 25 hours, months of any length and leap years are right.
// Periods are half-open: the end of one is the start of the next.
//
// Compare periods by [Period.Equal], not by ==, and use [Period.Key] as the key of
// a map: as with [time.Time], == compares the pointers to the locations, and
// [time.LoadLocation] and every decoded state bring another one.
//
// Years reach from -9999 to 9999; what lies beyond counts to the first or last
// period.
type Period struct {
	grain Grain
	index int64
	loc   *time.Location // nil is UTC
}

// PeriodOf returns the period that holds t, in a location; nil is UTC. An
// unknown grain counts as [Year].
func PeriodOf(t time.Time, grain Grain, loc *time.Location) Period {
	if loc == nil {
		loc = time.UTC
	}
	if t.Before(earliest) {
		t = earliest
	} else if t.After(latest) {
		t = latest
	}
	y, m, d := t.In(loc).Date()
	switch {
	case y < -maxYear:
		y, m, d = -maxYear, 1, 1
	case y > maxYear:
		y, m, d = maxYear, 12, 31
	}
	return PeriodAt(index(grain, y, m, d), grain, loc)
}

// PeriodAt returns the period of an index, see [Period.Index].
func PeriodAt(i int64, grain Grain, loc *time.Location) Period {
	if loc == time.UTC {
		loc = nil
	}
	grain = min(grain, Year)
	i = max(i, index(grain, -maxYear, 1, 1))
	i = min(i, index(grain, maxYear, 12, 31))
	return Period{grain, i, loc}
}

const maxYear = 9999

// Times of the years that are beyond the ends in any location.
var (
	earliest = time.Date(-maxYear-2, 1, 1, 0, 0, 0, 0, time.UTC)
	latest   = time.Date(maxYear+2, 1, 1, 0, 0, 0, 0, time.UTC)
)

// index returns the index of the period that holds a civil date.
func index(grain Grain, y int, m time.Month, d int) int64 { return civil.Grain(grain).Index(y, m, d) }

// firstDay returns midnight, as if in UTC, of the first day of the period.
func (p Period) firstDay() time.Time {
	return time.Unix(civil.Grain(p.grain).Begins(p.index), 0).UTC()
}

// Grain returns the grain.
func (p Period) Grain() Grain { return p.grain }

// Location returns the location.
func (p Period) Location() *time.Location {
	if p.loc == nil {
		return time.UTC
	}
	return p.loc
}

// Index returns the number of periods since the one that holds 1970-01-01:
// days, ISO weeks, months, quarters or years, negative before.
func (p Period) Index() int64 { return p.index }

// A PeriodKey is what makes a period, without the pointer to its location: two
// keys are == where the periods are [Period.Equal].
type PeriodKey struct {
	Grain Grain  `json:"grain"`
	Index int64  `json:"index"`
	Zone  string `json:"zone"` // the name of the location
}

// Key returns the key of the period, for maps and ==.
func (p Period) Key() PeriodKey { return PeriodKey{p.grain, p.index, p.Location().String()} }

// Equal reports whether two periods have the same grain, index and name of the
// location. Locations that [time.FixedZone] made with one name are taken for one.
func (p Period) Equal(q Period) bool {
	return p.grain == q.grain && p.index == q.index && (p.loc == q.loc || p.Location().String() == q.Location().String())
}

// Compare returns -1 where p is before q, +1 where it is after and 0 where they are
// [Period.Equal]: the earlier start is first, of one start the shorter grain, and of
// one grain the name of the location decides.
func (p Period) Compare(q Period) int {
	zone := strings.Compare(p.Location().String(), q.Location().String())
	if p.grain == q.grain && zone == 0 {
		return cmp.Compare(p.index, q.index)
	}
	return cmp.Or(p.Start().Compare(q.Start()), cmp.Compare(p.grain, q.grain), zone)
}

// Start returns the first instant at which the clock of the location shows the
// period: midnight, the end of the gap where a change of the clock skips midnight,
// the first of two midnights. Where the clock goes back over midnight, the civil
// date recurs: instants of the period before follow the start.
func (p Period) Start() time.Time {
	return civil.Start(civil.Grain(p.grain).Begins(p.index), p.Location())
}

// End returns the first instant after the period, the Start of the next.
func (p Period) End() time.Time {
	next := p
	next.index++
	return next.Start()
}

// Contains reports whether t belongs to the period, by its civil date.
func (p Period) Contains(t time.Time) bool { return PeriodOf(t, p.grain, p.loc) == p }

// Add returns the period n periods later, or earlier for a negative n.
func (p Period) Add(n int) Period {
	const far = 1 << 32 // more than all periods
	return PeriodAt(p.index+max(min(int64(n), far), -far), p.grain, p.loc)
}

// Next returns the period after p. The last one, at the end of year 9999, is its
// own next: a loop has to end there.
func (p Period) Next() Period { return p.Add(1) }

// Prev returns the period before p.
func (p Period) Prev() Period { return p.Add(-1) }

// UnmarshalText reads what MarshalText wrote, and the text of String, which is a
// period of UTC. A text that is not a period, or names a location that the time
// zone database does not know, is [ErrCorrupt].
func (p *Period) UnmarshalText(text []byte) error {
	date, zone, found := strings.Cut(string(text), "[")
	loc := time.UTC
	if found {
		name, closed := strings.CutSuffix(zone, "]")
		var err error
		if loc, err = time.LoadLocation(name); err != nil || !closed || loc == time.Local || loc == time.UTC {
			return fmt.Errorf("kpi: period: %w: location %.40q", ErrCorrupt, zone)
		}
	}
	for grain := Day; grain <= Year; grain++ {
		t, ok := parsePeriod(grain, date)
		if q := PeriodOf(t, grain, nil); ok && q.String() == date {
			*p = PeriodAt(q.index, grain, loc)
			return nil
		}
	}
	return fmt.Errorf("kpi: period: %w: %.20q", ErrCorrupt, text)
}

// parsePeriod returns a time in the period that a text may stand for.
func parsePeriod(grain Grain, text string) (t time.Time, ok bool) {
	var year, n, d int
	var err error
	switch grain {
	case Day:
		_, err = fmt.Sscanf(text, "%d-%d-%d", &year, &n, &d)
		t = time.Date(year, time.Month(n), d, 0, 0, 0, 0, time.UTC)
	case Week:
		_, err = fmt.Sscanf(text, "%d-W%d", &year, &n)
		t = time.Date(year, 1, 4+7*(n-1), 0, 0, 0, 0, time.UTC) // 4 January is in week 1
	case Month:
		_, err = fmt.Sscanf(text, "%d-%d", &year, &n)
		t = time.Date(year, time.Month(n), 1, 0, 0, 0, 0, time.UTC)
	case Quarter:
		_, err = fmt.Sscanf(text, "%d-Q%d", &year, &n)
		t = time.Date(year, time.Month(3*n), 1, 0, 0, 0, 0, time.UTC)
	default:
		_, err = fmt.Sscanf(text, "%d", &year)
		t = time.Date(year, 1, 1, 0, 0, 0, 0, time.UTC)
	}
	return t, err == nil
}

// String returns the period as "2026-03-29", "2026-W13", "2026-03", "2026-Q1"
// or "2026". A year has four digits, and a sign before the year 0, as in
// "-0044-03" (ISO 8601).
func (p Period) String() string {
	t := p.firstDay()
	switch p.grain {
	case Day:
		return fmt.Sprintf("%s-%02d-%02d", yearText(t.Year()), t.Month(), t.Day())
	case Week:
		year, week := t.ISOWeek()
		return fmt.Sprintf("%s-W%02d", yearText(year), week)
	case Month:
		return fmt.Sprintf("%s-%02d", yearText(t.Year()), t.Month())
	case Quarter:
		return fmt.Sprintf("%s-Q%d", yearText(t.Year()), (t.Month()+2)/3)
	default:
		return yearText(t.Year())
	}
}

// yearText returns a year with four digits.
func yearText(year int) string {
	if year < 0 {
		return fmt.Sprintf("-%04d", -year)
	}
	return fmt.Sprintf("%04d", year)
}

// MarshalText returns the text of String, which is the JSON form too, with the name
// of a location that is not UTC as RFC 9557 writes it: "2026-03[Europe/Paris]". A
// location that the time zone database does not have under its name, as
// [time.Local], is an error that wraps [ErrRange]: the period could not be read back.
func (p Period) MarshalText() ([]byte, error) {
	text, loc := p.String(), p.Location()
	if loc == time.UTC {
		return []byte(text), nil
	}
	name := loc.String()
	named, err := time.LoadLocation(name)
	q := PeriodAt(p.index, p.grain, named)
	if err != nil || loc == time.Local || !q.Start().Equal(p.Start()) || !q.End().Equal(p.End()) {
		return nil, fmt.Errorf("kpi: period %s: location %s %w of the names of the time zone database", text, name, ErrRange)
	}
	if q.loc == nil { // UTC by its name
		return []byte(text), nil
	}
	return []byte(text + "[" + name + "]"), nil
}

// GobEncode returns the text of MarshalText: gob by itself leaves out what is not exported.
func (p Period) GobEncode() ([]byte, error) { return p.MarshalText() }

// GobDecode reads what GobEncode wrote, or returns [ErrCorrupt].
func (p *Period) GobDecode(data []byte) error { return p.UnmarshalText(data) }

// A Grain is the length of a calendar period: [Day], which is the zero value, [Week],
// [Month], [Quarter] or [Year].
type Grain uint8

// The grains. A Week is an ISO week, Monday to Sunday.
const (
	Day Grain = iota
	Week
	Month
	Quarter
	Year
)

var grains = []string{"day", "week", "month", "quarter", "year"}

// String returns "day", "week", "month", "quarter" or "year".
func (g Grain) String() string {
	if int(g) >= len(grains) {
		return fmt.Sprintf("Grain(%d)", uint8(g))
	}
	return grains[g]
}

// ParseGrain returns the grain of the name that String gives, or a
// [RangeError].
func ParseGrain(name string) (Grain, error) {
	if i := slices.Index(grains, name); i >= 0 {
		return Grain(i), nil
	}
	return 0, &RangeError{Op: "kpi", Name: "grain", Value: fmt.Sprintf("%.20q", name), Min: grains[0], Max: grains[len(grains)-1]}
}

// MarshalText returns the name of the grain.
func (g Grain) MarshalText() ([]byte, error) { return shell.Text(g, g.check()) }

// UnmarshalText reads a name, see [ParseGrain].
func (g *Grain) UnmarshalText(text []byte) error { return shell.FromText(text, g, ParseGrain) }

// check reports whether g is one of the grains.
func (g Grain) check() error {
	if int(g) < len(grains) {
		return nil
	}
	return &RangeError{Op: "kpi", Name: "grain", Value: uint8(g), Min: uint8(Day), Max: uint8(Year)}
}
