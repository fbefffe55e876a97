package mention

import (
	"fmt"
	"math"
	"slices"

	"github.com/shopspring/decimal"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/tally"
)

// A SourceVolume is the number of mentions of one source.
type SourceVolume struct {
	Source   Source `json:"source"`
	Kind     Kind   `json:"kind"`
	Mentions uint64 `json:"mentions"`
}

// A VolumeResult is the number of mentions by source, the source of most
// mentions first and, where they have equally many, by name.
type VolumeResult struct {
	Sources []SourceVolume `json:"sources"`
}

// VolumeFromCounts returns the result of mentions that are counted already,
// with the [DefaultTaxonomy]. A total above 2^64-1 is kpi.ErrOverflow.
func VolumeFromCounts(mentions map[Source]uint64) (VolumeResult, error) {
	var a Volume
	for source, n := range mentions {
		if err := a.AddN(source, n); err != nil {
			return VolumeResult{}, err
		}
	}
	return a.Result(), nil
}

// Total returns the number of mentions, of all sources.
func (r VolumeResult) Total() uint64 { return r.sum(func(SourceVolume) bool { return true }) }

// Count returns the number of mentions of a source.
func (r VolumeResult) Count(source Source) uint64 {
	return r.sum(func(v SourceVolume) bool { return v.Source == source })
}

// ByKind returns the number of mentions of the sources of a kind.
func (r VolumeResult) ByKind(kind Kind) uint64 {
	return r.sum(func(v SourceVolume) bool { return v.Kind == kind })
}

func (r VolumeResult) sum(counts func(SourceVolume) bool) uint64 {
	var n uint64
	for _, v := range r.Sources {
		if counts(v) {
			n += v.Mentions
		}
	}
	return n
}

// Share returns the mentions of a source / mentions, 0 to 1: 0 for a source
// without a mention. Without any mention it is kpi.ErrUndefined.
func (r VolumeResult) Share(source Source) (kpi.Rate, error) {
	total, err := total("share of source", r.mentions())
	if err != nil {
		return kpi.Rate{}, err
	}
	return kpi.NewRate(r.Count(source), total)
}

// Top returns the n sources of most mentions, or all if there are fewer.
func (r VolumeResult) Top(n int) []SourceVolume { return top(r.Sources, n) }

func (r VolumeResult) mentions() []uint64 {
	return each(r.Sources, func(v SourceVolume) uint64 { return v.Mentions })
}

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
// total above 2^64-1 is kpi.ErrOverflow.
func VoiceFromCounts(mentions map[string]uint64) (VoiceResult, error) {
	var a ShareOfVoice
	for brand, n := range mentions {
		if err := a.AddN(brand, n); err != nil {
			return VoiceResult{}, err
		}
	}
	return a.Result(), nil
}

// Total returns the number of mentions, of all brands.
func (r VoiceResult) Total() uint64 {
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
// kpi.ErrUndefined.
func (r VoiceResult) Share(brand string) (kpi.Rate, error) {
	total, err := total("share of voice", r.mentions())
	if err != nil {
		return kpi.Rate{}, err
	}
	return kpi.NewRate(r.Count(brand), total)
}

// Percentages returns the shares of voice of all brands in percent, rounded to
// places so that they sum to exactly 100, by the largest remainder; of equal
// remainders that of the earlier brand of Brands is rounded up. Places below
// -2 count as -2. Without a mention it is kpi.ErrUndefined.
func (r VoiceResult) Percentages(places int32) (map[string]decimal.Decimal, error) {
	mentions := r.mentions()
	if _, err := total("share of voice", mentions); err != nil {
		return nil, err
	}
	percents := make(map[string]decimal.Decimal, len(mentions))
	for i, p := range tally.LargestRemainder(mentions, places) {
		percents[r.Brands[i].Brand] = p
	}
	return percents, nil
}

// Top returns the n brands of most mentions, or all if there are fewer.
func (r VoiceResult) Top(n int) []BrandVolume { return top(r.Brands, n) }

func (r VoiceResult) mentions() []uint64 {
	return each(r.Brands, func(v BrandVolume) uint64 { return v.Mentions })
}

// each returns what f makes of every element.
func each[T, U any](s []T, f func(T) U) []U {
	out := make([]U, 0, len(s))
	for _, v := range s {
		out = append(out, f(v))
	}
	return out
}

// total returns the sum of mentions, or why a share of them does not exist: no
// mention, or counts that a caller put into a result and whose sum overflows.
func total(name string, mentions []uint64) (uint64, error) {
	var sum uint64
	for _, n := range mentions {
		if n > math.MaxUint64-sum {
			return 0, fmt.Errorf("mention: mentions %w", kpi.ErrOverflow)
		}
		sum += n
	}
	if sum == 0 {
		return 0, fmt.Errorf("mention: %s %w: no mention", name, kpi.ErrUndefined)
	}
	return sum, nil
}

// top returns a copy of the first n elements, or of all if there are fewer.
func top[T any](ranking []T, n int) []T {
	return slices.Clone(ranking[:min(max(n, 0), len(ranking))])
}
