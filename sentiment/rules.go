package sentiment

import (
	"math"
	"unicode"
	"unicode/utf8"
)

// The weights of the rules, on the scale of the lexicon. Where a source is
// named, it is the mean effect on human raters in Hutto and Gilbert, "VADER: A
// Parsimonious Rule-based Model for Sentiment Analysis of Social Media Text"
// (ICWSM 2014), table 3 and section 3.2.
const (
	// A word in capitals where others are not (measured, 0.733).
	capitalsWeight = 0.733
	// "soooo" is said as strongly as a degree word (measured, 0.293).
	elongationWeight = 0.293
	// An exclamation mark adds 0.292 (measured), up to four.
	bangWeight, maxBangs = 0.292, 4
	// Two and three question marks add 0.18 each, more 0.96 in all.
	questionWeight, manyQuestions = 0.18, 0.96
	// "not good" is not quite "bad" (measured, -0.74).
	negationWeight = -0.74
	// Before a contrast half, after it one and a half (the same source).
	beforeContrast, afterContrast = 0.5, 1.5
	// A degree word two or three words away says less (the same source).
	secondDegree, thirdDegree = 0.95, 0.9
	// A negation that has turned a word reaches two words more ("not good or
	// nice"): what is further is likely to be said anew.
	reachAfterHit = 2
	// The sum s of valences becomes s / sqrt(s² + 15), from -1 to 1 (the same
	// source).
	bend = 15
	// Of more sentences with an opinion than these the mean counts, as if there
	// were five: else a long text would always be at -1 or 1.
	maxOpinions = 5
	// What is dampened does not turn over.
	leastValence = 0.1
)

// unit is a word or phrase in its sentence.
type unit struct {
	first, n  int   // its tokens
	slot      *slot // nil for an unknown word
	felt      *slot // the emotions that begin with it, nil for none
	does      action
	turned    bool // a negation reaches it
	dropped   bool // it is said of something else: "better than the awful old one"
	clause    bool // a clause begins with it
	effects   effectSet
	reach     uint8   // of its role
	amount    float64 // of its role
	listed    float64 // the valence in the lexicon
	valence   float64 // after the rules
	intensity float64 // the degree that was added, of the size of the valence
}

// opinion reports whether u counts by itself.
func (u *unit) opinion() bool { return u.valence != 0 }

// read parts the sentence into units, the longest phrase first.
func (s *scratch) read(t *table) {
	s.units, s.moody = s.units[:0], false
	for i := 0; i < len(s.tokens); {
		tok := &s.tokens[i]
		u := unit{first: i, n: 1, clause: tok.clause}
		if tok.slot != nil {
			if u.slot, u.felt = tok.slot.says(); tok.slot.flags&prefix != 0 {
				u.slot, u.n, u.felt = t.phrase(s, i)
			}
		}
		if u.slot != nil {
			u.listed = float64(u.slot.valence) / 1000
			u.valence = u.listed
			if u.slot.role > 0 {
				r := &t.roles[u.slot.role-1]
				u.does, u.amount, u.reach = r.does, r.amount, r.reach
				s.moody = s.moody || r.does >= cheer || i == 0 && r.does == degree
				// "failed to" negates, and is a failure where it negates nothing.
				if u.n > 1 && u.slot.flags&scored == 0 && r.speaks(tok.slot) {
					u.listed = float64(tok.slot.valence) / 1000
					u.valence = u.listed
				}
			}
		}
		s.units = append(s.units, u)
		i += u.n
	}
}

// speaks reports whether a phrase of this role without a valence of its own has
// that of its first word: "failed to", "good job".
func (r role) speaks(first *slot) bool {
	return r.does == cheer || (r.does == negate || r.does == unreal) && first.role == 0
}

