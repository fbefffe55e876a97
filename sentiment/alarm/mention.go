package alarm

import (
	"fmt"
	"iter"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/customerkpi/kpi/sentiment"
)

// A Mention is one text that names the brand, as a [Monitor] wants it. All but
// the time may be left out.
type Mention struct {
	Time   time.Time `json:"time"`
	Source string    `json:"source"`
	Author string    `json:"author"`
	// Terms are what the text is about, at most 32. Nil means the content
	// words of Text, and phrases of two of them ("card payment", "mise à jour").
	Terms []string `json:"terms"`
	// Class is how it speaks of the brand, for the causes that are copies of one text.
	// It says nothing where the analysis is Unread.
	Class sentiment.Class `json:"class"`
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

// words returns the different content words of a text in lower case, with their # or
// @, and the phrases of two that stand together ("card payment", "carte de crédit"), in
// the order in which they come, and not more than mostTerms. Words of the grammar of
// English and French, of fewer than three letters, and links say nothing.
func words(text string) []string {
	l := list{terms: make([]string, 0, mostTerms/4)}
	for field := range strings.FieldsSeq(text) {
		if strings.Contains(field, "://") {
			l.last = ""
			continue
		}
		for word, ends := range wordsOf(field) {
			l.read(word)
			if l.after.read(word); ends { // a sentence or a part of one
				l.last, l.after = "", false
			}
		}
	}
	return l.terms
}

// A list is of the terms of a text.
type list struct {
	terms         []string
	last, between string // the content word before, and what joins it to the next
	after         perfect
}

func (l *list) read(word string) {
	tagged := word[0] == '#' || word[0] == '@'
	switch {
	case joins(word) && l.last != "" && l.between == " ":
		l.between = " " + word + " "
	case !content(word) || l.after.means(word):
		l.last = ""
	default:
		l.add(word)
		if l.last != "" && !tagged {
			l.add(l.last + l.between + word)
		}
		l.last, l.between = word, " "
		if tagged {
			l.last = ""
		}
	}
}

func (l *list) add(term string) {
	if term = clip(term, longName); len(l.terms) < mostTerms && !slices.Contains(l.terms, term) {
		l.terms = append(l.terms, term)
	}
}

// content reports whether a word says what a text is about.
func content(word string) bool {
	return !functionWord(word) && utf8.RuneCountInString(strings.TrimLeft(word, "#@_")) >= shortWord
}

// joins reports whether a word joins two of a phrase.
func joins(word string) bool {
	switch word {
	case "de", "du", "des", "d", "of", "à":
		return true
	}
	return false
}

// wordsOf returns the words of a text without spaces, in lower case, without what is
// elided or contracted, and whether a mark ends the part of the sentence after them.
func wordsOf(field string) iter.Seq2[string, bool] {
	return func(yield func(string, bool) bool) {
		for {
			field = field[indexOr(field, inWord):]
			word := field[:indexOr(field, notInWord)]
			if word == "" {
				return
			}
			field = field[len(word):]
			ends := strings.ContainsAny(field, ",.;:!?()")
			word = strings.Trim(strings.ToLower(plainApostrophe(word)), "'-")
			if whole := elided(word); whole != word && strings.HasPrefix(word, "d'") && !functionWord(word) {
				if !yield("d", false) {
					return
				}
				word = whole
			}
			if !functionWord(word) {
				word = contracted(plain(elided(word)))
			}
			if word != "" && !yield(word, ends) {
				return
			}
		}
	}
}

// copied returns what tells a text from others, and begins with its hash: copies have
// the same, in any case of letters, with any links, and as a retweet.
func copied(text string, class sentiment.Class) string {
	fields := strings.Fields(strings.ToLower(text))
	if len(fields) > 1 && fields[0] == "rt" && strings.HasPrefix(fields[1], "@") {
		fields = fields[2:]
	}
	fields = slices.DeleteFunc(fields, func(f string) bool { return strings.Contains(f, "://") })
	if len(fields) < leastCopied {
		return ""
	}
	plain := strings.Join(fields, " ")
	return fmt.Sprintf("%016x%+d", Mention{Text: plain}.hash(), class) + clip(plain, longCopy-copiedHash)
}

const (
	leastCopied = 3      // words of a text that is copied, and not just what one says
	copiedHash  = 16 + 2 // bytes before the text: its hash and its class
	longCopy    = 128    // bytes of both
)

func inWord(r rune) bool {
	return unicode.IsLetter(r) || unicode.IsDigit(r) || unicode.IsMark(r) || r == '#' || r == '@' || r == '_' || r == '\'' || r == '’' || r == 'ʼ' || r == '-'
}

// plainApostrophe makes all apostrophes the same.
func plainApostrophe(word string) string {
	return strings.ReplaceAll(strings.ReplaceAll(word, "’", "'"), "ʼ", "'")
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
