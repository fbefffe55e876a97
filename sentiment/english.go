package sentiment

import (
	_ "embed"
	"fmt"
	"strings"
)

//go:embed lexicon/en.table
var englishImage string

// The weights of degree words are the effect that Hutto and Gilbert measured
// with human raters ("VADER", ICWSM 2014, table 3): 0.293 of a scale of -4 to 4.
const (
	stronger = 0.293
	weaker   = -0.293
)

// english are the tables of English.
var english = language{
	image:   englishImage,
	inflect: inflectEnglish,
	roles: []role{
		{does: negate, reach: 6, words: `not, never, cannot, can't, cant, don't, dont, doesn't, doesnt, didn't, didnt,
			won't, wont, wouldn't, wouldnt, isn't, isnt, aren't, arent, ain't, aint, wasn't, wasnt, weren't, werent,
			hasn't, hasnt, haven't, havent, hadn't, hadnt, couldn't, couldnt, shouldn't, shouldnt, mustn't, needn't,
			mightn't, shan't, not at all, nowhere near, far from, anything but, no longer, not even, by no means, in no way, nor, neither, nobody, none of, hardly,
			scarcely, barely, rarely, seldom, failed to, fails to, fail to, failing to, lack of, refused to`},
		// These stand before a noun and reach no further than its adjectives.
		{does: negate, reach: 3, words: "no, without, zero, never any, not any, nothing, neither of"},
		{does: inert, words: `not only, not just, not merely, not to mention, no matter, no wonder, no doubt, without a doubt, without doubt,
			without question, no question, why not, if not, whether or not, not sure if, can't wait, cant wait, cannot wait,
			can't help but, couldn't help but, never mind, nevermind, nothing but, none other, more often than not, no one, never fails to, not until,
			can't get enough, can't stop, couldn't be more, could not be more, never been so, never been more, never been`},
		{does: carry, words: `think, thought, believe, believed, feel, felt, expect, expected, suppose, guess, say, said, mean, see, find, found,
			consider, seem, seems, seemed, appear, know, want, recommend`},
		{does: stop, words: "because, since, cause, cuz, so i, so i'm, so im, so i'll, so you, so we, so he, so she, so it, so they, so the, so my, if, when, while, where, which, who, until, unless, and, instead, except, though, although, even though"},
		{does: degree, amount: stronger, words: `absolutely, amazingly, awfully, completely, considerably, decidedly, deeply, damn, effing, enormously,
			entirely, especially, exceptionally, extremely, fabulously, flipping, freaking, freakin, frickin, friggin, fricking, frigging, fully, fuckin, fucking,
			fuggin, greatly, hella, highly, hugely, incredibly, insanely, intensely, majorly, mega, more, most, much, particularly, purely, quite,
			really, rly, reallly, remarkably, seriously, so, so very, so damn, strongly, substantially, super, such, such a, terribly, thoroughly, too, total, totally,
			tremendously, truly, uber, unbelievably, unusually, utterly, very, vry, v, way too, wholly, extra, perfectly, exceedingly, genuinely, ridiculously, wildly,
			massively, real, huge, major, as hell, all the, pretty damn, ever so, deadly, dead, bloody, soo, sooo, a lot of, lots of, so many, so much, too much, immensely,
			infinitely, supremely, literally, beyond, complete, absolute, utter, sheer, pure, far too, heavily, profoundly, painfully, horribly, dreadfully, wonderfully,
			surprisingly, every, even more, always, definitely, certainly`},
		{does: degree, amount: weaker, words: `almost, barely, kinda, kind of, kindof, kind-of, less, little, a little, a bit, slightly, somewhat, sort of, sorta,
			sortof, sort-of, partly, marginally, occasionally, occasional, scarce, scarcely, fairly, rather, mostly, partially, relatively, reasonably, moderately, some,
			mildly, sometimes, at times, supposedly, allegedly, semi, could be, might be, maybe, perhaps, possibly, at least, would have been, could have been, tries to be, trying to be,
			a touch, a tad, decently, nearly, borderline, not entirely, not completely, not totally, not always, not fully, not quite, if only`},
		{does: degreeBefore, amount: stronger, words: "so much, very much, a lot, a ton, tons, a bunch, to death, to bits, as hell, as fuck, af, big time, like crazy, ever, like hell, so so much, more than anything, to no end, the most"},
		{does: contrast, words: "but, however, nevertheless, nonetheless, but then, but then again, but still, on the other hand"},
	},
}

// inflectEnglish gives the regular forms of a verb (v), noun (n) or adjective
// (a), or the entry as it is (x). Extra holds irregular forms, separated by
// spaces; those of a verb stand for its past and participle. Of a phrase the
// first word of a verb and the last of a noun are inflected.
func inflectEnglish(entry, class, extra string, add func(string)) error {
	add(entry)
	for form := range strings.FieldsSeq(extra) {
		add(form)
	}
	switch class {
	case "x":
	case "n":
		add(withS(entry))
	case "v":
		head, rest, _ := strings.Cut(entry, " ")
		if rest != "" {
			rest = " " + rest
		}
		add(withS(head) + rest)
		stem := head
		switch {
		case strings.HasSuffix(head, "ie"): // lie, lying
			add(head[:len(head)-2] + "ying" + rest)
		case strings.HasSuffix(head, "ee"), strings.HasSuffix(head, "oe"), strings.HasSuffix(head, "ye"):
			add(head + "ing" + rest)
		case strings.HasSuffix(head, "e"):
			add(head[:len(head)-1] + "ing" + rest)
		default:
			if doubles(head) {
				stem = head + head[len(head)-1:]
			}
			add(stem + "ing" + rest)
		}
		if extra == "" || rest != "" {
			add(withSuffix(stem, "ed") + rest)
		}
	case "a":
		if gradable(entry) {
			stem := entry
			if doubles(entry) {
				stem = entry + entry[len(entry)-1:]
			}
			add(withSuffix(stem, "er"))
			add(withSuffix(stem, "est"))
		}
		if !strings.HasSuffix(entry, "ly") {
			add(adverb(entry))
		}
	default:
		return fmt.Errorf("class %q is none of v, n, a, x", class)
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
