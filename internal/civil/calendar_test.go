package civil_test

import (
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/internal/civil"
	"github.com/customerkpi/kpi/internal/wire"
)

// The first and the last second of the years 1 to 9999 in UTC.
const firstSecond, lastSecond = -62135596800, 253402300799

var grains = []civil.Grain{civil.Day, civil.Week, civil.Month, civil.Quarter, civil.Year}

// The zones have hours that come twice, midnights that do not come, offsets of a
// quarter hour and, long ago, of odd seconds.
func zones(t testing.TB) []civil.Zone {
	t.Helper()
	zs := []civil.Zone{{}}
	for _, name := range []string{"Europe/Paris", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe", "America/New_York"} {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Skip(err)
		}
		z, err := civil.ZoneOf(loc)
		if err != nil {
			t.Fatal(err)
		}
		zs = append(zs, z)
	}
	return zs
}

// naiveIndex counts the periods from the one with 1970-01-01 by the date that t
// shows. The days from 0001-01-01, a Monday, to 1970-01-01 are 719162 (Go's package
// time: unixToInternal / 86400).
func naiveIndex(g civil.Grain, t time.Time) int {
	y, m, d := t.Date()
	days := 719162 + 146097 // since 1 January of the year -399, a Monday too: 400 years are 20871 weeks
	at := time.Date(y+400, m, d, 0, 0, 0, 0, time.UTC)
	since := int((at.Unix() - firstSecond) / 86400)
	switch g {
	case civil.Day:
		return since - days
	case civil.Week:
		return since/7 - days/7
	case civil.Month:
		return 12*(y-1970) + int(m) - 1
	case civil.Quarter:
		return 4*(y-1970) + int(m-1)/3
	default:
		return y - 1970
	}
}

// seconds draws an instant of all that are accepted, of the years around now, and of
// where clocks change.
func seconds() *rapid.Generator[int64] {
	near := rapid.Int64Range(1_300_000_000, 1_800_000_000)
	return rapid.OneOf(rapid.Int64Range(firstSecond-86400, lastSecond+86400), near, rapid.Map(near, func(s int64) int64 { return s - s%1800 }))
}

func TestIndexIsThatOfTheDate(t *testing.T) {
	zs := zones(t)
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(seconds().Draw(t, "second"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns"))
		zone := rapid.SampledFrom(zs).Draw(t, "zone")
		local, utc := at.In(zone.Location()), at.UTC()
		valid := local.Year() >= 1 && local.Year() <= 9999 && utc.Year() >= 1 && utc.Year() <= 9999
		for _, g := range grains {
			got, ok := civil.In(g, zone).Index(at)
			if ok != valid {
				t.Fatalf("%v: %v, want %v", local, ok, valid)
			}
			want := naiveIndex(g, local)
			if valid && int(got) != want {
				t.Fatalf("grain %d of %v: %d, want %d", g, local, got, want)
			}
			if y, m, d := local.Date(); g.Index(y, m, d) != int64(want) {
				t.Fatalf("grain %d of %d-%d-%d: %d, want %d", g, y, m, d, g.Index(y, m, d), want)
			}
			if day := naiveIndex(civil.Day, local); g.OfDay(int32(day)) != int32(want) {
				t.Fatalf("grain %d of day %d: %d, want %d", g, day, g.OfDay(int32(day)), want)
			}
			first, last := g.Days(int32(want))
			if g.OfDay(first) != int32(want) || g.OfDay(first-1) != int32(want)-1 || g.OfDay(last) != int32(want) || g.OfDay(last+1) != int32(want)+1 {
				t.Fatalf("grain %d, index %d: days %d..%d", g, want, first, last)
			}
			begins := time.Unix(g.Begins(int64(want)), 0).UTC()
			if naiveIndex(g, begins) != want || naiveIndex(g, begins.Add(-1)) != want-1 {
				t.Fatalf("grain %d of %v begins at %v", g, local, begins)
			}
		}
	})
}

func TestYearsFarAwayHaveNoIndex(t *testing.T) {
	for _, z := range zones(t)[:2] {
		for _, second := range []int64{-1 << 63, -1 << 62, firstSecond - 1, lastSecond + 1, 1 << 62, 1<<63 - 1} {
			if i, ok := civil.In(civil.Day, z).Index(time.Unix(second, 0)); ok {
				t.Errorf("second %d in %v: %d", second, z, i)
			}
			if got := civil.In(civil.Day, z).Indexes([]time.Time{time.Unix(0, 0), time.Unix(second, 0), time.Unix(0, 0)}); len(got) != 1 {
				t.Errorf("second %d in %v: %v of a column", second, z, got)
			}
		}
	}
}

