package sentiment

import (
	_ "embed"
	"math"
	"math/bits"
	"strings"
	"sync"
	"unicode"
	"unicode/utf8"
)

//go:embed lexicon/languages.txt
var languagesFile string

// DetectLanguage returns the language that a Lexicon of [Detect] reads a text in,
// English, French or [Unread], and how surely that is it: from 0.5, a guess, to 1.
// The words that only one language has decide, with its contractions and
// elisions ("don't", "l'app"), accents, and endings. A text that says nothing of
// its language, such as "LOL" or an emoji, is English with 0.5. At most the
// first 48 words are read, and it does not allocate.
func DetectLanguage(text string) (l Language, confidence float64) {
	return detect(unescape(text, nil))
}

// detect is DetectLanguage for a text without escapes.
func detect(text string) (l Language, confidence float64) {
	b := ballot{text: text, tongues: tongues()}
	b.count()
	l, lead := b.verdict()
	if lead < closeLead {
		b.countMore()
		l, lead = b.verdict()
		if b.words >= leastUnknown && max(b.votes.of(englishLane), b.votes.of(frenchLane)) <= 1 {
			l = Unread
		}
	}
	return l, 1 - math.Ldexp(0.5, -halvings*lead)
}

const (
	maxVoters, manyVoters = 48, 6 // words that are read
	// From sureLead votes on nobody looks at further words, from closeLead on at
	// none after the first manyVoters, and below closeLead the words are looked up
	// in the lexicons too.
	sureLead, closeLead = 5, 3
	// Words of a text in a language that is not known say nothing: from so many
	// on it is unread. In a text of fewer than leastForeign words a third language
	// needs a vote more.
	leastUnknown, leastForeign = 5, 4
	// Of texts without a lead half are guessed, and each vote of lead halves the
	// errors twice, measured on parts of one to four words of texts.
	halvings = 2
)

// A lane is the place of a language in votes.
type lane uint8

const (
	englishLane lane = iota
	frenchLane
	germanLane
	spanishLane
	italianLane
	dutchLane
	portugueseLane
	otherLane
	lanes
)

// laneNames are the languages of the file.
var laneNames = [lanes]string{"en", "fr", "de", "es", "it", "nl", "pt", "xx"}

// votes are the votes for each language, 8 bits each: 48 words give at most 255.
type votes uint64

func vote(l lane, n uint8) votes { return votes(n) << (8 * l) }

func (v votes) of(l lane) int { return int(uint8(v >> (8 * l))) }

// A voter is a word that tells languages apart, by its hash: two words of the list
// do not share one, and another word hardly ever has one of them.
// It takes 8 bytes, so that all of them stay in the processor's cache beside the words.
type voter struct {
	hash  uint32
	votes uint16 // 2 bits a language
}

// unpack returns the votes of 2 bits a language in 8 bits each.
func unpack(packed uint16) votes {
	v := uint64(packed)
	v = (v | v<<24) & 0x000000FF_000000FF
	v = (v | v<<12) & 0x000F000F_000F000F
	return votes((v | v<<6) & 0x03030303_03030303)
}

// An electorate has the voters by open addressing.
type electorate []voter

// tongues are the words of the languages.
var tongues = sync.OnceValue(func() electorate {
	masks, ends := map[uint32]uint8{}, map[uint32]bool{}
	for l, words := range tonguesOf(languagesFile) {
		for word := range strings.FieldsSeq(words) {
			hash := nonzero(hashOf(offset32, word))
			masks[hash] |= 1 << l
			ends[hash] = word[0] == '-'
		}
	}
	e := make(electorate, 1<<bits.Len(uint(4*len(masks)/3)))
	for hash, mask := range masks {
		v := voter{hash: hash}
		for l := range lanes {
			if mask>>l&1 == 1 {
				v.votes |= uint16(weightOf(bits.OnesCount8(mask), ends[hash])) << (2 * l)
			}
		}
		*e.at(hash) = v
	}
	return e
})

// tonguesOf parts a file into languages and their words.
func tonguesOf(file string) func(yield func(lane, string) bool) {
	return func(yield func(lane, string) bool) {
		for _, line := range lines(file) {
			name, words, _ := strings.Cut(line, "\t")
			for l := range lanes {
				if laneNames[l] == name && !yield(l, words) {
					return
				}
			}
		}
	}
}

// weightOf is what a word, or the end of one, says for each of n languages that
// have it.
func weightOf(n int, end bool) uint8 {
	if end {
		return 1
	}
	return uint8(max(1, 4-n))
}

