package keyed

import (
	"cmp"
	"iter"
	"slices"
)

// A View is a table as its readers see it. A [Table] is its own view where no rows
// wait. Otherwise [Queue.View] makes one.
type View[K Key, S any] interface {
	// Len returns the number of keys.
	Len() int
	// All returns the keys and their states, in no specified order. The states
	// are not to be changed.
	All() iter.Seq2[K, *S]
	// Sorted is All by ascending key.
	Sorted() iter.Seq2[K, *S]
}

// sorted returns a view by ascending key.
func sorted[K Key, S any](v View[K, S]) iter.Seq2[K, *S] {
	type pair struct {
		key   K
		state *S
	}
	return func(yield func(K, *S) bool) {
		pairs := make([]pair, 0, v.Len())
		for k, s := range v.All() {
			pairs = append(pairs, pair{k, s})
		}
		slices.SortFunc(pairs, func(a, b pair) int { return cmp.Compare(a.key, b.key) })
		for _, p := range pairs {
			if !yield(p.key, p.state) {
				return
			}
		}
	}
}

// View returns the table with the rows added that wait. It changes neither the
// table nor the queue, so that any number of goroutines may call it at once; a view
// is valid until the next row.
//
// Only states with a row that waits are copied: copyState returns a copy that
// shares nothing that addCopy changes, and a nil copyState stands for states
// without pointers. addCopy is the function of [NewQueue], but must change nothing
// except the copy and what belongs to this view.
func (q *Queue[K, S, V]) View(copyState func(S) S, addCopy func(s *S, v V)) View[K, S] {
	if !q.some {
		return q.table
	}
	v := &waiting[K, S]{table: q.table, n: q.table.n, copyState: copyState}
	for p, rows := range q.n {
		if rows == 0 {
			continue
		}
		v.added[p].reserve(rows)
		if q.texts != nil {
			viewTexts(any(v).(*waiting[string, S]), any(q).(*Queue[string, S, V]), p, addCopy)
			continue
		}
		for _, r := range q.rows[p*q.size:][:rows] {
			state := v.added[p].find(r.key, r.hash)
			if state == nil {
				state = v.copy(p, r.key, r.hash, v.table.shards[p].find(r.key, r.hash))
			}
			addCopy(state, r.value)
		}
	}
	return v
}

// waiting is the view of a table with rows that wait.
type waiting[K Key, S any] struct {
	table     *Table[K, S]
	added     [shards]shard[K, S] // the keys with a row that waits; no slots where there is none
	n         int
	copyState func(S) S
}

// copy gives a key of shard p, whose state in the table is s, or nil if it is new, a
// state of this view.
func (v *waiting[K, S]) copy(p int, k K, hash uint32, s *S) *S {
	state := v.added[p].add(k, hash)
	switch {
	case s == nil:
		v.n++
	case v.copyState == nil:
		*state = *s
	default:
		*state = v.copyState(*s)
	}
	return state
}

func (v *waiting[K, S]) Len() int { return v.n }

func (v *waiting[K, S]) All() iter.Seq2[K, *S] {
	return func(yield func(K, *S) bool) {
		for p := range v.added {
			added := &v.added[p]
			slots := v.table.shards[p].slots
			for i := range slots {
				s := &slots[i]
				if s.hash == 0 || added.n > 0 && added.find(s.key, s.hash) != nil {
					continue
				}
				if !yield(s.key, &s.state) {
					return
				}
			}
			if !added.all(yield) {
				return
			}
		}
	}
}

func (v *waiting[K, S]) Sorted() iter.Seq2[K, *S] { return sorted(v) }
