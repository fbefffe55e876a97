package sentiment

import (
	"math/bits"
	"strings"
)

// A table holds what is known of words and phrases, by open addressing. It does not change once it is built.
type table struct {
	slots []slot // a power of two; the hash 0 marks a free one
	used  int
	keys  string           // the folded words, the words of a phrase parted by one space
	build *strings.Builder // what keys is the text of, while it is built
	marks []EmotionScores  // what the entries of emotion express; 0 is none
	// starts are the bytes that emoticons begin with.
	starts   [256]bool
	*grammar // of the language
}

// A slot is an entry of 16 bytes, four a line of the processor's cache.
type slot struct {
	hash    uint32
	key     uint32 // where it begins in keys
	valence int16  // in thousandths
	emotion uint16 // index in marks
	size    uint8  // length of the key
	role    uint8  // index in roles, from 1
	flags   uint8
}

// The flags of a slot.
const (
	prefix   uint8 = 1 << iota // a phrase goes on after it
	emoticon                   // it is matched byte by byte, not as a word
	listed                     // its valence is from the file, not from a rule of inflection
	scored                     // it has a valence
	felt                       // it has emotions from the file
)

// known reports whether the slot says anything by itself.
func (s *slot) known() bool { return s.flags&scored != 0 || s.role != 0 }

// emotional reports whether the slot has emotions.
func (s *slot) emotional() bool { return s.emotion != 0 }

// says returns the slot where it has a meaning, and where it has emotions.
func (s *slot) says() (meant, felt *slot) {
	if s.known() {
		meant = s
	}
	if s.emotional() {
		felt = s
	}
	return meant, felt
}

// FNV-1a of 32 bits: words are short, and a phrase goes on where its first word
// ended.
const (
	offset32 = 2166136261
	prime32  = 16777619
)

func hashOf[T string | []byte](h uint32, text T) uint32 {
	for i := range len(text) {
		h = (h ^ uint32(text[i])) * prime32
	}
	return h
}

// find returns the slot of a key, or nil.
func find[T string | []byte](t *table, hash uint32, key T) *slot {
	mask := uint32(len(t.slots) - 1)
	for i := spread(hash) & mask; ; i = (i + 1) & mask {
		s := &t.slots[i]
		if s.hash == 0 {
			return nil
		}
		if s.hash == hash && int(s.size) == len(key) && t.keys[s.key:int(s.key)+len(key)] == string(key) {
			return s
		}
	}
}

// spread mixes the high bits of a hash into the low ones, which FNV leaves weak
// for short words.
func spread(hash uint32) uint32 { return hash ^ hash>>15 }

// put returns the slot of a key, a new one if there is none. The pointer is
// good until the next put.
func put[T string | []byte](t *table, key T) *slot {
	if n := slotsFor(t.used + 1); n > len(t.slots) {
		t.grow(n)
	}
	hash := nonzero(hashOf(offset32, key))
	if s := find(t, hash, key); s != nil {
		return s
	}
	s := t.free(hash)
	*s = slot{hash: hash, key: uint32(len(t.keys)), size: uint8(len(key))}
	if t.build == nil {
		t.build = new(strings.Builder)
		t.build.WriteString(t.keys)
	}
	t.build.WriteString(string(key))
	t.keys = t.build.String()
	t.used++
	return s
}

// nonzero keeps 0 for free slots.
func nonzero(hash uint32) uint32 {
	if hash == 0 {
		return 1
	}
	return hash
}

// free returns the free slot for a hash.
func (t *table) free(hash uint32) *slot {
	mask := uint32(len(t.slots) - 1)
	i := spread(hash) & mask
	for t.slots[i].hash != 0 {
		i = (i + 1) & mask
	}
	return &t.slots[i]
}

// slotsFor returns how many slots hold n entries: three of four at most are in
// use.
func slotsFor(n int) int { return max(1<<10, 1<<bits.Len(uint(4*n-1)/3)) }

// grow makes n slots.
func (t *table) grow(n int) {
	old := t.slots
	t.slots = make([]slot, n)
	for _, s := range old {
		if s.hash != 0 {
			*t.free(s.hash) = s
		}
	}
}

// clone returns a copy that can be built on.
func (t *table) clone() *table {
	c := *t
	c.slots = append([]slot(nil), t.slots...)
	c.build = nil
	c.marks = append([]EmotionScores(nil), t.marks...)
	return &c
}

// emoticon returns the length in bytes of the longest emoticon that text begins
// with, and its slot.
func (t *table) emoticon(text string) (n int, found *slot) {
	if n, found = t.shortCode(text); found != nil {
		return n, found
	}
	var key [maxEmoticon]byte
	h := uint32(offset32)
	for i := 0; i < len(text) && i < maxEmoticon && text[i] > ' '; i++ {
		c := lower(text[i])
		key[i] = c
		h = (h ^ uint32(c)) * prime32
		if i == 0 {
			continue
		}
		if s := find(t, nonzero(h), key[:i+1]); s != nil && s.flags&emoticon != 0 && ends(text, i) {
			n, found = i+1, s
		}
	}
	return n, found
}

