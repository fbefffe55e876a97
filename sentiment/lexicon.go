package sentiment

import (
	"errors"
	"fmt"
	"maps"
	"math"
	"slices"
	"sync"

	"github.com/customerkpi/kpi"
)

// A Lexicon is an [Analyzer] of words and rules: it sums the valences of the
// words of opinion after the rules of grammar and emphasis. The same text has
// the same analysis on any machine. It is safe for concurrent use. The zero
// value is the Lexicon of New(Detect, Options{}).
type Lexicon struct {
	english, french *table // nil for a language that it does not read
}

// MarshalJSON returns an error: a Lexicon is made by [New], and its JSON would be
// the same for all.
func (l Lexicon) MarshalJSON() ([]byte, error) { return nil, errNoJSON() }

// UnmarshalJSON returns the error of MarshalJSON.
func (l *Lexicon) UnmarshalJSON([]byte) error { return errNoJSON() }

func errNoJSON() error {
	return errors.New("sentiment: a Lexicon has no JSON: keep the language and the words, and make it with New")
}

// scratches are of any Lexicon.
var scratches = sync.Pool{New: func() any { return new(scratch) }}

var _ Analyzer = (*Lexicon)(nil)

// Options say which words a [Lexicon] knows beside the words of grammar. The zero
// value has the embedded words of opinion and of emotion.
type Options struct {
	// Words are words of your domain with their valences, or other valences for
	// known words: -4, most negative, to 4, most positive; 0 takes a word out. A
	// key is a word, a phrase, an emoticon or an emoji, as it is: forms such as
	// plurals are words of their own. With [Detect] they count in both languages.
	Words map[string]float64 `json:"words,omitempty"`
	// Lexicon is the text of a file of words, in the format of the embedded ones,
	// which is described in the package's documentation. A word of Words has the
	// valence that it has there.
	Lexicon string `json:"lexicon,omitempty"`
	// Bare leaves out the embedded words.
	Bare bool `json:"bare,omitempty"`
}

// New returns a Lexicon of a language. The embedded words of a language are
// read once, when they are first asked for, in about a millisecond; options
// with words copy them. A number that is not a language is a [*kpi.RangeError],
// as is a valence outside -4..4 and a key without a word. An error of
// Options.Lexicon says its line.
func New(l Language, o Options) (*Lexicon, error) {
	if l > Detect {
		return nil, &kpi.RangeError{Op: "sentiment", Name: "language", Value: uint8(l), Min: English, Max: Detect}
	}
	entries, err := o.entries()
	if err != nil {
		return nil, err
	}
	lexicon := new(Lexicon)
	for _, one := range []struct {
		language Language
		table    **table
	}{{English, &lexicon.english}, {French, &lexicon.french}} {
		if l != one.language && l != Detect {
			continue
		}
		if *one.table, err = embedded[one.language].with(entries, o.Bare); err != nil {
			return nil, err
		}
	}
	return lexicon, nil
}

// entries returns the words of o: those of the lexicon, then those of the map, which
// count.
func (o Options) entries() ([]entry, error) {
	var entries []entry
	for e, err := range entriesOf(o.Lexicon) {
		if err != nil {
			return nil, err
		}
		entries = append(entries, e)
	}
	// In order: two keys may fold to the same word.
	for _, text := range slices.Sorted(maps.Keys(o.Words)) {
		valence := o.Words[text]
		if err := checkValence(valence); err != nil {
			return nil, fmt.Errorf("%.40q: %w", text, err)
		}
		entries = append(entries, entry{text: text, valence: valence, class: "x"})
	}
	return entries, nil
}

// with returns the table of l, a bare one or that of the embedded words, with
// entries.
func (l *language) with(entries []entry, bare bool) (*table, error) {
	var t *table
	if bare {
		var err error
		if t, err = newTable(l); err != nil {
			return nil, err
		}
	} else if t = l.table(); len(entries) > 0 {
		t = t.clone()
	}
	b := builder{table: t, language: l, overwrite: true}
	return t, b.addWords(func(yield func(entry, error) bool) {
		for _, e := range entries {
			if !yield(e, nil) {
				return
			}
		}
	})
}

// checkValence reports whether v is a valence, or a [*kpi.RangeError].
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
// For more than five sentences with an opinion, s is five times their mean. A text
// without a known word is neutral, at 0; one in neither language is Unread, and its class
// is no opinion. It takes time in proportion to the length
// of the text, of any bytes, and does not allocate.
func (l *Lexicon) Analyze(text string) Analysis {
	plain := unescape(text, nil)
	t := l.table(plain)
	if t == nil {
		return Analysis{Unread: true}
	}
	s := scratches.Get().(*scratch)
	a, _ := s.analyze(t, plain, nil, nil)
	scratches.Put(s)
	return a
}

// Explain returns what [Lexicon.Analyze] does and what it comes from.
func (l *Lexicon) Explain(text string) Explanation {
	var escaped escapes
	e := l.explain(unescape(text, &escaped))
	for i := range e.Spans {
		e.Spans[i].within(text, escaped)
	}
	return e
}

