package event

import "slices"

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
func (j *journey) last() (instant, bool) {
	if rows := j.waiting(); len(rows) > 0 {
		return rows[0].at, true
	}
	return j.walk.last, j.walk.begun
}

// take takes the first n waiting events, which are whole groups.
func (j *journey) take(p *plan, n int, t *tally) {
	if j.single && n == 1 {
		g, _ := firstGroup(j.one[:])
		j.single = false
		j.walk.take(p, &g, t)
		return
	}
	rows := j.waiting()
	sortRecords(rows)
	for rest := rows[:n]; len(rest) > 0; {
		var g group
		g, rest = firstGroup(rest)
		j.walk.take(p, &g, t)
	}
	j.single, j.more = false, append(j.more[:0], rows[n:]...)
}

// sortRecords sorts records, most of which are in order.
func sortRecords(rows []record) {
	if !slices.IsSortedFunc(rows, record.compare) {
		slices.SortFunc(rows, record.compare)
	}
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

// indexFrom returns the number of sorted records before a time.
func indexFrom(rows []record, at instant) int {
	n, _ := slices.BinarySearchFunc(rows, at, func(r record, at instant) int {
		if r.at.before(at) {
			return -1
		}
		return 1
	})
	return n
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

func (j *journey) clone() *journey {
	c := *j
	c.walk, c.more = j.walk.clone(), slices.Clone(j.more)
	return &c
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
