package alarm

import (
	"encoding/json"
	"math"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/civil"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/wire"
)

// A Detector watches how often a brand is mentioned, bucket by bucket, and raises an
// alarm where the count is not usual: larger, smaller, or both ([Config].Direction).
// It learns while it watches, for the first day only. It keeps about 15 kB (6 to 16 kB
// encoded), however long the series, and an Add takes about 5 µs on average. The zero
// value is ready, with the defaults of [Config].
//
// # How it decides
//
//	expected m = level × day of the week × hour of the day, and of the week
//	count        ~ negative binomial of mean m and size 1/φ
//	score z      = Φ⁻¹(1 - mid-p value) of a window
//	alarm        ⇔ z > limit of the series, and Count >= Least
//
// The level is followed with its growth, once a day. What an hour of the week is known
// by is shrunk: to that hour on the same kind of day, to that hour of all days, and to
// the level, the more, the fewer mentions it has and the less the others differ. φ is
// learned too: how hours vary, each by itself, and how whole days do; and the part of
// m that is not known is added. The tail is exact, not that of a normal distribution.
//
// Evidence is pooled over windows of 1, 2, 3, 6, 12 and 24 hours that end with the
// hour, and over a quarter of an hour where buckets are shorter: growth that no hour
// shows is found by a day. All of them share the false alarms. The limit is that of
// the scores of this series: it is learned how often they exceed one that is rarer
// than once in two days, and by how much, and what they exceed by has the normal tail,
// stretched, or that of a generalised Pareto distribution. So FalseAlarm means the
// same for a brand of one mention per hour and of a thousand, and for one with bursts
// that are nothing new to it. The mid-p value is right in the mean where mentions are
// few; below about one per hour, and with Least, there are fewer false alarms than
// asked.
//
// An event begins with a score beyond the limit. While it goes on nothing is learned,
// so that it does not become usual. It ends after six quiet hours. What lasts for three
// days is the new level. An event is told once, and again only where the score of an
// hour after it is twice as large, which is far more surprising.
//
// # Limits
//
// There is no alarm on the first day, nor on the first day of a weekend: nobody knows
// yet what these are like. Known dates, such as holidays and campaigns, are told by
// [Detector.Expect]. The state depends on the order of the counts, so detectors do not
// merge: use one per series. Figures are float64; the same counts give the same state
// on the same architecture. It is not safe for concurrent use.
//
// Source: the pages of the parts in this package name theirs; the negative binomial
// distribution as the mixture of Poisson distributions is that of M. Greenwood and
// G. Yule, JRSS 83 (1920) 255-279; mid-p values are H. Lancaster's, JASA 56 (1961) 223-234.
type Detector struct {
	config Config
	zone   civil.Zone
	ready  bool // whether the fields below are set

	began bool  // whether there was a bucket
	last  int64 // index of the bucket before
	told  int64 // unix time that Advance told, notTold for none

	taught  bool // whether the first day is over
	level   level
	rhythm  rhythm
	spreads spreads
	up      [groups]scan
	down    [groups]scan
	event   event
	dates   spans
	times   float64 // of the bucket before, by the dates

	short   window // the last buckets, where they are shorter than cells
	cells   window // the last day of cells
	open    cell   // that fills
	date    int64  // of the bucket before
	today   []lesson
	scratch [1 + mostWindows]seen
}

// notTold is before any time.
const notTold = -farthest

// NewDetector returns a detector, or a [*kpi.RangeError] for a config that cannot
// be used. A location must be one that the time zone database knows by name.
func NewDetector(c Config) (*Detector, error) {
	z, err := figure.Zone("alarm", c.Location)
	if err != nil {
		return nil, err
	}
	c = c.withDefaults()
	if err := c.check(); err != nil {
		return nil, err
	}
	d := &Detector{config: c, zone: z}
	d.start()
	return d, nil
}

// start makes the zero value a detector of the default config.
func (d *Detector) start() {
	if d.ready {
		return
	}
	d.config = d.config.withDefaults()
	d.told, d.times = notTold, 1
	d.rhythm = newRhythm()
	d.newScans()
	d.ready = true
}

