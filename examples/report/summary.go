package main

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/examples/internal/sheet"
)

// A finding is the change of one KPI.
type finding struct {
	table         *table
	line          *line
	change        change
	before, after kpi.Period
}

// shownFindings is the number of changes that the sentences name.
const shownFindings = 3

// summarise says in a few sentences what changed most, and where.
func (d *document) summarise() []string {
	before, after, ok := d.calendar.latest()
	if !ok {
		return []string{text{"There are no two complete periods to compare.", "Il n'y a pas deux périodes complètes à comparer."}.in(d.lang)}
	}
	found, estimates, most := d.findings(before, after)
	out := []string{fmt.Sprintf(text{
		"From %v to %v, %d of the %d KPIs that are estimates changed by more than noise (95%% for all of them together).",
		"De %v à %v, %d des %d indicateurs estimés " + one(len(found), "fr", "a", "ont") + " changé au-delà du bruit (95 %% pour tous ensemble).",
	}.in(d.lang), before, after, len(found), estimates)}
	for _, f := range found[:min(len(found), shownFindings)] {
		out = append(out, d.sentence(f))
	}
	if most.line != nil {
		out = append(out, text{"Of the counts, the largest change: ", "Parmi les nombres, le plus grand changement : "}.in(d.lang)+d.sentence(most))
	}
	if f, ok := d.clearest(); ok && f.after != after {
		out = append(out, fmt.Sprintf(text{
			"The clearest change of all periods, from %v to %v: ",
			"Le changement le plus net de toutes les périodes, de %v à %v : ",
		}.in(d.lang), f.before, f.after)+d.sentence(f))
	}
	return out
}

// findings compares two periods. It returns the KPIs that changed by more than
// noise, the clearest first, the number of those for which that can be told,
// and of the counts the one of the largest relative change. The first line of a
// KPI speaks for it.
func (d *document) findings(before, after kpi.Period) (found []finding, estimates int, most finding) {
	var all []finding
	var p []float64
	largest := 0.0
	for _, t := range d.tables {
		for i, l := range t.lines {
			if i > 0 && t.lines[i-1].kpi == l.kpi {
				continue
			}
			c, ok := l.change("", before.Index(), after.Index())
			if !ok {
				continue
			}
			f := finding{t, l, c, before, after}
			if r := c.relative(); l.unit == quantity && r > largest {
				most, largest = f, r
			}
			if test, err := c.Test(); err == nil {
				all, p = append(all, f), append(p, test.P)
			}
		}
	}
	// Of many KPIs, some change that much by chance.
	p, _ = kpi.Holm(p...) // p-values are in 0..1
	for i, f := range all {
		if p[i] < 1-sheet.Confidence {
			found = append(found, f)
		}
	}
	slices.SortStableFunc(found, func(a, b finding) int {
		return cmp.Compare(b.change.strength(), a.change.strength())
	})
	return found, len(all), most
}

// clearest returns the clearest change between any two complete periods.
func (d *document) clearest() (best finding, ok bool) {
	for i, after := range d.calendar.periods {
		if !d.calendar.comparable(i) {
			continue
		}
		found, _, _ := d.findings(after.Prev(), after)
		if len(found) > 0 && (!ok || found[0].change.strength() > best.change.strength()) {
			best, ok = found[0], true
		}
	}
	return best, ok
}

// sentence names a finding.
func (d *document) sentence(f finding) string {
	l, up := f.line, f.change.Delta().Rat().Sign() > 0
	verb := text{"fell", "en baisse,"} // without a verb there is nothing to agree
	if up {
		verb = text{"rose", "en hausse,"}
	}
	mood := text{}
	switch {
	case l.good == 0:
	case up == (l.good > 0):
		mood = text{" (better)", " (mieux)"}
	default:
		mood = text{" (worse)", " (moins bien)"}
	}
	s := fmt.Sprintf(text{"%s %s from %s to %s%s", "%s : %s de %s à %s%s"}.in(d.lang),
		strings.TrimSpace(l.label.in(d.lang)), verb.in(d.lang),
		l.unit.Show(f.change.Before(), d.lang), l.unit.Show(f.change.After(), d.lang), mood.in(d.lang))
	if where, there := f.locate(f.table.segments(d.segmentRows)); where != "" {
		s += fmt.Sprintf(text{", most in %s: %s", ", surtout %s : %s"}.in(d.lang), shown(where, d.lang), l.unit.ShowChange(there.Comparison, d.lang))
	}
	return s + "."
}

// locate returns the segment that changed most in the same direction, or "": of
// an estimate by more than noise and by more than all segments together, of a
// count by the most of what the segments add up to.
func (f *finding) locate(segments []string) (where string, there change) {
	least := 1.0
	if !f.change.Sampled {
		least = 0
	}
	for _, s := range segments {
		c, ok := f.line.change(s, f.before.Index(), f.after.Index())
		if !ok || c.Noise || c.Sampled != f.change.Sampled {
			continue
		}
		if share := c.Delta().Float64() / f.change.Delta().Float64(); share > least {
			where, there, least = s, c, share
		}
	}
	return where, there
}

// strength orders the changes of different estimates: the change in half-widths
// of its interval, above 1 for one that is more than noise.
func (c change) strength() float64 {
	i, err := c.Interval(sheet.Confidence)
	if err != nil || i.Width() == 0 {
		return 0
	}
	return math.Abs(c.Delta().Float64()) / (i.Width() / 2)
}

// relative orders the changes of different counts.
func (c change) relative() float64 {
	r, err := c.Relative()
	if err != nil {
		return 0
	}
	return math.Abs(r.Float64())
}
