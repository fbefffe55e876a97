package mention

import (
	"cmp"
	"fmt"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/wire"
	"github.com/customerkpi/kpi/sentiment"
)

// A Post is one mention with those who may have seen it.
type Post struct {
	Source Source `json:"source"`
	// Domain is where the post stands, such as "lemonde.fr", compared as it is; ""
	// for none, such as on social media.
	Domain string `json:"domain"`
	// Audience is the number of people who may have seen the post: the
	// followers of its author, the visitors of its page.
	Audience uint64 `json:"audience"`
	// Class is the sentiment; its zero value is [sentiment.Neutral].
	Class sentiment.Class `json:"class"`
}

// totals returns the totals of the post alone. A number that is not a class is a
// [*kpi.RangeError].
func (p Post) totals() (Totals, error) {
	t := Totals{Audience: p.Audience}
	switch p.Class {
	case sentiment.Positive:
		t.Sentiment.Positive = 1
	case sentiment.Neutral:
		t.Sentiment.Neutral = 1
	case sentiment.Negative:
		t.Sentiment.Negative = 1
	default:
		return Totals{}, &kpi.RangeError{Op: "mention", Name: "class", Value: int8(p.Class), Min: int8(sentiment.Negative), Max: int8(sentiment.Positive)}
	}
	return t, nil
}

// A SourceReach is the sum of the posts of one source.
type SourceReach struct {
	Source Source `json:"source"`
	Kind   Kind   `json:"kind"`
	Totals
}

// A DomainReach is the sum of the posts of one domain.
type DomainReach struct {
	Domain string `json:"domain"`
	Totals
}

// A ReachResult is the reach by source and by domain, each by name. Posts
// without a domain are in Sources only.
type ReachResult struct {
	Sources []SourceReach `json:"sources"`
	Domains []DomainReach `json:"domains"`
}

// ReachOf returns the result of posts, with the [DefaultTaxonomy]. A number that is
// not a class is a [*kpi.RangeError] that says which post, a sum of audiences above
// 2^64-1 [kpi.ErrOverflow].
func ReachOf(posts ...Post) (ReachResult, error) {
	var a Reach
	for i, p := range posts {
		if err := a.Add(p); err != nil {
			return ReachResult{}, fmt.Errorf("input %d: %w", i, err)
		}
	}
	return a.Result(), nil
}

// Social returns the social reach, in impressions: the sum of the audiences of
// the posts on social media.
func (r ReachResult) Social() uint64 { return r.ByKind(KindSocial).Audience }

// NonSocial returns the non-social reach, in impressions: the sum of the
// audiences of all other posts.
func (r ReachResult) NonSocial() uint64 { return r.Total().Audience - r.Social() }

// Total returns the sums over all posts.
func (r ReachResult) Total() Totals {
	var t Totals
	for _, s := range r.Sources {
		t.add(s.Totals)
	}
	return t
}

// ByKind returns the sums over the posts of the sources of a kind.
func (r ReachResult) ByKind(kind Kind) Totals {
	var t Totals
	for _, s := range r.Sources {
		if s.Kind == kind {
			t.add(s.Totals)
		}
	}
	return t
}

// TopSources returns the first n sources by a figure, or all if there are
// fewer.
func (r ReachResult) TopSources(n int, by RankBy) []SourceReach {
	return rank(r.Sources, n, by, func(s SourceReach) (Totals, string) { return s.Totals, string(s.Source) })
}

// TopDomains returns the first n domains by a figure, or all if there are
// fewer.
func (r ReachResult) TopDomains(n int, by RankBy) []DomainReach {
	return rank(r.Domains, n, by, func(d DomainReach) (Totals, string) { return d.Totals, d.Domain })
}

// String returns a text like "7000 impressions, 2000 social, 5000 non-social".
func (r ReachResult) String() string {
	return fmt.Sprintf("%d impressions, %d social, %d non-social", r.Total().Audience, r.Social(), r.NonSocial())
}

// Reach sums the audiences of posts by source and by domain. The zero value is
// ready, with the [DefaultTaxonomy]; see [kpi.Accumulator] for the laws that it
// keeps.
type Reach struct {
	taxonomy Taxonomy
	all      Totals
	sources  keyed.Table[Source, Totals]
	domains  keyed.Table[string, Totals]
}

// NewReach returns a reach with a taxonomy, or the error of
// [Taxonomy.Validate].
func NewReach(t Taxonomy) (*Reach, error) {
	if err := t.Validate(); err != nil {
		return nil, err
	}
	return &Reach{taxonomy: t}, nil
}

