package stats

import (
	"math"
	"slices"
)

// A Rake is the weights of cells that are to have given sums by each of several
// margins:
//
//	Σ counts × weight, over the cells of a category = its target
//	weight = base weight × a factor per category, cut to Min..Max
//
// Of all weights with these sums they are the ones that differ least from the base
// weights b, by Σ counts (w log(w/b) - w + b).
type Rake struct {
	Counts     []float64   // answers in each cell, above 0
	Weights    []float64   // the base weights, above 0; Run replaces them
	Categories [][]int     // by margin: the category of each cell
	Targets    [][]float64 // by margin: the sum of each category, above 0
	Min, Max   float64     // Max is +Inf where there is none

	uncut []float64 // the weights before they are cut
	cells [][][]int // by margin and category
}

// A Miss is how far the sum of a category is from its target.
type Miss struct {
	Share            float64 // |sum / target - 1|
	Margin, Category int
}

// The bounds of weights before they are cut, so that they stay numbers where no
// weights have the sums.
const leastUncut, mostUncut = 1e-150, 1e150

// Run fits one margin after the other until no category misses its target by more
// than tolerance, or that many rounds are over. It returns the rounds and the largest
// miss.
//
// Source: W. E. Deming and F. F. Stephan, Annals of Mathematical Statistics 11 (1940)
// 427-444; with bounds J.-C. Deville, C.-E. Särndal and O. Sautory, JASA 88 (1993)
// 1013-1020. Each step is the best factor of one category: coordinate ascent in a
// concave function of all factors.
func (r *Rake) Run(tolerance float64, rounds int) (done int, worst Miss) {
	r.uncut = slices.Clone(r.Weights)
	r.cells = make([][][]int, len(r.Targets))
	for m, targets := range r.Targets {
		r.cells[m] = make([][]int, len(targets))
		for cell, c := range r.Categories[m] {
			r.cells[m][c] = append(r.cells[m][c], cell)
		}
	}
	for done < rounds {
		done++
		for m, targets := range r.Targets {
			for c, target := range targets {
				r.fit(r.cells[m][c], target)
			}
		}
		if worst = r.miss(); worst.Share <= tolerance {
			break
		}
	}
	return done, worst
}

func (r *Rake) miss() (worst Miss) {
	for m, targets := range r.Targets {
		for c, target := range targets {
			sum := 0.0
			for _, i := range r.cells[m][c] {
				sum += r.Counts[i] * r.Weights[i]
			}
			if off := math.Abs(sum/target - 1); off > worst.Share {
				worst = Miss{off, m, c}
			}
		}
	}
	return worst
}

// fit gives the cells of a category the factor with which they have its sum, or the
// nearest to it.
func (r *Rake) fit(cells []int, target float64) {
	f := r.factor(cells, target)
	for _, i := range cells {
		r.uncut[i] = min(max(r.uncut[i]*f, leastUncut), mostUncut)
		r.Weights[i] = min(max(r.uncut[i], r.Min), r.Max)
	}
}

// factor solves Σ counts × cut(uncut f) = target for f. The sum grows with f in
// straight pieces, which end where a weight meets a bound.
func (r *Rake) factor(cells []int, target float64) float64 {
	sum := 0.0
	for _, i := range cells {
		sum += r.Counts[i] * r.uncut[i]
	}
	f := target / sum
	if r.Min == 0 && math.IsInf(r.Max, 1) || r.uncutAt(cells, f) {
		return f
	}
	var ends []float64
	for _, i := range cells {
		ends = append(ends, r.Min/r.uncut[i], r.Max/r.uncut[i])
	}
	slices.Sort(ends)
	// The first end at which the sum is large enough: the piece before it has f.
	at, _ := slices.BinarySearchFunc(ends, target, func(end, target float64) int {
		if r.sum(cells, end) < target {
			return -1
		}
		return 1
	})
	switch {
	case at == 0:
		return ends[0]
	case at == len(ends) || math.IsInf(ends[at], 1):
		return r.beyond(cells, ends[at-1], target)
	}
	low, high := ends[at-1], ends[at]
	below, above := r.sum(cells, low), r.sum(cells, high)
	if above == below {
		return high
	}
	return low + (high-low)*(target-below)/(above-below)
}

// beyond is the factor after the last end, where there is no Max.
func (r *Rake) beyond(cells []int, end, target float64) float64 {
	if !math.IsInf(r.Max, 1) {
		return end
	}
	sum := 0.0
	for _, i := range cells {
		sum += r.Counts[i] * r.uncut[i]
	}
	return max(target/sum, end)
}

// uncutAt reports whether a factor cuts no weight.
func (r *Rake) uncutAt(cells []int, f float64) bool {
	for _, i := range cells {
		if w := r.uncut[i] * f; w < r.Min || w > r.Max {
			return false
		}
	}
	return true
}

// sum returns the sum of the cells at a factor.
func (r *Rake) sum(cells []int, f float64) float64 {
	sum := 0.0
	for _, i := range cells {
		sum += r.Counts[i] * min(max(r.uncut[i]*f, r.Min), r.Max)
	}
	return sum
}
