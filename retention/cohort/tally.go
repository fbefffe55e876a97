package cohort

import (
	"maps"
	"math"
	"slices"

	"github.com/customerkpi/kpi/internal/civil"
	"github.com/customerkpi/kpi/internal/figure"
)

// A tally counts customers by cohort and age.
type tally struct {
	criterion Criterion
	query     Query
	edges     []int
	rows      map[int32]*row
}

// A row is one cohort. Its cells are customers by age or bracket. By OnOrAfter and
// Streak they are customers by the last age at which they are retained, until cells
// adds them up.
type row struct {
	size  uint64
	cells []uint64

	first, last place // of the starts, by the clock of Events
}

func newTally(c Criterion, q Query, edges []int) *tally {
	return &tally{criterion: c, query: q, edges: slices.Clone(edges), rows: make(map[int32]*row)}
}

// row returns the cohort of a period.
func (t *tally) row(period int32) *row {
	r := t.rows[period]
	if r == nil {
		r = new(row)
		t.rows[period] = r
	}
	return r
}

// count counts a customer who returned at these ages, which ascend.
func (r *row) count(t *tally, ages []int) {
	r.size++
	if len(ages) == 0 {
		return
	}
	switch t.criterion {
	case On:
		for _, age := range ages {
			if age >= maxAges {
				break
			}
			r.retain(age)
		}
	case OnOrAfter:
		r.retain(min(ages[len(ages)-1], maxAges-1))
	case Streak:
		n := 0
		for n < min(len(ages), maxAges) && ages[n] == n {
			n++
		}
		if n > 0 {
			r.retain(n - 1)
		}
	case bracket:
		for i, to := range t.edges[1:] {
			if at, _ := slices.BinarySearch(ages, t.edges[i]); at < len(ages) && ages[at] < to {
				r.retain(i)
			}
		}
	}
}

// span widens the starts of a cohort.
func (r *row) span(start place) {
	if r.size == 0 || start.Before(r.first) {
		r.first = start
	}
	if r.size == 0 || r.last.Before(start) {
		r.last = start
	}
}

// retain counts a customer in a cell.
func (r *row) retain(cell int) {
	if cell >= len(r.cells) {
		r.cells = append(r.cells, make([]uint64, cell+1-len(r.cells))...)
	}
	r.cells[cell]++
}

// A reached is which ages of a cohort the data cover.
type reached struct {
	begun   int        // the last age that a customer has come to
	closed  int        // the last age that is over for all
	unknown []ageRange // within gaps
}

// An ageRange is the ages from the first to the last.
type ageRange struct{ first, last int }

// table returns the cohorts in order.
func (t *tally) table(c civil.Calendar, reach func(period int32, r *row) reached) Table {
	out := Table{Criterion: t.criterion, Clock: t.query.Clock, Edges: t.edges}
	for _, period := range slices.Sorted(maps.Keys(t.rows)) {
		r := t.rows[period]
		out.Cohorts = append(out.Cohorts, Cohort{Period: figure.Period(c, period), Size: r.size, Cells: t.cells(r, reach(period, r))})
	}
	return out
}

func (t *tally) cells(r *row, to reached) []Cell {
	n := min(to.begun+1, maxAges)
	of := func(cell int) ageRange { return ageRange{cell, cell} }
	if t.criterion == bracket {
		n, _ = slices.BinarySearch(t.edges[:len(t.edges)-1], to.begun+1)
		of = func(cell int) ageRange { return ageRange{t.edges[cell], t.edges[cell+1] - 1} }
	}
	cells := make([]Cell, n)
	for i := range cells {
		if i < len(r.cells) {
			cells[i].Retained = r.cells[i]
		}
		cells[i].Open = of(i).last > to.closed || slices.ContainsFunc(to.unknown, t.needs(of(i)).overlap)
	}
	if t.criterion == OnOrAfter || t.criterion == Streak {
		for i := n - 2; i >= 0; i-- {
			cells[i].Retained += cells[i+1].Retained
		}
	}
	return cells
}

// needs returns the ages at which a return may change a cell.
func (t *tally) needs(cell ageRange) ageRange {
	switch t.criterion {
	case OnOrAfter:
		return ageRange{cell.first, math.MaxInt}
	case Streak:
		return ageRange{0, cell.last}
	default:
		return cell
	}
}

func (a ageRange) overlap(o ageRange) bool { return a.first <= o.last && o.first <= a.last }