// apply applies the rules to the units. Without a small letter in the text,
// capitals mean nothing.
func (s *scratch) apply(text string) {
	s.yield()
	s.negate()
	s.ask()
	s.mock()
	turn := -1
	for i := range s.units {
		u := &s.units[i]
		switch u.does {
		case contrast:
			turn = i
		case needed, measure:
			if u.listed == 0 {
				s.lack(i)
			}
		}
		if !u.opinion() {
			continue
		}
		if u.dropped {
			u.valence = 0
			continue
		}
		s.emphasize(i, text)
		if u.turned && u.listed != 0 {
			u.valence *= negationWeight
			u.effects |= 1 << Negation
		}
	}
	if turn >= 0 {
		s.contrast(turn)
	}
}

// emphasize adds what capitals, elongation and degree words say to unit i.
func (s *scratch) emphasize(i int, text string) {
	u := &s.units[i]
	sign := math.Copysign(1, u.valence)
	for k := range u.n {
		tok := &s.tokens[u.first+k]
		if !tok.capitals && !tok.elongated {
			continue
		}
		if tok.capitals && u.effects>>Capitals&1 == 0 && s.mixed(text) {
			u.valence += sign * capitalsWeight
			u.effects |= 1 << Capitals
		}
		if tok.elongated && u.effects>>Elongation&1 == 0 {
			u.valence += sign * elongationWeight
			u.effects |= 1 << Elongation
		}
	}
	if s.degrees(i); u.intensity != 0 {
		u.valence = sign * max(leastValence, sign*u.valence+u.intensity)
		u.effects |= 1 << Degree
	}
}

// mock turns over the praise that opens a sentence of nothing but complaints
// ("great, another delay"), and what is said in joy and in sorrow ("😭 so good")
// where the sentence is praise.
func (s *scratch) mock() {
	if !s.moody || len(s.units) < 2 {
		return
	}
	first := &s.units[0]
	if s.opens() {
		if praise, blame := s.mood(1); blame && !praise {
			first.turned = !first.turned
		}
	}
	if praise, blame := s.mood(0); praise && !blame {
		for i := range s.units {
			if u := &s.units[i]; u.does == sway {
				u.turned = !u.turned
			}
		}
	}
}

// opens reports whether the sentence is opened by a praise that stands alone.
func (s *scratch) opens() bool {
	first := &s.units[0]
	praises := first.does == cheer || first.does == degree && first.listed > 0
	return praises && (s.units[1].clause || s.owed(1))
}

// mood reports whether the units from the first on praise and blame. A contrast
// is both.
func (s *scratch) mood(first int) (praise, blame bool) {
	for i := first; i < len(s.units); i++ {
		u := &s.units[i]
		switch {
		case u.does == contrast:
			praise, blame = true, true
		case u.does == sway || u.listed == 0:
		case u.listed > 0 != u.turned:
			praise = true
		default:
			blame = true
		}
	}
	return praise, blame
}

// owed reports whether unit i says what a praise is for: "bravo pour le retard".
func (s *scratch) owed(i int) bool {
	tok := &s.tokens[s.units[i].first]
	switch string(s.buf[tok.low:tok.high]) {
	case "for", "pour", "de", "d":
		return true
	}
	return false
}

// lack gives unit i, which says nothing by itself, the valence of what is missing
// ("never arrived", "not big enough") or too much ("too small").
func (s *scratch) lack(i int) {
	u := &s.units[i]
	excess := u.does == measure && s.excess(i)
	switch {
	case excess && u.turned: // "not too small"
		u.valence = -negationWeight * u.amount
	case excess, u.turned && (u.does == needed || s.short(i)):
		u.valence = -u.amount
	default:
		return
	}
	if u.turned {
		u.effects |= 1 << Negation
	}
}

// short reports whether unit i, which is negated, is a measure that is not reached: "not
// big enough", "pas assez large".
func (s *scratch) short(i int) bool {
	if i+1 < len(s.units) && s.units[i+1].does == enough {
		return true
	}
	return i > 0 && s.units[i-1].does == negateAround && s.units[i-1].amount == notEnough
}

