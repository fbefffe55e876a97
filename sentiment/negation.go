package sentiment

// What the reach of a role says where it is not a number of words.
const (
	// Of a degree.
	sole       uint8 = iota
	peak             // "so", "such", "this": "never been so angry" is angry
	comparison       // "more": "couldn't be more helpful" is helpful
	tooMuch          // "too": "too small"
	asked      = 5   // "quelle", which asks where a question mark follows

	bothWays = 4 // of a remedy: "solved the problem", "the problem was solved"
)

// What the amount of a negation says: what takes it back.
const (
	atPeak       = 1 // "never": so, such, as, and a comparison
	atComparison = 2 // "can't": a comparison, and "enough"
	notEnough    = 3 // nothing: "pas assez" asks for more of a measure
	asking       = 1 // of a word that begins a question
)

// yield takes the own valence from words of grammar that act on another word:
// "pretty bad" is not pretty.
func (s *scratch) yield() {
	for i := range s.units {
		u := &s.units[i]
		if !u.opinion() || !u.does.acts() {
			continue
		}
		reach := 1
		if u.does != degree && u.does != degreeBefore {
			reach = max(int(u.reach), 1)
		}
		for j := i + 1; j <= i+reach && j < len(s.units) && !s.units[j].clause; j++ {
			next := &s.units[j]
			if next.does == degree && u.does == degree {
				reach++
			}
			if next.listed != 0 {
				u.valence = 0
				break
			}
		}
	}
}

// acts reports whether a role takes over the word that follows.
func (a action) acts() bool {
	switch a {
	case inert, needed, measure, relief, compared, enough, cheer, sway:
		return false
	}
	return true
}

// A negation is what is known of the negations of a clause.
type negation struct {
	turn    bool    // what follows is turned over
	left    int     // how many words it still reaches
	opened  int     // the first half that waits for a second, -1 for none
	from    int     // where it began
	kind    float64 // what takes it back
	unreal  int     // how many words a wish or a condition still reaches
	whole   bool    // it reaches beyond the clause
	more    int     // how many words "should be" still reaches
	former  bool    // the clause is about what was before
	than    bool    // the clause has a comparison
	other   bool    // what follows is said of what it is compared with
	relief  int     // how many words a remedy still reaches
	concord bool    // another second half does not take it back
}

// negate finds what the negations of the sentence reach.
func (s *scratch) negate() {
	n := negation{opened: -1}
	for i := range s.units {
		u := &s.units[i]
		if u.slot == nil && !u.clause { // most words are unknown
			n.skip(u)
			continue
		}
		if u.does == inert && !u.clause && n.rests() && !u.mayCompare() {
			u.dropped = n.other && u.listed != 0
			continue
		}
		if u.clause && !s.listGoesOn(i, &n) {
			n.nextClause()
		}
		if u.does == negateIfOpen && n.opened < 0 {
			u.does = degree
			if u.amount != 0 {
				u.reach = comparison // "plus rapide"
			}
		}
		switch u.does {
		case inert:
			n.pass(s, i)
		case negate, negateAlso:
			n.begin(u, i)
		case open:
			n.opened, n.concord = i, false
		case negateAround, negateIfOpen:
			s.close(i, &n)
		case unreal, unrealMore:
			n.wish(u)
		default:
			n.grammar(s, i)
		}
	}
}

// nextClause ends what does not reach beyond a clause.
func (n *negation) nextClause() {
	next := negation{opened: -1}
	if n.whole {
		next.unreal, next.whole = n.unreal, true
	}
	*n = next
}

// close closes a negation in two words: "ne ... pas".
func (s *scratch) close(i int, n *negation) {
	u := &s.units[i]
	again := n.left > 0 && n.concord
	turned := s.around(i, n.opened, reachOf(u))
	n.begin(u, i)
	if again {
		n.turn = true // "jamais rien": both say the same
	}
	n.opened, n.concord = -1, true
	if turned { // the verb between the halves has taken the negation
		n.turn, n.left = false, 0
	}
}

// begin begins a negation. A second one within the reach of the first takes it
// back, but for "nor".
func (n *negation) begin(u *unit, i int) {
	n.turn = n.left == 0 || !n.turn || u.does == negateAlso
	n.left, n.from, n.kind = reachOf(u), i, u.amount
}

// wish begins what is not so: "I hoped it would be good", "should be better".
func (n *negation) wish(u *unit) {
	switch {
	case u.does == unrealMore:
		n.more = reachOf(u)
	case n.left > 0 && n.turn: // "I did not expect it to be this good"
		n.turn, n.left = false, 0
	default:
		n.unreal, n.whole = reachOf(u), u.reach == 0
	}
}

