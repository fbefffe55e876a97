package keyed

// texts are the rows of queues of strings. Those hold the texts too: the text of a
// row and that of its slot lie anywhere in the memory, and to fetch the two is two
// thirds of the time of a row of a [queued] string. Here the ones lie in their
// order, and so do the others, nearly: they are of strings that were made one after
// the other, for new keys of the same shard.
type texts[V any] struct {
	rows  []textRow[V]
	bytes [shards][]byte
}

type textRow[V any] struct {
	value V
	hash  uint32
	size  uint32 // of the text
}

const (
	maxText  = 1 << 10 // bytes of the longest text that waits
	maxTexts = 1 << 18 // of those of a shard
)

// flushTexts is flush for strings.
func flushTexts[S, V any](q *Queue[string, S, V], p uint64) {
	rows := q.texts.rows[int(p)*q.size:][:q.n[p]]
	bytes := q.texts.bytes[p]
	q.texts.bytes[p] = bytes[:0]
	s := q.enter(p)
	before := s.n
	for i := range rows {
		r := &rows[i]
		text := bytes[:r.size]
		bytes = bytes[r.size:]
		state := findText(s, text, r.hash)
		if state == nil {
			state = s.add(string(text), r.hash)
		}
		q.add(state, r.value)
	}
	clear(rows) // values may have pointers
	q.leave(s.n-before, len(rows))
}

// findText is find for a text.
func findText[S any](s *shard[string, S], text []byte, hash uint32) *S {
	i := uint64(hash) * uint64(len(s.slots)) >> 32
	for {
		slot := &s.slots[i]
		if slot.hash == hash && slot.key == string(text) {
			return &slot.state
		}
		if slot.hash == 0 {
			return nil
		}
		if i++; i == uint64(len(s.slots)) {
			i = 0
		}
	}
}

// isText reports whether keys are of the type string.
func isText[K Key]() bool {
	_, ok := any(*new(K)).(string)
	return ok
}
