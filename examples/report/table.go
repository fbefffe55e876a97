package main

import (
	"cmp"
	"math"
	"math/big"
	"slices"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/examples/internal/sheet"
)

// A table is the figures of one KPI family.
type table struct {
	calendar *calendar
	family   string // the package of the KPIs
	title    text
	brand    string // whose mentions they are
	lines    []*line
	notes    []text

	// Beside the lines, for a page.
	triangles []triangle
	forecasts []sheet.Forecast
	timelines []timeline
}

// A name says what the figures of a line are.
type name struct {
	kpi   int    // the number of the KPI in the catalogue, 1..24
	key   string // the stable name in JSON and CSV
	label text
	unit  unit
	good  int // +1 where more is better, -1 where less is, 0 where neither
}

// A line is one figure, by segment and period.
type line struct {
	name
	missing string // the flag or column without which there is none
	detail  bool   // left out of the text
	cells   map[slot]cell
	changes map[slot]change // on the period before, of figures whose customers are let go
}

// A slot is the place of a cell: segment "" is all segments.
type slot struct {
	segment string
	period  int64 // a kpi.Period's index, or whole
}

// whole is the period of the total column.
const whole = math.MinInt64

// A cell holds a figure, or else why there is none.
type cell struct {
	figure    kpi.Figure
	rows      kpi.Figure        // the same with the counts of its rows, where the figure has customers
	again     func() kpi.Figure // the figure with its customers, where they were let go
	undefined string
}

// full returns the figure with its customers.
func (c cell) full() kpi.Figure {
	if c.again != nil {
		return c.again()
	}
	return c.figure
}

// line adds a line.
func (t *table) line(n name, missing string) *line {
	l := &line{name: n, missing: missing, cells: make(map[slot]cell), changes: make(map[slot]change)}
	t.lines = append(t.lines, l)
	return l
}

// note adds a line below the table, unless the figures that it is on are missing.
func (t *table) note(missing string, n text) {
	if missing == "" {
		t.notes = append(t.notes, n)
	}
}

// put returns a function that sets a cell to the results of a KPI.
func (l *line) put(s slot) func(kpi.Figure, error) {
	return func(f kpi.Figure, err error) {
		if err != nil {
			l.cells[s] = cell{undefined: err.Error()}
			return
		}
		l.cells[s] = cell{figure: f}
	}
}

// refine puts a figure with customers in the place of that of rows. Where they are not equal,
// it is no figure of rows.
func (l *line) refine(s slot, figure kpi.Figure) {
	rows := l.cells[s].figure
	if rows != nil && figure.Rat().Cmp(rows.Rat()) == 0 {
		l.cells[s] = cell{figure: figure, rows: rows}
	}
}

// follow compares the figure of a period with that of the one before, and then lets go of
// the customers behind that one: they are needed no more. Periods come in order, and then
// all of them. Those of the last comparison stay, for it is told why they differ, unless they
// can be had again.
func (l *line) follow(c *calendar, s slot) {
	i := len(c.periods)
	if s.period == whole {
		l.letGo(s)
	} else {
		i = int(s.period - c.periods[0].Index())
	}
	if i == 0 {
		return
	}
	before := slot{s.segment, c.periods[i-1].Index()}
	if i < len(c.periods) && c.comparable(i) {
		if change, ok := l.change(s.segment, before.period, s.period); ok {
			l.changes[s] = change
		}
	}
	if l.cells[before].again != nil || !c.told(before.period) {
		l.letGo(before)
	}
}

// letGo keeps a figure without the customers behind it.
func (l *line) letGo(s slot) {
	if c, ok := l.cells[s]; ok && c.figure != nil {
		c.figure = alone(c.figure)
		l.cells[s] = c
	}
}

// alone returns a figure without customers.
func alone(f kpi.Figure) kpi.Figure {
	switch p := f.(type) {
	case kpi.Panel[string]:
		return p.Clustered
	case kpi.Panel[uint32]:
		return p.Clustered
	}
	return f
}

// change compares a segment's figures of two periods.
func (l *line) change(segment string, before, after int64) (c change, ok bool) {
	if c, ok := l.changes[slot{segment, after}]; ok {
		return c, true
	}
	from, to := l.cells[slot{segment, before}].figure, l.cells[slot{segment, after}].figure
	if from == nil || to == nil {
		return c, false
	}
	return change{sheet.Compare(from, to)}, true
}

// A change is a comparison that knows what a reader wants to know of it.
type change struct{ sheet.Comparison }

// segments returns "" and the segments of a line.
func (l *line) segments() []string {
	all := []string{""}
	for s := range l.cells {
		if s.segment != "" && !slices.Contains(all, s.segment) {
			all = append(all, s.segment)
		}
	}
	return all
}

// segments returns the segments of the lines, those of most rows first.
func (t *table) segments(rows map[string]int) []string {
	seen := make(map[string]bool)
	var all []string
	for _, l := range t.lines {
		for s := range l.cells {
			if s.segment != "" && !seen[s.segment] {
				seen[s.segment] = true
				all = append(all, s.segment)
			}
		}
	}
	slices.SortFunc(all, func(a, b string) int {
		return cmp.Or(cmp.Compare(rows[b], rows[a]), cmp.Compare(a, b))
	})
	return all
}

// countFigure is a number of things as a figure.
func countFigure(n uint64) kpi.Value {
	return kpi.ValueOf(new(big.Rat).SetInt(new(big.Int).SetUint64(n)))
}
