package sentiment

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// A token is a word, an emoticon or a code point of an emoji.
type token struct {
	start, end int    // in the text
	low, high  uint32 // its folded letters, in scratch.buf
	hash       uint32 // of those
	slot       *slot  // what is known of it, nil for an unknown word
	clause     bool   // a clause begins here
	capitals   bool   // two letters or more, none of them small
	elongated  bool   // a letter was said three times or more
	signs      bool   // it has a digit or a sign beside letters
	face       bool   // an emoticon or emoji
}

// scratch is the working memory of one sentence. It is used again for the next:
// a text of any length takes the same memory.
type scratch struct {
	buf    []byte // the folded words, parted by one space
	tokens []token
	units  []unit

	bangs, questions    int
	markStart, markEnd  int // the last run of ! and ? of the sentence
	clause, tag, pinned bool
	asked, small        bool // whether the text has small letters, once it was asked
	moody               bool // whether the sentence has a word that may mock, or joyful tears
}

// Longer words and sentences are cut: they are not language.
const (
	maxWord     = 48
	maxSentence = 256
)

// A kind is what a byte can be.
type kind uint8

const (
	mark kind = iota // punctuation, controls
	space
	letter
	capital
	digit
	wide // of a code point that is not ASCII
)

// kinds has the kind of every byte.
var kinds = func() (k [256]kind) {
	for c := range k {
		switch {
		case c == ' ' || '\t' <= c && c <= '\r':
			k[c] = space
		case 'a' <= c && c <= 'z':
			k[c] = letter
		case 'A' <= c && c <= 'Z':
			k[c] = capital
		case '0' <= c && c <= '9':
			k[c] = digit
		case c >= utf8.RuneSelf:
			k[c] = wide
		}
	}
	return k
}()

// plain has ASCII letters in lower case and digits, and 0 for other bytes.
var plain = func() (p [256]byte) {
	for c, k := range kinds {
		switch k {
		case letter, capital, digit:
			p[c] = lower(byte(c))
		}
	}
	return p
}()

func lower(c byte) byte {
	if kinds[c] == capital {
		c += 'a' - 'A'
	}
	return c
}

// sentence reads the tokens of the sentence that begins at pos and returns where
// the next one begins.
func (s *scratch) sentence(t *table, text string, pos int) int {
	s.buf, s.tokens = s.buf[:0], s.tokens[:0]
	s.bangs, s.questions, s.markStart, s.markEnd = 0, 0, 0, 0
	s.clause, s.tag = true, false
	for pos < len(text) && len(s.tokens) < maxSentence {
		over := false
		if kinds[text[pos]] == space {
			s.tag = false
			pos, over = spaces(text, pos)
		} else {
			pos, over = s.step(t, text, pos)
		}
		if over && len(s.tokens) > 0 {
			break
		}
		if over { // marks before the first word belong to no sentence
			s.bangs, s.questions = 0, 0
		}
	}
	return pos
}

// step reads what begins at pos, which is not white space, and returns where it ends; over reports that the
// sentence ends with it.
func (s *scratch) step(t *table, text string, pos int) (next int, over bool) {
	if t.mayBegin(text, pos) {
		if next := s.emoticon(t, text, pos); next > pos {
			return next, false
		}
	}
	switch kinds[text[pos]] {
	case letter, capital, digit:
		if next := url(text, pos); next > pos {
			return next, false
		}
		if kinds[text[pos]] == digit {
			if next := s.rating(t, text, pos); next > pos {
				return next, false
			}
		}
		return s.word(t, text, pos), false
	case wide:
		return s.symbol(t, text, pos), false
	}
	return s.mark(text, pos)
}

// mayBegin reports whether an emoticon may begin at pos. One that begins with a
// letter goes on with a mark: "o_O".
func (t *table) mayBegin(text string, pos int) bool {
	if !t.starts[text[pos]] {
		return false
	}
	k := kinds[text[pos]]
	return k == mark || k == wide || pos+1 < len(text) && kinds[text[pos+1]] == mark
}

// spaces skips white space; blank reports an empty line, which ends a sentence.
func spaces(text string, pos int) (next int, blank bool) {
	lines := 0
	for ; pos < len(text) && kinds[text[pos]] == space; pos++ {
		if text[pos] == '\n' {
			lines++
		}
	}
	return pos, lines > 1
}

// url skips an address of the web, which says nothing.
func url(text string, pos int) int {
	if c := lower(text[pos]); c != 'h' && c != 'w' {
		return pos
	}
	rest := text[pos:min(len(text), pos+8)]
	if !hasPrefixFold(rest, "http://") && !hasPrefixFold(rest, "https://") && !hasPrefixFold(rest, "www.") {
		return pos
	}
	for pos < len(text) && !spaceAt(text, pos) {
		pos++
	}
	return pos
}

// name skips a name that begins with "@", which says nothing.
func name(text string, pos int) int {
	for pos++; pos < len(text); {
		switch k := kinds[text[pos]]; {
		case k == wide:
			r, size := utf8.DecodeRuneInString(text[pos:])
			if !unicode.IsLetter(r) && !unicode.IsDigit(r) {
				return pos
			}
			pos += size
		case k <= space && text[pos] != '_':
			return pos
		default:
			pos++
		}
	}
	return pos
}

