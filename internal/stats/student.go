package stats

import "math"

// StudentTail returns the two-sided tail P(|T| > |t|) of Student's t with nu
// degrees of freedom, nu > 0.
func StudentTail(t, nu float64) float64 {
	// T² / (nu + T²) is beta distributed.
	sum := nu + t*t
	tail, _ := Beta(nu/2, 0.5, nu/sum, t/sum*t)
	return tail
}

// StudentQuantile returns the t with P(|T| <= t) = level for Student's t of nu
// degrees of freedom, 0 < level < 1, nu >= 1.
//
// Up to 1000 degrees of freedom it solves the exact distribution by Newton's
// method; beyond, five terms of the Cornish-Fisher expansion (Abramowitz and
// Stegun 26.7.5) are exact to float64 for the levels in use.
func StudentQuantile(level, nu float64) float64 {
	switch nu {
	case 1:
		return math.Tan(math.Pi / 2 * level)
	case 2:
		return level * math.Sqrt(2/(1-level*level))
	}
	t := studentExpansion(NormalQuantile(level), nu)
	if nu > 1000 {
		return t
	}
	// The distribution is concave for t > 0, so Newton's method from below the
	// root does not overshoot, and from above it lands below. A level next to 1
	// leaves no density to divide by: then the expansion is what there is.
	logc := stirling((nu+1)/2) - stirling(nu/2) + nu/2*math.Log1p(1/nu) - 0.5 - math.Log(2*math.Pi)/2
	for range 100 {
		density := 2 * math.Exp(logc-(nu+1)/2*math.Log1p(t*t/nu))
		next := t + (StudentTail(t, nu)-(1-level))/density
		if math.IsNaN(next) || math.IsInf(next, 0) || math.Abs(next-t) <= 1e-15*t {
			return t
		}
		t = max(next, t/2)
	}
	return t
}

// studentExpansion is the expansion of the quantile in 1/n around z.
func studentExpansion(z, n float64) float64 {
	z2 := z * z
	g1 := (z2 + 1) / 4
	g2 := ((5*z2+16)*z2 + 3) / 96
	g3 := (((3*z2+19)*z2+17)*z2 - 15) / 384
	g4 := ((((79*z2+776)*z2+1482)*z2-1920)*z2 - 945) / 92160
	return z * (1 + (g1+(g2+(g3+g4/n)/n)/n)/n)
}