// newScans shares the false alarms between directions and groups of windows.
func (d *Detector) newScans() {
	asked := d.config.FalseAlarm
	if d.config.Direction == Both {
		asked /= 2
	}
	pooled := 0.0
	for i, hours := range windowHours {
		if hours > d.cellHours() {
			pooled += windowWeights[i]
		}
	}
	perDay := float64(day / d.config.Bucket)
	n := float64(d.shortLength())
	if n > 0 {
		asked /= 2
		d.up[shorts] = newScan(asked, 0, min(1, mostOverlap/n), perDay)
		d.down[shorts] = newScan(asked, 0, min(1, mostOverlap/n), perDay)
	}
	perCell := max(float64(time.Hour/d.config.Bucket), 1)
	d.up[longs] = newScan(min(asked*perCell/alarmsOfTimes, maxFalseAlarm), pooled, 1, perDay/perCell)
	d.down[longs] = newScan(min(asked*perCell/alarmsOfTimes, maxFalseAlarm), pooled, 1, perDay/perCell)
}

// Config returns the config, with its defaults.
func (d *Detector) Config() Config {
	c := d.config.withDefaults()
	c.Location = d.zone.Location()
	return c
}

// Add tells the number of mentions in the bucket that holds an instant, and returns the
// verdict on it. Buckets come in the order of time, each once: another is a
// [*kpi.RangeError], as is a year outside 1..9999, and then nothing changes. Buckets that
// were left out are what Missing says; in a gap of more than four weeks, only those of
// the last four weeks.
func (d *Detector) Add(at time.Time, count uint64) (Verdict, error) {
	d.start()
	index, err := d.index(at)
	if err != nil {
		return Verdict{}, err
	}
	if d.began && index <= d.last {
		return Verdict{}, &kpi.RangeError{Op: "alarm", Name: "bucket", Value: d.startOf(index), Min: d.startOf(d.last + 1)}
	}
	if index != d.last+1 || !d.began {
		if err := d.ahead(at, d.began, d.last); err != nil {
			return Verdict{}, err
		}
	}
	d.skip(index)
	return d.judge(index, count), nil
}

// Advance tells the time without a count: what lies up to [Config].Ahead
// beyond it is no longer refused. So a series goes on after a silence that is
// longer than Ahead, and a first count of a wrong clock can be refused. A time
// before one that was told changes nothing. A year outside 1..9999 is a
// [*kpi.RangeError].
func (d *Detector) Advance(now time.Time) error {
	d.start()
	if _, err := d.index(now); err != nil {
		return err
	}
	d.told = max(d.told, now.Unix())
	return nil
}

// ahead returns the error of a time that lies too far beyond the end of the
// bucket latest, if there is one, and the time that was told.
func (d *Detector) ahead(at time.Time, began bool, latest int64) error {
	if !began && d.told == notTold {
		return nil
	}
	known := time.Unix(d.told, 0)
	if began {
		if end := d.startOf(latest + 1); end.After(known) {
			known = end
		}
	}
	if bound := known.In(d.zone.Location()).Add(d.config.Ahead); at.After(bound) {
		return &kpi.RangeError{Op: "alarm", Name: "time", Value: at.In(d.zone.Location()), Max: bound}
	}
	return nil
}

// gap is the number of weeks without a count that are made up for.
const gap = 4

// skip passes over the buckets before index that were left out.
func (d *Detector) skip(index int64) {
	if !d.began || index == d.last+1 {
		return
	}
	if d.config.Missing == MissingIsUnknown {
		d.pause()
		return
	}
	from := index - gap*int64(week/d.config.Bucket)
	if from > d.last+1 {
		d.pause()
	}
	for i := max(d.last+1, from); i < index; i++ {
		d.judge(i, 0)
	}
}

// detectorMagic begins the encoding of Detector: the config, the whole numbers,
// and then all floats as one field, so that a slot takes 9 bytes.
const detectorMagic = "det\x01"

// append appends the state, that of the zero value as the default that it is.
func (d Detector) append(b []byte) []byte {
	d.start() // of the copy
	b = d.config.append(b, d.zone)
	b = wire.AppendBool(wire.AppendBool(b, d.began), d.taught)
	for _, n := range [...]int64{d.last, d.told, d.date} {
		b = wire.AppendInt(b, n)
	}
	b = d.dates.append(d.event.append(b))
	b = d.cells.append(d.short.append(b))
	b = wire.AppendInt(wire.AppendInt(wire.AppendUint(b, d.open.counted), d.open.start), d.open.number)
	b = wire.AppendBool(b, d.open.spoilt)
	floats := []float64{d.config.FalseAlarm, d.event.score, d.times, d.open.expected, d.open.exposure, d.open.variation}
	floats = append(floats, d.open.quarters[:]...)
	b = wire.AppendUint(b, uint64(len(d.today)))
	for _, x := range d.today {
		b = wire.AppendInt(b, x.start)
		floats = append(append(floats, x.counted, x.without), x.quarters[:]...)
	}
	b = appendFloats(b, floats)
	for _, s := range d.scans() {
		b = s.append(b)
	}
	if d.taught {
		b = appendFloats(b, d.learned(nil))
	}
	return b
}

