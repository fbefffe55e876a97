package rows

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/shopspring/decimal"
)

// amounts reads the money of one column in the dialect of its file.
type amounts struct {
	mark     byte   // before the decimals: '.' or ','
	grouping bool   // the other of the two may stand between thousands
	currency string // of the cells so far; all have the same
}

func newAmounts(o Options) *amounts {
	a := &amounts{mark: '.', grouping: o.Decimal != 0}
	if o.Decimal == ',' {
		a.mark = ','
	}
	return a
}

func (a *amounts) parse(s string) (number, string) {
	if a.mark == '.' {
		if units, places, ok := parsePlain(s); ok {
			return number{form: plain, units: units, places: places}, ""
		}
	}
	if len(s) > maxMoneyText {
		return number{}, "a number of more than 64 characters"
	}
	s, currency := withoutCurrency(s)
	if currency != "" {
		if a.currency == "" {
			a.currency = strings.Clone(currency)
		}
		if currency != a.currency {
			return number{}, "not in " + a.currency + ", as the lines before"
		}
	}
	s, ok := a.plain(s)
	if !ok {
		return number{}, notDecimal
	}
	n, reason := parseNumber(s)
	if reason == notDecimal && a.mark == '.' && !a.grouping && strings.Count(s, ",") == 1 {
		if _, reason := parseNumber(strings.Replace(s, ",", ".", 1)); reason == "" {
			return n, notDecimal + "; a comma before decimals is -decimal ,"
		}
	}
	return n, reason
}

const notDecimal = "not a decimal number"

// money is parse for a column of decimals.
func (a *amounts) money(s string) (decimal.Decimal, string) {
	n, reason := a.parse(s)
	return n.times(1), reason
}

// withoutCurrency takes a sign or a code of three letters off an end of a number.
func withoutCurrency(s string) (rest, currency string) {
	first, size := utf8.DecodeRuneInString(strings.TrimPrefix(s, "-"))
	if unicode.Is(unicode.Sc, first) { // -€12 as €-12
		sign := s[:len(s)-len(strings.TrimPrefix(s, "-"))]
		return sign + strings.TrimFunc(s[len(sign)+size:], unicode.IsSpace), string(first)
	}
	if last, size := utf8.DecodeLastRuneInString(s); unicode.Is(unicode.Sc, last) {
		return strings.TrimFunc(s[:len(s)-size], unicode.IsSpace), string(last)
	}
	if n := len(s); n > 3 {
		if code := s[n-3:]; isCode(code) {
			return strings.TrimFunc(s[:n-3], unicode.IsSpace), code
		}
		if code := s[:3]; isCode(code) {
			return strings.TrimFunc(s[3:], unicode.IsSpace), code
		}
	}
	return s, ""
}

func isCode(s string) bool {
	return strings.Trim(s, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") == ""
}

// plain returns a number with a point and without signs between thousands, which stand
// before groups of three digits.
func (a *amounts) plain(s string) (string, bool) {
	whole, decimals, found := strings.Cut(s, string(a.mark))
	group := ","
	if a.mark == ',' {
		group = "."
	}
	for _, sign := range []string{" ", "\u00a0", "\u202f", "'", "’", group} {
		if sign == group && !a.grouping || !strings.Contains(whole, sign) {
			continue
		}
		parts := strings.Split(whole, sign)
		for i, p := range parts {
			if i > 0 && len(p) != 3 || i == 0 && strings.TrimPrefix(p, "-") == "" {
				return "", false
			}
		}
		whole = strings.Join(parts, "")
		break // one sign, not several
	}
	if found {
		whole += "." + decimals
	}
	return whole, true
}
