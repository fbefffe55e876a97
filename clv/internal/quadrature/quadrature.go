// Package quadrature integrates smooth functions by the rule of Gauss and
// Legendre.
package quadrature

import (
	"math"

	"gonum.org/v1/gonum/integrate/quad"
)

// Nodes is the number of points of [Node].
const Nodes = 16

// rule are the points and weights over -1..1. They are kept, because a likelihood
// takes them for each customer, and the rule has a cosine for each.
var rule = func() (r struct{ x, weight [Nodes]float64 }) {
	quad.Legendre{}.FixedLocations(r.x[:], r.weight[:], -1, 1)
	return r
}()

// Node returns point i of the quadrature over a..b and its weight: the integral
// of f is the sum of weight·f(x). It is exact for polynomials of degree 31.
func Node(i int, a, b float64) (x, weight float64) {
	half := (b - a) / 2
	return (a+b)/2 + half*rule.x[i], half * rule.weight[i]
}

// Integral returns the integral of f over a..b, in panels no wider than width.
func Integral(a, b, width float64, f func(x float64) float64) float64 {
	if !(b > a) {
		return 0
	}
	n := max(1, int(math.Ceil((b-a)/width)))
	step := (b - a) / float64(n)
	sum := 0.0
	for panel := range n {
		from := a + step*float64(panel)
		for i := range Nodes {
			x, w := Node(i, from, from+step)
			sum += w * f(x)
		}
	}
	return sum
}
