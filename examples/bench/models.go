package main

import (
	"context"
	"time"

	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/clv/bgnbd"
	"github.com/customerkpi/kpi/clv/paretonbd"
)

// modelTasks fits models and predicts, beside the times of lifetimes 0.11.3 (Python 3,
// NumPy and SciPy) that were measured once: the median of 5 fits of the 2,357 customers
// of CDNOW, and of the expected orders of 1,000,000 customers. Ours are simulated from
// the parameters of CDNOW.
func modelTasks(many int) ([]task, error) {
	const customers, weeks = 2357, 39
	geometric := bgnbd.Params{R: 0.2426, Alpha: 4.4136, A: 0.7929, B: 2.4259}
	pareto := paretonbd.Params{R: 0.5533, Alpha: 10.5776, S: 0.6062, Beta: 11.6688}
	first, err := geometric.Simulate(1, customers, weeks)
	if err != nil {
		return nil, err
	}
	second, err := pareto.Simulate(1, customers, weeks)
	if err != nil {
		return nil, err
	}
	all, err := geometric.Simulate(2, many, weeks)
	if err != nil {
		return nil, err
	}
	ctx := context.Background()
	// Theirs for as many customers as ours.
	expected := time.Duration(609 * float64(time.Millisecond) * float64(many) / 1e6)
	return []task{
		{name: "fit of BG/NBD, 2,357 customers", against: "lifetimes", measured: 130 * time.Millisecond, ours: func() ([]float64, error) {
			_, err := bgnbd.Fit(ctx, first, bgnbd.Options{})
			return nil, err
		}},
		{name: "fit of Pareto/NBD, 2,357 customers", against: "lifetimes", measured: 410 * time.Millisecond, ours: func() ([]float64, error) {
			_, err := paretonbd.Fit(ctx, second, clv.Options{})
			return nil, err
		}},
		{name: "expected orders by BG/NBD", against: "lifetimes", measured: expected, ours: func() ([]float64, error) {
			return nil, geometric.ConditionalExpectedSlice(make([]float64, len(all)), all, 39)
		}},
	}, nil
}
