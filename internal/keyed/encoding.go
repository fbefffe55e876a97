package keyed

import "github.com/customerkpi/kpi/internal/wire"

// AppendTable appends the number of keys and, by ascending key, each key and
// what appendState appends of its state. The parameters of appendState are
// those of a method expression, such as (*exact.Sum).AppendBinary; nil appends
// nothing, for a Set.
//
// The order makes the encoding depend on what the table holds, not on how it
// came there.
func AppendTable[K Key, S any](b []byte, t *Table[K, S], appendState func(s *S, b []byte) []byte) []byte {
	b = wire.AppendUint(b, uint64(t.Len()))
	for k, s := range t.Sorted() {
		b = AppendKey(b, k)
		if appendState != nil {
			b = appendState(s, b)
		}
	}
	return b
}

// ReadTable reads what AppendTable wrote. readState reads a state into a zero
// one, as (*exact.Sum).Read does; nil reads nothing. Keys that do not ascend are
// refused. A faulty encoding gives an empty table.
func ReadTable[K Key, S any](r *wire.Reader, readState func(s *S, r *wire.Reader)) Table[K, S] {
	var t Table[K, S]
	q := newQueue[K](func(s *S, read S) { *s = read })
	var last K
	var s S
	n := r.Len(1)
	t.expect(min(n, r.Left()/minEntry))
	for i := range n {
		k := ReadKey[K](r)
		if i > 0 && k <= last {
			r.Fail("keys out of order")
		}
		if r.Err() != nil {
			return Table[K, S]{}
		}
		last = k
		s = *new(S)
		if readState != nil {
			readState(&s, r)
		}
		q.put(&t, k, s)
	}
	q.flushAll(t.large)
	if r.Err() != nil {
		return Table[K, S]{}
	}
	return t
}

// minEntry is so many bytes of an encoding that the slots which are made for it ahead take
// a small multiple. Shorter entries wait for their slots as keys do that are added.
const minEntry = 8

// expect makes room for n keys in an empty table.
func (t *Table[K, S]) expect(n int) {
	switch {
	case n == 0:
	case n <= unsplit:
		t.plant()
		t.one.reserve(n)
	default:
		t.divide()
		for i := range t.large.shards {
			// Shards get a few keys more than others: 6% are twice as many as nearly all need.
			t.large.shards[i].reserve(n/shards + n/shards/16)
		}
	}
}
