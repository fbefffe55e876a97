package ces

import "github.com/customerkpi/kpi/internal/wire"

// magic begins the encoding: the direction, the scale's four numbers, then a count a score.
const magic = "ces\x01"

// AppendBinary appends the encoding of a.
func (a *Accumulator) AppendBinary(b []byte) ([]byte, error) {
	scale := a.Scale()
	b = wire.AppendUint(append(b, magic...), uint64(scale.Direction))
	for _, v := range []int{scale.Min, scale.Max, scale.Easy, scale.Difficult} {
		b = wire.AppendInt(b, int64(v))
	}
	return a.scores.AppendBinary(b, scale.Min, scale.Max), nil
}

// MarshalBinary returns the encoding of a.
func (a *Accumulator) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// kpi.ErrCorrupt.
func (a *Accumulator) UnmarshalBinary(data []byte) error {
	r := wire.Open("ces", magic, data)
	direction := r.Uint()
	scale := Scale{Min: r.Small(), Max: r.Small(), Direction: Direction(direction), Easy: r.Small(), Difficult: r.Small()}
	d, err := New(scale)
	if r.Err() == nil && (err != nil || direction > uint64(LowIsEasy) || scale == Scale{}) {
		r.Fail("scale %d", scale)
	}
	if r.Err() == nil {
		d.scores.Read(r, scale.Min, scale.Max, 1)
	}
	if err := r.Close(); err != nil {
		return err
	}
	*a = *d
	return nil
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a *Accumulator) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (a *Accumulator) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON("ces", data, a) }
