package main

import (
	"fmt"
	"strings"

	"github.com/customerkpi/kpi"
)

// A document is all that a report says, before it is laid out.
type document struct {
	*report
	tables  []*table
	summary []string
}

func (r *report) document() (*document, error) {
	tables, err := r.tables()
	if err != nil {
		return nil, err
	}
	d := &document{report: r, tables: tables}
	d.summary = d.summarise()
	return d, nil
}

// A record is one figure of one period and segment. Its JSON names and the
// columns of the CSV are stable.
type record struct {
	Family  string   `json:"family"`
	KPI     int      `json:"kpi,omitempty"`
	Key     string   `json:"key"`
	Name    string   `json:"name"`
	Unit    string   `json:"unit"`
	Period  string   `json:"period"`
	Segment string   `json:"segment"`
	Value   string   `json:"value,omitempty"`
	Text    string   `json:"text,omitempty"`
	Low     *float64 `json:"low,omitempty"`
	High    *float64 `json:"high,omitempty"`
	Change  string   `json:"change,omitempty"`
	Noise   *bool    `json:"noise,omitempty"`

	// Why there is no value.
	Undefined string `json:"undefined,omitempty"`
	Missing   string `json:"missing,omitempty"`
}

// records returns the figures, those of all periods before those of each, and
// those of all segments before those of each.
func (d *document) records() []record {
	var all []record
	for _, t := range d.tables {
		segments := append([]string{""}, t.segments(d.segmentRows)...)
		for _, l := range t.lines {
			blank := record{Family: t.family, KPI: l.kpi, Key: l.key, Name: strings.TrimSpace(l.label.in(d.lang)), Unit: l.unit.String()}
			if l.missing != "" {
				blank.Missing = l.missing
				all = append(all, blank)
				continue
			}
			for _, segment := range segments {
				blank.Segment = segment
				all = d.appendRecords(all, blank, l)
			}
		}
	}
	return all
}

// appendRecords appends the figures of a line and segment.
func (d *document) appendRecords(all []record, r record, l *line) []record {
	if total, ok := l.cells[slot{r.Segment, whole}]; ok {
		all = append(all, d.filled(r, l, total))
	}
	for i, p := range d.calendar.periods {
		c, ok := l.cells[slot{r.Segment, p.Index()}]
		if !ok {
			continue
		}
		dated := d.filled(r, l, c)
		dated.Period = p.String()
		if i > 0 {
			if change, ok := l.change(r.Segment, p.Prev().Index(), p.Index()); ok {
				dated.Change = exact(change.Delta())
				if change.sampled {
					dated.Noise = &change.noise
				}
			}
		}
		all = append(all, dated)
	}
	return all
}

// filled returns the record of a cell.
func (d *document) filled(r record, l *line, c cell) record {
	if c.figure == nil {
		r.Undefined = c.undefined
		return r
	}
	r.Value, r.Text = exact(c.figure), l.unit.show(c.figure, d.lang)
	if e, ok := c.figure.(kpi.Estimate); ok {
		if i, err := e.Interval(confidence); err == nil {
			r.Low, r.High = &i.Low, &i.High
		}
	}
	return r
}

// inputRecords returns the counts of lines, in the form of figures.
func (d *document) inputRecords() []record {
	var all []record
	add := func(in *input, key string, name text, lines int) {
		all = append(all, record{
			Family: "input", Key: in.kind + "_" + key, Name: in.kind + ": " + name.in(d.lang),
			Unit: quantity.String(), Value: fmt.Sprint(lines), Text: quantity.show(countFigure(uint64(lines)), d.lang),
		})
	}
	for _, in := range d.inputs {
		add(in, "lines", text{"lines", "lignes"}, in.lines)
		add(in, "bad", text{"bad lines", "lignes erronées"}, in.bad)
		for _, l := range in.left {
			add(in, "left_out", l.label(), l.lines)
		}
	}
	return all
}

// label says which lines are left out, and of what.
func (l *leftOut) label() text {
	return text{l.reason.en + ", left out of " + l.from.en, l.reason.fr + ", exclus de " + l.from.fr}
}
