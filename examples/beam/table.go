//go:build !race && (amd64 || arm64)

package main

import (
	"cmp"
	"context"
	"encoding/json"
	"errors"
	"slices"
	"time"

	"github.com/apache/beam/sdks/v2/go/pkg/beam/io/filesystem"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/examples/internal/sheet"
)

// An Extent is what all files hold: from when to when, and the segments, those of most
// rows first.
type Extent struct {
	First, Last Instant
	Segments    []string
}

type extentFn struct{}

func (*extentFn) ProcessElement(_ int, next func(*Seen) bool, emit func(Extent)) {
	rows := make(map[string]int64)
	var e Extent
	some := false
	for s := (Seen{}); next(&s); {
		if s.Rows == 0 {
			continue
		}
		rows[s.Segment] += s.Rows
		if !some || s.First.Time().Before(e.First.Time()) {
			e.First = s.First
		}
		if !some || s.Last.Time().After(e.Last.Time()) {
			e.Last = s.Last
		}
		some = true
	}
	for segment := range rows {
		if segment != "" {
			e.Segments = append(e.Segments, segment)
		}
	}
	slices.SortFunc(e.Segments, func(a, b string) int { return cmp.Or(cmp.Compare(rows[b], rows[a]), cmp.Compare(a, b)) })
	emit(e)
}

// A calendar is the months of the table, and what the data cover of them.
type calendar struct {
	begin, end time.Time
	months     []kpi.Period
}

func (o *Options) calendar(e *Extent) (*calendar, error) {
	zone, err := o.location()
	if err != nil {
		return nil, err
	}
	from, err := o.day(o.From, zone)
	if err != nil {
		return nil, err
	}
	to, err := o.day(o.To, zone)
	if err != nil {
		return nil, err
	}
	first, last := e.First.Time(), e.Last.Time()
	if from.IsZero() {
		from = kpi.PeriodOf(first, kpi.Day, zone).Start()
	}
	if to.IsZero() {
		to = kpi.PeriodOf(last, kpi.Day, zone).End()
	}
	c := &calendar{begin: from, end: to}
	if len(e.Segments) == 0 && first.Equal(last) {
		return c, nil
	}
	for p := kpi.PeriodOf(first, kpi.Month, zone); !p.Start().After(last); p = p.Next() {
		c.months = append(c.months, p)
	}
	return c, nil
}

// complete reports whether the data cover all of a month.
func (c *calendar) complete(p kpi.Period) bool {
	return !p.Start().Before(c.begin) && !p.End().After(c.end)
}

// A Line is a cell of the table, or a triangle of cohorts.
type Line struct {
	Order           int // of the lines in the table
	Family          string
	KPI             int
	Key, Label      string
	Good            int
	Unit            string
	Segment, Period string
	Cell, Triangle  []byte // JSON of those of package sheet
}

// A lineFn makes figures of the states of a segment: of all its months at once, because
// a change compares two of them.
type lineFn struct{ Options }

func (f *lineFn) ProcessElement(_ string, next func(*Part) bool, e Extent, emit func(Line)) error {
	var parts []Part
	for p := (Part{}); next(&p); {
		parts = append(parts, p)
	}
	c, err := f.calendar(&e)
	if err != nil {
		return err
	}
	return kpis(f.Steps)[parts[0].KPI](&cells{c, parts, emit})
}

// cells are the states of a segment, to be made figures.
type cells struct {
	*calendar
	parts []Part
	emit  func(Line)
}

// A measure is a figure of a state's results.
type measure[R any] struct {
	Line
	unit sheet.Unit
	of   func(R) (kpi.Figure, error)
}

// fill makes the figures of all months, and of all together.
func fill[A kpi.Accumulator[A], R any](c *cells, empty A, result func(A) R, measures ...measure[R]) error {
	results := make(map[int64]R)
	for _, p := range c.parts {
		a := empty.Clone()
		if err := a.UnmarshalBinary(p.State); err != nil {
			return err
		}
		results[p.Period] = result(a)
	}
	for _, m := range measures {
		if err := fillLine(c, results, result(empty), m); err != nil {
			return err
		}
	}
	return nil
}

func fillLine[R any](c *cells, results map[int64]R, none R, m measure[R]) error {
	m.Segment, m.Unit = c.parts[0].Segment, m.unit.String()
	if total, ok := results[whole]; ok {
		if err := put(c, m.Line, m.unit, nil, pair(m.of(total))); err != nil {
			return err
		}
	}
	var before figure
	for i, p := range c.months {
		r, ok := results[p.Index()]
		if !ok {
			r = none
		}
		now := pair(m.of(r))
		var compared *figure
		if i > 0 && c.complete(p) && c.complete(c.months[i-1]) {
			compared = &before
		}
		m.Period = p.String()
		if err := put(c, m.Line, m.unit, compared, now); err != nil {
			return err
		}
		before = now
	}
	return nil
}

