// Package newton finds the greatest value of a likelihood of a few positive
// parameters.
package newton

import (
	"context"
	"math"
	"slices"

	"gonum.org/v1/gonum/mat"
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
	noise         = 1e-14 // of the greatest curvature: less is lost in the rounding of the others
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
	s := search{f: f, unit: unit, bound: make([]int, len(start))}
	at := make([]float64, len(start))
	for i, p := range start {
		at[i] = math.Log(p / unit[i])
	}
	s.move(at, s.eval(at))
	radius := 1.0
	for s.n = 0; s.n < maxIterations; s.n++ {
		if err := ctx.Err(); err != nil {
			return Result{}, err
		}
		step, gain := s.step(radius)
		if least := tolerance * (1 + math.Abs(s.here.Value)); gain <= least {
			// A short radius promises little anywhere: that nothing was gained
			// by steps that should have is not a top.
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
			radius = mat.Norm(step, 2) / 4
		case ratio > 0.75:
			radius = max(radius, 2*mat.Norm(step, 2))
		}
	}
	// A sum that the context cut short may look like a gain.
	return s.result(), ctx.Err()
}

type search struct {
	f         Function
	unit      []float64
	n         int
	converged bool

	// Where the search is, and what follows from it.
	at      []float64 // ln(param / unit)
	here    Point     // by at
	bound   []int
	values  []float64  // the eigenvalues of minus the Hessian, with bound parameters taken out
	vectors *mat.Dense // and the eigenvector of each, a column
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
	return p
}

func (s *search) params(at []float64) []float64 {
	params := make([]float64, len(at))
	for i, x := range at {
		params[i] = s.unit[i] * math.Exp(x)
	}
	return params
}

// move goes to where f is here. It marks the parameters that lie at an end and
// want beyond it.
func (s *search) move(at []float64, here Point) {
	s.at, s.here = at, here
	for i, x := range at {
		s.bound[i] = 0
		if x >= span && here.Grad[i] >= 0 {
			s.bound[i] = 1
		}
		if x <= -span && here.Grad[i] <= 0 {
			s.bound[i] = -1
		}
	}
	n := len(at)
	curve := mat.NewSymDense(n, nil)
	for i := range n {
		if s.bound[i] != 0 {
			curve.SetSym(i, i, 1)
			continue
		}
		for j := i; j < n; j++ {
			if s.bound[j] == 0 {
				curve.SetSym(i, j, -here.Hess[i][j])
			}
		}
	}
	s.values, s.vectors = make([]float64, n), mat.NewDense(n, n, nil)
	var e mat.EigenSym
	if !here.finite(n) || !e.Factorize(curve, true) { // no step leads on
		for k := range s.values {
			s.values[k] = math.NaN()
		}
		return
	}
	e.Values(s.values)
	e.VectorsTo(s.vectors)
}

// step returns the step to where the parabola is highest within the radius, and
// what it gains there. Directions that the parabola rises in for ever are turned
// by the absolute value of their curvature.
func (s *search) step(radius float64) (step *mat.VecDense, gain float64) {
	n := len(s.at)
	slope := mat.NewVecDense(n, nil)
	for i := range n {
		if s.bound[i] == 0 {
			slope.SetVec(i, s.here.Grad[i])
		}
	}
	slope.MulVec(s.vectors.T(), slope) // along the eigenvectors
	curve := make([]float64, n)
	for k, v := range s.values {
		curve[k] = max(math.Abs(v), 1e-12)
	}
	shift := shorten(slope, curve, radius)
	step = mat.NewVecDense(n, nil)
	for k, v := range curve {
		along := slope.AtVec(k)
		x := along / (v + shift)
		gain += x*along - x*x*v/2
		step.SetVec(k, x)
	}
	step.MulVec(s.vectors, step)
	return step, gain
}

// shorten returns what to add to each curvature, so that the step to where the
// slopes are 0 is no longer than radius.
func shorten(slope *mat.VecDense, curve []float64, radius float64) float64 {
	length := func(shift float64) float64 {
		sum := 0.0
		for k, v := range curve {
			x := slope.AtVec(k) / (v + shift)
			sum += x * x
		}
		return math.Sqrt(sum)
	}
	if !(length(0) > radius) {
		return 0
	}
	low, high := 0.0, slices.Min(curve)+1e-12
	for length(high) > radius {
		high *= 4
	}
	shift := 0.0
	for range 60 {
		if shift = (low + high) / 2; length(shift) > radius {
			low = shift
		} else {
			high = shift
		}
	}
	return shift
}

// to returns where a step leads, cut to the span.
func (s *search) to(step *mat.VecDense) []float64 {
	to := make([]float64, len(s.at))
	for i, x := range s.at {
		to[i] = min(max(x+step.AtVec(i), -span), span)
		step.SetVec(i, to[i]-x)
	}
	return to
}

// try takes a step if it gains, and returns what it gained of what the parabola
// promised.
func (s *search) try(step *mat.VecDense) (ratio float64, ok bool) {
	to := s.to(step)
	promise := 0.0
	for i := range to {
		x := step.AtVec(i)
		promise += x * (s.here.Grad[i] + x*s.here.Hess[i][i]/2)
		for j := range i {
			promise += x * s.here.Hess[j][i] * step.AtVec(j)
		}
	}
	there := s.eval(to)
	if !there.finite(len(to)) || !(there.Value > s.here.Value) {
		return 0, false
	}
	gained := there.Value - s.here.Value
	s.move(to, there)
	return gained / promise, true
}

// last takes a step that promises too little to be seen in the value: as the
// parabola is all but exact here, it squares what error is left.
func (s *search) last(step *mat.VecDense) {
	to := s.to(step)
	there := s.eval(to)
	if there.finite(len(to)) && there.Value >= s.here.Value-tolerance*(1+math.Abs(s.here.Value)) {
		s.move(to, there)
	}
}

func (p *Point) finite(n int) bool {
	sum := p.Value
	for i := range n {
		sum += p.Grad[i]
		for j := i; j < n; j++ {
			sum += p.Hess[i][j]
		}
	}
	return !math.IsNaN(sum) && !math.IsInf(sum, 0)
}

func (s *search) result() Result {
	r := Result{
		Params: s.params(s.at), Logs: s.at, Value: s.here.Value, Bound: s.bound,
		Iterations: s.n, Converged: s.converged,
	}
	n := len(s.at)
	inverse := mat.NewSymDense(n, nil)
	level := max(flat, noise*s.values[n-1])
	for k, v := range s.values {
		switch {
		case v < level:
			r.Flat = append(r.Flat, mat.Col(nil, k, s.vectors))
		case v >= level: // not a NaN
			inverse.SymRankOne(inverse, 1/v, s.vectors.ColView(k))
		}
	}
	r.Cov = make([][]float64, n)
	for i := range n {
		r.Cov[i] = make([]float64, n)
		if s.bound[i] != 0 {
			continue
		}
		r.Gradient = max(r.Gradient, math.Abs(s.here.Grad[i]))
		for j := range n {
			if s.bound[j] == 0 {
				r.Cov[i][j] = inverse.At(i, j) * (r.Params[i] * r.Params[j])
			}
		}
	}
	return r
}
