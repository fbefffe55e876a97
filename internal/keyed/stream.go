package keyed

// A Stream is a table that rows are added to one by one, in any order of keys. Of
// a large one the latest rows wait in a [Queue]. The zero value is an empty
// stream. It stands behind a pointer, so that a copy has the same rows; Clone
// makes one of its own.
type Stream[K Key, S any, V Row[S]] struct{ state *stream[K, S, V] }

// A Row is a value that is added to the state of its key.
type Row[S any] interface{ AddTo(s *S) }

type stream[K Key, S any, V Row[S]] struct {
	table Table[K, S]
	queue Queue[K, S, V]
}

// StreamOf returns a stream that goes on from a table, which it takes.
func StreamOf[K Key, S any, V Row[S]](t Table[K, S]) Stream[K, S, V] {
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

// Table returns the table, with all rows added. Keys may be added to it.
func (s *Stream[K, S, V]) Table() *Table[K, S] {
	if s.state == nil {
		s.begin()
	}
	s.state.queue.Flush()
	return &s.state.table
}

// Len returns the number of keys.
func (s *Stream[K, S, V]) Len() int {
	if s.state == nil {
		return 0
	}
	return s.Table().Len()
}

// Clone returns a copy that shares nothing with s, see [Table.Clone].
func (s *Stream[K, S, V]) Clone(copyState func(S) S) Stream[K, S, V] {
	if s.state == nil {
		return Stream[K, S, V]{}
	}
	return StreamOf[K, S, V](s.Table().Clone(copyState))
}
