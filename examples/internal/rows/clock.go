package rows

import (
	"math"
	"strconv"
	"strings"
	"time"
)

// A clock reads the times of one column. The lines of an order follow each
// other and share one time, so it keeps the last.
type clock struct {
	location *time.Location
	layout   string // the only one, where the user gives it
	excel    bool   // days since 1899-12-30, as Excel has them
	text     string
	time     time.Time
}

func newClock(o Options) *clock {
	if o.Location == nil {
		o.Location = time.UTC
	}
	if o.TimeFormat == "excel" {
		return &clock{location: o.Location, excel: true}
	}
	return &clock{location: o.Location, layout: Layout(o.TimeFormat)}
}

func (c *clock) parse(s string) (time.Time, string) {
	if s == c.text {
		return c.time, ""
	}
	t, reason := c.read(s)
	if reason != "" {
		return time.Time{}, reason
	}
	c.text, c.time = s, t
	return t, ""
}

// read reads a time in the form that the user gave, or else in any that says by itself
// what it is.
func (c *clock) read(s string) (time.Time, string) {
	switch {
	case c.excel:
		return excelTime(s, c.location)
	case c.layout != "":
		t, err := time.ParseInLocation(c.layout, s, time.UTC)
		if err != nil {
			return time.Time{}, "not a time as " + c.layout
		}
		if zoned(c.layout) {
			return t.In(c.location), ""
		}
		return inLocation(t, c.location), ""
	}
	if t, ok := parseCivil(s, c.location); ok {
		return t, ""
	}
	if t, ok := parseTime(s, c.location); ok {
		return t, ""
	}
	if t, ok := epoch(s); ok {
		return t.In(c.location), ""
	}
	if strings.Count(s, "/") == 2 {
		return time.Time{}, "day or month first is never guessed: -time-format dd/mm/yyyy or mm/dd/yyyy"
	}
	return time.Time{}, "not a time as 2006-01-02, 2006-01-02 15:04:05 or RFC 3339"
}

// parseTime reads any of the documented forms but a number of seconds.
func parseTime(s string, location *time.Location) (time.Time, bool) {
	for _, layout := range [...]string{
		time.RFC3339, time.DateTime, "2006-01-02T15:04:05", time.DateOnly, "2006-01-02 15:04", "2006-01-02T15:04",
		"2006-01-02 15:04:05Z07:00", "2006-01-02 15:04:05 Z07:00", "2006-01-02 15:04:05Z0700", "2006-01-02 15:04:05 Z0700", "2006-01-02T15:04:05Z0700",
		"2006-01-02 15:04 Z07:00", "2006-01-02 15:04:05 UTC", "2006-01-02 15:04 UTC",
	} {
		t, err := time.Parse(layout, s)
		switch {
		case err != nil:
		case zoned(layout):
			return t.In(location), true
		default:
			return inLocation(t, location), true
		}
	}
	return time.Time{}, false
}

// zoned reports whether a layout says the zone.
func zoned(layout string) bool {
	return strings.Contains(layout, "Z07") || strings.Contains(layout, "-07") || strings.Contains(layout, "UTC") || strings.Contains(layout, "MST")
}

// epoch reads seconds since 1970, of 9 or 10 digits, or milliseconds, of 12 or 13: no
// other form of a time is so many digits.
func epoch(s string) (time.Time, bool) {
	n, err := strconv.ParseInt(s, 10, 64)
	switch {
	case err != nil || n < 0:
		return time.Time{}, false
	case len(s) == 9 || len(s) == 10:
		return time.Unix(n, 0), true
	case len(s) == 12 || len(s) == 13:
		return time.UnixMilli(n), true
	}
	return time.Time{}, false
}

// excelTime reads days since 1899-12-30, with a fraction for the time of the day, to the
// second.
func excelTime(s string, location *time.Location) (time.Time, string) {
	days, err := strconv.ParseFloat(s, 64)
	if err != nil || days < 1 || days > 2958465 { // 9999-12-31
		return time.Time{}, "not a day of Excel as 45658.5"
	}
	seconds := math.Round(days * 24 * 60 * 60)
	return inLocation(time.Date(1899, 12, 30, 0, 0, 0, 0, time.UTC).Add(time.Duration(seconds)*time.Second), location), ""
}

// Layout returns the layout of package time for one such as dd/mm/yyyy hh:mm:ss. One of
// package time is returned as it is.
func Layout(format string) string {
	date, clock, both := strings.Cut(format, " ")
	if !strings.Contains(strings.ToLower(date), "yy") {
		return format
	}
	layout := strings.NewReplacer("yyyy", "2006", "yy", "06", "mm", "01", "dd", "02").Replace(strings.ToLower(date))
	if both {
		layout += " " + strings.NewReplacer("hh", "15", "mm", "04", "ss", "05").Replace(strings.ToLower(clock))
	}
	return layout
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
