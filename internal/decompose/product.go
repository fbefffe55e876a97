package decompose

import "math/big"

// Product returns the part of each factor in the change of the product of all. With
// b_i the factors before, a_i after, and a path on which all change at once,
//
//	part_j = (a_j - b_j) ∫ Π (b_i (1-t) + a_i t) dt        i other than j, t from 0 to 1
//
// whose powers of t and 1-t integrate to the weights of the orders. before and after
// have the same length.
func Product(before, after []*big.Rat) []*big.Rat {
	parts := make([]*big.Rat, len(before))
	for j := range parts {
		part := new(big.Rat)
		coefficients := others(before, after, j)
		for k, c := range coefficients {
			part.Add(part, c.Mul(c, weight(k, len(coefficients)-1)))
		}
		change := new(big.Rat).Sub(after[j], before[j])
		parts[j] = part.Mul(part, change)
	}
	return parts
}

// others returns the coefficients of t^k (1-t)^(n-k) in the product of all factors
// but one.
func others(before, after []*big.Rat, but int) []*big.Rat {
	c := []*big.Rat{big.NewRat(1, 1)}
	for i := range before {
		if i == but {
			continue
		}
		next := make([]*big.Rat, len(c)+1)
		for k := range next {
			next[k] = new(big.Rat)
			if k < len(c) {
				next[k].Mul(c[k], before[i])
			}
			if k > 0 {
				next[k].Add(next[k], new(big.Rat).Mul(c[k-1], after[i]))
			}
		}
		c = next
	}
	return c
}

// weight returns the integral of t^k (1-t)^(n-k) from 0 to 1, which is the share of
// the orders of n+1 factors in which k given ones come before a given one and the
// others behind it:
//
//	k! (n-k)! / (n+1)! = 1 / ((n+1) C(n, k))
func weight(k, n int) *big.Rat {
	orders := new(big.Int).Binomial(int64(n), int64(k))
	return new(big.Rat).SetFrac(big.NewInt(1), orders.Mul(orders, big.NewInt(int64(n+1))))
}

// Slopes returns how the parts of Product change with the factors: byBefore[j][i]
// is the derivative of the part of factor j by factor i before.
func Slopes(before, after []float64) (byBefore, byAfter [][]float64) {
	n := len(before)
	byBefore, byAfter = make([][]float64, n), make([][]float64, n)
	for j := range n {
		byBefore[j], byAfter[j] = make([]float64, n), make([]float64, n)
		mean := integral(before, after, 0, 0, j, j)
		byBefore[j][j], byAfter[j][j] = -mean, mean
		for i := range n {
			if i != j {
				change := after[j] - before[j]
				byBefore[j][i] = change * integral(before, after, 0, 1, j, i)
				byAfter[j][i] = change * integral(before, after, 1, 0, j, i)
			}
		}
	}
	return byBefore, byAfter
}

// integral returns ∫ t^p (1-t)^q Π (b_i (1-t) + a_i t) dt over the factors other
// than j and k.
func integral(before, after []float64, p, q, j, k int) float64 {
	c := []float64{1}
	for i := range before {
		if i == j || i == k {
			continue
		}
		next := make([]float64, len(c)+1)
		for m, x := range c {
			next[m] += x * before[i]
			next[m+1] += x * after[i]
		}
		c = next
	}
	sum, n := 0.0, len(c)-1+p+q
	share := 1 / float64(n+1) // 1 / ((n+1) C(n, m))
	for m := range n + 1 {
		if m >= p && m-p < len(c) {
			sum += c[m-p] * share
		}
		share *= float64(m+1) / float64(n-m)
	}
	return sum
}
