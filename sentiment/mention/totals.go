package mention

import (
	"cmp"
	"math"
	"math/bits"
	"slices"

	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/wire"
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

// N returns the number of posts.
func (t Totals) N() uint64 { return t.Sentiment.N() }

// plus returns the totals of the posts of both, or false where the audience or
// the number of posts passes 2^64-1.
func (t Totals) plus(o Totals) (Totals, bool) {
	if o.Audience > math.MaxUint64-t.Audience || o.N() > math.MaxUint64-t.N() {
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

// remove takes totals that are a part of t out of it.
func (t *Totals) remove(o Totals) {
	t.Audience -= o.Audience
	t.Sentiment.Positive -= o.Sentiment.Positive
	t.Sentiment.Neutral -= o.Sentiment.Neutral
	t.Sentiment.Negative -= o.Sentiment.Negative
}

// RankBy says what a ranking of sources or domains goes by, the largest
// first; equals are in the order of their names. A number that is not a constant
// counts as ByReach.
type RankBy uint8

// What a ranking goes by.
const (
	ByReach     RankBy = iota // the sum of the audiences
	ByVolume                  // the number of posts
	BySentiment               // the net sentiment of all posts
)

// compare returns a number below 0 where a comes before b.
func (by RankBy) compare(a, b Totals) int {
	switch by {
	case ByVolume:
		return cmp.Compare(b.N(), a.N())
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
	hiA, loA := bits.Mul64(diffA, b.N())
	hiB, loB := bits.Mul64(diffB, a.N())
	return signA * cmp.Or(cmp.Compare(hiA, hiB), cmp.Compare(loA, loB))
}

// difference returns the sign and the magnitude of p - n.
func difference(p, n uint64) (sign int, magnitude uint64) {
	return cmp.Compare(p, n), max(p, n) - min(p, n)
}

// rank returns the first n rows by a figure; of says the totals of a row and
// its name.
func rank[R any](rows []R, n int, by RankBy, of func(R) (Totals, string)) []R {
	ranking := slices.Clone(rows)
	slices.SortFunc(ranking, func(a, b R) int {
		totalsA, nameA := of(a)
		totalsB, nameB := of(b)
		return cmp.Or(by.compare(totalsA, totalsB), cmp.Compare(nameA, nameB))
	})
	return top(ranking, n)
}

// within reports whether t may be the totals of a part of the posts of o.
func (t Totals) within(o Totals) bool {
	return t.Audience <= o.Audience && t.Sentiment.Positive <= o.Sentiment.Positive &&
		t.Sentiment.Neutral <= o.Sentiment.Neutral && t.Sentiment.Negative <= o.Sentiment.Negative
}

// appendBinary appends the counts of negative, neutral and positive posts, and
// the audience.
func (t *Totals) appendBinary(b []byte) []byte {
	for _, n := range []uint64{t.Sentiment.Negative, t.Sentiment.Neutral, t.Sentiment.Positive, t.Audience} {
		b = wire.AppendUint(b, n)
	}
	return b
}

// readTotals reads the totals by key, and returns their sum too. A key without
// a post and a sum that overflows are refused.
func readTotals[K keyed.Key](r *wire.Reader) (keyed.Table[K, Totals], Totals) {
	var all Totals
	table := keyed.ReadTable[K](r, func(t *Totals, r *wire.Reader) {
		negative, neutral, positive := r.Uint(), r.Uint(), r.Uint()
		counts, err := sentiment.FromCounts(positive, neutral, negative)
		*t = Totals{Audience: r.Uint(), Sentiment: counts}
		sum, ok := all.plus(*t)
		if err != nil || !ok || t.N() == 0 {
			r.Fail("sum of posts")
			return
		}
		all = sum
	})
	return table, all
}