// Add adds a post. A number that is not a class is a [*kpi.RangeError], a sum of
// audiences above 2^64-1 [kpi.ErrOverflow], and nothing is added.
func (a *Reach) Add(p Post) error {
	post, err := p.totals()
	if err != nil {
		return err
	}
	all, ok := a.all.plus(post)
	if !ok {
		return errAudience
	}
	a.all = all
	a.sources.At(p.Source).add(post)
	if p.Domain != "" {
		a.domains.At(p.Domain).add(post)
	}
	return nil
}

var errAudience = figure.Overflow("mention", "sum of audiences")

// Remove takes one post back that was added: the state is that before. Where the sums of
// its source and domain show that it was not added the error is [kpi.ErrRange], and
// nothing changes.
func (a *Reach) Remove(p Post) error {
	back := Reach{taxonomy: a.taxonomy}
	return cmp.Or(back.Add(p), a.Unmerge(&back))
}

// Unmerge takes the posts of o back, as if they had never been added or merged, with the
// error of Remove. Another taxonomy is [kpi.ErrIncompatible].
func (a *Reach) Unmerge(o *Reach) error {
	return shell.Unmerge(a, o, (*Reach).isZero, (*Reach).differ, func() error {
		if !holds(&a.sources, &o.sources) || !holds(&a.domains, &o.domains) {
			return figure.NotAdded("mention", "posts", o.all.N(), a.all.N())
		}
		if a == o {
			*a = Reach{taxonomy: a.taxonomy}
			return nil
		}
		a.all.remove(o.all)
		takeOut(&a.sources, &o.sources)
		takeOut(&a.domains, &o.domains)
		return nil
	})
}

// holds reports whether all posts of part may be in a table. One without a post has no
// audience.
func holds[K keyed.Key](t, part *keyed.Table[K, Totals]) bool {
	for k, theirs := range part.All() {
		mine, _ := t.Get(k)
		if !theirs.within(mine) || theirs.N() == mine.N() && theirs.Audience != mine.Audience {
			return false
		}
	}
	return true
}

// takeOut takes the posts of a part out of a table.
func takeOut[K keyed.Key](t, part *keyed.Table[K, Totals]) {
	for k, theirs := range part.All() {
		mine := t.At(k)
		if mine.remove(*theirs); mine.N() == 0 {
			t.Remove(k)
		}
	}
}

// Merge adds the posts of o. Another taxonomy is [kpi.ErrIncompatible], unless
// one of the two is the zero value.
func (a *Reach) Merge(o *Reach) error {
	return shell.TryMerge(a, o, (*Reach).isZero, (*Reach).differ, func() error {
		all, ok := a.all.plus(o.all)
		if ok {
			a.all = all
			a.sources.Merge(&o.sources, (*Totals).add)
			a.domains.Merge(&o.domains, (*Totals).add)
		}
		return shell.Fits(ok, errAudience)
	})
}

func (a *Reach) differ(o *Reach) error { return a.taxonomy.differ(o.taxonomy) }

// isZero reports whether a is the zero value: no post, default taxonomy.
func (a *Reach) isZero() bool { return a.taxonomy.isDefault() && a.all.N() == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Reach) Clone() *Reach {
	return shell.Clone(a, func(c *Reach) { c.sources, c.domains = c.sources.Clone(nil), c.domains.Clone(nil) })
}

// Result returns the sums so far.
func (a *Reach) Result() ReachResult {
	r := ReachResult{
		Sources: make([]SourceReach, 0, a.sources.Len()),
		Domains: make([]DomainReach, 0, a.domains.Len()),
	}
	for source, t := range a.sources.Sorted() {
		r.Sources = append(r.Sources, SourceReach{source, a.taxonomy.KindOf(source), *t})
	}
	for domain, t := range a.domains.Sorted() {
		r.Domains = append(r.Domains, DomainReach{domain, *t})
	}
	return r
}

// reachMagic begins the encoding of Reach: the taxonomy, then the totals of
// each source and of each domain. The totals of all follow from the sources.
const reachMagic = "rea\x01"

func (a *Reach) append(b []byte) []byte {
	b = a.taxonomy.appendBinary(append(b, reachMagic...))
	b = keyed.AppendTable(b, &a.sources, (*Totals).appendBinary)
	return keyed.AppendTable(b, &a.domains, (*Totals).appendBinary)
}

// AppendBinary appends the encoding of a.
func (a *Reach) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Reach) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (a *Reach) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readReach) }

func readReach(r *wire.Reader) Reach {
	r.Expect("mention: reach", reachMagic)
	a := Reach{taxonomy: readTaxonomy(r)}
	var inDomains Totals
	a.sources, a.all = readTotals[Source](r)
	a.domains, inDomains = readTotals[string](r)
	if !inDomains.within(a.all) {
		r.Fail("more posts in domains than in sources")
	}
	if _, none := a.domains.Get(""); none {
		r.Fail("domain without a name")
	}
	return a
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a Reach) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Reach) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
