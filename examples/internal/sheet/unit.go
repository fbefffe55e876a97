package sheet

import (
	"math/big"
	"strings"

	"github.com/customerkpi/kpi"
)

// A Unit says how the figures of a line are shown.
type Unit uint8

const (
	Percent  Unit = iota // a share or a ratio, as 25.0%
	Points               // -100..100, as 32.5
	Score                // a mean of answers, as 4.12
	Money                // an average amount, as 1,204.50
	Amount               // a sum of amounts, to the last digit
	Quantity             // a count, as 1,250
	Number               // things a thing, as 1.35
	Times                // how many times, as 3.20x
	Periods              // a time in periods of the report, as 4.0
	Hours                // a time in seconds, as 1.25 h
)

// String returns the unit of the exact value in JSON and CSV.
func (u Unit) String() string {
	return [...]string{"share", "points", "score", "money", "money", "count", "number", "ratio", "periods", "seconds"}[u]
}

// Show formats a figure, rounded half away from zero.
func (u Unit) Show(f kpi.Figure, lang string) string { return Localise(u.Text(f), lang) }

// Text is Show in English.
func (u Unit) Text(f kpi.Figure) string {
	switch u {
	case Percent:
		return fixed(f, 100, 1, 1) + "%"
	case Points, Periods:
		return fixed(f, 1, 1, 1)
	case Amount:
		return fixed(f, 1, 1, places(f))
	case Quantity:
		return fixed(f, 1, 1, 0)
	case Times:
		return fixed(f, 1, 1, 2) + "x"
	case Hours:
		return fixed(f, 1, 3600, 2) + " h"
	default:
		return fixed(f, 1, 1, 2)
	}
}

// ShowInterval formats the interval of a figure that is an estimate, or "".
func (u Unit) ShowInterval(f kpi.Figure, lang string) string {
	i, ok := IntervalOf(f)
	if !ok {
		return ""
	}
	end := func(x float64) string { return u.Text(kpi.ValueOf(new(big.Rat).SetFloat64(x))) }
	low, high := end(i.Low), end(i.High)
	for _, suffix := range []string{"%", "x", " h"} { // once is enough
		if strings.HasSuffix(high, suffix) {
			low = strings.TrimSuffix(low, suffix)
		}
	}
	if lang == "fr" {
		return Localise(low, lang) + " à " + Localise(high, lang)
	}
	return low + ".." + high
}

// ShowChange formats a change: in points where the figure is a share, relative
// where it is an amount or a count. A "~" says that it may be noise.
func (u Unit) ShowChange(c Comparison, lang string) string {
	text := u.Text(c.Delta())
	switch u {
	case Percent:
		text = strings.TrimSuffix(text, "%") + " pt"
	case Money, Amount, Quantity:
		if relative, err := c.Relative(); err == nil {
			text = Percent.Text(relative)
		}
	}
	if c.Delta().Rat().Sign() > 0 {
		text = "+" + text
	}
	if c.Noise {
		text += " ~"
	}
	return Localise(text, lang)
}

// fixed returns f × num / den, rounded to places.
func fixed(f kpi.Figure, num, den int64, places int32) string {
	v := kpi.ValueOf(new(big.Rat).Mul(f.Rat(), big.NewRat(num, den)))
	return Grouped(v.Decimal(places).StringFixed(places))
}

// places returns the decimals that a sum of amounts has, 2 at least.
func places(f kpi.Figure) int32 {
	_, decimals, _ := strings.Cut(Exact(kpi.ValueOf(f.Rat())), ".")
	return int32(max(len(decimals), 2))
}

// Grouped puts a comma between the thousands of a number.
func Grouped(s string) string {
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

// Localise writes an English number in the report's language.
func Localise(s, lang string) string {
	if lang != "fr" {
		return s
	}
	return strings.NewReplacer(",", "\u202f", ".", ",", "%", "\u00a0%", " h", "\u00a0h", " pt", "\u00a0pt").Replace(s)
}
