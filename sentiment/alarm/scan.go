package alarm

import (
	"math"
	"slices"

	"github.com/customerkpi/kpi/internal/wire"
)

// A scan turns the scores of windows into alarms that are as rare as was asked. Where
// scores are normal, the rate at which the greatest of windows begins to exceed u is
//
//	rate(u) = P(Z > u) × (1 + Σ weight of a window × (u - 1))
//
// Series have longer or shorter tails, and each its own. So a block begins where a
// score exceeds from; blocks are counted, and the greatest score of each is kept. What
// they exceed by has the distribution of normal scores, stretched, or, where it has a
// longer tail, the generalised Pareto distribution.
//
// Source: J. Pickands, Annals of Statistics 3 (1975), 119-131; J. Hosking, J. Wallis,
// Technometrics 29 (1987), 339-349 for the fit.
type scan struct {
	asked    float64 // alarms per score, where nothing happens
	pooled   float64 // Σ weight of a window
	overlaps float64 // of 1, the share of a score that is new: windows share buckets

	// What normal scores do.
	from   float64
	begins float64 // blocks per score
	length int     // scores of a block
	excess [blocksFirst]float64
	mean   float64 // of excess

	scores   float64   // seen outside of blocks, fading
	blocks   float64   // seen
	greatest []float64 // the greatest scores of the last blocks, beyond from
	next     int       // the oldest of them, when there are blocksMost
	left     int       // scores of the block that goes on
	most     float64   // its greatest

	times        float64 // how often blocks begin, as a multiple of begins
	shape, scale float64 // of the generalised Pareto distribution
	limit        float64 // the score of an alarm
}

const (
	blocksFirst  = 8 // that the normal distribution weighs
	blocksMost   = 64
	blocksMemory = 128
	leastOften   = 0.2
	mostOften    = 5.0
	longestShape = 0.5
	mostExcess   = mostScore
	leastScale   = 1e-3
	// Windows are less independent where counts are skewed, and of the times in which
	// one of a day exceeds the limit, seven in ten are alarms: the others lie in an
	// event or follow one. Both are measured by the simulation.
	alarmsOfTimes = 1 / 1.4
	ratesOfTimes  = 0.8
	mostOverlap   = 2.6 // of the length of the short window: its scores are not new
)

// windowWeights are what a window adds to the rate of those that are shorter, by
// its length in hours, as simulated with normal scores.
var windowWeights = [mostWindows]float64{0, 0.28, 0.2, 0.165, 0.1, 0.06}

// newScan returns a scan of so many scores per day.
func newScan(asked, pooled, overlaps, perDay float64) scan {
	s := scan{asked: asked, pooled: pooled, overlaps: overlaps, times: 1, greatest: make([]float64, 0, blocksMost)}
	s.begins = max(min(max(16*asked, 0.5/perDay), 2/perDay), 2*s.asked)
	s.length = max(1, int(0.4/s.begins))
	s.from = scoreOf(s.begins, s.normalRate)
	for i := range s.excess {
		s.excess[i] = scoreOf(s.begins*(float64(i)+0.5)/blocksFirst, s.normalRate) - s.from
		s.mean += s.excess[i] / blocksFirst
	}
	s.fit()
	return s
}

// normalRate is rate where scores are normal.
func (s *scan) normalRate(u float64) float64 {
	return ratesOfTimes * s.overlaps * (1 + s.pooled*max(u-1, 0)) * normalTail(u)
}

// rate returns how often a score begins a time in which a score exceeds u.
func (s *scan) rate(u float64) float64 {
	x := u - s.from
	switch {
	case x <= 0:
		return min(s.times*s.normalRate(u), 1)
	case s.shape == 0:
		return min(s.times*s.normalRate(s.from+x*s.mean/s.scale), 1)
	}
	return min(s.times*s.begins*math.Exp(-math.Log1p(s.shape*x/s.scale)/s.shape), 1)
}

// scoreOf returns the score that is exceeded at a rate.
func scoreOf(rate float64, of func(float64) float64) float64 {
	low, high := 0.0, mostScore
	for range 50 {
		if mid := (low + high) / 2; of(mid) > rate {
			low = mid
		} else {
			high = mid
		}
	}
	return high
}

// add learns from a score outside of events.
func (s *scan) add(score float64) {
	if s.left == 0 {
		s.scores++
		if score <= s.from {
			return
		}
		s.left, s.most = s.length, score
	}
	s.most = max(s.most, score)
	if s.left--; s.left > 0 {
		return
	}
	const keep = 1 - 1.0/blocksMemory
	s.blocks = s.blocks*keep + 1
	s.scores *= keep
	s.remember(min(s.most-s.from, mostExcess))
	s.most = 0
	s.times = min(max((s.blocks+blocksFirst)/(s.scores*s.begins+blocksFirst), leastOften), mostOften)
	s.fit()
}

// remember keeps an excess in the place of the oldest.
func (s *scan) remember(excess float64) {
	if len(s.greatest) < blocksMost {
		s.greatest = append(s.greatest, excess)
		return
	}
	s.greatest[s.next] = excess
	s.next = (s.next + 1) % blocksMost
}

// spare cuts the greatest of sorted values, which may be of an event and no error: it
// counts as five times the next at most: in the simulation any bound from 3 does as well.
func spare(x []float64) {
	last := len(x) - 1
	x[last] = min(x[last], 5*x[last-1])
}

// fit fits the generalised Pareto distribution to the greatest scores and those of
// the first guess, by probability-weighted moments,
//
//	a = mean of x, b = mean of x (1 - F(x)), shape = 2 - a/(a - 2b), scale = a (1 - shape)
//
// and finds the limit.
func (s *scan) fit() {
	var all [blocksMost + blocksFirst]float64
	x := append(append(all[:0], s.greatest...), s.excess[:]...)
	slices.Sort(x)
	spare(x)
	var a, b float64
	n := float64(len(x))
	for i, v := range x {
		a += v / n
		b += v * (1 - (float64(i)+0.65)/n) / n
	}
	s.shape = longestShape
	if a > 2*b {
		s.shape = min(max(2-a/(a-2*b), 0), longestShape)
	}
	s.scale = max(a*(1-s.shape), leastScale)
	s.limit = scoreOf(s.asked, s.rate)
}

// append appends what was learned.
func (s *scan) append(b []byte) []byte {
	b = wire.AppendUint(b, uint64(s.left))
	b = appendFloats(b, []float64{s.scores, s.blocks, s.times, s.most})
	// The oldest first: where the ring begins is not part of the state.
	return appendFloats(b, slices.Concat(s.greatest[s.next:], s.greatest[:s.next]))
}

// read reads what append wrote into a new scan.
func (s *scan) read(r *wire.Reader) {
	s.left = int(below(r, "scores of a block", uint64(s.length)))
	if floats := readFloats(r, 4); r.Err() == nil {
		s.scores, s.blocks, s.times, s.most = floats[0], floats[1], floats[2], floats[3]
		within(r, "scores", s.scores, 0, maxCount)
		within(r, "blocks", s.blocks, 0, blocksMemory)
		within(r, "times", s.times, leastOften, mostOften)
		within(r, "greatest score", s.most, 0, mostScore)
	}
	s.greatest = readFloats(r, -1)
	if len(s.greatest) > blocksMost {
		r.Fail("%d blocks", len(s.greatest))
		return
	}
	for _, x := range s.greatest {
		within(r, "excess", x, 0, mostExcess)
	}
	if r.Err() == nil {
		s.fit()
	}
}
