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
type documentJSON struct {
	Version   int      `json:"version"`
	Simulated bool     `json:"simulated"`
	Grain     string   `json:"grain"`
	Zone      string   `json:"zone"`
	From      string   `json:"from,omitempty"`
	To        string   `json:"to,omitempty"`
	Periods   []string `json:"periods"`
	Partial   []string `json:"partial_periods"`
	Records   []record `json:"records"`
	Summary   []string `json:"summary"`
	Why       []why    `json:"why"`
}

func (d *document) writeJSON(w io.Writer) error {
	j := documentJSON{
		Version: formatVersion, Simulated: d.simulated, Grain: d.calendar.grain.String(), Zone: d.calendar.zone.String(),
		From: date(d.calendar.from), To: date(d.calendar.to),
		Periods: []string{}, Partial: []string{}, Records: d.records(), Summary: d.summary, Why: d.whys,
	}
	for _, p := range d.calendar.periods {
		j.Periods = append(j.Periods, p.String())
		if !d.calendar.complete(p) {
			j.Partial = append(j.Partial, p.String())
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
	_ = out.Write([]string{"family", "kpi", "key", "name", "unit", "period", "segment", "value", "text", "low", "high", "change", "change_low", "change_high", "noise", "undefined", "missing"})
	for _, r := range d.records() {
		number, noise := "", ""
		if r.KPI != 0 {
			number = strconv.Itoa(r.KPI)
		}
		if r.Noise != nil {
			noise = strconv.FormatBool(*r.Noise)
		}
		_ = out.Write([]string{
			r.Family, number, r.Key, r.Name, r.Unit, r.Period, r.Segment, r.Value, r.Text,
			float(r.Low), float(r.High), r.Change, float(r.ChangeLow), float(r.ChangeHigh), noise, r.Undefined, r.Missing,
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