// at returns the place of a hash, taken by it or free.
func (e electorate) at(hash uint32) *voter {
	mask := uint32(len(e) - 1)
	i := spread(hash) & mask
	for e[i].hash != hash && e[i].hash != 0 {
		i = (i + 1) & mask
	}
	return &e[i]
}

// votesOf returns what a word says.
func (e electorate) votesOf(hash uint32) votes { return unpack(e.at(nonzero(hash)).votes) }

// A ballot is the count of the votes of a text.
type ballot struct {
	text     string
	tongues  electorate
	votes    votes
	words    int
	hashes   [maxVoters]uint32 // of the words that told nothing, 0 for the others
	tails    [maxVoters]uint32 // their last four letters
	accented votes             // of the first letter with an accent of the word
	strange  bool              // the word has a letter that is not Latin
}

// verdict returns the language and the votes that it leads by. English is read
// where nothing says what a text is.
func (b *ballot) verdict() (l Language, lead int) {
	english, french, other := b.votes.of(englishLane), b.votes.of(frenchLane), 0
	for l := germanLane; l < lanes; l++ {
		other = max(other, b.votes.of(l))
	}
	if b.words < leastForeign {
		other--
	}
	switch {
	case other > max(english, french):
		return Unread, other - max(english, french)
	case french > english:
		return French, french - max(english, other)
	default:
		return English, english - max(french, other)
	}
}

// count reads the words until one language leads surely.
func (b *ballot) count() {
	for pos := 0; pos < len(b.text); {
		switch k := kinds[b.text[pos]]; {
		case k == letter || k == capital || k == wide:
			if c := lower(b.text[pos]); c == 'h' || c == 'w' {
				if next := url(b.text, pos); next > pos {
					pos = next
					continue
				}
			}
			pos = b.word(pos)
			if b.words >= maxVoters || b.words&1 == 0 && b.sure() {
				return
			}
		case b.text[pos] == '@':
			pos = name(b.text, pos)
		default:
			pos++
		}
	}
}

func (b *ballot) sure() bool {
	_, lead := b.verdict()
	return lead >= sureLead || b.words >= manyVoters && lead >= closeLead
}

// A spelling is what is kept of a word while it is read.
type spelling struct {
	begin  int
	tag    bool   // it is part of a tag: "#BestDay"
	hash   uint32 // of the word
	tail   uint32 // its last four letters
	ending uint32 // the hash from its apostrophe on, 0 for none
}

// add adds a letter.
func (w *spelling) add(c byte) {
	w.hash, w.tail = (w.hash^uint32(c))*prime32, w.tail<<8|uint32(c)
	if w.ending != 0 {
		w.ending = (w.ending ^ uint32(c)) * prime32
	}
}

// plain adds ASCII letters and digits and returns where they end.
func (w *spelling) plain(text string, pos int) int {
	hash, tail := w.hash, w.tail
	for pos < len(text) {
		c := plain[text[pos]]
		if c == 0 {
			break
		}
		hash, tail = (hash^uint32(c))*prime32, tail<<8|uint32(c)
		pos++
	}
	w.hash, w.tail = hash, tail
	return pos
}

// word counts the word at pos and returns where it ends, beyond pos.
func (b *ballot) word(pos int) int {
	w := spelling{begin: pos, hash: offset32}
	w.tag = pos > 0 && (b.text[pos-1] == '#' || kinds[b.text[pos-1]] == letter)
	b.strange, b.accented = false, 0
	if !w.tag { // most words are plain
		pos = w.plain(b.text, pos)
		if pos > w.begin && (pos == len(b.text) || !goesOn(b.text[pos])) {
			return b.end(&w, pos)
		}
	}
	for b.goesOn(&w, pos) {
		c, size := b.letter(pos)
		if size == 0 {
			break
		}
		if c == '\'' {
			if v := b.tongues.votesOf((w.hash ^ '\'') * prime32); v != 0 { // an elision
				b.cast(v, 0, 0)
				return pos + size
			}
			b.votes += b.tongues.votesOf(w.hash)
			w.ending = offset32
		}
		if pos += size; c != 0 {
			w.add(c)
		}
	}
	return b.end(&w, pos)
}