// excess reports whether "too" stands before unit i, with at most one word between.
func (s *scratch) excess(i int) bool {
	for j := i - 1; j >= max(0, i-2) && !s.units[j+1].clause; j-- {
		if s.units[j].does == degree && s.units[j].reach == tooMuch {
			return true
		}
	}
	return false
}

// ask drops the praise of a question that begins as one does: "is it good?".
func (s *scratch) ask() {
	if s.questions == 0 || s.bangs > 0 {
		return
	}
	asks := false
	for i := range s.units {
		u := &s.units[i]
		if u.clause {
			asks = asks || u.asks()
		}
		if asks && u.listed > 0 != u.turned {
			u.dropped = true
		}
	}
}

// asks reports whether a clause that begins with u may be a question.
func (u *unit) asks() bool {
	switch u.does {
	case inert, or, stop:
		return u.amount == asking
	case degree:
		return u.reach == asked
	}
	return false
}

// degrees adds up the degree words that belong to unit i: three words before it
// and, of those that follow their word, three after.
func (s *scratch) degrees(i int) {
	u := &s.units[i]
	for back, weight := range [...]float64{1, secondDegree, thirdDegree} {
		j := i - 1 - back
		if j < 0 || s.units[j+1].clause {
			break
		}
		if s.units[j].opinion() {
			break
		}
		if s.units[j].does == degree {
			u.intensity += weight * s.amount(j)
		}
	}
	for ahead, weight := range [...]float64{1, secondDegree, thirdDegree} {
		j := i + 1 + ahead
		if j >= len(s.units) || s.units[j].clause || s.units[j].opinion() {
			break
		}
		if s.units[j].does == degreeBefore {
			u.intensity += weight * s.amount(j)
			break
		}
	}
}

// amount is the degree of unit i; "soooo" and "SO" are more than "so".
func (s *scratch) amount(i int) float64 {
	u := &s.units[i]
	if tok := s.tokens[u.first]; tok.elongated || tok.capitals && u.n == 1 && tok.end-tok.start > 1 {
		return 1.5 * u.amount
	}
	return u.amount
}

// contrast weighs the parts before and after the contrast at unit c, unless it
// is the last word. What is said before is conceded even if what follows is not
// understood.
func (s *scratch) contrast(c int) {
	if c == len(s.units)-1 {
		return
	}
	for i := range s.units {
		u := &s.units[i]
		if !u.opinion() {
			continue
		}
		weight := beforeContrast
		if i > c {
			weight = afterContrast
		}
		u.valence *= weight
		u.effects |= 1 << Contrast
	}
}

// punctuation is what the marks at the end of the sentence add to a sum.
func (s *scratch) punctuation(bangs int) float64 {
	amount := bangWeight * float64(bangs)
	switch {
	case s.questions > 3:
		amount += manyQuestions
	case s.questions > 1:
		amount += questionWeight * float64(s.questions)
	}
	return amount
}

// mixed is hasSmall, asked once a text.
func (s *scratch) mixed(text string) bool {
	if !s.asked {
		s.asked, s.small = true, hasSmall(text)
	}
	return s.small
}

// hasSmall reports whether the text has a small letter outside names and
// addresses.
func hasSmall(text string) bool {
	for pos := 0; pos < len(text); pos++ {
		switch c := text[pos]; {
		case kinds[c] == letter || kinds[c] == capital:
			if next := url(text, pos); next > pos {
				pos = next - 1
			} else if kinds[c] == letter {
				return true
			}
		case c == '@':
			pos = name(text, pos) - 1
		case kinds[c] == wide:
			// Other scripts have capitals too.
			r, size := utf8.DecodeRuneInString(text[pos:])
			if unicode.IsLower(r) {
				return true
			}
			pos += size - 1
		}
	}
	return false
}
