package csat

import "github.com/customerkpi/kpi/internal/wire"

// magic begins the encoding: the scale's three numbers, then a count a score.
const magic = "csa\x01"

// AppendBinary appends the encoding of a.
func (a *Accumulator) AppendBinary(b []byte) ([]byte, error) {
	scale := a.Scale()
	b = append(b, magic...)
	for _, v := range []int{scale.Min, scale.Satisfied, scale.Max} {
		b = wire.AppendInt(b, int64(v))
	}
	return a.scores.AppendBinary(b, scale.Min, scale.Max), nil
}

// MarshalBinary returns the encoding of a.
func (a *Accumulator) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// kpi.ErrCorrupt.
func (a *Accumulator) UnmarshalBinary(data []byte) error {
	r := wire.Open("csat", magic, data)
	scale := Scale{Min: r.Small(), Satisfied: r.Small(), Max: r.Small()}
	d, err := New(scale)
	if r.Err() == nil && (err != nil || scale == Scale{}) {
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
func (a *Accumulator) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON("csat", data, a) }
