package sheet

import "github.com/customerkpi/kpi"

// Confidence is the level of all intervals of a document.
const Confidence = 0.95

// IntervalOf returns the interval of a figure that is an estimate.
func IntervalOf(f kpi.Figure) (kpi.Interval, bool) {
	e, ok := f.(kpi.Estimate)
	if !ok {
		return kpi.Interval{}, false
	}
	i, err := e.Interval(Confidence)
	return i, err == nil
}

// Exact returns the exact text of a figure: counts of a rate, as 1250/5000, or
// a decimal number or fraction. MarshalText of these types has no error.
func Exact(f kpi.Figure) string {
	if r, ok := f.(kpi.Rate); ok {
		text, _ := r.MarshalText()
		return string(text)
	}
	text, _ := kpi.ValueOf(f.Rat()).MarshalText()
	return string(text)
}

// CellOf returns the cell of a figure.
func CellOf(u Unit, f kpi.Figure, lang string) Cell {
	number, _ := f.Rat().Float64()
	c := Cell{Value: Exact(f), Text: u.Show(f, lang), Number: number}
	if i, ok := IntervalOf(f); ok {
		c.Interval = &Interval{Low: i.Low, High: i.High, Text: u.ShowInterval(f, lang)}
	}
	return c
}

// A Comparison is a change that knows what a reader wants to know of it.
type Comparison struct {
	kpi.Comparison
	Sampled bool // the figures are samples, so that noise can be told
	Noise   bool // the change may be no more than noise
}

// Compare compares the figures of two periods.
func Compare(before, after kpi.Figure) Comparison {
	c := Comparison{Comparison: kpi.Compare(before, after)}
	significant, err := c.Significant(Confidence)
	c.Sampled, c.Noise = err == nil, err == nil && !significant
	return c
}

// ChangeOf returns the change of a cell.
func ChangeOf(u Unit, c Comparison, lang string) *Change {
	s := &Change{Value: Exact(c.Delta()), Text: u.ShowChange(c, lang), Noise: c.Noise}
	if i, err := c.Interval(Confidence); err == nil {
		s.Interval = &Interval{Low: i.Low, High: i.High, Text: i.String()}
	}
	return s
}
