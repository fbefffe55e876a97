package keyed

// A Queue takes rows of a large table one by one, and adds those of a shard
// together when there are enough to be worth its way into the cache: a row then
// costs a fourth of what it costs by At, at a million keys. See queues, which does
// that for columns; here the rows have values.
type Queue[K Key, S, V any] struct {
	table *Table[K, S]
	add   func(s *S, v V)
	rows  []queued[K, V]
	size  int          // rows of a shard's queue
	n     *[shards]int // rows in each queue; nil before the first row
	some  bool
	read  uint32 // see warm
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

// Add queues a row. It is false, and does nothing, if the table is not large:
// then At is as fast.
func (q *Queue[K, S, V]) Add(k K, v V) bool {
	t := q.table
	if t.shards == nil {
		return false
	}
	// As many rows as keys: a row shares the way of a shard with many.
	if size := min(max(minQueue/4, t.n/shards), maxQueue); size > q.size+q.size/2 {
		q.Flush()
		q.rows, q.size, q.n = make([]queued[K, V], shards*size), size, new([shards]int)
	}
	h := hash(&t.seed, k)
	p := h >> (64 - shardBits)
	q.rows[int(p)*q.size+q.n[p]] = queued[K, V]{k, short(h), v}
	q.n[p]++
	q.some = true
	if q.n[p] == q.size {
		q.flush(p)
	}
	return true
}

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
	rows := q.rows[int(p)*q.size:][:q.n[p]]
	q.n[p] = 0
	s := &q.table.shards[p]
	if len(rows) >= len(s.slots)/16 {
		q.read |= s.warm()
	}
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
	q.table.n += s.n - before
}
