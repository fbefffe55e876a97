package alarm

// A spread is how much counts vary beyond Poisson: φ, the squared coefficient of
// variation, which is 1/k of the negative binomial distribution. It is the mean of
//
//	((c - m)² - m) / m² - what is known otherwise
//
// over what was seen, each by its precision, and a first guess by its weight.
type spread struct{ sum, weight float64 }

const (
	spreadMemory  = 84 * 24.0 // counts, twelve weeks of hours
	spreadCut     = 25.0      // squared deviations beyond are of events
	mostSpread    = 4.0
	leastShare    = 0.1 // of the variation of the mean is left where counts vary less
	firstSpread   = 0.1 // of an hour
	firstWeight   = 100
	pooledSpread  = 0.005 // of whole days: 7%
	pooledWeight  = 7 / (0.015 * 0.015)
	cellUsual     = 0.25 // a count tells no more than where it varies so much
	pooledUsual   = 0.01
	mostFreedom   = 1e6
	largestWeight = 1e20
)

// of returns φ, with the first guess. It is below 0 where counts vary less than the
// variation of their mean says.
func (s *spread) of(guess, weight float64) float64 {
	return min((s.sum+guess*weight)/(s.weight+weight), mostSpread)
}

// add learns from a total, of which a share is new. known is what it varies by
// otherwise, and phi what was expected beyond that.
func (s *spread) add(t total, phi, known, share float64) {
	m := t.expected
	variance := 1/m + beyond(phi, known)
	off := float64(t.counted)/m - 1
	weight := share * tells(m, variance)
	const keep = 1 - 1/spreadMemory
	s.sum = s.sum*keep + weight*(min(off*off, spreadCut*variance)-1/m-known)
	s.weight = min(s.weight*keep+weight, largestWeight)
}

// tells returns the weight of a count of mean m: 1/variance of ((c-m)² - m)/m², which
// has a part of skewness.
func tells(m, variance float64) float64 { return 1 / (variance*variance + 1/(2*m*m*m)) }

// beyond returns what a count varies by beyond Poisson: φ, and what is known besides.
func beyond(phi, known float64) float64 { return max(phi+known, leastShare*known) }

// spreads are the spreads of a series: of the short window, and of those of cells.
type spreads struct {
	short spread
	cells [mostWindows]spread
}

// A dispersion is the φ of a window in its parts: that of its cells, each by itself,
// and that which they share. Days differ, and not only hours.
type dispersion struct {
	own, shared float64
	weight      float64 // of the guess
	of          *spread
}

// shortWindow is the number of the short window; those of cells count from 0.
const shortWindow = -1

// of returns the dispersion of window i of n, with a total.
func (s *spreads) of(i, n int, t total) dispersion {
	lasts := s.lasting(n)
	switch {
	case i == shortWindow:
		return dispersion{shared: max(s.short.of(firstSpread, firstWeight), lasts), weight: firstWeight, of: &s.short}
	case i == 0:
		return dispersion{shared: s.cell(n), weight: firstWeight, of: &s.cells[0]}
	}
	return dispersion{
		own:    max(s.cell(n)-max(lasts, 0), 0) * t.concentration,
		shared: max(s.cells[i].of(lasts, pooledWeight), lasts), weight: pooledWeight, of: &s.cells[i],
	}
}

// cell returns the φ of a cell: at least that of whole days.
func (s *spreads) cell(n int) float64 {
	return max(s.cells[0].of(firstSpread, firstWeight), s.lasting(n))
}

// lasting returns the φ that the cells of a day share, of n windows.
func (s *spreads) lasting(n int) float64 {
	if n == 1 { // a cell is a day
		return s.cells[0].of(firstSpread, firstWeight)
	}
	return s.cells[n-1].of(pooledSpread, pooledWeight)
}

// learn learns from a total of the window of a dispersion.
func (x dispersion) learn(t total, known, share float64) {
	x.of.add(t, x.shared, x.own+known, share)
}

// predict returns the distribution of a count, of which the mean varies by known.
func (x dispersion) predict(t total, known float64) predicted {
	spread := beyond(x.own+x.shared, known)
	variance := 1/t.expected + spread
	return predicted{t.expected, spread, min((x.of.weight+x.weight)*variance*variance, mostFreedom)}
}
