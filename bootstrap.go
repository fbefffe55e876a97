package kpi

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"

	"github.com/customerkpi/kpi/internal/stats"
)

// resamples is the number of samples that Bootstrap draws: enough for the ends
// of an interval at 99% to move by less than a tenth of its width.
const resamples = 4000

// BootstrapMean returns the bootstrap interval for the mean of amounts, bias
// corrected and accelerated (BCa): the sample is drawn anew from itself 4,000
// times, and the ends are quantiles of the means of these, at shares that
// correct for bias and skewness. Take it instead of [Mean.Interval] for some
// dozens to some thousands of amounts with a few very large ones, as baskets
// and lifetime values are; with more, both agree, and this needs all amounts at
// hand and 4,000 passes over them.
//
// Equal amounts, seed and level give the equal interval. Fewer than two amounts
// are [ErrUndefined]; an amount that is no number, or a level outside 0..1, is
// a [RangeError].
//
// Source: B. Efron, JASA 82 (1987) 171-185.
func BootstrapMean(amounts []float64, level float64, seed uint64) (Interval, error) {
	if err := checkLevel(level); err != nil {
		return Interval{}, err
	}
	if len(amounts) < 2 {
		return Interval{}, fmt.Errorf("kpi: bootstrap %w: %d amounts", ErrUndefined, len(amounts))
	}
	n, sum := float64(len(amounts)), 0.0
	for i, x := range amounts {
		if math.IsNaN(x) || math.IsInf(x, 0) || math.Abs(x) > 1e90 {
			return Interval{}, &RangeError{Op: "kpi", Name: fmt.Sprintf("amount %d", i), Value: x, Min: -1e90, Max: 1e90}
		}
		sum += x
	}
	mean := sum / n
	means := bootstrapMeans(amounts, seed)

	// The bias z0 is how far the mean is from the median of the means, the
	// acceleration the skewness of the amounts as the jackknife sees it.
	below := 0.0
	for _, m := range means {
		switch {
		case m < mean:
			below++
		case m == mean:
			below += 0.5
		}
	}
	if below == 0 || below == resamples { // all amounts are equal
		return Interval{mean, mean, level}, nil
	}
	z0 := math.Sqrt2 * math.Erfinv(2*below/resamples-1)
	squares, cubes := 0.0, 0.0
	for _, x := range amounts {
		d := x - mean
		squares += d * d
		cubes += d * d * d
	}
	acceleration := 0.0
	if squares > 0 {
		acceleration = cubes / squares / math.Sqrt(squares) / 6
	}
	end := func(z float64) float64 {
		z = z0 + (z0+z)/(1-acceleration*(z0+z))
		rank := resamples * math.Erfc(-z/math.Sqrt2) / 2
		return means[int(min(max(rank, 0), resamples-1))]
	}
	z := stats.NormalQuantile(level)
	return Interval{end(-z), end(z), level}, nil
}

// bootstrapMeans returns the means of samples drawn from the sample, ascending.
func bootstrapMeans(amounts []float64, seed uint64) []float64 {
	random := rand.New(rand.NewPCG(seed, 0))
	means := make([]float64, resamples)
	for i := range means {
		sum := 0.0
		for range amounts {
			sum += amounts[random.IntN(len(amounts))]
		}
		means[i] = sum / float64(len(amounts))
	}
	slices.Sort(means)
	return means
}
