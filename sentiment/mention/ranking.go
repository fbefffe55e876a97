package mention

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"github.com/customerkpi/kpi/sentiment"
)

// Totals are the sums over some posts.
type Totals struct {
	// Audience is the sum of the audiences: impressions. A person in the
	// audiences of two posts is counted twice.
	Audience uint64 `json:"audience"`
	// Sentiment is the number of posts by class; its Net is their net
	// sentiment.
	Sentiment sentiment.Result `json:"sentiment"`
}

// Mentions returns the number of posts.
func (t Totals) Mentions() uint64 { return t.Sentiment.Mentions() }

// plus returns the totals of the posts of both, or false where the audience or
// the number of posts passes 2^64-1.
func (t Totals) plus(o Totals) (Totals, bool) {
	if o.Audience > math.MaxUint64-t.Audience || o.Mentions() > math.MaxUint64-t.Mentions() {
		return t, false
	}
	t.add(o)
	return t, true
}

// add adds totals that are a part of larger ones, which did not overflow.
func (t *Totals) add(o Totals) {
	t.Audience += o.Audience
	t.Sentiment.Positive += o.Sentiment.Positive
	t.Sentiment.Neutral += o.Sentiment.Neutral
	t.Sentiment.Negative += o.Sentiment.Negative
}

// An Order says what a ranking of sources or domains goes by, the largest
// first; equals are in the order of their names. A number that is no constant
// counts as ByReach.
type Order uint8

// The orders.
const (
	ByReach     Order = iota // the sum of the audiences
	ByVolume                 // the number of posts
	BySentiment              // the net sentiment of all posts
)

// compare returns a number below 0 where a comes before b.
func (o Order) compare(a, b Totals) int {
	switch o {
	case ByVolume:
		return cmp.Compare(b.Mentions(), a.Mentions())
	case BySentiment:
		return compareNet(b.Sentiment, a.Sentiment)
	}
	return cmp.Compare(b.Audience, a.Audience)
}

// compareNet compares (positive - negative) / mentions of two results exactly,
// as (p - n) m' with (p' - n') m. It does what Net and Cmp do, without their
// fractions, which cost most of the time of sorting many domains.
func compareNet(a, b sentiment.Result) int {
	signA, diffA := difference(a.Positive, a.Negative)
	signB, diffB := difference(b.Positive, b.Negative)
	if signA != signB {
		return cmp.Compare(signA, signB)
	}
	hiA, loA := bits.Mul64(diffA, b.Mentions())
	hiB, loB := bits.Mul64(diffB, a.Mentions())
	return signA * cmp.Or(cmp.Compare(hiA, hiB), cmp.Compare(loA, loB))
}

// difference returns the sign and the magnitude of p - n.
func difference(p, n uint64) (sign int, magnitude uint64) {
	return cmp.Compare(p, n), max(p, n) - min(p, n)
}

// rank returns the first n rows in an order; of says the totals of a row and
// its name.
func rank[R any](rows []R, n int, o Order, of func(R) (Totals, string)) []R {
	ranking := slices.Clone(rows)
	slices.SortFunc(ranking, func(a, b R) int {
		totalsA, nameA := of(a)
		totalsB, nameB := of(b)
		return cmp.Or(o.compare(totalsA, totalsB), cmp.Compare(nameA, nameB))
	})
	return top(ranking, n)
}
