package kpi

import (
	"fmt"
	"math"
	"math/big"
	"slices"
)

// A drawn is what the figures of a chart are of.
type drawn struct {
	n        []*big.Rat // of each point
	center   *big.Rat   // exact, so that figures that are all the same lie on it
	variance *float64   // v, of one thing, nil where figures are not samples
}

// drawnFrom returns how points are drawn, of which the first base ones count.
func drawnFrom(points []ChartPoint, base int, limits ChartLimits) drawn {
	s := drawn{n: make([]*big.Rat, len(points))}
	samples := limits != IndividualLimits
	for _, p := range points {
		samples = samples && isSample(p.Figure) && sameKind(p.Figure, points[0].Figure)
	}
	for i, p := range points {
		s.n[i] = big.NewRat(1, 1)
		if samples {
			s.n[i] = sizeOf(p.Figure)
		}
	}
	sum, n := new(big.Rat), new(big.Rat)
	for i, p := range points[:base] {
		sum.Add(sum, new(big.Rat).Mul(s.n[i], p.Figure.Rat()))
		n.Add(n, s.n[i])
	}
	s.center = sum.Quo(sum, n)
	if samples {
		s.variance = varianceOf(points[:base], float(s.center))
	}
	return s
}

// isSample reports whether a figure says how many things it is of.
func isSample(f Figure) bool {
	switch f := f.(type) {
	case Rate, Fraction:
		return true
	case Net:
		return f.total > 0
	case Mean:
		return f.n > 0
	}
	return false
}

// sizeOf returns how many things a sample is of.
func sizeOf(f Figure) *big.Rat {
	switch f := f.(type) {
	case Rate:
		return new(big.Rat).SetUint64(f.Total())
	case Net:
		return new(big.Rat).SetUint64(f.total)
	case Mean:
		return new(big.Rat).SetUint64(f.n)
	case Fraction:
		return f.Denominator().Rat()
	}
	return big.NewRat(1, 1)
}

// varianceOf returns the variance of one of the things that samples are of, or nil where
// each is of one only.
func varianceOf(points []ChartPoint, center float64) *float64 {
	var plus, minus, total, squares, freedom float64
	for _, p := range points {
		switch f := p.Figure.(type) {
		case Net:
			plus, minus, total = plus+float64(f.plus), minus+float64(f.minus), total+float64(f.total)
		case Mean:
			if f.n > 1 {
				squares += float(f.variance) * float64(f.n-1)
				freedom += float64(f.n - 1)
			}
		}
	}
	v := center * (1 - center)
	switch points[0].Figure.(type) {
	case Net:
		p, m := plus/total, minus/total
		v = 100 * 100 * (p + m - (p-m)*(p-m))
	case Mean:
		if freedom == 0 {
			return nil
		}
		v = squares / freedom
	case Fraction:
		v = math.Abs(center)
	}
	return &v
}

// draw computes the limits, and finds the signals.
func (c *Chart) draw(s drawn, config ChartConfig) error {
	v, multiple := 1.0, 1.0 // any v will do where σz is of the figures themselves
	switch {
	case s.variance != nil && *s.variance > 0:
		v = *s.variance
	case config.Limits == SamplingLimits:
		multiple = 0 // all or none, so that nothing varies
	}
	z := make([]float64, len(c.Points))
	for i := range c.Points {
		p := &c.Points[i]
		p.Sigma = math.Sqrt(v / float(s.n[i]))
		z[i] = float(new(big.Rat).Sub(p.Figure.Rat(), s.center)) / p.Sigma
		if math.IsNaN(z[i]) || math.IsInf(z[i], 0) || math.IsInf(p.Sigma, 0) || p.Sigma == 0 {
			return fmt.Errorf("kpi: chart: %w: a figure of %v of %v", ErrOverflow, short(p.Figure.Rat()), short(s.n[i]))
		}
		if i > 0 {
			p.Range = math.Abs(z[i]-z[i-1]) * p.Sigma
		}
	}
	sigma, widest := spreadOf(z[:c.Baseline], config.Median)
	if config.Limits != SamplingLimits {
		multiple = sigma
		if s.variance != nil {
			c.SigmaZ = sigma
		}
	}
	for i := range c.Points {
		c.Points[i].limit(c.Center, multiple)
		c.Points[i].Signal = signal(z[:i+1], multiple, widest, config.AllRules)
	}
	return nil
}

// spreadOf returns the standard deviation of values by their moving ranges, and the limit
// of these.
func spreadOf(z []float64, median bool) (sigma, widest float64) {
	ranges := make([]float64, 0, len(z))
	for i := range z[1:] {
		ranges = append(ranges, math.Abs(z[i+1]-z[i]))
	}
	if median {
		slices.Sort(ranges)
		m := (ranges[(len(ranges)-1)/2] + ranges[len(ranges)/2]) / 2
		return m / medianRange, widestMedian * m
	}
	sum := 0.0
	for _, r := range ranges {
		sum += r / float64(len(ranges))
	}
	return sum / meanRange, widestRange * sum
}

// limit sets the limits of a point whose figure has so many times the deviation of sampling.
func (p *ChartPoint) limit(center, multiple float64) {
	p.Sigma *= multiple
	p.Low, p.High = center-3*p.Sigma, center+3*p.Sigma
	if isEstimate(p.Figure) {
		i := limitsOf(p.Figure).cut(Interval{Low: p.Low, High: p.High})
		p.Low, p.High = i.Low, i.High
	}
}

// signal returns the first rule that the last of the points z breaks, by the distance
// from the center in deviations of sampling.
func signal(z []float64, sigma, widest float64, all bool) Signal {
	last := z[len(z)-1]
	beyond := func(x, limit float64) bool { return math.Abs(x) > limit*sigma && (x > 0) == (last > 0) }
	count := func(of int, limit float64) (n int) {
		for _, x := range z[max(len(z)-of, 0):] {
			if beyond(x, limit) {
				n++
			}
		}
		return n
	}
	switch {
	case beyond(last, 3):
		return BeyondLimits
	case !all:
	case count(runLength, 0) == runLength:
		return LongRun
	case beyond(last, 1.5) && count(nearOf, 1.5) >= nears:
		return NearLimit
	case len(z) > 1 && math.Abs(last-z[len(z)-2]) > widest:
		return WideRange
	}
	return ""
}