// shortCode returns the length in bytes of the short code that text begins with,
// and its slot: ":+1:".
func (t *table) shortCode(text string) (n int, found *slot) {
	if text[0] != ':' {
		return 0, nil
	}
	var key [maxShortCode]byte
	key[0] = ':'
	for i := 1; i < len(text) && i < maxShortCode; i++ {
		key[i] = lower(text[i])
		switch {
		case text[i] == ':':
			h := nonzero(hashOf(offset32, key[:i+1]))
			if s := find(t, h, key[:i+1]); s != nil && s.flags&emoticon != 0 {
				return i + 1, s
			}
			return 0, nil
		case plain[text[i]] == 0 && strings.IndexByte("_+-", text[i]) < 0:
			return 0, nil
		}
	}
	return 0, nil
}

// maxShortCode is the longest short code, in bytes.
const maxShortCode = 40

// maxEmoticon is the longest emoticon, in bytes.
const maxEmoticon = 20

// ends reports whether an emoticon may end at byte i: ":D" does not in ":Date",
// nor ":/" in "://".
func ends(text string, i int) bool {
	if i+1 == len(text) {
		return true
	}
	next := text[i+1]
	switch kinds[text[i]] {
	case letter, capital, digit:
		return kinds[next] != letter && kinds[next] != capital && kinds[next] != digit
	}
	return text[i] != '/' || next != '/'
}

// phrase returns the longest entry with a meaning that begins at token i, nil if
// there is none, and how many tokens it has; and the longest with emotions.
func (t *table) phrase(s *scratch, i int) (meant *slot, n int, felt *slot) {
	at := s.tokens[i].slot
	if at == nil {
		return nil, 1, nil
	}
	n = 1
	meant, felt = at.says()
	h := s.tokens[i].hash
	for j := i + 1; at.flags&prefix != 0 && j < len(s.tokens) && !s.tokens[j].clause; j++ {
		next := &s.tokens[j]
		h = hashOf((h^' ')*prime32, s.buf[next.low:next.high])
		at = find(t, nonzero(h), s.buf[s.tokens[i].low:next.high])
		if at == nil {
			break
		}
		if at.known() {
			meant, n = at, j-i+1
		}
		if at.emotional() {
			felt = at
		}
	}
	return meant, n, felt
}

// The table of a language is embedded as it was built from the files of
// lexicon: the first text waits for it, and building it takes ten times as long.
// After a change of a file, or of what builds the table, go generate writes it
// anew; a test fails where that was forgotten.
//
//go:generate go test -run TestImagesAreOfTheLexicons -update .

// An image is numbers in little-endian order: 32 bits each for how many marks
// and slots there are, a set of 256 bits of the bytes that emoticons begin with,
// the marks as strengths in thousandths of 16 bits, the slots in the order of
// the table (16 bits each for valence and emotion, 8 for size, role and flags);
// then the keys of the slots.
const (
	imageMarks = 4 + 4 + 256/8 // where the marks begin
	markBytes  = 2 * len(EmotionScores{})
	slotBytes  = 2 + 2 + 1 + 1 + 1
)

// readImage returns the table of a language with its embedded lexicons. That
// the image is whole was tested when it was built.
func readImage(image string, g *grammar) *table {
	marks, used := int(uint32At(image, 0)), int(uint32At(image, 4))
	firstSlot := imageMarks + marks*markBytes
	keys := firstSlot + used*slotBytes
	t := &table{
		slots:   make([]slot, slotsFor(used)),
		used:    used,
		keys:    image[keys:],
		marks:   make([]EmotionScores, marks),
		grammar: g,
	}
	for c := range t.starts {
		t.starts[c] = image[8+c/8]>>(c%8)&1 == 1
	}
	for i := range t.marks {
		for e := range t.marks[i] {
			t.marks[i][e] = float64(uint16At(image, imageMarks+i*markBytes+2*e)) / 1000
		}
	}
	key := 0
	for i := range used {
		from := image[firstSlot+i*slotBytes:][:slotBytes]
		size := int(from[4])
		hash := nonzero(hashOf(offset32, t.keys[key:key+size]))
		*t.free(hash) = slot{
			hash: hash, key: uint32(key), size: from[4],
			valence: int16(uint16At(from, 0)), emotion: uint16At(from, 2), role: from[5], flags: from[6],
		}
		key += size
	}
	return t
}

func uint16At(s string, i int) uint16 { return uint16(s[i]) | uint16(s[i+1])<<8 }

func uint32At(s string, i int) uint32 { return uint32(uint16At(s, i)) | uint32(uint16At(s, i+2))<<16 }
