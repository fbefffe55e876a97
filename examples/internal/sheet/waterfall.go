package sheet

// waterfall draws what happened to the recurring revenue in the last period that can be
// compared, or the last.
func (d *Document) waterfall(t *Table) *chart {
	if t.find("mrr") == nil || len(d.Periods) == 0 {
		return nil
	}
	period := d.Latest
	if period == "" {
		period = d.Periods[len(d.Periods)-1].Name
	}
	s := Slot{"", period}
	ch := &chart{
		title: d.word("Recurring revenue in ", "Revenu récurrent en ") + period, about: d.word("From the start of the period to its end.", "Du début de la période à sa fin."),
		header: []string{d.word("movement", "mouvement"), d.word("amount", "montant")},
	}
	steps := []step{{"mrr_start", 0}, {"mrr_new", 1}, {"mrr_expansion", 1}, {"mrr_reactivation", 1}, {"mrr_contraction", -1}, {"mrr_churn", -1}, {"mrr", 0}}
	most := 0.0
	level := 0.0
	for _, m := range steps {
		l := t.find(m.key)
		if l == nil || l.Cells[s].Value == "" {
			return nil
		}
		if m.sign == 0 {
			level = l.Cells[s].Number
		}
		level += float64(m.sign) * l.Cells[s].Number
		most = max(most, level)
		ch.rows = append(ch.rows, []figure{plain(l.name()), l.cellFigure(s)})
	}
	if most == 0 {
		return nil
	}
	return ch.draw(func(c *canvas) { d.drawWaterfall(c, t, steps, s, most) })
}

// A step is one bar of a waterfall: from 0, up or down.
type step struct {
	key  string
	sign int
}

func (d *Document) drawWaterfall(c *canvas, t *Table, steps []step, s Slot, most float64) {
	const row = 31
	c.height = row*float64(len(steps)) + 4
	left, right := 0.0, 0.0
	for _, m := range steps {
		left, right = max(left, widthOf(t.find(m.key).name())), max(right, widthOf("+"+t.find(m.key).Cells[s].Text))
	}
	left = min(left, 150)
	x := scale{low: 0, high: most, from: left + 12, to: c.width - right - 12}
	level := 0.0
	for i, m := range steps {
		l := t.find(m.key)
		cell, y := l.Cells[s], float64(i)*row+4
		from, class, sign := level, "fill s1", ""
		switch m.sign {
		case 0:
			from, level = 0, cell.Number
		case 1:
			level, class, sign = level+cell.Number, "fill good", "+"
		default:
			level, class, sign = level-cell.Number, "fill bad", "-"
		}
		a, b := x.at(min(from, level)), x.at(max(from, level))
		c.text(left, y+16, "end", "label", clipped(l.name(), left))
		c.rect(a, y+2, max(b-a, 1), row-11, class, d.tip(l.name(), cell))
		if i+1 < len(steps) {
			c.line(x.at(level), y+2, x.at(level), y+row+2, "join")
		}
		c.text(c.width, y+16, "end", "value", sign+cell.Text)
	}
}
