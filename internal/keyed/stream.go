package keyed

// A Stream is a table that rows are added to one by one, in any order of keys. Of
// a large one the latest rows wait in a [Queue]. The zero value is an empty
// stream. It stands behind a pointer, so that a copy has the same rows; Clone
// makes one of its own.
type Stream[K Key, S State[S], V Row[S]] struct{ state *stream[K, S, V] }

// A State is what a stream keeps of a key. Clone returns a copy that shares nothing.
type State[S any] interface{ Clone() S }

// A Row is a value that is added to the state of its key.
type Row[S any] interface{ AddTo(s *S) }

type stream[K Key, S State[S], V Row[S]] struct {
	table Table[K, S]
	queue Queue[K, S, V]
}

// StreamOf returns a stream that goes on from a table, which it takes.
func StreamOf[K Key, S State[S], V Row[S]](t Table[K, S]) Stream[K, S, V] {
	if t.n == 0 {
		return Stream[K, S, V]{}
	}
	s := &stream[K, S, V]{table: t}
	s.queue = NewQueue(&s.table, func(s *S, v V) { v.AddTo(s) })
	return Stream[K, S, V]{s}
}

// Add adds a row, now or later.
func (s *Stream[K, S, V]) Add(k K, v V) {
	if s.state == nil {
		s.begin()
	}
	if !s.state.queue.Add(k, v) {
		v.AddTo(s.state.table.At(k))
	}
}

func (s *Stream[K, S, V]) begin() {
	s.state = new(stream[K, S, V])
	s.state.queue = NewQueue(&s.state.table, func(s *S, v V) { v.AddTo(s) })
}

// Flush adds the rows that wait, and returns the table: keys may be added to it. It
// is for those who add rows; those who read have a View.
func (s *Stream[K, S, V]) Flush() *Table[K, S] {
	if s.state == nil {
		s.begin()
	}
	s.state.queue.Flush()
	return &s.state.table
}

// View returns the table with all rows added, for readers, see [Queue.View].
func (s *Stream[K, S, V]) View() View[K, S] {
	if s.state == nil {
		return new(Table[K, S])
	}
	return s.state.queue.View(S.Clone, func(s *S, v V) { v.AddTo(s) })
}

// IsEmpty reports whether there is no row. A row that waits is not the first.
func (s *Stream[K, S, V]) IsEmpty() bool { return s.state == nil || s.state.table.n == 0 }

// Clone returns a copy that shares nothing with s.
func (s *Stream[K, S, V]) Clone() Stream[K, S, V] { return StreamOf[K, S, V](Clone(s.View(), S.Clone)) }
