package keyed

// A Queue takes rows of a large table one by one, and adds those of a shard
// together when there are enough to be worth its way into the cache: a row then
// costs a fourth of what it costs by At, at a million keys. [Each] does that for
// columns.
//
// A writer calls Flush, and then finds all rows in the table. A reader must not: it
// reads the View.
type Queue[K Key, S, V any] struct {
	table *Table[K, S]
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

// NewQueue returns a queue whose rows are added by calls of add with the state of
// their key. Rows of one key come in their order.
func NewQueue[K Key, S, V any](t *Table[K, S], add func(s *S, v V)) Queue[K, S, V] {
	return Queue[K, S, V]{table: t, add: add}
}

// Add queues a row. It is false, and adds nothing, if the table is not large or
// the key a long text: then At is as fast.
func (q *Queue[K, S, V]) Add(k K, v V) bool {
	t := q.table
	if t.shards == nil {
		return false
	}
	// As many rows as keys: a row shares the way of a shard with many.
	if size := min(max(minQueue/4, t.n/shards), maxQueue); size > q.size+q.size/2 {
		q.Flush()
		q.make(size)
	}
	h := hash(&t.seed, k)
	p := h >> (64 - shardBits)
	if row := int(p)*q.size + q.n[p]; q.texts == nil {
		q.rows[row] = queued[K, V]{k, short(h), v}
	} else if text := any(k).(string); len(text) <= maxText {
		q.texts.rows[row] = textRow[V]{v, short(h), uint32(len(text))}
		q.texts.bytes[p] = append(q.texts.bytes[p], text...)
	} else {
		q.flush(p)
		return false
	}
	q.n[p]++
	q.some = true
	if q.n[p] == q.size || q.texts != nil && len(q.texts.bytes[p]) > maxTexts {
		q.flush(p)
	}
	return true
}

// make makes empty queues.
func (q *Queue[K, S, V]) make(size int) {
	q.size, q.n = size, new([shards]int)
	if isText[K]() {
		q.texts = &texts[V]{rows: make([]textRow[V], shards*size)}
		return
	}
	q.rows = make([]queued[K, V], shards*size)
}

// Waits reports whether a row may be queued.
func (q *Queue[K, S, V]) Waits() bool { return q.some }

// Flush adds the rows that are queued.
func (q *Queue[K, S, V]) Flush() {
	if !q.some {
		return
	}
	for p := range q.n {
		q.flush(uint64(p))
	}
	q.some = false
}

// flush empties the queue of shard p.
func (q *Queue[K, S, V]) flush(p uint64) {
	if q.texts != nil {
		flushTexts(any(q).(*Queue[string, S, V]), p)
		return
	}
	rows := q.rows[int(p)*q.size:][:q.n[p]]
	s := q.enter(p)
	before := s.n
	for i := range rows {
		r := &rows[i]
		state := s.find(r.key, r.hash)
		if state == nil {
			state = s.add(r.key, r.hash)
		}
		q.add(state, r.value)
	}
	clear(rows) // they would keep strings
	q.leave(s.n-before, len(rows))
}

// enter returns the shard of the rows that are queued for it, with room for the new
// keys: as many as among the rows of the shard before. So it grows once.
func (q *Queue[K, S, V]) enter(p uint64) *shard[K, S] {
	s := &q.table.shards[p]
	if q.n[p] >= len(s.slots)/16 {
		q.read |= s.warm()
	}
	s.reserve(int(q.fresh * float64(q.n[p])))
	q.n[p] = 0
	return s
}

// leave notes how many keys of the rows were new.
func (q *Queue[K, S, V]) leave(fresh, rows int) {
	q.table.n += fresh
	if rows > 0 {
		q.fresh = float64(fresh) / float64(rows)
	}
}
