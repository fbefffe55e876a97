package event

import (
	"slices"

	"github.com/customerkpi/kpi/internal/timeline"
	"github.com/customerkpi/kpi/internal/wire"
)

// A journey is a customer's walk and the events behind it, which wait: in any
// order for the result or a Close, in order for an event of a later time.
type journey struct {
	walk walk
	// A single event waits in one, without memory of its own: in order that is
	// the rule. Several wait in more.
	one    [1]record
	single bool
	more   []record
}

// waiting returns the events that wait.
func (j *journey) waiting() []record {
	if j.single {
		return j.one[:]
	}
	return j.more
}

// push lets an event wait.
func (j *journey) push(r record) {
	switch {
	case j.single:
		j.single, j.more = false, append(j.more[:0], j.one[0], r)
	case len(j.more) == 0:
		j.single, j.one[0] = true, r
	default:
		j.more = append(j.more, r)
	}
}

// last returns the time of the latest event of a journey in order.
func (j *journey) last() (timeline.Instant, bool) {
	if rows := j.waiting(); len(rows) > 0 {
		return rows[0].at, true
	}
	return j.walk.last, j.walk.begun
}

// take takes the first n waiting events, which are whole ties.
func (j *journey) take(p *plan, n int, t *tally) {
	if j.single && n == 1 {
		now, _ := firstTie(j.one[:])
		j.single = false
		j.walk.take(p, &now, t)
		return
	}
	rows := j.waiting()
	sortRecords(rows)
	for rest := rows[:n]; len(rest) > 0; {
		var now tie
		now, rest = firstTie(rest)
		j.walk.take(p, &now, t)
	}
	j.single, j.more = false, append(j.more[:0], rows[n:]...)
}

// add adds an event; in order, those of an earlier time are taken.
func (j *journey) add(p *plan, r record, inOrder bool, t *tally) {
	if rows := j.waiting(); inOrder && len(rows) > 0 && rows[0].at != r.at {
		j.take(p, len(rows), t)
		if j.walk.done(p) {
			j.walk.trim()
		}
	}
	j.push(r)
}

// settle takes what no event to come can precede: in order, what lies before the
// latest event, and what lies before a close, which also lets go of memory.
func (j *journey) settle(p *plan, inOrder bool, closed moment, t *tally) {
	rows := j.waiting()
	sortRecords(rows)
	n := 0
	if inOrder && len(rows) > 0 {
		n = before(rows, rows[len(rows)-1].at)
	}
	if closed.ok {
		n = max(n, before(rows, closed.at))
	}
	if n > 0 {
		j.take(p, n, t)
	}
	if closed.ok {
		j.walk.expire(p, closed.at, t)
		j.walk.trim()
		j.more = slices.Clip(j.more)
	}
}

// taken returns the walk of j with all events taken, in the memory of scratch if
// any wait.
func (j *journey) taken(p *plan, scratch *journey, t *tally) *walk {
	if len(j.waiting()) == 0 {
		return &j.walk
	}
	scratch.follow(p, j, t)
	return &scratch.walk
}

// follow makes j the journey o with all events taken, in the memory of j.
func (j *journey) follow(p *plan, o *journey, t *tally) {
	j.single, j.more = false, append(j.more[:0], o.waiting()...)
	if p.Grace > 0 {
		sortRecords(j.more)
		j.walk = p.graced(j.more)
		return
	}
	j.walk.copyFrom(&o.walk)
	j.take(p, len(j.more), t)
}

// follows reports whether all events of j wait, and come after those that o has
// taken. If the time of those is not kept, they must not come before those that wait
// in o.
func (j *journey) follows(o *journey, forgets bool) bool {
	if j.walk.begun {
		return false
	}
	if !o.walk.begun {
		return true
	}
	theirs := o.waiting()
	for _, r := range j.waiting() {
		if forgets && len(theirs) > 0 {
			if r.at.Before(theirs[0].at) {
				return false
			}
		} else if !o.walk.last.Before(r.at) {
			return false
		}
	}
	return true
}

// join adds the events of o, where one of the two follows the other.
func (j *journey) join(o *journey) {
	if o.walk.begun && !j.walk.begun {
		j.walk = o.walk.clone()
	}
	for _, r := range o.waiting() {
		j.push(r)
	}
}

func (j *journey) clone() *journey {
	c := *j
	c.walk, c.more = j.walk.clone(), slices.Clone(j.more)
	return &c
}

// append appends the walk, and the events that wait in the order of
// record.compare. If the time of the events taken is not kept, it is that of those
// that wait, as in a cell.
func (j *journey) append(p *plan, b []byte, forgets bool) []byte {
	rows := j.waiting()
	w := j.walk
	if forgets && len(rows) > 0 {
		w.last = rows[0].at
	}
	b = w.append(p, b)
	if !slices.IsSortedFunc(rows, record.compare) {
		rows = slices.Clone(rows)
		sortRecords(rows)
	}
	b = wire.AppendUint(b, uint64(len(rows)))
	for _, r := range rows {
		b = r.append(b)
	}
	return b
}

func readJourney(p *plan, r *wire.Reader, inOrder, forgets bool) *journey {
	j := new(journey)
	j.walk.read(p, r)
	n := r.Len(4)
	var last record
	for i := range n {
		rec := readRecord(r, p.steps)
		switch {
		case r.Err() != nil:
			return j
		case i > 0 && rec.compare(last) < 0, i > 0 && inOrder && rec.at != last.at, !j.mayWait(rec, forgets):
			r.Fail("events out of order")
			return j
		}
		j.push(rec)
		last = rec
	}
	if n == 0 && !j.walk.begun {
		r.Fail("a customer without events")
	}
	return j
}

// mayWait reports whether an event may wait behind those taken.
func (j *journey) mayWait(r record, forgets bool) bool {
	switch {
	case !j.walk.begun:
		return true
	case forgets:
		return r.at == j.walk.last
	}
	return j.walk.last.Before(r.at)
}
