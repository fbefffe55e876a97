package cohort

import (
	"maps"
	"slices"

	"github.com/customerkpi/kpi/internal/calendar"
)

// A tally counts customers by cohort and age.
type tally struct {
	rule  Rule
	query Query
	edges []int
	rows  map[int32]*row
}

// A row is one cohort. Its cells are customers by age or bracket; with OnOrAfter
// and Streak, until sums turns them, by the last age at which they are retained.
type row struct {
	size  uint64
	cells []uint64

	first, last instant // of the starts, by the clock of Events
}

func newTally(rule Rule, q Query, edges []int) *tally {
	return &tally{rule: rule, query: q, edges: slices.Clone(edges), rows: make(map[int32]*row)}
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
	switch t.rule {
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

// retain counts a customer in a cell.
func (r *row) retain(cell int) {
	if cell >= len(r.cells) {
		r.cells = append(r.cells, make([]uint64, cell+1-len(r.cells))...)
	}
	r.cells[cell]++
}

// table returns the cohorts in order. reach says which ages of a cohort have
// begun, and which of them are over, of all its customers: 0 to begun and 0 to
// closed.
func (t *tally) table(c calendar.Calendar, reach func(period int32, r *row) (begun, closed int)) Table {
	out := Table{Rule: t.rule, Clock: t.query.Clock, Edges: t.edges}
	for _, period := range slices.Sorted(maps.Keys(t.rows)) {
		r := t.rows[period]
		begun, closed := reach(period, r)
		out.Cohorts = append(out.Cohorts, Cohort{Period: c.Period(period), Size: r.size, Cells: t.cells(r, begun, closed)})
	}
	return out
}

func (t *tally) cells(r *row, begun, closed int) []Cell {
	n := min(begun+1, maxAges)
	ends := func(cell int) int { return cell } // the last age of a cell
	if t.rule == bracket {
		n, _ = slices.BinarySearch(t.edges[:len(t.edges)-1], begun+1)
		ends = func(cell int) int { return t.edges[cell+1] - 1 }
	}
	cells := make([]Cell, n)
	for i := range cells {
		if i < len(r.cells) {
			cells[i].Retained = r.cells[i]
		}
		cells[i].Open = ends(i) > closed
	}
	if t.rule == OnOrAfter || t.rule == Streak {
		for i := n - 2; i >= 0; i-- {
			cells[i].Retained += cells[i+1].Retained
		}
	}
	return cells
}
