package cohort

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
)

// A Table is the retention of cohorts by age.
type Table struct {
	Criterion Criterion `json:"criterion"`
	Cohorts   []Cohort  `json:"cohorts"` // of periods with a customer, in order

	// Clock says what ages are: periods of the cohorts' grain, or days.
	Clock Clock `json:"clock,omitzero"`

	// Edges are the ages at which the brackets begin, and the one at which the last
	// ends. Where each cell is one age they are nil.
	Edges []int `json:"edges,omitempty"`
}

// A Cohort is the customers who started in a period.
type Cohort struct {
	Period kpi.Period `json:"period"`
	Size   uint64     `json:"size"`
	Cells  []Cell     `json:"cells"` // by age, in periods or brackets
}

// A Cell is the customers of a cohort who are retained at an age.
type Cell struct {
	Retained uint64 `json:"retained"`
	Open     bool   `json:"open,omitempty"` // not known yet: the data end before the age does, or have a gap
}

// N returns the number of customers.
func (c Cohort) N() uint64 { return c.Size }

// Rate returns the share of the cohort that is retained at an age:
//
//	retained / size        0 <= rate <= 1
//
// It is [kpi.ErrUndefined] for an age that the data do not cover, or only in part:
// that is not known yet. Cells has what there is so far.
func (c Cohort) Rate(age int) (kpi.Rate, error) {
	if age < 0 || age >= len(c.Cells) || c.Cells[age].Open {
		return kpi.Rate{}, figure.Undefined(op, "rate", fmt.Sprintf("no complete data at age %d of %v", age, c.Period))
	}
	return kpi.NewRate(c.Cells[age].Retained, c.Size)
}

// N returns the number of customers of all cohorts. In recurring cohorts a customer
// counts once per cohort. More than 2^64-1 are taken for that many.
func (t Table) N() uint64 {
	var n uint64
	for _, c := range t.Cohorts {
		n += min(c.Size, math.MaxUint64-n)
	}
	return n
}

// AverageRate returns the retention at an age of all cohorts that have come to it:
//
//	Σ retained / Σ size of the complete cells of that age        0 <= rate <= 1
//
// Large cohorts weigh more. Without a complete cell it is [kpi.ErrUndefined].
func (t Table) AverageRate(age int) (kpi.Rate, error) {
	var retained, size uint64
	for _, c := range t.Cohorts {
		if age < 0 || age >= len(c.Cells) || c.Cells[age].Open {
			continue
		}
		if c.Size > math.MaxUint64-size {
			return kpi.Rate{}, figure.Overflow(op, "customers")
		}
		retained, size = retained+c.Cells[age].Retained, size+c.Size
	}
	if size == 0 {
		return kpi.Rate{}, figure.Undefined(op, "average rate", fmt.Sprintf("no cohort has come to age %d", age))
	}
	return kpi.NewRate(retained, size)
}

// Ages returns the number of cells of the longest cohort.
func (t Table) Ages() int {
	ages := 0
	for _, c := range t.Cohorts {
		ages = max(ages, len(c.Cells))
	}
	return ages
}

// age names a cell in a header.
func (t Table) age(i int) string {
	if i+1 >= len(t.Edges) {
		return strconv.Itoa(i)
	}
	return fmt.Sprintf("%d-%d", t.Edges[i], t.Edges[i+1]-1)
}

// WriteCSV writes one line per cohort: the period, the size, and the retained
// customers by age. Open cells have a "*" after the number so far. Ages that the
// data do not reach are empty.
func (t Table) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	header := []string{"cohort", "size"}
	for i := range t.Ages() {
		header = append(header, t.age(i))
	}
	_ = out.Write(header)
	for _, c := range t.Cohorts {
		row := []string{c.Period.String(), strconv.FormatUint(c.Size, 10)}
		for i := range t.Ages() {
			row = append(row, c.text(i))
		}
		_ = out.Write(row)
	}
	out.Flush()
	return out.Error() // csv.Writer keeps its first error
}

func (c Cohort) text(age int) string {
	switch {
	case age >= len(c.Cells):
		return ""
	case c.Cells[age].Open:
		return strconv.FormatUint(c.Cells[age].Retained, 10) + "*"
	}
	return strconv.FormatUint(c.Cells[age].Retained, 10)
}

// String returns the triangle of rates in percent as a text of several lines,
// open cells as "*", with the weighted average below.
func (t Table) String() string {
	ages := t.Ages()
	line := func(name string, size any, cell func(age int) string) string {
		text := fmt.Sprintf("%-10v %8v", name, size)
		for i := range ages {
			text += fmt.Sprintf(" %7s", cell(i))
		}
		return strings.TrimRight(text, " ")
	}
	lines := []string{line("cohort", "size", t.age)}
	for _, c := range t.Cohorts {
		lines = append(lines, line(c.Period.String(), c.Size, c.percent))
	}
	lines = append(lines, line("average", t.N(), func(age int) string { return percent(t.AverageRate(age)) }))
	return strings.Join(lines, "\n")
}

// percent returns the rate at an age as a text.
func (c Cohort) percent(age int) string {
	if age < len(c.Cells) && c.Cells[age].Open {
		return "*"
	}
	return percent(c.Rate(age))
}

// percent returns a text like "50.0%", or none for an error.
func percent(rate kpi.Rate, err error) string {
	if err != nil {
		return ""
	}
	return rate.Percent(1).StringFixed(1) + "%"
}
