package sbg

import (
	"cmp"
	"math"

	"github.com/customerkpi/kpi/clv/internal/fit"
)

// Simulate returns the cohort of n customers who are watched for so many
// periods, at random but always the same for a seed. Parameters or numbers out of
// range are a [*kpi.RangeError].
func (p Params) Simulate(seed uint64, n int, periods uint64) (Cohort, error) {
	if err := cmp.Or(p.valid(), checkPeriods("number of periods", periods, 1)); err != nil {
		return Cohort{}, err
	}
	r, err := fit.Random(op, seed, n, float64(periods))
	if err != nil {
		return Cohort{}, err
	}
	c := Cohort{Lost: make([]uint64, periods), Kept: make([]uint64, periods)}
	for range n {
		// The customer is there after t periods with a chance of (1-θ)^(t^c), and leaves in
		// period ceil(t) for an exponential t^c.
		stay := -math.Log1p(-fit.Beta(r, p.Alpha, p.Beta))
		t := math.Ceil(math.Pow(r.ExpFloat64()/stay, 1/p.C))
		if t <= float64(periods) {
			c.Lost[max(1, uint64(t))-1]++
		} else {
			c.Kept[periods-1]++
		}
	}
	return c, nil
}
