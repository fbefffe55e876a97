package timeline_test

import (
	"cmp"
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/internal/timeline"
	"github.com/customerkpi/kpi/internal/wire"
)

// An entry is an instant and a name, which does not tell it from another.
type entry struct {
	timeline.Instant
	name string
}

func (e entry) Compare(o entry) int { return e.Instant.Compare(o.Instant) }

func appendEntry(e entry, b []byte, before entry) []byte {
	return wire.AppendBytes(e.Append(b, before.Instant), e.name)
}

func readEntry(r *wire.Reader, before entry) entry {
	return entry{timeline.Read(r, before.Instant), string(r.Bytes())}
}

func entries(t *rapid.T, name string) []entry {
	return rapid.SliceOfN(rapid.Custom(func(t *rapid.T) entry {
		return entry{instants().Draw(t, "instant"), rapid.SampledFrom([]string{"", "a", "b"}).Draw(t, "name")}
	}), 0, 12).Draw(t, name)
}

// A list has the entries of a sorted slice, in whatever order they come; entries that
// are equal by Compare are all there.
func TestListsAreSorted(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in, more := entries(t, "entries"), entries(t, "more")
		var l, o timeline.List[entry]
		for _, e := range in {
			l.Add(e)
		}
		for _, e := range more {
			o.Add(e)
		}
		check := func(what string, l timeline.List[entry], want []entry) {
			if !slices.IsSortedFunc(l, entry.Compare) {
				t.Fatalf("%s: %v is not sorted", what, l)
			}
			all := func(a, b entry) int { return cmp.Or(a.Compare(b), strings.Compare(a.name, b.name)) }
			got, want := slices.SortedFunc(slices.Values(l), all), slices.SortedFunc(slices.Values(want), all)
			if !slices.Equal(got, want) {
				t.Fatalf("%s: %v, want %v", what, got, want)
			}
		}
		check("added", l, in)
		copied := l.Clone()
		copied.Merge(o)
		check("merged", copied, slices.Concat(in, more))
		copied.Merge(copied)
		check("merged with itself", copied, slices.Concat(in, more, in, more))
		check("of which a copy was changed", l, in)
		check("merged into another", o, more)
	})
}

// At has one entry per instant: the first that came.
func TestAtKeepsTheFirst(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		var l timeline.List[entry]
		first := map[timeline.Instant]string{}
		for _, e := range entries(t, "entries") {
			if _, ok := first[e.Instant]; !ok {
				first[e.Instant] = e.name
			}
			if got := l.At(e); got.name != first[e.Instant] || got.Instant != e.Instant {
				t.Fatalf("At(%v) = %v, want %q", e, *got, first[e.Instant])
			}
		}
		if len(l) != len(first) || !slices.IsSortedFunc(l, entry.Compare) {
			t.Fatalf("%v of %d instants", l, len(first))
		}
	})
}

func TestListsComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		in := entries(t, "entries")
		var all, some timeline.List[entry]
		for _, e := range in {
			all.Add(e)
			some.At(e)
		}
		for distinct, l := range map[bool]timeline.List[entry]{false: all, true: some} {
			r := wire.Open("op", "", l.Append(nil, appendEntry))
			got := timeline.ReadList(r, 3, distinct, readEntry)
			if err := r.Close(); (err != nil) != (len(l) == 0) || err == nil && !slices.Equal(got, l) {
				t.Fatalf("read %v, %v, want %v", got, err, l)
			}
		}
	})
}

func TestFaultsOfLists(t *testing.T) {
	at := func(sec int64) entry { return entry{Instant: timeline.Instant{Sec: sec}} }
	list := func(es ...entry) []byte { return timeline.List[entry](es).Append(nil, appendEntry) }
	for _, c := range []struct {
		name     string
		data     []byte
		distinct bool
		fault    string // none: it is valid
	}{
		{"one", list(at(1)), true, ""},
		{"one of 1970", list(at(0)), true, ""},
		{"the same again", list(at(1), at(1)), false, ""},
		{"the same again, where that is not", list(at(1), at(1)), true, "entry 1 out of order"},
		{"back", list(at(1), at(0)), false, "entry 1 out of order"},
		{"back at last", list(at(1), at(2), at(1)), false, "entry 2 out of order"},
		{"none", list(), false, "a customer without an entry"},
		{"an entry's fault", append(wire.AppendUint(nil, 1), 0, 0, 5), false, "5 elements in 0 bytes"},
		{"more than there are", append(list(at(1), at(2))[:1], 0, 0, 0), false, "2 elements in 3 bytes"},
	} {
		r := wire.Open("op", "", c.data)
		got := timeline.ReadList(r, 3, c.distinct, readEntry)
		err := r.Close()
		if c.fault == "" && err != nil || c.fault != "" && (!errors.Is(err, wire.ErrCorrupt) || !strings.Contains(err.Error(), c.fault) || got != nil) {
			t.Errorf("%s: %v, %v, want %s", c.name, got, err, c.fault)
		}
	}
}

