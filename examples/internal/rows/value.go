package rows

import (
	"errors"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"
)

func text(s string) (string, string) { return s, "" }

// whole reads whole numbers, of at least min.
func whole(min int64) parser[int64] {
	low := "below " + strconv.FormatInt(min, 10)
	return func(s string) (int64, string) {
		n, err := strconv.ParseInt(s, 10, 64)
		switch {
		case errors.Is(err, strconv.ErrRange):
			return 0, "too large a number"
		case err != nil:
			return 0, "not a whole number"
		case n < min:
			return 0, low
		}
		return n, ""
	}
}

// polarityOf reads a number in -1..1.
func polarityOf(a *amounts) parser[decimal.NullDecimal] {
	return func(s string) (decimal.NullDecimal, string) { return polarity(a, s) }
}

func polarity(a *amounts, s string) (decimal.NullDecimal, string) {
	d, reason := a.money(s)
	switch {
	case reason != "":
		return decimal.NullDecimal{}, reason
	case d.Abs().GreaterThan(decimal.New(1, 0)):
		return decimal.NullDecimal{}, "outside -1..1"
	}
	return decimal.NewNullDecimal(d), ""
}

// notNegative reads an amount of 0 or more.
func notNegative(a *amounts) parser[decimal.Decimal] {
	return func(s string) (decimal.Decimal, string) {
		d, reason := a.money(s)
		if reason == "" && d.Sign() < 0 {
			return decimal.Decimal{}, "below 0"
		}
		return d, reason
	}
}

func flag(s string) (bool, string) {
	switch strings.ToLower(s) {
	case "true", "yes", "y", "1":
		return true, ""
	case "false", "no", "n", "0":
		return false, ""
	}
	return false, "not true or false"
}

// word reads one of a few words, compared as column names are.
func word[V ~string](words ...V) parser[V] {
	all := make([]string, len(words))
	for i, w := range words {
		all[i] = string(w)
	}
	reason := "not one of " + strings.Join(all, ", ")
	return func(s string) (V, string) {
		for _, w := range words {
			if s == string(w) {
				return w, ""
			}
		}
		for _, w := range words {
			if fold(s) == fold(string(w)) {
				return w, ""
			}
		}
		return "", reason
	}
}
