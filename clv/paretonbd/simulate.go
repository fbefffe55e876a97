package paretonbd

import (
	"math"

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/internal/fit"
)

// Simulate returns n customers who are watched for a time, at random but always
// the same for a seed. One who would order more than [clv.MaxFrequency] times
// stops there. Parameters out of range, a negative n or a time that is not
// positive are a [*kpi.RangeError].
func (p Params) Simulate(seed uint64, n int, watched float64) ([]clv.Customer, error) {
	if err := p.valid(); err != nil {
		return nil, err
	}
	r, err := fit.Random(op, seed, n, watched)
	if err != nil {
		return nil, err
	}
	customers := make([]clv.Customer, n)
	for i := range customers {
		c := &customers[i]
		c.T = watched
		rate := fit.Gamma(r, p.R) / p.Alpha
		leaves := r.ExpFloat64() / (fit.Gamma(r, p.S) / p.Beta)
		for now := 0.0; c.Frequency < clv.MaxFrequency; {
			gap := r.ExpFloat64() / rate
			if now += gap; now > min(watched, leaves) || gap == 0 {
				break
			}
			c.Frequency++
			c.Recency = now
			c.LogGaps += math.Log(gap)
		}
	}
	return customers, nil
}
