package alarm

import (
	"math"
	"time"
)

// A cell is an hour while it fills, or a bucket that is longer.
type cell struct {
	number    int64
	start     int64 // unix time
	counted   uint64
	expected  float64
	exposure  float64 // in cells, 0 if no bucket was yet
	variation float64 // of expected, by the rhythm
	place     place
	quarters  [4]float64 // mentions of each, of cells of several buckets
	spoilt    bool       // nothing is learned from it: an event, or a known date, is in it
}

// A look is what is found in a bucket: of each group of windows the greatest and the
// least score, and the window that is told.
type look struct {
	bucket  bucket
	score   [groups]float64
	low     [groups]float64
	windows [groups]int // that were looked at
	up      told        // the window that exceeds its limit by most
	down    told
	cell    told // the cell that ends
	judged  []seen
}

// told is a window with the distribution of its count.
type told struct {
	group  int
	excess float64 // of its score beyond the limit
	total  total
	of     predicted
	score  float64
}

// seen is a total from which its spread can be learned.
type seen struct {
	total      total
	dispersion dispersion
	known      float64
	share      float64
}

// The groups of windows: the short one, and those of cells. Each has half of the false
// alarms, if there are both.
const (
	shorts = 0
	longs  = 1
	groups = 2
)

// judge says what a count is, and then learns from it.
func (d *Detector) judge(index int64, n uint64) Verdict {
	b := d.bucket(index)
	if d.taught && b.date != d.date {
		d.closeDay()
	}
	d.date = b.date
	x := d.enter(b, min(n, maxCount))
	l := look{bucket: b, judged: d.scratch[:0], up: told{excess: math.Inf(-1)}, down: told{excess: math.Inf(-1)}}
	d.lookShort(&l, x)
	if b.ends {
		d.lookLong(&l)
	}
	v := d.verdict(&l, x)
	d.follow(&v, &l)
	d.learnScores(&l)
	d.learn(&l)
	d.began, d.last = true, index
	return v
}

// enter counts a bucket in its cell, and returns it with what was expected.
func (d *Detector) enter(b bucket, n uint64) count {
	c := &d.open
	if c.exposure == 0 || c.number != b.cell {
		*c = cell{number: b.cell, start: b.start.Unix(), place: b.place}
	}
	times := d.dates.times(b.start.Unix())
	if times != d.times { // what follows is not like what was before
		d.pause()
		d.times = times
	}
	exposure := b.exposure * min(float64(d.config.Bucket)/float64(time.Hour), 1)
	rhythm := d.rhythm.expected(c.place)
	x := count{start: b.start.Unix(), counted: n, variation: min(rhythm.variance, mostVariation)}
	x.expected = d.level.mean * math.Exp(d.rhythm.day(c.place).log+rhythm.log) * exposure * times
	if d.shortLength() > 0 {
		x.expected *= d.rhythm.quarter(c.place, b.quarter)
		c.quarters[b.quarter] += float64(n)
	}
	if !d.taught {
		x.expected = d.firstDay() * exposure
	}
	x.expected = min(x.expected, maxCount)
	x.learned = d.taught && d.rhythm.known(c.place) && !d.event.on && times > 0
	c.counted += min(n, maxCount-c.counted)
	c.expected = min(c.expected+x.expected, maxCount)
	c.exposure += exposure
	c.variation = x.variation
	c.spoilt = c.spoilt || d.event.on || times != 1
	return x
}

// known returns the variance of what is expected of a whole day.
func (d *Detector) known(p place) float64 { return d.level.vv + d.rhythm.day(p).variance }

// lookShort judges the last quarter of an hour.
func (d *Detector) lookShort(l *look, x count) {
	n := d.shortLength()
	if n == 0 {
		return
	}
	d.short.push(x, n)
	if t := d.short.last(len(d.short.counts)); t.learned && len(d.short.counts) == n {
		d.look(l, shorts, shortWindow, t, 1/float64(n))
	}
}

