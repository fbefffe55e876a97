package ces_test

import (
	"errors"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces"
	"github.com/customerkpi/kpi/internal/laws"
)

// FuzzUnmarshalBinary: any bytes are ErrCorrupt or the encoding of a state.
func FuzzUnmarshalBinary(f *testing.F) {
	var a ces.Accumulator
	if err := a.AddSlice([]int{1, 2, 5}); err != nil {
		f.Fatal(err)
	}
	seed, _ := a.MarshalBinary()
	f.Add(seed)
	for _, tc := range answersTable {
		f.Add(tc.data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var a ces.Accumulator
		if !laws.Decodes(t, &a, data) {
			return
		}
		if _, err := a.Result().NetEase(); err != nil && !errors.Is(err, kpi.ErrUndefined) {
			t.Error(err)
		}
	})
}

// FuzzScale: any scale is refused or counts each of its scores once.
func FuzzScale(f *testing.F) {
	f.Add(1, 7, uint8(0), 5, 3, 3)
	f.Add(1, 5, uint8(1), 2, 4, 0)
	f.Fuzz(func(t *testing.T, lowest, highest int, direction uint8, easy, difficult, score int) {
		scale := ces.Scale{Min: lowest, Max: highest, Direction: ces.Direction(direction), Easy: easy, Difficult: difficult}
		a, err := ces.New(scale)
		if err != nil {
			if !errors.Is(err, kpi.ErrRange) {
				t.Errorf("%v is not ErrRange", err)
			}
			return
		}
		scale = a.Scale()
		err = a.Add(score)
		if on := scale.Min <= score && score <= scale.Max; on != (err == nil) || on != (a.Result().Answers == 1) {
			t.Errorf("%v: score %d: %v, %+v", scale, score, err, a.Result())
		}
	})
}
