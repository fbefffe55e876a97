package sheet

import (
	"strconv"
	"time"
)

// timeline draws counts per day, with the alarms.
func (d *Document) timeline(t *Timeline) *chart {
	if len(t.Days) < 2 {
		return nil
	}
	ch := &chart{
		title: t.Title, about: t.About, wholeRow: true,
		header: []string{d.word("alarm", "alerte"), d.word("mentions", "mentions"), d.word("expected", "attendu")},
	}
	most := 0
	for _, n := range t.Days {
		most = max(most, n)
	}
	for _, a := range t.Alarms {
		ch.rows = append(ch.rows, []figure{plain(a.Day.Format(time.DateOnly)), plain(a.Count), plain(a.Expected)})
	}
	if len(t.Alarms) == 0 {
		ch.rows = append(ch.rows, []figure{plain(d.word("none", "aucune")), plain(""), plain("")})
	}
	return ch.draw(func(c *canvas) {
		c.height = 210
		d.drawTimeline(c, t, float64(max(most, 1)))
	})
}

func (d *Document) drawTimeline(c *canvas, t *Timeline, most float64) {
	y := newScale(0, most*1.12, 3, "count")
	left := widthOf(d.tick(y.high, y.step, "count")) + 12
	y.from, y.to = c.height-34, 18
	for _, v := range y.ticks() {
		c.line(left, y.at(v), c.width, y.at(v), "grid")
		c.text(left-8, y.at(v)+4, "end", "tick", d.tick(v, y.step, "count"))
	}
	slot := (c.width - left) / float64(len(t.Days))
	x := func(day time.Time) float64 { return left + day.Sub(t.First).Hours()/24*slot }
	for i, n := range t.Days {
		c.rect(left+float64(i)*slot, y.at(float64(n)), max(slot*0.8, 0.8), y.at(0)-y.at(float64(n)), "fill mid", "")
	}
	d.monthAxis(c, t, x)
	free := 0.0 // where the label of the last alarm ends
	for _, a := range t.Alarms {
		i := int(a.Day.Sub(t.First).Hours()/24 + 0.5)
		if i < 0 || i >= len(t.Days) {
			continue
		}
		at, top := left+(float64(i)+0.4)*slot, y.at(float64(t.Days[i]))
		c.rect(left+float64(i)*slot, top, max(slot*0.8, 2), y.at(0)-top, "fill bad", a.Day.Format(time.DateOnly)+d.word(": ", "\u00a0: ")+a.Count)
		c.path([]point{{at, top - 4}, {at - 5, top - 13}, {at + 5, top - 13}}, "fill bad", true)
		if label := a.Day.Format(time.DateOnly); at-widthOf(label)/2 > free && at+widthOf(label)/2 < c.width {
			c.text(at, max(top-17, 11), "middle", "alarm", label)
			free = at + widthOf(label)/2 + 6
		}
	}
}

// monthAxis names the months that there is room for.
func (d *Document) monthAxis(c *canvas, t *Timeline, x func(time.Time) float64) {
	free, year := 0.0, 0
	end := t.First.AddDate(0, 0, len(t.Days))
	for m := time.Date(t.First.Year(), t.First.Month(), 1, 0, 0, 0, 0, time.UTC); m.Before(end); m = m.AddDate(0, 1, 0) {
		name := months[d.word("en", "fr")][m.Month()-1]
		if m.Before(t.First) || x(m) < free {
			continue
		}
		c.line(x(m), c.height-34, x(m), c.height-29, "axis")
		c.text(x(m)+2, c.height-19, "start", "tick", name)
		if m.Year() != year {
			year = m.Year()
			c.text(x(m)+2, c.height-5, "start", "tick", strconv.Itoa(year))
		}
		free = x(m) + widthOf(name) + 10
	}
}
