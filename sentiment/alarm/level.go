package alarm

import "math"

// A level is the mean of a cell over the week, with its growth: a random walk with a
// slope, followed as by a Kalman filter, once a day.
//
// Source: A. C. Harvey, Forecasting, Structural Time Series Models and the Kalman
// Filter (1989), 2.3.
type level struct {
	mean  float64 // mentions per cell
	slope float64 // of its logarithm, per day
	// Variances of the logarithm and of the slope, and their covariance.
	vv, ss, vs float64
}

// How a level moves in a day: by 3%, its slope by 0.2%. A slope is up to about 1% per
// day at first, and fades.
const (
	levelMoves = 0.03 * 0.03
	slopeMoves = 0.002 * 0.002
	slopeFirst = 0.01 * 0.01
	slopeFades = 0.97
	levelFirst = 0.1 * 0.1 // that the first day is off, beyond chance
	levelJumps = 0.2 * 0.2 // that a new level is off
	mostLevel  = 1.0       // variance of a level that is not known
	mostSlope  = 0.1       // per day
)

// newLevel returns the level of a first day with a count, of so many cells.
func newLevel(counted, cells float64) level {
	counted = max(counted, 0.5) // a mean of 0 would never grow
	return level{mean: counted / cells, vv: min(levelFirst+1/counted, mostLevel), ss: slopeFirst}
}

// pass passes to the next day.
func (l *level) pass() {
	l.mean = min(l.mean*math.Exp(l.slope), maxCount)
	l.slope *= slopeFades
	l.vv = min(l.vv+2*l.vs+l.ss+levelMoves, mostLevel)
	l.vs = (l.vs + l.ss) * slopeFades
	l.ss = l.ss*slopeFades*slopeFades + slopeMoves
}

// learn takes its share of a surprise, by its variance.
func (l *level) learn(s surprise) {
	k, slope := l.vv/s.before, l.vs/s.before
	l.mean = min(l.mean*math.Exp(k*s.log), maxCount)
	l.slope = min(max(l.slope+slope*s.log, -mostSlope), mostSlope)
	known := s.before - s.after
	l.vv -= k * k * known
	l.ss -= slope * slope * known
	l.vs -= k * slope * known
}

// jump makes it a new level, so many times the old one.
func (l *level) jump(times float64) {
	l.mean = min(l.mean*times, maxCount)
	l.vv = min(l.vv+levelJumps, mostLevel)
}

// A surprise is what a count says of a mean: the logarithm of the factor by which it
// changes, and its squared coefficient of variation before and after.
type surprise struct{ log, before, after float64 }

// surprised returns the surprise of a count where m was expected, in the gamma-Poisson
// model:
//
//	a = 1 / before, s = 1 / (1 + φ m)
//	factor = (a + s count) / (a + s m), after = 1 / (a + s count)
//
// s is how much a count tells that varies by φ beyond Poisson.
func surprised(before, counted, m, phi float64) surprise {
	a := 1 / before
	s := 1 / (1 + phi*max(counted, m))
	return surprise{math.Log((a + s*counted) / (a + s*m)), before, 1 / (a + s*counted)}
}
