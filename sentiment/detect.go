package sentiment

import (
	"strings"
	"unicode/utf8"
)

// The words that are frequent in one of the languages and are no word of the
// other, without accents.
const (
	englishFrequent = ` the and is of to it you that this with for was are my i so be have not but they what we your just like all do at he she his her its
		will would there their from by been had has were when who can could about out up if then them than these those some how which im dont its good love great `
	frenchFrequent = ` le la les des est et je tu il elle une du pas que qui pour dans sur ce cette ces mon ma mes son sa ses nous vous ils elles avec mais ou
		au aux en ne plus tres bien c'est j'ai qu'il jai cest ca suis sont etait etre avoir fait tout tous bon merci quoi quand comme moi toi lui leur par sans
		on un d l j c s n m t qu si peu trop aussi encore rien jamais meme ai as a y `
)

// maxDetect is the part of a text that decides on its language, in bytes.
const maxDetect = 2048

// isFrench reports whether more of the frequent words of a text are French.
func isFrench(text string) bool {
	if len(text) > maxDetect {
		text = text[:maxDetect]
	}
	balance := 0
	var word [16]byte
	n := 1
	word[0] = ' '
	count := func() {
		if n > 1 && n < len(word) {
			word[n] = ' '
			key := string(word[:n+1])
			if strings.Contains(frenchFrequent, key) {
				balance++
			}
			if strings.Contains(englishFrequent, key) {
				balance--
			}
		}
		n = 1
	}
	add := func(c byte) {
		if n < len(word)-1 {
			word[n] = c
		}
		n = min(n+1, len(word))
	}
	for pos := 0; pos < len(text); {
		c := text[pos]
		switch kinds[c] {
		case letter, capital:
			add(lower(c))
			pos++
			continue
		case wide:
			r, size := utf8.DecodeRuneInString(text[pos:])
			pos += size
			if base := latin(r); base != '.' {
				add(base)
			} else if !silent(r) {
				count()
			}
			continue
		}
		count()
		pos++
	}
	count()
	return balance > 0
}
