package alarm

import (
	"time"

	"github.com/customerkpi/kpi"
)

const (
	day  = 24 * time.Hour
	week = 7 * day
)

// validBucket reports whether buckets of a length fill the hour or the day.
func validBucket(length time.Duration) bool {
	switch {
	case length < time.Minute || length > day:
		return false
	case length <= time.Hour:
		return length%time.Minute == 0 && time.Hour%length == 0
	}
	return length%time.Hour == 0 && day%length == 0
}

// A bucket is one step of a series.
type bucket struct {
	start, end time.Time
	exposure   float64 // its length, in buckets: not 1 where the clocks change
	place      place   // in the week, by the clock
	quarter    int     // of its hour, in which it begins
	date       int64   // days since 1970
	cell       int64   // number of the hour, or of the longer bucket, that it is in
	ends       bool    // whether that ends with it
}

// index returns the number of the bucket that holds t. Up to an hour, buckets
// divide the time that passes, and beyond the time that the clock shows.
func (d *Detector) index(t time.Time) (int64, error) {
	seconds := t.Unix()
	if d.config.Bucket > time.Hour {
		_, offset := t.In(d.zone.Location()).Zone()
		seconds += int64(offset)
	}
	if year := t.In(d.zone.Location()).Year(); year < 1 || year > 9999 {
		return 0, &kpi.RangeError{Op: "alarm", Name: "year", Value: year, Min: 1, Max: 9999}
	}
	return floorDiv(seconds, int64(d.config.Bucket/time.Second)), nil
}

// indexAt is index for a unix time of the state.
func (d *Detector) indexAt(start int64) int64 {
	index, err := d.index(time.Unix(start, 0))
	if err != nil {
		return 0 // of no year: a state that is refused
	}
	return index
}

// startOf returns the first instant of a bucket.
func (d *Detector) startOf(index int64) time.Time {
	seconds := index * int64(d.config.Bucket/time.Second)
	loc := d.zone.Location()
	if d.config.Bucket <= time.Hour {
		return time.Unix(seconds, 0).In(loc)
	}
	shown := time.Unix(seconds, 0).UTC()
	return time.Date(shown.Year(), shown.Month(), shown.Day(), shown.Hour(), 0, 0, 0, loc)
}

// bucket returns the bucket of a number.
func (d *Detector) bucket(index int64) bucket {
	length := d.config.Bucket
	b := bucket{start: d.startOf(index), exposure: 1}
	var civil int64 // hours since 1970 by the clock
	if length <= time.Hour {
		b.end = b.start.Add(length)
		_, offset := b.start.Zone()
		civil = floorDiv(b.start.Unix()+int64(offset), 60*60)
		b.quarter = int(floorMod(b.start.Unix(), 60*60) / (15 * 60))
		b.cell = floorDiv(b.start.Unix(), 60*60)
		b.ends = floorDiv(b.end.Unix(), 60*60) != b.cell
	} else {
		b.cell, b.ends = index, true
		b.end = d.startOf(index + 1)
		b.exposure = float64(b.end.Sub(b.start)) / float64(length)
		civil = index * int64(length/time.Hour)
	}
	b.date = floorDiv(civil, 24)
	b.place = placeOf(civil, max(int64(length/time.Hour), 1))
	return b
}

// placeOf returns the place of an hour since 1970, where slots have so many hours.
func placeOf(civil, hours int64) place {
	p := place{
		hour: int(floorMod(civil, 24) / hours), weekHour: int(floorMod(civil, 7*24) / hours),
		weekday: int(floorMod(floorDiv(civil, 24), 7)), // 1970 began on a Thursday
	}
	if p.weekday == 2 || p.weekday == 3 {
		p.kind = 1
	}
	return p
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func floorMod(a, b int64) int64 { return a - b*floorDiv(a, b) }
