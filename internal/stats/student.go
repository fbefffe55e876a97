// Package stats holds the distributions that intervals need.
package stats

import "math"

// StudentQuantile returns t with P(|T| <= t) = level for Student's t of nu
// degrees of freedom, 0 < level < 1, nu >= 1.
//
// Up to 1000 degrees of freedom it solves the exact distribution (Abramowitz
// and Stegun 26.7.3 and 26.7.4, a finite sum for whole nu) by Newton's method;
// beyond, five terms of the Cornish-Fisher expansion (26.7.5) are exact to
// float64 for the levels in use.
func StudentQuantile(level float64, nu uint64) float64 {
	z := math.Sqrt2 * math.Erfinv(level)
	n := float64(nu)
	switch nu {
	case 1:
		return math.Tan(math.Pi / 2 * level)
	case 2:
		return level * math.Sqrt(2/(1-level*level))
	}
	t := cornishFisher(z, n)
	if nu > 1000 {
		return t
	}
	// The distribution is concave for t > 0, so Newton's method from below the
	// root does not overshoot, and from above it lands below. A level next to 1
	// leaves no density to divide by: then the expansion is what there is.
	logc := lgamma((n+1)/2) - lgamma(n/2) - math.Log(n*math.Pi)/2
	for range 100 {
		density := 2 * math.Exp(logc-(n+1)/2*math.Log1p(t*t/n))
		next := t - (studentCDF(t, nu)-level)/density
		if math.IsNaN(next) || math.IsInf(next, 0) || math.Abs(next-t) <= 1e-15*t {
			return t
		}
		t = max(next, t/2)
	}
	return t
}

// cornishFisher is the expansion of the quantile in 1/n around z.
func cornishFisher(z, n float64) float64 {
	z2 := z * z
	g1 := (z2 + 1) / 4
	g2 := ((5*z2+16)*z2 + 3) / 96
	g3 := (((3*z2+19)*z2+17)*z2 - 15) / 384
	g4 := ((((79*z2+776)*z2+1482)*z2-1920)*z2 - 945) / 92160
	return z * (1 + (g1+(g2+(g3+g4/n)/n)/n)/n)
}

// studentCDF returns P(|T| <= t) for nu > 2.
func studentCDF(t float64, nu uint64) float64 {
	theta := math.Atan(t / math.Sqrt(float64(nu)))
	sin, cos := math.Sincos(theta)
	cos2 := cos * cos
	if nu%2 == 1 {
		term, sum := cos, cos
		for k := uint64(3); k+2 <= nu; k += 2 {
			term *= cos2 * float64(k-1) / float64(k)
			sum += term
		}
		return 2 / math.Pi * (theta + sin*sum)
	}
	term, sum := 1.0, 1.0
	for k := uint64(2); k+2 <= nu; k += 2 {
		term *= cos2 * float64(k-1) / float64(k)
		sum += term
	}
	return sin * sum
}

func lgamma(x float64) float64 {
	l, _ := math.Lgamma(x)
	return l
}
