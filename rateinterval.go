package kpi

import (
	"math"

	"github.com/customerkpi/kpi/internal/stats"
)

// Interval returns Wilson's score interval for the rate in the population
// that the counted things are a sample of, the one to take unless there is a
// reason for another:
//
//	p = count/total, n = total, z = the normal quantile of level
//	centre = (p + z²/2n) / (1 + z²/n)
//	half   = z √(p(1-p)/n + z²/4n²) / (1 + z²/n)
//
// It stays within 0..1, does not collapse at 0 or total, and holds the true
// rate about as often as level says from n = 10 on. Where the rate is next to
// 0 or 1 that dips, at 95% to 84% in the worst case of one expected thing in
// ten samples; [Rate.ClopperPearson] never does.
// A level outside [0.5, 1) is a [RangeError].
//
// Source: E. B. Wilson, JASA 22 (1927) 209-212; as the default, L. D. Brown,
// T. T. Cai and A. DasGupta, Statistical Science 16 (2001) 101-133.
func (r Rate) Interval(level float64) (Interval, error) {
	return r.interval(level, func(x, n float64) (low, high float64) {
		return wilson(x, n, stats.NormalQuantile(level))
	})
}

// FiniteInterval returns Wilson's interval for a sample drawn without
// replacement from a finite population, with the finite-population correction
//
//	z √((N - n) / (N - 1)) in place of z        N = population, n = total
//
// Take it where the sample is a good part, say a twentieth, of all; a sample
// of all has no uncertainty left. A population below the total is a
// [RangeError].
//
// Source: W. G. Cochran, Sampling Techniques, 3rd ed. (1977) 2.5.
func (r Rate) FiniteInterval(level float64, population uint64) (Interval, error) {
	correction, err := finite(r.Total(), population)
	if err != nil {
		return Interval{}, err
	}
	return r.interval(level, func(x, n float64) (low, high float64) {
		return wilson(x, n, stats.NormalQuantile(level)*correction)
	})
}

// finite returns the finite-population correction √((N-n)/(N-1)).
func finite(n, population uint64) (float64, error) {
	if population < n {
		return 0, &RangeError{Op: "kpi", Name: "population", Value: population, Min: n}
	}
	if population == n {
		return 0, nil
	}
	return math.Sqrt(float64(population-n) / float64(population-1)), nil
}

// wilson is Wilson's interval of x in n, which need not be whole.
func wilson(x, n, z float64) (low, high float64) {
	z2 := z * z
	half := z * math.Sqrt(x*(n-x)/n+z2/4)
	low, high = (x+z2/2-half)/(n+z2), (x+z2/2+half)/(n+z2)
	// Rounding must not move an end that is exactly 0 or 1.
	if x == 0 {
		low = 0
	}
	if x == n {
		high = 1
	}
	return low, high
}

// ClopperPearson returns the exact interval: its ends are the rates at which a
// count as high, or as low, as this has the chance (1 - level)/2:
//
//	low  = the (1-level)/2 quantile of Beta(count, total - count + 1)
//	high = the (1+level)/2 quantile of Beta(count + 1, total - count)
//
// It holds the true rate at least as often as level says, whatever the rate.
// Take it where that guarantee is asked for; it is wider than need be
// otherwise. A level outside [0.5, 1) is a [RangeError].
//
// Source: C. J. Clopper and E. S. Pearson, Biometrika 26 (1934) 404-413.
func (r Rate) ClopperPearson(level float64) (Interval, error) {
	return r.interval(level, func(x, n float64) (low, high float64) {
		high = 1
		if x > 0 {
			low = stats.BetaQuantile((1-level)/2, (1+level)/2, x, n-x+1)
		}
		if x < n {
			high = stats.BetaQuantile((1+level)/2, (1-level)/2, x+1, n-x)
		}
		return low, high
	})
}

// AgrestiCoull returns the interval of Wald's form around Wilson's centre:
//
//	n' = total + z², p' = (count + z²/2) / n'
//	p' ± z √(p'(1-p')/n')        cut to 0..1
//
// It is the one that can be checked on paper, and a little wider than Wilson's.
// A level outside [0.5, 1) is a [RangeError].
//
// Source: A. Agresti and B. A. Coull, The American Statistician 52 (1998)
// 119-126.
func (r Rate) AgrestiCoull(level float64) (Interval, error) {
	return r.interval(level, func(x, n float64) (low, high float64) {
		z := stats.NormalQuantile(level)
		return wald(x+z*z/2, n+z*z, z)
	})
}

// Jeffreys returns the Bayesian interval of equal tails for the prior
// Beta(1/2, 1/2):
//
//	the (1-level)/2 and (1+level)/2 quantiles of
//	Beta(count + 1/2, total - count + 1/2)
//
// with the low end 0 for a count of 0 and the high end 1 for a count of total.
// Take it where a statement on the rate itself is wanted ("with 95%
// probability the rate is above ..."). A level outside [0.5, 1) is a [RangeError].
//
// Source: L. D. Brown, T. T. Cai and A. DasGupta, Statistical Science 16
// (2001) 101-133.
func (r Rate) Jeffreys(level float64) (Interval, error) {
	return r.interval(level, func(x, n float64) (low, high float64) {
		high = 1
		if x > 0 {
			low = stats.BetaQuantile((1-level)/2, (1+level)/2, x+0.5, n-x+0.5)
		}
		if x < n {
			high = stats.BetaQuantile((1+level)/2, (1-level)/2, x+0.5, n-x+0.5)
		}
		return low, high
	})
}

// Wald returns the textbook interval, cut to 0..1:
//
//	p ± z √(p(1-p)/n)
//
// It is here to compare with figures that others computed so. Do not decide by
// it: it is a point where the count is 0 or total, and holds the true rate too
// seldom even for hundreds of things where the rate is near 0 or 1.
// A level outside [0.5, 1) is a [RangeError].
func (r Rate) Wald(level float64) (Interval, error) {
	return r.interval(level, func(x, n float64) (low, high float64) {
		return wald(x, n, stats.NormalQuantile(level))
	})
}

// wald is Wald's interval of x in n.
func wald(x, n, z float64) (low, high float64) {
	half := z * math.Sqrt(x/n*(n-x)/n/n)
	return x/n - half, x/n + half
}

// interval checks the level and cuts the interval to 0..1.
func (r Rate) interval(level float64, ends func(x, n float64) (low, high float64)) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	low, high := ends(float64(r.count), float64(r.Total()))
	return Interval{max(low, 0), min(high, 1), level, Share}, nil
}

// spread returns the variance of one thing, after adding one to either side so
// that it is never 0.
func (r Rate) spread() (float64, error) {
	p := (float64(r.count) + 1) / (float64(r.Total()) + 2)
	return p * (1 - p), nil
}
