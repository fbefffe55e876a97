package stats

import (
	"math"
	"math/rand/v2"
	"slices"
)

// Student returns the half width of Student's t interval for the mean of n
// observations with the standard deviation s: t s / √n.
func Student(s, n, level float64) float64 {
	return StudentQuantile(level, n-1) * s / math.Sqrt(n)
}

// SequentialMean returns the half width of the interval for a mean that may be
// looked at after every observation:
//
//	s √(2 (nρ² + 1) / (n²ρ²) log(√(nρ² + 1) / (1-level)))        ρ² = 1/50
func SequentialMean(s, n, level float64) float64 {
	const rho2 = 1.0 / 50
	k := n*rho2 + 1
	return s * math.Sqrt(2*k/(n*n*rho2)*(math.Log(k)/2-math.Log1p(-level)))
}

// Welch returns the standard error of the difference of two means, whose squared
// standard errors are b of nb and a of na observations, and its degrees of freedom
// by Welch and Satterthwaite:
//
//	√(b + a)        (b + a)² / (b²/(nb-1) + a²/(na-1))
func Welch(b, nb, a, na float64) (se, df float64) {
	return math.Sqrt(b + a), (b + a) / (b/(b+a)*b/(nb-1) + a/(b+a)*a/(na-1))
}

// FiniteCorrection returns the factor by which the error of a sample of n drawn
// without replacement is smaller than that of one drawn with it, √((N-n)/(N-1)) for
// a population N >= n.
func FiniteCorrection(n, population uint64) float64 {
	if population == n {
		return 0
	}
	return math.Sqrt(float64(population-n) / float64(population-1))
}

// Resamples is the number of samples that BootstrapT draws.
const Resamples = 4000

// BootstrapT returns the bootstrap-t interval for the mean of amounts: the sample
// is drawn anew from itself, and the quantiles of
//
//	t = (mean of the draw - mean) / (standard error of the draw)
//
// take the place of Student's. Where all draws are equal it is the mean.
func BootstrapT(amounts []float64, level float64, seed uint64) (low, high float64) {
	mean, se := meanAndError(amounts)
	random := rand.New(rand.NewPCG(seed, 0))
	draw, ts := make([]float64, len(amounts)), make([]float64, 0, Resamples)
	for range Resamples {
		for i := range draw {
			draw[i] = amounts[random.IntN(len(amounts))]
		}
		// A draw of equal amounts has no t.
		if m, e := meanAndError(draw); e > 0 && slices.Min(draw) < slices.Max(draw) {
			ts = append(ts, (m-mean)/e)
		}
	}
	if len(ts) == 0 {
		return mean, mean
	}
	slices.Sort(ts)
	end := func(share float64) float64 {
		return mean - se*ts[int(min(share*float64(len(ts)), float64(len(ts)-1)))]
	}
	return end((1 + level) / 2), end((1 - level) / 2)
}

// meanAndError returns the mean of amounts and its standard error.
func meanAndError(amounts []float64) (mean, se float64) {
	n := float64(len(amounts))
	for _, x := range amounts {
		mean += x / n
	}
	squares := 0.0
	for _, x := range amounts {
		squares += (x - mean) / n * (x - mean)
	}
	return mean, math.Sqrt(squares / (n - 1))
}
