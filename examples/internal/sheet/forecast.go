package sheet

// forecasts draws each forecast, over time and by segment.
func (d *Document) forecasts(t *Table) (all []*chart) {
	for _, f := range t.Forecasts {
		all = append(all, d.ahead(t, f), d.expected(t, f))
	}
	return all
}

// ahead draws a line over the periods and, behind them, what is to be expected of the next,
// with its interval as a bar.
func (d *Document) ahead(t *Table, f Forecast) *chart {
	of, next := t.find(f.Of), t.find(f.Key)
	if of == nil || next == nil || next.Cells[Slot{}].Value == "" || len(d.Periods) < 2 {
		return nil
	}
	line := Line{KPI: next.KPI, Key: of.Key, Label: of.Label, Unit: of.Unit, Cells: map[Slot]Cell{{"", f.Period}: next.Cells[Slot{}]}}
	for _, p := range d.Periods {
		if c, ok := of.Cells[Slot{"", p.Name}]; ok {
			line.Cells[Slot{"", p.Name}] = c
		}
	}
	later := *d
	later.Periods = append(append([]Period(nil), d.Periods...), Period{Name: f.Period, Complete: true})
	low, high, _ := later.extent([]*Line{&line})
	low = min(low, 0)
	ch := &chart{
		title:  of.name() + d.word(", and what to expect of the customers so far", ", et ce qu'il faut attendre des clients connus"),
		about:  d.word("The last dot is the forecast, its bar the interval of what will come at 95%.", "Le dernier point est la prévision, sa barre l'intervalle à 95\u00a0% de ce qui viendra."),
		header: []string{d.word("period", "période"), of.name(), d.word("95% interval", "intervalle 95\u00a0%")},
	}
	for _, p := range d.charted() {
		ch.rows = append(ch.rows, []figure{plain(p.Name + mark(p)), of.cellFigure(Slot{"", p.Name}), plain("")})
	}
	ch.rows = append(ch.rows, []figure{plain(f.Period), next.cellFigure(Slot{}), plain(next.interval(Slot{}))})
	return ch.draw(func(c *canvas) {
		frame := later.newFrame(c, low, high, of.Unit, max(56, widthOf(next.Cells[Slot{}].Text)+12))
		later.drawTrend(&frame, &line, 0, 0)
	})
}

// expected draws a forecast by segment.
func (d *Document) expected(t *Table, f Forecast) *chart {
	ch := d.bySegment(t, f.Key)
	if ch != nil {
		ch.about = d.word("With the interval of what will come at 95%.", "Avec l'intervalle à 95\u00a0% de ce qui viendra.")
	}
	return ch
}
