package mention

import (
	"fmt"
	"math"
	"time"

	"github.com/customerkpi/kpi"
)

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
