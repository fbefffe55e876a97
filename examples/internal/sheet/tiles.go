package sheet

import (
	"html/template"
	"math"
)

// leading are the figures that a reader looks for first.
var leading = []string{"nps", "csat", "first_contact_resolution", "churn", "retention", "repurchase_by_order", "basket_with_customer", "revenue", "conversion", "net_sentiment"}

// tiles returns the last comparable figure of the leading KPIs, or the total where no
// period can be compared.
func (d *Document) tiles() []tile {
	var all []tile
	for _, of := range leading {
		l := d.Find(of)
		s := Slot{"", d.Latest}
		if l == nil || l.Missing != "" || l.Cells[s].Value == "" {
			continue
		}
		c := l.Cells[s]
		period := d.Latest
		if period == "" {
			period = "total"
		}
		all = append(all, tile{
			Name: l.name(), Period: period, Text: c.Text, Range: l.interval(s), Change: d.against(c), Mood: l.mood(c),
			Data: l.cellFigure(s).entry().Data, Spark: template.HTML(d.spark(l)),
		})
	}
	return all
}

// against says what a change is against.
func (d *Document) against(c Cell) string {
	if c.Change == nil {
		return ""
	}
	for i, p := range d.Periods {
		if p.Name == d.Latest && i > 0 {
			return c.Change.Text + d.word(" on ", " sur ") + d.Periods[i-1].Name
		}
	}
	return c.Change.Text
}

// spark draws a line without axes, so that its form can be seen.
func (d *Document) spark(l *Line) string {
	low, high, n := math.Inf(1), math.Inf(-1), 0
	for _, p := range d.charted() {
		if c, ok := l.Cells[Slot{"", p.Name}]; ok && c.Value != "" && p.Complete {
			low, high, n = min(low, c.Number), max(high, c.Number), n+1
		}
	}
	if n < 2 {
		return ""
	}
	if low == high {
		low, high = low-1, high+1
	}
	c := &canvas{width: 180, height: 36}
	y := scale{low: low, high: high, from: 31, to: 5}
	step := 172 / float64(max(len(d.charted())-1, 1))
	var run []point
	for i, p := range d.charted() {
		if cell, ok := l.Cells[Slot{"", p.Name}]; ok && cell.Value != "" && p.Complete {
			run = append(run, point{4 + float64(i)*step, y.at(cell.Number)})
		}
	}
	c.path(run, "line s1", false)
	c.dot(run[len(run)-1].x, run[len(run)-1].y, 3.5, "dot s1", "")
	return `<svg viewBox="0 0 180 36" aria-hidden="true">` + c.b.String() + `</svg>`
}
