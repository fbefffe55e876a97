package stats

import "math"

// A Segment is the units of one segment of a sample, each of which has an x and a y:
// how many there are, Σx, the quotient r = Σy / Σx, and of e = y - r x the sums of
// squares and products. Answers have x = 1, customers with some orders x = orders.
type Segment struct{ N, X, R, EE, EX, XX float64 }

// A Sample is the units of all segments. An estimate f that depends on the shares
// w = Σx of the segment / Σx of all and on the quotients of the segments changes by one
// unit by
//
//	h e / X of the segment + (g - Σ w g) x / X of all        h = ∂f/∂r, g = ∂f/∂w
//
// of the unit's segment. The variance of f is the sum of the squares of that (Taylor
// linearisation).
//
// Source: W. G. Cochran, Sampling Techniques, 3rd ed. (1977) 6.3; with the shares, C.-E.
// Särndal, B. Swensson and J. Wretman, Model Assisted Survey Sampling (1992) 5.5.
type Sample struct {
	segments []Segment
	n, x, r  float64
	rr       float64 // the variance of r, the quotient of all
	rx       float64 // Σ (y - r x) x
	xx       float64 // Σ x²
}

// NewSample returns the sample of some segments, of which empty ones have N 0.
func NewSample(segments []Segment) Sample {
	s := Sample{segments: segments}
	for _, g := range segments {
		s.n, s.x, s.xx = s.n+g.N, s.x+g.X, s.xx+g.XX
		s.r += g.R * g.X
	}
	s.r /= s.x
	for _, g := range segments {
		d := g.R - s.r // y - r x of all is e + d x
		s.rr += g.EE + 2*d*g.EX + d*d*g.XX
		s.rx += g.EX + d*g.XX
	}
	s.rr /= s.x * s.x
	return s
}

// An Error is a variance, and of its independent parts the Σ variance² / df.
type Error struct{ Variance, squares float64 }

// Times returns the error of an estimate times a factor.
func (e Error) Times(factor float64) Error {
	f := factor * factor
	return Error{f * e.Variance, f * f * e.squares}
}

// Plus returns the error of the sum of independent estimates.
func (e Error) Plus(f Error) Error {
	return Error{e.Variance + f.Variance, e.squares + f.squares}
}

// DF returns the degrees of freedom by Satterthwaite, at least 1.
func (e Error) DF() float64 {
	if e.squares == 0 {
		return math.MaxInt32
	}
	return min(max(e.Variance*e.Variance/e.squares, 1), math.MaxInt32)
}

// ErrorOf returns the error of an estimate of n units.
func ErrorOf(variance, n float64) Error {
	return Error{variance, variance * variance / max(n-1, 1)}
}

// Of returns the error of an estimate by its derivatives h and g for each segment.
func (s Sample) Of(h, g []float64) (e Error) {
	for i, of := range s.influence(h, g) {
		if c := s.segments[i]; c.N > 0 {
			e = e.Plus(ErrorOf(c.squares(of.e, of.x), c.N))
		}
	}
	return e
}

// An influence is what e and x of a unit are times in what the unit does to an estimate.
type influence struct{ e, x float64 }

// influence returns what a unit of each segment does, by the derivatives h and g.
func (s Sample) influence(h, g []float64) []influence {
	mean := 0.0
	for i, c := range s.segments {
		mean += c.X / s.x * g[i]
	}
	all := make([]influence, len(s.segments))
	for i, c := range s.segments {
		if c.N > 0 {
			all[i] = influence{h[i] / c.X, (g[i] - mean) / s.x}
		}
	}
	return all
}

// squares returns Σ (a e + b x)².
func (c Segment) squares(a, b float64) float64 { return a*a*c.EE + 2*a*b*c.EX + b*b*c.XX }

// OfOne returns the error of an estimate that depends on one segment, by its
// derivatives h and g, and on the quotient of all, by its derivative k.
func (s Sample) OfOne(segment int, h, g, k float64) Error {
	c := s.segments[segment]
	mean := c.X / s.x * g
	a, b := 0.0, (g-mean)/s.x
	if c.N > 0 {
		a = h / c.X
	}
	own := c.squares(a, b)
	others := mean / s.x * (mean / s.x) * (s.xx - c.XX)
	// The product with the influence on the quotient of all, (e + d x) / X.
	d := c.R - s.r
	product := a*(c.EE+d*c.EX) + g/s.x*(c.EX+d*c.XX) - mean/s.x*s.rx
	rest := others + 2*k*product/s.x + k*k*s.rr
	total := max(own+rest, 0)
	own = min(own, total)
	return ErrorOf(own, c.N).Plus(ErrorOf(total-own, s.n))
}

// influenceOfOne is influence by the derivatives of OfOne.
func (s Sample) influenceOfOne(segment int, h, g, k float64) []influence {
	hs, gs := make([]float64, len(s.segments)), make([]float64, len(s.segments))
	for i, c := range s.segments {
		hs[i], gs[i] = k*c.X/s.x, k*c.R
	}
	hs[segment] += h
	gs[segment] += g
	return s.influence(hs, gs)
}

// Mean returns the quotient of all.
func (s Sample) Mean() float64 { return s.r }

// N returns the number of units.
func (s Sample) N() uint64 { return uint64(s.n) }

// Samples are two samples, which may have units in common, or units that are in more
// than one segment.
type Samples struct {
	Of    [2]Sample
	Links []Link
}

// A Link is two segments A and B that have units in common, numbered from those of the
// first sample to those of the second, and the sums over these units of the products of
// their e and x, A's first.
type Link struct {
	A, B           int
	EE, EX, XE, XX float64
}

// Error returns the error of an estimate by its derivatives h and g in each sample. With
// links it has the degrees of freedom that it would have without.
func (s Samples) Error(h, g [2][]float64) Error {
	e := s.Of[0].Of(h[0], g[0]).Plus(s.Of[1].Of(h[1], g[1]))
	if len(s.Links) == 0 {
		return e
	}
	return e.PlusCovariance(s.covariance(s.Of[0].influence(h[0], g[0]), s.Of[1].influence(h[1], g[1])))
}

// ErrorOfOne returns the error of an estimate that depends on one segment in each sample,
// by the derivatives of [Sample.OfOne].
func (s Samples) ErrorOfOne(segment int, h, g, k [2]float64) Error {
	e := s.Of[0].OfOne(segment, h[0], g[0], k[0]).Plus(s.Of[1].OfOne(segment, h[1], g[1], k[1]))
	if len(s.Links) == 0 {
		return e
	}
	return e.PlusCovariance(s.covariance(
		s.Of[0].influenceOfOne(segment, h[0], g[0], k[0]), s.Of[1].influenceOfOne(segment, h[1], g[1], k[1])))
}

// covariance returns what the links add to the variance.
func (s Samples) covariance(before, after []influence) (sum float64) {
	all := append(before, after...)
	for _, l := range s.Links {
		a, b := all[l.A], all[l.B]
		sum += 2 * (a.e*b.e*l.EE + a.e*b.x*l.EX + a.x*b.e*l.XE + a.x*b.x*l.XX)
	}
	return sum
}

// PlusCovariance returns the error with twice the covariance of its parts added to the
// variance, and the same degrees of freedom.
func (e Error) PlusCovariance(more float64) Error {
	if e.Variance <= 0 {
		return e
	}
	variance := max(e.Variance+more, 0)
	return Error{variance, e.squares * (variance / e.Variance) * (variance / e.Variance)}
}