// A figure is one, or why there is none.
type figure struct {
	kpi.Figure
	err error
}

func pair(f kpi.Figure, err error) figure { return figure{f, err} }

// plain returns the figure without the counts of its rows.
func (f figure) plain() kpi.Figure {
	if c, ok := f.Figure.(counted); ok {
		return c.Panel
	}
	return f.Figure
}

// put emits a cell, with the change from the month before.
func put(c *cells, l Line, u sheet.Unit, before *figure, now figure) error {
	var cell sheet.Cell
	if now.err != nil {
		cell.Undefined = now.err.Error()
	} else {
		cell = sheet.CellOf(u, now.plain(), "en")
		if c, ok := now.Figure.(counted); ok {
			cell.Value = sheet.Exact(c.rows)
		}
		if before != nil && before.err == nil {
			cell.Change = sheet.ChangeOf(u, sheet.Compare(before.plain(), now.plain()), "en")
		}
	}
	var err error
	if l.Cell, err = json.Marshal(cell); err == nil {
		c.emit(l)
	}
	return err
}

// A sheetFn lays out the lines and writes the table.
type sheetFn struct {
	Options
	Format, Output string
}

func (f *sheetFn) ProcessElement(ctx context.Context, _ int, next func(*Line) bool, e Extent) (err error) {
	var lines []Line
	for l := (Line{}); next(&l); {
		lines = append(lines, l)
	}
	d, err := f.document(lines, &e)
	if err != nil {
		return err
	}
	fs, err := filesystem.New(ctx, f.Output)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, fs.Close()) }()
	out, err := fs.OpenWrite(ctx, f.Output)
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, out.Close()) }()
	switch f.Format {
	case "csv":
		return d.WriteCSV(out)
	case "json":
		return d.WriteJSON(out)
	default:
		return d.WriteText(out, 6)
	}
}

// document lays out the lines.
func (f *sheetFn) document(lines []Line, e *Extent) (*sheet.Document, error) {
	c, err := f.calendar(e)
	if err != nil {
		return nil, err
	}
	d := &sheet.Document{Lang: "en", Grain: kpi.Month.String(), Zone: f.Zone, From: f.From, To: f.To, Whys: []sheet.Why{}}
	for _, p := range c.months {
		d.Periods = append(d.Periods, sheet.Period{Name: p.String(), Complete: c.complete(p)})
	}
	for i, p := range c.months {
		if i > 0 && c.complete(p) && c.complete(c.months[i-1]) {
			d.Latest = p.String()
		}
	}
	slices.SortStableFunc(lines, func(a, b Line) int {
		return cmp.Or(cmp.Compare(a.Order, b.Order), cmp.Compare(a.Segment, b.Segment))
	})
	for family := range slices.Values(slices.Compact(families(lines))) {
		t, err := table(family, lines, e.Segments)
		if err != nil {
			return nil, err
		}
		d.Tables = append(d.Tables, t)
	}
	return d, nil
}

func families(lines []Line) (all []string) {
	for _, l := range lines {
		all = append(all, l.Family)
	}
	return all
}

// table returns the table of a family.
func table(family string, lines []Line, segments []string) (sheet.Table, error) {
	t := sheet.Table{Family: family, Title: titles[family]}
	seen := make(map[string]bool)
	for _, l := range lines {
		if l.Family != family {
			continue
		}
		seen[l.Segment] = true
		if l.Triangle != nil {
			var of sheet.Triangle
			if err := json.Unmarshal(l.Triangle, &of); err != nil {
				return t, err
			}
			t.Triangles = append(t.Triangles, of)
			continue
		}
		if n := len(t.Lines); n == 0 || t.Lines[n-1].Key != l.Key {
			t.Lines = append(t.Lines, sheet.Line{KPI: l.KPI, Key: l.Key, Label: l.Label, Unit: l.Unit, Good: l.Good, Cells: make(map[sheet.Slot]sheet.Cell)})
		}
		var cell sheet.Cell
		if err := json.Unmarshal(l.Cell, &cell); err != nil {
			return t, err
		}
		t.Lines[len(t.Lines)-1].Cells[sheet.Slot{Segment: l.Segment, Period: l.Period}] = cell
	}
	t.Segments = slices.DeleteFunc(slices.Clone(segments), func(s string) bool { return !seen[s] })
	return t, nil
}
