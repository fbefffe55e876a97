package alarm

import (
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// A Mention is one text that names the brand, as a [Monitor] wants it. All but
// the time may be left out.
type Mention struct {
	Time   time.Time `json:"time"`
	Source string    `json:"source"`
	Author string    `json:"author"`
	// Terms are what the text is about, at most 32. Nil means the words of Text.
	Terms []string `json:"terms"`
	// Text is kept of a few mentions, as examples, and cut to 280 bytes.
	Text string `json:"text"`
}

// terms returns the different terms of a mention.
func (x Mention) terms() []string {
	if x.Terms == nil {
		return words(x.Text)
	}
	terms := make([]string, 0, len(x.Terms))
	for _, term := range x.Terms[:min(len(x.Terms), mostTerms)] {
		if term = clip(term, longName); term != "" && !slices.Contains(terms, term) {
			terms = append(terms, term)
		}
	}
	return terms
}

// hash returns the FNV-1a hash of the source, the author and the text. The
// function of the standard library takes bytes, which here cost three copies a
// mention.
func (x Mention) hash() uint64 {
	const offset, prime = 14695981039346656037, 1099511628211
	h := uint64(offset)
	for _, text := range [...]string{x.Source, x.Author, x.Text} {
		for i := range len(text) {
			h = (h ^ uint64(text[i])) * prime
		}
		h *= prime // a zero byte between them
	}
	return h
}

// The bounds of a mention: beyond, it is cut.
const (
	mostTerms = 32
	longName  = 64  // bytes of a term, a source or an author
	longText  = 280 // bytes of an example
	shortWord = 3   // letters of a word that may be a term
)

// words returns the different words of a text in lower case, with their # or @, in
// the order in which they come, and not more than mostTerms. Words of fewer than
// three letters or digits say little, and parts of links nothing.
func words(text string) []string {
	terms := make([]string, 0, mostTerms/4)
	for field := range strings.FieldsSeq(text) {
		if strings.Contains(field, "://") {
			continue
		}
		for {
			field = field[indexOr(field, inWord):]
			word := field[:indexOr(field, notInWord)]
			if word == "" {
				break
			}
			field = field[len(word):]
			word = clip(strings.ToLower(word), longName)
			if utf8.RuneCountInString(strings.TrimLeft(word, "#@_")) < shortWord || slices.Contains(terms, word) {
				continue
			}
			if terms = append(terms, word); len(terms) == mostTerms {
				return terms
			}
		}
	}
	return terms
}

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '#' || r == '@' || r == '_'
}

func notInWord(r rune) bool { return !inWord(r) }

// indexOr returns where the first rune is that f accepts, or the length of s.
func indexOr(s string, f func(rune) bool) int {
	if i := strings.IndexFunc(s, f); i >= 0 {
		return i
	}
	return len(s)
}

// clip cuts a text to at most n bytes of valid UTF-8, between letters.
func clip(text string, n int) string {
	if len(text) > 4*n {
		text = text[:4*n] // the rest cannot matter, and may be long
	}
	text = strings.ToValidUTF8(text, "\uFFFD")
	if len(text) > n {
		for n > 0 && !utf8.RuneStart(text[n]) {
			n--
		}
		text = text[:n]
	}
	return text
}
