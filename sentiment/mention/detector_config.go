package mention

import (
	"time"

	"github.com/customerkpi/kpi"
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
	// 1e-9 to 0.1. Default: 1 in 2000 buckets, which is one a
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
	minFalseAlarm = 1e-9
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
	case !(c.FalseAlarm >= minFalseAlarm && c.FalseAlarm <= maxFalseAlarm):
		return outside("chance of a false alarm", c.FalseAlarm, minFalseAlarm, maxFalseAlarm)
	case c.Refractory < 0 || c.Refractory > maxRefractory || c.Refractory%time.Second != 0:
		return outside("refractory time", c.Refractory, "0", "a year, in whole seconds")
	case c.Missing > MissingIsUnknown:
		return outside("missing", uint8(c.Missing), uint8(MissingIsZero), uint8(MissingIsUnknown))
	}
	return nil
}
