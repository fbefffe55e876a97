package gammagamma

import (
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/internal/fit"
)

// Simulate gives each customer with repeat orders the Spend of a random one,
// always the same for a seed, and the others 0. Parameters out of range are a
// [*kpi.RangeError].
func (p Params) Simulate(seed uint64, customers []clv.Customer) error {
	if err := p.valid(); err != nil {
		return err
	}
	r, err := fit.Random(op, seed, len(customers), 1)
	if err != nil {
		return err
	}
	for i := range customers {
		c := &customers[i]
		c.Spend = 0
		if x := float64(c.Frequency); x > 0 {
			// The mean of x amounts of gamma(p, ν) is one of gamma(px, νx).
			c.Spend = fit.Gamma(r, p.P*x) / (x * fit.Gamma(r, p.Q) / p.V)
		}
	}
	return nil
}
