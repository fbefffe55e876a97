package sheet

import (
	"math"
	"strconv"
	"strings"
)

// A scale places numbers between two ends of a canvas.
type scale struct {
	low, high float64 // numbers
	from, to  float64 // places
	step      float64 // between ticks
}

func (s scale) at(x float64) float64 {
	return s.from + (x-s.low)/(s.high-s.low)*(s.to-s.from)
}

// newScale returns a scale whose ends and ticks are round numbers, about n of them.
func newScale(low, high float64, n int, unit string) scale {
	if !(high > low) { // one number, or none
		d := math.Max(math.Abs(low)/10, 1e-3)
		low, high = low-d, high+d
	}
	factor := 1.0
	switch unit {
	case "seconds": // hours are shown
		factor = 3600
	case "count":
		factor = 1
	}
	step := roundStep((high-low)/factor/float64(n)) * factor
	if unit == "count" {
		step = math.Max(step, 1)
	}
	s := scale{low: math.Floor(low/step+1e-9) * step, high: math.Ceil(high/step-1e-9) * step, step: step}
	if s.high == s.low {
		s.high += step
	}
	return s
}

// roundStep returns the next of 1, 2, 5, 10, 20 and so on.
func roundStep(x float64) float64 {
	power := math.Pow(10, math.Floor(math.Log10(x)))
	for _, m := range []float64{1, 2, 5, 10} {
		if x <= m*power*(1+1e-9) {
			return m * power
		}
	}
	return 10 * power
}

func (s scale) ticks() (all []float64) {
	for i := 0; ; i++ {
		x := s.low + float64(i)*s.step
		if x > s.high+s.step/1e6 {
			return all
		}
		if math.Abs(x) < s.step/1e6 {
			x = 0
		}
		all = append(all, x)
	}
}

// tick formats a number of an axis.
func (d *Document) tick(x, step float64, unit string) string {
	suffix := ""
	switch unit {
	case "share":
		x, step, suffix = 100*x, 100*step, "%"
	case "seconds":
		x, step, suffix = x/3600, step/3600, " h"
	}
	places := max(0, int(math.Ceil(-math.Log10(step)-1e-9)))
	return d.number(x, places) + d.word(suffix, strings.NewReplacer("%", "\u00a0%", " h", "\u00a0h").Replace(suffix))
}

// number formats a number with some places in the language.
func (d *Document) number(x float64, places int) string {
	s := strconv.FormatFloat(x, 'f', places, 64)
	whole, fraction, found := strings.Cut(strings.TrimPrefix(s, "-"), ".")
	for i := len(whole) - 3; i > 0; i -= 3 {
		whole = whole[:i] + d.word(",", "\u202f") + whole[i:]
	}
	if found {
		whole += d.word(".", ",") + fraction
	}
	if strings.HasPrefix(s, "-") {
		whole = "-" + whole
	}
	return whole
}

// A month has a short name on an axis.
var months = map[string][12]string{
	"en": {"Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"},
	"fr": {"janv.", "févr.", "mars", "avr.", "mai", "juin", "juil.", "août", "sept.", "oct.", "nov.", "déc."},
}

// short returns the name of a period on an axis, and that of what it is a part of.
func (d *Document) short(period string) (name, of string) {
	of, name, found := strings.Cut(period, "-")
	if !found {
		return period, ""
	}
	if i, err := strconv.Atoi(name); err == nil && i >= 1 && i <= 12 && d.Grain == "month" {
		return months[d.word("en", "fr")][i-1], of
	}
	if d.Grain == "day" && len(name) == len("01-31") {
		month, _ := strconv.Atoi(name[:2])
		if month >= 1 && month <= 12 {
			return strings.TrimPrefix(name[3:], "0"), months[d.word("en", "fr")][month-1] + " " + of
		}
	}
	if q, ok := strings.CutPrefix(name, "Q"); ok {
		return d.word("Q", "T") + q, of
	}
	if w, ok := strings.CutPrefix(name, "W"); ok {
		return d.word("W", "S") + w, of
	}
	return name, of
}
