package fit

import (
	"errors"
	"math"
	"reflect"
	"strings"
	"testing"

	"github.com/customerkpi/kpi"
	"github.com/customerkpi/kpi/clv"
)

func TestDistinct(t *testing.T) {
	a := clv.Customer{Frequency: 2, Recency: 3, T: 4, LogGaps: 0.7}
	again := a
	again.Weight, again.Spend = 3, 12
	rows, n, err := Distinct("test", []clv.Customer{a, {T: 9}, {}, again, {Weight: 2}, {T: 9, Weight: 5}}, true)
	a.Weight = 4
	want := []clv.Customer{{T: 9, Weight: 6}, a}
	if err != nil || !reflect.DeepEqual(rows, want) || n != (Numbers{Customers: 10, LeftOut: 3, Rows: 2}) {
		t.Errorf("%+v, %+v, %v", rows, n, err)
	}
	// Without gaps they are not looked at.
	b := a
	b.LogGaps = math.Log(2) + math.Log(0.5)
	if rows, n, err = Distinct("test", []clv.Customer{a, b}, false); err != nil || n.Rows != 1 || rows[0].LogGaps != 0 || rows[0].Weight != 8 {
		t.Errorf("%+v, %+v, %v", rows, n, err)
	}
	for name, customers := range map[string][]clv.Customer{
		"fitted":        {{T: 1, Weight: math.MaxUint64}, {T: 2}},
		"left out":      {{Weight: math.MaxUint64}, {}},
		"fitted after":  {{Weight: math.MaxUint64}, {T: 1}},
		"left out last": {{T: 1, Weight: math.MaxUint64}, {}},
	} {
		if _, _, err := Distinct("test", customers, false); !errors.Is(err, kpi.ErrOverflow) {
			t.Errorf("%s: %v", name, err)
		}
	}
}

// The sum of the logarithms of no gap is 0, of one that of the Recency, and of more
// at most that of equal ones.
func TestGaps(t *testing.T) {
	known := clv.Customer{Frequency: 1, Recency: 5, T: 6, LogGaps: math.Log(5)}
	for _, c := range []struct {
		clv.Customer
		want string
	}{
		{clv.Customer{T: 6}, ""},
		{clv.Customer{T: 6, LogGaps: -1}, "(LogGaps) -1 outside 0..0"},
		{clv.Customer{T: 6, LogGaps: 1}, "(LogGaps) 1 outside 0..0"},
		{known, ""},
		{clv.Customer{Frequency: 1, Recency: 5, T: 6, LogGaps: 1.6}, "(LogGaps) 1.6 outside 1.6094379124341003..1.6094379124341003"},
		{clv.Customer{Frequency: 1, Recency: 5, T: 6, LogGaps: 1.61}, "(LogGaps) 1.61 outside"},
		{clv.Customer{Frequency: 2, Recency: 4, T: 6, LogGaps: 2 * math.Ln2}, ""},
		{clv.Customer{Frequency: 2, Recency: 4, T: 6, LogGaps: 2*math.Ln2 + 1e-9}, ""},
		{clv.Customer{Frequency: 2, Recency: 4, T: 6, LogGaps: 2*math.Ln2 + 1e-8}, "outside -infinity (excluded)..1.3862943611198906"},
		{clv.Customer{Frequency: 2, Recency: 4, T: 6, LogGaps: -50}, ""},
		{clv.Customer{Frequency: 2, Recency: 4, T: 6}, ""}, // gaps of 3.73 and 0.27
	} {
		_, _, err := Distinct("test", []clv.Customer{known, c.Customer}, true)
		if (err == nil) != (c.want == "") || err != nil && (!errors.Is(err, kpi.ErrRange) || !strings.HasPrefix(err.Error(), "input 1: test: ") || !strings.Contains(err.Error(), c.want)) {
			t.Errorf("%+v: %v, want %q", c.Customer, err, c.want)
		}
	}
}

// A column of zeros is missing, unless all gaps can be one unit.
func TestMissingGaps(t *testing.T) {
	unit := clv.Customer{Frequency: 3, Recency: 3, T: 6}
	for _, c := range []struct {
		customers []clv.Customer
		missing   bool
	}{
		{[]clv.Customer{{T: 3}, {T: 4}}, false},
		{[]clv.Customer{unit, {T: 4}}, false},
		{[]clv.Customer{{Frequency: 2, Recency: 4, T: 6}}, true},
		{[]clv.Customer{unit, {Frequency: 2, Recency: 4, T: 6}, {T: 3}}, true},
		{[]clv.Customer{{Frequency: 2, Recency: 4, T: 6}, {Frequency: 2, Recency: 5, T: 6, LogGaps: 0.1}}, false},
	} {
		_, _, err := Distinct("test", c.customers, true)
		if (err != nil) != c.missing || c.missing && (!errors.Is(err, kpi.ErrRange) || !strings.Contains(err.Error(), "test: LogGaps out of range: 0 for all customers, so the times between their orders are missing")) {
			t.Errorf("%+v: %v", c.customers, err)
		}
	}
}
