package alarm

import (
	"cmp"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/customerkpi/kpi/sentiment"
)

// A Cause says who or what had the growth of an event: the sources, terms, authors and
// copied texts whose share of the mentions is larger in the time of the alarm than it
// was before, as far as that is not by chance. The first are those that explain most
// of the growth. It does not count classes: for the share of negative mentions keep a
// [github.com/customerkpi/kpi/sentiment.Accumulator] per bucket, and merge those from From
// to To.
type Cause struct {
	// Mentions is the number of mentions in the time of the alarm.
	Mentions uint64 `json:"mentions"`
	// Baseline is the number of mentions before it, outside of events; those of
	// earlier weeks count for half, a quarter and so on.
	Baseline uint64   `json:"baseline"`
	Sources  []Growth `json:"sources"`
	Terms    []Growth `json:"terms"`
	Authors  []Growth `json:"authors"`
	Copies   []Copy   `json:"copies"`
	// Examples are a few of the mentions, those first that have most of the
	// causes. Their times are in UTC.
	Examples []Mention `json:"examples"`
}

// A reason is a cause that is being found, with the mentions that were expected.
type reason struct {
	*Cause
	expected float64
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
	// Explains is how much of the growth comes with the name, at most 1: more than
	// one name may be in the same mentions.
	//
	//	(Count - Before × expected) / (mentions - expected)
	Explains float64 `json:"explains"`
	// Likelihood is the logarithm of how much likelier the growth is than no
	// change of the share: at least 5.4, which is a chance of one in a thousand
	// for one name.
	//
	// Source: T. Dunning, Computational Linguistics 19 (1993), 61-74.
	Likelihood float64 `json:"likelihood"`
}

// A Copy is one text that is in several mentions.
type Copy struct {
	Text    string          `json:"text"` // its beginning, in lower case
	Class   sentiment.Class `json:"class"`
	Count   uint64          `json:"count"`   // mentions with it in the time of the alarm
	Authors uint64          `json:"authors"` // of them, at least
	Sources uint64          `json:"sources"` // of them, at least
	// Explains is how much of the growth it is, as in [Growth].
	Explains float64 `json:"explains"`
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
	c := reason{&Cause{Mentions: flagged.mentions, Baseline: m.baseline.mentions}, v.Expected}
	c.Sources = few(c.growth(&flagged.sources, &m.baseline.sources))
	c.Terms = whole(c.growth(&flagged.terms, &m.baseline.terms))
	c.Authors = few(c.growth(&flagged.authors, &m.baseline.authors))
	c.Copies = c.copies(&flagged, &m.baseline)
	c.Examples = c.examples(flagged.samples)
	return c.Cause
}

// growth returns the names whose share grew, the clearest first.
func (c reason) growth(flagged, baseline *frequent) []Growth {
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
		g.Explains = c.explains(float64(count), g.Before)
		g.Likelihood = likelihood(float64(count), n, min((before+0.5)/(total+1), 1))
		if count >= leastCount && g.Likelihood >= leastLikelihood {
			all = append(all, g)
		}
	}
	slices.SortStableFunc(all, func(a, b Growth) int {
		return cmp.Or(cmp.Compare(b.Explains, a.Explains), cmp.Compare(b.Likelihood, a.Likelihood), cmp.Compare(len(b.Name), len(a.Name)))
	})
	return all
}

// few returns the first causes.
func few(all []Growth) []Growth { return all[:min(len(all), mostCauses)] }

// whole returns the first causes, of which no two share a word: a phrase comes before
// its words where it explains nearly as much.
func whole(all []Growth) []Growth {
	var kept []Growth
	for _, g := range all {
		shares := func(o Growth) bool {
			return slices.ContainsFunc(strings.Fields(o.Name), func(word string) bool { return slices.Contains(strings.Fields(g.Name), word) })
		}
		longer := func(o Growth) bool {
			return len(o.Name) > len(g.Name) && o.Explains >= ofAPhrase*g.Explains && shares(o)
		}
		if !slices.ContainsFunc(kept, shares) && !slices.ContainsFunc(all, longer) {
			kept = append(kept, g)
		}
	}
	return few(kept)
}

// ofAPhrase is the least part of a word's growth that is that of the phrase it is in.
const ofAPhrase = 0.9

// explains returns how much of the growth a count is, of which a share was before.
func (c reason) explains(count, before float64) float64 {
	growth := float64(c.Mentions) - c.expected
	if growth <= 0 {
		return 0
	}
	return min(max((count-before*c.expected)/growth, 0), 1)
}

// copies returns the texts that were copied.
func (c reason) copies(flagged, baseline *part) (all []Copy) {
	for _, g := range few(c.growth(&flagged.texts, &baseline.texts)) {
		if g.Count < leastCopies {
			continue
		}
		class, _ := strconv.Atoi(g.Name[copiedHash-2 : copiedHash])
		x := Copy{Text: g.Name[copiedHash:], Class: sentiment.Class(class), Count: g.Count, Explains: g.Explains}
		for name := range flagged.spread.all() {
			switch {
			case strings.HasPrefix(name, g.Name[:copiedHash]+"a"):
				x.Authors++
			case strings.HasPrefix(name, g.Name[:copiedHash]+"s"):
				x.Sources++
			}
		}
		all = append(all, x)
	}
	return all
}

// leastCopies is how many mentions of one text are copies, and not by chance.
const leastCopies = 3

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
