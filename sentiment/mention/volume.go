package mention

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/figure"
	"github.com/customerkpi/kpi/internal/shell"
	"github.com/customerkpi/kpi/internal/tally"
	"github.com/customerkpi/kpi/internal/wire"
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
// with the [DefaultTaxonomy]. A total above 2^64-1 is [kpi.ErrOverflow].
func VolumeFromCounts(mentions map[Source]uint64) (VolumeResult, error) {
	var a Volume
	for source, n := range mentions {
		if err := a.AddN(source, n); err != nil {
			return VolumeResult{}, err
		}
	}
	return a.Result(), nil
}

// N returns the number of mentions, of all sources.
func (r VolumeResult) N() uint64 { return r.sum(func(SourceVolume) bool { return true }) }

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
// without a mention. Without any mention it is [kpi.ErrUndefined].
func (r VolumeResult) Share(source Source) (kpi.Rate, error) {
	total, err := sum("share of source", r.mentions())
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

// String returns a text like "9 mentions (facebook 4, news 3, blog 1 ...)", with
// the three sources of most.
func (r VolumeResult) String() string {
	var top []string
	for _, s := range r.Top(shownTop) {
		top = append(top, fmt.Sprint(s.Source, " ", s.Mentions))
	}
	return listed(r.N(), "mentions", top, len(r.Sources))
}

// shownTop is the number of sources and brands that texts name.
const shownTop = 3

// listed returns a total with what it is made of most.
func listed(total uint64, unit string, top []string, all int) string {
	more := ""
	if all > len(top) {
		more = " ..."
	}
	if len(top) == 0 {
		return fmt.Sprint(total, " ", unit)
	}
	return fmt.Sprintf("%d %s (%s%s)", total, unit, strings.Join(top, ", "), more)
}

// each returns what f makes of every element.
func each[T, U any](s []T, f func(T) U) []U {
	out := make([]U, 0, len(s))
	for _, v := range s {
		out = append(out, f(v))
	}
	return out
}

// sum returns the sum of mentions, or why a share of them does not exist: no
// mention, or counts that a caller put into a result and whose sum overflows.
func sum(name string, mentions []uint64) (uint64, error) {
	var total uint64
	for _, n := range mentions {
		if n > math.MaxUint64-total {
			return 0, errOverflow
		}
		total += n
	}
	if total == 0 {
		return 0, figure.Undefined("mention", name, "no mention")
	}
	return total, nil
}

// top returns a copy of the first n elements, or of all if there are fewer.
func top[T any](ranking []T, n int) []T {
	return slices.Clone(ranking[:min(max(n, 0), len(ranking))])
}

// Volume counts mentions by source. The zero value is ready, with the
// [DefaultTaxonomy]; see [kpi.Accumulator] for the laws that it keeps.
type Volume struct {
	taxonomy Taxonomy
	counts   tally.Counter[Source]
}

// NewVolume returns a volume with a taxonomy, or the error of
// [Taxonomy.Validate].
func NewVolume(t Taxonomy) (*Volume, error) {
	if err := t.Validate(); err != nil {
		return nil, err
	}
	return &Volume{taxonomy: t}, nil
}

// Add counts one mention. A total above 2^64-1 is [kpi.ErrOverflow], and nothing
// is counted.
func (a *Volume) Add(source Source) error { return a.AddN(source, 1) }

// AddN counts n mentions of the same source, with the error of Add.
func (a *Volume) AddN(source Source, n uint64) error {
	return shell.Fits(a.counts.AddN(source, n), errOverflow)
}

var errOverflow = figure.Overflow("mention", "mentions")

// Remove takes one mention back that was counted: the state is that before it was added.
// Where none of the source is counted the error is [kpi.ErrRange], and nothing changes.
func (a *Volume) Remove(source Source) error { return a.RemoveN(source, 1) }

// RemoveN takes n mentions of the same source back, with the error of Remove.
func (a *Volume) RemoveN(source Source, n uint64) error {
	back := Volume{taxonomy: a.taxonomy}
	return cmp.Or(back.AddN(source, n), a.Unmerge(&back))
}

// Unmerge takes the mentions of o back, as if they had never been added or merged, with
// the error of Remove. Another taxonomy is [kpi.ErrIncompatible].
func (a *Volume) Unmerge(o *Volume) error {
	return shell.Unmerge(a, o, (*Volume).isZero, (*Volume).differ, func() error { return a.counts.Unmerge("mention", "mentions", &o.counts) })
}

// Merge adds the mentions of o. Another taxonomy is [kpi.ErrIncompatible], unless
// one of the two is the zero value.
func (a *Volume) Merge(o *Volume) error {
	return shell.TryMerge(a, o, (*Volume).isZero, (*Volume).differ, func() error { return shell.Fits(a.counts.Merge(&o.counts), errOverflow) })
}

func (a *Volume) differ(o *Volume) error { return a.taxonomy.differ(o.taxonomy) }

// isZero reports whether a is the zero value: no mention, default taxonomy.
func (a *Volume) isZero() bool { return a.taxonomy.isDefault() && a.counts.Total() == 0 }

// Clone returns an independent copy; the clone of nil is a new zero value.
func (a *Volume) Clone() *Volume {
	return shell.Clone(a, func(c *Volume) { c.counts = c.counts.Clone() })
}

// Result returns the counts so far.
func (a *Volume) Result() VolumeResult {
	return VolumeResult{each(a.counts.Ranking(), func(e tally.Entry[Source]) SourceVolume {
		return SourceVolume{Source: e.Key, Kind: a.taxonomy.KindOf(e.Key), Mentions: e.N}
	})}
}

// volumeMagic begins the encoding: the taxonomy, then a count per source.
const volumeMagic = "vol\x01"

func (a *Volume) append(b []byte) []byte {
	return a.counts.AppendBinary(a.taxonomy.appendBinary(append(b, volumeMagic...)))
}

// AppendBinary appends the encoding of a.
func (a *Volume) AppendBinary(b []byte) ([]byte, error) { return a.append(b), nil }

// MarshalBinary returns the encoding of a.
func (a Volume) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// [kpi.ErrCorrupt].
func (a *Volume) UnmarshalBinary(b []byte) error { return wire.Decode(b, a, readVolume) }

func readVolume(r *wire.Reader) Volume {
	r.Expect("mention: volume", volumeMagic)
	a := Volume{taxonomy: readTaxonomy(r)}
	a.counts.Read(r)
	return a
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a Volume) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns [kpi.ErrCorrupt].
func (a *Volume) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(data, a) }
