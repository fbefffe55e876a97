package ces

import (
	"math"

	"github.com/customerkpi/kpi/internal/survey"
	"github.com/customerkpi/kpi/internal/wire"
)

// kind is what package survey, which does the work of the accumulators, has to
// know of this one.
var kind = survey.Kind[Scale]{
	Op:            "ces",
	Magic:         "ces\x01",
	WeightedMagic: "cew\x01",
	Default:       EaseSeven(),
	Validate:      Scale.Validate,
	Range:         func(s Scale) (lowest, highest int) { return s.Min, s.Max },
	Append:        appendScale,
	Read:          readScale,
}

func appendScale(s Scale, b []byte) []byte {
	b = wire.AppendUint(b, uint64(s.Direction))
	for _, v := range []int{s.Min, s.Max, s.Easy, s.Difficult} {
		b = wire.AppendInt(b, int64(v))
	}
	return b
}

func readScale(r *wire.Reader) Scale {
	direction := Direction(min(r.Uint(), math.MaxUint8)) // above LowIsEasy it is none
	return Scale{Direction: direction, Min: r.Small(), Max: r.Small(), Easy: r.Small(), Difficult: r.Small()}
}

// AppendBinary appends the encoding of a.
func (a *Accumulator) AppendBinary(b []byte) ([]byte, error) {
	return kind.AppendBinary(b, a.scale, &a.scores), nil
}

// MarshalBinary returns the encoding of a.
func (a Accumulator) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// kpi.ErrCorrupt.
func (a *Accumulator) UnmarshalBinary(data []byte) error {
	scale, scores, err := kind.Decode(data)
	if err == nil {
		*a = Accumulator{scale, scores, scores.Fast}
	}
	return err
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a Accumulator) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (a *Accumulator) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON("ces", data, a) }
