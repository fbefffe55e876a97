package nps

import "github.com/customerkpi/kpi/internal/wire"

// magic begins the encoding: the scale's four numbers, then a count a score.
const magic = "nps\x01"

// append appends the numbers of the scale.
func (s Scale) append(b []byte) []byte {
	for _, v := range []int{s.Min, s.DetractorMax, s.PromoterMin, s.Max} {
		b = wire.AppendInt(b, int64(v))
	}
	return b
}

// readScale reads what append wrote, and refuses what is no scale.
func readScale(r *wire.Reader) Scale {
	s := Scale{Min: r.Small(), DetractorMax: r.Small(), PromoterMin: r.Small(), Max: r.Small()}
	if err := s.Validate(); r.Err() == nil && (err != nil || s == Scale{}) {
		r.Fail("scale %d", s)
	}
	return s
}

// AppendBinary appends the encoding of a.
func (a *Accumulator) AppendBinary(b []byte) ([]byte, error) {
	scale := a.Scale()
	b = scale.append(append(b, magic...))
	return a.scores.AppendBinary(b, scale.Min, scale.Max), nil
}

// MarshalBinary returns the encoding of a.
func (a *Accumulator) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// kpi.ErrCorrupt.
func (a *Accumulator) UnmarshalBinary(data []byte) error {
	r := wire.Open("nps", magic, data)
	scale := readScale(r)
	d, err := New(scale)
	if r.Err() == nil && err == nil {
		d.scores.Read(r, scale.Min, scale.Max, 0)
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
func (a *Accumulator) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON("nps", data, a) }
