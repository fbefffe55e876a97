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
	mean := 0.0
	for i, c := range s.segments {
		mean += c.X / s.x * g[i]
	}
	for i, c := range s.segments {
		if c.N > 0 {
			e = e.Plus(ErrorOf(c.squares(h[i]/c.X, (g[i]-mean)/s.x), c.N))
		}
	}
	return e
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

// Mean returns the quotient of all.
func (s Sample) Mean() float64 { return s.r }

// N returns the number of units.
func (s Sample) N() uint64 { return uint64(s.n) }
