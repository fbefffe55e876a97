package support_test

import (
	"errors"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/ces/support"
	"github.com/customerkpi/kpi/internal/exact"
	"github.com/customerkpi/kpi/internal/sketch"
	"github.com/customerkpi/kpi/internal/wire"
)

// A parts is what the encoding of a ResponseTime is made of.
type parts struct {
	target                         int64
	open, overdue, oldest          uint64
	closed, closedLate             uint64
	within, summed, inTheHistogram uint64 // answered requests, of 2 ns each
	negative                       bool   // sum of the times
}

func (p parts) encode() []byte {
	b := wire.AppendInt([]byte("rsp\x01"), p.target)
	for _, n := range []uint64{p.open, p.overdue, p.oldest, p.closed, p.closedLate, p.within} {
		b = wire.AppendUint(b, n)
	}
	var seconds exact.Moments
	var times sketch.Quantiles
	v := int64(2)
	if p.negative {
		v = -2
	}
	seconds.AddMinorN(v, 9, p.summed)
	times.AddN(2, p.inTheHistogram)
	return times.AppendBinary(seconds.AppendBinary(b))
}

const hour, most = int64(time.Hour), uint64(math.MaxUint64)

// responseTable are encodings of response times, each valid one followed by what
// lies one step beyond it; the text is that of the error.
var responseTable = []struct {
	name string
	parts
	text string
}{
	{"nothing", parts{target: hour}, ""},
	{"a target of 1 ns", parts{target: 1}, ""},
	{"no target", parts{}, "support: target 0s below 1ns"},
	{"a target below 0", parts{target: -hour}, "support: target -1h0m0s below 1ns"},
	{"one open", parts{target: 10, open: 1, oldest: 10}, ""},
	{"none open, but one waits", parts{target: 10, oldest: 1}, "oldest open request"},
	{"one open for 292 years", parts{target: 10, open: 1, overdue: 1, oldest: math.MaxInt64}, ""},
	{"one open for more", parts{target: 10, open: 1, overdue: 1, oldest: 1 << 63}, "oldest open request"},
	{"one open for -1 ns", parts{target: 10, open: 1, oldest: most}, "oldest open request"},
	{"one overdue", parts{target: 10, open: 2, overdue: 1, oldest: 11}, ""},
	{"one overdue in time", parts{target: 10, open: 2, overdue: 1, oldest: 10}, "overdue requests"},
	{"none overdue, but one is", parts{target: 10, open: 2, oldest: 11}, "overdue requests"},
	{"all overdue", parts{target: 10, open: 2, overdue: 2, oldest: 11}, ""},
	{"more overdue than open", parts{target: 10, open: 2, overdue: 3, oldest: 11}, "overdue requests"},
	{"all closed late", parts{target: 10, closed: 2, closedLate: 2}, ""},
	{"more closed late than closed", parts{target: 10, closed: 2, closedLate: 3}, "requests closed without an answer"},
	{"all within", parts{target: 10, within: 3, summed: 3, inTheHistogram: 3}, ""},
	{"more within than answered", parts{target: 10, within: 4, summed: 3, inTheHistogram: 3}, "number of answers"},
	{"one answer not summed", parts{target: 10, within: 2, summed: 2, inTheHistogram: 3}, "number of answers"},
	{"one answer not in the histogram", parts{target: 10, within: 2, summed: 3, inTheHistogram: 2}, "number of answers"},
	{"a sum below 0", parts{target: 10, summed: 1, inTheHistogram: 1, negative: true}, "sum of the times"},
	{"2^64-1 requests", parts{target: 10, open: 2, closed: 3, summed: most - 5, inTheHistogram: most - 5}, ""},
	{"2^64-1 requests, none closed", parts{target: 10, open: 2, summed: most - 2, inTheHistogram: most - 2}, ""},
	{"2^64, one more open", parts{target: 10, open: 3, closed: 3, summed: most - 5, inTheHistogram: most - 5}, "number of requests"},
	{"2^64, one more closed", parts{target: 10, open: 2, closed: 4, summed: most - 5, inTheHistogram: most - 5}, "number of requests"},
	{"2^64 without closed ones", parts{target: 10, open: 1, summed: most, inTheHistogram: most}, "number of requests"},
	{"2^64 without open ones", parts{target: 10, closed: 1, summed: most, inTheHistogram: most}, "number of requests"},
	{"2^64 without answered ones", parts{target: 10, open: 1, closed: most}, "number of requests"},
}

