package civil

import (
	"errors"
	"fmt"
	"time"

	"github.com/customerkpi/kpi/internal/wire"
)

// A Zone is a location that an encoding can hold: one that the time zone database
// knows by its name. The zero value is UTC. Compare zones by String: the database
// makes a location at each look-up.
type Zone struct{ loc *time.Location } // nil is UTC

// ZoneOf returns the zone of loc; nil is UTC. A location that [time.LoadLocation]
// does not find by its name, or finds another clock by, is an error, and so is
// [time.Local], because it differs between machines.
func ZoneOf(loc *time.Location) (Zone, error) {
	if loc == nil || loc == time.UTC {
		return Zone{}, nil
	}
	if loc == time.Local {
		return Zone{}, errors.New("location Local differs between machines, name it")
	}
	z, err := named(loc.String()) // no name is that of UTC
	if err != nil {
		return Zone{}, err
	}
	if at, ok := sameClock(loc, z.Location()); !ok {
		return Zone{}, fmt.Errorf("location %s shows %v at %v, not what the time zone database says", loc, at.In(loc), at)
	}
	if z.loc != nil {
		z.loc = loc // so that periods of z equal those of loc
	}
	return z, nil
}

// sameClock reports whether two locations show the same time each January and
// July, and otherwise when they do not.
func sameClock(a, b *time.Location) (at time.Time, ok bool) {
	for year := 1970; year < 2038; year++ {
		for _, month := range []time.Month{time.January, time.July} {
			at = time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
			_, x := at.In(a).Zone()
			_, y := at.In(b).Zone()
			if x != y {
				return at, false
			}
		}
	}
	return at, true
}

// named returns the zone of a name.
func named(name string) (Zone, error) {
	loc, err := time.LoadLocation(name)
	if err != nil {
		return Zone{}, fmt.Errorf("location: %w", err)
	}
	if loc == time.Local {
		return Zone{}, errors.New("location Local differs between machines, name it")
	}
	if loc == time.UTC {
		return Zone{}, nil
	}
	return Zone{loc}, nil
}

// Location returns the location.
func (z Zone) Location() *time.Location {
	if z.loc == nil {
		return time.UTC
	}
	return z.loc
}

// offset returns how far the clock is ahead of UTC at t, in seconds.
func (z Zone) offset(t time.Time) int64 {
	if z.loc == nil {
		return 0
	}
	_, seconds := t.In(z.loc).Zone()
	return int64(seconds)
}

// String returns the name of the location.
func (z Zone) String() string { return z.Location().String() }

// Append appends the encoding of z: its name.
func (z Zone) Append(b []byte) []byte { return wire.AppendBytes(b, z.String()) }

// ReadZone reads what [Zone.Append] wrote. The time zone database must know the name.
// Where it is that of have, have is returned: a location is some kilobytes, and many
// states may have the same.
func ReadZone(r *wire.Reader, have Zone) Zone {
	name := string(r.Bytes())
	if r.Err() != nil {
		return Zone{}
	}
	if name == have.String() {
		return have
	}
	z, err := named(name)
	if err != nil || z.String() != name {
		r.Fail("location %.40q", name)
		return Zone{}
	}
	return z
}
