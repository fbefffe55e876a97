package sentiment

import (
	"strings"
	"unicode/utf8"
)

// accentVotes is which languages write a letter.
func accentVotes(r rune) votes {
	switch r {
	case 'é':
		return vote(frenchLane, 2) + vote(spanishLane, 1) + vote(portugueseLane, 1) + vote(italianLane, 1)
	case 'è', 'à', 'ù':
		return vote(frenchLane, 2) + vote(italianLane, 2)
	case 'ê', 'â', 'ç', 'ô':
		return vote(frenchLane, 2) + vote(portugueseLane, 2)
	case 'î', 'û', 'œ', 'ÿ':
		return vote(frenchLane, 2)
	case 'ë', 'ï':
		return vote(frenchLane, 2) + vote(dutchLane, 2)
	case 'á', 'í', 'ó', 'ú':
		return vote(spanishLane, 2) + vote(portugueseLane, 2) + vote(otherLane, 1)
	case 'ñ':
		return vote(spanishLane, 2)
	case 'ã', 'õ':
		return vote(portugueseLane, 2)
	case 'ì', 'ò':
		return vote(italianLane, 2)
	case 'ä', 'ö', 'ü', 'ß':
		return vote(germanLane, 2) + vote(otherLane, 2)
	}
	return vote(otherLane, 2)
}

// marks above and below letters, and the letters that have them.
var marked = [...]struct {
	mark           rune
	plain, letters string
}{
	{0x300, "aeiou", "àèìòù"},
	{0x301, "aeiou", "áéíóú"},
	{0x302, "aeiou", "âêîôû"},
	{0x303, "aon", "ãõñ"},
	{0x308, "aeiouy", "äëïöüÿ"},
	{0x327, "c", "ç"},
}

// compose returns a letter with a mark, or the mark.
func compose(base byte, mark rune) rune {
	for _, m := range marked {
		if i := strings.IndexByte(m.plain, base); i >= 0 && m.mark == mark {
			r, _ := utf8.DecodeRuneInString(m.letters[2*i:])
			return r
		}
	}
	return mark
}
