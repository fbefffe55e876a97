package sentiment

import (
	"cmp"
	"fmt"
	"iter"
	"math"
	"strconv"
	"strings"

	"github.com/customerkpi/kpi"
)

// An entry is a line of a lexicon.
type entry struct {
	line    int // 0 of one that is not from a file
	text    string
	valence float64
	class   string
	extra   string
}

// fail returns an error that says where it is.
func (e entry) fail(err error) error {
	if e.line == 0 {
		return fmt.Errorf("sentiment: lexicon: %.40q: %w", e.text, err)
	}
	return fmt.Errorf("sentiment: lexicon: line %d: %.40q: %w", e.line, e.text, err)
}

// lines parts a file into its lines with their numbers, without comments, empty
// lines and the \r of some editors.
func lines(file string) iter.Seq2[int, string] {
	return func(yield func(int, string) bool) {
		n := 0
		for line := range strings.Lines(file) {
			n++
			line = strings.TrimRight(line, "\r\n")
			// "#" may begin an emoticon, "# " may not.
			if line == "" || line == "#" || strings.HasPrefix(line, "# ") {
				continue
			}
			if !yield(n, line) {
				return
			}
		}
	}
}

// entriesOf reads a lexicon of valences and stops at the first error.
func entriesOf(file string) iter.Seq2[entry, error] {
	return func(yield func(entry, error) bool) {
		for n, line := range lines(file) {
			e, err := parseEntry(n, line)
			if !yield(e, err) || err != nil {
				return
			}
		}
	}
}

// parseEntry reads "entry, valence, class, forms", parted by tabs.
func parseEntry(n int, line string) (entry, error) {
	text, rest, _ := strings.Cut(line, "\t")
	valence, rest, ok := strings.Cut(rest, "\t")
	class, extra, _ := strings.Cut(rest, "\t")
	e := entry{line: n, text: text, class: class, extra: extra}
	if !ok {
		return e, e.fail(fmt.Errorf("want entry, valence and class, parted by tabs"))
	}
	var err error
	if e.valence, err = strconv.ParseFloat(valence, 64); err != nil {
		return e, e.fail(err)
	}
	if err := checkValence(e.valence); err != nil {
		return e, e.fail(err)
	}
	return e, nil
}

// A builder puts words into a table.
type builder struct {
	*table
	language  *language
	scratch   scratch
	overwrite bool // an entry replaces one that is there
}

// newTable returns a table with the words of grammar of a language and no other.
func newTable(l *language) (*table, error) {
	g := l.grammar()
	t := &table{slots: make([]slot, 1<<10), marks: make([]EmotionScores, 1), grammar: g}
	b := builder{table: t, language: l}
	for _, w := range g.words {
		s, err := b.form(w.text)
		if err != nil {
			return nil, w.fail(err)
		}
		s.role = w.role
	}
	return t, nil
}

// addWords puts the forms of entries into the table. A form that is an entry
// itself keeps the valence of the entry, in whatever order they come; of two
// entries with one form the first counts.
func (b *builder) addWords(entries iter.Seq2[entry, error]) error {
	for e, err := range entries {
		if err != nil {
			return err
		}
		valence := int16(math.Round(e.valence * 1000))
		err := b.addForms(e, func(s *slot, own bool) {
			if b.overwrite || own && s.flags&listed == 0 || s.flags&scored == 0 {
				s.valence = valence
				s.flags |= scored
				if own {
					s.flags |= listed
				}
			}
		})
		if err != nil {
			return err
		}
	}
	return nil
}

// addForms calls set with the slot of each form of an entry; own is true for
// the entry itself, which comes first.
func (b *builder) addForms(e entry, set func(s *slot, own bool)) error {
	own := true
	var failed error
	err := b.language.inflect(e, func(form string) {
		s, err := b.form(form)
		if err != nil {
			failed = err
			return
		}
		set(s, own)
		own = false
	})
	if err := cmp.Or(failed, err); err != nil {
		return e.fail(err)
	}
	return nil
}

// form puts one form into the table, with the beginnings of a phrase, and
// returns its slot.
func (b *builder) form(text string) (*slot, error) {
	if isEmoticon(text) {
		key := []byte(text)
		for i := range key {
			key[i] = lower(key[i])
		}
		s := put(b.table, key)
		s.flags |= emoticon
		b.starts[text[0]], b.starts[key[0]] = true, true
		return s, nil
	}
	if isRating(text) {
		return put(b.table, text), nil
	}
	// A table without a word, to read the form with.
	blank := table{slots: make([]slot, 1), grammar: b.grammar}
	s := &b.scratch
	if end := s.sentence(&blank, text, 0); end < len(text) || len(s.tokens) == 0 {
		return nil, &kpi.RangeError{Op: "sentiment", Name: "entry", Value: text, Min: "one word", Max: "one phrase"}
	}
	last := len(s.tokens) - 1
	if size := s.tokens[last].high; size > math.MaxUint8 {
		return nil, &kpi.RangeError{Op: "sentiment", Name: "length of an entry", Value: size, Min: 1, Max: math.MaxUint8}
	}
	for _, tok := range s.tokens[:last] {
		put(b.table, s.buf[:tok.high]).flags |= prefix
	}
	return put(b.table, s.buf), nil
}

// isEmoticon reports whether an entry is matched byte by byte: a short code
// (":thumbsup:"), or one that has a mark that does not tie letters, no space, and
// no two ASCII letters or digits in a row.
func isEmoticon(text string) bool {
	if isShortCode(text) {
		return true
	}
	if len(text) < 2 || len(text) > maxEmoticon {
		return false
	}
	marks, inWord := 0, false
	for i := range len(text) {
		switch kinds[text[i]] {
		case space:
			return false
		case letter, capital, digit:
			if inWord {
				return false
			}
			inWord = true
			continue
		case mark:
			if !ties(text, i) {
				marks++
			}
		}
		inWord = false
	}
	return marks > 0
}

// isShortCode reports whether an entry is one such as ":thumbsup:".
func isShortCode(text string) bool {
	n := len(text) - 1
	return 1 < n && n < maxShortCode && text[0] == ':' && text[n] == ':' && !strings.ContainsFunc(text[1:n], func(r rune) bool {
		return r > 'z' || plain[r] == 0 && !strings.ContainsRune("_+-", r)
	})
}

// ties reports whether the mark at i ties letters: an apostrophe, a hyphen or a
// star within a word.
func ties(text string, i int) bool {
	return 0 < i && i < len(text)-1 && strings.IndexByte("'-*", text[i]) >= 0 && kinds[text[i-1]] != mark && kinds[text[i+1]] != mark
}
