package keyed

import "iter"

// Later calls add for a row, with the state of its key, now or, if the table is
// large, when many rows of one shard wait: a row then costs a fourth of what it costs
// by At, at a million keys. Rows of one key come in their order. All rows of a table
// that wait have one add, the one of the first of them.
func Later[K Key, S, V any](t *Table[K, S], k K, v V, add func(s *S, v V)) {
	if t.large == nil {
		add(t.At(k), v)
		return
	}
	q, ok := t.large.rows.(*queue[K, S, V])
	if !ok {
		t.Flush()
		q = newQueue[K](add)
		t.large.rows = q
	}
	q.put(t, k, v)
}

// Read returns the table with the rows in it that wait: t itself where none does.
// Otherwise the shards that rows wait for are copied, so that t does not change, and
// any number of goroutines may read at once. What Read returns is valid until the
// next row, and not to be changed.
//
// copyState returns a copy of a state that shares nothing that add changes; it is
// called for the states that rows wait for. A nil copyState stands for states without
// pointers. add is the function of [Later], but must change nothing except the copy
// and what belongs to this reader.
func Read[K Key, S, V any](t *Table[K, S], copyState func(S) S, add func(s *S, v V)) *Table[K, S] {
	if !t.Waits() {
		return t
	}
	q := t.large.rows.(*queue[K, S, V])
	v := &Table[K, S]{seed: t.seed, large: &large[K, S]{n: t.large.n, shards: t.large.shards}}
	for p, rows := range q.n {
		if rows == 0 {
			continue
		}
		s := &v.large.shards[p]
		before := s.n
		q.readShard(uint64(p), s, nil, copyState, add)
		v.large.n += s.n - before
	}
	return v
}

// ReadAll returns the keys and states of the table that [Read] returns, in no specified
// order. It copies one shard at a time, so that the copies are in the cache of a core
// while they are made and looked at: a pass costs little more than one of All. A state is
// only there until the next one.
func ReadAll[K Key, S, V any](t *Table[K, S], copyState func(S) S, add func(s *S, v V)) iter.Seq2[K, *S] {
	if !t.Waits() {
		return t.All()
	}
	return func(yield func(K, *S) bool) {
		q := t.large.rows.(*queue[K, S, V])
		var room []slot[K, S]
		for p, rows := range q.n {
			s := t.large.shards[p]
			if rows > 0 {
				q.readShard(uint64(p), &s, room, copyState, add)
				room = s.slots
			}
			if !s.all(yield) {
				return
			}
		}
	}
}

// A queue keeps the rows that wait, by shard.
type queue[K Key, S, V any] struct {
	add   func(s *S, v V)
	rows  []queued[K, V]
	texts *texts[V]    // instead of rows, where K is string
	size  int          // rows of a shard's queue
	n     *[shards]int // rows in each queue; nil before the first row
	some  bool
	fresh float64 // the share of rows with a new key, in the shard before
	read  uint32  // see warm
}

type queued[K Key, V any] struct {
	key   K
	hash  uint32
	value V
}

const (
	// The rows of a queue: no powers of two. The queues lie one after the other,
	// and are all about as long at a time: their ends would share a few sets of
	// the cache.
	minQueue = 1000
	maxQueue = 5000 // more than the mean of a part
)

func newQueue[K Key, S, V any](add func(s *S, v V)) *queue[K, S, V] {
	return &queue[K, S, V]{add: add}
}

// put adds a row to a table, now or later. A small table needs no queue, and a long
// text is as fast by At.
func (q *queue[K, S, V]) put(t *Table[K, S], k K, v V) {
	l := t.large
	if l == nil {
		q.add(t.At(k), v)
		return
	}
	// As many rows as keys: a row shares the way of a shard with many.
	if size := min(max(minQueue/4, l.n/shards), maxQueue); size > q.size+q.size/2 {
		q.flushAll(l)
		q.make(size)
	}
	h := hash(&t.seed, k)
	p := shardOf(h)
	if row := int(p)*q.size + q.n[p]; q.texts == nil {
		q.rows[row] = queued[K, V]{k, short(h), v}
	} else if text := any(k).(string); len(text) <= maxText {
		q.texts.rows[row] = textRow[V]{v, short(h), uint32(len(text))}
		q.texts.bytes[p] = append(q.texts.bytes[p], text...)
	} else {
		q.flush(l, p)
		q.add(t.At(k), v)
		return
	}
	q.n[p]++
	q.some = true
	if q.n[p] == q.size || q.texts != nil && len(q.texts.bytes[p]) > maxTexts {
		q.flush(l, p)
	}
}