// scans returns the scans that are used.
func (d *Detector) scans() []*scan {
	if d.shortLength() == 0 {
		return []*scan{&d.up[longs], &d.down[longs]}
	}
	return []*scan{&d.up[longs], &d.down[longs], &d.up[shorts], &d.down[shorts]}
}

// readDetector reads what append wrote.
func readDetector(r *wire.Reader) Detector {
	r.Expect("alarm: detector", detectorMagic)
	var d Detector
	d.config, d.zone = readConfig(r)
	d.began, d.taught = r.Bool(), r.Bool()
	d.last, d.told, d.date = readTime(r), readTime(r), readTime(r)
	d.event, d.dates = readEvent(r), readSpans(r)
	d.short, d.cells = readWindow(r, int(judged/time.Minute)), readWindow(r, dayHours)
	d.open = cell{counted: below(r, "count", maxCount+1), start: readTime(r), number: readTime(r), spoilt: r.Bool()}
	for range below(r, "hours of the day", mostLessons+1) {
		d.today = append(d.today, lesson{start: readTime(r)})
	}
	floats := readFloats(r, 10+6*len(d.today))
	if r.Err() != nil {
		return d
	}
	d.config.FalseAlarm, d.event.score, d.times = floats[0], floats[1], floats[2]
	d.open.expected, d.open.exposure, d.open.variation = floats[3], floats[4], floats[5]
	d.open.quarters = [4]float64(floats[6:])
	for i := range d.today {
		x := floats[10+6*i:]
		d.today[i].counted, d.today[i].without, d.today[i].quarters = x[0], x[1], [4]float64(x[2:])
	}
	if d.config.check() != nil || d.config.withDefaults() != d.config {
		r.Fail("config")
		return d
	}
	d.readLearned(r)
	d.check(r)
	return d
}

// readLearned reads what depends on a config that is valid.
func (d *Detector) readLearned(r *wire.Reader) {
	d.rhythm = newRhythm()
	d.newScans()
	d.ready = true
	for _, s := range d.scans() {
		s.read(r)
	}
	if d.taught {
		fields := d.fields()
		for i, x := range readFloats(r, len(fields)) {
			*fields[i].value = x
			within(r, fields[i].name, x, fields[i].low, fields[i].high)
		}
	}
	d.open.place = d.placeAt(d.open.start)
	for i := range d.today {
		d.today[i].place = d.placeAt(d.today[i].start)
	}
}

// check reports a state that no counts lead to and that would make the figures
// undefined.
func (d *Detector) check(r *wire.Reader) {
	within(r, "times the usual", d.times, 0, mostTimes)
	within(r, "score of an alarm", d.event.score, 0, math.MaxFloat64)
	within(r, "expected", d.open.expected, 0, maxCount)
	within(r, "length", d.open.exposure, 0, 26)
	within(r, "variation", d.open.variation, 0, mostVariation)
	for _, n := range d.open.quarters {
		within(r, "count of a quarter", n, 0, 60*maxCount)
	}
	for _, x := range d.today {
		within(r, "count of an hour", x.counted, 0, 2*maxCount)
		within(r, "expected of an hour", x.without, 0, 26*maxCount)
		for _, n := range x.quarters {
			within(r, "count of a quarter", n, 0, 60*maxCount)
		}
	}
	if len(d.short.counts) > d.shortLength() || len(d.cells.counts) > 24/d.cellHours() || d.taught && d.level.mean == 0 {
		r.Fail("window")
	}
	if !d.taught && len(d.cells.counts) == 24/d.cellHours() {
		r.Fail("first day")
	}
	if d.event.on && d.event.cells >= max(levelHours/d.cellHours(), 1) {
		r.Fail("event")
	}
}

// MarshalBinary returns the encoding of d. The error is always nil.
func (d Detector) MarshalBinary() ([]byte, error) { return d.append([]byte(detectorMagic)), nil }

// UnmarshalBinary makes d the state that was encoded, which goes on as if it had
// never stopped, or returns [kpi.ErrCorrupt] and leaves d as it was.
func (d *Detector) UnmarshalBinary(b []byte) error { return wire.Decode(b, d, readDetector) }

// MarshalJSON returns the encoding of d as a string in base64.
func (d Detector) MarshalJSON() ([]byte, error) { return json.Marshal(d.append([]byte(detectorMagic))) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (d *Detector) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, d) }
