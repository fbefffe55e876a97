package main

import (
	"time"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/examples/internal/sheet"
)

// A document is all that a report says, before it is laid out.
type document struct {
	*report
	tables  []*table
	summary []string
	whys    []sheet.Why
	names   map[string]string // of segments, as they are shown
}

func (r *report) document() (*document, error) {
	tables, err := r.tables()
	if err != nil {
		return nil, err
	}
	d := &document{report: r, tables: tables, whys: []sheet.Why{}, names: make(map[string]string)}
	d.summary = d.summarise()
	d.explain()
	return d, nil
}

// sheet returns the document in the form that is laid out.
func (d *document) sheet() (*sheet.Document, error) {
	c := &d.calendar
	s := &sheet.Document{
		Lang: d.lang, Simulated: d.simulated, Grain: c.grain.String(), Zone: c.zone.String(),
		From: date(c.from), To: date(c.to), Summary: d.summary, Whys: d.whys, Names: d.names,
	}
	for _, p := range c.periods {
		s.Periods = append(s.Periods, sheet.Period{Name: p.String(), Complete: c.complete(p)})
	}
	if _, after, ok := c.latest(); ok {
		s.Latest = after.String()
	}
	for _, in := range d.merged() {
		s.Inputs = append(s.Inputs, d.sheetInput(in))
	}
	for _, t := range d.tables {
		table, err := d.sheetTable(t)
		if err != nil {
			return nil, err
		}
		s.Tables = append(s.Tables, table)
	}
	return s, nil
}

// date formats a bound of the calendar.
func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func (d *document) sheetInput(in *input) sheet.Input {
	s := sheet.Input{File: d.fileName(in)}
	for _, t := range d.tallies(in) {
		line := sheet.Tally{Key: t.key, Label: t.label.in(d.lang), Lines: t.lines, Text: d.count(t.lines)}
		if t.amount != nil {
			line.Amount, line.AmountText = decimalText(*t.amount), d.sum(*t.amount)
		}
		s.Tallies = append(s.Tallies, line)
	}
	return s
}

// fileName names the files of a kind. That it does not depend on their paths makes the report
// of the same lines the same.
func (d *document) fileName(in *input) string {
	label := map[string]text{
		"orders": {"orders", "commandes"}, "surveys": {"surveys", "enquêtes"}, "tickets": {"tickets", "demandes"}, "mentions": {"mentions", "mentions"},
		"subscriptions": {"subscriptions", "abonnements"}, "visits": {"visits", "visites"}, "spend": {"spend", "dépenses"},
	}[in.kind]
	if d.simulated {
		agreed := "simulées"
		if in.kind == "subscriptions" { // the only masculine one
			agreed = "simulés"
		}
		label = text{label.en + " (simulated)", label.fr + " (" + agreed + ")"}
	}
	return label.in(d.lang)
}

func (d *document) count(n int) string { return quantity.Show(countFigure(uint64(n)), d.lang) }

func (d *document) sum(s decimal.Decimal) string { return amount.Show(kpi.ValueOf(s.Rat()), d.lang) }

func (d *document) sheetTable(t *table) (sheet.Table, error) {
	s := sheet.Table{Family: t.family, Title: t.title.in(d.lang), Brand: t.brand, Segments: t.segments(d.segmentRows)}
	for _, name := range s.Segments {
		d.names[name] = shown(name, d.lang)
	}
	for _, n := range t.notes {
		s.Notes = append(s.Notes, n.in(d.lang))
	}
	for _, l := range t.lines {
		line := sheet.Line{
			KPI: l.kpi, Key: l.key, Label: l.label.in(d.lang), Unit: l.unit.String(), Good: l.good, Detail: l.detail, Missing: needed(l.missing, d.lang),
			Cells: make(map[sheet.Slot]sheet.Cell),
		}
		for _, segment := range append([]string{""}, s.Segments...) {
			d.fill(line.Cells, l, segment)
		}
		s.Lines = append(s.Lines, line)
	}
	for _, of := range t.triangles {
		s.Triangles = append(s.Triangles, of.sheet(d.lang))
	}
	s.Forecasts = t.forecasts
	for _, of := range t.timelines {
		line, err := of.sheet(d.lang)
		if err != nil {
			return s, err
		}
		s.Timelines = append(s.Timelines, line)
	}
	return s, nil
}

// fill adds the cells of a line and segment. There is a change where the period and
// the one before are complete.
func (d *document) fill(cells map[sheet.Slot]sheet.Cell, l *line, segment string) {
	if total, ok := l.cells[slot{segment, whole}]; ok {
		cells[sheet.Slot{Segment: segment}] = d.sheetCell(l, total)
	}
	for i, p := range d.calendar.periods {
		c, ok := l.cells[slot{segment, p.Index()}]
		if !ok {
			continue
		}
		dated := d.sheetCell(l, c)
		if d.calendar.comparable(i) {
			if change, ok := l.change(segment, p.Prev().Index(), p.Index()); ok {
				dated.Change = sheet.ChangeOf(l.unit, change.Comparison, d.lang)
			}
		}
		cells[sheet.Slot{Segment: segment, Period: p.String()}] = dated
	}
}

func (d *document) sheetCell(l *line, c cell) sheet.Cell {
	if c.figure == nil {
		return sheet.Cell{Undefined: c.undefined}
	}
	s := sheet.CellOf(l.unit, c.figure, d.lang)
	if c.rows != nil {
		s.Value = sheet.Exact(c.rows)
	}
	return s
}
