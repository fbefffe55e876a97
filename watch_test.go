package kpi_test

import (
	"encoding/json"
	"errors"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/csat"
	"github.com/customerkpi/kpi/nps"
)

var watched = time.Date(2026, 1, 1, 0, 0, 0, 0, time.UTC)

// drawDays returns a series of days with answers whose promoters have a chance by day.
func drawDays(tb testing.TB, random *rand.Rand, days, answers int, chance func(day int) float64) *kpi.Series[*nps.Accumulator] {
	tb.Helper()
	s := new(kpi.Series[*nps.Accumulator])
	for day := range days {
		promoters := uint64(0)
		for range answers {
			if random.Float64() < chance(day) {
				promoters++
			}
		}
		a := s.At(watched.AddDate(0, 0, day))
		if err := errors.Join(a.AddN(9, promoters), a.AddN(5, uint64(answers)-promoters)); err != nil {
			tb.Fatal(err)
		}
	}
	return s
}

func promoterRate(a *nps.Accumulator) (kpi.Rate, error) { return a.Result().PromoterShare() }

// Of series that never leave their target, a look after each of 100 days finds a shift in
// no more than 1 - level of them: of 100 at 90%, 10 are allowed, and 18 is two and a half
// standard deviations more. There are far fewer, because the intervals allow for a look
// after every answer, and for days without end.
func TestWatchFalseAlarms(t *testing.T) {
	random := rand.New(rand.NewPCG(7, 17))
	target := must(kpi.NewRate(3, 10)).Rat()
	n := 0
	for range 100 {
		s := drawDays(t, random, 100, 10, func(int) float64 { return 0.3 })
		if _, found, err := kpi.Watch(s, promoterRate, kpi.ValueOf(target), watched, 0.9); err != nil {
			t.Fatal(err)
		} else if found {
			n++
		}
	}
	if n > 18 {
		t.Errorf("%d of 100 series have a false alarm, 10 are allowed", n)
	}
}

// A rate of 30% that is 45% from day 40 is found in each series, within two weeks, and
// the first day of the shift is near. From then on the answer is the same.
func TestWatchFindsShifts(t *testing.T) {
	random := rand.New(rand.NewPCG(8, 17))
	for range 20 {
		s := drawDays(t, random, 80, 100, func(day int) float64 {
			if day < 40 {
				return 0.3
			}
			return 0.45
		})
		april := watched.AddDate(0, 0, 20)
		baseline := must(promoterRate(must(s.Range(watched, april))))
		shift, found, err := kpi.Watch(s, promoterRate, baseline, april, 0.95)
		since, at := shift.Since.Index()-kpi.PeriodOf(watched, kpi.Day, nil).Index(), shift.Found.Index()-kpi.PeriodOf(watched, kpi.Day, nil).Index()
		if err != nil || !found || since < 36 || since > 44 || at < 40 || at > 54 || !shift.Interval.Contains(must(promoterRate(must(s.Range(shift.Since.Start(), shift.Found.End())))).Float64()) {
			t.Errorf("%v, %v, %v: since day %d, found on day %d", shift, found, err, since, at)
		}
	}
}

func TestWatchEdges(t *testing.T) {
	s := drawDays(t, rand.New(rand.NewPCG(9, 17)), 30, 50, func(int) float64 { return 0.5 })
	half := must(kpi.NewRate(1, 2))
	for _, tc := range []struct {
		name     string
		baseline kpi.Figure
		level    float64
		want     error
	}{
		{"a nil", nil, 0.95, kpi.ErrUndefined},
		{"a level", half, 1, kpi.ErrRange},
		{"a baseline without an interval", kpi.Weighted{}, 0.95, kpi.ErrUndefined},
	} {
		if _, found, err := kpi.Watch(s, promoterRate, tc.baseline, watched, tc.level); found || !errors.Is(err, tc.want) {
			t.Errorf("%s: %v, %v, want %v", tc.name, found, err, tc.want)
		}
	}
	value := func(*nps.Accumulator) (kpi.Value, error) { return kpi.Value{}, nil }
	if _, _, err := kpi.Watch(s, value, half, watched, 0.95); !errors.Is(err, kpi.ErrUndefined) {
		t.Errorf("values: %v", err)
	}
	fails := func(*nps.Accumulator) (kpi.Rate, error) { return kpi.Rate{}, kpi.ErrOverflow }
	if _, _, err := kpi.Watch(s, fails, half, watched, 0.95); !errors.Is(err, kpi.ErrOverflow) || !strings.Contains(err.Error(), "2026-01-01") {
		t.Errorf("an error of the figure: %v", err)
	}
	// Nothing from then on, and periods without a figure.
	for _, from := range []time.Time{watched.AddDate(1, 0, 0), watched} {
		none := func(*nps.Accumulator) (kpi.Rate, error) { return kpi.Rate{}, kpi.ErrUndefined }
		if shift, found, err := kpi.Watch(s, none, half, from, 0.95); found || err != nil || shift.String() != "no shift" {
			t.Errorf("no figure: %v, %v, %v", shift, found, err)
		}
	}
}

// A mean waits for 100 observations, and is found then.
func TestWatchOfMeans(t *testing.T) {
	s := new(kpi.Series[*csat.Accumulator])
	for day := range 12 {
		a := s.At(watched.AddDate(0, 0, day))
		if err := errors.Join(a.AddN(4, 10), a.AddN(5, 10)); err != nil {
			t.Fatal(err)
		}
	}
	mean := func(a *csat.Accumulator) (kpi.Mean, error) { return a.Result().Mean() }
	shift, found, err := kpi.Watch(s, mean, kpi.ValueOf(must(kpi.NewRate(1, 1)).Rat()), watched, 0.95)
	if err != nil || !found || shift.Found.String() != "2026-01-05" || shift.Since.String() != "2026-01-01" {
		t.Errorf("%v, %v, %v, want since 2026-01-01, found 2026-01-05", shift, found, err)
	}
	var read struct {
		Since, Found string
		Value        float64
		Interval     kpi.Interval
	}
	if err := json.Unmarshal(must(json.Marshal(shift)), &read); err != nil || read.Since != "2026-01-01" || read.Value != 4.5 || read.Interval != shift.Interval {
		t.Errorf("%+v, %v", read, err)
	}
	if err := json.Unmarshal([]byte("{}"), &shift); err == nil {
		t.Error("a Shift is read from JSON")
	}
}
