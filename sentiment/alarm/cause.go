package alarm

import (
	"cmp"
	"math"
	"slices"
)

// A Cause says who or what had the growth of an event: the sources, terms and
// authors whose share of the mentions is larger in the time of the alarm than
// it was before, as far as that is not by chance, the clearest first.
type Cause struct {
	// Mentions is the number of mentions in the time of the alarm.
	Mentions uint64 `json:"mentions"`
	// Baseline is the number of mentions before it, outside of events; those of
	// earlier weeks count for half, a quarter and so on.
	Baseline uint64   `json:"baseline"`
	Sources  []Growth `json:"sources"`
	Terms    []Growth `json:"terms"`
	Authors  []Growth `json:"authors"`
	// Examples are a few of the mentions, those first that have most of the
	// causes.
	Examples []Mention `json:"examples"`
}

// A Growth is a name with its share of the mentions.
type Growth struct {
	Name string `json:"name"`
	// Count is the number of mentions with the name in the time of the alarm:
	// never too large, and too small by at most CountError.
	Count      uint64 `json:"count"`
	CountError uint64 `json:"count_error"`
	// Share is Count / mentions, 0 to 1.
	Share float64 `json:"share"`
	// Before is its share of the baseline, 0 to 1: never too small, and too large
	// by at most BeforeError. So the growth is not overstated.
	Before      float64 `json:"before"`
	BeforeError float64 `json:"before_error"`
	// Likelihood is the logarithm of how much likelier the growth is than no
	// change of the share: at least 5.4, which is a chance of one in a thousand
	// for one name.
	//
	// Source: T. Dunning, Computational Linguistics 19 (1993), 61-74.
	Likelihood float64 `json:"likelihood"`
}

// The bounds of a cause.
const (
	mostCauses      = 5
	mostExamples    = 3
	leastLikelihood = 5.4 // half the 99.9 % quantile of χ² with one degree of freedom
	leastCount      = 2   // one mention is not a growth
)

// cause explains an alarm.
func (m *Monitor) cause(v Verdict) *Cause {
	flagged := m.judged(v)
	c := &Cause{Mentions: flagged.mentions, Baseline: m.baseline.mentions}
	c.Sources = c.growth(&flagged.sources, &m.baseline.sources)
	c.Terms = c.growth(&flagged.terms, &m.baseline.terms)
	c.Authors = c.growth(&flagged.authors, &m.baseline.authors)
	c.Examples = c.examples(flagged.samples)
	return c
}

// growth returns the names whose share grew, the clearest first.
func (c *Cause) growth(flagged, baseline *frequent) []Growth {
	if c.Mentions == 0 || c.Baseline == 0 {
		return nil
	}
	var all []Growth
	n, total := float64(c.Mentions), float64(c.Baseline)
	for name, count := range flagged.all() {
		before := float64(baseline.counts[name] + baseline.missed)
		g := Growth{
			Name: name, Count: count, CountError: flagged.missed, Share: float64(count) / n,
			Before: min(before/total, 1), BeforeError: float64(baseline.missed) / total,
		}
		// A name may be new only by chance: half a mention is added to the baseline.
		g.Likelihood = likelihood(float64(count), n, min((before+0.5)/(total+1), 1))
		if count >= leastCount && g.Likelihood >= leastLikelihood {
			all = append(all, g)
		}
	}
	slices.SortStableFunc(all, func(a, b Growth) int { return cmp.Compare(b.Likelihood, a.Likelihood) })
	return all[:min(len(all), mostCauses)]
}

// likelihood returns the logarithm of the likelihood ratio of x of n at the share
// x/n and at a share of before, 0 where that is not smaller:
//
//	x ln((x/n)/before) + (n-x) ln((1-x/n)/(1-before))
func likelihood(x, n, before float64) float64 {
	share := x / n
	if share <= before {
		return 0
	}
	l := x * math.Log(share/before)
	if x < n {
		l += (n - x) * math.Log((1-share)/(1-before))
	}
	return l
}

// examples returns samples, those first that have most of the
// causes, and then by time.
func (c *Cause) examples(samples []sample) []Mention {
	var all []Mention
	for _, s := range samples {
		all = append(all, s.mention)
	}
	slices.SortStableFunc(all, func(a, b Mention) int {
		return cmp.Or(cmp.Compare(c.has(b), c.has(a)), a.Time.Compare(b.Time))
	})
	return all[:min(len(all), mostExamples)]
}

// has returns how many of the causes a mention has.
func (c *Cause) has(x Mention) (n int) {
	in := func(all []Growth, name string) {
		if slices.ContainsFunc(all, func(g Growth) bool { return g.Name == name }) {
			n++
		}
	}
	in(c.Sources, x.Source)
	in(c.Authors, x.Author)
	for _, term := range x.Terms {
		in(c.Terms, term)
	}
	return n
}
