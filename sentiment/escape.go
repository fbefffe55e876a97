package sentiment

import (
	"strconv"
	"strings"
	"sync"
	"unicode/utf8"
)

// An escape is a character reference of HTML that was replaced.
type escape struct {
	at          int // where what it stands for begins in the plain text
	short, long int // the lengths of that and of the reference
}

// escapes are those of a text, in their order.
type escapes []escape

// unescape returns a text with its character references replaced, as feeds and
// exports have them: "don&#39;t", "d&eacute;&ccedil;u", and "&amp;eacute;", which
// was escaped twice. A text without any is returned as it is. The references are
// appended to found if that is not nil.
func unescape(text string, found *escapes) string {
	at := strings.IndexByte(text, '&')
	if at < 0 {
		return text
	}
	var b strings.Builder
	done := 0
	for at < len(text) {
		if r, long := reference(text[at:]); long > 0 {
			if done == 0 {
				b.Grow(len(text))
			}
			b.WriteString(text[done:at])
			if found != nil {
				*found = append(*found, escape{b.Len(), utf8.RuneLen(r), long})
			}
			b.WriteRune(r)
			done = at + long
			at = done - 1
		}
		next := strings.IndexByte(text[at+1:], '&')
		if next < 0 {
			break
		}
		at += 1 + next
	}
	if done == 0 {
		return text
	}
	b.WriteString(text[done:])
	return b.String()
}

// longestName is the longest name of a reference, or number of one.
const longestName = 8

// reference returns what the reference that begins at the "&" of text stands for,
// and its length, 0 where none begins.
func reference(text string) (r rune, long int) {
	end := 1
	for end < len(text) && end <= longestName && (plain[text[end]] != 0 || text[end] == '#') {
		end++
	}
	if end == 1 || end == len(text) || text[end] != ';' {
		return 0, 0
	}
	name := text[1:end]
	long = end + 1
	if number, ok := strings.CutPrefix(name, "#"); ok {
		return numbered(number), long
	}
	r, ok := references()[name]
	if !ok {
		r = utf8.RuneError // another name of HTML 5
	}
	if r == '&' && len(text) > long { // escaped twice?
		if again, more := reference(text[end:]); more > 0 {
			return again, end + more
		}
	}
	return r, long
}

// numbered returns the code point of a decimal number, or of a hexadecimal one
// after an x.
func numbered(number string) rune {
	base := 10
	if hex, ok := strings.CutPrefix(strings.ToLower(number), "x"); ok {
		number, base = hex, 16
	}
	code, err := strconv.ParseUint(number, base, 32)
	if r := rune(code); err == nil && code <= utf8.MaxRune && utf8.ValidRune(r) && r != 0 {
		return r
	}
	return utf8.RuneError
}

// The names of HTML 4: those of U+00A0 to U+00FF in order, then others with what
// they stand for.
const (
	latinNames = "nbsp iexcl cent pound curren yen brvbar sect uml copy ordf laquo not shy reg macr " +
		"deg plusmn sup2 sup3 acute micro para middot cedil sup1 ordm raquo frac14 frac12 frac34 iquest " +
		"Agrave Aacute Acirc Atilde Auml Aring AElig Ccedil Egrave Eacute Ecirc Euml Igrave Iacute Icirc Iuml " +
		"ETH Ntilde Ograve Oacute Ocirc Otilde Ouml times Oslash Ugrave Uacute Ucirc Uuml Yacute THORN szlig " +
		"agrave aacute acirc atilde auml aring aelig ccedil egrave eacute ecirc euml igrave iacute icirc iuml " +
		"eth ntilde ograve oacute ocirc otilde ouml divide oslash ugrave uacute ucirc uuml yacute thorn yuml"
	otherNames = "amp & lt < gt > quot \" apos ' OElig Œ oelig œ Scaron Š scaron š Yuml Ÿ " +
		"ensp \u2002 emsp \u2003 thinsp \u2009 zwnj \u200c zwj \u200d lrm \u200e rlm \u200f ndash – mdash — " +
		"lsquo ‘ rsquo ’ sbquo ‚ ldquo “ rdquo ” bdquo „ lsaquo ‹ rsaquo › bull • hellip … prime ′ Prime ″ euro € trade ™ " +
		"larr ← rarr → hearts ♥ spades ♠ clubs ♣ diams ♦ check ✓ cross ✗ star ☆ starf ★ phone ☎"
)

// references has the code points by name.
var references = sync.OnceValue(func() map[string]rune {
	all := map[string]rune{}
	r := rune(0xA0)
	for name := range strings.SplitSeq(latinNames, " ") {
		all[name] = r
		r++
	}
	name := ""
	for part := range strings.SplitSeq(otherNames, " ") {
		if name == "" {
			name = part
			continue
		}
		all[name], _ = utf8.DecodeRuneInString(part)
		name = ""
	}
	return all
})

// before returns where byte i of the plain text is in the text with references.
// Within what a reference stands for, that is where the reference begins.
func (e escapes) before(i int) int {
	shift := 0
	for _, one := range e {
		if i <= one.at {
			break
		}
		if i < one.at+one.short {
			return one.at + shift
		}
		shift += one.long - one.short
	}
	return i + shift
}
