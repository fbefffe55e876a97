package keyed

const (
	minColumn = 1 << 14 // the least rows that are worth sorting into shards
	maxPart   = 1 << 20 // rows that are sorted at a time
	block     = 256     // rows that are hashed at a time

	// The rows of a queue: no powers of two, see queues.
	minQueue = 1000
	maxQueue = 5000 // more than the mean of a part
)

// Each calls f for each i with the state of keys[i], as At returns it. Rows of
// one key come in their order; the order is not specified otherwise, so f must
// not depend on it. f must not use the table.
//
// A long column takes another 256 * 5000 rows of memory at most, while it runs:
// 20 MB, and the texts of strings, up to 64 MB.
func (t *Table[K, S]) Each(keys []K, f func(i int, s *S)) {
	i := 0
	for ; i < len(keys) && (t.shards == nil || len(keys)-i < minColumn); i++ {
		f(i, t.At(keys[i]))
	}
	if i < len(keys) && isText[K]() { // whose texts wait too
		q := NewQueue(t, func(s *S, i int) { f(i, s) })
		for ; i < len(keys); i++ {
			if !q.Add(keys[i], i) {
				f(i, t.At(keys[i]))
			}
		}
		q.Flush()
		return
	}
	var q queues[K]
	for ; i < len(keys); i += maxPart {
		part := keys[i:min(i+maxPart, len(keys))]
		// About as many rows as keys pay for reading a shard.
		size := min(max(minQueue, 2*t.n/shards), maxQueue, 2*len(part)/shards+1)
		if size > q.size {
			q = newQueues[K](size)
		}
		t.eachByShard(part, i, &q, f)
	}
}

// queues hold rows until there are enough for a shard to be worth its way into
// the cache: then a row costs a tenth of what it costs in the order of a
// column, at a million keys.
//
// The queues lie one after the other, and are all about as long at a time. Were
// their size a power of two, their ends would share a few sets of the cache.
type queues[K Key] struct {
	rows []row[K]
	size int         // rows of a queue
	n    [shards]int // rows in each queue
	read uint32      // see warm
}

// row is a row of a part, with the short hash of its key.
type row[K Key] struct {
	key  K
	hash uint32
	i    uint32
}

func newQueues[K Key](size int) queues[K] {
	return queues[K]{rows: make([]row[K], shards*size), size: size}
}

// eachByShard is Each for the part of a column that begins at row start, of a
// table that is split. The queues are empty before and after.
func (t *Table[K, S]) eachByShard(keys []K, start int, q *queues[K], f func(i int, s *S)) {
	var h [block]uint64
	for from := 0; from < len(keys); from += block {
		some := keys[from:min(from+block, len(keys))]
		hashes(&t.seed, some, &h)
		for i, k := range some {
			h := h[i%block]
			p := h >> (64 - shardBits)
			n := q.n[p]
			q.rows[int(p)*q.size+n] = row[K]{k, short(h), uint32(from + i)}
			q.n[p] = n + 1
			if n+1 == q.size {
				t.eachOfQueue(p, start, q, f)
			}
		}
	}
	for p := range q.n {
		t.eachOfQueue(uint64(p), start, q, f)
	}
}

// eachOfQueue empties the queue of shard p.
func (t *Table[K, S]) eachOfQueue(p uint64, start int, q *queues[K], f func(i int, s *S)) {
	rows := q.rows[int(p)*q.size:][:q.n[p]]
	q.n[p] = 0
	s := &t.shards[p]
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
		f(start+int(r.i), state)
	}
	t.n += s.n - before
}

// warm reads all slots in their order, which the processor foresees: it is a
// third faster than to let the rows find them out of the cache in theirs. What
// it returns is only there to be used, or the compiler would drop the reads.
func (s *shard[K, S]) warm() (read uint32) {
	for i := range s.slots {
		read |= s.slots[i].hash
	}
	return read
}
