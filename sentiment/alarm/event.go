package alarm

import (
	"time"

	"github.com/customerkpi/kpi/internal/wire"
)

// An event is a time in which counts are not usual. It begins where a score exceeds
// its limit, and ends after six quiet hours. What lasts for three days is the new
// level. In between nothing is learned: an event does not become usual.
type event struct {
	on    bool
	up    bool    // or below what is usual
	quiet int     // cells
	cells int     // since it began
	since int64   // unix time of the last alarm, or 0
	score float64 // of it, as a multiple of the limit
}

const (
	quietHours = 6
	quietScore = 1.0 // of an hour that is quiet
	levelHours = 72
	outdoes    = 2.0 // of 1.5, 2, 2.5 and 3 that with the fewest false alarms and misses in the simulation
)

// begin begins an event.
func (e *event) begin(up bool) { e.on, e.up, e.quiet, e.cells = true, up, 0, 0 }

// tells reports whether a window with a score is told: not soon after another, unless
// that is outdone.
func (e *event) tells(score float64, from, to int64, refractory time.Duration) bool {
	return e.since == 0 || to-e.since >= int64(refractory/time.Second) || e.outdone(score, from)
}

// outdone reports whether a score of a time after the last alarm is so much greater
// that it is told all the same.
func (e *event) outdone(score float64, from int64) bool {
	return from >= e.since && score > outdoes*e.score
}

// pass passes a cell of an event, and reports whether it is over, and as a new level.
func (e *event) pass(score float64, cellHours int) (over, level bool) {
	e.cells++
	e.quiet++
	if e.up && score > quietScore || !e.up && score < -quietScore {
		e.quiet = 0
	}
	over = e.quiet >= max(1, quietHours/cellHours)
	level = !over && e.cells >= levelHours/cellHours
	e.on = !over && !level
	return over || level, level
}

func (e event) append(b []byte) []byte {
	b = wire.AppendBool(wire.AppendBool(b, e.on), e.up)
	return wire.AppendInt(wire.AppendUint(wire.AppendUint(b, uint64(e.quiet)), uint64(e.cells)), e.since)
}

func readEvent(r *wire.Reader) event {
	return event{
		on: r.Bool(), up: r.Bool(), quiet: int(below(r, "quiet", quietHours+1)),
		cells: int(below(r, "hours of an event", levelHours+1)), since: readTime(r),
	}
}
