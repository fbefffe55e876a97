package mention

import (
	"fmt"
	"math"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/zone"
)

// Missing says what a bucket is that a [Detector] was not told of.
type Missing uint8

// What a missing bucket is.
const (
	// MissingIsZero takes a bucket without a count for one without mentions.
	MissingIsZero Missing = iota
	// MissingIsUnknown takes it for an outage: nothing is learned from it.
	MissingIsUnknown
)

// The defaults of [DetectorConfig].
const (
	DefaultBucket     = time.Hour
	DefaultFalseAlarm = 1.0 / 2000
	DefaultRefractory = 24 * time.Hour
	DefaultLeast      = 5
)

// DetectorConfig says how a [Detector] works. A field of zero has its default.
type DetectorConfig struct {
	// Bucket is the length of a bucket: whole minutes that divide an hour, or
	// whole hours that divide a day. Buckets longer than an hour, as days, follow
	// the clock of Location, so that a day may have 23 or 25 hours; its count is
	// then expected to be smaller or larger. Default: an hour.
	Bucket time.Duration
	// Location is where the mentions follow the day and the week. Nil is UTC.
	Location *time.Location
	// FalseAlarm is the chance of an alarm in a bucket where nothing happens,
	// between 0 and 0.1, both excluded. Default: 1 in 2000 buckets, which is one a
	// week of buckets of five minutes, and one in twelve weeks of hours. For days,
	// take about 1 in 200.
	FalseAlarm float64
	// Refractory is the time from an alarm in which there is no other. An event
	// that lasts longer is reported once all the same: it ends where a count is
	// within its expected range again. Default: 24 hours.
	Refractory time.Duration
	// Least is the smallest count that raises an alarm. Default: 5 mentions.
	Least uint64
	// Missing says what a missing bucket is. Default: MissingIsZero.
	Missing Missing
}

// withDefaults returns c with the defaults in the place of zeros.
func (c DetectorConfig) withDefaults() DetectorConfig {
	if c.Bucket == 0 {
		c.Bucket = DefaultBucket
	}
	if c.FalseAlarm == 0 {
		c.FalseAlarm = DefaultFalseAlarm
	}
	if c.Refractory == 0 {
		c.Refractory = DefaultRefractory
	}
	if c.Least == 0 {
		c.Least = DefaultLeast
	}
	return c
}

// The bounds of a config.
const (
	maxFalseAlarm = 0.1
	maxRefractory = 365 * 24 * time.Hour
)

// check reports whether c, with its defaults, can be used.
func (c DetectorConfig) check() error {
	outside := func(name string, value, low, high any) error {
		return &kpi.RangeError{Op: "mention", Name: name, Value: value, Min: low, Max: high}
	}
	switch {
	case !validBucket(c.Bucket):
		return outside("bucket", c.Bucket, "minutes that divide an hour", "hours that divide a day")
	case !(c.FalseAlarm > 0 && c.FalseAlarm < maxFalseAlarm):
		return outside("chance of a false alarm", c.FalseAlarm, "0 (excluded)", "0.1 (excluded)")
	case c.Refractory < 0 || c.Refractory > maxRefractory || c.Refractory%time.Second != 0:
		return outside("refractory time", c.Refractory, "0", "a year, in whole seconds")
	case c.Missing > MissingIsUnknown:
		return outside("missing", uint8(c.Missing), uint8(MissingIsZero), uint8(MissingIsUnknown))
	}
	return nil
}

// A Detector watches how often a brand is mentioned, bucket by bucket, and
// raises an alarm where the count grows beyond what is usual. It learns while
// it watches, works from the first day, and keeps about 4 kB (2.5 kB encoded),
// however long the series. The zero value is ready, with the defaults of
// [DetectorConfig].
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
// the same for a brand of one mention a day and of a thousand a minute.
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
// on the order of the counts, so detectors do not merge: use one a series. Its
// figures are float64; the same counts give the same state on the same
// architecture. It is not safe for concurrent use.
//
// Source: P. McCullagh, J. Nelder, Generalized Linear Models (1989), section
// 2.4 for the residual; J. Pickands, Annals of Statistics 3 (1975), 119-131 for
// the tail; J. Hosking, J. Wallis, Technometrics 29 (1987), 339-349 for its fit.
type Detector struct {
	config DetectorConfig
	zone   zone.Zone
	ready  bool // whether the fields below are set

	began  bool  // whether there was a bucket
	last   int64 // index of the bucket before
	usual  usual
	recent window
	tail   tail
	event  bool
	since  int64 // unix time of the alarm of the event
}

