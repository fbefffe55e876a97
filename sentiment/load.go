package sentiment

import (
	_ "embed"
	"fmt"
	"iter"
	"math"
	"strconv"
	"strings"

	"github.com/customerkpi/kpi"
)

// Emoticons and emoji are those of every language.
var (
	//go:embed lexicon/signs.txt
	signs string
	//go:embed lexicon/signs_emotions.txt
	signEmotions string
)

// An entry is a line of a lexicon.
type entry struct {
	line    int // 0 of one that is not from a file
	text    string
	valence float64
	class   string
	extra   string
	marks   string // of emotion
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
	if e.valence, err = parseValence(valence); err != nil {
		return e, e.fail(err)
	}
	if err := checkValence(e.valence); err != nil {
		return e, e.fail(err)
	}
	return e, nil
}

// parseValence reads a number. Most are a digit, a point and a digit, for which
// ParseFloat takes a tenth of the time of building a table.
func parseValence(text string) (float64, error) {
	digits, negative := strings.CutPrefix(text, "-")
	if len(digits) == 3 && kinds[digits[0]] == digit && digits[1] == '.' && kinds[digits[2]] == digit {
		v := float64(10*int(digits[0]-'0')+int(digits[2]-'0')) / 10
		if negative {
			v = -v
		}
		return v, nil
	}
	return strconv.ParseFloat(text, 64)
}

// A builder builds a table.
type builder struct {
	*table
	language  *language
	scratch   scratch
	blank     *table // a table without a word, to read entries with
	overwrite bool   // an entry replaces one that is there
}

// newTable builds the table of a language, with its lexicons or with its words
// of grammar only.
func newTable(l *language, withWords bool) (*table, error) {
	t := &table{
		slots: make([]slot, 1<<10), marks: make([]EmotionScores, 1),
		elisions: strings.Fields(l.elisions), roles: l.roles,
	}
	b := builder{table: t, language: l}
	if withWords {
		t.slots, t.keys = make([]slot, 1<<14), make([]byte, 0, 1<<17)
	}
	for i, r := range l.roles {
		for words := range strings.SplitSeq(r.words, ",") {
			s, err := b.form(strings.TrimSpace(words))
			if err != nil {
				return nil, err
			}
			s.role = uint8(i + 1)
		}
	}
	if !withWords {
		return t, nil
	}
	for _, file := range [...]string{l.words, signs} {
		if err := b.addWords(entriesOf(file)); err != nil {
			return nil, err
		}
	}
	for _, file := range [...]string{l.emotions, signEmotions} {
		if err := b.addEmotions(file); err != nil {
			return nil, err
		}
	}
	return t, nil
}

// addWords puts the forms of entries into the table. A form that is an entry
// itself keeps the valence of the entry, in whatever order they come; of two
// entries with one form the first counts.
func (b *builder) addWords(entries iter.Seq2[entry, error]) error {
	var valence int16
	return b.addForms(entries, func(e entry) error {
		valence = int16(math.Round(e.valence * 1000))
		return nil
	}, func(s *slot, own bool) {
		if b.overwrite || own && s.flags&listed == 0 || s.flags&scored == 0 {
			s.valence = valence
			s.flags |= scored
			if own {
				s.flags |= listed
			}
		}
	})
}

// addEmotions puts a lexicon of emotions into the table, by the same rule.
func (b *builder) addEmotions(file string) error {
	indexes := map[string]uint16{}
	var index uint16
	return b.addForms(emotionsOf(file), func(e entry) error {
		var ok bool
		if index, ok = indexes[e.marks]; ok {
			return nil
		}
		scores, err := parseMarks(e.marks)
		index = uint16(len(b.marks))
		b.marks = append(b.marks, scores)
		indexes[e.marks] = index
		return err
	}, func(s *slot, own bool) {
		if own && s.flags&felt == 0 || s.emotion == 0 {
			s.emotion = index
			if own {
				s.flags |= felt
			}
		}
	})
}

