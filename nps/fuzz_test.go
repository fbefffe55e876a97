package nps_test

import (
	"errors"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/nps"
)

// FuzzUnmarshalBinary: any bytes are ErrCorrupt or the encoding of a state.
func FuzzUnmarshalBinary(f *testing.F) {
	var a nps.Accumulator
	if err := a.AddSlice([]int{0, 6, 7, 9, 10}); err != nil {
		f.Fatal(err)
	}
	seed, _ := a.MarshalBinary()
	f.Add(seed)
	for _, tc := range answersTable {
		f.Add(tc.data)
	}
	f.Fuzz(func(t *testing.T, data []byte) {
		var a nps.Accumulator
		if !laws.Decodes(t, &a, data) {
			return
		}
		if _, err := a.Result().Score(); err != nil && !errors.Is(err, kpi.ErrUndefined) {
			t.Error(err)
		}
	})
}

// FuzzScale: any scale is refused or counts each of its scores once.
func FuzzScale(f *testing.F) {
	f.Add(0, 6, 9, 10, 3)
	f.Add(1, 6, 9, 10, 0)
	f.Fuzz(func(t *testing.T, lowest, detractor, promoter, highest, score int) {
		scale := nps.Scale{Min: lowest, DetractorMax: detractor, PromoterMin: promoter, Max: highest}
		a, err := nps.New(scale)
		if err != nil {
			if !errors.Is(err, kpi.ErrRange) {
				t.Errorf("%v is not ErrRange", err)
			}
			return
		}
		scale = a.Scale()
		err = a.Add(score)
		if on := scale.Min <= score && score <= scale.Max; on != (err == nil) || on != (a.Result().Answers() == 1) {
			t.Errorf("%v: score %d: %v, %+v", scale, score, err, a.Result())
		}
	})
}
