package fit

import (
	"context"
	"math"
	"slices"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
	"github.com/customerkpi/kpi/internal/newton"
)

// A Likelihood is a log-likelihood of rows: at some parameters, that of the rows
// from..to.
type Likelihood[R any] func(params []float64, rows []R) (part func(from, to int) newton.Point)

// sampled is the number of rows that the tops are looked for in, of twice as many
// or more.
const sampled = 300

// Search finds the parameters of the greatest likelihood, from those of the
// options if there are, or else from starts. unit is the natural size of each.
//
// A likelihood may have several tops: of customers of whom most never return,
// one where those left at once and one where all are slow. With many rows each
// start goes to its top by a sample of them, and from the best one of these by all
// rows on.
func Search[R any](ctx context.Context, op string, o clv.Options, names []string, rows []R, f Likelihood[R], unit []float64, starts ...[]float64) (newton.Result, error) {
	starts, err := Starts(op, o, names, starts...)
	if err != nil {
		return newton.Result{}, err
	}
	of := func(rows []R) newton.Function {
		return func(params []float64) newton.Point { return newton.Sum(ctx, len(rows), o.Workers, f(params, rows)) }
	}
	if len(starts) == 1 || len(rows) < 2*sampled {
		return newton.Maximize(ctx, of(rows), starts, unit)
	}
	sample := make([]R, sampled)
	for i := range sample {
		sample[i] = rows[i*len(rows)/sampled]
	}
	var tops []newton.Result
	for _, start := range starts {
		top, err := newton.Maximize(ctx, of(sample), [][]float64{start}, unit)
		if err != nil {
			return newton.Result{}, err
		}
		if !slices.ContainsFunc(tops, func(o newton.Result) bool { return math.Abs(o.Value-top.Value) < 1e-6 }) {
			tops = append(tops, top)
		}
	}
	best := tops[0]
	if len(tops) > 1 {
		value := math.Inf(-1)
		for _, top := range tops {
			if v := of(rows)(top.Params).Value; v > value {
				best, value = top, v
			}
		}
	}
	from := [][]float64{best.Params}
	if best.Flat != nil || slices.ContainsFunc(best.Bound, func(side int) bool { return side != 0 }) {
		from = append(from, starts...) // there the way back may be flat
	}
	return newton.Maximize(ctx, of(rows), from, unit)
}

// Starts returns the parameters to begin from: those of the options, if there
// are, or else otherwise.
func Starts(op string, o clv.Options, names []string, otherwise ...[]float64) ([][]float64, error) {
	if o.Start == nil {
		return otherwise, nil
	}
	if len(o.Start) != len(names) {
		return nil, &kpi.RangeError{Op: op, Name: "number of start parameters", Value: len(o.Start), Min: len(names), Max: len(names)}
	}
	for i, p := range o.Start {
		if err := Positive(op, "start "+names[i], p); err != nil {
			return nil, err
		}
	}
	return [][]float64{o.Start}, nil
}
