package sentiment

import (
	"strings"
)

// An Aspect is what texts may speak of, such as the delivery or the price, with the
// words and phrases that they name it by: "delivery", "shipping", "colis". Letter
// case and accents make no difference, and a plural in -s is found too.
type Aspect struct {
	Name  string   `json:"name"`
	Words []string `json:"words"`
}

// An AspectAnalysis is what a text says of an aspect.
type AspectAnalysis struct {
	Aspect string `json:"aspect"`
	// Polarity is s / sqrt(s² + 15) of the valences of the spans, from -1 to 1, and
	// 0 where the text names the aspect without an opinion of it.
	Polarity float64 `json:"polarity"`
	Class    Class   `json:"class"`
	// Spans are the words that are said of the aspect, as [Lexicon.Explain] has
	// them.
	Spans []Span `json:"spans"`
}

// Aspects returns what a text says of each aspect that it names, in the order of
// aspects. A word of opinion belongs to the aspect that is named nearest to it in
// its sentence, one of its own clause first: in "slow delivery, but the app is
// great" the delivery is slow. It belongs to none where its sentence names none.
func (l *Lexicon) Aspects(text string, aspects ...Aspect) []AspectAnalysis {
	var escaped escapes
	plain := unescape(text, &escaped)
	named := namings(plain, aspects)
	sums := make([]float64, len(aspects))
	spans := make([][]Span, len(aspects))
	for _, span := range l.explain(plain).Spans {
		if of := nearest(plain, named, span); of >= 0 {
			sums[of] += span.Valence
			span.within(text, escaped)
			spans[of] = append(spans[of], span)
		}
	}
	all := []AspectAnalysis{}
	for i, aspect := range aspects {
		if !names(named, i) {
			continue
		}
		polarity := bent(sums[i])
		all = append(all, AspectAnalysis{aspect.Name, polarity, classOf(polarity), append([]Span{}, spans[i]...)})
	}
	return all
}

// A naming is a place where a text names an aspect.
type naming struct {
	aspect     int
	start, end int // in bytes
}

func names(named []naming, aspect int) bool {
	for _, n := range named {
		if n.aspect == aspect {
			return true
		}
	}
	return false
}

// namings finds where a text names aspects.
func namings(text string, aspects []Aspect) []naming {
	var named []naming
	words := foldedWords(text)
	for i, aspect := range aspects {
		for _, name := range aspect.Words {
			want := foldedWords(name)
			for at := range words {
				if len(want) > 0 && begins(words[at:], want) {
					named = append(named, naming{i, words[at].start, words[at+len(want)-1].end})
				}
			}
		}
	}
	return named
}

// A foldedWord is a word of a text as a table has it.
type foldedWord struct {
	text       string
	start, end int
}

// foldedWords parts a text into its words.
func foldedWords(text string) []foldedWord {
	var words []foldedWord
	blank := table{slots: make([]slot, 1), grammar: embedded[French].grammar()}
	s := scratches.Get().(*scratch)
	for pos := 0; pos < len(text); {
		pos = s.sentence(&blank, text, pos)
		for _, tok := range s.tokens {
			words = append(words, foldedWord{string(s.buf[tok.low:tok.high]), tok.start, tok.end})
		}
	}
	scratches.Put(s)
	return words
}

// begins reports whether words begin with those of a name, the last in its plural or
// not.
func begins(words, name []foldedWord) bool {
	if len(words) < len(name) {
		return false
	}
	for i := range name {
		got, want := words[i].text, name[i].text
		if got != want && (i < len(name)-1 || got != want+"s") {
			return false
		}
	}
	return true
}

// nearest returns the aspect that a span belongs to, or -1.
func nearest(text string, named []naming, span Span) int {
	best, least := -1, 0
	for _, n := range named {
		between := ""
		switch {
		case n.end <= span.Start:
			between = text[n.end:span.Start]
		case span.End <= n.start:
			between = text[span.End:n.start]
		}
		if strings.ContainsAny(between, ".!?\n") {
			continue
		}
		distance := len(between) + len(text)*clausesIn(between)
		if best < 0 || distance < least {
			best, least = n.aspect, distance
		}
	}
	return best
}

// clausesIn counts the clauses that end between two words.
func clausesIn(between string) int {
	n := strings.Count(between, ",") + strings.Count(between, ";") + strings.Count(between, ":")
	for word := range strings.FieldsSeq(between) {
		switch strings.ToLower(word) {
		case "but", "and", "while", "although", "though", "whereas", "mais", "et", "alors", "tandis", "cependant", "pourtant":
			n++
		}
	}
	return n
}
