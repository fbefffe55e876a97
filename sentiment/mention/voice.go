package mention

import (
	"cmp"
	"fmt"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/tally"
	"github.com/customerkpi/kpi/internal/wire"
)

// A BrandVolume is the number of mentions of one brand.
type BrandVolume struct {
	Brand    string `json:"brand"`
	Mentions uint64 `json:"mentions"`
}

// A VoiceResult is the number of mentions by brand, the brand of most mentions
// first and, where they have equally many, by name.
type VoiceResult struct {
	Brands []BrandVolume `json:"brands"`
}

// VoiceFromCounts returns the result of mentions that are counted already. A
// total above 2^64-1 is [kpi.ErrOverflow].
func VoiceFromCounts(mentions map[string]uint64) (VoiceResult, error) {
	var a ShareOfVoice
	for brand, n := range mentions {
		if err := a.AddN(brand, n); err != nil {
			return VoiceResult{}, err
		}
	}
	return a.Result(), nil
}

// N returns the number of mentions, of all brands.
func (r VoiceResult) N() uint64 {
	var n uint64
	for _, v := range r.Brands {
		n += v.Mentions
	}
	return n
}

// Count returns the number of mentions of a brand.
func (r VoiceResult) Count(brand string) uint64 {
	var n uint64
	for _, v := range r.Brands {
		if v.Brand == brand {
			n += v.Mentions
		}
	}
	return n
}

// Share returns the share of voice of a brand, 0 to 1:
//
//	mentions of the brand / mentions of all brands
//
// It is 0 for a brand without a mention. Without any mention it is
// [kpi.ErrUndefined].
//
// The unit is the mention. Where authors write several each, which are alike, the interval
// is too narrow: take a [kpi.ByCustomer] of authors.
func (r VoiceResult) Share(brand string) (kpi.Rate, error) {
	total, err := sum("share of voice", r.mentions())
	if err != nil {
		return kpi.Rate{}, err
	}
	return kpi.NewRate(r.Count(brand), total)
}

// Percentages returns the shares of voice in percent, in the order of Brands. They are
// rounded to places by the largest remainder, so that they sum to exactly 100: if
// remainders are equal, that of the earlier brand is rounded up. Places below -2 count as
// -2. Without a mention it is [kpi.ErrUndefined].
func (r VoiceResult) Percentages(places int32) ([]decimal.Decimal, error) {
	mentions := r.mentions()
	if _, err := sum("share of voice", mentions); err != nil {
		return nil, err
	}
	return tally.LargestRemainder(mentions, places), nil
}

// Top returns the n brands of most mentions, or all if there are fewer.
func (r VoiceResult) Top(n int) []BrandVolume { return top(r.Brands, n) }

func (r VoiceResult) mentions() []uint64 {
	return each(r.Brands, func(v BrandVolume) uint64 { return v.Mentions })
}

// String returns a text like "9 mentions (Alba 4, Nova 3, Orion 1 ...)", with the
// three brands of most.
func (r VoiceResult) String() string {
	var top []string
	for _, b := range r.Top(shownTop) {
		top = append(top, fmt.Sprint(b.Brand, " ", b.Mentions))
	}
	return listed(r.N(), "mentions", top, len(r.Brands))
}

// ShareOfVoice counts mentions by brand: the user's own and those of its
// competitors. The zero value is ready; see [kpi.Accumulator] for the laws that
// it keeps. To compare periods, count the same brands in both.
type ShareOfVoice struct{ counts tally.Counter[string] }

// Add counts one mention; a mention of two brands is one of each. A total
// above 2^64-1 is [kpi.ErrOverflow], and nothing is counted.
func (a *ShareOfVoice) Add(brand string) error { return a.AddN(brand, 1) }

// AddN counts n mentions of the same brand, with the error of Add.
func (a *ShareOfVoice) AddN(brand string, n uint64) error {
	return shell.Fits(a.counts.AddN(brand, n), errOverflow)
}

// Remove takes one mention back that was counted: the state is that before it was added.
// Where none of the brand is counted the error is [kpi.ErrRange], and nothing changes.
func (a *ShareOfVoice) Remove(brand string) error { return a.RemoveN(brand, 1) }

// RemoveN takes n mentions of the same brand back, with the error of Remove.
func (a *ShareOfVoice) RemoveN(brand string, n uint64) error {
	var back ShareOfVoice
	return cmp.Or(back.AddN(brand, n), a.Unmerge(&back))
}

// Unmerge takes the mentions of o back, as if they had never been added or merged, with
// the error of Remove.
func (a *ShareOfVoice) Unmerge(o *ShareOfVoice) error {
	return a.counts.Unmerge("mention", "mentions", &shell.OrZero(o).counts)
}

// Merge adds the mentions of o.
func (a *ShareOfVoice) Merge(o *ShareOfVoice) error {
	return shell.Fits(a.counts.Merge(&shell.OrZero(o).counts), errOverflow)
}

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *ShareOfVoice) Clone() *ShareOfVoice { return &ShareOfVoice{shell.OrZero(a).counts.Clone()} }

// Result returns the counts so far.
func (a *ShareOfVoice) Result() VoiceResult {
	return VoiceResult{each(a.counts.Ranking(), func(e tally.Entry[string]) BrandVolume {
		return BrandVolume{Brand: e.Key, Mentions: e.N}
	})}
}

// voiceMagic begins the encoding: a count per brand.
const voiceMagic = "sov\x01"

func (a *ShareOfVoice) append(b []byte) []byte {
	return a.counts.AppendBinary(append(b, voiceMagic...))
}

// AppendBinary appends the encoding of a.
func (a *ShareOfVoice) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a ShareOfVoice) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (a *ShareOfVoice) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readVoice) }

func readVoice(r *wire.Reader) (a ShareOfVoice) {
	r.Expect("mention: share of voice", voiceMagic)
	a.counts.Read(r)
	return a
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a ShareOfVoice) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *ShareOfVoice) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