func (q *queue[K, S, V]) waits() bool { return q.some }

// make makes empty queues.
func (q *queue[K, S, V]) make(size int) {
	q.size, q.n = size, new([shards]int)
	if isText[K]() {
		q.texts = &texts[V]{rows: make([]textRow[V], shards*size)}
		return
	}
	q.rows = make([]queued[K, V], shards*size)
}

// flushAll adds the rows of all queues.
func (q *queue[K, S, V]) flushAll(l *large[K, S]) {
	if !q.some {
		return
	}
	for p := range q.n {
		q.flush(l, uint64(p))
	}
	q.some = false
}

// flush adds the rows of a shard's queue. It makes room for the new keys first: as
// many as among the rows of the shard before. So the shard grows once.
func (q *queue[K, S, V]) flush(l *large[K, S], p uint64) {
	if q.n == nil || q.n[p] == 0 {
		return
	}
	s, rows := &l.shards[p], q.n[p]
	if rows >= len(s.slots)/16 {
		q.read |= s.warm()
	}
	s.reserve(q.expected(rows))
	before := s.n
	q.addTo(p, s, q.add)
	l.n += s.n - before
	q.fresh = float64(s.n-before) / float64(rows)
	q.clear(p)
}

// readShard makes s, which is shard p, a copy with the rows in it that wait: in room, if it is
// large enough.
func (q *queue[K, S, V]) readShard(p uint64, s *shard[K, S], room []slot[K, S], copyState func(S) S, add func(s *S, v V)) {
	if !s.reserve(q.expected(q.n[p])) {
		s.slots = append(room[:0], s.slots...)
	}
	if copyState != nil {
		q.touch(p, s, copyState)
	}
	q.addTo(p, s, add)
}

// expected returns how many of the rows may have a new key.
func (q *queue[K, S, V]) expected(rows int) int { return int(q.fresh * float64(rows)) }

// addTo adds the rows of shard p to a shard: that of the table or a copy.
func (q *queue[K, S, V]) addTo(p uint64, s *shard[K, S], add func(s *S, v V)) {
	from, to := int(p)*q.size, int(p)*q.size+q.n[p]
	if q.texts != nil {
		addTexts(any(s).(*shard[string, S]), q.texts.rows[from:to], q.texts.bytes[p], add)
		return
	}
	addRows(s, q.rows[from:to], add)
}

// addRows adds rows to a shard.
func addRows[K Key, S, V any](s *shard[K, S], rows []queued[K, V], add func(s *S, v V)) {
	for i := range rows {
		r := &rows[i]
		state := s.find(r.key, r.hash)
		if state == nil {
			state = s.add(r.key, r.hash)
		}
		add(state, r.value)
	}
}

// clear empties the queue of shard p. What it forgets would keep strings and what
// values point to.
func (q *queue[K, S, V]) clear(p uint64) {
	from, to := int(p)*q.size, int(p)*q.size+q.n[p]
	if q.texts != nil {
		clear(q.texts.rows[from:to])
		q.texts.bytes[p] = q.texts.bytes[p][:0]
	} else {
		clear(q.rows[from:to])
	}
	q.n[p] = 0
}

// touch replaces the states that rows of shard p wait for by copies, in a copy of
// the shard.
func (q *queue[K, S, V]) touch(p uint64, s *shard[K, S], copyState func(S) S) {
	touched := make([]bool, len(s.slots))
	touch := func(slot int) {
		if slot >= 0 && !touched[slot] {
			touched[slot] = true
			s.slots[slot].state = copyState(s.slots[slot].state)
		}
	}
	from, to := int(p)*q.size, int(p)*q.size+q.n[p]
	if q.texts != nil {
		bytes := q.texts.bytes[p]
		for _, r := range q.texts.rows[from:to] {
			touch(indexText(any(s).(*shard[string, S]), bytes[:r.size], r.hash))
			bytes = bytes[r.size:]
		}
		return
	}
	for _, r := range q.rows[from:to] {
		touch(s.index(r.key, r.hash))
	}
}