// lookLong judges the cell that ends, with those before it.
func (d *Detector) lookLong(l *look) {
	c := &d.open
	windows := windowsOf(d.cellHours())
	learned := d.taught && d.rhythm.known(c.place) && !d.event.on && !(c.spoilt && d.times == 1) && d.times > 0
	d.cells.push(count{c.start, c.counted, c.expected, c.variation, learned}, windows[len(windows)-1])
	one := d.cells.last(1)
	known := d.known(c.place) + one.variation
	p := d.spreads.of(0, len(windows), one).predict(one, known)
	l.cell = told{longs, 0, one, p, p.score(float64(one.counted))}
	for i, n := range windows {
		if len(d.cells.counts) < n {
			return
		}
		t := d.cells.last(n)
		if !t.learned {
			return
		}
		d.look(l, longs, i, t, 1/float64(n))
	}
}

// look judges a window, of which a share is new.
func (d *Detector) look(l *look, group, window int, t total, share float64) {
	x := d.spreads.of(window, len(windowsOf(d.cellHours())), t)
	known := d.known(d.open.place) + t.variation
	p := x.predict(t, known)
	z := p.score(float64(t.counted))
	l.judged = append(l.judged, seen{t, x, known, share})
	if l.windows[group] == 0 {
		l.score[group], l.low[group] = -mostScore, -mostScore
	}
	l.windows[group]++
	least := float64(d.config.Least)
	if float64(t.counted) >= least {
		l.score[group] = max(l.score[group], z)
		l.up.better(told{group, z - d.up[group].limit, t, p, z})
	}
	if t.expected >= least {
		l.low[group] = max(l.low[group], -z)
		l.down.better(told{group, -z - d.down[group].limit, t, p, -z})
	}
}

// better takes a window that exceeds its limit by more.
func (w *told) better(o told) {
	if o.excess > w.excess {
		*w = o
	}
}

// verdict returns what is told of a bucket without an alarm: its count, with that of
// the quarter of an hour that it ends.
func (d *Detector) verdict(l *look, x count) Verdict {
	v := Verdict{To: l.bucket.end, chance: 1, least: d.config.Least}
	w := told{group: longs, total: total{from: x.start, counted: x.counted, expected: x.expected}}
	switch {
	case len(l.judged) > 0:
		s := l.judged[0]
		w.total, w.of = s.total, s.dispersion.predict(s.total, s.known)
		if s.dispersion.of == &d.spreads.short {
			w.group = shorts
		}
		v.chance = d.chance(l)
	case d.taught && d.rhythm.known(l.bucket.place):
		i := 0
		if d.shortLength() > 0 {
			w.group, i = shorts, shortWindow
		}
		w.total.expected = max(x.expected, leastExpected)
		w.of = d.spreads.of(i, len(windowsOf(d.cellHours())), w.total).predict(w.total, d.known(l.bucket.place)+x.variation)
	}
	v.tell(d, w)
	if !d.began {
		v.Expected = 0
	}
	return v
}

// tell makes a verdict that of a window.
func (v *Verdict) tell(d *Detector, w told) {
	v.From = time.Unix(w.total.from, 0).In(d.zone.Location())
	v.Count, v.Expected = w.total.counted, min(w.total.expected, maxCount)
	v.spread, v.freedom = w.of.spread, w.of.freedom
	v.high, v.low = d.up[w.group].limit, d.down[w.group].limit
}

// chance returns the chance of such a bucket: that of its most surprising window in
// a direction that is watched, in the same measure as FalseAlarm.
func (d *Detector) chance(l *look) float64 {
	least := 1.0
	for group, n := range l.windows {
		for _, up := range []bool{true, false} {
			if n == 0 || !d.config.Direction.watches(up) {
				continue
			}
			score := l.score[group]
			if !up {
				score = l.low[group]
			}
			s := d.scan(group, up)
			least = min(least, s.rate(score)/s.asked*d.config.FalseAlarm)
		}
	}
	return least
}

// follow begins and ends the event, and says of which there is an alarm.
func (d *Detector) follow(v *Verdict, l *look) {
	e := &d.event
	up := l.up.excess > 0
	w := l.up
	if !up {
		w = l.down
	}
	switch {
	case e.on && l.bucket.ends:
		d.goOn(v, l)
	case !e.on && w.excess > 0:
		e.begin(up)
		if d.config.Direction.watches(up) && e.tells(d.reach(w, up), w.total.from, v.To.Unix(), d.config.Refractory) {
			d.alarm(v, w, up)
		}
	}
	v.Event = e.on
}

