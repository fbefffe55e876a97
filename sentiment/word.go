package sentiment

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"
)

// word reads a word from pos, folds it into the buffer, looks it up and returns
// where it ends.
func (s *scratch) word(t *table, text string, pos int) int {
	f := folder{scratch: s, low: s.begin()}
	tok := token{start: pos, low: f.low, clause: s.clause}
	s.clause = false
	end, whole := pos, false
	if !s.tag {
		end, whole = f.plain(text, pos)
	}
	if !whole {
		end = f.rest(t, text, end)
	}
	tok.end, tok.high, tok.hash = end, uint32(len(s.buf)), f.hash
	tok.capitals = f.upper >= 2 && f.small == 0
	tok.elongated = f.elongated
	tok.signs = f.signs
	s.lookUp(t, &tok)
	s.tokens = append(s.tokens, tok)
	return end
}

// A folder folds the letters of a word into the buffer.
type folder struct {
	*scratch
	low          uint32 // where the word begins in the buffer
	upper, small int    // letters
	last         rune   // the letter before, 0 for none
	run          int    // how often it was said
	elongated    bool   // a letter was said three times or more
	signs        bool   // it has a digit or a sign beside letters
	hash         uint32 // of the word that was read
}

// plain folds ASCII letters and digits, none of them three times in a row, and
// returns where they end. It is false where the word may go on: most words are
// plain, and it halves the time of a text.
func (f *folder) plain(text string, pos int) (end int, whole bool) {
	in := text[pos:min(len(text), pos+maxWord)]
	f.buf = slices.Grow(f.buf, maxWord)
	out := f.buf[f.low:cap(f.buf)][:len(in)]
	h := uint32(offset32)
	var last, before byte
	n := 0
	for ; n < len(in); n++ {
		c := plain[in[n]]
		if c == 0 || c == last && c == before && c > '9' {
			break
		}
		if c != in[n] {
			f.upper++
		} else if c > '9' {
			f.small++
		}
		out[n] = c
		h = (h ^ uint32(c)) * prime32
		last, before = c, last
	}
	f.buf, f.hash = f.buf[:int(f.low)+n], nonzero(h)
	f.signs = f.upper+f.small < n && f.upper+f.small > 0
	end = pos + n
	if n < maxWord && (end == len(text) || !goesOn(text[end])) {
		return end, true
	}
	if last > '9' {
		f.last, f.run = rune(last), 1
		if last == before {
			f.run = 2
		}
	}
	return end, false
}

// rest folds the rest of a word of any script. A letter said more than three times
// is kept three times.
func (f *folder) rest(t *table, text string, pos int) int {
	for pos < len(text) && !f.pinned {
		next := f.step(t, text, pos)
		if next == pos {
			break
		}
		pos = next
	}
	f.pinned = false
	f.hash = nonzero(hashOf(offset32, f.buf[f.low:]))
	return pos
}

// step folds what is at pos and returns where it ends: pos where the word has
// ended.
func (f *folder) step(t *table, text string, pos int) int {
	c := text[pos]
	switch kinds[c] {
	case letter:
		f.small++
		f.add(rune(c))
	case capital:
		if f.tag && f.newWord(text, pos+1) {
			return pos
		}
		f.upper++
		f.add(rune(lower(c)))
	case digit:
		f.last, f.signs = 0, true // digits are not said longer
		f.push(rune(c), 1)
	case mark:
		f.last = 0
		return f.inner(t, text, pos)
	case wide:
		return f.wide(t, text, pos)
	default:
		return pos
	}
	return pos + 1
}

// newWord reports whether a capital that ends at next begins a word of a tag: one
// after a small letter does ("#BestDayEver", "#TropÉnervé"), and the last of several
// before a small one ("#MerciLÉquipe").
func (f *folder) newWord(text string, next int) bool {
	if f.small > 0 {
		return true
	}
	r, _ := utf8.DecodeRuneInString(text[next:])
	return f.upper > 0 && unicode.IsLower(r)
}

// wide is step for a code point that is not ASCII.
func (f *folder) wide(t *table, text string, pos int) int {
	r, size := utf8.DecodeRuneInString(text[pos:])
	switch {
	case r == utf8.RuneError && size == 1:
		return pos
	case 0x0300 <= r && r <= 0x036F, r == 0xAD, r == 0x200C: // a mark or hyphen within the word
		return pos + size
	case apostrophe(r):
		f.last = 0
		return f.tie(t, text, pos, size)
	case lookalike(r) != 0:
		r = rune(lookalike(r))
	case !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r):
		return pos
	}
	if unicode.IsUpper(r) {
		if f.tag && f.newWord(text, pos+size) {
			return pos
		}
		f.upper++
	} else {
		f.small++
	}
	first, second := fold(r)
	f.add(first)
	if second != 0 {
		f.last = 0 // ss of ß is said once
		f.add(second)
	}
	return pos + size
}

// add appends a folded letter.
func (f *folder) add(r rune) {
	if r != f.last {
		f.last, f.run = r, 0
	}
	f.run++
	f.push(r, f.run)
}

