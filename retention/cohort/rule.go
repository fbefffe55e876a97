package cohort

import (
	"fmt"
	"maps"
	"slices"
	"sort"
	"time"

	"github.com/customerkpi/kpi"
)

// A Rule says when a customer counts as retained at an age.
type Rule uint8

// The rules.
const (
	On        Rule = iota // returned in the period of that age
	OnOrAfter             // returned in that period or a later one
	Streak                // returned in every period from age 0 to that age
	bracket               // returned in one of the periods of a bracket
)

// String returns a text like "on or after".
func (r Rule) String() string {
	if r <= bracket {
		return [...]string{"on", "on or after", "streak", "bracket"}[r]
	}
	return fmt.Sprintf("Rule(%d)", uint8(r))
}

// MarshalText returns the text of String.
func (r Rule) MarshalText() ([]byte, error) { return []byte(r.String()), nil }

// A Query says which customers form the cohorts, and how far the data go. The
// zero value takes the first start of each customer, and the last period with an
// event as open.
type Query struct {
	Recurring bool      // a customer is in the cohort of every period with a start
	Min       uint32    // the fewest returns in a period that count; 0 is 1
	End       time.Time // the first instant after the data
}

// Result returns the table of [On] for the zero [Query].
func (a *Accumulator[K]) Result() Table { return a.table(On, Query{}, nil) }

// Table returns the retention by a rule, by a pass over the customers, of at most
// 10,000 ages. A rule that is none is a *kpi.RangeError.
func (a *Accumulator[K]) Table(rule Rule, q Query) (Table, error) {
	if rule >= bracket {
		return Table{}, &kpi.RangeError{Op: op, Name: "rule", Value: uint8(rule), Min: uint8(On), Max: uint8(Streak)}
	}
	return a.table(rule, q, nil), nil
}

// Brackets returns the retention by brackets of ages: the first from edges[0] to
// edges[1]-1, and so on. Edges that do not ascend, or fewer than two, or one
// outside 0..100000, are a *kpi.RangeError.
func (a *Accumulator[K]) Brackets(q Query, edges ...int) (Table, error) {
	const most = 100_000
	if len(edges) < 2 {
		return Table{}, &kpi.RangeError{Op: op, Name: "number of edges", Value: len(edges), Min: 2}
	}
	least := 0
	for _, e := range edges {
		if e < least || e > most {
			return Table{}, &kpi.RangeError{Op: op, Name: "edge", Value: e, Min: least, Max: most}
		}
		least = e + 1
	}
	return a.table(bracket, q, slices.Clone(edges)), nil
}

// maxAges is the largest number of cells of a cohort: a wrong date costs no more
// memory than that.
const maxAges = 10_000

// counts are a cohort's size and, by cell, the customers retained.
type counts struct {
	size  uint64
	cells map[int]uint64
}

func (a *Accumulator[K]) table(rule Rule, q Query, edges []int) Table {
	last, any := a.last()
	cohorts := make(map[int32]*counts)
	for _, v := range a.customers.All() {
		for _, x := range *v {
			if x.starts == 0 {
				continue
			}
			c := cohorts[x.period]
			if c == nil {
				c = &counts{cells: make(map[int]uint64)}
				cohorts[x.period] = c
			}
			c.size++
			for _, cell := range retained(rule, edges, v.ages(x.period, max(q.Min, 1))) {
				c.cells[cell]++
			}
			if !q.Recurring {
				break
			}
		}
	}
	t := Table{Rule: rule, Edges: edges}
	if !any {
		return t
	}
	closed := last - 1 // the last period that is over
	if !q.End.IsZero() {
		closed, last = a.ended(q.End, last)
	}
	for _, period := range slices.Sorted(maps.Keys(cohorts)) {
		t.Cohorts = append(t.Cohorts, cohorts[period].cohort(a.calendar.Period(period), period, last, closed, edges))
	}
	return t
}

// last returns the last period with an event.
func (a *Accumulator[K]) last() (last int32, ok bool) {
	for _, v := range a.customers.All() {
		if p := (*v)[len(*v)-1].period; !ok || p > last {
			last, ok = p, true
		}
	}
	return last, ok
}

// ended returns the last period that ends by an instant, and the last that is
// begun then or has an event.
func (a *Accumulator[K]) ended(end time.Time, last int32) (closed, begun int32) {
	first, final := a.calendar.Bounds()
	n := sort.Search(int(final-first)+1, func(i int) bool { return a.calendar.Period(first + int32(i)).End().After(end) })
	closed = first + int32(n) - 1
	begun = closed
	if n <= int(final-first) && a.calendar.Period(closed+1).Start().Before(end) {
		begun++
	}
	return closed, max(begun, last)
}

// ages returns the ages, ascending, at which a customer of the cohort of a
// period returned.
func (v visits) ages(period int32, least uint32) (ages []int) {
	for _, x := range v {
		if x.period >= period && x.returns >= least {
			ages = append(ages, int(x.period-period))
		}
	}
	return ages
}

// retained returns the cells in which a customer with these ages counts.
func retained(rule Rule, edges, ages []int) (cells []int) {
	switch rule {
	case OnOrAfter:
		if len(ages) > 0 {
			for age := range min(ages[len(ages)-1]+1, maxAges) {
				cells = append(cells, age)
			}
		}
	case Streak:
		for i, age := range ages {
			if age != i {
				break
			}
			cells = append(cells, age)
		}
	case bracket:
		for i := range len(edges) - 1 {
			if slices.ContainsFunc(ages, func(age int) bool { return edges[i] <= age && age < edges[i+1] }) {
				cells = append(cells, i)
			}
		}
	default:
		return ages
	}
	return cells
}

// cohort returns the cells of a cohort: those up to the last period, complete up
// to the closed one.
func (c *counts) cohort(p kpi.Period, period, last, closed int32, edges []int) Cohort {
	out := Cohort{Period: p, Size: c.size}
	n := min(int(last-period)+1, maxAges)
	ends := func(i int) int { return i } // the age at which cell i ends
	if edges != nil {
		n, ends = len(edges)-1, func(i int) int { return edges[i+1] - 1 }
	}
	for i := range n {
		if edges != nil && edges[i] > int(last-period) {
			break
		}
		out.Cells = append(out.Cells, Cell{Retained: c.cells[i], Open: ends(i) > int(closed-period)})
	}
	return out
}
