package sentiment

import (
	"strconv"
	"strings"
)

// A rating is a number out of 5, 10, 20 or 100: "2/5", "7.5/10", "15 / 20". The
// lexicon has its valence in tenths, "4/10" for 2/5.

// rating reads a rating that begins at pos and returns where it ends, pos where
// none begins.
func (s *scratch) rating(t *table, text string, pos int) int {
	if pos > 0 && strings.IndexByte("/.,-", text[pos-1]) >= 0 || s.dated() {
		return pos
	}
	points, most, end := quotient(text, pos)
	switch most {
	case 5, 10, 20, 100:
	default:
		return pos
	}
	if points > most || end < len(text) && (plain[text[end]] != 0 || strings.IndexByte("/%-", text[end]) >= 0) {
		return pos
	}
	low := s.begin()
	s.buf = append(strconv.AppendUint(s.buf, uint64(10*points/most+0.5), 10), "/10"...)
	tok := token{start: pos, end: end, low: low, high: uint32(len(s.buf)), clause: s.clause, hash: nonzero(hashOf(offset32, s.buf[low:]))}
	s.clause = false
	s.lookUp(t, &tok)
	s.tokens = append(s.tokens, tok)
	return end
}

// quotient reads "7.5 / 10" at pos; most is 0 where there is none.
func quotient(text string, pos int) (points, most float64, end int) {
	points, end = number(text, pos)
	if end < len(text) && (text[end] == '.' || text[end] == ',') {
		if part, next := number(text, end+1); next == end+2 {
			points, end = points+part/10, next
		}
	}
	slash := skipSpace(text, end)
	if end == pos || slash >= len(text) || text[slash] != '/' {
		return 0, 0, pos
	}
	most, end = number(text, skipSpace(text, slash+1))
	return points, most, end
}

// dated reports whether the word before makes "10/10" a day: "on 10/10", "le 10/10".
func (s *scratch) dated() bool {
	if len(s.tokens) == 0 {
		return false
	}
	tok := s.tokens[len(s.tokens)-1]
	switch string(s.buf[tok.low:tok.high]) {
	case "on", "since", "until", "by", "le", "du", "au", "depuis":
		return true
	}
	return false
}

// number reads at most three digits at pos.
func number(text string, pos int) (n float64, end int) {
	for end = pos; end < len(text) && end < pos+3 && kinds[text[end]] == digit; end++ {
		n = 10*n + float64(text[end]-'0')
	}
	return n, end
}

func skipSpace(text string, pos int) int {
	for pos < len(text) && text[pos] == ' ' {
		pos++
	}
	return pos
}

// isRating reports whether an entry is a rating in tenths.
func isRating(text string) bool {
	n, end := number(text, 0)
	return end > 0 && n <= 10 && text[end:] == "/10"
}
