package sentiment

import (
	"unicode"
	"unicode/utf8"
)

// The letters that Latin letters with marks are built on, in lower case, one a
// code point; "." stands for a letter without one. A, O and S are ae, oe, ss.
// They are the first letters of the canonical decompositions of Unicode, with
// which a text in NFC and one in NFD read the same, and æ, ð, đ, ħ, ı, ł, ø, œ,
// ß, þ, ŧ, which have none.
const (
	latin1 = "" + // U+00C0 to U+017F
		"aaaaaaAceeeeiiiidnooooo.ouuuuytSaaaaaaAceeeeiiiidnooooo.ouuuuyty" +
		"aaaaaaccccccccddddeeeeeeeeeegggggggghhhhiiiiiiiiiiiijjkkkllllll." +
		".llnnnnnnnnnooooooOOrrrrrrssssssssttttttuuuuuuuuuuuuwwyyyzzzzzz."
	latinB = "" + // U+01CD to U+0233
		"aaiioouuuuuuuuuu.aaaaAAggggkkoooo..j...gg..nnaaAAooaaaaeeeeiiiio" +
		"ooorrrruuuusstt..hh......aaeeooooooooyy"
	latinMore = "" + // U+1E00 to U+1EFF
		"aabbbbbbccddddddddddeeeeeeeeeeffgghhhhhhhhhhiiiikkkkkkllllllllmm" +
		"mmmmnnnnnnnnoooooooopppprrrrrrrrssssssssssttttttttuuuuuuuuuuvvvv" +
		"wwwwwwwwwwxxxxyyzzzzzzhtwyas..S.aaaaaaaaaaaaaaaaaaaaaaaaeeeeeeee" +
		"eeeeeeeeiiiioooooooooooooooooooooooouuuuuuuuuuuuuuyyyyyyyy......"
)

// latin returns the place of r in those tables, '.' for a letter without one.
func latin(r rune) byte {
	switch {
	case 0xC0 <= r && r < 0x180:
		return latin1[r-0xC0]
	case 0x1CD <= r && r < 0x234:
		return latinB[r-0x1CD]
	case 0x1E00 <= r && r < 0x1F00:
		return latinMore[r-0x1E00]
	case r == 'Ơ' || r == 'ơ':
		return 'o'
	case r == 'Ư' || r == 'ư':
		return 'u'
	}
	return '.'
}

// fold returns one or two letters in lower case and without marks for a letter;
// second is 0 for one.
func fold(r rune) (first, second rune) {
	if r < utf8.RuneSelf {
		return rune(lower(byte(r))), 0
	}
	switch base := latin(r); base {
	case '.':
		return unicode.ToLower(r), 0
	case 'A':
		return 'a', 'e'
	case 'O':
		return 'o', 'e'
	case 'S':
		return 's', 's'
	default:
		return rune(base), 0
	}
}

// silent reports whether r changes the look of what it follows and not what is
// said: a combining mark, a variation selector, a skin tone, a joiner.
func silent(r rune) bool {
	switch {
	case 0x0300 <= r && r <= 0x036F, 0xFE00 <= r && r <= 0xFE0F, 0x1F3FB <= r && r <= 0x1F3FF, r == 0x200D, r == 0x200C, r == 0xAD, r == 0xFEFF, r == 0x20E3:
		return true
	}
	return false
}

// apostrophe reports whether r is in use as one.
func apostrophe(r rune) bool {
	switch r {
	case '\'', '’', '‘', 'ʼ', '´', '`', '′', '＇':
		return true
	}
	return false
}
