package alarm

import (
	"math"

	"github.com/customerkpi/kpi/internal/wire"
)

// How many slots there are at most: buckets of an hour or less.
const (
	dayHours  = 24
	weekHours = 7 * dayHours
)

// How fast the usual count follows. The constants are round: a week of days, a
// month of weeks, a newsroom's attention. The detections change little when
// they are halved or doubled.
const (
	dayMemory   = 7.0 // days
	weekMemory  = 4.0 // weeks
	localHours  = 2.0
	recentLeast = 2.0 // buckets, where these are longer
	memoryLeast = 100 // buckets that the spread is over, where a week has fewer
	atMost      = 2.0 // times what is usual is the most that an hour may add to it
)

// How uncertain the usual count is: squared coefficients of variation. What
// nobody saw may be anything of its order of magnitude (1: the spread of an
// exponential variable); one day differs from the next by about a half
// (1/4), and so does an hour of the week from that hour of all days; one such
// hour from that of another week by a quarter (1/16).
const (
	unseen       = 1.0
	daysDiffer   = 1.0 / 4
	weeksDiffer  = 1.0 / 16
	leastSpread  = 0.01    // no model is better than 10 %
	mostSpread   = 4.0     // wilder counts are left to the tail
	firstSpread  = 1.0 / 2 // until the counts tell
	spreadFirst  = 10      // buckets that the first spread weighs
	clippedPower = 9.0     // squared surprise beyond 3 says nothing of the spread
)

// usual is what is known of the usual count.
type usual struct {
	buckets  float64         // seen, at most those of the memory
	hours    [dayHours]slot  // mentions a bucket at an hour of the day
	week     [weekHours]slot // times those of the hour of the day at an hour of the week
	now      int             // the slot of the week being filled, -1 for none
	nowHour  int             // its slot of the day
	sum, n   float64         // mentions and buckets in it
	count    float64         // of the last hours, weighted
	exposure float64
	usually  float64 // what was usual in the last hours, weighted as count
	spread   float64 // 1/k beyond what the slots do not know
}

// A slot is what is usual at an hour.
type slot struct {
	mean float64
	seen float64 // how often, at most the memory
}

func newUsual() usual { return usual{now: -1, spread: firstSpread} }

// expect returns the usual count of a bucket, by how much the last hours are
// above what is usual, and the spread: the squared coefficient of variation
// beyond that of a Poisson count. Before the first bucket nothing is usual: 0.
func (u *usual) expect(b bucket) (usually, recently, spread float64) {
	if b.weekHour != u.now {
		u.close()
		u.now, u.nowHour = b.weekHour, b.hour
	}
	if u.buckets == 0 {
		return 0, 1, unseen
	}
	// Means over the buckets of an hour differ by what these do by chance, too.
	noise := u.spread / max(b.perWeek/weekHours, 1)
	level, levelSpread := u.hours[b.hour].around(u.count/u.exposure, unseen, daysDiffer+noise)
	ratio, ratioSpread := u.week[b.weekHour].around(1, daysDiffer, weeksDiffer+noise)
	usually = min(level*ratio, maxCount) * b.exposure
	spread = u.spread + levelSpread + ratioSpread + unseen/u.buckets
	// One mention is added to both, so that few mentions do not make a ratio. Only
	// more than usual counts: a quiet morning does not make a usual noon an event.
	recently = max(1, (u.count+1)/(u.usually+1))
	return usually, recently, spread
}

// fewest is the least that is expected in a bucket: less than one mention in all
// buckets so far.
func (u *usual) fewest() float64 { return 1 / (u.buckets + 1) }

// memory returns the number of buckets that the spread is over.
func (b bucket) memory() float64 { return max(b.perWeek, memoryLeast) }

// learn adds a count with what is believed of it, what was usual in its place,
// and its surprise.
func (u *usual) learn(b bucket, count, believed, usually, surprise float64) {
	if u.buckets == 0 {
		usually = believed
	} else {
		// The mean of squared surprises is 1 if the spread is right.
		step := 1 / (u.buckets + spreadFirst)
		u.spread *= math.Exp(step * (min(surprise*surprise, clippedPower) - 1))
		u.spread = min(max(u.spread, leastSpread), mostSpread)
	}
	// An hour of the day that is seen for the first time is believed as it is: the
	// first day shows the shape of days.
	if u.hours[b.hour].seen > 0 {
		count = believed
	}
	u.sum += count
	u.n += b.exposure
	fade := math.Exp(-1 / max(localHours*b.perWeek/weekHours, recentLeast))
	u.count = u.count*fade + believed
	u.exposure = u.exposure*fade + b.exposure
	u.usually = u.usually*fade + usually
	u.buckets = min(u.buckets+1, b.memory())
}

// close makes the hour that ended part of what is usual.
func (u *usual) close() {
	if u.n == 0 {
		return
	}
	hour := &u.hours[u.nowHour]
	mean := u.sum / u.n
	if hour.seen > 0 {
		// One mention is added to both, as in expect. Two mentions are always
		// believed, so that a brand can become known.
		u.week[u.now].add((u.sum+1)/(hour.mean*u.n+1), weekMemory)
		mean = min(mean, atMost*hour.mean+2/u.n)
	}
	hour.add(mean, dayMemory)
	u.sum, u.n = 0, 0
}

// around returns the mean of a value of which it was known that it is about
// prior, and the square of its coefficient of variation: the means of the prior
// and of what was seen, weighted with their precisions (1/spread).
func (s *slot) around(prior, priorSpread, differs float64) (mean, spread float64) {
	precision := 1/priorSpread + s.seen/differs
	return (prior/priorSpread + s.mean*s.seen/differs) / precision, 1 / precision
}

// add makes a value part of the mean: of the first few as their mean, then
// exponentially weighted.
func (s *slot) add(value, memory float64) {
	if s.seen > 0 {
		value = min(value, atMost*s.mean)
	}
	s.seen = min(s.seen+1, memory)
	s.mean += (value - s.mean) / s.seen
}

// slots calls f with every slot, and the most often that it can be seen.
func (u *usual) slots(f func(s *slot, memory float64)) {
	for i := range u.hours {
		f(&u.hours[i], dayMemory)
	}
	for i := range u.week {
		f(&u.week[i], weekMemory)
	}
}

// append appends how often each slot was seen, and then the means of those
// that were: a young series is short.
func (u *usual) append(b []byte) []byte {
	var means []float64
	u.slots(func(s *slot, _ float64) {
		b = wire.AppendUint(b, uint64(s.seen))
		if s.seen > 0 {
			means = append(means, s.mean)
		}
	})
	return appendFloats(b, means)
}

// read reads what append wrote.
func (u *usual) read(r *wire.Reader) {
	seen := 0
	u.slots(func(s *slot, memory float64) {
		s.seen = float64(below(r, "slot", uint64(memory)+1))
		if s.seen > 0 {
			seen++
		}
	})
	means := readFloats(r, seen)
	if r.Err() != nil {
		return
	}
	u.slots(func(s *slot, _ float64) {
		if s.seen > 0 {
			s.mean, means = means[0], means[1:]
		}
	})
}
