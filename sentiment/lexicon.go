package sentiment

import (
	"errors"
	"fmt"
	"io"
	"maps"
	"math"
	"slices"
	"sync"

	"github.com/customerkpi/kpi"
)

// A Language is one that a [Lexicon] reads.
type Language uint8

// The languages.
const (
	English Language = iota
	French
	// Detect reads each text in the language, English or French, that more of
	// its frequent words belong to; English where they are level.
	Detect
)

// languages are the names of the languages.
var languages = [...]string{"English", "French", "Detect"}

// String returns "English", "French" or "Detect", and a text like
// "Language(3)" for a number that is none.
func (l Language) String() string {
	if int(l) >= len(languages) {
		return fmt.Sprintf("Language(%d)", uint8(l))
	}
	return languages[l]
}

// embedded are the languages, with their tables: read when they are first asked
// for, and not changed after.
var embedded = [...]struct {
	language *language
	table    func() *table
}{
	English: {&english, sync.OnceValue(func() *table { return readImage(&english) })},
	French:  {&french, sync.OnceValue(func() *table { return readImage(&french) })},
}

// A Lexicon is an [Analyzer] of words and rules: it sums the valences of the
// words of opinion after the rules of grammar and emphasis. The same text has
// the same analysis on any machine. It is safe for concurrent use. The zero
// value is the Lexicon of New(Detect).
type Lexicon struct {
	english, french *table // nil for a language that it does not read
}

// MarshalJSON returns an error: a Lexicon is made by [New], and its JSON would be
// the same for all.
func (l Lexicon) MarshalJSON() ([]byte, error) { return nil, errNoJSON() }

// UnmarshalJSON returns an error.
func (l *Lexicon) UnmarshalJSON([]byte) error { return errNoJSON() }

func errNoJSON() error {
	return errors.New("sentiment: a Lexicon has no JSON: keep the language and the words, and make it with New")
}

// scratches are of any Lexicon.
var scratches = sync.Pool{New: func() any { return new(scratch) }}

var _ Analyzer = (*Lexicon)(nil)

// An Option changes a [Lexicon] that [New] makes.
type Option func(*options) error

type options struct {
	entries []entry
	bare    bool
}

// WithLexicon adds words of your domain, or changes the valence of known ones:
// -4, most negative, to 4, most positive; 0 takes a word out. A key is a word,
// a phrase, an emoticon or an emoji, as it is: forms such as plurals are words
// of their own. With [Detect] they count in both languages. A valence outside
// -4..4 is a *kpi.RangeError, and so is a key without a word.
func WithLexicon(valences map[string]float64) Option {
	return func(o *options) error {
		// In order: two keys may fold to the same word.
		for _, text := range slices.Sorted(maps.Keys(valences)) {
			valence := valences[text]
			if err := checkValence(valence); err != nil {
				return fmt.Errorf("%.40q: %w", text, err)
			}
			o.entries = append(o.entries, entry{text: text, valence: valence, class: "x"})
		}
		return nil
	}
}

// WithLexiconFrom is [WithLexicon] with a file in the format of the embedded
// ones, which is described in the package's documentation. An error of it says
// the line.
func WithLexiconFrom(r io.Reader) Option {
	return func(o *options) error {
		text, err := io.ReadAll(r)
		if err != nil {
			return fmt.Errorf("sentiment: lexicon: %w", err)
		}
		for e, err := range entriesOf(string(text)) {
			if err != nil {
				return err
			}
			o.entries = append(o.entries, e)
		}
		return nil
	}
}

// WithoutEmbedded leaves out the embedded words, of opinion and of emotion. The
// words of grammar stay.
func WithoutEmbedded() Option {
	return func(o *options) error {
		o.bare = true
		return nil
	}
}

// New returns a Lexicon of a language. The embedded words of a language are
// read once, when they are first asked for, in about a millisecond; options
// that add words copy them. A number that is no language is a *kpi.RangeError;
// see the options for their errors.
func New(l Language, with ...Option) (*Lexicon, error) {
	var o options
	for _, option := range with {
		if err := option(&o); err != nil {
			return nil, err
		}
	}
	lexicon := new(Lexicon)
	var err error
	if l == English || l == Detect {
		if lexicon.english, err = o.table(English); err != nil {
			return nil, err
		}
	}
	if l == French || l == Detect {
		if lexicon.french, err = o.table(French); err != nil {
			return nil, err
		}
	}
	if lexicon.english == nil && lexicon.french == nil {
		return nil, &kpi.RangeError{Op: "sentiment", Name: "language", Value: uint8(l), Min: English, Max: Detect}
	}
	return lexicon, nil
}

// table returns the table of a language with the entries of o.
func (o *options) table(l Language) (*table, error) {
	var t *table
	if o.bare {
		var err error
		if t, err = newTable(embedded[l].language); err != nil {
			return nil, err
		}
	} else if t = embedded[l].table(); len(o.entries) > 0 {
		t = t.clone()
	}
	b := builder{table: t, language: embedded[l].language, overwrite: true}
	return t, b.addWords(func(yield func(entry, error) bool) {
		for _, e := range o.entries {
			if !yield(e, nil) {
				return
			}
		}
	})
}

