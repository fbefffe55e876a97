package revenue

import (
	"cmp"
	"fmt"
	"iter"
	"maps"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/civil"
	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/figure"
)

// A PeriodMovements is what happened in one period.
type PeriodMovements struct {
	Period kpi.Period `json:"period"`
	Movements
}

// A Result is the movements of all periods.
type Result struct {
	Customers uint64 `json:"customers"` // of whom there is an amount, be it 0

	// NonEmpty are the periods in which something moved, in order, and the last that
	// the data reach. The others are left out, so that a wrong date costs no memory:
	// to have those between too, range over Periods.
	NonEmpty []PeriodMovements `json:"periods"`
}

// N returns the number of customers.
func (r Result) N() uint64 { return r.Customers }

// Periods returns the periods in order, from that of the first amount above 0 to the
// last, without a gap: those in which nothing moved too, but no day that the location
// never had.
func (r Result) Periods() iter.Seq[PeriodMovements] {
	return func(yield func(PeriodMovements) bool) {
		for i, p := range r.NonEmpty {
			if i > 0 && comparable(r.NonEmpty[i-1].Period, p.Period) {
				before := r.NonEmpty[i-1]
				start, _ := before.End() // computed from what adds up
				for gap := range figure.Between(before.Period, p.Period) {
					if !yield(PeriodMovements{gap, Movements{Start: start}}) {
						return
					}
				}
			}
			if !yield(p) {
				return
			}
		}
	}
}

// At returns the movements of a period, and whether it lies between the first and
// the last.
func (r Result) At(period kpi.Period) (PeriodMovements, bool) {
	i, found := slices.BinarySearchFunc(r.NonEmpty, period.Index(), func(p PeriodMovements, index int64) int {
		return cmp.Compare(p.Period.Index(), index)
	})
	switch {
	case i == len(r.NonEmpty) || !comparable(period, r.NonEmpty[i].Period):
		return PeriodMovements{}, false
	case found:
		return r.NonEmpty[i], true
	case i == 0:
		return PeriodMovements{}, false
	}
	start, _ := r.NonEmpty[i-1].End() // computed from what adds up
	return PeriodMovements{period, Movements{Start: start}}, true
}

// comparable reports whether two periods are of one grain and location.
func comparable(p, q kpi.Period) bool {
	return p.Grain() == q.Grain() && p.Location().String() == q.Location().String()
}

// through returns the index of the last period of a result, if it is one of the
// calendar.
func through(c civil.Calendar, last kpi.Period) (int32, error) {
	if of := figure.Period(c, 0); !comparable(of, last) {
		return 0, fmt.Errorf("revenue: %w: through a %v in %v, of movements by %v in %v",
			kpi.ErrIncompatible, last.Grain(), last.Location(), of.Grain(), of.Location())
	}
	return int32(last.Index()), nil
}

// A holding is what a customer pays at a time, and whether ever before.
type holding struct {
	amount decimal.Decimal
	ever   bool
}

// A mover adds the moves of customers to the movements of periods.
type mover struct{ periods map[int32]*moves }

// moves are the movements of a period while they add up.
type moves struct{ won, expanded, back, contracted, lost flow }

// A flow is one movement while it adds up.
type flow struct {
	sum       exact.Sum
	large     big.Rat // of amounts that a Sum does not take
	customers uint64
}

func (f *flow) add(amount decimal.Decimal) {
	f.customers++
	if !f.sum.Add(amount) {
		f.large.Add(&f.large, amount.Rat())
	}
}

func (f *flow) movement() Movement {
	total := f.sum.Rat()
	return Movement{kpi.ValueOf(total.Add(total, &f.large)), f.customers}
}

// at returns the movements of a period.
func (m *mover) at(period int32) *moves {
	p := m.periods[period]
	if p == nil {
		if m.periods == nil {
			m.periods = make(map[int32]*moves)
		}
		p = new(moves)
		m.periods[period] = p
	}
	return p
}

// move counts a customer's step from one holding to another in a period.
func (m *mover) move(period int32, from holding, to decimal.Decimal) holding {
	if step := to.Cmp(from.amount); step != 0 {
		p := m.at(period)
		switch {
		case from.amount.Sign() == 0 && !from.ever:
			p.won.add(to)
		case from.amount.Sign() == 0:
			p.back.add(to)
		case to.Sign() == 0:
			p.lost.add(from.amount)
		case step > 0:
			p.expanded.add(to.Sub(from.amount))
		default:
			p.contracted.add(from.amount.Sub(to))
		}
	}
	return holding{to, from.ever || to.Sign() > 0}
}

// result returns the periods in order, from the first in which something moved
// through the last: each starts with the end of the one before.
func (m *mover) result(c civil.Calendar, last int32, customers uint64) Result {
	r := Result{Customers: customers}
	if len(m.periods) > 0 {
		m.at(last) // shown even if nothing moves in it
	}
	var start Movement
	for _, index := range slices.Sorted(maps.Keys(m.periods)) {
		p := m.periods[index]
		moved := Movements{
			Start: start, New: p.won.movement(), Expansion: p.expanded.movement(), Reactivation: p.back.movement(),
			Contraction: p.contracted.movement(), Churn: p.lost.movement(),
		}
		start, _ = moved.End() // nobody loses what was not there
		r.NonEmpty = append(r.NonEmpty, PeriodMovements{figure.Period(c, index), moved})
	}
	return r
}
