package civil_test

import (
	"errors"
	"math"
	"slices"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/customerkpi/kpi/internal/civil"
	"github.com/customerkpi/kpi/internal/wire"
)

func TestIndexesComeBack(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		near := rapid.Int32Range(-5, 5)
		want := rapid.SliceOfDistinct(rapid.OneOf(near, near, rapid.Int32Range(-1<<20, 1<<20)), rapid.ID[int32]).Draw(t, "indexes")
		slices.Sort(want)
		r := wire.Open("test", magic, civil.AppendIndexes([]byte(magic), len(want), slices.Values(want)))
		var got []int32
		n := civil.ReadIndexes(r, -1<<20, 1<<20, func(i int32) { got = append(got, i) })
		if err := r.Close(); err != nil || n != len(want) || !slices.Equal(got, want) {
			t.Fatalf("read %d indexes %v, %v, want %v", n, got, err, want)
		}
	})
}

func TestIndexesOutsideTheirBounds(t *testing.T) {
	list := func(n uint64, first int64, skipped ...uint64) []byte {
		b := wire.AppendInt(wire.AppendUint([]byte(magic), n), first)
		for _, s := range skipped {
			b = wire.AppendUint(b, s)
		}
		return b
	}
	for _, c := range []struct {
		name  string
		data  []byte
		fault string // none: they are valid
	}{
		{"the bounds", list(2, -5, 14), ""},
		{"one before", list(1, -6), "period -6 outside -5..10"},
		{"one after", list(2, -5, 15), "period 11 outside -5..10"},
		{"far before", list(1, math.MinInt64), "period -9223372036854775808 outside"},
		{"a gap that wraps", list(2, 0, math.MaxUint64), "period 2147483648 outside"},
		{"more than there are", list(3, 0), "3 elements in 1 bytes"},
	} {
		r := wire.Open("test", magic, c.data)
		n := civil.ReadIndexes(r, -5, 10, func(int32) {})
		err := r.Close()
		if c.fault == "" && (err != nil || n != 2) || c.fault != "" && (!errors.Is(err, wire.ErrCorrupt) || !strings.Contains(err.Error(), c.fault) || n != 0) {
			t.Errorf("%s: %d, %v, want %s", c.name, n, err, c.fault)
		}
	}
}
