package sketch

import "math"

// cardinality estimates the size of a set from used, the number of registers
// of each rank. It is algorithm 6 of Ertl, "New cardinality estimation
// algorithms for HyperLogLog sketches" (2017, arXiv 1702.01284), which needs
// no bias table and no threshold between small and large sets. With m
// registers and q = 64 - indexBits,
//
//	                             m^2 / (2 ln 2)
//	n = -----------------------------------------------------------------------
//	    m sigma(used[0]/m) + sum_1^q used[k] 2^-k + m tau(1 - used[q+1]/m) 2^-q
//
// It is 2^64-1 if it would be more, as when all registers are full, which no
// set of evenly spread hashes comes near to.
//
// Here and below, a product that is added has a power of two as a factor and so
// is exact. A fused multiply-add, which some processors use, gives the same
// digits.
func cardinality(used *[maxRank + 1]uint32) uint64 {
	const m = float64(registers)
	z := m * tau(1-float64(used[maxRank])/m)
	for k := maxRank - 1; k >= 1; k-- {
		z = (z + float64(used[k])) / 2
	}
	z += m * sigma(float64(used[0])/m)
	n := math.Round(m / z * m / (2 * math.Ln2))
	if n >= 1<<64 {
		return math.MaxUint64
	}
	return uint64(n)
}

// sigma corrects for registers that are not used:
//
//	sigma(x) = x + sum_{k>=1} x^(2^k) 2^(k-1)
//
// for x in 0..1; it is infinite at 1.
func sigma(x float64) float64 {
	if x == 1 {
		return math.Inf(1)
	}
	sum, weight := x, 1.0
	for before := math.NaN(); sum != before; weight *= 2 {
		before = sum
		x *= x
		sum += x * weight
	}
	return sum
}

// tau corrects for registers that are full:
//
//	tau(x) = (1 - x - sum_{k>=1} (1 - x^(2^-k))^2 2^-k) / 3
//
// for x in 0..1.
func tau(x float64) float64 {
	if x == 0 {
		return 0 // the limit; the roots of 0 stay 0
	}
	sum, weight := 1-x, 1.0
	for before := math.NaN(); sum != before; {
		before = sum
		x = math.Sqrt(x)
		weight /= 2
		sum -= (1 - x) * (1 - x) * weight
	}
	return sum / 3
}
