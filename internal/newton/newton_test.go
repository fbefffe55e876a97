package newton

import (
	"context"
	"errors"
	"math"
	"testing"

	"pgregory.net/rapid"
)

// normal is the log-likelihood of a lognormal density around params, of curvature
// 1/sd² each and correlation rho.
func normal(centre, sd []float64, rho float64) Function {
	return func(p []float64) Point {
		var pt Point
		x := math.Log(p[0]/centre[0]) / sd[0]
		y := math.Log(p[1]/centre[1]) / sd[1]
		k := 1 / (1 - rho*rho)
		pt.Value = -k / 2 * (x*x - 2*rho*x*y + y*y)
		dx, dy := -k*(x-rho*y)/sd[0], -k*(y-rho*x)/sd[1] // by the logarithms
		pt.Grad[0], pt.Grad[1] = dx/p[0], dy/p[1]
		pt.Hess[0][0] = (-k/(sd[0]*sd[0]) - dx) / (p[0] * p[0])
		pt.Hess[1][1] = (-k/(sd[1]*sd[1]) - dy) / (p[1] * p[1])
		pt.Hess[0][1] = k * rho / (sd[0] * sd[1]) / (p[0] * p[1])
		return pt
	}
}

// A parabola in the logarithms has its top at the centre, and its covariance is
// that of the normal distribution, times the parameters.
func TestMaximizeFindsTheTop(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		centre := []float64{math.Exp(rapid.Float64Range(-8, 8).Draw(t, "a")), math.Exp(rapid.Float64Range(-8, 8).Draw(t, "b"))}
		sd := []float64{math.Exp(rapid.Float64Range(-5, 1).Draw(t, "sd a")), math.Exp(rapid.Float64Range(-5, 1).Draw(t, "sd b"))}
		rho := rapid.Float64Range(-0.95, 0.95).Draw(t, "rho")
		r, err := Maximize(context.Background(), normal(centre, sd, rho), [][]float64{{1, 1}}, []float64{1, 1})
		if err != nil || !r.Converged || r.Flat != nil {
			t.Fatalf("%+v, %v", r, err)
		}
		for i := range 2 {
			if math.Abs(r.Params[i]-centre[i]) > 1e-6*sd[i]*centre[i] {
				t.Errorf("parameter %d = %v, want %v", i, r.Params[i], centre[i])
			}
			if want := sd[i] * sd[i] * centre[i] * centre[i]; math.Abs(r.Cov[i][i]-want) > 1e-6*want {
				t.Errorf("variance %d = %v, want %v", i, r.Cov[i][i], want)
			}
		}
		if want := rho * sd[0] * sd[1] * centre[0] * centre[1]; math.Abs(r.Cov[0][1]-want) > 1e-6*sd[0]*sd[1]*centre[0]*centre[1] {
			t.Errorf("covariance %v, want %v", r.Cov[0][1], want)
		}
	})
}

// Of -(p-1)² - q the best q is as near 0 as there is.
func TestMaximizeEndsAtABound(t *testing.T) {
	f := func(p []float64) Point {
		pt := Point{Value: -(p[0]-1)*(p[0]-1) - p[1]}
		pt.Grad[0], pt.Grad[1] = -2*(p[0]-1), -1
		pt.Hess[0][0] = -2
		return pt
	}
	r, err := Maximize(context.Background(), f, [][]float64{{3, 3}}, []float64{1, 1})
	if err != nil || math.Abs(r.Params[0]-1) > 1e-6 || r.Params[1] > 1e-10 {
		t.Errorf("%+v, %v", r, err)
	}
	if r.Bound[1] != -1 && r.Flat == nil {
		t.Errorf("the end is not reported: %+v", r)
	}
}

