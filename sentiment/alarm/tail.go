package alarm

import (
	"math"
	"slices"
)

// surprise returns the deviance residual of a count c of mean m > 0 and size k:
//
//	sign(c-m) √(2 (c ln(c/m) - (c+k) ln((c+k)/(m+k))))
//
// It grows with c, and is about standard normal if c is negative binomial.
func surprise(c, m, k float64) float64 {
	// (c+k) ln((c+k)/(m+k)) = (c+k) log1p((c-m)/(m+k)), which keeps its digits.
	s := -(c + k) * math.Log1p((c-m)/(m+k))
	if c > 0 {
		s += c * math.Log(c/m)
	}
	r := math.Sqrt(2 * max(s, 0)) // rounding may leave less than 0
	if c < m {
		return -r
	}
	return r
}

// largest returns the largest count whose surprise is at most limit.
func largest(m, k, limit float64) uint64 {
	n := first(func(n uint64) bool { return surprise(float64(n), m, k) > limit })
	return max(n, 1) - 1
}

// smallest returns the smallest count whose surprise is at least limit.
func smallest(m, k, limit float64) uint64 {
	return first(func(n uint64) bool { return surprise(float64(n), m, k) >= limit })
}

// first returns the first count up to maxCount for which found is true. It is
// sort.Search with 64 bits on every machine.
func first(found func(uint64) bool) uint64 {
	low, high := uint64(0), uint64(maxCount)
	for low < high {
		if n := (low + high) / 2; found(n) {
			high = n
		} else {
			low = n + 1
		}
	}
	return low
}

// The tail begins at two standard deviations. It is known by the greatest
// surprises of the last clusters, and before there are any by those that a normal
// distribution would have.
const (
	tailFrom     = 2.0
	tailFirst    = 16   // quantiles of the normal tail that it starts with
	tailMost     = 64   // clusters that are kept
	rateFirst    = 200  // buckets that the rate of the normal tail weighs
	leastRate    = 1e-6 // of a series without surprises
	rateMost     = 5000 // buckets that the rate of clusters is over
	alarmAtMost  = 2.0  // times the limit is what an alarm adds to the tail: it may be an error
	longestShape = 0.5  // a longer tail has no variance
)

// tail is the distribution of the surprises of a series: of clusters, since the
// surprises of neighbours are one.
type tail struct {
	chanceOfAlarm float64
	rate          float64   // clusters a bucket
	buckets       float64   // seen, at most rateMost
	greatest      []float64 // of each cluster, beyond tailFrom
	next          int       // the oldest of greatest, when there are tailMost
	open          float64   // greatest surprise of the cluster that goes on, or 0
	quiet         int       // buckets since its last surprise

	shape, scale float64 // of the generalised Pareto distribution
	limit        float64 // the surprise of an alarm
}

// newTail returns the tail of the normal distribution.
func newTail(chanceOfAlarm float64) tail {
	t := tail{chanceOfAlarm: chanceOfAlarm, rate: normalTail(tailFrom), greatest: make([]float64, 0, tailFirst)}
	for i := range tailFirst {
		p := t.rate * (float64(i) + 0.5) / tailFirst
		t.greatest = append(t.greatest, math.Sqrt2*math.Erfcinv(2*p)-tailFrom)
	}
	t.fit()
	return t
}

// normalTail returns P(Z > z).
func normalTail(z float64) float64 { return math.Erfc(z/math.Sqrt2) / 2 }

// add adds the surprise of a bucket outside of events. A cluster ends after run
// buckets without surprise, or with an alarm.
func (t *tail) add(surprise float64, alarm bool, run int) {
	begins := 0.0
	if surprise > tailFrom && t.open == 0 {
		begins = 1
	}
	t.buckets = min(t.buckets+1, rateMost)
	t.rate = max(t.rate+(begins-t.rate)/(t.buckets+rateFirst), leastRate)
	switch {
	case surprise > tailFrom:
		t.open, t.quiet = max(t.open, surprise), 0
	case t.open > 0:
		t.quiet++
	}
	if t.open > 0 && (alarm || t.quiet >= run) {
		t.remember(min(t.open, alarmAtMost*t.limit) - tailFrom)
		t.open, t.quiet = 0, 0
		t.fit()
	}
	t.setLimit()
}

// remember keeps a surprise in the place of the oldest.
func (t *tail) remember(beyond float64) {
	if len(t.greatest) < tailMost {
		t.greatest = append(t.greatest, beyond)
		return
	}
	t.greatest[t.next] = beyond
	t.next = (t.next + 1) % tailMost
}

// fit fits the generalised Pareto distribution by probability-weighted moments:
//
//	a = mean of x, b = mean of x (1 - F(x))
//	shape = 2 - a/(a - 2b), scale = a (1 - shape)
//
// with the shape kept in 0 (exponential) to 1/2.
func (t *tail) fit() {
	var sorted [tailMost]float64
	x := append(sorted[:0], t.greatest...)
	slices.Sort(x)
	var a, b float64
	n := float64(len(x))
	for i, v := range x {
		a += v / n
		b += v * (1 - (float64(i)+0.65)/n) / n // plotting position of Hosking and Wallis
	}
	t.shape = longestShape
	if a > 2*b {
		t.shape = min(max(2-a/(a-2*b), 0), longestShape)
	}
	t.scale = max(a*(1-t.shape), 1e-3) // of equal surprises, so that it has a tail
	t.setLimit()
}

// setLimit makes the limit the quantile of the distribution. It is never below
// that of the normal distribution: a series that was calm so far may just have been lucky.
func (t *tail) setLimit() {
	t.limit = max(tailFrom, math.Sqrt2*math.Erfcinv(2*t.chanceOfAlarm))
	if t.chanceOfAlarm < t.rate {
		t.limit = max(t.limit, tailFrom+t.scale*boxCox(t.rate/t.chanceOfAlarm, t.shape))
	}
}

// boxCox returns (x^shape - 1) / shape, which is ln x for 0.
func boxCox(x, shape float64) float64 {
	if shape == 0 {
		return math.Log(x)
	}
	return math.Expm1(shape*math.Log(x)) / shape
}

// chance returns P(surprise >= r) of a bucket: that of the tail, but at least
// that of the normal distribution.
func (t *tail) chance(r float64) float64 {
	if r <= tailFrom {
		return max(t.rate, normalTail(r))
	}
	x := (r - tailFrom) / t.scale
	if t.shape > 0 {
		x = math.Log1p(t.shape*x) / t.shape
	}
	return max(t.rate*math.Exp(-x), normalTail(r))
}
