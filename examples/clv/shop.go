package main

import (
	"fmt"
	"math/rand/v2"
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/gammagamma"
	"github.com/customerkpi/kpi/clv/paretonbd"
)

// A shop is a year of orders by the law of the models.
type shop struct {
	seed   uint64
	joined int // customers per day
	orders paretonbd.Params
	spend  gammagamma.Params // with a P that is whole
}

var bySimulation = shop{
	seed: 2025, joined: 6,
	orders: paretonbd.Params{R: 0.6, Alpha: 4, S: 0.6, Beta: 8},
	spend:  gammagamma.Params{P: 4, Q: 5, V: 60},
}

// log draws the orders of the year.
//
// The models simulate what they know of a customer: how many repeat orders, when
// the last one, and their mean amount. Of orders that come at random the others
// are anywhere before the last one, and the parts of a sum of gamma distributed
// amounts are gamma distributed numbers over their sum.
func (s shop) log() (*orderLog, error) {
	const days, perWeek = 365, 7
	r := rand.New(rand.NewPCG(s.seed, 1))
	start := time.Date(2025, 1, 1, 0, 0, 0, 0, time.UTC)
	log := &orderLog{about: fmt.Sprintf("A shop by simulation: Pareto/NBD of r %g, alpha %g, s %g, beta %g; Gamma-Gamma of p %g, q %g, v %g",
		s.orders.R, s.orders.Alpha, s.orders.S, s.orders.Beta, s.spend.P, s.spend.Q, s.spend.V)}
	for d := range days {
		customers, err := s.orders.Simulate(r.Uint64(), s.joined, (days-float64(d))/perWeek)
		if err != nil {
			return nil, err
		}
		spent := make([]clv.Customer, len(customers))
		for i, c := range customers {
			spent[i].Frequency = c.Frequency + 1 // the first order has an amount too
		}
		if err := s.spend.Simulate(r.Uint64(), spent); err != nil {
			return nil, err
		}
		for i, c := range customers {
			id := fmt.Sprintf("C%04d", d*s.joined+i+1)
			total := spent[i].Spend * float64(spent[i].Frequency)
			for n, part := range s.parts(r, spent[i].Frequency) {
				weeks := 0.0 // of the first order
				switch uint64(n) {
				case 0:
				case c.Frequency:
					weeks = c.Recency
				default:
					weeks = c.Recency * r.Float64()
				}
				at := start.AddDate(0, 0, d).Add(time.Duration(weeks * float64(clv.Week)))
				if err := log.add(id, at, decimal.NewFromFloat(total*part).Round(2)); err != nil {
					return nil, err
				}
			}
		}
	}
	return log, nil
}

// parts returns n gamma distributed numbers of shape P, over their sum.
func (s shop) parts(r *rand.Rand, n uint64) []float64 {
	parts, sum := make([]float64, n), 0.0
	for i := range parts {
		for range int(s.spend.P) {
			parts[i] += r.ExpFloat64()
		}
		sum += parts[i]
	}
	for i := range parts {
		parts[i] /= sum
	}
	return parts
}
