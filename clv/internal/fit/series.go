package fit

import (
	"math"

	"github.com/customerkpi/kpi/clv/internal/quadrature"
)

// direct is how many terms of a series are added one by one.
const direct = 1000

// Series returns the sum of f(from), f(from+1), ... for a function that is
// positive, falls to 0, and is smooth for large arguments. Beyond the first terms
// it is an integral, by the formula of Euler and Maclaurin between the middles of
// two numbers:
//
//	Σ_{n>=N} f(n) = ∫_{N-1/2}^∞ f + f'(N-1/2)/24 - ...
//
// A series that falls too slowly to end does not converge: the caller knows. One
// that begins to converge beyond e^600 terms is infinity here.
func Series(from float64, f func(n float64) float64) float64 {
	sum := 0.0
	n := from
	for range direct {
		x := f(n)
		sum += x
		n++
		if x <= 1e-18*sum {
			return sum
		}
	}
	// In u = ln n, for a power of n is a power of e; in narrower panels where f
	// falls faster.
	const widest, fall = 0.25, 1e-4
	at := func(u float64) float64 { return f(math.Exp(u)) }
	before := 0.0
	for u := math.Log(n - 0.5); ; {
		width := widest
		for width > 1e-6 && at(u+width) < fall*at(u) {
			width /= 2
		}
		part := quadrature.Integral(u, u+width, width, func(u float64) float64 { return math.Exp(u) * at(u) })
		sum += part
		if part <= 1e-17*sum {
			break
		}
		if u += width; u > 600 { // what is still there is a power, so the parts are geometric
			if part >= before {
				return math.Inf(1)
			}
			sum += part * part / (before - part)
			break
		}
		before = part
	}
	return sum + (f(n)-f(n-1))/24
}
