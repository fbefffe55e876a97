package sheet

import (
	"encoding/csv"
	"encoding/json"
	"io"
	"strconv"
	"strings"
	"time"
)

// Version is that of the JSON and the CSV. It changes when a name goes or
// changes its meaning, not when one is added.
const Version = 1

// JSON is the JSON form of a document.
type JSON struct {
	Version   int      `json:"version"`
	Simulated bool     `json:"simulated"`
	Grain     string   `json:"grain"`
	Zone      string   `json:"zone"`
	From      string   `json:"from,omitempty"`
	To        string   `json:"to,omitempty"`
	Periods   []string `json:"periods"`
	Partial   []string `json:"partial_periods"`
	Records   []Record `json:"records"`
	Summary   []string `json:"summary"`
	Why       []Why    `json:"why"`

	Triangles []TriangleJSON `json:"triangles,omitempty"`
	Alarms    []AlarmJSON    `json:"alarms,omitempty"`
	Forecasts []Forecast     `json:"forecasts,omitempty"`
}

// A TriangleJSON is the cohorts of a triangle.
type TriangleJSON struct {
	Key     string       `json:"key"`
	Cohorts []CohortJSON `json:"cohorts"`
}

// A CohortJSON is how many of the customers of a period came back, or what they spent, by
// age from 0.
type CohortJSON struct {
	Period   string   `json:"period"`
	Size     int      `json:"size"`
	Retained []int    `json:"retained,omitempty"`
	Spent    []string `json:"spent,omitempty"`
	Open     int      `json:"open"` // number of ages, at the end, that are not over
}

// An AlarmJSON is a day with more than what is usual.
type AlarmJSON struct {
	Day      string `json:"day"`
	Count    string `json:"count"`
	Expected string `json:"expected"`
}

// A Record is one figure of one period and segment. Its JSON names and the
// columns of the CSV are stable.
type Record struct {
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

// Records returns the figures: those of the input first, and of each line those
// of all periods before those of each, and those of all segments before those
// of each.
func (d *Document) Records() []Record {
	all := d.inputRecords()
	for _, t := range d.Tables {
		for _, l := range t.Lines {
			blank := Record{Family: t.Family, KPI: l.KPI, Key: l.Key, Name: strings.TrimSpace(l.Label), Unit: l.Unit}
			if l.Missing != "" {
				blank.Missing = l.Missing
				all = append(all, blank)
				continue
			}
			for _, segment := range append([]string{""}, t.Segments...) {
				blank.Segment = segment
				all = d.appendRecords(all, blank, l)
			}
		}
	}
	return all
}

// appendRecords appends the figures of a line and segment.
func (d *Document) appendRecords(all []Record, r Record, l Line) []Record {
	if total, ok := l.Cells[Slot{r.Segment, ""}]; ok {
		all = append(all, filled(r, total))
	}
	for _, p := range d.Periods {
		if c, ok := l.Cells[Slot{r.Segment, p.Name}]; ok {
			r.Period = p.Name
			all = append(all, filled(r, c))
		}
	}
	return all
}

// filled returns the record of a cell.
func filled(r Record, c Cell) Record {
	r.Value, r.Text, r.Undefined = c.Value, c.Text, c.Undefined
	if c.Interval != nil {
		r.Low, r.High = nineDigits(c.Interval.Low), nineDigits(c.Interval.High)
	}
	if c.Change != nil {
		r.Change = c.Change.Value
		if i := c.Change.Interval; i != nil {
			r.ChangeLow, r.ChangeHigh, r.Noise = nineDigits(i.Low), nineDigits(i.High), &c.Change.Noise
		}
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
func (d *Document) inputRecords() []Record {
	var all []Record
	for _, in := range d.Inputs {
		for _, t := range in.Tallies {
			name := in.File + d.word(": ", "\u00a0: ") + t.Label
			all = append(all, Record{Family: "input", Key: t.Key, Name: name, Unit: "count", Value: strconv.Itoa(t.Lines), Text: t.Text})
			if t.Amount != "" {
				all = append(all, Record{Family: "input", Key: t.Key + "_amount", Name: name, Unit: "money", Value: t.Amount, Text: t.AmountText})
			}
		}
	}
	return all
}

// WriteJSON writes the document as one JSON object.
func (d *Document) WriteJSON(w io.Writer) error {
	j := JSON{
		Version: Version, Simulated: d.Simulated, Grain: d.Grain, Zone: d.Zone, From: d.From, To: d.To,
		Periods: []string{}, Partial: []string{}, Records: d.Records(), Summary: d.Summary, Why: d.Whys,
	}
	for _, p := range d.Periods {
		j.Periods = append(j.Periods, p.Name)
		if !p.Complete {
			j.Partial = append(j.Partial, p.Name)
		}
	}
	for _, t := range d.Tables {
		for _, of := range t.Triangles {
			j.Triangles = append(j.Triangles, of.json())
		}
		j.Forecasts = append(j.Forecasts, t.Forecasts...)
		for _, of := range t.Timelines {
			for _, a := range of.Alarms {
				j.Alarms = append(j.Alarms, AlarmJSON{a.Day.Format(time.DateOnly), a.Count, a.Expected})
			}
		}
	}
	e := json.NewEncoder(w)
	e.SetEscapeHTML(false)
	e.SetIndent("", " ")
	return e.Encode(j)
}

func (t *Triangle) json() TriangleJSON {
	j := TriangleJSON{Key: t.Key}
	for _, c := range t.Cohorts {
		of := CohortJSON{Period: c.Name, Size: c.Size}
		for _, age := range c.Ages {
			if age.Amount != "" {
				of.Spent = append(of.Spent, age.Amount)
			} else {
				of.Retained = append(of.Retained, age.Count)
			}
			if !age.Complete {
				of.Open++
			}
		}
		j.Cohorts = append(j.Cohorts, of)
	}
	return j
}

// WriteCSV writes the records.
func (d *Document) WriteCSV(w io.Writer) error {
	out := csv.NewWriter(w)
	_ = out.Write([]string{"family", "kpi", "key", "name", "unit", "period", "segment", "value", "text", "low", "high", "change", "change_low", "change_high", "noise", "undefined", "missing"})
	for _, r := range d.Records() {
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
