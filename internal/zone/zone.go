// Package zone keeps a location that an encoding can hold: one that the time
// zone database knows by name.
package zone

import (
	"errors"
	"fmt"
	"time"

	"github.com/customerkpi/kpi/internal/wire"
)

// A Zone is a location with a name in the time zone database. The zero value is
// UTC. Compare zones by String: the database makes a location at each look-up.
type Zone struct{ loc *time.Location } // nil is UTC

// Of returns the zone that the name of loc stands for; nil is UTC. A location
// that [time.LoadLocation] does not find by its name is an error, and so is
// [time.Local], because it differs between machines.
func Of(loc *time.Location) (Zone, error) {
	if loc == nil || loc == time.UTC {
		return Zone{}, nil
	}
	if loc == time.Local {
		return Zone{}, errors.New("location Local differs between machines, name it")
	}
	return named(loc.String())
}

// named returns the zone of a name.
func named(name string) (Zone, error) {
	loc, err := time.LoadLocation(name)
	if err != nil {
		return Zone{}, fmt.Errorf("location: %w", err)
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

// String returns the name of the location.
func (z Zone) String() string { return z.Location().String() }

// Append appends the encoding of z: its name.
func (z Zone) Append(b []byte) []byte { return wire.AppendBytes(b, z.String()) }

// Read reads what Append wrote. The time zone database must know the name.
func Read(r *wire.Reader) Zone {
	name := string(r.Bytes())
	if r.Err() != nil {
		return Zone{}
	}
	z, err := named(name)
	if err != nil || z.loc == time.Local || z.String() != name {
		r.Fail("location %.40q", name)
		return Zone{}
	}
	return z
}
