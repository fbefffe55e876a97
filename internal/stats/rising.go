package stats

import "math"

// series is from where on the asymptotic series below have 16 digits.
const series = 15

// Rising returns the logarithm of the rising factorial of a by n, and its first
// and second derivative by a:
//
//	ln Γ(a+n) - ln Γ(a),  ψ(a+n) - ψ(a),  ψ'(a+n) - ψ'(a)        a > 0, n >= 0
//
// A difference of two log-gammas loses as many digits as they have in common,
// and a likelihood of such differences rises where there is nothing to gain (for
// a above 1e9 by some tenths). Here the difference is taken term by term.
func Rising(a, n float64) (log, d1, d2 float64) {
	for ; a < series; a++ {
		b := a + n
		log -= math.Log1p(n / a)
		d1 += n / (a * b)
		d2 -= n / (a * b) * (1/a + 1/b)
	}
	b := a + n
	x, y := 1/b, 1/a
	// Stirling: ln Γ(z) = (z-1/2) ln z - z + 1/2 ln 2π + 1/12z - 1/360z³ + ...
	log += (a-0.5)*math.Log1p(n/a) + n*math.Log(b) - n + (gammaTail(x) - gammaTail(y))
	d1 += math.Log1p(n/a) - (digammaTail(x) - digammaTail(y))
	d2 += -n*x*y + (trigammaTail(x) - trigammaTail(y))
	return log, d1, d2
}

// LogRising returns ln Γ(a+n) - ln Γ(a), see [Rising].
func LogRising(a, n float64) float64 {
	log, _, _ := Rising(a, n)
	return log
}

// LogBetaRatio returns
//
//	ln B(a, b+n)/B(a, b) = ln Γ(b+n) Γ(a+b) / (Γ(b) Γ(a+b+n))        a, b > 0, n >= 0
//
// to the last digits whichever of the three is large: no terms of Stirling's
// series cancel that are greater than the result.
func LogBetaRatio(a, b, n float64) float64 {
	log := 0.0
	for ; b < series; b++ {
		log -= math.Log1p(a / b * (n / (a + b + n)))
	}
	log += (b-0.5)*math.Log1p(a/b*(n/(a+b+n))) - a*math.Log1p(n/(a+b)) - n*math.Log1p(a/(b+n))
	return min(0, log+gammaTail(1/(b+n))-gammaTail(1/b)+gammaTail(1/(a+b))-gammaTail(1/(a+b+n)))
}

// Digamma returns ψ(a) and ψ'(a), the derivatives of ln Γ, for a > 0.
func Digamma(a float64) (psi, trigamma float64) {
	for ; a < series; a++ {
		psi -= 1 / a
		trigamma += 1 / (a * a)
	}
	x := 1 / a
	return psi + math.Log(a) - digammaTail(x), trigamma + x + trigammaTail(x)
}

// gammaTail is what ln Γ(1/x) has beyond (z-1/2) ln z - z + 1/2 ln 2π
// (Abramowitz and Stegun 6.1.41).
func gammaTail(x float64) float64 {
	s := x * x
	return x * (1./12 - s*(1./360-s*(1./1260-s*(1./1680-s/1188))))
}

// digammaTail is ln z - ψ(z) for z = 1/x (6.3.18).
func digammaTail(x float64) float64 {
	s := x * x
	return x/2 + s*(1./12-s*(1./120-s*(1./252-s*(1./240-s/132))))
}

// trigammaTail is ψ'(z) - 1/z for z = 1/x (6.4.12).
func trigammaTail(x float64) float64 {
	s := x * x
	return s/2 + x*s*(1./6-s*(1./30-s*(1./42-s*(1./30-s*5/66))))
}
