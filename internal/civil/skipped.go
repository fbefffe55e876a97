package civil

import (
	"slices"
	"time"
)

// Skipped are the periods of a calendar that never were, ascending: days that a
// location left out when its clock went over the date line, as Samoa did with 30
// December 2011. The days around such a day follow each other. Few locations have one,
// and no location left out more than a day.
type Skipped []int32

// MaySkip reports whether Skipped may find any: by days, and not in UTC.
func (c Calendar) MaySkip() bool { return c.grain == Day && c.zone.loc != nil }

// Skipped returns those from first to last.
func (c Calendar) Skipped(first, last int32) Skipped {
	return SkippedIn(c.zone.Location(), c.grain, first, last)
}

// SkippedIn returns the periods of a grain, from first to last, that a location
// never had.
func SkippedIn(loc *time.Location, g Grain, first, last int32) (s Skipped) {
	if g != Day || loc == time.UTC {
		return nil
	}
	// A clock that leaves out a day is a day ahead of what it was; summer time is
	// an hour or two. A quarter is short enough for one such change, and to look
	// at each day of it is only worth it where there was one.
	const step, ahead = 91, 12 * 60 * 60
	from := first - 1
	before := offsetOn(from, loc)
	for from < last+2 {
		to := min(from+step, last+2)
		after := offsetOn(to, loc)
		if after-before >= ahead {
			for day := max(from, first); day <= min(to, last); day++ {
				if !was(day, loc) && !slices.Contains(s, day) {
					s = append(s, day)
				}
			}
		}
		from, before = to, after
	}
	return s
}

// was reports whether a location ever had a day.
func was(day int32, loc *time.Location) bool {
	midnight := Day.Begins(int64(day))
	return Start(midnight, loc).Before(Start(midnight+daySeconds, loc))
}

// offsetOn returns how far the clock is ahead of UTC on a day, in seconds.
func offsetOn(day int32, loc *time.Location) int64 {
	return Zone{loc}.offset(time.Unix(Day.Begins(int64(day)), 0))
}

// Next returns the period after one.
func (s Skipped) Next(period int32) int32 {
	if len(s) == 0 { // nearly always: this far it is inlined
		return period + 1
	}
	return s.next(period)
}

func (s Skipped) next(period int32) int32 {
	period++
	for i, _ := slices.BinarySearch(s, period); i < len(s) && s[i] == period; i++ {
		period++
	}
	return period
}

// Number numbers the periods that were without a gap; one that never was has the
// number of the one before.
func (s Skipped) Number(period int32) int32 {
	if len(s) == 0 {
		return period
	}
	return s.number(period)
}

func (s Skipped) number(period int32) int32 {
	i, found := slices.BinarySearch(s, period)
	if found {
		i++
	}
	return period - int32(i)
}
