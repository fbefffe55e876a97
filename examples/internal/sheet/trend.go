package sheet

import "math"

// maxPeriods is the number of periods that a chart has room for: the last.
const maxPeriods = 60

func (d *Document) charted() []Period {
	return d.Periods[max(0, len(d.Periods)-maxPeriods):]
}

// trend draws lines over the periods, with the interval of each figure as a bar: the
// periods are estimates of their own, and a band through them would look like a curve
// that is known between.
func (d *Document) trend(t *Table, keys ...string) *chart {
	var lines []*Line
	for _, k := range keys {
		if l := t.find(k); l != nil {
			lines = append(lines, l)
		}
	}
	if len(lines) == 0 || len(d.Periods) < 2 {
		return nil
	}
	low, high, intervals := d.extent(lines)
	if low > high {
		return nil // no figure at all
	}
	ch := &chart{title: lines[0].name(), header: []string{d.word("period", "période")}}
	for i, l := range lines {
		if len(lines) > 1 {
			ch.legend = append(ch.legend, key{series(i), l.name()})
		}
		ch.header = append(ch.header, l.name(), d.word("95% interval", "intervalle 95\u00a0%"))
	}
	for _, p := range d.charted() {
		row := []figure{plain(p.Name + mark(p))}
		for _, l := range lines {
			row = append(row, l.cellFigure(Slot{"", p.Name}), plain(l.interval(Slot{"", p.Name})))
		}
		ch.rows = append(ch.rows, row)
	}
	ch.about = d.aboutTrend(intervals)
	return ch.draw(func(c *canvas) {
		f := d.newFrame(c, low, high, lines[0].Unit, 56)
		apart := 0.0
		if intervals {
			apart = 4
		}
		for i, l := range lines {
			d.drawTrend(&f, l, i, apart*(2*float64(i)-float64(len(lines)-1)))
		}
	})
}

// aboutTrend says what the marks mean.
func (d *Document) aboutTrend(intervals bool) string {
	s := ""
	if intervals {
		s = d.word("Bars are the intervals at 95%.", "Les barres sont les intervalles à 95\u00a0%.")
	}
	for _, p := range d.charted() {
		if !p.Complete {
			return s + d.word(" An open dot is a period that the data cover in part.", " Un point vide est une période que les données couvrent en partie.")
		}
	}
	return s
}

// mark says that a period is not complete.
func mark(p Period) string {
	if p.Complete {
		return ""
	}
	return "*"
}

func (l *Line) interval(s Slot) string {
	if i := l.Cells[s].Interval; i != nil {
		return i.Text
	}
	return ""
}

// series is the class of the i-th line.
func series(i int) string { return "s" + string(rune('1'+i%6)) }

// extent returns the least and the greatest number that has to be shown.
func (d *Document) extent(lines []*Line) (low, high float64, intervals bool) {
	low, high = math.Inf(1), math.Inf(-1)
	for _, l := range lines {
		for _, p := range d.charted() {
			c, ok := l.Cells[Slot{"", p.Name}]
			if !ok || c.Value == "" {
				continue
			}
			low, high = min(low, c.Number), max(high, c.Number)
			if c.Interval != nil {
				intervals = true
				low, high = min(low, c.Interval.Low), max(high, c.Interval.High)
			}
		}
	}
	return low, high, intervals
}

// A frame is the axes of a chart over the periods.
type frame struct {
	*canvas
	y     scale
	left  float64
	right float64
	n     int
	taken []float64 // heights of the labels at the right end
}

// label writes the last figure of a line, beside those of other lines.
func (f *frame) label(y float64, text string) {
	for _, other := range f.taken {
		if d := y - other; math.Abs(d) < 14 {
			y = other + math.Copysign(14, d)
		}
	}
	f.taken = append(f.taken, y)
	f.text(f.right+6, y+4, "start", "value", text)
}

// newFrame draws the axes.
func (d *Document) newFrame(c *canvas, low, high float64, unit string, right float64) frame {
	y := newScale(low, high, 4, unit)
	left := 0.0
	for _, x := range y.ticks() {
		left = max(left, widthOf(d.tick(x, y.step, unit)))
	}
	f := frame{canvas: c, y: y, left: left + 12, right: c.width - right, n: len(d.charted())}
	f.y.from, f.y.to = c.height-40, 14
	for _, x := range y.ticks() {
		class := "grid"
		if x == 0 && y.low < 0 {
			class = "axis"
		}
		at := f.y.at(x)
		c.line(f.left, at, f.right, at, class)
		c.text(f.left-8, at+4, "end", "tick", d.tick(x, y.step, unit))
	}
	d.periodAxis(f)
	return f
}

// x is the middle of the i-th period.
func (f frame) x(i int) float64 { return f.left + (float64(i)+0.5)*f.slot() }

// slot is the width of a period.
func (f frame) slot() float64 { return (f.right - f.left) / float64(f.n) }

// periodAxis names as many periods as there is room for, and the year where it begins.
func (d *Document) periodAxis(f frame) {
	widest := 0.0
	for _, p := range d.charted() {
		name, _ := d.short(p.Name)
		widest = max(widest, widthOf(name+mark(p)))
	}
	every := max(1, int(math.Ceil((widest+6)/f.slot())))
	year := ""
	for i, p := range d.charted() {
		if i%every != 0 {
			continue
		}
		name, of := d.short(p.Name)
		f.text(f.x(i), f.height-22, "middle", "tick", name+mark(p))
		if of != year {
			f.text(f.x(i), f.height-7, "middle", "tick", of)
			year = of
		}
	}
}

// drawTrend draws a line. It is broken where there is no figure; its intervals stand aside
// of those of another.
func (d *Document) drawTrend(f *frame, l *Line, i int, aside float64) {
	var run []point
	var last Cell
	at := point{}
	flush := func() {
		f.path(run, "line "+series(i), false)
		run = nil
	}
	for j, p := range d.charted() {
		c, ok := l.Cells[Slot{"", p.Name}]
		if !ok || c.Value == "" {
			flush()
			continue
		}
		if c.Interval != nil {
			w := min(f.slot()*0.5, 12)
			if aside != 0 {
				w = min(w, 7)
			}
			top, bottom := f.y.at(c.Interval.High), f.y.at(c.Interval.Low)
			f.rect(f.x(j)+aside-w/2, top, w, bottom-top, "band "+series(i), d.tip(p.Name, c))
		}
		at, last = point{f.x(j) + aside, f.y.at(c.Number)}, c
		run = append(run, at)
	}
	flush()
	for j, p := range d.charted() {
		if c, ok := l.Cells[Slot{"", p.Name}]; ok && c.Value != "" && f.slot() > 7 {
			class := "dot "
			if !p.Complete {
				class = "dot open "
			}
			f.dot(f.x(j)+aside, f.y.at(c.Number), 3.5, class+series(i), d.tip(p.Name, c))
		}
	}
	if last.Value != "" {
		f.label(at.y, last.Text)
	}
}