// cashtag skips the name of a share: "$LOVE".
func cashtag(text string, pos int) int {
	end := pos + 1
	for end < len(text) && kinds[text[end]] == capital {
		end++
	}
	if end > pos+6 || end < len(text) && plain[text[end]] != 0 {
		return pos + 1
	}
	return end
}

// spaceAt reports whether white space of any script begins at pos.
func spaceAt(text string, pos int) bool {
	if kinds[text[pos]] != wide {
		return kinds[text[pos]] == space
	}
	r, _ := utf8.DecodeRuneInString(text[pos:])
	return unicode.IsSpace(r)
}

func hasPrefixFold(text, prefix string) bool {
	return len(text) >= len(prefix) && strings.EqualFold(text[:len(prefix)], prefix)
}

// mark reads a mark of punctuation; over reports that the sentence ends.
func (s *scratch) mark(text string, pos int) (next int, over bool) {
	switch c := text[pos]; c {
	case '!', '?', '.':
		return s.stops(text, pos)
	case ',', ';', ':', '(', ')', '[', ']', '{', '}', '|':
		s.clause = true
	case '-':
		// Between letters it ties words, between spaces it parts clauses.
		if pos+1 == len(text) || spaceAt(text, pos+1) || text[pos+1] == '-' {
			s.clause = true
		}
	case '#':
		s.tag = true
	case '@':
		return name(text, pos), false
	case '$':
		return cashtag(text, pos), false
	}
	return pos + 1, false
}

// stops reads a run of full stops, exclamation and question marks. A single
// full stop ends the sentence only before white space; between letters it
// parts clauses ("great.Fast"), between digits it does nothing.
func (s *scratch) stops(text string, pos int) (next int, over bool) {
	start, dots := pos, 0
	for ; pos < len(text) && (text[pos] == '!' || text[pos] == '?' || text[pos] == '.'); pos++ {
		switch text[pos] {
		case '!':
			s.bangs++
		case '?':
			s.questions++
		default:
			dots++
		}
	}
	if pos-start > dots {
		s.markStart, s.markEnd = start, pos
		return pos, true
	}
	if pos < len(text) && kinds[text[pos]] == digit {
		return pos, false
	}
	s.clause = true
	return pos, dots == 1 && (pos == len(text) || spaceAt(text, pos))
}

// emoticon reads an emoticon, with what is repeated of its last byte (":)))").
func (s *scratch) emoticon(t *table, text string, pos int) int {
	// After a word, "):" closes a bracket.
	if c := text[pos]; (c == ')' || c == ']' || c == '}') && pos > 0 && !spaceAt(text, pos-1) {
		return pos
	}
	n, found := t.emoticon(text[pos:])
	if found == nil {
		return pos
	}
	end := pos + n
	for end < len(text) && text[end] == text[end-1] && text[end] < utf8.RuneSelf {
		end++
	}
	low := s.begin()
	s.buf = append(s.buf, t.keys[found.key:int(found.key)+int(found.size)]...)
	s.tokens = append(s.tokens, token{
		start: pos, end: end, low: low, high: uint32(len(s.buf)), hash: found.hash, slot: found,
		clause: true, elongated: end > pos+n+1, face: true,
	})
	s.clause = false
	return end
}

// begin parts the next word from the one before and returns where it begins.
func (s *scratch) begin() uint32 {
	if len(s.tokens) > 0 {
		s.buf = append(s.buf, ' ')
	}
	return uint32(len(s.buf))
}

// symbol reads what begins with a code point that is not ASCII.
func (s *scratch) symbol(t *table, text string, pos int) int {
	r, size := utf8.DecodeRuneInString(text[pos:])
	switch {
	case lookalike(r) != 0:
		return s.word(t, text, pos)
	case pictograph(r):
		return s.face(t, text, pos, size)
	case unicode.IsSpace(r):
		s.tag = false
	case r == utf8.RuneError && size == 1, silent(r), apostrophe(r):
		return pos + size
	case unicode.IsLetter(r) || unicode.IsDigit(r):
		return s.word(t, text, pos)
	case unicode.IsSymbol(r):
		return s.face(t, text, pos, size)
	case r == '–', r == '—', r == '…', r == '、', r == '。', r == '，', r == '！', r == '？':
		s.clause = true
	}
	return pos + size
}

// pictograph reports whether r is in the blocks of most emoji: the tables of
// unicode take much longer.
func pictograph(r rune) bool {
	return 0x1F000 <= r && r <= 0x1FAFF && !silent(r) || 0x2600 <= r && r <= 0x27BF
}

// face reads a code point of an emoji. Those that follow each other are words
// that follow each other.
func (s *scratch) face(t *table, text string, pos, size int) int {
	low := s.begin()
	s.buf = append(s.buf, text[pos:pos+size]...)
	end := pos + size
	for end < len(text) && kinds[text[end]] == wide {
		next, n := utf8.DecodeRuneInString(text[end:])
		if !silent(next) {
			break
		}
		end += n
	}
	last := len(s.tokens) - 1
	tied := last >= 0 && s.tokens[last].face && s.tokens[last].end == pos
	tok := token{start: pos, end: end, low: low, high: uint32(len(s.buf)), clause: !tied, face: true}
	tok.hash = nonzero(hashOf(offset32, s.buf[low:]))
	tok.slot = find(t, tok.hash, s.buf[low:])
	s.tokens = append(s.tokens, tok)
	s.clause = true
	return end
}