// A function of p + q alone is flat along the rest.
func TestMaximizeSeesWhatIsFlat(t *testing.T) {
	f := func(p []float64) Point {
		d := p[0]*p[1] - 2 // a product: flat in the logarithms' difference
		pt := Point{Value: -d * d}
		pt.Grad[0], pt.Grad[1] = -2*d*p[1], -2*d*p[0]
		pt.Hess[0][0], pt.Hess[1][1] = -2*p[1]*p[1], -2*p[0]*p[0]
		pt.Hess[0][1] = -2*p[0]*p[1] - 2*d
		return pt
	}
	r, err := Maximize(context.Background(), f, [][]float64{{1, 1}}, []float64{1, 1})
	if err != nil || r.Flat == nil || math.Abs(r.Flat[0][0]+r.Flat[0][1]) > 1e-6 || math.Abs(r.Params[0]*r.Params[1]-2) > 1e-6 {
		t.Errorf("%+v, %v", r, err)
	}
}

// Of two tops the higher one is found, from the start near it.
func TestMaximizeTakesTheBestStart(t *testing.T) {
	f := func(p []float64) Point {
		x := math.Log(p[0])
		// -x⁴/4 + 2x² + x/2, tops near ±2
		d, dd := -x*x*x+4*x+0.5, -3*x*x+4
		pt := Point{Value: -x*x*x*x/4 + 2*x*x + x/2}
		pt.Grad[0], pt.Hess[0][0] = d/p[0], (dd-d)/(p[0]*p[0])
		return pt
	}
	r, err := Maximize(context.Background(), f, [][]float64{{0.1}, {10}}, []float64{1})
	if err != nil || math.Log(r.Params[0]) < 1.9 {
		t.Errorf("%+v, %v", r, err)
	}
}

// A slope that leads to no gain, however short the step, is no top.
func TestStoppedIsNotConverged(t *testing.T) {
	f := func([]float64) Point {
		p := Point{Value: -1000}
		p.Grad[0], p.Hess[0][0] = 1, -2
		return p
	}
	r, err := Maximize(context.Background(), f, [][]float64{{1}}, []float64{1})
	if err != nil || r.Converged || r.Gradient != 1 {
		t.Errorf("%+v, %v", r, err)
	}
}

// The number of workers does not change a bit of a sum.
func TestSumDoesNotDependOnTheWorkers(t *testing.T) {
	part := func(from, to int) Point {
		var p Point
		for i := from; i < to; i++ {
			p.Value += math.Sqrt(float64(i))
			p.Grad[0] += math.Sin(float64(i))
		}
		return p
	}
	for _, n := range []int{0, 1, chunk, 10*chunk + 7} {
		one := Sum(context.Background(), n, 1, part)
		for _, workers := range []int{0, 2, 5} {
			if got := Sum(context.Background(), n, workers, part); got != one {
				t.Errorf("%d rows, %d workers: %v, want %v", n, workers, got, one)
			}
		}
	}
}

func TestACanceledContextEnds(t *testing.T) {
	ctx, cancel := context.WithCancel(context.Background())
	cancel()
	if _, err := Maximize(ctx, normal([]float64{1, 1}, []float64{1, 1}, 0), [][]float64{{2, 2}}, []float64{1, 1}); !errors.Is(err, context.Canceled) {
		t.Error(err)
	}
}

// Beside a curvature of 1e18 that of another direction, here none, drowns in the
// rounding: it is flat.
func TestRoundingIsNotCurvature(t *testing.T) {
	for a := 0.1; a < 1; a += 0.1 {
		const w, b = 1e18, 0.7
		f := func(p []float64) Point {
			d := a*math.Log(p[0]) + b*math.Log(p[1]) - 1
			dx, dy := -w*a*d, -w*b*d // by the logarithms
			pt := Point{Value: -w / 2 * d * d}
			pt.Grad[0], pt.Grad[1] = dx/p[0], dy/p[1]
			pt.Hess[0][0] = (-w*a*a - dx) / (p[0] * p[0])
			pt.Hess[1][1] = (-w*b*b - dy) / (p[1] * p[1])
			pt.Hess[0][1] = -w * a * b / (p[0] * p[1])
			return pt
		}
		r, err := Maximize(context.Background(), f, [][]float64{{2, 3}}, []float64{1, 1})
		if err != nil || len(r.Flat) != 1 || math.Abs(a*r.Flat[0][0]+b*r.Flat[0][1]) > 1e-6 {
			t.Errorf("a = %v: %+v, %v", a, r, err)
		}
	}
}
