package decompose

import "math/big"

// A Cell is a segment before and after: its share of all, and its figure. Where the
// share is 0 there is no segment, and the figure is not read.
type Cell struct {
	Share, Figure [2]*big.Rat // before, after
}

// In reports whether the segment is there before (0) or after (1).
func (c Cell) In(period int) bool { return c.Share[period].Sign() != 0 }

// Mean returns the mean of the figure before and after, or, of a segment that is
// there once, its figure.
func (c Cell) Mean() *big.Rat {
	switch {
	case !c.In(0) && !c.In(1):
		return new(big.Rat)
	case !c.In(0):
		return c.Figure[1]
	case !c.In(1):
		return c.Figure[0]
	}
	return middle(c.Figure[0], c.Figure[1])
}

// Change returns the change of the figure, 0 for a segment that is there once.
func (c Cell) Change() *big.Rat {
	if !c.In(0) || !c.In(1) {
		return new(big.Rat)
	}
	return new(big.Rat).Sub(c.Figure[1], c.Figure[0])
}

// Total returns the figure of all segments before and after.
func Total(cells []Cell) (total [2]*big.Rat) {
	for period := range total {
		total[period] = new(big.Rat)
		for _, c := range cells {
			if c.In(period) {
				total[period].Add(total[period], new(big.Rat).Mul(c.Share[period], c.Figure[period]))
			}
		}
	}
	return total
}

// Mix splits the change of the total: into what each segment changed itself, and
// what the change of its share did,
//
//	own = (share before + share after) / 2 × (figure after - figure before)
//	mix = (share after - share before) × (mean figure of the segment - mean total)
//
// where a mean is that of before and after. The mean total takes nothing away, since
// the changes of all shares add up to 0; it makes the mix of a segment independent of
// where the figure has its zero.
func Mix(cells []Cell) (own, mix []*big.Rat) {
	total := Total(cells)
	mean := middle(total[0], total[1])
	own, mix = make([]*big.Rat, len(cells)), make([]*big.Rat, len(cells))
	for i, c := range cells {
		own[i] = middle(c.Share[0], c.Share[1])
		own[i].Mul(own[i], c.Change())
		mix[i] = new(big.Rat).Sub(c.Mean(), mean)
		mix[i].Mul(mix[i], new(big.Rat).Sub(c.Share[1], c.Share[0]))
	}
	return own, mix
}

func middle(a, b *big.Rat) *big.Rat {
	m := new(big.Rat).Add(a, b)
	return m.Mul(m, big.NewRat(1, 2))
}
