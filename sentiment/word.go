package sentiment

import (
	"unicode"
	"unicode/utf8"
)

// word reads a word from pos, folds it into the buffer, looks it up and returns
// where it ends.
func (s *scratch) word(t *table, text string, pos int) int {
	tok := token{start: pos, low: s.begin(), clause: s.clause}
	s.clause = false
	end := s.plainWord(text, pos, &tok)
	if end == pos {
		end = s.anyWord(t, text, pos, &tok)
	}
	tok.end, tok.high = end, uint32(len(s.buf))
	s.lookUp(t, &tok)
	s.tokens = append(s.tokens, tok)
	return end
}

// plainWord is anyWord for most words: ASCII letters and digits, none of them
// three times in a row, and no mark within. It returns pos for another word.
// It halves the time of a text.
func (s *scratch) plainWord(text string, pos int, tok *token) int {
	if s.tag {
		return pos
	}
	var upper, small int
	var last, before byte
	h := uint32(offset32)
	end := pos
loop:
	for ; end < len(text) && end-pos < maxWord; end++ {
		c := text[end]
		switch kinds[c] {
		case letter:
			small++
		case capital:
			upper++
			c += 'a' - 'A'
		case digit:
		case wide:
			s.buf = s.buf[:tok.low]
			return pos
		default:
			break loop
		}
		if c == last && c == before && c > '9' {
			s.buf = s.buf[:tok.low]
			return pos
		}
		s.buf = append(s.buf, c)
		h = (h ^ uint32(c)) * prime32
		last, before = c, last
	}
	if end-pos == maxWord || end < len(text) && (text[end] == '\'' || text[end] == '`' || text[end] == '*') {
		s.buf = s.buf[:tok.low]
		return pos
	}
	tok.hash = nonzero(h)
	tok.capitals = upper >= 2 && small == 0
	return end
}

// anyWord folds a word of any script. A letter said more than three times is
// kept three times.
func (s *scratch) anyWord(t *table, text string, pos int, tok *token) int {
	var upper, small, run int
	var last rune
	for pos < len(text) {
		c := text[pos]
		switch kinds[c] {
		case letter:
			small++
			if rune(c) == last {
				run++
			} else {
				last, run = rune(c), 1
			}
			s.push(rune(c), run, tok)
			pos++
			continue
		case capital:
			// The words of a tag begin with capitals: "#BestDayEver".
			if s.tag && small > 0 {
				goto end
			}
			upper++
			c += 'a' - 'A'
			if rune(c) == last {
				run++
			} else {
				last, run = rune(c), 1
			}
			s.push(rune(c), run, tok)
			pos++
			continue
		case digit:
			last, run = 0, 1
			s.push(rune(c), 1, tok)
			pos++
			continue
		case space:
			goto end
		case mark:
			next := s.inner(t, text, pos, tok)
			if next == pos {
				goto end
			}
			pos, last = next, 0
			if s.pinned {
				goto end
			}
			continue
		}
		r, size := utf8.DecodeRuneInString(text[pos:])
		switch {
		case r == utf8.RuneError && size == 1:
			goto end
		case 0x0300 <= r && r <= 0x036F, r == 0xAD, r == 0x200C: // a mark or hyphen within the word
			pos += size
			continue
		case apostrophe(r):
			next := s.tie(t, text, pos, size, tok)
			if next == pos {
				goto end
			}
			pos, last = next, 0
			if s.pinned {
				goto end
			}
			continue
		case !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r):
			goto end
		}
		if unicode.IsUpper(r) {
			upper++
		} else {
			small++
		}
		first, second := fold(r)
		if first == last {
			run++
		} else {
			last, run = first, 1
		}
		s.push(first, run, tok)
		if second != 0 {
			last, run = second, 1
			s.push(second, 1, tok)
		}
		pos += size
	}
end:
	s.pinned = false
	tok.capitals = upper >= 2 && small == 0
	tok.hash = nonzero(hashOf(offset32, s.buf[tok.low:]))
	return pos
}

// push appends a folded letter that was said run times.
func (s *scratch) push(r rune, run int, tok *token) {
	if run >= 3 {
		tok.elongated = true
	}
	if run > 3 || len(s.buf)-int(tok.low) >= maxWord {
		return
	}
	if r < utf8.RuneSelf {
		s.buf = append(s.buf, byte(r))
		return
	}
	s.buf = utf8.AppendRune(s.buf, r)
}

// inner reads a mark within a word: an apostrophe, or the stars of a word that
// is not said ("f**k"). It returns pos where the word ends before the mark.
func (s *scratch) inner(t *table, text string, pos int, tok *token) int {
	switch text[pos] {
	case '\'', '`':
		return s.tie(t, text, pos, 1, tok)
	case '*':
		next := pos
		for next < len(text) && text[next] == '*' {
			next++
		}
		if next == len(text) || kinds[text[next]] != letter && kinds[text[next]] != capital {
			return pos
		}
		for i := range min(next-pos, 3) {
			s.push('*', i+1, tok)
		}
		tok.elongated = false
		return next
	}
	return pos
}

// tie reads an apostrophe between letters. After a word that it elides, the
// word ends (pinned): "l'arnaque".
func (s *scratch) tie(t *table, text string, pos, size int, tok *token) int {
	next, _ := utf8.DecodeRuneInString(text[pos+size:])
	if !unicode.IsLetter(next) {
		return pos
	}
	for _, short := range t.elisions {
		if string(s.buf[tok.low:]) == short {
			s.pinned = true
			return pos + size
		}
	}
	s.push('\'', 1, tok)
	return pos + size
}

// lookUp finds the slot of a word as it is written, or else with fewer of the
// letters that were repeated.
func (s *scratch) lookUp(t *table, tok *token) {
	tok.slot = find(t, tok.hash, s.buf[tok.low:tok.high])
	if tok.slot == nil && tok.elongated {
		s.shorten(t, tok)
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
