package alarm

import (
	"encoding/json"
	"math"
	"slices"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/civil"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/wire"
)

// A Detector watches how often a brand is mentioned, bucket by bucket, and
// raises an alarm where the count grows beyond what is usual. It learns while
// it watches, works from the first day, and keeps about 4 kB (2.5 kB encoded),
// however long the series. The zero value is ready, with the defaults of
// [Config].
//
// # How it decides
//
//	expected m = usual count at this hour of the week × max(1, last hours / their usual counts)
//	surprise r = √(2 (c ln(c/m) − (c+k) ln((c+k)/(m+k)))), for a count c > m
//	alarm      ⇔ P(surprise ≥ r) < FalseAlarm
//
// The usual count is a robust mean of the last 7 days at the hour and of the
// last 4 weeks at the hour of the week. The surprise is the deviance residual of
// a negative binomial distribution of mean m and size k, which is nearly
// normal if the counts are so distributed. Counts of mentions have longer
// tails, and each brand its own: P is not that of the normal distribution, but of
// a generalised Pareto distribution through the greatest surprises of this
// series, an event counting once. So FalseAlarm is a probability that means
// the same for a brand of one mention per day and of a thousand per minute.
//
// What was seen rarely is expected less precisely: 1/k is larger where the hour
// or the hour of the week was not seen yet. At the defaults, a calm series takes
// a growth of about ten times on the first day, of five in the first week, and
// then of two to three.
//
// Buckets shorter than a quarter of an hour are judged with those before
// them, a quarter of an hour at a time, so that a single burst of one bucket is no
// event.
//
// # Limits
//
// It is for growth only: an unusual silence raises no alarm. A step that no day
// and no week repeats is growth, also where it comes back after ten days. A
// FalseAlarm of 0.0005 is kept within a factor of about two for negative binomial
// counts; in a real series there are events that nobody thinks worth a name. Its
// state depends
// on the order of the counts, so detectors do not merge: use one per series. Its
// figures are float64; the same counts give the same state on the same
// architecture. It is not safe for concurrent use.
//
// Source: P. McCullagh, J. Nelder, Generalized Linear Models (1989), section
// 2.4 for the residual; J. Pickands, Annals of Statistics 3 (1975), 119-131 for
// the tail; J. Hosking, J. Wallis, Technometrics 29 (1987), 339-349 for its fit.
type Detector struct {
	config Config
	zone   civil.Zone
	ready  bool // whether the fields below are set

	began  bool  // whether there was a bucket
	last   int64 // index of the bucket before
	usual  usual
	recent window
	tail   tail
	event  bool
	since  int64 // unix time of the alarm of the event
	told   int64 // unix time that Advance told, notTold for none
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
	d.usual = newUsual()
	d.tail = newTail(d.config.FalseAlarm)
	d.told = notTold
	d.ready = true
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
		d.recent.clear()
		return
	}
	from := index - gap*int64(week/d.config.Bucket)
	if from > d.last+1 {
		d.recent.clear()
	}
	for i := max(d.last+1, from); i < index; i++ {
		d.judge(i, 0)
	}
}

// judge says what a count is, and then learns from it.
func (d *Detector) judge(index int64, count uint64) Verdict {
	b := d.bucket(index)
	usually, recently, spread := d.usual.expect(b)
	d.recent.push(step{b.start.Unix(), count, usually}, d.windowLength())
	from, total, sum := d.recent.total()

	v := Verdict{
		From: time.Unix(from, 0).In(d.zone.Location()), To: b.end, Count: total, chance: 1,
		size: 1 / spread, limit: d.tail.limit, least: d.config.Least,
	}
	surprised := 0.0
	if d.began {
		// The last hours are those before this bucket, for all of the window.
		v.Expected = min(max(sum*recently, d.usual.fewest()), maxCount)
		surprised = surprise(float64(total), v.Expected, v.size)
		v.chance = d.tail.chance(surprised)
	}
	d.follow(&v, b, surprised)
	d.usual.learn(b, float64(min(count, maxCount)), v.believed(count, usually*recently, surprised), usually, surprised)
	d.began, d.last = true, index
	return v
}

// follow opens and closes the event, and tells the tail what was seen outside
// of events: an event counts once there.
func (d *Detector) follow(v *Verdict, b bucket, surprised float64) {
	beyond := surprised > v.limit && v.Count >= v.least
	if d.event && !beyond && v.To.Unix()-d.since >= int64(d.config.Refractory/time.Second) {
		d.event = false
	}
	if !d.event {
		d.tail.add(surprised, beyond, b.run)
		if beyond {
			v.Alarm, d.event, d.since = true, true, v.To.Unix()
		}
	}
	v.Event = d.event
}

// detectorMagic begins the encoding of Detector: the config, the whole numbers,
// and then all floats as one field, so that a slot takes 9 bytes.
const detectorMagic = "det\x01"

