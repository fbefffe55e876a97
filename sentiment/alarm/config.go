package alarm

import (
	"encoding/json"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/civil"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/wire"
)

// Missing says what a bucket is that a [Detector] was not told of.
type Missing uint8

// What a missing bucket is.
const (
	// MissingIsZero takes a bucket without a count for one without mentions.
	MissingIsZero Missing = iota
	// MissingIsUnknown treats it as an outage: nothing is learned from it.
	MissingIsUnknown
)

// Direction says which alarms a [Detector] raises.
type Direction uint8

// The directions of an alarm.
const (
	// Up raises alarms where there are more mentions than usual.
	Up Direction = iota
	// Down raises them where there are fewer, down to silence.
	Down
	// Both raises both, each with half of the false alarms.
	Both
)

// watches reports whether a direction has alarms.
func (d Direction) watches(up bool) bool { return d == Both || up == (d == Up) }

// The defaults of [Config].
const (
	defaultBucket     = time.Hour
	defaultFalseAlarm = 1.0 / 2000
	defaultRefractory = 24 * time.Hour
	defaultLeast      = 5
	defaultAhead      = 7 * 24 * time.Hour
	defaultLate       = 5 * time.Minute
)

// Config says how a [Detector] works. A field of zero has its default.
type Config struct {
	// Bucket is the length of a bucket: whole minutes that divide an hour, or whole
	// hours that divide a day. Buckets longer than an hour, such as days, follow
	// the clock of Location, so that a day may have 23 or 25 hours; its count is
	// then expected to be smaller or larger. Default: an hour.
	Bucket time.Duration
	// Location is where the mentions follow the day and the week. Nil is UTC.
	Location *time.Location
	// FalseAlarm is the chance of an alarm in a bucket where nothing happens, 1e-9
	// to 0.1. Default: 1 in 2000 buckets, which is one per week for buckets of five
	// minutes, and one in twelve weeks for buckets of an hour. For days, take about
	// 1 in 200.
	FalseAlarm float64
	// Refractory is the time after an alarm in which no other is raised, unless it is
	// far more surprising: its score is twice as large. Default: 24 hours.
	Refractory time.Duration
	// Least is the smallest count that raises an alarm, and for fewer mentions than
	// usual the least that is expected. Default: 5 mentions.
	Least uint64
	// Direction is whether alarms are raised where there are more mentions than usual,
	// fewer, or both. Default: Up.
	Direction Direction
	// Missing says what a missing bucket is. Default: MissingIsZero.
	Missing Missing
	// Ahead is how far a mention or a count may lie beyond the time that is known:
	// the end of the latest bucket that has one, or what [Monitor.Close] and
	// [Detector.Advance] told, if that is later. One beyond comes from a clock that
	// is wrong, and would refuse all that follows as late; so it is refused itself.
	// Whole seconds up to ten years. Default: a week.
	Ahead time.Duration
	// Late is how long before the bucket that fills a mention may lie: a [Monitor]
	// counts it in that bucket, because its own has ended. A [Detector] has no use
	// for it. Whole seconds up to Bucket. Default: five minutes, or Bucket if that
	// is less.
	Late time.Duration
}

// withDefaults returns c with the defaults in the place of zeros.
func (c Config) withDefaults() Config {
	if c.Bucket == 0 {
		c.Bucket = defaultBucket
	}
	if c.FalseAlarm == 0 {
		c.FalseAlarm = defaultFalseAlarm
	}
	if c.Refractory == 0 {
		c.Refractory = defaultRefractory
	}
	if c.Least == 0 {
		c.Least = defaultLeast
	}
	if c.Ahead == 0 {
		c.Ahead = defaultAhead
	}
	if c.Late == 0 {
		c.Late = min(defaultLate, c.Bucket)
	}
	return c
}

// The bounds of a config.
const (
	minFalseAlarm = 1e-9
	maxFalseAlarm = 0.1
	maxRefractory = 365 * 24 * time.Hour
	maxAhead      = 10 * 365 * 24 * time.Hour
)

// configJSON is the JSON of a Config: a location has none of its own.
type configJSON struct {
	Bucket     string    `json:"bucket"`
	Location   string    `json:"location"`
	FalseAlarm float64   `json:"false_alarm"`
	Refractory string    `json:"refractory"`
	Least      uint64    `json:"least"`
	Direction  Direction `json:"direction"`
	Missing    Missing   `json:"missing"`
	Ahead      string    `json:"ahead"`
	Late       string    `json:"late"`
}