// grammar is pass for a word of grammar.
func (n *negation) grammar(s *scratch, i int) {
	u := &s.units[i]
	switch u.does {
	case or:
		return
	case and:
		if !s.listGoesOn(i, n) {
			n.turn, n.left = false, 0
		}
		return
	case carry:
		if n.left > 0 {
			n.left = maxSentence
		}
	case stop, contrast:
		n.turn, n.left = false, 0
		if u.does == contrast {
			n.unreal, n.whole = 0, false
		}
	case former:
		n.former = true
	case than:
		n.other = n.than
	case away:
		s.away(i)
	case enough:
		if n.kind == atComparison && n.left > 0 {
			s.unturn(n.from, i)
		}
	case relief:
		s.remedy(i, n)
		return
	}
	n.pass(s, i)
}

// remedy begins a remedy at unit i, unless it is denied: "have not solved the issue".
func (s *scratch) remedy(i int, n *negation) {
	u := &s.units[i]
	if n.pass(s, i); u.turned {
		n.turn, n.left = false, 0
		return
	}
	if n.relief = reachOf(u); u.reach == bothWays {
		s.relieve(i)
	}
}

// pass says what the negation does to unit i, and the unit to the negation.
func (n *negation) pass(s *scratch, i int) {
	u := &s.units[i]
	height := sole
	if u.mayCompare() {
		height = n.compare(s, i)
	}
	if height == comparison && u.listed == 0 && (n.more > 0 || n.former) { // "was more useful"
		n.more, n.former, n.unreal = 0, false, reachAfterHit+1
	}
	if n.left > 0 {
		u.turned = n.turn
		n.left--
		if u.listed != 0 && !u.does.acts() || u.does == needed {
			n.left = min(n.left, reachAfterHit)
		}
	}
	if u.listed != 0 || u.does == needed || u.does == measure {
		if n.denies(u, height) {
			u.turned = !u.turned
		}
		u.dropped = n.other
	}
	n.count()
}

// denies reports whether u is said of what was, of what is not so, or of what is
// gone.
func (n *negation) denies(u *unit, height uint8) bool {
	switch {
	case height == comparison && (n.more > 0 || n.former):
		n.more, n.former = 0, false
		return true
	case n.unreal > 0 && (u.listed >= 0 || u.turned):
		return true
	}
	return n.relief > 0 && u.listed < 0
}

// rests reports whether nothing reaches the next word.
func (n *negation) rests() bool { return n.left|n.unreal|n.more|n.relief == 0 }

// skip is pass for an unknown word.
func (n *negation) skip(u *unit) {
	if n.left > 0 {
		u.turned = n.turn
		n.left--
	}
	n.count()
}

// count counts a word down.
func (n *negation) count() {
	if n.unreal|n.more|n.relief != 0 {
		n.unreal, n.more, n.relief = max(0, n.unreal-1), max(0, n.more-1), max(0, n.relief-1)
	}
}

// unturn takes a negation back: "can't recommend it enough".
func (s *scratch) unturn(from, to int) {
	for j := from; j < to; j++ {
		s.units[j].turned = false
	}
}

// relieve turns over the complaint just before a remedy: "the problem was solved".
func (s *scratch) relieve(i int) {
	for j := i - 1; j >= max(0, i-3) && !s.units[j+1].clause; j-- {
		if u := &s.units[j]; u.listed < 0 && !u.turned {
			u.turned = true
			return
		}
	}
}

// listGoesOn reports whether a negation reaches over unit i, a comma, an "and" or an
// "or", to the next part of a list: "not useful, fast or friendly", "not fast and
// reliable".
func (s *scratch) listGoesOn(i int, n *negation) bool {
	if n.left == 0 || !n.turn || i == 0 || s.units[i-1].listed == 0 || !s.units[i-1].turned {
		return false
	}
	sign := s.units[i-1].listed
	j := i
	if s.units[i].does == and {
		j++
	}
	for j < len(s.units) && s.units[j].does == degree {
		j++
	}
	if j == len(s.units) || s.units[j].listed*sign <= 0 {
		return false
	}
	if s.units[i].does == and {
		return true
	}
	for ; j < min(len(s.units), i+8); j++ {
		if s.units[j].does == or {
			return true
		}
	}
	return false
}

func reachOf(u *unit) int {
	if u.reach == 0 {
		return maxSentence
	}
	return int(u.reach)
}

// around turns over what lies between the two halves of a negation, or the
// word just before a second half without a first if nothing follows that it
// could mean. It reports whether there was anything.
func (s *scratch) around(i, opened, reach int) bool {
	from := opened + 1
	if opened < 0 {
		from = max(0, i-1)
		if i == 0 || s.units[i].clause || s.opinionFollows(i, reach) {
			return false
		}
	}
	turned := false
	for j := from; j < i; j++ {
		u := &s.units[j]
		u.turned = !u.turned
		turned = turned || u.listed != 0 || u.does == needed
	}
	return turned
}

// opinionFollows reports whether a word with a valence follows unit i in its
// clause within reach.
func (s *scratch) opinionFollows(i, reach int) bool {
	for j := i + 1; j < len(s.units) && j <= i+min(reach, 4) && !s.units[j].clause; j++ {
		if u := &s.units[j]; u.listed != 0 || u.does == needed {
			return true
		}
	}
	return false
}
