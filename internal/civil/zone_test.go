package civil_test

import (
	"errors"
	"strings"
	"testing"
	"time"

	"github.com/customerkpi/kpi/internal/civil"
	"github.com/customerkpi/kpi/internal/wire"
)

const magic = "tst\x01"

func paris(t *testing.T) *time.Location {
	t.Helper()
	loc, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Skip(err)
	}
	return loc
}

func TestZoneOf(t *testing.T) {
	for _, tc := range []struct {
		name string
		loc  *time.Location
		want string // the name, or "" for an error
	}{
		{"nil", nil, "UTC"},
		{"UTC", time.UTC, "UTC"},
		{"without a name", new(time.Location), "UTC"},
		{"Paris", paris(t), "Europe/Paris"},
		{"Local", time.Local, ""},
		{"an offset alone", time.FixedZone("", 5*3600), ""},
		{"another clock by the name of Paris", time.FixedZone("Europe/Paris", 9*3600), ""},
		{"a clock by the name of Local", time.FixedZone("Local", 3600), ""},
		{"an unknown name", time.FixedZone("Nowhere/Atlantis", 3600), ""},
	} {
		z, err := civil.ZoneOf(tc.loc)
		if (err != nil) != (tc.want == "") || err == nil && z.String() != tc.want {
			t.Errorf("%s: %v, %v, want %q", tc.name, z, err, tc.want)
		}
	}
	var zero civil.Zone
	if zero.Location() != time.UTC {
		t.Errorf("zero value is %v, want UTC", zero)
	}
}

func TestEncodingGivesTheZoneBack(t *testing.T) {
	for _, loc := range []*time.Location{nil, paris(t)} {
		z, err := civil.ZoneOf(loc)
		if err != nil {
			t.Fatal(err)
		}
		r := wire.Open("test", magic, z.Append([]byte(magic)))
		got := civil.ReadZone(r, civil.Zone{})
		if err := r.Close(); err != nil || got.String() != z.String() {
			t.Errorf("%v reads as %v, %v", z, got, err)
		}
	}
}

func TestForeignNamesAreCorrupt(t *testing.T) {
	for _, name := range []string{"", "Local", "Nowhere/Atlantis", "../../etc/passwd", "\x00", strings.Repeat("x", 1000)} {
		r := wire.Open("test", magic, wire.AppendBytes([]byte(magic), name))
		if z := civil.ReadZone(r, civil.Zone{}); z.Location() != time.UTC {
			t.Errorf("%.20q reads as %v", name, z)
		}
		if err := r.Close(); !errors.Is(err, wire.ErrCorrupt) {
			t.Errorf("%.20q: %v, want ErrCorrupt", name, err)
		}
	}
}
