package main

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"time"
)

// formatVersion is the version of the JSON and the CSV. It changes when a name
// goes or changes its meaning, not when one is added.
const formatVersion = 1

// The JSON form of a document; see the package's page.
type (
	documentJSON struct {
		Version   int             `json:"version"`
		Simulated bool            `json:"simulated,omitempty"`
		Grain     string          `json:"grain"`
		Zone      string          `json:"zone"`
		From      string          `json:"from,omitempty"`
		To        string          `json:"to,omitempty"`
		Periods   []string        `json:"periods"`
		Partial   []string        `json:"partial_periods"`
		Inputs    []inputJSON     `json:"inputs"`
		Orders    *orderLinesJSON `json:"order_lines,omitempty"`
		Records   []record        `json:"records"`
		Summary   []string        `json:"summary"`
	}
	inputJSON struct {
		Kind    string        `json:"kind"`
		File    string        `json:"file"`
		Lines   int           `json:"lines"`
		Bad     int           `json:"bad"`
		LeftOut []leftOutJSON `json:"left_out"`
	}
	leftOutJSON struct {
		Reason string `json:"reason"`
		From   string `json:"from"`
		Lines  int    `json:"lines"`
		Amount string `json:"amount,omitempty"`
	}
	orderLinesJSON struct {
		Lines           int    `json:"lines"`
		Amount          string `json:"amount"`
		WithoutCustomer int    `json:"without_customer"`
		Counted         int    `json:"counted"`
		Revenue         string `json:"revenue"`
		Free            int    `json:"free"`
	}
)

func (d *document) writeJSON(w io.Writer) error {
	j := documentJSON{
		Version: formatVersion, Simulated: d.simulated, Grain: d.calendar.grain.String(), Zone: d.calendar.zone.String(),
		From: date(d.calendar.from), To: date(d.calendar.to),
		Periods: []string{}, Partial: []string{}, Records: d.records(), Summary: d.summary,
	}
	for _, p := range d.calendar.periods {
		j.Periods = append(j.Periods, p.String())
		if d.calendar.open(p) {
			j.Partial = append(j.Partial, p.String())
		}
	}
	for _, in := range d.inputs {
		k := inputJSON{in.kind, in.file, in.lines, in.bad, []leftOutJSON{}}
		for _, l := range in.left {
			out := leftOutJSON{Reason: l.reason.in(d.lang), From: l.from.in(d.lang), Lines: l.lines}
			if in.kind == "orders" {
				out.Amount = decimalText(l.amount)
			}
			k.LeftOut = append(k.LeftOut, out)
		}
		j.Inputs = append(j.Inputs, k)
		if in.kind == "orders" {
			b := d.book
			j.Orders = &orderLinesJSON{b.lines, decimalText(b.sum), b.anonymous, b.counted, decimalText(b.revenue), b.free}
		}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(j)
}

// date formats a bound of the calendar.
func date(t time.Time) string {
	if t.IsZero() {
		return ""
	}
	return t.Format(time.DateOnly)
}

func (d *document) writeCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	_ = out.Write([]string{"family", "kpi", "key", "name", "unit", "period", "segment", "value", "text", "low", "high", "change", "noise", "undefined", "missing"})
	for _, r := range append(d.inputRecords(), d.records()...) {
		number, noise := "", ""
		if r.KPI != 0 {
			number = strconv.Itoa(r.KPI)
		}
		if r.Noise != nil {
			noise = strconv.FormatBool(*r.Noise)
		}
		_ = out.Write([]string{
			r.Family, number, r.Key, r.Name, r.Unit, r.Period, r.Segment, r.Value, r.Text,
			float(r.Low), float(r.High), r.Change, noise, r.Undefined, r.Missing,
		})
	}
	out.Flush()
	return out.Error() // csv.Writer keeps its first error
}

// float formats an end of an interval.
func float(f *float64) string {
	if f == nil {
		return ""
	}
	return strconv.FormatFloat(*f, 'g', -1, 64)
}