// MarshalJSON returns an object with durations like "1h0m0s" and the name of the
// location. A location that [NewDetector] refuses is its error.
func (c Config) MarshalJSON() ([]byte, error) {
	j, err := c.json()
	if err != nil {
		return nil, err
	}
	return json.Marshal(j)
}

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt]. What is
// left out is 0, which is the default.
func (c *Config) UnmarshalJSON(data []byte) error {
	return wire.ReadJSON("alarm: config", data, c, configJSON.config)
}

func (c Config) json() (configJSON, error) {
	j := configJSON{
		Bucket: c.Bucket.String(), FalseAlarm: c.FalseAlarm, Refractory: c.Refractory.String(),
		Least: c.Least, Direction: c.Direction, Missing: c.Missing, Ahead: c.Ahead.String(), Late: c.Late.String(),
	}
	z, err := figure.Zone("alarm", c.Location)
	if c.Location != nil {
		j.Location = z.String()
	}
	return j, err
}

func (j configJSON) config() (Config, error) {
	c := Config{FalseAlarm: j.FalseAlarm, Least: j.Least, Direction: j.Direction, Missing: j.Missing}
	for _, f := range []struct {
		text string
		to   *time.Duration
	}{{j.Bucket, &c.Bucket}, {j.Refractory, &c.Refractory}, {j.Ahead, &c.Ahead}, {j.Late, &c.Late}} {
		if f.text == "" {
			continue
		}
		var err error
		if *f.to, err = time.ParseDuration(f.text); err != nil {
			return Config{}, err
		}
	}
	if j.Location != "" {
		var err error
		if c.Location, err = time.LoadLocation(j.Location); err != nil {
			return Config{}, err
		}
	}
	return c, nil
}

// GobEncode returns what MarshalJSON does: gob by itself leaves out what is not exported.
func (c Config) GobEncode() ([]byte, error) { return c.MarshalJSON() }

// GobDecode reads what GobEncode wrote, or returns [kpi.ErrCorrupt].
func (c *Config) GobDecode(data []byte) error { return c.UnmarshalJSON(data) }

// check reports whether c, with its defaults, can be used.
func (c Config) check() error {
	outside := func(name string, value, low, high any) error {
		return &kpi.RangeError{Op: "alarm", Name: name, Value: value, Min: low, Max: high}
	}
	switch {
	case !validBucket(c.Bucket):
		return outside("bucket", c.Bucket, "minutes that divide an hour", "hours that divide a day")
	case !(c.FalseAlarm >= minFalseAlarm && c.FalseAlarm <= maxFalseAlarm):
		return outside("chance of a false alarm", c.FalseAlarm, minFalseAlarm, maxFalseAlarm)
	case c.Refractory < 0 || c.Refractory > maxRefractory || c.Refractory%time.Second != 0:
		return outside("refractory time", c.Refractory, "0", "a year, in whole seconds")
	case c.Missing > MissingIsUnknown:
		return outside("missing", uint8(c.Missing), uint8(MissingIsZero), uint8(MissingIsUnknown))
	case c.Direction > Both:
		return outside("direction", uint8(c.Direction), uint8(Up), uint8(Both))
	case c.Ahead < time.Second || c.Ahead > maxAhead || c.Ahead%time.Second != 0:
		return outside("time ahead", c.Ahead, time.Second, "ten years, in whole seconds")
	case c.Late < time.Second || c.Late > c.Bucket || c.Late%time.Second != 0:
		return outside("time late", c.Late, time.Second, "the bucket, in whole seconds")
	}
	return nil
}

// append appends c, with its defaults, and the location z, but for FalseAlarm,
// which is one of the floats of a detector.
func (c Config) append(b []byte, z civil.Zone) []byte {
	b = z.Append(wire.AppendUint(b, uint64(c.Bucket/time.Minute)))
	for _, n := range [...]uint64{
		uint64(c.Refractory / time.Second), c.Least, uint64(c.Direction), uint64(c.Missing), uint64(c.Ahead / time.Second), uint64(c.Late / time.Second),
	} {
		b = wire.AppendUint(b, n)
	}
	return b
}

// readConfig reads what append wrote.
func readConfig(r *wire.Reader) (c Config, z civil.Zone) {
	duration := func(name string, most, unit time.Duration) time.Duration {
		return time.Duration(below(r, name, uint64(most/unit)+1)) * unit
	}
	c.Bucket = duration("bucket", day, time.Minute)
	z = civil.ReadZone(r, civil.Zone{})
	c.Refractory = duration("refractory time", maxRefractory, time.Second)
	c.Least = r.Uint()
	c.Direction = Direction(below(r, "direction", uint64(Both)+1))
	c.Missing = Missing(below(r, "missing", uint64(MissingIsUnknown)+1))
	c.Ahead = duration("time ahead", maxAhead, time.Second)
	c.Late = duration("time late", day, time.Second)
	return c, z
}
