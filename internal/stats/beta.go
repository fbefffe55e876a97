package stats

import "math"

// Beta returns both tails of the beta distribution, P(B <= x) and P(B > x),
// for a, b > 0. y is 1 - x, which the caller may know to more digits.
//
// It is the continued fraction of A. R. DiDonato and A. H. Morris, "Algorithm
// 708", ACM TOMS 18 (1992) 360-373, eq. 9, on the side of the mean where it
// converges. gonum's mathext.RegIncBeta takes differences of log-gammas: at
// a = b = 5e6 it is off by 2.6e-3.
func Beta(a, b, x, y float64) (lower, upper float64) {
	switch {
	case x <= 0:
		return 0, 1
	case y <= 0:
		return 1, 0
	case b*x <= a*y:
		lower = BetaPower(a, b, x, y) * betaFraction(a, b, x, y)
		return lower, 1 - lower
	default:
		upper = BetaPower(a, b, x, y) * betaFraction(b, a, y, x)
		return 1 - upper, upper
	}
}

// BetaPower returns x^a y^b / B(a, b) for x + y = 1, as C. Loader, "Fast and Accurate
// Computation of Binomial Probabilities" (2000), forms it.
func BetaPower(a, b, x, y float64) float64 {
	s := a + b
	d := x*b - y*a // s times the distance from the mean
	exponent := a*log1pmx(d/a, x*(s/a)) + b*log1pmx(-d/b, y*(s/b)) + stirling(s) - stirling(a) - stirling(b)
	return math.Exp(exponent) * math.Sqrt(a/s*b/(2*math.Pi))
}

// betaFraction evaluates 1 / (β₁ + α₂/(β₂ + α₃/(β₃ + ...))) by Lentz's method,
// for x up to the mean. Next to it that takes about √min(a, b)/4 steps,
// elsewhere some dozens.
func betaFraction(a, b, x, y float64) float64 {
	lambda := a*y - b*x
	beta := a / (a + 1) * (lambda + 1)
	f, c, d := 1/beta, beta, 0.0
	for n := 1.0; n < 1e6; n++ {
		alpha := (a + n - 1) / (a + 2*n - 1) * ((a + b + n - 1) / (a + 2*n - 1)) * n * (b - n) * x * x
		beta := n + n*(b-n)/(a+2*n-1)*x + (a+n)/(a+2*n+1)*(lambda+1+n*(1+y))
		d = 1 / (beta + alpha*d)
		c = beta + alpha/c
		f /= c * d
		if math.Abs(c*d-1) <= 1e-16 {
			break
		}
	}
	return f
}

// BetaQuantile returns the x with P(B <= x) = p and P(B > x) = q, for p, q > 0
// that add up to 1 and a, b >= 1/2.
func BetaQuantile(p, q, a, b float64) float64 {
	if a > b { // the smaller end has more digits
		return 1 - betaQuantile(q, p, b, a)
	}
	return betaQuantile(p, q, a, b)
}

// betaQuantile is BetaQuantile for a <= b: Newton's method for
// the logarithm of the smaller tail over that of x, within a bracket.
func betaQuantile(p, q, a, b float64) float64 {
	x := betaExpansion(p, q, a, b)
	if a > 1e8 {
		return x // its error is below 1e-11 x
	}
	low, high := 1e-300, 1.0
	for range 200 {
		if !(low < x && x < high) {
			x = math.Sqrt(low) * math.Sqrt(high)
		}
		y := 1 - x
		lower, upper := Beta(a, b, x, y)
		miss, tail := math.Log(lower/p), lower
		if q < p {
			miss, tail = math.Log(q/upper), upper
		}
		if miss > 0 {
			high = x
		} else {
			low = x
		}
		step := miss * y * tail / BetaPower(a, b, x, y)
		if math.Abs(step) <= 1e-15 {
			break
		}
		x *= math.Exp(-step)
	}
	return x
}

// betaExpansion is the expansion of the quantile around the normal one
// (Cornish-Fisher), as far as the skewness goes.
func betaExpansion(p, q, a, b float64) float64 {
	s := a + b
	z := -math.Sqrt2 * math.Erfcinv(2*p)
	if q < p {
		z = math.Sqrt2 * math.Erfcinv(2*q)
	}
	sd := math.Sqrt(a / s * b / s / (s + 1))
	skew := 2 * (b - a) / (s + 2) * math.Sqrt((s+1)/a/b)
	x := a/s + sd*(z+skew*(z*z-1)/6-skew*skew*(2*z*z-5)*z/36)
	return min(max(x, 0), 1)
}

// stirling returns log Γ(z) - ((z-1/2) log z - z + log(2π)/2), for z > 0.
func stirling(z float64) float64 {
	if z < 15 {
		logGamma, _ := math.Lgamma(z)
		return logGamma - ((z-0.5)*math.Log(z) - z + math.Log(2*math.Pi)/2)
	}
	w := 1 / (z * z)
	return (1.0/12 - w*(1.0/360-w*(1.0/1260-w*(1.0/1680-w*(1.0/1188-w*691/360360))))) / z
}

// log1pmx returns log(1+u) - u, without cancellation for small u, and given
// 1+u for large.
func log1pmx(u, onePlus float64) float64 {
	if math.Abs(u) > 0.1 {
		return math.Log(onePlus) - u
	}
	// With r = u/(2+u): log(1+u) = 2 (r + r³/3 + r⁵/5 + ...), u = 2r + ru.
	r := u / (2 + u)
	r2, sum := r*r, 0.0
	for k := 19.0; k >= 3; k -= 2 {
		sum = sum*r2 + 1/k
	}
	return r * (2*r2*sum - u)
}
