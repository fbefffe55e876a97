package quadrature

import (
	"math"
	"testing"
)

// The nodes are those of Gauss and Legendre: exact for powers up to 31, and not 32.
func TestNodesAreExactForPolynomials(t *testing.T) {
	for degree := range 33 {
		const a, b = -1, 2
		sum := 0.0
		for i := range Nodes {
			x, w := Node(i, a, b)
			sum += w * math.Pow((x-0.5)/1.5, float64(degree))
		}
		want := 0.0 // of u = (x-1/2)/(3/2) from -1 to 1
		if degree%2 == 0 {
			want = 1.5 * 2 / float64(degree+1)
		}
		if off := math.Abs(sum - want); degree < 32 && off > 1e-14 || degree == 32 && off < 1e-11 {
			t.Errorf("degree %d: off by %v", degree, off)
		}
	}
}

// The panels are the fewest that are no wider than the width, and side by side.
func TestIntegralPanels(t *testing.T) {
	for _, c := range []struct {
		a, b, width float64
		panels      int
	}{
		{3, 5, 7, 1}, {3, 5, 2, 1}, {3, 5, 1.9, 2}, {3, 5, 1, 2}, {3, 5, 0.3, 7}, {-1, 3, 0.25, 16}, {2, 2, 1, 0}, {3, 2, 1, 0}, {2, math.NaN(), 1, 0},
	} {
		calls := 0
		var points []float64
		got := Integral(c.a, c.b, c.width, func(x float64) float64 {
			calls++
			points = append(points, x)
			return math.Exp(x)
		})
		want := 0.0
		if c.panels > 0 {
			want = math.Exp(c.b) - math.Exp(c.a)
		}
		if calls != Nodes*c.panels || math.Abs(got-want) > 1e-13*want {
			t.Errorf("%+v: %d points, %v, want %v", c, calls, got, want)
		}
		for i, x := range points {
			panel := c.a + (c.b-c.a)/float64(c.panels)*float64(i/Nodes)
			if x < panel || x > panel+(c.b-c.a)/float64(c.panels) {
				t.Errorf("%+v: point %d at %v", c, i, x)
			}
		}
	}
}
