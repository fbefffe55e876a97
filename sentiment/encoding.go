package sentiment

import "github.com/customerkpi/kpi/internal/wire"

// magic begins the encoding: the counts of negative, neutral and positive.
const magic = "sen\x01"

// AppendBinary appends the encoding of a.
func (a *Accumulator) AppendBinary(b []byte) ([]byte, error) {
	return a.scores.AppendBinary(append(b, magic...), int(Negative), int(Positive)), nil
}

// MarshalBinary returns the encoding of a.
func (a Accumulator) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// kpi.ErrCorrupt.
func (a *Accumulator) UnmarshalBinary(data []byte) error {
	r := wire.Open("sentiment", magic, data)
	var d Accumulator
	d.scores.Read(r, int(Negative), int(Positive), int(Negative))
	if err := r.Close(); err != nil {
		return err
	}
	*a = d
	return nil
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a Accumulator) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (a *Accumulator) UnmarshalJSON(data []byte) error {
	return wire.UnmarshalJSON("sentiment", data, a)
}
