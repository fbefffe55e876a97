package keyed

const (
	minColumn = 1 << 14 // the least rows that are worth sorting into shards
	maxPart   = 1 << 20 // rows that are sorted at a time
	block     = 256     // rows that are hashed at a time

	// The rows of a queue: no powers of two. The queues lie one after the other,
	// and are all about as long at a time: their ends would share a few sets of
	// the cache.
	minQueue = 1000
	maxQueue = 5000 // more than the mean of a part
)

// Each calls add for each row of two columns, of keys and of values, with the
// state of the key, as At returns it. Rows of one key come in their order; the
// order is not specified otherwise, so add must not depend on it. add must not use
// the table.
//
// A long column takes another 256 * 5000 rows of memory at most, while it runs:
// 20 MB for values of 4 bytes, and the texts of strings, up to 64 MB.
func Each[K Key, S, V any](t *Table[K, S], keys []K, values []V, add func(s *S, v V)) {
	i := 0
	for ; i < len(keys) && (t.shards == nil || len(keys)-i < minColumn); i++ {
		add(t.At(keys[i]), values[i])
	}
	q := NewQueue(t, add)
	if isText[K]() { // whose texts wait too
		for ; i < len(keys); i++ {
			if !q.Add(keys[i], values[i]) {
				add(t.At(keys[i]), values[i])
			}
		}
		q.Flush()
		return
	}
	for ; i < len(keys); i += maxPart {
		part := keys[i:min(i+maxPart, len(keys))]
		// About as many rows as keys pay for reading a shard.
		size := min(max(minQueue, 2*t.n/shards), maxQueue, 2*len(part)/shards+1)
		if size > q.size {
			q.make(size)
		}
		q.addAll(part, values[i:])
	}
}

// addAll adds a part of two columns. The queues are empty before and after.
//
// The values wait with their keys: were it their places in the column, to fetch
// each from there would be half the time of a row.
func (q *Queue[K, S, V]) addAll(keys []K, values []V) {
	var h [block]uint64
	for from := 0; from < len(keys); from += block {
		some := keys[from:min(from+block, len(keys))]
		hashes(&q.table.seed, some, &h)
		for i, k := range some {
			h := h[i%block]
			p := h >> (64 - shardBits)
			n := q.n[p]
			q.rows[int(p)*q.size+n] = queued[K, V]{k, short(h), values[from+i]}
			q.n[p] = n + 1
			if n+1 == q.size {
				q.flush(p)
			}
		}
	}
	for p := range q.n {
		q.flush(uint64(p))
	}
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
