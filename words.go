package kpi

import (
	"cmp"
	"fmt"
	"math"
	"math/big"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi/internal/exact"
)

// Words are the words with which an [Explanation] is told. Each has a default.
//
//	           English             French
//	Figure     NPS                 le NPS (singular, with its article)
//	Higher     better scores       meilleurs scores
//	Lower      worse scores        moins bons scores
//	Segment    channel             canal
//	Units      answers             réponses
//	Names      the app             l'application (with its article)
type Words[K Key] struct {
	Figure  string       `json:"figure,omitempty"`
	Higher  string       `json:"higher,omitempty"`  // what makes the segments' own figures rise
	Lower   string       `json:"lower,omitempty"`   // and what makes them fall
	Segment string       `json:"segment,omitempty"` // what one is
	Units   string       `json:"units,omitempty"`   // what the shares are of
	Names   map[K]string `json:"names,omitempty"`   // of segments; the key where there is none
}

// English tells the change in a sentence:
//
//	NPS fell 12.3: +7.1 from better scores in every channel, -19.4 because more
//	answers came from the app.
//
// For each part it names a segment that did much of it, the largest or one that grew, and
// it says which part may be noise. The largest number has one place or three digits, and
// the mix is rounded so that the numbers add up.
func (e Explanation[K]) English(w Words[K]) string {
	return e.tell(english(), w.or("the figure", "higher figures", "lower figures", "segment", "observations"))
}

// French tells the change in a sentence, as [Explanation.English] does:
//
//	Le NPS a baissé de 12,3 : +7,1 en raison de meilleurs scores dans chaque canal,
//	-19,4 parce que davantage de réponses venaient de l'application.
//
// It makes contractions and elisions itself, except before an h: it makes "du web" of "le
// web", and "davantage d'achats" of "achats". Spaces are no-break spaces where French
// wants them.
func (e Explanation[K]) French(w Words[K]) string {
	return e.tell(french(), w.or("le chiffre", "chiffres plus élevés", "chiffres plus bas", "segment", "observations"))
}

// English tells the change of a product in a sentence, with the names of its factors,
// such as "Revenue rose 1,200: +1,400 from customers, -200 from the basket."
func (c Chain) English(figure string, names ...string) string {
	return c.tell(english(), cmp.Or(figure, "the product"), names)
}

// French tells the change of a product in a sentence, with the names of its factors
// with their articles, such as "Le chiffre d'affaires a augmenté de 1 200 : +1 400 en
// raison des clients, -200 en raison du panier."
func (c Chain) French(figure string, names ...string) string {
	return c.tell(french(), cmp.Or(figure, "le produit"), names)
}

func (w Words[K]) or(figure, higher, lower, segment, units string) Words[K] {
	for _, word := range []struct {
		is       *string
		standard string
	}{{&w.Figure, figure}, {&w.Higher, higher}, {&w.Lower, lower}, {&w.Segment, segment}, {&w.Units, units}} {
		if *word.is == "" {
			*word.is = word.standard
		}
	}
	return w
}

func (w Words[K]) name(key K) string {
	if name, ok := w.Names[key]; ok {
		return name
	}
	return fmt.Sprint(key)
}

func (e Explanation[K]) tell(g grammar, w Words[K]) string {
	round := rounding(e.Change, e.Own, e.Mix)
	change, own, mix := round.of(e.Change), round.of(e.Own), round.of(e.Mix)
	if own.Sign() != 0 && mix.Sign() != 0 {
		mix = change.Sub(own)
	}
	var parts []string
	if s, ok := most(e.Segments, e.Own, ownPart[K]); ok && own.Sign() != 0 {
		cause := w.Higher
		if own.Sign() < 0 {
			cause = w.Lower
		}
		where := g.most(w.name(s.Key))
		if e.everywhere() {
			where = g.every(w.Segment)
		}
		parts = append(parts, g.signed(own, round)+" "+g.from(cause)+where+g.doubt(e.Own))
	}
	if s, ok := most(e.Segments, e.Mix, mixPart[K]); ok && mix.Sign() != 0 {
		parts = append(parts, g.signed(mix, round)+" "+g.shift(s.shift(), w.Units, w.name(s.Key))+g.doubt(e.Mix))
	}
	return g.sentence(w.Figure, change, round, e.Change, parts)
}

func (c Chain) tell(g grammar, figure string, names []string) string {
	round := rounding(append([]Effect{c.Change}, c.Factors...)...)
	var parts []string
	for i, f := range c.Factors {
		x := round.of(f)
		if x.Sign() == 0 {
			continue
		}
		name := fmt.Sprint(i + 1)
		if i < len(names) {
			name = names[i]
		}
		parts = append(parts, g.signed(x, round)+" "+g.from(name)+g.doubt(f))
	}
	return g.sentence(figure, round.of(c.Change), round, c.Change, parts)
}

// everywhere reports whether the figure of each of several segments moved as all do.
func (e Explanation[K]) everywhere() bool {
	for _, s := range e.Segments {
		if s.Own.Rat().Sign() != e.Own.Rat().Sign() {
			return false
		}
	}
	return len(e.Segments) > 1
}

// most returns the segment that does most of an effect, each part times its weight.
func most[K Key](segments []Segment[K], all Effect, part func(Segment[K]) (e Effect, weight int64)) (best Segment[K], ok bool) {
	sign := int64(all.Rat().Sign())
	largest := new(big.Rat)
	for _, s := range segments {
		e, weight := part(s)
		x := e.Rat()
		if x.Mul(x, big.NewRat(sign*weight, 1)).Cmp(largest) > 0 {
			best, largest, ok = s, x, true
		}
	}
	return best, ok
}

