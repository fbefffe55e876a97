package alarm_test

import (
	"errors"
	"math/rand/v2"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/sentiment/alarm"
)

// Eight weeks of 30 an hour with bursts of 0.2 times, none and 4 times the usual.
func directions(tb testing.TB, direction alarm.Direction) (ups, drops []int) {
	tb.Helper()
	r := rand.New(rand.NewPCG(4, 4))
	all := feed(tb, alarm.Config{Direction: direction, FalseAlarm: 1e-4}, 8*168, func(i int, _ time.Time) uint64 {
		m := 30.0
		switch {
		case 800 <= i && i < 806:
			m = 6
		case 1000 <= i && i < 1006:
			return 0
		case 1200 <= i && i < 1206:
			m = 120
		}
		return negativeBinomial(r, m, 1000)
	})
	for i, v := range all {
		switch {
		case v.Alarm && v.Drop:
			drops = append(drops, i)
		case v.Alarm:
			ups = append(ups, i)
		}
	}
	return ups, drops
}

func TestDirections(t *testing.T) {
	for direction, want := range map[alarm.Direction][2]bool{alarm.Up: {true, false}, alarm.Down: {false, true}, alarm.Both: {true, true}} {
		ups, drops := directions(t, direction)
		if found := len(ups) == 1 && 1200 <= ups[0] && ups[0] <= 1202; found != want[0] {
			t.Errorf("direction %d: alarms at %v, want one from 1200: %v", direction, ups, want[0])
		}
		if found := len(drops) == 2 && 800 <= drops[0] && drops[0] <= 802 && 1000 <= drops[1] && drops[1] <= 1002; found != want[1] {
			t.Errorf("direction %d: drops at %v, want from 800 and 1000: %v", direction, drops, want[1])
		}
	}
}

// A level that lasts is learned as a new one after three days, and what comes then is
// judged by it.
func TestANewLevelIsLearned(t *testing.T) {
	r := rand.New(rand.NewPCG(9, 9))
	all := feed(t, alarm.Config{FalseAlarm: 1e-4}, 8*168, func(i int, _ time.Time) uint64 {
		m := 30.0
		if i >= 800 {
			m = 90
		}
		if i >= 1100 && i < 1103 {
			m = 360
		}
		return negativeBinomial(r, m, 1000)
	})
	if got := alarmed(all); len(got) != 2 || got[0] != 800 || got[1] != 1100 {
		t.Fatalf("alarms at %v, want 800 and 1100", got)
	}
	if v := all[800+71]; !v.Event || v.Expected > 40 {
		t.Errorf("an event of three days: %v", v)
	}
	if v := all[800+80]; v.Event || v.Expected < 75 || v.Expected > 105 {
		t.Errorf("a new level of 90: %v", v)
	}
}

func TestKnownDates(t *testing.T) {
	run := func(times float64) (alarms []int, after float64) {
		r := rand.New(rand.NewPCG(2, 2))
		d := *laws.Must(alarm.NewDetector(alarm.Config{FalseAlarm: 1e-4}))
		if times >= 0 {
			if err := d.Expect(at(900), at(924), times); err != nil {
				t.Fatal(err)
			}
		}
		for i := range 1100 {
			m := 40.0
			if 900 <= i && i < 924 {
				m = 160
			}
			v := laws.Must(d.Add(at(i), negativeBinomial(r, m, 1000)))
			if v.Alarm {
				alarms = append(alarms, i)
			}
			after = v.Expected
			var again alarm.Detector
			if i%97 == 0 {
				if err := again.UnmarshalBinary(laws.Must(d.MarshalBinary())); err != nil {
					t.Fatal(err)
				}
				d = again
			}
		}
		return alarms, after
	}
	for times, want := range map[float64]int{-1: 1, 1: 1, 4: 0, 0: 0, 1.5: 1} {
		alarms, after := run(times)
		if len(alarms) != want || want == 1 && alarms[0] != 900 || after < 32 || after > 48 {
			t.Errorf("a campaign told as times %v: alarms at %v, expected then %.1f; want %d, and 40", times, alarms, after, want)
		}
	}
}

func TestDatesThatAreRefused(t *testing.T) {
	var d alarm.Detector
	if err := d.Expect(at(0), at(24), 2); err != nil {
		t.Fatal(err)
	}
	state := laws.Must(d.MarshalBinary())
	for name, err := range map[string]error{
		"backwards":       d.Expect(at(50), at(49), 2),
		"empty":           d.Expect(at(50), at(50), 2),
		"overlapping":     d.Expect(at(23), at(30), 2),
		"a negative":      d.Expect(at(50), at(60), -1),
		"too many times":  d.Expect(at(50), at(60), 1001),
		"the year 10,000": d.Expect(at(50), time.Date(10_000, 1, 1, 0, 0, 0, 0, time.UTC), 2),
	} {
		if !errors.Is(err, kpi.ErrRange) {
			t.Errorf("%s: %v", name, err)
		}
	}
	if string(state) != string(laws.Must(d.MarshalBinary())) {
		t.Error("a refused date changed the state")
	}
	for i := 1; i < 64; i++ {
		if err := d.Expect(at(24*i), at(24*i+24), 2); err != nil {
			t.Fatal(err)
		}
	}
	if err := d.Expect(at(24*64), at(24*65), 2); !errors.Is(err, kpi.ErrRange) {
		t.Errorf("the 65th date: %v", err)
	}
	laws.Must(d.Add(at(30), 5)) // the first is over
	laws.Must(d.Add(at(31), 5))
	if err := d.Expect(at(24*64), at(24*65), 2); err != nil {
		t.Error(err)
	}
}

// Buckets of a day: weekends are judged too, once one was seen.
func TestWeekendsOfDaysAreJudged(t *testing.T) {
	r := rand.New(rand.NewPCG(6, 7))
	all := feed(t, alarm.Config{Bucket: 24 * time.Hour, FalseAlarm: 0.001}, 15*7, func(i int, _ time.Time) uint64 {
		m := 200.0
		if i%7 >= 5 {
			m = 50
		}
		if i == 14*7+5 {
			m = 200
		}
		return negativeBinomial(r, m, 100)
	})
	if got := alarmed(all); len(got) != 1 || got[0] != 14*7+5 {
		t.Errorf("alarms at %v, want the last Saturday", got)
	}
	for i, v := range all[14:] {
		if _, high := v.Range(); high > 500 {
			t.Errorf("day %d is not judged: %v", i+14, v)
		}
	}
}