// explain is Explain for a text without escapes.
func (l *Lexicon) explain(text string) Explanation {
	t := l.table(text)
	if t == nil {
		return Explanation{Analysis{Unread: true}, []Span{}}
	}
	s := scratches.Get().(*scratch)
	spans := []Span{}
	a, sum := s.analyze(t, text, &spans, nil)
	scratches.Put(s)
	if sum != 0 {
		for i := range spans {
			spans[i].Contribution = spans[i].Valence * a.Polarity / sum
		}
	}
	return Explanation{a, spans}
}

// within makes a span of a text without escapes one of the text with them.
func (s *Span) within(text string, escaped escapes) {
	s.Start, s.End = escaped.before(s.Start), escaped.before(s.End)
	s.Text = text[s.Start:s.End]
}

// A reading is what a text says, as far as it was read.
type reading struct {
	Analysis
	sum      float64 // of the valences, which the polarity bends
	opinions int     // sentences with an opinion
	bangs    int     // exclamation marks that counted
	spans    *[]Span // nil where nobody asks for an explanation
	evidence *evidence
}

// analyze returns the analysis and the sum of the valences that it bends. It
// appends to spans if that is not nil, and adds to the evidence if that is not nil.
func (s *scratch) analyze(t *table, text string, spans *[]Span, e *evidence) (Analysis, float64) {
	s.asked = false
	r := reading{spans: spans, evidence: e}
	for pos := 0; pos < len(text); {
		if pos = s.sentence(t, text, pos); len(s.tokens) > 0 {
			r.add(s, t, text)
		}
	}
	r.end()
	return r.Analysis, r.sum
}

// add adds the sentence that was read.
func (r *reading) add(s *scratch, t *table, text string) {
	s.read(t)
	s.apply(text)
	s.emotions(t, text, &r.Emotions)
	part := 0.0
	for i := range s.units {
		part += s.units[i].valence
	}
	if r.spans != nil {
		s.explain(t, text, r.spans)
	}
	if r.evidence != nil {
		r.evidence.add(s, part)
	}
	if part == 0 {
		return
	}
	r.opinions++
	bangs := min(s.bangs, maxBangs-r.bangs)
	r.bangs += bangs
	if amount := s.punctuation(bangs); amount != 0 {
		amount = math.Copysign(amount, part)
		part += amount
		if r.spans != nil {
			*r.spans = append(*r.spans, Span{
				Start: s.markStart, End: s.markEnd, Text: text[s.markStart:s.markEnd], Valence: amount, Effects: []Effect{Punctuation},
			})
		}
	}
	r.sum += part
}

// end makes the sums an analysis.
func (r *reading) end() {
	if r.opinions > maxOpinions {
		scale := float64(maxOpinions) / float64(r.opinions)
		r.sum *= scale
		if r.spans != nil {
			shorten(*r.spans, scale)
		}
	}
	r.Polarity = bent(r.sum)
	r.Class = classOf(r.Polarity)
	for e, strength := range r.Emotions {
		if strength > 0 {
			r.Emotions[e] = strength / (strength + 1)
		}
	}
}

// bent is the polarity of a sum of valences.
func bent(sum float64) float64 { return sum / math.Sqrt(sum*sum+bend) }

// shorten scales the valences of the spans of a long text.
func shorten(spans []Span, scale float64) {
	for i := range spans {
		if spans[i].Valence != 0 {
			spans[i].Valence *= scale
			spans[i].Effects = append(spans[i].Effects, Length)
		}
	}
}

// emotions adds up what the words of emotion express. A negation takes it away:
// somebody who is not happy need not be sad.
func (s *scratch) emotions(t *table, text string, sums *EmotionScores) {
	for i := range s.units {
		if u := &s.units[i]; !u.turned && (u.felt != nil || u.n > 1) {
			s.express(t, text, i, sums)
		}
	}
}

// express adds up the words of emotion of unit i.
func (s *scratch) express(t *table, text string, i int, sums *EmotionScores) {
	u := &s.units[i]
	for first := u.first; first < u.first+u.n; first++ {
		at := u.felt
		if first > u.first {
			_, _, at = t.phrase(s, first)
		}
		if at == nil {
			// A phrase of opinion may hold its negation: "not happy".
			if one := s.tokens[first].slot; u.n > 1 && one != nil && one.role > 0 && t.roles[one.role-1].does == negate {
				return
			}
			continue
		}
		strength := s.strength(text, i, first)
		for e, mark := range t.marks[at.emotion] {
			sums[e] += mark * strength
		}
	}
}

// strength is how strongly the word of a token in unit i expresses its emotion.
func (s *scratch) strength(text string, i, first int) float64 {
	u := &s.units[i]
	if u.valence == 0 && u.intensity == 0 { // an opinion has its degree
		s.degrees(i)
	}
	strength := max(leastValence, 1+u.intensity)
	if tok := &s.tokens[first]; tok.elongated || tok.capitals && s.mixed(text) {
		strength += elongationWeight
	}
	return strength
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
			Listed: u.listed, Valence: u.valence, Emotions: felt, Effects: u.effects.list(),
		})
	}
}

// table returns the table to read a text with, nil for a text that is in
// neither language.
func (l *Lexicon) table(text string) *table {
	english, french := l.english, l.french
	switch {
	case english == nil && french == nil:
		english, french = embedded[English].table(), embedded[French].table()
	case english == nil:
		return french
	case french == nil:
		return english
	}
	switch language, _ := detect(text); language {
	case French:
		return french
	case Unread:
		return nil
	}
	return english
}
