package main

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/customerkpi/kpi"
)

// A finding is the change of one KPI, and where it was the largest.
type finding struct {
	line          *line
	change        change
	before, after kpi.Period
	where         string // the segment, "" if none stands out
	there         change
}

// shownFindings is the number of changes that the sentences name.
const shownFindings = 3

// summarise says in a few sentences what changed most, and where.
func (d *document) summarise() []string {
	before, after, ok := d.calendar.compared()
	if !ok {
		return []string{text{"There are no two complete periods to compare.", "Il n'y a pas deux périodes complètes à comparer."}.in(d.lang)}
	}
	found, sampled := d.findings(before, after)
	var out []string
	out = append(out, fmt.Sprintf(text{
		"From %v to %v, %d of %d KPIs that are samples changed by more than noise (95%%).",
		"De %v à %v, %d des %d KPI mesurés sur échantillon ont changé au-delà du bruit (95 %%).",
	}.in(d.lang), before, after, len(found), sampled))
	for _, f := range found[:min(len(found), shownFindings)] {
		out = append(out, d.sentence(f))
	}
	if f, ok := d.strongest(); ok {
		out = append(out, fmt.Sprintf(text{
			"The clearest change of all, from %v to %v: %s",
			"Le changement le plus net de tous, de %v à %v : %s",
		}.in(d.lang), f.before, f.after, d.sentence(f)))
	}
	return out
}

// findings returns the KPIs that changed by more than noise, the clearest
// first, and the number of those for which that can be told. The first line
// of a KPI speaks for it.
func (d *document) findings(before, after kpi.Period) (found []finding, sampled int) {
	for _, t := range d.tables {
		for i, l := range t.lines {
			if i > 0 && t.lines[i-1].kpi == l.kpi {
				continue
			}
			c, ok := l.change("", before.Index(), after.Index())
			if !ok || !c.sampled {
				continue
			}
			sampled++
			if !c.noise {
				f := finding{line: l, change: c, before: before, after: after}
				f.locate(t.segments(d.segmentRows))
				found = append(found, f)
			}
		}
	}
	slices.SortStableFunc(found, func(a, b finding) int {
		return cmp.Compare(b.change.strength(), a.change.strength())
	})
	return found, sampled
}

// locate finds the segment that changed most in the same direction, by more
// than noise and by more than all together.
func (f *finding) locate(segments []string) {
	most := f.change
	for _, s := range segments {
		c, ok := f.line.change(s, f.before.Index(), f.after.Index())
		if ok && c.sampled && !c.noise && c.Delta().Float64()/most.Delta().Float64() > 1 {
			f.where, f.there, most = s, c, c
		}
	}
}

// strongest returns the clearest change between any two complete periods.
func (d *document) strongest() (best finding, ok bool) {
	for i, after := range d.calendar.periods {
		if i == 0 || d.calendar.open(after) || d.calendar.open(after.Prev()) {
			continue
		}
		found, _ := d.findings(after.Prev(), after)
		if len(found) > 0 && (!ok || found[0].change.strength() > best.change.strength()) {
			best, ok = found[0], true
		}
	}
	return best, ok
}

// sentence names a finding.
func (d *document) sentence(f finding) string {
	l, up := f.line, f.change.Delta().Rat().Sign() > 0
	verb := text{"fell", "baisse"}
	if up {
		verb = text{"rose", "monte"}
	}
	mood := text{}
	switch {
	case l.good == 0:
	case up == (l.good > 0):
		mood = text{" (better)", " (mieux)"}
	default:
		mood = text{" (worse)", " (moins bien)"}
	}
	s := fmt.Sprintf(text{"%s %s from %s to %s%s", "%s %s de %s à %s%s"}.in(d.lang),
		strings.TrimSpace(l.label.in(d.lang)), verb.in(d.lang),
		l.unit.show(f.change.before, d.lang), l.unit.show(f.change.after, d.lang), mood.in(d.lang))
	if f.where != "" {
		s += fmt.Sprintf(text{", most in %s: %s", ", surtout %s : %s"}.in(d.lang), f.where, l.unit.showChange(f.there, d.lang))
	}
	return s + "."
}
