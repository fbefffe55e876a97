// Package civil is the calendar of accumulators: the periods that hold an instant,
// as numbers, in zones that an encoding can name, and the days that a zone never
// had.
package civil

import "time"

// A Grain is the length of a period: that of kpi.Grain, with its numbers.
type Grain uint8

// The grains. A Week begins on Monday.
const (
	Day Grain = iota
	Week
	Month
	Quarter
	Year
)

const daySeconds = 24 * 60 * 60

// Index returns the number of periods from the one that holds 1970-01-01 to that of
// a civil date, below 0 before it.
func (g Grain) Index(y int, m time.Month, d int) int64 {
	if g <= Week {
		return g.ofSecond(time.Date(y, m, d, 0, 0, 0, 0, time.UTC).Unix())
	}
	return g.ofMonth(y, m)
}

// ofSecond returns the index of the period that holds a civil second: the seconds
// since 1970 by the clock of a zone, as if all of its hours were alike.
func (g Grain) ofSecond(second int64) int64 {
	switch g {
	case Day:
		return floorDiv(second, daySeconds)
	case Week: // 1970-01-01 was a Thursday: its week began 3 days before
		return floorDiv(second+3*daySeconds, 7*daySeconds)
	}
	y, m, _ := time.Unix(second, 0).UTC().Date()
	return g.ofMonth(y, m)
}

// ofMonth returns the index of the month, quarter or year that holds a month.
func (g Grain) ofMonth(y int, m time.Month) int64 {
	months := int64(y-1970)*12 + int64(m-1)
	switch g {
	case Month:
		return months
	case Quarter:
		return floorDiv(months, 3)
	default:
		return int64(y - 1970)
	}
}

// Begins returns the civil second that the period of an index begins with.
func (g Grain) Begins(index int64) int64 {
	months := int(index)
	switch g {
	case Day:
		return index * daySeconds
	case Week:
		return index*7*daySeconds - 3*daySeconds
	case Quarter:
		months *= 3
	case Year:
		months *= 12
	}
	return time.Date(1970, time.Month(1+months), 1, 0, 0, 0, 0, time.UTC).Unix()
}

// OfDay returns the index of the period that holds a day.
func (g Grain) OfDay(day int32) int32 { return int32(g.ofSecond(int64(day) * daySeconds)) }

// Days returns the first and the last day of the period of an index.
func (g Grain) Days(index int32) (first, last int32) {
	return int32(g.Begins(int64(index)) / daySeconds), int32(g.Begins(int64(index)+1)/daySeconds) - 1
}

func floorDiv(a, b int64) int64 {
	q := a / b
	if a%b < 0 {
		q--
	}
	return q
}