// addForms calls begin with each entry and set with the slot of each of its
// forms; own is true for the entry itself, which comes first.
func (b *builder) addForms(entries iter.Seq2[entry, error], begin func(entry) error, set func(s *slot, own bool)) error {
	own := true
	var failed error
	// One function for all entries: a closure each would be a third of the time.
	add := func(form string) {
		s, err := b.form(form)
		if err == nil {
			set(s, own)
		} else if failed == nil {
			failed = err
		}
		own = false
	}
	for e, err := range entries {
		if err != nil {
			return err
		}
		if err = begin(e); err == nil {
			own = true
			err = b.language.inflect(e.text, e.class, e.extra, add)
		}
		if err == nil {
			err = failed
		}
		if err != nil {
			return e.fail(err)
		}
	}
	return nil
}

// emotionsOf reads a lexicon of emotions: entry, class, marks such as
// "joy:1 admiration:0.5", and irregular forms.
func emotionsOf(file string) iter.Seq2[entry, error] {
	return func(yield func(entry, error) bool) {
		for n, line := range lines(file) {
			text, rest, _ := strings.Cut(line, "\t")
			class, rest, _ := strings.Cut(rest, "\t")
			marks, extra, _ := strings.Cut(rest, "\t")
			if !yield(entry{line: n, text: text, class: class, marks: marks, extra: extra}, nil) {
				return
			}
		}
	}
}

// parseMarks reads "joy:1 admiration:0.5".
func parseMarks(text string) (scores EmotionScores, err error) {
	for mark := range strings.FieldsSeq(text) {
		name, number, _ := strings.Cut(mark, ":")
		e, err := ParseEmotion(name)
		if err != nil {
			return scores, err
		}
		strength, err := strconv.ParseFloat(number, 64)
		if err != nil {
			return scores, err
		}
		if !(0 < strength && strength <= 1) {
			return scores, &kpi.RangeError{Op: "sentiment", Name: "strength", Value: strength, Min: 0, Max: 1}
		}
		scores[e] = strength
	}
	if scores == (EmotionScores{}) {
		return scores, fmt.Errorf("no mark of an emotion")
	}
	return scores, nil
}

// form puts one form into the table, with the beginnings of a phrase, and
// returns its slot.
func (b *builder) form(text string) (*slot, error) {
	// Most of them are in the form that reading gives: that saves the reading.
	if spaces, ok := plain(text); ok && (spaces == 0 || len(text) <= math.MaxUint8) {
		for i := range len(text) {
			if spaces > 0 && text[i] == ' ' {
				put(b.table, text[:i]).flags |= prefix
			}
		}
		return put(b.table, text), nil
	}
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
	if b.blank == nil {
		b.blank = &table{slots: make([]slot, 1), elisions: b.elisions}
	}
	s := &b.scratch
	if end := s.sentence(b.blank, text, 0); end < len(text) || len(s.tokens) == 0 {
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

// plain reports whether text is words of small ASCII letters, none of them more
// than twice in a row and no word too long, with one space between them. Its
// folded form is text.
func plain(text string) (spaces int, ok bool) {
	start := 0
	for i := range len(text) {
		switch {
		case text[i] == ' ' && i > start && i < len(text)-1:
			spaces++
			start = i + 1
		case kinds[text[i]] != letter, i-start >= maxWord, i >= 2 && text[i] == text[i-1] && text[i] == text[i-2]:
			return 0, false
		}
	}
	return spaces, text != ""
}

// isEmoticon reports whether an entry is matched byte by byte: it has a mark
// that is neither an apostrophe nor a hyphen between letters, no space, and no
// two ASCII letters or digits in a row.
func isEmoticon(text string) bool {
	if len(text) < 2 || len(text) > maxEmoticon {
		return false
	}
	marks := 0
	for i := range len(text) {
		switch kinds[text[i]] {
		case space:
			return false
		case letter, capital, digit:
			if i > 0 && kinds[text[i-1]] != mark && kinds[text[i-1]] != wide {
				return false
			}
		case mark:
			if inside := 0 < i && i < len(text)-1; !inside || text[i] != '\'' && text[i] != '-' && text[i] != '*' ||
				kinds[text[i-1]] == mark || kinds[text[i+1]] == mark {
				marks++
			}
		}
	}
	return marks > 0
}

// emotional reports whether the slot has emotions.
func (s *slot) emotional() bool { return s.emotion != 0 }
