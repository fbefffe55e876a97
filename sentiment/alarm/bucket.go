package alarm

import (
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/wire"
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
	hour       int     // its slot of the day
	weekHour   int     // its slot of the week
	perWeek    float64 // buckets of this length in a week
	run        int     // buckets without surprise that end a cluster: an hour, or one
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
	b := bucket{start: d.startOf(index), exposure: 1, perWeek: float64(week / length), run: max(1, int(time.Hour/length))}
	var civil int64 // hours since 1970 by the clock
	if length <= time.Hour {
		b.end = b.start.Add(length)
		_, offset := b.start.Zone()
		civil = floorDiv(b.start.Unix()+int64(offset), 60*60)
	} else {
		b.end = d.startOf(index + 1)
		b.exposure = float64(b.end.Sub(b.start)) / float64(length)
		civil = index * int64(length/time.Hour)
	}
	slot := max(int64(length/time.Hour), 1) // hours a slot
	b.hour = int(floorMod(civil, 24) / slot)
	b.weekHour = int(floorMod(civil, 7*24) / slot)
	return b
}

// windowLength returns the number of buckets that are judged together.
func (d *Detector) windowLength() int { return max(1, int(judged/d.config.Bucket)) }

// judged is the least time that is judged at once. Mentions come in bursts:
// a post is shared, a robot repeats itself.
const judged = 15 * time.Minute

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}

func floorMod(a, b int64) int64 { return a - b*floorDiv(a, b) }

// A step is a bucket of a window: its start as unix time, its count, and what
// was usual in its place.
type step struct {
	start   int64
	count   uint64
	usually float64
}

// A window is the last buckets, which are judged together. The zero value is
// empty.
type window struct{ steps []step }

// push adds a bucket, and drops the oldest where there are more than most.
func (w *window) push(s step, most int) {
	if len(w.steps) == most {
		copy(w.steps, w.steps[1:])
		w.steps = w.steps[:most-1]
	}
	w.steps = append(w.steps, s)
}

// total returns where a window begins, and the sums over it.
func (w *window) total() (from int64, count uint64, usually float64) {
	for _, s := range w.steps {
		count += min(s.count, maxCount-count)
		usually += s.usually
	}
	return w.steps[0].start, count, usually
}

// maxCount is where the counts of a window end: a float64 holds them exactly.
const maxCount = 1 << 53

// clear forgets the buckets: those that follow are not next to them.
func (w *window) clear() { w.steps = w.steps[:0] }

// append appends the buckets, and then what was usual in their places.
func (w *window) append(b []byte) []byte {
	b = wire.AppendUint(b, uint64(len(w.steps)))
	for _, s := range w.steps {
		b = wire.AppendInt(wire.AppendUint(b, s.count), s.start)
	}
	usually := make([]float64, 0, len(w.steps))
	for _, s := range w.steps {
		usually = append(usually, s.usually)
	}
	return appendFloats(b, usually)
}

func readWindow(r *wire.Reader) (w window) {
	n := int(below(r, "window", uint64(judged/time.Minute)+1))
	for range n {
		w.steps = append(w.steps, step{count: r.Uint(), start: readTime(r)})
	}
	for i, usually := range readFloats(r, n) {
		w.steps[i].usually = usually
	}
	return w
}
