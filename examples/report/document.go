package main

import (
	"fmt"
	"strconv"
	"strings"
)

// A document is all that a report says, before it is laid out.
type document struct {
	*report
	tables  []*table
	summary []string
	whys    []why
}

func (r *report) document() (*document, error) {
	tables, err := r.tables()
	if err != nil {
		return nil, err
	}
	d := &document{report: r, tables: tables, whys: []why{}}
	d.summary = d.summarise()
	d.explain()
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

	// Against the period before.
	Change     string   `json:"change,omitempty"`
	ChangeLow  *float64 `json:"change_low,omitempty"`
	ChangeHigh *float64 `json:"change_high,omitempty"`
	Noise      *bool    `json:"noise,omitempty"`

	// Why there is no value.
	Undefined string `json:"undefined,omitempty"`
	Missing   string `json:"missing,omitempty"`
}

// records returns the figures: those of the input first, and of each line those
// of all periods before those of each, and those of all segments before those
// of each.
func (d *document) records() []record {
	all := d.inputRecords()
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

// appendRecords appends the figures of a line and segment. There is a change
// where the period and the one before are complete.
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
		if d.calendar.comparable(i) {
			if change, ok := l.change(r.Segment, p.Prev().Index(), p.Index()); ok {
				dated.Change = exact(change.Delta())
				if i, err := change.Interval(confidence); err == nil {
					dated.ChangeLow, dated.ChangeHigh, dated.Noise = nineDigits(i.Low), nineDigits(i.High), &change.noise
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
	if i, ok := interval(c.figure); ok {
		r.Low, r.High = nineDigits(i.Low), nineDigits(i.High)
	}
	return r
}

// nineDigits rounds an end of an interval, which is an estimate: the other
// digits differ between machines.
func nineDigits(f float64) *float64 {
	f, _ = strconv.ParseFloat(strconv.FormatFloat(f, 'g', 9, 64), 64)
	return &f
}

// inputRecords returns the numbers of lines, and their amounts, in the form of
// figures.
func (d *document) inputRecords() []record {
	var all []record
	for _, in := range d.inputs {
		for _, t := range d.tallies(in) {
			r := record{Family: "input", Key: t.key, Name: in.file + ": " + t.label.in(d.lang), Unit: quantity.String()}
			r.Value, r.Text = fmt.Sprint(t.lines), d.count(t.lines)
			all = append(all, r)
			if t.amount != nil {
				r.Key, r.Unit = r.Key+"_amount", amount.String()
				r.Value, r.Text = decimalText(*t.amount), d.sum(*t.amount)
				all = append(all, r)
			}
		}
	}
	return all
}
