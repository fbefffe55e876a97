package sheet

import "math"

// chartedSegments is the number of segments that a chart has room for.
const chartedSegments = 8

// bySegment draws the figure of each segment over all periods, with its interval, against
// that of all.
func (d *Document) bySegment(t *Table, of string) *chart {
	l := t.find(of)
	if l == nil {
		return nil
	}
	var names []string
	for _, s := range append([]string{""}, t.Segments...) {
		if c, ok := l.Cells[Slot{s, ""}]; ok && c.Value != "" && len(names) <= chartedSegments {
			names = append(names, s)
		}
	}
	if len(names) < 2 {
		return nil
	}
	ch := &chart{
		title: l.name() + d.word(", by segment", ", par segment"), about: d.word("Over all periods, with the interval at 95%.", "Sur toutes les périodes, avec l'intervalle à 95\u00a0%."),
		header: []string{"segment", l.name(), d.word("95% interval", "intervalle 95\u00a0%")},
	}
	low, high, label, value := math.Inf(1), math.Inf(-1), 0.0, 0.0
	for _, s := range names {
		c := l.Cells[Slot{s, ""}]
		low, high = min(low, c.Number), max(high, c.Number)
		if c.Interval != nil {
			low, high = min(low, c.Interval.Low), max(high, c.Interval.High)
		}
		label, value = max(label, widthOf(d.segment(s))), max(value, widthOf(c.Text))
		ch.rows = append(ch.rows, []figure{plain(d.segment(s)), l.cellFigure(Slot{s, ""}), plain(l.interval(Slot{s, ""}))})
	}
	return ch.draw(func(c *canvas) {
		c.height = float64(len(names))*28 + 46
		x := newScale(low, high, 4, l.Unit)
		left := min(label, 120)
		x.from, x.to = left+14, c.width-value-14
		d.drawSegments(c, l, names, x, left)
	})
}

// segment is the shown name of one, or of all of them.
func (d *Document) segment(s string) string {
	if s == "" {
		return d.word("all", "tous")
	}
	return d.name(s)
}

func (d *Document) drawSegments(c *canvas, l *Line, names []string, x scale, left float64) {
	bottom := c.height - 30
	every := 1 + int(widthOf(d.tick(x.high, x.step, l.Unit))*float64(len(x.ticks()))/(x.to-x.from))
	for i, v := range x.ticks() {
		c.line(x.at(v), 8, x.at(v), bottom, "grid")
		if i%every == 0 {
			c.text(x.at(v), bottom+18, "middle", "tick", d.tick(v, x.step, l.Unit))
		}
	}
	for i, s := range names {
		y := 24 + float64(i)*28
		cell := l.Cells[Slot{s, ""}]
		if s == "" {
			c.line(x.at(cell.Number), 8, x.at(cell.Number), bottom, "reference")
		}
		c.text(left, y+4, "end", "label", clipped(d.segment(s), left))
		if i := cell.Interval; i != nil {
			c.rect(x.at(i.Low), y-4, x.at(i.High)-x.at(i.Low), 8, "band s1", d.tip(d.segment(s), cell))
		}
		c.dot(x.at(cell.Number), y, 4.5, "dot s1", d.tip(d.segment(s), cell))
		c.text(c.width, y+4, "end", "value", cell.Text)
	}
}