// goesOn reports whether a word may go on at pos. A capital begins the next one of
// a tag.
func (b *ballot) goesOn(w *spelling, pos int) bool {
	switch {
	case pos == len(b.text):
		return false
	case pos == w.begin:
		return true
	case w.tag:
		return kinds[b.text[pos]] != capital || kinds[b.text[pos-1]] != letter
	}
	return goesOn(b.text[pos])
}

// end counts a word that ends at pos and returns where to go on.
func (b *ballot) end(w *spelling, pos int) int {
	switch {
	case pos == w.begin:
		_, size := utf8.DecodeRuneInString(b.text[pos:])
		return pos + size
	case w.begin > 1 && b.text[w.begin-1] == '.' && letterAt(b.text, w.begin-2): // of an address
	case b.strange:
		b.cast(vote(otherLane, 3), 0, 0)
	case w.ending != 0:
		b.cast(b.tongues.votesOf(w.hash)+b.tongues.votesOf(w.ending), w.hash, w.tail)
	default:
		b.cast(b.tongues.votesOf(w.hash), w.hash, w.tail)
	}
	return pos
}

// cast counts what a word says, and its accents if it says nothing. It is kept
// for the lexicons then.
func (b *ballot) cast(v votes, hash, tail uint32) {
	if v == 0 {
		b.hashes[b.words], b.tails[b.words] = hash, tail
		v = b.accented
	}
	b.votes += v
	b.words++
}

// letter returns the letter, digit or apostrophe at pos in lower case without
// accents, 0 for what is not said; the size is 0 where the word ends.
func (b *ballot) letter(pos int) (c byte, size int) {
	switch c = b.text[pos]; {
	case plain[c] != 0:
		return plain[c], 1
	case kinds[c] == wide:
		return b.wide(pos)
	case (c == '\'' || c == '`') && letterAt(b.text, pos+1) && pos > 0 && letterAt(b.text, pos-1):
		return '\'', 1
	}
	return 0, 0
}

// wide is letter for a code point that is not ASCII.
func (b *ballot) wide(pos int) (c byte, size int) {
	r, size := utf8.DecodeRuneInString(b.text[pos:])
	switch c = latin(r); {
	case lookalike(r) != 0:
		return lower(lookalike(r)), size
	case apostrophe(r):
		if !letterAt(b.text, pos+size) {
			return 0, 0
		}
		return '\'', size
	case silent(r):
		if r <= 0x36F && pos > 0 {
			b.accent(compose(lower(b.text[pos-1]), r))
		}
		return 0, size
	case c != '.':
		b.accent(unicode.ToLower(r))
		return lower(c), size
	case unicode.IsLetter(r):
		b.strange = true
		return 'x', size
	}
	return 0, 0
}

// accent counts what the first letter with an accent says.
func (b *ballot) accent(r rune) {
	if b.accented == 0 {
		b.accented = accentVotes(r)
	}
}

// letterAt reports whether a letter begins at pos.
func letterAt(text string, pos int) bool {
	if pos >= len(text) {
		return false
	}
	if k := kinds[text[pos]]; k != wide {
		return k == letter || k == capital
	}
	r, _ := utf8.DecodeRuneInString(text[pos:])
	return unicode.IsLetter(r)
}

// countMore counts what the lexicons and the ends of words say.
func (b *ballot) countMore() {
	english, french := embedded[English].table(), embedded[French].table()
	for i, hash := range b.hashes[:b.words] {
		if hash == 0 {
			continue
		}
		switch e, f := english.has(hash), french.has(hash); {
		case e && !f:
			b.votes += vote(englishLane, 2)
		case f && !e:
			b.votes += vote(frenchLane, 2)
		case !e:
			b.votes += b.tongues.endingVotes(b.tails[i])
		}
	}
}

// has reports whether a word with this hash is known: two words of a hash are too
// rare to matter to a vote.
func (t *table) has(hash uint32) bool {
	hash = nonzero(hash)
	mask := uint32(len(t.slots) - 1)
	for i := spread(hash) & mask; t.slots[i].hash != 0; i = (i + 1) & mask {
		if t.slots[i].hash == hash {
			return true
		}
	}
	return false
}

// endingVotes is what the last letters of a word say: two, three or four.
func (e electorate) endingVotes(tail uint32) (v votes) {
	for n := 2; n <= 4 && tail>>(8*(n-1)) != 0; n++ {
		h := uint32(offset32)
		h = (h ^ '-') * prime32
		for i := n - 1; i >= 0; i-- {
			h = (h ^ tail>>(8*i)&0xFF) * prime32
		}
		v += e.votesOf(h)
	}
	return v
}
