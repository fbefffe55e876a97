package decompose

import "math/big"

// Shapley returns the part of each of n factors in the change of a figure of all,
// which value returns for a set of factors (bit i for factor i) as they are after,
// the others as they are before. It asks for each of the 2^n sets once, the empty
// one first.
func Shapley(n int, value func(set uint) (*big.Rat, error)) ([]*big.Rat, error) {
	values := make([]*big.Rat, 1<<n)
	for set := range values {
		v, err := value(uint(set))
		if err != nil {
			return nil, err
		}
		values[set] = v
	}
	weights := make([]*big.Rat, n)
	for k := range weights {
		weights[k] = weight(k, n-1)
	}
	parts := make([]*big.Rat, n)
	for j := range parts {
		part, bit := new(big.Rat), 1<<j
		for set := range values {
			if set&bit != 0 {
				continue
			}
			added := new(big.Rat).Sub(values[set|bit], values[set])
			part.Add(part, added.Mul(added, weights[size(set)]))
		}
		parts[j] = part
	}
	return parts, nil
}

// size returns the number of factors in a set.
func size(set int) (n int) {
	for ; set != 0; set &= set - 1 {
		n++
	}
	return n
}
