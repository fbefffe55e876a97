package bgbb

import (
	"cmp"

	"github.com/customerkpi/kpi/clv/internal/fit"
)

// Simulate returns count customers who have n opportunities, at random but
// always the same for a seed. Parameters or numbers out of range are a
// [*kpi.RangeError].
func (p Params) Simulate(seed uint64, count int, n uint32) ([]Customer, error) {
	if err := cmp.Or(p.valid(), Customer{Opportunities: n}.valid()); err != nil {
		return nil, err
	}
	r, err := fit.Random(op, seed, count, float64(n))
	if err != nil {
		return nil, err
	}
	customers := make([]Customer, count)
	for i := range customers {
		c := &customers[i]
		c.Opportunities = n
		take, leave := fit.Beta(r, p.Alpha, p.Beta), fit.Beta(r, p.Gamma, p.Delta)
		for t := uint32(1); t <= n && r.Float64() >= leave; t++ {
			if r.Float64() < take {
				c.Frequency++
				c.Recency = t
			}
		}
	}
	return customers, nil
}
