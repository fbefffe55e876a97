package keyed

import (
	"sync"
	"sync/atomic"
)

// minParallel is the least rows that are worth more than one goroutine.
const minParallel = 1 << 16

// Spread calls work for n sections of the rows 0 to rows-1, each on a goroutine of
// its own, and returns when all are done. Sections follow each other, and are about
// as long. There are fewer than n of them where there are few rows.
func Spread(n, rows int, work func(section, from, to int)) {
	n = sections(n, rows)
	if n == 1 {
		work(0, 0, rows)
		return
	}
	var wg sync.WaitGroup
	for i := range n {
		wg.Go(func() { work(i, rows/n*i+min(i, rows%n), rows/n*(i+1)+min(i+1, rows%n)) })
	}
	wg.Wait()
}

// sections returns how many goroutines rows are worth, of n that are allowed.
func sections(n, rows int) int { return max(1, min(n, rows/(minParallel/2))) }

// EachOn is [Each] on up to n goroutines, which are gone when it returns. add must do
// nothing but change the state: it is called for several keys at once, for the rows of
// one key in their order.
//
// Each goroutine sorts a section of the rows by shard. Then each takes one shard after
// the other, with its rows of all sections.
func EachOn[K Key, S, V any](n int, t *Table[K, S], keys []K, values []V, add func(s *S, v V)) {
	if sections(n, len(keys)) == 1 || !allWait(keys) {
		Each(t, keys, values, add)
		return
	}
	t.Flush()
	t.divide()
	all := make([]section[K, V], n)
	for from := 0; from < len(keys); from += maxPart {
		to := min(from+maxPart, len(keys))
		part, partValues := keys[from:to], values[from:to]
		Spread(n, len(part), func(i, from, to int) { all[i].fill(&t.seed, part[from:to], partValues[from:to]) })
		drain(t.large, all, add)
	}
}

// allWait reports whether no key is a text that is too long to wait.
func allWait[K Key](keys []K) bool {
	if texts, ok := any(keys).([]string); ok {
		for _, k := range texts {
			if len(k) > maxText {
				return false
			}
		}
	}
	return true
}

// A section is the rows of one goroutine, by shard.
type section[K Key, V any] struct {
	rows  [shards][]queued[K, V]
	texts *[shards]text[V] // instead of rows, where K is string
}

type text[V any] struct {
	rows  []textRow[V]
	bytes []byte
}

// fill sorts rows into the section, which is empty.
func (c *section[K, V]) fill(s *seed, keys []K, values []V) {
	if isText[K]() {
		c.fillTexts(s, any(keys).([]string), values)
		return
	}
	if c.rows[0] == nil {
		for p := range c.rows {
			c.rows[p] = make([]queued[K, V], 0, room(len(keys)))
		}
	}
	var h [block]uint64
	for from := 0; from < len(keys); from += block {
		some := keys[from:min(from+block, len(keys))]
		hashes(s, some, &h)
		for i, k := range some {
			h := h[i%block]
			rows := &c.rows[shardOf(h)]
			*rows = append(*rows, queued[K, V]{k, short(h), values[from+i]})
		}
	}
}

// room is what a shard has of so many rows, and some more: they are not even.
func room(rows int) int { return rows/shards + rows/shards/8 + 16 }

func (c *section[K, V]) fillTexts(s *seed, keys []string, values []V) {
	if c.texts == nil {
		c.texts = new([shards]text[V])
		for p := range c.texts {
			c.texts[p].rows = make([]textRow[V], 0, room(len(keys)))
		}
	}
	for i, k := range keys {
		h := hash(s, k)
		to := &c.texts[shardOf(h)]
		to.rows = append(to.rows, textRow[V]{values[i], short(h), uint32(len(k))})
		to.bytes = append(to.bytes, k...)
	}
}

// len returns the rows of a shard.
func (c *section[K, V]) len(p int) int {
	if c.texts != nil {
		return len(c.texts[p].rows)
	}
	return len(c.rows[p])
}

// clear empties a shard of the section.
func (c *section[K, V]) clear(p int) {
	if c.texts != nil {
		c.texts[p].rows, c.texts[p].bytes = c.texts[p].rows[:0], c.texts[p].bytes[:0]
		return
	}
	c.rows[p] = c.rows[p][:0]
}

// drain adds the rows of all sections, on as many goroutines.
func drain[K Key, S, V any](l *large[K, S], all []section[K, V], add func(s *S, v V)) {
	var next, added atomic.Int64
	var wg sync.WaitGroup
	for range all {
		wg.Go(func() {
			d := drainer[K, S, V]{add: add}
			for p := next.Add(1) - 1; p < shards; p = next.Add(1) - 1 {
				added.Add(int64(d.drain(&l.shards[p], int(p), all)))
			}
		})
	}
	wg.Wait()
	l.n += int(added.Load())
}

// A drainer is one goroutine of drain.
type drainer[K Key, S, V any] struct {
	add   func(s *S, v V)
	fresh float64 // the share of rows with a new key, in the shard before
	read  uint32  // see warm
}

// drain adds the rows of shard p and returns the number of new keys. As a queue does,
// it makes room for as many as came with the shard before.
func (d *drainer[K, S, V]) drain(s *shard[K, S], p int, all []section[K, V]) int {
	rows, before := 0, s.n
	for i := range all {
		rows += all[i].len(p)
	}
	if rows == 0 {
		return 0
	}
	if rows >= len(s.slots)/16 {
		d.read |= s.warm()
	}
	s.reserve(int(d.fresh * float64(rows)))
	for i := range all {
		if c := &all[i]; c.texts != nil {
			addTexts(any(s).(*shard[string, S]), c.texts[p].rows, c.texts[p].bytes, d.add)
		} else {
			addRows(s, c.rows[p], d.add)
		}
		all[i].clear(p)
	}
	d.fresh = float64(s.n-before) / float64(rows)
	return s.n - before
}
