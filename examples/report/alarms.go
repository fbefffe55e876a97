package main

import (
	"maps"
	"math"
	"slices"
	"time"

	"github.com/customerkpi/kpi/examples/internal/sheet"
	"github.com/customerkpi/kpi/sentiment/alarm"
)

// dailyFalseAlarm is the chance of an alarm on a day on which nothing happens: once in
// more than a year.
const dailyFalseAlarm = 1.0 / 400

// A timeline is a count per day, by the number of the day since 1970.
type timeline struct {
	title, about text
	days         map[int64]uint64
}

// day is the number of the day on which the clocks of the calendar show t.
func (c *calendar) dayNumber(t time.Time) int64 {
	year, month, day := t.In(c.zone).Date()
	return time.Date(year, month, day, 0, 0, 0, 0, time.UTC).Unix() / 86400
}

func dayOf(n int64) time.Time { return time.Unix(n*86400, 0).UTC() }

// sheet returns the timeline from its first day to its last, with its alarms. The days are
// judged in order, whatever the order of the lines.
func (t *timeline) sheet(lang string) (s sheet.Timeline, err error) {
	s = sheet.Timeline{Title: t.title.in(lang), About: t.about.in(lang)}
	if len(t.days) == 0 {
		return s, nil
	}
	all := slices.Sorted(maps.Keys(t.days))
	first, last := all[0], all[len(all)-1]
	s.First = dayOf(first)
	detector, err := alarm.NewDetector(alarm.Config{Bucket: 24 * time.Hour, FalseAlarm: dailyFalseAlarm, Ahead: 10 * 365 * 24 * time.Hour})
	if err != nil {
		return s, err
	}
	for n := first; n <= last; n++ {
		count := t.days[n]
		s.Days = append(s.Days, int(min(count, math.MaxInt32)))
		v, err := detector.Add(dayOf(n), count)
		if err != nil {
			return s, err
		}
		if v.Alarm {
			s.Alarms = append(s.Alarms, sheet.Alarm{
				Day: dayOf(n), Count: quantity.Show(countFigure(count), lang), Expected: sheet.Localise(sheet.Grouped(oneDigit(v.Expected)), lang),
			})
		}
	}
	return s, nil
}
