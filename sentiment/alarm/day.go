package alarm

import "math"

// A lesson is a cell of a day from which is learned when the day is over: an hour
// does not raise what is expected of the next.
type lesson struct {
	start    int64 // unix time
	counted  float64
	without  float64    // what was expected without the rhythm
	quarters [4]float64 // mentions of each quarter of the hour
	place    place
}

// mostLessons is beyond the hours of a day, of which one may have 25.
const mostLessons = 30

// closeDay learns from the day that is over: first what it was as a whole, and then
// how its hours differed within it.
func (d *Detector) closeDay() {
	if len(d.today) > 0 {
		d.learnDay(d.today[0].place)
	}
	d.today = d.today[:0]
	d.rhythm.differ()
	d.level.pass()
}

// learnDay learns from the lessons of a day.
func (d *Detector) learnDay(p place) {
	n := len(windowsOf(d.cellHours()))
	lasts, cell := max(d.spreads.lasting(n), 0), max(d.spreads.cell(n), 0)
	own := cell - lasts
	if n == 1 { // a cell is a day
		own = 0
	}
	d.rhythm.moveDay(p)
	day := d.rhythm.day(p)
	ratio := math.Exp(day.log)
	var counted, expected, squares float64
	for _, x := range d.today {
		m := min(x.without*ratio*math.Exp(d.rhythm.hour(x.place).log), maxCount)
		counted += x.counted
		expected += m
		squares += m * m
	}
	if expected < leastExpected {
		return
	}
	share := min(float64(len(d.today)*d.cellHours())/24, 1)
	phi := lasts/share + own*squares/(expected*expected)
	s := surprised(d.level.vv+day.variance, counted, expected, phi)
	// What the day was, by the shares of chance: its hours differ from that.
	a := 1 / (d.level.vv + day.variance + lasts)
	was := ratio * (a + counted) / (a + expected)
	for _, x := range d.today {
		if n == 1 { // the day has no hours that differ: its kind is all there is
			d.rhythm.hourOfKind(x.place).variance = leastDiffers
			continue
		}
		d.rhythm.learnHour(x.place, x.counted, x.without*was, own)
		d.learnQuarters(x)
	}
	d.rhythm.learnDay(p, s)
	d.level.learn(s)
}

// learnQuarters learns how an hour goes, where buckets are shorter.
func (d *Detector) learnQuarters(x lesson) {
	n := d.shortLength()
	if n == 0 {
		return
	}
	all := 0.0
	for _, counted := range x.quarters {
		all += counted
	}
	phi := max(d.spreads.short.of(firstSpread, firstWeight), 0)
	d.rhythm.learnQuarters(x.place, x.quarters, all, phi)
}

// teach begins the level and the rhythm with the first day.
func (d *Detector) teach() {
	all := d.cells.last(len(d.cells.counts))
	d.taught = true
	d.level = newLevel(float64(all.counted), float64(len(d.cells.counts)))
	kinds := [2]int{}
	for _, c := range d.cells.counts {
		kinds[d.placeAt(c.start).kind]++
	}
	for _, c := range d.cells.counts {
		p := d.placeAt(c.start)
		s := surprised(hourUnseen, float64(c.counted), d.level.mean, firstSpread)
		d.rhythm.hours[p.hour] = slot{s.log, s.after}
		if kinds[p.kind] < kinds[1-p.kind] {
			continue // the day is of the other kind
		}
		d.rhythm.kind[p.kind].variance = leastDiffers
		d.rhythm.hourOfKind(p).variance = kindFirst
	}
	d.cells.clear()
}

// placeAt returns the place of the cell that begins at a unix time.
func (d *Detector) placeAt(start int64) place {
	return d.bucket(d.indexAt(start)).place
}

// firstDay returns what is expected of a cell before the first day is over: the
// mean of those so far.
func (d *Detector) firstDay() float64 {
	n, cells := float64(d.open.counted), d.open.exposure
	for _, c := range d.cells.counts {
		n += float64(c.counted)
		cells++
	}
	if cells == 0 {
		return 0
	}
	return n / cells
}