func ownPart[K Key](s Segment[K]) (e Effect, weight int64) { return s.Own, 1 }

// mixPart lets a segment that grew count double: "more came from there" is told rather
// than that fewer came from elsewhere.
func mixPart[K Key](s Segment[K]) (e Effect, weight int64) {
	if s.After.Cmp(s.Before) > 0 {
		return s.Mix, 2
	}
	return s.Mix, 1
}

// A shift is what happened to the share of a segment.
type shift uint8

const (
	more shift = iota
	fewer
	came
	went
)

func (s Segment[K]) shift() shift {
	switch {
	case s.Before.Rat().Sign() == 0:
		return came
	case s.After.Rat().Sign() == 0:
		return went
	case s.After.Cmp(s.Before) > 0:
		return more
	}
	return fewer
}

// A rounder rounds the numbers of one sentence alike.
type rounder struct {
	places int32
	unit   string
}

// rounding returns how to round effects: the largest to one place, to three digits where
// that would be more or fewer than two.
func rounding(all ...Effect) rounder {
	r := rounder{places: 1}
	largest := 0.0
	for _, e := range all {
		if e.share {
			r.unit = "pt"
		}
		largest = max(largest, math.Abs(float(e.shown())))
	}
	switch {
	case largest >= 1000:
		r.places = 0
	case largest > 0 && largest < 1:
		r.places = int32(min(1-math.Floor(math.Log10(largest)), exact.MaxPlaces))
	}
	return r
}

// shown returns the number of an effect in a text, of shares in points.
func (e Effect) shown() *big.Rat {
	if e.share {
		return percent(orZero(e.r))
	}
	return orZero(e.r)
}

func (r rounder) of(e Effect) decimal.Decimal { return exact.Round(e.shown(), r.places) }

// A grammar puts the words of a language together.
type grammar struct {
	verb           [3]string // fell, did not change, rose
	doubtful, says string    // of the whole change; before its parts
	noise          string    // of a part
	point, group   string    // of numbers
	space          string    // before a unit

	from        func(cause string) string
	most, every func(segment string) string
	shift       func(s shift, units, segment string) string
}

func english() grammar {
	return grammar{
		verb: [3]string{" fell ", " did not change", " rose "}, doubtful: ", which may be noise", says: ": ", noise: " (may be noise)",
		point: ".", group: ",", space: " ",
		from:  func(cause string) string { return "from " + cause },
		most:  func(segment string) string { return ", most of all for " + segment },
		every: func(segment string) string { return " in every " + segment },
		shift: func(s shift, units, segment string) string {
			return fmt.Sprintf([]string{
				more: "because more %s came from %s", fewer: "because fewer %s came from %s",
				came: "because %s now come from %s", went: "because %s no longer come from %s",
			}[s], units, segment)
		},
	}
}

func french() grammar {
	return grammar{
		verb: [3]string{" a baissé de ", " n'a pas changé", " a augmenté de "}, doubtful: ", peut-être du bruit", says: "\u00a0: ", noise: " (peut-être du bruit)",
		point: ",", group: "\u202f", space: "\u00a0",
		from:  func(cause string) string { return "en raison " + of(cause) },
		most:  func(segment string) string { return ", surtout pour " + segment },
		every: func(segment string) string { return " dans chaque " + segment },
		shift: func(s shift, units, segment string) string {
			return fmt.Sprintf([]string{
				more: "parce que davantage %s venaient %s", fewer: "parce que moins %s venaient %s",
				came: "parce que %s viennent désormais %s", went: "parce qu'il ne vient plus %s %s",
			}[s], map[bool]string{true: "des " + units, false: of(units)}[s == came], of(segment))
		},
	}
}

// of puts the French "de" before a noun, with or without an article.
func of(noun string) string {
	for article, contracted := range map[string]string{"le ": "du ", "les ": "des "} {
		if rest, ok := strings.CutPrefix(noun, article); ok {
			return contracted + rest
		}
	}
	if first, _ := utf8.DecodeRuneInString(strings.ToLower(noun)); strings.ContainsRune("aàâeéèêëiîïoôuùûœæ", first) {
		return "d'" + noun
	}
	return "de " + noun
}

// doubt says of a part that it may be noise.
func (g grammar) doubt(e Effect) string {
	if e.Noise() {
		return g.noise
	}
	return ""
}

// signed writes a number with its sign.
func (g grammar) signed(x decimal.Decimal, r rounder) string {
	if x.Sign() > 0 {
		return "+" + g.number(x, r)
	}
	return "-" + g.number(x, r)
}

// number writes a number without its sign.
func (g grammar) number(x decimal.Decimal, r rounder) string {
	whole, places, _ := strings.Cut(x.Abs().StringFixed(r.places), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + g.group + whole[i:]
	}
	if places != "" {
		whole += g.point + places
	}
	if r.unit != "" {
		whole += g.space + r.unit
	}
	return whole
}

// sentence puts the change of a figure and its parts together.
func (g grammar) sentence(figure string, change decimal.Decimal, r rounder, e Effect, parts []string) string {
	first, size := utf8.DecodeRuneInString(figure)
	s := string(unicode.ToUpper(first)) + figure[size:] + g.verb[change.Sign()+1]
	if change.Sign() != 0 {
		s += g.number(change, r)
		if e.Noise() {
			s += g.doubtful
		}
	}
	if len(parts) > 0 {
		s += g.says + strings.Join(parts, ", ")
	}
	return s + "."
}
