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
		var state *S
		if slot := findText(s, text, r.hash); slot != nil {
			state = &slot.state
		} else {
			state = s.add(string(text), r.hash)
		}
		q.add(state, r.value)
	}
	clear(rows) // values may have pointers
	q.leave(s.n-before, len(rows))
}

// viewTexts adds the rows of shard p to a view, as [Queue.View] does for other keys.
func viewTexts[S, V any](v *waiting[string, S], q *Queue[string, S, V], p int, addCopy func(s *S, v V)) {
	bytes := q.texts.bytes[p]
	for _, r := range q.texts.rows[p*q.size:][:q.n[p]] {
		text := bytes[:r.size]
		bytes = bytes[r.size:]
		slot := findText(&v.added[p], text, r.hash)
		if slot != nil {
			addCopy(&slot.state, r.value)
			continue
		}
		var state *S
		if slot = findText(&v.table.shards[p], text, r.hash); slot != nil {
			state = v.copy(p, slot.key, r.hash, &slot.state)
		} else {
			state = v.copy(p, string(text), r.hash, nil)
		}
		addCopy(state, r.value)
	}
}

// findText is find for a text: it returns the slot, or nil.
func findText[S any](s *shard[string, S], text []byte, hash uint32) *slot[string, S] {
	i := uint64(hash) * uint64(len(s.slots)) >> 32
	for {
		slot := &s.slots[i]
		if slot.hash == hash && slot.key == string(text) {
			return slot
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
