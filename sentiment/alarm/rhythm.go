package alarm

import "math"

// A rhythm is how a week goes: days differ from the level, by their kind (weekday or
// weekend) and by the day of the week; and within a day its hours do, on all days, by
// the kind of day and by the hour of the week. So an hour of the week that was seen
// twice borrows from the same hour of all days. All are logarithms of ratios.
type rhythm struct {
	kind     [2]slot
	weekday  [7]slot
	hours    [dayHours]slot
	kinds    [2 * dayHours]slot
	week     [weekHours]slot
	quarters [4 * dayHours]slot // of an hour of the day, where buckets are shorter
	// How much hours of the day, and of the week, differ among themselves.
	hoursDiffer, weekDiffers float64
}

const (
	dayHours  = 24
	weekHours = 7 * dayHours
)

// A slot is the logarithm of a ratio, with its variance.
type slot struct{ log, variance float64 }

// The variances of what was not seen: kinds of day differ by a half, days of the week
// by a tenth, an hour of the day may be of any size, and so on.
const (
	kindUnseen    = 0.25
	weekdayUnseen = 0.01
	hourUnseen    = 1.0
	kindsUnseen   = 0.1
	weekUnseen    = 0.01
	quarterUnseen = 0.25
	leastDiffers  = 1e-4
	kindFirst     = 0.01 // of the hours of the first day: they are what hours are
	wasSeen       = 0.999
	mostLog       = 30.0
)

// How far a slot moves from one visit to the next, as a variance.
const (
	slotMoves = 0.01 * 0.01
	weekMoves = 0.02 * 0.02
)

func newRhythm() (r rhythm) {
	r.each(func(s *slot, unseen float64) { s.variance = unseen })
	for i := range r.quarters {
		r.quarters[i].variance = quarterUnseen
	}
	r.hoursDiffer, r.weekDiffers = hourUnseen, weekUnseen
	return r
}

// each calls f with every slot but those of quarters, and its variance while it is not seen.
func (r *rhythm) each(f func(s *slot, unseen float64)) {
	for _, part := range []struct {
		slots  []slot
		unseen float64
	}{{r.kind[:], kindUnseen}, {r.weekday[:], weekdayUnseen}, {r.hours[:], hourUnseen}, {r.kinds[:], kindsUnseen}, {r.week[:], weekUnseen}} {
		for i := range part.slots {
			f(&part.slots[i], part.unseen)
		}
	}
}

// A place is where a cell is in a rhythm.
type place struct{ hour, weekHour, weekday, kind int }

// known reports whether the hour was seen on such a day.
func (r *rhythm) known(p place) bool { return r.hourOfKind(p).variance < kindsUnseen }

func (r *rhythm) hourOfKind(p place) *slot { return &r.kinds[p.kind*dayHours+p.hour] }

// day returns what the day of a place is, as a ratio of the level.
func (r *rhythm) day(p place) slot {
	a, b := r.kind[p.kind], r.weekday[p.weekday]
	return slot{a.log + b.log, a.variance + b.variance}
}

// hour returns what the hour of a place is, as a ratio of its day, as it is learned.
func (r *rhythm) hour(p place) slot {
	a, b, c := r.hours[p.hour], *r.hourOfKind(p), r.week[p.weekHour]
	return slot{a.log + b.log + c.log, a.variance + b.variance + c.variance}
}

// expected is hour where the slots are known to differ less than was thought at
// first: then each is nearer to its neighbours.
func (r *rhythm) expected(p place) slot {
	a := r.hours[p.hour].shrunk(hourUnseen, r.hoursDiffer)
	b := *r.hourOfKind(p)
	c := r.week[p.weekHour].shrunk(weekUnseen, r.weekDiffers)
	return slot{a.log + b.log + c.log, a.variance + b.variance + c.variance}
}

// shrunk returns a slot with another variance between slots: the old one is taken
// off, so that what was seen is left, and the new one put on.
func (s slot) shrunk(before, now float64) slot {
	told := max(1/s.variance-1/before, 0)
	v := 1 / (1/now + told)
	return slot{s.log * v / s.variance, v}
}

// move lets a slot move until its next visit.
func (s *slot) move(by, unseen float64) { s.variance = min(s.variance+by, wasSeen*unseen) }

// learn takes the share of a surprise that a slot has by its variance.
func (s *slot) learn(x surprise) {
	k := s.variance / x.before
	s.log = min(max(s.log+k*x.log, -mostLog), mostLog)
	s.variance -= k * k * (x.before - x.after)
}

// moveDay lets the slots of a day move.
func (r *rhythm) moveDay(p place) {
	r.kind[p.kind].move(slotMoves, kindUnseen)
	r.weekday[p.weekday].move(slotMoves, weekdayUnseen)
}

// learnDay learns from a day.
func (r *rhythm) learnDay(p place, x surprise) {
	r.kind[p.kind].learn(x)
	r.weekday[p.weekday].learn(x)
}

// learnHour learns from a count of an hour, where m would have been without the
// hour's own ratio.
func (r *rhythm) learnHour(p place, counted, m, phi float64) {
	a, b, c := &r.hours[p.hour], r.hourOfKind(p), &r.week[p.weekHour]
	a.move(slotMoves, hourUnseen)
	b.move(slotMoves, kindsUnseen)
	c.move(weekMoves, weekUnseen)
	now := r.hour(p)
	x := surprised(now.variance, counted, m*math.Exp(now.log), phi)
	a.learn(x)
	b.learn(x)
	c.learn(x)
}

// quarter returns the ratio of a quarter of an hour to the hour.
func (r *rhythm) quarter(p place, quarter int) float64 {
	sum := 0.0
	quarters := r.quarters[4*p.hour : 4*p.hour+4]
	for _, s := range quarters {
		sum += math.Exp(s.log)
	}
	return 4 * math.Exp(quarters[quarter].log) / sum
}

// learnQuarters learns from the counts of the quarters of an hour, and of all of it.
func (r *rhythm) learnQuarters(p place, counted [4]float64, all, phi float64) {
	var expected [4]float64
	for i := range expected {
		expected[i] = all / 4 * r.quarter(p, i)
	}
	for i, c := range counted {
		s := &r.quarters[4*p.hour+i]
		s.move(slotMoves, quarterUnseen)
		s.learn(surprised(s.variance, c, expected[i], phi))
	}
}

// differ learns how much the slots differ.
func (r *rhythm) differ() {
	r.hoursDiffer = differ(r.hours[:], hourUnseen, r.hoursDiffer)
	r.weekDiffers = differ(r.week[:], weekUnseen, r.weekDiffers)
}

// differ is a step of the EM algorithm for the variance between slots: the mean of
// their squares, as they are shrunk now.
//
// Source: C. N. Morris, Parametric empirical Bayes inference, JASA 78 (1983) 47-55.
func differ(slots []slot, unseen, now float64) float64 {
	sum, n := 0.0, 0.0
	for _, s := range slots {
		if s.variance < unseen {
			t := s.shrunk(unseen, now)
			sum += t.log*t.log + t.variance
			n++
		}
	}
	if n == 0 {
		return now
	}
	return min(max(sum/n, leastDiffers), unseen)
}
