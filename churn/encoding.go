package churn

import "github.com/customerkpi/kpi/internal/wire"

// magic begins the encoding: the customers kept, lost, won and brief.
const magic = "chu\x01"

// AppendBinary appends the encoding of a.
func (a *Accumulator) AppendBinary(b []byte) ([]byte, error) {
	b = append(b, magic...)
	for _, n := range []uint64{a.counts.Kept, a.counts.Lost, a.counts.Won, a.counts.Brief} {
		b = wire.AppendUint(b, n)
	}
	return b, nil
}

// MarshalBinary returns the encoding of a.
func (a Accumulator) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// kpi.ErrCorrupt.
func (a *Accumulator) UnmarshalBinary(data []byte) error {
	r := wire.Open("churn", magic, data)
	counts := Result{Kept: r.Uint(), Lost: r.Uint(), Won: r.Uint(), Brief: r.Uint()}
	if err := counts.check(); err != nil {
		r.Fail("%v", err)
	}
	if err := r.Close(); err != nil {
		return err
	}
	a.counts = counts
	return nil
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a Accumulator) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (a *Accumulator) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON("churn", data, a) }
