package revenue_test

import (
	"bytes"
	"encoding"
	"errors"
	"math"
	"strings"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/churn/revenue"
	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/wire"
)

// one is the encoding of a state by month in UTC with a customer, "ada", who has n
// entries, each of some integers and an amount.
func one(magic string, n uint64, entries ...[]byte) []byte {
	b := wire.AppendUint([]byte(magic), uint64(kpi.Month))
	b = append(b, "\x03UTC\x01\x03ada"...)
	b = wire.AppendUint(b, n)
	return append(b, bytes.Join(entries, nil)...)
}

func amount(cents int64) []byte {
	var sum exact.Sum
	sum.AddMinor(cents, 2)
	return sum.AppendBinary(nil)
}

// A state at each bound is read back to the byte, and one step beyond is corrupt.
func TestDecodersAtTheirBounds(t *testing.T) {
	const first, last = -62135596800, 253402300799 // seconds of the years 1 to 9999
	change := func(step int64, nsec uint64, number, cents int64) []byte {
		b := wire.AppendUint(wire.AppendInt(nil, step), nsec)
		return append(wire.AppendInt(b, number), amount(cents)...)
	}
	balance := func(step, cents int64) []byte { return append(wire.AppendInt(nil, step), amount(cents)...) }
	const months = (9999 - 1970) * 12 // from January 1970 to January 9999
	changes := func(n uint64, entries ...[]byte) []byte { return one("rch\x02", n, entries...) }
	balances := func(n uint64, entries ...[]byte) []byte { return one("rba\x01", n, entries...) }
	for _, c := range []struct {
		name  string
		data  []byte
		fault string // none: it is valid
	}{
		{"a change", changes(1, change(5, 0, 0, 700)), ""},
		{"an amount of 0", changes(1, change(5, 0, 0, 0)), ""},
		{"an amount below 0", changes(1, change(5, 0, 0, -1)), "an amount below 0"},
		{"the first second", changes(1, change(first, 0, 0, 700)), ""},
		{"before it", changes(1, change(first-1, 999_999_999, 0, 700)), "an instant -62135596801 s"},
		{"the last nanosecond", changes(1, change(last, 999_999_999, 0, 700)), ""},
		{"after it", changes(1, change(last+1, 0, 0, 700)), "an instant 253402300800 s"},
		{"a second of nanoseconds", changes(1, change(5, 1_000_000_000, 0, 700)), "1000000000 ns"},
		{"nanoseconds that wrap", changes(1, change(5, 1<<32, 0, 700)), "4294967296 ns"},
		{"any number", changes(2, change(5, 0, math.MinInt64, 700), change(0, 0, math.MaxInt64, 700)), ""},
		{"a number again", changes(2, change(5, 0, 1, 700), change(0, 0, 1, 800)), "entry 1 out of order"},
		{"a number back", changes(2, change(5, 0, 1, 700), change(0, 0, 0, 800)), "entry 1 out of order"},
		{"a nanosecond later", changes(2, change(5, 3, 1, 700), change(0, 4, 0, 800)), ""},
		{"a nanosecond back", changes(2, change(5, 3, 1, 700), change(0, 2, 2, 800)), "entry 1 out of order"},
		{"a second later", changes(2, change(5, 3, 1, 700), change(1, 0, 0, 700)), ""},
		{"a second back", changes(2, change(5, 3, 1, 700), change(-1, 4, 2, 700)), "entry 1 out of order"},
		{"seconds that wrap", changes(2, change(5, 3, 1, 700), change(math.MaxInt64, 0, 0, 700)), "9223372036854775807 s"},
		{"a second bad amount", changes(2, change(5, 3, 1, 700), change(1, 0, 0, -700)), "an amount below 0"},
		{"no change", changes(0), "a customer without an entry"},
		{"the year 1 of Greenwich is 0 in New York", bytes.Replace(changes(1, change(first, 0, 0, 700)), []byte("\x03UTC"), []byte("\x10America/New_York"), 1), "an amount below 0, or of no period"},
		{"fewer changes than told", changes(2, change(5, 0, 0, 700)), "corrupt"},

		{"a balance", balances(1, balance(672, 700)), ""},
		{"a balance of 0", balances(1, balance(672, 0)), ""},
		{"a balance below 0", balances(1, balance(672, -1)), "an amount is below 0"},
		{"the first month", balances(1, balance(12*(1-1970), 700)), ""},
		{"the month before", balances(1, balance(12*(1-1970)-1, 700)), "an amount"},
		{"the last month", balances(2, balance(0, 700), balance(months+11, 700)), ""},
		{"the month after", balances(2, balance(1, 700), balance(months+11, 700)), "an amount"},
		{"the next month", balances(2, balance(672, 700), balance(1, 700)), ""},
		{"the same month", balances(2, balance(672, 700), balance(0, 700)), "0 after 672"},
		{"the month back", balances(2, balance(672, 700), balance(-1, 700)), "-1 after 672"},
		{"months that wrap", balances(2, balance(672, 700), balance(math.MaxInt64, 700)), "an amount"},
		{"no balance", balances(0), "a customer without a period"},
		{"fewer balances than told", balances(3, balance(1, 700), balance(1, 700)), "corrupt"},
	} {
		var a interface {
			encoding.BinaryAppender
			encoding.BinaryUnmarshaler
		} = new(revenue.Changes[string])
		if c.data[2] == 'a' {
			a = new(revenue.Balances[string])
		}
		before, err := a.AppendBinary(nil)
		if err != nil {
			t.Fatal(err)
		}
		err = a.UnmarshalBinary(c.data)
		state, _ := a.AppendBinary(nil)
		switch {
		case c.fault == "" && (err != nil || !bytes.Equal(state, c.data)):
			t.Errorf("%s: %x, %v, want %x", c.name, state, err, c.data)
		case c.fault != "" && (!errors.Is(err, kpi.ErrCorrupt) || !strings.Contains(err.Error(), c.fault) || !bytes.Equal(state, before)):
			t.Errorf("%s: %v, want %s; state %x", c.name, err, c.fault, state)
		}
	}
}
