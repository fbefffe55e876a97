package rows

import "time"

// A clock reads the times of one column. The lines of an order follow each
// other and share one time, so it keeps the last.
type clock struct {
	location *time.Location
	text     string
	time     time.Time
}

func newClock(o Options) *clock {
	if o.Location == nil {
		o.Location = time.UTC
	}
	return &clock{location: o.Location}
}

func (c *clock) parse(s string) (time.Time, string) {
	if s == c.text {
		return c.time, ""
	}
	t, ok := parseCivil(s, c.location)
	if !ok {
		t, ok = parseTime(s, c.location)
	}
	if !ok {
		return time.Time{}, "not a time as 2006-01-02, 2006-01-02 15:04:05 or RFC 3339"
	}
	c.text, c.time = s, t
	return t, ""
}

// parseTime reads any of the documented forms.
func parseTime(s string, location *time.Location) (time.Time, bool) {
	for _, layout := range [...]string{time.RFC3339, time.DateTime, "2006-01-02T15:04:05", time.DateOnly} {
		if t, err := time.Parse(layout, s); err == nil {
			if layout == time.RFC3339 {
				return t.In(location), true
			}
			return inLocation(t, location), true
		}
	}
	return time.Time{}, false
}

// parseCivil reads the forms without zone and fraction of a second, in place
// of [time.ParseInLocation], which takes five times as long (BenchmarkTime)
// and would be a third of the cost of a line. Other texts are not ok, and may
// still be times.
func parseCivil(s string, location *time.Location) (time.Time, bool) {
	if len(s) != len(time.DateOnly) && len(s) != len(time.DateTime) || s[4] != '-' || s[7] != '-' {
		return time.Time{}, false
	}
	century, ok0 := twoDigits(s[0:], 99)
	year, ok1 := twoDigits(s[2:], 99)
	month, ok2 := twoDigits(s[5:], 12)
	day, ok3 := twoDigits(s[8:], 31)
	year += 100 * century
	if !ok0 || !ok1 || !ok2 || !ok3 || month == 0 || day == 0 {
		return time.Time{}, false
	}
	if day > 28 && time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC).Day() != day {
		return time.Time{}, false // 30 February
	}

	var hour, minute, second int
	if len(s) == len(time.DateTime) {
		hour, ok0 = twoDigits(s[11:], 23)
		minute, ok1 = twoDigits(s[14:], 59)
		second, ok2 = twoDigits(s[17:], 59)
		if !ok0 || !ok1 || !ok2 || s[10] != ' ' && s[10] != 'T' || s[13] != ':' || s[16] != ':' {
			return time.Time{}, false
		}
	}
	return inLocation(time.Date(year, time.Month(month), day, hour, minute, second, 0, time.UTC), location), true
}

// inLocation returns the instant at which the clocks of location show what t
// shows in UTC. Where they skip it, it is as far behind the gap as it is in it:
// time.Date may put the skipped midnight of a day into the day before.
func inLocation(t time.Time, location *time.Location) time.Time {
	if location == time.UTC {
		return t
	}
	year, month, day := t.Date()
	at := time.Date(year, month, day, t.Hour(), t.Minute(), t.Second(), t.Nanosecond(), location)
	if at.Day() == day && at.Hour() == t.Hour() && at.Minute() == t.Minute() {
		return at
	}
	_, before := at.Add(-24 * time.Hour).Zone()
	return t.Add(-time.Duration(before) * time.Second).In(location)
}

// twoDigits reads the first two bytes of s, a number of at most max.
func twoDigits(s string, max int) (int, bool) {
	tens, ones := s[0]-'0', s[1]-'0' // below '0' wraps to a large number
	n := int(tens)*10 + int(ones)
	return n, tens <= 9 && ones <= 9 && n <= max
}
