package survival

import (
	"math"
	"time"

	"github.com/customerkpi/kpi/internal/keyed"
	"github.com/customerkpi/kpi/internal/wire"
)

// magic begins the encoding: the unit in nanoseconds, then by age the customers
// who entered late, who churned and who were censored.
const magic = "srv\x01"

// AppendBinary appends the encoding of a.
func (a *Accumulator) AppendBinary(b []byte) ([]byte, error) {
	b = wire.AppendUint(append(b, magic...), uint64(a.Unit()))
	return keyed.AppendTable(b, &a.at, (*moves).append), nil
}

func (m *moves) append(b []byte) []byte {
	for _, n := range []uint64{m.entered, m.churned, m.censored} {
		b = wire.AppendUint(b, n)
	}
	return b
}

func (m *moves) read(r *wire.Reader) {
	*m = moves{entered: r.Uint(), churned: r.Uint(), censored: r.Uint()}
	if *m == (moves{}) {
		r.Fail("an age at which nothing happens")
	}
}

// MarshalBinary returns the encoding of a.
func (a Accumulator) MarshalBinary() ([]byte, error) { return a.AppendBinary(nil) }

// UnmarshalBinary makes a the state that was encoded, or returns
// kpi.ErrCorrupt.
func (a *Accumulator) UnmarshalBinary(data []byte) error {
	r := wire.Open(op, magic, data)
	var d Accumulator
	if unit := r.Uint(); unit == 0 || unit > math.MaxInt64 {
		r.Fail("unit of %d ns", unit)
	} else if time.Duration(unit) != day {
		d.unit = time.Duration(unit)
	}
	d.at = keyed.ReadTable[int64](r, (*moves).read)
	d.total(r)
	if err := r.Close(); err != nil {
		return err
	}
	*a = d
	return nil
}

// total adds up the customers of a decoded state, and refuses counts that no rows
// give: each customer who enters or is there from the start leaves once, later.
func (a *Accumulator) total(r *wire.Reader) {
	for _, m := range a.at.All() {
		for _, n := range []uint64{m.churned, m.censored} {
			if n > math.MaxUint64-a.rows {
				r.Fail("customers overflow")
				return
			}
			a.rows += n
		}
	}
	for _, m := range a.at.All() {
		if m.entered > a.rows-a.late {
			r.Fail("more entries than customers")
			return
		}
		a.late += m.entered
	}
	atRisk := a.rows - a.late
	for age, m := range a.at.Sorted() {
		switch {
		case age < 0:
			r.Fail("age %d", age)
		case age == 0 && m.entered > 0:
			r.Fail("a late entry at 0")
		case m.left() > atRisk:
			r.Fail("%d of %d customers leave at %d", m.left(), atRisk, age)
		default:
			atRisk += m.entered - m.left()
			continue
		}
		return
	}
}

// MarshalJSON returns the encoding of a as a string in base64.
func (a Accumulator) MarshalJSON() ([]byte, error) { return wire.MarshalJSON(&a) }

// UnmarshalJSON reads what MarshalJSON wrote, or returns kpi.ErrCorrupt.
func (a *Accumulator) UnmarshalJSON(data []byte) error { return wire.UnmarshalJSON(op, data, a) }
