package alarm_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"os"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/sentiment/alarm"
)

// Posts are shared: each begins a burst that dies away, and their sizes have a heavy
// tail. The simulation of these is in buckets of five minutes.
//
// Source of the tail: R. Crane, D. Sornette, PNAS 105 (2008) 15649-15653.
type bursts struct {
	perDay float64
	tail   float64 // exponent of the Pareto distribution of sizes, of at least half the usual
	lasts  float64 // hours until a burst is 1/e
	mean   float64 // per bucket, without bursts: the weekly rhythm, a level that is AR(1) by the day
	size   float64 // k of the negative binomial distribution, 0 for Poisson
}

const (
	burstDay   = 288 // buckets
	burstWeeks = 8
)

// draw returns the counts of eight weeks.
func (w bursts) draw(seed uint64) []uint64 {
	random := rand.New(rand.NewPCG(seed, uint64(w.perDay*100)+uint64(w.mean*1000)))
	d := drawing{world: world{weekly, w.size, w.mean}, random: random}
	begins := distuv.Poisson{Lambda: w.perDay / burstDay, Src: random}
	fade := math.Exp(-1 / (12 * w.lasts))
	counts := make([]uint64, 7*burstWeeks*burstDay)
	level, extra := 0.0, 0.0
	for i := range counts {
		if i%burstDay == 0 {
			level = 0.7*level + 0.2*math.Sqrt(1-0.7*0.7)*random.NormFloat64()
		}
		m := d.next(i/12) * math.Exp(level)
		extra *= fade
		if w.perDay > 0 {
			for range int(begins.Rand()) {
				extra += m / 2 * math.Pow(random.Float64(), -1/w.tail)
			}
		}
		counts[i] = d.count(m + extra)
	}
	return counts
}

// lifted is a time that no burst explains.
type lifted struct{ from, to int }

// liftSome multiplies the counts of a time every 5 to 15 days, and returns these times.
func liftSome(counts []uint64, seed uint64) (all []lifted) {
	random := rand.New(rand.NewPCG(seed, 77))
	for at := 7*burstDay + random.IntN(7*burstDay); at < len(counts)-burstDay; at += 5*burstDay + random.IntN(10*burstDay) {
		times, hours := []float64{2.5, 3, 5, 8}[random.IntN(4)], []int{2, 6, 24}[random.IntN(3)]
		for i := at; i < at+12*hours; i++ {
			counts[i] = uint64(times * float64(counts[i]))
		}
		all = append(all, lifted{at, at + 12*hours})
	}
	return all
}

// A burstOutcome is what a detector makes of bursts.
type burstOutcome struct{ buckets, alarms, lifts, found int }

// watch counts the alarms in lifted times, and those more than a day after any.
func (o *burstOutcome) watch(tb testing.TB, counts []uint64, all []lifted) {
	tb.Helper()
	d := laws.Must(alarm.NewDetector(alarm.Config{Bucket: 5 * time.Minute}))
	o.lifts += len(all)
	last, found := lifted{-1, -1}, false
	for i, n := range counts {
		if len(all) > 0 && i == all[0].from {
			last, found, all = all[0], false, all[1:]
		}
		v := laws.Must(d.Add(monday.Add(time.Duration(i)*5*time.Minute), n))
		quiet := last.to < 0 || i > last.to+burstDay
		if quiet {
			o.buckets++
		}
		switch {
		case !v.Alarm:
		case i < last.to && !found:
			o.found++
			found = true
		case quiet:
			o.alarms++
		}
	}
}

// falseAlarms returns them as a multiple of those asked.
func (o burstOutcome) falseAlarms() float64 { return float64(o.alarms) / float64(o.buckets) * 2000 }

// Bursts that are nothing new to a series do not raise many more alarms than asked, and
// what stands out from them is found.
func TestBursts(t *testing.T) {
	if laws.Race {
		t.Skip("too long")
	}
	for _, tc := range []struct {
		bursts bursts
		most   float64 // false alarms as a multiple of those asked
	}{
		{bursts{0, 1, 1, 10, 4}, 1.5},
		{bursts{2, 2.5, 1, 10, 4}, 1.8},
		{bursts{8, 1.5, 0.2, 100, 0}, 2.5},
	} {
		var calm, events burstOutcome
		for seed := range uint64(6) {
			calm.watch(t, tc.bursts.draw(seed), nil)
			counts := tc.bursts.draw(100 + seed)
			events.watch(t, counts, liftSome(counts, seed))
		}
		if calm.falseAlarms() > tc.most || 4*events.found < 3*events.lifts {
			t.Errorf("%+v: %.2f times the false alarms asked, want %v; %d of %d events found, want three quarters",
				tc.bursts, calm.falseAlarms(), tc.most, events.found, events.lifts)
		}
	}
}

// With KPI_SIMULATION=1 the table in testdata/bursts.txt is made anew.
func TestBurstTable(t *testing.T) {
	if os.Getenv("KPI_SIMULATION") == "" {
		t.Skip("KPI_SIMULATION is not set")
	}
	var b strings.Builder
	fmt.Fprintf(&b, "Buckets of five minutes, defaults: 4 series of eight weeks each. False alarms as a multiple of those asked, without events;\n")
	fmt.Fprintf(&b, "then with an event every ten days (x2.5 to x8, 2 to 24 hours): those in quiet times, and the share of events found in %%.\n\n")
	fmt.Fprintf(&b, "                      mean      1    k=4     10    k=4    100    k=4   events  found\n")
	for _, w := range []bursts{
		{},
		{0.5, 1.5, 0.2, 0, 0},
		{0.5, 1.5, 1, 0, 0},
		{0.5, 1.5, 3, 0, 0},
		{0.5, 2.5, 1, 0, 0},
		{2, 1.5, 0.2, 0, 0},
		{2, 1.5, 1, 0, 0},
		{2, 1.5, 3, 0, 0},
		{2, 2.5, 1, 0, 0},
		{8, 1.5, 0.2, 0, 0},
		{8, 1.5, 1, 0, 0},
		{8, 1.5, 3, 0, 0},
		{8, 2.5, 1, 0, 0},
	} {
		fmt.Fprintf(&b, "%3v/day tail %3v %3v h    ", w.perDay, w.tail, w.lasts)
		var events burstOutcome
		for _, w.mean = range []float64{1, 10, 100} {
			for _, w.size = range []float64{0, 4} {
				var calm burstOutcome
				for seed := range uint64(4) {
					calm.watch(t, w.draw(seed), nil)
					counts := w.draw(100 + seed)
					events.watch(t, counts, liftSome(counts, seed))
				}
				fmt.Fprintf(&b, " %6.2f", calm.falseAlarms())
			}
		}
		fmt.Fprintf(&b, "   %6.2f %6.0f\n", events.falseAlarms(), 100*float64(events.found)/float64(events.lifts))
	}
	if err := os.WriteFile("testdata/bursts.txt", []byte(b.String()), 0o600); err != nil {
		t.Fatal(err)
	}
}