// push appends a folded letter that was said run times.
func (f *folder) push(r rune, run int) {
	if run >= 3 {
		f.elongated = true
	}
	if run > 3 || len(f.buf)-int(f.low) >= maxWord {
		return
	}
	if r < utf8.RuneSelf {
		f.buf = append(f.buf, byte(r))
		return
	}
	f.buf = utf8.AppendRune(f.buf, r)
}

// inner reads a mark within a word: an apostrophe, or the stars of a word that
// is not said ("f**k"). It returns pos where the word ends before the mark.
func (f *folder) inner(t *table, text string, pos int) int {
	switch text[pos] {
	case '\'', '`':
		return f.tie(t, text, pos, 1)
	case '*':
		next := pos
		for next < len(text) && text[next] == '*' {
			next++
		}
		if next == len(text) || kinds[text[next]] != letter && kinds[text[next]] != capital {
			return pos
		}
		for i := range min(next-pos, 3) {
			f.push('*', i+1)
		}
		f.elongated = false
		return next
	case '@', '$':
		return f.sign(text, pos)
	}
	return pos
}

// sign reads a sign within a word that stands for a letter: "b@d".
func (f *folder) sign(text string, pos int) int {
	if pos+1 == len(text) || kinds[text[pos+1]] != letter || kinds[text[pos-1]] == digit {
		return pos
	}
	f.signs = true
	f.push(rune(text[pos]), 1)
	return pos + 1
}

// tie reads an apostrophe between letters. After a word that it elides, the
// word ends (pinned): "l'arnaque".
func (f *folder) tie(t *table, text string, pos, size int) int {
	next, _ := utf8.DecodeRuneInString(text[pos+size:])
	if !unicode.IsLetter(next) {
		return pos
	}
	for _, short := range t.elisions {
		if string(f.buf[f.low:]) == short {
			f.pinned = true
			return pos + size
		}
	}
	f.push('\'', 1)
	return pos + size
}

// goesOn reports whether a word may go on with c: with a letter that was said
// twice, or what is not ASCII, an apostrophe, a star or a sign for a letter.
func goesOn(c byte) bool {
	return plain[c] != 0 || c >= utf8.RuneSelf || c == '\'' || c == '`' || c == '*' || c == '@' || c == '$'
}

// lookUp finds the slot of a word as it is written, or else with fewer of the
// letters that were repeated, or with letters for its signs.
func (s *scratch) lookUp(t *table, tok *token) {
	tok.slot = find(t, tok.hash, s.buf[tok.low:tok.high])
	switch {
	case tok.slot != nil:
	case tok.elongated:
		s.shorten(t, tok)
	case tok.signs:
		s.respell(t, tok)
	}
}

// Digits and signs, and the letters that they stand for: "b4d", "sh1t". A 1 is an i
// or an l.
const (
	respelled    = "0134578@$"
	respellings  = "oieastbas"
	respellings2 = "oleastbas"
)

// respell tries a word with the letters that its digits and signs stand for, and
// puts the first form with a valence in its place. A word of two, such as "4k", has
// none.
func (s *scratch) respell(t *table, tok *token) {
	word := s.buf[tok.low:tok.high]
	if len(word) < 3 {
		return
	}
	for _, letters := range [...]string{respellings, respellings2} {
		var form [maxWord + utf8.UTFMax]byte
		for i, c := range word {
			form[i] = c
			if at := strings.IndexByte(respelled, c); at >= 0 {
				form[i] = letters[at]
			}
		}
		hash := nonzero(hashOf(offset32, form[:len(word)]))
		if at := find(t, hash, form[:len(word)]); at != nil && at.flags&scored != 0 {
			copy(word, form[:])
			tok.slot, tok.hash = at, hash
			return
		}
	}
}

// maxRuns bounds the repeated letters that are tried with one and with two.
const maxRuns = 4

// shorten tries a word such as "gooood" with each of its repeated letters twice
// and once, and puts the first form that is known in its place.
func (s *scratch) shorten(t *table, tok *token) {
	word := s.buf[tok.low:tok.high]
	runs, length := 0, 0
	for i, c := range word {
		if length = runLength(word, i, c, length); length == 3 {
			runs++
		}
	}
	if runs > maxRuns {
		return
	}
	var form [maxWord + utf8.UTFMax]byte
	for choice := range 1 << runs {
		n, run, length := 0, 0, 0
		for i, c := range word {
			length = runLength(word, i, c, length)
			switch {
			case length < 3:
				form[n] = c
				n++
			case length == 3:
				// With its bit set, the second of the run goes too.
				n -= choice >> run & 1
				run++
			}
		}
		hash := nonzero(hashOf(offset32, form[:n]))
		if at := find(t, hash, form[:n]); at != nil {
			copy(word, form[:n])
			tok.slot, tok.hash, tok.high = at, hash, tok.low+uint32(n)
			s.buf = s.buf[:tok.high]
			return
		}
	}
}

// runLength is the length of the run of c that ends at i, from that before.
func runLength(word []byte, i int, c byte, before int) int {
	if i > 0 && c == word[i-1] {
		return before + 1
	}
	return 1
}