// goOn passes an hour of an event. One that is far more surprising than what was told
// is an alarm of its own, and one in the other direction is another event.
func (d *Detector) goOn(v *Verdict, l *look) {
	e, w := &d.event, l.cell
	up := w.score > 0
	tells := e.outdone(d.reach(w, up), w.total.from)
	if up != e.up {
		tells = e.tells(d.reach(w, up), w.total.from, v.To.Unix(), d.config.Refractory)
	}
	if d.config.Direction.watches(up) && d.counts(w, up) && d.reach(w, up) > 1 && tells {
		e.begin(up)
		d.alarm(v, w, up)
		return
	}
	over, level := e.pass(l.cell.score, d.cellHours())
	if level {
		t := d.cells.last(min(len(d.cells.counts), e.cells))
		d.level.jump((float64(t.counted) + 0.5) / (t.expected + 0.5))
	}
	if over {
		d.pause()
	}
}

// alarm makes a verdict an alarm of a window.
func (d *Detector) alarm(v *Verdict, w told, up bool) {
	d.event.since, d.event.score = v.To.Unix(), d.reach(w, up)
	v.Alarm, v.Drop = true, !up
	v.tell(d, w)
	s := d.scan(w.group, up)
	v.chance = min(v.chance, s.rate(math.Abs(w.score))/s.asked*d.config.FalseAlarm)
}

// reach returns the score of a window as a multiple of its limit.
func (d *Detector) reach(w told, up bool) float64 {
	return math.Abs(w.score) / d.scan(w.group, up).limit
}

// scan returns the scan of a group of windows in a direction.
func (d *Detector) scan(group int, up bool) *scan {
	if up {
		return &d.up[group]
	}
	return &d.down[group]
}

// counts reports whether a window has mentions enough for an alarm, or is expected to.
func (d *Detector) counts(w told, up bool) bool {
	if up {
		return w.total.counted >= d.config.Least
	}
	return w.total.expected >= float64(d.config.Least)
}

// pause forgets the last counts: what follows is not next to them.
func (d *Detector) pause() {
	d.short.clear()
	d.cells.clear()
}

// learn learns from a bucket outside of events.
func (d *Detector) learn(l *look) {
	if d.event.on {
		d.open.spoilt = true
	} else {
		d.learnSpreads(l)
	}
	if !l.bucket.ends {
		return
	}
	c := d.open
	d.open = cell{}
	switch {
	case !d.taught:
		if len(d.cells.counts) == 24/d.cellHours() {
			d.teach()
		}
	case !c.spoilt && len(d.today) < mostLessons:
		d.today = append(d.today, d.lesson(c))
	}
}

// learnScores learns from the scores, those of alarms too: each may be an error.
func (d *Detector) learnScores(l *look) {
	for group, n := range l.windows {
		if n > 0 {
			d.up[group].add(l.score[group])
			d.down[group].add(l.low[group])
		}
	}
}

// learnSpreads learns from what was judged.
func (d *Detector) learnSpreads(l *look) {
	if d.times != 1 {
		return
	}
	for _, s := range l.judged {
		s.dispersion.learn(s.total, s.known, s.share)
	}
}

// lessonAtMost is how many standard deviations of a count are learned from.
const lessonAtMost = 4.0

// lesson returns what is learned of a cell: a count beyond belief less than it is.
func (d *Detector) lesson(c cell) lesson {
	n := float64(c.counted)
	if d.rhythm.known(c.place) {
		phi := d.spreads.cell(len(windowsOf(d.cellHours())))
		m := c.expected
		most := lessonAtMost * math.Sqrt(m+beyond(phi, d.known(c.place)+c.variation)*m*m)
		n = min(max(n, m-most), m+max(most, 3))
	}
	return lesson{c.start, n, d.level.mean * c.exposure, c.quarters, c.place}
}
