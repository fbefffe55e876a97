package sentiment

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed lexicon/fr.table
var frenchImage string

//go:embed lexicon/fr_grammar.txt
var frenchGrammar string

// frenchClasses are verbs in -er, verbs like finir, verbs whose forms are listed,
// nouns, adjectives, and entries as they are.
var frenchClasses = [...]class{
	{"v1", frenchFirst}, {"v2", frenchSecond}, {"v3", frenchThird}, {"n", frenchNoun}, {"a", frenchAdjective}, {"x", asItIs},
}

// The endings of regular verbs: present, imperfect, past, subjunctive and
// participles, then what comes after the infinitive, future and conditional.
// A cedilla is none in the table, so that "menaçait" is regular.
var (
	endingsFirst  = [...]string{"e", "es", "é", "és", "ée", "ées", "ons", "ez", "ent", "ais", "ait", "ions", "iez", "aient", "ai", "a", "èrent", "ant"}
	endingsSecond = [...]string{
		"is", "it", "issons", "issez", "issent", "issais", "issait", "issions", "issiez", "issaient", "isse", "isses", "irent", "issant", "i", "ie", "ies",
	}
	endingsFuture = [...]string{"ai", "as", "a", "ons", "ez", "ont", "ais", "ait", "ions", "iez", "aient"}
	// Those of a verb in -er before which e is added to -g: dérangeait.
	endingsBroad = [...]string{"ons", "ais", "ait", "aient", "ai", "a", "ant"}
	// Those of a verb in -er that begin with a mute e: ennuie, rejettera.
	endingsMute = [...]string{"e", "es", "ent", "erai", "eras", "era", "erons", "erez", "eront", "erait", "eraient"}
)

// frenchFirst gives the forms of a verb in -er.
func frenchFirst(_ *grammar, e entry, add func(string)) error {
	stem, ok := strings.CutSuffix(e.text, "er")
	if !ok {
		return fmt.Errorf("a verb of class v1 ends in -er")
	}
	addEndings(stem, endingsFirst[:], add)
	addEndings(stem+"er", endingsFuture[:], add)
	switch {
	case strings.HasSuffix(stem, "g"):
		addEndings(stem+"e", endingsBroad[:], add)
	case strings.HasSuffix(stem, "y"):
		addEndings(stem[:len(stem)-1]+"i", endingsMute[:], add)
	case strings.HasSuffix(stem, "el"), strings.HasSuffix(stem, "et"):
		addEndings(stem+stem[len(stem)-1:], endingsMute[:], add)
	}
	return nil
}

// frenchSecond gives the forms of a verb like finir.
func frenchSecond(_ *grammar, e entry, add func(string)) error {
	stem, ok := strings.CutSuffix(e.text, "ir")
	if !ok {
		return fmt.Errorf("a verb of class v2 ends in -ir")
	}
	addEndings(stem, endingsSecond[:], add)
	addEndings(stem+"ir", endingsFuture[:], add)
	return nil
}

func frenchThird(_ *grammar, e entry, _ func(string)) error {
	if e.extra == "" {
		return fmt.Errorf("a verb of class v3 has its forms in the fourth column")
	}
	return nil
}

func frenchNoun(_ *grammar, e entry, add func(string)) error {
	add(frenchPlural(e.text))
	return nil
}

// addEndings gives a stem with each ending.
func addEndings(stem string, endings []string, add func(string)) {
	for _, ending := range endings {
		add(stem + ending)
	}
}

// frenchPlural returns the plural of the first word of a noun: journal, journaux;
// jeu, jeux; coup de cœur, coups de cœur.
func frenchPlural(entry string) string {
	head, rest, phrase := strings.Cut(entry, " ")
	if phrase {
		rest = " " + rest
	}
	switch {
	case strings.HasSuffix(head, "s"), strings.HasSuffix(head, "x"), strings.HasSuffix(head, "z"):
	case strings.HasSuffix(head, "al"):
		head = head[:len(head)-1] + "ux"
	case strings.HasSuffix(head, "eau"), strings.HasSuffix(head, "eu"):
		head += "x"
	default:
		head += "s"
	}
	return head + rest
}

// feminineEnds are the ends of adjectives, masculine and feminine. The first that
// fits counts, and -e is added to others.
var feminineEnds = [...][2]string{
	{"e", "e"},
	{"eux", "euse"},
	{"oux", "ouse"},
	{"eur", "euse"},
	{"el", "elle"},
	{"eil", "eille"},
	{"en", "enne"},
	{"on", "onne"},
	{"et", "ette"},
	{"er", "ère"},
	{"eau", "elle"},
	{"as", "asse"},
	{"os", "osse"},
	{"nc", "nche"},
	{"c", "que"},
	{"f", "ve"},
}

// frenchAdjective gives the feminine, the plurals and the adverb.
func frenchAdjective(g *grammar, e entry, add func(string)) error {
	entry := e.text
	feminine, ok := g.feminines[entry]
	if !ok {
		feminine = entry + "e"
		for _, end := range feminineEnds {
			if stem, ok := strings.CutSuffix(entry, end[0]); ok {
				feminine = stem + end[1]
				break
			}
		}
	}
	add(feminine)
	add(feminine + "s")
	add(frenchPlural(entry))
	if strings.HasSuffix(entry, "al") {
		add(entry + "s") // bancals, géniaux: both are written
	}
	// The adverb: heureusement, violemment. Few are made of other ends, such as
	// participles; those are entries.
	switch {
	case strings.HasSuffix(entry, "ent"):
		add(entry[:len(entry)-2] + "mment")
	case strings.HasSuffix(entry, "e"), strings.HasSuffix(entry, "l"), strings.HasSuffix(entry, "x"), strings.HasSuffix(entry, "f"):
		add(feminine + "ment")
	}
	return nil
}
