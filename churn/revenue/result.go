package revenue

import (
	"cmp"
	"iter"
	"maps"
	"math/big"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/calendar"
	"github.com/customerkpi/kpi/internal/exact"
)

// A PeriodMovements is what happened in one period.
type PeriodMovements struct {
	Period kpi.Period `json:"period"`
	Movements
}

// A Result is the movements of all periods.
type Result struct {
	Customers uint64 `json:"customers"` // who ever paid something, or were to

	// NonEmpty are the periods, in order, in which something moved. It leaves out
	// the others, so that a wrong date costs no memory; to have those between the
	// first and the last too, range over Periods.
	NonEmpty []PeriodMovements `json:"periods"`
}

// Periods returns the periods in order from the first with a movement to the
// last, without a gap: those in which nothing moved too.
func (r Result) Periods() iter.Seq[PeriodMovements] {
	return func(yield func(PeriodMovements) bool) {
		for i, p := range r.NonEmpty {
			if i > 0 {
				before := r.NonEmpty[i-1]
				start, _ := before.End() // computed from what adds up
				for gap := before.Period.Next(); gap.Grain() == p.Period.Grain() && gap.Index() < p.Period.Index(); gap = gap.Next() {
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

// At returns the movements of a period between the first and the last, and
// whether it lies there.
func (r Result) At(period kpi.Period) (PeriodMovements, bool) {
	i, _ := slices.BinarySearchFunc(r.NonEmpty, period.Index(), func(p PeriodMovements, index int64) int {
		return cmp.Compare(p.Period.Index(), index)
	})
	switch {
	case i == len(r.NonEmpty) || period.Grain() != r.NonEmpty[i].Period.Grain() || period.Location() != r.NonEmpty[i].Period.Location():
		return PeriodMovements{}, false
	case r.NonEmpty[i].Period == period:
		return r.NonEmpty[i], true
	case i == 0:
		return PeriodMovements{}, false
	}
	start, _ := r.NonEmpty[i-1].End() // computed from what adds up
	return PeriodMovements{period, Movements{Start: start}}, true
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

// result returns the periods in order: each starts with the end of the one
// before.
func (m *mover) result(c calendar.Calendar, customers uint64) Result {
	r := Result{Customers: customers}
	var start Movement
	for _, index := range slices.Sorted(maps.Keys(m.periods)) {
		p := m.periods[index]
		moved := Movements{
			Start: start, New: p.won.movement(), Expansion: p.expanded.movement(), Reactivation: p.back.movement(),
			Contraction: p.contracted.movement(), Churn: p.lost.movement(),
		}
		start, _ = moved.End() // nobody loses what was not there
		r.NonEmpty = append(r.NonEmpty, PeriodMovements{c.Period(index), moved})
	}
	return r
}
