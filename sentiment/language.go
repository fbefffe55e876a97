package sentiment

// A language is what the rules need to know of a language. It holds tables and
// one function, no state: another language is another value of this type, and a
// line in embedded.
type language struct {
	// image is the table of the embedded lexicons, see image.go.
	image string

	// inflect calls add with every form of an entry, the entry among them.
	// extra is the fourth column of the file, forms that no rule gives. It
	// returns an error for a class that the language does not have. Forms may
	// have accents: the caller folds them.
	inflect func(entry, class, extra string, add func(form string)) error

	// elisions are the short words that an apostrophe ties to the next word
	// ("l d qu"), separated by spaces: "l'arnaque" is read as "l" and "arnaque".
	elisions string

	// roles are the words of grammar.
	roles []role
}

// A role is what words of grammar do to the words of opinion around them. A
// word may stand in the lexicon too: it then counts by itself only where it
// has nothing to act on ("pretty bad" against "so pretty").
type role struct {
	does   action
	amount float64 // added to the valence, of degree and degreeBefore; see negateIfOpen
	reach  int     // how many words a negation reaches, 0 for the whole clause
	words  string  // words and phrases, separated by commas
}

// An action is what a role does.
type action uint8

const (
	// inert does nothing. A phrase of it hides the words in it: "not only" is no
	// negation.
	inert action = iota
	// negate turns over what follows in the clause: "not good".
	negate
	// open is the first half of a negation in two words, which does nothing
	// without the second: "ne".
	open
	// negateAround closes what open began, and turns over what lies between and
	// what follows: "n'aime pas", "n'est pas bon". Without the first half it
	// turns over the word just before and what follows: "j'aime pas".
	negateAround
	// negateIfOpen is negateAround where a negation is open, and otherwise a
	// degree of its amount: "plus".
	negateIfOpen
	// carry takes a negation on to the end of the clause: "I do not think that
	// this is good".
	carry
	// stop ends the reach of a negation: "because".
	stop
	// degree strengthens (amount > 0) or weakens the word that follows within
	// three words: "very good".
	degree
	// degreeBefore does so to the word before: "love it so much".
	degreeBefore
	// contrast lets what follows weigh more than what came before: "but".
	contrast
)