// append appends the state, that of the zero value as the default that it is.
func (d Detector) append(b []byte) []byte {
	d.start() // of the copy
	b = d.config.append(b, d.zone)
	b = appendFlag(appendFlag(b, d.began), d.event)
	for _, n := range [...]int64{d.last, d.since, d.told, int64(d.usual.now)} {
		b = wire.AppendInt(b, n)
	}
	b = wire.AppendUint(b, uint64(d.tail.quiet))
	b = d.recent.append(b)
	// The oldest first: where the ring begins is not part of the state.
	b = appendFloats(b, slices.Concat(d.tail.greatest[d.tail.next:], d.tail.greatest[:d.tail.next]))
	var fixed []float64
	for _, f := range d.fixed() {
		fixed = append(fixed, *f)
	}
	b = appendFloats(b, fixed)
	return d.usual.append(b)
}

// readDetector reads what append wrote.
func readDetector(r *wire.Reader) Detector {
	r.Expect("alarm: detector", detectorMagic)
	d := Detector{ready: true}
	d.config, d.zone = readConfig(r)
	d.began, d.event = readFlag(r), readFlag(r)
	d.last, d.since, d.told = readTime(r), readTime(r), readTime(r)
	d.usual.now = int(readTime(r))
	d.tail.quiet = int(below(r, "quiet", 60))
	d.recent = readWindow(r)
	d.tail.greatest = readFloats(r, -1)
	if n := len(d.tail.greatest); n < tailFirst || n > tailMost {
		r.Fail("%d surprises", n)
	}
	fixed := d.fixed()
	for i, f := range readFloats(r, len(fixed)) {
		*fixed[i] = f
	}
	d.tail.chanceOfAlarm = d.config.FalseAlarm
	d.usual.read(r)
	if r.Err() == nil {
		d.check(r)
	}
	if r.Err() == nil {
		d.tail.fit()
	}
	return d
}

// fixed returns the floats that every state has, each of them at least 0.
func (d *Detector) fixed() [11]*float64 {
	u, t := &d.usual, &d.tail
	return [...]*float64{
		&d.config.FalseAlarm, &u.buckets, &u.sum, &u.n, &u.count, &u.exposure,
		&u.usually, &u.spread, &t.rate, &t.buckets, &t.open,
	}
}

// A bound is what a number of a state lies within.
type bound struct {
	name             string
	value, low, high float64
}

// check reports a state that no counts lead to and that would make the figures
// undefined.
func (d *Detector) check(r *wire.Reader) {
	if d.config.check() != nil || d.config.withDefaults() != d.config {
		r.Fail("config")
		return
	}
	d.usual.nowHour = d.bucket(d.last).hour
	for _, b := range d.bounds() {
		if b.value < b.low || b.value > b.high {
			r.Fail("%s %v outside %v..%v", b.name, b.value, b.low, b.high)
			return
		}
	}
}

// bounds returns what the numbers of d lie within, if its config is valid.
func (d *Detector) bounds() []bound {
	u, t := &d.usual, &d.tail
	all := []bound{
		{"buckets that are judged", float64(len(d.recent.steps)), 0, float64(d.windowLength())},
		{"spread", u.spread, leastSpread, mostSpread},
		{"rate", t.rate, leastRate, 1},
		{"buckets of the rate", t.buckets, 0, rateMost},
	}
	if u.n > 0 {
		all = append(all, bound{"length of the hour", u.n, shortest, largestFloat})
	}
	if t.open > 0 {
		all = append(all, bound{"surprise", t.open, math.Nextafter(tailFrom, largestFloat), largestFloat})
	} else {
		all = append(all, bound{"buckets since no surprise", float64(t.quiet), 0, 0})
	}
	if !d.began {
		return append(all,
			bound{"place in the week", float64(u.now), -1, -1}, bound{"buckets", u.buckets, 0, 0},
			bound{"mentions of the hour", u.sum, 0, 0}, bound{"buckets of the hour", u.n, 0, 0},
			bound{"last mentions", u.count, 0, 0}, bound{"last buckets", u.exposure, 0, 0}, bound{"usual mentions", u.usually, 0, 0})
	}
	b := d.bucket(d.last)
	return append(all,
		bound{"place in the week", float64(u.now), float64(b.weekHour), float64(b.weekHour)},
		bound{"buckets", u.buckets, 1, b.memory()}, bound{"last buckets", u.exposure, shortest, largestFloat})
}

// MarshalBinary returns the encoding of d. The error is always nil.
func (d Detector) MarshalBinary() ([]byte, error) { return d.append([]byte(detectorMagic)), nil }

// UnmarshalBinary makes d the state that was encoded, which goes on as if it had
// never stopped, or returns [kpi.ErrCorrupt] and leaves d as it was.
func (d *Detector) UnmarshalBinary(data []byte) error { return wire.Decode(data, d, readDetector) }

// MarshalJSON returns the encoding of d as a string in base64.
func (d Detector) MarshalJSON() ([]byte, error) { return json.Marshal(d.append([]byte(detectorMagic))) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (d *Detector) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, d) }
