package tally

import (
	"cmp"
	"math"
	"slices"

	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/wire"
)

// Counter counts things by key. The zero value is empty. The total of the
// counts stays below 2^64, so that no sum of some of them overflows.
type Counter[K keyed.Key] struct {
	total  uint64
	counts keyed.Table[K, uint64]
}

// AddN counts n things of a key; it is false and counts nothing on overflow. It
// adds no key for n = 0.
func (c *Counter[K]) AddN(k K, n uint64) bool {
	if n > math.MaxUint64-c.total {
		return false
	}
	if n > 0 {
		c.total += n
		*c.counts.At(k) += n
	}
	return true
}

// Merge adds the counts of o; it is false and adds nothing on overflow.
func (c *Counter[K]) Merge(o *Counter[K]) bool {
	if o.total > math.MaxUint64-c.total {
		return false
	}
	c.total += o.total
	for k, n := range o.counts.All() {
		*c.counts.At(k) += *n
	}
	return true
}

// Unmerge takes the counts of o out again, or nothing where they are not there, which is
// kpi.ErrRange; counted says in the error what they are.
func (c *Counter[K]) Unmerge(op, counted string, o *Counter[K]) error {
	for k, n := range o.counts.All() {
		if have, _ := c.counts.Get(k); *n > have {
			return figure.NotAdded(op, counted, *n, have)
		}
	}
	if c == o {
		*c = Counter[K]{}
		return nil
	}
	c.total -= o.total
	for k, n := range o.counts.All() {
		if left := c.counts.At(k); *left > *n {
			*left -= *n
		} else {
			c.counts.Remove(k)
		}
	}
	return nil
}

// Clone returns an independent copy.
func (c *Counter[K]) Clone() Counter[K] { return Counter[K]{c.total, c.counts.Clone(nil)} }

// Total returns the sum of the counts.
func (c *Counter[K]) Total() uint64 { return c.total }

// An Entry is a key with its count.
type Entry[K keyed.Key] struct {
	Key K
	N   uint64
}

// Ranking returns the keys by descending count and, where counts are equal,
// ascending key.
func (c *Counter[K]) Ranking() []Entry[K] {
	entries := make([]Entry[K], 0, c.counts.Len())
	for k, n := range c.counts.All() {
		entries = append(entries, Entry[K]{k, *n})
	}
	slices.SortFunc(entries, func(a, b Entry[K]) int {
		return cmp.Or(cmp.Compare(b.N, a.N), cmp.Compare(a.Key, b.Key))
	})
	return entries
}

// AppendBinary appends the keys and their counts.
func (c *Counter[K]) AppendBinary(b []byte) []byte {
	return keyed.AppendTable(b, &c.counts, func(n *uint64, b []byte) []byte { return wire.AppendUint(b, *n) })
}

// Read reads what AppendBinary wrote.
func (c *Counter[K]) Read(r *wire.Reader) {
	*c = Counter[K]{}
	c.counts = keyed.ReadTable[K](r, func(n *uint64, r *wire.Reader) {
		*n = r.Uint()
		if *n == 0 || *n > math.MaxUint64-c.total {
			r.Fail("count %d", *n)
			return
		}
		c.total += *n
	})
	if r.Err() != nil {
		*c = Counter[K]{}
	}
}
