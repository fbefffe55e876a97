package fit

import (
	"math"
	"math/rand/v2"

	"github.com/customerkpi/kpi"
)

// MaxSimulated is the greatest number of customers of a simulation.
const MaxSimulated = 100_000_000

// Random returns a source for n customers, who are watched for a time.
func Random(op string, seed uint64, n int, watched float64) (*rand.Rand, error) {
	if n < 0 || n > MaxSimulated {
		return nil, &kpi.RangeError{Op: op, Name: "number of customers", Value: n, Min: 0, Max: MaxSimulated}
	}
	if !(watched > 0) || math.IsInf(watched, 1) {
		return nil, &kpi.RangeError{Op: op, Name: "time watched", Value: watched, Min: "0 (excluded)", Max: "infinity (excluded)"}
	}
	return rand.New(rand.NewPCG(seed, 0)), nil
}

// Gamma draws from a gamma distribution of scale 1, by G. Marsaglia and W. W.
// Tsang, "A Simple Method for Generating Gamma Variables", ACM TOMS 26 (2000)
// 363-372.
func Gamma(r *rand.Rand, shape float64) float64 {
	if shape < 1 {
		// In logarithms: for a small shape the power is below what a float64
		// holds, and 0 would be a rate of nothing.
		return max(math.SmallestNonzeroFloat64, Gamma(r, shape+1)*math.Exp(-r.ExpFloat64()/shape))
	}
	d := shape - 1./3
	c := 1 / math.Sqrt(9*d)
	for {
		x := r.NormFloat64()
		v := 1 + c*x
		if v <= 0 {
			continue
		}
		v *= v * v
		if math.Log(1-r.Float64()) < x*x/2+d-d*v+d*math.Log(v) {
			return d * v
		}
	}
}

// Beta draws from a beta distribution.
func Beta(r *rand.Rand, a, b float64) float64 {
	x, y := Gamma(r, a), Gamma(r, b)
	return x / (x + y)
}
