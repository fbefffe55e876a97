package alarm_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"gonum.org/v1/gonum/stat/distuv"

	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/sentiment/alarm"
)

// The simulation draws counts by the hour of which the truth is known: how often an
// alarm is raised where nothing happens, and how soon where something does. The
// constants of the detector are chosen on it.

// A world is where counts are drawn.
type world struct {
	rhythm rhythm
	size   float64 // k of the negative binomial distribution, 0 for Poisson
	mean   float64 // per hour
}

func (w world) String() string {
	noise := "Poisson"
	if w.size > 0 {
		noise = fmt.Sprintf("k = %v", w.size)
	}
	return fmt.Sprintf("%-7s %-8s %6v", w.rhythm, noise, w.mean)
}

// A rhythm is how the mean moves.
type rhythm string

// The rhythms of the simulation.
const (
	flat    rhythm = "flat"
	weekly  rhythm = "weekly"  // nights of 1/4, weekends of 6/10
	office  rhythm = "office"  // nights of 1/1000, weekends of 1/40
	growing rhythm = "growth"  // the weekly rhythm, and 1% per day
	hourly  rhythm = "AR hour" // a level whose logarithm is an AR(1) by the hour, 0.9, of standard deviation 0.2
	daily   rhythm = "AR day"  // the same by the day, 0.7
)

var (
	simRhythms = []rhythm{flat, weekly, office, growing, hourly, daily}
	simSizes   = []float64{0, 10, 4}
	simMeans   = []float64{0.1, 1, 2, 4, 16, 100, 1000}
	simLifts   = []float64{1.5, 2, 3, 5, 8}
	simHours   = []int{1, 3, 6, 24}
)

// A drawing is a world that counts are being drawn from.
type drawing struct {
	world
	random *rand.Rand
	level  float64 // logarithm
}

// next returns the mean of an hour; the hours come in their order.
func (d *drawing) next(hour int) float64 {
	of, weekday := float64(hour%24), hour/24%7 // hour 0 is of a Monday
	week := 1 + 0.6*math.Sin((of-9)*math.Pi/12)
	if weekday >= 5 {
		week *= 0.6
	}
	switch d.rhythm {
	case weekly:
		return d.mean * week
	case growing:
		return d.mean * week * math.Pow(1.01, float64(hour)/24)
	case office:
		m := d.mean / 1000
		if 8 <= of && of < 19 {
			m = d.mean
		}
		if weekday >= 5 {
			m /= 40
		}
		return m
	case hourly:
		d.level = 0.9*d.level + 0.2*math.Sqrt(1-0.9*0.9)*d.random.NormFloat64()
	case daily:
		if hour%24 == 0 {
			d.level = 0.7*d.level + 0.2*math.Sqrt(1-0.7*0.7)*d.random.NormFloat64()
		}
	}
	return d.mean * math.Exp(d.level)
}

// count draws a count of a mean.
func (d *drawing) count(mean float64) uint64 {
	if d.size > 0 {
		mean *= distuv.Gamma{Alpha: d.size, Beta: d.size, Src: d.random}.Rand()
	}
	if mean <= 0 {
		return 0
	}
	return uint64(distuv.Poisson{Lambda: mean, Src: d.random}.Rand())
}

// An outcome is what a detector made of a world.
type outcome struct {
	hours  int // where nothing happens
	alarms int // in them: they are false
	lifts  int // of each kind
	found  map[lift]int
	delay  map[lift]int // hours until the end of the bucket with the alarm, of those found
}

// A lift is a growth for some hours.
type lift struct {
	times float64
	hours int
}

// simulate draws series of half a year. From week eight, lifts come every 127 hours,
// each in a copy of the detector, so that the series itself has none.
func simulate(tb testing.TB, w world, c alarm.Config, series int, lifts []lift) outcome {
	tb.Helper()
	o := outcome{found: map[lift]int{}, delay: map[lift]int{}}
	for s := range series {
		d := laws.Must(alarm.NewDetector(c))
		draw := &drawing{world: w, random: rand.New(rand.NewPCG(uint64(s), uint64(w.mean*1000)+uint64(w.size)))}
		for hour := range 26 * 168 {
			if hour >= 8*168 && hour%127 == 0 && len(lifts) > 0 {
				o.lift(tb, d, draw, hour, lifts)
			}
			v := laws.Must(d.Add(at(hour), draw.count(draw.next(hour))))
			o.hours++
			if v.Alarm {
				o.alarms++
			}
		}
	}
	return o
}

func at(hour int) time.Time { return monday.Add(time.Duration(hour) * time.Hour) }

// lift tries lifts that begin in an hour, in an office at ten o'clock of a weekday.
func (o *outcome) lift(tb testing.TB, d *alarm.Detector, draw *drawing, hour int, lifts []lift) {
	tb.Helper()
	random := rand.New(rand.NewPCG(uint64(hour), 5))
	o.lifts++
	for _, l := range lifts {
		copied := d.Copy()
		other := &drawing{world: draw.world, random: random, level: draw.level}
		from := hour
		if draw.rhythm == office {
			for ; from%24 != 10 || from/24%7 >= 5; from++ {
				laws.Must(copied.Add(at(from), other.count(other.next(from))))
			}
		}
		for h := from; h < from+l.hours; h++ {
			if laws.Must(copied.Add(at(h), other.count(l.times*other.next(h)))).Alarm {
				o.found[l]++
				o.delay[l] += h + 1 - from
				break
			}
		}
	}
}

// falseAlarms returns the false alarms per 1,000 hours.
func (o outcome) falseAlarms() float64 { return 1000 * float64(o.alarms) / float64(o.hours) }

// allLifts returns the lifts of the table.
func allLifts() (all []lift) {
	for _, times := range simLifts {
		for _, hours := range simHours {
			all = append(all, lift{times, hours})
		}
	}
	return all
}

// line returns the outcome as a line of the table: false alarms per 1,000 hours, and
// for each lift the share found in percent.
func (o outcome) line(w world, lifts []lift) string {
	var b strings.Builder
	fmt.Fprintf(&b, "%v %5.2f", w, o.falseAlarms())
	for i, l := range lifts {
		if i%len(simHours) == 0 {
			fmt.Fprintf(&b, "  %*s", len(fmt.Sprint("x", l.times)), "")
		}
		fmt.Fprintf(&b, " %3.0f", 100*float64(o.found[l])/float64(max(o.lifts, 1)))
	}
	return b.String()
}