// A column has the index of each of its times, whatever their order and the clock,
// up to the first that has none.
func TestIndexesAreThoseOfEach(t *testing.T) {
	zs := zones(t)
	rapid.Check(t, func(t *rapid.T) {
		c := civil.In(rapid.SampledFrom(grains).Draw(t, "grain"), rapid.SampledFrom(zs).Draw(t, "zone"))
		at := time.Unix(seconds().Draw(t, "start"), 0)
		var times []time.Time
		for range rapid.IntRange(0, 30).Draw(t, "n") {
			times = append(times, at)
			at = at.Add(time.Duration(rapid.OneOf(rapid.Int64Range(-3600, 3600), rapid.Int64Range(-1<<31, 1<<31)).Draw(t, "step")) * time.Second)
		}
		got := c.Indexes(times)
		for i, at := range times {
			want, ok := c.Index(at)
			if ok != (i < len(got)) {
				t.Fatalf("%d of %d times have an index; the next has one: %v", len(got), len(times), ok)
			}
			if !ok {
				return
			}
			if got[i] != want {
				t.Fatalf("%v: %d, want %d", at, got[i], want)
			}
		}
	})
}

func TestBoundsAreTheFirstAndTheLastPeriod(t *testing.T) {
	first, last := time.Date(1, 1, 1, 0, 0, 0, 0, time.UTC), time.Date(9999, 12, 31, 0, 0, 0, 0, time.UTC)
	for _, z := range zones(t) {
		for _, g := range grains {
			c := civil.In(g, z)
			from, to := c.Bounds()
			if int(from) != naiveIndex(g, first) || int(to) != naiveIndex(g, last) {
				t.Errorf("grain %d: %d..%d, want %d..%d", g, from, to, naiveIndex(g, first), naiveIndex(g, last))
			}
			if days := c.Days(); days != civil.In(civil.Day, z) || days.Grain() != civil.Day || days.Zone() != z {
				t.Errorf("days of grain %d in %v: %v", g, z, days)
			}
		}
	}
}

// Start is the first minute at which the clock shows the date or a later one.
func TestStartIsTheFirstMinuteOfADate(t *testing.T) {
	for _, z := range zones(t) {
		loc := z.Location()
		for day := naiveIndex(civil.Day, time.Date(2011, 3, 1, 0, 0, 0, 0, time.UTC)); day < 15340; day++ { // to 2012-01-01
			at := time.Unix(int64(day)*86400-26*3600, 0)
			for naiveIndex(civil.Day, at.In(loc)) < day {
				at = at.Add(time.Minute)
			}
			if got := civil.In(civil.Day, z).Start(int32(day)); !got.Equal(at) || got.Location() != loc {
				t.Errorf("%v: day %d starts at %v, want %v", z, day, got, at.In(loc))
			}
		}
	}
}

func TestACalendarThatIsNotSet(t *testing.T) {
	paris := zones(t)[1]
	var none civil.Calendar
	for _, c := range []struct{ got, want civil.Calendar }{
		{none.Or(civil.Month), civil.In(civil.Month, civil.Zone{})},
		{civil.In(civil.Day, civil.Zone{}).Or(civil.Month), civil.In(civil.Day, civil.Zone{})},
		{civil.In(civil.Year, paris).Or(civil.Month), civil.In(civil.Year, paris)},
	} {
		if c.got != c.want {
			t.Errorf("%v, want %v", c.got, c.want)
		}
	}
	if !none.Equal(civil.In(civil.Day, civil.Zone{})) {
		t.Error("a calendar that is not set does not have days in UTC")
	}
}

func TestEqualCalendarsHaveOneGrainAndName(t *testing.T) {
	again, err := time.LoadLocation("Europe/Paris")
	if err != nil {
		t.Skip(err)
	}
	other, err := civil.ZoneOf(again) // another pointer
	if err != nil {
		t.Fatal(err)
	}
	paris := zones(t)[1]
	days := civil.In(civil.Day, paris)
	for _, c := range []struct {
		o    civil.Calendar
		want bool
	}{
		{civil.In(civil.Day, other), true},
		{civil.In(civil.Week, paris), false},
		{civil.In(civil.Day, civil.Zone{}), false},
	} {
		if days.Equal(c.o) != c.want || c.o.Equal(days) != c.want {
			t.Errorf("days in %v equal grain %d in %v: %v, want %v", paris, c.o.Grain(), c.o.Zone(), !c.want, c.want)
		}
	}
}

func TestACalendarComesBack(t *testing.T) {
	for _, z := range zones(t)[:2] {
		for _, g := range grains {
			c := civil.In(g, z)
			r := wire.Open("test", magic, c.Append([]byte(magic)))
			if got := civil.Read(r, civil.Calendar{}); r.Close() != nil || !got.Equal(c) {
				t.Errorf("read %v, want %v, %v", got, c, r.Err())
			}
			r = wire.Open("test", magic, c.Append([]byte(magic)))
			if got := civil.Read(r, c); r.Close() != nil || got != c { // with the same location
				t.Errorf("read %v, want %v, %v", got, c, r.Err())
			}
		}
	}
	r := wire.Open("test", magic, wire.AppendBytes(wire.AppendUint([]byte(magic), uint64(civil.Year)+1), "UTC"))
	if got := civil.Read(r, civil.Calendar{}); r.Close() == nil {
		t.Errorf("an unknown grain is read as %v", got)
	}
}

func BenchmarkIndex(b *testing.B) {
	at := time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)
	for _, z := range zones(b)[:2] {
		c := civil.In(civil.Month, z)
		b.Run(z.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, ok := c.Index(at); !ok {
					b.Fatal("no index")
				}
			}
		})
	}
}
