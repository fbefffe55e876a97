package sheet

import "strings"

// funnel draws the steps of keys that begin alike as bars, and between them the share that goes on.
func (d *Document) funnel(t *Table, keys string) *chart {
	var steps []*Line
	for i := range t.Lines {
		if l := &t.Lines[i]; l.Missing == "" && strings.HasPrefix(l.Key, keys) && l.Cells[Slot{}].Value != "" {
			steps = append(steps, l)
		}
	}
	if len(steps) < 2 || steps[0].Cells[Slot{}].Number == 0 {
		return nil
	}
	ch := &chart{
		title: d.word("Conversion funnel", "Entonnoir de conversion"), about: d.word("Visitors over all periods, and the share of each step that goes on.", "Visiteurs sur toutes les périodes, et part de chaque étape qui continue."),
		header: []string{d.word("step", "étape"), d.word("visitors", "visiteurs"), d.word("of the step before", "de l'étape précédente"), d.word("95% interval", "intervalle 95\u00a0%")},
	}
	for i, l := range steps {
		row := []figure{plain(stepName(l)), l.cellFigure(Slot{}), plain(""), plain("")}
		if r := t.rate(l); r != nil && i > 0 {
			row[2], row[3] = r.cellFigure(Slot{}), plain(r.interval(Slot{}))
		}
		ch.rows = append(ch.rows, row)
	}
	return ch.draw(func(c *canvas) { d.drawFunnel(c, t, steps) })
}

// inOrderOfTime draws the funnel in the order of time, if its times are asked for.
func (d *Document) inOrderOfTime(t *Table) []*chart {
	if t.find("ordered_time") == nil {
		return nil
	}
	return []*chart{
		titled(d.funnel(t, "ordered_count_"), d.word("Conversion funnel in the order of time", "Entonnoir de conversion dans l'ordre du temps")),
		titled(d.trend(t, "ordered_time_median"), d.word("Time to convert, median", "Délai de conversion, médiane")),
	}
}

// rate returns the line of the rate into a step.
func (t *Table) rate(step *Line) *Line {
	return t.find(strings.Replace(step.Key, "_count_", "_rate_", 1))
}

// stepName is the name of a step: what follows the colon of its label.
func stepName(l *Line) string {
	if i := strings.LastIndexByte(l.Label, ':'); i >= 0 {
		return strings.TrimSpace(l.Label[i+1:])
	}
	return l.name()
}

func (d *Document) drawFunnel(c *canvas, t *Table, steps []*Line) {
	left := 0.0
	for _, l := range steps {
		left = max(left, widthOf(stepName(l)))
	}
	left = min(left+6, 116) // wide letters take more than is reckoned
	most := steps[0].Cells[Slot{}].Number
	for _, l := range steps {
		most = max(most, l.Cells[Slot{}].Number)
	}
	wide := c.width - left - 14 - 60
	c.height = float64(len(steps))*54 - 10
	for i, l := range steps {
		y := float64(i) * 54
		cell := l.Cells[Slot{}]
		w := wide * cell.Number / most
		c.text(left, y+24, "end", "label", clipped(stepName(l), left))
		c.rect(left+12, y+4, w, 30, "fill s1", d.tip(stepName(l), cell))
		c.text(left+12+w+8, y+24, "start", "value", cell.Text)
		if r := t.rate(l); r != nil && i > 0 {
			c.text(left+14, y-4, "start", "tick", "↓ "+r.Cells[Slot{}].Text)
		}
	}
}
