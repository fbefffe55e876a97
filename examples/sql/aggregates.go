package main

import (
	"database/sql/driver"
	"errors"
	"fmt"
	"sync"

	"modernc.org/sqlite"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/csat"
	"github.com/customerkpi/kpi/nps"
	"github.com/customerkpi/kpi/retention"
)

// register makes KPIs aggregate functions of SQLite, for all connections that are opened
// later:
//
//	nps(score)            points of NPS; also over the frames of a window
//	nps_state(score)      the state of the scores, as bytes
//	nps_merge(state)      states merged to one
//	nps_of(state)         points of a state
//	csat(score)           share of 4 and 5 of 1 to 5; also over frames
//	repurchase(customer)  share of customers with two orders or more
//
// A score outside its scale is an error of the query. NULL is no row, as for AVG, and
// what is undefined, such as the NPS of nobody, is NULL.
var register = sync.OnceValue(func() error {
	for name, start := range map[string]func() sqlite.AggregateFunction{
		"nps":        func() sqlite.AggregateFunction { return &ofScores{value: npsPoints} },
		"nps_state":  func() sqlite.AggregateFunction { return &ofScores{value: npsState} },
		"csat":       func() sqlite.AggregateFunction { return &ofScores{value: csatShare} },
		"nps_merge":  func() sqlite.AggregateFunction { return newAggregate(mergeNPS, npsBytes) },
		"repurchase": func() sqlite.AggregateFunction { return newAggregate(addOrder, repurchaseRate) },
	} {
		err := sqlite.RegisterFunction(name, &sqlite.FunctionImpl{
			NArgs: 1, Deterministic: true,
			MakeAggregate: func(sqlite.FunctionContext) (sqlite.AggregateFunction, error) { return start(), nil },
		})
		if err != nil {
			return fmt.Errorf("%s: %w", name, err)
		}
	}
	return sqlite.RegisterDeterministicScalarFunction("nps_of", 1, func(_ *sqlite.FunctionContext, args []driver.Value) (driver.Value, error) {
		var state kpi.Column[*nps.Accumulator]
		if err := state.Scan(args[0]); err != nil || state.V == nil {
			return nil, err
		}
		return points(state.V.Result())
	})
})

// ofScores aggregates scores. It keeps how often each came, so that a frame of a window
// takes back the rows that leave it, and hands the counts to an accumulator at the end.
type ofScores struct {
	counts [16]uint64
	value  func(counts []uint64) (driver.Value, error)
}

func (a *ofScores) Step(_ *sqlite.FunctionContext, row []driver.Value) error {
	switch score := row[0].(type) {
	case nil:
		return nil
	case int64:
		if score < 0 || score >= int64(len(a.counts)) {
			return &kpi.RangeError{Op: "sql", Name: "score", Value: score, Min: 0, Max: len(a.counts) - 1}
		}
		a.counts[score]++
		return nil
	}
	return fmt.Errorf("sql: a score of type %T", row[0])
}

func (a *ofScores) WindowInverse(_ *sqlite.FunctionContext, row []driver.Value) error {
	if score, ok := row[0].(int64); ok { // NULL was not counted; anything else ended the query
		a.counts[score]--
	}
	return nil
}

func (a *ofScores) WindowValue(*sqlite.FunctionContext) (driver.Value, error) {
	return a.value(a.counts[:])
}

func (a *ofScores) Final(*sqlite.FunctionContext) {}

// fill adds counts by score to an accumulator, which refuses those outside its scale.
func fill(counts []uint64, add func(score int, n uint64) error) error {
	for score, n := range counts {
		if n == 0 {
			continue
		}
		if err := add(score, n); err != nil {
			return err
		}
	}
	return nil
}

func npsPoints(counts []uint64) (driver.Value, error) {
	var a nps.Accumulator
	if err := fill(counts, a.AddN); err != nil {
		return nil, err
	}
	return points(a.Result())
}

func npsState(counts []uint64) (driver.Value, error) {
	var a nps.Accumulator
	if err := fill(counts, a.AddN); err != nil {
		return nil, err
	}
	return a.MarshalBinary()
}

func csatShare(counts []uint64) (driver.Value, error) {
	var a csat.Accumulator
	if err := fill(counts, a.AddN); err != nil {
		return nil, err
	}
	share, err := a.Result().SatisfiedShare()
	return orNull(share, err)
}

func points(r nps.Result) (driver.Value, error) {
	score, err := r.Score()
	return orNull(score, err)
}

// orNull returns a figure as a REAL, and NULL where it is undefined.
func orNull(f interface{ Float64() float64 }, err error) (driver.Value, error) {
	if errors.Is(err, kpi.ErrUndefined) {
		return nil, nil
	}
	if err != nil {
		return nil, err
	}
	return f.Float64(), nil
}

// An aggregate is any accumulator as an aggregate function. It cannot take rows back, so
// that a frame of a window that loses rows is an error.
type aggregate[A kpi.Accumulator[A]] struct {
	a     A
	add   func(a A, row []driver.Value) error
	value func(A) (driver.Value, error)
}

func newAggregate[A kpi.Accumulator[A]](add func(A, []driver.Value) error, value func(A) (driver.Value, error)) *aggregate[A] {
	var none A
	return &aggregate[A]{none.Clone(), add, value}
}

func (g *aggregate[A]) Step(_ *sqlite.FunctionContext, row []driver.Value) error {
	if row[0] == nil {
		return nil
	}
	return g.add(g.a, row)
}

func (g *aggregate[A]) WindowInverse(*sqlite.FunctionContext, []driver.Value) error {
	return fmt.Errorf("sql: %w: a frame that loses rows", kpi.ErrIrreversible)
}

func (g *aggregate[A]) WindowValue(*sqlite.FunctionContext) (driver.Value, error) {
	return g.value(g.a)
}

func (g *aggregate[A]) Final(*sqlite.FunctionContext) {}

func mergeNPS(a *nps.Accumulator, row []driver.Value) error {
	var state kpi.Column[*nps.Accumulator]
	if err := state.Scan(row[0]); err != nil {
		return err
	}
	return a.Merge(state.V)
}

func npsBytes(a *nps.Accumulator) (driver.Value, error) { return a.MarshalBinary() }

func addOrder(a *retention.Repurchase[string], row []driver.Value) error {
	customer, ok := row[0].(string)
	if !ok {
		return fmt.Errorf("sql: a customer of type %T", row[0])
	}
	return a.Add(customer)
}

func repurchaseRate(a *retention.Repurchase[string]) (driver.Value, error) {
	rate, err := a.Result().Rate()
	return orNull(rate, err)
}
