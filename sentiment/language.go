package sentiment

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"sync"
)

// A Language is one that a [Lexicon] reads.
type Language uint8

// The languages.
const (
	English Language = iota
	French
	// Detect reads each text in the language that [DetectLanguage] finds, and
	// does not read one that is in neither.
	Detect
	// Unread is the language of a text that is neither English nor French.
	Unread
)

// languages are the names of the languages.
var languages = [...]string{"English", "French", "Detect", "Unread"}

// String returns "English", "French", "Detect" or "Unread", and a text like
// "Language(4)" for a number that is not a language.
func (l Language) String() string {
	if int(l) >= len(languages) {
		return fmt.Sprintf("Language(%d)", uint8(l))
	}
	return languages[l]
}

// embedded are the languages. Another language is another line here, with its
// classes and its files.
var embedded = [...]*language{
	English: newLanguage(englishImage, englishGrammar, englishClasses[:]),
	French:  newLanguage(frenchImage, frenchGrammar, frenchClasses[:]),
}

// A language is what the rules need to know of a language. What it returns is
// read when it is first asked for, and not changed after.
type language struct {
	classes []class
	grammar func() *grammar
	table   func() *table // with the embedded words
}

func newLanguage(image, file string, classes []class) *language {
	l := &language{classes: classes}
	l.grammar = sync.OnceValue(func() *grammar {
		g, _ := readGrammar(file) // a test reads it
		return g
	})
	l.table = sync.OnceValue(func() *table { return readImage(image, l.grammar()) })
	return l
}

// A class of words has the same rule for their forms. Forms may have accents: the
// caller folds them.
type class struct {
	name  string
	forms func(g *grammar, e entry, add func(form string)) error
}

// inflect calls add with every form of an entry: the entry itself, the irregular
// forms that it lists, and those of the rule of its class.
func (l *language) inflect(e entry, add func(form string)) error {
	add(e.text)
	for form := range strings.FieldsSeq(e.extra) {
		add(form)
	}
	var names []string
	for _, c := range l.classes {
		if c.name == e.class {
			return c.forms(l.grammar(), e, add)
		}
		names = append(names, c.name)
	}
	return fmt.Errorf("class %q is none of %s", e.class, strings.Join(names, ", "))
}

// asItIs is the rule of a class without other forms.
func asItIs(*grammar, entry, func(string)) error { return nil }

// A grammar is what a file of words of grammar says.
type grammar struct {
	words     []grammarWord
	roles     []role
	elisions  []string          // short words that an apostrophe ties to the next word
	feminines map[string]string // of adjectives that no rule covers
}

// A grammarWord is a word or phrase with its role, an index in roles from 1.
type grammarWord struct {
	entry
	role uint8
}

// A role is what words of grammar do to the words of opinion around them. A
// word may stand in the lexicon too: it then counts by itself only where it
// has nothing to act on ("pretty bad" against "so pretty").
type role struct {
	does   action
	amount float64 // added to the valence, of degree and degreeBefore; see atPeak
	reach  uint8   // how many words it reaches, 0 for the whole clause; see peak
}

// An action is what a role does.
type action uint8

const (
	// inert does nothing. A phrase of it hides the words in it: "not only" does
	// not negate.
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
	// negateAlso is a negation that takes none back: "nor".
	negateAlso
	// and ends the reach of a negation but within a list: "not fast and reliable".
	and
	// or goes on with a list: "not useful, fast or friendly".
	or
	// needed is what says nothing, and is a complaint of its amount where it is
	// negated: "never arrived".
	needed
	// measure is what says nothing, and is a complaint of its amount where it is
	// too much or not enough: "too small".
	measure
	// enough takes back a negation that a superlative is meant by: "can't thank them
	// enough".
	enough
	// compared is a comparative: "better".
	compared
	// than begins what something is compared with, of which the rest of the clause
	// is said: "better than the awful old one".
	than
	// away says that a comparison before it is of something else: "better elsewhere".
	away
	// former says that the clause is about what was before: "the old one was
	// better".
	former
	// unreal turns over the praise that follows: "I hoped it would be good".
	unreal
	// unrealMore turns over a comparative that follows: "should be better".
	unrealMore
	// relief turns over the complaint that follows, or the one just before: "solved
	// my problem".
	relief
	// cheer is a praise that a complaint after it turns to mockery: "great, another
	// delay".
	cheer
	// sway is a sign of sorrow that praise turns to joy: "😭 so good".
	sway
)

// actions are the names of the actions in the files.
var actions = [...]string{
	"inert", "negate", "open", "negateAround", "negateIfOpen", "carry", "stop", "degree", "degreeBefore", "contrast",
	"negateAlso", "and", "or", "needed", "measure", "enough", "compared", "than", "away", "former", "unreal", "unrealMore", "relief", "cheer", "sway",
}

// readGrammar reads a file of words of grammar, which has the columns of a
// lexicon: the entry, an amount, what it does, and its reach or its other form.
func readGrammar(file string) (*grammar, error) {
	g := &grammar{feminines: map[string]string{}}
	for e, err := range entriesOf(file) {
		if err != nil {
			return nil, err
		}
		switch e.class {
		case "elision":
			g.elisions = append(g.elisions, e.text)
		case "feminine":
			g.feminines[e.text] = e.extra
		default:
			r, err := roleOf(e)
			if err != nil {
				return nil, e.fail(err)
			}
			i := slices.Index(g.roles, r)
			if i < 0 {
				i = len(g.roles)
				g.roles = append(g.roles, r)
			}
			g.words = append(g.words, grammarWord{e, uint8(i + 1)})
		}
	}
	return g, nil
}

// roleOf returns the role of an entry of grammar.
func roleOf(e entry) (role, error) {
	does := slices.Index(actions[:], e.class)
	if does < 0 {
		return role{}, fmt.Errorf("%q is not an action", e.class)
	}
	r := role{does: action(does), amount: e.valence}
	if e.extra == "" {
		return r, nil
	}
	reach, err := strconv.ParseUint(e.extra, 10, 8)
	r.reach = uint8(reach)
	return r, err
}