// contactTable is responseTable for first contacts: resolved, in scope, out of scope.
var contactTable = []struct {
	resolved, inScope, outOfScope uint64
	text                          string
}{
	{0, 0, 0, ""},
	{2, 2, 3, ""},
	{3, 2, 3, "3 resolved of 2, 3 out of scope"},
	{2, most - 3, 3, ""},
	{2, most - 3, 4, "2 resolved of 18446744073709551612, 4 out of scope"},
	{0, 1, most, "0 resolved of 1, 18446744073709551615 out of scope"},
}

func contacts(resolved, inScope, outOfScope uint64) []byte {
	return wire.AppendUint(wire.AppendUint(wire.AppendUint([]byte("fcr\x01"), resolved), inScope), outOfScope)
}

func TestDecodersHoldTheirBounds(t *testing.T) {
	for _, tc := range responseTable {
		var a support.ResponseTime
		data := tc.encode()
		err := a.UnmarshalBinary(data)
		back, _ := a.MarshalBinary()
		switch {
		case tc.text == "" && (err != nil || string(back) != string(data)):
			t.Errorf("%s: %v, %x, want %x", tc.name, err, back, data)
		case tc.text != "" && (!errors.Is(err, kpi.ErrCorrupt) || err.Error() != "support: response time: corrupt encoding: "+tc.text):
			t.Errorf("%s: %v, want support: response time: corrupt encoding: %s", tc.name, err, tc.text)
		}
	}
	for _, tc := range contactTable {
		var a support.FirstContact
		data := contacts(tc.resolved, tc.inScope, tc.outOfScope)
		err := a.UnmarshalBinary(data)
		back, _ := a.MarshalBinary()
		switch {
		case tc.text == "" && (err != nil || string(back) != string(data)):
			t.Errorf("%+v: %v, %x, want %x", tc, err, back, data)
		case tc.text != "" && (!errors.Is(err, kpi.ErrCorrupt) || err.Error() != "support: first contact: corrupt encoding: "+tc.text):
			t.Errorf("%+v: %v", tc, err)
		}
	}
	for _, a := range []interface{ UnmarshalJSON([]byte) error }{new(support.ResponseTime), new(support.FirstContact)} {
		err := a.UnmarshalJSON([]byte("7"))
		if !errors.Is(err, kpi.ErrCorrupt) || !strings.HasPrefix(err.Error(), "support.") {
			t.Errorf("%T of a number: %v", a, err)
		}
	}
}

// A decoded state that is full takes no request more, and goes on where it was.
func TestADecodedStateGoesOn(t *testing.T) {
	full := parts{target: 10, open: 2, closed: 3, summed: most - 5, inTheHistogram: most - 5}
	nearly := full
	nearly.open--
	var a, b support.ResponseTime
	if err := errors.Join(a.UnmarshalBinary(full.encode()), b.UnmarshalBinary(nearly.encode()), b.AddClosed(11)); err != nil {
		t.Fatal(err)
	}
	for name, err := range map[string]error{"Add": a.Add(1), "AddOpen": a.AddOpen(1), "AddClosed": a.AddClosed(1), "after one more": b.AddClosed(1)} {
		if !errors.Is(err, kpi.ErrOverflow) || err.Error() != "support: requests overflow" {
			t.Errorf("%s: %v, want ErrOverflow", name, err)
		}
	}
	if r := b.Result(); r.Target != 10 || r.Closed != 4 || r.ClosedLate != 1 || r.Open != 1 {
		t.Errorf("%+v", r)
	}
	var c support.FirstContact
	if err := errors.Join(c.UnmarshalBinary(contacts(2, most-3, 2)), c.Add(support.Request{Contacts: 1, OutOfScope: true})); err != nil {
		t.Fatal(err)
	}
	if err := c.Add(support.Request{Contacts: 1}); !errors.Is(err, kpi.ErrOverflow) {
		t.Errorf("%v, want ErrOverflow", err)
	}
	if c.Result() != (support.FirstContactResult{Resolved: 2, InScope: most - 3, OutOfScope: 3}) {
		t.Errorf("%+v", c.Result())
	}
}
