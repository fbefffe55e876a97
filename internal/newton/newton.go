// Package newton finds the greatest value of a likelihood of a few positive
// parameters.
package newton

import (
	"context"
	"math"
)

// Max is the greatest number of parameters.
const Max = 5

// A Point is a function's value, gradient and Hessian, by as many parameters as
// it has; the others stay 0. The Hessian is filled on and above its diagonal.
type Point struct {
	Value float64
	Grad  [Max]float64
	Hess  [Max][Max]float64
}

// Add adds w times o.
func (p *Point) Add(w float64, o *Point) {
	p.Value += w * o.Value
	for i := range Max {
		p.Grad[i] += w * o.Grad[i]
		for j := i; j < Max; j++ {
			p.Hess[i][j] += w * o.Hess[i][j]
		}
	}
}

// A Function returns a log-likelihood at positive parameters. A value that is
// not finite is one that cannot be.
type Function func(params []float64) Point

// A Result is where a search ended.
type Result struct {
	Params     []float64
	Logs       []float64 // ln (param / unit)
	Value      float64
	Gradient   float64     // largest |d value / d ln param| of the free parameters
	Bound      []int       // -1 or +1 for a parameter that went to its end
	Flat       [][]float64 // directions, in logarithms, that the value does not depend on
	Cov        [][]float64 // of the parameters; zero for those at an end, and without what is flat
	Iterations int
	Converged  bool // no step, short or long, promises a gain
}

const (
	maxIterations = 200
	span          = 30    // a parameter ends e^±span from its unit
	tolerance     = 1e-11 // of the gain that the next step promises
	flat          = 1e-3  // of curvature: a standard error of the logarithm above 30
)

// Maximize searches from each of starts by Newton's method in the logarithms of
// the parameters, with a limit of trust on the length of a step, and returns the
// greatest value. unit is the natural size of each parameter.
//
// The search is in the logarithms because the parameters are positive and the
// likelihood is nearer to a parabola there.
func Maximize(ctx context.Context, f Function, starts [][]float64, unit []float64) (Result, error) {
	var best Result
	for i, start := range starts {
		r, err := maximize(ctx, f, start, unit)
		if err != nil {
			return Result{}, err
		}
		if i == 0 || r.Value > best.Value {
			best = r
		}
	}
	return best, nil
}

func maximize(ctx context.Context, f Function, start, unit []float64) (Result, error) {
	s := search{f: f, unit: unit, at: make([]float64, len(start)), bound: make([]int, len(start))}
	for i, p := range start {
		s.at[i] = math.Log(p / unit[i])
	}
	s.here = s.eval(s.at)
	radius := 1.0
	for s.n = 0; s.n < maxIterations; s.n++ {
		if err := ctx.Err(); err != nil {
			return Result{}, err
		}
		s.free()
		step, gain := s.step(radius)
		if least := tolerance * (1 + math.Abs(s.here.Value)); gain <= least {
			// A short radius promises little anywhere: that nothing was gained
			// by steps that should have is no top.
			if radius < 1 {
				step, gain = s.step(1)
			}
			if s.converged = gain <= least; s.converged {
				s.last(step)
			}
			break
		}
		ratio, ok := s.try(step)
		switch {
		case !ok && radius < 1e-10:
			s.n = maxIterations // no step of any length gains
		case !ok || ratio < 0.25:
			radius = norm(step) / 4
		case ratio > 0.75:
			radius = max(radius, 2*norm(step))
		}
	}
	// A sum that the context cut short may look like a gain.
	return s.result(), ctx.Err()
}

type search struct {
	f         Function
	unit      []float64
	at        []float64 // ln(param / unit)
	here      Point     // by at
	bound     []int
	n         int
	converged bool
}

// eval returns f by the logarithms.
func (s *search) eval(at []float64) Point {
	params := s.params(at)
	p := s.f(params)
	// d/dθ = p d/dp; d²/dθ² = p p' d²/dp² + [i=j] p d/dp
	for i, x := range params {
		p.Grad[i] *= x
		for j := i; j < len(params); j++ {
			p.Hess[i][j] *= x * params[j]
		}
		p.Hess[i][i] += p.Grad[i]
	}
	for i := range params {
		for j := range i {
			p.Hess[i][j] = p.Hess[j][i]
		}
	}
	return p
}

func (s *search) params(at []float64) []float64 {
	params := make([]float64, len(at))
	for i, x := range at {
		params[i] = s.unit[i] * math.Exp(x)
	}
	return params
}

// free marks the parameters that lie at an end and want beyond it.
func (s *search) free() {
	for i, x := range s.at {
		s.bound[i] = 0
		if x >= span && s.here.Grad[i] >= 0 {
			s.bound[i] = 1
		}
		if x <= -span && s.here.Grad[i] <= 0 {
			s.bound[i] = -1
		}
	}
}

// curvature returns the eigenvalues and vectors of minus the Hessian, with
// bound parameters taken out.
func (s *search) curvature() (values []float64, vectors [][]float64) {
	n := len(s.at)
	m := make([][]float64, n)
	for i := range m {
		m[i] = make([]float64, n)
		for j := range m[i] {
			if s.bound[i] == 0 && s.bound[j] == 0 {
				m[i][j] = -s.here.Hess[i][j]
			}
		}
		if s.bound[i] != 0 {
			m[i][i] = 1
		}
	}
	return eigen(m)
}

