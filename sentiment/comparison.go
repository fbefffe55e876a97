package sentiment

// compare returns how unit i compares, and lets it take the negation back.
func (n *negation) compare(s *scratch, i int) uint8 {
	height := s.height(i)
	if height == sole {
		return sole
	}
	n.than = n.than || height == comparison
	if n.left > 0 && n.takesBack(height) && s.opinionNear(i) {
		n.turn, n.left = false, 0
	}
	return height
}

// mayCompare reports whether height has to look: most words say it by their role.
func (u *unit) mayCompare() bool {
	return u.slot != nil && (u.does == degree || u.does == compared || u.slot.flags&(scored|listed) == scored)
}

// takesBack reports whether a word of that height takes the negation back: "never
// been so angry", "couldn't be better".
func (n *negation) takesBack(height uint8) bool {
	return n.turn && (n.kind == atPeak || n.kind == atComparison && height == comparison)
}

// height is how unit i compares: a degree word as it says, a comparative, or not at
// all.
func (s *scratch) height(i int) uint8 {
	switch u := &s.units[i]; u.does {
	case degree:
		if u.reach < tooMuch {
			return u.reach
		}
	case compared:
		return comparison
	case inert, needed:
		// Comparatives come of the rule of inflection: "happier".
		if u.n == 1 && u.slot != nil && u.slot.flags&(scored|listed) == scored {
			tok := &s.tokens[u.first]
			if word := s.buf[tok.low:tok.high]; len(word) > 4 && string(word[len(word)-2:]) == "er" {
				return comparison
			}
		}
	}
	return sole
}

// opinionNear reports whether unit i is an opinion, or one follows close.
func (s *scratch) opinionNear(i int) bool {
	for j := i; j <= i+2 && j < len(s.units) && (j == i || !s.units[j].clause); j++ {
		if s.units[j].listed != 0 {
			return true
		}
	}
	return false
}

// away turns over the comparison before unit i, of its clause: "better ones elsewhere".
// One that is negated is praise: "you won't find better elsewhere".
func (s *scratch) away(i int) {
	denied, at := false, -1
	for j := i - 1; j >= 0 && !s.units[j+1].clause; j-- {
		u := &s.units[j]
		if at < 0 && s.height(j) == comparison {
			at = j
		}
		denied = denied || u.does == negate || u.does == negateAround || u.does == negateIfOpen
	}
	for j := at; j >= 0 && j < i; j++ {
		if u := &s.units[j]; u.listed > 0 {
			u.turned = !denied
		}
	}
}
