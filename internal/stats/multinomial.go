package stats

import "math"

// LogMultinomial returns the logarithm of the chance of counts under the shares
// that they have themselves, n! / Π c! Π (c/n)^c.
func LogMultinomial(counts ...float64) float64 {
	n, sum := 0.0, 0.0
	for _, c := range counts {
		n += c
		if c > 0 {
			sum -= stirling(c) + math.Log(2*math.Pi*c)/2
		}
	}
	if n == 0 {
		return 0
	}
	return sum + stirling(n) + math.Log(2*math.Pi*n)/2
}

// LogLikelihoodRatio returns the logarithm of the likelihood of counts under
// shares, over that under the shares that they have themselves; it is 0 or less.
func LogLikelihoodRatio(counts, shares []float64) float64 {
	n, sum := 0.0, 0.0
	for _, c := range counts {
		n += c
	}
	for i, c := range counts {
		if c > 0 {
			// Σ c log(1+u) = Σ c (log(1+u) - u) + Σ c u, with Σ c u = n (1 - 1) over
			// the classes that have a count.
			u := (shares[i]*n - c) / c
			sum += c * log1pmx(u, shares[i]*n/c)
		} else {
			sum -= shares[i] * n
		}
	}
	return sum
}
