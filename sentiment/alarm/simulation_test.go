package alarm_test

import (
	"fmt"
	"math/rand/v2"
	"os"
	"strings"
	"testing"

	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/sentiment/alarm"
)

// found returns in how many of series of half a year a lift is found that follows, in
// an office on a Monday at ten.
func found(tb testing.TB, w world, l lift, series int) (n int) {
	tb.Helper()
	for s := range series {
		d := laws.Must(alarm.NewDetector(alarm.Config{}))
		draw := &drawing{world: w, random: rand.New(rand.NewPCG(1, uint64(s)))}
		from := 26 * 168
		if w.rhythm == office {
			from += 10
		}
		for hour := range from {
			laws.Must(d.Add(at(hour), draw.count(draw.next(hour))))
		}
		for hour := from; hour < from+l.hours; hour++ {
			if laws.Must(d.Add(at(hour), draw.count(l.times*draw.next(hour)))).Alarm {
				n++
				break
			}
		}
	}
	return n
}

func TestLiftsAreFound(t *testing.T) {
	for _, tc := range []struct {
		world world
		lift  lift
		least int // of 20
	}{
		{world{flat, 0, 100}, lift{2, 6}, 20},
		{world{flat, 0, 2}, lift{5, 6}, 17},
		{world{flat, 0, 2}, lift{8, 1}, 16},
		{world{office, 0, 200}, lift{8, 1}, 16},
		{world{office, 4, 200}, lift{8, 1}, 16},
		{world{flat, 10, 500}, lift{3, 6}, 19},
	} {
		if n := found(t, tc.world, tc.lift, 20); n < tc.least {
			t.Errorf("%v, times %v for %d hours: found %d of 20, want %d", tc.world, tc.lift.times, tc.lift.hours, n, tc.least)
		}
	}
}

// A sample of the table: that alarms are not more than asked, by the rhythm.
func TestFalseAlarmsOfTheSimulation(t *testing.T) {
	if laws.Race {
		t.Skip("too long")
	}
	const asked = 0.5
	for _, r := range simRhythms {
		alarms, hours := 0, 0
		for _, size := range []float64{0, 4} {
			for _, mean := range []float64{1, 16, 1000} {
				o := simulate(t, world{r, size, mean}, alarm.Config{}, 2, nil)
				alarms, hours = alarms+o.alarms, hours+o.hours
			}
		}
		rate := 1000 * float64(alarms) / float64(hours)
		t.Logf("%s: %.2f false alarms in 1,000 hours", r, rate)
		// 26 alarms are asked of 52,416 hours: at 1.5 times, three standard deviations.
		if rate > 1.5*asked*1.1 {
			t.Errorf("%s: %.2f false alarms in 1,000 hours, asked %v", r, rate, asked)
		}
	}
}

// With KPI_SIMULATION=1 the table in testdata/simulation.txt is made anew. It takes
// some minutes.
func TestSimulationTable(t *testing.T) {
	const path = "testdata/simulation.txt"
	if os.Getenv("KPI_SIMULATION") == "" {
		t.Skip("KPI_SIMULATION is not set")
	}
	var b strings.Builder
	lifts := allLifts()
	fmt.Fprintf(&b, "Buckets of an hour, defaults: 0.5 false alarms in 1,000 hours are asked. 6 series of half a year each.\n")
	fmt.Fprintf(&b, "fa: false alarms in 1,000 hours, all of the half year. Then the share of lifts found in %%, by times the usual and hours.\n\n")
	fmt.Fprintf(&b, "%-7s %-8s %6s %5s", "rhythm", "counts", "mean", "fa")
	for i, l := range lifts {
		if i%len(simHours) == 0 {
			fmt.Fprintf(&b, "  x%v", l.times)
		}
		fmt.Fprintf(&b, " %2dh", l.hours)
	}
	fmt.Fprintf(&b, "  delay x3 6h\n")
	for _, r := range simRhythms {
		for _, size := range simSizes {
			for _, mean := range simMeans {
				w := world{r, size, mean}
				o := simulate(t, w, alarm.Config{}, 6, lifts)
				l := lift{3, 6}
				fmt.Fprintf(&b, "%s  %.1f\n", o.line(w, lifts), float64(o.delay[l])/float64(max(o.found[l], 1)))
			}
		}
	}
	if err := os.WriteFile(path, []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}
