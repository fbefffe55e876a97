package decompose

import "math"

// A Structure says how cells are crossed from attributes: Of[i][j] is the value of
// attribute j in cell i, as a number from 0 on. Share is the share of each cell
// before and after.
type Structure struct {
	Of    [][]int
	Share [2][]float64
}

// Parts is the change of a mix by attribute.
type Parts struct {
	Sum    []float64      // the part of each attribute
	Change [][]float64    // [attribute][cell], the change of the share of a cell that is due to it
	Slope  [2][][]float64 // [before, after][attribute][cell], the derivative of Sum by the share of the cell
}

// Split splits Σ mean (share after - share before) over the cells by attribute. The
// share of a cell is the product of one factor for each attribute, which says how much
// more of its value there is than the others lead to expect,
//
//	share = Π_j f_j        f_j = Π_T (share of T and j / share of T)^(1/(P C(P-1, |T|)))
//
// with T all sets of the P-1 other attributes, and shares of all cells with the same
// values. Each attribute has the part of its factor in the change of the product. A
// factor has roots, so these parts are of float64, and add up to the change only
// within its precision.
//
// Source: P. Das Gupta (1993), equation 5.36.
func (s Structure) Split(mean []float64) Parts {
	attributes := len(s.Of[0])
	groups := s.groups(attributes)
	var factors [2][][]float64
	for period := range factors {
		factors[period] = s.factors(attributes, groups[period])
	}
	p := Parts{Sum: make([]float64, attributes), Change: make([][]float64, attributes)}
	for period := range p.Slope {
		p.Slope[period] = make([][]float64, attributes)
	}
	for j := range attributes {
		p.Change[j] = make([]float64, len(s.Of))
		by := [2]slopes{newSlopes(groups[0]), newSlopes(groups[1])}
		for i := range s.Of {
			before, after := factors[0][i], factors[1][i]
			p.Change[j][i] = (after[j] - before[j]) * integral(before, after, 0, 0, j, j)
			p.Sum[j] += mean[i] * p.Change[j][i]
			byBefore, byAfter := Slopes(before, after)
			by[0].add(groups[0], i, mean[i], byBefore[j], before)
			by[1].add(groups[1], i, mean[i], byAfter[j], after)
		}
		for period := range p.Slope {
			p.Slope[period][j] = by[period].cells(groups[period], len(s.Of))
		}
	}
	return p
}

// A grouping puts cells with the same values of some attributes into one group.
type grouping struct {
	of    []int     // the group of each cell
	share []float64 // of each group
}

// groups returns the groupings of each period by the set of attributes.
func (s Structure) groups(attributes int) [2][]grouping {
	var all [2][]grouping
	for set := range 1 << attributes {
		number, of := make(map[string]int), make([]int, len(s.Of))
		for i, values := range s.Of {
			var key []byte
			for j, v := range values {
				if set&(1<<j) != 0 {
					key = append(key, byte(v), byte(v>>8), byte(v>>16), byte(v>>24))
				}
			}
			g, ok := number[string(key)]
			if !ok {
				g = len(number)
				number[string(key)] = g
			}
			of[i] = g
		}
		for period := range all {
			share := make([]float64, len(number))
			for i, g := range of {
				share[g] += s.Share[period][i]
			}
			all[period] = append(all[period], grouping{of, share})
		}
	}
	return all
}

// exponent returns the exponent of the shares of a set in a factor.
func exponent(set, attributes int) float64 {
	w, _ := weight(size(set), attributes-1).Float64()
	return w
}

// factors returns the factors of each cell, 0 where the cell is empty.
func (s Structure) factors(attributes int, groups []grouping) [][]float64 {
	all := make([][]float64, len(s.Of))
	for i := range all {
		all[i] = make([]float64, attributes)
		if groups[len(groups)-1].at(i) == 0 {
			continue
		}
		for j := range attributes {
			log := 0.0
			for set := range groups {
				if bit := 1 << j; set&bit == 0 {
					log += exponent(set, attributes) * math.Log(groups[set|bit].at(i)/groups[set].at(i))
				}
			}
			all[i][j] = math.Exp(log)
		}
	}
	return all
}

// at returns the share of the group of a cell.
func (g grouping) at(cell int) float64 { return g.share[g.of[cell]] }

// slopes adds up derivatives by the share of each group of each grouping.
type slopes [][]float64

func newSlopes(groups []grouping) slopes {
	s := make(slopes, len(groups))
	for set, g := range groups {
		s[set] = make([]float64, len(g.share))
	}
	return s
}

// add adds those of a cell: by holds the derivatives by its factors.
func (s slopes) add(groups []grouping, cell int, mean float64, by, factors []float64) {
	for k, f := range factors {
		if f == 0 {
			continue // an empty cell
		}
		for set := range groups {
			if bit := 1 << k; set&bit == 0 {
				x := mean * by[k] * f * exponent(set, len(factors))
				s[set|bit][groups[set|bit].of[cell]] += x / groups[set|bit].at(cell)
				s[set][groups[set].of[cell]] -= x / groups[set].at(cell)
			}
		}
	}
}

// cells returns the derivatives by the share of each cell, which is in one group of
// each grouping.
func (s slopes) cells(groups []grouping, n int) []float64 {
	sum := make([]float64, n)
	for i := range sum {
		for set, g := range groups {
			sum[i] += s[set][g.of[i]]
		}
	}
	return sum
}
