package alarm

import (
	"encoding/json"
	"errors"
	"fmt"
	"math"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/wire"
)

// A Verdict is what a [Detector] says of a bucket. Its JSON has what the methods
// are computed from, and is read back as it was. It has low, high, chance and
// severity too, for clients without this package; low and high are null for the
// first bucket of a series.
type Verdict struct {
	// From and To bound the time that was judged. It ends with the bucket: at an alarm
	// it is the window that raised it, of up to 24 hours; otherwise the bucket, or the
	// quarter of an hour where buckets are shorter.
	From time.Time `json:"from"`
	To   time.Time `json:"to"`
	// Count is the number of mentions in that time.
	Count uint64 `json:"count"`
	// Expected is the number of mentions that was expected in that time, 0 for
	// the first bucket of a series.
	Expected float64 `json:"expected"`
	// Alarm is whether an event begins here: once per event.
	Alarm bool `json:"alarm"`
	// Drop is whether the alarm is of fewer mentions than usual.
	Drop bool `json:"drop"`
	// Event is whether an event is going on.
	Event bool `json:"event"`

	spread, freedom float64 // of the predictive distribution
	high, low       float64 // limits of the score
	least           uint64
	chance          float64
}

// verdictJSON is the JSON of a Verdict. Low, High and Severity are not read.
type verdictJSON struct {
	From     time.Time `json:"from"`
	To       time.Time `json:"to"`
	Count    uint64    `json:"count"`
	Expected *float64  `json:"expected"`
	Low      *uint64   `json:"low"`
	High     *uint64   `json:"high"`
	Chance   *float64  `json:"chance"`
	Severity float64   `json:"severity"`
	Alarm    bool      `json:"alarm"`
	Drop     bool      `json:"drop"`
	Event    bool      `json:"event"`
	Spread   *float64  `json:"spread"`
	Freedom  *float64  `json:"freedom"`
	Limit    *float64  `json:"limit"`
	LowLimit *float64  `json:"low_limit"`
	Least    *uint64   `json:"least"`
}

// json returns the JSON of v.
func (v Verdict) json() verdictJSON {
	j := verdictJSON{
		From: v.From, To: v.To, Count: v.Count, Expected: &v.Expected, Chance: &v.chance, Severity: v.Severity(),
		Alarm: v.Alarm, Event: v.Event, Drop: v.Drop, Spread: &v.spread, Freedom: &v.freedom, Limit: &v.high, LowLimit: &v.low, Least: &v.least,
	}
	if v.freedom > 0 {
		low, high := v.Range()
		j.Low, j.High = &low, &high
	}
	return j
}

// verdict returns what j is the JSON of. A part that is missing, or that no detector
// says, is an error.
func (j verdictJSON) verdict() (Verdict, error) {
	for _, part := range []struct {
		name     string
		value    *float64
		low, top float64
	}{
		{"expected", j.Expected, 0, maxCount},
		{"chance", j.Chance, 0, 1},
		{"spread", j.Spread, 0, mostSpread + mostVariation + mostLevel},
		{"freedom", j.Freedom, 0, mostFreedom},
		{"limit", j.Limit, 0, mostScore},
		{"low_limit", j.LowLimit, 0, mostScore},
	} {
		switch {
		case part.value == nil:
			return Verdict{}, fmt.Errorf("no %s", part.name)
		case *part.value < part.low || *part.value > part.top:
			return Verdict{}, fmt.Errorf("%s %v outside %v..%v", part.name, *part.value, part.low, part.top)
		}
	}
	if j.Least == nil {
		return Verdict{}, errors.New("no least")
	}
	return Verdict{
		From: j.From, To: j.To, Count: j.Count, Expected: *j.Expected, Alarm: j.Alarm, Event: j.Event,
		Drop: j.Drop, spread: *j.Spread, freedom: *j.Freedom, high: *j.Limit, low: *j.LowLimit, least: *j.Least, chance: *j.Chance,
	}, nil
}

// MarshalJSON returns an object with all parts of v.
func (v Verdict) MarshalJSON() ([]byte, error) { return json.Marshal(v.json()) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt] and leaves
// v as it was.
func (v *Verdict) UnmarshalJSON(data []byte) error {
	return wire.ReadJSON("alarm: verdict", data, v, verdictJSON.verdict)
}

// GobEncode returns the JSON of v: gob by itself leaves out what is not exported.
func (v Verdict) GobEncode() ([]byte, error) { return v.MarshalJSON() }

// GobDecode reads what GobEncode wrote, with the error of UnmarshalJSON.
func (v *Verdict) GobDecode(data []byte) error { return v.UnmarshalJSON(data) }

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

// Growth returns Count / Expected. For the first bucket of a series it is
// [kpi.ErrUndefined].
func (v Verdict) Growth() (float64, error) {
	if v.Expected <= 0 {
		return 0, fmt.Errorf("alarm: growth %w: nothing was expected yet", kpi.ErrUndefined)
	}
	return float64(v.Count) / v.Expected, nil
}

// Range returns the expected range: a count above high is an alarm, and one
// below low is as improbable as one above high. It is everything for a bucket that is
// not judged: of the first day, and of hours that were not seen yet on such a day.
func (v Verdict) Range() (low, high uint64) {
	if v.freedom == 0 {
		return 0, math.MaxUint64
	}
	p := predicted{max(v.Expected, leastExpected), v.spread, v.freedom}
	high = first(func(n uint64) bool { return p.score(float64(n)) > v.high })
	low = first(func(n uint64) bool { return p.score(float64(n)) >= -v.low })
	return low, max(high, v.least, 1) - 1
}

// String returns a text like "2025-10-13 14:00..15:00: 82 mentions, expected 0..31
// (12.4), alarm".
func (v Verdict) String() string {
	low, high := v.Range()
	expected := fmt.Sprintf("expected %d..%d (%.1f)", low, high, v.Expected)
	if v.freedom == 0 {
		expected = "not judged yet"
	}
	state := ""
	switch {
	case v.Alarm:
		state = ", alarm"
	case v.Event:
		state = ", event"
	}
	return fmt.Sprintf("%s..%s: %d mentions, %s%s", v.From.Format("2006-01-02 15:04"), v.To.Format("15:04"), v.Count, expected, state)
}