// NewDetector returns a detector, or a *kpi.RangeError for a config that cannot
// be used. A location must be one that the time zone database knows by name.
func NewDetector(c DetectorConfig) (*Detector, error) {
	z, err := zone.Of(c.Location)
	if err != nil {
		return nil, fmt.Errorf("mention: %w: %v", kpi.ErrRange, err)
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
	d.ready = true
}

// Config returns the config, with its defaults.
func (d *Detector) Config() DetectorConfig {
	c := d.config.withDefaults()
	c.Location = d.zone.Location()
	return c
}

// A Verdict is what a [Detector] says of a bucket.
type Verdict struct {
	// From and To bound the time that was judged: the bucket, or up to a quarter
	// of an hour that ends with it.
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	// Count is the number of mentions in that time.
	Count uint64 `json:"count"`
	// Expected is the number of mentions that was expected in that time, 0 for
	// the first bucket of a series.
	Expected float64 `json:"expected"`
	// Alarm is whether an event begins here: once an event.
	Alarm bool `json:"alarm"`
	// Event is whether an event is going on.
	Event bool `json:"event"`

	size     float64 // of the negative binomial distribution
	surprise float64
	limit    float64 // of the surprise
	least    uint64
	chance   float64
}

// Chance returns the probability, 0 to 1, that so many mentions or more come
// where nothing happens. Below FalseAlarm there is an alarm, unless the event was
// reported already or has fewer mentions than Least.
func (v Verdict) Chance() float64 { return v.chance }

// Severity returns -log10 of the chance: 3 for one in a thousand buckets, 6 for
// one in a million.
func (v Verdict) Severity() float64 {
	if v.chance <= 0 {
		return maxSeverity
	}
	return min(max(0, -math.Log10(v.chance)), maxSeverity)
}

// maxSeverity is where a float64 ends.
const maxSeverity = 300

// Growth returns Count / Expected. Of the first bucket of a series it is
// kpi.ErrUndefined.
func (v Verdict) Growth() (float64, error) {
	if v.Expected <= 0 {
		return 0, fmt.Errorf("mention: growth %w: nothing was expected yet", kpi.ErrUndefined)
	}
	return float64(v.Count) / v.Expected, nil
}

// Range returns the expected range: a count above high is an alarm, and one
// below low is as improbable as one above high. Of the first bucket of a series it
// is everything.
func (v Verdict) Range() (low, high uint64) {
	if v.Expected <= 0 {
		return 0, math.MaxUint64
	}
	high = largest(v.Expected, v.size, v.limit)
	return smallest(v.Expected, v.size, -v.limit), max(high, v.least-min(v.least, 1))
}

// Add tells the number of mentions in the bucket that holds an instant, and
// returns what is to be said of it. Buckets come in the order of time, each
// once: another is a *kpi.RangeError, as is a year outside 1..9999, and then
// nothing changes. Buckets that were left out are what Missing says; of a gap
// beyond four weeks, the last four weeks.
func (d *Detector) Add(at time.Time, count uint64) (Verdict, error) {
	d.start()
	index, err := d.index(at)
	if err != nil {
		return Verdict{}, err
	}
	if d.began && index <= d.last {
		return Verdict{}, &kpi.RangeError{Op: "mention", Name: "bucket", Value: d.startOf(index), Min: d.startOf(d.last + 1)}
	}
	d.skip(index)
	return d.judge(index, count), nil
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
	for i := max(d.last+1, index-gap*int64(week/d.config.Bucket)); i < index; i++ {
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
	if d.began {
		// The last hours are those before this bucket, for all of the window.
		v.Expected = min(max(sum*recently, d.usual.fewest()), maxCount)
		v.surprise = surprise(float64(total), v.Expected, v.size)
		v.chance = d.tail.chance(v.surprise)
	}
	d.follow(&v, b)
	d.usual.learn(b, float64(min(count, maxCount)), v.believed(count, usually*recently), usually, v.surprise)
	d.began, d.last = true, index
	return v
}

// believed returns what is learned of the count of the last bucket: of one that
// is surprising, as much as would not be. So an event does not become usual at
// once.
func (v Verdict) believed(count uint64, expected float64) float64 {
	if v.surprise <= tailFrom {
		return float64(count)
	}
	most := float64(largest(v.Expected, v.size, tailFrom)) / v.Expected
	return min(float64(count), max(most*expected, 1), maxCount)
}

// follow opens and closes the event, and tells the tail what was seen outside
// of events: an event counts once there.
func (d *Detector) follow(v *Verdict, b bucket) {
	beyond := v.surprise > v.limit && v.Count >= v.least
	if d.event && !beyond && v.To.Unix()-d.since >= int64(d.config.Refractory/time.Second) {
		d.event = false
	}
	if !d.event {
		d.tail.add(v.surprise, beyond, b.run)
		if beyond {
			v.Alarm, d.event, d.since = true, true, v.To.Unix()
		}
	}
	v.Event = d.event
}

// String returns a text like "14:00..15:00: 82 mentions, expected 0..31 (12.4),
// alarm".
func (v Verdict) String() string {
	low, high := v.Range()
	state := ""
	switch {
	case v.Alarm:
		state = ", alarm"
	case v.Event:
		state = ", event"
	}
	return fmt.Sprintf("%s..%s: %d mentions, expected %d..%d (%.1f)%s",
		v.From.Format("2006-01-02 15:04"), v.To.Format("15:04"), v.Count, low, high, v.Expected, state)
}
