package mention

import (
	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/wire"
	"github.com/customerkpi/kpi/sentiment"
)

// reachMagic begins the encoding of Reach: the taxonomy, then the totals of
// each source and of each domain. The totals of all follow from the sources.
const reachMagic = "rea\x01"

// AppendBinary appends the encoding of a.
func (a *Reach) AppendBinary(b []byte) ([]byte, error) {
	b = a.taxonomy.appendBinary(append(b, reachMagic...))
	b = keyed.AppendTable(b, &a.sources, (*Totals).appendBinary)
	return keyed.AppendTable(b, &a.domains, (*Totals).appendBinary), nil
}

// MarshalBinary returns the encoding of a.
func (a Reach) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// kpi.ErrCorrupt.
func (a *Reach) UnmarshalBinary(data []byte) error {
	r := wire.Open("mention: reach", reachMagic, data)
	d := Reach{taxonomy: readTaxonomy(r)}
	var inDomains Totals
	d.sources, d.all = readTotals[Source](r)
	d.domains, inDomains = readTotals[string](r)
	if !inDomains.within(d.all) {
		r.Fail("more posts in domains than in sources")
	}
	if _, none := d.domains.Get(""); none {
		r.Fail("domain without a name")
	}
	if err := r.Close(); err != nil {
		return err
	}
	*a = d
	return nil
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a Reach) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (a *Reach) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON("mention: reach", data, a)
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
		if err != nil || !ok || t.Mentions() == 0 {
			r.Fail("sum of posts")
			return
		}
		all = sum
	})
	return table, all
}
