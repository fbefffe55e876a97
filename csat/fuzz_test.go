package csat_test

import (
	"errors"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/csat"
	"github.com/customerkpi/kpi/internal/laws"
)

// FuzzUnmarshalBinary: any bytes are ErrCorrupt or the encoding of a state.
func FuzzUnmarshalBinary(f *testing.F) {
	var a csat.Accumulator
	if err := a.AddSlice([]int{1, 2, 5}); err != nil {
		f.Fatal(err)
	}
	seed, _ := a.MarshalBinary()
	f.Add(seed)
	for _, tc := range answersTable {
		f.Add(tc.data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var a csat.Accumulator
		if !laws.Decodes(t, &a, data) {
			return
		}
		if _, err := a.Result().Mean(); err != nil && !errors.Is(err, kpi.ErrUndefined) {
			t.Error(err)
		}
	})
}

// FuzzScale: any scale is refused or counts each of its scores once.
func FuzzScale(f *testing.F) {
	f.Add(1, 4, 5, 3)
	f.Add(0, 1, 1, 2)
	f.Fuzz(func(t *testing.T, lowest, satisfied, highest, score int) {
		scale := csat.Scale{Min: lowest, Satisfied: satisfied, Max: highest}
		a, err := csat.New(scale)
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
