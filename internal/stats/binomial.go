package stats

import "math"

// BinomialQuantile returns the smallest k with P(X <= k) >= p for X binomial
// of n and q, 0 < p, q < 1. Beyond n = 1e12 it is the normal one.
func BinomialQuantile(p float64, n uint64, q float64) uint64 {
	size := float64(n)
	if size > 1e12 {
		z := math.Sqrt2 * math.Erfinv(2*p-1)
		return uint64(min(max(size*q+z*math.Sqrt(size*q*(1-q)), 0), size))
	}
	low, high := uint64(0), n
	for low < high {
		k := low + (high-low)/2
		// P(X <= k) = P(B > q) for the beta distribution of k+1 and n-k.
		if _, tail := Beta(float64(k)+1, size-float64(k), q, 1-q); tail >= p {
			high = k
		} else {
			low = k + 1
		}
	}
	return low
}

// FisherTail returns the two-sided p-value of Fisher's exact test for x1 of n1
// against x2 of n2: the chance, with all margins as they are, of a table that
// is no more likely than this one. It walks over the tables within some forty
// standard deviations of the likeliest.
func FisherTail(x1, n1, x2, n2 uint64) float64 {
	hits, total := float64(x1)+float64(x2), float64(n1)+float64(n2)
	size := float64(n1)
	low, high := max(0, hits-float64(n2)), min(size, hits)
	// ratio of the chance of x+1 to that of x
	ratio := func(x float64) float64 {
		return (size - x) * (hits - x) / ((x + 1) * (total - size - hits + x + 1))
	}
	mode := min(max(math.Floor((size+1)*(hits+1)/(total+2)), low), high)
	const least = 1e-300 // below it float64 loses its digits, and does not fall any more
	seen := 1.0          // chance of x1, relative to that of the mode
	for x := mode; x < float64(x1) && seen > least; x++ {
		seen *= ratio(x)
	}
	for x := mode; x > float64(x1) && seen > least; x-- {
		seen /= ratio(x - 1)
	}
	if seen <= least {
		return 0
	}
	// Equal chances may differ in their last digits; R takes the same margin.
	limit := seen * (1 + 1e-7)
	all, tail := 0.0, 0.0
	add := func(chance float64) {
		all += chance
		if chance <= limit {
			tail += chance
		}
	}
	add(1)
	for x, chance := mode, 1.0; x < high && chance > least; x++ {
		chance *= ratio(x)
		add(chance)
	}
	for x, chance := mode, 1.0; x > low && chance > least; x-- {
		chance /= ratio(x - 1)
		add(chance)
	}
	return tail / all
}
