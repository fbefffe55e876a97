package sheet

import "time"

// A Document is all that a report says.
type Document struct {
	Title     string
	Lang      string // en or fr
	Simulated bool   // the figures are of an invented shop
	Grain     string
	Zone      string
	From, To  string // bounds of the calendar, such as 2025-01-31; empty without one
	Periods   []Period
	Latest    string // the last period that can be compared with the one before; empty: none
	Inputs    []Input
	Tables    []Table
	Summary   []string
	Whys      []Why
	Names     map[string]string // shown names of segments, where they differ
}

// A Period is one column of figures.
type Period struct {
	Name     string
	Complete bool // the data cover all of it
}

// An Input is one file, and what became of its lines.
type Input struct {
	File    string
	Tallies []Tally
}

// A Tally is a number of lines, with their amount where they have one.
type Tally struct {
	Key, Label         string
	Lines              int
	Text               string // Lines in the language
	Amount, AmountText string // exact, and in the language
}

// A Why says why the figures of a line changed.
type Why struct {
	Key  string `json:"key"`
	Text string `json:"text"`
}

// A Table is the figures of one KPI family.
type Table struct {
	Family    string
	Title     string
	Brand     string   // whose mentions they are; empty: of all
	Segments  []string // those of most rows first
	Lines     []Line
	Notes     []string
	Triangles []Triangle
	Timelines []Timeline
	Forecasts []Forecast
}

// A Forecast is a line that is about the period after the last, and the line of what it was
// until then.
type Forecast struct {
	Key    string `json:"key"`
	Of     string `json:"of"`
	Period string `json:"period"`
	Model  string `json:"model,omitempty"` // that says it
}

// A Line is one figure, by segment and period.
type Line struct {
	KPI     int    // number in the catalogue
	Key     string // stable name
	Label   string // two spaces in front: a detail of the line above
	Unit    string // share, points, score, money, count, number, ratio, periods, seconds
	Good    int    // +1 where more is better, -1 where less is, 0 where neither
	Detail  bool   // left out of the text
	Missing string // the flag or column without which there is none
	Cells   map[Slot]Cell
}

// A Slot is the place of a cell: segment "" is all segments, period "" all periods.
type Slot struct{ Segment, Period string }

// A Cell holds a figure, or else why there is none.
type Cell struct {
	Value     string  // exact
	Text      string  // in the language
	Number    float64 // for a chart
	Interval  *Interval
	Change    *Change
	Undefined string
}

// An Interval is that of an estimate at 95%.
type Interval struct {
	Low, High float64
	Text      string
}

// A Change is against the period before.
type Change struct {
	Value    string // exact
	Text     string
	Interval *Interval // nil where the figure is no estimate
	Noise    bool      // the interval holds 0
}

// A Triangle is the retention of cohorts by age, or what they spent.
type Triangle struct {
	Key, Title string
	Ages       string // what ages count, as "months since the first order"
	Cohorts    []Cohort
}

// A Cohort is the customers who came in one period.
type Cohort struct {
	Name string
	Size int
	Ages []Share // by age, from 0
}

// A Share is one cell of a triangle.
type Share struct {
	Count       int    // of the cohort's Size
	Amount      string // exact, where the triangle is of money
	Text, Short string
	Level       float64 // of the colour, in 0..1
	Complete    bool    // the age is over
}

// Scale makes the levels, which are amounts, shares of the largest of them.
func (t *Triangle) Scale() {
	most := 0.0
	for _, c := range t.Cohorts {
		for _, s := range c.Ages {
			most = max(most, s.Level)
		}
	}
	for _, c := range t.Cohorts {
		for i := range c.Ages {
			if c.Ages[i].Level = max(c.Ages[i].Level, 0); most > 0 {
				c.Ages[i].Level /= most
			}
		}
	}
}

// A Timeline is a count per day, and the days on which it was alarming.
type Timeline struct {
	Title, About string
	First        time.Time // day, at midnight in UTC
	Days         []int
	Alarms       []Alarm
}

// An Alarm is a day of a timeline.
type Alarm struct {
	Day             time.Time
	Count, Expected string
}

// Find returns the line of a key, or nil.
func (d *Document) Find(key string) *Line {
	for i := range d.Tables {
		for j := range d.Tables[i].Lines {
			if l := &d.Tables[i].Lines[j]; l.Key == key {
				return l
			}
		}
	}
	return nil
}

// Empty reports whether all figures are missing.
func (t *Table) Empty() bool {
	for _, l := range t.Lines {
		if l.Missing == "" {
			return false
		}
	}
	return true
}

// word chooses between two languages.
func (d *Document) word(en, fr string) string {
	if d.Lang == "fr" {
		return fr
	}
	return en
}

// name returns the shown name of a segment.
func (d *Document) name(segment string) string {
	if shown, ok := d.Names[segment]; ok {
		return shown
	}
	return segment
}