// step returns the step to where the parabola is highest within the radius, and
// what it gains there. Directions that the parabola rises in for ever are turned
// by the absolute value of their curvature.
func (s *search) step(radius float64) (step []float64, gain float64) {
	values, vectors := s.curvature()
	n := len(s.at)
	along := make([]float64, n) // the gradient in the eigenvectors
	least := math.Inf(1)
	for k := range n {
		for i := range n {
			if s.bound[i] == 0 {
				along[k] += vectors[k][i] * s.here.Grad[i]
			}
		}
		values[k] = max(math.Abs(values[k]), 1e-12)
		least = min(least, values[k])
	}
	length := func(shift float64) float64 {
		sum := 0.0
		for k := range n {
			x := along[k] / (values[k] + shift)
			sum += x * x
		}
		return math.Sqrt(sum)
	}
	shift := 0.0
	if length(0) > radius {
		low, high := 0.0, least+1e-12
		for length(high) > radius {
			high *= 4
		}
		for range 60 {
			if shift = (low + high) / 2; length(shift) > radius {
				low = shift
			} else {
				high = shift
			}
		}
	}
	step = make([]float64, n)
	for k := range n {
		x := along[k] / (values[k] + shift)
		gain += x*along[k] - x*x*values[k]/2
		for i := range n {
			step[i] += x * vectors[k][i]
		}
	}
	return step, gain
}

// try takes a step if it gains, and returns what it gained of what the parabola
// promised.
func (s *search) try(step []float64) (ratio float64, ok bool) {
	to := make([]float64, len(s.at))
	promise := 0.0
	for i, x := range s.at {
		to[i] = min(max(x+step[i], -span), span)
		step[i] = to[i] - x
		promise += s.here.Grad[i] * step[i]
	}
	for i := range step {
		for j := range step {
			promise += step[i] * s.here.Hess[i][j] * step[j] / 2
		}
	}
	there := s.eval(to)
	if !there.finite(len(s.at)) || !(there.Value > s.here.Value) {
		return 0, false
	}
	gained := there.Value - s.here.Value
	s.at, s.here = to, there
	return gained / promise, true
}

// last takes a step that promises too little to be seen in the value: as the
// parabola is all but exact here, it squares what error is left.
func (s *search) last(step []float64) {
	to := make([]float64, len(s.at))
	for i, x := range s.at {
		to[i] = min(max(x+step[i], -span), span)
	}
	there := s.eval(to)
	if there.finite(len(to)) && there.Value >= s.here.Value-tolerance*(1+math.Abs(s.here.Value)) {
		s.at, s.here = to, there
	}
}

func (p *Point) finite(n int) bool {
	sum := p.Value
	for i := range n {
		sum += p.Grad[i]
		for j := range n {
			sum += p.Hess[i][j]
		}
	}
	return !math.IsNaN(sum) && !math.IsInf(sum, 0)
}

func (s *search) result() Result {
	s.free()
	r := Result{
		Params: s.params(s.at), Logs: s.at, Value: s.here.Value, Bound: s.bound,
		Iterations: s.n, Converged: s.converged,
	}
	for i, b := range s.bound {
		if b == 0 {
			r.Gradient = max(r.Gradient, math.Abs(s.here.Grad[i]))
		}
	}
	values, vectors := s.curvature()
	for k, v := range values {
		if v < flat {
			r.Flat = append(r.Flat, vectors[k])
		}
	}
	n := len(s.at)
	r.Cov = make([][]float64, n)
	for i := range n {
		r.Cov[i] = make([]float64, n)
		for j := range n {
			if s.bound[i] != 0 || s.bound[j] != 0 {
				continue
			}
			for k, v := range values {
				if v >= flat {
					r.Cov[i][j] += vectors[k][i] * vectors[k][j] / v
				}
			}
			r.Cov[i][j] *= r.Params[i] * r.Params[j]
		}
	}
	// The sums of the two halves may differ in their last digit.
	for i := range n {
		for j := range i {
			r.Cov[i][j] = r.Cov[j][i]
		}
	}
	return r
}

func norm(v []float64) float64 {
	sum := 0.0
	for _, x := range v {
		sum += x * x
	}
	return math.Sqrt(sum)
}

// eigen returns the eigenvalues of a symmetric matrix and the eigenvector of
// each, by Jacobi's rotations. It overwrites m.
func eigen(m [][]float64) (values []float64, vectors [][]float64) {
	n := len(m)
	vectors = make([][]float64, n)
	for i := range vectors {
		vectors[i] = make([]float64, n)
		vectors[i][i] = 1
	}
	for range 60 {
		off, all := 0.0, 0.0
		for i := range n {
			for j := range n {
				if all += m[i][j] * m[i][j]; i != j {
					off += m[i][j] * m[i][j]
				}
			}
		}
		if off <= 1e-36*all {
			break
		}
		for i := range n {
			for j := i + 1; j < n; j++ {
				rotate(m, vectors, i, j)
			}
		}
	}
	values = make([]float64, n)
	for i := range values {
		values[i] = m[i][i]
	}
	return values, vectors
}

// rotate makes m[i][j] zero.
func rotate(m, vectors [][]float64, i, j int) {
	if m[i][j] == 0 {
		return
	}
	theta := (m[j][j] - m[i][i]) / (2 * m[i][j])
	t := math.Copysign(1/(math.Abs(theta)+math.Hypot(theta, 1)), theta)
	c := 1 / math.Hypot(t, 1)
	s := t * c
	for k := range m {
		m[k][i], m[k][j] = c*m[k][i]-s*m[k][j], s*m[k][i]+c*m[k][j]
	}
	for k := range m {
		m[i][k], m[j][k] = c*m[i][k]-s*m[j][k], s*m[i][k]+c*m[j][k]
		vectors[i][k], vectors[j][k] = c*vectors[i][k]-s*vectors[j][k], s*vectors[i][k]+c*vectors[j][k]
	}
}