// checkValence reports whether v is a valence, or a *kpi.RangeError.
func checkValence(v float64) error {
	if -4 <= v && v <= 4 {
		return nil
	}
	return &kpi.RangeError{Op: "sentiment", Name: "valence", Value: v, Min: -4, Max: 4}
}

// Analyze returns what a text says:
//
//	polarity = s / sqrt(s² + 15), s = Σ valences after the rules
//
// Of more than five sentences with an opinion, s is five times their mean. A
// text without a known word is neutral, at 0. It takes time in proportion to
// the length of the text, of any bytes, and does not allocate.
func (l *Lexicon) Analyze(text string) Analysis {
	s := scratches.Get().(*scratch)
	a, _ := s.analyze(l.table(text), text, nil)
	scratches.Put(s)
	return a
}

// Explain returns what [Lexicon.Analyze] does and what it comes from.
func (l *Lexicon) Explain(text string) Explanation {
	s := scratches.Get().(*scratch)
	spans := []Span{}
	a, sum := s.analyze(l.table(text), text, &spans)
	scratches.Put(s)
	for i := range spans {
		if sum != 0 {
			spans[i].Contribution = spans[i].Valence * a.Polarity / sum
		}
	}
	return Explanation{a, spans}
}

// analyze returns the analysis and the sum of the valences that it bends. It
// appends to spans if that is not nil.
func (s *scratch) analyze(t *table, text string, spans *[]Span) (a Analysis, sum float64) {
	s.asked = false
	opinions, bangs := 0, 0
	for pos := 0; pos < len(text); {
		pos = s.sentence(t, text, pos)
		if len(s.tokens) == 0 {
			continue
		}
		s.read(t)
		s.apply(text)
		s.emotions(t, text, &a.Emotions)
		part := 0.0
		for i := range s.units {
			part += s.units[i].valence
		}
		if spans != nil {
			s.explain(t, text, spans)
		}
		if part == 0 {
			continue
		}
		opinions++
		n := min(s.bangs, maxBangs-bangs)
		bangs += n
		if amount := s.punctuation(n); amount != 0 {
			amount = math.Copysign(amount, part)
			part += amount
			if spans != nil {
				*spans = append(*spans, Span{
					Start: s.markStart, End: s.markEnd, Text: text[s.markStart:s.markEnd], Valence: amount, Rules: []Rule{Punctuation},
				})
			}
		}
		sum += part
	}
	if opinions > maxOpinions {
		scale := float64(maxOpinions) / float64(opinions)
		sum *= scale
		if spans != nil {
			shorten(*spans, scale)
		}
	}
	a.Polarity = sum / math.Sqrt(sum*sum+bend)
	a.Class = classOf(a.Polarity)
	for e, strength := range a.Emotions {
		if strength > 0 {
			a.Emotions[e] = strength / (strength + 1)
		}
	}
	return a, sum
}

// shorten scales the valences of the spans of a long text.
func shorten(spans []Span, scale float64) {
	for i := range spans {
		if spans[i].Valence != 0 {
			spans[i].Valence *= scale
			spans[i].Rules = append(spans[i].Rules, Length)
		}
	}
}

// emotions adds up what the words of emotion express. A negation takes it away:
// who is not happy need not be sad.
func (s *scratch) emotions(t *table, text string, sums *EmotionScores) {
	for i := range s.units {
		if u := &s.units[i]; !u.turned {
			s.express(t, text, i, sums)
		}
	}
}

// express adds up the words of emotion of unit i.
func (s *scratch) express(t *table, text string, i int, sums *EmotionScores) {
	u := &s.units[i]
	for first := u.first; first < u.first+u.n; first++ {
		if one := s.tokens[first].slot; one == nil || u.n == 1 && one.emotion == 0 && one.flags&prefix == 0 {
			continue
		}
		at, _ := t.longest(s, first, (*slot).emotional)
		if at == nil {
			// A phrase of opinion may hold its negation: "not happy".
			if one := s.tokens[first].slot; u.n > 1 && one != nil && one.role > 0 && t.roles[one.role-1].does == negate {
				return
			}
			continue
		}
		if u.intensity == 0 {
			s.degrees(i)
		}
		strength := max(leastValence, 1+u.intensity)
		if tok := &s.tokens[first]; tok.elongated || tok.capitals && s.mixed(text) {
			strength += stronger
		}
		for e, mark := range t.marks[at.emotion] {
			sums[e] += mark * strength
		}
	}
}

// explain appends the units of the sentence that count.
func (s *scratch) explain(t *table, text string, spans *[]Span) {
	for i := range s.units {
		u := &s.units[i]
		var felt EmotionScores
		if !u.turned {
			s.express(t, text, i, &felt)
		}
		if u.valence == 0 && felt == (EmotionScores{}) {
			continue
		}
		start, end := s.tokens[u.first].start, s.tokens[u.first+u.n-1].end
		*spans = append(*spans, Span{
			Start: start, End: end, Text: text[start:end],
			Listed: u.listed, Valence: u.valence, Emotions: felt, Rules: u.rules.list(),
		})
	}
}

// table returns the table to read a text with.
func (l *Lexicon) table(text string) *table {
	english, french := l.english, l.french
	if english == nil && french == nil {
		english, french = embedded[English].table(), embedded[French].table()
	}
	if english == nil || french != nil && isFrench(text) {
		return french
	}
	return english
}
