package sentiment

import (
	_ "embed"
	"strings"
)

//go:embed lexicon/en.table
var englishImage string

//go:embed lexicon/en_grammar.txt
var englishGrammar string

// englishClasses are verbs, nouns, adjectives, and entries as they are. The
// irregular forms of a verb stand for its past and participle. Of a phrase, the
// first word of a verb and the last of a noun are inflected.
var englishClasses = [...]class{{"v", englishVerb}, {"n", englishNoun}, {"a", englishAdjective}, {"x", asItIs}}

func englishNoun(_ *grammar, e entry, add func(string)) error {
	add(withS(e.text))
	return nil
}

// gerunds are the ends of verbs before -ing, and what becomes of them: lying,
// agreeing, loving. The first that fits counts.
var gerunds = [...][2]string{{"ie", "y"}, {"ee", "ee"}, {"oe", "oe"}, {"ye", "ye"}, {"e", ""}}

func englishVerb(_ *grammar, e entry, add func(string)) error {
	head, rest, _ := strings.Cut(e.text, " ")
	phrase := rest != ""
	if phrase {
		rest = " " + rest
	}
	add(withS(head) + rest)
	stem := doubled(head)
	gerund := stem
	for _, end := range gerunds {
		if before, ok := strings.CutSuffix(head, end[0]); ok {
			gerund = before + end[1]
			break
		}
	}
	add(gerund + "ing" + rest)
	if e.extra == "" || phrase {
		add(withSuffix(stem, "ed") + rest)
	}
	return nil
}

func englishAdjective(_ *grammar, e entry, add func(string)) error {
	if gradable(e.text) {
		add(withSuffix(doubled(e.text), "er"))
		add(withSuffix(doubled(e.text), "est"))
	}
	if !strings.HasSuffix(e.text, "ly") {
		add(adverb(e.text))
	}
	return nil
}

// withS appends the -s of the plural and of the third person.
func withS(word string) string {
	for _, hiss := range [...]string{"s", "x", "z", "ch", "sh"} {
		if strings.HasSuffix(word, hiss) {
			return word + "es"
		}
	}
	if stem, ok := consonantY(word); ok {
		return stem + "ies"
	}
	return word + "s"
}

// withSuffix appends a suffix that begins with e: nice, nicer; happy, happier.
func withSuffix(word, suffix string) string {
	if strings.HasSuffix(word, "e") {
		return word + suffix[1:]
	}
	if stem, ok := consonantY(word); ok {
		return stem + "i" + suffix
	}
	return word + suffix
}

// adverb is the -ly form: sad, sadly; happy, happily; terrible, terribly;
// tragic, tragically.
func adverb(word string) string {
	switch {
	case strings.HasSuffix(word, "ll"):
		return word + "y"
	case strings.HasSuffix(word, "le") && len(word) > 4 && !vowel(word[len(word)-3]):
		return word[:len(word)-1] + "y"
	case strings.HasSuffix(word, "ic"):
		return word + "ally"
	}
	if stem, ok := consonantY(word); ok {
		return stem + "ily"
	}
	return word + "ly"
}

// gradable reports whether an adjective takes -er and -est: one syllable, or
// two that end in y.
func gradable(word string) bool {
	if stem, ok := strings.CutSuffix(word, "ly"); ok {
		return syllables(stem) == 1
	}
	n := syllables(word)
	return n == 1 || n == 2 && strings.HasSuffix(word, "y")
}

// doubled returns the stem before -ing, -ed, -er and -est.
func doubled(word string) string {
	if doubles(word) {
		return word + word[len(word)-1:]
	}
	return word
}

// doubles reports whether the last letter is doubled before a vowel: one
// syllable of consonant, vowel, consonant (sad, stop), or one of the endings
// that carry the stress (regret, prefer, commit, expel).
func doubles(word string) bool {
	if len(word) < 3 || !closed(word) {
		return false
	}
	for _, stressed := range [...]string{"gret", "efer", "mmit", "pel"} {
		if strings.HasSuffix(word, stressed) {
			return true
		}
	}
	return syllables(word) == 1
}

// closed reports whether the word ends in consonant, vowel, consonant.
func closed(word string) bool {
	n := len(word)
	last := word[n-1]
	return !vowel(last) && last != 'w' && last != 'x' && last != 'y' && vowel(word[n-2]) && (!vowel(word[n-3]) || word[n-3] == 'u' && n > 3 && word[n-4] == 'q')
}

// consonantY cuts the y off a word that ends in a consonant and y.
func consonantY(word string) (stem string, ok bool) {
	stem, ok = strings.CutSuffix(word, "y")
	return stem, ok && stem != "" && !vowel(stem[len(stem)-1])
}

// syllables counts the groups of vowels, without a final e.
func syllables(word string) int {
	n, inVowel := 0, false
	for i := range len(word) {
		v := vowel(word[i]) || word[i] == 'y' && i > 0
		if v && !inVowel && !(word[i] == 'e' && i == len(word)-1 && n > 0) {
			n++
		}
		inVowel = v
	}
	return n
}

func vowel(c byte) bool {
	return c == 'a' || c == 'e' || c == 'i' || c == 'o' || c == 'u'
}