// times draws few times, so that they meet, and far ones.
func times() *rapid.Generator[int64] {
	return rapid.OneOf(rapid.Int64Range(-3, 3), rapid.Int64Range(-1<<40, 1<<40))
}

// Amounts are those of a plain map.
func TestAmountsAreThoseOfAMap(t *testing.T) {
	type row struct{ time, cents int64 }
	draw := rapid.SliceOfN(rapid.Custom(func(t *rapid.T) row {
		return row{times().Draw(t, "time"), rapid.Int64Range(-500, 500).Draw(t, "cents")}
	}), 0, 12)
	rapid.Check(t, func(t *rapid.T) {
		var a, o timeline.Amounts
		want := map[int64]int64{}
		for _, r := range draw.Draw(t, "rows") {
			a.At(r.time).AddMinor(r.cents, 2)
			want[r.time] += r.cents
		}
		check := func(what string, a timeline.Amounts, times int64) {
			t.Helper()
			if len(a) != len(want) || !slices.IsSortedFunc(a, func(x, y timeline.Amount) int { return cmp.Compare(x.Time, y.Time) }) {
				t.Fatalf("%s: %d times, want %d, in order", what, len(a), len(want))
			}
			for _, x := range a {
				cents, ok := want[x.Time]
				if got := x.Sum.Decimal().Shift(2); !ok || got.IntPart() != times*cents || !got.IsInteger() {
					t.Fatalf("%s: %v at %d, want %d cents", what, x.Sum.Decimal(), x.Time, times*cents)
				}
			}
		}
		check("added", a, 1)
		double := a.Clone()
		double.Merge(double)
		check("merged with itself", double, 2)
		check("of which a copy was changed", a, 1)
		var back timeline.Amounts
		r := wire.Open("op", "", a.Append(nil))
		back.Read(r, -1<<40, 1<<40)
		if err := r.Close(); err != nil {
			t.Fatal(err)
		}
		check("read back", back, 1)
		for _, r := range draw.Draw(t, "more") {
			o.At(r.time).AddMinor(r.cents, 2)
			want[r.time] += r.cents
		}
		a.Merge(o)
		check("merged", a, 1)
	})
}

func TestFaultsOfAmounts(t *testing.T) {
	list := func(steps ...int64) []byte {
		b := wire.AppendUint(nil, uint64(len(steps)))
		for _, step := range steps {
			b = append(wire.AppendInt(b, step), 2, 1, 7, 0) // 7
		}
		return b
	}
	for _, c := range []struct {
		name  string
		data  []byte
		fault string // none: it is valid
	}{
		{"none", list(), ""},
		{"at 0", list(0), ""},
		{"the first and the last", list(-5, 15), ""},
		{"before the first", list(-6), "an amount -6 after 0"},
		{"after the last", list(-5, 16), "an amount 16 after -5"},
		{"the same time", list(4, 0), "an amount 0 after 4"},
		{"back", list(4, -1), "an amount -1 after 4"},
		{"far back", list(4, math.MinInt64), "after 4"},
		{"far away", list(4, math.MaxInt64), "after 4"},
		{"a sum that is cut off", list(4)[:3], "1 elements in 2 bytes"},
		{"a sum that is not canonical", append(wire.AppendUint(nil, 1), 0, 2, 1, 10, 0), "trailing zeros"},
	} {
		r := wire.Open("op", "", c.data)
		var a timeline.Amounts
		a.Read(r, -5, 10)
		if err := r.Close(); (err != nil) != (c.fault != "") || err != nil && !strings.Contains(err.Error(), c.fault) {
			t.Errorf("%s: %v, want %s", c.name, err, c.fault)
		}
	}
}
