package alarm

import (
	"iter"
	"maps"
	"slices"
	"strings"

	"github.com/customerkpi/kpi/internal/wire"
)

// frequent counts the most frequent names of a stream in bounded memory, as
// Misra and Gries do: where more than 2 most names are counted, the count of the
// one in the place most+1 is taken off all, and those without a count are
// forgotten. So a count is never too large, and too small by at most missed, which
// is at most n/most after n were counted. Pruning many at once makes it cost less
// than one step of a map a name. The zero value is empty.
//
// Source: J. Misra, D. Gries, Science of Computer Programming 2 (1982), 143-152;
// P. Agarwal and others, Mergeable summaries, PODS 2012, for the bound of merge.
type frequent struct {
	counts map[string]uint64
	missed uint64
}

// add counts n of a name.
func (f *frequent) add(name string, n uint64, most int) {
	if f.counts == nil {
		f.counts = map[string]uint64{}
	}
	before, known := f.counts[name]
	if !known {
		name = strings.Clone(name) // not the text that it was in
	}
	f.counts[name] = min(before+n, maxCount)
	if len(f.counts) > 2*most {
		f.prune(most)
	}
}

// prune leaves at most most names.
func (f *frequent) prune(most int) {
	counts := slices.Sorted(maps.Values(f.counts))
	off := counts[len(counts)-1-most]
	for name, n := range f.counts {
		if n <= off {
			delete(f.counts, name)
			continue
		}
		f.counts[name] = n - off
	}
	f.missed += off
}

// merge adds the counts of o.
func (f *frequent) merge(o *frequent, most int) {
	for name, n := range o.all() {
		f.add(name, n, most)
	}
	f.missed = min(f.missed+o.missed, maxCount)
}

// halve makes all that was counted weigh half, and forgets what weighs nothing.
func (f *frequent) halve() {
	for name, n := range f.counts {
		if n /= 2; n == 0 {
			delete(f.counts, name)
			continue
		}
		f.counts[name] = n
	}
	f.missed /= 2
}

// all returns the names in their order, with their counts.
func (f *frequent) all() iter.Seq2[string, uint64] {
	return func(yield func(string, uint64) bool) {
		for _, name := range slices.Sorted(maps.Keys(f.counts)) {
			if !yield(name, f.counts[name]) {
				return
			}
		}
	}
}

// append appends the encoding: what is missed, and a count a name.
func (f *frequent) append(b []byte) []byte {
	b = wire.AppendUint(wire.AppendUint(b, f.missed), uint64(len(f.counts)))
	for name, n := range f.all() {
		b = wire.AppendUint(wire.AppendBytes(b, name), n)
	}
	return b
}

// readFrequent reads what append wrote.
func readFrequent(r *wire.Reader, most int) frequent {
	f := frequent{missed: r.Uint()}
	n := r.Len(2)
	if n > 2*most || f.missed > maxCount {
		r.Fail("%d names, at most %d", n, 2*most)
		return frequent{}
	}
	last := ""
	for i := range n {
		name, count := string(r.Bytes()), r.Uint()
		if i > 0 && name <= last || len(name) > longCopy || count == 0 || count > maxCount {
			r.Fail("name %.40q of count %d", name, count)
			return frequent{}
		}
		f.add(name, count, most)
		last = name
	}
	return f
}
