package keyed

// Rename gives the state of from to the key to. Where both have one, merge adds the
// state of from to that of to. Without from, or where the two are the same, it changes
// nothing.
func (t *Table[K, S]) Rename(from, to K, merge func(s *S, theirs S)) {
	if from == to {
		return
	}
	theirs, ok := t.Remove(from)
	if !ok {
		return
	}
	if _, ok := t.Get(to); !ok {
		*t.At(to) = theirs
		return
	}
	merge(t.At(to), theirs)
}
