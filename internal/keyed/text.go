package keyed

// texts are the rows of queues of strings. Those hold the texts too: the text of a
// row and that of its slot lie anywhere in the memory, and to fetch the two is two
// thirds of the time of a row of a [queued] string. Here the rows lie in their
// order, and so do the texts of the slots, nearly: they are those of strings that were
// made one after the other, for new keys of the same shard.
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

// addTexts adds rows, whose texts follow each other in bytes, to a shard.
func addTexts[S, V any](s *shard[string, S], rows []textRow[V], bytes []byte, add func(s *S, v V)) {
	for i := range rows {
		r := &rows[i]
		text := bytes[:r.size]
		bytes = bytes[r.size:]
		var state *S
		if i := indexText(s, text, r.hash); i >= 0 {
			state = &s.slots[i].state
		} else {
			state = s.add(string(text), r.hash)
		}
		add(state, r.value)
	}
}

// indexText is index for a text.
func indexText[S any](s *shard[string, S], text []byte, hash uint32) int {
	for i := s.home(hash); ; i = s.next(i) {
		slot := &s.slots[i]
		if slot.hash == hash && slot.key == string(text) {
			return i
		}
		if slot.hash == 0 {
			return -1
		}
	}
}

// isText reports whether keys are of the type string.
func isText[K Key]() bool {
	_, ok := any(*new(K)).(string)
	return ok
}
