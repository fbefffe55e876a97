package calendar_test

import (
	"errors"
	"fmt"
	"strings"
	"testing"
	"time"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/calendar"
)

// The zones have hours that come twice, midnights that do not come, offsets of a
// quarter hour and, long ago, of odd seconds.
func locations(t testing.TB) []*time.Location {
	t.Helper()
	locs := []*time.Location{time.UTC}
	for _, name := range []string{"Europe/Paris", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia", "Australia/Lord_Howe", "America/New_York"} {
		loc, err := time.LoadLocation(name)
		if err != nil {
			t.Skip(err)
		}
		locs = append(locs, loc)
	}
	return locs
}

func TestIndexIsThatOfThePeriod(t *testing.T) {
	locs := locations(t)
	any := rapid.Int64Range(-62135596800-86400, 253402300799+86400)
	near := rapid.Int64Range(1_500_000_000, 1_800_000_000)
	edge := rapid.Map(near, func(s int64) int64 { return s - s%1800 }) // where clocks change
	rapid.Check(t, func(t *rapid.T) {
		at := time.Unix(rapid.OneOf(any, near, edge).Draw(t, "second"), rapid.Int64Range(0, 999_999_999).Draw(t, "ns"))
		loc := rapid.SampledFrom(locs).Draw(t, "location")
		for grain := kpi.Day; grain <= kpi.Year; grain++ {
			got, err := calendar.Index("test", at, grain, loc)
			if year := at.In(loc).Year(); year < 1 || year > 9999 {
				if !errors.Is(err, kpi.ErrRange) {
					t.Fatalf("year %d: %v, want ErrRange", year, err)
				}
				continue
			}
			if want := kpi.PeriodOf(at, grain, loc).Index(); err != nil || int64(got) != want {
				t.Fatalf("%v of %v: %d, %v, want %d", grain, at.In(loc), got, err, want)
			}
		}
	})
}

func TestIndexRefusesFarTimes(t *testing.T) {
	for _, seconds := range []int64{-1 << 63, -1 << 62, 1 << 62, 1<<63 - 1} {
		if _, err := calendar.Index("test", time.Unix(seconds, 0), kpi.Day, time.UTC); !errors.Is(err, kpi.ErrRange) {
			t.Errorf("second %d: %v, want ErrRange", seconds, err)
		}
	}
}

func TestBoundsAreTheFirstAndTheLastPeriod(t *testing.T) {
	for _, loc := range locations(t) {
		for grain := kpi.Day; grain <= kpi.Year; grain++ {
			c, err := calendar.New("test", grain, loc)
			if err != nil {
				t.Fatal(err)
			}
			first, last := c.Bounds()
			if got := [2]string{c.Period(first).String(), c.Period(last).String()}; got != map[kpi.Grain][2]string{
				kpi.Day: {"0001-01-01", "9999-12-31"}, kpi.Week: {"0001-W01", "9999-W52"}, kpi.Month: {"0001-01", "9999-12"},
				kpi.Quarter: {"0001-Q1", "9999-Q4"}, kpi.Year: {"0001", "9999"},
			}[grain] {
				t.Errorf("%v in %v: %v", grain, loc, got)
			}
			if days := c.Days(); days.Grain() != kpi.Day || days.Period(0).Location() != c.Period(0).Location() {
				t.Errorf("days of %v in %v: %v in %v", grain, loc, days.Grain(), days.Period(0).Location())
			}
		}
	}
}

func BenchmarkIndex(b *testing.B) {
	at := time.Date(2024, 2, 29, 12, 0, 0, 0, time.UTC)
	for _, loc := range locations(b)[:2] {
		b.Run(loc.String(), func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := calendar.Index("bench", at, kpi.Month, loc); err != nil {
					b.Fatal(err)
				}
			}
		})
		b.Run(loc.String()+"/PeriodOf", func(b *testing.B) {
			for b.Loop() {
				_ = kpi.PeriodOf(at, kpi.Month, loc).Index()
			}
		})
	}
}

// A column has the index of each of its times, whatever their order and the
// clock, and the error of the first that has none.
func TestIndexesAreThoseOfEach(t *testing.T) {
	locs := locations(t)
	rapid.Check(t, func(t *rapid.T) {
		grain := rapid.SampledFrom([]kpi.Grain{kpi.Day, kpi.Week, kpi.Month, kpi.Quarter, kpi.Year}).Draw(t, "grain")
		c, err := calendar.New("test", grain, rapid.SampledFrom(locs).Draw(t, "location"))
		if err != nil {
			t.Fatal(err)
		}
		at := time.Unix(rapid.Int64Range(-62135596800, 253402300799).Draw(t, "start"), 0)
		var times []time.Time
		for range rapid.IntRange(0, 30).Draw(t, "n") {
			times = append(times, at)
			at = at.Add(time.Duration(rapid.OneOf(rapid.Int64Range(-3600, 3600), rapid.Int64Range(-1<<31, 1<<31)).Draw(t, "step")) * time.Second)
		}
		got, gotErr := c.Indexes("test", times)
		for i, at := range times {
			want, err := c.Index("test", at)
			if err != nil {
				if gotErr == nil || !strings.Contains(gotErr.Error(), fmt.Sprintf("input %d:", i)) {
					t.Fatalf("time %d: %v, want %v", i, gotErr, err)
				}
				return
			}
			if gotErr == nil && got[i] != want {
				t.Fatalf("%v: %d, want %d", at, got[i], want)
			}
		}
		if gotErr != nil {
			t.Fatal(gotErr)
		}
	})
}
