package retention_test

import (
	"encoding"
	"errors"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/internal/laws"
	"github.com/customerkpi/kpi/retention"
)

// codec is what the fuzz targets need of a state.
type codec interface {
	encoding.BinaryAppender
	encoding.BinaryMarshaler
	encoding.BinaryUnmarshaler
}

// fuzzDecoder: any bytes are ErrCorrupt or the encoding of a state.
func fuzzDecoder(f *testing.F, seed codec, empty func() codec) {
	data, err := seed.MarshalBinary()
	if err != nil {
		f.Fatal(err)
	}
	f.Add(data)
	f.Fuzz(func(t *testing.T, data []byte) {
		a := empty()
		laws.Decodes(t, a, data)
	})
}

func FuzzReturning(f *testing.F) {
	var a retention.Returning[string]
	if err := errors.Join(a.AddBeforeSlice([]string{"Ada", "Ben"}), a.AddAfter("Ada")); err != nil {
		f.Fatal(err)
	}
	fuzzDecoder(f, &a, func() codec { return new(retention.Returning[string]) })
}

func FuzzRepurchase(f *testing.F) {
	var a retention.Repurchase[int16]
	if err := a.AddSlice([]int16{-1, 7, 7, 300}); err != nil {
		f.Fatal(err)
	}
	fuzzDecoder(f, &a, func() codec { return new(retention.Repurchase[int16]) })
}

func FuzzParticipation(f *testing.F) {
	var p retention.Participation
	if err := p.AddN(true, 300); err != nil {
		f.Fatal(err)
	}
	fuzzDecoder(f, &p, func() codec { return new(retention.Participation) })
}

func FuzzParticipants(f *testing.F) {
	var p retention.Participants[uint8]
	if err := errors.Join(p.AddInvitedSlice([]uint8{1, 2, 255}), p.AddParticipant(2)); err != nil {
		f.Fatal(err)
	}
	fuzzDecoder(f, &p, func() codec { return new(retention.Participants[uint8]) })
}

func FuzzActivity(f *testing.F) {
	a := must(retention.NewActivity[string](kpi.Day, location(f, "Europe/Paris")))
	for _, day := range []int{1, 2, 100, 1000} {
		if err := errors.Join(a.Add("Ada", date(2024, 1, day)), a.Add("Ben", date(1, 1, day))); err != nil {
			f.Fatal(err)
		}
	}
	fuzzDecoder(f, a, func() codec { return new(retention.Activity[string]) })
}

// FuzzActivityResult: any two visits are refused or counted, and the counts
// add up.
func FuzzActivityResult(f *testing.F) {
	f.Add(int64(0), int64(86_400), uint8(kpi.Day))
	f.Add(int64(-1<<63), int64(1<<63-1), uint8(kpi.Year))
	f.Fuzz(func(t *testing.T, first, second int64, grain uint8) {
		a, err := retention.NewActivity[string](kpi.Grain(grain), nil)
		if err != nil {
			if !errors.Is(err, kpi.ErrRange) {
				t.Errorf("%v is not ErrRange", err)
			}
			return
		}
		for _, seconds := range []int64{first, second} {
			if err := a.Add("Ada", time.Unix(seconds, 0)); err != nil && !errors.Is(err, kpi.ErrRange) {
				t.Errorf("%v is not ErrRange", err)
			}
		}
		for _, p := range a.Result().NonEmpty {
			if p.Active != p.New+p.Retained+p.Reactivated {
				t.Errorf("%+v does not add up", p)
			}
		}
	})
}
