package cohort

import (
	"encoding/csv"
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"

	"github.com/customerkpi/kpi"
)

// A Table is the retention of cohorts by age. Its JSON is for readers.
type Table struct {
	Rule    Rule     `json:"rule"`
	Cohorts []Cohort `json:"cohorts"` // of periods with a customer, in order

	// Clock says what ages are: periods of the cohorts' grain, or days.
	Clock Clock `json:"clock,omitzero"`

	// Edges are the ages at which the brackets begin, and the one at which the
	// last ends; nil where each cell is one period.
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
	Open     bool   `json:"open,omitempty"` // not yet known: the data end before the age does, or have a gap
}

// Rate returns the share of the cohort that is retained at an age:
//
//	retained / size        0 <= rate <= 1
//
// For an age that the data do not reach, or only in part, it is kpi.ErrUndefined:
// not yet known; Cells has what there is so far.
func (c Cohort) Rate(age int) (kpi.Rate, error) {
	if age < 0 || age >= len(c.Cells) || c.Cells[age].Open {
		return kpi.Rate{}, fmt.Errorf("cohort: rate %w: no complete data at age %d of %v", kpi.ErrUndefined, age, c.Period)
	}
	return kpi.NewRate(c.Cells[age].Retained, c.Size)
}

// Average returns the retention at an age, of all cohorts that have come to it:
//
//	Σ retained / Σ size        of the complete cells of that age
//
// Large cohorts weigh more. Without a complete cell it is kpi.ErrUndefined.
func (t Table) Average(age int) (kpi.Rate, error) {
	var retained, size uint64
	for _, c := range t.Cohorts {
		if age < 0 || age >= len(c.Cells) || c.Cells[age].Open {
			continue
		}
		if c.Size > math.MaxUint64-size {
			return kpi.Rate{}, fmt.Errorf("cohort: customers: %w", kpi.ErrOverflow)
		}
		retained, size = retained+c.Cells[age].Retained, size+c.Size
	}
	if size == 0 {
		return kpi.Rate{}, fmt.Errorf("cohort: average %w: no cohort has come to age %d", kpi.ErrUndefined, age)
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

// WriteCSV writes a line a cohort: the period, the size, and the retained
// customers by age. Open cells have a "*" behind the number so far, ages that the
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
	header := fmt.Sprintf("%-10s %8s", "cohort", "size")
	for i := range ages {
		header += fmt.Sprintf(" %7s", t.age(i))
	}
	lines, size := []string{header}, uint64(0)
	row := func(name string, size uint64, cells func(age int) string) {
		line := fmt.Sprintf("%-10s %8d", name, size)
		for i := range ages {
			line += fmt.Sprintf(" %7s", cells(i))
		}
		lines = append(lines, strings.TrimRight(line, " "))
	}
	for _, c := range t.Cohorts {
		size += c.Size
		row(c.Period.String(), c.Size, func(age int) string {
			switch rate, err := c.Rate(age); {
			case err == nil:
				return rate.Percent(1).StringFixed(1) + "%"
			case age < len(c.Cells):
				return "*"
			}
			return ""
		})
	}
	row("average", size, func(age int) string {
		rate, err := t.Average(age)
		if err != nil {
			return ""
		}
		return rate.Percent(1).StringFixed(1) + "%"
	})
	return strings.Join(lines, "\n")
}
