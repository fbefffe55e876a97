package sheet

import (
	"cmp"
	"fmt"
)

// waterfall draws what happened to the recurring revenue, from the start of the first
// period to the end of the last.
func (d *Document) waterfall(t *Table) *chart {
	if t.find("mrr") == nil || len(d.Periods) == 0 {
		return nil
	}
	first := d.Periods[0].Name
	ch := &chart{
		title:  d.word("Recurring revenue, from start to end", "Revenu récurrent, du début à la fin"),
		about:  fmt.Sprintf(d.word("From the start of %s to the end of %s.", "Du début de %s à la fin de %s."), first, d.Periods[len(d.Periods)-1].Name),
		header: []string{d.word("movement", "mouvement"), d.word("amount", "montant")},
	}
	steps := []*step{
		{key: "mrr_start", at: Slot{"", first}},
		{key: "mrr_new", sign: 1},
		{key: "mrr_expansion", sign: 1},
		{key: "mrr_reactivation", sign: 1},
		{key: "mrr_contraction", sign: -1},
		{key: "mrr_churn", sign: -1},
		{key: "mrr", name: d.word("At the end", "À la fin")},
	}
	most, level := 0.0, 0.0
	for _, m := range steps {
		l := t.find(m.key)
		if l == nil || l.Cells[m.at].Value == "" {
			return nil
		}
		m.cell, m.name = l.Cells[m.at], cmp.Or(m.name, l.name())
		if m.sign == 0 {
			level = m.cell.Number
		}
		level += float64(m.sign) * m.cell.Number
		most = max(most, level)
		ch.rows = append(ch.rows, []figure{plain(m.name), l.cellFigure(m.at)})
	}
	if most == 0 {
		return nil
	}
	return ch.draw(func(c *canvas) { d.drawWaterfall(c, steps, most) })
}

// A step is one bar of a waterfall: from 0, up or down.
type step struct {
	key, name string
	at        Slot
	sign      int
	cell      Cell
}

func (d *Document) drawWaterfall(c *canvas, steps []*step, most float64) {
	const row = 31
	c.height = row*float64(len(steps)) + 4
	left, right := 0.0, 0.0
	for _, m := range steps {
		left, right = max(left, widthOf(m.name)), max(right, widthOf("+"+m.cell.Text))
	}
	left = min(left, 150)
	x := scale{low: 0, high: most, from: left + 12, to: c.width - right - 12}
	level := 0.0
	for i, m := range steps {
		cell, y := m.cell, float64(i)*row+4
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
		c.text(left, y+16, "end", "label", clipped(m.name, left))
		c.rect(a, y+2, max(b-a, 1), row-11, class, d.tip(m.name, cell))
		if i+1 < len(steps) {
			c.line(x.at(level), y+2, x.at(level), y+row+2, "join")
		}
		c.text(c.width, y+16, "end", "value", sign+cell.Text)
	}
}
