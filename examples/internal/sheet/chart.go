package sheet

import (
	"fmt"
	"strings"
)

// A chart is a drawing with the figures that it shows.
type chart struct {
	id, title, about string
	wide, narrow     string // the drawing for a wide and for a narrow screen
	legend           []key
	header           []string // of the figures, and their rows
	rows             [][]figure
	wholeRow         bool // takes the width of two charts
	paint            func(c *canvas)
}

// A key says which colour stands for what.
type key struct{ class, label string }

// A figure is a cell of a chart's table. Where it is of a line, the line and the
// slot say which, so that it can be found in the JSON.
type figure struct {
	text string
	key  string
	Slot
}

// Widths of the drawings, in the unit of the labels' size.
const (
	wideWidth   = 560
	wholeWidth  = 1140
	narrowWidth = 344
)

// draw sets how the chart is drawn: what paint draws depends on the width alone; it may
// set the height.
func (ch *chart) draw(paint func(c *canvas)) *chart {
	ch.paint = paint
	return ch
}

// titled gives a chart another title than that of its first line.
func titled(ch *chart, title string) *chart {
	if ch != nil {
		ch.title = title
	}
	return ch
}

// render makes both drawings.
func (ch *chart) render() {
	wide := &canvas{width: wideWidth, height: 250}
	if ch.wholeRow {
		wide.width = wholeWidth
	}
	narrow := &canvas{width: narrowWidth, height: 250}
	ch.paint(wide)
	ch.paint(narrow)
	ch.wide, ch.narrow = wide.svg("wide", ch.label()), narrow.svg("narrow", ch.label())
}

// arrange lets the last of an odd number of charts take the whole row.
func arrange(all []*chart) {
	alone := -1
	for i, ch := range all {
		switch {
		case !ch.wholeRow && alone < 0:
			alone = i
		case !ch.wholeRow:
			alone = -1
		case alone >= 0:
			all[alone].wholeRow, alone = true, -1
		}
	}
	if alone >= 0 {
		all[alone].wholeRow = true
	}
	for _, ch := range all {
		ch.render()
	}
}

// label is what a screen reader says in place of the drawing.
func (ch *chart) label() string {
	return strings.TrimSpace(ch.title + ". " + ch.about)
}

// charts returns the charts of a table. A chart whose lines are missing is left out.
func (d *Document) charts(t *Table) []*chart {
	var all []*chart
	add := func(some ...*chart) {
		for _, ch := range some {
			if ch != nil {
				ch.id = fmt.Sprintf("%s-%d", t.Family, len(all)+1)
				all = append(all, ch)
			}
		}
	}
	switch t.Family {
	case "nps":
		add(d.trend(t, "nps"), d.bySegment(t, "nps"), d.stack(t, d.word("Answers by class", "Réponses par classe"), "good:promoters", "mid:passives", "bad:detractors"))
	case "csat":
		add(d.trend(t, "csat"), d.bySegment(t, "csat"))
	case "ces":
		add(d.trend(t, "ces"), d.trend(t, "first_contact_resolution"), d.trend(t, "service_level"), titled(d.trend(t, "response_time", "response_median"), d.word("Response time", "Délai de réponse")))
	case "churn":
		add(d.trend(t, "churn"), d.bySegment(t, "churn"), d.waterfall(t), titled(d.trend(t, "net_revenue_retention", "gross_revenue_retention"), d.word("Retention of recurring revenue", "Rétention du revenu récurrent")))
	case "retention":
		add(d.trend(t, "retention"), d.stack(t, d.word("Customers who bought", "Clients acheteurs"), "s1:customers_retained", "s2:customers_reactivated", "s3:customers_new"))
		for i := range t.Triangles {
			add(d.heat(&t.Triangles[i]))
		}
	case "clv":
		add(d.columns(t, "revenue"), d.trend(t, "basket_with_customer"))
		add(d.forecasts(t)...)
	case "funnel":
		add(d.funnel(t, "funnel_count_"), d.trend(t, "conversion"), d.bySegment(t, "conversion"))
		add(d.inOrderOfTime(t)...)
	case "sentiment":
		add(d.trend(t, "net_sentiment"), d.stack(t, d.word("Mentions by tone", "Mentions par tonalité"), "good:positive", "mid:neutral", "bad:negative"))
		for i := range t.Timelines {
			add(d.timeline(&t.Timelines[i]))
		}
		add(d.voice(t), d.bySegment(t, "net_sentiment"))
	}
	arrange(all)
	return all
}

// find returns a line of t that has figures.
func (t *Table) find(key string) *Line {
	for i := range t.Lines {
		if l := &t.Lines[i]; l.Key == key && l.Missing == "" {
			return l
		}
	}
	return nil
}

// cellFigure is a cell in the table of a chart.
func (l *Line) cellFigure(s Slot) figure {
	return figure{l.cell(s), l.Key, s}
}

// plain returns a cell that is not a figure of the document.
func plain(text string) figure { return figure{text: text} }

// name of a line without its indent.
func (l *Line) name() string {
	s := strings.TrimSpace(l.Label)
	r := []rune(s)
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// tip is what a mark says where the mouse rests.
func (d *Document) tip(of string, c Cell) string {
	s := of + d.word(": ", "\u00a0: ") + c.Text
	if c.Interval != nil {
		s += " (" + d.word("95%", "95\u00a0%") + d.word(": ", "\u00a0: ") + c.Interval.Text + ")"
	}
	return s
}
