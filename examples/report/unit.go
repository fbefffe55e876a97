package main

import (
	"math/big"
	"strconv"
	"strings"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
)

// A unit says how the figures of a line are shown.
type unit uint8

const (
	percent  unit = iota // a share or a ratio, as 25.0%
	points               // -100..100, as 32.5
	score                // a mean of answers, as 4.12
	money                // an average amount, as 1,204.50
	amount               // a sum of amounts, to the last digit
	quantity             // a count, as 1,250
	number               // things a thing, as 1.35
	times                // how many times, as 3.20x
	periods              // a time in periods of the report, as 4.0
	hours                // a time in seconds, as 1.25 h
)

// String returns the unit of the exact value in JSON and CSV.
func (u unit) String() string {
	return [...]string{"share", "points", "score", "money", "money", "count", "number", "ratio", "periods", "seconds"}[u]
}

// show formats a figure, rounded half away from zero.
func (u unit) show(f kpi.Figure, lang string) string { return localise(u.text(f), lang) }

func (u unit) text(f kpi.Figure) string {
	switch u {
	case percent:
		return fixed(f, 100, 1, 1) + "%"
	case points, periods:
		return fixed(f, 1, 1, 1)
	case amount:
		return fixed(f, 1, 1, places(f))
	case quantity:
		return fixed(f, 1, 1, 0)
	case times:
		return fixed(f, 1, 1, 2) + "x"
	case hours:
		return fixed(f, 1, 3600, 2) + " h"
	default:
		return fixed(f, 1, 1, 2)
	}
}

// showInterval formats the interval of a figure that is an estimate, or "".
func (u unit) showInterval(f kpi.Figure, lang string) string {
	i, ok := interval(f)
	if !ok {
		return ""
	}
	end := func(x float64) string { return u.text(kpi.ValueOf(new(big.Rat).SetFloat64(x))) }
	low, high := end(i.Low), end(i.High)
	for _, suffix := range []string{"%", "x", " h"} { // once is enough
		if strings.HasSuffix(high, suffix) {
			low = strings.TrimSuffix(low, suffix)
		}
	}
	return localise(low, lang) + ".." + localise(high, lang)
}

// showChange formats a change: in points where the figure is a share, relative
// where it is an amount or a count. A "~" says that it may be noise.
func (u unit) showChange(c change, lang string) string {
	text := u.text(c.Delta())
	switch u {
	case percent:
		text = strings.TrimSuffix(text, "%") + " pt"
	case money, amount, quantity:
		if relative, err := c.Relative(); err == nil {
			text = percent.text(relative)
		}
	}
	if c.Delta().Rat().Sign() > 0 {
		text = "+" + text
	}
	if c.noise {
		text += " ~"
	}
	return localise(text, lang)
}

// fixed returns f × num / den, rounded to places.
func fixed(f kpi.Figure, num, den int64, places int32) string {
	v := kpi.ValueOf(new(big.Rat).Mul(f.Rat(), big.NewRat(num, den)))
	return grouped(v.Decimal(places).StringFixed(places))
}

// places returns the decimals that a sum of amounts has, 2 at least.
func places(f kpi.Figure) int32 {
	_, decimals, _ := strings.Cut(exact(kpi.ValueOf(f.Rat())), ".")
	return int32(max(len(decimals), 2))
}

// oneDigit formats what is expected of a count.
func oneDigit(x float64) string { return strconv.FormatFloat(x, 'f', 1, 64) }

// grouped puts a comma between the thousands of a number.
func grouped(s string) string {
	start := len(s) - len(strings.TrimPrefix(s, "-"))
	end := strings.IndexByte(s, '.')
	if end < 0 {
		end = len(s)
	}
	for i := end - 3; i > start; i -= 3 {
		s = s[:i] + "," + s[i:]
	}
	return s
}

// localise writes an English number in the report's language.
func localise(s, lang string) string {
	if lang != "fr" {
		return s
	}
	return strings.NewReplacer(",", "\u202f", ".", ",", "%", "\u00a0%", " h", "\u00a0h", " pt", "\u00a0pt").Replace(s)
}

// decimalText is an amount to the last digit. decimal's own String depends on
// a variable that any package may set.
func decimalText(d decimal.Decimal) string { return exact(kpi.ValueOf(d.Rat())) }
